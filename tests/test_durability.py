"""At every moment the path holds the old corpus.db or the new one, whole; what a disc has spoiled is never shown.

Builds are killed, made to fail, and run while others ask; files are cut, overwritten and have letters changed in them.
"""

from __future__ import annotations

import multiprocessing
import random
import re
import shutil
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.errors import CorpusError, OperatorError
from bot.library import Library, build, open_library
from bot.models import Corpus
from bot.results import Quoted, Said
from tests.building import read, write_for_ever, written
from tests.conftest import SMALL

QUESTION = "stove soup"
PHRASE = "The stove burned the soup, and nobody else did"


@pytest.fixture(scope="module")
def rewritten(small_corpus: Corpus) -> Corpus:
    """The small corpus with other words and another voice in every passage and source."""
    return replace(
        small_corpus,
        passages=tuple(replace(p, text=p.text.replace("stove", "stove there")) for p in small_corpus.passages),
        sources=tuple(replace(s, title=f"{s.title}, revised") for s in small_corpus.sources),
    )


def leftovers(path: Path) -> list[Path]:
    return [file for file in path.parent.iterdir() if file != path]


def kill_builds(path: Path, old: Corpus, new: Corpus, times: int, seed: int) -> None:
    """Kill a process that writes the old and the new corpus in turns, at random moments; look at the file each time."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.building"])
    written(path, old, "old")
    chance = random.Random(seed)
    for _ in range(times):
        victim = context.Process(target=write_for_ever, args=(path, [("new", new), ("old", old)]), daemon=True)
        before = path.stat().st_mtime_ns
        victim.start()
        while not leftovers(path) and path.stat().st_mtime_ns == before:
            time.sleep(0.001)
        time.sleep(chance.uniform(0, 0.25))
        victim.kill()
        victim.join(10)
        assert read(path) in (old, new)
    assert leftovers(path), "no build was interrupted"
    assert written(path, new, "new") == new


def test_a_killed_build_leaves_the_old_or_the_new_file(tmp_path: Path, small_corpus: Corpus, rewritten: Corpus) -> None:
    kill_builds(tmp_path / "corpus.db", small_corpus, rewritten, 15, 1)


@pytest.mark.nightly
def test_very_many_killed_builds(tmp_path: Path, corpus: Corpus, small_corpus: Corpus, rewritten: Corpus) -> None:
    kill_builds(tmp_path / "small.db", small_corpus, rewritten, 300, time.time_ns())
    changed = replace(corpus, lexicon=())
    kill_builds(tmp_path / "real.db", corpus, changed, 100, time.time_ns())


@pytest.mark.parametrize("error", [RuntimeError, KeyboardInterrupt, MemoryError])
@pytest.mark.parametrize("stage", ["reading", "writing", "proving"])
def test_a_build_that_is_stopped_leaves_the_old_file(tmp_path: Path, stage: str, error: type[BaseException]) -> None:
    path = tmp_path / "corpus.db"
    build(SMALL, path)
    before = path.read_bytes()

    def stop(reached: str) -> None:
        if reached == stage:
            raise error

    with pytest.raises(error):
        build(SMALL, path, stop)
    assert path.read_bytes() == before
    assert leftovers(path) == []


def broken(folder: Path) -> None:
    (folder / "soup-review.md").write_text("no front matter", encoding="utf-8")


def test_a_corpus_with_problems_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "built/corpus.db"
    build(SMALL, path)
    before = path.read_bytes()
    shutil.copytree(SMALL, tmp_path / "texts")
    broken(tmp_path / "texts")
    with pytest.raises(CorpusError, match=re.escape("soup-review.md:")):
        build(tmp_path / "texts", path)
    with pytest.raises(CorpusError):
        open_library(tmp_path / "texts", path)
    assert path.read_bytes() == before
    assert leftovers(path) == []


def test_a_value_that_cannot_be_kept_leaves_the_old_file(tmp_path: Path, small_corpus: Corpus) -> None:
    path = tmp_path / "corpus.db"
    written(path, small_corpus)
    before = path.read_bytes()
    doubled = replace(small_corpus, passages=small_corpus.passages * 2)
    with pytest.raises(OperatorError, match=re.escape(str(path))):
        written(path, doubled)
    assert path.read_bytes() == before
    assert leftovers(path) == []


@pytest.mark.parametrize("place", ["a-file/corpus.db", "a-folder", "/proc/corpus.db"])
def test_a_place_that_cannot_be_written_is_named(tmp_path: Path, small_corpus: Corpus, place: str) -> None:
    (tmp_path / "a-file").write_text("in the way")
    (tmp_path / "a-folder").mkdir()
    path = tmp_path / place
    with pytest.raises(OperatorError, match=re.escape(str(path))):
        written(path, small_corpus)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["a-file", "a-folder"]


def test_who_has_the_old_file_open_keeps_it(tmp_path: Path, small_corpus: Corpus, rewritten: Corpus) -> None:
    path = tmp_path / "corpus.db"
    written(path, small_corpus)
    before = path.read_bytes()
    with path.open("rb") as old:
        assert written(path, rewritten) == rewritten
        assert old.read() == before


def test_what_killed_builds_leave_behind_does_no_harm(tmp_path: Path, small_corpus: Corpus) -> None:
    path = tmp_path / "corpus.db"
    for name in (
        ".corpus.db.abc.new",
        ".corpus.db.abc.new-journal",
        "corpus.db-journal",
        "corpus.db-wal",
        "corpus.db-shm",
    ):
        (tmp_path / name).write_bytes(b"left behind" * 1000)
    assert written(path, small_corpus) == small_corpus
    assert Library(path).quote(QUESTION).found


def test_a_link_is_followed_or_replaced_but_never_half_written(tmp_path: Path, small_corpus: Corpus) -> None:
    written(tmp_path / "first.db", small_corpus)
    (tmp_path / "corpus.db").symlink_to("first.db")
    assert written(tmp_path / "corpus.db", replace(small_corpus, lexicon=())).lexicon == ()
    assert read(tmp_path / "first.db").passages == small_corpus.passages


Answer = Quoted | Said


def answers(library: Library) -> list[Answer]:
    return [library.quote(QUESTION), library.who_said(PHRASE)]


def ask_until(done: threading.Event, library: Library, heard: list[Answer], troubles: list[Exception]) -> None:
    while not done.is_set():
        try:
            heard += answers(library)
        except Exception as error:
            troubles.append(error)


@pytest.fixture
def hurried() -> Iterator[None]:
    """Threads take turns as often as they can, so that a race is run many times."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    yield
    sys.setswitchinterval(before)


