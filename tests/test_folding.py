"""Words, folds and stems are total, and their offsets always slice the text they were taken from."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.models import Corpus
from bot.search.folding import clean, fold_word, stem, stems, words
from tests.strategies import anything, nightly, strangers_text, thorough

LIMIT = 400


def check_words(text: str) -> None:
    """Words lie in the text one after another, and every letter and figure with a folded form is in one."""
    found = words(text)
    ends = [0, *(word.end for word in found)]
    for before, word in zip(ends, found, strict=False):
        assert before <= word.start < word.end <= len(text)
        assert word.folded == fold_word(text[word.start : word.end]) != ""
        assert not word.folded[0].isspace()
    inside = {at for word in found for at in range(word.start, word.end)}
    assert not [c for at, c in enumerate(text) if at not in inside and c.isalnum() and fold_word(c)]


def check_clean(text: str, limit: int = LIMIT) -> None:
    """Cleaned text is short, holds nothing unseen, and is clean."""
    once = clean(text, limit)
    assert len(once) <= limit
    assert {unicodedata.category(c) for c in once}.isdisjoint({"Cc", "Cf", "Cs", "Zl", "Zp"})
    assert once == " ".join(once.split())
    assert clean(once, limit) == once


@thorough(300)
@given(strangers_text)
def test_words_are_slices_whatever_the_text(text: str) -> None:
    check_words(text)


@thorough(300)
@given(strangers_text)
@example("e\u200b\u0301")
@example("a" * (LIMIT - 1) + " b")
@example("ﷺ" * LIMIT)
def test_cleaning_is_total_short_and_idempotent(text: str) -> None:
    check_clean(text)
    check_clean(text, 7)


@thorough(300)
@given(strangers_text)
@example("𝐀ℝ Ⅷ ﬁn ẞ İ")
def test_folding_and_stemming_are_total_and_settled(text: str) -> None:
    assert stems(text) == tuple(stem(word.folded) for word in words(text))
    for word in words(text):
        assert fold_word(word.folded) == word.folded
        assert stem(word.folded)


@pytest.mark.nightly
@nightly()
@given(strangers_text)
def test_words_and_cleaning_of_very_many_texts(text: str) -> None:
    check_words(text)
    check_clean(text)


@thorough(200)
@given(st.text(st.characters(max_codepoint=0x17F)))
def test_case_and_accents_do_not_matter(text: str) -> None:
    plain = "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))
    assert [w.folded for w in words(unicodedata.normalize("NFD", text))] == [w.folded for w in words(text)]
    assert [w.folded for w in words(plain)] == [w.folded for w in words(text.lower())]


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Kronstadt", "kronstadt"),
        ("1921with", "1921 with"),
        ("in1917", "in 1917"),
        ("4,700 and 1,9", "4700 and 1 9"),
        ("workers’ workers' worker's", "workers workers workers"),
        ("SR’s SR ‘s", "srs sr s"),
        ("re-elected", "re elected"),
        ("cre\u0301ole créole", "creole creole"),
        ("soft\u00adhyphen zero\u200bwidth", "softhyphen zerowidth"),
        ("Straße Ⅷ ﬁn", "strasse viii fin"),
        ("Кронштадт", "кронштадт"),
        ("snake_case", "snake case"),
        ("\u0301\u0302 - … ’ _", ""),
    ],
)
def test_words_as_readers_and_sources_write_them(text: str, folded: str) -> None:
    assert " ".join(word.folded for word in words(text)) == folded


@pytest.mark.parametrize(
    "family",
    ["organise organises organised organising organize organized", "faction factions", "expropriated expropriate"],
)
def test_inflected_words_share_a_stem(family: str) -> None:
    assert len(set(stems(family))) == 1


def test_words_of_the_sources_are_all_of_their_letters(corpus: Corpus) -> None:
    for passage in corpus.passages:
        check_words(passage.text)
        letters = "".join(passage.text[word.start : word.end] for word in words(passage.text))
        assert [c for c in letters if c.isalnum()] == [c for c in passage.text if c.isalnum()]


@thorough(200)
@given(anything, st.integers(0, 60))
def test_a_text_is_cut_where_it_is_said_to_be(text: str, limit: int) -> None:
    assert len(clean(text, limit)) <= limit
    assert clean(text, limit) == clean(text[: 2 * limit], limit)
