"""A phrase beside a passage, word by word: what is shown as changed is exactly what differs, and nothing hides."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import Library
from bot.results import Spoken
from bot.search.alignment import Alignment, align, find
from bot.search.catalogue import load
from bot.search.folding import words
from bot.search.lexicon import Lexicon
from bot.store.reader import Reader
from tests.doctoring import KINDS, Doctored, Forger, Workshop, doctored, letters
from tests.strategies import nightly, strangers_text, thorough


def folded(text: str) -> tuple[str, ...]:
    return tuple(word.folded for word in words(text))


def becomes(
    phrase: tuple[str, ...], changes: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...], text: tuple[str, ...]
) -> bool:
    """Whether a phrase, with the changes made in it in order and all else left alone, is the text."""

    @cache
    def left(i: int, j: int, done: int) -> bool:
        if done < len(changes):
            typed, stands = changes[done]
            made = phrase[i : i + len(typed)] == typed and text[j : j + len(stands)] == stands
            if made and left(i + len(typed), j + len(stands), done + 1):
                return True
        if i == len(phrase) or j == len(text):
            return (i, j, done) == (len(phrase), len(text), len(changes))
        return phrase[i] == text[j] and left(i + 1, j + 1, done)

    return left(0, 0, 0)


def check_changes(phrase: str, spoken: Spoken) -> None:
    """The phrase with its changes made is the text; every change is one, in words that were typed and that stand."""
    changes = tuple((folded(change.typed), folded(change.stands)) for change in spoken.changes)
    assert becomes(folded(phrase), changes, folded(spoken.words)), (phrase, spoken.changes, spoken.words)
    for change in spoken.changes:
        assert change.typed in phrase
        assert change.stands in spoken.words
        assert folded(change.typed) != folded(change.stands)


@pytest.mark.parametrize(
    ("phrase", "changes", "text", "holds"),
    [
        ("a b c", [], "a b c", True),
        ("a b c", [("b", "x")], "a x c", True),
        ("a b c", [("b", "")], "a c", True),
        ("a c", [("", "b")], "a b c", True),
        ("a b c", [], "a x c", False),
        ("a b c", [("b", "x")], "a b c", False),
        ("a b c", [("c", "x"), ("b", "y")], "a y x", False),
    ],
)
def test_the_yardstick_of_changes(phrase: str, changes: list[tuple[str, str]], text: str, holds: bool) -> None:
    assert becomes(folded(phrase), tuple((folded(a), folded(b)) for a, b in changes), folded(text)) == holds


def laid(phrase: str, text: str, database: Path) -> Alignment | None:
    with Reader(database) as reader:
        return align(words(phrase), phrase, words(text), text, load(reader), Lexicon(reader))


@pytest.mark.parametrize(
    ("phrase", "changes"),
    [
        ("The ladle belongs to whoever stirs", []),
        ("the LADLE, belongs to whoever stirs!", []),
        ("The ladle belongs to whoever burns", [("burns", "stirs")]),
        ("The spoon belongs to whoever stirs", [("spoon", "ladle")]),
        ("The ladle does not belong to whoever stirs", [("does not belong", "belongs")]),
        ("The ladle belongs to stirs", [("", "whoever")]),
        ("The laddle belongs to whoever stirs", [("laddle", "ladle")]),
        ("The big ladle belongs to whoever stirs", [("big", "")]),
    ],
)
def test_every_differing_word_is_a_change(small_database: Path, phrase: str, changes: list[tuple[str, str]]) -> None:
    found = laid(phrase, "The ladle belongs to whoever stirs.", small_database)
    assert found
    assert [(change.typed, change.stands) for change in found.changes] == changes
    assert (found.first, found.last) == (0, 6)


def test_a_word_is_not_laid_beside_a_distant_one(small_database: Path) -> None:
    text = "The soup burned. In the evening, when the clerk had gone, the soup was cold."
    found = laid("the soup was not cold", text, small_database)
    assert found
    assert text[words(text)[found.first].start :] == "the soup was cold."
    assert [(change.typed, change.stands) for change in found.changes] == [("not", "")]


def test_nothing_alike_is_no_alignment(small_database: Path) -> None:
    assert laid("quite other things", "The ladle belongs to whoever stirs.", small_database) is None
    assert laid("", "The ladle belongs to whoever stirs.", small_database) is None
    assert laid("ladle", "", small_database) is None


@thorough(150)
@given(st.lists(st.sampled_from("abc"), max_size=12), st.lists(st.sampled_from("abc"), min_size=1, max_size=3))
def test_find_finds_every_place(text: list[str], phrase: list[str]) -> None:
    places = find(words(" ".join(phrase)), words(" ".join(text)))
    expected = [at for at in range(len(text)) if text[at : at + len(phrase)] == phrase]
    assert places == expected


def check_alignment(phrase: str, text: str, database: Path) -> None:
    """Whatever is laid beside whatever: bounds in order, every word of the phrase same, alike, moved or changed."""
    found = laid(phrase, text, database)
    if found is None:
        return
    typed, there = folded(phrase), folded(text)
    assert 0 <= found.first < found.last <= len(there)
    assert all(0 <= i < len(typed) for i in found.same | found.alike | found.moved)
    assert not found.same & found.alike
    assert all(found.first <= j < found.last for j in found.held)
    changed = sum(len(folded(change.typed)) for change in found.changes)
    assert changed == len(typed) - len(found.same)
    changes = tuple((folded(change.typed), folded(change.stands)) for change in found.changes)
    assert becomes(typed, changes, there[found.first : found.last])


WORDS = ("soup", "wood", "stove", "stoves", "ladle", "laddle", "broth", "the", "not", "was", "1931", "burned")
sentences = st.lists(st.sampled_from(WORDS), max_size=14)


@thorough(150)
@given(phrase=sentences.map(" ".join), text=sentences.map(" ".join))
def test_any_words_beside_any_others(small_database: Path, phrase: str, text: str) -> None:
    check_alignment(phrase, text, small_database)


@thorough(60)
@given(phrase=strangers_text, text=strangers_text)
def test_any_text_beside_any_other(small_database: Path, phrase: str, text: str) -> None:
    check_alignment(phrase[:200], text[:200], small_database)


@pytest.mark.nightly
@nightly()
@given(
    phrase=st.one_of(strangers_text, sentences.map(" ".join)), text=st.one_of(strangers_text, sentences.map(" ".join))
)
def test_very_many_texts_beside_others(small_database: Path, phrase: str, text: str) -> None:
    check_alignment(phrase[:200], text[:200], small_database)


WORDS_CHANGED = [
    how
    for how in KINDS
    if how.__name__ in ("swapped", "inflected", "number", "name", "negated", "affirmed", "small_word")
]


def check_shown(library: Library, forgery: Doctored) -> None:
    """The place the words were taken from shows the one change that was made, and no other place shows a wrong one."""
    said = library.who_said(forgery.text)
    for spoken in (*said.places, *said.nearest):
        if spoken.verdict in ("altered", "absent"):
            check_changes(forgery.text, spoken)
    here = [spoken for spoken in said.places if spoken.passage.id == forgery.passage.id]
    if said.verdict == "altered" and forgery.changes and forgery.one_voice and here:
        shown = [(letters(change.typed), letters(change.stands)) for change in here[0].changes]
        assert shown == [(letters(forgery.changes[0]), letters(forgery.changes[1]))]


@pytest.mark.parametrize("how", WORDS_CHANGED, ids=lambda how: how.__name__)
def test_the_change_that_was_made_is_the_change_shown(library: Library, workshop: Workshop, how: Forger) -> None:
    @thorough(15)
    @given(doctored(workshop, how))
    def check(forgery: Doctored) -> None:
        check_shown(library, forgery)

    check()


@pytest.mark.nightly
@pytest.mark.parametrize("how", KINDS, ids=lambda how: how.__name__)
def test_very_many_changes(library: Library, workshop: Workshop, how: Forger) -> None:
    @nightly(1_000)
    @given(doctored(workshop, how))
    def check(forgery: Doctored) -> None:
        check_shown(library, forgery)

    check()
