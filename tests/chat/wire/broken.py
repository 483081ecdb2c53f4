"""Runs the bot with one thing broken: `python -m tests.chat.wire.broken NAME run ...`.

Invariant: everything but the one thing named is the bot as it is.
"""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from typing import Any

import discord

from bot.chat.asking import desk, interactions
from bot.chat.asking.conversation import Conversation
from bot.chat.client import Dissensus
from bot.chat.drawing import writing
from bot.chat.drawing.drawn import Line, Slice
from bot.chat.drawing.lines import Writer
from bot.chat.hosting.secrets import Redacting
from bot.chat.house import House
from bot.chat.sending.door import Door
from bot.cli import main


async def _nothing(*given: Any, **named: Any) -> None:
    """Do nothing where something should be done."""


def never_defers() -> None:
    """Let Discord wait until the answer is there."""
    interactions.Interactions._defer = _nothing  # type: ignore[method-assign]


def pings() -> None:
    """Send messages that may mention everybody."""
    discord.AllowedMentions.none = discord.AllowedMentions.all  # type: ignore[method-assign]


def answers_twice() -> None:
    """Take every event for a new one."""
    Conversation.first_time = lambda self, event: True  # type: ignore[method-assign]


def speaks_up() -> None:
    """Say in public what should be private."""
    respond: Callable[..., Any] = Door.respond
    Door.respond = lambda self, interaction, drawn, private: respond(self, interaction, drawn, private=False)  # type: ignore[method-assign,assignment,misc]


def removes_for_anybody() -> None:
    """Take everybody for a moderator."""
    House.moderates = lambda self, place, powers: True  # type: ignore[method-assign]


def forgets_questions() -> None:
    """Not notice that a question was deleted."""
    Dissensus._taken_back = _nothing  # type: ignore[method-assign]


def logs_everything() -> None:
    """Log what is asked, and with which credentials."""
    Redacting.format = logging.Formatter.format  # type: ignore[method-assign]
    ask = desk.Desk.ask

    def loud(self: desk.Desk, inquiry: desk.Inquiry) -> desk.Pending:
        logging.getLogger("bot").info("asked: %s", inquiry)
        return ask(self, inquiry)

    desk.Desk.ask = loud  # type: ignore[method-assign]


def knows_no_rules() -> None:
    """Answer everywhere, whatever was decided."""
    desk.admitted = lambda rules, way: False  # type: ignore[attr-defined]


def escapes_nothing() -> None:
    """Send what was typed as markup."""
    writing.escape = lambda text: text  # type: ignore[assignment]


def loses_credits() -> None:
    """Show words without whose they are."""
    Writer._credit = lambda self, quote: Line()  # type: ignore[method-assign]


def swaps_a_word() -> None:
    """Show other words than those of the source."""
    Slice.text = property(lambda self: self.passage.text[self.start : self.end].replace(" the ", " a "))  # type: ignore[assignment,method-assign]


def forgets_the_silent() -> None:
    """Say nothing of sources that have nothing to say."""
    Writer.closing = lambda self, page: iter(())  # type: ignore[method-assign]


if __name__ == "__main__":
    globals()[sys.argv.pop(1)]()
    main()
