"""Letting the bot be quiet towards a member for a while; nothing else about the member changes.

Invariant: moderators, the bot itself and whoever asks for it are never made quiet.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import discord

from bot.chat.drawing.drawn import Line, Part, Reference, moment
from bot.chat.drawing.panel import panel
from bot.chat.moderating.durations import OFFERED, duration
from bot.chat.moderating.occasion import Occasion
from bot.chat.moderating.office import Office
from bot.errors import MemberError

OFF = "off"
OFFERS = (*OFFERED, OFF)
"""What is offered for completion."""

_WORDS = 4
"""Words that a spell has at most."""


class Quieting:
    """Spells of silence."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def quiet(self, occasion: Occasion, member: discord.User | discord.Member, spell: str, reason: str) -> None:
        """Answer a member no more for a while, or ("off") again."""
        await self._office.moderator(occasion)
        self._check(occasion, member)
        length, why = split(spell, reason)
        moderation = self._office.state.moderation
        if length is None:
            done = await self._office.perform(occasion, lambda act: moderation.unquiet(act, member.id), why)
            said = "I answer {member} again." if done else "I answer {member} already."
            await self._tell(occasion, said, member.id)
            return
        until = datetime.now(UTC) + length
        await self._office.perform(occasion, lambda act: moderation.quiet(act, member.id, until), why)
        await self._tell(occasion, "I do not answer {member} in this server until {until}.", member.id, until)

    def _check(self, occasion: Occasion, member: discord.User | discord.Member) -> None:
        held = getattr(member, "resolved_permissions", None)
        moderates = held is not None and (held.manage_messages or held.administrator)
        if member.bot or member.id == occasion.place.user or moderates:
            raise MemberError("Choose a member who is neither yourself, nor a bot, nor a moderator here.")

    async def _tell(self, occasion: Occasion, sentence: str, member: int, until: datetime | None = None) -> None:
        before, _, rest = occasion.say(sentence).partition("{member}")
        between, _, after = rest.partition("{until}")
        when: tuple[Part, ...] = (moment(until), after) if until else ()
        await self._office.tell(occasion, panel([Line((before, Reference(f"@{member}"), between, *when))]))


def split(spell: str, reason: str) -> tuple[timedelta | None, str]:
    """How long, and why, of what was typed: the longest beginning that is a spell; None for "off".

    Written commands part words at blanks, so that "2 hours" may come in two pieces. Raises MemberError for no spell.
    """
    words = f"{spell} {reason}".split()
    if words and words[0].casefold() == OFF:
        return None, " ".join(words[1:])
    for count in range(min(len(words), _WORDS), 0, -1):
        try:
            return duration(" ".join(words[:count])), " ".join(words[count:])
        except MemberError:
            continue
    return duration(spell), reason
