"""What search keeps in memory of one built corpus: who there is, which words it uses and how often.

Made once per build from corpus.db and immutable afterwards, so threads may share it. Passages are not here; they are
fetched per question.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from math import log

from bot.models import UNNAMED, Section, Source, Voice
from bot.search.folding import words
from bot.store.reader import Reader

BEGINNING = 5
"""Letters that two stems must share to be of one root."""


@dataclass(frozen=True)
class Catalogue:
    """The lookups of one corpus: `vocabulary` maps a word to its stem, `frequency` a stem to the passages that hold it."""

    build: str
    sources: dict[str, Source]
    sections: dict[tuple[str, str], Section]
    voices: dict[str, Voice]
    vocabulary: dict[str, str]
    frequency: dict[str, int]
    passages: int

    @cached_property
    def beginnings(self) -> dict[str, tuple[str, ...]]:
        """The stems by their first letters."""
        found: dict[str, list[str]] = defaultdict(list)
        for stem in sorted(self.frequency):
            found[stem[:BEGINNING]].append(stem)
        return {beginning: tuple(those) for beginning, those in found.items()}

    @cached_property
    def names(self) -> frozenset[str]:
        """The folded words of the voices' names."""
        named = (voice.name for voice in self.voices.values() if voice.id != UNNAMED)
        return frozenset(word.folded for name in named for word in words(name))

    @cached_property
    def aliases(self) -> dict[str, tuple[str, ...]]:
        """What readers may call the voices, folded, and the ids of those it can mean."""
        found: dict[str, list[str]] = defaultdict(list)
        for voice in self.voices.values():
            for name in dict.fromkeys(map(_folded, (voice.id, voice.name, voice.short, *voice.aliases))):
                found[name].append(voice.id)
        return {name: tuple(ids) for name, ids in found.items() if name}

    def rarity(self, frequency: int) -> float:
        """How much a word tells: inverse document frequency (Robertson and Spärck Jones) of a count of passages."""
        return log(1 + (self.passages - frequency + 0.5) / (frequency + 0.5))

    def voices_called(self, name: str) -> tuple[str, ...]:
        """Ids of the voices that a folded name (or id) can mean, by name, short name or alias."""
        return self.aliases.get(name, ())

    def sources_called(self, name: str) -> tuple[str, ...]:
        """Ids of the sources that a folded name can mean: an id, a part of one, or the author's name."""
        authors = self.voices_called(name)
        exact = tuple(id for id in self.sources if _folded(id) == name)
        return exact or tuple(
            id for id, s in self.sources.items() if name in _folded(id).split() or s.author in authors
        )


def load(reader: Reader) -> Catalogue:
    """Read from an open corpus.db what every question needs."""
    meta = reader.meta()
    vocabulary = reader.vocabulary()
    return Catalogue(
        build=meta["fingerprint"],
        sources={s.id: s for s in reader.all(Source)},
        sections={(s.source, s.id): s for s in reader.all(Section)},
        voices={v.id: v for v in reader.all(Voice)},
        vocabulary={word: stem for word, stem, _ in vocabulary},
        frequency={stem: passages for _, stem, passages in vocabulary if passages},
        passages=int(meta["passages"]),
    )


def _folded(text: str) -> str:
    return " ".join(word.folded for word in words(text))
