"""The link that brings the bot into a server, with exactly the permissions it needs and no other."""

from __future__ import annotations

from urllib.parse import urlencode

import discord

NEEDED = discord.Permissions(
    view_channel=True,
    send_messages=True,
    send_messages_in_threads=True,
    # For answers in threads of their own, and for discussions that a moderator opens.
    create_public_threads=True,
    # To answer under a question, Discord wants a bot to be able to read back to it.
    read_message_history=True,
)
"""What answering takes; slash commands alone would need none of it."""

IN_WORDS = {
    "view_channel": "see channels",
    "send_messages": "write messages",
    "send_messages_in_threads": "write messages in threads",
    "create_public_threads": "start threads",
    "read_message_history": "read message history",
}


def link(application: int | str) -> str:
    """The address an administrator of a server opens."""
    wanted = {"client_id": application, "permissions": NEEDED.value, "scope": "bot applications.commands"}
    return f"https://discord.com/oauth2/authorize?{urlencode(wanted)}"


def personal_link(application: int | str) -> str:
    """The address by which somebody takes the bot along for themselves, into any server or conversation."""
    wanted = {"client_id": application, "integration_type": 1, "scope": "applications.commands"}
    return f"https://discord.com/oauth2/authorize?{urlencode(wanted)}"


def missing(held: discord.Permissions) -> list[str]:
    """What of the needed permissions is not held, in words."""
    return [words for name, words in IN_WORDS.items() if not getattr(held, name)]
