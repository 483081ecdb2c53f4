"""A phrase laid word by word against a passage: where it stands, if anywhere, and every word that differs.

Fuzzy likeness only pairs words and proposes the place. What was changed is read off the alignment of the words themselves, so
a changed number, name or negation can never hide behind a high score.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from rapidfuzz.distance import OSA, Levenshtein, ScoreAlignment
from rapidfuzz.fuzz import partial_ratio_alignment
from rapidfuzz.process import extractOne

from bot.search.catalogue import Catalogue
from bot.search.findings import Change
from bot.search.folding import Word, stem
from bot.search.lexicon import Lexicon
from bot.search.query import FUNCTION_WORDS

_ALIKE = 0.7


@dataclass(frozen=True, slots=True)
class Alignment:
    """The passage's words `first` up to `last` (exclusive) beside a phrase.

    Places in the phrase: `same` stand unchanged and in order, `alike` in order but in another form, `moved` elsewhere
    within the stretch. `held` are the places in the passage of the words that are the same or alike,
    `pairs` the places of phrase and passage laid beside one another.
    """

    first: int
    last: int
    same: frozenset[int]
    alike: frozenset[int]
    moved: frozenset[int]
    held: tuple[int, ...]
    changes: tuple[Change, ...]
    pairs: tuple[tuple[int, int], ...]

    @property
    def run(self) -> tuple[int, ...]:
        """The longest row of words of the phrase (places of `same`) that stand unchanged in a row in the passage too."""
        longest: tuple[int, ...] = ()
        row: tuple[int, ...] = ()
        places = dict(self.pairs)
        for i in sorted(self.same):
            row = (*row, i) if row[-1:] == (i - 1,) and places[i - 1] == places[i] - 1 else (i,)
            longest = max(longest, row, key=len)
        return longest

    def shifted(self, by: int) -> Alignment:
        """The same alignment in a passage with `by` more words before it."""
        pairs = tuple((i, j + by) for i, j in self.pairs)
        held = tuple(j + by for j in self.held)
        return replace(self, first=self.first + by, last=self.last + by, held=held, pairs=pairs)


def align(
    phrase: Sequence[Word], typed: str, passage: Sequence[Word], text: str, catalogue: Catalogue, lexicon: Lexicon
) -> Alignment | None:
    """Lay a phrase against the stretch of a passage that is most like it; None where nothing is alike."""
    twins = _twins(phrase, passage, catalogue, lexicon)
    ours = [twins.get(word.folded, "") for word in phrase]
    theirs = [word.folded for word in passage]
    place = partial_ratio_alignment(ours, theirs)
    if place is None or not any(ours):
        return None
    pairs = max(
        (_pairs(ours, theirs, *window) for window in _windows(place, len(ours))),
        key=lambda p: _closeness(p, ours, theirs),
    )
    if not pairs:
        return None
    pairs = _extended(pairs, len(phrase), passage, text)
    first, last = min(j for _, j in pairs), max(j for _, j in pairs) + 1
    same = frozenset(i for i, j in pairs if phrase[i].folded == theirs[j])
    alike = frozenset(i for i, j in pairs if ours[i] == theirs[j]) - same
    moved = _moved(ours, Counter(theirs[first:last]), same | alike)
    held = tuple(j for i, j in pairs if i in same or i in alike)
    return Alignment(
        first, last, same, alike, moved, held, _changes(pairs, same, phrase, typed, passage[:last], text), tuple(pairs)
    )


def _extended(pairs: list[tuple[int, int]], size: int, passage: Sequence[Word], text: str) -> list[tuple[int, int]]:
    """With the phrase's outer words beside the words that stand in their places, as far as the sentence goes."""
    while pairs[0][0] > 0 and pairs[0][1] > 0 and _joined(passage[pairs[0][1] - 1], passage[pairs[0][1]], text):
        pairs = [(pairs[0][0] - 1, pairs[0][1] - 1), *pairs]
    while pairs[-1][0] + 1 < size and pairs[-1][1] + 1 < len(passage):
        if not _joined(passage[pairs[-1][1]], passage[pairs[-1][1] + 1], text):
            break
        pairs = [*pairs, (pairs[-1][0] + 1, pairs[-1][1] + 1)]
    return pairs


def _joined(word: Word, after: Word, text: str) -> bool:
    return not set(text[word.end : after.start]) & set(".!?;:")


def _moved(ours: list[str], there: Counter[str], in_order: frozenset[int]) -> frozenset[int]:
    """Places of the phrase whose word stands in the stretch out of order; each word there serves once."""
    there.subtract(ours[i] for i in in_order)
    moved = set()
    for i, word in enumerate(ours):
        if i not in in_order and there[word] > 0:
            there[word] -= 1
            moved.add(i)
    return frozenset(moved)


def _windows(place: ScoreAlignment, size: int) -> list[tuple[int, int]]:
    """The proposed stretch, and the same with room before it, after it, and on both sides."""
    room = size // 2 + 3
    before, after = max(0, place.dest_start - room), place.dest_end + room
    return [(start, end) for start in (place.dest_start, before) for end in (place.dest_end, after)]


