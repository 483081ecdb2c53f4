"""Candidates -> hits: how much of the question a passage covers, by rarity, exactness and nearness.

Invariant: a total order. Equal scores fall back to the order of the sources, so the same question has the same answer.
A question whose rarest words stand nowhere is better answered with nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import pairwise

from bot.models import Passage
from bot.search.lexicon import Form, Stems
from bot.search.vocabulary import Term
from bot.store.schema import IndexText

LEAST, BAR = 0.25, 0.5
"""The share of the question's weight (0 to 1) that the best passage must cover for anything to be returned: from where the
corpus has a word for all of it to where it lacks half."""

_FIELD = {"text": 1.0, "voices": 0.75, "heading": 0.5}
_SPEAKER_FIELD = {"voices": 1.0, "text": 0.5}
"""Where a word is found, and how much that counts; a speaker's name counts for more among the voices than in the text."""

_FLOOR = 0.2
_SAME_WORD = 0.8
_NEAR = 12
_TYPICAL_LENGTH = 110
_REPEATS = 0.3
_PHRASE = 0.2
_WHOLE = 0.3
_NEARNESS = 0.2
_LENGTH = 0.2
_COMPANY = 0.05


@dataclass(frozen=True, slots=True)
class Match:
    """How one word of the question was found in a passage: by which form, in which field, how often, worth how much."""

    word: str
    form: Form
    field: str
    times: int
    worth: float


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage that answers: its score, the share of the question it covers (0 to 1), and why."""

    passage: str
    score: float
    coverage: float
    matches: tuple[Match, ...]


def rank(terms: tuple[Term, ...], wording: Stems, candidates: Iterable[tuple[Passage, IndexText]]) -> list[Hit]:
    """Hits above the bar, best first; equal ones in the order given, which is the corpus's.

    `wording` is the whole question, small words too: a passage that has it in a row has what was asked for.
    """
    judged = [(passage, hit) for passage, entry in candidates if (hit := _judge(terms, wording, entry))]
    if max((hit.coverage for _, hit in judged), default=0.0) < _bar(terms):
        return []
    places = {(passage.source, passage.section, passage.position): hit.score for passage, hit in judged}
    hits = [replace(hit, score=hit.score + _COMPANY * _beside(passage, places)) for passage, hit in judged]
    hits.sort(key=lambda hit: -hit.score)
    return [hit for hit in hits if hit.score >= _FLOOR * hits[0].score]


def _bar(terms: tuple[Term, ...]) -> float:
    total = sum(term.rarity for term in terms)
    unknown = sum(term.rarity for term in terms if not term.known)
    return LEAST + (BAR - LEAST) * min(1.0, 2 * unknown / total) if total else BAR


def _beside(passage: Passage, places: dict[tuple[str, str, int], float]) -> float:
    """The better score of the passages right before and after in the same section: what they speak of bears on this one."""
    return max(places.get((passage.source, passage.section, passage.position + step), 0.0) for step in (-1, 1))


def _judge(terms: tuple[Term, ...], wording: Stems, candidate: IndexText) -> Hit | None:
    fields = {name: getattr(candidate, name).split() for name in _FIELD}
    total = sum(term.rarity for term in terms)
    found: list[tuple[Term, Match]] = [(term, match) for term in terms if (match := _best(term, fields))]
    if not found or not total:
        return None
    coverage = sum(term.rarity * min(1.0, match.worth) for term, match in found) / total
    repeats = sum(term.rarity * match.worth * (match.times - 1) / match.times for term, match in found) / total
    length = len(fields["text"]) / _TYPICAL_LENGTH
    score = (
        coverage
        + _REPEATS * repeats
        + _PHRASE * _adjacent(terms, found, fields["text"])
        + _NEARNESS * _close(found, fields["text"], total)
        + _WHOLE * (len(wording) > 1 and _count(wording, fields["text"]) > 0)
    )
    return Hit(
        candidate.passage,
        score / (1 + _LENGTH * max(0.0, length - 1) ** 0.5),
        coverage,
        tuple(match for _, match in found),
    )


def _best(term: Term, fields: dict[str, list[str]]) -> Match | None:
    best: Match | None = None
    for name, field_worth in (_SPEAKER_FIELD if term.speaker else _FIELD).items():
        for form in term.forms:
            if best and form.weight * field_worth <= best.worth:
                break
            if times := _count(form.stems, fields[name]):
                best = Match(term.word, form, name, times, form.weight * field_worth)
    return best


def _count(form: Stems, field: list[str]) -> int:
    if len(form) == 1:
        return field.count(form[0])
    return sum(tuple(field[at : at + len(form)]) == form for at, word in enumerate(field) if word == form[0])


def _adjacent(terms: tuple[Term, ...], found: list[tuple[Term, Match]], text: list[str]) -> float:
    """The share of the question's neighbouring words that stand together in the text too, in order or as one phrase."""
    if len(terms) < 2:
        return 0.0
    phrases = {term.word: match.form.stems for term, match in found if len(match.form.stems) > 1}
    follows = set(pairwise(text)) | set(zip(text, text[2:], strict=False))
    together = [
        any((a, b) in follows for a in _single(first) for b in _single(second))
        or (first.word in phrases and phrases[first.word] == phrases.get(second.word))
        for first, second in pairwise(terms)
    ]
    return sum(together) / len(together)


def _single(term: Term) -> list[str]:
    return [form.stems[0] for form in term.forms if len(form.stems) == 1 and form.weight >= _SAME_WORD]


def _close(found: list[tuple[Term, Match]], text: list[str], total: float) -> float:
    """The weight share of the words that meet within one stretch of a few words, beyond the heaviest of them."""
    rarity = {match.form.stems[0]: term.rarity * match.worth for term, match in found if match.field == "text"}
    places = [(at, word) for at, word in enumerate(text) if word in rarity]
    best = 0.0
    for i, (start, _) in enumerate(places):
        here = {word for at, word in places[i : i + _NEAR] if at - start < _NEAR}
        best = max(best, sum(map(rarity.__getitem__, here)) - max(map(rarity.__getitem__, here)))
    return best / total
