"""Whose words stand at a place: read off the curators' annotation, never off a likeness.

Invariant: reported speech and unmarked allusions belong to whoever writes them, since nothing there is annotated.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Attribution, Passage, Quotation

_MOSTLY = 0.6


def quotation_at(passage: Passage, spans: Sequence[tuple[int, int]]) -> Quotation | None:
    """The innermost quotation that holds most of the characters of `spans`; None when the writer's own words do."""
    total = sum(end - start for start, end in spans)
    held = [q for q in passage.quotations if total and sum(_shared(q, span) for span in spans) >= _MOSTLY * total]
    return min(held, key=lambda q: q.end - q.start, default=None)


def attribution_at(passage: Passage, spans: Sequence[tuple[int, int]]) -> Attribution:
    """The chain for the words at `spans`: the quotation's, or the passage's own."""
    quotation = quotation_at(passage, spans)
    return quotation.attribution if quotation else passage.attribution


def continues(passage: Passage, end: int, after: Passage, start: int) -> bool:
    """Whether the words after `start` of one passage carry on those before `end` of another without a word between.

    So they do from paragraph to paragraph of one voice, and from part to part of one quotation that is interrupted.
    """
    parts = [
        (part.end, following.start)
        for part in passage.quotations
        for following in after.quotations
        if part.whole
        and part.whole == following.whole
        and (passage.position, part.end) < (after.position, following.end)
    ]
    if _next(passage, after) and attribution_at(passage, [(end - 1, end)]) == attribution_at(
        after, [(start, start + 1)]
    ):
        parts.append((len(passage.text), 0))
    return any(
        end <= last
        and first <= start
        and not _words_in(passage.text[end:last])
        and not _words_in(after.text[first:start])
        for last, first in parts
    )


def _next(passage: Passage, after: Passage) -> bool:
    place = (passage.source, passage.section, passage.position + 1)
    return place == (after.source, after.section, after.position)


def _words_in(text: str) -> bool:
    return any(map(str.isalnum, text))


def _shared(quotation: Quotation, span: tuple[int, int]) -> int:
    return max(0, min(quotation.end, span[1]) - max(quotation.start, span[0]))
