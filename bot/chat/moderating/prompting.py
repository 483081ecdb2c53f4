"""Openers for a discussion: a passage or a registered pair, posted with a thread of its own.

Invariant: what is posted is an answer like any other: through the same gates, proved, and found again when a passage in
it is withheld.
"""

from __future__ import annotations

import asyncio

import discord

from bot.chat.asking import threads
from bot.chat.asking.desk import Answer, Inquiry
from bot.chat.asking.requests import Request
from bot.chat.moderating.occasion import Occasion
from bot.chat.moderating.office import Office
from bot.chat.translation import spoken_in
from bot.errors import MemberError


class Prompting:
    """Posts that open a discussion."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def prompt(self, occasion: Occasion, about: str) -> None:
        """Post a passage by its id, or a pair that is registered on a topic, and open a thread on it."""
        await self._office.moderator(occasion)
        request = await self._request(occasion, about.strip())
        guild = self._office.client.get_guild(occasion.guild)
        say = spoken_in(guild)
        # Not in the manner of whoever asks: everybody reads it.
        inquiry = Inquiry(request, occasion.place, "slash", say, posted=True, redrawn=True)
        answer = await self._office.counter.desk.ask(inquiry).answer
        target = answer.shown[0].id
        await self._office.perform(
            occasion, lambda act: self._office.state.record.note(act, "post-prompt", f"passage:{target}")
        )
        await self._post(occasion, answer)
        await self._office.say(occasion, "Posted: {id}.", id=target)

    async def _request(self, occasion: Occasion, about: str) -> Request:
        if await asyncio.to_thread(self._office.library.text, about.casefold()) is not None:
            return Request("context", f"{about.casefold()} 0")
        rules = await self._office.look(self._office.counter.desk.house.rules, occasion.place)
        found = await asyncio.to_thread(lambda: self._office.library.contrast(about, scope=rules.scope))
        if not found.pairs:
            raise MemberError("There is no passage of that id and no pair on that topic; /contrast lists the topics.")
        contrast = found.pairs[0].contrast
        return Request("contrast", f"{contrast.a} {contrast.b}")

    async def _post(self, occasion: Occasion, answer: Answer) -> None:
        place, house = occasion.place, self._office.counter.desk.house
        channel = self._office.client.get_partial_messageable(place.channel, guild_id=occasion.guild)
        message = await self._office.door.send(channel, answer.messages[0])
        await self._office.look(house.answered, place, message.id, None, answer.shown)
        if place.parent is None or not isinstance(message.channel, discord.Thread):
            await threads.under(message, answer)
