"""The JSON shapes of Discord's objects, as its servers send them, with the defaults of a quiet reading group.

Nothing here keeps state or knows who is connected. Invariant: every shape passes Discord's own description.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

Json = dict[str, Any]

TEXT, DM, CATEGORY, ANNOUNCEMENT, PUBLIC_THREAD, PRIVATE_THREAD, FORUM = 0, 1, 4, 5, 11, 12, 15
KINDS = {"text": TEXT, "announcement": ANNOUNCEMENT, "category": CATEGORY, "forum": FORUM}
THREADS = {10, PUBLIC_THREAD, PRIVATE_THREAD}
JOINED = "2026-01-01T00:00:00+00:00"


def now() -> str:
    """Give the present moment as Discord writes it."""
    return datetime.now(UTC).isoformat()


def user(user_id: str, name: str, *, bot: bool = False) -> Json:
    """Shape a person or a bot."""
    return {
        "id": user_id, "username": name, "discriminator": "0", "global_name": None, "avatar": None, "bot": bot,
        "flags": 0, "public_flags": 0, "primary_guild": None,
    }  # fmt: skip


def self_user(bot: Json) -> Json:
    """Shape the bot as it sees itself."""
    return {**bot, "mfa_enabled": False, "locale": "en-US", "verified": True, "email": None}


def role(role_id: str, name: str, permissions: int, position: int) -> Json:
    """Shape a role."""
    return {
        "id": role_id, "name": name, "permissions": str(int(permissions)), "position": position, "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None}, "hoist": False,
        "managed": False, "mentionable": False, "icon": None, "unicode_emoji": None, "flags": 0,
    }  # fmt: skip


def member(who: Json, roles: list[str]) -> Json:
    """Shape somebody's membership in a guild."""
    return {
        "user": who, "roles": roles, "joined_at": JOINED, "deaf": False, "mute": False, "nick": None, "avatar": None,
        "banner": None, "flags": 0, "pending": False, "premium_since": None, "communication_disabled_until": None,
    }  # fmt: skip


def guild(guild_id: str, name: str, owner_id: str, everyone: Json) -> Json:
    """Shape a guild (a server, in Discord's client) without its members and channels."""
    nothing = (
        "icon", "description", "home_header", "splash", "discovery_splash", "banner", "application_id", "region",
        "afk_channel_id", "system_channel_id", "widget_channel_id", "max_presences", "vanity_url_code",
        "rules_channel_id", "safety_alerts_channel_id", "public_updates_channel_id", "incidents_data",
    )  # fmt: skip
    zero = (
        "system_channel_flags", "verification_level", "default_message_notifications", "mfa_level",
        "explicit_content_filter", "max_stage_video_channel_users", "max_video_channel_users", "premium_tier",
        "premium_subscription_count", "nsfw_level",
    )  # fmt: skip
    return {
        **dict.fromkeys(nothing), **dict.fromkeys(zero, 0), "id": guild_id, "name": name, "owner_id": owner_id,
        "roles": [everyone], "emojis": [], "stickers": [], "features": [], "afk_timeout": 300, "region": "deprecated",
        "widget_enabled": False, "max_members": 500000, "preferred_locale": "en-US", "nsfw": False,
        "premium_progress_bar_enabled": False,
    }  # fmt: skip


def channel(channel_id: str, guild_id: str, name: str, kind: int, position: int, parent_id: str | None) -> Json:
    """Shape a channel of a guild; `kind` is Discord's number."""
    shape: Json = {
        "id": channel_id, "type": kind, "guild_id": guild_id, "name": name, "position": position, "flags": 0,
        "permission_overwrites": [], "parent_id": parent_id,
    }  # fmt: skip
    if kind != CATEGORY:
        shape |= {"nsfw": False, "topic": None, "last_message_id": None, "rate_limit_per_user": 0}
    if kind == FORUM:
        shape |= {"available_tags": [], "default_reaction_emoji": None, "default_sort_order": None}
        shape |= {"default_forum_layout": 0}
    return shape


def direct(channel_id: str, person: Json) -> Json:
    """Shape the direct messages between the bot and a person."""
    return {"id": channel_id, "type": DM, "flags": 0, "last_message_id": None, "recipients": [person]}


def thread(thread_id: str, parent: Json, name: str, owner_id: str, kind: int) -> Json:
    """Shape a thread, or a forum's post."""
    return {
        "id": thread_id, "type": kind, "guild_id": parent["guild_id"], "parent_id": parent["id"], "name": name,
        "owner_id": owner_id, "flags": 0, "last_message_id": None, "rate_limit_per_user": 0, "message_count": 0,
        "member_count": 1, "total_message_sent": 0,
        "thread_metadata": {
            "archived": False, "archive_timestamp": now(), "auto_archive_duration": 1440, "locked": False,
            "create_timestamp": now(),
        },
    }  # fmt: skip


def thread_member(thread_id: str, user_id: str) -> Json:
    """Shape somebody's membership in a thread."""
    return {"id": thread_id, "user_id": user_id, "join_timestamp": now(), "flags": 0}


def partial_member(membership: Json) -> Json:
    """Shape a member as it stands beside its user, without repeating the user."""
    return {key: value for key, value in membership.items() if key != "user"}
