"""The façade: open a corpus, ask it, get typed results. Every front end comes through here, and only here.

Invariant: one read-only connection a question, so a `Library` may be asked from any number of threads; what is kept
between questions is the immutable catalogue of the build in place, noticed anew when the file is replaced.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bot.answers import quoting, reading, surveying
from bot.corpus.files import fingerprint
from bot.errors import OperatorError
from bot.links import Links
from bot.models import EVERYTHING, Apparatus, Corpus, Passage, Scope, Source
from bot.results import Context, Contrasted, Coverage, Pair, Quoted, Said, VoiceEntry
from bot.search import catalogue as catalogues
from bot.search.catalogue import Catalogue
from bot.store.reader import Reader


class Library:
    """A built corpus, ready to be asked; every question may raise OperatorError when the database is unusable."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._catalogue: Catalogue | None = None

    def quote(self, question: str, *, limit: int = 10, scope: Scope = EVERYTHING) -> Quoted:
        """Passages that speak to a question: the `limit` best, then whatever else the first reply shows.

        Raises MemberError when a `by:` or `in:` filter names nobody.
        """
        with self._open(scope) as (reader, catalogue):
            return quoting.quote(question, limit, reader, catalogue)

    def who_said(self, phrase: str, *, scope: Scope = EVERYTHING) -> Said:
        """Whose words a phrase is, through whom, and whether it is quoted right; a closing "by NAME" is checked too."""
        # Imported here: word alignment loads the fuzzy matcher, which no other question needs.
        from bot.answers import saying

        with self._open(scope) as (reader, catalogue):
            return saying.who_said(phrase, reader, catalogue)

    def context(self, id: str, *, around: int = 1, scope: Scope = EVERYTHING) -> Context:
        """A passage, `around` neighbours on either side, and the exchange it belongs to. Raises MemberError for an unknown id."""
        with self._open(scope) as (reader, catalogue):
            return reading.context(id, around, reader, catalogue)

    def section(self, id: str, *, scope: Scope = EVERYTHING) -> Context:
        """A passage with the whole of its section. Raises MemberError for an unknown id."""
        with self._open(scope) as (reader, catalogue):
            return reading.section(id, reader, catalogue)

    def contrast(self, topic: str, *, scope: Scope = EVERYTHING) -> Contrasted:
        """Pairs that curators registered on a topic, or that hold the passage with that id; nothing is inferred."""
        with self._open(scope) as (reader, catalogue):
            return surveying.contrast(topic, reader, catalogue)

    def passages(self, source: str, *, scope: Scope = EVERYTHING) -> tuple[Passage, ...]:
        """The passages of a source that the asker may see, in reading order; none for an unknown source."""
        with self._open(scope) as (reader, _):
            return reader.source(source)

    def contrasts(self, ids: Collection[str], *, scope: Scope = EVERYTHING) -> tuple[Pair, ...]:
        """Registered pairs that hold one of these passages and both of whose sides the asker may see."""
        with self._open(scope) as (reader, _):
            return surveying.pairs(frozenset(ids), reader)

    def sources(self, *, scope: Scope = EVERYTHING) -> tuple[tuple[Source, int], ...]:
        """The sources the asker may see, by date, each with its number of passages."""
        with self._open(scope) as (reader, catalogue):
            return surveying.sources(reader, catalogue)

    def voices(self, *, scope: Scope = EVERYTHING) -> tuple[VoiceEntry, ...]:
        """Everybody who speaks in what the asker may see, in the order they are first heard."""
        with self._open(scope) as (reader, catalogue):
            return surveying.voices(reader, catalogue)

    def coverage(self, topic: str, *, scope: Scope = EVERYTHING) -> tuple[Coverage, ...]:
        """Hits on a topic for every source and section the asker may see, silent ones included."""
        with self._open(scope) as (reader, catalogue):
            return surveying.coverage(topic, reader, catalogue)

    def text(self, id: str) -> str | None:
        """The words of a passage as they were built, to prove against what is shown; None for an unknown id."""
        with self._open() as (reader, _):
            found = reader.passages([id]).get(id)
            return found.text if found else None

    def corpus(self) -> Corpus:
        """The whole corpus as it was built, for what a front end keeps in memory."""
        with self._open() as (reader, _):
            return reader.corpus()

    def catalogue(self) -> Catalogue:
        """The lookups of the build in place: sources, sections, voices, notes, lexicon."""
        with self._open() as (_, catalogue):
            return catalogue

    def links(self) -> Links:
        """Deep links to words within passages of the build in place; a passage brings its own."""
        return Links(self.catalogue().sources.values(), self._page)

    def _page(self, source: str) -> tuple[str, ...]:
        """Everything known to stand on the page of a source, so that a link can be told to land on one place only."""
        with self._open() as (reader, catalogue):
            titles = [s.title for (of, _), s in catalogue.sections.items() if of == source]
            apparatus = [a.text for a in reader.all(Apparatus, source)]
            return (*titles, *apparatus, *(p.text for p in reader.source(source)))

    @contextmanager
    def _open(self, scope: Scope = EVERYTHING) -> Iterator[tuple[Reader, Catalogue]]:
        with Reader(self._database, scope) as reader:
            catalogue = self._catalogue
            if catalogue is None or catalogue.build != reader.meta()["fingerprint"]:
                catalogue = self._catalogue = catalogues.load(reader)
            # The local one: another thread may meanwhile have met a newer file and put that file's catalogue here.
            yield reader, catalogue


def build(folder: Path, database: Path, progress: Callable[[str], None] = lambda stage: None) -> None:
    """Make corpus.db from a corpus folder. Raises CorpusError with every problem, or OperatorError; the old file then stays."""
    # Imported here: only a build needs the Markdown parser, and every question would pay for loading it.
    from bot.corpus.loader import load
    from bot.search.index import index, vocabulary
    from bot.search.lexicon import leads
    from bot.store.build import write

    progress("reading")
    stamp = fingerprint(folder)
    corpus = _linked(load(folder))
    write(database, corpus, index(corpus), vocabulary(corpus), leads(corpus.lexicon), stamp, progress)


def open_library(folder: Path, database: Path, progress: Callable[[str], None] = lambda stage: None) -> Library:
    """The library of a corpus folder, built first when there is none yet or the folder has changed."""
    if _built(database) != fingerprint(folder):
        build(folder, database, progress)
    return Library(database)


def _linked(corpus: Corpus) -> Corpus:
    """The corpus with the address of every passage: proved once, when the database is made, not at every question."""
    links = Links.of(corpus)
    return replace(corpus, passages=tuple(replace(passage, url=links.passage(passage)) for passage in corpus.passages))


def _built(database: Path) -> str:
    try:
        with Reader(database) as reader:
            return reader.meta()["fingerprint"]
    except OperatorError:
        return ""
