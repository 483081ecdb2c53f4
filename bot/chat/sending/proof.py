"""The rendered-message proof: what a client will show is what was claimed, and nothing owed is missing.

Knows the message as it will be sent, the claims it was drawn from, and how to look a passage up. From the payload alone
it recomputes what a client shows; the words of a source are looked up in the corpus anew. Invariant: a message that
shows one character of a source otherwise, parts a credit from its quotation, drops a source or holds anything live that
is not ours is refused; a refusal names rules, ids and numbers, never words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator

from bot.chat.drawing.cutting import LONGEST, SHORT, pieces
from bot.chat.drawing.drawn import Drawn, Link, Part, Reference, Region, Slice, Strong
from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.markdown import Kind, Live, Shown, render
from bot.chat.sending.limits import addresses, message_problems, texts
from bot.errors import OperatorError
from bot.replies.cards import Card, Quote, Span
from bot.replies.excerpts import left_out

Texts = Callable[[str], str | None]
"""Gives the text of a passage by its id, from the corpus in place; None for an id it does not hold."""


_MESSAGE = re.compile(r"https://discord\.com/channels/[0-9]+/[0-9]+/[0-9]+")

_BLOCKS: dict[str, Kind] = {"words": "quote", "quiet": "subtext"}
"""What kinds of lines are alive as, on a card."""


class ProofError(OperatorError):
    """A message that must not be sent; `problems` says why, without any words of it."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__(f"A message was not sent, for it would not show what it should: {'; '.join(problems)}.")


def prove(drawn: Drawn, corpus: Texts, pages: Collection[str]) -> None:
    """Raise ProofError unless the message shows what it claims and owes; `pages` are addresses links may lead to."""
    payload = drawn.payload()
    sent = texts(payload)
    shown = [render(text) for text in sent]
    targets = [*addresses(payload), *(live.target for text in shown for live in text.live if live.kind == "link")]
    problems = [*message_problems(payload), *_strange(targets, pages), *_different(shown, drawn, corpus)]
    problems += _owed(drawn, "\n".join(text.visible for text in shown), corpus, targets)
    if problems:
        raise ProofError(tuple(problems))


def claimed(region: Region, corpus: Texts, *, plain: bool) -> Shown:
    """Return what a text says it shows, the words of sources looked up anew."""
    visible, live = "", list[Live]()
    for line in region:
        start = len(visible)
        visible += "“" if plain and line.kind == "words" else ""
        for part in line.parts:
            at, visible = len(visible), visible + _words(part, corpus)
            live += _alive(part, at, len(visible), plain)
        visible += "”" if plain and line.kind == "words" else ""
        live += [Live(_BLOCKS[line.kind], start, len(visible))] if line.kind in _BLOCKS and not plain else []
        visible += "\n"
    return Shown(visible.removesuffix("\n"), tuple(sorted(live, key=lambda one: (one.start, -one.end, one.kind))))


def _words(part: Part, corpus: Texts) -> str:
    match part:
        case str():
            return part
        case Strong(text):
            return text
        case Link(label, _):
            return label
        case Reference(sign):
            return sign
        case Slice(passage, start, end):
            return (corpus(passage.id) or "")[start:end]


def _alive(part: Part, start: int, end: int, plain: bool) -> list[Live]:
    if isinstance(part, Link):
        return [Live("link", start, end, part.url)]
    if isinstance(part, Reference):
        return [Live("mention", start, end)]
    return [Live("bold", start, end)] if isinstance(part, Strong) and not plain else []


def _strange(targets: Collection[str], pages: Collection[str]) -> Iterator[str]:
    """Links that lead to no page of a source and to no message."""
    known = {page.partition("#")[0] for page in pages}
    if any(target.partition("#")[0] not in known and not _MESSAGE.fullmatch(target) for target in targets):
        yield "link: leads elsewhere than to a source or a message"


def _different(shown: list[Shown], drawn: Drawn, corpus: Texts) -> Iterator[str]:
    """Texts that show other characters, or have other things live in them, than they claim."""
    if len(shown) != len(drawn.regions):
        yield f"text: {len(shown)} sent, {len(drawn.regions)} claimed"
    for number, (text, region) in enumerate(zip(shown, drawn.regions, strict=False), 1):
        claim = claimed(region, corpus, plain=drawn.plain)
        ids = ", ".join(sorted({p.passage.id for line in region for p in line.parts if isinstance(p, Slice)}))
        if text.visible != claim.visible:
            yield f"text {number} ({ids}): shows otherwise than claimed"
        if text.live != claim.live:
            yield f"text {number} ({ids}): live otherwise than claimed"


