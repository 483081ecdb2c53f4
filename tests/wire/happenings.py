"""What can happen in the world, whoever brings it about: each change and the gateway event that tells of it.

Invariant: nothing changes here without the bot hearing of it, if its intents and permissions let it hear.
"""

from __future__ import annotations

from typing import Any

from . import shapes
from .gateway import Gateway
from .messages import Draft, change, post
from .openapi import Description
from .world import World

Json = dict[str, Any]


class Happenings:
    """Changes to the world that are told; people and the bot's requests both end here."""

    def __init__(self, world: World, gateway: Gateway, description: Description | None) -> None:
        self.world, self.gateway, self.description = world, gateway, description
        self.url = ""
        self.event_faults: list[str] = []
        self.closed_to_direct: set[str] = set()

    # -- messages

    def post(self, draft: Draft, *, only_for: str | None = None) -> Json:
        """Let a message exist; an ephemeral one (`only_for` a user) is told to nobody."""
        message = post(self.world, self.url, draft)
        if only_for:
            self.world.only_for[message["id"]] = only_for
        if draft.channel["type"] in shapes.THREADS:
            draft.channel["message_count"] += 1
            draft.channel["total_message_sent"] += 1
        self.tell_message("MESSAGE_CREATE", message)
        return message

    def change(self, message: Json, draft: Draft) -> Json:
        """Edit a message."""
        change(self.world, self.url, message, draft)
        self.tell_message("MESSAGE_UPDATE", message)
        return message

    def remove(self, message: Json) -> None:
        """Delete a message."""
        del self.world.messages[message["id"]]
        if not self.world.only_for.pop(message["id"], None):
            channel = self.world.channels[message["channel_id"]]
            gone = {"id": message["id"], "channel_id": channel["id"], **_place(channel)}
            self.gateway.tell_channel("MESSAGE_DELETE", gone, channel)

    def tell_message(self, event: str, message: Json) -> None:
        """Tell the bot of a message, judged first by Discord's description."""
        if message["id"] in self.world.only_for:
            return
        if self.description:
            self.event_faults += [f"{event}: {fault}" for fault in self.description.shape("MessageResponse", message)]
        self.gateway.tell_message(event, message)

    def react(self, message: Json, emoji: str, who: Json) -> None:
        """Add somebody's reaction, once."""
        users = self.world.reactions.setdefault(message["id"], {}).setdefault(emoji, [])
        if who["id"] not in users:
            users.append(who["id"])
            self._tell_reaction("MESSAGE_REACTION_ADD", message, emoji, who["id"])

    def unreact(self, message: Json, emoji: str, user_id: str) -> None:
        """Take somebody's reaction away."""
        users = self.world.reactions.get(message["id"], {}).get(emoji, [])
        if user_id in users:
            users.remove(user_id)
            self._tell_reaction("MESSAGE_REACTION_REMOVE", message, emoji, user_id)

    def _tell_reaction(self, event: str, message: Json, emoji: str, user_id: str) -> None:
        bot_id = self.world.bot["id"]
        given = {name: users for name, users in self.world.reactions[message["id"]].items() if users}
        message["reactions"] = [
            {
                "emoji": {"id": None, "name": name}, "count": len(users), "me": bot_id in users, "me_burst": False,
                "count_details": {"normal": len(users), "burst": 0}, "burst_colors": [],
            }
            for name, users in given.items()
        ]  # fmt: skip
        channel = self.world.channels[message["channel_id"]]
        self.gateway.tell_channel(event, {
            "user_id": user_id, "channel_id": channel["id"], "message_id": message["id"], "burst": False, "type": 0,
            "emoji": {"id": None, "name": emoji}, "message_author_id": message["author"]["id"], **_place(channel),
        }, channel)  # fmt: skip

    # -- channels and threads

    def change_channel(self, channel: Json, changes: Json) -> None:
        """Change a channel; for a thread `archived`, `locked` and the like go where Discord keeps them."""
        metadata = channel.get("thread_metadata", {})
        metadata |= {key: value for key, value in changes.items() if key in metadata}
        channel |= {key: value for key, value in changes.items() if key in channel and key not in metadata}
        self._tell_changed("UPDATE", channel)

    def remove_channel(self, channel: Json) -> None:
        """Delete a channel with its messages."""
        for thread in [c for c in self.world.channels.values() if c.get("parent_id") == channel["id"]]:
            if thread["type"] in shapes.THREADS:
                self.remove_channel(thread)
        self._tell_changed("DELETE", channel)
        del self.world.channels[channel["id"]]
        gone = [message for message in self.world.messages.values() if message["channel_id"] == channel["id"]]
        for message in gone:
            del self.world.messages[message["id"]]

    def _tell_changed(self, change: str, channel: Json) -> None:
        # A bot hears of every channel of its guilds, but of threads only where it sees the parent.
        if channel["type"] in shapes.THREADS:
            self.gateway.tell_channel(f"THREAD_{change}", channel, channel)
        else:
            self.gateway.tell(f"CHANNEL_{change}", channel, channel["guild_id"])

    def start_thread(self, parent: Json, name: str, owner: Json, kind: int, thread_id: str | None = None) -> Json:
        """Start a thread, or a forum's post."""
        thread = self.world.add_thread(parent, name, owner, kind, thread_id)
        mine = self.world.thread_members[thread["id"]].get(self.world.bot["id"])
        told = {**thread, "newly_created": True, **({"member": mine} if mine else {})}
        self.gateway.tell_channel("THREAD_CREATE", told, thread)
        return thread

    def join_thread(self, thread: Json, who: Json) -> None:
        """Let somebody follow a thread."""
        members = self.world.thread_members[thread["id"]]
        if who["id"] in members:
            return
        members[who["id"]] = shapes.thread_member(thread["id"], who["id"])
        thread["member_count"] = len(members)
        event = {"id": thread["id"], "guild_id": thread["guild_id"], "member_count": len(members)}
        event |= {"added_members": [members[who["id"]]], "removed_member_ids": []}
        self.gateway.tell_channel("THREAD_MEMBERS_UPDATE", event, thread)

    # -- guilds and members

    def set_roles(self, guild_id: str, membership: Json, roles: list[str]) -> None:
        """Set a member's roles."""
        membership["roles"] = roles
        own = membership["user"] is self.world.bot
        self.gateway.tell("GUILD_MEMBER_UPDATE", {**membership, "guild_id": guild_id}, guild_id, own=own)

    def remove_bot(self, guild: Json) -> None:
        """Let the bot be out of a guild, of its own will or not."""
        del self.world.members[guild["id"]][self.world.bot["id"]]
        self.gateway.tell("GUILD_DELETE", {"id": guild["id"]}, guild["id"])


def _place(channel: Json) -> Json:
    return {"guild_id": channel["guild_id"]} if "guild_id" in channel else {}
