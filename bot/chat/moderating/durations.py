"""How long something is to last, as moderators type it: "2 hours", "90 min", "1 day 12 h", "3w".

Invariant: what is understood lies between a minute and a year; anything else is refused in a sentence.
"""

from __future__ import annotations

import re
from datetime import timedelta

from bot.errors import MemberError

OFFERED = ("30 minutes", "2 hours", "1 day", "3 days", "1 week", "30 days")
"""What is offered for completion."""

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_PART = re.compile(
    r"(?P<count>[0-9]{1,4})\s*(?P<unit>m(?:in(?:ute)?s?)?|h(?:ours?|rs?)?|d(?:ays?)?|w(?:eeks?)?)[\s,]*", re.ASCII
)
_LONGEST = timedelta(days=366)


def duration(typed: str) -> timedelta:
    """How long that is. Raises MemberError for what is no time between a minute and a year."""
    rest, total = typed.strip().casefold(), timedelta()
    while rest:
        part = _PART.match(rest)
        if part is None:
            break
        total += int(part["count"]) * _UNITS[part["unit"][0]]
        rest = rest[part.end() :]
    if rest or not timedelta(minutes=1) <= total <= _LONGEST:
        raise MemberError("Say for how long, between a minute and a year: 30 minutes, 2 hours, 3 days, 1 week.")
    return total
