"""What to try when nothing was found: the question's own words that the corpus does know, or knows in another spelling."""

from __future__ import annotations

from collections.abc import Callable

from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from bot.models import Passage
from bot.search.catalogue import Catalogue
from bot.search.engine import Answer
from bot.search.expression import any_of
from bot.store.reader import Reader

_MOST = 3
_LIKE = 0.65


def suggest(
    answer: Answer, reader: Reader, catalogue: Catalogue, visible: Callable[[Passage], bool]
) -> tuple[str, ...]:
    """At most three words to ask for instead, each of which does stand in a passage the asker may see."""
    ideas: list[str] = []
    for term in answer.terms:
        if term.forms:
            ideas.append(term.corrected or term.word)
        elif len(term.word) > 3:
            near = extract(
                term.word, catalogue.vocabulary.keys(), scorer=OSA.normalized_similarity, score_cutoff=_LIKE, limit=2
            )
            ideas.extend(word for word, _, _ in near if len(word) > 3)
    return tuple(
        idea
        for idea in dict.fromkeys(ideas)
        if len(answer.terms) > 1 or idea != answer.query.text
        if _stands(idea, reader, catalogue, visible)
    )[:_MOST]


def _stands(word: str, reader: Reader, catalogue: Catalogue, visible: Callable[[Passage], bool]) -> bool:
    stem = catalogue.vocabulary.get(word)
    if stem is None:
        return False
    there = reader.passages(reader.candidates(any_of([(stem,)], "text"), 50))
    return any(map(visible, there.values()))
