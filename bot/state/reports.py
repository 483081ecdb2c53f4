"""Complaints of members about passages, and what moderators made of them.

Invariant: a member has one open report a passage and three in all in a server; a report is closed once. Reports are
the reporter's data and do not enter the record; what a moderator does with one does.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, RowMapping, Select, func, select, update

from bot.errors import MemberError
from bot.state.acts import Change, lock, perform, typed
from bot.state.database import Database
from bot.state.moderation import withholding
from bot.state.schema import guilds, reports
from bot.state.values import Act, Entry, Outcome, Report, What

MOST_OPEN = 3
_WHAT: dict[Outcome, What] = {
    "withheld": "withhold-report",
    "dismissed": "dismiss-report",
    "answered": "answer-report",
}


class Reports:
    """Complaints about passages, server by server."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def file(self, asked: Act, passage: str, *, channel: int | None = None, message: int | None = None) -> Report:
        """Keep a complaint: `asked.by` is the reporter, `asked.reason` what they wrote, `asked.event` its id.

        The same event again gives the same report. Raises MemberError when that member has an open report of the
        passage, or three open ones.
        """
        row = {
            "guild_id": asked.guild, "report_id": asked.event, "passage": passage, "reporter_id": asked.by,
            "reason": typed(asked.reason, 500), "channel_id": channel, "message_id": message, "at": self._db.now(),
        }  # fmt: skip
        with self._db.write() as connection:
            lock(connection, asked.guild)
            known = _find(connection, asked.guild, asked.event)
            if known is not None:
                return known
            _refuse_too_many(connection, asked, passage)
            connection.execute(reports.insert().values(row))
            return _report({"card_id": None, "outcome": None} | row)

    def get(self, guild: int, report: int) -> Report | None:
        """A report of a server, open or closed within the last 30 days."""
        with self._db.read() as connection:
            return _find(connection, guild, report)

    def open(self, guild: int) -> tuple[Report, ...]:
        """The open reports of a server, oldest first."""
        query = _of(guild).where(reports.c.outcome.is_(None)).order_by(reports.c.at, reports.c.report_id)
        with self._db.read() as connection:
            return tuple(_report(row) for row in connection.execute(query).mappings())

    def to_show(self) -> tuple[tuple[Report, int], ...]:
        """Open reports that the moderators were not shown yet, each with their channel, oldest first."""
        query = select(reports, guilds.c.moderators_channel_id).join(guilds, guilds.c.guild_id == reports.c.guild_id)
        unseen = (reports.c.outcome.is_(None), reports.c.card_id.is_(None), guilds.c.left_at.is_(None))
        query = query.where(*unseen, guilds.c.moderators_channel_id.is_not(None))
        with self._db.read() as connection:
            rows = connection.execute(query.order_by(reports.c.at, reports.c.report_id)).mappings()
            return tuple((_report(row), row["moderators_channel_id"]) for row in rows)

    def card(self, guild: int, report: int, message: int) -> None:
        """Remember the message that shows a report to the moderators."""
        with self._db.write() as connection:
            here = (reports.c.guild_id == guild, reports.c.report_id == report)
            connection.execute(update(reports).where(*here).values(card_id=message))

    def close(self, act: Act, report: int, outcome: Outcome) -> Entry | None:
        """End a report; "withheld" also hides its passage and ends the other reports of it.

        Gives None when it was closed before. Raises MemberError when there is no such report any more.
        """
        found = self.get(act.guild, report)
        if found is None:
            raise MemberError("That report is no longer kept.")
        change = _closing(self._db, act, report, outcome)
        if outcome == "withheld":
            change = _if_open(act.guild, report, withholding(self._db, act, found.passage), found.passage)
        return perform(self._db, act, _WHAT[outcome], f"report:{report}", change)


def _closing(db: Database, act: Act, report: int, outcome: Outcome) -> Change:
    def change(connection: Connection) -> str | None:
        this = update(reports).where(reports.c.guild_id == act.guild, reports.c.report_id == report)
        ending = {"outcome": outcome, "closed_by": act.by, "closed_at": db.now()}
        closed = this.where(reports.c.outcome.is_(None)).values(ending).returning(reports.c.passage)
        passage: str | None = connection.execute(closed).scalar_one_or_none()
        return None if passage is None else f"passage={passage}"

    return change


def _if_open(guild: int, report: int, change: Change, passage: str) -> Change:
    def checked(connection: Connection) -> str | None:
        found = _find(connection, guild, report)
        done = change(connection) if found is not None and found.outcome is None else None
        return None if done is None else f"passage={passage}"

    return checked


def _refuse_too_many(connection: Connection, asked: Act, passage: str) -> None:
    theirs = (reports.c.guild_id == asked.guild, reports.c.reporter_id == asked.by, reports.c.outcome.is_(None))
    if connection.execute(select(func.count()).where(*theirs, reports.c.passage == passage)).scalar_one():
        raise MemberError("You have already reported this passage; the moderators have it before them.")
    if connection.execute(select(func.count()).where(*theirs)).scalar_one() >= MOST_OPEN:
        raise MemberError(f"You have {MOST_OPEN} open reports; please wait until the moderators have seen to one.")


def _of(guild: int) -> Select[Any]:
    return select(reports).where(reports.c.guild_id == guild)


def _find(connection: Connection, guild: int, report: int) -> Report | None:
    row = connection.execute(_of(guild).where(reports.c.report_id == report)).mappings().one_or_none()
    return None if row is None else _report(row)


def _report(row: RowMapping | dict[str, Any]) -> Report:
    return Report(
        row["guild_id"], row["report_id"], row["passage"], row["reporter_id"], row["reason"], row["channel_id"],
        row["message_id"], row["card_id"], row["at"], row["outcome"],
    )  # fmt: skip
