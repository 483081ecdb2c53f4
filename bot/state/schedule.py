"""Times on a server's clock: kept as they were said, in a zone, and turned into UTC for comparing.

Invariant: the wall-clock time is what counts; its UTC moment is worked out again whenever the zone changes or the zone
database may have. On the two days a year when clocks change: a time that does not exist is taken as if the clock had
not yet been put forward (02:30 becomes 03:30), a time that comes twice is the first of the two.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select, update

from bot.state.schema import readings, steps


def moment(local: datetime, zone: str) -> datetime:
    """The UTC moment of a wall-clock time (naive) in a zone."""
    return local.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def written(local: datetime) -> str:
    """A wall-clock time as it is kept."""
    return local.replace(tzinfo=None).isoformat()


def reckon_again(connection: Connection, guild: int, zone: str) -> None:
    """Work out anew when the running readings of a server end and their pending posts are due, now in `zone`."""
    running = select(readings.c.reading_id, readings.c.ends_local).where(
        readings.c.guild_id == guild, readings.c.ended_at.is_(None)
    )
    for reading, ends in connection.execute(running).all():
        values = {"zone": zone, "ends_at": _moment(ends, zone)}
        connection.execute(update(readings).where(readings.c.reading_id == reading).values(values))
        _reckon_steps(connection, reading, zone)


def _reckon_steps(connection: Connection, reading: int, zone: str) -> None:
    """Steps keep their order: one that would fall on or before its predecessor comes a second after it."""
    of = steps.c.reading_id == reading
    connection.execute(update(steps).where(of, steps.c.status == "pending").values(due_at=None))
    last = datetime.min.replace(tzinfo=UTC)
    due = select(steps.c.number, steps.c.due_local, steps.c.due_at).where(of).order_by(steps.c.number)
    for number, local, kept in connection.execute(due).all():
        wanted = kept or _moment(local, zone)
        if wanted is None:
            continue
        last = max(wanted, last + timedelta(seconds=1))
        if kept is None:
            connection.execute(update(steps).where(of, steps.c.number == number).values(due_at=last))


def _moment(local: str | None, zone: str) -> datetime | None:
    return moment(datetime.fromisoformat(local), zone) if local else None
