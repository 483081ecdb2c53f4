"""How an act is carried out: the change, its entry in the record and the mark of its event in one transaction.

Invariant: either all three are stored or nothing is; an event that comes again changes nothing; acts on one server
follow one another (SQLite: one writer; PostgreSQL: the server's row is locked); every act raises the server's epoch.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

from sqlalchemy import Connection, Delete, Table, Update, select, update

from bot.state import chain
from bot.state.database import Database, insert_into, inserted
from bot.state.pseudonyms import pseudonym
from bot.state.schema import events, guilds
from bot.state.values import Act, Entry, What

Change = Callable[[Connection], str | None]
"""Makes the change and says what was set (ids and words of closed lists), or None when there was nothing to change."""


def perform(db: Database, act: Act, what: What, target: str, change: Change, about: int | None = None) -> Entry | None:
    """Carry out a moderator's act; gives its entry in the record, or None when it was a repeat or changed nothing.

    `target` is a kind and an id ("passage:..."); for an act on a member pass "member" and the member as `about`. What
    `change` raises undoes everything.
    """
    with db.write() as connection:
        lock(connection, act.guild)
        if about is not None:
            target = f"{target}:{pseudonym(connection, act.guild, about)}"
        if not first_time(connection, db, act.guild, act.event, what, target):
            return None
        detail = change(connection)
        if detail is None:
            return None
        raise_epoch(connection, act.guild)
        actor, reason = pseudonym(connection, act.guild, act.by), typed(act.reason, 500)
        entry = Entry(act.guild, 0, db.now(), act.by, actor, what, target, about, typed(detail, 1000), reason, "")
        return chain.append(connection, entry)


def lock(connection: Connection, guild: int) -> None:
    """Make sure that the server has a row, and hold it until the transaction ends."""
    inserted(connection, guilds, guild_id=guild)
    connection.execute(select(guilds.c.guild_id).where(guilds.c.guild_id == guild).with_for_update())


def raise_epoch(connection: Connection, guild: int) -> None:
    """Make stale whatever anybody remembers of a server."""
    connection.execute(update(guilds).where(guilds.c.guild_id == guild).values(epoch=guilds.c.epoch + 1))


def first_time(connection: Connection, db: Database, guild: int, event: int, what: str, target: str) -> bool:
    """Whether this event asks for this act for the first time; the server's row must be locked."""
    return inserted(connection, events, guild_id=guild, event_id=event, what=what, target=target, at=db.now())


def by(statement: Delete | Update) -> Change:
    """The change that one statement makes: nothing if it touches no row."""
    return lambda connection: "" if connection.execute(statement).rowcount else None


def put(table: Table, row: dict[str, Any]) -> Change:
    """The change that makes one row of a table be as given; nothing if it is so already."""
    key = [table.c[column.name] == row[column.name] for column in table.primary_key]
    rest = {name: value for name, value in row.items() if not table.c[name].primary_key}

    def change(connection: Connection) -> str | None:
        found = connection.execute(select(table).where(*key)).mappings().one_or_none()
        if found is not None and dict(found) == row:
            return None
        connection.execute(insert_into(connection, table).values(row).on_conflict_do_update(
            index_elements=list(table.primary_key), set_=rest))  # fmt: skip
        return " ".join(f"{name}={value or 'always'}" for name, value in rest.items())

    return change


def typed(text: str, most: int) -> str:
    """Words as somebody typed them, without control characters and halves of characters, cut visibly at `most`."""
    clean = "".join(c for c in text if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs")).strip()
    return clean if len(clean) <= most else clean[: most - 1] + "…"
