"""Drawing replies for tests: all pages, both layouts, and a set of buttons as a bot might offer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import discord
from discord import ui

from bot.chat.drawing import layout, plain
from bot.chat.drawing.drawn import Drawn
from bot.chat.drawing.layout import Button, Controls
from bot.chat.drawing.lines import Writer
from bot.chat.drawing.paging import paged
from bot.replies.cards import Card, Quote, Reply


class Many:
    """As many buttons as a message could want: one beside each quotation, two under each card, two rows below."""

    def beside(self, quote: Quote) -> Button | None:
        return _button(f"Context {quote.passage.id}")

    def under(self, card: Card) -> Sequence[Button]:
        return [_button(f"More {card.source.id}"), _button("The same for all")]

    def below(self, page: int, pages: int) -> Sequence[Sequence[Button]]:
        return [[_button(f"Page {page} of {pages}"), _button("Remove")], [_button("Say it plainly")]]


def _button(label: str) -> Button:
    return ui.Button(label=label[:80], custom_id=label[:100], style=discord.ButtonStyle.secondary)


def cards(reply: Reply, controls: Controls = layout.NONE) -> Iterator[Drawn]:
    """Every page of a reply as cards."""
    sheet = layout.Sheet(controls, Writer())
    return map(sheet.drawn, paged(reply, sheet.paper()))


def messages(reply: Reply, controls: Controls = layout.NONE) -> Iterator[Drawn]:
    """Every page of a reply as cards, each followed by the same page as plain messages."""
    for drawn in cards(reply, controls):
        yield drawn
        yield from plain.spread(drawn.page, controls)
