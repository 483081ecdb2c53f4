"""`Fakecord`: the test Discord as a test uses it, with trouble on demand and ways to start a bot against it.

See README.md beside this file for the whole list of what it can do.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, AbstractContextManager
from pathlib import Path
from typing import Any, TypeVar

import discord

from .clicking import Clicking
from .gateway import INVALID, RECONNECT
from .launch import API, GATEWAY, pointed, running
from .process import Bot
from .rest import Call
from .troubles import Fault, Limit

Client = TypeVar("Client", bound=discord.Client)
ROOT = Path(__file__).parents[2]


class Fakecord(Clicking):
    """A Discord of our own on loopback: `async with Fakecord() as fake: ...`."""

    # -- starting a bot

    def environment(self, **more: str) -> dict[str, str]:
        """Give the environment for `python -m tests.wire.launch -m bot ...`, on top of this process's own."""
        path = os.pathsep.join(filter(None, [str(ROOT), os.environ.get("PYTHONPATH")]))
        return {**os.environ, "PYTHONPATH": path, API: self.api, GATEWAY: self.gateway.url, **more}

    def bot_process(self, *arguments: str, **more: str) -> Bot:
        """Run a bot, unmodified, in its own process: `async with fake.bot_process("-m", "bot", "run", NAME="...")`."""
        return Bot(("-m", "tests.wire.launch", *arguments), self.environment(**more), ROOT)

    def pointed(self) -> AbstractContextManager[None]:
        """Point discord.py in this process at the server, for as long as the block lasts."""
        return pointed(self.api, self.gateway.url)

    def running(self, make: Callable[[], Client]) -> AbstractAsyncContextManager[Client]:
        """Run the discord.py client that `make` returns in this process; the block begins when it is connected."""
        return running(make, self.token, self.api, self.gateway.url, self.ready)

    # -- looking

    def requests(self, operation: str) -> list[Call]:
        """List the calls of an operation, worded like "POST /channels/{channel_id}/messages"."""
        return [call for call in self.calls if call.template == operation]

    # -- trouble on demand

    def fault(self, route: str, status: int, times: int = 1, **more: Any) -> None:
        """Let the next matching requests fail; `route` is searched in "POST /channels/1/messages". See `Fault`."""
        self.troubles.faults.append(Fault(route, status, times, **more))

    def limit(self, route: str, count: int, seconds: float, *, shared: bool = False) -> None:
        """Limit matching requests to `count` in `seconds`; `shared` makes it the global limit."""
        self.troubles.limits.append(Limit(route, count, seconds, shared))

    def cut(self) -> None:
        """Tear the gateway's connections without a word; the bot should RESUME."""
        self.gateway.cut()

    def reconnect(self) -> None:
        """Ask the bot to connect anew (op 7); it should RESUME."""
        self.gateway.send_op(RECONNECT, None)

    def invalidate(self, resumable: bool) -> None:
        """Call the sessions invalid (op 9); unless `resumable` they are forgotten and the bot has to IDENTIFY."""
        self.gateway.send_op(INVALID, resumable)
        if not resumable:
            self.gateway.sessions.clear()

    def forget_sessions(self) -> None:
        """Tear the connections and forget the sessions: the bot's RESUME will be refused with op 9."""
        self.gateway.cut()
        self.gateway.sessions.clear()

    def replay(self, event: str = "MESSAGE_CREATE") -> None:
        """Send the last event of a kind that a person caused a second time, as Discord now and then does."""
        for session in self.gateway.sessions.values():
            sent = [payload["d"] for payload in map(json.loads, session.log) if payload["t"] == event]
            by_people = [data for data in sent if data.get("author", {}).get("id") != self.bot["id"]]
            if by_people:
                session.send(event, by_people[-1])

    def stop_acknowledging(self) -> None:
        """Leave heartbeats unanswered, like a connection that is half dead."""
        self.gateway.acknowledging = False
