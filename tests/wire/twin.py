"""A second opinion: discord-digital-twin, a Discord for tests that others wrote, made fit for discord.py.

A proxy of ours stands before its REST side and makes up for the three things discord.py needs that it lacks: the
application's description under /oauth2, what came of an interaction's first answer (`with_response`), and permissions
of commands as numbers; `twin.mjs` adds the shard to READY, which a sharded bot waits for. Invariant: whatever else the
bot sends or is sent passes through unchanged, and every request is judged like one to `Fakecord`.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from types import TracebackType
from typing import Any, Self

import aiohttp
from aiohttp import web

from . import description
from .launch import Client, running

Json = dict[str, Any]
RECIPE = "The twin needs Node 20 or newer: run `npm install --ignore-scripts` in tests/wire."
OPTION_TYPES = {str: 3, int: 4, bool: 5}
AUTOCOMPLETE = 4


class Twin:
    """The running twin, with one guild, one channel and one person: `async with Twin() as twin: ...`."""

    def __init__(self) -> None:
        self.refusals: list[str] = []
        self.token = self.api = self.gateway = ""

    async def __aenter__(self) -> Self:
        node = shutil.which("node")
        if node is None or not (description.HERE / "node_modules" / "discord-digital-twin").exists():
            raise description.ending(RECIPE)
        self._node = await asyncio.create_subprocess_exec(
            node, "twin.mjs", cwd=description.HERE, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        about = await self._line()
        self.token, self.gateway, self._behind = about["token"], about["gateway"], about["api"]
        self.bot, self.channel, self.alice = about["bot"], about["channel"], about["alice"]
        self.guild: str = about["guild"]
        self._session = aiohttp.ClientSession()
        await self._serve()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()
        await self._session.close()
        assert self._node.stdin is not None
        self._node.stdin.close()
        await asyncio.wait_for(self._node.wait(), 10)

    def running(self, make: Callable[[], Client]) -> AbstractAsyncContextManager[Client]:
        """Run a discord.py client against the twin, in this process."""
        made: list[Client] = []

        def keep() -> Client:
            made.append(make())
            return made[0]

        async def connected() -> None:
            while not made[0].guilds or made[0].guilds[0].unavailable:  # noqa: ASYNC110 - the twin tells nobody
                await asyncio.sleep(0.02)

        return running(keep, self.token, self.api, self.gateway, connected)

    # -- what a person does

    async def say(self, content: str) -> Json:
        """Write in the channel."""
        said = await self._ask("simulateUserMessage", channelId=self.channel, userId=self.alice, content=content)
        return dict(said)

    async def slash(self, name: str, **options: str | int | bool) -> Json:
        """Use a slash command and give the bot's first answer, `{"type", "data"}`."""
        given = [{"name": key, "type": OPTION_TYPES[type(value)], "value": value} for key, value in options.items()]
        return await self._answer("simulateSlashCommand", name=name, options=given)

    async def autocomplete(self, name: str, option: str, typed: str) -> list[Json]:
        """Type into an option that completes and give what the bot offers."""
        focused = {"name": option, "type": 3, "value": typed, "focused": True}
        data = {"id": "1", "name": name, "type": 1, "options": [focused]}
        answer = await self._answer("simulateInteraction", type=AUTOCOMPLETE, data=data)
        return list(answer["data"]["choices"])

    async def press(self, message: Json, custom_id: str) -> Json:
        """Press a button and give the bot's first answer."""
        return await self._answer("simulateButtonClick", messageId=message["id"], customId=custom_id)

    async def submit_modal(self, custom_id: str, **fields: str) -> Json:
        """Send a form and give the bot's first answer."""
        filled = [{"customId": key, "value": value} for key, value in fields.items()]
        return await self._answer("simulateModalSubmit", customId=custom_id, fields=filled)

    async def until(self, test: Callable[[Json], bool], channel: str = "") -> Json:
        """Wait for a message in the channel, or in a thread named by its id, that passes the test."""
        return await self._wait("messages", test, channelId=channel or self.channel)

    async def thread(self) -> Json:
        """Wait for the channel's first thread."""
        return await self._wait("threads", bool)

    async def _answer(self, call: str, **given: Any) -> Json:
        asked = await self._ask(call, channelId=self.channel, userId=self.alice, **given)
        answer = await self._wait("answers", lambda answer: bool(answer["acknowledged"]), interactionId=asked["id"])
        return {**answer, "data": json.loads(answer["data"] or "null")}

    async def _wait(self, call: str, test: Callable[[Json], bool], **given: Any) -> Json:
        async with asyncio.timeout(5):
            while True:
                for found in await self._ask(call, **given):
                    if test(found):
                        return dict(found)
                await asyncio.sleep(0.02)

    async def _ask(self, call: str, **given: Any) -> Any:
        assert self._node.stdin is not None
        self._node.stdin.write(json.dumps({"call": call, "with": given}).encode() + b"\n")
        reply = await self._line()
        if "error" in reply:
            raise AssertionError(f"the twin cannot {call}: {reply['error']}")
        return reply.get("result")

    async def _line(self) -> Json:
        assert self._node.stdout is not None
        raw = await asyncio.wait_for(self._node.stdout.readline(), 30)
        line: Json = json.loads(raw)
        return line

    # -- the proxy

    async def _serve(self) -> None:
        app = web.Application()
        app.router.add_get("/api/v10/oauth2/applications/@me", self._application)
        app.router.add_route("*", "/api/v10/{path:.*}", self._forward)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.api = f"http://127.0.0.1:{self._runner.addresses[0][1]}/api/v10"

    async def _application(self, request: web.Request) -> web.Response:
        _, about = await self._pass("GET", "/applications/@me", request)
        owner = (await self._pass("GET", f"/users/{self.alice}", request))[1]
        return _json(200, {**about, "owner": owner, "rpc_origins": None, "interactions_endpoint_url": None})

    async def _forward(self, request: web.Request) -> web.Response:
        path = "/" + request.match_info["path"]
        body: Any = await request.json() if request.can_read_body else None
        judge = description.required()
        self.refusals += [f"{request.method} {path}: {wrong}" for wrong in judge.request(request.method, path, body)]
        if path.endswith("/commands"):
            body = [_worded(command) for command in body]
        status, answer = await self._pass(request.method, path, request, body)
        if status == 204 and "with_response" in request.query:
            return _json(200, await self._outcome(path, body, request))
        return _json(status, answer)

    async def _outcome(self, path: str, callback: Any, request: web.Request) -> Json:
        _, _, interaction_id, token, _ = path.split("/")
        about: Json = {"id": interaction_id, "type": 2}
        if callback["type"] not in (4, 7):
            return {"interaction": about}
        _, message = await self._pass("GET", f"/webhooks/{self.bot}/{token}/messages/@original", request)
        return {"interaction": about, "resource": {"type": callback["type"], "message": message}}

    async def _pass(self, method: str, path: str, request: web.Request, body: Any = None) -> tuple[int, Any]:
        heads = {name: request.headers[name] for name in ("Authorization", "User-Agent") if name in request.headers}
        query = {key: value for key, value in request.query.items() if key != "with_response"}
        asked = self._session.request(method, self._behind + path, json=body, headers=heads, params=query)
        async with asked as response:
            return response.status, await response.json() if response.status != 204 else None


def _worded(command: Json) -> Json:
    needed = command.get("default_member_permissions")
    return {**command, "default_member_permissions": None if needed is None else str(needed)}


def _json(status: int, answer: Any) -> web.Response:
    if answer is None:
        return web.Response(status=status)
    heads = {"Content-Type": "application/json", "Via": "1.1 twin"}
    return web.Response(status=status, body=json.dumps(answer).encode(), headers=heads)
