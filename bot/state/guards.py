"""What the database itself enforces about the record, whoever writes to it: SQL for each engine, by version.

Invariant: an entry cannot be changed; it can go only after its server's row is gone (the purge of a departed server);
a new one must bear the next number and the digest of the last. A version that was released is never edited.
"""

from __future__ import annotations

from sqlalchemy import Connection

NAMES = ("record_continues", "record_keeps_entries", "record_stays")

_SQLITE_1 = (
    """
    CREATE TRIGGER record_continues BEFORE INSERT ON record
    WHEN NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM record WHERE guild_id = NEW.guild_id)
      OR NEW.previous <> coalesce(
        (SELECT digest FROM record WHERE guild_id = NEW.guild_id ORDER BY number DESC LIMIT 1), '')
    BEGIN SELECT RAISE(ABORT, 'the record can only be continued'); END
    """,
    """
    CREATE TRIGGER record_stays BEFORE UPDATE ON record
    BEGIN SELECT RAISE(ABORT, 'the record cannot be changed'); END
    """,
    """
    CREATE TRIGGER record_keeps_entries BEFORE DELETE ON record
    WHEN EXISTS (SELECT 1 FROM guilds WHERE guild_id = OLD.guild_id)
    BEGIN SELECT RAISE(ABORT, 'the record cannot be shortened'); END
    """,
)

_POSTGRESQL_1 = (
    """
    CREATE OR REPLACE FUNCTION record_must_continue() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.number <> (SELECT coalesce(max(number), 0) + 1 FROM record WHERE guild_id = NEW.guild_id)
        OR NEW.previous <> coalesce(
          (SELECT digest FROM record WHERE guild_id = NEW.guild_id ORDER BY number DESC LIMIT 1), '')
      THEN RAISE EXCEPTION 'the record can only be continued'; END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE OR REPLACE FUNCTION record_must_stay() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF TG_OP = 'DELETE' AND NOT EXISTS (SELECT 1 FROM guilds WHERE guild_id = OLD.guild_id)
      THEN RETURN OLD; END IF;
      RAISE EXCEPTION 'the record cannot be changed or shortened';
    END $$
    """,
    "CREATE TRIGGER record_continues BEFORE INSERT ON record FOR EACH ROW EXECUTE FUNCTION record_must_continue()",
    "CREATE TRIGGER record_stays BEFORE UPDATE OR DELETE ON record FOR EACH ROW EXECUTE FUNCTION record_must_stay()",
    "CREATE TRIGGER record_keeps_entries BEFORE TRUNCATE ON record EXECUTE FUNCTION record_must_stay()",
)

VERSION_1 = {"sqlite": _SQLITE_1, "postgresql": _POSTGRESQL_1}

CURRENT = VERSION_1

_INSTALLED = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'record'",
    "postgresql": "SELECT tgname FROM pg_trigger WHERE tgrelid = 'record'::regclass AND NOT tgisinternal"
    " AND tgenabled = 'O'",
}


def standing(connection: Connection) -> frozenset[str]:
    """Names of the guards that stand in a database; all is well when they are NAMES."""
    return frozenset(connection.exec_driver_sql(_INSTALLED[connection.dialect.name]).scalars())


def raise_guards(connection: Connection, version: dict[str, tuple[str, ...]] = CURRENT) -> None:
    """Put the guards of a version in place."""
    for statement in version[connection.dialect.name]:
        connection.exec_driver_sql(statement)


def lower_guards(connection: Connection) -> None:
    """Take the guards away for the rest of a transaction that replaces the whole record (restore) and raises them."""
    of = "" if connection.dialect.name == "sqlite" else " ON record"
    for name in standing(connection):
        connection.exec_driver_sql(f"DROP TRIGGER {name}{of}")
