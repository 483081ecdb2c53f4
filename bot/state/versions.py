"""Schema versions: what a database has, what this program knows, and the way from one to the other.

Invariant: a database is changed only by migrations, each whole or not at all, one process at a time. A database that is
newer than the program, or not ours at all, is left alone with a sentence.
"""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.errors import OperatorError
from bot.state.database import Database
from bot.state.schema import APPLICATION, metadata

ADVISORY_LOCK = APPLICATION
"""PostgreSQL's lock number for migrations."""
_FOREIGN = "This database belongs to something else; give the state one of its own."


def known_versions() -> tuple[str, ...]:
    """Every schema version this program knows, oldest first; the last is the one it works with."""
    script = ScriptDirectory.from_config(_config())
    return tuple(reversed([revision.revision for revision in script.walk_revisions()]))


def version(connection: Connection) -> str:
    """The schema version of a database, "" for an empty one; raises OperatorError for a database of something else."""
    is_file = connection.dialect.name == "sqlite"
    tables = set(inspect(connection).get_table_names())
    if "alembic_version" not in tables:
        if tables if is_file else tables & set(metadata.tables):
            raise OperatorError(_FOREIGN)
        return ""
    if is_file and connection.exec_driver_sql("PRAGMA application_id").scalar_one() != APPLICATION:
        raise OperatorError(_FOREIGN)
    return str(connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def require_current(connection: Connection) -> None:
    """Raise OperatorError, with the next step, unless the database has exactly the schema of this program."""
    have, known = version(connection), known_versions()
    if have and have not in known:
        raise OperatorError(
            f"The state was written by a newer Dissensus (schema {have}; this one knows up to {known[-1]}). "
            "Install that version again, or restore a backup made with this one."
        )
    if have != known[-1]:
        raise OperatorError(f"The state has schema {have or 'none'}, this program needs {known[-1]}: "
                            "make a backup, then run: dissensus state migrate")  # fmt: skip


def migrate(db: Database, to: str = "head") -> tuple[str, str]:
    """Bring a database to a schema version, in one transaction; gives the version before and after.

    An empty database is set up. Several processes may call it at once: one works, the others wait and find it done.
    Raises OperatorError for a newer database or one of something else.
    """
    with db.write() as connection:
        if connection.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
        before = version(connection)
        if before and before not in known_versions():
            require_current(connection)
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, to)
        return before, version(connection)


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "bot.state:migrations")
    return config
