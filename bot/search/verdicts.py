"""Is a phrase quoted right? Exact, typography, altered, stitched, absent, or too short to tell; and where it stands.

Invariant: "exact" and "typography" are given only to words that stand in a row in one passage. Everything else is at best
"altered", with the changed words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import product

from bot.models import Passage
from bot.search.alignment import Alignment, align, find
from bot.search.attributing import continues, quotation_at
from bot.search.catalogue import Catalogue
from bot.search.expression import any_of, row_of
from bot.search.findings import Finding, Place, Span, Verdict
from bot.search.folding import Word, stem, words
from bot.search.lexicon import Lexicon
from bot.search.phrase import Phrase, core, phrase
from bot.search.vocabulary import nearest_spelling
from bot.store.reader import Reader

_ALIGNED_WORDS = 80
_CANDIDATES = 200
_ALIGNED_PASSAGES = 24
_PLACES = 12
_NEAREST = 2
_PIECE = 4
_AS_GOOD = 0.8
_ECHO = 0.7


@dataclass(frozen=True)
class Examiner:
    """Examines phrases against one open corpus.db."""

    reader: Reader
    catalogue: Catalogue
    lexicon: Lexicon

    def examine(self, text: str) -> Finding:
        """The verdict on a phrase of at most `LIMIT` characters; never raises, whatever the text."""
        said = phrase(text, self.catalogue)
        standing = self._standing(said)
        if not said.words or (said.too_common and not 0 < len(standing) <= said.places):
            return Finding("too-short", nearest=tuple(standing[:_PLACES]))
        if standing:
            verdict: Verdict = "exact" if any(place.verdict == "exact" for place in standing) else "typography"
            return Finding(verdict, (*standing, *self._echoes(said, standing)))
        if parts := self._continued(said):
            return Finding("exact" if all(part.verdict == "exact" for part in parts) else "typography", parts)
        if pieces := self._pieces(said):
            return Finding("stitched", pieces)
        near = self._alike(said)
        held = [p for p in near if p.verdict == "altered" and p.likeness >= _AS_GOOD * near[0].likeness]
        return Finding("altered", tuple(held[:_PLACES])) if held else Finding("absent", nearest=tuple(near[:_NEAREST]))

    def _standing(self, said: Phrase) -> list[Place]:
        """Every place where the words stand in a row; exact where the characters between them are the same too."""
        return [_judged(place, said.core) for place in self._rows(said.words)]

    def _echoes(self, said: Phrase, standing: list[Place]) -> list[Place]:
        """Places beside the true ones that hold nearly the phrase: a rewording by somebody else, often the point at issue."""
        known = {place.passage.id for place in standing}
        alike = self._alike(said) if _PIECE <= len(said.words) <= _ALIGNED_WORDS else []
        return [p for p in alike if p.passage.id not in known and p.verdict == "altered" and p.likeness >= _ECHO][
            :_PLACES
        ]

    def _alike(self, said: Phrase) -> list[Place]:
        """The stretches most like the phrase; those that hold it first, then those that only come near, best first."""
        opening = replace(said, words=said.words[:_ALIGNED_WORDS], weight=said.weight[:_ALIGNED_WORDS])
        places = []
        for passage in self._candidates(opening):
            there = words(passage.text)
            if found := align(opening.words, said.text, there, passage.text, self.catalogue, self.lexicon):
                verdict: Verdict = "altered" if opening.known_by(found) else "absent"
                shown = self._within_quotation(opening, found, passage, there)
                stretch = (there[shown.first].start, there[shown.last - 1].end)
                held = _spans(there, shown.held)
                places.append(Place(passage, *stretch, verdict, held, shown.changes, opening.likeness(found)))
        return sorted(places, key=_standing_first)

    def _within_quotation(self, said: Phrase, found: Alignment, passage: Passage, there: Sequence[Word]) -> Alignment:
        """The alignment, cut at the bounds of the quotation that holds most of it: two voices never run into one."""
        quotation = quotation_at(passage, _spans(there, found.held))
        if not quotation:
            return found
        first = next(j for j, word in enumerate(there) if word.end > quotation.start)
        last = max(j for j, word in enumerate(there) if word.start < quotation.end) + 1
        if first <= found.first and found.last <= last:
            return found
        within = align(said.words, said.text, there[first:last], passage.text, self.catalogue, self.lexicon)
        return within.shifted(first) if within else found

    def _candidates(self, said: Phrase) -> list[Passage]:
        """Passages that share most of the phrase's telling words, or their spellings and synonyms."""
        forms: dict[str, float] = {}
        for word, worth in zip(said.words, said.weight, strict=True):
            for form in self._forms(word.folded) if worth >= 1 else ():
                forms[form] = max(forms.get(form, 0.0), worth)
        if not forms:
            return []
        index = self.reader.candidates(any_of([(form,) for form in sorted(forms)], "text"), _CANDIDATES)
        shared = {
            id: sum(forms[s] for s in sorted(set(entry.text.split()) & forms.keys())) for id, entry in index.items()
        }
        best = sorted(shared, key=lambda id: -shared[id])[:_ALIGNED_PASSAGES]
        return list(self.reader.passages(best).values())

    def _forms(self, word: str) -> list[str]:
        own = stem(word)
        forms = [own, *self.lexicon.words(own)]
        if own not in self.catalogue.frequency and (other := nearest_spelling(word, self.catalogue)):
            forms.append(stem(other))
        return forms

    def _pieces(self, said: Phrase) -> tuple[Place, ...]:
        """The places of a phrase whose beginning stands in one and whose end in another; () when it is not so made."""
        size = len(said.words)
        head = self._longest(size, lambda length: said.words[:length])
        tail = self._longest(size, lambda length: said.words[-length:])
        if min(head, tail) < _PIECE or head + tail < size:
            return ()
        beginning, end = said.words[:head], said.words[min(head, size - _PIECE) :]
        first, second = self._rows(beginning), self._rows(end)
        if any(a.passage.id == b.passage.id and a.start < b.start for a in first for b in second):
            return ()
        return (
            *(_judged(place, core(said.text, beginning)) for place in first[:2]),
            *(_judged(place, core(said.text, end)) for place in second[:2]),
        )

    def _continued(self, said: Phrase) -> tuple[Place, ...]:
        """The two places of a phrase that runs from one paragraph into the next, or over a quotation that is interrupted."""
        head = self._longest(len(said.words), lambda length: said.words[:length])
        beginning, rest = said.words[:head], said.words[head:]
        if not beginning or not rest or not (second := self._rows(rest)):
            return ()
        for a, b in product(self._rows(beginning), second):
            if continues(a.passage, a.end, b.passage, b.start):
                return _judged(a, core(said.text, beginning)), _judged(b, core(said.text, rest))
        return ()

    def _longest(self, size: int, piece: Callable[[int], Sequence[Word]]) -> int:
        """The most words, below `size`, for which `piece` stands in a row somewhere: where a row stands, so does its part.

        Found by galloping, then bisecting, so that a long phrase of which little stands costs little.
        """
        low, high = 0, min(_PIECE, size - 1)
        while high < size - 1 and self._rows(piece(high)):
            low, high = high, min(2 * high, size - 1)
        while low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if self._rows(piece(middle)) else (low, middle - 1)
        return low

    def _rows(self, said: Sequence[Word]) -> list[Place]:
        """Every place where words stand in a row, by their folded forms."""
        if not said:
            return []
        index = self.reader.candidates(row_of([stem(word.folded) for word in said]), _CANDIDATES)
        places = []
        for passage in self.reader.passages(index).values():
            there = words(passage.text)
            spans = [(there[at].start, there[at + len(said) - 1].end) for at in find(said, there)]
            places += [Place(passage, start, end, "exact", ((start, end),)) for start, end in spans]
        return places


def _judged(place: Place, core: str) -> Place:
    stands = place.passage.text[place.start : place.end]
    return place if core.split() == stands.split() else replace(place, verdict="typography")


def _spans(there: Sequence[Word], places: Iterable[int]) -> tuple[Span, ...]:
    return tuple((there[j].start, there[j].end) for j in places)


def _standing_first(place: Place) -> tuple[object, ...]:
    return place.verdict != "altered", -place.likeness, place.passage.source, place.passage.position
