"""Timing in turns: two things are run alternately, so that whatever else the machine does falls on both."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

Act = Callable[[], object]


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times as long ours takes as the yardstick; `low` and `high` are the quartiles of the ratio where known.

    Seconds are kept for the curious and mean nothing on another machine. `aim` is the most it should be, if any is set.
    """

    what: str
    yardstick: str
    ratio: float
    ours: float
    theirs: float
    low: float | None = None
    high: float | None = None
    aim: float | None = None


def seconds(act: Act) -> float:
    """How long one run takes, in seconds."""
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def turns(ours: Act, theirs: Act, rounds: int) -> list[tuple[float, float]]:
    """Seconds of both in every round; which goes first alternates, and a first round is thrown away."""
    pairs = []
    for number in range(rounds + 1):
        acts = (ours, theirs) if number % 2 else (theirs, ours)
        took = {act: seconds(act) for act in acts}
        pairs.append((took[ours], took[theirs]))
    return pairs[1:]


def paired(what: str, yardstick: str, pairs: Sequence[tuple[float, float]], aim: float | None = None) -> Ratio:
    """The median of the rounds' ratios, with their quartiles."""
    low, middle, high = statistics.quantiles([ours / theirs for ours, theirs in pairs], n=4, method="inclusive")
    ours, theirs = (statistics.median(side) for side in zip(*pairs, strict=True))
    return Ratio(what, yardstick, middle, ours, theirs, low, high, aim)


def percentile(values: Sequence[float], percent: int) -> float:
    """The value that `percent` of 100 values do not exceed."""
    return statistics.quantiles(values, n=100, method="inclusive")[percent - 1]
