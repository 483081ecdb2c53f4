"""The commands of a group that reads together: reading start, next, status, end, prompt."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.chat.client import Context, Dissensus
from bot.chat.cogs import group_in_servers, subcommand
from bot.chat.moderating.occasion import by_command
from bot.chat.moderating.reading import Wish
from bot.chat.translation import named

Interaction = discord.Interaction[Any]

_STEPS = [
    Choice(name=locale_str("a step for every section"), value="section"),
    Choice(name=locale_str("all at once"), value="all"),
]


class Reading(commands.Cog):
    """What a channel reads."""

    def __init__(self, bot: Dissensus) -> None:
        self._bot = bot
        self._attend = bot.moderating.office.attend

    @group_in_servers("reading", locale_str("What this channel reads together, and how far it has come."), "status")
    async def reading(self, ctx: Context) -> None:
        """Where the group stands."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._bot.moderating.readings.status(occasion))

    @subcommand(reading, "start", locale_str("Moderators: read a source together; later passages wait."))
    @app_commands.rename(
        **{
            name: named(name)
            for name in ("source", "first", "last", "steps", "begins", "every", "until", "title", "forum")
        }
    )
    @app_commands.describe(
        source=locale_str("What to read."),
        first=locale_str("Id of the first passage; leave it out to begin at the beginning."),
        last=locale_str("Id of the last passage; leave it out to read to the end."),
        steps=locale_str("“section”, “all”, or how many passages a step has."),
        begins=locale_str("When the first step opens: 2026-12-01 19:00, tomorrow 19:00, friday 19:00."),
        every=locale_str("How far apart the steps are: day, week, 3 days."),
        until=locale_str("When the reading ends by itself."),
        title=locale_str("What to call it."),
        forum=locale_str("In a forum: for the whole forum, each step a post of its own."),
    )
    async def start(
        self, ctx: Context, source: str, first: str = "", last: str = "", steps: str = "", begins: str = "",
        every: str = "", until: str = "", title: str = "", forum: bool = False,
    ) -> None:  # fmt: skip
        """Start a reading."""
        occasion, wish = by_command(ctx), Wish(source, first, last, steps, begins, every, until, title, forum)
        await self._attend(occasion, self._bot.moderating.readings.start(occasion, wish))

    @subcommand(reading, "next", locale_str("Moderators: open the next step now."))
    async def next(self, ctx: Context) -> None:
        """Open the next step."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._bot.moderating.readings.next(occasion))

    @subcommand(reading, "end", locale_str("Moderators: end the reading of this channel."))
    async def end(self, ctx: Context) -> None:
        """End the reading."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._bot.moderating.readings.end(occasion))

    @subcommand(reading, "prompt", locale_str("Moderators: post a passage or a pair to discuss, with a thread."))
    @app_commands.rename(about=named("about"))
    @app_commands.describe(about=locale_str("The id of a passage, or a topic with a registered pair."))
    async def prompt(self, ctx: Context, *, about: str) -> None:
        """Post something to discuss."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._bot.moderating.prompting.prompt(occasion, about))

    @start.autocomplete("source")
    async def _sources(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await self._bot.offer(interaction, "source", typed)

    @start.autocomplete("first")
    @start.autocomplete("last")
    async def _ids(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await self._bot.offer(interaction, "passage", typed)

    @start.autocomplete("steps")
    async def _cuts(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return _STEPS

    @prompt.autocomplete("about")
    async def _topics(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        ids = await self._bot.offer(interaction, "passage", typed) if typed else []
        return [*ids, *await self._bot.offer(interaction, "topic", typed)][:25]
