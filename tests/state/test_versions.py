"""Schema versions: every released one becomes the newest whole, triggers and all; strangers and newer ones are refused.

`released/` holds each released schema as SQLite wrote it, one file a version. For a release,
`pytest tests/state/test_versions.py --write-released` adds the newest.
"""

from __future__ import annotations

import sqlite3
import threading
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from sqlalchemy import inspect, text

from bot.errors import OperatorError
from bot.state import State, guards
from bot.state.database import Database
from bot.state.schema import APPLICATION, metadata
from bot.state.versions import known_versions, migrate

from .conftest import GUILD

RELEASED = Path(__file__).parent / "released"
VERSIONS = known_versions()


def shape(connection):
    """Everything that makes a schema: columns, keys, checks, indexes, and the triggers' own text."""
    found = inspect(connection)
    tables = {}
    for table in found.get_table_names():
        tables[table] = {
            "columns": [
                (c["name"], str(c["type"]), c["nullable"], str(c["default"])) for c in found.get_columns(table)
            ],
            "key": found.get_pk_constraint(table),
            "foreign": sorted(map(str, found.get_foreign_keys(table))),
            "unique": sorted(map(str, found.get_unique_constraints(table))),
            "checks": sorted((str(c["name"]), _words(c["sqltext"])) for c in found.get_check_constraints(table)),
            "indexes": sorted(_index(each) for each in found.get_indexes(table)),
        }
    return tables, sorted(triggers(connection))


def _index(index):
    where = {name: str(value) for name, value in index.get("dialect_options", {}).items()}
    return str((index["name"], index["column_names"], bool(index["unique"]), where))


def _words(check):
    """A check without the ways in which engines and ways of making it write the same list."""
    return sorted(word.strip("'\"") for word in check.replace("(", " ").replace(")", " ").replace(",", " ").split()
                  if word.startswith("'"))  # fmt: skip


def triggers(connection):
    if connection.dialect.name == "sqlite":
        query = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"
    else:
        query = ("SELECT tgname, pg_get_triggerdef(t.oid) || pg_get_functiondef(tgfoid) FROM pg_trigger t"
                 " WHERE NOT tgisinternal")  # fmt: skip
    return [(name, " ".join(sql.split())) for name, sql in connection.execute(text(query))]


def dump(connection):
    """The statements that make a SQLite schema again, in order."""
    query = "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%' ORDER BY rowid"
    made = [statement for (statement,) in connection.execute(text(query))]
    version = MigrationContext.configure(connection).get_current_revision()
    return [*made, f"PRAGMA application_id = {APPLICATION}", f"INSERT INTO alembic_version VALUES ('{version}')"]


def loaded(file, path):
    """A database made by the statements of a released schema."""
    with sqlite3.connect(path) as connection:
        connection.executescript(file.read_text("utf-8"))
    connection.close()
    return Database(f"sqlite:///{path}")


def test_an_empty_database_is_set_up_and_equals_the_description(empty_url, engine, tmp_path, request):
    State.open(empty_url).close()
    db = Database(empty_url)
    with db.read() as connection:
        migrated = shape(connection)
        assert MigrationContext.configure(connection).get_current_revision() == VERSIONS[-1]
    db.close()
    described = _described(engine, tmp_path, request)
    migrated[0].pop("alembic_version")
    assert migrated == described
    assert {name for name, _ in migrated[1]} == set(guards.NAMES)


def _described(engine, tmp_path, request):
    """The schema as the description makes it, without migrations."""
    url = f"sqlite:///{tmp_path / 'described.db'}"
    if engine == "postgresql":
        url = request.getfixturevalue("postgres").fresh(empty=True)
    db = Database(url)
    with db.write() as connection:
        metadata.create_all(connection)
        guards.raise_guards(connection)
        made = shape(connection)
    db.close()
    return made


