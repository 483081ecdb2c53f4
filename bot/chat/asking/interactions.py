"""Answers to commands, menus and buttons: a first answer in time, private or public, and what a press does.

Invariant: an interaction gets its first answer within `PATIENCE`, if only that the answer will come; an error is for
the asker's eyes alone.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Any

import discord

from bot.chat.asking import threads
from bot.chat.asking.answering import (
    DEADLINE,
    Counter,
    is_layout,
    note,
    place,
    powers,
    remember,
    sentence_for,
    soon,
    unreachable,
)
from bot.chat.asking.buttons import Press
from bot.chat.asking.conversation import Sent
from bot.chat.asking.desk import Answer, Inquiry, Pending, privately
from bot.chat.asking.removing import remove
from bot.chat.asking.requests import Request
from bot.chat.drawing import layout
from bot.chat.drawing.drawn import Drawn
from bot.chat.drawing.words import Say
from bot.chat.gates import Place
from bot.chat.translation import spoken
from bot.errors import MemberError, OperatorError

PATIENCE = 1.2
"""Seconds after which an interaction is told that its answer will come; Discord gives it up after three.

Where others are waiting already it is told at once. What is left of the three seconds is for the proof and the network."""

_GLANCE = 0.8

_FILLED = "filled"
"""Notes on an interaction that its deferred answer was given: an error that comes after does not take it away."""

Interaction = discord.Interaction[Any]


class Interactions:
    """Answers whoever uses a command, a menu or a button."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    async def answer(
        self, interaction: Interaction, request: Request, *, private: bool = False, plain: bool = False
    ) -> None:
        """Answer in a message of its own."""
        say = language_of(interaction, private=private)
        inquiry = Inquiry(request, place(interaction), "slash", say, private, plain, powers=powers(interaction))
        await self._answer(interaction, inquiry, turned=False)

    async def pressed(self, interaction: Interaction, press: Press | None) -> None:
        """Act on a button: in a private message of the presser's own, or on the message itself where it is theirs."""
        if press is None:
            await self.tell(interaction, MemberError("This button comes from another version of me; please ask again."))
        elif press.request is None:
            await self._remove(interaction, press.asker)
        elif press.verb == "post":
            await self._post(interaction, press.request)
        else:
            own = interaction.message is not None and interaction.message.flags.ephemeral
            inquiry = Inquiry(
                press.request,
                place(interaction),
                "slash",
                language_of(interaction, private=True),
                private=True,
                plain=press.verb == "plain",
                beyond=press.verb == "beyond",
                powers=powers(interaction),
            )
            await self._answer(interaction, inquiry, turned=own and press.verb in ("turn", "beyond"))

    async def tell(self, interaction: Interaction, error: Exception) -> None:
        """Tell the asker alone, in a sentence, what went wrong."""
        say = language_of(interaction, private=True)
        sentence = layout.sentence(say(sentence_for(error)))
        if unreachable(error):
            return
        try:
            await self._tell(interaction, sentence)
        except discord.HTTPException as again:
            note(again)

    async def _tell(self, interaction: Interaction, sentence: Drawn) -> None:
        answered = interaction.response.type
        if answered is None:
            await self._counter.door.respond(interaction, sentence, private=True)
            return
        thinking = answered is discord.InteractionResponseType.deferred_channel_message
        if thinking and _FILLED not in interaction.extras:
            await interaction.delete_original_response()
        await self._counter.door.follow_up(interaction, sentence, private=True)

    async def _answer(self, interaction: Interaction, inquiry: Inquiry, *, turned: bool) -> None:
        with self._counter.shift.answering():
            try:
                answer = await self._awaited(interaction, inquiry, turned=turned)
                if turned:
                    await self._counter.door.update(interaction, answer.messages[0])
                else:
                    await self._say(interaction, answer, inquiry.place)
            except Exception as error:
                await self.tell(interaction, error)

    async def _awaited(self, interaction: Interaction, inquiry: Inquiry, *, turned: bool) -> Answer:
        self._counter.cooldowns.count(inquiry.place, "slash", time.time(), public=not inquiry.private)
        patience = 0.0 if self._counter.desk.crowded else PATIENCE
        pending = self._counter.desk.ask(inquiry)
        if not await soon(pending, patience):
            await self._defer(interaction, pending, inquiry, turned=turned)
        return await asyncio.wait_for(pending.answer, DEADLINE)

    async def _defer(self, interaction: Interaction, pending: Pending, inquiry: Inquiry, *, turned: bool) -> None:
        """Tell Discord that the answer will come, and whether it will be private."""
        if turned:
            await interaction.response.defer()
        else:
            private = await self._private(inquiry) if pending.private is None else pending.private
            await interaction.response.defer(ephemeral=private, thinking=True)

    async def _private(self, inquiry: Inquiry) -> bool:
        """Whether an answer will be private, found out past everybody who waits; what cannot be found out is."""
        desk = self._counter.desk
        try:
            rules = await asyncio.wait_for(desk.glance(desk.house.rules, inquiry.place), _GLANCE)
            return privately(rules, inquiry)
        except (MemberError, OperatorError, TimeoutError):
            return True

    async def _say(self, interaction: Interaction, answer: Answer, place: Place) -> None:
        thread = await threads.beside(interaction.channel, answer) if answer.threaded else None
        if thread is not None:
            await self._say_in(thread, interaction, answer, place)
            return
        first, *others = answer.messages
        sent = [await self._counter.door.respond(interaction, first, private=answer.private)]
        interaction.extras[_FILLED] = True
        sent += [await self._counter.door.follow_up(interaction, each, private=answer.private) for each in others]
        if not answer.private:
            await self._remember(interaction, place, [message for message in sent if message], answer)

    async def _say_in(self, thread: discord.Thread, interaction: Interaction, answer: Answer, place: Place) -> None:
        """Answer in a thread, and tell the asker where."""
        sent = [await self._counter.door.send(thread, each) for each in answer.messages]
        told = language_of(interaction, private=True)("My answer stands in the thread “{name}”.")
        await self._counter.door.respond(interaction, layout.sentence(told.format(name=thread.name)), private=True)
        await self._remember(interaction, place, sent, answer)

    async def _remember(
        self, interaction: Interaction, place: Place, sent: Sequence[discord.Message], answer: Answer
    ) -> None:
        layouts = [is_layout(drawn) for drawn in answer.messages]
        exchange = self._counter.conversation.about(interaction.id)
        exchange.answers = tuple(Sent(m.channel.id, m.id, of) for m, of in zip(sent, layouts, strict=False))
        ids = [(message.channel.id, message.id) for message in sent]
        await remember(self._counter, place, ids, None, answer.shown)

    async def _remove(self, interaction: Interaction, asker: int) -> None:
        try:
            await remove(interaction, asker, self._counter)
        except Exception as error:
            await self.tell(interaction, error)

    async def _post(self, interaction: Interaction, request: Request) -> None:
        """Say in public what stands in a private answer, by a new message; the private one stays."""
        inquiry = Inquiry(request, place(interaction), "slash", language_of(interaction, private=False), posted=True)
        await self._answer(interaction, inquiry, turned=False)


def language_of(interaction: Interaction, *, private: bool) -> Say:
    """The language of whoever reads: the asker's own for a private answer, the server's for a public one."""
    return spoken(interaction.locale if private else interaction.guild_locale or interaction.locale)
