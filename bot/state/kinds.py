"""The kinds of value a state table may hold, and how each table and column declares why it is kept and for how long.

A column's type says what stands in it: an id, a moment, one word of a closed list, a count, a digest, or (`Typed`)
words that a moderator or reporter wrote on purpose. There is no kind for a message, a question or a person's name.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import BigInteger, Column, Dialect, Enum, String
from sqlalchemy.types import TypeDecorator, TypeEngine

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)

OnForget = Literal["", "erase", "unlink", "sanction"]
"""What becomes of a forgotten person's id: the row goes, only the id goes, or the row goes once it is spent."""


class Moment(TypeDecorator[datetime]):
    """A moment in UTC, kept as whole microseconds since 1970 so that both engines give back exactly what they took."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:
        """Take an aware datetime of any zone; a naive one is a mistake of ours and raises TypeError."""
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:
        """Give back an aware datetime in UTC."""
        return None if value is None else EPOCH + value * MICROSECOND


class Id(BigInteger):
    """A Discord id: server, channel, message, role or member."""


class Slug(String):
    """An id of the corpus, the name of a time zone, or a short key made by this program; never free text."""


class Digest(String):
    """A hash or pseudonym in hexadecimal, or the place of one."""


class Typed(String):
    """Words that a moderator or a reporter typed for this purpose; the only free text in the state."""


class Local(String):
    """A wall-clock time without a zone, as ISO 8601: "2026-03-29T02:30:00"."""


@dataclass(frozen=True, slots=True)
class Keep:
    """Why a table is kept and until when: `days` after the moment in `column`, or as long as `until` says in words."""

    purpose: str
    until: str
    column: str = ""
    days: int = 0


@dataclass(frozen=True, slots=True)
class Why:
    """Why a column is kept; for a person's id also what forgetting does, and for a companion whose id it goes with."""

    purpose: str
    on_forget: OnForget = ""
    goes_with: str = ""


def kept(purpose: str, until: str, column: str = "", days: int = 0) -> dict[Any, Any]:
    """The declaration that a table carries; `column` and `days` are carried out by the regular tidying."""
    return {"keep": Keep(purpose, until, column, days)}


def col(name: str, kind: TypeEngine[Any] | type[TypeEngine[Any]], purpose: str, **more: Any) -> Column[Any]:
    """A column with its declared purpose; `on_forget` and `goes_with` as in `Why`, the rest is SQLAlchemy's."""
    why = Why(purpose, more.pop("on_forget", ""), more.pop("goes_with", ""))
    more.setdefault("nullable", False)
    return Column(name, kind, info={"why": why}, **more)


def one_of(name: str, *words: str) -> Enum:
    """One word of a closed list, checked by the database too."""
    return Enum(*words, name=name, native_enum=False, create_constraint=True, length=16)
