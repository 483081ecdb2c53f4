"""Which of the bot's messages answer which question, for as long as it matters, and which events were seen already.

Ids only, and only the newest: nothing is kept of what was said. Invariant: one question is worked on at a time, and a
question that was taken back leaves no answer behind.
"""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Key = TypeVar("Key")
Value = TypeVar("Value")

_KEPT = 2_000


class Newest(Generic[Key, Value]):
    """A mapping that forgets the oldest of more than so many entries."""

    def __init__(self, kept: int = _KEPT) -> None:
        self._kept = kept
        self._entries: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """What is kept under a key, if it still is."""
        return self._entries.get(key)

    def put(self, key: Key, value: Value) -> Value:
        """Keep a value as the newest."""
        self._entries[key] = value
        self._entries.move_to_end(key)
        if len(self._entries) > self._kept:
            self._entries.popitem(last=False)
        return value

    def __contains__(self, key: Key) -> bool:
        """Whether anything is kept under a key."""
        return key in self._entries


@dataclass(frozen=True, slots=True)
class Sent:
    """One message of an answer; `layout` says whether it is made of components, which an edit cannot change."""

    channel: int
    message: int
    layout: bool


@dataclass(slots=True)
class Exchange:
    """A question and its answer; whoever works on it holds the lock. `gone` once the question was deleted."""

    answers: tuple[Sent, ...] = ()
    gone: bool = False
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)


class Conversation:
    """The exchanges of the last while, by the question's message id, and the ids of the events already acted on."""

    def __init__(self) -> None:
        self._exchanges: Newest[int, Exchange] = Newest()
        self._seen: Newest[object, None] = Newest()
        self._deleted: Newest[int, None] = Newest()

    def first_time(self, event: object) -> bool:
        """Whether an event (a message, an interaction, an edit) comes for the first time; Discord repeats some."""
        if event in self._seen:
            return False
        self._seen.put(event, None)
        return True

    def about(self, question: int) -> Exchange:
        """The exchange that a question began."""
        known = self._exchanges.get(question)
        return known or self._exchanges.put(question, Exchange(gone=question in self._deleted))

    def deleted(self, question: int) -> None:
        """Remember that a message was deleted; it may be a question that is just about to be answered."""
        self._deleted.put(question, None)
        if exchange := self._exchanges.get(question):
            exchange.gone = True

    def known(self, question: int) -> Exchange | None:
        """The exchange of a question, if there is one."""
        return self._exchanges.get(question)
