"""A reply as plain lines, for pipes, files, screen readers and terminals that can do no more. Standard library only.

Invariant: the words of a source, and nothing else, stand behind "> "; wrapping trades blanks for line ends and changes
nothing else; an address is never broken.
"""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from bot.replies.cards import Reply
from bot.terminal.layout import Line, closing, heading, opening, sheets

BAR = "> "


def lines(reply: Reply, width: int, *, titled: bool = False) -> Iterator[str]:
    """The lines of a reply, without line ends, at most `width` characters each but for addresses."""
    for line in opening(reply, titled=titled):
        yield from _wrapped(line, width)
    for card, said in sheets(reply):
        yield from _wrapped(Line(f"== {' · '.join(heading(card))} =="), width)
        for line in said:
            yield from _wrapped(line, width)
        yield ""
    if reply.rows:
        # Imported here: tables are drawn by rich, and most answers have none.
        from bot.terminal.tables import plain

        yield from plain(reply, width)
    for line in closing(reply):
        yield from _wrapped(line, width)


def _wrapped(line: Line, width: int) -> list[str]:
    if line.tone == "link":
        return [f"[{line.text}] {line.url}".rstrip()]
    bar = BAR if line.tone == "words" else ""
    return [bar + part for part in wrap(line.text, width - len(bar), break_on_hyphens=False)] or [""]
