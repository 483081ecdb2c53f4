"""A question against one open corpus.db: parse, expand, fetch, filter, rank.

Invariant: the reader gives only what the asker may see, so nothing else is ranked, corrected or counted.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.errors import MemberError
from bot.models import Passage
from bot.search.catalogue import Catalogue
from bot.search.expression import all_of, any_of
from bot.search.folding import stem, stems, words
from bot.search.index import speakers
from bot.search.lexicon import Lexicon
from bot.search.query import Query, parse
from bot.search.ranking import Hit, rank
from bot.search.vocabulary import Term, terms
from bot.store.reader import Reader
from bot.store.schema import IndexText

_CANDIDATES = 400
_CROWDED = 2000
_COMMON = 0.1


@dataclass(frozen=True, slots=True)
class Answer:
    """What search found: the question as understood, its terms, the hits best first and their passages by id.

    `within` holds the ids of the sources asked, where the question names any.
    """

    query: Query
    terms: tuple[Term, ...]
    hits: tuple[Hit, ...]
    passages: dict[str, Passage]
    within: frozenset[str] = frozenset()


def search(text: str, reader: Reader, catalogue: Catalogue) -> Answer:
    """Hits for a question, best first. Raises MemberError when a filter names nobody and nothing in this corpus."""
    query = parse(text)
    found = terms(query, catalogue, Lexicon(reader))
    voices, sources = _filters(query, catalogue)
    index = _candidates(found, reader, catalogue, voices, sources) if not query.empty else {}
    passages = {id: p for id, p in reader.passages(index).items() if _kept(p, query, voices, sources)}
    candidates = [(passage, index[id]) for id, passage in passages.items()]
    hits = (
        rank(found, tuple(word.stem for word in query.words), candidates)
        if found
        else [Hit(id, 1.0, 1.0, ()) for id in passages]
    )
    return Answer(query, found, tuple(hits), passages, frozenset(sources))


def _candidates(
    found: tuple[Term, ...], reader: Reader, catalogue: Catalogue, voices: set[str], sources: set[str]
) -> dict[str, IndexText]:
    """Passages with any form of any word; in a large corpus the common words only help to rank, they fetch nothing."""
    rare = [
        term
        for term in found
        if catalogue.passages < _CROWDED or term.rarity > catalogue.rarity(int(_COMMON * catalogue.passages))
    ]
    forms = sorted({form.stems for term in (rare or found) for form in term.forms})
    names = sorted({name for id in voices if (name := stems(catalogue.voices[id].name))})
    if found and not forms:
        return {}
    return reader.candidates(all_of(any_of(forms), any_of(names, "voices")), _CANDIDATES, sorted(sources))


def _filters(query: Query, catalogue: Catalogue) -> tuple[set[str], set[str]]:
    sources: set[str] = set()
    for name in query.within:
        called = catalogue.sources_called(name)
        if not called:
            raise MemberError(f"There is no source called “{name}” here; `sources` lists them.")
        sources.update(called)
    voices: set[str] = set()
    for name in query.by:
        called = catalogue.voices_called(name)
        if not called:
            raise MemberError(f"Nobody called “{name}” speaks here; `voices` lists who does.")
        voices.update(called)
    return voices, sources


def _kept(passage: Passage, query: Query, voices: set[str], sources: set[str]) -> bool:
    if (query.by and voices.isdisjoint(speakers(passage))) or (query.within and passage.source not in sources):
        return False
    if not (query.phrases or query.excluded):
        return True
    there = [word.folded for word in words(passage.text)]
    return all(_holds(there, phrase) for phrase in query.phrases) and not any(
        _holds([stem(word) for word in there], unwanted) for unwanted in query.excluded
    )


def _holds(there: list[str], row: tuple[str, ...]) -> bool:
    return any(tuple(there[at : at + len(row)]) == row for at, word in enumerate(there) if word == row[0])
