"""The promises of the project, kept on real questions: verbatim, attributed, not flattened, honest, deterministic."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot import citation
from bot.jsonlines import Contract, Json
from bot.library import Library
from bot.models import Attribution, Corpus, Passage
from bot.results import Quoted, Said
from tests.conftest import ROOT
from tests.judged.scoring import questions


@pytest.fixture(scope="module")
def passages(corpus: Corpus) -> dict[str, Passage]:
    return {passage.id: passage for passage in corpus.passages}


def test_what_is_shown_is_a_slice_of_a_passage_of_the_corpus(
    quoted: list[Quoted], said: list[Said], passages: dict[str, Passage]
) -> None:
    shown = [found.passage for answer in quoted for found in answer.found]
    spoken = [place for answer in said for place in (*answer.places, *answer.nearest)]
    for passage in [*shown, *(place.passage for place in spoken)]:
        assert passage == passages[passage.id]
    for place in spoken:
        assert 0 <= place.start < place.end <= len(place.passage.text)
        assert place.words in passages[place.passage.id].text
        if place.quotation:
            assert place.quotation in passages[place.passage.id].quotations


def test_json_quotes_word_for_word(
    library: Library, quoted: list[Quoted], said: list[Said], passages: dict[str, Passage]
) -> None:
    for answer in json_answers(library, quoted, said):
        for part in (*answer.get("quotes", ()), *answer.get("matches", ()), *answer.get("nearest", ())):
            passage = passages[part["passage_id"]]
            assert part["text"] == passage.text
            assert part.get("words", "") in passage.text
            assert (part.get("quotation") or "") in passage.text
            assert part["locator"] == passage.locator


def json_answers(library: Library, quoted: list[Quoted], said: list[Said]) -> Iterator[Json]:
    contract = Contract(library.catalogue(), library.links())
    yield from map(contract.quote, quoted)
    yield from map(contract.who_said, said)


def test_every_source_is_accounted_for_in_order_of_date(quoted: list[Quoted], corpus: Corpus) -> None:
    dates = [(source.published, source.id) for source in corpus.sources]
    assert dates == sorted(dates)
    for answer in quoted:
        heard = [part.source for part in answer.reply]
        assert heard == [source for source in corpus.sources if source in heard]
        assert [source for source in corpus.sources if source not in heard] == list(answer.silent)
        for part in answer.reply:
            assert part.shown
            assert {answer.found[index].passage.source for index in part.shown} == {part.source.id}
        assert len({index for part in answer.reply for index in part.shown}) == sum(len(p.shown) for p in answer.reply)


def test_a_source_with_hits_is_never_crowded_out(library: Library, quoted: list[Quoted]) -> None:
    for answer in quoted:
        everything = library.quote(answer.query, limit=10_000)
        assert {found.passage.source for found in everything.found} == {part.source.id for part in answer.reply}


def records(passage: Passage) -> set[Attribution]:
    return {passage.attribution, *(quotation.attribution for quotation in passage.quotations)}


def test_every_attribution_is_one_the_curators_wrote(quoted: list[Quoted], said: list[Said]) -> None:
    for found in (found for answer in quoted for found in answer.found):
        assert found.attribution in records(found.passage)
    for place in (place for answer in said for place in (*answer.places, *answer.nearest)):
        assert place.attribution in records(place.passage)
        wanted = place.quotation.attribution if place.quotation else place.passage.attribution
        assert place.attribution == wanted


def named_in(line: str, corpus: Corpus) -> set[str]:
    """Ids of the voices whose names stand in a line; a name within a longer name is not counted."""
    forms = {name: voice.id for voice in corpus.voices for name in (voice.name, voice.short) if voice.kind != "unnamed"}
    found = set()
    for name in sorted(forms, key=len, reverse=True):
        pattern = rf"(?<![\w-]){re.escape(name)}(?![\w-])"
        if re.search(pattern, line):
            found.add(forms[name])
            line = re.sub(pattern, " ", line)
    return found


def test_no_name_stands_in_a_credit_that_its_record_does_not_hold(corpus: Corpus) -> None:
    voices, sources = {v.id: v for v in corpus.voices}, {s.id: s for s in corpus.sources}
    for passage in corpus.passages:
        for attribution in records(passage):
            line = citation.credit(attribution, voices, sources[passage.source], passage)
            told = " ".join(" ".join((s.to, s.when, s.work, s.at, voices[s.voice].about)) for s in attribution.steps)
            allowed = {step.voice for step in attribution.steps} | named_in(told, corpus)
            allowed |= named_in(" ".join((passage.locator, sources[passage.source].title)), corpus)
            allowed |= named_in(" ".join(voices[step.voice].name for step in attribution.steps), corpus)
            assert named_in(line, corpus) <= allowed, line
            assert voices[attribution.speaker].name.split(" (")[0] in line


def test_guesses_are_marked_as_guesses(corpus: Corpus) -> None:
    voices, sources = {v.id: v for v in corpus.voices}, {s.id: s for s in corpus.sources}
    guessed = 0
    for passage in corpus.passages:
        for attribution in records(passage):
            unsure = [step for step in attribution.steps if step.certainty != "stated"]
            line = citation.credit(attribution, voices, sources[passage.source], passage)
            assert bool(unsure) == bool(re.search(r"\((?:[^)]*; )?(likely|inferred)", line)), line
            guessed += bool(unsure)
    assert guessed


def test_the_unnamed_stay_unnamed(corpus: Corpus, library: Library) -> None:
    for passage in corpus.passages:
        for quotation in passage.quotations:
            if quotation.attribution.speaker == "unnamed":
                said = library.who_said(passage.text[quotation.start : quotation.end])
                own = [place for place in said.places if place.quotation == quotation]
                assert all(place.attribution.speaker == "unnamed" for place in own)
                assert own or said.verdict == "too-short"


def test_nothing_found_is_said_plainly(quoted: list[Quoted], said: list[Said]) -> None:
    for question, answer in zip(questions(), quoted, strict=True):
        assert (answer.reply == ()) == (answer.found == ())
        assert len(answer.silent) == 4 or answer.found, question.id
    for look_up in said:
        assert (look_up.places == ()) == (look_up.verdict in ("absent", "too-short"))
        assert look_up.nearest == () or look_up.places == ()


ASK_ALL = """
import json, sys
from pathlib import Path
from bot.jsonlines import Contract
from bot.library import Library
from bot.store.reader import Reader
from tests.judged.scoring import look_ups, questions

