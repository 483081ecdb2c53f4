"""REST: messages in channels, their pins and their reactions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import intents, shapes
from .messages import Draft
from .permissions import NONE, Permission
from .refused import Refused, bad_form, no_access, no_permission, unknown
from .rest import Call, route

if TYPE_CHECKING:
    from .server import Server

Json = dict[str, Any]
P = Permission
CHANNEL = "/channels/{channel_id}"
MESSAGES = CHANNEL + "/messages"
MESSAGE = MESSAGES + "/{message_id}"
REACTIONS = MESSAGE + "/reactions"
REACTION = REACTIONS + "/{emoji_name}"


def channel_of(server: Server, call: Call, needed: Permission = NONE) -> Json:
    """Find the channel a request is about, if the bot sees it and holds what is `needed` there."""
    channel = server.world.channels.get(call.params["channel_id"])
    if channel is None:
        raise unknown("Channel")
    if not server.world.sees(server.world.bot["id"], channel):
        raise no_access()
    if not server.world.may(server.world.bot["id"], channel, needed):
        raise no_permission()
    return channel


def message_of(server: Server, call: Call, channel: Json) -> Json:
    """Find the message a request is about; ephemeral ones cannot be reached through their channel."""
    message = server.world.messages.get(call.params["message_id"])
    if message is None or message["channel_id"] != channel["id"] or message["id"] in server.world.only_for:
        raise unknown("Message")
    return message


def readable(server: Server, message: Json) -> Json:
    """Shape a message as the application may read it: without the content intent much of it is empty."""
    if "content" in server.granted:
        return message
    direct = "guild_id" not in server.world.channels[message["channel_id"]]
    return intents.masked(message, server.world.bot["id"], direct=direct)


@route("POST", MESSAGES)
def create_message(server: Server, call: Call) -> Json:
    """Write a message; a nonce seen before gives back the message it made."""
    channel = channel_of(server, call)
    _may_write(server, call, channel)
    nonce = call.body.get("enforce_nonce") and call.body.get("nonce")
    for message in server.world.history(channel["id"]) if nonce else []:
        if message.get("nonce") == nonce and message["author"]["id"] == server.world.bot["id"]:
            return message
    return server.post(Draft(server.world.bot, channel, call.body, call.files))


def _may_write(server: Server, call: Call, channel: Json) -> None:
    _is_open(channel)
    needed = P.SEND_MESSAGES_IN_THREADS if channel["type"] in shapes.THREADS else P.SEND_MESSAGES
    needed |= P.EMBED_LINKS if call.body.get("embeds") else NONE
    needed |= P.ATTACH_FILES if call.files else NONE
    if not server.world.may(server.world.bot["id"], channel, needed):
        raise no_permission()
    history = server.world.may(server.world.bot["id"], channel, P.READ_MESSAGE_HISTORY)
    if call.body.get("message_reference") and not history:
        raise Refused(400, 160002, "Cannot reply without permission to read message history")


def _is_open(channel: Json) -> None:
    metadata = channel.get("thread_metadata", {})
    if channel["type"] == shapes.FORUM:
        raise Refused(400, 40058, "Cannot send a message in a forum channel")
    if channel["type"] == shapes.CATEGORY:
        raise Refused(400, 50024, "Cannot execute action on this channel type")
    if metadata.get("locked"):
        raise Refused(403, 160005, "Thread is locked")
    if metadata.get("archived"):
        raise Refused(400, 50083, "Thread is archived")


@route("GET", MESSAGES)
def list_messages(server: Server, call: Call) -> list[Json]:
    """List messages, newest first; without the right to read history there are none."""
    channel = channel_of(server, call)
    limit = int(call.query.get("limit", 50))
    if not 1 <= limit <= 100:
        raise bad_form("limit: between 1 and 100")
    if not server.world.may(server.world.bot["id"], channel, P.READ_MESSAGE_HISTORY):
        return []
    found = server.world.history(channel["id"])
    if "after" in call.query:
        found = [message for message in found if int(message["id"]) > int(call.query["after"])][:limit]
    if "before" in call.query:
        found = [message for message in found if int(message["id"]) < int(call.query["before"])]
    if "around" in call.query:
        found = _around(found, int(call.query["around"]), limit)
    return [readable(server, message) for message in reversed(found[-limit:])]


def _around(found: list[Json], middle: int, limit: int) -> list[Json]:
    older = [message for message in found if int(message["id"]) < middle]
    rest = [message for message in found if int(message["id"]) >= middle]
    return older[-(limit // 2) :] + rest[: limit - limit // 2]


@route("GET", MESSAGE)
def read_message(server: Server, call: Call) -> Json:
    """Read one message."""
    channel = channel_of(server, call, P.READ_MESSAGE_HISTORY)
    return readable(server, message_of(server, call, channel))


@route("PATCH", MESSAGE)
def edit_message(server: Server, call: Call) -> Json:
    """Edit a message of the bot's own."""
    channel = channel_of(server, call)
    message = message_of(server, call, channel)
    if message["author"]["id"] != server.world.bot["id"]:
        raise Refused(403, 50005, "Cannot edit a message authored by another user")
    return server.change(message, Draft(server.world.bot, channel, call.body, call.files))


