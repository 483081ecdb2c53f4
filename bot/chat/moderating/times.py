"""Times as moderators type them, on the server's clock: "2026-12-01 19:00", "tomorrow 18:30", "friday", "every week".

Invariant: what is understood is one wall-clock time or one step between two; anything else is refused with an example.
"""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from bot.chat.moderating.durations import duration
from bot.errors import MemberError

EVENING = time(19)
"""When a post is due if only a day is named."""
LAST_MINUTE = time(23, 59)

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TIME = re.compile(r"(?P<day>\S+)(?:[\sT]+(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2}))?", re.ASCII)
_STEPS = {"day": "1 day", "daily": "1 day", "week": "1 week", "weekly": "1 week"}


def wall_clock(typed: str, now: datetime, otherwise: time = EVENING) -> datetime:
    """The wall-clock time that is meant (naive), `now` being the present one; `otherwise` where only a day is named.

    Raises MemberError for anything else, with an example.
    """
    text = re.sub(r"^(\d{4}-\d\d-\d\d)T", r"\1 ", typed.strip())
    found = _TIME.fullmatch(text.casefold())
    try:
        if found is None:
            raise ValueError(typed)
        at = time(int(found["hour"]), int(found["minute"])) if found["hour"] else otherwise
        return datetime.combine(_day(found["day"], now.date()), at)
    except (ValueError, OverflowError):
        raise MemberError("Write the time like 2026-12-01 19:00, tomorrow 19:00 or friday 19:00.") from None


def pace(typed: str) -> timedelta:
    """The time from one step to the next: "day", "week", or a duration. Raises MemberError for anything else."""
    plain = typed.strip().casefold().removeprefix("every").strip()
    return duration(_STEPS.get(plain, plain))


def _day(named: str, today: date) -> date:
    """A day by its date or name; a day of the week is the next one of that name."""
    if named in ("today", "tomorrow"):
        return today + timedelta(days=named == "tomorrow")
    if named in _DAYS:
        return today + timedelta(days=(_DAYS.index(named) - today.weekday() - 1) % 7 + 1)
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", named, re.ASCII):
        raise ValueError(named)
    return date.fromisoformat(named)
