"""What the bot finds at its start, in sentences for whoever runs it: versions, corpus, intents, permissions.

Invariant: nothing found here stops the bot but what would stop it anyway; every sentence that names a lack names the
next step.
"""

from __future__ import annotations

import platform
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version

import discord

from bot.chat.hosting.invitation import missing
from bot.config import DiscordSettings
from bot.errors import OperatorError
from bot.library import Library

_PORTAL = "Developer Portal (Bot, Message Content Intent)"


def versions() -> str:
    """What runs."""
    return f"Dissensus {_own_version()}, discord.py {discord.__version__}, Python {platform.python_version()}."


def corpus(library: Library) -> str:
    """What is answered from."""
    catalogue = library.catalogue()
    return (
        f"Corpus {catalogue.build[:12]}: {len(catalogue.sources)} sources, {catalogue.passages} passages, "
        f"{len(catalogue.voices)} voices."
    )


def content(settings: DiscordSettings, flags: discord.ApplicationFlags) -> str:
    """Whether written commands can be read; raises OperatorError where Discord would refuse what is configured."""
    granted = flags.gateway_message_content or flags.gateway_message_content_limited
    if settings.message_content and not granted:
        raise OperatorError(
            "The config asks for the content of messages, which Discord has not granted: switch it on in the "
            f"{_PORTAL}, or set discord.message_content = false."
        )
    if settings.message_content:
        return f"Commands written as {settings.prefix}quote are read in servers: the content of messages is granted."
    return (
        f"Commands written as {settings.prefix}quote are not read in servers. Slash commands, menus, buttons, my name "
        "(@), replies and direct messages work; for the others set discord.message_content = true and switch it on in "
        f"the {_PORTAL}."
    )


def servers(client: discord.Client) -> Iterator[str]:
    """In which servers, by their ids, the bot may not do all it needs in some channel, and what it lacks there."""
    for guild in client.guilds:
        lacks = [(channel, lack) for channel in guild.text_channels if (lack := missing(_held(channel)))]
        if not lacks:
            continue
        words = list(dict.fromkeys(word for _, lack in lacks for word in lack))
        yield (
            f"Server {guild.id}: in {len(lacks)} of {len(guild.text_channels)} text channels I may not "
            f"{', '.join(words)}; the invite link (dissensus init) asks for it."
        )


def _own_version() -> str:
    try:
        return version("dissensus")
    except PackageNotFoundError:
        return "(not installed, run from its folder)"


def _held(channel: discord.abc.GuildChannel) -> discord.Permissions:
    return channel.permissions_for(channel.guild.me)
