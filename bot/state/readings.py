"""What groups read together: a range of one source in a channel, cut into steps, and the window of what is read.

Invariant: one running reading a channel. The window is everything up to the current step; the step only moves on. A
reading is over once it is ended or its end date is past, by the clock at the moment of the question.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, or_, select, update

from bot.errors import MemberError
from bot.state.acts import perform, typed
from bot.state.database import Database
from bot.state.schedule import moment, written
from bot.state.schema import guilds, readings, steps
from bot.state.values import Act, Entry, Plan, Reading, Step, Window


class Readings:
    """Readings and their windows, server by server."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def start(
        self, act: Act, channel: int, source: str, plan: Sequence[Plan],
        *, title: str = "", ends: datetime | None = None,
    ) -> Entry | None:  # fmt: skip
        """Start a reading: the steps in order, all with a due time on the server's clock (naive) or none.

        Without due times the first step is open at once and `next` opens the others. `ends` is on the server's clock
        too. Raises MemberError when the channel is reading already or the plan is out of order.
        """

        def change(connection: Connection) -> str:
            self._end_overdue(connection, act.guild)
            if self._running(connection, act.guild, channel) is not None:
                raise MemberError("This channel is reading something already; end that first with /reading end.")
            self._insert(connection, act, channel, source, plan, typed(title, 100), ends)
            return f"source={source} first={plan[0].first} last={plan[-1].last} steps={len(plan)}"

        _check(plan)
        return perform(self._db, act, "start-reading", f"channel:{channel}", change)

    def next(self, act: Act, channel: int) -> Entry | None:
        """Open the next step now; its post becomes due. Raises MemberError when nothing is read or left to read."""

        def change(connection: Connection) -> str:
            reading = self._needed(connection, act.guild, channel)
            if reading.step >= len(reading.steps):
                raise MemberError("This was the last step; /reading end closes the reading.")
            here = (readings.c.guild_id == act.guild, readings.c.reading_id == reading.id)
            connection.execute(update(readings).where(*here).values(step=reading.step + 1))
            return f"reading={reading.id} step={reading.step + 1}"

        return perform(self._db, act, "next-step", f"channel:{channel}", change)

    def end(self, act: Act, channel: int) -> Entry | None:
        """End the reading of a channel; its window is gone. Raises MemberError when nothing is read."""

        def change(connection: Connection) -> str:
            reading = self._needed(connection, act.guild, channel)
            here = (readings.c.guild_id == act.guild, readings.c.reading_id == reading.id)
            connection.execute(update(readings).where(*here).values(ended_at=self._db.now()))
            return f"reading={reading.id} step={reading.step}"

        return perform(self._db, act, "end-reading", f"channel:{channel}", change)

    def status(self, guild: int, channel: int, parent: int | None = None) -> Reading | None:
        """The running reading of a channel; a thread without one follows `parent`."""
        with self._db.read() as connection:
            found = self._running(connection, guild, channel)
            return found or (self._running(connection, guild, parent) if parent is not None else None)

    def running(self, guild: int) -> tuple[Reading, ...]:
        """Every running reading of a server, oldest first."""
        with self._db.read() as connection:
            query = select(readings).where(readings.c.guild_id == guild, is_running(self._db.now()))
            return _read(connection, query)

    def window(self, guild: int, channel: int, parent: int | None = None) -> Window | None:
        """What a channel has read; None when it reads nothing, so that nothing is a spoiler there."""
        reading = self.status(guild, channel, parent)
        if reading is None:
            return None
        through = reading.steps[reading.step - 1].last if reading.step else reading.first - 1
        return Window(reading.source, through)

    def _running(self, connection: Connection, guild: int, channel: int) -> Reading | None:
        here = (readings.c.guild_id == guild, readings.c.channel_id == channel)
        found = _read(connection, select(readings).where(*here, is_running(self._db.now())))
        return found[0] if found else None

    def _needed(self, connection: Connection, guild: int, channel: int) -> Reading:
        found = self._running(connection, guild, channel)
        if found is None:
            raise MemberError("This channel reads nothing at the moment; /reading start begins.")
        return found

    def _end_overdue(self, connection: Connection, guild: int) -> None:
        overdue = (readings.c.guild_id == guild, readings.c.ended_at.is_(None), readings.c.ends_at <= self._db.now())
        connection.execute(update(readings).where(*overdue).values(ended_at=readings.c.ends_at))

    def _insert(
        self, connection: Connection, act: Act, channel: int, source: str, plan: Sequence[Plan], title: str,
        ends: datetime | None,
    ) -> None:  # fmt: skip
        zone: str = connection.execute(select(guilds.c.zone).where(guilds.c.guild_id == act.guild)).scalar_one()
        due = [None if each.due is None else moment(each.due, zone) for each in plan]
        ends_at = None if ends is None else moment(ends, zone)
        _check_times([each for each in due if each is not None], ends_at, self._db.now())
        key = {"guild_id": act.guild, "reading_id": act.event}
        connection.execute(readings.insert().values(
            **key, channel_id=channel, title=title, source=source, first=plan[0].first, last=plan[-1].last,
            step=0 if due[0] else 1, zone=zone, ends_local=ends and written(ends), ends_at=ends_at,
            started_at=self._db.now(),
        ))  # fmt: skip
        for number, (each, at) in enumerate(zip(plan, due, strict=True), start=1):
            local = each.due and written(each.due)
            connection.execute(steps.insert().values(
                **key, number=number, first=each.first, last=each.last, due_local=local, due_at=at))  # fmt: skip


def is_running(now: datetime) -> ColumnElement[bool]:
    """The condition that a reading is not over at a moment."""
    return readings.c.ended_at.is_(None) & or_(readings.c.ends_at.is_(None), readings.c.ends_at > now)


def _read(connection: Connection, query: Select[Any]) -> tuple[Reading, ...]:
    rows = connection.execute(query.order_by(readings.c.started_at, readings.c.reading_id)).mappings().all()
    return tuple(
        Reading(
            row["guild_id"], row["reading_id"], row["channel_id"], row["title"], row["source"], row["first"],
            row["last"], row["step"], row["ends_at"], _steps(connection, row["guild_id"], row["reading_id"]),
        )
        for row in rows
    )  # fmt: skip


def _steps(connection: Connection, guild: int, reading: int) -> tuple[Step, ...]:
    columns = (steps.c.number, steps.c.first, steps.c.last, steps.c.due_at, steps.c.status, steps.c.message_id)
    query = select(*columns).where(steps.c.guild_id == guild, steps.c.reading_id == reading)
    return tuple(Step(*row) for row in connection.execute(query.order_by(steps.c.number)))


def _check(plan: Sequence[Plan]) -> None:
    if not plan:
        raise MemberError("There is nothing to read in that range.")
    ends = [-1, *(each.last for each in plan)]
    if any(each.first <= before or each.last < each.first for each, before in zip(plan, ends, strict=False)):
        raise MemberError("The steps of a reading must follow one another.")
    if len({each.due is None for each in plan}) > 1:
        raise MemberError("Either every step has a time, or none.")


def _check_times(due: list[datetime], ends: datetime | None, now: datetime) -> None:
    if any(later <= earlier for earlier, later in pairwise(due)):
        raise MemberError("The steps must be due one after the other, each at its own time.")
    if ends is not None and ends <= now:
        raise MemberError("The end of the reading must lie ahead.")
    if ends is not None and due and due[-1] >= ends:
        raise MemberError("The last step must be due before the reading ends.")
