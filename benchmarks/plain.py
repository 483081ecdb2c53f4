"""The yardstick: SQLite's full-text search as anybody would set it up, over the same passages.

bm25 over an OR of the question's words, porter stems, ten results with their texts. It knows no spelling, no lexicon,
no voices and no links, and keeps its connection open, which is as fast as it gets.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from bot.models import Passage

NAME = "plain FTS5"
_TABLE = "create virtual table passages using fts5(id unindexed, text, tokenize='porter unicode61')"
_SEARCH = "select id, text from passages where passages match ? order by rank limit 10"


def build(database: Path, passages: Iterable[Passage]) -> None:
    """Write the passages to a new file, in one transaction, which SQLite syncs to the disk."""
    database.unlink(missing_ok=True)
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(_TABLE)
        rows = ((passage.id, passage.text) for passage in passages)
        connection.executemany("insert into passages values (?, ?)", rows)


class PlainSearch:
    """A file that `build` wrote, open for questions."""

    def __init__(self, database: Path) -> None:
        self._connection = sqlite3.connect(database)

    def ask(self, question: str) -> list[str]:
        """Ids of the ten passages that answer best."""
        words = re.findall(r"\w+", question)
        if not words:
            return []
        expression = " OR ".join(f'"{word}"' for word in words)
        return [id for id, _ in self._connection.execute(_SEARCH, (expression,))]
