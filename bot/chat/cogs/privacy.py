"""The commands about a person's own data: privacy, mydata show, mydata delete."""

from __future__ import annotations

from discord.app_commands import locale_str
from discord.ext import commands

from bot.chat.client import Context, Dissensus
from bot.chat.cogs import group, hybrid, subcommand
from bot.chat.moderating.occasion import by_command


class Privacy(commands.Cog):
    """What is kept of people."""

    def __init__(self, bot: Dissensus) -> None:
        self._privacy = bot.moderating.privacy
        self._attend = bot.moderating.office.attend

    @hybrid("privacy", locale_str("What I keep and what I never do, in four lines."))
    async def privacy(self, ctx: Context) -> None:
        """What is kept."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._privacy.explain(occasion))

    @group("mydata", locale_str("What is kept about you."), "show")
    async def mydata(self, ctx: Context) -> None:
        """Everything that is kept about whoever asks."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._privacy.show(occasion))

    @subcommand(mydata, "delete", locale_str("Delete everything that is kept about you."))
    async def delete(self, ctx: Context) -> None:
        """Delete it, once it is confirmed."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._privacy.ask(occasion))
