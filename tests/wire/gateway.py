"""The gateway: sessions, what each of them hears, and the websockets they are heard over.

Invariant: every event gets the next sequence number of its session and is kept as the JSON that was sent, so RESUME
replays exactly what was missed, however the world has changed since.
"""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from . import intents, shapes
from .bell import Bell
from .line import Close, Line
from .snowflakes import shard_of
from .world import World

Json = dict[str, Any]

HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, RECONNECT, MEMBERS, INVALID, HELLO, ACK = 1, 2, 3, 4, 6, 7, 8, 9, 10, 11


@dataclass
class Session:
    """One identified shard; `line` is None while nobody is connected and events only pile up."""

    id: str
    shard: int
    of: int
    intents: int
    line: Line | None
    log: list[str] = field(default_factory=list)

    def send(self, event: str, data: Any) -> None:
        """Number an event, keep it, and send it if somebody listens."""
        raw = json.dumps({"op": 0, "t": event, "s": len(self.log) + 1, "d": data})
        self.log.append(raw)
        if self.line:
            self.line.send(raw)


class Gateway:
    """All sessions of the bot under test."""

    def __init__(self, world: World, bell: Bell, token: str, granted: tuple[str, ...], heartbeat: float) -> None:
        self.world, self.bell, self.token, self.granted, self.heartbeat = world, bell, token, granted, heartbeat
        self.url = ""
        self.acknowledging = True
        self.identifies = 0
        self.resumes = 0
        self.sessions: dict[str, Session] = {}
        self._ops = {
            HEARTBEAT: self._beat, IDENTIFY: self._identify, RESUME: self._resume, MEMBERS: self._members,
            PRESENCE: self._nothing, VOICE: self._nothing,
        }  # fmt: skip

    # -- what the world has to say

    def tell(self, event: str, data: Json, guild_id: str | None = None, *, own: bool = False) -> None:
        """Send an event to every session that hears about this guild (or direct messages) and holds the intent.

        `own` events are about the bot itself and need no intent beyond that for guilds.
        """
        for session in self._hearing("GUILD_UPDATE" if own else event, guild_id):
            session.send(event, data)

    def tell_message(self, event: str, message: Json) -> None:
        """Send a message or its edit to the sessions, each with as much of it as its intents allow."""
        channel = self.world.channels[message["channel_id"]]
        guild_id, bot_id = channel.get("guild_id"), self.world.bot["id"]
        if not self.world.sees(bot_id, channel):
            return
        whole = self._placed(message, guild_id)
        for session in self._hearing(event, guild_id):
            readable = session.intents & intents.CONTENT
            session.send(event, whole if readable else intents.masked(whole, bot_id, direct=guild_id is None))

    def tell_channel(self, event: str, data: Json, channel: Json) -> None:
        """Send an event that only those hear who see the channel."""
        if self.world.sees(self.world.bot["id"], channel):
            self.tell(event, data, channel.get("guild_id"))

    def _hearing(self, event: str, guild_id: str | None) -> list[Session]:
        needed = intents.needed(event, in_guild=guild_id is not None)
        return [
            session
            for session in self.sessions.values()
            if session.shard == shard_of(guild_id, session.of) and session.intents & needed == needed
        ]

    def _placed(self, message: Json, guild_id: str | None) -> Json:
        if guild_id is None:
            return message
        members = self.world.members[guild_id]
        seen = {**message, "guild_id": guild_id}
        seen["mentions"] = [
            {**who, "member": shapes.partial_member(members[who["id"]])} if who["id"] in members else who
            for who in message["mentions"]
        ]
        if message["author"]["id"] in members and "webhook_id" not in message:
            seen["member"] = shapes.partial_member(members[message["author"]["id"]])
        return seen

    # -- a websocket's life

    async def connect(self, request: web.Request) -> web.WebSocketResponse:
        """Serve one websocket until either side ends it."""
        socket = web.WebSocketResponse(max_msg_size=1 << 20)
        await socket.prepare(request)
        line = Line(socket, request)
        pump = asyncio.create_task(line.pump())
        try:
            line.check()
            line.send_op(HELLO, {"heartbeat_interval": int(self.heartbeat * 1000)})
            async for payload in line.payloads(self.heartbeat * 1.5 + 1):
                self._receive(line, payload)
                self.bell.ring()
        except Close as end:
            await socket.close(code=end.code, message=end.reason.encode())
        finally:
            pump.cancel()
            self._left(line)
        return socket

    def _receive(self, line: Line, payload: Json) -> None:
        op, data = payload.get("op"), payload.get("d") or {}
        if op not in self._ops:
            raise Close(4001, "Unknown opcode.")
        known = any(session.line is line for session in self.sessions.values())
        if op not in (HEARTBEAT, IDENTIFY, RESUME) and not known:
            raise Close(4003, "Not authenticated.")
        if op == IDENTIFY and known:
            raise Close(4005, "Already authenticated.")
        self._ops[op](line, data)

    def _left(self, line: Line) -> None:
        for session in [session for session in self.sessions.values() if session.line is line]:
            session.line = None
            if line.socket.close_code in (1000, 1001):
                del self.sessions[session.id]
        self.bell.ring()

    # -- what the bot sends

    def _beat(self, line: Line, _data: Any) -> None:
        if self.acknowledging:
            line.send_op(ACK, None)

    def _nothing(self, _line: Line, _data: Any) -> None:
        """Presence and voice change nothing here."""

    def _identify(self, line: Line, data: Json) -> None:
        self.identifies += 1
        shard, of = data.get("shard") or (0, 1)
        refused = sum(bit for name, bit in intents.PRIVILEGED.items() if name not in self.granted)
        if data["token"].removeprefix("Bot ") != self.token:
            raise Close(4004, "Authentication failed.")
        if not 0 <= shard < of:
            raise Close(4010, "Invalid shard.")
        if data["intents"] & ~intents.KNOWN:
            raise Close(4013, "Invalid intent(s).")
        if data["intents"] & refused:
            raise Close(4014, "Disallowed intent(s).")
        session = Session("s" + self.world.ids.new(), shard, of, data["intents"], line)
        self.sessions[session.id] = session
        self._ready(session)

    def _ready(self, session: Session) -> None:
        mine = [guild for guild in self.world.guilds.values() if shard_of(guild["id"], session.of) == session.shard]
        mine = [guild for guild in mine if self.world.bot["id"] in self.world.members[guild["id"]]]
        flags = sum(intents.APPLICATION_FLAGS[name] for name in self.granted)
        session.send("READY", {
            "v": 10, "user": shapes.self_user(self.world.bot), "session_id": session.id, "session_type": "normal",
            "guilds": [{"id": guild["id"], "unavailable": True} for guild in mine], "resume_gateway_url": self.url,
            "application": {"id": self.world.bot["id"], "flags": flags}, "shard": [session.shard, session.of],
        })  # fmt: skip
        if session.intents & intents.GUILDS:
            for guild in mine:
                session.send("GUILD_CREATE", self._guild_create(guild, whole=bool(session.intents & intents.MEMBERS)))

    def announce(self, guild: Json) -> None:
        """Tell the bot of a guild it has come into."""
        for session in self._hearing("GUILD_CREATE", guild["id"]):
            session.send("GUILD_CREATE", self._guild_create(guild, whole=bool(session.intents & intents.MEMBERS)))

    def _guild_create(self, guild: Json, *, whole: bool) -> Json:
        # Without the members intent Discord sends the bot's own membership and nobody else's.
        members, bot_id = self.world.members[guild["id"]], self.world.bot["id"]
        empty = ("presences", "voice_states", "stage_instances", "guild_scheduled_events", "soundboard_sounds")
        return {
            **guild, **{part: [] for part in empty}, "joined_at": shapes.JOINED, "large": False, "unavailable": False,
            "member_count": len(members), "members": list(members.values()) if whole else [members[bot_id]],
            "channels": self.world.channels_of(guild["id"]),
            "threads": [t for t in self.world.channels_of(guild["id"], threads=True) if self.world.sees(bot_id, t)],
        }  # fmt: skip

    def _resume(self, line: Line, data: Json) -> None:
        session = self.sessions.get(data["session_id"])
        if session is None or data["token"].removeprefix("Bot ") != self.token:
            line.send_op(INVALID, False)
            return
        if not 0 <= data["seq"] <= len(session.log):
            raise Close(4007, "Invalid seq.")
        self.resumes += 1
        session.line = line
        for raw in session.log[data["seq"] :]:
            line.send(raw)
        session.send("RESUMED", {})

    def _members(self, line: Line, data: Json) -> None:
        session = next(session for session in self.sessions.values() if session.line is line)
        wanted = {str(user_id) for user_id in data.get("user_ids") or []}
        if not wanted and not data.get("query") and not session.intents & intents.MEMBERS:
            raise Close(4014, "Disallowed intent(s).")
        members = self.world.members[str(data["guild_id"])].values()
        named = [m for m in members if m["user"]["username"].startswith(data.get("query") or "")]
        found = [m for m in members if m["user"]["id"] in wanted] if wanted else named[: data.get("limit") or None]
        session.send("GUILD_MEMBERS_CHUNK", {
            "guild_id": str(data["guild_id"]), "members": found, "chunk_index": 0, "chunk_count": 1,
            "not_found": sorted(wanted - {m["user"]["id"] for m in found}), "nonce": data.get("nonce"),
        })  # fmt: skip

    # -- trouble on demand

    def cut(self) -> None:
        """Drop every connection without a word; the sessions can be resumed."""
        for session in self.sessions.values():
            if session.line:
                session.line.abort()
                session.line = None

    def send_op(self, op: int, data: Any) -> None:
        """Send something that is no event to every connected session."""
        for session in self.sessions.values():
            if session.line:
                session.line.send_op(op, data)
