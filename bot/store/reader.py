"""One read-only connection to corpus.db, opened for one question and closed after it.

Invariant: values only leave this module, never rows. A connection is never shared between threads: shared ones were
seen to return wrong rows in silence, which for a quotation is the worst thing that can happen.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar
from urllib.parse import quote

from bot.errors import OperatorError
from bot.models import EVERYTHING, Corpus, Passage, Quotation, Scope
from bot.store.schema import APPLICATION_ID, FORMAT, TABLES, IndexText, Lead, decode, seal

T = TypeVar("T")
_CHUNK = 500
_STAMPS = ("application_id", "user_version")


class Reader:
    """corpus.db, open for reading by somebody who may see what `scope` shows: no other passage ever leaves it.

    Raises OperatorError when the file is missing, foreign, damaged or of another format.
    """

    def __init__(self, path: Path, scope: Scope = EVERYTHING) -> None:
        self._path = path
        self._seen, self._limits = _condition(scope)
        try:
            uri = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
            self._connection = sqlite3.connect(uri, uri=True, isolation_level=None)
        except sqlite3.Error as error:
            raise _unreadable(path, error) from error
        self._connection.row_factory = sqlite3.Row
        try:
            stamp = [self._connection.execute(f"pragma {name}").fetchone()[0] for name in _STAMPS]
        except sqlite3.Error as error:
            self._connection.close()
            raise _unreadable(path, error) from error
        if stamp != [APPLICATION_ID, FORMAT]:
            self._connection.close()
            raise OperatorError(f"{path}: not a corpus database of this version; run `dissensus corpus build`")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._connection.close()

    def meta(self) -> dict[str, str]:
        """What the build stamped into the file: the corpus folder's fingerprint and the counts."""
        return {row["key"]: row["value"] for row in self._rows("select key, value from meta")}

    def all(self, kind: type[T], source: str = "") -> tuple[T, ...]:
        """Every value of one kind (sources, voices, notes ...), of one source if given, in the order it was written."""
        table = next(name for name, (stored, _) in TABLES.items() if stored is kind)
        where, values = ("where source = ?", (source,)) if source else ("", ())
        rows = self._rows(f"select * from {table} {where} order by rowid", values)
        return tuple(self._decode(kind, row) for row in rows)

    def passages(self, ids: Iterable[str] | None = None) -> dict[str, Passage]:
        """Passages by id, with their quotations, in reading order; all of them when `ids` is None."""
        if ids is None:
            rows = self._rows(f"select * from passages where {self._seen} order by rowid", self._limits)
            return self._assemble(rows, self._rows("select * from quotations order by rowid"))
        ids = list(dict.fromkeys(ids))
        return self._assemble(
            self._among(
                f"select * from passages where id in ({{}}) and {self._seen} order by rowid", ids, self._limits
            ),
            self._among("select * from quotations where passage in ({}) order by rowid", ids),
        )

    def source(self, id: str) -> tuple[Passage, ...]:
        """The passages of one source, in reading order."""
        query = f"select id from passages where source = ? and {self._seen} order by position"
        return tuple(self.passages(row["id"] for row in self._rows(query, (id, *self._limits))).values())

    def sources(self) -> frozenset[str]:
        """Ids of the sources of which anything may be seen."""
        query = f"select distinct source from passages where {self._seen}"
        return frozenset(row["source"] for row in self._rows(query, self._limits))

    def candidates(self, expression: str, limit: int, sources: Sequence[str] = ()) -> dict[str, IndexText]:
        """Passages that match an FTS5 expression (any passage when it is empty), best bm25 first, at most `limit`.

        `sources` narrows to those sources; the values are the stems that search ranks by.
        """
        where = [self._seen, *(["stems_fts match ?"] if expression else [])]
        where += [f"source in ({', '.join('?' * len(sources))})"] if sources else []
        order = "bm25(stems_fts, 1.0, 0.8, 0.3), stems.rowid" if expression else "stems.rowid"
        query = (
            "select stems.* from stems_fts join stems on stems.rowid = stems_fts.rowid "
            f"join passages on passages.id = stems.passage where {' and '.join(where)} order by {order} limit ?"
        )
        values = [*self._limits, *([expression] if expression else []), *sources, limit]
        return {row["passage"]: IndexText(**row) for row in self._rows(query, values)}

    def vocabulary(self) -> list[tuple[str, str, int]]:
        """Every folded word of the corpus with its stem and the number of passages that hold the stem."""
        rows = self._rows("select word, stem, passages from vocabulary order by word")
        return [(row["word"], row["stem"], row["passages"]) for row in rows]

    def leads(self, head: str) -> tuple[Lead, ...]:
        """What the lexicon has for the stems of a word or phrase, the best first."""
        return tuple(Lead(**row) for row in self._rows("select * from leads where head = ? order by rowid", (head,)))

    def corpus(self) -> Corpus:
        """The whole corpus as it was written."""
        everything: dict[str, Any] = {
            name: self.all(kind) for name, (kind, _) in TABLES.items() if name not in ("passages", "quotations")
        }
        return Corpus(**everything, passages=tuple(self.passages().values()))

    def _assemble(self, rows: list[dict[str, Any]], quotations: list[dict[str, Any]]) -> dict[str, Passage]:
        by_passage: dict[str, list[dict[str, Any]]] = defaultdict(list)
        for row in quotations:
            by_passage[row["passage"]].append(row)
        for row in rows:
            if row["seal"] != seal(row, by_passage[row["id"]]):
                raise self._damaged(f"passage {row['id']} is not what was written")
        return {row["id"]: self._passage(row, by_passage[row["id"]]) for row in rows}

    def _passage(self, row: dict[str, Any], quotations: list[dict[str, Any]]) -> Passage:
        return self._decode(Passage, row, quotations=tuple(self._decode(Quotation, each) for each in quotations))

    def _decode(self, kind: type[T], row: dict[str, Any], **more: object) -> T:
        try:
            return decode(kind, row, **more)
        except (ValueError, TypeError, LookupError) as error:
            raise self._damaged(f"a row of {kind.__name__} cannot be read") from error

    def _damaged(self, what: object) -> OperatorError:
        return OperatorError(f"{self._path}: the corpus database is damaged ({what}); run `dissensus corpus build`")

    def _among(self, query: str, ids: list[str], more: Iterable[object] = ()) -> list[dict[str, Any]]:
        chunks = (ids[at : at + _CHUNK] for at in range(0, len(ids), _CHUNK))
        return [row for some in chunks for row in self._rows(query.format(", ".join("?" * len(some))), (*some, *more))]

    def _rows(self, query: str, values: Iterable[object] = ()) -> list[dict[str, Any]]:
        try:
            return [dict(row) for row in self._connection.execute(query, tuple(values))]
        except sqlite3.DatabaseError as error:
            raise self._damaged(error) from error


def _unreadable(path: Path, error: sqlite3.Error) -> OperatorError:
    return OperatorError(f"{path}: not a readable corpus database ({error}); run `dissensus corpus build`")


def _condition(scope: Scope) -> tuple[str, tuple[object, ...]]:
    """What a scope shows, as a condition on `passages` and its values."""
    conditions, values = ["true"], list[object]()
    if scope.withheld:
        conditions.append(f"passages.id not in ({', '.join('?' * len(scope.withheld))})")
        values += sorted(scope.withheld)
    if scope.sources is not None:
        conditions.append(f"passages.source in ({', '.join('?' * len(scope.sources))})")
        values += sorted(scope.sources)
    for source, last in sorted(scope.windows.items()):
        conditions.append("not (passages.source = ? and passages.position > ?)")
        values += [source, last]
    return " and ".join(conditions), tuple(values)
