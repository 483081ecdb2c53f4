"""The server itself: one loopback port for gateway, REST and files, in the test's own process.

It binds the parts together and holds what the test looks at afterwards. Invariant: it listens on 127.0.0.1 only, on a
port of its own, ends with its `async with`, and does not end well if it sent anything Discord would not send.
"""

from __future__ import annotations

from collections.abc import Iterable
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from . import description, routes_application, routes_channels, routes_guilds, routes_interactions, routes_messages
from .bell import Bell
from .gateway import Gateway
from .happenings import Happenings
from .interactions import Interaction
from .rest import Call, serve
from .troubles import Troubles
from .world import World

Json = dict[str, Any]

# Importing these modules is what registers their operations.
ROUTED = (routes_application, routes_channels, routes_guilds, routes_interactions, routes_messages)


class Server(Happenings):
    """A Discord for one bot; tests use `Fakecord`, which adds what people can do."""

    def __init__(
        self,
        *,
        token: str = "MTIz.fake.token",
        granted: Iterable[str] = ("members", "presences", "content"),
        shards: int = 1,
        patience: float = 3.0,
        heartbeat: float = 41.25,
        judged: bool = True,
    ) -> None:
        self.token, self.shards, self.patience, self.granted = token, shards, patience, tuple(granted)
        self.bell, self.troubles = Bell(), Troubles()
        world = World()
        gateway = Gateway(world, self.bell, token, self.granted, heartbeat)
        super().__init__(world, gateway, description.required() if judged else None)
        self.calls: list[Call] = []
        self.interactions: dict[str, Interaction] = {}

    @property
    def api(self) -> str:
        """The address that stands for https://discord.com/api/v10."""
        return f"{self.url}/api/v10"

    @property
    def refusals(self) -> list[str]:
        """Every request that Discord's description, or its documentation, does not allow."""
        return [f"{call}: {problem}" for call in self.calls for problem in call.problems]

    @property
    def own_faults(self) -> list[str]:
        """Every answer and event of this server that Discord would not send; must stay empty."""
        return [f"{call}: {fault}" for call in self.calls for fault in call.own_faults] + self.event_faults

    async def __aenter__(self) -> Self:
        app = web.Application(client_max_size=64 << 20)
        app.router.add_get("/", self.gateway.connect)
        app.router.add_route("*", "/api/v10/{path:.*}", self._serve)
        app.router.add_get("/files/{id}/{name}", self._file)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        port = self._runner.addresses[0][1]
        self.url, self.gateway.url = f"http://127.0.0.1:{port}", f"ws://127.0.0.1:{port}/"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gateway.cut()
        await self._runner.cleanup()
        if error is None and self.own_faults:
            raise AssertionError("the test Discord departs from Discord: " + "; ".join(self.own_faults))

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        return await serve(self, request)

    async def _file(self, request: web.Request) -> web.Response:
        content = self.world.files.get(request.match_info["id"])
        if content is None:
            raise web.HTTPNotFound
        return web.Response(body=content)

    def before(self, call: Call) -> Json | None:
        """Give the message that a request is about to change, None for any other request."""
        if call.method == "POST" and "interaction_token" in call.params and (call.body or {}).get("type") == 7:
            interaction = self.interactions.get(call.params["interaction_token"])
            return interaction.payload.get("message") if interaction else None
        if call.method != "PATCH":
            return None
        if call.path.endswith("/messages/@original"):
            interaction = self.interactions.get(call.params["webhook_token"])
            return interaction.original if interaction else None
        return self.world.messages.get(call.params.get("message_id", ""))
