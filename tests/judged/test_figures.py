"""The answers are as good as they have been: no figure on the judged set may fall below its threshold."""

from __future__ import annotations

import pytest

from bot.library import Library
from bot.models import Corpus
from bot.results import Quoted, Said
from tests.judged import scoring
from tests.judged.scoring import Figures

THRESHOLDS = {
    "quote": {"ndcg": 0.82, "recall": 0.80, "must_voices": 0.88, "attribution": 0.99, "negatives": 1.0},
    "members": {"ndcg": 0.74, "recall": 0.69, "must_voices": 0.81, "attribution": 0.99, "negatives": 0.6},
    "who-said": {"accuracy": 0.98, "place": 0.98, "ambiguity": 0.95, "absent": 1.0, "chain": 0.98},
}
"""What every figure must reach over all questions."""

EVERY_KIND = {"quote": {"ndcg": 0.70}}
"""What it must reach for each kind of question by itself."""

ROWS = [(command, measure) for command, measures in THRESHOLDS.items() for measure in measures]
ROWS_BY_KIND = [(command, measure) for command, measures in EVERY_KIND.items() for measure in measures]


@pytest.fixture(scope="module")
def figures(library: Library, quoted: list[Quoted], said: list[Said], corpus: Corpus) -> dict[str, Figures]:
    questions, look_ups = scoring.questions(), scoring.look_ups({p.id: p for p in corpus.passages})
    asked = scoring.questions("members")
    found = [scoring.score_quote(question, answer) for question, answer in zip(questions, quoted, strict=True)]
    answered = [scoring.score_quote(question, library.quote(question.text)) for question in asked]
    traced = [scoring.score_said(look_up, answer) for look_up, answer in zip(look_ups, said, strict=True)]
    return {
        "quote": scoring.figures([question.kind for question in questions], found),
        "members": scoring.figures([question.kind for question in asked], answered),
        "who-said": scoring.figures([look_up.kind for look_up in look_ups], traced),
    }


@pytest.mark.parametrize(("command", "measure"), ROWS)
def test_figures_reach_their_thresholds(figures: dict[str, Figures], command: str, measure: str) -> None:
    assert figures[command]["all"][measure] >= THRESHOLDS[command][measure], figures[command]


@pytest.mark.parametrize(("command", "measure"), ROWS_BY_KIND)
def test_no_kind_of_question_is_neglected(figures: dict[str, Figures], command: str, measure: str) -> None:
    low = {kind: found[measure] for kind, found in figures[command].items()
           if found.get(measure, 1.0) < EVERY_KIND[command][measure]}  # fmt: skip
    assert low == {}


def test_the_judged_set_fits_the_corpus(corpus: Corpus) -> None:
    passages = {passage.id: passage for passage in corpus.passages}
    for question in [*scoring.questions(), *scoring.questions("members")]:
        for item in question.relevant:
            here = passages[item.passage]
            words = scoring.taken(passages, item.passage, item.first, item.last)
            start = here.text.index(words)
            speaking = {here.voice} | {q.attribution.speaker for q in here.quotations
                                       if q.start < start + len(words) and q.end > start}  # fmt: skip
            assert item.voice in speaking, (question.id, item)
            assert 1 <= item.grade <= 3
        heard = {(passages[item.passage].source, item.voice) for item in question.relevant}
        assert set(question.must_hear) <= heard
    for look_up in scoring.look_ups(passages):
        assert look_up.text
        assert bool(look_up.places) == (look_up.kind != "absent")
        assert {place.passage for place in look_up.places} <= passages.keys()
