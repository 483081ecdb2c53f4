"""The state as one object: opened by address, closed at the end, with one part for each theme.

Invariant: an open state has exactly the schema this program works with.
"""

from __future__ import annotations

from pathlib import Path
from types import TracebackType
from typing import Self

from sqlalchemy import select

from bot.state import backups, upkeep, versions
from bot.state.answers import Answers
from bot.state.backups import Restored
from bot.state.database import Clock, Database, utc_now
from bot.state.moderation import Moderation
from bot.state.posts import Posts
from bot.state.privacy import Privacy
from bot.state.readings import Readings
from bot.state.record import Record
from bot.state.reports import Reports
from bot.state.schema import guilds
from bot.state.settings import Settings


class State:
    """What servers decided. Every method is synchronous and safe to call from several threads."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self.settings = Settings(db)
        self.moderation = Moderation(db)
        self.reports = Reports(db)
        self.answers = Answers(db)
        self.readings = Readings(db)
        self.posts = Posts(db)
        self.record = Record(db)
        self.privacy = Privacy(db)

    @classmethod
    def open(cls, url: str, *, clock: Clock = utc_now, create: bool = True) -> Self:
        """Open "sqlite:///state.db" or "postgresql://user@host/name"; an empty database is set up if `create`.

        Raises OperatorError, with the next step, for an older or newer schema, another program's database, a missing
        file or folder, a server that does not answer.
        """
        db = Database(url, clock, create=create)
        try:
            with db.write() as connection:
                empty = versions.version(connection) == ""
            if empty and create:
                versions.migrate(db)
            with db.read() as connection:
                versions.require_current(connection)
        except BaseException:
            db.close()
            raise
        return cls(db)

    @staticmethod
    def migrate(url: str) -> tuple[str, str]:
        """Bring a database to this program's schema; gives the version before ("" for none) and after."""
        db = Database(url, create=False)
        try:
            return versions.migrate(db)
        finally:
            db.close()

    def epoch(self, guild: int) -> int:
        """Counts the acts in a server, for all processes: what was remembered at another epoch is stale.

        What ends by the clock (grants, quiet spells, readings with an end date) does not raise it: ask for those anew.
        """
        with self._db.read() as connection:
            found = connection.execute(select(guilds.c.epoch).where(guilds.c.guild_id == guild))
            return found.scalar_one_or_none() or 0

    def tidy(self) -> int:
        """Delete what has outlived its purpose; gives the number of rows. To be called about once an hour."""
        return upkeep.tidy(self._db)

    def verify(self) -> tuple[str, ...]:
        """Everything that is not as it was written, in sentences; of each record the first altered entry."""
        return upkeep.verify(self._db)

    def backup(self, folder: Path) -> Path:
        """Write a backup into a folder while the program runs, and delete those older than 14 days."""
        return backups.backup(self._db, folder)

    def restore(self, file: Path) -> Restored:
        """Replace the whole state by a backup, or raise OperatorError and change nothing."""
        return backups.restore(self._db, file)

    def close(self) -> None:
        """Let go of the database."""
        self._db.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()
