"""Finding a message of ours again by what one of its controls remembers, where nobody knows whether it was sent.

Invariant: only messages of the bot itself are found.
"""

from __future__ import annotations

from collections.abc import AsyncIterator

import discord

from bot.chat.moderating.controls import memories

_BACK = 50
"""Messages of a channel that are looked through."""

Postable = discord.abc.Messageable | discord.ForumChannel


async def carrying(channel: Postable, memory: str, me: discord.ClientUser | None) -> discord.Message | None:
    """The message in a channel, or at the beginning of a forum's open post, with a control of that memory."""
    async for message in _recent(channel):
        if me is not None and message.author.id == me.id and memory in memories(message.components):
            return message
    return None


async def _recent(channel: Postable) -> AsyncIterator[discord.Message]:
    if not isinstance(channel, discord.ForumChannel):
        async for message in channel.history(limit=_BACK):
            yield message
        return
    # Asked anew: of the servers of other processes this one has been told nothing.
    for thread in await channel.guild.active_threads():
        if thread.parent_id == channel.id:
            async for message in thread.history(limit=1, oldest_first=True):
                yield message
