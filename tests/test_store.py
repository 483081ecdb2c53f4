"""corpus.db gives back what was written, to us, to plain SQLite and to Datasette; files not ours are refused."""

from __future__ import annotations

import json
import re
import shutil
import socket
import sqlite3
import subprocess
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from hypothesis import given

from bot.corpus.loader import load
from bot.errors import OperatorError
from bot.library import build
from bot.models import Corpus, Scope
from bot.store.reader import Reader
from bot.store.schema import TABLES, decode, encode
from tests.building import written
from tests.conftest import REAL, SMALL
from tests.strategies import corpora, nightly, scopes, thorough


def check_round_trip(corpus: Corpus) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corpus.db"
        assert written(path, corpus) == corpus
        assert [file.name for file in Path(folder).iterdir()] == ["corpus.db"]


def test_what_is_read_back_is_what_was_written(corpus: Corpus, small_corpus: Corpus, tmp_path: Path) -> None:
    assert written(tmp_path / "corpus.db", small_corpus) == small_corpus
    assert written(tmp_path / "corpus.db", corpus) == corpus


def test_what_is_built_is_what_the_curators_wrote(corpus: Corpus, small_corpus: Corpus) -> None:
    for folder, built in ((REAL, corpus), (SMALL, small_corpus)):
        addressed = {passage.id: passage.url for passage in built.passages}
        read = load(folder)
        assert replace(read, passages=tuple(replace(p, url=addressed[p.id]) for p in read.passages)) == built


@thorough(25, shrink=False)
@given(corpora())
def test_any_corpus_is_read_back_as_it_was_written(corpus: Corpus) -> None:
    check_round_trip(corpus)


@pytest.mark.nightly
@nightly(2_000)
@given(corpora())
def test_very_many_corpora_are_read_back(corpus: Corpus) -> None:
    check_round_trip(corpus)


def test_every_value_survives_its_row(corpus: Corpus, small_corpus: Corpus) -> None:
    for whole in (corpus, small_corpus):
        for name, (kind, _) in TABLES.items():
            for value in getattr(whole, name, ()):
                more = {"quotations": value.quotations} if name == "passages" else {}
                assert decode(kind, encode(value), **more) == value


def test_an_empty_corpus_can_be_kept(tmp_path: Path) -> None:
    empty = Corpus((), (), (), (), (), (), (), ())
    assert written(tmp_path / "corpus.db", empty) == empty


def test_sources_stand_in_order_of_date(corpus: Corpus, database: Path) -> None:
    with Reader(database) as reader:
        dates = [source.published for source in reader.corpus().sources]
        positions = [passage.position for passage in reader.source("harman-pamphlet")]
    assert dates == sorted(dates)
    assert len(set(dates)) > 1
    assert positions == list(range(len(positions)))


def test_passages_come_by_id_in_reading_order(corpus: Corpus, database: Path) -> None:
    ids = [passage.id for passage in corpus.passages]
    with Reader(database) as reader:
        assert list(reader.passages(reversed(ids)).values()) == list(corpus.passages)
        assert list(reader.passages([ids[3], ids[1], ids[3], "nowhere.1"])) == [ids[1], ids[3]]
        assert reader.passages([]) == {}


def test_the_stamp_counts_what_is_there(corpus: Corpus, database: Path) -> None:
    with Reader(database) as reader:
        meta = reader.meta()
    assert meta["fingerprint"]
    for name in TABLES.keys() - {"quotations"}:
        assert meta[name] == str(len(getattr(corpus, name)))
    assert meta["quotations"] == str(sum(len(passage.quotations) for passage in corpus.passages))


def test_candidates_keep_to_their_sources_and_limit(corpus: Corpus, database: Path) -> None:
    with Reader(database) as reader:
        every = reader.candidates("", 1000)
        assert set(every) == {passage.id for passage in corpus.passages}
        assert len(reader.candidates("", 7)) == 7
        assert {id.partition(".")[0] for id in reader.candidates("", 1000, ["pirani-page"])} == {"pirani-page"}
        found = reader.candidates('text : "kronstadt"', 1000)
        assert found
        assert all("kronstadt" in entry.text.split() for entry in found.values())
        assert set(reader.candidates('text : "kronstadt"', 2)) <= found.keys()


def test_a_reader_gives_only_what_its_asker_may_see(corpus: Corpus, database: Path) -> None:
    @thorough(30)
    @given(scopes(corpus))
    def check(scope: Scope) -> None:
        seen = [passage for passage in corpus.passages if scope.shows(passage)]
        with Reader(database, scope) as reader:
            assert list(reader.passages().values()) == seen
            assert list(reader.passages(passage.id for passage in corpus.passages).values()) == seen
            assert reader.sources() == {passage.source for passage in seen}
            assert set(reader.candidates("", 1000)) == {passage.id for passage in seen}
            assert [p for source in corpus.sources for p in reader.source(source.id)] == seen

    check()