class _Reader:
    """Reads what a message shows from top to bottom, looking for what it owes in that order."""

    def __init__(self, visible: str, *, plain: bool) -> None:
        self.plain = plain
        self._visible = visible
        self._at = 0
        self.missing: list[str] = []

    def finds(self, pattern: str, what: str) -> None:
        """Note `what` as missing unless the pattern comes next, with anything before it; go on behind it."""
        found = re.compile(pattern).search(self._visible, self._at)
        if found:
            self._at = found.end()
        else:
            self.missing.append(f"missing: {what}")

    def says(self, words: str, what: str) -> None:
        """The same for words as they stand; empty words are owed by nobody."""
        if line := tidy(words):
            self.finds(re.escape(line), what)


def _owed(drawn: Drawn, visible: str, corpus: Texts, targets: Collection[str]) -> list[str]:
    """What the page owes its reader and the message does not show, in the order in which it is owed."""
    page, reply, reader = drawn.page, drawn.page.reply, _Reader(visible, plain=drawn.plain)
    for notice in reply.notices:
        reader.says(notice, "a notice")
    for row in reply.rows:
        for cell in row.cells:
            reader.says(cell, "a cell of a table")
    framed = set(page.framed)
    for card in reply.cards:
        _card(card, reader, corpus, framed=card.source.id in framed)
        framed.add(card.source.id)
    for source in (*page.following, *reply.silent):
        reader.says(source.short, f"that {source.id} is silent or comes later")
    for words in reply.closing:
        reader.says(words, "a closing sentence")
    quotes = [quote for card in reply.cards for quote in card.quotes]
    return reader.missing + [f"missing: the link of {q.passage.id}" for q in quotes if q.url and q.url not in targets]


def _card(card: Card, reader: _Reader, corpus: Texts, *, framed: bool) -> None:
    reader.says(card.source.short, f"the name of {card.source.id}")
    if not framed:
        reader.says(card.source.framing, f"the framing of {card.source.id}")
    reader.says(card.heading, f"the heading of {card.source.id}")
    for fact in card.facts:
        reader.says("" if fact == card.source.url else fact, f"a fact about {card.source.id}")
    for quote in card.quotes:
        _quotation(quote, reader, corpus)
    if card.more:
        reader.finds(rf"\b{card.more:,}\b", f"how much more {card.source.id} holds")


def _quotation(quote: Quote, reader: _Reader, corpus: Texts) -> None:
    """A quotation must stand in one piece: cuts counted, slices, cuts, and in the next line its credit and its id."""
    id, text = quote.passage.id, corpus(quote.passage.id) or ""
    reader.says(quote.label, f"the label of {id}")
    if not all(_whole(text, span, SHORT if reader.plain else LONGEST) for span in quote.slices):
        reader.missing.append(f"{id} is cut in mid sentence")
    credit = rf"(?:— )?(?:“[^\n]*: )?{re.escape(tidy(quote.credit))}[^\n]*{re.escape(tidy(id))}"
    reader.finds("".join(_stands(quote, text)) + credit, f"{id} with its cuts and its credit")
    for change in quote.changes:
        reader.says(change.typed, f"words typed for {id}")
        reader.says(change.stands if tidy(change.stands) in tidy(text) else "\0", f"words as they stand in {id}")
    for credit in dict.fromkeys(chain.credit for chain in quote.chains if _overlaps(chain.span, quote.slices)):
        reader.says(credit, f"a credit of words quoted in {id}")
    reader.says(quote.remark, f"the remark on {id}")


def _stands(quote: Quote, text: str) -> Iterator[str]:
    """Patterns of a quotation's lines: its slices, and notes that count what is left out around them."""
    for place, omitted in enumerate(left_out(text, quote.slices)):
        if omitted:
            yield rf"\[[^\]\n]*\b{omitted:,}\b[^\]\n]*\]\n"
        if place < len(quote.slices):
            start, end = quote.slices[place]
            yield rf"“?{re.escape(text[start:end])}”?\n+"


def _overlaps(span: Span, slices: Collection[Span]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in slices)


def _whole(text: str, span: Span, longest: int) -> bool:
    """Whether a slice begins and ends with a sentence, or cuts only such as are longer than they may be."""
    sentences = pieces(text, max(len(text), 1))
    starts = {start for start, _ in sentences} | {span[0] for a, b in sentences if a < span[0] < b and b - a > longest}
    ends = {end for _, end in sentences} | {span[1] for a, b in sentences if a < span[1] < b and b - a > longest}
    return span[0] in starts and span[1] in ends
