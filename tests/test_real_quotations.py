"""Whose words the real sources quote, through whose hands they came, and which note stands where.

The tables name passages, speakers and works; the words themselves are read from `corpus/`. Every quotation of the
corpus stands in `SPEAKERS`, so a missing, doubled or wrongly given one fails.
"""

from __future__ import annotations

import functools
import re
from pathlib import Path

import pytest

from bot.corpus.loader import load
from bot.models import Corpus, Passage, Quotation

CORPUS = Path(__file__).parent.parent / "corpus"
BOOK = "The Russian Revolution in Retreat, 1920-24 (Routledge, 2008)"
SHACHTMAN = "The Struggle for the New Course, New York, 1943"
GETZLER = "Martov, Cambridge, 1967"

SPEAKERS = {
    "ford-review.1": ("party-member",),
    "ford-review.6": ("pirani",),
    "ford-review.7": ("pirani",),
    "ford-review.9": ("unnamed",) * 3,
    "ford-review.10": ("pirani",),
    "ford-review.11": ("pr-review",) * 2,
    "ford-review.12": ("bolsheviks-cheka", "bolsheviks-cheka", "pirani"),
    "ford-review.15": ("pirani",) * 4,
    "ford-review.19": ("pirani",),
    "ford-review.20": ("is-review",),
    "ford-thread.c1.1": ("ford",),
    "ford-thread.c2.1": ("ford",),
    "ford-thread.c14.1": ("unnamed",),
    "harman-pamphlet.1.3": ("trotsky",),
    "harman-pamphlet.1.8": ("lenin",),
    "harman-pamphlet.1.9": ("lenin", "lenin"),
    "harman-pamphlet.3.3": ("martov",),
    "harman-pamphlet.4.4": ("unnamed",),
    "harman-pamphlet.5.1": ("unnamed",),
    "harman-pamphlet.5.4": ("lenin", "lenin"),
    "harman-pamphlet.5.5": ("lenin",),
    "harman-pamphlet.5.7": ("lenin",),
    "harman-pamphlet.5.9": ("unnamed", "lenin"),
    "harman-pamphlet.5.11": ("platform-46",),
    "harman-pamphlet.5.12": ("bukharin", "meeting-question"),
    "harman-pamphlet.5.16": ("carr",),
    "harman-pamphlet.7.1": ("unnamed",),
    "harman-pamphlet.8.1": ("bukharin",),
    "harman-pamphlet.9.1": ("unnamed", "trotsky"),
    "harman-pamphlet.9.2": ("lenin",),
    "harman-pamphlet.9.8": ("trotsky",),
    "harman-pamphlet.n8": ("riazanov", "lenin"),
    "harman-pamphlet.n13": ("stalin",),
}
"""Who speaks, in the order in which the quotations begin."""

HANDS = {
    ("ford-review.1", 0): (("party-member", "resignation letter"), ("ford", "")),
    ("ford-review.11", 1): (("pr-review", "review of The Russian Revolution in Retreat"), ("ford", "")),
    ("ford-review.15", 3): (("pirani", BOOK), ("ford", "")),
    ("ford-review.19", 0): (("pirani", BOOK), ("ford", "")),
    ("ford-thread.c1.1", 0): (("ford", ""), ("comment-1", "")),
    ("harman-pamphlet.1.3", 0): (("trotsky", "The Russian Revolution p.72"), ("harman", "")),
    ("harman-pamphlet.1.8", 0): (("lenin", ""), ("harman", "")),
    ("harman-pamphlet.3.3", 0): (("martov", ""), ("getzler", GETZLER), ("harman", "")),
    ("harman-pamphlet.5.4", 1): (("lenin", ""), ("harman", "")),
    ("harman-pamphlet.5.5", 0): (("lenin", ""), ("shachtman", f"{SHACHTMAN} p.150"), ("harman", "")),
    ("harman-pamphlet.5.7", 0): (("lenin", "Collected Works, Vol.32 p.24"), ("harman", "")),
    ("harman-pamphlet.5.11", 0): (("platform-46", ""), ("carr", "The Interregnum, appendix p.369"), ("harman", "")),
    ("harman-pamphlet.5.12", 0): (("bukharin", ""), ("shachtman", f"{SHACHTMAN} p.172"), ("harman", "")),
    ("harman-pamphlet.5.12", 1): (
        ("meeting-question", ""), ("bukharin", ""), ("shachtman", f"{SHACHTMAN} p.172"), ("harman", ""),
    ),
    ("harman-pamphlet.5.16", 0): (("carr", "The Interregnum p.39"), ("harman", "")),
    ("harman-pamphlet.9.2", 0): (("lenin", "Testament"), ("harman", "")),
    ("harman-pamphlet.n8", 1): (("lenin", "Collected Works, Vol.32 p.261"), ("harman", "")),
    ("harman-pamphlet.n13", 0): (
        ("stalin", "Lenin and Leninism, Russian ed. 1924 p40"),
        ("trotsky", "The Third International after Lenin p.36"),
        ("harman", ""),
    ),
}  # fmt: skip
"""Through whom the words came: voice, work and page of every step."""

