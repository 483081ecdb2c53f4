"""Doctors quotations: takes words as they stand in a passage and changes them as forgers and bad memories do.

Knows the corpus it is given and no search. Invariant: what comes out stands nowhere in the corpus, by a plain
comparison of letters and figures that has nothing in common with how the program compares.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from itertools import groupby

from hypothesis import assume
from hypothesis import strategies as st

from bot.models import Attribution, Corpus, Passage

NEGATIONS = {"not", "no", "never", "neither", "nor", "without", "cannot"}
SMALL = [
    "the",
    "a",
    "all",
    "some",
    "and",
    "or",
    "but",
    "is",
    "was",
    "were",
    "by",
    "for",
    "against",
    "before",
    "after",
    "only",
]
NUMBERS = ["two", "three", "five", "seven", "ten", "hundred", "million", "first", "second", "half"]
NAMES = [
    "Lenin",
    "Trotsky",
    "Stalin",
    "Bukharin",
    "Martov",
    "Pirani",
    "Carr",
    "Zinoviev",
    "Kamenev",
    "Bolshevik",
    "Menshevik",
]

Draw = st.DrawFn


@dataclass(frozen=True)
class Doctored:
    """What somebody claims was said, and of which words of a passage it was made; `changes`: words put in for others.

    `changes` is None where more was done than to put in or take out a word or two at one place.
    """

    text: str
    passage: Passage
    original: str
    changes: tuple[str, str] | None = None

    @property
    def place(self) -> tuple[int, int]:
        """Where the words it was made of stand, from the first letter to the last."""
        words = re.sub(r"^\W+|\W+$", "", self.original)
        start = re.sub(r"\s", " ", self.passage.text).index(words)
        return start, start + len(words)

    @property
    def one_voice(self) -> bool:
        """Whether the words it was made of begin and end in the same mouth."""
        start, end = self.place
        return not any(start < bound < end for q in self.passage.quotations for bound in (q.start, q.end))

    @property
    def attribution(self) -> Attribution:
        """Whose words it was made of, if one voice's."""
        start, end = self.place
        around = [q for q in self.passage.quotations if q.start <= start and end <= q.end]
        return min(around, key=lambda q: q.end - q.start).attribution if around else self.passage.attribution


class Workshop:
    """One corpus, taken apart into the runs of words that can be doctored."""

    def __init__(self, corpus: Corpus) -> None:
        self.passages = [passage for passage in corpus.passages if len(passage.text.split()) > 24]
        self.vocabulary = sorted({word for p in corpus.passages for word in re.findall(r"[a-z]{5,}", p.text)})
        self.forms = inflections(self.vocabulary)
        self._everything = [
            " ".join(f" {letters(passage.text)} " for passage in group)
            for _, group in groupby(corpus.passages, key=lambda passage: passage.source)
        ]
        self._everything += [f" {letters(text)} " for text in interrupted(corpus)]

    def stands(self, text: str) -> bool:
        """Whether these letters and figures stand somewhere in this order, over paragraphs and interruptions too."""
        return any(re.sub(" +", " ", f" {letters(text)} ") in re.sub(" +", " ", there) for there in self._everything)

    def run(self, draw: Draw, wanted: Callable[[str], bool] = bool) -> tuple[Passage, list[str], int]:
        """Words in a row of a passage and the place among them, not near either end, of a wanted one."""
        passage = draw(st.sampled_from(self.passages))
        tokens = passage.text.split()
        places = [at for at in range(4, len(tokens) - 5) if wanted(plain(tokens[at]))]
        assume(places)
        at = draw(st.sampled_from(places))
        before, after = draw(st.integers(4, 8)), draw(st.integers(4, 8))
        start = max(0, at - before)
        return passage, tokens[start : at + after + 1], at - start


def letters(text: str) -> str:
    """Words in small letters and figures, without accents, apostrophes and other marks, parted by single blanks."""
    text = unicodedata.normalize("NFKD", re.sub("[’'‘]", "", text.lower()))
    parted = re.sub(r"(?<=\d)(?=[a-z])|(?<=[a-z])(?=\d)", " ", re.sub(r"(?<=\d),(?=\d{3})", "", text))
    return " ".join(re.findall(r"[^\W_]+", "".join(c for c in parted if not unicodedata.combining(c))))


def plain(token: str) -> str:
    """A word without the marks around it."""
    return re.sub(r"^\W+|\W+$", "", token)


def inflections(vocabulary: list[str]) -> dict[str, list[str]]:
    """For each word the others of a vocabulary that differ by a common ending."""
    kin: dict[str, list[str]] = {}
    for word in vocabulary:
        kin.setdefault(re.sub("(?:e|es|s|ed|d|ing|ings|ly)$", "", word), []).append(word)
    return {word: [other for other in words if other != word] for words in kin.values() for word in words if words[1:]}


