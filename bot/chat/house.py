"""The house: what servers and members decided, and which message answers what, as answering needs it.

Knows ids only. Invariant: nothing here keeps a text that somebody typed or was shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from bot.chat.gates import Place, Powers, Rules
from bot.models import Passage, Scope
from bot.state import State
from bot.state.values import Act, Answer, Heard, Server


class House:
    """What is decided, read from the state anew for every question; `prefix` holds where a server has chosen no other.

    Every method may take its time and is called off the event loop.
    """

    def __init__(self, state: State, prefix: str = "!") -> None:
        self._state = state
        self._prefix = prefix

    def rules(self, place: Place) -> Rules:
        """What holds in a place for a member."""
        mine = Rules(plain=self._state.settings.plain(place.user))
        if place.guild is None:
            return mine
        here = self._state.settings.channel(place.guild, place.channel, place.parent)
        server = self._state.settings.server(place.guild)
        window = self._state.readings.window(place.guild, place.channel, place.parent)
        scope = Scope(
            self._state.moderation.withheld(place.guild),
            here.sources,
            {window.source: window.through} if window else {},
        )
        quiet = self._state.moderation.quiet_until(place.guild, place.user)
        pause = timedelta(seconds=server.pause)
        return replace(
            mine, mode=here.mode, scope=scope, quotes=here.quotes, quiet=quiet, spoilers=server.spoilers, pause=pause
        )

    def prefix(self, guild: int) -> str:
        """What written commands begin with in a server."""
        chosen = self._state.settings.server(guild).prefix
        return self._prefix if chosen == Server().prefix else chosen

    def set_plain(self, user: int, plain: bool) -> None:
        """Keep a member's wish for plain text."""
        self._state.settings.set_plain(user, plain)

    def moderates(self, place: Place, powers: Powers) -> bool:
        """Whether somebody moderates at this moment, by Discord's word or by a grant; nobody does in direct messages."""
        if place.guild is None or not powers.here:
            return False
        return powers.manages or self._state.moderation.may(place.guild, place.user, powers.roles)

    def removed(self, place: Place, event: int, message: int) -> None:
        """Enter into the record that a moderator removes an answer."""
        if place.guild is not None:
            self._state.record.note(Act(place.guild, place.user, event), "remove-answer", f"message:{message}")

    def answered(self, place: Place, message: int, question: int | None, shown: Iterable[Passage]) -> None:
        """Note for 30 days which message shows which passages and whose question it answers; not of direct messages."""
        if place.guild is not None:
            heard = [Heard(p.id, p.source, p.attribution.speaker) for p in shown]
            self._state.answers.shown(place.guild, place.channel, message, heard, asker=place.user, question=question)

    def repeats(self, place: Place, shown: Iterable[Passage], pause: timedelta, question: int | None) -> Answer | None:
        """The message that showed all of this in the same channel a moment ago, if there is one."""
        ids = [passage.id for passage in shown]
        if place.guild is None or not ids or not pause:
            return None
        return self._state.answers.repeats(place.guild, place.channel, ids, pause, besides=question)

    def answer_to(self, guild: int, question: int) -> tuple[int, int] | None:
        """The channel and message of an answer to a question that is still there, so that it can go with it."""
        found = self._state.answers.to_question(guild, question)
        return (found.channel, found.message) if found else None

    def gone(self, guild: int, message: int) -> None:
        """Forget a message of the bot that was deleted."""
        self._state.answers.gone(guild, message)
