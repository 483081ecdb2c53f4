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
from bot.terminal.layout import Line, Tone, body, closing, heading, opening

BAR = "┃ "

_STYLES: dict[Tone, Style] = {"strong": Style(bold=True), "quiet": Style(dim=True), "link": Style(dim=True)}
_MARKED: dict[Tone, Style] = {"words": Style(bold=True, underline=True), "ours": Style(bold=True)}


def renderables(reply: Reply, width: int, *, titled: bool = False) -> Iterator[RenderableType]:
    """What rich prints of a reply, from top to bottom."""
    yield from map(Flow, opening(reply, titled=titled))
    seen: set[str] = set()
    for card in reply.cards:
        yield _panel(card, framed=card.source.id not in seen)
        seen.add(card.source.id)
    if reply.rows:
        # Imported here: most answers have no table.
        from bot.terminal.tables import framed

        yield from framed(reply, width)
    yield from map(Flow, closing(reply))


def _panel(card: Card, *, framed: bool) -> Panel:
    name, origin = heading(card)
    # "default": else the title would take the colour of the frame, which is made for lines, not for letters.
    title = Text.assemble((name, "bold default"), (f" · {origin}", "default"))
    lines = (Flow(line, card.source.colour) for line in body(card, framed=framed))
    return Panel(Group(*lines), ROUNDED, title=title, title_align="left", border_style=card.source.colour)


class Flow:
    """A line wrapped between words, a source's words behind a bar of its colour."""

    def __init__(self, line: Line, colour: str = "") -> None:
        self._bar = (BAR, colour) if line.tone == "words" else ("", "")
        self._text = Text(line.text, _STYLES.get(line.tone, ""))
        for mark in line.marks:
            self._text.stylize(_MARKED[line.tone], *mark)
        if line.url:
            # Short to read, whole to click; a terminal without links still shows where the page is.
            place = line.url.partition("://")[2].partition("#")[0]
            self._text.append(" · ").append(place, Style(underline=True, link=line.url))

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield the lines."""
        for part in self._text.wrap(console, options.max_width - len(self._bar[0])):
            part.rstrip()
            yield Text.assemble(self._bar, part)
