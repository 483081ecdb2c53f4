"""A person's data: shown whole, deleted whole; and servers that removed the bot.

Invariant: which columns hold people is declared in the schema and nowhere else; showing and deleting follow those
declarations, so a new table is covered the moment it declares itself. A deletion takes the keys of the person's
pseudonyms with it: the record stays whole and no longer leads to anybody.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from sqlalchemy import Column, Connection, Table, delete, select, update

from bot.state.acts import lock
from bot.state.database import Database
from bot.state.kinds import Keep, Why
from bot.state.record import entries_of
from bot.state.schema import guilds, metadata, record
from bot.state.values import Entry, Forgotten, Holding


class Privacy:
    """What the state knows about people, and forgetting it."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def promises(self) -> tuple[Holding, ...]:
        """What may be kept at all: every table with its purpose and until when, without rows; for the privacy page."""
        keeps: list[tuple[str, Keep]] = [(table.name, table.info["keep"]) for table in metadata.sorted_tables]
        return tuple(Holding(name, keep.purpose, keep.until, ()) for name, keep in keeps)

    def show(self, user: int) -> tuple[Holding, ...]:
        """Everything kept about a person in all servers, table by table; empty when there is nothing."""
        with self._db.read() as connection:
            found = [_held(connection, table, user) for table in metadata.sorted_tables]
            found.append(_in_record(connection, user))
        return tuple(each for each in found if each.rows)

    def forget(self, user: int, *, account_gone: bool = False) -> Forgotten:
        """Delete a person's data in all servers, and from a SQLite file every byte of it.

        A quiet spell outlives the person's own wish until it ends, or asking would lift it; with `account_gone` (the
        operator, for an account that Discord deleted) it goes too. On PostgreSQL the deleted bytes are the engine's
        to reuse: see `Forgotten.shredded`. Backups made before keep the data until they expire.
        """
        with self._db.write() as connection:
            rows = sum(self._forget(connection, column, user, account_gone) for column in people())
        return Forgotten(rows, self._db.shred())

    def server_left(self, guild: int) -> None:
        """Note that a server removed the bot; its rows go after 30 days, unless it comes back."""
        with self._db.write() as connection:
            lock(connection, guild)
            here = (guilds.c.guild_id == guild, guilds.c.left_at.is_(None))
            connection.execute(update(guilds).where(*here).values(left_at=self._db.now()))

    def server_joined(self, guild: int) -> None:
        """Note that a server has the bot (again)."""
        with self._db.write() as connection:
            connection.execute(update(guilds).where(guilds.c.guild_id == guild).values(left_at=None))

    def _forget(self, connection: Connection, column: Column[Any], user: int, account_gone: bool) -> int:
        table, why = column.table, _why(column)
        theirs = column == user
        if why.on_forget == "unlink":
            companions = [each.name for each in table.columns if _why(each).goes_with == column.name]
            gone = dict.fromkeys([column.name, *companions])
            return connection.execute(update(_table(column)).where(theirs).values(gone)).rowcount
        if why.on_forget == "sanction" and not account_gone:
            theirs &= table.c.until <= self._db.now()
        return connection.execute(delete(_table(column)).where(theirs)).rowcount


def people() -> list[Column[Any]]:
    """Every column that holds the id of a person, as the schema declares it."""
    return [column for table in metadata.sorted_tables for column in table.columns if _why(column).on_forget]


def remove_server(connection: Connection, guild: int) -> int:
    """Delete every row of a server, its record last; gives the number of rows."""
    rows = connection.execute(delete(guilds).where(guilds.c.guild_id == guild)).rowcount
    tables = [table for table in reversed(metadata.sorted_tables) if "guild_id" in table.c and table is not guilds]
    return rows + sum(connection.execute(delete(table).where(table.c.guild_id == guild)).rowcount for table in tables)


def _held(connection: Connection, table: Table, user: int) -> Holding:
    keep: Keep = table.info["keep"]
    mine = [column for column in table.columns if _why(column).on_forget]
    rows = []
    for column in mine:
        visible = [each for each in table.columns if _shows(each, column)]
        found = connection.execute(select(*visible).where(column == user)).mappings()
        rows += [tuple((name, str(value)) for name, value in row.items() if value is not None) for row in found]
    return Holding(table.name, keep.purpose, keep.until, tuple(rows))


def _shows(each: Column[Any], column: Column[Any]) -> bool:
    """A row shows whom it is about everything but secrets, other people, and what those wrote."""
    if each is column:
        return True
    return each.name != "key" and not _why(each).on_forget and _why(each).goes_with in ("", column.name)


def _in_record(connection: Connection, user: int) -> Holding:
    keep: Keep = record.info["keep"]
    rows = tuple(_own_part(entry, user) for entry in entries_of(connection, user))
    return Holding(record.name, keep.purpose, keep.until, rows)


def _own_part(entry: Entry, user: int) -> tuple[tuple[str, str], ...]:
    """An entry as the person sees it who acted or was acted on: without the other one."""
    cells = asdict(entry)
    hidden = {name for name in ("by", "about") if cells[name] != user}
    hidden |= {"actor"} if entry.by != user else set()
    hidden |= {"target"} if entry.target.startswith("member:") and entry.about != user else set()
    return tuple((name, str(value)) for name, value in cells.items() if name not in hidden)


def _why(column: Any) -> Why:
    why: Why = column.info["why"]
    return why


def _table(column: Column[Any]) -> Table:
    table = column.table
    assert isinstance(table, Table)
    return table
