"""What Discord refuses of a message or a form, as far as ours can break it: the limits, checked on what will be sent.

Knows payloads in Discord's own terms. Invariant: a problem is told by its rule and its numbers, never by any words of
the message.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from bot.chat.drawing.budget import ADDRESS, COMPONENTS, CONTENT, CUSTOM_ID, LABEL, PER_COMPONENT, ROW, SHOWN, WEIGHT
from bot.chat.drawing.writing import units

Payload = dict[str, Any]

_V2 = 1 << 15
_ROW_TYPE, _BUTTON, _TEXT = 1, 2, 10
_SELECTS = {3, 5, 6, 7, 8}
_OPTIONS, _OPTION, _PLACEHOLDER = 25, 100, 150
_LINK = 5
_ROWS = 5
_TITLE = 45


def message_problems(payload: Payload) -> Iterator[str]:
    """Yield every limit that a message breaks."""
    components = [*walked(payload.get("components", []))]
    layout = bool(payload.get("flags", 0) & _V2)
    if units(payload.get("content", "")) > CONTENT:
        yield f"content: over {CONTENT} characters"
    if layout and payload.get("content"):
        yield "content: stands beside a layout"
    if not layout and any(part["type"] != _ROW_TYPE for part in payload.get("components", [])):
        yield "components: more than rows of buttons beside a content"
    if not layout and len(payload.get("components", [])) > _ROWS:
        yield f"components: over {_ROWS} rows"
    if not texts(payload) or not all(text.strip() for text in texts(payload)):
        yield "text: empty"
    yield from _layout_problems(components)
    yield from _component_problems(components)


def form_problems(form: Payload) -> Iterator[str]:
    """Yield every limit that a form (a modal) breaks."""
    if not 0 < units(form["title"]) <= _TITLE:
        yield f"title: not 1 to {_TITLE} characters"
    if not 0 < len(form["components"]) <= _ROWS:
        yield f"components: not 1 to {_ROWS}"
    if not 0 < len(form["custom_id"]) <= CUSTOM_ID:
        yield f"custom_id: not 1 to {CUSTOM_ID} characters"


def texts(payload: Payload) -> list[str]:
    """Return the texts of a message from top to bottom."""
    shown = [payload["content"]] if payload.get("content") else []
    return shown + [part["content"] for part in walked(payload.get("components", [])) if part["type"] == _TEXT]


def addresses(payload: Payload) -> list[str]:
    """Return the addresses that a message's buttons lead to."""
    return [part["url"] for part in walked(payload.get("components", [])) if part.get("url")]


def walked(components: Iterable[Payload]) -> Iterator[Payload]:
    """Yield every component of a tree, each before what it holds."""
    for part in components:
        yield part
        yield from walked(part.get("components", []))
        yield from walked([part[name] for name in ("accessory", "component") if part.get(name)])


def _layout_problems(components: list[Payload]) -> Iterator[str]:
    if len(components) > COMPONENTS:
        yield f"components: {len(components)}, over {COMPONENTS}"
    shown = sum(units(part["content"]) for part in components if part["type"] == _TEXT)
    if shown > SHOWN:
        yield f"text: {shown} characters in all, over {SHOWN}"
    parts = ("content", "label", "url", "custom_id")
    said = sum(len(str(part.get(name) or "").encode("utf-8", "replace")) for part in components for name in parts)
    if (weight := said + PER_COMPONENT * len(components)) > WEIGHT:
        yield f"components: {weight} bytes, over {WEIGHT}"


def _component_problems(components: list[Payload]) -> Iterator[str]:
    ids = Counter(part["custom_id"] for part in components if part.get("custom_id"))
    if any(times > 1 for times in ids.values()):
        yield "custom_id: not unique"
    for part in components:
        if part["type"] == _ROW_TYPE and not 0 < len(part["components"]) <= ROW:
            yield f"row: not 1 to {ROW} buttons"
        if part["type"] == _BUTTON:
            yield from _button_problems(part)
        if part["type"] in _SELECTS:
            yield from _select_problems(part)


def _select_problems(select: Payload) -> Iterator[str]:
    options = select.get("options", [])
    if not 0 < units(select["custom_id"]) <= CUSTOM_ID:
        yield f"select: a custom_id not 1 to {CUSTOM_ID} characters"
    if units(select.get("placeholder") or "") > _PLACEHOLDER:
        yield f"select: a placeholder over {_PLACEHOLDER} characters"
    if (select["type"] == min(_SELECTS) and not options) or len(options) > _OPTIONS:
        yield f"select: not 1 to {_OPTIONS} options"
    said = [option.get(part) or "" for option in options for part in ("label", "value", "description")]
    if any(units(text) > _OPTION for text in said) or not all(option["label"] for option in options):
        yield f"select: an option not 1 to {_OPTION} characters"


def _button_problems(button: Payload) -> Iterator[str]:
    url, custom_id, label = button.get("url") or "", button.get("custom_id") or "", button.get("label") or ""
    if not (0 < units(label) <= LABEL or button.get("emoji")) or units(label) > LABEL:
        yield f"button: a label not 1 to {LABEL} characters"
    if button["style"] == _LINK and (custom_id or not 0 < units(url) <= ADDRESS):
        yield f"button: an address not 1 to {ADDRESS} characters"
    if button["style"] != _LINK and (url or not 0 < units(custom_id) <= CUSTOM_ID):
        yield f"button: a custom_id not 1 to {CUSTOM_ID} characters"
    if url and not url.startswith(("https://", "http://")):
        yield "button: an address that is none of the web"
