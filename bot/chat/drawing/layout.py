"""Reply -> messages of cards (Components V2): a container for every source, in its colour and in words.

Knows how Discord's components hold the lines of a page. Invariant: the lines that are claimed of a text are the lines
that were written into it; a source's words, its links and its buttons stand in one container.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

import discord
from discord import ui

from bot.chat.drawing import budget
from bot.chat.drawing.drawn import Drawn, Line, Page, Region
from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.lines import Writer
from bot.chat.drawing.paging import Paper, paged
from bot.chat.drawing.words import Say, Words
from bot.chat.drawing.writing import beginning, units, written
from bot.models import Source
from bot.replies.cards import Card, Quote, Reply

Button = ui.Item[Any]


class Controls(Protocol):
    """Buttons for what is shown. They are asked for at every attempt to fill a page, so they should cost little."""

    def beside(self, quote: Quote) -> Button | None:
        """A button for one quotation; its label says for which. It is left out where a message is full."""
        ...

    def under(self, card: Card) -> Sequence[Button]:
        """Buttons for a source's part of the page."""
        ...

    def below(self, page: int, pages: int) -> Sequence[Sequence[Button]]:
        """Buttons for the whole message, in groups; pages are counted from 1."""
        ...


class Nothing:
    """No buttons but the links."""

    def beside(self, quote: Quote) -> Button | None:
        """None."""
        return None

    def under(self, card: Card) -> Sequence[Button]:
        """None."""
        return ()

    def below(self, page: int, pages: int) -> Sequence[Sequence[Button]]:
        """None."""
        return ()


NONE: Controls = Nothing()


def draw(
    reply: Reply, controls: Controls = NONE, *, page: int = 0, say: Say = str, veiled: frozenset[str] = frozenset()
) -> Drawn:
    """Return one page of a reply as a message of cards; `page` counts from 0, and one beyond the last gives the last.

    The first page stands for itself: every source speaks on it or is announced. Cards of `veiled` sources, by their
    ids, are shown once a reader lifts the veil. Raises OperatorError for what no message holds.
    """
    sheet = Sheet(controls, Writer(words=Words(say)), veiled)
    pages = paged(reply, sheet.paper())
    return sheet.drawn(pages[min(page, len(pages) - 1)])


def sentence(text: str, *, plain: bool = False) -> Drawn:
    """Return words of ours, a line each, as a message without cards."""
    region = tuple(Line((words,)) for words in map(tidy, text.split("\n")) if words)
    page = Page(Reply(""))
    if plain:
        return Drawn(page, (region,), written(region, plain=True), plain=True)
    return Drawn(page, (region,), view=view_of(_items(Block(region))))


def wrapped(drawn: Drawn) -> Drawn:
    """Return a plain message as a layout with one text, for a message that is a layout and has to stay one."""
    if isinstance(drawn.view, ui.LayoutView):
        return drawn
    buttons = drawn.view.children if drawn.view else []
    rows = (ui.ActionRow(*row) for row in _rows([button] for button in buttons))
    return replace(drawn, content="", view=view_of([ui.TextDisplay(drawn.content), *rows]))


