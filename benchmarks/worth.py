"""What the time buys: every engine's answers to the judged questions, scored by the measures of the tests."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from bot.models import Corpus
from bot.results import Found, Quoted, SourceReply
from tests.judged import scoring

MEASURES = {"ndcg": "nDCG@10", "recall": "recall@10", "must_voices": "voices heard", "negatives": "rightly silent"}
"""The measures that a mere ranking can be judged by, each between 0 and 1."""

Answer = Callable[[str], Quoted]
Scores = dict[str, float]


def worth(answer: Answer) -> Scores:
    """The mean of every measure over the judged questions."""
    questions = scoring.questions()
    rows = [scoring.score_quote(question, answer(question.text)) for question in questions]
    means = scoring.figures([question.kind for question in questions], rows)["all"]
    return {measure: means[measure] for measure in MEASURES}


def answering(rank: Callable[[str], Sequence[str]], corpus: Corpus) -> Answer:
    """An engine that ranks ids of passages, as one that answers: its ten best, in the voice of whoever writes them."""
    passages = {passage.id: passage for passage in corpus.passages}

    def answer(question: str) -> Quoted:
        found = [Found(passages[id], passages[id].attribution, 0.0, 0.0, (), ()) for id in rank(question)]
        there = [one.passage.source for one in found]
        shown = ((source, tuple(i for i, id in enumerate(there) if id == source.id)) for source in corpus.sources)
        reply = tuple(SourceReply(source, places, len(places)) for source, places in shown if places)
        return Quoted(question, tuple(found), reply, (), {}, ())

    return answer
