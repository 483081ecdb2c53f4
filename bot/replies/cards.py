"""The values a front end draws: a `Reply` of `Card`s of `Quote`s. No markup, no escaping, no colours of their own."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.models import Passage, Source

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Chain:
    """One quotation inside a shown passage with its whole chain in words; `span` is where its words stand."""

    span: Span
    credit: str


@dataclass(frozen=True, slots=True)
class Change:
    """Words of the asker beside the words as they stand; either may be empty."""

    typed: str
    stands: str


@dataclass(frozen=True, slots=True)
class Quote:
    """A passage as shown: slices of it in order, words left out before, between and after them, credit and link.

    `left_out` has one number more than there are slices. `marks` are spans of words to point at, never to alter. `why`
    says how the passage was found, where somebody asked.
    """

    passage: Passage
    slices: tuple[Span, ...]
    left_out: tuple[int, ...]
    marks: tuple[Span, ...]
    credit: str
    chains: tuple[Chain, ...]
    url: str
    label: str = ""
    changes: tuple[Change, ...] = ()
    remark: str = ""
    why: tuple[str, ...] = ()

    @property
    def shown(self) -> tuple[str, ...]:
        """The slices' texts, word for word."""
        return tuple(self.passage.text[start:end] for start, end in self.slices)


@dataclass(frozen=True, slots=True)
class Card:
    """One source's part of a reply; `more` counts the hits of this source that are not shown.

    `facts` are lines about what the card is about: its source, or why these passages stand here.
    """

    source: Source
    quotes: tuple[Quote, ...]
    more: int = 0
    heading: str = ""
    facts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: cells, and how deep it is indented."""

    cells: tuple[str, ...]
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: what was asked, what must be said first, the cards, the silent sources, tables of names or counts."""

    title: str
    notices: tuple[str, ...] = ()
    cards: tuple[Card, ...] = ()
    silent: tuple[Source, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    closing: tuple[str, ...] = field(default=())