@pytest.mark.parametrize("version", VERSIONS)
def test_every_version_on_the_way_becomes_the_newest(empty_url, version, engine, tmp_path, request):
    db = Database(empty_url)
    assert migrate(db, to=version) == ("", version)
    assert migrate(db) == (version, VERSIONS[-1])
    with db.read() as connection:
        stepwise = shape(connection)
    db.close()
    fresh = request.getfixturevalue("postgres").fresh() if engine == "postgresql" else f"sqlite:///{tmp_path / 'f.db'}"
    State.open(fresh).close()
    other = Database(fresh)
    with other.read() as connection:
        assert shape(connection) == stepwise
    other.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_every_released_file_becomes_the_newest(version, tmp_path):
    """The files of users were made by the program as it was released, not by today's migrations."""
    assert sorted(path.stem for path in RELEASED.glob("*.sql")) == sorted(VERSIONS)
    old = tmp_path / "old.db"
    db = loaded(RELEASED / f"{version}.sql", old)
    with db.write() as connection:
        connection.execute(text("INSERT INTO withheld VALUES (:guild, 'toy.1', 'why', 4, 1000000)"), {"guild": GUILD})
    assert State.migrate(f"sqlite:///{old}") == (version, VERSIONS[-1])
    State.open(f"sqlite:///{tmp_path / 'fresh.db'}").close()
    fresh = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    with db.read() as one, fresh.read() as other:
        assert shape(one) == shape(other)
    db.close()
    fresh.close()
    with State.open(f"sqlite:///{old}", create=False) as state:
        assert state.moderation.withheld(GUILD) == {"toy.1"}
        assert state.verify() == ()


def test_a_newer_schema_is_refused_with_a_sentence(url, raw):
    with raw.write() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(OperatorError, match=r"newer Dissensus \(schema 9999; this one knows up to 0002\)"):
        State.open(url)
    with pytest.raises(OperatorError, match="newer Dissensus"):
        State.migrate(url)
    with raw.read() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one() == "9999"


def test_a_database_of_something_else_is_left_alone(empty_url):
    db = Database(empty_url)
    with db.write() as connection:
        connection.execute(text("CREATE TABLE channels (name TEXT)"))
    with pytest.raises(OperatorError, match="belongs to something else"):
        State.open(empty_url)
    with db.read() as connection:
        assert inspect(connection).get_table_names() == ["channels"]
    db.close()


def test_another_programs_migrations_are_not_ours(tmp_path):
    with sqlite3.connect(tmp_path / "other.db") as connection:
        connection.executescript("CREATE TABLE alembic_version (version_num TEXT); "
                                 "INSERT INTO alembic_version VALUES ('0001')")  # fmt: skip
    connection.close()
    with pytest.raises(OperatorError, match="belongs to something else"):
        State.open(f"sqlite:///{tmp_path / 'other.db'}")


def test_an_empty_database_is_not_set_up_unasked(empty_url, engine):
    expected = "There is no state in" if engine == "sqlite" else "has schema none"
    with pytest.raises(OperatorError, match=expected):
        State.open(empty_url, create=False)


def test_a_failing_migration_leaves_nothing(empty_url, monkeypatch):
    """A guard that cannot be put up fails the first migration at its very end."""
    broken = {engine: (*statements, "NO SQL") for engine, statements in guards.VERSION_1.items()}
    monkeypatch.setattr(guards, "VERSION_1", broken)
    with pytest.raises(OperatorError):
        State.open(empty_url)
    monkeypatch.undo()
    db = Database(empty_url)
    with db.read() as connection:
        assert inspect(connection).get_table_names() == []
    db.close()
    State.open(empty_url).close()


def test_several_at_once_set_up_one_database(empty_url):
    """All open the same empty database at the same moment; one sets it up, the others find it done."""
    gate, failures = threading.Barrier(6), []

    def opening():
        gate.wait()
        try:
            State.open(empty_url).close()
        except OperatorError as error:
            failures.append(error)

    threads = [threading.Thread(target=opening) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with State.open(empty_url, create=False) as state:
        assert state.verify() == ()


def test_the_newest_schema_is_among_the_released(tmp_path, pytestconfig):
    State.open(f"sqlite:///{tmp_path / 'fresh.db'}").close()
    db = Database(f"sqlite:///{tmp_path / 'fresh.db'}")
    with db.read() as connection:
        fresh, statements = shape(connection), dump(connection)
    db.close()
    file = RELEASED / f"{VERSIONS[-1]}.sql"
    if pytestconfig.getoption("--write-released", False) and not file.exists():
        file.write_text(";\n".join(statements) + ";\n", "utf-8")
    released = loaded(file, tmp_path / "released.db")
    with released.read() as connection:
        assert shape(connection) == fresh
    released.close()
