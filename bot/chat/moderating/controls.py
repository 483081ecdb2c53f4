"""Buttons, menus to choose from and forms for moderators: what each is for stands in its `custom_id`.

`m1:VERB:ARGUMENT`, so a control works after a restart and on messages years old. Invariant: a control remembers ids and
words of ours only, and no powers: who may is asked anew of whoever uses it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, Self, cast

import discord
from discord import ButtonStyle, ui

from bot.chat.drawing.budget import LABEL
from bot.chat.drawing.writing import beginning

Interaction = discord.Interaction[Any]

_FORMAT = re.compile(r"m1:(?P<verb>[a-z-]{1,24}):(?P<argument>.*)", re.DOTALL)
_TITLE = 45
_FIELD = 4_000
_ROLES = 10


@dataclass(frozen=True, slots=True)
class Given:
    """What came with the use of a control: its argument, the values chosen, the fields of a form as typed."""

    verb: str
    argument: str = ""
    values: tuple[str, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)


class Controlled(Protocol):
    """Whoever acts on controls; the client is one."""

    async def controlled(self, interaction: Interaction, given: Given | None) -> None:
        """Act on the use of a control; None stands for one that this version cannot read."""
        ...


class Control(ui.DynamicItem[ui.Item[Any]], template=re.compile(r"m(?P<version>\d+):(?P<memory>.*)", re.DOTALL)):
    """A button or a menu of ours, whatever its version."""

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """The control that was used."""
        return cls(item)

    async def callback(self, interaction: Interaction) -> None:
        """Hand on what was pressed or chosen."""
        data = cast(dict[str, Any], interaction.data)
        given = read(self.custom_id, values=tuple(data.get("values", ())))
        await cast(Controlled, interaction.client).controlled(interaction, given)


def written(verb: str, argument: object = "") -> str:
    """The memory of a control."""
    return f"m1:{verb}:{argument}"


def read(memory: str, *, values: tuple[str, ...] = (), fields: Mapping[str, str] | None = None) -> Given | None:
    """What a control stands for; None for one that this version cannot read."""
    found = _FORMAT.fullmatch(memory)
    return Given(found["verb"], found["argument"], values, fields or {}) if found else None


def memories(components: Iterable[Any]) -> Iterator[str]:
    """What the buttons and menus of a message remember, ours and others."""
    for part in components:
        if memory := getattr(part, "custom_id", None):
            yield memory
        yield from memories(getattr(part, "children", ()))


def sent_form(interaction: Interaction) -> Given | None:
    """What was sent with a form; None for one that is not ours."""
    data = cast(dict[str, Any], interaction.data)
    fields = dict(_filled(data.get("components", ())))
    return read(str(data.get("custom_id", "")), fields=fields)


def _filled(components: Iterable[dict[str, Any]]) -> Iterator[tuple[str, str]]:
    """The fields of a form with what was typed or chosen; of several choices the first."""
    for part in components:
        if name := part.get("custom_id"):
            chosen = [*part.get("values", ()), ""]
            yield name, str(part.get("value", chosen[0]))
        yield from _filled(part.get("components", ()))
        yield from _filled([part["component"]] if part.get("component") else ())


def button(label: str, verb: str, argument: object = "", style: ButtonStyle = ButtonStyle.secondary) -> Control:
    """A button."""
    return Control(ui.Button(label=beginning(label, LABEL), style=style, custom_id=written(verb, argument)))


def choice(
    verb: str,
    options: Sequence[discord.SelectOption],
    hint: str,
    argument: object = "",
    *,
    most: int = 1,
    least: int = 1,
) -> Control:
    """A menu of up to 25 options, of which `least` to `most` are chosen; those that hold are marked as default."""
    menu = ui.Select[Any](
        custom_id=written(verb, argument), placeholder=hint, options=[*options], min_values=least, max_values=most
    )
    return Control(menu)


def channel_choice(verb: str, hint: str, chosen: int | None) -> Control:
    """A menu of the server's text channels, or none."""
    default = [discord.SelectDefaultValue(id=chosen, type=discord.SelectDefaultValueType.channel)] if chosen else []
    kinds = [discord.ChannelType.text]
    return Control(
        ui.ChannelSelect(
            custom_id=written(verb),
            placeholder=hint,
            channel_types=kinds,
            min_values=0,
            max_values=1,
            default_values=default,
        )
    )


def role_choice(verb: str, hint: str, chosen: Iterable[int]) -> Control:
    """A menu of the server's roles, up to ten of them."""
    default = [discord.SelectDefaultValue(id=id, type=discord.SelectDefaultValueType.role) for id in chosen][:_ROLES]
    return Control(
        ui.RoleSelect(
            custom_id=written(verb), placeholder=hint, min_values=0, max_values=_ROLES, default_values=default
        )
    )


def form(title: str, verb: str, argument: object, *items: ui.Item[Any]) -> ui.Modal:
    """A form; what is sent with it comes back under the verb, even if the bot was restarted in between."""
    made = ui.Modal(title=beginning(title, _TITLE), custom_id=written(verb, argument), timeout=None)
    for item in items:
        made.add_item(item)
    return made


def text_field(
    name: str, label: str, *, required: bool = True, most: int = _FIELD, long: bool = True, hint: str = ""
) -> ui.Label[Any]:
    """A field of a form to type in."""
    style = discord.TextStyle.paragraph if long else discord.TextStyle.short
    return ui.Label(
        text=beginning(label, _TITLE),
        component=ui.TextInput(
            custom_id=name, style=style, required=required, max_length=most, placeholder=hint or None
        ),
    )


def choice_field(name: str, label: str, options: Sequence[discord.SelectOption]) -> ui.Label[Any]:
    """A field of a form to choose one option in."""
    return ui.Label(text=beginning(label, _TITLE), component=ui.Select(custom_id=name, options=[*options]))
