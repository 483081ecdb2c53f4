"""Gateway intents: which events a session hears and which messages it may read.

Method: the list and the exceptions for message content in Discord's documentation ("Gateway Intents").
"""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]

GUILDS, MEMBERS, PRESENCES, CONTENT = 1 << 0, 1 << 1, 1 << 8, 1 << 15
PRIVILEGED = {"members": MEMBERS, "presences": PRESENCES, "content": CONTENT}
KNOWN = (1 << 26) - 1
APPLICATION_FLAGS = {"presences": 1 << 13, "members": 1 << 15, "content": 1 << 19}
"""The flags by which an application in few servers sees that an intent was granted."""

_IN_GUILD = {"MESSAGE": 1 << 9, "REACTION": 1 << 10, "TYPING": 1 << 11}
_DIRECT = {"MESSAGE": 1 << 12, "REACTION": 1 << 13, "TYPING": 1 << 14}
_ALWAYS = ("READY", "RESUMED", "INTERACTION_CREATE", "GUILD_MEMBERS_CHUNK")


def needed(event: str, *, in_guild: bool) -> int:
    """Give the intent without which an event is not sent; 0 if it is sent to everybody."""
    if event in _ALWAYS:
        return 0
    if event.startswith("GUILD_MEMBER_"):
        return MEMBERS
    if event.startswith("MESSAGE"):
        kind = "REACTION" if "REACTION" in event else "MESSAGE"
        return (_IN_GUILD if in_guild else _DIRECT)[kind]
    return GUILDS


def readable(message: Json, bot_id: str, *, direct: bool) -> bool:
    """Whether a bot without the message-content intent may read this message all the same."""
    return direct or message["author"]["id"] == bot_id or bot_id in [who["id"] for who in message["mentions"]]


def masked(message: Json, bot_id: str, *, direct: bool) -> Json:
    """Copy a message as a bot without the message-content intent gets it."""
    seen = dict(message)
    if not readable(message, bot_id, direct=direct):
        seen |= {"content": "", "embeds": [], "attachments": [], "components": []}
        seen.pop("poll", None)
    if answered := message.get("referenced_message"):
        seen["referenced_message"] = masked(answered, bot_id, direct=direct)
    return seen
