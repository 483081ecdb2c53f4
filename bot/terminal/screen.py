"""Where answers are printed: framed for a terminal or plain for a pipe, how wide, in which colours.

Invariant: into a pipe the width is 80 unless COLUMNS says otherwise, so that output is the same everywhere.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TextIO

from bot.replies.cards import Reply

WIDEST = 100
"""Columns at most: longer lines are hard to read, however wide the window."""

_NARROWEST = 20
_PIPE = 80


@dataclass(frozen=True, slots=True)
class Screen:
    """A text file that answers are printed on; `colour` is "auto", "always" (frames too) or "never"."""

    file: TextIO
    colour: str = "auto"

    @property
    def frames(self) -> bool:
        """Whether panels, styles and links of a terminal may be used."""
        return self.colour == "always" or (self.file.isatty() and os.environ.get("TERM") not in ("dumb", "unknown"))

    @property
    def width(self) -> int:
        """Columns: what COLUMNS says, else those of the terminal up to `WIDEST`, else 80."""
        if (wanted := os.environ.get("COLUMNS", "")).isdecimal():
            return max(int(wanted), _NARROWEST)
        columns = os.get_terminal_size(self.file.fileno()).columns if self.file.isatty() else 0
        # A terminal that does not know its size says 0.
        return min(max(columns, _NARROWEST), WIDEST) if columns else _PIPE

    def show(self, reply: Reply, *, titled: bool = False) -> None:
        """Print a reply; `titled` prints what was asked above it."""
        if self.frames:
            self._draw(reply, titled)
            return
        from bot.terminal.plain import lines

        self.file.writelines(f"{line}\n" for line in lines(reply, self.width, titled=titled))
        self.file.flush()

    def _draw(self, reply: Reply, titled: bool) -> None:
        # Imported here: a pipe needs no rich, and loading it takes as long as finding an answer.
        from rich.console import Console

        from bot.terminal.framed import renderables

        console = Console(
            file=self.file,
            width=self.width,
            force_terminal=True,
            no_color=True if self.colour == "never" else None,
            highlight=False,
            markup=False,
            emoji=False,
        )
        for renderable in renderables(reply, titled=titled):
            console.print(renderable)
