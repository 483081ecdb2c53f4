"""What the tests of messages share: a composer that cuts nothing, and what the proof looks things up in."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.library import Library
from bot.models import Corpus
from bot.replies.composer import Composer


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
