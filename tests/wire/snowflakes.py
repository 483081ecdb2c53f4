"""Discord's ids: milliseconds since 2015 in the upper bits, a counter below.

Invariant: ids rise strictly and carry the present time. discord.py reads an interaction's age from its id, so a made-up
small number would make every interaction look expired.
"""

from __future__ import annotations

import time

EPOCH_MS = 1_420_070_400_000
"""1 January 2015, the first millisecond an id can name."""


class Snowflakes:
    """Hands out ids as strings, the form in which Discord sends them."""

    def __init__(self) -> None:
        self.last = 0
        self._first_ms = int(time.time() * 1000) - EPOCH_MS
        self._guilds = 0

    def new(self) -> str:
        """Give the next id, larger than any before."""
        self.last = max(self.last + 1, (int(time.time() * 1000) - EPOCH_MS) << 22)
        return str(self.last)

    def guild(self, shard: int, of: int) -> str:
        """Give a guild id that Discord's formula `(id >> 22) % of` puts on `shard`; it lies a little in the past."""
        self._guilds += 1
        ms = self._first_ms // of * of - self._guilds * of + shard
        return str(ms << 22 | self._guilds)


def shard_of(guild_id: str | None, of: int) -> int:
    """Name the shard that hears about a guild; direct messages (None) go to shard 0."""
    return 0 if guild_id is None else (int(guild_id) >> 22) % of
