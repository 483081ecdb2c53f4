"""Discord's permissions: the bits a chat bot meets, and how roles and channel overwrites add up to what someone may do.

Method: the computation in Discord's documentation ("Permission Overwrites"), threads inheriting from their parent.
"""

from __future__ import annotations

from enum import IntFlag
from typing import Any

Json = dict[str, Any]


class Permission(IntFlag):
    """Named bits; the numbers are Discord's."""

    KICK_MEMBERS = 1 << 1
    BAN_MEMBERS = 1 << 2
    ADMINISTRATOR = 1 << 3
    MANAGE_CHANNELS = 1 << 4
    MANAGE_GUILD = 1 << 5
    ADD_REACTIONS = 1 << 6
    VIEW_CHANNEL = 1 << 10
    SEND_MESSAGES = 1 << 11
    MANAGE_MESSAGES = 1 << 13
    EMBED_LINKS = 1 << 14
    ATTACH_FILES = 1 << 15
    READ_MESSAGE_HISTORY = 1 << 16
    MENTION_EVERYONE = 1 << 17
    MANAGE_ROLES = 1 << 28
    USE_APPLICATION_COMMANDS = 1 << 31
    MANAGE_THREADS = 1 << 34
    CREATE_PUBLIC_THREADS = 1 << 35
    CREATE_PRIVATE_THREADS = 1 << 36
    SEND_MESSAGES_IN_THREADS = 1 << 38
    MODERATE_MEMBERS = 1 << 40
    PIN_MESSAGES = 1 << 51


P = Permission
ALL = Permission((1 << 53) - 1)
NONE = Permission(0)
EVERYONE = (
    P.VIEW_CHANNEL | P.SEND_MESSAGES | P.EMBED_LINKS | P.ATTACH_FILES | P.READ_MESSAGE_HISTORY | P.ADD_REACTIONS
    | P.USE_APPLICATION_COMMANDS | P.CREATE_PUBLIC_THREADS | P.SEND_MESSAGES_IN_THREADS
)  # fmt: skip
MODERATOR = P.MANAGE_MESSAGES | P.MANAGE_GUILD | P.MANAGE_THREADS | P.MODERATE_MEMBERS | P.PIN_MESSAGES | P.KICK_MEMBERS
DIRECT = EVERYONE | P.PIN_MESSAGES
NEEDS_SEND = P.EMBED_LINKS | P.ATTACH_FILES | P.MENTION_EVERYONE


def in_guild(guild: Json, member: Json) -> Permission:
    """Add up what a member's roles allow in the whole guild, before any channel has its say."""
    if member["user"]["id"] == guild["owner_id"]:
        return ALL
    held = {guild["id"], *member["roles"]}
    allowed = NONE
    for role in guild["roles"]:
        if role["id"] in held:
            allowed |= Permission(int(role["permissions"]))
    return ALL if allowed & P.ADMINISTRATOR else allowed


def in_channel(guild: Json, member: Json, channel: Json, *, thread: bool = False) -> Permission:
    """Compute what a member may do in a channel; for a thread give its parent and say `thread`."""
    allowed = in_guild(guild, member)
    if allowed & P.ADMINISTRATOR:
        return ALL
    overwrites = {entry["id"]: entry for entry in channel["permission_overwrites"]}
    for layer in ([guild["id"]], member["roles"], [member["user"]["id"]]):
        entries = [overwrites[who] for who in layer if who in overwrites]
        for entry in entries:
            allowed &= ~Permission(int(entry["deny"]))
        for entry in entries:
            allowed |= Permission(int(entry["allow"]))
    if not allowed & P.VIEW_CHANNEL:
        return NONE
    may_send = P.SEND_MESSAGES_IN_THREADS if thread else P.SEND_MESSAGES
    return allowed if allowed & may_send else allowed & ~NEEDS_SEND
