"""Scores answers against the judged set: how good a search, how sure an attribution.

Knows the three files beside it, which name passages and words by number and hold no sentence of a source. Invariant:
every measure lies between 0 and 1 and is better the higher; one that does not apply to a question is left out, never 0.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from math import log2
from pathlib import Path
from typing import Any

from bot.models import Passage
from bot.results import Quoted, Said
from bot.search.index import speakers

HERE = Path(__file__).parent
TOP = 10

Scores = dict[str, float]
Figures = dict[str, dict[str, float]]


@dataclass(frozen=True)
class Relevant:
    """A passage that answers, the voice that does so in words `first` to `last`, and how well: 3 best, 1 in passing."""

    passage: str
    first: int
    last: int
    voice: str
    grade: int


@dataclass(frozen=True)
class Question:
    """A question for `quote`; `must_hear` are the (source, voice) that have to be heard in the first reply."""

    id: str
    kind: str
    text: str
    relevant: tuple[Relevant, ...]
    must_hear: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Place:
    """Where a phrase stands: any of `speakers` is right, `chain` are the voices it passed through."""

    passage: str
    speakers: tuple[str, ...]
    chain: tuple[str, ...]


@dataclass(frozen=True)
class LookUp:
    """A phrase for `who-said` with every place that fits it, the most fitting first; none where nobody says it."""

    id: str
    kind: str
    text: str
    places: tuple[Place, ...]


def questions(name: str = "quote") -> list[Question]:
    """The judged questions of a set: "quote" or "members"."""
    return [
        Question(
            item["id"],
            item["kind"],
            item["query"],
            tuple(
                Relevant(r["passage"], r["words"][0], r["words"][1], r["voice"], r["grade"]) for r in item["relevant"]
            ),
            tuple((source, voice) for source, voice in item["must_hear"]),
        )
        for item in _items(f"{name}.jsonl")
    ]


def look_ups(passages: Mapping[str, Passage]) -> list[LookUp]:
    """The judged look-ups; what they take from a source is read from its passages."""
    return [
        LookUp(
            item["id"],
            item["kind"],
            "".join(piece if isinstance(piece, str) else taken(passages, *piece) for piece in item["said"]),
            tuple(Place(p["passage"], tuple(p["speakers"]), tuple(p["chain"])) for p in item["places"]),
        )
        for item in _items("who-said.jsonl")
    ]


def taken(passages: Mapping[str, Passage], id: str, first: int, last: int, form: str = "") -> str:
    """Words `first` to `last` of a passage, counted from 0 at its blanks, without the marks around them."""
    found = [match.span() for match in re.finditer(r"\S+", passages[id].text)]
    words = re.sub(r"^\W+|\W+$", "", passages[id].text[found[first][0] : found[last][1]])
    return words.lower() if form == "lower" else words


def score_quote(question: Question, answer: Quoted) -> Scores:
    """The measures of one question: rank (nDCG), recall, voices heard, attribution; or, for a negative one, silence."""
    if not question.relevant:
        return {"negatives": float(not answer.found)}
    grades: dict[str, int] = defaultdict(int)
    for item in question.relevant:
        grades[item.passage] = max(grades[item.passage], item.grade)
    top = [found.passage.id for found in answer.found[:TOP]]
    met = sum(item.passage in top for item in question.relevant)
    scores = {
        "ndcg": _gain(grades.get(id, 0) for id in top) / _gain(sorted(grades.values(), reverse=True)[:TOP]),
        "recall": min(1.0, met / min(TOP, len(question.relevant))),
    }
    return scores | _heard(question, answer)


def _heard(question: Question, answer: Quoted) -> Scores:
    shown = {answer.found[index].passage.id: answer.found[index] for part in answer.reply for index in part.shown}
    heard = [item for item in question.relevant if item.passage in shown]
    voices = {(shown[item.passage].passage.source, item.voice) for item in heard}
    scores: Scores = {}
    if question.must_hear:
        scores["must_voices"] = float(voices >= set(question.must_hear))
    if heard:
        named = [
            item.voice in (shown[item.passage].attribution.speaker, *speakers(shown[item.passage].passage))
            for item in heard
        ]
        scores["attribution"] = sum(named) / len(named)
    return scores


def score_said(look_up: LookUp, answer: Said) -> Scores:
    """The measures of one look-up: the first speaker and place, the chain of hands, the places found; or silence."""
    if not look_up.places:
        return {"absent": float(answer.verdict in ("absent", "too-short") and not answer.places)}
    wanted = {place.passage: place for place in look_up.places}
    first = answer.places[0] if answer.places else None
    right = {speaker for place in look_up.places for speaker in place.speakers}
    found = {spoken.passage.id for spoken in answer.places}
    chain = tuple(step.voice for step in first.attribution.steps) if first else ()
    scores = {
        "accuracy": float(first is not None and first.attribution.speaker in right),
        "place": float(first is not None and first.passage.id in wanted),
        "chain": float(first is not None and first.passage.id in wanted and wanted[first.passage.id].chain == chain),
    }
    if len(look_up.places) > 1:
        scores["ambiguity"] = len(found & wanted.keys()) / len(wanted)
    return scores


def figures(kinds: Iterable[str], rows: Iterable[Scores]) -> Figures:
    """The mean of each measure over all questions ("all") and over those of each kind."""
    values: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    for kind, row in zip(kinds, rows, strict=True):
        for measure, value in row.items():
            values["all"][measure].append(value)
            values[kind][measure].append(value)
    return {kind: {m: sum(v) / len(v) for m, v in found.items()} for kind, found in values.items()}


def _gain(grades: Iterable[int]) -> float:
    """Discounted cumulative gain (Järvelin and Kekäläinen 2002): 2^grade - 1 over log2(rank + 1)."""
    return sum(((1 << grade) - 1) / log2(rank + 2) for rank, grade in enumerate(grades))


def _items(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (HERE / name).read_text(encoding="utf-8").splitlines()]
