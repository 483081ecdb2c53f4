"""From a request to messages ready to be sent: one hop off the event loop a question, whatever it costs.

Knows the library, the house and the layouts; knows no channel and sends nothing. Invariant: the gates are asked first,
in the same hop, and what they allow travels with the question.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bot.chat.asking.buttons import Buttons, Offers
from bot.chat.asking.offering import offers
from bot.chat.asking.requests import Request
from bot.chat.drawing import layout
from bot.chat.drawing import plain as plainly
from bot.chat.drawing.drawn import Drawn
from bot.chat.drawing.words import Say
from bot.chat.gates import Place, Rules, Way, admitted
from bot.chat.house import House
from bot.chat.translation import translated
from bot.commands import Asked, Options, asking
from bot.commands import Desk as Clerk
from bot.errors import MemberError
from bot.library import Library
from bot.models import Passage
from bot.replies.cards import Card, Reply
from bot.results import Quoted

FURTHER = 6
"""Quotations that "more from this source" shows at most at a time."""

Found = TypeVar("Found")

_WORKERS = 3
_CROWD = 200
_ALL = 1_000


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A request with who asks, where and how.

    `private` and `plain` are wishes beyond what is set; `posted` asks for the public answer where private ones are the
    rule.
    """

    request: Request
    place: Place
    way: Way
    say: Say = str
    private: bool = False
    plain: bool = False
    posted: bool = False
    prefix: str = "!"


@dataclass(frozen=True, slots=True)
class Answer:
    """What is to be sent, to whom (`private`: the asker alone; `threaded`: in a thread), and what it shows."""

    command: str
    messages: tuple[Drawn, ...]
    private: bool
    threaded: bool
    shown: tuple[Passage, ...]


class Pending:
    """An answer in the making; `private` says whether the first word of it will be, None until the gates were asked."""

    def __init__(self) -> None:
        self.private: bool | None = None
        self.answer: asyncio.Future[Answer]


class Desk:
    """Answers inquiries on threads of its own."""

    def __init__(self, library: Library, house: House) -> None:
        self.library = library
        self.house = house
        self._clerk = Clerk(library)
        self._workers = ThreadPoolExecutor(_WORKERS, "answers")
        self._glances = ThreadPoolExecutor(1, "glances")
        self._waiting = 0

    def ask(self, inquiry: Inquiry) -> Pending:
        """Begin to answer; the answer raises MemberError, Unanswered or OperatorError when it is awaited.

        Raises MemberError at once where too many are waiting.
        """
        if self._waiting >= _CROWD:
            raise MemberError("Very many are asking at this moment; please ask again in a minute.")
        pending = Pending()
        work = asyncio.get_running_loop().run_in_executor(self._workers, self._answer, inquiry, pending)
        pending.answer = asyncio.ensure_future(work)
        self._waiting += 1
        pending.answer.add_done_callback(self._done)
        return pending

    def _done(self, answer: asyncio.Future[Answer]) -> None:
        self._waiting -= 1

    @property
    def crowded(self) -> bool:
        """Whether whoever asks now has to wait for others first."""
        return self._waiting >= _WORKERS

    async def glance(self, work: Callable[..., Found], *given: Any) -> Found:
        """Look something up in the house, off the event loop and past everybody who waits for an answer."""
        return await asyncio.get_running_loop().run_in_executor(self._glances, work, *given)

    def close(self) -> None:
        """Take nothing new and wait for nobody."""
        self._workers.shutdown(wait=False, cancel_futures=True)
        self._glances.shutdown(wait=False, cancel_futures=True)

    def _answer(self, inquiry: Inquiry, pending: Pending) -> Answer:
        rules = self.house.rules(inquiry.place)
        private = privately(rules, inquiry)
        pending.private = private or _threaded(rules, inquiry)
        try:
            return self._drawn(inquiry, rules, private)
        except LookupError:
            # The corpus was replaced between asking and composing; once more, with the new one.
            return self._drawn(inquiry, rules, private)

    def _drawn(self, inquiry: Inquiry, rules: Rules, private: bool) -> Answer:
        asked = asking(inquiry.request.command, inquiry.request.argument, inquiry.prefix)
        request = replace(inquiry.request, command=asked.command.name, argument=asked.argument)
        options = Options(scope=rules.scope, prefix=inquiry.prefix)
        result = asked.command.result(self.library, asked.argument, options)
        reply = asked.command.compose(self._clerk.composer(), asked.argument, result)
        if request.command == "quote":
            reply = limited(reply, rules.quotes)
        offered = Offers()
        if request.source:
            reply = self._further(asked, request, reply, options)
        else:
            offered = offers(result, asked.argument, self.library, rules.scope)
        plain = rules.plain or inquiry.plain
        asker = None if private else inquiry.place.user
        buttons = Buttons(request, reply, offered, asker=asker, plain=plain, say=inquiry.say)
        messages = _messages(translated(reply, inquiry.say), buttons, request, inquiry.say, plain=plain)
        threaded = not private and _threaded(rules, inquiry)
        return Answer(request.command, messages, private, threaded, _shown(messages))

    def _further(self, asked: Asked, request: Request, first: Reply, options: Options) -> Reply:
        """What the first answer did not show of one source, from the quotation that `request.page` counts to."""
        scope, only = options.scope, frozenset({request.source})
        own = replace(scope, sources=only if scope.sources is None else only & scope.sources)
        found = asked.command.result(self.library, asked.argument, Options(_ALL, every=True, scope=own))
        shown = [q.passage.id for card in first.cards if card.source.id == request.source for q in card.quotes]
        return self._clerk.composer().quote(rest(found, shown, request.page))


