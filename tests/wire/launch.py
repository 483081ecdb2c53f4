"""Runs an unmodified discord.py program against the test Discord.

    python -m tests.wire.launch -m bot run ...      (or: python -m tests.wire.launch path/to/bot.py)

The environment (see `Fakecord.environment`) names the two addresses; they replace the two that discord.py 2.7.1 has
built in, and nothing else is changed. Invariant: never anything but loopback.
"""

from __future__ import annotations

import asyncio
import os
import runpy
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import TypeVar

import discord
import yarl
from discord.gateway import DiscordWebSocket
from discord.http import Route

Client = TypeVar("Client", bound=discord.Client)
API, GATEWAY = "FAKECORD_API", "FAKECORD_GATEWAY"


@contextmanager
def pointed(api: str, gateway: str) -> Iterator[None]:
    """Point discord.py at a server on loopback, and back at Discord afterwards."""
    for address in (api, gateway):
        if yarl.URL(address).host != "127.0.0.1":
            raise SystemExit(f"{address} is not on 127.0.0.1")
    before = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api, yarl.URL(gateway)
    try:
        yield
    finally:
        Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before


@asynccontextmanager
async def running(
    make: Callable[[], Client], token: str, api: str, gateway: str, connected: Callable[[], Awaitable[None]]
) -> AsyncIterator[Client]:
    """Run a client in this process until the block ends; a client that cannot start raises here."""
    with pointed(api, gateway):
        async with make() as client:
            task = asyncio.create_task(client.start(token))
            ready = asyncio.ensure_future(connected())
            await asyncio.wait((task, ready), return_when=asyncio.FIRST_COMPLETED)
            if task.done():
                ready.cancel()
                task.result()
            await ready
            yield client
        await asyncio.gather(task, return_exceptions=True)


def main() -> None:
    """Run the program that the command line names, as Python itself would."""
    if sys.argv[1] == "-m":
        sys.argv = sys.argv[2:]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
    else:
        sys.argv = sys.argv[1:]
        sys.path.insert(0, str(Path(sys.argv[0]).resolve().parent))
        runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    with pointed(os.environ[API], os.environ[GATEWAY]):
        main()
