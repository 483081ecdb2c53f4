"""What people do by writing, and what a test waits for: the bot's messages, as each person sees them.

Invariant: people can do only what Discord's client lets them do, so a test cannot rest on an act that is impossible.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from .building import Building
from .messages import LOADING, Draft
from .permissions import Permission
from .shapes import THREADS

Json = dict[str, Any]
T = TypeVar("T")


class CannotError(AssertionError):
    """A person was told to do what Discord's client would not let them do: the test is wrong, or the bot's offer is."""


class Talking(Building):
    """People write, edit, delete and react; the test waits."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._mark = 0

    async def say(
        self,
        content: str,
        author: Json | None = None,
        channel: Json | None = None,
        guild: Json | None = None,
        *,
        reply_to: Json | None = None,
        ping: bool = True,
        files: tuple[tuple[str, bytes], ...] = (),
    ) -> Json:
        """Let a person (alice) write in a channel, or in a guild's first; a reply pings unless `ping` is off."""
        author, channel = author or self.alice, self.place(channel, guild)
        needed = Permission.SEND_MESSAGES_IN_THREADS if channel["type"] in THREADS else Permission.SEND_MESSAGES
        if not self.world.may(author["id"], channel, needed):
            raise CannotError(f"{author['username']} cannot write in {channel.get('name', 'these direct messages')}")
        body: Json = {"content": content}
        if reply_to:
            body["message_reference"] = {"message_id": reply_to["id"], "fail_if_not_exists": False}
            kinds = ["users", "roles", "everyone"]
            body["allowed_mentions"] = {"parse": kinds, "replied_user": ping}
        return self.acted(self.post(Draft(author, channel, body, files)))

    async def edit_message(self, message: Json, content: str) -> Json:
        """Let a message's author change it."""
        channel = self.world.channels[message["channel_id"]]
        return self.acted(self.change(message, Draft(message["author"], channel, {"content": content})))

    async def delete_message(self, message: Json) -> None:
        """Let somebody delete a message: its author, or a moderator."""
        self.remove(message)

    async def add_reaction(self, message: Json, emoji: str, who: Json | None = None) -> None:
        """Let a person react."""
        self.react(message, emoji, who or self.alice)

    async def remove_reaction(self, message: Json, emoji: str, who: Json | None = None) -> None:
        """Let a person take a reaction back."""
        self.unreact(message, emoji, (who or self.alice)["id"])

    def place(self, channel: Json | None, guild: Json | None) -> Json:
        """Give the channel that is meant: the one named, else the first of the guild named, else the very first."""
        return channel or (self.world.channels_of(guild["id"])[0] if guild else self.channel)

    def acted(self, outcome: T) -> T:
        """Note that a person has just acted: `next_message` looks for what comes after."""
        self._mark = self.world.ids.last
        return outcome

    # -- waiting

    async def until(self, test: Callable[[], T | None], within: float = 5, what: str = "what the test waits for") -> T:
        """Wait until `test()` gives something true and return it; it is asked again whenever the bot does something."""
        return await self.bell.until(test, within, what)

    async def ready(self, within: float = 15) -> None:
        """Wait until every shard is identified and has heard of its guilds."""

        def connected() -> bool:
            shards = {session.shard for session in self.gateway.sessions.values() if session.line}
            return shards >= set(range(self.shards))

        await self.until(connected, within, "the bot's connection")

    async def next_message(self, within: float = 5, *, channel: Json | None = None) -> Json:
        """Wait for the bot's next message since a person last acted, anywhere or in `channel`; each is given once."""
        message = await self.until(lambda: self._unread(channel), within, "a message of the bot")
        self._mark = max(self._mark, int(message["id"]))
        return message

    async def edited(self, message: Json, within: float = 5) -> Json:
        """Wait until a message changes after this call; deferred answers change when they are filled."""
        before = message["edited_timestamp"]
        await self.until(lambda: message["edited_timestamp"] != before, within, "an edit")
        return message

    async def filled(self, message: Json, within: float = 15) -> Json:
        """Wait until a deferred answer is no longer "thinking"."""
        await self.until(lambda: not message["flags"] & LOADING, within, "the deferred answer")
        return message

    async def silence(self, seconds: float = 0.3, *, channel: Json | None = None) -> None:
        """Make sure that the bot says nothing new for a while."""
        await asyncio.sleep(seconds)
        if message := self._unread(channel):
            raise AssertionError(f"the bot was to be silent and said: {message['content']!r}")

    def seen_by(self, person: Json, channel: Json | None = None) -> list[Json]:
        """List what a person sees in a channel, oldest first: the history, and what is ephemeral for them."""
        channel = channel or self.channel
        if not self.world.may(person["id"], channel, Permission.READ_MESSAGE_HISTORY):
            return []
        own = (person["id"], None)
        placed = [message for message in self.world.messages.values() if message["channel_id"] == channel["id"]]
        return [message for message in placed if self.world.only_for.get(message["id"]) in own]

    def _unread(self, channel: Json | None) -> Json | None:
        for message in self.world.messages.values():
            wanted = channel is None or message["channel_id"] == channel["id"]
            if wanted and message["author"] is self.bot and int(message["id"]) > self._mark:
                return message
        return None
