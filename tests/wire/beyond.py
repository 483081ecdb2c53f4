"""Limits that Discord's documentation states in words and its OpenAPI description leaves out: messages.

Commands and forms are judged by `beyond_commands.py`. Invariant: each rule here is one sentence of the documentation
and has one body in the self-test that breaks it and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from .beyond_commands import command_problems, form_problems

Json = dict[str, Any]

EPHEMERAL = 1 << 6
COMPONENTS_V2 = 1 << 15
ROW, BUTTON, SECTION, TEXT_DISPLAY = 1, 2, 9, 10
SELECTS = {3, 5, 6, 7, 8}
LINK, PREMIUM = 5, 6
CONTENTS = ("content", "embeds", "components", "sticker_ids", "attachments", "poll", "message_reference")


def beyond(template: str, body: Any, before: Json | None = None) -> list[str]:
    """List what an operation's body breaks; `before` is the message a PATCH changes (its flags stay in force)."""
    if "/commands" in template:
        return list(command_problems(body if isinstance(body, list) else [body]))
    if template.endswith("/callback"):
        return list(_callback_problems(body, before))
    if template.endswith("/threads") and "message" in body:
        return list(message_problems(body["message"], new=True))
    if template.endswith(("/messages", "/messages/{message_id}", "/messages/@original", "/{webhook_token}")):
        return list(message_problems(body, before=before, new=before is None))
    return []


def _callback_problems(body: Json, before: Json | None) -> Iterator[str]:
    data = body.get("data") or {}
    match body["type"]:
        case 4:
            yield from message_problems(data, new=True)
        case 5 if (data.get("flags") or 0) & ~EPHEMERAL:
            yield "flags: a deferred answer may only be ephemeral, nothing else"
        case 7:
            yield from message_problems(data, before=before)
        case 9:
            yield from form_problems(data)


def message_problems(message: Json, *, before: Json | None = None, new: bool = False) -> Iterator[str]:
    """Yield what is wrong with a message as it is sent, or with an edit of the message `before`."""
    flags = (message.get("flags") or 0) | (before or {}).get("flags", 0) & COMPONENTS_V2
    components = list(walk(message.get("components") or []))
    if len(message.get("content") or "") > 2000:
        yield "content: over 2000 characters"
    yield from _embed_problems(message.get("embeds") or [])
    yield from _mention_problems(message.get("allowed_mentions") or {})
    yield from component_problems(components)
    if flags & COMPONENTS_V2:
        yield from _layout_problems(message, components, before or {})
    else:
        yield from _row_problems(message.get("components") or [])
    if new and not any(message.get(part) for part in CONTENTS):
        yield "an empty message cannot be sent"


def walk(components: Iterable[Json]) -> Iterator[Json]:
    """Yield every component of a tree, each before what it holds."""
    for component in components:
        yield component
        yield from walk(component.get("components") or [])
        yield from walk([held for part in ("accessory", "component") if (held := component.get(part))])


def _embed_problems(embeds: list[Json]) -> Iterator[str]:
    total = 0
    for embed in embeds:
        fields = embed.get("fields") or []
        texts = [embed.get("title"), embed.get("description")]
        texts += [(embed.get("footer") or {}).get("text"), (embed.get("author") or {}).get("name")]
        texts += [text for field in fields for text in (field["name"], field["value"])]
        total += sum(len(text or "") for text in texts)
        if not all(field["name"].strip() and field["value"].strip() for field in fields):
            yield "embeds: a field's name and value may not be empty"
    if total > 6000:
        yield f"embeds: {total} characters in all, over 6000"


def _mention_problems(allowed: Json) -> Iterator[str]:
    for kind in ("users", "roles"):
        if kind in (allowed.get("parse") or []) and allowed.get(kind):
            yield f"allowed_mentions: {kind} both parsed and listed"


def component_problems(components: list[Json]) -> Iterator[str]:
    """Yield what is wrong with any component, in a message of either kind or in a form."""
    for part in ("custom_id", "id"):
        doubled = [name for name, n in Counter(c[part] for c in components if c.get(part)).items() if n > 1]
        if doubled:
            yield f"components: {part} {doubled[0]!r} is not unique"
    for component in components:
        if component["type"] == BUTTON:
            yield from _button_problems(component)
        if component["type"] in SELECTS:
            yield from _select_problems(component)


def _button_problems(button: Json) -> Iterator[str]:
    url, custom_id = button.get("url") or "", button.get("custom_id")
    if button["style"] == LINK:
        if custom_id or not url:
            yield "components: a link button has a url and no custom_id"
        elif not url.startswith(("http://", "https://", "discord://")):
            yield "components: a link button's url is http, https or discord"
    elif button["style"] != PREMIUM and (url or not custom_id):
        yield "components: a button that is no link has a custom_id and no url"
    if button["style"] != PREMIUM and not (button.get("label") or button.get("emoji")):
        yield "components: a button has a label or an emoji"


def _select_problems(select: Json) -> Iterator[str]:
    options = select.get("options") or []
    least, most = select.get("min_values"), select.get("max_values")
    least, most = 1 if least is None else least, 1 if most is None else most
    if least > most or (select["type"] == 3 and most > len(options)):
        yield "components: a select's min_values and max_values do not fit its options"
    if len({option["value"] for option in options}) < len(options):
        yield "components: two options of a select have the same value"
    if sum(bool(option.get("default")) for option in options) > most:
        yield "components: more options preselected than may be chosen"


def _row_problems(components: list[Json]) -> Iterator[str]:
    if any(component["type"] != ROW for component in components):
        yield "components: anything but action rows needs the flag IS_COMPONENTS_V2"
    if len(components) > 5:
        yield "components: over 5 action rows"
    yield from _shared_rows(components)


def _shared_rows(components: Iterable[Json]) -> Iterator[str]:
    for row in components:
        kinds = [child["type"] for child in row.get("components") or []]
        if row["type"] == ROW and len(kinds) > 1 and any(kind in SELECTS for kind in kinds):
            yield "components: a select shares its row"


def _layout_problems(message: Json, components: list[Json], before: Json) -> Iterator[str]:
    for part in ("content", "embeds", "sticker_ids", "poll"):
        # An edit that turns an old message into a layout has to empty what the message already shows.
        if message.get(part) or (part not in message and before.get(part)):
            yield f"{part}: may not stand beside components v2"
    if len(components) > 40:
        yield f"components: {len(components)} in all, over 40"
    shown = sum(len(component["content"]) for component in components if component["type"] == TEXT_DISPLAY)
    if shown > 4000:
        yield f"components: {shown} characters shown in all, over 4000"
    yield from _shared_rows(components)
