"""Removing an answer, whole, for whoever asked for it and for moderators.

Invariant: who may is decided when the button is pressed, by what the event itself says of the presser and by what was
granted; a direct message has no moderators.
"""

from __future__ import annotations

from typing import Any

import discord

from bot.chat.asking.answering import Counter, note, place, powers
from bot.errors import MemberError

Interaction = discord.Interaction[Any]

_NEAR = 10
"""Messages before a plain answer's last one among which its others are looked for."""


async def remove(interaction: Interaction, asker: int, counter: Counter) -> None:
    """Delete the answer on which a button was pressed, all its messages. Raises MemberError for whoever may not."""
    if interaction.user.id != asker:
        await _recorded(interaction, counter)
    await interaction.response.defer()
    message = interaction.message
    others = await _others(message, interaction.client, counter) if message is not None else []
    await interaction.delete_original_response()
    for other in others:
        try:
            await other.delete()
        except discord.HTTPException as error:
            note(error)
    if message is not None and interaction.guild_id is not None:
        for gone in (message, *others):
            await counter.desk.glance(counter.desk.house.gone, interaction.guild_id, gone.id)


async def _recorded(interaction: Interaction, counter: Counter) -> None:
    """Enter into the record that a moderator removes somebody's answer. Raises MemberError for whoever is none."""
    here, house = place(interaction), counter.desk.house
    if not await counter.desk.glance(house.moderates, here, powers(interaction)):
        raise MemberError("Only whoever asked, or a moderator, can remove this answer.")
    removed = interaction.message.id if interaction.message else 0
    await counter.desk.glance(house.removed, here, interaction.id, removed)


async def _others(message: discord.Message, client: discord.Client, counter: Counter) -> list[discord.PartialMessage]:
    """The other messages of an answer in plain text: as remembered, else those just before that answer the same."""
    question = _question(message)
    if question is None or message.flags.components_v2 or message.flags.ephemeral:
        return []
    exchange = counter.conversation.known(question)
    if exchange is not None:
        ids = [sent.message for sent in exchange.answers if sent.message != message.id]
    else:
        ids = await _before(message, question)
    channel = client.get_partial_messageable(message.channel.id)
    return [channel.get_partial_message(id) for id in ids]


async def _before(message: discord.Message, question: int) -> list[int]:
    try:
        near = [each async for each in message.channel.history(limit=_NEAR, before=message)]
    except discord.HTTPException as error:
        note(error)
        return []
    return [each.id for each in near if each.author == message.author and _question(each) == question]


def _question(message: discord.Message) -> int | None:
    """The id of the message, or of the interaction, that a message of the bot answers."""
    if message.interaction_metadata is not None:
        return message.interaction_metadata.id
    return message.reference.message_id if message.reference else None