DATES = {
    ("harman-pamphlet.1.9", 0): "eight months before the October revolution",
    ("harman-pamphlet.1.9", 1): "7 March 1918",
    ("harman-pamphlet.3.3", 0): "19 November 1917",
    ("harman-pamphlet.5.4", 0): "March 1922 Party Congress",
    ("harman-pamphlet.5.5", 0): "end of 1922",
    ("harman-pamphlet.5.9", 1): "by 1922",
    ("harman-pamphlet.5.11", 0): "by 1923",
    ("harman-pamphlet.5.12", 0): "",
    ("harman-pamphlet.9.2", 0): "",
}

MARKS = {
    "1": ("harman-pamphlet.1.3", "”", ""),
    "2": ("harman-pamphlet.3.3", "”", ""),
    "3": ("harman-pamphlet.3.6", ".", " "),
    "4": ("harman-pamphlet.3.8", ".", ""),
    "5": ("harman-pamphlet.4.2", ".", ""),
    "6": ("harman-pamphlet.5.5", "”", ""),
    "7": ("harman-pamphlet.5.7", "”", ""),
    "8": ("harman-pamphlet.5.9", "y", ","),
    "9": ("harman-pamphlet.5.11", "”", " "),
    "10": ("harman-pamphlet.5.12", ".", ""),
    "11": ("harman-pamphlet.5.16", "”", ""),
    "12": ("harman-pamphlet.5.17", ".", " "),
    "13": ("harman-pamphlet.7.8", "3", "."),
    "14": ("harman-pamphlet.9.8", ".", " "),
}
"""On which passage each note is marked, and the characters before and after the mark ("" at the end)."""

NOTES = {
    "1": ("work", "trotsky", "The Russian Revolution", "p.72"),
    "2": ("quoted in", "getzler", GETZLER, ""),
    "3": ("work", "getzler", GETZLER, "p.183"),
    "4": ("work", "getzler", GETZLER, "p.199"),
    "5": ("see", "trotsky", "Hue and Cry over Kronstadt", ""),
    "6": ("quoted in", "shachtman", SHACHTMAN, "p.150"),
    "7": ("work", "lenin", "Collected Works, Vol.32", "p.24"),
    "9": ("quoted in", "carr", "The Interregnum, appendix", "p.369"),
    "10": ("quoted in", "shachtman", SHACHTMAN, "p.172"),
    "11": ("work", "carr", "The Interregnum", "p.39"),
    "12": ("work", "carr", "The Interregnum", "p.39"),
}
"""The bare references, `op. cit.` and `Ibid.` resolved."""


@functools.cache
def corpus() -> Corpus:
    return load(CORPUS)


@functools.cache
def passages() -> dict[str, Passage]:
    return {passage.id: passage for passage in corpus().passages}


def place_name(value: object) -> str:
    """Short names for the rows of `HANDS` and `DATES`: the passage and which of its quotations."""
    return f"{value[0]}-{value[1]}" if isinstance(value, tuple) and isinstance(value[1], int) else "-"


def quotations(passage: str) -> list[Quotation]:
    """The quotations of a passage in the order in which they begin, an enclosing one before what it encloses."""
    return sorted(passages()[passage].quotations, key=lambda q: (q.start, -q.end))


def test_every_quotation_has_its_speaker_and_there_are_no_others() -> None:
    found = {p.id: tuple(q.attribution.speaker for q in quotations(p.id)) for p in corpus().passages if p.quotations}
    assert found == SPEAKERS


