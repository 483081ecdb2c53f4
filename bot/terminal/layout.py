"""What is printed of a `Reply`, line by line, before anybody knows how: the order, the bars, the words for what is cut.

Invariant: the words of a passage stand in lines of tone "words" and nowhere else, as they stand in the passage.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

from bot.replies.cards import Card, Change, Quote, Reply, Span
from bot.replies.wording import cut, more, origin, silence

Tone = Literal["words", "ours", "strong", "quiet", "link"]
"""Whose a line is and how loud: a source's words, ours (three degrees of it), or an address."""

_NAMED_BY = 6


class Line(NamedTuple):
    """A paragraph to be wrapped; `marks` are spans to point at by style; a "link" reads `text` and leads to `url`."""

    text: str
    tone: Tone = "ours"
    marks: tuple[Span, ...] = ()
    url: str = ""


BLANK = Line("")


def opening(reply: Reply, *, titled: bool) -> Iterator[Line]:
    """What is said before any card; `titled` begins with what was asked."""
    if titled:
        yield Line(f"? {reply.title}", "strong")
    yield from (Line(notice, "strong") for notice in reply.notices)


def closing(reply: Reply) -> Iterator[Line]:
    """What is said after the cards."""
    if reply.silent:
        yield Line(silence(reply.silent))
    yield from (Line(line, "quiet") for line in reply.closing)


def sheets(reply: Reply) -> Iterator[tuple[Card, list[Line]]]:
    """The cards with their lines; a framing and a quotation are printed once in a reply, and then referred to."""
    seen: set[object] = set()
    for card in reply.cards:
        yield card, list(_body(card, seen))


def heading(card: Card) -> tuple[str, str]:
    """The name of a card's source, and its kind and date in words."""
    return card.source.short, origin(card.source)


def _body(card: Card, seen: set[object]) -> Iterator[Line]:
    """Everything on a card from top to bottom."""
    if card.source.id not in seen:
        yield Line(card.source.framing, "quiet")
    if card.heading:
        yield Line(card.heading, "strong")
    yield from map(Line, card.facts)
    if not card.quotes:
        yield Line(card.source.id, "link", url=card.source.url)
    for quote in card.quotes:
        yield BLANK
        yield from _quote(quote, seen)
        seen.add((quote.passage.id, quote.slices))
    seen.add(card.source.id)
    if card.more:
        yield BLANK
        yield Line(f"{more(card.more)}; in:{card.source.id} narrows the question to it", "quiet")


def _quote(quote: Quote, seen: set[object]) -> Iterator[Line]:
    if quote.label:
        yield Line(quote.label, "strong")
    if (quote.passage.id, quote.slices) in seen:
        yield Line("[shown above]", "quiet")
    else:
        yield from _words(quote)
    yield from map(_change, quote.changes)
    yield Line(f"— {quote.credit}")
    yield from _chains(quote)
    if quote.remark:
        yield Line(f"On the text: {quote.remark}", "quiet")
    yield Line(quote.passage.id, "link", url=quote.url)
    yield from (Line(f"· {line}", "quiet") for line in quote.why)


def _words(quote: Quote) -> Iterator[Line]:
    """The slices in order, what is left out between them counted."""
    for place, omitted in enumerate(quote.left_out):
        if omitted:
            yield Line(cut(omitted), "quiet")
        if place < len(quote.slices):
            start, end = quote.slices[place]
            marks = ((max(first, start) - start, min(last, end) - start) for first, last in quote.marks)
            yield Line(quote.passage.text[start:end], "words", tuple(mark for mark in marks if mark[0] < mark[1]))


def _change(change: Change) -> Line:
    typed, stands = (f"“{words}”" if words else "nothing" for words in (change.typed, change.stands))
    before, between = "you: ", " | the text: "
    ends = len(before) + len(typed)
    text = f"{before}{typed}{between}{stands}"
    return Line(text, marks=((len(before), ends), (ends + len(between), len(text))))


def _chains(quote: Quote) -> Iterator[Line]:
    """The hands of the quotations inside the passage, which are called by their first words."""
    called: dict[str, list[str]] = {}
    for chain in quote.chains:
        words = quote.passage.text[slice(*chain.span)].split()
        rest = " …" if len(words) > _NAMED_BY else ""
        called.setdefault(chain.credit, []).append(f"“{' '.join(words[:_NAMED_BY]).rstrip(',;:')}”{rest}")
    for credit, names in called.items():
        yield Line(f"{', '.join(names)}: {credit}", "quiet")
