"""The façade: built on first use, asked by strangers about anything, silent about what the asker may not see."""

from __future__ import annotations

import shutil
import time
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given

from bot.corpus.files import fingerprint
from bot.errors import CorpusError, MemberError, OperatorError
from bot.library import Library, build, open_library
from bot.models import Corpus
from tests.conftest import SMALL
from tests.strategies import strangers_text, thorough


def test_the_first_use_builds_and_the_next_does_not(tmp_path: Path) -> None:
    stages: list[str] = []
    path = tmp_path / "deep/in/corpus.db"
    first = open_library(SMALL, path, stages.append)
    assert stages == ["reading", "writing", "proving"]
    made = path.stat()
    second = open_library(SMALL, path, stages.append)
    assert (path.stat().st_ino, len(stages)) == (made.st_ino, 3)
    assert first.quote("stove") == second.quote("stove")


def test_a_changed_corpus_is_built_again(tmp_path: Path) -> None:
    folder, path = tmp_path / "texts", tmp_path / "corpus.db"
    shutil.copytree(SMALL, folder)
    library = open_library(folder, path)
    assert library.quote("bellows").found == ()
    thread = folder / "soup-thread.md"
    thread.write_text(
        thread.read_text(encoding="utf-8").replace("Nobody asks that.", "Nobody brought the bellows."), "utf-8"
    )
    assert fingerprint(folder) != fingerprint(SMALL)
    open_library(folder, path)
    assert [found.passage.id for found in library.quote("bellows").found] == ["soup-thread.c1.2"]


def test_a_spoiled_database_is_built_again(tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    for content in (b"", b"not a database", b"SQLite format 3\0" + b"\0" * 100):
        path.write_bytes(content)
        assert open_library(SMALL, path).quote("stove").found


def test_a_database_that_is_missing_is_told_to_the_operator(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="corpus build"):
        Library(tmp_path / "nowhere.db").quote("stove")


def test_a_passage_stands_among_its_neighbours(small_library: Library) -> None:
    middle = small_library.context("soup-pamphlet.2.2", around=2)
    assert [p.id for p in middle.before] == ["soup-pamphlet.1.5", "soup-pamphlet.2.1"]
    assert [p.id for p in middle.after] == ["soup-pamphlet.2.3", "soup-pamphlet.2.4"]
    assert (middle.section and middle.section.id, middle.source.id) == ("2", "soup-pamphlet")
    first = small_library.context("soup-review.epigraph")
    assert (first.before, [p.id for p in first.after]) == ((), ["soup-review.2"])
    assert small_library.context("soup-pamphlet.2.2", around=0).after == ()


def test_a_section_is_shown_whole(small_library: Library, small_corpus: Corpus) -> None:
    whole = small_library.section("soup-thread.c2.2")
    found = [*whole.before, whole.passage, *whole.after]
    assert found == [p for p in small_corpus.passages if p.source == "soup-thread" and p.section == "c2"]


def test_an_exchange_is_what_a_comment_answers_and_what_answers_it(small_library: Library, library: Library) -> None:
    assert [section.id for section, _ in small_library.context("soup-thread.c2.1").exchange] == ["c1", "c3"]
    exchange = dict.fromkeys(section.id for section, _ in library.context("ford-thread.c9.1").exchange)
    assert set(exchange) == {"c4", "c5", "c6", "c7", "c10"}
    for section, passages in library.context("ford-thread.c9.1").exchange:
        assert passages
        assert {passage.section for passage in passages} == {section.id}


UNKNOWN = [
    "",
    "nowhere.1",
    "soup-pamphlet",
    "soup-pamphlet.2.99",
    "SOUP-PAMPHLET.2.2",
    "\0",
    "\ud800",
    "' or 1=1 --",
    "x" * 5000,
]


@pytest.mark.parametrize("id", UNKNOWN)
def test_an_unknown_passage_is_told_to_the_member(small_library: Library, id: str) -> None:
    for ask in (small_library.context, small_library.section):
        with pytest.raises(MemberError) as told:
            ask(id)
        assert len(str(told.value)) < 400


def test_contrasts_are_found_by_topic_and_by_passage(small_library: Library, library: Library, corpus: Corpus) -> None:
    assert [(p.a.id, p.b.id) for p in small_library.contrast("stove").pairs] == [("soup-review.2", "soup-pamphlet.1.1")]
    assert len(small_library.contrast("soup-review.2").pairs) == 2
    assert small_library.contrast("weather").pairs == ()
    assert small_library.contrast("weather").topics == ("blame", "stove")
    for pair in library.contrast("Kronshtadt").pairs:
        assert "Kronstadt" in pair.contrast.topics
    registered = {topic for contrast in corpus.contrasts for topic in contrast.topics}
    assert set(library.contrast("").topics) == registered
    for topic in registered:
        wanted = {contrast for contrast in corpus.contrasts if topic in contrast.topics}
        assert wanted <= {pair.contrast for pair in library.contrast(topic).pairs}, topic


def test_sources_and_voices_are_counted(small_library: Library, small_corpus: Corpus) -> None:
    counts = {source.id: count for source, count in small_library.sources()}
    assert counts == {s.id: sum(p.source == s.id for p in small_corpus.passages) for s in small_corpus.sources}
    heard = {entry.voice.id: entry.passages for entry in small_library.voices()}
    assert heard["cook"] == {"soup-pamphlet": 4, "soup-review": 1}
    assert "diners" not in heard


def test_coverage_counts_hits_by_source_and_section(library: Library) -> None:
    hits = library.quote("Kronstadt", limit=1000).found
    lines = library.coverage("Kronstadt")
    for line in lines:
        own = [f for f in hits if f.passage.source == line.source.id and line.section in ("", f.passage.section)]
        assert line.hits == len(own)
        assert line.per_thousand == pytest.approx(1000 * line.hits / line.words)
    assert [line.source.id for line in lines if not line.section] == [source.id for source, _ in library.sources()]


@thorough(300)
@given(text=strangers_text)
def test_whatever_is_typed_is_answered(library: Library, text: str) -> None:
    with suppress(MemberError):
        library.quote(text)
    library.who_said(text)


def cost(library: Library, text: str) -> float:
    """Processor seconds of this process, the least of three times."""
    spent = []
    for _ in range(3):
        before = time.process_time()
        library.who_said(text)
        library.quote(text)
        spent.append(time.process_time() - before)
    return min(spent)


@pytest.mark.parametrize("piece", [",", "- ", "by ", "“", "by lenin by ", "\u0301", "\ufdfa", "said by: "])
def test_no_message_stalls_the_program(library: Library, piece: str) -> None:
    ordinary = cost(library, "the Russian proletariat cannot by its own powers complete the social revolution")
    assert cost(library, piece * (8000 // len(piece))) <= 10 * ordinary


def test_a_build_in_a_folder_without_corpus_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(CorpusError, match="corpus folder"):
        build(tmp_path / "empty", tmp_path / "corpus.db")
    assert not (tmp_path / "corpus.db").exists()
