"""The message menus: ask about words that stand in somebody's message. The answer is for the asker's eyes alone.

Invariant: the message is read when the menu is used, and nothing of it is kept.
"""

from __future__ import annotations

from typing import Any

import discord
from discord import app_commands
from discord.app_commands import locale_str

from bot.chat.asking.interactions import Interactions
from bot.chat.asking.requests import Request
from bot.errors import MemberError

Interaction = discord.Interaction[Any]


def menus(interactions: Interactions) -> list[app_commands.ContextMenu]:
    """The two menus."""

    async def who_said_this(interaction: Interaction, message: discord.Message) -> None:
        await _ask(interactions, interaction, "who-said", message)

    async def quote_on_this(interaction: Interaction, message: discord.Message) -> None:
        await _ask(interactions, interaction, "quote", message)

    return [
        app_commands.ContextMenu(name=locale_str("Who said this?"), callback=who_said_this),
        app_commands.ContextMenu(name=locale_str("Quote on this"), callback=quote_on_this),
    ]


async def _ask(interactions: Interactions, interaction: Interaction, command: str, message: discord.Message) -> None:
    text = message.content or next((embed.description for embed in message.embeds if embed.description), "")
    if not text.strip():
        await interactions.tell(interaction, MemberError("There are no words in that message that I could look for."))
        return
    await interactions.answer(interaction, Request(command, text), private=True)
