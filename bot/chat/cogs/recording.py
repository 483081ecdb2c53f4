"""The commands by which moderators look back: log, balance."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.chat.client import Context, Dissensus
from bot.chat.cogs import for_moderators
from bot.chat.moderating.entries import ACTS
from bot.chat.moderating.occasion import by_command
from bot.chat.moderating.recording import Wanted
from bot.chat.translation import named

Interaction = discord.Interaction[Any]


class Recording(commands.Cog):
    """What moderators did, and who was heard."""

    def __init__(self, bot: Dissensus) -> None:
        self._bot = bot
        self._attend = bot.moderating.office.attend

    @for_moderators("log", locale_str("Moderators: who decided what, when and why."))
    @app_commands.rename(what=named("what"), by=named("by"), about=named("about"), passage=named("passage"))
    @app_commands.describe(
        what=locale_str("Only acts of this kind."),
        by=locale_str("Only acts of this moderator."),
        about=locale_str("Only acts about this member."),
        passage=locale_str("Only acts on this passage."),
    )
    async def log(
        self,
        ctx: Context,
        what: str = "",
        by: discord.User | None = None,
        about: discord.User | None = None,
        passage: str = "",
    ) -> None:
        """The record, newest first."""
        occasion = by_command(ctx)
        wanted = Wanted(0, what, by.id if by else 0, about.id if about else 0, passage.strip().casefold())
        await self._attend(occasion, self._bot.moderating.recording.show(occasion, wanted))

    @for_moderators("balance", locale_str("Moderators: how often each source and voice was shown."))
    @app_commands.rename(days=named("days"), server=named("server"))
    @app_commands.describe(
        days=locale_str("In the last so many days; left out, in the last year."),
        server=locale_str("In the whole server, not only in this channel."),
    )
    async def balance(self, ctx: Context, days: commands.Range[int, 1, 365] = 365, server: bool = False) -> None:
        """Who was heard."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._bot.moderating.balance.show(occasion, days, server=server))

    @log.autocomplete("what")
    async def _acts(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        plain = typed.strip().casefold()
        return [Choice(name=words, value=what) for what, words in ACTS.items() if plain in words or plain in what][:25]

    @log.autocomplete("passage")
    async def _ids(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await self._bot.offer(interaction, "passage", typed)
