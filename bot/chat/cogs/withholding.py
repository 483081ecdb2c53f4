"""The commands by which moderators hide a passage from members: withhold, release."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.chat.client import Context, Dissensus
from bot.chat.cogs import for_moderators
from bot.chat.moderating.occasion import by_command, by_interaction
from bot.chat.translation import named

Interaction = discord.Interaction[Any]


class Withholding(commands.Cog):
    """What members do not see."""

    def __init__(self, bot: Dissensus) -> None:
        self._bot = bot
        self._withholding = bot.moderating.withholding

    @for_moderators("withhold", locale_str("Moderators: hide a passage from members, or list what is hidden."))
    @app_commands.rename(id=named("id"), reason=named("reason"))
    @app_commands.describe(
        id=locale_str("The id that stands with every quotation; leave it out to list what is withheld."),
        reason=locale_str("Why; the other moderators read it in the record."),
    )
    async def withhold(self, ctx: Context, id: str = "", *, reason: str = "") -> None:
        """Hide a passage, or list what is hidden."""
        occasion = by_command(ctx)
        work = self._withholding.withhold(occasion, id, reason) if id else self._withholding.show(occasion)
        await self._bot.moderating.office.attend(occasion, work)

    @for_moderators("release", locale_str("Moderators: let members see a withheld passage again."))
    @app_commands.rename(id=named("id"), reason=named("reason"))
    @app_commands.describe(
        id=locale_str("The id of the passage."), reason=locale_str("Why; the other moderators read it in the record.")
    )
    async def release(self, ctx: Context, id: str, *, reason: str = "") -> None:
        """Let members see a passage again."""
        occasion = by_command(ctx)
        await self._bot.moderating.office.attend(occasion, self._withholding.release(occasion, id, reason))

    @withhold.autocomplete("id")
    async def _ids(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return await self._bot.offer(interaction, "passage", typed)

    @release.autocomplete("id")
    async def _withheld(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        ids = await self._withholding.withheld(by_interaction(interaction), typed)
        return [Choice(name=id, value=id) for id in ids[:25]]
