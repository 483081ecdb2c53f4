"""Quotation marks in running text: do they balance, what do they enclose, where do words stand in double marks.

The hard part is that ’ is a closing mark, an apostrophe and a possessive at once, and that ' is all of these and an
opening mark too. A mark that may be an apostrophe is never missed as a closing one. Curly and straight marks of one
family may pair, since printed sources mix them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_BRACKETS = "([{"
_STOPS = frozenset(".,;:!?…)”")
_GLUED = "—–-/“‘\"'"
_CLIPPED = re.compile(r"\d|(?:tis|twas|twere|em|cause|til)\b", re.IGNORECASE)


def balanced(text: str) -> bool:
    """Say whether every quotation mark that cannot be an apostrophe has its partner."""
    return _doubles(text).balanced and _singles_balance(text)


def enclosed(text: str, start: int, end: int) -> tuple[int, int]:
    """Narrow a slice by its surrounding blanks and by the quotation marks that enclose it.

    A double mark at an edge whose partner lies outside the slice goes too: a quotation that runs over several
    paragraphs opens each of them and closes only the last.
    """
    while True:
        narrower = _without_pair(text, *_without_blanks(text, start, end))
        if narrower == (start, end):
            return _without_lone_mark(text, start, end)
        start, end = narrower


def double_quotations(text: str) -> tuple[tuple[int, int], ...]:
    """Give the slices in double marks, outermost only, without the marks; an unclosed one runs on to the end."""
    return _doubles(text).outermost


@dataclass(frozen=True, slots=True)
class _Doubles:
    balanced: bool
    outermost: tuple[tuple[int, int], ...]


def _doubles(text: str) -> _Doubles:
    """Pair double marks; a straight one opens at the start of a word and closes otherwise."""
    open_at: list[int] = []
    found: list[tuple[int, int]] = []
    stray = False
    for place, mark in enumerate(text):
        if mark == "“" or (mark == '"' and _opens(text, place)):
            open_at.append(place + 1)
        elif mark in '”"':
            start = open_at.pop() if open_at else 0
            stray |= start == 0
            if not open_at:
                found.append((start, place))
    if open_at:
        found.append((open_at[0], len(text)))
    return _Doubles(not stray and not open_at, tuple(found))


def _singles_balance(text: str) -> bool:
    """Pair single marks; a closing mark after a letter may yet turn out to be a possessive."""
    opened = doubtful = 0
    for place, mark in enumerate(text):
        if mark == "‘" or (mark == "'" and _opens(text, place) and not _clipped(text, place)):
            opened += 1
        elif mark in "’'" and _may_close(text, place):
            possessive = text[place - 1].isalnum()
            if opened:
                opened -= 1
                doubtful += possessive
            elif not possessive:
                doubtful -= 1
        if doubtful < 0:
            return False
    return opened == 0


def _opens(text: str, place: int) -> bool:
    """Whether a straight mark stands at the head of a word."""
    before, after = text[place - 1 : place] if place else " ", text[place + 1 : place + 2]
    if not after or after.isspace():
        return False
    return before.isspace() or before in _BRACKETS or (before in _GLUED and after.isalnum())


def _clipped(text: str, place: int) -> bool:
    """Whether the mark stands for letters left out at the head of a word: 'tis, '17."""
    return bool(_CLIPPED.match(text, place + 1))


def _may_close(text: str, place: int) -> bool:
    before, after = text[place - 1 : place] if place else " ", text[place + 1 : place + 2]
    return before in _STOPS or (not before.isspace() and not after.isalnum())


def _without_blanks(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    start += len(words) - len(words.lstrip())
    return start, max(start, start + len(words.strip()))


def _without_pair(text: str, start: int, end: int) -> tuple[int, int]:
    if end - start < 2:
        return start, end
    pairs = (text[start] in '“"' and text[end - 1] in '”"') or (text[start] in "‘'" and text[end - 1] in "’'")
    return (start + 1, end - 1) if pairs and balanced(text[start + 1 : end - 1]) else (start, end)


def _without_lone_mark(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    if words[:1] in ("“", '"') and not _doubles(words).balanced and _doubles(words[1:]).balanced:
        return _without_blanks(text, start + 1, end)
    if words[-1:] in ("”", '"') and not _doubles(words).balanced and _doubles(words[:-1]).balanced:
        return _without_blanks(text, start, end - 1)
    return start, end
