"""What every answer needs, however it was asked for: who asks where, patience, and a sentence for whatever goes wrong.

Invariant: whatever is raised becomes one sentence for the member; what the operator has to mend goes to the log,
without a word of what was typed or quoted.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.chat.asking.conversation import Conversation
from bot.chat.asking.cooldown import Cooldowns
from bot.chat.asking.desk import Desk, Pending
from bot.chat.drawing.drawn import Drawn
from bot.chat.gates import NOBODY, Place, Powers
from bot.chat.sending.door import Door
from bot.errors import MemberError, OperatorError
from bot.models import Passage

DEADLINE = 60.0
"""Seconds after which an answer is given up."""

_BROKEN = "Something went wrong on my side, and it has been noted. Please try again in a while."
_GONE = {10003, 10008, 10015, 10062, 40060, 50001, 50007, 50013, 50027, 50083, 160002}
"""Discord's codes for a place, message or interaction that is gone, answered already, or closed to the bot."""

_log = logging.getLogger(__name__)


class Shift:
    """Counts the answers that are being given, so that the bot does not go away in the middle of one."""

    def __init__(self) -> None:
        self._working = 0
        self._idle = asyncio.Event()
        self._idle.set()

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Count what is done inside the block."""
        self._working += 1
        self._idle.clear()
        try:
            yield
        finally:
            self._working -= 1
            if not self._working:
                self._idle.set()

    async def over(self, seconds: float) -> bool:
        """Wait until nothing is being answered, at most so many seconds; says whether it came to that."""
        try:
            await asyncio.wait_for(self._idle.wait(), seconds)
        except TimeoutError:
            return False
        return True


@dataclass(frozen=True, slots=True)
class Counter:
    """What stands behind the counter: the desk that answers, the door everything leaves by, and what is remembered."""

    desk: Desk
    door: Door
    conversation: Conversation
    cooldowns: Cooldowns
    shift: Shift


async def remember(
    counter: Counter, place: Place, sent: Iterable[tuple[int, int]], question: int | None, shown: Iterable[Passage]
) -> None:
    """Note which messages (channel and id) show what; an answer that was given stands, whether or not that can be kept."""
    house = counter.desk.house
    try:
        for channel, message in sent:
            await counter.desk.glance(house.answered, replace(place, channel=channel), message, question, tuple(shown))
    except OperatorError as error:
        note(error)


def place_of(user: int, channel: int, known: Any, guild: int | None) -> Place:
    """Who asks where; `known` is the channel as far as it is known: threads and forum posts have a parent."""
    return Place(user, channel, guild, getattr(known, "parent_id", None))


def place(interaction: discord.Interaction[Any]) -> Place:
    """Who uses a command, a menu or a button, and where."""
    return place_of(interaction.user.id, interaction.channel_id or 0, interaction.channel, interaction.guild_id)


def powers(interaction: discord.Interaction[Any]) -> Powers:
    """What somebody may do where they use a command, a menu, a button or a form, as Discord says in the event."""
    guild, held, roles = interaction.guild_id, interaction.permissions, getattr(interaction.user, "roles", ())
    # The bot may be there for one person only, who took it along into somebody else's server.
    return _powers(held, roles, here=interaction.client.get_guild(guild) is not None) if guild is not None else NOBODY


def powers_of(message: discord.Message) -> Powers:
    """What the author of a message may do where it was written; nothing where that cannot be told."""
    author = message.author
    if not isinstance(author, discord.Member) or author.bot or message.webhook_id is not None:
        return NOBODY
    try:
        held = message.channel.permissions_for(author)
    except discord.ClientException:
        return NOBODY
    return _powers(held, author.roles)


def _powers(held: discord.Permissions, roles: Iterable[discord.Role], *, here: bool = True) -> Powers:
    manages, governs = held.manage_messages or held.administrator, held.manage_guild or held.administrator
    return Powers(manages and here, governs and here, tuple(role.id for role in roles), here)


def is_layout(drawn: Drawn) -> bool:
    """Whether a message is made of components; an edit cannot turn it into one of text."""
    return isinstance(drawn.view, discord.ui.LayoutView)


async def soon(pending: Pending, seconds: float) -> bool:
    """Whether an answer (or its refusal) is there within so many seconds."""
    done, _ = await asyncio.wait({pending.answer}, timeout=seconds)
    return bool(done)


def sentence_for(error: BaseException) -> str:
    """What a member is told of an error; everything but their own slip is logged."""
    if isinstance(error, MemberError):
        return str(error)
    note(error)
    return _BROKEN


def unreachable(error: BaseException) -> bool:
    """Whether there is nobody left to tell: the place is gone, or the bot may not write there."""
    return isinstance(error, discord.HTTPException) and error.code in _GONE


def note(error: BaseException) -> None:
    """Log an error: in a sentence where the operator can act on it, with its traceback where a programmer can."""
    if unreachable(error) and isinstance(error, discord.HTTPException):
        _log.warning("Discord would not take an answer (code %s).", error.code)
    elif isinstance(error, OperatorError | TimeoutError):
        _log.error("%s", str(error) or "An answer took too long and was given up.")
    else:
        _log.error("An answer failed.", exc_info=error)
