"""Making and changing messages: resolving mentions and replies, taking in files.

It changes the world and returns the message; telling the gateway is the caller's business. Invariant: `mentions`,
`mention_roles` and `mention_everyone` name exactly those who are pinged.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from . import shapes
from .beyond import COMPONENTS_V2, EPHEMERAL
from .components import settled
from .mentions import BY_MESSAGE, pings, shown_text
from .permissions import Permission
from .refused import bad_form
from .world import World

Json = dict[str, Any]

SUPPRESS_EMBEDS, LOADING, SUPPRESS_NOTIFICATIONS = 1 << 2, 1 << 7, 1 << 12
KEPT_FLAGS = SUPPRESS_EMBEDS | SUPPRESS_NOTIFICATIONS | COMPONENTS_V2
DEFAULT, REPLY = 0, 19


@dataclass(frozen=True)
class Draft:
    """A message about to exist: who writes where, the request's body, its files, and the default for mentions."""

    author: Json
    channel: Json
    body: Json
    files: tuple[tuple[str, bytes], ...] = ()
    default: Json = field(default_factory=lambda: BY_MESSAGE)
    flags: int = 0
    more: Json = field(default_factory=dict)


def post(world: World, url: str, draft: Draft) -> Json:
    """Let a message exist; `url` is where its files can be fetched."""
    body = draft.body
    message: Json = {
        "id": world.ids.new(), "channel_id": draft.channel["id"], "author": draft.author, "type": DEFAULT,
        "content": (body.get("content") or "").strip(), "timestamp": shapes.now(), "edited_timestamp": None,
        "tts": False, "pinned": False, "flags": (body.get("flags") or 0) & KEPT_FLAGS | draft.flags,
        "embeds": _embeds(body), "attachments": _attachments(world, url, body, draft.files),
        "mentions": [], "mention_roles": [], "mention_everyone": False, **draft.more,
    }  # fmt: skip
    message["components"] = settled(body.get("components") or [], message["attachments"])
    _ping(world, message, draft)
    _refer(world, message, draft)
    if "nonce" in body:
        message["nonce"] = body["nonce"]
    world.messages[message["id"]] = message
    draft.channel["last_message_id"] = message["id"]
    return message


def change(world: World, url: str, message: Json, draft: Draft) -> None:
    """Edit a message in place: keys that the body leaves out stay, null empties."""
    body = draft.body
    if "content" in body:
        message["content"] = (body["content"] or "").strip()
    if "embeds" in body:
        message["embeds"] = _embeds(body)
    if "attachments" in body or draft.files:
        message["attachments"] = _attachments(world, url, body, draft.files, message["attachments"])
    if "components" in body:
        message["components"] = settled(body["components"] or [], message["attachments"])
    if body.get("flags") is not None:
        kept = message["flags"] & (COMPONENTS_V2 | EPHEMERAL)
        message["flags"] = kept | body["flags"] & (SUPPRESS_EMBEDS | COMPONENTS_V2)
    message["flags"] &= ~LOADING
    if "content" in body or "components" in body:
        _ping(world, message, draft)
    message["edited_timestamp"] = shapes.now()


def _embeds(body: Json) -> list[Json]:
    return [{**embed, "type": "rich"} for embed in body.get("embeds") or []]


def _attachments(
    world: World, url: str, body: Json, files: tuple[tuple[str, bytes], ...], had: list[Json] | None = None
) -> list[Json]:
    """Keep the files that the body still names by id and add those that came with it."""
    named = list(body.get("attachments") or [])
    kept = [old for old in had or [] if "attachments" not in body or any(str(e["id"]) == old["id"] for e in named)]
    for number, (name, content) in enumerate(files):
        file_id = world.ids.new()
        world.files[file_id] = content
        where = f"{url}/files/{file_id}/{name}"
        described: Json = next((entry for entry in named if str(entry["id"]) == str(number)), {})
        words = {"description": described["description"]} if described.get("description") else {}
        kept.append({"id": file_id, "filename": name, "size": len(content), "url": where, "proxy_url": where, **words})
    return kept


def _ping(world: World, message: Json, draft: Draft) -> None:
    loud = world.may(draft.author["id"], draft.channel, Permission.MENTION_EVERYONE)
    found = pings(shown_text(message), draft.body.get("allowed_mentions"), draft.default, may_everyone=loud)
    message["mentions"] = [world.users[user_id] for user_id in found.users if user_id in world.users]
    message["mention_roles"] = list(found.roles)
    message["mention_everyone"] = found.everyone


def _refer(world: World, message: Json, draft: Draft) -> None:
    reference = draft.body.get("message_reference")
    if not reference:
        return
    answered = world.messages.get(str(reference["message_id"]))
    if answered is None or answered["channel_id"] != draft.channel["id"] or answered["id"] in world.only_for:
        if reference.get("fail_if_not_exists", True):
            raise bad_form("message_reference: Unknown message")
        return
    where = {key: draft.channel[key] for key in ("guild_id",) if key in draft.channel}
    message |= {
        "type": REPLY, "referenced_message": answered,
        "message_reference": {"type": 0, "message_id": answered["id"], "channel_id": draft.channel["id"], **where},
    }  # fmt: skip
    _ping_answered(message, answered["author"], draft)


def _ping_answered(message: Json, author: Json, draft: Draft) -> None:
    allowed = draft.body.get("allowed_mentions")
    wanted = allowed is None or allowed.get("replied_user", False)
    if wanted and author["id"] not in [who["id"] for who in message["mentions"]]:
        message["mentions"] = [*message["mentions"], author]
