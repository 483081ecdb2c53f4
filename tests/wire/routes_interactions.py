"""REST: the first answer to an interaction, follow-ups, and edits of either."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from . import interactions
from .beyond import EPHEMERAL
from .interactions import Interaction
from .mentions import BY_INTERACTION
from .messages import LOADING, Draft
from .refused import unknown
from .rest import Call, route

if TYPE_CHECKING:
    from .server import Server

Json = dict[str, Any]
FOLLOWUP = "/webhooks/{webhook_id}/{webhook_token}"
ORIGINAL = FOLLOWUP + "/messages/@original"
LATER = FOLLOWUP + "/messages/{message_id}"
SLASH_ANSWER, MENU_ANSWER, DEFAULT = 20, 23, 0


@route("POST", "/interactions/{interaction_id}/{interaction_token}/callback")
def answer(server: Server, call: Call) -> Json | None:
    """Take the first answer; with `with_response` say what came of it."""
    interaction = server.interactions.get(call.params["interaction_token"])
    if interaction is None or interaction.id != call.params["interaction_id"]:
        raise unknown("interaction")
    interaction.admit(call.body)
    _carry_out(server, call, interaction)
    if call.query.get("with_response", "").lower() not in ("1", "true"):
        return None
    return _outcome(interaction)


def _carry_out(server: Server, call: Call, interaction: Interaction) -> None:
    data = call.body.get("data") or {}
    match call.body["type"]:
        case interactions.MESSAGE:
            interaction.original = _write(server, call, interaction, data)
        case interactions.DEFERRED:
            interaction.original = _write(server, call, interaction, data, LOADING)
        case interactions.UPDATE | interactions.DEFERRED_UPDATE:
            interaction.original = server.world.messages.get(interaction.payload["message"]["id"])
            if call.body["type"] == interactions.UPDATE and interaction.original:
                server.change(interaction.original, _draft(server, call, interaction, data))


def _outcome(interaction: Interaction) -> Json:
    kind = interaction.type
    about: Json = {"id": interaction.id, "type": interaction.payload["type"]}
    if interaction.original and kind in (interactions.MESSAGE, interactions.DEFERRED, interactions.UPDATE):
        about |= {
            "response_message_id": interaction.original["id"],
            "response_message_loading": bool(interaction.original["flags"] & LOADING),
            "response_message_ephemeral": interaction.ephemeral,
        }
    if kind in (interactions.MESSAGE, interactions.UPDATE):
        return {"interaction": about, "resource": {"type": kind, "message": interaction.original}}
    return {"interaction": about}


@route("POST", FOLLOWUP)
def follow_up(server: Server, call: Call) -> Json:
    """Write after the first answer; right after a deferral this fills the waiting message instead."""
    interaction = _of_token(server, call)
    waiting = interaction.original
    if interaction.type == interactions.DEFERRED and waiting and waiting["flags"] & LOADING:
        return server.change(waiting, _draft(server, call, interaction, call.body))
    message = _write(server, call, interaction, call.body)
    interaction.followups.append(message)
    return message


@route("GET", ORIGINAL)
@route("GET", LATER)
def read(server: Server, call: Call) -> Json:
    """Read an answer."""
    return _answered(server, call)


@route("PATCH", ORIGINAL)
@route("PATCH", LATER)
def edit(server: Server, call: Call) -> Json:
    """Edit an answer; a waiting one is filled by this."""
    message = _answered(server, call)
    return server.change(message, _draft(server, call, _of_token(server, call), call.body))


@route("DELETE", ORIGINAL, 204)
@route("DELETE", LATER, 204)
def delete(server: Server, call: Call) -> None:
    """Take an answer back."""
    server.remove(_answered(server, call))


def _of_token(server: Server, call: Call) -> Interaction:
    interaction = server.interactions.get(call.params["webhook_token"])
    if interaction is None or call.params["webhook_id"] != server.world.bot["id"]:
        raise unknown("Webhook")
    interaction.admit_followup()
    return interaction


def _answered(server: Server, call: Call) -> Json:
    interaction = _of_token(server, call)
    mine = [message for message in (interaction.original, *interaction.followups) if message]
    wanted = call.params.get("message_id", interaction.original and interaction.original["id"])
    for message in mine:
        if message["id"] == wanted and message["id"] in server.world.messages:
            return message
    raise unknown("Message")


def _draft(server: Server, call: Call, interaction: Interaction, body: Json, **more: Any) -> Draft:
    channel = server.world.channels[interaction.payload["channel_id"]]
    return Draft(server.world.bot, channel, body, call.files, BY_INTERACTION, **more)


def _write(server: Server, call: Call, interaction: Interaction, body: Json, flags: int = 0) -> Json:
    flags |= (body.get("flags") or 0) & EPHEMERAL
    draft = _draft(server, call, interaction, body, flags=flags, more=_credentials(server, interaction))
    return server.post(draft, only_for=interaction.user["id"] if flags & EPHEMERAL else None)


def _credentials(server: Server, interaction: Interaction) -> Json:
    kinds = {1: SLASH_ANSWER, 2: MENU_ANSWER, 3: MENU_ANSWER}
    first = interaction.original is None and interaction.payload["type"] == interactions.COMMAND
    return {
        "webhook_id": server.world.bot["id"], "application_id": server.world.bot["id"],
        "interaction_metadata": interaction.metadata(),
        "type": kinds[interaction.payload["data"]["type"]] if first else DEFAULT,
    }  # fmt: skip
