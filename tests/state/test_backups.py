"""Backups while the program runs, and the restore drill: on both engines, and from each to the other."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.errors import OperatorError
from bot.state import State
from bot.state.database import Database
from bot.state.schema import metadata
from bot.state.values import Channel, Heard, Plan, Server

from .conftest import CHANNEL, GUILD, MEMBER, OTHER_GUILD

REMADE = {"guilds": {"epoch"}}
"""Columns that restoring sets anew on purpose."""


@pytest.fixture
def busy(state, act, clock):
    """Something in every table."""
    state.settings.set_server(act(), Server("Europe/Berlin"))
    state.settings.set_channel(act(), CHANNEL, Channel("private", frozenset({"toy"}), 2))
    state.settings.set_plain(MEMBER, True)
    state.moderation.withhold(act(reason="ä 👩‍👧 'quoted'"), "toy.1")
    state.moderation.withhold(act(guild=OTHER_GUILD), "toy.2")
    state.moderation.grant(act(), "role", 7, clock() + timedelta(days=90))
    state.moderation.quiet(act(), MEMBER, clock() + timedelta(hours=1))
    state.reports.file(act(by=MEMBER, reason="words"), "toy.3")
    state.answers.shown(GUILD, CHANNEL, 100, [Heard("toy.1", "toy", "cook")], asker=MEMBER)
    due = datetime(2026, 3, 9, 19)  # noqa: DTZ001
    state.readings.start(act(), CHANNEL, "toy", [Plan(n, n, due + timedelta(days=7 * n)) for n in range(3)])
    return state


def content(url):
    """Every cell of a state, but those that restoring makes anew."""
    db = Database(url)
    with db.read() as connection:
        found = {
            table.name: sorted(
                str({name: cell for name, cell in row.items() if name not in REMADE.get(table.name, ())})
                for row in connection.execute(select(table)).mappings()
            )
            for table in metadata.sorted_tables
        }
    db.close()
    return found


def test_the_drill(busy, url, act, clock, tmp_path):
    """Back up, go on, lose it all, restore: as it was, whole, and able to go on."""
    assert all(content(url).values()), "a table without a row would prove nothing"
    before = content(url)
    backup = busy.backup(tmp_path)
    for number in range(20):
        busy.moderation.withhold(act(), f"later.{number}")
    busy.privacy.forget(MEMBER)
    assert content(url) != before
    restored = busy.restore(backup)
    assert content(url) == before
    assert restored.rows == sum(map(len, before.values()))
    assert restored.unsure == 0
    assert busy.verify() == ()
    assert busy.moderation.withhold(act(), "after.1").number == 7
    assert busy.verify() == ()


def test_a_backup_restores_into_the_other_engine(busy, url, engine, clock, tmp_path, request):
    other = f"sqlite:///{tmp_path / 'moved.db'}"
    if engine == "sqlite":
        other = request.getfixturevalue("postgres").fresh(empty=True)
    backup = busy.backup(tmp_path)
    with State.open(other, clock=clock) as moved:
        moved.restore(backup)
        assert moved.verify() == ()
    assert content(other) == content(url)


def test_a_backup_is_one_file_for_its_owner_only(busy, clock, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    backup = busy.backup(folder)
    assert [path.name for path in folder.iterdir()] == [backup.name] == ["state-20260302T120000Z.db"]
    assert backup.stat().st_mode & 0o077 == 0
    with sqlite3.connect(f"file:{backup}?mode=ro&immutable=1", uri=True) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    connection.close()


def test_restoring_voids_what_other_processes_remember(busy, url, act, clock, tmp_path):
    backup = busy.backup(tmp_path)
    at_backup = busy.epoch(GUILD)
    busy.moderation.release(act(), "toy.1")
    seen = {busy.epoch(GUILD), at_backup}
    with State.open(url, clock=clock) as other:
        busy.restore(backup)
        assert other.moderation.withheld(GUILD) == {"toy.1"}
        assert other.epoch(GUILD) > max(seen)


def test_posts_due_since_the_backup_are_not_sent_again(busy, clock, tmp_path):
    backup = busy.backup(tmp_path)
    clock.set(2026, 3, 17)
    assert busy.restore(backup).unsure == 2
    reading = busy.readings.status(GUILD, CHANNEL)
    assert [step.status for step in reading.steps] == ["unsure", "unsure", "pending"]
    assert reading.step == 2
    assert busy.posts.claim() is None
    clock.set(2026, 3, 24)
    assert busy.posts.claim().number == 3


def test_backups_are_kept_for_fourteen_days(busy, clock, tmp_path):
    folder = tmp_path / "backups"
    folder.mkdir()
    (folder / "state-of-mind.db").write_bytes(b"")
    first = busy.backup(folder)
    clock.move(days=13, hours=23)
    second = busy.backup(folder)
    assert {path.name for path in folder.iterdir()} == {first.name, second.name, "state-of-mind.db"}
    clock.move(hours=1)
    third = busy.backup(folder)
    assert {path.name for path in folder.iterdir()} == {second.name, third.name, "state-of-mind.db"}


def test_a_backup_is_one_moment_although_acts_go_on(busy, act, tmp_path, url):
    stop, made = threading.Event(), []

    def acts_go_on():
        while not stop.is_set():
            made.append(busy.moderation.withhold(act(), f"flood.{len(made)}"))

    thread = threading.Thread(target=acts_go_on)
    thread.start()
    try:
        backups = []
        for number in range(5):
            folder = tmp_path / str(number)
            folder.mkdir()
            backups.append(busy.backup(folder))
    finally:
        stop.set()
        thread.join()
    sizes = []
    for backup in backups:
        with State.open(f"sqlite:///{shutil.copyfile(backup, backup.with_suffix('.copy'))}", create=False) as copy:
            assert copy.verify() == ()
            withheld = {passage for passage in copy.moderation.withheld(GUILD) if passage.startswith("flood")}
            newest = copy.record.page(GUILD, what="withhold", limit=10**6).entries
            assert len(newest) == len(withheld) + 1
            sizes.append(len(withheld))
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0], "no act fell between the backups"


def test_what_is_no_whole_backup_changes_nothing(busy, url, act, tmp_path):
    good = busy.backup(tmp_path)
    whole = good.read_bytes()
    before = content(url)
    bad = tmp_path / "bad.db"
    damages = {
        "no database": b"not a database, but long enough to be taken for one" * 100,
        "nothing": b"",
        "half": whole[: len(whole) // 2],
        "another program's": _sqlite("CREATE TABLE notes (id)", tmp_path / "notes.db"),
    }
    for position in range(5000, len(whole), len(whole) // 12):
        damages[f"zeros at {position}"] = whole[:position] + bytes(4096) + whole[position + 4096 :]
    failed = []
    for name, damage in damages.items():
        bad.write_bytes(damage)
        try:
            busy.restore(bad)
            failed.append(name)
        except OperatorError:
            assert content(url) == before, name
    assert failed == []
    with pytest.raises(OperatorError, match="no backup"):
        busy.restore(tmp_path / "nowhere.db")
    busy.restore(good)
    assert busy.verify() == ()


def test_an_altered_backup_is_refused_by_the_entry(busy, tmp_path):
    backup = busy.backup(tmp_path)
    with sqlite3.connect(backup) as connection:
        connection.executescript("DROP TRIGGER record_stays; UPDATE record SET reason = 'never' WHERE number = 3")
    connection.close()
    with pytest.raises(OperatorError, match="not as it was written"):
        busy.restore(backup)


def test_a_newer_backup_is_refused(busy, tmp_path):
    backup = busy.backup(tmp_path)
    with sqlite3.connect(backup) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    with pytest.raises(OperatorError, match="newer Dissensus"):
        busy.restore(backup)


def test_a_missing_folder_is_said(busy, tmp_path):
    with pytest.raises(OperatorError, match="no folder"):
        busy.backup(tmp_path / "nowhere")


def test_a_damaged_record_can_still_be_backed_up(busy, raw, tmp_path):
    from .test_record import tampered

    tampered(raw, "DELETE FROM record WHERE number = 2 AND guild_id = :g", g=GUILD)
    assert busy.verify()
    with State.open(f"sqlite:///{busy.backup(tmp_path)}", create=False) as copy:
        assert copy.verify() == busy.verify()


def _sqlite(script, path):
    with sqlite3.connect(path) as connection:
        connection.executescript(script)
    connection.close()
    return path.read_bytes()
