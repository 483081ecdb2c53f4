"""The REST side: takes a request in, lets troubles, Discord's description and the handlers have their say, answers.

What an operation does stands in the `routes_*` modules. Invariant: every request is in `calls` before anything is
decided about it, and every answer of 2xx is judged as strictly as the bot's requests are.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from aiohttp import BodyPartReader, web

from .refused import Refused, bad_form
from .troubles import TORN, Fault

if TYPE_CHECKING:
    from .server import Server

Json = dict[str, Any]
RESOURCES = ("channel_id", "guild_id", "webhook_id", "webhook_token")
OPEN = ("/interactions/", "/webhooks/")
"""Paths that carry their own token and need no Authorization."""


@dataclass
class Call:
    """One request of the bot and what became of it."""

    method: str
    path: str
    query: dict[str, str]
    body: Any = None
    files: tuple[tuple[str, bytes], ...] = ()
    params: dict[str, str] = field(default_factory=dict)
    template: str = ""
    at: float = field(default_factory=time.monotonic)
    status: int = 0
    answer: Any = None
    problems: list[str] = field(default_factory=list)
    own_faults: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.method} {self.path}"


Handler = Callable[["Server", Call], Any]


@dataclass(frozen=True)
class Route:
    """An operation this server knows: Discord's template, the answer's status, and what it does."""

    method: str
    template: str
    status: int
    handler: Handler

    def match(self, method: str, path: str) -> dict[str, str] | None:
        """Give the path's parameters if this is the operation meant."""
        pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", self.template)
        found = re.fullmatch(pattern, path) if method == self.method else None
        return {name: unquote(value) for name, value in found.groupdict().items()} if found else None


ROUTES: list[Route] = []


def route(method: str, template: str, status: int = 200) -> Callable[[Handler], Handler]:
    """Register the handler of an operation; an answer of None is sent as 204."""

    def register(handler: Handler) -> Handler:
        ROUTES.append(Route(method, template, status, handler))
        return handler

    return register


async def serve(server: Server, request: web.Request) -> web.StreamResponse:
    """Answer one request."""
    call = Call(request.method, "/" + request.match_info["path"], dict(request.query))
    server.calls.append(call)
    fault = server.troubles.fault(str(call))
    heads = {"Via": "1.1 fakecord"}
    try:
        await _read(call, request)
        if fault and not fault.after:
            await _fail(fault, request)
        call.answer = _perform(server, call, request, heads)
        if fault:
            await _fail(fault, request)
    except Refused as refused:
        call.status, call.answer = refused.status, refused.body
    except Lost as lost:
        call.status = lost.status
        return web.Response(status=lost.status, text="<html>error</html>", content_type="text/html")
    finally:
        server.bell.ring()
    return _response(call, heads)


def _response(call: Call, heads: dict[str, str]) -> web.Response:
    if call.answer is None:
        return web.Response(status=call.status, headers=heads)
    # Exactly this content type, without a charset: discord.py compares it.
    heads["Content-Type"] = "application/json"
    if call.status == 429:
        heads.setdefault("Retry-After", str(call.answer["retry_after"]))
    return web.Response(status=call.status, body=json.dumps(call.answer).encode(), headers=heads)


async def _read(call: Call, request: web.Request) -> None:
    if request.content_type.startswith("multipart/"):
        files = []
        async for part in await request.multipart():
            if isinstance(part, BodyPartReader) and part.name == "payload_json":
                call.body = await part.json()
            elif isinstance(part, BodyPartReader):
                files.append((part.filename or "file", bytes(await part.read())))
        call.files = tuple(files)
    elif raw := await request.read():
        try:
            call.body = json.loads(raw)
        except ValueError:
            raise Refused(400, 50109, "The request body contains invalid JSON.") from None


class Lost(Exception):  # noqa: N818 - an answer, not a fault of this program
    """Something before Discord's own servers failed; the answer is not theirs."""

    def __init__(self, status: int) -> None:
        super().__init__(str(status))
        self.status = status


async def _fail(fault: Fault, request: web.Request) -> None:
    await asyncio.sleep(fault.delay)
    if fault.status == TORN and request.transport:
        request.transport.abort()
        raise Lost(500)
    if fault.status == 429 and not fault.cloudflare:
        raise Refused(429, 0, "You are being rate limited.", retry_after=fault.retry_after, **{"global": False})
    if fault.status < 400:
        return
    raise Lost(fault.status) if fault.status >= 500 or fault.cloudflare else Refused(fault.status, 0, "fault")


def _perform(server: Server, call: Call, request: web.Request, heads: dict[str, str]) -> Any:
    known = _find(call)
    call.template = f"{call.method} {known.template}" if known else ""
    resource = "/".join(call.params.get(part, "") for part in RESOURCES)
    standing = server.troubles.standing(str(call), call.template, resource)
    heads |= standing.headers()
    if standing.remaining < 0:
        limit = {"retry_after": round(standing.wait, 3), "global": standing.limit.shared}
        raise Refused(429, 0, "You are being rate limited.", **limit)
    _admit(server, call, request)
    _judge(server, call)
    if known is None:
        call.own_faults.append(f"the test Discord has no {call}")
        raise Refused(404, 0, "404: Not Found")
    answer = known.handler(server, call)
    call.status = 204 if answer is None else known.status
    if server.description:
        call.own_faults = server.description.answer(call.method, call.path, call.status, answer)
    # A copy: what was answered stays what it was, however the world goes on.
    return json.loads(json.dumps(answer))


def _find(call: Call) -> Route | None:
    # Literal segments win over parameters: /messages/@original before /messages/{message_id}.
    for candidate in sorted(ROUTES, key=lambda known: known.template.count("{")):
        params = candidate.match(call.method, call.path)
        if params is not None:
            call.params = params
            return candidate
    return None


def _admit(server: Server, call: Call, request: web.Request) -> None:
    if call.path.startswith(OPEN):
        return
    if not request.headers.get("User-Agent", "").startswith("DiscordBot ("):
        raise Refused(403, 40333, "A request needs a User-Agent of the form DiscordBot (url, version)")
    if request.headers.get("Authorization") != f"Bot {server.token}":
        raise Refused(401, 0, "401: Unauthorized")


def _judge(server: Server, call: Call) -> None:
    if server.description:
        before = server.before(call)
        call.problems = server.description.request(call.method, call.path, call.body, before)
    if call.problems:
        raise bad_form(*call.problems)
