"""The office: where moderators' acts are carried out, and how whoever acts is answered.

The one gate of permission stands here. Invariant: every act passes `moderator` or `governor` at the moment it is carried
out; it is stored with its record before anything of it is said; whatever goes wrong is one private sentence.
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Awaitable, Callable, Collection
from typing import Any, TypeVar

import discord

from bot.chat.asking.answering import Counter, note, sentence_for, unreachable
from bot.chat.asking.interactions import PATIENCE
from bot.chat.drawing import layout
from bot.chat.drawing.drawn import Drawn
from bot.chat.moderating.finding import carrying
from bot.chat.moderating.occasion import Occasion
from bot.errors import MemberError
from bot.search.catalogue import Catalogue
from bot.state import State
from bot.state.values import Act, Entry

Found = TypeVar("Found")

_CLOSED = 600.0
"""Seconds before a channel that is closed to the bot is tried again."""

_REWRITTEN = {
    discord.InteractionResponseType.deferred_message_update,
    discord.InteractionResponseType.message_update,
}
"""First answers that are about the message acted on: what is said besides is a message of its own."""


class Bell:
    """Wakes whoever waits for something to have happened."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        """Wake everybody who waits at this moment."""
        self._rung.set()
        self._rung = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Wait until it rings, at most so many seconds."""
        try:
            await asyncio.wait_for(self._rung.wait(), seconds)
        except TimeoutError:
            return


class Office:
    """What acting needs: the state, the counter with its door, and the bell that tells of every act."""

    def __init__(self, client: discord.Client, counter: Counter, state: State) -> None:
        self.client = client
        self.counter = counter
        self.door = counter.door
        self.library = counter.desk.library
        self.state = state
        self.bell = Bell()
        self._closed: dict[int, float] = {}

    # -- who may

    async def moderator(self, occasion: Occasion) -> None:
        """Raise MemberError unless whoever acts moderates here at this moment."""
        house = self.counter.desk.house
        if not (occasion.guild and await self.look(house.moderates, occasion.place, occasion.powers)):
            raise MemberError("Only moderators of this channel can do that.")

    async def governor(self, occasion: Occasion) -> None:
        """Raise MemberError unless whoever acts manages the whole server."""
        if not (occasion.guild and occasion.powers.governs):
            raise MemberError("Only members who may manage the server can do that.")

    # -- acting

    async def perform(self, occasion: Occasion, work: Callable[[Act], Entry | None], reason: str = "") -> Entry | None:
        """Carry out a moderator's act; gives its entry in the record, None where there was nothing to do."""
        await self.moderator(occasion)
        return await self._carried_out(occasion, work, reason)

    async def govern(self, occasion: Occasion, work: Callable[[Act], Entry | None], reason: str = "") -> Entry | None:
        """Carry out an act of whoever manages the server; gives its entry, None where there was nothing to do."""
        await self.governor(occasion)
        return await self._carried_out(occasion, work, reason)

    async def look(self, work: Callable[..., Found], *given: Any) -> Found:
        """Ask the state or the house something, off the event loop."""
        return await self.counter.desk.glance(work, *given)

    async def catalogue(self) -> Catalogue:
        """The sources and voices of the corpus in place."""
        return await asyncio.to_thread(self.library.catalogue)

    async def passage(self, id: str) -> str:
        """The id of a passage as it is written; raises MemberError where there is none of that id."""
        wanted = id.strip().casefold()
        if await asyncio.to_thread(self.library.text, wanted) is None:
            raise MemberError("There is no passage of that id; every card prints the ids of its passages.")
        return wanted

    async def _carried_out(self, occasion: Occasion, work: Callable[[Act], Entry | None], reason: str) -> Entry | None:
        entry = await self.look(work, occasion.act(reason))
        if entry is not None:
            self.bell.ring()
        return entry

    # -- answering

    async def attend(self, occasion: Occasion, work: Awaitable[None]) -> None:
        """See to what somebody did: answered in time, and in a sentence if it cannot be done."""
        with self.counter.shift.answering():
            task = asyncio.ensure_future(work)
            try:
                await asyncio.wait({task}, timeout=PATIENCE)
                if not task.done() and occasion.interaction and not occasion.interaction.response.is_done():
                    await self._defer(occasion.interaction)
                await task
            except Exception as error:
                await self._apologise(occasion, error)

    async def tell(self, occasion: Occasion, drawn: Drawn, *, private: bool = True) -> discord.Message | None:
        """Answer whoever acted, a slash command or a press in private."""
        interaction = occasion.interaction
        if interaction is None:
            assert occasion.message is not None
            return await self.door.reply(occasion.message, drawn)
        if interaction.response.type in _REWRITTEN:
            return await self.door.follow_up(interaction, drawn, private=private)
        return await self.door.respond(interaction, drawn, private=private)

    async def say(self, occasion: Occasion, sentence: str, **places: object) -> None:
        """Answer in a sentence of ours, in the language of whoever acted; `places` fill its braces."""
        await self.tell(occasion, layout.sentence(occasion.say(sentence).format(**places)))

    async def confide(self, occasion: Occasion, drawn: Drawn) -> discord.Message | None:
        """Answer a moderator what members should not read; raises MemberError where they could."""
        if occasion.interaction is None and not await self._among_moderators(occasion):
            raise MemberError("Others would read that here: use the slash command, or the moderators' channel.")
        return await self.tell(occasion, drawn)

    async def announce(self, guild: int, channel: int, drawn: Drawn, memory: str) -> discord.Message | None:
        """Send a message to the moderators' channel of a server, unless one whose control has that memory is there.

        None where this process does not serve that server, or where the channel is closed: then it is not tried again
        for a while.
        """
        if self.client.get_guild(guild) is None or self._closed.get(channel, 0) > time.monotonic():
            return None
        try:
            place = self.client.get_partial_messageable(channel, guild_id=guild)
            known = await carrying(place, memory, self.client.user)
            # Nor does Discord take it twice from two processes that look at the same moment, as when one relieves another.
            nonce = hashlib.blake2s(f"{channel}:{memory}".encode(), digest_size=12).hexdigest()
            return known or await self.door.send(place, drawn, nonce=nonce)
        except discord.HTTPException as error:
            if not unreachable(error):
                raise
            note(error)
            self._closed[channel] = time.monotonic() + _CLOSED
            return None

    async def update(self, occasion: Occasion, drawn: Drawn) -> None:
        """Rewrite the message whose control was used."""
        assert occasion.interaction is not None
        await self.door.update(occasion.interaction, drawn)

    async def _among_moderators(self, occasion: Occasion) -> bool:
        server = await self.look(self.state.settings.server, occasion.guild)
        here: Collection[int | None] = (occasion.place.channel, occasion.place.parent)
        return server.moderators_channel is not None and server.moderators_channel in here

    async def _defer(self, interaction: discord.Interaction[Any]) -> None:
        """Tell Discord that the answer will come: in place of the message acted on, or in private."""
        if interaction.type is discord.InteractionType.component:
            await interaction.response.defer()
        else:
            await interaction.response.defer(ephemeral=True, thinking=True)

    async def _apologise(self, occasion: Occasion, error: Exception) -> None:
        sentence = layout.sentence(occasion.say(sentence_for(error)))
        if unreachable(error):
            return
        try:
            await self.tell(occasion, sentence)
        except discord.HTTPException as again:
            note(again)
