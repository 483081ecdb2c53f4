"""What a test builds: people, guilds, roles, channels, threads, and who may do what where.

Everything can be done before the bot connects or while it runs; it is told either way. Invariant: what is built here
is what Discord's own client could have brought about.
"""

from __future__ import annotations

from typing import Any

from . import shapes
from .messages import Draft
from .permissions import MODERATOR, Permission
from .server import Server

Json = dict[str, Any]


class Building(Server):
    """A small reading group to begin with: an owner, a moderator, two members, the bot, and one text channel."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.bot = self.world.bot
        self.owner, self.moderator = self.world.add_user("olga"), self.world.add_user("mona")
        self.alice, self.bob = self.world.add_user("alice"), self.world.add_user("bob")
        self.guild = self.add_guild("Reading group")
        self.moderators = self.add_role("moderators", MODERATOR)
        self.give(self.moderator, self.moderators)
        self.channel = self.add_channel("general")

    # -- people

    def add_user(self, name: str, guild: Json | None = None) -> Json:
        """Let a person exist and join a guild (the first one, unless another is named)."""
        person = self.world.add_user(name)
        self.join(person, guild)
        return person

    def join(self, person: Json, guild: Json | None = None) -> None:
        """Let a person join a guild."""
        guild = guild or self.guild
        membership = shapes.member(person, [])
        self.world.members[guild["id"]][person["id"]] = membership
        self.gateway.tell("GUILD_MEMBER_ADD", {**membership, "guild_id": guild["id"]}, guild["id"])

    def leave(self, person: Json, guild: Json | None = None) -> None:
        """Let a person leave a guild; for the bot this is being kicked."""
        guild = guild or self.guild
        if person is self.bot:
            self.remove_bot(guild)
            return
        del self.world.members[guild["id"]][person["id"]]
        self.gateway.tell("GUILD_MEMBER_REMOVE", {"user": person, "guild_id": guild["id"]}, guild["id"])

    def give(self, person: Json, role: Json) -> None:
        """Give a person a role, in the guild the role belongs to."""
        guild = self._guild_of_role(role)
        membership = self.world.members[guild["id"]][person["id"]]
        self.set_roles(guild["id"], membership, [*membership["roles"], role["id"]])

    def take(self, person: Json, role: Json) -> None:
        """Take a role from a person."""
        guild = self._guild_of_role(role)
        membership = self.world.members[guild["id"]][person["id"]]
        self.set_roles(guild["id"], membership, [held for held in membership["roles"] if held != role["id"]])

    def close_direct(self, person: Json) -> None:
        """Let a person take no direct messages from the bot (error 50007)."""
        self.closed_to_direct.add(person["id"])

    # -- places

    def add_guild(self, name: str, *, shard: int = 0) -> Json:
        """Found a guild on a shard, with the bot and the people of the first minute in it."""
        guild = self.world.add_guild(name, self.owner, shard=shard, of=self.shards)
        for person in (self.moderator, self.alice, self.bob):
            self.world.members[guild["id"]][person["id"]] = shapes.member(person, [])
        self.gateway.announce(guild)
        return guild

    def invite_bot(self, guild: Json) -> None:
        """Let the bot come (back) into a guild."""
        self.world.members[guild["id"]][self.bot["id"]] = shapes.member(self.bot, [])
        self.gateway.announce(guild)

    def add_role(self, name: str, permissions: int = 0, guild: Json | None = None) -> Json:
        """Add a role with permissions from `Permission`."""
        guild = guild or self.guild
        role = self.world.add_role(guild, name, permissions)
        self.gateway.tell("GUILD_ROLE_CREATE", {"guild_id": guild["id"], "role": role}, guild["id"])
        return role

    def add_channel(self, name: str, kind: str = "text", guild: Json | None = None, parent: Json | None = None) -> Json:
        """Add a channel; `kind` is text, announcement, category or forum."""
        channel = self.world.add_channel(guild or self.guild, name, shapes.KINDS[kind], parent)
        self.gateway.tell("CHANNEL_CREATE", channel, channel["guild_id"])
        return channel

    def add_thread(
        self, name: str, channel: Json | None = None, *, owner: Json | None = None, private: bool = False
    ) -> Json:
        """Let a person start a thread, by itself."""
        kind = shapes.PRIVATE_THREAD if private else shapes.PUBLIC_THREAD
        return self.start_thread(channel or self.channel, name, owner or self.alice, kind)

    def add_post(self, forum: Json, name: str, content: str, *, owner: Json | None = None) -> Json:
        """Let a person post in a forum; the result is the thread, its first message has the thread's id."""
        thread = self.start_thread(forum, name, owner or self.alice, shapes.PUBLIC_THREAD)
        self.post(Draft(owner or self.alice, thread, {"content": content}, more={"id": thread["id"]}))
        return thread

    def direct(self, person: Json) -> Json:
        """Give the channel of direct messages between a person and the bot."""
        return self.world.direct(person)

    # -- who may do what where

    def allow(self, channel: Json, who: Json, permissions: Permission) -> None:
        """Allow something in one channel to a role, a person, or a guild's everyone (give the guild)."""
        self._overwrite(channel, who, allow=permissions)

    def deny(self, channel: Json, who: Json, permissions: Permission) -> None:
        """Deny something in one channel to a role, a person, or a guild's everyone (give the guild)."""
        self._overwrite(channel, who, deny=permissions)

    def set_permissions(self, role: Json, permissions: Permission) -> None:
        """Set what a role allows in its whole guild."""
        guild = self._guild_of_role(role)
        role["permissions"] = str(int(permissions))
        self.gateway.tell("GUILD_ROLE_UPDATE", {"guild_id": guild["id"], "role": role}, guild["id"])

    def _overwrite(self, channel: Json, who: Json, allow: int = 0, deny: int = 0) -> None:
        entries = channel["permission_overwrites"]
        entry = next((known for known in entries if known["id"] == who["id"]), None)
        if entry is None:
            entry = {"id": who["id"], "type": int(who["id"] in self.world.users), "allow": "0", "deny": "0"}
            entries.append(entry)
        entry["allow"] = str(int(entry["allow"]) & ~int(deny) | int(allow))
        entry["deny"] = str(int(entry["deny"]) & ~int(allow) | int(deny))
        self.gateway.tell("CHANNEL_UPDATE", channel, channel["guild_id"])

    def _guild_of_role(self, role: Json) -> Json:
        return next(guild for guild in self.world.guilds.values() if role in guild["roles"])
