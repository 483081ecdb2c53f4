"""How often each source and voice was shown in a channel or a server: counts for moderators, in words and as bars.

Invariant: ids and counts only; what was asked is not known here, and nothing is weighed.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby

from bot.chat.drawing.drawn import File, Line, Strong
from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.panel import panel
from bot.chat.moderating.charts import Bar, chart
from bot.chat.moderating.occasion import Occasion
from bot.chat.moderating.office import Office
from bot.models import Source, Voice
from bot.state.values import Tally

_LISTED = 30
"""Lines that are listed."""


class Balance:
    """Who was heard."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def show(self, occasion: Occasion, days: int, *, server: bool) -> None:
        """Show moderators how often each source and voice was shown in the last so many days."""
        await self._office.moderator(occasion)
        since = datetime.now(UTC) - timedelta(days=days)
        channel = None if server else occasion.place.channel
        balance = self._office.state.answers.balance
        tallies = await self._office.look(balance, occasion.guild, channel, since)
        if not tallies:
            await self._office.say(occasion, "Nothing was shown there in that time.")
            return
        catalogue = await self._office.catalogue()
        bars = [*_bars(tallies, catalogue.sources, catalogue.voices)]
        picture = await asyncio.to_thread(chart, bars)
        where = "How often each was shown in this server" if server else "How often each was shown in this channel"
        title = occasion.say(where)
        about = title + ": " + ", ".join(f"{bar.name} {bar.count}" for bar in bars if not bar.depth)
        lines = [Line((Strong(title),)), *map(_line, bars[:_LISTED])]
        await self._office.confide(occasion, panel(lines, files=(File("balance.png", picture, about[:1_000]),)))


def _bars(tallies: Sequence[Tally], sources: Mapping[str, Source], voices: Mapping[str, Voice]) -> Iterator[Bar]:
    """Sources by how often they were shown, each followed by its voices; what the corpus has no longer by its id."""
    by_source = {id: [*own] for id, own in groupby(sorted(tallies, key=lambda t: t.source), key=lambda t: t.source)}
    for id, own in sorted(by_source.items(), key=lambda item: (-sum(t.count for t in item[1]), item[0])):
        source = sources.get(id)
        name, colour = (tidy(source.short), source.colour) if source else (id, "")
        yield Bar(name, sum(tally.count for tally in own), colour)
        heard = [(tally.count, tidy(voices[v].name) if (v := tally.voice) in voices else v) for tally in own]
        yield from (Bar(name, count, colour, 1) for count, name in sorted(heard, key=_loudest))


def _loudest(heard: tuple[int, str]) -> tuple[int, list[tuple[int, str]]]:
    """The order of voices: the most heard first, then by name, numbers in it by their size."""
    count, name = heard
    return -count, [(int(part), "") if part.isdecimal() else (0, part) for part in re.split(r"(\d+)", name)]


def _line(bar: Bar) -> Line:
    return (
        Line((f"– {bar.name}: {bar.count:,}",), "quiet") if bar.depth else Line((Strong(f"{bar.name}: {bar.count:,}"),))
    )
