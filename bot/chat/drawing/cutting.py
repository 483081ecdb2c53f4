"""Cutting a quotation to the room it gets: whole sentences, the words left out counted anew.

Invariant: a cut quotation shows only what the quotation showed before; where it begins and ends a sentence begins and
ends. Only a sentence that no message could hold is cut between words, and none up to `SHORT` ever is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from bot.replies.cards import Quote, Span
from bot.replies.excerpts import excerpt, left_out

LONGEST = 800
"""Characters of a sentence up to which a card shows it whole."""

SHORT = 300
"""Characters of a sentence up to which a plain message, which holds less, shows it whole; no piece need be shorter."""

Size = Callable[[Quote], int]


def fitted(quote: Quote, room: int, size: Size) -> Quote:
    """Return the quotation as it stands if by `size` it fits the room, else cut; at the least one piece stays."""
    if size(quote) <= room:
        return quote
    chars = room - size(quote) + _shown(quote)
    while True:
        shorter = _excerpt(quote, max(chars, 1))
        over = size(shorter) - room
        if over <= 0 or chars <= 1:
            return shorter
        chars = min(chars, _shown(shorter)) - over


def least(quote: Quote, chars: int) -> Quote:
    """Return the quotation cut to about so many characters, at the least one piece of it."""
    return _excerpt(quote, chars)


def parts(quote: Quote, room: int, size: Size) -> list[Quote]:
    """Return the quotation as consecutive parts of whole sentences that fit the room, as few as will do."""
    cut: list[Quote] = []
    for span in (piece for own in quote.slices for piece in _within(pieces(quote.passage.text), own)):
        longer = _sliced(quote, ((cut[-1].slices[0][0], span[1]),)) if cut else quote
        if cut and size(longer) <= room and any(a <= longer.slices[0][0] and span[1] <= b for a, b in quote.slices):
            cut[-1] = longer
        else:
            cut += (_sliced(quote, (piece,)) for piece in _fitting(quote, span, room, size))
    return cut


@lru_cache(maxsize=1024)
def pieces(text: str, longest: int = LONGEST) -> tuple[Span, ...]:
    """Return what a text may be cut into: its sentences, those longer than `longest` characters between their words."""
    found: list[Span] = []
    at = 0
    while text[at:].strip():
        at += len(text[at:]) - len(text[at:].lstrip())
        start, end = excerpt(text, ((at, at + 1),), 1)[0]
        found += _between_words(text, max(start, at), end, longest)
        at = max(end, at + 1)
    return tuple(found)


def _fitting(quote: Quote, span: Span, room: int, size: Size) -> Iterator[Span]:
    """Yield a sentence, or as much of it between words as fits the room, then the rest likewise."""
    longest = span[1] - span[0]
    while longest > SHORT and size(_sliced(quote, (next(_between_words(quote.passage.text, *span, longest)),))) > room:
        longest = max(SHORT, longest * 3 // 4)
    yield from _between_words(quote.passage.text, *span, longest)


def _excerpt(quote: Quote, chars: int) -> Quote:
    text = quote.passage.text
    chosen = [piece for span in excerpt(text, quote.marks, chars) for piece in _shortened(quote, span, chars)]
    common = [(max(a, c), min(b, d)) for a, b in chosen for c, d in quote.slices if max(a, c) < min(b, d)]
    return _sliced(quote, tuple(common)) if common else quote


def _shortened(quote: Quote, span: Span, chars: int) -> Iterator[Span]:
    """Yield the span, or, of a sentence that is too long for the room and may be cut, the piece with the most marks."""
    inside = _within(pieces(quote.passage.text), span)
    if span[1] - span[0] <= max(chars, LONGEST) or len(inside) < 2:
        yield span
    else:
        yield max(inside, key=lambda piece: (sum(piece[0] <= mark[0] < piece[1] for mark in quote.marks), -piece[0]))


def _within(spans: tuple[Span, ...], outer: Span) -> list[Span]:
    inside = [(max(start, outer[0]), min(end, outer[1])) for start, end in spans]
    return [span for span in inside if span[0] < span[1]]


def _between_words(text: str, start: int, end: int, longest: int) -> Iterator[Span]:
    while end - start > longest:
        blank = text.rfind(" ", start + 1, start + longest + 1)
        stop = blank if blank > 0 else start + longest
        yield start, start + len(text[start:stop].rstrip())
        start = stop + len(text[stop:end]) - len(text[stop:end].lstrip())
    if start < end:
        yield start, end


def _shown(quote: Quote) -> int:
    return sum(end - start for start, end in quote.slices)


def _sliced(quote: Quote, slices: tuple[Span, ...]) -> Quote:
    shown = tuple(c for c in quote.chains if any(c.span[0] < end and start < c.span[1] for start, end in slices))
    return replace(quote, slices=slices, left_out=left_out(quote.passage.text, slices), chains=shown)