def test_a_great_many_passages_may_be_withheld(corpus: Corpus, database: Path) -> None:
    withheld = frozenset(f"nowhere.{n}" for n in range(20_000)) | {corpus.passages[0].id}
    with Reader(database, Scope(withheld=withheld)) as reader:
        assert list(reader.passages().values()) == list(corpus.passages[1:])


def test_a_reader_cannot_write(small_database: Path) -> None:
    with Reader(small_database) as reader, pytest.raises(OperatorError, match=re.escape(str(small_database))):
        list(reader.candidates("x) ; delete from passages --", 1))
    with closing(sqlite3.connect(f"file:{small_database}?mode=ro", uri=True)) as plain:
        assert plain.execute("pragma journal_mode").fetchone() == ("delete",)
    assert small_database.stat().st_mode & 0o777 == 0o644
    assert [file.name for file in small_database.parent.iterdir()] == ["corpus.db"]


def test_plain_sqlite_reads_and_searches_it(corpus: Corpus, database: Path) -> None:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as plain:
        assert plain.execute("pragma integrity_check").fetchone() == ("ok",)
        assert plain.execute("pragma foreign_key_check").fetchall() == []
        texts = dict(plain.execute("select id, text from passages"))
        assert texts == {passage.id: passage.text for passage in corpus.passages}
        found = plain.execute(
            "select passages.id from passages_fts join passages on passages.rowid = passages_fts.rowid "
            "where passages_fts match 'kronstadt'"
        ).fetchall()
    assert {id for (id,) in found} >= {p.id for p in corpus.passages if re.search(r"\bKronstadt\b", p.text)} != set()


def test_datasette_will_find_the_search_index(database: Path) -> None:
    """Its rule: a virtual table of FTS whose declaration names the content table in double quotes or brackets."""
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as plain:
        declared = [
            sql for (sql,) in plain.execute("select sql from sqlite_master where rootpage = 0 and sql is not null")
        ]
    wanted = re.compile(r"VIRTUAL TABLE.*USING FTS.*content=(?:\"passages\"|\[passages\])", re.DOTALL | re.IGNORECASE)
    assert len([sql for sql in declared if wanted.search(sql)]) == 1


@pytest.mark.nightly
@pytest.mark.skipif(shutil.which("datasette") is None, reason="not run without Datasette: pip install datasette")
def test_datasette_searches_it(database: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = ["datasette", "serve", "--immutable", str(database), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        rows = json.loads(fetched(f"http://127.0.0.1:{port}/corpus/passages.json?_search=kronstadt&_shape=array"))
        page = fetched(f"http://127.0.0.1:{port}/corpus/passages")
    finally:
        server.terminate()
        server.wait(10)
    assert {row["source"] for row in rows} >= {"ford-review", "ford-thread", "harman-pamphlet"}
    assert 'name="_search"' in page


def fetched(address: str) -> str:
    """A page of a server that may still be starting."""
    for _ in range(100):
        try:
            with urlopen(address, timeout=5) as answer:
                return str(answer.read().decode())
        except URLError:
            time.sleep(0.2)
    raise AssertionError(f"{address} does not answer")


FOREIGN = {
    "missing": None,
    "empty": b"",
    "text": b"not a database at all\n" * 400,
    "header only": b"SQLite format 3\0",
    "folder": "folder",
    "other database": "sqlite",
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_a_file_that_is_not_ours_is_refused_by_name(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    match FOREIGN[kind]:
        case bytes() as content:
            path.write_bytes(content)
        case "folder":
            path.mkdir()
        case "sqlite":
            with closing(sqlite3.connect(path)) as other:
                other.execute("create table passages (id, text)")
    with pytest.raises(OperatorError, match=re.escape(str(path))):
        Reader(path)


def test_a_file_of_another_format_is_refused_and_rebuilt(small_database: Path, tmp_path: Path) -> None:
    path = tmp_path / "corpus.db"
    shutil.copy(small_database, path)
    with closing(sqlite3.connect(path)) as old:
        old.execute("pragma user_version = 9999")
    with pytest.raises(OperatorError, match="version"):
        Reader(path)
    build(SMALL, path)
    with Reader(path) as reader:
        assert reader.passages()


def test_a_name_may_hold_what_an_address_may_not(small_corpus: Corpus, tmp_path: Path) -> None:
    folder = tmp_path / "50% off? #1 & größer"
    assert written(folder / "corpus.db", small_corpus) == small_corpus


def test_two_corpora_are_told_apart(small_corpus: Corpus, tmp_path: Path) -> None:
    first, *rest = small_corpus.passages
    other = replace(small_corpus, passages=(replace(first, text=first.text + "!"), *rest))
    assert written(tmp_path / "corpus.db", other) == other != small_corpus
