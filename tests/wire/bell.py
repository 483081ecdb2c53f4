"""Waiting for something to become true without polling."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


class Bell:
    """Rings whenever the bot has done something; waiters then look again."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Let every waiter look again."""
        self._event.set()
        self._event = asyncio.Event()

    async def until(self, test: Callable[[], T | None], within: float, what: str) -> T:
        """Wait until `test` gives something true and return it; after `within` seconds say `what` did not come."""
        try:
            async with asyncio.timeout(within):
                while not (found := test()):
                    await self._event.wait()
        except TimeoutError:
            raise AssertionError(f"{what} did not come within {within:g} s") from None
        return found
