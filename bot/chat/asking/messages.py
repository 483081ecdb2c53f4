"""Answers to messages: under the question, kept in step with it when it is edited, gone when it is deleted.

Invariant: what stands under a question is the answer to the question as it stands, or nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence

import discord

from bot.chat.asking import threads
from bot.chat.asking.answering import (
    DEADLINE,
    Counter,
    is_layout,
    note,
    place_of,
    remember,
    sentence_for,
    soon,
    unreachable,
)
from bot.chat.asking.conversation import Exchange, Sent
from bot.chat.asking.desk import Answer, Inquiry, Pending
from bot.chat.asking.requests import Request
from bot.chat.drawing import layout
from bot.chat.drawing.drawn import Drawn
from bot.chat.drawing.words import Say
from bot.chat.gates import Unanswered, Way
from bot.chat.translation import spoken_in

_TYPING = 0.7
"""Seconds after which the bot is shown to be typing."""


class Messages:
    """Answers whoever asks in a message."""

    def __init__(self, client: discord.Client, counter: Counter) -> None:
        self._client = client
        self._counter = counter

    async def answer(self, question: discord.Message, request: Request, way: Way, prefix: str) -> None:
        """Answer a message, or bring the answer in step with a message that was edited."""
        guild = question.guild
        place = place_of(question.author.id, question.channel.id, question.channel, guild.id if guild else None)
        say = spoken_in(guild)
        exchange = self._counter.conversation.about(question.id)
        async with exchange.lock:
            if exchange.gone:
                return
            inquiry = Inquiry(request, place, way, say, question=question.id, prefix=prefix)
            try:
                with self._counter.shift.answering():
                    await self._answer(question, exchange, inquiry)
            except Unanswered:
                await self._bring(question, exchange, ())
            except Exception as error:
                await self._apologise(question, exchange, error, say)

    async def withdraw(self, question: int, *, gone: bool) -> bool:
        """Take back the answer to a question that was deleted (`gone`), or is none any more; whether one was known."""
        if gone:
            self._counter.conversation.deleted(question)
        exchange = self._counter.conversation.known(question)
        if exchange is None:
            return False
        async with exchange.lock:
            await self._clear(exchange)
        return True

    async def remove(self, channel: int, message: int) -> None:
        """Delete a message of the bot, if it is still there."""
        try:
            await self._client.get_partial_messageable(channel).get_partial_message(message).delete()
        except discord.HTTPException as error:
            note(error)

    async def _answer(self, question: discord.Message, exchange: Exchange, inquiry: Inquiry) -> None:
        self._counter.cooldowns.count(inquiry.place, inquiry.way, time.time(), public=True)
        answer = await self._typed(question, self._counter.desk.ask(inquiry))
        thread = await threads.under(question, answer) if answer.threaded and not exchange.answers else None
        await self._bring(question, exchange, answer.messages, thread)
        sent = [(each.channel, each.message) for each in exchange.answers]
        await remember(self._counter, inquiry.place, sent, question.id, answer.shown)

    async def _typed(self, question: discord.Message, pending: Pending) -> Answer:
        """Wait for an answer, showing that the bot is typing if it takes a moment."""
        if await soon(pending, _TYPING):
            return await pending.answer
        async with question.channel.typing():
            return await asyncio.wait_for(pending.answer, DEADLINE)

    async def _bring(
        self,
        question: discord.Message,
        exchange: Exchange,
        messages: Sequence[Drawn],
        thread: discord.Thread | None = None,
    ) -> None:
        """Bring what stands under a question to these messages: edited where Discord lets a message become another."""
        door, standing = self._counter.door, exchange.answers
        if [sent.layout for sent in standing] != [is_layout(drawn) for drawn in messages]:
            await self._clear(exchange)
            standing = ()
        for drawn, sent in zip(messages, standing, strict=False):
            await door.edit(self._partial(sent), drawn, layout=sent.layout)
        for drawn in messages[len(standing) :]:
            if exchange.gone:
                break
            message = await (door.send(thread, drawn) if thread else door.reply(question, drawn))
            exchange.answers += (Sent(message.channel.id, message.id, is_layout(drawn)),)
        if exchange.gone:
            # Deleted while it was being answered.
            await self._clear(exchange)

    async def _apologise(self, question: discord.Message, exchange: Exchange, error: Exception, say: Say) -> None:
        sentence = layout.sentence(say(sentence_for(error)))
        if unreachable(error):
            return
        try:
            await self._bring(question, exchange, (sentence,))
        except discord.HTTPException as again:
            note(again)

    async def _clear(self, exchange: Exchange) -> None:
        sent, exchange.answers = exchange.answers, ()
        for each in sent:
            await self.remove(each.channel, each.message)

    def _partial(self, sent: Sent) -> discord.PartialMessage:
        return self._client.get_partial_messageable(sent.channel).get_partial_message(sent.message)
