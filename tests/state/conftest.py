"""Databases for the tests: fresh for each, on both engines; a clock that stands still; acts with events of their own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest

from bot.state import State
from bot.state.database import Database
from bot.state.values import Act

GUILD, OTHER_GUILD, CHANNEL, MODERATOR, MEMBER = 10**18 + 1, 10**18 + 2, 10**18 + 3, 10**18 + 4, 10**18 + 5


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--write-released", action="store_true", help="keep the newest state schema among the released")


@dataclass
class StillClock:
    """A clock that shows the same moment until somebody moves it."""

    shown: datetime = field(default=datetime(2026, 3, 2, 12, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.shown

    def move(self, **by: float) -> None:
        self.shown += timedelta(**by)

    def set(self, *when: int) -> None:
        self.shown = datetime(*when, tzinfo=UTC)


@pytest.fixture(scope="session")
def blank_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite state with nothing in it, to be copied."""
    path = tmp_path_factory.mktemp("blank") / "state.db"
    State.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a state with nothing in it."""
    if engine == "postgresql":
        return str(request.getfixturevalue("postgres").fresh())
    shutil.copyfile(request.getfixturevalue("blank_file"), tmp_path / "state.db")
    return f"sqlite:///{tmp_path / 'state.db'}"


@pytest.fixture
def empty_url(engine: str, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database that does not hold a state yet."""
    if engine == "postgresql":
        return str(request.getfixturevalue("postgres").fresh(empty=True))
    return f"sqlite:///{tmp_path / 'new.db'}"


@pytest.fixture
def clock() -> StillClock:
    return StillClock()


@pytest.fixture
def state(url: str, clock: StillClock) -> Iterator[State]:
    with State.open(url, clock=clock) as opened:
        yield opened


@pytest.fixture
def raw(url: str, clock: StillClock) -> Iterator[Database]:
    """The same database from below, for tampering and looking."""
    db = Database(url, clock)
    yield db
    db.close()


@pytest.fixture
def file_state(tmp_path: Path, blank_file: Path, clock: StillClock) -> Iterator[State]:
    """A state in a SQLite file, for what only files do; the file is tmp_path / "file.db"."""
    shutil.copyfile(blank_file, tmp_path / "file.db")
    with State.open(f"sqlite:///{tmp_path / 'file.db'}", clock=clock) as opened:
        yield opened


@pytest.fixture
def act() -> Callable[..., Act]:
    """Makes acts by the moderator in the server, each with an event of its own unless told otherwise."""
    events = count(2 * 10**18)

    def make(guild: int = GUILD, by: int = MODERATOR, reason: str = "", event: int | None = None) -> Act:
        return Act(guild, by, next(events) if event is None else event, reason)

    return make