@route("DELETE", MESSAGE, 204)
def delete_message(server: Server, call: Call) -> None:
    """Delete a message: one's own, or anybody's with the right to manage messages."""
    channel = channel_of(server, call)
    message = message_of(server, call, channel)
    own = message["author"]["id"] == server.world.bot["id"]
    if not own and not server.world.may(server.world.bot["id"], channel, P.MANAGE_MESSAGES):
        raise no_permission()
    server.remove(message)


@route("POST", MESSAGES + "/bulk-delete", 204)
def delete_messages(server: Server, call: Call) -> None:
    """Delete several messages at once."""
    channel = channel_of(server, call, P.MANAGE_MESSAGES)
    for message_id in map(str, call.body["messages"]):
        message = server.world.messages.get(message_id)
        if message and message["channel_id"] == channel["id"]:
            server.remove(message)


@route("GET", MESSAGES + "/pins")
def list_pins(server: Server, call: Call) -> Json:
    """List what is pinned."""
    channel = channel_of(server, call)
    pinned = [message for message in server.world.history(channel["id"]) if message["pinned"]]
    items = [{"pinned_at": shapes.now(), "message": readable(server, message)} for message in reversed(pinned)]
    return {"items": items, "has_more": False}


@route("PUT", MESSAGES + "/pins/{message_id}", 204)
def pin(server: Server, call: Call) -> None:
    """Pin a message."""
    _set_pinned(server, call, pinned=True)


@route("DELETE", MESSAGES + "/pins/{message_id}", 204)
def unpin(server: Server, call: Call) -> None:
    """Unpin a message."""
    _set_pinned(server, call, pinned=False)


def _set_pinned(server: Server, call: Call, *, pinned: bool) -> None:
    message = message_of(server, call, channel_of(server, call, P.PIN_MESSAGES))
    message["pinned"] = pinned
    server.tell_message("MESSAGE_UPDATE", message)


@route("PUT", REACTION + "/@me", 204)
def react(server: Server, call: Call) -> None:
    """React; the first of an emoji needs the right to add reactions."""
    channel = channel_of(server, call, P.READ_MESSAGE_HISTORY)
    message = message_of(server, call, channel)
    first = call.params["emoji_name"] not in server.world.reactions.get(message["id"], {})
    if first and not server.world.may(server.world.bot["id"], channel, P.ADD_REACTIONS):
        raise no_permission()
    server.react(message, call.params["emoji_name"], server.world.bot)


@route("DELETE", REACTION + "/@me", 204)
def unreact(server: Server, call: Call) -> None:
    """Take the bot's own reaction back."""
    message = message_of(server, call, channel_of(server, call))
    server.unreact(message, call.params["emoji_name"], server.world.bot["id"])


@route("DELETE", REACTION + "/{user_id}", 204)
def remove_reaction(server: Server, call: Call) -> None:
    """Take somebody's reaction away."""
    message = message_of(server, call, channel_of(server, call, P.MANAGE_MESSAGES))
    server.unreact(message, call.params["emoji_name"], call.params["user_id"])


@route("DELETE", REACTIONS, 204)
def clear_reactions(server: Server, call: Call) -> None:
    """Take every reaction away."""
    message = message_of(server, call, channel_of(server, call, P.MANAGE_MESSAGES))
    for emoji, users in list(server.world.reactions.get(message["id"], {}).items()):
        for user_id in list(users):
            server.unreact(message, emoji, user_id)


@route("GET", REACTION)
def list_reactions(server: Server, call: Call) -> list[Json]:
    """List who reacted with an emoji."""
    message = message_of(server, call, channel_of(server, call))
    users = server.world.reactions.get(message["id"], {}).get(call.params["emoji_name"], [])
    return [server.world.users[user_id] for user_id in users]