@dataclass(frozen=True, slots=True)
class Block:
    """A text of a page with the rows of buttons under it; those of a `source` stand in its container."""

    lines: Region = ()
    rows: Sequence[Sequence[Button]] = ()
    source: Source | None = None

    @property
    def components(self) -> int:
        """How many components it takes."""
        return (self.source is not None) + bool(self.lines) + sum(1 + len(row) for row in self.rows)

    @property
    def text(self) -> str:
        """Its lines as they are sent."""
        return written(self.lines, plain=False)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Lays pages out with one set of controls and words."""

    controls: Controls
    writer: Writer
    veiled: frozenset[str] = frozenset()

    def paper(self) -> Paper:
        """How much of a message a page of cards takes."""
        return Paper(self._measure, self._quote, budget.SHOWN)

    def drawn(self, page: Page) -> Drawn:
        """Return one page as a message of cards, with as many buttons beside quotations as there is room for."""
        besides = sum(len(card.quotes) for card in page.reply.cards)
        while besides and sum(block.components for block in self._blocks(page, besides)) > budget.COMPONENTS:
            besides -= 1
        blocks = [*_once(self._blocks(page, besides))]
        items = [item for block in blocks for item in _items(block, self.veiled)]
        return Drawn(page, tuple(block.lines for block in blocks if block.lines), view=view_of(items))

    def _blocks(self, page: Page, besides: int = 0) -> Iterator[Block]:
        """The page from top to bottom; the first so many quotations have their own button beside the link."""
        yield Block(tuple(self.writer.opening(page)))
        framed = set(page.framed)
        for card in page.reply.cards:
            own = tuple(self.writer.card(card, framed=card.source.id in framed))
            yield Block(own, _rows(self._buttons(card, besides)), card.source)
            framed.add(card.source.id)
            besides -= len(card.quotes)
        yield Block(tuple(self.writer.closing(page)))
        yield Block(rows=_rows(self.controls.below(page.number, page.of)))

    def _buttons(self, card: Card, besides: int) -> Iterator[list[Button]]:
        """The links to a card's passages, each with its button beside it, then the buttons for the card."""
        if not card.quotes and re.match("https?://", card.source.url):
            yield _link(self.writer.words.page_link(), card.source.url)
        for place, quote in enumerate(card.quotes):
            beside = self.controls.beside(quote) if place < besides else None
            yield _link(self.writer.words.passage_link(quote.passage), quote.url) + ([beside] if beside else [])
        yield from ([button] for button in self.controls.under(card))

    def _measure(self, page: Page) -> budget.Measure:
        blocks = [*self._blocks(page)]
        buttons = [button.to_component_dict() for block in blocks for row in block.rows for button in row]
        said = [block.text for block in blocks]
        told = [str(button.get(part, "")) for button in buttons for part in ("label", "url", "custom_id")]
        components = sum(block.components for block in blocks)
        weight = sum(len(text.encode("utf-8", "replace")) for text in said + told) + budget.PER_COMPONENT * components
        return budget.Measure(sum(map(units, said)), components, weight)

    def _quote(self, quote: Quote) -> int:
        return units(written(self.writer.quotation(quote), plain=False))


def _link(label: str, url: str) -> list[Button]:
    """A button that leads to an address, if there is one that fits."""
    fits = 0 < len(url) <= budget.ADDRESS and label
    return [ui.Button(label=beginning(label, budget.LABEL), url=url)] if fits else []


def _rows(groups: Iterable[Sequence[Button]]) -> list[list[Button]]:
    """Rows of buttons; what belongs together stands in one row."""
    rows: list[list[Button]] = []
    for group in filter(None, groups):
        if rows and len(rows[-1]) + len(group) <= budget.ROW:
            rows[-1] += group
        else:
            rows.append([*group])
    return rows


def _once(blocks: Iterable[Block]) -> Iterator[Block]:
    """The blocks without buttons that stand there already: Discord refuses two with one id."""
    seen: set[str] = set()
    for block in blocks:
        rows = [[button for button in row if fresh(button, seen)] for row in block.rows]
        yield replace(block, rows=[row for row in rows if row])


def fresh(button: Button, seen: set[str]) -> bool:
    """Whether no button with the same memory stands there already; Discord refuses two of them."""
    id = str(button.to_component_dict().get("custom_id", ""))
    if not id or id not in seen:
        seen.add(id)
        return True
    return False


def _items(block: Block, veiled: frozenset[str] = frozenset()) -> Iterator[Button]:
    parts: list[Button] = [ui.TextDisplay(block.text)] if block.lines else []
    parts += [ui.ActionRow(*row) for row in block.rows]
    if block.source is None:
        yield from parts
    else:
        yield ui.Container(*parts, accent_colour=_colour(block.source), spoiler=block.source.id in veiled)


def _colour(source: Source) -> discord.Colour | None:
    known = re.fullmatch(r"#[0-9A-Fa-f]{6}", source.colour)
    return discord.Colour(int(known[0][1:], 16)) if known else None


def view_of(items: Iterable[Button]) -> ui.LayoutView:
    """Return a layout of these items that never times out."""
    view = ui.LayoutView(timeout=None)
    for item in items:
        view.add_item(item)
    return view
