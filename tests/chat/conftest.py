"""What the tests of messages share: a composer that cuts nothing, and what the proof looks things up in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from bot.chat.house import House
from bot.library import Library
from bot.models import Corpus
from bot.replies.composer import Composer
from bot.state import State


@pytest.fixture(scope="session")
def composer(library: Library) -> Composer:
    """Replies of the real sources, every passage whole: cutting is the layout's part."""
    return Composer(library.catalogue(), library.links())


@pytest.fixture(scope="session")
def texts(corpus: Corpus) -> Callable[[str], str | None]:
    """The real passages' texts by id."""
    return {passage.id: passage.text for passage in corpus.passages}.get


@pytest.fixture(scope="session")
def pages(corpus: Corpus) -> frozenset[str]:
    """The addresses of the real sources."""
    return frozenset(source.url for source in corpus.sources)


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """A state in which nobody decided anything yet."""
    with State.open(f"sqlite:///{tmp_path / 'state.db'}") as opened:
        yield opened


@pytest.fixture
def house(state: State) -> House:
    """A house where nobody decided anything yet."""
    return House(state)
