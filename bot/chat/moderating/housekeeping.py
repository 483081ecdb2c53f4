"""Servers that come and go, channels that are deleted, and what has outlived its purpose.

Invariant: what Discord told while the bot was away is found out at the next start; each process sees to the servers of
its own shards.
"""

from __future__ import annotations

import asyncio

import discord

from bot.chat.moderating.keeper import Job
from bot.chat.moderating.office import Office

_HOUR = 3600.0


class Housekeeping:
    """What nobody asks for and everybody relies on."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.jobs = (
            Job("tidying", _HOUR, self.tidy, prompt=False),
            Job("servers that came or went", 6 * _HOUR, self.compare, prompt=False),
        )

    async def tidy(self) -> None:
        """Delete what has outlived its purpose."""
        # On a thread of its own: everything else would wait for it.
        await asyncio.to_thread(self._office.state.tidy)

    async def compare(self) -> None:
        """Note which of the servers known here Discord names no longer, and which again."""
        known = await self._office.look(self._office.state.settings.servers)
        present = {guild.id for guild in self._office.client.guilds}
        for gone in sorted(each for each in known - present if self._ours(each)):
            await self.left(gone)
        for here in sorted(present - known):
            await self.joined(here)

    async def left(self, guild: int) -> None:
        """Note that a server removed the bot: its data goes after 30 days."""
        await self._office.look(self._office.state.privacy.server_left, guild)

    async def joined(self, guild: int) -> None:
        """Note that a server has the bot (again)."""
        await self._office.look(self._office.state.privacy.server_joined, guild)

    async def channel_gone(self, guild: int, channel: int) -> None:
        """Forget a channel or thread that was deleted."""
        await self._office.look(self._office.state.settings.channel_gone, guild, channel)

    def _ours(self, guild: int) -> bool:
        """Whether a server falls to a shard of this process (Discord's own rule)."""
        client = self._office.client
        assert isinstance(client, discord.AutoShardedClient)
        return (guild >> 22) % (client.shard_count or 1) in client.shards
