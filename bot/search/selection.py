"""Which hits the first reply shows, source by source, so that every voice with something to say is heard.

Invariant: each source is chosen for by itself and has the same room; a long source cannot crowd out a short one.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.models import Passage
from bot.search.index import speakers
from bot.search.ranking import Hit

ROOM = 6
"""Passages of one source that a first reply shows at most."""

_WORTH_SHOWING = 0.25
_COMPANY = 3


def select(hits: Sequence[Hit], passages: dict[str, Passage], room: int = ROOM) -> dict[str, list[str]]:
    """Source id -> ids of the passages to show, best first.

    First the best passage of each voice that is not yet heard, then what scores best, up to `_COMPANY` or `room`.
    """
    chosen: dict[str, list[str]] = {}
    best = hits[0].score if hits else 0.0
    for source in dict.fromkeys(passages[hit.passage].source for hit in hits):
        own = [hit for hit in hits if passages[hit.passage].source == source]
        chosen[source] = _of_one_source(own, passages, best, room)
    return chosen


def _of_one_source(hits: list[Hit], passages: dict[str, Passage], best: float, room: int) -> list[str]:
    heard: set[str] = set()
    shown: list[Hit] = []
    for hit in hits:
        voices = set(speakers(passages[hit.passage]))
        if not shown or (voices - heard and hit.score >= _WORTH_SHOWING * best):
            shown.append(hit)
            heard |= voices
    rest = [hit for hit in hits if hit not in shown and hit.score >= _WORTH_SHOWING * best]
    shown = (shown + rest[: max(0, _COMPANY - len(shown))])[:room]
    return [hit.passage for hit in sorted(shown, key=hits.index)]
