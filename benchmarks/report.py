"""The ratios as a table for people, or as JSON."""

from __future__ import annotations

import platform
import sqlite3
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.measuring import Ratio
from benchmarks.worth import MEASURES, Scores


def tables(ratios: Iterable[Ratio], scores: Mapping[str, Scores]) -> None:
    """Print a line a ratio, then a line an engine; what misses its aim says so in words."""
    drawn = Table("what", "against", "times as long", "middle half", "aim", box=None, pad_edge=False)
    for ratio in ratios:
        middle = f"{ratio.low:.2f}–{ratio.high:.2f}" if ratio.low and ratio.high else ""
        drawn.add_row(ratio.what, ratio.yardstick, f"{ratio.ratio:.2f}", middle, _verdict(ratio))
    bought = Table("judged questions", *MEASURES.values(), box=None, pad_edge=False)
    for engine, found in scores.items():
        bought.add_row(engine, *(f"{found[measure]:.3f}" for measure in MEASURES))
    Console(width=None if sys.stdout.isatty() else 120).print(drawn, "", bought)


def as_json(ratios: Iterable[Ratio], scores: Mapping[str, Scores], passages: int) -> dict[str, Any]:
    """The same with seconds, and with what they were measured by."""
    return {
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "passages": passages,
        "ratios": [asdict(ratio) for ratio in ratios],
        "worth": scores,
    }


def _verdict(ratio: Ratio) -> str:
    if ratio.aim is None:
        return ""
    return f"{ratio.aim:g} at most: {'kept' if ratio.ratio <= ratio.aim else 'MISSED'}"
