"""Where decisions are kept: what servers and members set, and which message answers what.

Knows ids only. Invariant: nothing here keeps a text that somebody typed or was shown.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Protocol

from bot.chat.gates import Place, Rules
from bot.models import Passage, Scope
from bot.state import State
from bot.state.values import Heard, Server


class House(Protocol):
    """Where decisions are kept. Every method may take its time and is called off the event loop."""

    def rules(self, place: Place) -> Rules:
        """What holds in a place for a member."""
        ...

    def prefix(self, guild: int) -> str:
        """What written commands begin with in a server."""
        ...

    def set_plain(self, user: int, plain: bool) -> None:
        """Keep a member's wish for plain text."""
        ...

    def moderates(self, place: Place, roles: Collection[int]) -> bool:
        """Whether a member with these roles was granted a moderator's powers."""
        ...

    def answered(self, place: Place, message: int, question: int | None, shown: Iterable[Passage]) -> None:
        """Note which message of the bot shows which passages, and whose question it answers."""
        ...

    def answer_to(self, guild: int, question: int) -> tuple[int, int] | None:
        """The channel and message of an answer to a question that is still there, so that it can go with it."""
        ...

    def gone(self, guild: int, message: int) -> None:
        """Forget a message of the bot that was deleted."""
        ...


class OpenHouse:
    """A house where nobody decided anything and wishes last until the bot ends."""

    def __init__(self, prefix: str = "!") -> None:
        self._prefix = prefix
        self._plain: set[int] = set()

    def rules(self, place: Place) -> Rules:
        """Everything is open; only the form is the member's own."""
        return Rules(plain=place.user in self._plain)

    def prefix(self, guild: int) -> str:
        """The one prefix there is."""
        return self._prefix

    def set_plain(self, user: int, plain: bool) -> None:
        """Remember the wish."""
        (self._plain.add if plain else self._plain.discard)(user)

    def moderates(self, place: Place, roles: Collection[int]) -> bool:
        """Nobody was granted anything."""
        return False

    def answered(self, place: Place, message: int, question: int | None, shown: Iterable[Passage]) -> None:
        """Keep nothing."""

    def answer_to(self, guild: int, question: int) -> tuple[int, int] | None:
        """Know nothing."""
        return None

    def gone(self, guild: int, message: int) -> None:
        """Forget nothing."""


class KeptHouse:
    """A house whose decisions are kept in the state; `prefix` holds where a server has chosen no other."""

    def __init__(self, state: State, prefix: str = "!") -> None:
        self._state = state
        self._prefix = prefix

    def rules(self, place: Place) -> Rules:
        """Read what was decided, a moment ago if need be."""
        mine = Rules(plain=self._state.settings.plain(place.user))
        if place.guild is None:
            return mine
        here = self._state.settings.channel(place.guild, place.channel, place.parent)
        window = self._state.readings.window(place.guild, place.channel, place.parent)
        scope = Scope(
            self._state.moderation.withheld(place.guild),
            here.sources,
            {window.source: window.through} if window else {},
        )
        quiet = self._state.moderation.quiet_until(place.guild, place.user)
        return replace(mine, mode=here.mode, scope=scope, quotes=here.quotes, quiet=quiet)

    def prefix(self, guild: int) -> str:
        """The server's own prefix."""
        chosen = self._state.settings.server(guild).prefix
        return self._prefix if chosen == Server().prefix else chosen

    def set_plain(self, user: int, plain: bool) -> None:
        """Keep the wish."""
        self._state.settings.set_plain(user, plain)

    def moderates(self, place: Place, roles: Collection[int]) -> bool:
        """Whether a grant holds at this moment; there are none in direct messages."""
        return place.guild is not None and self._state.moderation.may(place.guild, place.user, roles)

    def answered(self, place: Place, message: int, question: int | None, shown: Iterable[Passage]) -> None:
        """Keep it for 30 days; nothing of direct messages."""
        if place.guild is not None:
            heard = [Heard(p.id, p.source, p.attribution.speaker) for p in shown]
            self._state.answers.shown(place.guild, place.channel, message, heard, asker=place.user, question=question)

    def answer_to(self, guild: int, question: int) -> tuple[int, int] | None:
        """Look it up among the answers of the last 30 days."""
        found = self._state.answers.to_question(guild, question)
        return (found.channel, found.message) if found else None

    def gone(self, guild: int, message: int) -> None:
        """Forget it."""
        self._state.answers.gone(guild, message)
