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

from discord import ui

from bot.chat.asking.bounds import bounded
from bot.chat.asking.buttons import Buttons, Manner, Offers
from bot.chat.asking.offering import offers
from bot.chat.asking.requests import Request
from bot.chat.drawing import layout
from bot.chat.drawing import plain as plainly
from bot.chat.drawing.drawn import Drawn, Line, moment
from bot.chat.drawing.panel import panel
from bot.chat.drawing.words import Say
from bot.chat.gates import NOBODY, Place, Powers, Rules, Way, admitted
from bot.chat.house import House
from bot.chat.translation import translated
from bot.commands import Asked, Options, asking
from bot.commands import Desk as Clerk
from bot.errors import MemberError
from bot.library import Library
from bot.models import Passage, Scope
from bot.replies.cards import Card, Reply
from bot.results import Quoted
from bot.state.values import Answer as Kept

FURTHER = 6
"""Quotations that "more from this source" shows at most at a time."""

WITHHELD = "Withheld from members here"
"""What a moderator reads above a passage that nobody else sees."""

Found = TypeVar("Found")

_WORKERS = 3
_CROWD = 200
_ALL = 1_000


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A request with who asks, where and how.

    `private` and `plain` are wishes beyond what is set; `posted` asks for the public answer where private ones are the
    rule; `beyond` looks on purpose at what the group has not read yet. `question` is the message that asks; `redrawn`
    says that the answer stands already and is drawn anew.
    """

    request: Request
    place: Place
    way: Way
    say: Say = str
    private: bool = False
    plain: bool = False
    posted: bool = False
    beyond: bool = False
    redrawn: bool = False
    powers: Powers = NOBODY
    question: int | None = None
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

    def shown(self, id: str) -> Reply:
        """A passage by itself, whole, whoever may see it; raises MemberError for an unknown id."""
        return self._clerk.composer().context(self.library.context(id, around=0), exchange=False)

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
        scope = self._scope(inquiry, rules, private)
        reply, offered = self._replied(asked, request, rules, Options(scope=scope, prefix=inquiry.prefix))
        buttons = Buttons(request, reply, offered, settled(inquiry, rules, private))
        veiled = frozenset(rules.scope.windows) if inquiry.beyond else frozenset()
        said = self._said(reply, request.command, inquiry, rules, scope)
        messages = _messages(said, buttons, request, inquiry.say, veiled)
        shown = _shown(messages)
        threaded = not private and _threaded(rules, inquiry)
        fresh = not private and not inquiry.redrawn
        if fresh and (before := self.house.repeats(inquiry.place, shown, rules.pause, inquiry.question)):
            return Answer(request.command, (again(before, inquiry.say),), private, False, ())
        return Answer(request.command, messages, private, threaded, shown)

    def _said(self, reply: Reply, command: str, inquiry: Inquiry, rules: Rules, scope: Scope) -> Reply:
        """The reply in the asker's language, with its bounds; a moderator is told what nobody else sees."""
        only = rules.scope.withheld - scope.withheld
        said = bounded(translated(reply, inquiry.say), command, scope, self.library.catalogue, inquiry.say)
        return marked(said, only, inquiry.say(WITHHELD))

    def _scope(self, inquiry: Inquiry, rules: Rules, private: bool) -> Scope:
        """What this asker may see: in private a moderator sees what is withheld, and anybody what they ask to see early.

        Raises MemberError where the moderators allow no looking ahead.
        """
        scope = rules.scope
        if inquiry.beyond:
            if not rules.spoilers:
                raise MemberError("What lies ahead is closed here; it opens as the group reads on.")
            scope = replace(scope, windows={})
        if private and scope.withheld and self.house.moderates(inquiry.place, inquiry.powers):
            scope = replace(scope, withheld=frozenset())
        return scope

    def _replied(self, asked: Asked, request: Request, rules: Rules, options: Options) -> tuple[Reply, Offers]:
        """The reply, and what else there is to ask about it."""
        result = asked.command.result(self.library, asked.argument, options)
        reply = asked.command.compose(self._clerk.composer(), asked.argument, result)
        if request.command == "quote":
            reply = limited(reply, rules.quotes)
        if request.source:
            return self._further(asked, request, reply, options), Offers()
        return reply, offers(result, asked.argument, self.library, options.scope)

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


def settled(inquiry: Inquiry, rules: Rules, private: bool) -> Manner:
    """In which manner an answer is given, as its buttons have to know."""
    return Manner(
        asker=None if private else inquiry.place.user,
        plain=(rules.plain or inquiry.plain) and not (inquiry.beyond or inquiry.redrawn),
        ahead=rules.spoilers and bool(rules.scope.windows),
        beyond=inquiry.beyond,
        reported=inquiry.place.guild is not None,
        say=inquiry.say,
    )


def marked(reply: Reply, ids: frozenset[str], mark: str) -> Reply:
    """The reply with a mark above every quotation of these passages."""
    if not ids:
        return reply
    return replace(reply, cards=tuple(_marked(card, ids, mark) for card in reply.cards))


def _marked(card: Card, ids: frozenset[str], mark: str) -> Card:
    quotes = (replace(q, label=f"{mark}: {q.label}".rstrip(": ")) if q.passage.id in ids else q for q in card.quotes)
    return replace(card, quotes=tuple(quotes))


def again(before: Kept, say: Say) -> Drawn:
    """Where the same was shown a moment ago, in place of showing it once more."""
    link = ui.Button[Any](
        label=say("Go there"), url=f"https://discord.com/channels/{before.guild}/{before.channel}/{before.message}"
    )
    words = say("This was quoted here {ago}.").partition("{ago}")
    return panel([Line((words[0], moment(before.at, "R"), words[2]))], [[link]])


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


def _messages(reply: Reply, buttons: Buttons, request: Request, say: Say, veiled: frozenset[str]) -> tuple[Drawn, ...]:
    page = 0 if request.source else request.page
    if buttons.manner.plain:
        return plainly.draw(reply, buttons, page=page, say=say)
    return (layout.draw(reply, buttons, page=page, say=say, veiled=veiled),)


def _shown(messages: Sequence[Drawn]) -> tuple[Passage, ...]:
    """Every passage the messages show, once."""
    quotes = [quote for drawn in messages for card in drawn.page.reply.cards for quote in card.quotes]
    return tuple({quote.passage.id: quote.passage for quote in quotes}.values())
