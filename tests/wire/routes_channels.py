"""REST: channels, threads, forum posts and direct messages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import shapes
from .messages import Draft
from .permissions import Permission
from .refused import Refused, no_access, no_permission, unknown
from .rest import Call, route
from .routes_messages import CHANNEL, MESSAGE, channel_of, message_of

if TYPE_CHECKING:
    from .server import Server

Json = dict[str, Any]
P = Permission
MEMBERS = CHANNEL + "/thread-members"


@route("GET", CHANNEL)
def read_channel(server: Server, call: Call) -> Json:
    """Read one channel or thread."""
    return channel_of(server, call)


@route("PATCH", CHANNEL)
def edit_channel(server: Server, call: Call) -> Json:
    """Change a channel; a thread can be archived, locked and renamed."""
    channel = channel_of(server, call)
    own = channel.get("owner_id") == server.world.bot["id"] and "locked" not in call.body
    if not own:
        _may_manage(server, channel)
    server.change_channel(channel, call.body)
    return channel


@route("DELETE", CHANNEL)
def delete_channel(server: Server, call: Call) -> Json:
    """Delete a channel or thread."""
    channel = channel_of(server, call)
    _may_manage(server, channel)
    server.remove_channel(channel)
    return channel


def _may_manage(server: Server, channel: Json) -> None:
    needed = P.MANAGE_THREADS if channel["type"] in shapes.THREADS else P.MANAGE_CHANNELS
    if not server.world.may(server.world.bot["id"], channel, needed):
        raise no_permission()


@route("POST", CHANNEL + "/typing", 204)
def type_on(server: Server, call: Call) -> None:
    """Show that the bot is writing."""
    channel_of(server, call, P.SEND_MESSAGES)


@route("POST", "/users/@me/channels")
def open_direct(server: Server, call: Call) -> Json:
    """Open direct messages with a person."""
    person = server.world.users.get(str(call.body["recipient_id"]))
    if person is None:
        raise unknown("User")
    if person["id"] in server.closed_to_direct:
        raise Refused(403, 50007, "Cannot send messages to this user")
    return server.world.direct(person)


@route("POST", MESSAGE + "/threads", 201)
def start_from_message(server: Server, call: Call) -> Json:
    """Start a thread from a message; the thread takes the message's id."""
    channel = channel_of(server, call, P.CREATE_PUBLIC_THREADS)
    message = message_of(server, call, channel)
    if message["id"] in server.world.channels:
        raise Refused(400, 160004, "A thread has already been created for this message")
    return server.start_thread(channel, call.body["name"], server.world.bot, shapes.PUBLIC_THREAD, message["id"])


@route("POST", CHANNEL + "/threads", 201)
def start(server: Server, call: Call) -> Json:
    """Start a thread by itself, or a forum's post with its first message."""
    channel = channel_of(server, call)
    if channel["type"] == shapes.FORUM:
        return _post(server, call, channel)
    kind = call.body.get("type") or shapes.PRIVATE_THREAD
    right = P.CREATE_PRIVATE_THREADS if kind == shapes.PRIVATE_THREAD else P.CREATE_PUBLIC_THREADS
    if not server.world.may(server.world.bot["id"], channel, right):
        raise no_permission()
    return server.start_thread(channel, call.body["name"], server.world.bot, kind)


def _post(server: Server, call: Call, forum: Json) -> Json:
    if "message" not in call.body:
        raise Refused(400, 50035, "Invalid Form Body: a forum's post begins with a message")
    # In a forum it is the right to send messages that lets somebody post.
    if not server.world.may(server.world.bot["id"], forum, P.SEND_MESSAGES):
        raise no_permission()
    thread = server.start_thread(forum, call.body["name"], server.world.bot, shapes.PUBLIC_THREAD)
    first = {"id": thread["id"]}
    message = server.post(Draft(server.world.bot, thread, call.body["message"], call.files, more=first))
    return {**thread, "message": message}


@route("PUT", MEMBERS + "/@me", 204)
def join(server: Server, call: Call) -> None:
    """Join a thread."""
    thread = channel_of(server, call)
    server.join_thread(thread, server.world.bot)


@route("DELETE", MEMBERS + "/@me", 204)
def leave(server: Server, call: Call) -> None:
    """Leave a thread."""
    thread = channel_of(server, call)
    server.world.thread_members[thread["id"]].pop(server.world.bot["id"], None)


@route("PUT", MEMBERS + "/{user_id}", 204)
def add_member(server: Server, call: Call) -> None:
    """Bring somebody into a thread."""
    thread = channel_of(server, call)
    person = server.world.users.get(call.params["user_id"])
    if person is None or person["id"] not in server.world.members[thread["guild_id"]]:
        raise unknown("Member")
    server.join_thread(thread, person)


@route("GET", MEMBERS)
def list_members(server: Server, call: Call) -> list[Json]:
    """List who follows a thread."""
    return list(server.world.thread_members[channel_of(server, call)["id"]].values())


@route("GET", CHANNEL + "/threads/archived/public")
def list_archived(server: Server, call: Call) -> Json:
    """List a channel's archived threads."""
    channel = channel_of(server, call, P.READ_MESSAGE_HISTORY)
    threads = server.world.channels_of(channel["guild_id"], threads=True)
    return _listed(server, [t for t in threads if t["parent_id"] == channel["id"] and t["thread_metadata"]["archived"]])


@route("GET", "/guilds/{guild_id}/threads/active")
def list_active(server: Server, call: Call) -> Json:
    """List a guild's threads that are not archived and that the bot sees."""
    if server.world.bot["id"] not in server.world.members.get(call.params["guild_id"], {}):
        raise no_access()
    threads = server.world.channels_of(call.params["guild_id"], threads=True)
    seen = [thread for thread in threads if server.world.sees(server.world.bot["id"], thread)]
    return _listed(server, [thread for thread in seen if not thread["thread_metadata"]["archived"]])


def _listed(server: Server, threads: list[Json]) -> Json:
    mine = [server.world.thread_members[thread["id"]].get(server.world.bot["id"]) for thread in threads]
    return {"threads": threads, "members": [member for member in mine if member], "has_more": False}
