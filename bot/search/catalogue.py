"""What search keeps in memory of one built corpus: who there is, which words it uses and how often.

Made once per build from corpus.db and immutable afterwards, so threads may share it. Passages are not here; they are
fetched per question.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from math import log

from bot.models import UNNAMED, Contrast, Note, Section, Source, Voice
from bot.search.folding import words
from bot.store.reader import Reader

BEGINNING = 5
"""Letters that two stems must share to be of one root."""


@dataclass(frozen=True)
class Catalogue:
    """The lookups of one corpus; `frequency` maps a stem to the number of passages it stands in,
    `beginnings` the first letters of stems to those stems;
    `names` are the folded words of the voices' names."""

    build: str
    sources: dict[str, Source]
    sections: dict[tuple[str, str], Section]
    voices: dict[str, Voice]
    notes: dict[tuple[str, str], Note]
    contrasts: tuple[Contrast, ...]
    vocabulary: dict[str, str]
    frequency: dict[str, int]
    beginnings: dict[str, tuple[str, ...]]
    passages: int
    aliases: dict[str, tuple[str, ...]]
    names: frozenset[str]

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
    """Read everything but the passages from an open corpus.db."""
    meta = reader.meta()
    vocabulary = reader.vocabulary()
    voices = reader.all(Voice)
    return Catalogue(
        build=meta["fingerprint"],
        sources={s.id: s for s in reader.all(Source)},
        sections={(s.source, s.id): s for s in reader.all(Section)},
        voices={v.id: v for v in voices},
        notes={(n.source, n.number): n for n in reader.all(Note)},
        contrasts=reader.all(Contrast),
        vocabulary={word: stem for word, stem, _ in vocabulary},
        frequency=(frequency := {stem: passages for _, stem, passages in vocabulary}),
        beginnings=_beginnings(frequency),
        passages=int(meta["passages"]),
        aliases=_aliases(voices),
        names=frozenset(word.folded for voice in voices if voice.id != UNNAMED for word in words(voice.name)),
    )


def _folded(text: str) -> str:
    return " ".join(word.folded for word in words(text))


def _beginnings(stems: Iterable[str]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for stem in sorted(stems):
        found[stem[:BEGINNING]].append(stem)
    return {beginning: tuple(those) for beginning, those in found.items()}


def _aliases(voices: tuple[Voice, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = defaultdict(list)
    for voice in voices:
        for name in dict.fromkeys(map(_folded, (voice.id, voice.name, voice.short, *voice.aliases))):
            found[name].append(voice.id)
    return {name: tuple(ids) for name, ids in found.items() if name}
