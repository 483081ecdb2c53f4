"""`dissensus state`: backups and back, what was tampered with, migrations, and a person who is forgotten."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli import main
from bot.state import State
from bot.state.values import Act

GUILD, PERSON = 10**18 + 1, 10**18 + 9


def run(url: str, *arguments: str, given: str = "") -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command on a state."""
    result = CliRunner().invoke(main, ["state", *arguments], input=given, env={"DISSENSUS_STATE_URL": url})
    return result.exit_code, result.stdout, result.stderr


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A state with three acts in it."""
    path = tmp_path / "state.db"
    with State.open(f"sqlite:///{path}") as state:
        for number in range(3):
            state.moderation.withhold(Act(GUILD, PERSON, number, "why not"), f"toy.{number}")
    return path


def withheld(file: Path) -> set[str]:
    with State.open(f"sqlite:///{file}") as state:
        return set(state.moderation.withheld(GUILD))


def test_a_backup_comes_back_and_what_came_after_is_gone(file: Path, tmp_path: Path) -> None:
    url, folder = f"sqlite:///{file}", tmp_path / "backups"
    folder.mkdir()
    code, out, err = run(url, "backup", str(folder))
    assert (code, err) == (0, "")
    backup = Path(out.strip())
    assert backup.parent == folder
    with State.open(url) as state:
        state.moderation.withhold(Act(GUILD, PERSON, 9), "toy.9")
        state.moderation.release(Act(GUILD, PERSON, 10), "toy.0")
    assert withheld(file) == {"toy.1", "toy.2", "toy.9"}
    assert run(url, "restore", str(backup), given="n\n")[0] == 1
    assert withheld(file) == {"toy.1", "toy.2", "toy.9"}
    code, _, err = run(url, "restore", str(backup), given="y\n")
    assert code == 0
    assert "rows are back" in err
    assert withheld(file) == {"toy.0", "toy.1", "toy.2"}
    assert run(url, "verify") == (0, "", "Everything is as it was written.\n")


def test_an_altered_entry_is_named(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("DROP TRIGGER record_stays")
        connection.execute("UPDATE record SET reason = 'another' WHERE number = 2")
    code, out, err = run(f"sqlite:///{file}", "verify")
    assert (code, out) == (1, "")
    assert f"record of server {GUILD}, entry 2: is not as it was written" in err
    assert "record_stays is missing" in err


def test_a_damaged_backup_is_refused_and_nothing_changes(file: Path, tmp_path: Path) -> None:
    broken = tmp_path / "state-broken.db"
    broken.write_bytes(b"SQLite format 3\0" + bytes(5000))
    code, _, err = run(f"sqlite:///{file}", "restore", str(broken), "--yes")
    assert code == 1
    assert err.strip()
    assert withheld(file) == {"toy.0", "toy.1", "toy.2"}


@pytest.mark.parametrize("arguments", [("verify",), ("migrate",), ("forget", "5", "--yes"), ("backup", ".")])
def test_no_state_is_made_where_there_is_none(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    path = tmp_path / "nothing.db"
    code, _, err = run(f"sqlite:///{path}", *arguments)
    assert code == 1
    assert "There is no state in" in err
    assert not path.exists()


def test_a_newer_schema_is_refused_with_the_next_step(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    for arguments in (("verify",), ("migrate",)):
        code, _, err = run(f"sqlite:///{file}", *arguments)
        assert code == 1
        assert "newer Dissensus" in err


def test_migrating_says_from_where_to_where(tmp_path: Path) -> None:
    released = (Path(__file__).parent / "state/released/0001.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "old.db")) as connection:
        connection.executescript(released)
    url = f"sqlite:///{tmp_path / 'old.db'}"
    assert "dissensus state migrate" in run(url, "verify")[2]
    assert run(url, "migrate") == (0, "", "Schema 0001 -> 0002.\n")
    assert run(url, "migrate") == (0, "", "The schema is 0002 already.\n")
    assert run(url, "verify")[0] == 0


def test_a_person_is_forgotten_and_the_record_stays_whole(file: Path) -> None:
    url = f"sqlite:///{file}"
    assert run(url, "forget", str(PERSON), given="n\n")[0] == 1
    code, _, err = run(url, "forget", str(PERSON), "--yes")
    assert code == 0
    assert "no byte of it is left" in err
    with State.open(url) as state:
        assert state.privacy.show(PERSON) == ()
        assert [entry.by for entry in state.record.page(GUILD).entries] == [None, None, None]
    assert run(url, "verify")[0] == 0
    assert str(PERSON).encode() not in file.read_bytes()