def privately(rules: Rules, inquiry: Inquiry) -> bool:
    """Whether the answer is for the asker alone. Raises Unanswered or MemberError where there is to be none."""
    return (admitted(rules, inquiry.way) or inquiry.private) and not inquiry.posted


def _threaded(rules: Rules, inquiry: Inquiry) -> bool:
    """Whether the answer gets a thread of its own: in a channel set so, but not in a thread of it."""
    return rules.mode == "thread" and inquiry.place.guild is not None and inquiry.place.parent is None


def rest(found: Quoted, shown: Sequence[str], start: int) -> Quoted:
    """One source's hits in the order in which a member meets them, at most `FURTHER` from the `start`th on.

    First come those that the first answer showed, then the others, best first; a start beyond the end is the last part.
    """
    place = {hit.passage.id: index for index, hit in enumerate(found.found)}
    order = [place[id] for id in dict.fromkeys([*shown, *place]) if id in place]
    start = min(start, max(0, len(order) - 1) // FURTHER * FURTHER) if start >= len(order) else start
    part = tuple(order[start : start + FURTHER])
    parts = (replace(each, shown=part, total=len(order) - start) for each in found.reply)
    return replace(found, reply=tuple(parts), silent=(), suggestions=())


def limited(reply: Reply, quotes: int | None) -> Reply:
    """The reply with at most so many quotations a card, the others counted."""
    if quotes is None:
        return reply
    return replace(reply, cards=tuple(_limited(card, quotes) for card in reply.cards))


def _limited(card: Card, quotes: int) -> Card:
    return replace(card, quotes=card.quotes[:quotes], more=card.more + len(card.quotes[quotes:]))


def _messages(reply: Reply, buttons: Buttons, request: Request, say: Say, *, plain: bool) -> tuple[Drawn, ...]:
    page = 0 if request.source else request.page
    if plain:
        return plainly.draw(reply, buttons, page=page, say=say)
    return (layout.draw(reply, buttons, page=page, say=say),)


def _shown(messages: Sequence[Drawn]) -> tuple[Passage, ...]:
    """Every passage the messages show, once."""
    quotes = [quote for drawn in messages for card in drawn.page.reply.cards for quote in card.quotes]
    return tuple({quote.passage.id: quote.passage for quote in quotes}.values())
