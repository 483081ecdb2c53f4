"""Which part of a long passage is shown: whole sentences around the words that were met, the rest counted.

Invariant: the slices are in order, do not overlap, and with the words counted as left out they make up the passage.
"""

from __future__ import annotations

from sentencex import segment

from bot.replies.cards import Span


def excerpt(text: str, marks: tuple[Span, ...], room: int | None) -> tuple[Span, ...]:
    """Slices of whole sentences, in characters about `room` together (None: all of it); at least one sentence.

    The sentence with the most marks comes first, then its marked fellows and neighbours as room allows.
    """
    sentences = _sentences(text)
    if room is None or len(text) <= room or not sentences:
        return ((0, len(text)),)
    marked = [sum(start <= mark[0] < end for mark in marks) for start, end in sentences]
    first = max(range(len(sentences)), key=lambda i: (marked[i], -i))
    chosen, left = {first}, room - _size(sentences[first])
    for i in sorted(range(len(sentences)), key=lambda i: (-marked[i], abs(i - first), i)):
        if i not in chosen and _size(sentences[i]) <= left and (marked[i] or _touches(i, chosen)):
            chosen.add(i)
            left -= _size(sentences[i])
    return _joined([sentences[i] for i in sorted(chosen)])


def left_out(text: str, slices: tuple[Span, ...]) -> tuple[int, ...]:
    """Words before, between and after the slices."""
    edges = [0, *(edge for span in slices for edge in span), len(text)]
    gaps = zip(edges[::2], edges[1::2], strict=True)
    return tuple(len(text[start:end].split()) for start, end in gaps)


def _sentences(text: str) -> list[Span]:
    spans, at = [], 0
    for sentence in segment("en", text):
        body = sentence.strip()
        start = text.index(body, at) if body else at
        if body:
            spans.append((start, start + len(body)))
            at = start + len(body)
    return spans


def _size(span: Span) -> int:
    return span[1] - span[0] + 1


def _touches(i: int, chosen: set[int]) -> bool:
    return i - 1 in chosen or i + 1 in chosen


def _joined(spans: list[Span]) -> tuple[Span, ...]:
    """Neighbouring sentences as one slice: between them stands nothing but blanks."""
    joined = spans[:1]
    for start, end in spans[1:]:
        if start - joined[-1][1] <= 2:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)
