"""The chain that makes the record tamper-evident: each entry's digest covers the entry and the digest before it.

digest = SHA-256(previous digest + canonical row), the canonical row being a JSON array in ASCII. The number of entries
and the last digest are kept with the server as well, so that a missing end is noticed. Limit: whoever can write the
whole database can forge a whole new chain; the copy in the moderators' channel is what that cannot reach.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sqlalchemy import BigInteger, Connection, select, type_coerce, update

from bot.state.kinds import EPOCH, MICROSECOND
from bot.state.schema import guilds, record
from bot.state.values import Break, Entry

_CHAINED = (record.c.number, type_coerce(record.c.at, BigInteger), record.c.actor, record.c.what, record.c.target,
            record.c.detail, record.c.reason)  # fmt: skip


def append(connection: Connection, entry: Entry) -> Entry:
    """Add an entry to its server's record, with the number and digest that continue it; the server's row is locked."""
    here = guilds.c.guild_id == entry.guild
    length, head = connection.execute(select(guilds.c.record_length, guilds.c.record_head).where(here)).one()
    number, at = length + 1, (entry.at - EPOCH) // MICROSECOND
    row = [number, at, entry.actor, entry.what, entry.target, entry.detail, entry.reason]
    digest = _digest(head, entry.guild, row)
    values = {"guild_id": entry.guild, "at": entry.at, "actor": entry.actor, "what": entry.what}
    values |= {"target": entry.target, "detail": entry.detail, "reason": entry.reason}
    connection.execute(record.insert().values(**values, number=number, previous=head, digest=digest))
    connection.execute(update(guilds).where(here).values(record_length=number, record_head=digest))
    return replace(entry, number=number, digest=digest)


def first_break(connection: Connection, guild: int) -> Break | None:
    """The first entry of a server's record that was altered, added, removed or moved; None when all is as written."""
    head, number = "", 0
    for number, (*row, previous, digest) in enumerate(_rows(connection, guild), start=1):
        if row[0] != number:
            return Break(guild, number, "is missing")
        if previous != head:
            return Break(guild, number, "does not follow the entry before it")
        if digest != _digest(head, guild, row):
            return Break(guild, number, "is not as it was written")
        head = digest
    kept = select(guilds.c.record_length, guilds.c.record_head).where(guilds.c.guild_id == guild)
    length, last = connection.execute(kept).one_or_none() or (0, "")
    if (number, head) == (length, last):
        return None
    return Break(guild, number + 1, "is missing") if number < length else Break(guild, length + 1, "was added")


def servers(connection: Connection) -> list[int]:
    """Every server that has a record or should have one, in order."""
    found = connection.execute(select(guilds.c.guild_id).union(select(record.c.guild_id))).scalars()
    return sorted(found)


def _rows(connection: Connection, guild: int) -> Iterator[Any]:
    query = select(*_CHAINED, record.c.previous, record.c.digest)
    return iter(connection.execute(query.where(record.c.guild_id == guild).order_by(record.c.number)))


def _digest(previous: str, guild: int, row: list[Any]) -> str:
    canonical = json.dumps([guild, *row], separators=(",", ":"), default=repr)
    return hashlib.sha256((previous + canonical).encode("ascii", "backslashreplace")).hexdigest()
