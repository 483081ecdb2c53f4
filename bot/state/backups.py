"""Backups and restoring, the same for both engines: a backup is a SQLite state file with the same tables.

Invariant: a backup is one moment of the state and appears whole or not at all; restoring replaces the state whole or
not at all, while the program may run. So a backup of one engine restores into the other, which is also how a group
moves from a file to PostgreSQL. Backups are kept for 14 days: what was deleted since stands in them until then.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, delete, func, select, update

from bot.errors import OperatorError
from bot.state import guards
from bot.state.database import Database
from bot.state.schema import guilds, metadata, readings, steps
from bot.state.upkeep import verify
from bot.state.versions import migrate, version

KEPT = timedelta(days=14)
_NAME = "state-%Y%m%dT%H%M%SZ.db"
_ROWS = 500


@dataclass(frozen=True, slots=True)
class Restored:
    """What restoring did: rows brought back, and posts of which nobody knows whether they were sent since."""

    rows: int
    unsure: int


def backup(db: Database, folder: Path) -> Path:
    """Write the state as it is now into a folder, while the program runs; gives the file, readable by its owner only.

    Deletes backups in that folder that are older than 14 days. Raises OperatorError when the copy is not whole.
    """
    if not folder.is_dir():
        raise OperatorError(f"There is no folder {folder} for the backup.")
    name = db.now().astimezone(UTC).strftime(_NAME)
    with tempfile.TemporaryDirectory(prefix=".state-", dir=folder) as aside:
        part = Path(aside, name)
        with closing(Database(f"sqlite:///{part}", db.clock)) as copy:
            migrate(copy)
            with db.snapshot() as source, copy.write() as target:
                _replace(source, target)
        _into_one_file(part)
        part.replace(folder / name)
    if os.name == "posix":
        _sync(folder)
    for old in folder.glob("state-*Z.db"):
        if _taken(old) <= db.now() - KEPT:
            old.unlink()
    return folder / name


def restore(db: Database, file: Path) -> Restored:
    """Replace the whole state by a backup, also one of an older schema; other processes see it in one moment.

    Posts that became due since the backup are marked unsure, not sent again. Raises OperatorError for a file that is
    damaged, altered, newer than this program or no backup; then nothing has changed.
    """
    if not file.is_file():
        raise OperatorError(f"There is no backup {file}.")
    with tempfile.TemporaryDirectory() as aside:
        part = Path(aside, "backup.db")
        shutil.copyfile(file, part)
        with closing(Database(f"sqlite:///{part}", db.clock, create=False)) as copy:
            with copy.write() as connection:
                if not version(connection):
                    raise OperatorError(f"{file} is empty; nothing was restored.")
            migrate(copy)
            if faults := verify(copy):
                raise OperatorError(f"{file} is not as it was written ({faults[0]}); nothing was restored.")
            migrate(db)
            with copy.snapshot() as source, db.write() as target:
                epoch = target.execute(select(func.max(guilds.c.epoch))).scalar_one() or 0
                rows = _replace(source, target)
                target.execute(update(guilds).values(epoch=guilds.c.epoch + epoch + 1))
                return Restored(rows, _doubt(target, db.now()))


def _replace(source: Connection, target: Connection) -> int:
    guards.lower_guards(target)
    for table in reversed(metadata.sorted_tables):
        target.execute(delete(table))
    rows = 0
    for table in metadata.sorted_tables:
        found = source.execute(select(table).order_by(*table.primary_key)).mappings()
        while batch := found.fetchmany(_ROWS):
            target.execute(table.insert(), [dict(row) for row in batch])
            rows += len(batch)
    guards.raise_guards(target)
    return rows


def _doubt(connection: Connection, now: datetime) -> int:
    opened = select(readings.c.step).where(readings.c.reading_id == steps.c.reading_id).scalar_subquery()
    open_posts = steps.c.status.in_(("pending", "claimed"))
    since = open_posts & ((steps.c.due_at <= now) | (steps.c.number <= opened))
    count = connection.execute(update(steps).where(since).values(status="unsure")).rowcount
    reached = select(func.max(steps.c.number)).where(
        steps.c.reading_id == readings.c.reading_id, steps.c.status == "unsure"
    )
    behind = readings.c.step < reached.scalar_subquery()
    connection.execute(update(readings).where(behind).values(step=reached.scalar_subquery()))
    return count


def _into_one_file(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    _sync(path)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _taken(file: Path) -> datetime:
    try:
        return datetime.strptime(file.name, _NAME).replace(tzinfo=UTC)
    except ValueError:
        return datetime.max.replace(tzinfo=UTC)
