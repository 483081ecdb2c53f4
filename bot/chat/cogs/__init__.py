"""What a member finds after `/`, `!` or the bot's name, a file for each kind of thing; every command is defined once.

    quoting      quote, who-said, context, contrast
    looking      sources, voices, coverage
    settling     help, plain

A command only turns what was typed into a `Request`; how it is answered stands elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from typing import Any

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
