"""What is about to be sent, as values: lines made of parts, pages of a reply, messages drawn of a page.

Invariant: the words of a source stand in a `Slice`, which holds no text of its own; whatever else is shown is ours, or
was typed by whoever asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import discord

from bot.models import Passage, Source
from bot.replies.cards import Reply


@dataclass(frozen=True, slots=True)
class Slice:
    """Words of a source: `passage.text[start:end]`."""

    passage: Passage
    start: int
    end: int

    @property
    def text(self) -> str:
        """The words as they stand."""
        return self.passage.text[self.start : self.end]


@dataclass(frozen=True, slots=True)
class Strong:
    """Words of ours that a reader should find first: bold on a card, as they are in plain text."""

    text: str


@dataclass(frozen=True, slots=True)
class Link:
    """A masked link; the label is fixed words without any sign of markup."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Reference:
    """What a client shows by its own knowledge: a member ("@1"), a role ("@&1"), a channel ("#1"), a moment ("t:1:f").

    A member is shown by name to whoever reads, is not pinged, and no name passes through here.
    """

    sign: str


def moment(at: datetime, style: Literal["f", "R", "D"] = "f") -> Reference:
    """A moment that every reader sees on the clock of their own zone; "R" as "in two hours", "D" without the time."""
    return Reference(f"t:{int(at.timestamp())}:{style}")


Part = str | Strong | Slice | Link | Reference


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a message. "words": a quotation, one slice and nothing else; "quiet": small on a card."""

    parts: tuple[Part, ...] = ()
    kind: Literal["plain", "quiet", "words"] = "plain"


Region = tuple[Line, ...]
"""The lines of one text of a message: of its content, or of one text component."""


@dataclass(frozen=True, slots=True)
class Page:
    """As much of a reply as one message holds, its quotations cut to the room they have there.

    `following` are sources that speak on later pages only; `framed` are ids of sources whose framing stands in an
    earlier message that was sent together with this one.
    """

    reply: Reply
    number: int = 1
    of: int = 1
    following: tuple[Source, ...] = ()
    framed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class File:
    """What is sent along with a message; a picture is shown in it, with `about` for whoever does not see it."""

    name: str
    data: bytes
    about: str = ""

    @property
    def address(self) -> str:
        """How a component of the same message calls it."""
        return f"attachment://{self.name}"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A message ready for the door: the page it shows, what each of its texts claims to say, and what is sent.

    Either `view` is a layout and `content` is empty, or `content` is the text and `view` holds buttons only, if any.
    `plain` says that the lines were written without the signs of a card.
    """

    page: Page
    regions: tuple[Region, ...]
    content: str = ""
    view: discord.ui.LayoutView | discord.ui.View | None = None
    plain: bool = False
    files: tuple[File, ...] = ()

    def payload(self) -> dict[str, Any]:
        """What will be sent of it, in Discord's own terms: content, or components with the flag that goes with them."""
        components = self.view.to_components() if self.view else []
        if isinstance(self.view, discord.ui.LayoutView):
            return {"flags": discord.MessageFlags(components_v2=True).value, "components": components}
        return {"content": self.content} | ({"components": components} if components else {})
