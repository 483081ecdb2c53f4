"""The commands that show the corpus from above: sources, voices, coverage."""

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

_PRIVATE = locale_str("Only you see the answer; you can post it to the channel afterwards.")


class Looking(commands.Cog):
    """What there is."""

    def __init__(self, bot: Dissensus) -> None:
        self._bot = bot

    @hybrid("sources", locale_str("Who speaks, when, where, in which quarrel."))
    @app_commands.rename(private=named("private"))
    @app_commands.describe(private=_PRIVATE)
    async def sources(self, ctx: Context, *, private: bool = False) -> None:
        """The sources."""
        await self._bot.answer(ctx, Request("sources"), private=private)

    @hybrid("voices", locale_str("Everybody who speaks, quoted or quoting."))
    @app_commands.rename(private=named("private"))
    @app_commands.describe(private=_PRIVATE)
    async def voices(self, ctx: Context, *, private: bool = False) -> None:
        """Everybody who speaks."""
        await self._bot.answer(ctx, Request("voices"), private=private)

    @hybrid("coverage", locale_str("How much of each source and section speaks to a topic."))
    @app_commands.rename(topic=named("topic"), private=named("private"))
    @app_commands.describe(topic=locale_str("What to count."), private=_PRIVATE)
    async def coverage(self, ctx: Context, *, topic: str, private: bool = False) -> None:
        """Hits by source and section."""
        await self._bot.answer(ctx, Request("coverage", topic), private=private)

    @coverage.autocomplete("topic")
    async def _topics(self, interaction: discord.Interaction[Any], typed: str) -> list[Choice[str]]:
        return await self._bot.offer(interaction, "topic", typed)
