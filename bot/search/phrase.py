"""A phrase somebody wants traced: its words, how much each tells, and when a likeness is enough to name a source for it.

Invariant: the bar lies above what unrelated texts of a common subject share by chance; below it nothing is said to be said.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.search.alignment import Alignment
from bot.search.catalogue import Catalogue
from bot.search.folding import Word, stem, words
from bot.search.query import FRAMING_WORDS, FUNCTION_WORDS

_LONGEST = 800
"""Words of a phrase that are looked at; 4,000 characters of prose hold fewer."""
_NO_MATTER = FUNCTION_WORDS | FRAMING_WORDS
_SMALL = 0.25
_FRAMING = 0.6
_TOO_COMMON = 0.65
_TELLING = 0.95
"""Shares of what a word standing in one passage only tells: below the first a phrase is anybody's; the second is enough."""
_LIKE = 0.465
_CONTENT = 0.55
_ALIKE = 0.7
_MOVED = 0.6
_BEYOND = 0.02
_FEW = 6
_ROW = 6
"""Words in a row that nobody writes twice by chance, unless none of them names a matter or all are common."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase with the weight of each of its words; `once` is what a word tells that stands in one passage only."""

    text: str
    words: tuple[Word, ...]
    weight: tuple[float, ...]
    once: float

    @property
    def core(self) -> str:
        """Its characters from the first word to the last, without what stands around them."""
        return core(self.text, self.words)

    @property
    def too_common(self) -> bool:
        """Whether its words are so common that they are hardly anybody's."""
        return sum(self.weight) < _TOO_COMMON * self.once

    @property
    def places(self) -> int:
        """In how many places at most it may stand to be given to anybody, where its words are common."""
        if len(self.words) < 2:
            return 0
        return _FEW if max(self.weight) > _SMALL else int(len(self.words) > 2)

    def likeness(self, found: Alignment) -> float:
        """How much of the phrase stands there (0 to 1): the mean of its words by weight and by count."""
        beyond = max(0, found.last - found.first - len(self.words))
        by_count = sum(_credit(i, found) for i in range(len(self.words))) / len(self.words)
        return (self._told(found) / sum(self.weight) + by_count) / 2 / (1 + _BEYOND * beyond)

    def known_by(self, found: Alignment) -> bool:
        """Whether enough of it stands there to say that it comes from there."""
        if self._nobody_writes_twice(found.run):
            return True
        content = [i for i, weight in enumerate(self.weight) if weight > _SMALL]
        share = sum(_credit(i, found) for i in content) / len(content) if content else 0.0
        return share >= _CONTENT and self.likeness(found) >= _LIKE and self._told(found) >= _TELLING * self.once

    def _nobody_writes_twice(self, row: Sequence[int]) -> bool:
        """Whether words in a row (their places) are too many, and tell too much, to stand in two texts by chance."""
        if len(row) < _ROW or all(self.words[i].folded in _NO_MATTER for i in row):
            return False
        return sum(self.weight[i] for i in row) >= _TOO_COMMON * self.once

    def _told(self, found: Alignment) -> float:
        return sum(weight * _credit(i, found) for i, weight in enumerate(self.weight))


def core(text: str, words: Sequence[Word]) -> str:
    """The characters of `text` from the first of its `words` to the last; "" where there are none."""
    return text[words[0].start : words[-1].end] if words else ""


def phrase(text: str, catalogue: Catalogue) -> Phrase:
    """Take a phrase apart; small words tell little, words unknown here as much as the rarest."""
    said = words(text)[:_LONGEST]
    weight = tuple(_weight(word.folded, catalogue) for word in said)
    return Phrase(text, tuple(said), weight, catalogue.rarity(1))


def _weight(word: str, catalogue: Catalogue) -> float:
    if word in FUNCTION_WORDS:
        return _SMALL
    rarity = catalogue.rarity(catalogue.frequency.get(stem(word), 0))
    return _FRAMING * rarity if word in FRAMING_WORDS else rarity


def _credit(place: int, found: Alignment) -> float:
    if place in found.same:
        return 1.0
    return _ALIKE if place in found.alike else _MOVED if place in found.moved else 0.0
