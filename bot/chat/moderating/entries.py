"""An entry of the record as moderators read it: who, when, what, on what, what was set, why.

Knows the words in which the state enters what was set. Invariant: what this version has no words for is shown as it was
entered, never left out; numbers that only the program reads are for the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice
from typing import cast

from bot.chat.drawing.drawn import Line, Part, Reference, moment
from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.words import Say
from bot.chat.drawing.writing import shortened
from bot.chat.moderating.panels import MODES, looking_ahead, pausing, prefixed, quoting, timed
from bot.state.values import Entry, Mode, What

ACTS: dict[What, str] = {
    "set-server": "changed the settings of the server",
    "set-channel": "changed the settings of a channel",
    "reset-channel": "let a channel follow the server again",
    "grant": "let somebody moderate",
    "revoke": "no longer lets somebody moderate",
    "withhold": "withheld a passage",
    "release": "released a passage",
    "quiet": "had me not answer a member",
    "unquiet": "had me answer a member again",
    "dismiss-report": "dismissed a report",
    "answer-report": "answered a report",
    "withhold-report": "withheld a passage after a report",
    "start-reading": "started a reading",
    "next-step": "opened the next step of a reading",
    "end-reading": "ended a reading",
    "post-prompt": "opened a discussion",
    "remove-answer": "removed somebody's answer",
    "export-record": "took the whole record as a file",
}
"""What moderators do, in words."""

_REASON, _DETAIL, _DETAILS = 120, 50, 3
"""Units of a reason, and of each thing that was set; how many of these are told. The file has all of it."""

_PLUMBING = {"reading", "first", "last", "subject"}
"""What is entered for the program alone."""

_TELLING: dict[str, Callable[[str, Say], tuple[Part, ...]]] = {
    "until": lambda at, say: () if at == "always" else (say("until"), " ", moment(datetime.fromisoformat(at))),
    "moderators_channel": lambda id, say: (say("Moderators' channel"), ": ", _channel(id, say)),
    "mode": lambda mode, say: (say(MODES[cast(Mode, mode)]),),
    "spoilers": lambda allowed, say: (looking_ahead({"True": True, "False": False}[allowed], say),),
    "zone": lambda zone, say: (timed(zone, say),),
    "prefix": lambda prefix, say: (prefixed(prefix, say),),
    "pause": lambda seconds, say: (pausing(int(seconds), say),),
    "sources": lambda ids, say: (say("It quotes from:"), " ", say("all sources") if ids == "all" else ids),
    "quotes": lambda most, say: (quoting(None if most == "none" else int(most), say),),
    "steps": lambda count, say: (say("{count} steps").format(count=int(count)),),
    "step": lambda number, say: (say("step {number}").format(number=int(number)),),
    "passage": lambda id, say: (id,),
    "source": lambda id, say: (id,),
}
"""How each thing that can be set is told; a value that cannot be raises KeyError or ValueError."""


def line(entry: Entry, say: Say) -> Line:
    """Number, moment, who, what, on what, how, why."""
    who: Part = Reference(f"@{entry.by}") if entry.by is not None else say("a former member")
    act = say(ACTS.get(entry.what, entry.what))  # type: ignore[call-overload]  # written by a version that knew it
    parts: list[Part] = [f"{entry.number} · ", moment(entry.at), " · ", who, f" {act}"]
    parts += [": ", target] if (target := _target(entry, say)) else []
    for told in islice(_details(entry.detail, say), _DETAILS):
        parts += [" · ", *told]
    reason = shortened(tidy(entry.reason), _REASON)
    return Line((*parts, *[f" · “{reason}”"] * bool(reason)))


def _target(entry: Entry, say: Say) -> Part | None:
    kind, _, id = entry.target.partition(":")
    if kind == "member":
        return Reference(f"@{entry.about}") if entry.about is not None else say("a former member")
    if kind in ("channel", "role"):
        return Reference(f"#{id}" if kind == "channel" else f"@&{id}")
    return tidy(id) or None if kind == "passage" else None


def _details(detail: str, say: Say) -> Iterator[tuple[Part, ...]]:
    """What was set, thing by thing."""
    entered = tidy(detail)
    for name, value in re.findall(r"(\w+)=(.*?)(?= \w+=|$)", entered) or [("", entered)] * bool(entered):
        if name not in _PLUMBING and (told := _told(name, value, say)):
            yield told


def _told(name: str, value: str, say: Say) -> tuple[Part, ...]:
    try:
        return _TELLING[name](shortened(value, _DETAIL), say)
    except (KeyError, ValueError, OverflowError):
        return (shortened(f"{name}={value}" if name else value, _DETAIL),)


def _channel(id: str, say: Say) -> Part:
    return say("none yet") if id == "none" else Reference(f"#{int(id)}")