library = Library(Path(sys.argv[1]))
with Reader(Path(sys.argv[1])) as reader:
    passages = reader.passages()
contract = Contract(library.catalogue(), library.links())
for question in questions()[::4]:
    print(json.dumps(contract.quote(library.quote(question.text)), ensure_ascii=False))
    print(json.dumps(contract.contrast(library.contrast(question.text)), ensure_ascii=False))
    print(json.dumps(contract.coverage(question.text, library.coverage(question.text)), ensure_ascii=False))
for look_up in look_ups(passages)[::4]:
    print(json.dumps(contract.who_said(library.who_said(look_up.text)), ensure_ascii=False))
print(json.dumps([contract.voices(library.voices()), contract.sources(library.sources())], ensure_ascii=False))
"""

BUILD_AND_ASK = """
import sys
from pathlib import Path
from bot.library import build
build(Path("corpus"), Path(sys.argv[1]))
"""


def heard_by(seed: str, program: str, database: Path) -> bytes:
    """What a process of its own prints, with its own order of sets."""
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-c", program, str(database)]
    return subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, timeout=120).stdout


def test_the_same_question_has_the_same_answer_to_the_byte(database: Path) -> None:
    first, second = (heard_by(seed, ASK_ALL, database) for seed in ("1", "4711"))
    assert len(first.splitlines()) == 3 * len(questions()[::4]) + 14 + 1
    assert first == second


def test_the_same_corpus_has_the_same_answers_whoever_builds_it(database: Path, tmp_path: Path) -> None:
    heard_by("7", BUILD_AND_ASK, tmp_path / "corpus.db")
    ours, theirs = Library(database), Library(tmp_path / "corpus.db")
    for question in questions()[::4]:
        assert json.dumps(Contract(ours.catalogue(), ours.links()).quote(ours.quote(question.text))) == json.dumps(
            Contract(theirs.catalogue(), theirs.links()).quote(theirs.quote(question.text))
        )
