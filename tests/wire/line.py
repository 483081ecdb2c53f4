"""One websocket of the gateway: framing, zlib-stream compression, and Discord's limits on what a bot sends.

It knows nothing of sessions. Invariant: payloads leave in the order in which they were handed in.
"""

from __future__ import annotations

import asyncio
import json
import time
import zlib
from collections import deque
from collections.abc import AsyncIterator
from typing import Any

from aiohttp import WSMsgType, web

Json = dict[str, Any]


class Close(Exception):  # noqa: N818 - an ending, not a fault of this program
    """End the connection with one of Discord's close codes."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code, self.reason = code, reason


class Line:
    """A websocket with an outbox, so that sending never waits."""

    def __init__(self, socket: web.WebSocketResponse, request: web.Request) -> None:
        self.socket, self._request = socket, request
        self._outbox: asyncio.Queue[str] = asyncio.Queue()
        self._zlib = zlib.compressobj() if request.query.get("compress") == "zlib-stream" else None
        self._sent: deque[float] = deque(maxlen=120)

    def check(self) -> None:
        """Refuse a version, encoding or compression that this server does not speak."""
        if self._request.query.get("v") != "10":
            raise Close(4012, "Invalid API version.")
        if self._request.query.get("encoding") != "json" or self._request.query.get("compress", "") == "zstd-stream":
            raise Close(4002, "The test Discord speaks JSON, plain or as zlib-stream.")

    def send(self, raw: str) -> None:
        """Hand in a payload that is JSON already."""
        self._outbox.put_nowait(raw)

    def send_op(self, op: int, data: Any) -> None:
        """Hand in a payload that is no event."""
        self.send(json.dumps({"op": op, "d": data, "s": None, "t": None}))

    async def pump(self) -> None:
        """Send what is handed in until the connection ends; a dead line only loses what RESUME replays."""
        try:
            while True:
                raw = await self._outbox.get()
                if self._zlib:
                    packed = self._zlib.compress(raw.encode()) + self._zlib.flush(zlib.Z_SYNC_FLUSH)
                    await self.socket.send_bytes(packed)
                else:
                    await self.socket.send_str(raw)
        except ConnectionError:
            return

    async def payloads(self, patience: float) -> AsyncIterator[Json]:
        """Yield what the bot sends; after `patience` seconds without a sign of life the line is given up."""
        while True:
            try:
                message = await self.socket.receive(timeout=patience)
            except TimeoutError:
                raise Close(4009, "Session timed out.") from None
            if message.type not in (WSMsgType.TEXT, WSMsgType.BINARY):
                return
            yield self._payload(message.data)

    def _payload(self, raw: str | bytes) -> Json:
        self._count()
        if len(raw.encode() if isinstance(raw, str) else raw) > 4096:
            raise Close(4002, "Payload over 4096 bytes.")
        try:
            payload = json.loads(raw)
        except ValueError:
            raise Close(4002, "Decode error.") from None
        if not isinstance(payload, dict):
            raise Close(4002, "Decode error.")
        return payload

    def _count(self) -> None:
        at = time.monotonic()
        if len(self._sent) == 120 and at - self._sent[0] < 60:
            raise Close(4008, "Rate limited.")
        self._sent.append(at)

    def abort(self) -> None:
        """Tear the connection without a closing handshake, as a failing network does."""
        if self._request.transport:
            self._request.transport.abort()
