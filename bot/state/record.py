"""The record of a server: what moderators did, page by page, as CSV, and whether it is as it was written.

Invariant: entries are only added (the database refuses anything else), numbered from 1 without gaps, each chained to
the one before. People stand in it as pseudonyms, led back to members as long as those are not forgotten.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import datetime
from typing import Any, TextIO

from sqlalchemy import ColumnElement, Connection, false, or_, select, update

from bot.state import chain
from bot.state.acts import perform
from bot.state.database import Database
from bot.state.pseudonyms import known, of_person
from bot.state.schema import guilds, record
from bot.state.values import Act, Break, Entry, Mirror, Page, What

_COLUMNS = (record.c.number, record.c.at, record.c.actor, record.c.what, record.c.target, record.c.detail,
            record.c.reason, record.c.digest)  # fmt: skip
_HEAD = ("number", "at", "member", "pseudonym", "act", "target", "about", "detail", "reason", "digest")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Record:
    """The record of moderators' acts, server by server."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def note(self, act: Act, what: What, target: str) -> Entry | None:
        """Enter an act that changes nothing in the state: an answer removed, a prompt posted, an export made."""
        return perform(self._db, act, what, target, lambda connection: "")

    def page(
        self, guild: int, *, what: What | None = None, by: int | None = None, about: int | None = None,
        target: str | None = None, since: datetime | None = None, until: datetime | None = None,
        before: int | None = None, limit: int = 20,
    ) -> Page:  # fmt: skip
        """Entries that match every given filter, newest first; `before` is the number a last page gave.

        `by` and `about` are member ids, `target` such as "passage:..."; `since` counts in, `until` does not.
        """
        with self._db.read() as connection:
            wanted = [record.c.guild_id == guild, *_moments(since, until)]
            wanted += [record.c.what == what] if what else []
            wanted += [record.c.target == target] if target else []
            wanted += [record.c.number < before] if before else []
            wanted += _people(connection, guild, by, about)
            query = select(*_COLUMNS).where(*wanted).order_by(record.c.number.desc()).limit(limit + 1)
            people = known(connection, guild)
            found = [_entry(guild, row, people) for row in connection.execute(query)]
        more = found[limit - 1].number if len(found) > limit else None
        return Page(tuple(found[:limit]), more)

    def to_mirror(self, limit: int = 20) -> tuple[Mirror, ...]:
        """What the moderators' channel of every server has not been shown yet, at most so many entries of each."""
        behind = (guilds.c.moderators_channel_id.is_not(None), guilds.c.mirrored < guilds.c.record_length)
        query = select(guilds.c.guild_id, guilds.c.moderators_channel_id, guilds.c.mirrored)
        with self._db.read() as connection:
            servers = connection.execute(query.where(*behind, guilds.c.left_at.is_(None))).all()
            return tuple(
                Mirror(guild, channel, _after(connection, guild, seen, limit)) for guild, channel, seen in servers
            )

    def mirrored(self, guild: int, number: int) -> None:
        """Keep that the record was shown up to this entry."""
        with self._db.write() as connection:
            here = (guilds.c.guild_id == guild, guilds.c.mirrored < number)
            connection.execute(update(guilds).where(*here).values(mirrored=number))

    def export(self, guild: int, out: TextIO) -> int:
        """Write a server's whole record as CSV, oldest first, times in UTC; gives the number of entries.

        Cells that a spreadsheet would take for a formula get an apostrophe in front.
        """
        lines = csv.writer(out)
        lines.writerow(_HEAD)
        count = 0
        with self._db.read() as connection:
            for entry in _all(connection, guild):
                lines.writerow([_inert(cell) for cell in _cells(entry)])
                count += 1
        return count

    def verify(self, guild: int | None = None) -> tuple[Break, ...]:
        """The first altered entry of a server, or of every server; empty when all is as it was written."""
        with self._db.snapshot() as connection:
            guilds = chain.servers(connection) if guild is None else [guild]
            return tuple(broken for each in guilds if (broken := chain.first_break(connection, each)))


def entries_of(connection: Connection, user: int) -> list[Entry]:
    """The entries that are by or about a person, in every server, oldest first; for showing people their data."""
    found = []
    for guild, name in sorted(of_person(connection, user).items()):
        theirs = or_(record.c.actor == name, record.c.target == f"member:{name}")
        query = select(*_COLUMNS).where(record.c.guild_id == guild, theirs).order_by(record.c.number)
        found += [_entry(guild, row, {name: user}) for row in connection.execute(query)]
    return found


def _moments(since: datetime | None, until: datetime | None) -> list[ColumnElement[bool]]:
    wanted = [] if since is None else [record.c.at >= since]
    return wanted if until is None else [*wanted, record.c.at < until]


def _people(connection: Connection, guild: int, by: int | None, about: int | None) -> list[ColumnElement[bool]]:
    wanted: list[ColumnElement[bool]] = []
    for person, column, prefix in ((by, record.c.actor, ""), (about, record.c.target, "member:")):
        if person is not None:
            name = of_person(connection, person).get(guild)
            wanted.append(column == prefix + name if name else false())
    return wanted


def _all(connection: Connection, guild: int) -> Iterator[Entry]:
    people = known(connection, guild)
    query = select(*_COLUMNS).where(record.c.guild_id == guild).order_by(record.c.number)
    return (_entry(guild, row, people) for row in connection.execute(query))


def _after(connection: Connection, guild: int, number: int, limit: int) -> tuple[Entry, ...]:
    people = known(connection, guild)
    query = select(*_COLUMNS).where(record.c.guild_id == guild, record.c.number > number)
    return tuple(_entry(guild, row, people) for row in connection.execute(query.order_by(record.c.number).limit(limit)))


def _entry(guild: int, row: Any, people: dict[str, int]) -> Entry:
    number, at, actor, what, target, detail, reason, digest = row
    kind, _, name = target.partition(":")
    about = people.get(name) if kind == "member" else None
    return Entry(guild, number, at, people.get(actor), actor, what, target, about, detail, reason, digest)


def _cells(entry: Entry) -> tuple[str, ...]:
    cells = (entry.number, entry.at.isoformat(), entry.by, entry.actor, entry.what, entry.target, entry.about,
             entry.detail, entry.reason, entry.digest)  # fmt: skip
    return tuple("" if cell is None else str(cell) for cell in cells)


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
