"""Keeps what can be offered for completion in memory, and in step with the corpus.

Invariant: a member who types never waits for the corpus to be read; until it is, nothing is offered.
"""

from __future__ import annotations

import asyncio
import logging

from bot.chat.asking.autocomplete import Kind, Offer, Offers
from bot.chat.asking.desk import Desk
from bot.chat.gates import Place
from bot.errors import OperatorError
from bot.library import Library

_EVERY = 30.0
"""Seconds between two looks whether the corpus was built anew."""

_log = logging.getLogger(__name__)


class Suggesting:
    """The offers of the build in place."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._offers: Offers | None = None
        self._build = ""

    async def like(self, kind: Kind, typed: str, place: Place) -> list[Offer]:
        """Offers for what was typed, of what may be shown in that place to that member."""
        if self._offers is None:
            return []
        rules = await self._desk.glance(self._desk.house.rules, place)
        return [] if rules.mode == "off" else self._offers.like(kind, typed, rules.scope)

    async def keep(self) -> None:
        """Stay in step with the corpus until cancelled."""
        while True:
            await self.refresh()
            await asyncio.sleep(_EVERY)

    async def refresh(self) -> None:
        """Look whether the corpus was built anew, and read it if so; a corpus that cannot be read changes nothing."""
        try:
            found = await asyncio.to_thread(_newer, self._desk.library, self._build)
        except OperatorError as error:
            _log.error("%s", error)
            return
        if found is not None:
            if self._build:
                _log.info("The corpus was replaced; I answer from the new one.")
            self._build, self._offers = found


def _newer(library: Library, build: str) -> tuple[str, Offers] | None:
    present = library.catalogue().build
    return None if present == build else (present, Offers(library.corpus()))
