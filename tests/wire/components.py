"""Components as Discord's server gives them back: numbered, with every default said and every attachment resolved.

Invariant: what is returned passes Discord's own description, whatever a bot left out.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from .beyond import walk

Json = dict[str, Any]

SELECTS, GALLERY, FILE, CONTAINER = {3, 5, 6, 7, 8}, 12, 13, 17
ATTACHED = "attachment://"


def settled(components: list[Json], attachments: list[Json]) -> list[Json]:
    """Copy components, giving each without an id a free one and its files their addresses."""
    taken = {component["id"] for component in walk(components) if component.get("id")}
    free = (n for n in itertools.count(1) if n not in taken)
    files = {entry["filename"]: entry for entry in attachments}
    return [_settled(component, free, files) for component in components]


def _settled(component: Json, free: Iterator[int], files: dict[str, Json]) -> Json:
    made = _defaults(component["type"]) | {key: value for key, value in component.items() if value is not None}
    made["id"] = component.get("id") or next(free)
    if "components" in made:
        made["components"] = [_settled(child, free, files) for child in made["components"]]
    for part in ("accessory", "component"):
        if part in made:
            made[part] = _settled(made[part], free, files)
    if component["type"] == GALLERY:
        made["items"] = [_item(item, files) for item in component["items"]]
    if component["type"] == FILE:
        kept = _file(component["file"]["url"], files)
        made |= {"file": _media(component["file"]["url"], files), "name": kept["filename"], "size": kept["size"]}
    return made


def _defaults(kind: int) -> Json:
    if kind == CONTAINER:
        return {"accent_color": None, "spoiler": False}
    if kind == FILE:
        return {"spoiler": False}
    return {"min_values": 1, "max_values": 1} if kind in SELECTS else {}


def _item(item: Json, files: dict[str, Json]) -> Json:
    media = _media(item["media"]["url"], files)
    return {"media": media, "description": item.get("description"), "spoiler": item.get("spoiler", False)}


def _media(url: str, files: dict[str, Json]) -> Json:
    kept = _file(url, files)
    return {"id": kept["id"], "url": kept["url"], "proxy_url": kept["url"], "attachment_id": kept["id"]}


def _file(url: str, files: dict[str, Json]) -> Json:
    return files.get(url.removeprefix(ATTACHED), {"id": "0", "url": url, "filename": url, "size": 0})
