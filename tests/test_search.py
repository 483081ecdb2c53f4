"""What a question finds, in which order, by which forms of its words and at what cost; what it suggests instead."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.library import Library
from bot.models import Corpus
from bot.results import Found
from bot.search.expression import all_of, any_of, row_of
from bot.search.folding import stem, words
from bot.search.index import index, speakers, vocabulary
from bot.search.selection import ROOM
from bot.store.reader import Reader
from tests.building import written
from tests.judged.scoring import questions
from tests.strategies import anything, thorough


def ids(library: Library, question: str) -> list[str]:
    return [found.passage.id for found in library.quote(question, limit=100).found]


@pytest.mark.parametrize(
    ("asked", "like"),
    [
        ("burning", "burned"),
        ("stoves", "stove"),
        ("STOVE", "stove"),
        ("stöve", "stove"),
        ("laddle", "ladle"),
        ("broth", "soup"),
        ("potage", "soup"),
    ],
)
def test_other_forms_of_a_word_find_the_same(small_library: Library, asked: str, like: str) -> None:
    assert set(ids(small_library, asked)) == set(ids(small_library, like)) != set()
    assert small_library.quote(asked).corrections == {}


def test_a_narrower_word_counts_in_one_direction_only(small_library: Library) -> None:
    assert set(ids(small_library, "fuel")) == set(ids(small_library, "wood")) | set(ids(small_library, "coal"))
    assert set(ids(small_library, "coal")) < set(ids(small_library, "wood")) | set(ids(small_library, "coal"))


def test_the_word_itself_counts_for_more_than_what_stands_for_it(small_library: Library) -> None:
    itself, instead = small_library.quote("soup").found[0], small_library.quote("broth").found[0]
    assert itself.score > instead.score
    assert [match.form.why for match in instead.matches] == ["synonym"]


@pytest.mark.parametrize(("asked", "right"), [("stoove", "stove"), ("chiars", "chairs"), ("commitee", "committee")])
def test_a_slip_is_corrected_and_the_correction_shown(small_library: Library, asked: str, right: str) -> None:
    answer = small_library.quote(asked)
    assert answer.corrections == {asked: right}
    assert [found.passage.id for found in answer.found] == [f.passage.id for f in small_library.quote(right).found]


def test_a_corrected_name_of_a_voice_is_shown(library: Library) -> None:
    answer = library.quote("adamm")
    assert answer.found
    assert answer.corrections == {"adamm": "adam"}


def test_a_word_that_is_known_is_never_corrected(library: Library) -> None:
    catalogue = library.catalogue()
    standing = sorted(word for word, root in catalogue.vocabulary.items() if root in catalogue.frequency)
    for word in standing[::40]:
        assert library.quote(word).corrections == {}


@pytest.mark.parametrize("word", ["health", "weather", "table", "spring", "Australia", "presidents", "Freud", "Tito"])
def test_an_english_word_or_a_name_is_not_taken_for_a_slip(library: Library, word: str) -> None:
    answer = library.quote(word)
    assert (answer.found, answer.corrections) == ((), {})


def test_a_word_is_corrected_that_only_phrases_of_the_lexicon_know(library: Library) -> None:
    assert library.quote("oposition").corrections == {"oposition": "opposition"}


@pytest.mark.parametrize(
    ("typed", "right"), [("beurocrats", "bureaucrats"), ("kamanev", "kamenev"), ("tchecka", "cheka")]
)
def test_a_slip_in_a_spelling_of_the_lexicon_is_mended_to_how_the_texts_spell_it(
    library: Library, typed: str, right: str
) -> None:
    assert library.quote(typed).corrections == {typed: right}


def test_more_of_the_question_must_be_found_the_more_of_it_is_unknown(library: Library) -> None:
    known, unknown = "peasants surrounded the delegates of the commune", "Spanish Civil War"
    assert 0.25 < library.quote(known).found[0].coverage < 0.5
    assert library.quote(unknown).found == ()


def test_a_first_name_goes_with_every_spelling_of_the_surname(library: Library) -> None:
    for name in ("Gavril Miasnikov", "Gavril Myasnikov", "Gavriil Miasnikoff"):
        assert library.quote(name).found, name


@pytest.mark.parametrize("name", ["Adam Ford", "Chris Harman", "Simon Pirani", "Lenin", "Bukharin"])
def test_a_name_finds_whoever_bears_it(library: Library, corpus: Corpus, name: str) -> None:
    voice = next(voice.id for voice in corpus.voices if voice.name == name)
    found = library.quote(name).found
    assert found
    assert any(voice in speakers(item.passage) for item in found)


@pytest.mark.parametrize("question", ["zzzz", "quantum chromodynamics", "xylophone", "kitchen garden"])
def test_what_is_not_there_is_not_found(small_library: Library, question: str) -> None:
    answer = small_library.quote(question)
    assert (answer.found, answer.reply, answer.corrections) == ((), (), {})
    assert len(answer.silent) == 3


@pytest.mark.parametrize(
    ("question", "suggested"), [("clock soup", "soup"), ("kitchen stove", "stove"), ("handel", "handles"), ("zzzz", "")]
)
def test_words_that_would_find_something_are_suggested(small_library: Library, question: str, suggested: str) -> None:
    answer = small_library.quote(question)
    assert answer.found == ()
    assert (suggested in answer.suggestions) if suggested else answer.suggestions == ()
    assert len(answer.suggestions) <= 3
    for suggestion in answer.suggestions:
        assert small_library.quote(suggestion).found


def check_order(found: tuple[Found, ...], limit: int) -> None:
    """Best first; each passage once; marks in order, apart from one another, on words of the question."""
    scores = [item.score for item in found[:limit]]
    assert scores == sorted(scores, reverse=True)
    assert len({item.passage.id for item in found}) == len(found)
    for item in found:
        assert item.score > 0
        assert 0 < item.coverage <= 1.0000001
        ends = [0, *(end for _, end in item.marks)]
        for before, (start, end) in zip(ends, item.marks, strict=False):
            assert before <= start < end <= len(item.passage.text)
        forms = {part for match in item.matches for part in match.form.stems}
        marked = {stem(word.folded) for start, end in item.marks for word in words(item.passage.text[start:end])}
        assert marked <= forms


@pytest.mark.parametrize("limit", [2, 10])
def test_hits_stand_in_order_and_are_marked_where_they_were_found(library: Library, limit: int) -> None:
    for question in questions()[::2]:
        answer = library.quote(question.text, limit=limit)
        check_order(answer.found, limit)
        shown = {index for part in answer.reply for index in part.shown}
        assert set(range(limit, len(answer.found))) <= shown
        assert all(len(part.shown) <= ROOM for part in answer.reply)
        assert all(part.total >= len(part.shown) for part in answer.reply)


def test_the_limit_changes_what_is_listed_and_nothing_else(library: Library) -> None:
    for question in questions()[::5]:
        few, many = library.quote(question.text, limit=2), library.quote(question.text, limit=50)
        assert few.found[:2] == many.found[:2]
        replies = [
            [[answer.found[i].passage.id for i in part.shown] for part in answer.reply] for answer in (few, many)
        ]
        assert replies[0] == replies[1]


@thorough(200)
@given(
    st.lists(st.lists(anything, min_size=1, max_size=4), max_size=4), st.sampled_from(["", "text", "voices", "heading"])
)
def test_any_stems_make_a_valid_expression(small_database: Path, forms: list[list[str]], field: str) -> None:
    safe = [[part.encode("utf-8", "ignore").decode().replace("\0", "") for part in form] for form in forms]
    with Reader(small_database) as reader:
        for expression in (
            any_of(safe, field),
            all_of(any_of(safe), any_of(safe, field)),
            row_of(safe[0] if safe else ["x"]),
        ):
            assert len(reader.candidates(expression, 5)) <= 5


def test_the_index_holds_the_stems_of_words_voices_and_headings(small_corpus: Corpus) -> None:
    entries = {entry.passage: entry for entry in index(small_corpus)}
    assert list(entries) == [passage.id for passage in small_corpus.passages]
    first = entries["soup-pamphlet.1.1"]
    assert first.text.split()[:5] == ["the", "stove", "burn", "the", "soup"]
    assert {"ada", "stoker", "canteen", "committe"} <= set(first.voices.split())
    assert first.heading.split() == ["1", "the", "stove"]


def test_the_vocabulary_counts_passages_by_stem(small_corpus: Corpus) -> None:
    found = {entry.word: entry for entry in vocabulary(small_corpus)}
    texts = [{stem(word.folded) for word in words(passage.text)} for passage in small_corpus.passages]
    assert found["stove"].passages == sum("stove" in there for there in texts)
    assert (found["handles"].stem, found["handles"].passages) == ("handl", sum("handl" in there for there in texts))
    assert set().union(*texts) <= {entry.stem for entry in found.values()}


@pytest.fixture(scope="module")
def crowded(corpus: Corpus, tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A library fifteen times the size of the real one: the same passages, under other ids."""
    many = [
        replace(passage, id=f"{passage.id}.{copy}", position=passage.position + 1000 * copy, quotations=())
        for copy in range(15)
        for passage in corpus.passages
    ]
    path = tmp_path_factory.mktemp("crowded") / "corpus.db"
    written(path, replace(corpus, passages=tuple(many), contrasts=()))
    return Library(path)


