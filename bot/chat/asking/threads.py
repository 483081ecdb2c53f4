"""Answers in threads of their own, in channels that are set so: the talk goes on there and the channel stays calm.

Invariant: where no thread can be opened, the answer stands in the channel; a question is never left without one.
"""

from __future__ import annotations

from typing import Any

import discord

from bot.chat.asking.answering import note
from bot.chat.asking.desk import Answer

_LONGEST = 100


async def under(question: discord.Message, answer: Answer) -> discord.Thread | None:
    """Open a thread under a question; None where that cannot be done."""
    try:
        return await question.create_thread(name=name(answer))
    except (discord.HTTPException, ValueError, TypeError) as error:
        note(error)
        return None


async def beside(channel: Any, answer: Answer) -> discord.Thread | None:
    """Open a thread in a channel, for a question that is no message; None where that cannot be done."""
    if not isinstance(channel, discord.TextChannel):
        return None
    kind = discord.ChannelType.public_thread
    try:
        return await channel.create_thread(name=name(answer), type=kind)
    except discord.HTTPException as error:
        note(error)
        return None


def name(answer: Answer) -> str:
    """What a thread is called: the passage that stands first in it, else what was asked for."""
    return (answer.shown[0].id if answer.shown else answer.command)[:_LONGEST]
