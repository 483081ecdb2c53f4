"""Any text becomes a question; filters, phrases and exclusions mean what the reader meant, here and in the answers."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import example, given

from bot.errors import MemberError
from bot.library import Library
from bot.search.folding import stem, words
from bot.search.index import speakers
from bot.search.query import LIMIT, MAX_WORDS, Query, parse
from tests.strategies import nightly, strangers_text, thorough


def check_parse(text: str) -> None:
    """A question of bounded size whose every word was typed, and which is understood alike when asked again."""
    query = parse(text)
    assert len(query.text) <= LIMIT
    assert len(query.words) <= MAX_WORDS
    typed = {word.folded for word in words(query.text)}
    assert {word.folded for word in query.words} <= typed
    assert all(word.stem == stem(word.folded) and 0 <= word.worth <= 1 for word in query.words)
    assert not query.words or any(word.content for word in query.words)
    assert all(len(phrase) > 1 and typed.issuperset(phrase) for phrase in query.phrases)
    assert all(row and set(row) <= set(map(stem, typed)) for row in query.excluded)
    assert typed.issuperset(word for name in (*query.by, *query.within) for word in name.split())
    assert query.empty == (not (query.words or query.phrases or query.by or query.within))
    assert parse(query.text) == query


@thorough(300)
@given(strangers_text)
@example("e\u200b\u0301")
def test_any_text_is_a_question(text: str) -> None:
    check_parse(text)


@pytest.mark.nightly
@nightly()
@given(strangers_text)
def test_very_many_texts_are_questions(text: str) -> None:
    check_parse(text)


def content(query: Query) -> str:
    return " ".join(word.folded for word in query.words if word.content)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("who burned the soup?", "burned soup"),
        ("What did the clerk say about wood?", "clerk wood"),
        ("what did they say", "say"),
        ("to be or not to be", "to be or not to be"),
        ("Stove stove STOVE", "stove stove stove"),
        ("", ""),
        ("?!", ""),
    ],
)
def test_only_words_that_carry_the_matter_are_searched(text: str, expected: str) -> None:
    assert content(parse(text)) == expected


@pytest.mark.parametrize(
    ("text", "by", "within"),
    [
        ("wood by:ladle", ("ladle",), ()),
        ("BY:Ladle wood", ("ladle",), ()),
        ('wood by:"Ada Stoker" in:review', ("ada stoker",), ("review",)),
        ("wood by:“Ada Stoker”", ("ada stoker",), ()),
        ("by:ladle by:stoker in:soup-thread", ("ladle", "stoker"), ("soup thread",)),
        ("wood by: ladle", (), ()),
        ("wood by:?", (), ()),
        ("standby:ladle", (), ()),
    ],
)
def test_filters_are_taken_out_of_the_question(text: str, by: tuple[str, ...], within: tuple[str, ...]) -> None:
    query = parse(text)
    assert (query.by, query.within) == (by, within)


@pytest.mark.parametrize(
    ("text", "phrases"),
    [
        ('"burn what you find"', (("burn", "what", "you", "find"),)),
        ("“burn what” soup “you find”", (("burn", "what"), ("you", "find"))),
        ('"soup"', ()),
        ('an "unclosed phrase', ()),
        ('""', ()),
    ],
)
def test_phrases_stand_between_double_marks(text: str, phrases: tuple[tuple[str, ...], ...]) -> None:
    assert parse(text).phrases == phrases


@pytest.mark.parametrize(
    ("text", "excluded"),
    [
        ("soup -wood", (("wood",),)),
        ("soup -chairs", (("chair",),)),
        ('soup -"burned chairs"', (("burn", "chair"),)),
        ("self-conscious", ()),
        ("wood - coal", ()),
        ("1920-1924", ()),
    ],
)
def test_a_minus_before_a_word_excludes_it(text: str, excluded: tuple[tuple[str, ...], ...]) -> None:
    assert parse(text).excluded == excluded


def test_an_essay_is_cut() -> None:
    assert parse("stove " * 700) == parse(("stove " * 700)[:LIMIT])


def found(library: Library, question: str) -> set[str]:
    return {item.passage.id for item in library.quote(question, limit=100).found}


def test_by_keeps_passages_in_which_the_voice_speaks(library: Library) -> None:
    everything = {item.passage.id: item.passage for item in library.quote("bureaucracy", limit=100).found}
    lenin = library.quote("bureaucracy by:lenin", limit=100).found
    assert lenin
    assert all("lenin" in speakers(item.passage) for item in lenin)
    assert {id for id, p in everything.items() if "lenin" in speakers(p)} <= {item.passage.id for item in lenin}
    assert found(library, 'bureaucracy by:"V. I. Lenin"') == {item.passage.id for item in lenin}


def test_in_keeps_passages_of_the_source(library: Library) -> None:
    answer = library.quote("Kronstadt in:thread", limit=100)
    assert answer.found
    assert {item.passage.source for item in answer.found} == {"ford-thread"}
    assert {part.source.id for part in answer.reply} == {"ford-thread"}
    assert found(library, "Kronstadt in:ford-thread") == found(library, "Kronstadt in:thread")


def test_a_filter_alone_lists_what_it_keeps(small_library: Library) -> None:
    answer = small_library.quote("by:cook", limit=100)
    assert answer.found
    assert all("cook" in speakers(item.passage) for item in answer.found)


def test_a_phrase_keeps_passages_that_hold_its_words_in_a_row(library: Library) -> None:
    held = found(library, '"civil war"')
    assert held
    for item in library.quote('"civil war"', limit=100).found:
        there = [word.folded for word in words(item.passage.text)]
        assert ("civil", "war") in pairwise(there)
    assert found(library, '"war civil"') == set()


def test_an_excluded_word_stands_nowhere_in_the_answer(library: Library) -> None:
    answer = library.quote("Kronstadt -sailors", limit=100)
    assert answer.found
    assert not [item for item in answer.found if "sailor" in {stem(w.folded) for w in words(item.passage.text)}]
    assert found(library, "Kronstadt -sailors") < found(library, "Kronstadt")


@pytest.mark.parametrize("question", ["soup by:nobody-here", "soup in:nowhere", 'by:"Nobody Here"', "in:nowhere"])
def test_a_filter_that_names_nobody_is_told_to_the_member(small_library: Library, question: str) -> None:
    with pytest.raises(MemberError, match="here"):
        small_library.quote(question)


@pytest.mark.parametrize("question", ["", " ", "?", '"', "-soup", "“”", "\0", "\ud800"])
def test_an_empty_question_has_an_empty_answer(small_library: Library, question: str) -> None:
    answer = small_library.quote(question)
    assert (answer.found, answer.reply, answer.corrections, answer.suggestions) == ((), (), {}, ())
    assert len(answer.silent) == 3
