"""Whether and how the bot answers: what a server, a channel and a member decided, asked anew for every question.

Knows ids and the words of the settings, no Discord objects. Invariant: who may see what is decided here, before a
question is asked, and travels with it as a `Scope`; nothing is decided from what a message or a button remembers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.errors import MemberError
from bot.models import Scope
from bot.state.values import Mode

Way = Literal["slash", "mention", "prefix"]
"""How a question came: by a command, menu or button; by addressing the bot; by a written command."""


class Unanswered(Exception):  # noqa: N818 - it is no error that the bot keeps silent where it was told to
    """Nothing is said at all."""


@dataclass(frozen=True, slots=True)
class Place:
    """Who asks, and where, as ids; `parent` is the channel or forum of a thread, `guild` None means direct messages."""

    user: int
    channel: int
    guild: int | None = None
    parent: int | None = None


@dataclass(frozen=True, slots=True)
class Powers:
    """What an event itself says of whoever caused it: what they may do in that channel, and which roles they have.

    `manages` messages; `governs` the whole server; `here` is False where the bot is no member, only taken along.
    """

    manages: bool = False
    governs: bool = False
    roles: tuple[int, ...] = ()
    here: bool = True


NOBODY = Powers()


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds for one question: how it may be answered, what may be shown, and in which form the asker wants it.

    `quotes` is the most a card may show; `quiet` says until when the bot does not answer this member; `spoilers`
    whether what the group has not read yet may be looked at on purpose; `pause` for how long the same is not repeated.
    """

    mode: Mode = "full"
    scope: Scope = field(default_factory=Scope)
    quotes: int | None = None
    plain: bool = False
    quiet: datetime | None = None
    spoilers: bool = False
    pause: timedelta = timedelta()


def admitted(rules: Rules, way: Way) -> bool:
    """Whether the answer is for the asker alone; raises Unanswered to be silent, MemberError to refuse in words."""
    if rules.quiet is not None:
        raise _refusal(way, "A moderator has asked me not to answer you here for a while.")
    if rules.mode == "off":
        raise _refusal(way, "I am switched off in this channel; ask me in another one, or in a direct message.")
    if way == "prefix" and rules.mode != "full" and rules.mode != "thread":
        raise Unanswered
    if way == "mention" and rules.mode == "slash":
        raise MemberError("In this channel I answer slash commands only: type / and choose quote.")
    if way == "mention" and rules.mode == "private":
        raise MemberError("In this channel my answers are for the asker alone: type / and choose quote.")
    return rules.mode == "private"


def _refusal(way: Way, sentence: str) -> Exception:
    """Only a command can be refused without bothering the channel."""
    return MemberError(sentence) if way == "slash" else Unanswered()
