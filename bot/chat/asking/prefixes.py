"""What a message begins with that is meant for the bot: its name, a server's prefix, in direct messages nothing at all.

Invariant: a server's own prefix is looked up at most once a minute, however much is written there.
"""

from __future__ import annotations

import logging
import time

import discord

from bot.chat.asking.desk import Desk
from bot.errors import OperatorError

_FRESH = 60.0

_log = logging.getLogger(__name__)


class Prefixes:
    """The prefixes that hold; `written` says whether messages with a prefix can be read in servers at all."""

    def __init__(self, desk: Desk, prefix: str, *, written: bool) -> None:
        self._desk = desk
        self._prefix = prefix
        self._written = written
        self._known: dict[int, tuple[float, str]] = {}

    async def of(self, bot: discord.Client, message: discord.Message) -> list[str]:
        """Everything a message may begin with, the longest first."""
        me = bot.user.id if bot.user else 0
        named = [f"<@{me}>", f"<@!{me}>"]
        if message.guild is None:
            return [*named, self._prefix, ""]
        return [*named, await self._of_server(message.guild.id)] if self._written else named

    def forget(self, guild: int) -> None:
        """Look a server's prefix up anew next time: it was just changed."""
        self._known.pop(guild, None)

    def shown(self, prefix: str | None) -> str:
        """How to write commands where a message began so: in hints, the bot's name and nothing look like "/"."""
        return prefix if prefix and not prefix.startswith("<@") else "/"

    async def _of_server(self, guild: int) -> str:
        at, prefix = self._known.get(guild, (float("-inf"), self._prefix))
        now = time.monotonic()
        if now - at > _FRESH:
            self._known[guild] = now, prefix
            try:
                prefix = await self._desk.glance(self._desk.house.prefix, guild)
            except OperatorError as error:
                _log.error("%s", error)
            self._known[guild] = now, prefix
        return prefix
