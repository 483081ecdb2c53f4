"""What is compared: starting up, a warm question, a long question, a build; each with its yardstick.

Invariant: both sides of a comparison read the same passages of the same corpus.
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from benchmarks import plain
from benchmarks.measuring import Act, Ratio, paired, percentile, turns
from bot import library
from bot.models import Passage

ROOT = Path(__file__).parents[1]
LONG = 4000
"""Characters of a long question: as much as a message can hold."""

Ask = Callable[[str], object]


def start_up(database: Path, corpus: Path, rounds: int) -> list[Ratio]:
    """One question as a process of its own, database built, against a Python that loads what any such program loads."""
    folder = database.parent
    asked = _process(folder, "-m", "bot", "quote", "--corpus", corpus, "--database", database, "kronstadt")
    pairs = turns(asked, _process(folder, "-c", "import sqlite3, click, rich"), rounds)
    return [paired("start-up: dissensus quote kronstadt", "python, importing sqlite3, click, rich", pairs, aim=3)]


def questions(what: str, ours: Ask, theirs: Ask, yardstick: str, asked: Sequence[str], rounds: int) -> list[Ratio]:
    """Warm answers to the judged questions: the middle one and one of the slowest, each side by its own percentiles."""
    for question in asked:
        ours(question), theirs(question)
    timed = [turns(partial(ours, question), partial(theirs, question), rounds) for question in asked]
    slow, fast = ([_middle(pairs, side) for pairs in timed] for side in (0, 1))
    return [
        Ratio(f"{what}, warm, p{percent}", yardstick, a / b, a, b)
        for percent in (50, 95)
        for a, b in [(percentile(slow, percent), percentile(fast, percent))]
    ]


def long_questions(what: str, ask: Ask, short: Sequence[str], passages: Sequence[Passage], rounds: int) -> list[Ratio]:
    """Questions as long as a message can be, in the shapes that cost most, against a judged one of usual length."""
    usual = sorted(short, key=len)[len(short) // 2]
    return [
        paired(
            f"{what}, {LONG:,} characters: {shape}",
            f"{what}, {len(usual)} characters",
            turns(partial(ask, text), partial(ask, usual), rounds),
            aim=10,
        )
        for shape, text in _long(short, passages).items()
    ]


def building(corpus: Path, database: Path, passages: Sequence[Passage], rounds: int) -> list[Ratio]:
    """From Markdown to a proved database, against writing the finished passages into a full-text table."""
    ours = partial(library.build, corpus, database.with_name("built.db"))
    theirs = partial(plain.build, database.with_name("plain-built.db"), passages)
    return [paired("building the database", f"{plain.NAME}, passages given", turns(ours, theirs, rounds))]


def _long(short: Sequence[str], passages: Sequence[Passage]) -> dict[str, str]:
    dice = random.Random(1917)  # the same letters in every run
    letters = ["".join(dice.choices("abcdefghijklmnoprstuvwyz", k=dice.randint(4, 10))) for _ in range(LONG // 4)]
    shapes = {
        "text of the sources": " ".join(passage.text for passage in passages),
        "many questions": " ".join(dice.sample(list(short), len(short)) * 9),
        "words of no language": " ".join(letters),
        "one word over and over": "kronstadt " * LONG,
        "one endless word": "kronstadt" * LONG,
        "quotation marks and filters": '"the party" by:lenin -nep in:harman ' * LONG,
    }
    return {shape: text[:LONG] for shape, text in shapes.items()}


def _middle(pairs: Sequence[tuple[float, float]], side: int) -> float:
    return sorted(pair[side] for pair in pairs)[len(pairs) // 2]


def _process(folder: Path, *arguments: str | Path) -> Act:
    """A Python process as of an installed program: its modules are compiled, once, into the folder."""
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}
    command = (sys.executable, *arguments)
    return partial(subprocess.run, command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
