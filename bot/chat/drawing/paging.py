"""A reply -> pages, each as much as one message holds, with the room in it shared out equally among the sources.

Knows two ways. An answer to a question is cut: one quotation of every source first, then a second of each, as long as a
sentence or two of each still fits; then all grow together. What is read for itself (a context, a pair, a table) stays
whole and runs on over as many pages as it takes. Invariant: no quotation of a reply is lost, and the first page says
which sources come later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.chat.drawing.budget import COMPONENTS, WEIGHT, Measure, shares
from bot.chat.drawing.cutting import Size, fitted, least, parts
from bot.chat.drawing.drawn import Page
from bot.errors import OperatorError
from bot.replies.cards import Card, Quote, Reply

LEAST = 280
"""Characters to which a quotation is cut at most before it has to wait for the next page instead."""

_UNKNOWN = 99
"""Stands for a number of pages not yet known, so that the room for it is kept."""

_JOINT = 2
"""Characters that part a quotation from what stands before it."""

_ROUNDS = 4
"""How often room that whole sentences leave over is shared out again."""

_Fill = Callable[[Page, "Paper"], tuple[Page, Reply | None]]


@dataclass(frozen=True, slots=True)
class Paper:
    """What a page is laid out on: how big a page or a quotation comes out, and how much a message holds.

    `utmost` units are allowed where a short sentence would have to be cut otherwise. `together` says that all pages are
    sent one after the other, so that none frames a source that one before it framed.
    """

    page: Callable[[Page], Measure]
    quote: Size
    units: int
    components: int = COMPONENTS
    weight: int = WEIGHT
    utmost: int = 0
    together: bool = False

    def holds(self, page: Page, *, utmost: bool = False) -> bool:
        """Whether the page fits one message."""
        units = max(self.units, self.utmost) if utmost else self.units
        return self.page(page).within(units, self.components, self.weight)


def paged(reply: Reply, paper: Paper) -> list[Page]:
    """Return the pages of a reply, at the least one. Raises OperatorError for what no message holds."""
    answer = any(quote.marks for card in reply.cards for quote in card.quotes)
    pages = [Page(reply)]
    if not paper.holds(pages[0]):
        pages = _filled(Page(reply, of=_UNKNOWN), paper, _answered if answer else _read)
    return [replace(page, number=n, of=len(pages)) for n, page in enumerate(pages, 1)]


def poured(page: Page, paper: Paper) -> list[Page]:
    """Return a page as several that are sent together: nothing cut, every source framed once, closing words last."""
    reply = page.reply
    ending = replace(page, reply=Reply(reply.title, silent=reply.silent, closing=reply.closing))
    pages = _filled(Page(replace(reply, silent=(), closing=())), paper, _read)
    *before, last = (replace(one, following=()) for one in pages)
    full = replace(last.reply, silent=reply.silent, closing=reply.closing)
    closed = replace(ending, reply=full, framed=last.framed)
    return [*before, closed] if paper.holds(closed) else [*before, last, ending]


def _filled(page: Page, paper: Paper, fill: _Fill) -> list[Page]:
    pages: list[Page] = []
    rest: Reply | None = page.reply
    while rest is not None:
        full, rest = fill(replace(page, reply=rest, number=len(pages) + 1), paper)
        pages.append(full)
        if paper.together:
            page = replace(page, framed=page.framed | {card.source.id for card in full.reply.cards})
    return pages


def _answered(page: Page, paper: Paper) -> tuple[Page, Reply | None]:
    """As many quotations as fit when each is short, a source at a time; then all of them grown together."""
    cards = page.reply.cards
    short = [[least(quote, LEAST) for quote in card.quotes] for card in cards]
    taken = [0] * len(cards)
    for turn in range(max(map(_needs, cards), default=0)):
        for place, card in enumerate(cards):
            more = [n + (other == place) for other, n in enumerate(taken)]
            if taken[place] == turn < _needs(card) and paper.holds(_with(page, more, short, counted=True)):
                taken = more
    if not any(taken):
        return _read(page, paper)
    kept = [card.quotes[:n] for card, n in zip(cards, taken, strict=True) if n]
    return _grown(_with(page, taken, short, counted=True), kept, paper), _without(page.reply, taken)


def _needs(card: Card) -> int:
    """How many things of a card can be put on a page one by one."""
    return max(1, len(card.quotes))


def _with(page: Page, taken: Sequence[int], quotes: Sequence[Sequence[Quote]], *, counted: bool) -> Page:
    """The page with so many quotations of each card; what waits is announced, and if need be `counted` card by card."""
    cards = tuple(
        replace(card, quotes=tuple(own[:n]), more=card.more * (counted or n == _needs(card)) + len(own[n:]) * counted)
        for card, own, n in zip(page.reply.cards, quotes, taken, strict=True)
        if n
    )
    return _announcing(page, cards)


def _announcing(page: Page, cards: tuple[Card, ...]) -> Page:
    """The page with these cards only; if it is the first one, it says which sources come later."""
    here = {card.source.id for card in cards}
    later = {card.source.id: card.source for card in page.reply.cards if card.source.id not in here}
    following = tuple(later.values()) if page.number == 1 else ()
    return replace(page, reply=replace(page.reply, cards=cards), following=following)


def _without(reply: Reply, taken: Sequence[int]) -> Reply | None:
    """What is left of a reply for later pages; what stands beside its cards has been said."""
    cards = tuple(
        replace(card, quotes=card.quotes[n:]) for card, n in zip(reply.cards, taken, strict=True) if n < _needs(card)
    )
    return Reply(reply.title, cards=cards) if cards else None


def _grown(page: Page, whole: Sequence[Sequence[Quote]], paper: Paper) -> Page:
    """The page with its short quotations grown towards the whole ones, source by source and then quote by quote."""
    size, cards = paper.quote, page.reply.cards
    now: list[list[Quote]] = [list(card.quotes) for card in cards]
    room = paper.units - paper.page(page).units + sum(size(quote) for own in now for quote in own)
    for _ in range(_ROUNDS):
        rooms = shares(room, [sum(map(size, own)) for own in now], [sum(map(size, own)) for own in whole])
        before, now = now, [_shared(own, full, its, size) for own, full, its in zip(now, whole, rooms, strict=True)]
        if now == before:
            break
    full = tuple(replace(card, quotes=tuple(own)) for card, own in zip(cards, now, strict=True))
    grown = replace(page, reply=replace(page.reply, cards=full))
    return grown if paper.holds(grown) else _grown(page, whole, replace(paper, units=_less(paper, page)))


def _less(paper: Paper, page: Page) -> int:
    """Fewer units, where those of a page fit but its bytes do not; in the end just those of the short quotations."""
    return max(paper.page(page).units, paper.units * 4 // 5)


def _shared(now: Sequence[Quote], whole: Sequence[Quote], room: int, size: Size) -> list[Quote]:
    rooms = shares(room, [size(quote) for quote in now], [size(quote) for quote in whole])
    return [fitted(quote, its, size) for quote, its in zip(whole, rooms, strict=True)]


def _read(page: Page, paper: Paper) -> tuple[Page, Reply | None]:
    """As much as fits in order: rows first, then cards; what is too long for any page is parted at its sentences."""
    reply = page.reply
    rows = _most(len(reply.rows), lambda n: paper.holds(_bare(page, n)))
    rows = rows or int(bool(reply.rows) and not reply.notices and paper.holds(_bare(page, 1), utmost=True))
    if rows < len(reply.rows):
        return _progress(_bare(page, rows)), replace(reply, rows=reply.rows[rows:], notices=(), silent=(), closing=())
    whole = [card.quotes for card in reply.cards]
    taken = [0] * len(whole)
    for place in (place for place, card in enumerate(reply.cards) for _ in range(_needs(card))):
        more = [n + (other == place) for other, n in enumerate(taken)]
        if not paper.holds(_with(page, more, whole, counted=False)):
            break
        taken = more
    if any(taken) or not taken:
        return _with(page, taken, whole, counted=False), _without(reply, taken)
    return _parted(page, paper)


def _parted(page: Page, paper: Paper) -> tuple[Page, Reply | None]:
    """A page for the beginning of a quotation that no page holds whole, or for what must be said before it."""
    card, *others = page.reply.cards
    room = paper.units - paper.page(_one(page, card)).units - _JOINT
    bare = _bare(page, len(page.reply.rows))
    for narrower in (room, room * 2 // 3, room // 2, room // 3) if card.quotes else ():
        first, *rest = parts(card.quotes[0], narrower, paper.quote)
        left = (*rest, *card.quotes[1:])
        begun = _one(page, card, first, more=0 if left else card.more)
        if paper.holds(begun, utmost=not _says(bare.reply)):
            cards = (replace(card, quotes=left), *others) if left else tuple(others)
            return begun, Reply(page.reply.title, cards=cards) if cards else None
    return _progress(bare), Reply(page.reply.title, cards=page.reply.cards)


def _one(page: Page, card: Card, *quotes: Quote, more: int = 0) -> Page:
    return _announcing(page, (replace(card, quotes=quotes, more=more),))


def _bare(page: Page, rows: int) -> Page:
    """The page without its cards and with its first rows only."""
    page = _announcing(page, ())
    return replace(page, reply=replace(page.reply, rows=page.reply.rows[:rows]))


def _progress(page: Page) -> Page:
    """The page, if it says anything at all. Raises OperatorError where what comes next fits no message."""
    if not _says(page.reply):
        raise OperatorError("A part of the reply is too long for any message: a credit, a remark or a line of a table.")
    return page


def _says(reply: Reply) -> bool:
    return bool(reply.notices or reply.rows or reply.silent or reply.closing)


def _most(limit: int, holds: Callable[[int], bool]) -> int:
    """The greatest number up to a limit that holds, counting up from nothing."""
    return next((n for n in range(limit) if not holds(n + 1)), limit)
