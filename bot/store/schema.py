"""The tables of corpus.db and how a frozen value becomes a row and comes back.

Invariant: `decode(encode(value))` equals the value; the build proves it on every row it wrote.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from hashlib import blake2b
from typing import Any, TypeVar, cast

from bot import models

FORMAT = 5
"""Raised whenever a table, or what is compiled into one, changes; a file of another format is rebuilt, never migrated."""

APPLICATION_ID = 0x44495353
"""SQLite's application_id of our files: "DISS"."""

T = TypeVar("T")

TABLES: dict[str, tuple[type, tuple[str, ...]]] = {
    "sources": (models.Source, ("id",)),
    "sections": (models.Section, ("source", "id")),
    "voices": (models.Voice, ("id",)),
    "passages": (models.Passage, ("id",)),
    "quotations": (models.Quotation, ()),
    "notes": (models.Note, ("source", "number")),
    "apparatus": (models.Apparatus, ()),
    "contrasts": (models.Contrast, ()),
    "lexicon": (models.LexiconEntry, ()),
}
"""Table -> the value it keeps and its primary key (none: the order of writing)."""

_OWN_TABLE: dict[type, set[str]] = {models.Passage: {"quotations"}}
_INTEGERS = {"position", "line", "start", "end"}


@dataclass(frozen=True, slots=True)
class IndexText:
    """What search wants indexed of one passage: the stems of its words, of the names of its voices, of its heading."""

    passage: str
    text: str
    voices: str
    heading: str


@dataclass(frozen=True, slots=True)
class VocabularyWord:
    """A folded word of the corpus, its stem, and in how many passages the stem stands."""

    word: str
    stem: str
    passages: int


@dataclass(frozen=True, slots=True)
class Lead:
    """A line of the compiled lexicon: stems of a form that count for the stems of a head, how much (0 to 1), and why."""

    head: str
    form: str
    weight: float
    why: str


def columns(kind: type) -> dict[str, type]:
    """Column names and types of the table that keeps `kind`."""
    own = _OWN_TABLE.get(kind, set())
    return {f.name: int if f.name in _INTEGERS else str for f in fields(kind) if f.name not in own}


def seal(row: Mapping[str, Any], quotations: Iterable[Mapping[str, Any]]) -> str:
    """A digest (BLAKE2b) of a passage's row and its quotations' rows, so that a flipped bit is not shown as somebody's words."""
    cells = [
        [row[name] for name in columns(models.Passage)],
        *([q[name] for name in columns(models.Quotation)] for q in quotations),
    ]
    return blake2b(repr(cells).encode(), digest_size=16).hexdigest()


def encode(value: object) -> dict[str, Any]:
    """A value as a row; tuples and nested values become JSON."""
    return {name: _plain(getattr(value, name)) for name in columns(type(value))}


def decode(kind: type[T], row: dict[str, Any], **more: object) -> T:
    """The value that `encode` made the row from; `more` holds what stands in tables of its own."""
    kept = columns(kind)
    values = {f.name: _revive(str(f.type), row[f.name]) for f in fields(cast(Any, kind)) if f.name in kept}
    return kind(**values, **more)


def _plain(value: object) -> object:
    return json.dumps(_bare(value), ensure_ascii=False) if isinstance(value, tuple) or is_dataclass(value) else value


def _bare(value: object) -> object:
    if is_dataclass(value):
        return {f.name: _bare(getattr(value, f.name)) for f in fields(value) if getattr(value, f.name) != f.default}
    return [_bare(part) for part in value] if isinstance(value, tuple) else value


def _revive(kind: str, cell: Any) -> object:
    match kind:
        case "Attribution":
            return models.Attribution(tuple(models.Step(**step) for step in json.loads(cell)["steps"]))
        case "tuple[NoteMark, ...]":
            return tuple(models.NoteMark(**mark) for mark in json.loads(cell))
        case "tuple[str, ...]":
            return tuple(json.loads(cell))
        case _:
            return cell
