"""What Discord lets one message hold, and how the room in it is shared out.

Knows numbers only. Invariant: everybody gets what they need or an equal share, and what one does not need goes to the
others (water-filling).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

SHOWN = 4_000
"""UTF-16 units of all text components of a message together."""

COMPONENTS = 40
"""Components of a message, nested ones counted."""

ROW = 5
"""Buttons of a row."""

WEIGHT = 10_000
"""Bytes of the texts, labels, addresses and ids of a layout, with `PER_COMPONENT` for each: above some 10,170 Discord
has been seen to answer 500 (discord/discord-api-docs, issue 8554)."""

PER_COMPONENT = 12

CONTENT = 2_000
"""UTF-16 units of a message without a layout."""

LABEL, ADDRESS, CUSTOM_ID = 80, 512, 100
"""Characters of a button: its label, the address it leads to, the id it is known by."""


@dataclass(frozen=True, slots=True)
class Measure:
    """How much of a message something takes: UTF-16 units shown, components, bytes."""

    units: int = 0
    components: int = 0
    weight: int = 0

    def within(self, units: int, components: int, weight: int) -> bool:
        """Whether it keeps all three limits."""
        return self.units <= units and self.components <= components and self.weight <= weight


def shares(room: int, least: Sequence[int], most: Sequence[int]) -> list[int]:
    """Share out room equally: each gets between `least` and `most`, together at most `room` unless the least is more.

    The method is water-filling: one level for all, found by bisection, between everybody's bounds.
    """
    low, high = 0, max(most, default=0)
    while low < high:
        level = (low + high + 1) // 2
        low, high = (level, high) if sum(_held(level, least, most)) <= room else (low, level - 1)
    return _held(low, least, most)


def _held(level: int, least: Sequence[int], most: Sequence[int]) -> list[int]:
    return [max(floor, min(level, ceiling)) for floor, ceiling in zip(least, most, strict=True)]
