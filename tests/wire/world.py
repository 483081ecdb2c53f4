"""What exists in the test Discord: people, guilds, roles, members, channels, threads, messages, commands.

It only stores and answers questions; nobody is told of a change here (the gateway does that) and nothing is refused.
Invariant: objects are Discord's JSON, changed in place, so whoever holds a message holds its present state.
"""

from __future__ import annotations

from typing import Any

from . import shapes
from .permissions import ALL, DIRECT, EVERYONE, NONE, Permission, in_channel
from .snowflakes import Snowflakes

Json = dict[str, Any]


class World:
    """The store; `bot` is the user that the bot under test logs in as, its id is the application's id as well."""

    def __init__(self) -> None:
        self.ids = Snowflakes()
        self.users: dict[str, Json] = {}
        self.guilds: dict[str, Json] = {}
        self.members: dict[str, dict[str, Json]] = {}
        self.channels: dict[str, Json] = {}
        self.thread_members: dict[str, dict[str, Json]] = {}
        self.messages: dict[str, Json] = {}
        self.reactions: dict[str, dict[str, list[str]]] = {}
        self.only_for: dict[str, str] = {}
        self.files: dict[str, bytes] = {}
        self.commands: dict[str | None, list[Json]] = {None: []}
        self.bot = self.add_user("dissensus", bot=True)

    def add_user(self, name: str, *, bot: bool = False) -> Json:
        """Let a person exist."""
        who = shapes.user(self.ids.new(), name, bot=bot)
        self.users[who["id"]] = who
        return who

    def add_guild(self, name: str, owner: Json, *, shard: int = 0, of: int = 1) -> Json:
        """Found a guild whose id falls to `shard`; its owner and the bot are its first members."""
        guild_id = self.ids.guild(shard, of)
        everyone = shapes.role(guild_id, "@everyone", EVERYONE, 0)
        self.guilds[guild_id] = shapes.guild(guild_id, name, owner["id"], everyone)
        self.members[guild_id] = {who["id"]: shapes.member(who, []) for who in (owner, self.bot)}
        self.commands[guild_id] = []
        return self.guilds[guild_id]

    def add_role(self, guild: Json, name: str, permissions: int) -> Json:
        """Add a role at the top of a guild's list."""
        role = shapes.role(self.ids.new(), name, permissions, len(guild["roles"]))
        guild["roles"].append(role)
        return role

    def add_channel(self, guild: Json, name: str, kind: int, parent: Json | None = None) -> Json:
        """Add a channel; it inherits nothing, since it is Discord's client that copies a category's overwrites."""
        position = len(self.channels_of(guild["id"]))
        made = shapes.channel(self.ids.new(), guild["id"], name, kind, position, parent["id"] if parent else None)
        self.channels[made["id"]] = made
        return made

    def add_thread(self, parent: Json, name: str, owner: Json, kind: int, thread_id: str | None = None) -> Json:
        """Add a thread; one started from a message takes that message's id."""
        made = shapes.thread(thread_id or self.ids.new(), parent, name, owner["id"], kind)
        self.channels[made["id"]] = made
        self.thread_members[made["id"]] = {owner["id"]: shapes.thread_member(made["id"], owner["id"])}
        return made

    def direct(self, person: Json) -> Json:
        """Give the direct messages between the bot and a person, opened on first use."""
        for channel in self.channels.values():
            if channel["type"] == shapes.DM and channel["recipients"][0]["id"] == person["id"]:
                return channel
        made = shapes.direct(self.ids.new(), person)
        self.channels[made["id"]] = made
        return made

    def channels_of(self, guild_id: str, *, threads: bool = False) -> list[Json]:
        """List a guild's channels, or its threads."""
        mine = [channel for channel in self.channels.values() if channel.get("guild_id") == guild_id]
        return [channel for channel in mine if (channel["type"] in shapes.THREADS) == threads]

    def permissions(self, user_id: str, channel: Json) -> Permission:
        """Compute what somebody may do in a channel; nothing for strangers."""
        if channel["type"] == shapes.DM:
            return DIRECT if user_id in (self.bot["id"], channel["recipients"][0]["id"]) else NONE
        guild, membership = self.guilds.get(channel["guild_id"]), self.members[channel["guild_id"]].get(user_id)
        if guild is None or membership is None:
            return NONE
        thread = channel["type"] in shapes.THREADS
        parent = self.channels[channel["parent_id"]] if thread else channel
        allowed = in_channel(guild, membership, parent, thread=thread)
        if channel["type"] == shapes.PRIVATE_THREAD and not allowed & Permission.MANAGE_THREADS and allowed != ALL:
            return allowed if user_id in self.thread_members[channel["id"]] else NONE
        return allowed

    def sees(self, user_id: str, channel: Json) -> bool:
        """Whether somebody can look into a channel at all."""
        return bool(self.permissions(user_id, channel) & Permission.VIEW_CHANNEL)

    def may(self, user_id: str, channel: Json, needed: Permission) -> bool:
        """Whether somebody has all of the `needed` permissions in a channel."""
        return self.permissions(user_id, channel) & needed == needed

    def history(self, channel_id: str) -> list[Json]:
        """List a channel's messages that everybody there can see, oldest first."""
        return [
            message
            for message in self.messages.values()
            if message["channel_id"] == channel_id and message["id"] not in self.only_for
        ]

    def command(self, guild_id: str | None, kind: int, name: str) -> Json | None:
        """Find a registered command, a guild's own before the global one."""
        registered = self.commands.get(guild_id, []) if guild_id else []
        for command in [*registered, *self.commands[None]]:
            if command["type"] == kind and command["name"] == name:
                return command
        return None
