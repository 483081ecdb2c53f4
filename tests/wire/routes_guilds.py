"""REST: guilds, their channels, roles and members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .permissions import Permission, in_guild
from .refused import no_access, no_permission, unknown
from .rest import Call, route

if TYPE_CHECKING:
    from .server import Server

Json = dict[str, Any]
GUILD = "/guilds/{guild_id}"
MEMBER = GUILD + "/members/{user_id}"


def guild_of(server: Server, call: Call) -> Json:
    """Find the guild a request is about, if the bot is in it."""
    guild_id = call.params["guild_id"]
    if guild_id not in server.world.guilds:
        raise unknown("Guild")
    if server.world.bot["id"] not in server.world.members[guild_id]:
        raise no_access()
    return server.world.guilds[guild_id]


def member_of(server: Server, call: Call) -> Json:
    """Find the member a request is about."""
    membership = server.world.members[guild_of(server, call)["id"]].get(call.params["user_id"])
    if membership is None:
        raise unknown("Member")
    return membership


@route("GET", GUILD)
def read_guild(server: Server, call: Call) -> Json:
    """Read a guild."""
    return guild_of(server, call)


@route("GET", GUILD + "/channels")
def list_channels(server: Server, call: Call) -> list[Json]:
    """List a guild's channels, without its threads."""
    return server.world.channels_of(guild_of(server, call)["id"])


@route("GET", GUILD + "/roles")
def list_roles(server: Server, call: Call) -> list[Json]:
    """List a guild's roles."""
    return list(guild_of(server, call)["roles"])


@route("GET", GUILD + "/members")
def list_members(server: Server, call: Call) -> list[Json]:
    """List members; Discord gives the list only to applications with the members intent."""
    guild = guild_of(server, call)
    if "members" not in server.granted:
        raise no_access()
    after = int(call.query.get("after", 0))
    members = sorted(server.world.members[guild["id"]].values(), key=lambda membership: int(membership["user"]["id"]))
    found = [membership for membership in members if int(membership["user"]["id"]) > after]
    return found[: int(call.query.get("limit", 1))]


@route("GET", GUILD + "/members/search")
def search_members(server: Server, call: Call) -> list[Json]:
    """Find members whose name begins with the query."""
    members = server.world.members[guild_of(server, call)["id"]].values()
    found = [m for m in members if m["user"]["username"].startswith(call.query["query"])]
    return found[: int(call.query.get("limit", 1))]


@route("GET", MEMBER)
def read_member(server: Server, call: Call) -> Json:
    """Read one member."""
    return member_of(server, call)


@route("PUT", MEMBER + "/roles/{role_id}", 204)
def give_role(server: Server, call: Call) -> None:
    """Give a role to a member."""
    membership = _changeable(server, call)
    if call.params["role_id"] not in membership["roles"]:
        server.set_roles(call.params["guild_id"], membership, [*membership["roles"], call.params["role_id"]])


@route("DELETE", MEMBER + "/roles/{role_id}", 204)
def take_role(server: Server, call: Call) -> None:
    """Take a role from a member."""
    membership = _changeable(server, call)
    kept = [role_id for role_id in membership["roles"] if role_id != call.params["role_id"]]
    server.set_roles(call.params["guild_id"], membership, kept)


def _changeable(server: Server, call: Call) -> Json:
    guild, membership = guild_of(server, call), member_of(server, call)
    mine = server.world.members[guild["id"]][server.world.bot["id"]]
    role = next((role for role in guild["roles"] if role["id"] == call.params["role_id"]), None)
    if role is None:
        raise unknown("Role")
    highest = max([known["position"] for known in guild["roles"] if known["id"] in mine["roles"]], default=0)
    if not in_guild(guild, mine) & Permission.MANAGE_ROLES or role["position"] >= highest:
        raise no_permission()
    return membership


@route("DELETE", "/users/@me/guilds/{guild_id}", 204)
def leave_guild(server: Server, call: Call) -> None:
    """Leave a guild."""
    server.remove_bot(guild_of(server, call))
