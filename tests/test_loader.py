"""Loading: the small corpus, what every loaded corpus keeps, and that bad folders end in CorpusError only."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.corpus.loader import fingerprint, load
from bot.errors import CorpusError
from bot.models import Corpus, Passage, Quotation, Step
from tests.test_document import letters, written

SMALL = Path(__file__).parent / "corpora/small"
TWEAKS = [
    "{",
    "}",
    "[",
    "]",
    "^",
    "“",
    "”",
    "’",
    '"',
    "\n",
    "\n\n",
    "> ",
    "    ",
    "- ",
    "1921. ",
    "{by=cook}",
    "{.data}",
]
TWEAKS += [
    "[^1]",
    "[^9]: x\n",
    "](",
    "\ufeff",
    "\u202e",
    "\x00",
    "\t",
    "\r",
    "=",
    "[[",
    "]]",
    "+++\n",
    "#",
    "x",
    "\udce9",
]


@pytest.fixture(scope="module")
def small() -> Corpus:
    return load(SMALL)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(SMALL, tmp_path / "corpus")


def passage(corpus: Corpus, name: str) -> Passage:
    return next(passage for passage in corpus.passages if passage.id == name)


def words(passage: Passage, quotation: Quotation) -> str:
    return passage.text[quotation.start : quotation.end]


def hands(quotation: Quotation) -> list[tuple[str, str]]:
    return [(step.voice, step.how) for step in quotation.attribution.steps]


def test_sources_come_by_date_and_everything_else_in_reading_order(small: Corpus) -> None:
    assert [source.id for source in small.sources] == ["soup-pamphlet", "soup-review", "soup-thread"]
    assert [passage.source for passage in small.passages] == sorted(passage.source for passage in small.passages)
    assert small.sources[1].answers == ("soup-pamphlet",)
    assert small.sources[1].url == ""


def test_passages_are_numbered_in_their_section_and_have_a_place_in_words(small: Corpus) -> None:
    places = {passage.id: passage.locator for passage in small.passages}
    assert places["soup-pamphlet.1.1"] == "§1 The stove, ¶1"
    assert places["soup-pamphlet.2.10"].endswith(", ¶10")
    assert places["soup-pamphlet.n5"] == "note 5"
    assert places["soup-review.epigraph"] == "¶1"
    assert places["soup-review.2"] == "¶2"
    assert places["soup-thread.c1.2"] == "comment 1, ¶2"
    assert places["soup-thread.c3.1"] == "comment 3"


def test_a_source_without_headings_has_one_section_without_a_title(small: Corpus) -> None:
    assert [(section.id, section.title) for section in small.sections if section.source == "soup-review"] == [("", "")]


def test_kinds_of_passages(small: Corpus) -> None:
    assert Counter(passage.kind for passage in small.passages) == {
        "paragraph": 16,
        "list-item": 5,
        "block-quotation": 8,
        "note": 1,
    }


def test_comments_say_whom_they_answer_and_how_certain_that_is(small: Corpus) -> None:
    first, second, third = [section for section in small.sections if section.source == "soup-thread"]
    assert (first.voice, first.answers, first.certainty) == ("comment-1", ("soup-review",), "stated")
    assert (second.answers, second.certainty) == (("c1", "soup-review"), "likely")
    assert second.evidence
    assert third.remark == "Breaks off."


def test_a_note_documents_the_work_of_a_quotation(small: Corpus) -> None:
    (quotation,) = passage(small, "soup-pamphlet.1.1").quotations
    first, second = quotation.attribution.steps
    assert first == Step("committee", "", "in spring", "", "Inventory of the canteen", "p. 2", "1")
    assert second == Step("stoker", "quoted by")


def test_a_note_names_the_hand_that_words_passed_through(small: Corpus) -> None:
    (quotation,) = passage(small, "soup-pamphlet.1.3").quotations
    assert hands(quotation) == [("cook", ""), ("clerk", "quoted in"), ("stoker", "quoted by")]
    assert quotation.attribution.steps[1].at == "p. 11"
    (cited,) = passage(small, "soup-pamphlet.2.11").quotations
    assert hands(cited) == [("cook", ""), ("clerk", "cited by"), ("stoker", "quoted by")]


def test_nested_quotations_name_every_hand_from_the_inside_out(small: Corpus) -> None:
    outer, inner = passage(small, "soup-pamphlet.2.8").quotations
    assert hands(outer) == [("porter", ""), ("clerk", "cited by"), ("stoker", "quoted by")]
    assert hands(inner) == [("committee", ""), ("porter", "quoted by"), ("clerk", "cited by"), ("stoker", "quoted by")]
    block = passage(small, "soup-pamphlet.2.10")
    assert hands(block.quotations[0]) == [("porter", ""), ("clerk", "quoted by"), ("stoker", "quoted by")]
    assert block.attribution.steps[0].certainty == "likely"


def test_a_block_quotation_is_in_the_voice_it_quotes(small: Corpus) -> None:
    block = passage(small, "soup-pamphlet.1.3")
    assert (block.voice, block.attribution) == ("cook", block.quotations[0].attribution)
    slip = passage(small, "soup-pamphlet.2.11")
    assert (slip.voice, slip.attribution.steps) == ("stoker", (Step("stoker"),))


def test_parts_of_one_quotation_share_a_key(small: Corpus) -> None:
    whole = {
        passage.id: [quotation.whole for quotation in passage.quotations]
        for passage in small.passages
        if any(quotation.whole for quotation in passage.quotations)
    }
    assert whole == {
        "soup-pamphlet.1.3": ["soup-pamphlet.monday"],
        "soup-pamphlet.1.4": ["soup-pamphlet.monday"],
        "soup-pamphlet.2.5": ["soup-pamphlet.promise"] * 2,
        "soup-pamphlet.2.6": ["soup-pamphlet.2.6"],
        "soup-pamphlet.2.7": ["soup-pamphlet.2.6"],
    }


def test_quotations_hold_their_words_without_the_marks(small: Corpus) -> None:
    first, second = passage(small, "soup-pamphlet.1.3"), passage(small, "soup-pamphlet.1.4")
    assert words(first, first.quotations[0]).startswith("I asked")
    assert words(second, second.quotations[0]).endswith("paper.")
    nested = passage(small, "soup-pamphlet.2.8")
    assert words(nested, nested.quotations[1]) == "burn what you find"


def test_originals_inference_and_those_spoken_about(small: Corpus) -> None:
    reworded, inferred = passage(small, "soup-review.3").quotations
    assert (reworded.form, reworded.original) == ("reworded", "soup-pamphlet.1.1")
    assert (inferred.form, inferred.attribution.steps[0].certainty) == ("verbatim", "inferred")
    (about,) = passage(small, "soup-review.4").quotations
    assert (about.about, hands(about)) == ("porter", [("committee", ""), ("cook", "quoted by")])


def test_note_marks_keep_their_place_and_leave_no_blank(small: Corpus) -> None:
    (mark,) = passage(small, "soup-pamphlet.1.1").marks
    assert passage(small, "soup-pamphlet.1.1").text[: mark.offset].endswith("replaced”")
    (last,) = passage(small, "soup-pamphlet.1.4").marks
    assert last.offset == len(passage(small, "soup-pamphlet.1.4").text)


def test_notes_are_references_or_passages_of_the_section_that_marks_them(small: Corpus) -> None:
    notes = {note.number: note for note in small.notes}
    assert [notes[number].relation for number in "12345"] == ["work", "quoted in", "see", "cited by", "prose"]
    assert (notes["2"].voice, notes["2"].work, notes["2"].passage) == ("clerk", "Minutes of the canteen", "")
    assert notes["5"].passage == "soup-pamphlet.n5"
    assert passage(small, "soup-pamphlet.n5").section == "2"


def test_remarks_and_own_voices_of_paragraphs(small: Corpus) -> None:
    assert passage(small, "soup-pamphlet.2.1").remark
    assert passage(small, "soup-review.4").attribution.steps == (Step("cook"),)
    assert passage(small, "soup-review.epigraph").voice == "unnamed"


def test_tables(small: Corpus) -> None:
    assert {voice.kind for voice in small.voices} == {"person", "group", "commenter", "unnamed"}
    assert [entry.kind for entry in small.lexicon] == ["spelling", "spelling", "synonym", "narrower"]
    assert small.lexicon[-1].head == ("fuel",)
    assert [contrast.relation for contrast in small.contrasts] == ["disputes", "qualifies"]


@pytest.mark.parametrize("source", ["soup-pamphlet", "soup-review", "soup-thread"])
def test_passages_and_apparatus_are_the_whole_document_in_order(small: Corpus, source: str) -> None:
    body = (SMALL / f"{source}.md").read_text("utf-8").split("+++\n")[2]
    ours = re.sub(r"^\{#c\d \.supplied.*\n## .*$", "", body, flags=re.MULTILINE)
    texts = [(one.position, 0, number, one.text) for number, one in enumerate(small.apparatus) if one.source == source]
    texts += [(one.position, 1, 0, one.text) for one in small.passages if one.source == source]
    assert letters("".join(text for *_, text in sorted(texts))) == written(ours)


def kept(corpus: Corpus) -> None:
    """What holds of every corpus that loads."""
    ids = [passage.id for passage in corpus.passages]
    assert len(set(ids)) == len(ids)
    voices = {voice.id for voice in corpus.voices}
    sections = {(section.source, section.id) for section in corpus.sections}
    for source in corpus.sources:
        own = [passage for passage in corpus.passages if passage.source == source.id]
        assert [passage.position for passage in own] == list(range(len(own)))
    for one in corpus.passages:
        assert one.text == one.text.strip() != ""
        assert (one.source, one.section) in sections
        assert all(0 <= mark.offset <= len(one.text) for mark in one.marks)
        assert {step.voice for step in one.attribution.steps} <= voices
        for quotation in one.quotations:
            assert words(one, quotation).strip() == words(one, quotation) != ""
            assert {step.voice for step in quotation.attribution.steps} <= voices
            assert all(step.how for step in quotation.attribution.steps[1:])


def outcome(folder: Path) -> Corpus | CorpusError:
    """Load, and give the refusal back if it is one; anything else that is raised fails the test."""
    try:
        return load(folder)
    except CorpusError as error:
        return error


def test_what_holds_of_every_corpus_holds_of_the_small_one(small: Corpus) -> None:
    kept(small)


@given(
    name=st.sampled_from(sorted(path.name for path in SMALL.iterdir() if path.name != "README.md")),
    tweaks=st.lists(st.tuples(st.floats(0, 1), st.sampled_from(TWEAKS), st.integers(0, 30)), min_size=1, max_size=4),
)
@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_damaged_corpus_loads_whole_or_ends_in_a_corpus_error(
    folder: Path, name: str, tweaks: list[tuple[float, str, int]]
) -> None:
    text = (SMALL / name).read_text("utf-8")
    for place, insert, cut in tweaks:
        at = int(place * len(text))
        text = text[:at] + insert + text[at + cut :]
    (folder / name).write_bytes(text.encode("utf-8", "surrogateescape"))
    result = outcome(folder)
    shutil.copy(SMALL / name, folder / name)
    if isinstance(result, Corpus):
        kept(result)
    else:
        assert list(result.problems) == sorted(set(result.problems))
        assert all(problem.line > 0 and "\n" not in str(problem) for problem in result.problems)


@given(data=st.binary(max_size=60))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_end_in_a_corpus_error_or_a_corpus(folder: Path, data: bytes) -> None:
    for name in ("lexicon.toml", "soup-review.md"):
        (folder / name).write_bytes(data if name.endswith("toml") else (SMALL / name).read_bytes() + b"\n" + data)
    result = outcome(folder)
    if isinstance(result, Corpus):
        kept(result)
    else:
        assert result.problems


def test_the_text_of_an_error_names_file_line_and_rule(folder: Path) -> None:
    (folder / "lexicon.toml").write_text("x")
    with pytest.raises(CorpusError, match=r"^lexicon\.toml:1: toml: "):
        load(folder)


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    for read in (load, fingerprint):
        with pytest.raises(CorpusError, match="missing-file"):
            read(tmp_path / "nowhere")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_a_pipe_is_refused_and_not_waited_for(folder: Path) -> None:
    os.mkfifo(folder / "pipe.md")
    with pytest.raises(CorpusError, match=r"^pipe\.md:1: irregular-file: [^\n]*$"):
        load(folder)
    assert fingerprint(folder)


def test_line_ends_of_other_systems_change_nothing(folder: Path, small: Corpus) -> None:
    for path in folder.iterdir():
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder) == small


def test_the_fingerprint_follows_names_and_bytes_of_what_makes_the_corpus(folder: Path) -> None:
    first = fingerprint(folder)
    assert first == fingerprint(SMALL)
    (folder / "README.md").write_text("Other words.")
    (folder / ".hidden.md").write_text("Other words.")
    assert fingerprint(folder) == first
    (folder / "lexicon.toml").write_text((folder / "lexicon.toml").read_text() + "\n")
    second = fingerprint(folder)
    (folder / "soup-review.md").rename(folder / "soup-revue.md")
    assert len({first, second, fingerprint(folder)}) == 3


def test_a_fingerprint_needs_no_parser() -> None:
    code = "import sys; from bot.corpus.files import fingerprint; sys.exit('markdown_it' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=Path(__file__).parents[1], check=False).returncode == 0