def test_quotations_lie_between_quotation_marks() -> None:
    for passage in corpus().passages:
        for quotation in passage.quotations:
            before, after = passage.text[: quotation.start], passage.text[quotation.end :]
            assert before[-1:] in ("“", "‘", '"', "'"), passage.id
            assert after[:1] == {"“": "”", "‘": "’"}.get(before[-1], before[-1]) or not after, passage.id
            words = passage.text[quotation.start : quotation.end]
            assert not re.search("[“”]", words), passage.id


def test_one_quotation_is_left_open_by_the_document() -> None:
    left_open = [p.id for p in corpus().passages for q in p.quotations if q.end == len(p.text)]
    assert left_open == ["harman-pamphlet.5.12"]


@pytest.mark.parametrize(("place", "hands"), HANDS.items(), ids=place_name)
def test_words_pass_through_the_right_hands(place: tuple[str, int], hands: tuple[tuple[str, str], ...]) -> None:
    passage, number = place
    steps = quotations(passage)[number].attribution.steps
    assert tuple((step.voice, f"{step.work} {step.at}".strip()) for step in steps) == hands


@pytest.mark.parametrize(("place", "when"), DATES.items(), ids=place_name)
def test_words_are_dated_as_the_text_dates_them(place: tuple[str, int], when: str) -> None:
    passage, number = place
    assert quotations(passage)[number].attribution.steps[0].when == when


def test_addressees_forms_and_guesses_are_told() -> None:
    letter, swiss = quotations("harman-pamphlet.3.3")[0], quotations("harman-pamphlet.1.9")[0]
    assert (letter.attribution.steps[0].to, swiss.attribution.steps[0].to) == ("Axelrod", "Swiss workers")
    exact, reworded = quotations("ford-thread.c1.1")[0], quotations("ford-thread.c2.1")[0]
    assert (exact.form, exact.original) == ("verbatim", "ford-review.18")
    assert (reworded.form, reworded.original) == ("reworded", "ford-review.12")
    about = [(p.id, q.about) for p in corpus().passages for q in p.quotations if q.about]
    assert about == [("harman-pamphlet.9.2", "trotsky")]
    guessed = {
        p.id: q.attribution.steps[0].certainty
        for p in corpus().passages
        for q in p.quotations
        if q.attribution.steps[0].certainty != "stated"
    }
    assert guessed == {"ford-review.15": "inferred", "harman-pamphlet.n8": "likely"}
    assert quotations("ford-review.15")[2].attribution.steps[0].certainty == "inferred"


def test_an_interrupted_quotation_is_one() -> None:
    first, second = quotations("harman-pamphlet.5.4")
    assert first.whole == second.whole != ""


def test_reported_speech_belongs_to_whoever_reports_it() -> None:
    for passage in ("ford-review.5", "ford-review.16", "ford-thread.c4.3", "ford-thread.c4.6", "ford-thread.c10.2",
                    "ford-thread.c11.4", "ford-thread.c14.6", "ford-thread.c14.7", "harman-pamphlet.6.1"):  # fmt: skip
        assert not passages()[passage].quotations
        assert passages()[passage].voice in ("ford", "harman", f"comment-{passages()[passage].section[1:]}")


def test_note_marks_stand_on_the_passages_they_belong_to() -> None:
    found = {
        mark.number: (p.id, p.text[: mark.offset][-1:], p.text[mark.offset :][:1])
        for p in corpus().passages
        for mark in p.marks
    }
    assert found == MARKS
    assert sum(len(p.marks) for p in corpus().passages) == 14


def test_notes_name_their_works() -> None:
    found = {n.number: (n.relation, n.voice, n.work, n.at) for n in corpus().notes if n.relation != "prose"}
    assert found == NOTES
    prose = {n.number: n.passage for n in corpus().notes if n.relation == "prose"}
    assert prose == {n: f"harman-pamphlet.n{n}" for n in ("8", "13", "14")}
    assert "Ibid." in next(n.text for n in corpus().notes if n.number == "12")


def test_the_same_words_in_two_places_are_two_passages() -> None:
    book, page = quotations("ford-review.6")[0], passages()["pirani-page.2"]
    quoted = passages()["ford-review.6"].text[book.start : book.end]
    assert (book.attribution.speaker, page.attribution.speaker) == ("pirani", "pirani")
    assert "politically expropriated" in quoted
    assert "politically expropriated" in page.text
    assert quoted not in page.text
