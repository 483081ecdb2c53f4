"""REST: the bot itself, its application, the gateway's address, and its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import intents, shapes
from .refused import unknown
from .rest import Call, route

if TYPE_CHECKING:
    from .server import Server

Json = dict[str, Any]
GLOBAL = "/applications/{application_id}/commands"
GUILD = "/applications/{application_id}/guilds/{guild_id}/commands"


@route("GET", "/users/@me")
def read_me(server: Server, _call: Call) -> Json:
    """Log in: who is the bot?"""
    return shapes.self_user(server.world.bot)


@route("GET", "/users/{user_id}")
def read_user(server: Server, call: Call) -> Json:
    """Look somebody up."""
    if call.params["user_id"] not in server.world.users:
        raise unknown("User")
    return server.world.users[call.params["user_id"]]


@route("GET", "/applications/@me")
@route("GET", "/oauth2/applications/@me")
def read_application(server: Server, _call: Call) -> Json:
    """Describe the application; its flags say which intents were granted."""
    flags = sum(intents.APPLICATION_FLAGS[name] for name in server.granted)
    nothing = ("icon", "type", "team", "interactions_endpoint_url", "role_connections_verification_url")
    zero = ("approximate_user_install_count", "approximate_user_authorization_count", "explicit_content_filter")
    return {
        **dict.fromkeys(nothing), **dict.fromkeys(zero, 0), "id": server.world.bot["id"], "verify_key": "",
        "name": server.world.bot["username"], "description": "", "flags": flags, "flags_new": str(flags),
        "redirect_uris": [], "owner": next(who for who in server.world.users.values() if not who["bot"]),
        "approximate_guild_count": len(server.world.guilds), "eligible_oauth2_scopes": [], "bot_public": True,
        "bot_require_code_grant": False, "bot": server.world.bot,
    }  # fmt: skip


@route("GET", "/gateway")
def read_gateway(server: Server, _call: Call) -> Json:
    """Name the gateway's address."""
    return {"url": server.gateway.url}


@route("GET", "/gateway/bot")
def read_bot_gateway(server: Server, _call: Call) -> Json:
    """Name the gateway's address and how many shards are advised."""
    start = {"total": 1000, "remaining": 1000 - server.gateway.identifies, "reset_after": 0, "max_concurrency": 1}
    return {"url": server.gateway.url, "shards": server.shards, "session_start_limit": start}


@route("GET", GLOBAL)
@route("GET", GUILD)
def list_commands(server: Server, call: Call) -> list[Json]:
    """List what is registered, for everybody or for one guild."""
    return _registered(server, call)


@route("PUT", GLOBAL)
@route("PUT", GUILD)
def replace_commands(server: Server, call: Call) -> list[Json]:
    """Replace everything that is registered; a command that was there keeps its id."""
    before = _registered(server, call)
    after = [_command(server, call, body, before) for body in call.body]
    before[:] = after
    return after


@route("POST", GLOBAL)
@route("POST", GUILD)
def create_command(server: Server, call: Call) -> Json:
    """Register one command, over one of the same name."""
    registered = _registered(server, call)
    made = _command(server, call, call.body, registered)
    registered[:] = [command for command in registered if command["id"] != made["id"]] + [made]
    return made


@route("GET", GLOBAL + "/{command_id}")
@route("GET", GUILD + "/{command_id}")
def read_command(server: Server, call: Call) -> Json:
    """Read one command."""
    return _one(server, call)


@route("PATCH", GLOBAL + "/{command_id}")
@route("PATCH", GUILD + "/{command_id}")
def edit_command(server: Server, call: Call) -> Json:
    """Change one command."""
    command = _one(server, call)
    command |= {**_answered(call.body), "version": server.world.ids.new()}
    return command


@route("DELETE", GLOBAL + "/{command_id}", 204)
@route("DELETE", GUILD + "/{command_id}", 204)
def delete_command(server: Server, call: Call) -> None:
    """Take one command back."""
    _registered(server, call).remove(_one(server, call))


def _registered(server: Server, call: Call) -> list[Json]:
    guild_id = call.params.get("guild_id")
    if guild_id not in server.world.commands:
        raise unknown("Guild")
    return server.world.commands[guild_id]


def _one(server: Server, call: Call) -> Json:
    for command in _registered(server, call):
        if command["id"] == call.params["command_id"]:
            return command
    raise unknown("application command")


def _command(server: Server, call: Call, body: Json, before: list[Json]) -> Json:
    kind = body.get("type") or 1
    same = next((old for old in before if (old["type"], old["name"]) == (kind, body["name"])), None)
    given = _answered({key: value for key, value in body.items() if value is not None})
    place = {"guild_id": call.params["guild_id"]} if "guild_id" in call.params else {"contexts": None}
    return {
        "description": "", "default_member_permissions": None, "nsfw": False, **place, **given, "type": kind,
        "id": same["id"] if same else server.world.ids.new(), "application_id": server.world.bot["id"],
        "version": server.world.ids.new(),
    }  # fmt: skip


def _answered(body: Json) -> Json:
    # Permissions may be sent as a number and always come back as a string.
    needed = body.get("default_member_permissions")
    return body if needed is None else {**body, "default_member_permissions": str(needed)}
