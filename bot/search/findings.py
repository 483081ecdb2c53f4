"""What an examination of a phrase finds, as values: the verdict, the places, the changed words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.models import Passage

Verdict = Literal["exact", "typography", "altered", "stitched", "absent", "too-short"]
Span = tuple[int, int]

LIMIT = 4000
"""Characters of a phrase that are read."""


@dataclass(frozen=True, slots=True)
class Change:
    """Words of the phrase that stand otherwise in the passage; either side may be empty (put in, left out)."""

    typed: str
    stands: str


@dataclass(frozen=True, slots=True)
class Place:
    """A stretch of a passage that holds the phrase ("absent": only comes near), or a piece of it.

    `held` are the words in it that the phrase has too, `likeness` (0 to 1) is how much of the phrase they make up.
    """

    passage: Passage
    start: int
    end: int
    verdict: Verdict
    held: tuple[Span, ...]
    changes: tuple[Change, ...] = ()
    likeness: float = 1.0

    @property
    def text(self) -> str:
        """The stretch, word for word."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Finding:
    """The verdict on a phrase, the places that bear it out, and, where there are none, the nearest ones."""

    verdict: Verdict
    places: tuple[Place, ...] = ()
    nearest: tuple[Place, ...] = ()
