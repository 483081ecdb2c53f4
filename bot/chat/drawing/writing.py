"""Lines -> the markdown that is sent, for cards and for plain text.

Invariant: whatever is not a sign of ours is escaped, so words can only ever show as themselves.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import assert_never

from bot.chat.drawing.drawn import Line, Link, Part, Reference, Strong
from bot.chat.drawing.escaping import escape


def written(lines: Iterable[Line], *, plain: bool) -> str:
    """Return the markdown of some lines; `plain` text has no signs but those of links, and quotation marks."""
    return "\n".join(_line(line, plain) for line in lines)


def shortened(text: str, most: int) -> str:
    """Return as much of a text as takes at most so many units once it is written; a cut is shown."""
    if units(escape(text)) <= most:
        return text
    while text and units(escape(f"{text}…")) > most:
        text = text[: -max(1, (units(escape(text)) - most) // 3)]
    return f"{text}…"


def beginning(text: str, most: int) -> str:
    """Return as much of a text as takes at most so many units as it stands: what names a control is not markdown."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * most].decode("utf-16-le", "ignore")


def units(text: str) -> int:
    """Return the length of a text in UTF-16 code units: never less than what Discord counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _line(line: Line, plain: bool) -> str:
    body = "".join(_signed(run) for run in _runs(line.parts, plain))
    if line.kind == "words":
        return f"“{body}”" if plain else "\n".join(f"> {row}" for row in body.split("\n"))
    return f"-# {body}" if line.kind == "quiet" and not plain else body


def _runs(parts: Iterable[Part], plain: bool) -> Iterator[str | Strong | Link | Reference]:
    """The parts with those joined that have no sign between them: together they might mean what neither does alone."""
    run = ""
    for part in parts:
        if isinstance(part, Link | Reference) or (isinstance(part, Strong) and not plain):
            yield from (run, part)
            run = ""
        else:
            run += part if isinstance(part, str) else part.text
    yield run


def _signed(run: str | Strong | Link | Reference) -> str:
    match run:
        case str():
            return escape(run)
        case Strong(text):
            return f"**{escape(text)}**"
        case Link(label, url):
            return f"[{label}](<{url}>)"
        case Reference(sign):
            return f"<{sign}>"
    assert_never(run)
