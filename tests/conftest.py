"""What many tests share: the real corpus and the small invented one, each read and built once a session.

Tests marked `nightly` run only when asked for: `pytest -m nightly`.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.library import Library, build
from bot.models import Corpus
from bot.results import Quoted, Said
from bot.store.reader import Reader
from tests.doctoring import Workshop
from tests.judged import scoring
from tests.postgres import HOW, SERVER, Postgres

ROOT = Path(__file__).parent.parent
REAL = ROOT / "corpus"
SMALL = ROOT / "tests/corpora/small"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--pictures", type=Path, help="photograph what people see in the tests that show it, into a folder"
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if "nightly" in config.option.markexpr:
        return
    nightly = [item for item in items if item.get_closest_marker("nightly")]
    config.hook.pytest_deselected(items=nightly)
    items[:] = [item for item in items if item not in nightly]


@pytest.fixture(scope="session")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """corpus.db of the real sources; not to be written to."""
    path = tmp_path_factory.mktemp("real") / "corpus.db"
    build(REAL, path)
    return path


@pytest.fixture(scope="session")
def corpus(database: Path) -> Corpus:
    """The four real sources as they were built."""
    with Reader(database) as reader:
        return reader.corpus()


@pytest.fixture(scope="session")
def library(database: Path) -> Library:
    """The real sources, ready to be asked."""
    return Library(database)


@pytest.fixture(scope="session")
def quoted(library: Library) -> list[Quoted]:
    """The answers to every judged question."""
    return [library.quote(question.text) for question in scoring.questions()]


@pytest.fixture(scope="session")
def said(library: Library, corpus: Corpus) -> list[Said]:
    """The answers to every judged look-up."""
    passages = {passage.id: passage for passage in corpus.passages}
    return [library.who_said(look_up.text) for look_up in scoring.look_ups(passages)]


@pytest.fixture(scope="session")
def workshop(corpus: Corpus) -> Workshop:
    """The real sources, ready to be misquoted."""
    return Workshop(corpus)


@pytest.fixture(scope="session")
def small_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """corpus.db of the small corpus; not to be written to."""
    path = tmp_path_factory.mktemp("small") / "corpus.db"
    build(SMALL, path)
    return path


@pytest.fixture(scope="session")
def small_corpus(small_database: Path) -> Corpus:
    """The invented sources about a burned soup, as they were built."""
    with Reader(small_database) as reader:
        return reader.corpus()


@pytest.fixture(scope="session")
def small_library(small_database: Path) -> Library:
    """The small corpus, ready to be asked."""
    return Library(small_database)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """The test server for PostgreSQL, with databases to be had from it."""
    if not SERVER:
        pytest.skip(HOW)
    server = Postgres()
    yield server
    server.drop()
