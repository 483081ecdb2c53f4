"""The commands that settle how things are done: help, plain."""

from __future__ import annotations

from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.chat.asking.requests import Request
from bot.chat.client import Context, Dissensus
from bot.chat.cogs import hybrid
from bot.chat.translation import named

_ON = [Choice(name=locale_str("on"), value="on"), Choice(name=locale_str("off"), value="off")]


class Settling(commands.Cog):
    """How to ask, and in which form answers come."""

    def __init__(self, bot: Dissensus) -> None:
        self._bot = bot

    @hybrid("help", locale_str("What you can ask, and how."))
    @app_commands.rename(command=named("command"))
    @app_commands.describe(command=locale_str("One command; leave it out to see all."))
    async def help(self, ctx: Context, *, command: str = "") -> None:
        """The list of commands."""
        await self._bot.answer(ctx, Request("help", command), private=True)

    @hybrid("plain", locale_str("Answers to you as plain text: to copy, or for a screen reader."))
    @app_commands.rename(wish=named("wish"))
    @app_commands.describe(wish=locale_str("on or off"))
    @app_commands.choices(wish=_ON)
    async def plain(self, ctx: Context, wish: str = "on") -> None:
        """Keep in which form a member wants answers."""
        await self._bot.settle_plain(ctx, plain=wish.casefold() != "off")
