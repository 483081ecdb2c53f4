"""The commands by which a server settles how the bot answers: setup, settings."""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice, locale_str
from discord.ext import commands

from bot.chat.client import Context, Dissensus
from bot.chat.cogs import for_moderators, group_in_servers, subcommand
from bot.chat.moderating.durations import OFFERED
from bot.chat.moderating.occasion import by_command
from bot.chat.moderating.settings import zones
from bot.chat.translation import named

Interaction = discord.Interaction[Any]


class Settings(commands.Cog):
    """How the bot answers."""

    def __init__(self, bot: Dissensus) -> None:
        self._settings = bot.moderating.settings
        self._attend = bot.moderating.office.attend

    @for_moderators("setup", locale_str("For whoever manages the server: set me up, step by step."))
    async def setup(self, ctx: Context) -> None:
        """Walk through the settings of the server."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._settings.setup(occasion))

    @group_in_servers("settings", locale_str("Moderators: how I answer in this channel."), "show")
    async def settings(self, ctx: Context) -> None:
        """What is set in this channel."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._settings.show(occasion))

    @subcommand(settings, "zone", locale_str("For whoever manages the server: its time zone."))
    @app_commands.rename(name=named("name"))
    @app_commands.describe(name=locale_str("Such as Europe/Berlin."))
    async def zone(self, ctx: Context, name: str) -> None:
        """Set the time zone."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._settings.zone(occasion, name))

    @subcommand(settings, "prefix", locale_str("For whoever manages the server: what written commands begin with."))
    @app_commands.rename(sign=named("sign"))
    @app_commands.describe(sign=locale_str("One to eight signs."))
    async def prefix(self, ctx: Context, sign: str) -> None:
        """Set the prefix."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._settings.prefix(occasion, sign))

    @subcommand(settings, "pause", locale_str("For whoever manages the server: how long the same is not repeated."))
    @app_commands.rename(minutes=named("minutes"))
    @app_commands.describe(minutes=locale_str("Minutes; 0 always repeats it."))
    async def pause(self, ctx: Context, minutes: commands.Range[int, 0, 1440]) -> None:
        """Set the pause."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._settings.pause(occasion, minutes))

    @subcommand(settings, "grant", locale_str("For whoever manages the server: let a role or a member moderate."))
    @app_commands.rename(role=named("role"), member=named("member"), duration=named("duration"))
    @app_commands.describe(
        role=locale_str("A role."),
        member=locale_str("Or a member."),
        duration=locale_str("For how long; left out, for good."),
    )
    async def grant(
        self, ctx: Context, role: discord.Role | None = None, member: discord.User | None = None, *, duration: str = ""
    ) -> None:
        """Let a role or a member moderate."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._settings.grant(occasion, role, member, duration))

    @subcommand(settings, "revoke", locale_str("For whoever manages the server: take that back."))
    @app_commands.rename(role=named("role"), member=named("member"))
    @app_commands.describe(role=locale_str("A role."), member=locale_str("Or a member."))
    async def revoke(self, ctx: Context, role: discord.Role | None = None, member: discord.User | None = None) -> None:
        """No longer let a role or a member moderate."""
        occasion = by_command(ctx)
        await self._attend(occasion, self._settings.revoke(occasion, role, member))

    @zone.autocomplete("name")
    async def _zones(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return [Choice(name=name, value=name) for name in zones(typed)]

    @grant.autocomplete("duration")
    async def _durations(self, interaction: Interaction, typed: str) -> list[Choice[str]]:
        return [Choice(name=offer, value=offer) for offer in OFFERED if offer.startswith(typed.strip().casefold())]
