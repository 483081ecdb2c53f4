"""A reply as panels, styles and links, for a terminal: a panel a source, in its colour.

Invariant: nothing is read as markup; the words of a source, and nothing else, stand behind a bar in its colour; what is
marked is marked by style alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from rich.box import ROUNDED
from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.panel import Panel
from rich.style import Style
from rich.text import Text

from bot.replies.cards import Card, Reply
from bot.terminal.layout import Line, Tone, closing, heading, opening, sheets

BAR = "┃ "
_BEFORE_ADDRESS = " · "

_STYLES: dict[Tone, Style] = {"strong": Style(bold=True), "quiet": Style(dim=True), "link": Style(dim=True)}
_MARKED: dict[Tone, Style] = {"words": Style(bold=True, underline=True), "ours": Style(bold=True)}


def renderables(reply: Reply, *, titled: bool = False) -> Iterator[RenderableType]:
    """What rich prints of a reply, from top to bottom."""
    yield from map(Flow, opening(reply, titled=titled))
    yield from (_panel(card, lines) for card, lines in sheets(reply))
    if reply.rows:
        # Imported here: most answers have no table.
        from bot.terminal.tables import framed

        yield from framed(reply)
    yield from map(Flow, closing(reply))


def _panel(card: Card, lines: list[Line]) -> Panel:
    name, origin = heading(card)
    # "default": else the title would take the colour of the frame, which is made for lines, not for letters.
    title = Text.assemble((name, "bold default"), (f" · {origin}", "default"))
    flows = (Flow(line, card.source.colour) for line in lines)
    return Panel(Group(*flows), ROUNDED, title=title, title_align="left", border_style=card.source.colour)


class Flow:
    """A line wrapped between words, a source's words behind a bar of its colour."""

    def __init__(self, line: Line, colour: str = "") -> None:
        self._bar = (BAR, colour) if line.tone == "words" else ("", "")
        self._text = Text(line.text, _STYLES.get(line.tone, ""))
        for mark in line.marks:
            self._text.stylize(_MARKED[line.tone], *mark)
        self._url = line.url

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines."""
        width = options.max_width - len(self._bar[0])
        for part in self._linked(width).wrap(console, width):
            part.rstrip()
            yield Text.assemble(self._bar, part)

    def _linked(self, width: int) -> Text:
        """The text with its address: as much of it as fits in the line to read, all of it to click."""
        if not self._url:
            return self._text
        page = self._url.partition("://")[2].partition("#")[0]
        room = width - len(self._text) - len(_BEFORE_ADDRESS)
        place = page if len(page) <= room else f"{page.partition('/')[0]}/…"
        address = Text(place, Style(underline=True, link=self._url))
        return Text.assemble(self._text, _BEFORE_ADDRESS, address, style=self._text.style)
