"""What only a SQLite file does: readers and the writer side by side, a full disk, damaged files, odd addresses."""

from __future__ import annotations

import os
import shutil
import sqlite3
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from bot.errors import OperatorError
from bot.state import State
from bot.state.database import COMMITS_A_CHECKPOINT, Database
from bot.state.values import Heard

from .conftest import CHANNEL, GUILD, MEMBER


@pytest.fixture
def path(tmp_path):
    return tmp_path / "file.db"


def test_a_reader_holds_up_no_act_and_an_act_no_reader(file_state, act, path, clock):
    db = Database(f"sqlite:///{path}", clock)
    with file_state._db.read() as reading:
        assert reading.exec_driver_sql("SELECT count(*) FROM record").scalar_one() == 0
        began = time.perf_counter()
        file_state.moderation.withhold(act(), "toy.1")
        assert reading.exec_driver_sql("SELECT count(*) FROM record").scalar_one() == 0  # its own moment
        with db.write() as writing:
            writing.exec_driver_sql("DELETE FROM withheld")
            assert file_state.moderation.withheld(GUILD) == {"toy.1"}
        waited = time.perf_counter() - began
    assert waited < 2  # a lock would have cost five seconds
    db.close()


def test_readers_cannot_write(file_state):
    with pytest.raises(OperatorError, match="readonly"), file_state._db.read() as connection:
        connection.exec_driver_sql("DELETE FROM withheld")


def test_many_threads_lose_nothing(file_state, act):
    acts = [act() for _ in range(200)]
    with ThreadPoolExecutor(8) as threads:
        entries = list(threads.map(lambda n: file_state.moderation.withhold(acts[n], f"toy.{n}"), range(200)))
        list(threads.map(lambda n: file_state.answers.shown(GUILD, CHANNEL, 5, [Heard("a", "s", "v")]), range(50)))
    assert sorted(entry.number for entry in entries) == list(range(1, 201))
    assert len(file_state.moderation.withheld(GUILD)) == 200
    assert file_state.answers.balance(GUILD)[0].count == 1
    assert file_state.verify() == ()


def test_the_journal_does_not_grow_without_end(file_state, path):
    wal = path.with_name("file.db-wal")
    sizes = []
    for number in range(2 * COMMITS_A_CHECKPOINT + 50):
        file_state.answers.shown(GUILD, CHANNEL, number, [Heard("a", "s", f"v{number % 7}")])
        sizes.append(wal.stat().st_size)
    assert 0 in sizes
    assert sizes[-1] < max(sizes)


def test_settings_that_safety_rests_on(file_state):
    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1, "trusted_schema": 0,
              "recursive_triggers": 1, "wal_autocheckpoint": 0}  # fmt: skip
    with file_state._db.write() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar_one() for name in wanted}
    assert found == wanted


def test_the_file_is_its_owners(tmp_path):
    State.open(f"sqlite:///{tmp_path / 'mine.db'}").close()
    assert (tmp_path / "mine.db").stat().st_mode & 0o077 == 0
    assert [entry.name for entry in os.scandir(tmp_path)] == ["mine.db"]


def test_a_full_disk_stores_an_act_whole_or_not_at_all(file_state, act):
    """No room, then a page, then two ...: every refusal leaves all as it was, until the act succeeds."""
    refusals = []
    for number in range(40):
        for pages in range(40):
            room_for(file_state, pages)
            before = seen(file_state)
            try:
                file_state.moderation.withhold(act(reason="x" * 500), f"toy.{number}")
            except OperatorError as error:
                refusals.append(str(error))
                assert seen(file_state) == before
            else:
                break
        assert f"toy.{number}" in file_state.moderation.withheld(GUILD)
    assert len(refusals) > 5
    assert all("full" in each and each.endswith("Nothing of this was saved.") for each in refusals)
    assert file_state.verify() == ()


def room_for(state, pages):
    pooled = state._db._writer.raw_connection()
    used = pooled.cursor().execute("PRAGMA page_count").fetchone()[0]
    pooled.cursor().execute(f"PRAGMA max_page_count = {used + pages}").fetchone()
    pooled.close()


def seen(state):
    return state.moderation.withheld(GUILD), state.record.page(GUILD, limit=999), state.epoch(GUILD)


@pytest.mark.parametrize("damage", ["text", "half", "zero header", "zero middle", "folder"])
def test_damaged_files_are_refused_in_sentences(damage, blank_file, path, act):
    shutil.copyfile(blank_file, path)
    with State.open(f"sqlite:///{path}") as state:
        for number in range(50):
            state.moderation.withhold(act(), f"toy.{number}")
    whole = path.read_bytes()
    made = {
        "text": b"This is a letter, not a database. " * 300,
        "half": whole[: len(whole) // 2],
        "zero header": bytes(100) + whole[100:],
        "zero middle": whole[:8192] + bytes(len(whole) - 8192),
        "folder": None,
    }[damage]
    path.unlink()
    if made is None:
        path.mkdir()
    else:
        path.write_bytes(made)
    with pytest.raises(OperatorError) as caught, State.open(f"sqlite:///{path}", create=False) as state:
        raise OperatorError("; ".join(state.verify()) or "not noticed")
    assert "not noticed" not in str(caught.value)


@pytest.mark.parametrize("url", ["", "state.db", "sqlite://", "sqlite:///:memory:", "mysql://u:pw@h/d", "postgres:/x"])
def test_other_addresses_are_refused_without_repeating_them(url):
    with pytest.raises(OperatorError, match="needs an address such as") as caught:
        State.open(url)
    assert "pw" not in str(caught.value)


def test_a_missing_folder_is_said(tmp_path):
    with pytest.raises(OperatorError, match="there is no folder"):
        State.open(f"sqlite:///{tmp_path / 'no' / 'state.db'}")
    assert not (tmp_path / "no").exists()


def test_odd_names_of_files_are_names(tmp_path, act):
    odd = tmp_path / "my state & #1 ü.db"
    with State.open(f"sqlite:///{odd}") as state:
        assert state.moderation.withhold(act(), "toy.1")
    assert odd.is_file()


def test_a_server_that_does_not_answer_is_said_without_its_password():
    pytest.importorskip("psycopg")
    with pytest.raises(OperatorError) as caught:
        State.open("postgresql://reader:S3CRET@127.0.0.1:1/state")
    assert "127.0.0.1:1" in str(caught.value)
    assert "S3CRET" not in str(caught.value)


def test_a_missing_driver_is_said(monkeypatch):
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(OperatorError, match="pip install"):
        State.open("postgresql://reader@127.0.0.1:1/state")


def test_a_writer_that_never_ends_is_not_waited_for_for_ever(file_state, act, path, monkeypatch, clock):
    monkeypatch.setattr("bot.state.database.PATIENCE", 0.2)
    impatient = State.open(f"sqlite:///{path}", clock=clock)
    with file_state._db.write(), pytest.raises(OperatorError, match="locked"):
        impatient.moderation.withhold(act(), "toy.1")
    assert impatient.moderation.withhold(act(), "toy.1")
    impatient.close()


def test_closing_while_others_read_keeps_everything(file_state, act, path, clock):
    gate = threading.Barrier(2)

    def other():
        with State.open(f"sqlite:///{path}", clock=clock) as second:
            gate.wait()
            second.settings.set_plain(MEMBER, True)

    thread = threading.Thread(target=other)
    thread.start()
    gate.wait()
    file_state.moderation.withhold(act(), "toy.1")
    thread.join()
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM members").fetchone() == (1,)
    connection.close()
    assert file_state.verify() == ()
