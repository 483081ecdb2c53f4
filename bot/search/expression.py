"""Stems -> FTS5 match expressions. Total: whatever the stems, what comes out is valid and uses no operator of theirs.

An empty expression means "no condition".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence


def row_of(stems: Sequence[str]) -> str:
    """Passages whose words hold all stems in a row."""
    return f"text : {_quoted(stems)}"


def any_of(forms: Iterable[Sequence[str]], field: str = "") -> str:
    """Passages that hold at least one of the forms, in any field or in `field` ("text", "voices", "heading")."""
    rows = " OR ".join(map(_quoted, forms))
    return f"{field} : ({rows})" if rows and field else rows


def all_of(*expressions: str) -> str:
    """Passages for which every expression holds."""
    return " AND ".join(f"({expression})" for expression in expressions if expression)


def _quoted(stems: Sequence[str]) -> str:
    return '"' + " ".join(stem.replace('"', "") for stem in stems) + '"'
