"""What to try when nothing was found: the question's own words that the corpus does know, or knows in another spelling."""

from __future__ import annotations

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.search.catalogue import Catalogue
from bot.search.engine import Answer
from bot.search.expression import any_of
from bot.search.folding import words
from bot.store.reader import Reader

_MOST = 3
_LIKE = 0.65
_LOOKED_THROUGH = 50


def suggest(answer: Answer, reader: Reader, catalogue: Catalogue) -> tuple[str, ...]:
    """At most three words to ask for instead, each of which does stand in a passage the asker may see."""
    ideas: list[str] = []
    for term in answer.terms:
        if term.forms:
            ideas.append(term.corrected or term.word)
        elif len(term.word) > 3:
            known = catalogue.vocabulary.keys()
            near = extract(term.word, known, scorer=OSA.normalized_similarity, score_cutoff=_LIKE, limit=2)
            ideas.extend(word for word, _, _ in near if len(word) > 3)
    asked = answer.query.text.casefold()
    return tuple(idea for idea in dict.fromkeys(ideas) if idea != asked and _stands(idea, reader, catalogue))[:_MOST]


def _stands(word: str, reader: Reader, catalogue: Catalogue) -> bool:
    stem = catalogue.vocabulary.get(word)
    if stem is None:
        return False
    there = reader.passages(reader.candidates(any_of([(stem,)], "text"), _LOOKED_THROUGH))
    return any(word == other.folded for passage in there.values() for other in words(passage.text))