def work(act: Callable[[], object]) -> Counter[str]:
    """How many functions are called, by name, ours and Python's own: work, measured whatever else the machine does."""
    calls: Counter[str] = Counter()

    def note(frame: FrameType, event: str, argument: Any) -> None:
        if event == "call":
            calls[frame.f_code.co_name] += 1
        elif event == "c_call":
            calls["built in"] += 1

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(before)
    return calls


LONG = ["democracy of the working class ", "krondstatd revolutoin ", "a,", "not ", "by lenin "]


@pytest.mark.parametrize("piece", LONG)
def test_a_long_question_costs_no_more_than_ten_short_ones(library: Library, piece: str) -> None:
    library.quote("what did lenin say about the party and the state")
    short = work(lambda: library.quote("what did lenin say about the party and the state")).total()
    assert work(lambda: library.quote((piece * 4000)[:4000])).total() <= 10 * short


@pytest.mark.parametrize("piece", LONG)
def test_a_long_phrase_costs_no_more_than_ten_short_ones(library: Library, corpus: Corpus, piece: str) -> None:
    altered = corpus.passages[3].text.split()[:14]
    phrase = " ".join([*altered[:7], "otherwise", *altered[8:]])
    library.who_said(phrase)
    short = work(lambda: library.who_said(phrase)).total()
    assert work(lambda: library.who_said((piece * 4000)[:4000])).total() <= 10 * short


def test_what_is_fetched_and_laid_word_by_word_is_bounded(crowded: Library, corpus: Corpus) -> None:
    found = crowded.quote("the party and the state and the working class of the revolution", limit=10_000).found
    assert 0 < len(found) <= 400
    words_of_one = corpus.passages[2].text.split()[:40]
    calls = work(lambda: crowded.who_said(" ".join([*words_of_one[:20], "otherwise", *words_of_one[21:]])))
    assert 0 < calls["align"] <= 2 * 24


def test_a_large_corpus_finds_the_same(crowded: Library, library: Library, corpus: Corpus) -> None:
    for passage in corpus.passages[::40]:
        phrase = " ".join(passage.text.split()[:12])
        originals = {spoken.passage.id.rpartition(".")[0] for spoken in crowded.who_said(phrase).places}
        assert passage.id in originals
    assert {found.passage.text for found in crowded.quote("Shlyapnikov").found} >= {
        found.passage.text for found in library.quote("Shlyapnikov").found[:1]
    }
