"""What Discord's client offers a person: which commands, with which options, which buttons and form fields.

Invariant: a value that the client would not let somebody enter never reaches the bot, unless a test forges it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .beyond import walk
from .permissions import Permission

Json = dict[str, Any]

SUBCOMMAND, GROUP, STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(1, 12)
TYPES: dict[int, type | tuple[type, ...]] = {
    STRING: str, INTEGER: int, BOOLEAN: bool, NUMBER: (int, float),
    **dict.fromkeys((USER, CHANNEL, ROLE, MENTIONABLE, ATTACHMENT), dict),
}  # fmt: skip
IN_GUILD, IN_DIRECT = 0, 1


def withheld(command: Json, held: Permission, *, direct: bool) -> str:
    """Say why the client does not offer a command to somebody; empty if it does."""
    contexts = command.get("contexts")
    place = IN_DIRECT if direct else IN_GUILD
    if contexts is not None and place not in contexts:
        return "it is not offered in this kind of place"
    if direct and command.get("dm_permission") is False:
        return "it is not offered in direct messages"
    if direct or held & Permission.ADMINISTRATOR:
        return ""
    if not held & Permission.USE_APPLICATION_COMMANDS:
        return "they may not use commands here"
    needed = command.get("default_member_permissions")
    if needed is not None and (int(needed) == 0 or int(held) & int(needed) != int(needed)):
        return "it is for members with other permissions"
    return ""


def unfit(option: Json, value: Any) -> str:
    """Say why the client would not take a value for a command's option; empty if it would."""
    expected = TYPES[option["type"]]
    if not isinstance(value, expected) or (isinstance(value, bool) and option["type"] != BOOLEAN):
        return f"{value!r} is of the wrong type"
    choices = [choice["value"] for choice in option.get("choices") or []]
    if choices and value not in choices:
        return f"{value!r} is none of its choices"
    size = len(value) if isinstance(value, str) else value
    low, high = ("min_length", "max_length") if isinstance(value, str) else ("min_value", "max_value")
    if isinstance(size, (int, float)) and not _between(size, option.get(low), option.get(high)):
        return f"{value!r} is out of its bounds"
    return ""


def _between(size: float, low: float | None, high: float | None) -> bool:
    return (low is None or size >= low) and (high is None or size <= high)


def find_button(message: Json, wanted: str) -> Json | None:
    """Find a button in a message by its custom_id or, failing that, by its label."""
    buttons = [component for component in walk(message["components"]) if component["type"] == 2]
    by_id = [button for button in buttons if button.get("custom_id") == wanted]
    return next(iter(by_id or [button for button in buttons if button.get("label") == wanted]), None)


def find_select(message: Json, wanted: str | None) -> Json | None:
    """Find a select menu by its custom_id, or the only one there is."""
    selects = [component for component in walk(message["components"]) if component["type"] in (3, 5, 6, 7, 8)]
    found = [select for select in selects if wanted in (None, select["custom_id"])]
    return found[0] if len(found) == 1 else None


def fields(form: Json) -> Iterator[Json]:
    """Yield the fields of a form that carry a value."""
    yield from (component for component in walk(form["components"]) if component.get("custom_id"))


def unfit_field(field: Json, value: Any) -> str:
    """Say why the client would not let somebody send a form with this value in a field; empty if it would."""
    if field["type"] != 4:
        allowed = [option["value"] for option in field.get("options") or []]
        wrong = [one for one in value if allowed and one not in allowed]
        return f"{wrong} cannot be chosen" if wrong else ""
    if not value:
        return "it is required" if field.get("required", True) else ""
    return "" if _between(len(value), field.get("min_length"), field.get("max_length") or 4000) else "wrong length"


def filled_in(components: list[Json], values: Json) -> list[Json]:
    """Shape a form's answers as Discord sends them: the same tree with a value in each field."""
    return [_filled(component, values) for component in components]


def _filled(component: Json, values: Json) -> Json:
    made = {"type": component["type"], "id": component.get("id", 1)}
    if "custom_id" in component:
        key, empty = ("value", "") if component["type"] == 4 else ("values", [])
        made |= {"custom_id": component["custom_id"], key: values.get(component["custom_id"], empty)}
    if component.get("components"):
        made["components"] = filled_in(component["components"], values)
    if component.get("component"):
        made["component"] = _filled(component["component"], values)
    return made
