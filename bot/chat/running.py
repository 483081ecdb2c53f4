"""`dissensus run`: puts the bot together, starts it, and ends it in order.

Invariant: the token is handed to discord.py and to nobody else; on SIGTERM or SIGINT what is being answered gets a
moment to be finished, then everything is closed and the process ends with 0.
"""

from __future__ import annotations

import asyncio
import logging
import signal
import sys
from collections.abc import Coroutine
from pathlib import Path
from typing import Any

import discord

from bot.chat.asking.answering import Counter, Shift
from bot.chat.asking.conversation import Conversation
from bot.chat.asking.cooldown import Cooldowns
from bot.chat.asking.desk import Desk
from bot.chat.asking.suggesting import Suggesting
from bot.chat.client import Dissensus
from bot.chat.cogs.looking import Looking
from bot.chat.cogs.privacy import Privacy
from bot.chat.cogs.quieting import Quieting
from bot.chat.cogs.quoting import Quoting
from bot.chat.cogs.reading import Reading
from bot.chat.cogs.recording import Recording
from bot.chat.cogs.settings import Settings
from bot.chat.cogs.settling import Settling
from bot.chat.cogs.withholding import Withholding
from bot.chat.hosting import selfcheck
from bot.chat.hosting.secrets import Redacting
from bot.chat.hosting.sync import sync
from bot.chat.house import House
from bot.chat.sending.door import Door
from bot.config import DiscordSettings
from bot.errors import OperatorError
from bot.library import Library
from bot.state import State

COGS = (Quoting, Looking, Settling, Withholding, Reading, Quieting, Privacy, Settings, Recording)
"""All commands."""

_GRACE = 3.5
"""Seconds that answers are given to be finished when the bot is told to stop."""

_LONGEST_PREFIX = 8

_log = logging.getLogger(__name__)


def run(settings: DiscordSettings, library: Library, state: State, token: str, caches: Path) -> None:
    """Run the bot until it is told to stop; `caches` is a folder for what may be lost. Raises OperatorError."""
    _check(settings)
    _listen(token)
    for sentence in (selfcheck.versions(), selfcheck.corpus(library)):
        _log.info("%s", sentence)
    asyncio.run(_run(settings, library, state, token, caches))


def assembled(settings: DiscordSettings, library: Library, state: State) -> Dissensus:
    """Put a bot together that answers from a library, as servers and members decided."""
    desk = Desk(library, House(state, settings.prefix))
    counter = Counter(desk, _door(library), Conversation(), Cooldowns(), Shift())
    return Dissensus(settings, counter, Suggesting(desk), state, COGS)


async def _run(settings: DiscordSettings, library: Library, state: State, token: str, caches: Path) -> None:
    stop = asyncio.Event()
    for sign in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(sign, stop.set)
    async with assembled(settings, library, state) as client:
        try:
            await _log_in(client, settings, token)
            work = (_serve(client, caches), client.suggesting.keep(), client.moderating.keep(), _greet(client))
            await _work(stop, client.counter.shift, *work)
        finally:
            client.counter.desk.close()
    _log.info("Stopped.")


async def _work(stop: asyncio.Event, shift: Shift, *work: Coroutine[Any, Any, None]) -> None:
    """Do the work until told to stop or until a piece of it fails or ends; then let answers be finished."""
    tasks = [asyncio.create_task(each) for each in (*work, _told(stop))]
    done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    await shift.over(_GRACE)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


async def _told(stop: asyncio.Event) -> None:
    await stop.wait()
    _log.info("Told to stop; finishing what is being answered.")


async def _log_in(client: Dissensus, settings: DiscordSettings, token: str) -> None:
    try:
        await client.login(token)
        about = await client.application_info()
    except discord.LoginFailure as error:
        raise OperatorError("Discord does not know this token; copy it anew from the Developer Portal.") from error
    except (discord.HTTPException, OSError) as error:
        raise OperatorError(f"Discord cannot be reached ({type(error).__name__}); try again in a while.") from error
    _log.info("%s", selfcheck.content(settings, about.flags))


async def _serve(client: Dissensus, caches: Path) -> None:
    changed = await sync(client.tree, caches)
    _log.info("The commands have changed; Discord was told." if changed else "The commands are as Discord knows them.")
    try:
        await client.connect()
    except discord.PrivilegedIntentsRequired as error:
        raise OperatorError(
            "Discord refuses the content of messages: switch it on in the Developer Portal (Bot, Message Content "
            "Intent), or set discord.message_content = false."
        ) from error


async def _greet(client: Dissensus) -> None:
    """Say that the bot is there, and where it may not do what it has to."""
    await client.wait_until_ready()
    _log.info("Ready: %d servers, %d shards.", len(client.guilds), len(client.shards))
    for sentence in selfcheck.servers(client):
        _log.warning("%s", sentence)
    await asyncio.Event().wait()


def _door(library: Library) -> Door:
    return Door(library.text, lambda: frozenset(source.url for source in library.catalogue().sources.values()))


def _check(settings: DiscordSettings) -> None:
    prefix = settings.prefix
    if not 1 <= len(prefix) <= _LONGEST_PREFIX or prefix.split() != [prefix] or prefix.startswith(("<@", "/")):
        raise OperatorError(f"discord.prefix: must be 1 to {_LONGEST_PREFIX} signs without blanks, not {prefix!r}")
    if any(not 0 <= shard < settings.shard_count for shard in settings.shards):
        raise OperatorError("discord.shards: must be numbers from 0 below discord.shard_count")


def _listen(token: str) -> None:
    """Log to stderr, a line an event, without anything that looks like a token."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(Redacting("%(asctime)s %(levelname)s %(name)s: %(message)s", token))
    logging.basicConfig(handlers=[handler], level=logging.INFO, force=True)
    # It warns that written commands need the intent; the self-check says so better, and it is a choice.
    logging.getLogger("discord.ext.commands.bot").setLevel(logging.ERROR)
    # Nor is a voice wanted.
    discord.VoiceClient.warn_nacl = discord.VoiceClient.warn_dave = False
