"""Builds corpus.db from a corpus that stands in no folder, and fresh processes that do so until they are killed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import cycle
from pathlib import Path

from bot.models import Corpus
from bot.search.index import index, vocabulary
from bot.search.lexicon import leads
from bot.store.build import write
from bot.store.reader import Reader


def written(
    path: Path, corpus: Corpus, fingerprint: str = "x", progress: Callable[[str], None] = lambda stage: None
) -> Corpus:
    """Write a corpus to a file, put in place as every build is; returns it as it is read back."""
    write(path, corpus, index(corpus), vocabulary(corpus), leads(corpus.lexicon), fingerprint, progress)
    return read(path)


def read(path: Path) -> Corpus:
    """The corpus in a file."""
    with Reader(path) as reader:
        return reader.corpus()


def write_for_ever(path: Path, corpora: Sequence[tuple[str, Corpus]]) -> None:
    """Write one corpus after the other, under its fingerprint, until killed."""
    for fingerprint, corpus in cycle(corpora):
        written(path, corpus, fingerprint)