def _closeness(pairs: list[tuple[int, int]], ours: list[str], theirs: list[str]) -> float:
    """Words held, less a little for every word the stretch is long: of two stretches that hold as much, the shorter."""
    if not pairs:
        return 0.0
    return sum(ours[i] == theirs[j] for i, j in pairs) - 0.1 * (pairs[-1][1] - pairs[0][1])


def find(phrase: Sequence[Word], passage: Sequence[Word]) -> list[int]:
    """Every place in a passage where the words of a phrase stand in a row, by folded form."""
    wanted = [word.folded for word in phrase]
    there = [word.folded for word in passage]
    size = len(wanted)
    return [at for at in range(len(there) - size + 1) if there[at] == wanted[0] and there[at : at + size] == wanted]


def _twins(phrase: Sequence[Word], passage: Sequence[Word], catalogue: Catalogue, lexicon: Lexicon) -> dict[str, str]:
    """For each word of the phrase its counterpart among the passage's: itself, a form of it, a synonym, a near spelling."""
    there = {word.folded for word in passage}
    by_stem = {stem(word): word for word in sorted(there, reverse=True)}
    twins = {}
    for word in dict.fromkeys(word.folded for word in phrase):
        if word in there:
            twins[word] = word
        elif other := _twin(word, there, by_stem, catalogue, lexicon):
            twins[word] = other
    return twins


def _twin(word: str, there: set[str], by_stem: dict[str, str], catalogue: Catalogue, lexicon: Lexicon) -> str:
    if word.isdigit() or word in FUNCTION_WORDS:
        return ""
    stems = [stem(word), *lexicon.words(stem(word))]
    for candidate in stems:
        if candidate in by_stem:
            return by_stem[candidate]
    return _misspelled(word, there, catalogue)


def _misspelled(word: str, there: set[str], catalogue: Catalogue) -> str:
    """The word there that the reader, or the text, may have misspelled; two words in good use are never taken for one."""
    known = word in catalogue.vocabulary
    others = sorted(o for o in there if len(o) > 3 and not (known and catalogue.frequency.get(stem(o), 0) > 1))
    near = extractOne(word, others, scorer=OSA.normalized_similarity, score_cutoff=_ALIKE) if len(word) > 3 else None
    return str(near[0]) if near else ""


def _pairs(ours: list[str], theirs: list[str], start: int, end: int) -> list[tuple[int, int]]:
    """Places that Levenshtein's alignment with one stretch puts beside one another, equal or replaced."""
    window = theirs[start:end]
    pairs: list[tuple[int, int]] = []
    for op in Levenshtein.opcodes(ours, window):
        if op.tag in ("equal", "replace"):
            pairs += zip(range(op.src_start, op.src_end), range(op.dest_start, op.dest_end), strict=False)
    return [(i, j + start) for i, j in _tightened(_trimmed(pairs, ours, window), ours, window)]


def _trimmed(pairs: list[tuple[int, int]], ours: list[str], window: list[str]) -> list[tuple[int, int]]:
    """Without stray pairs at the edges: a replaced word counts only next to words that hold the place."""
    matched = [k for k, (i, j) in enumerate(pairs) if ours[i] == window[j]]
    if not matched:
        return []
    first, last = matched[0], matched[-1]
    while first > 0 and pairs[first - 1][1] == pairs[first][1] - 1:
        first -= 1
    while last < len(pairs) - 1 and pairs[last + 1][1] == pairs[last][1] + 1:
        last += 1
    return pairs[first : last + 1]


def _tightened(pairs: list[tuple[int, int]], ours: list[str], window: list[str]) -> list[tuple[int, int]]:
    """The same pairs in the shortest stretch: each word held moves to its like nearest the next, then nearest the last."""
    tight = list(pairs)
    for k in range(len(tight) - 2, -1, -1):
        (i, j), after = tight[k], tight[k + 1][1]
        if ours[i] == window[j]:
            tight[k] = (i, max(at for at in range(j, after) if window[at] == ours[i]))
    for k in range(1, len(tight)):
        (i, j), before = tight[k], tight[k - 1][1]
        if ours[i] == window[j]:
            tight[k] = (i, min(at for at in range(before + 1, j + 1) if window[at] == ours[i]))
    return tight


def _changes(
    pairs: list[tuple[int, int]],
    same: frozenset[int],
    phrase: Sequence[Word],
    typed: str,
    passage: Sequence[Word],
    text: str,
) -> tuple[Change, ...]:
    kept = [(i, j) for i, j in pairs if i in same]
    edges = [(-1, pairs[0][1] - 1), *kept, (len(phrase), len(passage))]
    changes = []
    for (i, j), (next_i, next_j) in pairwise(edges):
        said = _slice(typed, phrase[i + 1 : next_i])
        stands = _slice(text, passage[j + 1 : next_j])
        if said or stands:
            changes.append(Change(said, stands))
    return tuple(changes)


def _slice(text: str, words: Sequence[Word]) -> str:
    return text[words[0].start : words[-1].end] if words else ""
