"""What search keeps in memory of one built corpus: who there is, which words it uses, which words readers use for them.

Made once per build from corpus.db and immutable afterwards, so threads may share it. Passages are not here; they are
fetched per question.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from math import log

from bot.models import Contrast, LexiconEntry, Note, Section, Source, Voice
from bot.search.folding import stems, words
from bot.store.reader import Reader

Stems = tuple[str, ...]

BEGINNING = 5
"""Letters that two stems must share to be of one root."""

_WEIGHT = {"spelling": 0.95, "synonym": 0.8, "narrower": 0.7}


@dataclass(frozen=True, slots=True)
class Form:
    """One way the corpus may put a word of the question: stems in a row, how much a match counts (0 to 1), and why."""

    stems: Stems
    weight: float
    why: str


@dataclass(frozen=True)
class Catalogue:
    """The lookups of one corpus; `frequency` maps a stem to the number of passages it stands in,
    `beginnings` the first letters of stems to those stems."""

    build: str
    sources: dict[str, Source]
    sections: dict[tuple[str, str], Section]
    voices: dict[str, Voice]
    notes: dict[tuple[str, str], Note]
    contrasts: tuple[Contrast, ...]
    lexicon: dict[Stems, tuple[Form, ...]]
    vocabulary: dict[str, str]
    frequency: dict[str, int]
    beginnings: dict[str, tuple[str, ...]]
    passages: int
    aliases: dict[str, tuple[str, ...]]

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
        lexicon=_lexicon(reader.all(LexiconEntry)),
        vocabulary={v.word: v.stem for v in vocabulary},
        frequency={v.stem: v.passages for v in vocabulary},
        beginnings=_beginnings({v.stem for v in vocabulary}),
        passages=int(meta["passages"]),
        aliases=_aliases(voices),
    )


def _folded(text: str) -> str:
    return " ".join(word.folded for word in words(text))


def _beginnings(stems: set[str]) -> dict[str, tuple[str, ...]]:
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


def _lexicon(entries: tuple[LexiconEntry, ...]) -> dict[Stems, tuple[Form, ...]]:
    """For each form, the others that count for it; one step along synonyms, then along the spellings of what was found."""
    spelled: dict[Stems, dict[Stems, float]] = defaultdict(dict)
    leads: dict[Stems, dict[Stems, tuple[float, str]]] = defaultdict(dict)
    for entry in entries:
        forms = [stems(form) for form in entry.forms]
        for head in [stems(form) for form in entry.head] or forms:
            for form in forms:
                if form != head and form and head:
                    if entry.kind == "spelling":
                        spelled[head][form] = _WEIGHT["spelling"]
                    leads[head].setdefault(form, (_WEIGHT[entry.kind], entry.kind))
    return {head: _closed(head, found, leads, spelled) for head, found in list(leads.items())}


def _closed(
    head: Stems,
    found: dict[Stems, tuple[float, str]],
    leads: dict[Stems, dict[Stems, tuple[float, str]]],
    spelled: dict[Stems, dict[Stems, float]],
) -> tuple[Form, ...]:
    best: dict[Stems, tuple[float, str]] = dict(found)
    for other in spelled.get(head, {}):
        for form, (weight, why) in leads[other].items():
            _keep(best, form, weight, why)
    for form, (weight, why) in list(best.items()):
        for spelling in spelled.get(form, {}):
            _keep(best, spelling, weight, why)
    best.pop(head, None)
    return tuple(
        Form(form, weight, why) for form, (weight, why) in sorted(best.items(), key=lambda b: (-b[1][0], b[0]))
    )


def _keep(best: dict[Stems, tuple[float, str]], form: Stems, weight: float, why: str) -> None:
    if form not in best or best[form][0] < weight:
        best[form] = (weight, why)
