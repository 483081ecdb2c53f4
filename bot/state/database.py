"""The connection to one state database, a SQLite file or PostgreSQL: who may read, who may write, and how.

SQLite: one connection writes, under BEGIN IMMEDIATE, so no act meets another half way; readers have read-only
connections of their own. The journal is a WAL because then a question asked in a channel neither waits for a
moderator's act nor holds it up (with a rollback journal a reader does both). SQLite below 3.51.3 can damage a WAL when
two connections write and checkpoint at the same instant; here automatic checkpoints are off and the writer's own ones
hold the write lock, so that cannot happen. `synchronous=FULL`: what was acknowledged survives a power cut.
PostgreSQL: ordinary transactions; acts on one server wait for each other on that server's row.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import URL, Connection, Engine, QueuePool, Table, create_engine, event, make_url
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bot.errors import OperatorError

Clock = Callable[[], datetime]

PATIENCE = 5
"""Seconds that a writer waits for another one, or for a connection, before the act is refused."""
COMMITS_A_CHECKPOINT = 200


def utc_now() -> datetime:
    """The wall clock, aware and in UTC; tests pass their own."""
    return datetime.now(UTC)


class Database:
    """One state database and the clock its moments come from; `process` names this process to the others."""

    def __init__(self, url: str, clock: Clock = utc_now, *, create: bool = True) -> None:
        """Connect without reading anything yet; raises OperatorError for an unusable address or a missing file."""
        self.url = _address(url)
        self.clock = clock
        self.process = secrets.token_hex(8)
        self._commits = 0
        if self.url.get_backend_name() == "sqlite":
            path = _file(self.url, create)
            self._writer = _sqlite_engine(path, "rw", "BEGIN IMMEDIATE", size=1)
            self._reader = _sqlite_engine(path, "ro", "BEGIN", size=PATIENCE)
        else:
            self._writer = self._reader = _postgresql_engine(self.url)

    @property
    def is_file(self) -> bool:
        """Whether this is a SQLite file."""
        return self._writer.dialect.name == "sqlite"

    def now(self) -> datetime:
        """This moment by the database's clock."""
        return self.clock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only reads and waits for nobody; what it sees does not change while it lasts (SQLite)."""
        with _in_sentences("read", self.url), self._reader.begin() as connection:
            yield connection

    @contextmanager
    def snapshot(self) -> Iterator[Connection]:
        """A reading transaction that sees one moment of the whole database, on either engine, for backups."""
        with _in_sentences("read", self.url), self._reader.connect() as connection:
            if not self.is_file:
                connection = connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
            with connection.begin():
                yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """The writing transaction: all of it is stored when the block ends, nothing of it when the block raises."""
        with _in_sentences("write", self.url), self._writer.begin() as connection:
            yield connection
        self._commits += 1
        if self._commits % COMMITS_A_CHECKPOINT == 0:
            self.checkpoint()

    def checkpoint(self) -> bool:
        """Bring SQLite's journal into the file and empty it; says whether it is empty now. Nothing on PostgreSQL."""
        if not self.is_file:
            return False
        with _in_sentences("write", self.url):
            (busy, *_), *_ = _outside_transactions(self._writer, "PRAGMA wal_checkpoint(TRUNCATE)")
        return not busy

    def shred(self) -> bool:
        """Rewrite the SQLite file so that no deleted byte is left in it or its journal; says whether that was done."""
        if not self.is_file:
            return False
        with _in_sentences("write", self.url):
            _outside_transactions(self._writer, "VACUUM")
        return self.checkpoint()

    def close(self) -> None:
        """Let go of every connection."""
        self._reader.dispose()
        self._writer.dispose()


def insert_into(connection: Connection, table: Table) -> sqlite.Insert:
    """An INSERT that knows ON CONFLICT, in the words of the engine (both have the same)."""
    return sqlite.insert(table) if connection.dialect.name == "sqlite" else cast(Any, postgresql.insert(table))


def inserted(connection: Connection, table: Table, **row: object) -> bool:
    """Insert a row unless one with its key is there already; says whether it was inserted."""
    new = insert_into(connection, table).values(**row).on_conflict_do_nothing().returning(*table.primary_key)
    return connection.execute(new).first() is not None


def _address(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = URL.create("unknown")
    backend = parsed.get_backend_name()
    if backend == "postgresql":
        return parsed.set(drivername="postgresql+psycopg")
    if backend == "sqlite" and parsed.database and ":memory:" not in parsed.database:
        return parsed
    raise OperatorError("The state needs an address such as sqlite:///state.db or postgresql://user@host/database.")


def _file(url: URL, create: bool) -> Path:
    path = Path(cast(str, url.database)).absolute()
    if not path.parent.is_dir():
        raise OperatorError(f"The state cannot be kept in {path}: there is no folder {path.parent}.")
    if create and not path.exists():
        path.touch(mode=0o600)
    if not path.is_file():
        raise OperatorError(f"There is no state in {path}.")
    return path


def _sqlite_engine(path: Path, mode: str, begin: str, size: int) -> Engine:
    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{path.as_uri()}?mode={mode}", uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False
        )
        connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
        try:
            _prepare(connection, writing=mode != "ro")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    pool = {"poolclass": QueuePool, "pool_size": size, "max_overflow": 0, "pool_timeout": PATIENCE}
    engine = create_engine("sqlite://", creator=connect, hide_parameters=True, **pool)

    event.listen(engine, "begin", lambda connection: connection.exec_driver_sql(begin))
    return engine


def _prepare(connection: sqlite3.Connection, *, writing: bool) -> None:
    settings = ["foreign_keys = ON", "trusted_schema = OFF", "recursive_triggers = ON"]
    if writing:
        _to_wal(connection)
        settings += ["synchronous = FULL", "wal_autocheckpoint = 0", "secure_delete = ON"]
    for setting in settings:
        connection.execute(f"PRAGMA {setting}").fetchall()


def _to_wal(connection: sqlite3.Connection) -> None:
    """Switch to the WAL; SQLite itself does not wait where others do the same at that moment, so this does."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode = WAL").fetchall()
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.02)


def _postgresql_engine(url: URL) -> Engine:
    waits = {"options": f"-c lock_timeout={PATIENCE}s", "connect_timeout": PATIENCE}
    waits = {name: value for name, value in waits.items() if name not in url.query}
    try:
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, pool_timeout=PATIENCE, connect_args=waits)
    except ModuleNotFoundError:
        raise OperatorError("PostgreSQL needs its driver: pip install 'dissensus[postgres]'.") from None


def _outside_transactions(engine: Engine, statement: str) -> list[Any]:
    pooled = engine.raw_connection()
    try:
        cursor = pooled.cursor()
        cursor.execute(statement)
        return list(cursor.fetchall())
    finally:
        pooled.close()


@contextmanager
def _in_sentences(doing: str, url: URL) -> Iterator[None]:
    try:
        yield
    except (DBAPIError, PoolTimeout, sqlite3.Error) as error:
        place, why = url.render_as_string(hide_password=True), str(getattr(error, "orig", error)).partition("\n")[0]
        saved = " Nothing of this was saved." if doing == "write" else ""
        raise OperatorError(f"Could not {doing} the state at {place}: {why}.{saved}") from error
