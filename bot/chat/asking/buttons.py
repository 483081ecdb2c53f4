"""The buttons under an answer: which there are, what each remembers, and how a press finds its way back.

A button's whole memory is its `custom_id`, so it works after a restart, on a message years old, for a corpus that has
changed. Invariant: a press asks a question anew, through the same gates as if it were typed; a button that cannot
remember its question in 100 characters is not there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol, Self, cast

import discord
from discord import ui

from bot.chat.asking.requests import ROOM, Request, read, written
from bot.chat.drawing.budget import LABEL
from bot.chat.drawing.words import Say
from bot.chat.drawing.writing import beginning
from bot.replies.cards import Card, Quote, Reply

Verb = Literal["show", "turn", "plain", "post", "beyond", "remove", "report"]
"""Ask in a private message of its own · ask on this message, if it is private · the same plainly · in public · beyond
what the group has read · take it away · complain of a passage in it."""

Interaction = discord.Interaction[Any]

_VERBS: dict[str, Verb] = {
    "s": "show", "t": "turn", "p": "plain", "o": "post", "b": "beyond", "r": "remove", "e": "report",
}  # fmt: skip
_LETTERS = {verb: letter for letter, verb in _VERBS.items()}


@dataclass(frozen=True, slots=True)
class Press:
    """What a pressed button means; `asker` is who may remove the message, 0 for nobody."""

    verb: Verb
    request: Request | None = None
    asker: int = 0


@dataclass(frozen=True, slots=True)
class Manner:
    """How an answer is given: `asker` may remove it, None stands for a private one; `plain`: said plainly already.

    `ahead`: what the group has not read yet may be looked at; `beyond`: this answer does; `reported`: its passages can
    be complained of.
    """

    asker: int | None = None
    plain: bool = False
    ahead: bool = False
    beyond: bool = False
    reported: bool = False
    say: Say = str


@dataclass(frozen=True, slots=True)
class Offers:
    """What else there is to ask about an answer: ids of passages, or "" where there is nothing.

    `contrast` is a passage id or a topic with registered pairs; `section` and `exchange` are passages whose section, or
    exchange of comments, can be shown.
    """

    contrast: str = ""
    earlier: str = ""
    later: str = ""
    section: str = ""
    exchange: str = ""


class Presses(Protocol):
    """Whoever acts on presses; the client is one."""

    async def pressed(self, interaction: Interaction, press: Press | None) -> None:
        """Act on a press; None stands for a button that this version cannot read."""
        ...


class Button(ui.DynamicItem[ui.Button[Any]], template=re.compile(r"d(?P<version>\d+)(?P<memory>.*)", re.DOTALL)):
    """A button of ours, whatever its version."""

    @classmethod
    def of(cls, label: str, press: Press) -> Self | None:
        """The button, or None where it cannot remember what it is for."""
        memory = _memory(press)
        return cls(ui.Button(label=beginning(label, LABEL), custom_id=memory)) if memory else None

    @classmethod
    async def from_custom_id(cls, interaction: Interaction, item: ui.Item[Any], match: re.Match[str], /) -> Self:
        """The button that was pressed."""
        return cls(cast("ui.Button[Any]", item))

    async def callback(self, interaction: Interaction) -> None:
        """Hand the press on."""
        await cast(Presses, interaction.client).pressed(interaction, remembered(self.custom_id))


class Buttons:
    """The buttons of one answer, as the layout asks for them."""

    def __init__(self, request: Request, reply: Reply, offers: Offers, manner: Manner) -> None:
        self._request = request
        self._reply = reply
        self._offers = offers
        self.manner = manner
        self._say = manner.say

    def beside(self, quote: Quote) -> ui.Item[Any] | None:
        """What stands beside the link to a quotation: its context."""
        if self._request.command == "context":
            return None
        place = quote.passage.id.removeprefix(f"{quote.passage.source}.")
        label = self._say("Context {place}").format(place=place)
        return self._button(label, "show", Request("context", f"{quote.passage.id} 1"))

    def under(self, card: Card) -> Sequence[ui.Item[Any]]:
        """What stands under a card: more from its source, from the last quotation shown here onward."""
        if not (card.more and self._request.command == "quote"):
            return ()
        verb: Verb = "turn" if self._request.source else "show"
        further = Request("quote", self._request.argument, card.source.id, self._seen(card))
        button = self._button("More from this source", verb, further)
        return (button,) if button else ()

    def below(self, page: int, pages: int) -> Sequence[Sequence[ui.Item[Any]]]:
        """The groups at the end of the message, for page `page` (from 1) of `pages`."""
        return [row for row in (self._around(), self._turned(page, pages), self._about(page)) if row]

    def _around(self) -> list[ui.Item[Any]]:
        """Where to go from a passage or topic."""
        offers = self._offers
        return self._row(
            ("Earlier", "turn", Request("context", f"{offers.earlier} 1") if offers.earlier else None),
            ("Later", "turn", Request("context", f"{offers.later} 1") if offers.later else None),
            ("Whole section", "turn", Request("context", f"{offers.section} section") if offers.section else None),
            ("The exchange", "show", Request("context", f"{offers.exchange} exchange") if offers.exchange else None),
            ("Contrast", "show", Request("contrast", offers.contrast) if offers.contrast else None),
        )

    def _turned(self, page: int, pages: int) -> list[ui.Item[Any]]:
        """Other pages."""
        return self._row(
            ("Previous page", "turn", self._page(page - 2) if page > 1 else None),
            ("Next page", "turn", self._page(page) if page < pages else None),
        )

    def _about(self, page: int) -> list[ui.Item[Any]]:
        """The same plainly or ahead of the group; whether it stays, who sees it, what is wrong with it."""
        manner = self.manner
        alike = self._row(
            ("Say it plainly", "plain", None if manner.plain or manner.beyond else self._page(page - 1)),
            ("Post to channel", "post", self._request if manner.asker is None and not manner.beyond else None),
        )
        kept = [("Remove", Press("remove", asker=manner.asker))] if manner.asker is not None else []
        kept += [("Report", Press("report"))] if manner.reported else []
        ahead = self._row(("Look ahead", "beyond", self._request if manner.ahead and not manner.beyond else None))
        return [*alike, *(b for label, press in kept if (b := Button.of(self._say(label), press))), *ahead]

    def _row(self, *wanted: tuple[str, Verb, Request | None]) -> list[ui.Item[Any]]:
        made = [self._button(label, verb, request) for label, verb, request in wanted if request is not None]
        return [button for button in made if button is not None]

    def _button(self, label: str, verb: Verb, request: Request) -> Button | None:
        if verb != "post" and self.manner.beyond:
            verb = "beyond"
        elif verb not in ("post", "beyond") and self.manner.plain:
            # What goes on from a plain answer is plain too, and needs as many messages as it needs.
            verb = "plain"
        return Button.of(self._say(label), Press(verb, request))

    def _page(self, page: int) -> Request:
        """The same request, another page of it; what more there is of one source is counted in quotations instead."""
        asked = self._request
        return asked if asked.source else Request(asked.command, asked.argument, page=page)

    def _seen(self, card: Card) -> int:
        """How many quotations of this source come before and on this page, in the order of the whole answer."""
        whole = next((c for c in self._reply.cards if c.source.id == card.source.id), card)
        order = [quote.passage.id for quote in whole.quotes]
        last = max((order.index(q.passage.id) for q in card.quotes if q.passage.id in order), default=-1)
        return (self._request.page if self._request.source else 0) + last + 1


def remembered(custom_id: str) -> Press | None:
    """What a button of ours stands for; None for one that this version cannot read."""
    found = re.fullmatch(r"d1(?P<letter>[a-z]):(?P<rest>.*)", custom_id, re.DOTALL)
    verb = _VERBS.get(found["letter"]) if found else None
    if found is None or verb is None:
        return None
    if verb == "remove":
        return Press(verb, asker=int(found["rest"])) if re.fullmatch("[0-9]{1,20}", found["rest"]) else None
    if verb == "report":
        return Press(verb)
    request = read(found["rest"])
    return Press(verb, request) if request else None


def _memory(press: Press) -> str:
    head = f"d1{_LETTERS[press.verb]}:"
    rest = written(press.request, ROOM - len(head)) if press.request else str(press.asker)
    return head + rest if rest else ""
