"""The words of one block while they are put together, and the places of spans and note marks in them.

Invariant: every offset refers to the words as they are finally kept, without blanks at the edges and without markers.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from bot.corpus.attributes import Attributes
from bot.models import NoteMark


@dataclass(frozen=True, slots=True)
class Span:
    """A bracketed stretch of words, `text[start:end]`, with its attributes; `around` are the places of the
    spans around it in the block's list of spans, outermost first."""

    start: int
    end: int
    attributes: Attributes
    around: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """The finished words of a block with its spans (outer before inner) and note marks."""

    text: str
    spans: tuple[Span, ...] = ()
    marks: tuple[NoteMark, ...] = ()


@dataclass(slots=True)
class WordsInProgress:
    """Collects words, spans and marks in reading order."""

    _text: str = ""
    _spans: list[Span] = field(default_factory=list)
    _open: list[int] = field(default_factory=list)
    _marks: list[tuple[int, str]] = field(default_factory=list)

    def add(self, text: str) -> None:
        """Append words."""
        self._text += text

    def open_span(self, attributes: Attributes) -> None:
        """Begin a span here, inside those that are still open."""
        span = Span(len(self._text), len(self._text), attributes, tuple(self._open))
        self._open.append(len(self._spans))
        self._spans.append(span)

    def close_span(self) -> None:
        """End the innermost open span here."""
        index = self._open.pop()
        self._spans[index] = replace(self._spans[index], end=len(self._text))

    def mark(self, number: str) -> None:
        """Attach a note here; the blank that parts its marker from the word before is not the document's."""
        self._text = self._text.rstrip(" \u00a0")
        self._marks.append((len(self._text), number))

    def finish(self) -> Words:
        """Trim the words and bring every offset into line with them."""
        lead = len(self._text) - len(self._text.lstrip())
        text = self._text.strip()

        def place(offset: int) -> int:
            return min(max(offset - lead, 0), len(text))

        spans = tuple(replace(span, start=place(span.start), end=place(span.end)) for span in self._spans)
        return Words(text, spans, tuple(NoteMark(place(offset), number) for offset, number in self._marks))
