"""What the library answers: typed results that every front end draws in its own way.

Invariant: a result holds passages and places in them, never a text of its own; "nothing found" is a result like any other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.models import Attribution, Contrast, Passage, Quotation, Section, Source, Voice
from bot.search.findings import Change, Verdict
from bot.search.ranking import Match

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """A passage that answers: whose words were met, through whom, how well, where the words of the question stand."""

    passage: Passage
    attribution: Attribution
    score: float
    coverage: float
    matches: tuple[Match, ...]
    marks: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class SourceReply:
    """One source's part of a reply: which of the found passages are shown first (by index), and how many it has in all."""

    source: Source
    shown: tuple[int, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Quoted:
    """The answer to `quote`: `found` best first, one part per source by date, the silent sources, what was corrected."""

    query: str
    found: tuple[Found, ...]
    reply: tuple[SourceReply, ...]
    silent: tuple[Source, ...]
    corrections: dict[str, str]
    suggestions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A place that bears out (or comes near) a phrase: whose words, the words as they stand, what was changed.

    `start` and `end` bound the words in the passage; `quotation` is the annotated quotation they belong to, if any.
    """

    passage: Passage
    source: Source
    start: int
    end: int
    attribution: Attribution
    quotation: Quotation | None
    verdict: Verdict
    changes: tuple[Change, ...]
    likeness: float

    @property
    def words(self) -> str:
        """The words as they stand."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Claim:
    """Whether the person named by the asker is who spoke: "holds", "passed it on", "spoken of" or "does not"."""

    name: str
    voice: str
    judgement: Literal["holds", "passed on", "spoken of", "no"]


@dataclass(frozen=True, slots=True)
class Said:
    """The answer to `who-said`: the verdict, the places (authors before quoters), or, where there are none, the nearest."""

    phrase: str
    verdict: Verdict
    places: tuple[Spoken, ...]
    nearest: tuple[Spoken, ...]
    claim: Claim | None = None


@dataclass(frozen=True, slots=True)
class Context:
    """A passage among its neighbours; `exchange` holds the sections it answers and those that answer it."""

    passage: Passage
    source: Source
    section: Section | None
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]
    exchange: tuple[tuple[Section, tuple[Passage, ...]], ...] = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """A registered contrast with both passages."""

    contrast: Contrast
    a: Passage
    b: Passage


@dataclass(frozen=True, slots=True)
class Contrasted:
    """The answer to `contrast`: pairs registered on the topic, and the topics there are when none is."""

    topic: str
    pairs: tuple[Pair, ...]
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VoiceEntry:
    """A voice with the number of passages it speaks in, source by source."""

    voice: Voice
    passages: dict[str, int]


@dataclass(frozen=True, slots=True)
class Coverage:
    """How much of one section (or, with an empty section, of one source) speaks to a topic."""

    source: Source
    section: str
    title: str
    passages: int
    hits: int
    words: int

    @property
    def per_thousand(self) -> float:
        """Hits for each thousand words."""
        return 1000 * self.hits / self.words if self.words else 0.0
