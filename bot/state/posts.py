"""The posts that open the steps of readings: each is claimed by exactly one process before it is sent, and sent once.

Invariant: steps open in order. Claiming a post opens its step in the same transaction, so a post never shows what the
window still hides. A claim that was never confirmed (the process died) comes up again after two minutes, marked
`again`: whether the message got out is then to be seen in the channel, and its nonce keeps Discord from doubling it.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, and_, func, or_, select, update

from bot.state.acts import raise_epoch
from bot.state.database import Database
from bot.state.readings import is_running
from bot.state.schema import guilds, readings, steps
from bot.state.values import Post, StepStatus

UNCONFIRMED = timedelta(minutes=2)
"""How long a process has for sending a claimed post before another one may look after it."""


class Posts:
    """Posts that are due, for whichever process asks first."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def claim(self) -> Post | None:
        """Take the post that has been due longest and open its step; None when there is nothing to send.

        Call it every few seconds, and again at once after a post: what a stopped program missed comes up in order.
        """
        with self._db.write() as connection:
            row = _longest_due(connection, self._db.now())
            if row is None:
                return None
            mine = {"status": "claimed", "claimed_by": self._db.process, "claimed_at": self._db.now()}
            this = (steps.c.guild_id == row.guild_id, steps.c.reading_id == row.reading_id)
            connection.execute(update(steps).where(*this, steps.c.number == row.number).values(mine))
            behind = (readings.c.reading_id == row.reading_id, readings.c.step < row.number)
            moved = update(readings).where(readings.c.guild_id == row.guild_id, *behind).values(step=row.number)
            if connection.execute(moved).rowcount:
                raise_epoch(connection, row.guild_id)
            count = connection.execute(select(func.count()).select_from(steps).where(*this)).scalar_one()
            return Post(
                row.guild_id, row.channel_id, row.reading_id, row.number, count, row.title, row.source, row.first,
                row.last, row.status == "claimed",
            )  # fmt: skip

    def confirm(self, post: Post, message: int) -> bool:
        """Keep that the post was sent as this message; False when the claim had passed to another process."""
        return self._settle(post, "sent", message_id=message)

    def give_back(self, post: Post) -> bool:
        """Let the post be claimed again at once; only when it is certain that nothing was sent."""
        return self._settle(post, "pending", claimed_by=None, claimed_at=None)

    def fail(self, post: Post) -> bool:
        """Give the post up for good, because Discord will not take it; the reading's status shows it."""
        return self._settle(post, "failed")

    def _settle(self, post: Post, status: StepStatus, **values: Any) -> bool:
        mine = and_(
            steps.c.guild_id == post.guild, steps.c.reading_id == post.reading, steps.c.number == post.number,
            steps.c.status == "claimed", steps.c.claimed_by == self._db.process,
        )  # fmt: skip
        with self._db.write() as connection:
            return connection.execute(update(steps).where(mine).values(status=status, **values)).rowcount == 1


def _longest_due(connection: Connection, now: datetime) -> Row[*tuple[Any, ...]] | None:
    """The post to send next, locked with its server, so that PostgreSQL's other processes pass it by."""
    earlier = steps.alias("earlier")
    waits_for = select(earlier.c.number).where(
        earlier.c.guild_id == steps.c.guild_id, earlier.c.reading_id == steps.c.reading_id,
        earlier.c.number < steps.c.number, earlier.c.status.in_(("pending", "claimed")),
    )  # fmt: skip
    opened = and_(steps.c.status == "pending", or_(steps.c.due_at <= now, steps.c.number <= readings.c.step))
    lost = and_(steps.c.status == "claimed", steps.c.claimed_at <= now - UNCONFIRMED)
    query = (
        select(steps.c.guild_id, steps.c.reading_id, steps.c.number, steps.c.first, steps.c.last, steps.c.status,
               readings.c.channel_id, readings.c.title, readings.c.source)
        .join(readings).join(guilds, guilds.c.guild_id == readings.c.guild_id)
        .where(or_(opened, lost), ~waits_for.exists(), is_running(now), guilds.c.left_at.is_(None))
        .order_by(steps.c.due_at, steps.c.reading_id, steps.c.number).limit(1)
        .with_for_update(of=[guilds, steps], skip_locked=True)
    )  # fmt: skip
    return connection.execute(query).one_or_none()
