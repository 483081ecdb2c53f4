"""What a moderator wants read -> the steps of a reading: a range of passages, cut, each step with its time or none.

Knows passages and wall-clock times, no state and no Discord. Invariant: the steps follow one another and make up the
range; a time is an hour on the clock of the server, whatever the clocks do in between.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import groupby, pairwise

from bot.errors import MemberError
from bot.models import Passage
from bot.state.values import Plan

MOST = 100
"""Steps of a reading."""

Range = tuple[int, int]


def ranged(passages: Sequence[Passage], first: str, last: str) -> Sequence[Passage]:
    """The passages of a source from the first named to the last; "" is the beginning or the end.

    Raises MemberError for ids that are not of this source or stand the wrong way round.
    """
    if not passages:
        raise MemberError("There is no source of that name here; /sources lists them.")
    places = {passage.id: place for place, passage in enumerate(passages)}
    start, end = (id.strip().casefold() for id in (first, last))
    unknown = [id for id in (start, end) if id and id not in places]
    if unknown:
        raise MemberError("The first and the last passage must be ids of that source; every card prints them.")
    chosen = passages[places.get(start, 0) : places.get(end, len(passages) - 1) + 1]
    if not chosen:
        raise MemberError("The last passage stands before the first one.")
    return chosen


def cut(passages: Sequence[Passage], steps: str) -> list[Range]:
    """The positions of every step: "section" (or nothing), "all", or so many passages a step. Raises MemberError."""
    how = steps.strip().casefold() or "section"
    if how == "all":
        return [(passages[0].position, passages[-1].position)]
    if how in ("section", "sections"):
        parts = [list(part) for _, part in groupby(passages, key=lambda passage: passage.section)]
    elif how.isascii() and how.isdecimal() and 0 < int(how) <= len(passages):
        parts = [list(passages[at : at + int(how)]) for at in range(0, len(passages), int(how))]
    else:
        raise MemberError("Steps are “section”, “all”, or how many passages a step has.")
    if len(parts) > MOST:
        raise MemberError(f"That would be {len(parts)} steps; {MOST} is the most.")
    return [(part[0].position, part[-1].position) for part in parts]


def timed(ranges: Sequence[Range], begins: datetime | None, pace: timedelta | None) -> list[Plan]:
    """The steps with their times on the server's clock. Raises MemberError where only one of the two is known."""
    if begins is None and pace is None:
        return [Plan(*each) for each in ranges]
    if begins is None:
        raise MemberError("Say when the first step begins as well, for example tomorrow 19:00.")
    if pace is None and len(ranges) > 1:
        raise MemberError("Say how far apart the steps are as well, for example: week.")
    due = [begins + place * (pace or timedelta()) for place in range(len(ranges))]
    assert all(before < after for before, after in pairwise(due))
    return [Plan(*each, at) for each, at in zip(ranges, due, strict=True)]
