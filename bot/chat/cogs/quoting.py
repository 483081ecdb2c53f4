"""The commands that bring back words of the sources: quote, who-said, context, contrast."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.chat.asking.requests import Request
from bot.chat.client import Context, Dissensus
from bot.chat.cogs import hybrid
from bot.chat.translation import named

Interaction = discord.Interaction[Any]

_PRIVATE = locale_str("Only you see the answer; you can post it to the channel afterwards.")
_SHAPES = [
    Choice(name=locale_str("what stands before and after"), value="1"),
    Choice(name=locale_str("the whole section"), value="section"),
    Choice(name=locale_str("the exchange of comments"), value="exchange"),
]


class Quoting(commands.Cog):
    """Words of the sources."""

    def __init__(self, bot: Dissensus) -> None:
        self._bot = bot

    @hybrid("quote", locale_str("What every source says, word for word."))
    @app_commands.rename(
        question=named("question"), voice=named("voice"), source=named("source"), private=named("private")
    )
    @app_commands.describe(
        question=locale_str("What to look for: a word, a name, a question."),
        voice=locale_str("Only the words of this person or group."),
        source=locale_str("Only from this source."),
        private=_PRIVATE,
    )
    async def quote(
        self, ctx: Context, *, question: str, voice: str = "", source: str = "", private: bool = False
    ) -> None:
        """What every source says to a question."""
        argument = " ".join(filter(None, [question, _filter("by", voice), _filter("in", source)]))
        await self._bot.answer(ctx, Request("quote", argument), private=private)

    @hybrid(
        "who-said", locale_str("Whose words these are, and whether they are quoted right."), ["whosaid", "who_said"]
    )
    @app_commands.rename(phrase=named("phrase"), by=named("by"), private=named("private"))
    @app_commands.describe(
        phrase=locale_str("The words, as you found them."),
        by=locale_str("Who is said to have said them; this is checked too."),
        private=_PRIVATE,
    )
    async def who_said(self, ctx: Context, *, phrase: str, by: str = "", private: bool = False) -> None:
        """Whose words a phrase is."""
        await self._bot.answer(ctx, Request("who-said", f"{phrase} by {by}" if by else phrase), private=private)

    @hybrid("context", locale_str("A passage with what stands around it."))
    @app_commands.rename(id=named("id"), show=named("show"), private=named("private"))
    @app_commands.describe(
        id=locale_str("The id that stands with every quotation."),
        show=locale_str("How much to show."),
        private=_PRIVATE,
    )
    @app_commands.choices(show=_SHAPES)
    async def context(self, ctx: Context, *, id: str, show: str = "", private: bool = False) -> None:
        """A passage among its neighbours."""
        await self._bot.answer(ctx, Request("context", f"{id} {show}".strip()), private=private)

    @hybrid("contrast", locale_str("Passages that curators set against each other."))
    @app_commands.rename(topic=named("topic"), private=named("private"))
    @app_commands.describe(topic=locale_str("A topic; leave it out to see which there are."), private=_PRIVATE)
    async def contrast(self, ctx: Context, *, topic: str = "", private: bool = False) -> None:
        """Registered pairs on a topic."""
        await self._bot.answer(ctx, Request("contrast", topic), private=private)

    @quote.autocomplete("question")
    @contrast.autocomplete("topic")
    async def _topics(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await self._bot.offer(interaction, "topic", typed)

    @quote.autocomplete("voice")
    @who_said.autocomplete("by")
    async def _voices(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await self._bot.offer(interaction, "voice", typed)

    @quote.autocomplete("source")
    async def _sources(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await self._bot.offer(interaction, "source", typed)

    @context.autocomplete("id")
    async def _ids(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await self._bot.offer(interaction, "passage", typed)


def _filter(key: str, name: str) -> str:
    """A filter as it would be typed; a name of several words in quotation marks."""
    bare = name.translate({ord(mark): " " for mark in '"“”'}).strip()
    return f'{key}:"{bare}"' if bare else ""