@pytest.mark.usefixtures("hurried")
def test_who_asks_during_a_rebuild_hears_the_old_or_the_new(
    tmp_path: Path, small_corpus: Corpus, rewritten: Corpus
) -> None:
    path = tmp_path / "corpus.db"
    expected: list[Answer] = []
    for fingerprint, whole in (("old", small_corpus), ("new", rewritten)):
        written(tmp_path / f"{fingerprint}.db", whole, fingerprint)
        expected += answers(Library(tmp_path / f"{fingerprint}.db"))
    written(path, small_corpus, "old")
    library, done = Library(path), threading.Event()
    heard: list[Answer] = []
    troubles: list[Exception] = []
    askers = (library, library, library, Library(path))
    threads = [threading.Thread(target=ask_until, args=(done, asked, heard, troubles)) for asked in askers]
    for thread in threads:
        thread.start()
    for turn in range(250):
        (tmp_path / "next").hardlink_to(tmp_path / ("new.db" if turn % 2 else "old.db"))
        (tmp_path / "next").replace(path)
        time.sleep(0.004)
    written(path, small_corpus, "old")
    written(path, rewritten, "new")
    done.set()
    for thread in threads:
        thread.join()
    assert troubles == []
    assert [answer for answer in heard if answer not in expected] == []
    assert all(answer in heard for answer in expected)
    assert answers(library) == expected[2:]


def shown(library: Library) -> Iterator[object]:
    """Every passage that a round of questions brings up."""
    for answer in (library.quote(QUESTION), library.quote("wood by:committee"), library.quote("nobody")):
        yield from (found.passage for found in answer.found)
    yield from (spoken.passage for spoken in library.who_said(PHRASE).places)
    yield library.context("soup-pamphlet.1.1").passage
    yield from (side for pair in library.contrast("stove").pairs for side in (pair.a, pair.b))
    library.sources()
    library.voices()
    library.coverage("soup")


def check_damage(path: Path, whole: Corpus) -> bool:
    """Whether damage was noticed, and told by the file's name; if not, every passage shown is the true one."""
    told = ""
    try:
        found = list(shown(Library(path)))
    except OperatorError as error:
        found, told = [], str(error)
    assert all(passage in whole.passages for passage in found)
    assert not told or str(path) in told
    return bool(told)


def flipped(content: bytearray, chance: random.Random) -> bytes:
    content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return bytes(content)


def cut(content: bytearray, chance: random.Random) -> bytes:
    return bytes(content[: chance.randrange(len(content))])


def overwritten(content: bytearray, chance: random.Random) -> bytes:
    at = chance.randrange(len(content))
    return bytes(content[:at] + chance.randbytes(500) + content[at + 500 :])


DAMAGE = [(flipped, 0.0), (cut, 0.9), (overwritten, 0.1)]
"""Ways to spoil a file, and how often at least it has to be noticed."""


def spoil(
    spoiled: Callable[[bytearray, random.Random], bytes], good: Path, path: Path, whole: Corpus, times: int
) -> float:
    noticed = 0
    for seed in range(times):
        path.write_bytes(spoiled(bytearray(good.read_bytes()), random.Random(seed)))
        noticed += check_damage(path, whole)
    return noticed / times


@pytest.mark.parametrize(("spoiled", "often"), DAMAGE)
def test_a_spoiled_file_is_refused_or_harmless(
    spoiled: Callable[[bytearray, random.Random], bytes],
    often: float,
    small_database: Path,
    small_corpus: Corpus,
    tmp_path: Path,
) -> None:
    assert spoil(spoiled, small_database, tmp_path / "corpus.db", small_corpus, 25) >= often


@pytest.mark.nightly
@pytest.mark.parametrize(("spoiled", "often"), DAMAGE)
def test_very_many_spoiled_files(
    spoiled: Callable[[bytearray, random.Random], bytes],
    often: float,
    small_database: Path,
    small_corpus: Corpus,
    tmp_path: Path,
) -> None:
    assert spoil(spoiled, small_database, tmp_path / "corpus.db", small_corpus, 2_000) >= often


@pytest.mark.parametrize(
    ("written_words", "forged"),
    [
        ("The stove burned the soup, and", "The clerk burned the soup, and"),
        ('"voice": "committee"', '"voice": "the-porter"'),
    ],
)
def test_words_and_voices_changed_in_the_file_are_noticed(
    small_database: Path, small_corpus: Corpus, tmp_path: Path, written_words: str, forged: str
) -> None:
    content = small_database.read_bytes()
    assert written_words.encode() in content
    path = tmp_path / "corpus.db"
    path.write_bytes(content.replace(written_words.encode(), forged.encode()))
    assert check_damage(path, small_corpus)
