"""What a member finds after `/`, `!` or the bot's name, a file for each kind of thing; every command is defined once.

    quoting      quote, who-said, context, contrast
    looking      sources, voices, coverage
    settling     help, plain
    withholding  withhold, release
    reading      reading start, next, status, end, prompt
    quieting     quiet
    privacy      privacy, mydata show, delete
    settings     setup, settings show, zone, prefix, pause, grant, revoke
    recording    log, balance

A command only turns what was typed into a `Request`; how it is answered stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

from discord import app_commands
from discord.app_commands import locale_str
from discord.ext import commands

from bot.chat.translation import named

Callback = Callable[..., Coroutine[Any, Any, None]]


def hybrid(
    name: str, description: locale_str, aliases: Sequence[str] = ()
) -> Callable[[Callback], commands.HybridCommand[Any, ..., None]]:
    """Make a method a command that can be typed and chosen; discord.py's own types are more than mypy can work out."""
    made: Any = commands.hybrid_command(name=named(name), description=description, aliases=list(aliases))
    return made  # type: ignore[no-any-return]  # it is of the type declared


def for_moderators(
    name: str, description: locale_str, aliases: Sequence[str] = ()
) -> Callable[[Callback], commands.HybridCommand[Any, ..., None]]:
    """The same for a command that works only in servers that have the bot as a member.

    Who may use it is decided when it is used. Clients show it to everybody: whoever moderates by a grant is no moderator
    to Discord, and would not find it otherwise.
    """

    def make(callback: Callback) -> commands.HybridCommand[Any, ..., None]:
        return hybrid(name, description, aliases)(in_servers(callback))

    return make


def group(
    name: str, description: locale_str, otherwise: str
) -> Callable[[Callback], commands.HybridGroup[Any, ..., None]]:
    """A group of commands; the method itself is the command `otherwise`, and what the group's bare name does."""
    made: Any = commands.hybrid_group(name=named(name), description=description, fallback=named(otherwise))
    return made  # type: ignore[no-any-return]  # it is of the type declared


def group_in_servers(
    name: str, description: locale_str, otherwise: str
) -> Callable[[Callback], commands.HybridGroup[Any, ..., None]]:
    """The same for a group that works only in servers that have the bot as a member."""

    def make(callback: Callback) -> commands.HybridGroup[Any, ..., None]:
        return group(name, description, otherwise)(in_servers(callback))

    return make


def subcommand(
    group: commands.HybridGroup[Any, ..., None], name: str, description: locale_str
) -> Callable[[Callback], commands.HybridCommand[Any, ..., None]]:
    """A command of a group."""
    made: Any = group.command(name=named(name), description=description)
    return made  # type: ignore[no-any-return]  # it is of the type declared


def in_servers(callback: Callback) -> Callback:
    """Have a command offered only in servers that have the bot as a member."""
    limited: Any = app_commands.allowed_contexts(guilds=True)(app_commands.allowed_installs(guilds=True)(callback))
    return limited  # type: ignore[no-any-return]  # decorators of discord.py give back what they are given
