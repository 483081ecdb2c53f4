"""Whom a text pings, by Discord's rules for mentions and `allowed_mentions`.

Invariant: it errs towards a ping. Code blocks and backslashes do not excuse a mention here, so a bot that passes
cannot ping anybody in Discord either.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from .beyond import TEXT_DISPLAY, walk

Json = dict[str, Any]

BY_MESSAGE = {"parse": ["users", "roles", "everyone"]}
"""What counts when a plain message says nothing about mentions."""
BY_INTERACTION = {"parse": ["users"]}
"""What counts when an answer to an interaction says nothing about mentions."""


@dataclass(frozen=True, slots=True)
class Pings:
    """Ids of people and roles that are pinged, and whether everybody is."""

    users: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    everyone: bool = False


def shown_text(message: Json) -> str:
    """Join all text in which a mention would count: the content and the text displays."""
    displays = [part["content"] for part in walk(message.get("components") or []) if part["type"] == TEXT_DISPLAY]
    return "\n".join([message.get("content") or "", *displays])


def pings(text: str, allowed: Json | None, default: Json, *, may_everyone: bool) -> Pings:
    """Say whom `text` pings; `allowed` is the request's `allowed_mentions`, None for the default of its kind."""
    rules = default if allowed is None else allowed
    users = _allowed(re.findall(r"<@!?(\d+)>", text), "users", rules)
    roles = _allowed(re.findall(r"<@&(\d+)>", text), "roles", rules)
    loud = may_everyone and "everyone" in (rules.get("parse") or []) and re.search(r"@(everyone|here)\b", text)
    return Pings(users, roles, bool(loud))


def _allowed(found: list[str], kind: str, rules: Json) -> tuple[str, ...]:
    listed = {str(one) for one in rules.get(kind) or []}
    return tuple(dict.fromkeys(one for one in found if kind in (rules.get("parse") or []) or one in listed))
