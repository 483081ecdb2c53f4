"""A page of a reply -> lines, for cards and for plain text alike: what stands where.

Knows the order of things: what must be said first, then source by source its name, framing and quotations, each with
its credit directly under it, then who is silent. Invariant: words of a source stand in a `Slice`, and the credit of a
quotation stands in the next line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from bot.chat.drawing.drawn import Line, Link, Page, Part, Slice, Strong
from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.words import Words
from bot.replies.cards import Card, Quote, Row, Span
from bot.replies.wording import origin

_NAMED_BY = 6
"""Words by which a quotation inside a passage is called."""

_LABEL = re.compile(r"[A-Za-z0-9 .-]+")
_NUMBER = re.compile(r"[0-9][0-9.,]*")


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the lines of a page; `plain` for text that is read aloud or copied, without signs that only look well."""

    plain: bool = False
    words: Words = field(default_factory=Words)

    def opening(self, page: Page) -> Iterator[Line]:
        """What must be said before any quotation: verdicts, corrections, tables of names and counts."""
        reply = page.reply
        for notice in filter(None, map(tidy, reply.notices)):
            yield Line((Strong(notice),))
        if reply.rows and (title := tidy(reply.title)):
            yield Line((Strong(title),))
        yield from (_row(row, reply.columns) for row in reply.rows)
        if not any((*map(tidy, reply.notices), reply.rows, reply.cards, reply.silent, *map(tidy, reply.closing))):
            yield Line((self.words.nothing(),))

    def closing(self, page: Page) -> Iterator[Line]:
        """What is said after the cards: who speaks on later pages, who is silent, closing words, which page this is."""
        reply = page.reply
        said = [self.words.following(page.following)] * bool(page.following)
        said += [self.words.silent(reply.silent)] * bool(reply.silent)
        said += filter(None, map(tidy, reply.closing))
        said += [self.words.page(page.number, page.of)] * (page.of > 1)
        return (Line((sentence,), "quiet") for sentence in said)

    def card(self, card: Card, *, framed: bool) -> Iterator[Line]:
        """A source's part, from its name to how much more it holds; `framed` leaves out a framing said before."""
        yield from self._heading(card, framed)
        for quote in card.quotes:
            yield Line()
            yield from self.quotation(quote)
        if card.more:
            yield Line()
            yield Line((self.words.more(card.more),), "quiet")

    def quotation(self, quote: Quote) -> Iterator[Line]:
        """A passage's slices, what is left out counted; the credit directly under them; then what there is to add."""
        if label := tidy(quote.label):
            yield Line((Strong(label),))
        for place, omitted in enumerate(quote.left_out):
            if omitted:
                yield Line((self.words.cut(omitted),), "quiet")
            elif 0 < place < len(quote.slices):
                yield Line()
            if place < len(quote.slices):
                yield Line((Slice(quote.passage, *quote.slices[place]),), "words")
        yield self._credit(quote)
        yield from (Line((self.words.change(change),)) for change in quote.changes)
        yield from _chains(quote)
        if quote.remark:
            yield Line((self.words.remark(quote.remark),), "quiet")
        yield from (Line((reason,), "quiet") for reason in filter(None, map(tidy, quote.why)))

    def _heading(self, card: Card, framed: bool) -> Iterator[Line]:
        """Whose part this is, in words; the framing; what the part is about, and facts about the source."""
        source = card.source
        facts = tidy(origin(source))
        yield Line((Strong(tidy(source.short)), f" ({facts})" if self.plain else f" · {facts}"))
        if not framed and (framing := tidy(source.framing)):
            yield Line((framing,), "quiet")
        if heading := tidy(card.heading):
            yield Line()
            yield Line((Strong(heading),))
        yield from (Line((fact,)) for fact in filter(None, map(tidy, card.facts)) if fact != source.url)
        if self.plain and not card.quotes and re.match("https?://", source.url):
            yield Line((Link(self.words.page_link(), source.url),))

    def _credit(self, quote: Quote) -> Line:
        """The credit with the passage's id; where it is for some of the words shown, they are named before it."""
        credit, id, names = tidy(quote.credit), tidy(quote.passage.id), _named(quote, _credited(quote))
        if not self.plain:
            return Line(("— ", *names, f"{credit} · {id}"))
        if not quote.url:
            return Line((*names, f"{credit} ({id})"))
        if _LABEL.fullmatch(id):
            return Line((*names, f"{credit} (", Link(id, quote.url), ")"))
        return Line((*names, f"{credit} ({id}): ", Link(self.words.page_link(), quote.url)))


def _chains(quote: Quote) -> Iterator[Line]:
    """The hands of the quotations inside what is shown, which are called by their first words there."""
    spans: dict[str, list[Span]] = {}
    for chain in quote.chains:
        spans.setdefault(chain.credit, []).append(chain.span)
    for credit, its in spans.items():
        if names := _named(quote, its):
            yield Line((*names, tidy(credit)), "quiet")


def _credited(quote: Quote) -> list[Span]:
    """Where the words stand that the credit is for, if more than they are shown; chains credit all other quotations."""
    elsewhere = {chain.span for chain in quote.chains}
    foreign = (q for q in quote.passage.quotations if q.attribution != quote.passage.attribution)
    spans = [(q.start, q.end) for q in foreign if (q.start, q.end) not in elsewhere]
    told = {place for start, end in spans for place in range(start, end)}
    shown = (place for start, end in quote.slices for place in range(start, end))
    return spans if any(quote.passage.text[place].isalnum() and place not in told for place in shown) else []


def _named(quote: Quote, spans: Sequence[Span]) -> list[Part]:
    """What stands before a credit to say for which words it is: those of some spans that are shown, by their first."""
    named: list[Part] = []
    for span in spans:
        shown = ((max(start, span[0]), min(end, span[1])) for start, end in quote.slices)
        if first := next(((start, end) for start, end in shown if start < end), None):
            named += [", "] * bool(named) + [*_called(quote, *first)]
    return [*named, ": "] if named else []


def _called(quote: Quote, start: int, end: int) -> Iterator[Part]:
    words = [match.span() for match in re.finditer(r"\w(?:\S*\w)?", quote.passage.text[start:end])]
    first, last = (words[0][0], words[:_NAMED_BY][-1][1]) if words else (0, end - start)
    yield "“"
    yield Slice(quote.passage, start + first, start + last)
    yield "”\u00a0…" if len(words) > _NAMED_BY else "”"


def _row(row: Row, columns: tuple[str, ...]) -> Line:
    """A row as a sentence: its name, then its cells, a number after what it counts."""
    name, *cells = map(tidy, row.cells)
    named = zip(map(tidy, columns[1:]), cells, strict=False)
    told = ", ".join(f"{column} {cell}" if _NUMBER.fullmatch(cell) else cell for column, cell in named if cell)
    name = name or "–"
    return Line((name if row.depth else Strong(name), f": {told}" if told else ""))
