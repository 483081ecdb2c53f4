"""What a Discord client shows of a text: the visible characters, and every construct in it that is live.

A small reader of Discord's flavour of markdown, after the behaviour of the desktop client. It is conservative: what
some client might take for markup is reported as live, even where the desktop client shows it as it stands. Invariant:
only escapes, and the signs of a construct that is reported, are missing from the visible text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from bot.chat.drawing.escaping import blanks

Style = Literal["bold", "italic", "underline", "strike", "spoiler", "code"]
Block = Literal["quote", "subtext", "heading", "list"]
Kind = Style | Block | Literal["link", "mention", "emoji", "doubt"]


@dataclass(frozen=True, slots=True)
class Live:
    """A construct that acts or is styled: `visible[start:end]`, with the address it leads to if it is a link."""

    kind: Kind
    start: int
    end: int
    target: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a client shows: plain characters, and what is live among them in the order it begins."""

    visible: str
    live: tuple[Live, ...]


_NEXT = re.compile(
    r"""
    \\(?P<escape>[^0-9A-Za-z\s])
  | ^[ ]*>>>(?:\s|\Z)(?P<quote_rest>.*)
  | (?P<quote>(?:^[ ]*>(?:[ ][^\n]*)?(?:\n|\Z))+)
  | ^[ ]*-\#[ ]+(?P<subtext>[^\n]*)
  | ^[ ]*\#{1,3}(?:\s+|\Z)(?P<heading>[^\n]*)
  | ^[ ]*(?P<list>(?:[-+*]|[0-9]+\.))(?=\s|\Z)
  | (?P<ticks>`+)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)
  | \[(?P<label>(?:\[[^\]]*\]|[^\[\]])*)\]\(\s*<?(?P<link>(?:\([^)\s]*\)|[^\s()<>])+)>?(?:\s+["'].*?["'])?\s*\)
  | <(?P<angle>[^<>\s][^<>\n]*)>
  | (?P<address>[a-z][\w+.-]*://[^\s<]+)
  | (?P<invitation>\bdiscord(?:app)?\.[a-z]+)
  | (?P<mention>@everyone|@here)
  | (?P<emoji>:[\w~+-]+:)
  | \*\*(?P<bold>(?:\\.|[^\\])+?)\*\*(?!\*)
  | __(?P<underline>(?:\\.|[^\\])+?)__(?!_)
  | \*(?P<italic>(?:\\.|\*\*|[^*\\])+?)\*(?!\*)
  | _(?P<slanted>(?:\\.|__|[^_\\])+?)_
  | ~~(?P<strike>.+?)~~
  | \|\|(?P<spoiler>.+?)\|\|
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE | re.IGNORECASE,
)

_BAR = re.compile(r"^ *> ?", re.MULTILINE)
_MARKUP = frozenset("\\*_~|`<>[]:@\n")
_STYLES: dict[str, Kind] = {
    "bold": "bold",
    "underline": "underline",
    "italic": "italic",
    "slanted": "italic",
    "strike": "strike",
    "spoiler": "spoiler",
    "subtext": "subtext",
    "heading": "heading",
    "quote_rest": "quote",
}
_AS_IT_STANDS: dict[str, Kind] = {"list": "list", "mention": "mention", "emoji": "emoji"}


def render(markdown: str) -> Shown:
    """Return what a client shows of the content of a message or of a text component."""
    page = _Page()
    page.read(settled(markdown))
    return Shown("".join(page.visible), tuple(sorted(page.live, key=lambda live: (live.start, -live.end, live.kind))))


def settled(text: str) -> str:
    """Return a text with its blanks as a client leaves them: none at its edges, none before a line's end, no tabs."""
    return re.sub(r" +(?=\n)", "", blanks(text)).strip()


class _Page:
    """What has been shown so far."""

    def __init__(self) -> None:
        self.visible: list[str] = []
        self.live: list[Live] = []
        self._length = 0

    def read(self, markdown: str) -> None:
        """Show a piece of markdown, which may stand inside another construct."""
        at = 0
        while found := _NEXT.search(markdown, at):
            self._show(markdown[at : found.start()])
            self._construct(found)
            # A construct that takes no characters cannot occur: every alternative has a sign of its own.
            at = found.end()
        self._show(markdown[at:])

    def _show(self, text: str) -> None:
        self.visible.append(text)
        self._length += len(text)

    def _construct(self, found: re.Match[str]) -> None:
        name = found.lastgroup or ""
        body = found[name] or "" if name else ""
        if name == "escape":
            self._show(body)
        elif name == "quote":
            self._live("quote", _BAR.sub("", body.removesuffix("\n")), nested=True)
            self._show("\n" if body.endswith("\n") else "")
        elif name == "link":
            self._masked(found["label"], body)
        elif name in _STYLES:
            self._live(_STYLES[name], body, nested=True)
        elif name in _AS_IT_STANDS:
            self._live(_AS_IT_STANDS[name], body)
        else:
            self._other(name, body)

    def _other(self, name: str, body: str) -> None:
        if name == "code":
            self._live("code", body)
        elif name == "angle":
            address = re.match(r"[a-z][\w+.-]*:/", body, re.IGNORECASE)
            self._live("link" if address else "mention", body, target=body if address else "")
        elif name in ("address", "invitation"):
            self._live("link", body, target=body)

    def _masked(self, label: str, target: str) -> None:
        """A masked link; in its label escapes are shown and emphasis is not, so a label with any sign is in doubt."""
        start = self._length
        self._live("link", label, target=target)
        if _MARKUP & set(label):
            self.live.append(Live("doubt", start, self._length))

    def _live(self, kind: Kind, body: str, *, nested: bool = False, target: str = "") -> None:
        start = self._length
        if nested:
            self.read(body)
        else:
            self._show(body)
        self.live.append(Live(kind, start, self._length, target))
