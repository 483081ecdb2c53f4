"""Reading together in a channel: starting, moving on, ending, and where the group stands.

Invariant: what a channel reads is the state's; here it is only asked for and told. Who reads sees no more than the
window shows, and a step is named by ids, never by words of it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import discord

from bot.chat.drawing.drawn import Drawn, Line, Part, Strong, moment
from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.panel import panel
from bot.chat.moderating.controls import Given
from bot.chat.moderating.occasion import Occasion
from bot.chat.moderating.office import Office
from bot.chat.moderating.plans import cut, ranged, timed
from bot.chat.moderating.times import LAST_MINUTE, pace, wall_clock
from bot.errors import MemberError
from bot.models import Passage
from bot.state.schedule import moment as moment_of
from bot.state.values import Plan, Reading, Step

_LISTED = 12
"""Steps of a plan that are listed."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What a moderator wants read, as typed; `forum`: for all of the forum that the thread stands in."""

    source: str
    first: str = ""
    last: str = ""
    steps: str = ""
    begins: str = ""
    every: str = ""
    until: str = ""
    title: str = ""
    forum: bool = False


class Readings:
    """What groups read."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.handlers = {"reading-status": self.pressed}

    async def start(self, occasion: Occasion, wish: Wish) -> None:
        """Start a reading in the channel, or in the whole forum."""
        await self._office.moderator(occasion)
        channel = self._channel(occasion, forum=wish.forum)
        server = await self._office.look(self._office.state.settings.server, occasion.guild)
        passages = await self._passages(wish.source)
        now = datetime.now(ZoneInfo(server.zone)).replace(tzinfo=None)
        begins = wall_clock(wish.begins, now) if wish.begins.strip() else None
        ends = wall_clock(wish.until, now, LAST_MINUTE) if wish.until.strip() else None
        plan = timed(cut(ranged(passages, wish.first, wish.last), wish.steps), begins, _pace(wish.every))
        readings, title = self._office.state.readings, tidy(wish.title)
        source = passages[0].source
        await self._office.perform(
            occasion, lambda act: readings.start(act, channel, source, plan, title=title, ends=ends)
        )
        await self._office.tell(occasion, _planned(occasion, plan, passages, server.zone), private=False)

    async def next(self, occasion: Occasion) -> None:
        """Open the next step."""
        channel = await self._reading_channel(occasion)
        readings = self._office.state.readings
        await self._office.perform(occasion, lambda act: readings.next(act, channel))
        await self._office.say(occasion, "The next step is open; its post follows.")

    async def end(self, occasion: Occasion) -> None:
        """End the reading; everything may be quoted again."""
        channel = await self._reading_channel(occasion)
        readings = self._office.state.readings
        await self._office.perform(occasion, lambda act: readings.end(act, channel))
        await self._office.say(occasion, "The reading is over; everything may be quoted here again.")

    async def status(self, occasion: Occasion) -> None:
        """Where the group stands, for anybody; posts that went wrong are told to moderators."""
        reading = await self._reading(occasion)
        if reading is None:
            await self._office.say(occasion, "This channel reads nothing at the moment; /reading start begins.")
            return
        passages = await self._passages(reading.source)
        lines = [*_standing(occasion, reading, passages)]
        house = self._office.counter.desk.house
        if await self._office.look(house.moderates, occasion.place, occasion.powers):
            lines += _troubles(occasion, reading.steps)
        await self._office.tell(occasion, panel(lines))

    async def pressed(self, occasion: Occasion, given: Given) -> None:
        """The same, asked for under a post."""
        await self.status(occasion)

    async def _reading(self, occasion: Occasion) -> Reading | None:
        place = occasion.place
        return await self._office.look(self._office.state.readings.status, occasion.guild, place.channel, place.parent)

    async def _reading_channel(self, occasion: Occasion) -> int:
        """The channel whose reading is meant: this one's own, or that of the channel or forum it belongs to."""
        await self._office.moderator(occasion)
        reading = await self._reading(occasion)
        return reading.channel if reading else occasion.place.channel

    def _channel(self, occasion: Occasion, *, forum: bool) -> int:
        if not forum:
            return occasion.place.channel
        parent = self._office.client.get_channel(occasion.place.parent or 0)
        if not isinstance(parent, discord.ForumChannel):
            raise MemberError("This is no post of a forum; leave out “forum”, and the reading is for this channel.")
        return parent.id

    async def _passages(self, source: str) -> Sequence[Passage]:
        return await asyncio.to_thread(self._office.library.passages, source.strip().casefold())


def _pace(typed: str) -> timedelta | None:
    return pace(typed) if typed.strip() else None


def _planned(occasion: Occasion, plan: Sequence[Plan], passages: Sequence[Passage], zone: str) -> Drawn:
    """The plan as it will be carried out."""
    title = occasion.say("The reading has begun: {count} steps.").format(count=len(plan))
    lines = [Line((Strong(title),))]
    for number, step in enumerate(plan[:_LISTED], 1):
        due: tuple[Part, ...] = (" · ", moment(moment_of(step.due, zone))) if step.due else ()
        lines.append(Line((f"{number}. {named(passages, step.first, step.last)}", *due)))
    if len(plan) > _LISTED:
        lines.append(Line((occasion.say("{count} more").format(count=len(plan) - _LISTED),), "quiet"))
    if not plan[0].due and len(plan) > 1:
        lines.append(Line((occasion.say("/reading next opens the next step."),), "quiet"))
    lines.append(Line((occasion.say("What comes later is not quoted here until the group has come to it."),), "quiet"))
    return panel(lines)


def _standing(occasion: Occasion, reading: Reading, passages: Sequence[Passage]) -> list[Line]:
    title = tidy(reading.title) or reading.source
    step = occasion.say("Step {number} of {count}.").format(number=reading.step, count=len(reading.steps))
    lines = [Line((Strong(title),)), Line((f"{step} {named(passages, reading.first, reading.last)}",))]
    if reading.step:
        here = reading.steps[reading.step - 1]
        read = occasion.say("This step: {range}.").format(range=named(passages, here.first, here.last))
        lines.append(Line((read,)))
    ahead = [each.due for each in reading.steps[reading.step :] if each.due and each.due > datetime.now(UTC)]
    if ahead:
        lines.append(Line((occasion.say("The next step opens:"), " ", moment(ahead[0]))))
    if reading.ends:
        lines.append(Line((occasion.say("The reading ends:"), " ", moment(reading.ends))))
    return lines


def _troubles(occasion: Occasion, steps: Sequence[Step]) -> list[Line]:
    """What only moderators have to know of the posts."""
    sentences = {
        "failed": occasion.say("The post of step {number} could not be sent: Discord would not take it."),
        "unsure": occasion.say("Nobody knows whether the post of step {number} was sent: a backup was restored since."),
    }
    return [Line((sentences[s.status].format(number=s.number),), "quiet") for s in steps if s.status in sentences]


def named(passages: Sequence[Passage], first: int, last: int) -> str:
    """A range in ids: "a.1 – a.7"; positions that the corpus no longer has are left out."""
    ids = [passage.id for passage in passages if first <= passage.position <= last]
    if not ids:
        return "–"
    return ids[0] if len(ids) == 1 else f"{ids[0]} – {ids[-1]}"
