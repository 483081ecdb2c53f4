"""The tables of a reply: counts in columns (coverage), words a line each (voices, commands).

Invariant: no cell is cut short.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import StringIO
from textwrap import wrap

from rich.box import ROUNDED, Box
from rich.console import Console, RenderableType
from rich.table import Table
from rich.text import Text

from bot.replies.cards import Reply, Row


def framed(reply: Reply) -> Iterator[RenderableType]:
    """The rows for a terminal."""
    if _counts(reply):
        yield _columns(reply, ROUNDED)
    else:
        yield from (Text.assemble((row.cells[0], "bold"), _rest(row)) for row in reply.rows)


def plain(reply: Reply, width: int) -> Iterator[str]:
    """The rows as plain lines."""
    if _counts(reply):
        drawn = Console(file=StringIO(), width=width, color_system=None)
        with drawn.capture() as captured:
            drawn.print(_columns(reply, None))
        yield from (line.rstrip() for line in captured.get().splitlines())
        return
    for row in reply.rows:
        yield from wrap(row.cells[0] + _rest(row), width, subsequent_indent="  ", break_on_hyphens=False)


def _columns(reply: Reply, box: Box | None) -> Table:
    """The rows under the columns' names, numbers to the right."""
    drawn = Table(box=box, pad_edge=box is not None, border_style="dim", header_style="bold")
    for place, name in enumerate(reply.columns):
        drawn.add_column(name, justify="right" if place else "left", overflow="fold")
    for row in reply.rows:
        drawn.add_row(Text("  " * row.depth + row.cells[0], "" if row.depth else "bold"), *map(Text, row.cells[1:]))
    return drawn


def _rest(row: Row) -> str:
    return f": {' · '.join(filter(None, row.cells[1:]))}"


def _counts(reply: Reply) -> bool:
    """Whether every cell but the first of a row is a number."""
    return all(cell.replace(".", "").isdecimal() for row in reply.rows for cell in row.cells[1:])
