"""Everything moderators can do, put together: what commands call, what controls lead to, which jobs are kept.

Invariant: every control that anything here draws has a handler here.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Any

import discord
from discord.ext import commands

from bot.chat.asking.answering import Counter
from bot.chat.asking.prefixes import Prefixes
from bot.chat.moderating import keeper
from bot.chat.moderating.balance import Balance
from bot.chat.moderating.controls import Given
from bot.chat.moderating.housekeeping import Housekeeping
from bot.chat.moderating.occasion import Interaction, by_command, by_interaction
from bot.chat.moderating.office import Office
from bot.chat.moderating.posting import Posting
from bot.chat.moderating.privacy import Privacy
from bot.chat.moderating.prompting import Prompting
from bot.chat.moderating.quieting import Quieting
from bot.chat.moderating.reading import Readings
from bot.chat.moderating.recording import Recording
from bot.chat.moderating.reporting import Reporting
from bot.chat.moderating.settings import Settings
from bot.chat.moderating.withholding import Withholding
from bot.errors import MemberError
from bot.state import State

Handler = Callable[..., Awaitable[None]]
"""Acts on the use of a control: gets the occasion and what came with it."""

_log = logging.getLogger(__name__)


class Moderating:
    """The office with its departments."""

    def __init__(self, client: discord.Client, counter: Counter, state: State, prefixes: Prefixes) -> None:
        self.office = Office(client, counter, state)
        self.withholding = Withholding(self.office)
        self.readings, self.posting, self.prompting = (
            Readings(self.office),
            Posting(self.office),
            Prompting(self.office),
        )
        self.reporting, self.quieting = Reporting(self.office), Quieting(self.office)
        self.privacy, self.housekeeping = Privacy(self.office), Housekeeping(self.office)
        self.settings, self.recording = Settings(self.office, prefixes), Recording(self.office)
        self.balance = Balance(self.office)
        departments = (self.readings, self.reporting, self.privacy, self.settings, self.recording)
        self._handlers: dict[str, Handler] = {verb: act for part in departments for verb, act in part.handlers.items()}
        busy = (self.withholding, self.posting, self.reporting, self.recording, self.housekeeping)
        self._jobs = [job for part in busy for job in part.jobs]

    @property
    def verbs(self) -> frozenset[str]:
        """What the controls of all departments are for."""
        return frozenset(self._handlers)

    async def keep(self) -> None:
        """Do what goes on by the clock until cancelled."""
        await self.office.client.wait_until_ready()
        await keeper.keep(self._jobs, self.office.bell)

    async def mistyped(self, ctx: commands.Context[Any]) -> None:
        """Say how a written command of ours is written."""
        command = ctx.command
        usage = f"{ctx.prefix}{command.qualified_name} {command.signature}" if command else ""
        await self.office.attend(by_command(ctx), _refused(f"Write it like this: {usage}"))

    async def reported(self, interaction: Interaction) -> None:
        """Open the form for a complaint about the answer whose button was pressed."""
        occasion = by_interaction(interaction)
        await self.office.attend(occasion, self.reporting.ask(occasion))

    async def controlled(self, interaction: Interaction, given: Given | None) -> None:
        """Act on the use of a control or on a form that was sent."""
        occasion = by_interaction(interaction)
        handler = self._handlers.get(given.verb) if given else None
        if handler is None:
            await self.office.attend(occasion, _refused("This comes from another version of me; please begin again."))
        else:
            await self.office.attend(occasion, handler(occasion, given))


async def _refused(sentence: str) -> None:
    raise MemberError(sentence)
