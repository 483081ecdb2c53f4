"""Limits on commands and forms (modals) that stand in Discord's documentation but not in its description.

Invariant: like in `beyond.py`, each rule is one sentence of the documentation.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

SLASH, USER_MENU, MESSAGE_MENU = 1, 2, 3
MOST = {SLASH: 100, USER_MENU: 15, MESSAGE_MENU: 15}
SUBCOMMAND, GROUP = 1, 2
LABEL, TEXT_INPUT = 18, 4


def command_problems(commands: list[Json]) -> Iterator[str]:
    """Yield what is wrong with application commands as they are registered."""
    kinds = Counter(_kind(command) for command in commands)
    for kind, most in MOST.items():
        if kinds[kind] > most:
            yield f"over {most} commands of type {kind}"
    names = Counter((_kind(command), command.get("name")) for command in commands)
    yield from (f"two commands named {name!r}" for (_, name), n in names.items() if n > 1)
    for command in commands:
        if "name" in command:
            yield from _slash_problems(command) if _kind(command) == SLASH else _menu_problems(command)


def _kind(command: Json) -> int:
    kind: int = command.get("type") or SLASH
    return kind


def _menu_problems(menu: Json) -> Iterator[str]:
    if menu.get("description") or menu.get("options"):
        yield f"menu {menu['name']!r}: takes neither description nor options"


def _slash_problems(command: Json) -> Iterator[str]:
    if not _is_name(command["name"]):
        yield f"command name {command['name']!r} does not fit Discord's pattern"
    if not command.get("description"):
        yield f"command {command['name']!r} has no description"
    if (size := _size(command)) > 8000:
        yield f"command {command['name']!r}: {size} characters in all, over 8000"
    yield from _option_problems(command)


def _option_problems(holder: Json) -> Iterator[str]:
    options = holder.get("options") or []
    names = [option["name"] for option in options]
    if len(set(names)) < len(names):
        yield f"{holder['name']!r}: two options of one name"
    nesting = [option["type"] in (SUBCOMMAND, GROUP) for option in options]
    if any(nesting) and not all(nesting):
        yield f"{holder['name']!r}: subcommands beside plain options"
    demanded = [bool(option.get("required")) for option in options]
    if demanded != sorted(demanded, reverse=True):
        yield f"{holder['name']!r}: a required option stands after an optional one"
    for option in options:
        if not _is_name(option["name"]):
            yield f"option name {option['name']!r} does not fit Discord's pattern"
        if option.get("autocomplete") and option.get("choices"):
            yield f"option {option['name']!r}: autocomplete beside fixed choices"
        yield from _option_problems(option)


def _is_name(name: str) -> bool:
    return bool(re.fullmatch(r"[-_'\w]{1,32}", name)) and name == name.lower()


def _size(part: Json) -> int:
    own = sum(len(str(part.get(key) or "")) for key in ("name", "description", "value"))
    return own + sum(map(_size, part.get("options") or [])) + sum(map(_size, part.get("choices") or []))


def form_problems(form: Json) -> Iterator[str]:
    """Yield what is wrong with a form (modal) that a bot wants to open."""
    rows = form["components"]
    if len(rows) > 5:
        yield f"modal: {len(rows)} components, over 5"
    fields = [field for row in rows for field in (row.get("components") or [row.get("component") or {}])]
    names = [field["custom_id"] for field in fields if field.get("custom_id")]
    if len(set(names)) < len(names):
        yield "modal: custom_id not unique"
    for row, field in zip(rows, fields, strict=False):
        if field.get("type") == TEXT_INPUT:
            yield from _input_problems(field, labelled=row["type"] == LABEL)


def _input_problems(field: Json, *, labelled: bool) -> Iterator[str]:
    least, most = field.get("min_length") or 0, field.get("max_length") or 4000
    if least > most or len(field.get("value") or "") > most:
        yield f"modal: the lengths of {field['custom_id']!r} contradict each other"
    if labelled == bool(field.get("label")):
        yield f"modal: {field['custom_id']!r} has a label of its own or one around it, not both and not none"
