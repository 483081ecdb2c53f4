"""Writes a whole corpus to a new corpus.db and puts it in place of the old one.

Invariant: at every moment the path holds the old file or the new one, whole. The new one is written in one transaction
beside it, checked by SQLite, read back, proved equal to the corpus it was made from, and synced before it is moved.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sqlite_utils import Database

from bot.errors import OperatorError
from bot.models import Corpus, Passage
from bot.store.reader import Reader
from bot.store.schema import APPLICATION_ID, FORMAT, TABLES, IndexText, Lead, VocabularyWord, columns, encode, seal

Progress = Callable[[str], None]


def write(
    path: Path,
    corpus: Corpus,
    index: Iterable[IndexText],
    vocabulary: Iterable[VocabularyWord],
    leads: Iterable[Lead],
    fingerprint: str,
    progress: Progress = lambda stage: None,
) -> None:
    """Build corpus.db at `path`; `progress` is told each stage.

    Raises OperatorError when the folder cannot be written or the file read back differs; the old file then stays.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".new", dir=path.parent)
    except OSError as error:
        raise OperatorError(f"{path}: the database cannot be written here ({error.strerror})") from error
    os.close(handle)
    new = Path(name)
    try:
        progress("writing")
        _fill(new, corpus, index, vocabulary, leads, fingerprint)
        progress("proving")
        _prove(new, corpus)
        _sync(new)
        new.chmod(0o644)
        new.replace(path)
        _sync(path.parent)
    except (OSError, sqlite3.Error) as error:
        raise OperatorError(f"{path}: the database could not be built ({error})") from error
    finally:
        new.unlink(missing_ok=True)


def _fill(
    path: Path,
    corpus: Corpus,
    index: Iterable[IndexText],
    vocabulary: Iterable[VocabularyWord],
    leads: Iterable[Lead],
    fingerprint: str,
) -> None:
    # Autocommit off sqlite-utils' hands: one explicit transaction holds every table and index (kill -9 leaves nothing).
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"pragma application_id = {APPLICATION_ID}")
        connection.execute(f"pragma user_version = {FORMAT}")
        db = Database(connection, execute_plugins=False)
        with db.atomic():
            _tables(db, corpus)
            _search(db, index, vocabulary, leads)
            db.table("meta").insert_all(_meta(corpus, fingerprint), pk="key")
        broken = connection.execute("pragma integrity_check").fetchone()[0]
        if broken != "ok":
            raise OperatorError(f"{path}: SQLite reports a damaged file: {broken}")


def _tables(db: Database, corpus: Corpus) -> None:
    for name, (kind, key) in TABLES.items():
        table = db.table(name)
        table.create(columns(kind) | ({"seal": str} if name == "passages" else {}), pk=key or None, strict=False)
        values = (
            [quotation for passage in corpus.passages for quotation in passage.quotations]
            if name == "quotations"
            else getattr(corpus, name)
        )
        table.insert_all(map(_sealed if name == "passages" else encode, values))
    db.table("passages").create_index(["source", "position"])
    db.table("quotations").create_index(["passage"])


def _sealed(passage: Passage) -> dict[str, Any]:
    row = encode(passage)
    return {**row, "seal": seal(row, map(encode, passage.quotations))}


def _search(
    db: Database, index: Iterable[IndexText], vocabulary: Iterable[VocabularyWord], leads: Iterable[Lead]
) -> None:
    # Two indexes: the readable one makes Datasette's search box work, the stemmed one serves our own search.
    db.table("passages").enable_fts(["text"], tokenize="porter unicode61 remove_diacritics 2")
    db.table("stems").create({"passage": str, "text": str, "voices": str, "heading": str}, pk="passage")
    db.table("stems").insert_all(
        {"passage": i.passage, "text": i.text, "voices": i.voices, "heading": i.heading} for i in index
    )
    db.table("stems").enable_fts(["text", "voices", "heading"], tokenize="unicode61 remove_diacritics 0")
    db.table("vocabulary").create({"word": str, "stem": str, "passages": int}, pk="word")
    db.table("vocabulary").insert_all(map(asdict, vocabulary))
    db.table("leads").create({"head": str, "form": str, "weight": float, "why": str})
    db.table("leads").insert_all(asdict(lead) for lead in leads)
    db.table("leads").create_index(["head"])


def _meta(corpus: Corpus, fingerprint: str) -> list[dict[str, str]]:
    counts = {name: str(len(getattr(corpus, name))) for name in TABLES if name != "quotations"}
    counts["quotations"] = str(sum(len(passage.quotations) for passage in corpus.passages))
    return [{"key": key, "value": value} for key, value in {"fingerprint": fingerprint, **counts}.items()]


def _prove(path: Path, corpus: Corpus) -> None:
    with Reader(path) as reader:
        if reader.corpus() != corpus:
            raise OperatorError(f"{path}: what was read back is not the corpus that was written; nothing was replaced")


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
