"""The command by which moderators let the bot be quiet towards a member: quiet."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.chat.client import Context, Dissensus
from bot.chat.cogs import for_moderators
from bot.chat.moderating.occasion import by_command
from bot.chat.moderating.quieting import OFFERS
from bot.chat.translation import named


class Quieting(commands.Cog):
    """Whom the bot does not answer."""

    def __init__(self, bot: Dissensus) -> None:
        self._bot = bot

    @for_moderators("quiet", locale_str("Moderators: have me not answer a member for a while, or again."))
    @app_commands.rename(member=named("member"), duration=named("duration"), reason=named("reason"))
    @app_commands.describe(
        member=locale_str("Whom."),
        duration=locale_str("How long: 30 minutes, 2 hours, 3 days, 1 week; off answers them again."),
        reason=locale_str("Why; the other moderators read it in the record."),
    )
    async def quiet(self, ctx: Context, member: discord.User, duration: str, *, reason: str = "") -> None:
        """Be quiet towards a member."""
        occasion, quieting = by_command(ctx), self._bot.moderating.quieting
        await self._bot.moderating.office.attend(occasion, quieting.quiet(occasion, member, duration, reason))

    @quiet.autocomplete("duration")
    async def _durations(self, interaction: discord.Interaction[Any], typed: str) -> list[Choice[str]]:
        plain = typed.strip().casefold()
        return [Choice(name=offer, value=offer) for offer in OFFERS if offer.startswith(plain) or not plain]
