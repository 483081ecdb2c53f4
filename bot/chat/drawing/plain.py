"""Reply -> plain messages: the words of a page of cards, in the same order, to be copied or read aloud.

No signs that only look well; quotation marks around the words of a source, each credit on a line of its own, the link
under it. Invariant: what the messages of a page say is what its cards say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from discord import ui

from bot.chat.drawing.budget import CONTENT, SHOWN, Measure
from bot.chat.drawing.drawn import Drawn, Line, Page
from bot.chat.drawing.layout import NONE, Button, Controls, Sheet, fresh, wrapped
from bot.chat.drawing.lines import Writer
from bot.chat.drawing.paging import Paper, paged, poured
from bot.chat.drawing.words import Say, Words
from bot.chat.drawing.writing import units, written
from bot.replies.cards import Reply


def draw(reply: Reply, controls: Controls = NONE, *, page: int = 0, say: Say = str) -> tuple[Drawn, ...]:
    """Return one page of a reply as messages without cards, to be sent one after the other; buttons under the last.

    The page is the one that `layout.draw` gives for the same arguments. Raises OperatorError for what no message holds.
    """
    pages = paged(reply, Sheet(controls, Writer(words=Words(say))).paper())
    return spread(pages[min(page, len(pages) - 1)], controls, say=say)


def spread(page: Page, controls: Controls = NONE, *, say: Say = str) -> tuple[Drawn, ...]:
    """Return a page of cards as messages without cards."""
    writer = Writer(plain=True, words=Words(say))
    *before, last = poured(page, _paper(writer))
    return *(_drawn(one, writer) for one in before), _drawn(last, writer, controls.below(page.number, page.of))


def _paper(writer: Writer) -> Paper:
    """How much of a message a page of plain text takes."""
    return Paper(
        lambda page: Measure(units(_text(_lines(page, writer)))),
        lambda quote: units(_text(writer.quotation(quote))),
        CONTENT,
        utmost=SHOWN,
        together=True,
    )


def _drawn(page: Page, writer: Writer, rows: Sequence[Sequence[Button]] = ()) -> Drawn:
    """One message; what is too long for a content is sent as a layout with one text, which holds twice as much."""
    region = tuple(_lines(page, writer))
    drawn = Drawn(page, (region,), _text(region), controls(rows), plain=True)
    return drawn if units(drawn.content) <= CONTENT else wrapped(drawn)


def _lines(page: Page, writer: Writer) -> Iterator[Line]:
    """A page from top to bottom, an empty line between its parts."""
    framed = set(page.framed)
    blocks = [[*writer.opening(page)]]
    for card in page.reply.cards:
        blocks.append([*writer.card(card, framed=card.source.id in framed)])
        framed.add(card.source.id)
    blocks.append([*writer.closing(page)])
    for place, block in enumerate(filter(None, blocks)):
        yield from [Line()] * bool(place) + block


def _text(lines: Iterable[Line]) -> str:
    return written(lines, plain=True)


def controls(rows: Sequence[Sequence[Button]]) -> ui.View | None:
    """Return rows of controls as they stand under a text; None where there are none."""
    view, seen = ui.View(timeout=None), set[str]()
    for number, row in enumerate(rows):
        for button in (button for button in row if fresh(button, seen)):
            button.row = number
            view.add_item(button)
    return view if view.children else None
