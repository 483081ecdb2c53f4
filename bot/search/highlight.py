"""Where the words of a question stand in a passage, as spans of its text. Marks show; they never change a letter."""

from __future__ import annotations

from collections.abc import Iterable

from bot.search.folding import stem, words
from bot.search.ranking import Match

Span = tuple[int, int]


def marks(text: str, matches: Iterable[Match]) -> tuple[Span, ...]:
    """Spans of all words of `text` that matched a word of the question by the form that counted, in order, not overlapping."""
    forms = {match.form.stems for match in matches if match.field == "text"}
    there = words(text)
    stems = [stem(word.folded) for word in there]
    spans: list[Span] = []
    at = 0
    while at < len(there):
        size = max((len(form) for form in forms if tuple(stems[at : at + len(form)]) == form), default=0)
        if size:
            spans.append((there[at].start, there[at + size - 1].end))
        at += size or 1
    return tuple(spans)
