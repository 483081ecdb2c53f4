"""python -m benchmarks: every comparison, one after another, as tables or as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import comparisons, engines, plain, report, worth
from benchmarks.measuring import Ratio
from bot import library
from bot.corpus.loader import load
from bot.models import Corpus
from tests.judged import scoring

CORPUS = Path(__file__).parents[1] / "corpus"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Ratios to simpler programs.")
    parser.add_argument("--rounds", type=int, default=15, help="rounds of every comparison (default: 15)")
    parser.add_argument("--json", action="store_true", help="one JSON object, seconds included")
    options = parser.parse_args()
    corpus = load(CORPUS)
    with TemporaryDirectory(prefix="dissensus-") as folder:
        database, other = Path(folder, "corpus.db"), Path(folder, "plain.db")
        library.build(CORPUS, database)
        plain.build(other, corpus.passages)
        ratios = list(_ratios(corpus, database, other, options.rounds))
        scores = dict(_scores(corpus, library.Library(database), plain.PlainSearch(other)))
    if options.json:
        json.dump(report.as_json(ratios, scores, len(corpus.passages)), sys.stdout, indent=1, ensure_ascii=False)
    else:
        report.tables(ratios, scores)


def _ratios(corpus: Corpus, database: Path, other: Path, rounds: int) -> Iterator[Ratio]:
    _say("starting up")
    yield from comparisons.start_up(database, CORPUS, rounds)
    opened, simple = library.Library(database), plain.PlainSearch(other)
    look_ups = scoring.look_ups({passage.id: passage for passage in corpus.passages})
    for name, ask, judged in (
        ("quote", opened.quote, scoring.questions()),
        ("who-said", opened.who_said, look_ups),
    ):
        _say(f"{name}: {len(judged)} judged questions, then long ones")
        asked = [question.text for question in judged]
        yield from comparisons.questions(name, ask, simple.ask, plain.NAME, asked, rounds)
        yield from comparisons.long_questions(name, ask, asked, corpus.passages, rounds)
    for name, rank in engines.installed(corpus.passages):
        asked = [question.text for question in scoring.questions()]
        yield from comparisons.questions(name, rank, simple.ask, plain.NAME, asked, rounds)
    _say("building")
    yield from comparisons.building(CORPUS, database, corpus.passages, rounds)


def _scores(corpus: Corpus, opened: library.Library, simple: plain.PlainSearch) -> Iterator[tuple[str, worth.Scores]]:
    _say("scoring")
    yield "dissensus", worth.worth(opened.quote)
    for name, rank in ((plain.NAME, simple.ask), *engines.installed(corpus.passages)):
        yield name, worth.worth(worth.answering(rank, corpus))


def _say(stage: str) -> None:
    sys.stderr.write(f"{stage} ...\n")


if __name__ == "__main__":
    main()