def interrupted(corpus: Corpus) -> list[str]:
    """The quotations that their narrators interrupt, without the interruptions."""
    parts: dict[str, list[str]] = {}
    for passage in corpus.passages:
        for quotation in passage.quotations:
            if quotation.whole:
                parts.setdefault(quotation.whole, []).append(passage.text[quotation.start : quotation.end])
    return [" ".join(found) for found in parts.values()]


def _replaced(draw: Draw, shop: Workshop, wanted: Callable[[str], bool], others: list[str]) -> Doctored:
    passage, run, at = shop.run(draw, wanted)
    old = plain(run[at])
    new = draw(st.sampled_from([word for word in others if letters(word)[:3] != letters(old)[:3]]))
    text = " ".join([*run[:at], run[at].replace(old, new, 1), *run[at + 1 :]])
    return Doctored(text, passage, " ".join(run), (new, old))


def swapped(draw: Draw, shop: Workshop) -> Doctored:
    """One telling word replaced by another."""
    return _replaced(draw, shop, lambda word: len(word) > 4 and word.isalpha(), shop.vocabulary)


def inflected(draw: Draw, shop: Workshop) -> Doctored:
    """One word put in another form: other number, other tense."""
    passage, run, at = shop.run(draw, lambda word: len(word) > 5 and word in shop.forms)
    old = plain(run[at])
    new = draw(st.sampled_from(shop.forms[old]))
    text = " ".join([*run[:at], run[at].replace(old, new, 1), *run[at + 1 :]])
    return Doctored(text, passage, " ".join(run), (new, old))


def small_word(draw: Draw, shop: Workshop) -> Doctored:
    """One small word replaced by another."""
    return _replaced(draw, shop, lambda word: word in SMALL, SMALL)


def number(draw: Draw, shop: Workshop) -> Doctored:
    """A number replaced by another."""
    passage, run, at = shop.run(draw, lambda word: word.isdigit() or word in NUMBERS)
    old = plain(run[at])
    figures = st.integers(1, 2030).map(str)
    new = draw((figures if old.isdigit() else st.sampled_from(NUMBERS)).filter(lambda other: other != old))
    text = " ".join([*run[:at], run[at].replace(old, new, 1), *run[at + 1 :]])
    return Doctored(text, passage, " ".join(run), (new, old))


def name(draw: Draw, shop: Workshop) -> Doctored:
    """A name replaced by another."""
    return _replaced(draw, shop, lambda word: word in NAMES, NAMES)


def negated(draw: Draw, shop: Workshop) -> Doctored:
    """A negation put in."""
    passage, run, at = shop.run(draw)
    new = draw(st.sampled_from(["not", "never"]))
    return Doctored(" ".join([*run[:at], new, *run[at:]]), passage, " ".join(run), (new, ""))


def affirmed(draw: Draw, shop: Workshop) -> Doctored:
    """A negation taken out."""
    passage, run, at = shop.run(draw, lambda word: word in NEGATIONS)
    return Doctored(" ".join([*run[:at], *run[at + 1 :]]), passage, " ".join(run), ("", plain(run[at])))


def dropped(draw: Draw, shop: Workshop) -> Doctored:
    """Two words from within left out."""
    passage, run, at = shop.run(draw, str.isalpha)
    other = draw(st.integers(2, len(run) - 3).filter(lambda place: place != at))
    kept = [word for place, word in enumerate(run) if place not in (at, other)]
    return Doctored(" ".join(kept), passage, " ".join(run))


def shuffled(draw: Draw, shop: Workshop) -> Doctored:
    """The same words in another order."""
    passage, run, _ = shop.run(draw)
    return Doctored(" ".join(draw(st.permutations(run))), passage, " ".join(run))


def stitched(draw: Draw, shop: Workshop) -> Doctored:
    """The beginning of one run and the end of another, from another passage."""
    first, second = shop.run(draw), shop.run(draw)
    assume(first[0].id != second[0].id)
    return Doctored(" ".join([*first[1][:6], *second[1][-6:]]), first[0], " ".join(first[1]))


def by_lot(draw: Draw, shop: Workshop) -> Doctored:
    """Words of the corpus drawn by lot."""
    words = draw(st.lists(st.sampled_from(shop.vocabulary), min_size=8, max_size=16))
    return Doctored(" ".join(words), shop.passages[0], "")


Forger = Callable[[Draw, Workshop], Doctored]

KINDS: dict[Forger, set[str]] = {
    swapped: {"altered", "absent"},
    inflected: {"altered", "stitched"},
    small_word: {"altered", "absent"},
    number: {"altered", "absent"},
    name: {"altered", "absent"},
    negated: {"altered", "absent"},
    affirmed: {"altered", "absent"},
    dropped: {"altered", "absent"},
    shuffled: {"altered", "absent"},
    stitched: {"stitched", "altered", "absent"},
    by_lot: {"absent", "too-short"},
}
"""The ways to doctor a quotation, and the verdicts that are right."""


@st.composite
def doctored(draw: Draw, shop: Workshop, how: Forger) -> Doctored:
    """Something nobody said, made in one of those ways."""
    forgery = how(draw, shop)
    assume(not shop.stands(forgery.text))
    return forgery
