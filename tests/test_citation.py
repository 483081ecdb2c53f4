"""Credit lines: the chain in words on invented records, and on the real corpus no name that a record does not hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from bot.citation import credit, heard, steps
from bot.corpus.loader import load
from bot.models import UNNAMED, Attribution, Corpus, Form, Passage, Quotation, Source, Step, Voice

VOICES = {
    voice.id: voice
    for voice in (
        Voice("cook", "The Cook", "Cook", "person", about="cooks"),
        Voice("maid", "Rosa Kettle", "Kettle", "person"),
        Voice("clerk", "Otto Ladle", "Ladle", "person"),
        Voice("comment-9", "Comment 9", "Comment 9", "commenter", about="author not named in this copy"),
        Voice(UNNAMED, "not named in the text", "not named", "unnamed"),
    )
}
PAMPHLET = Source("soup", "pamphlet", "Soup", "Soup", "cook", "2001", "", "", "", "", "#000000", (), (), "", "soup.md")
REVIEW = replace(PAMPHLET, kind="review")
COOK = Step("cook", how="quoted by")


def passage(text: str = "A sentence.", locator: str = "§2 The fire, ¶3", voice: str = "cook") -> Passage:
    alone = Attribution((Step(voice),))
    return Passage("soup.2.3", "soup", "2", "paragraph", locator, text, voice, alone, 3, 1)


def quoting(one: Passage, *said: tuple[str, Attribution, Form]) -> Passage:
    places = ((one.text.index(words), words, chain, form) for words, chain, form in said)
    made = (Quotation(one.id, at, at + len(words), chain, form) for at, words, chain, form in places)
    return replace(one, quotations=tuple(made))


def test_the_chain_runs_from_the_first_speaker_outward() -> None:
    chain = Attribution(
        (
            Step("maid", when="end of 1922", to="the guests", note="6"),
            Step("clerk", how="quoted in", work="The Ladle, New York, 1943", at="p.150", note="6"),
            COOK,
        )
    )
    assert steps(chain, VOICES, PAMPHLET, passage()) == (
        "Rosa Kettle to the guests, end of 1922",
        "quoted in Otto Ladle, The Ladle, New York, 1943, p.150 (note 6)",
        "quoted by The Cook, §2 The fire, ¶3",
    )
    assert credit(chain, VOICES, PAMPHLET, passage()).count("; ") == 2


def test_a_note_is_named_with_the_work_it_documents() -> None:
    chain = Attribution((Step("maid", work="Letters", at="p.2", note="1"), COOK))
    assert steps(chain, VOICES, PAMPHLET, passage())[0] == "Rosa Kettle, Letters, p.2 (note 1)"


@pytest.mark.parametrize(
    ("source", "locator", "voice", "line"),
    [
        (PAMPHLET, "§2 The fire, ¶3", "cook", "The Cook, §2 The fire, ¶3"),
        (PAMPHLET, "note 8", "cook", "The Cook, note 8"),
        (REVIEW, "¶12", "cook", "The Cook, review, ¶12"),
        (replace(PAMPHLET, kind="page"), "¶1", "cook", "The Cook, web page, ¶1"),
        (PAMPHLET, "comment 9, ¶2", "comment-9", "Comment 9 (author not named in this copy), ¶2"),
        (PAMPHLET, "comment 9", "comment-9", "Comment 9 (author not named in this copy)"),
    ],
)
def test_narration_is_credited_to_its_author_and_place(source: Source, locator: str, voice: str, line: str) -> None:
    one = passage(locator=locator, voice=voice)
    assert credit(one.attribution, VOICES, source, one) == heard(one, VOICES, source) == line


def test_an_inference_is_called_one() -> None:
    chain = Attribution((Step("maid", when="1921", certainty="inferred"), COOK))
    assert steps(chain, VOICES, PAMPHLET, passage())[0] == "Rosa Kettle (inferred from the context), 1921"
    chain = Attribution((Step("maid", certainty="likely"), COOK))
    assert steps(chain, VOICES, PAMPHLET, passage())[0] == "Rosa Kettle (likely)"


def test_an_unnamed_speaker_stays_unnamed() -> None:
    chain = Attribution((Step(UNNAMED), COOK))
    assert steps(chain, VOICES, PAMPHLET, passage()) == ("not named in the text", "quoted by The Cook, §2 The fire, ¶3")


def test_reworded_quotations_say_who_reworded_them() -> None:
    chain = Attribution((Step("maid"), Step("clerk", how="cited by"), Step("comment-9", how="quoted by")))
    one = passage(locator="comment 9, ¶2", voice="comment-9")
    line = steps(chain, VOICES, PAMPHLET, one, form="reworded")
    assert line[1:] == ("cited by Otto Ladle", "reworded by Comment 9 (author not named in this copy), ¶2")


def test_a_passage_shown_whole_names_the_narrator_then_everybody_quoted() -> None:
    maid, clerk, nobody = (Attribution((Step(voice), COOK)) for voice in ("maid", "clerk", UNNAMED))
    guess = Attribution((Step("maid", certainty="inferred"), COOK))
    one = quoting(
        passage("One said “hot”, two said “cold” or “tepid”, three “raw” and four “done”."),
        ("hot", maid, "verbatim"),
        ("cold", clerk, "reworded"),
        ("tepid", nobody, "verbatim"),
        ("raw", guess, "verbatim"),
    )
    assert heard(one, VOICES, REVIEW) == (
        "The Cook, §2 The fire, ¶3, quoting Rosa Kettle (in part inferred from the context); "
        "somebody not named in the text, rewording Otto Ladle"
    )


def test_a_narrator_who_is_silent_comes_last() -> None:
    maid = Attribution((Step("maid"), COOK))
    one = passage("“It was hot,” ... “or so.”")
    one = quoting(one, ("It was hot,", maid, "verbatim"), ("or so.", maid, "verbatim"))
    assert heard(one, VOICES, PAMPHLET) == "Rosa Kettle; quoted by The Cook, §2 The fire, ¶3"


def test_whoever_speaks_in_a_block_quotation_comes_before_those_quoted_in_it() -> None:
    maid, inner = Attribution((Step("maid"), COOK)), Attribution((Step(UNNAMED), Step("maid", how="quoted by"), COOK))
    one = quoting(passage("“They ask: 'Who burned it?' so.”"), ("They ask: 'Who burned it?' so.", maid, "verbatim"))
    one = replace(one, voice="maid", attribution=maid, kind="block-quotation")
    said = (*one.quotations, *quoting(one, ("Who burned it?", inner, "verbatim")).quotations)
    line = heard(replace(one, quotations=said), VOICES, PAMPHLET)
    assert line == "Rosa Kettle, quoting somebody not named in the text; quoted by The Cook, §2 The fire, ¶3"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load(Path(__file__).parent.parent / "corpus")


def everything_said(corpus: Corpus) -> Iterator[tuple[Passage, Attribution, Form]]:
    for one in corpus.passages:
        yield one, one.attribution, "verbatim"
        for said in one.quotations:
            yield one, said.attribution, said.form


def held_by(step: Step, voices: Mapping[str, Voice]) -> str:
    """Everything that a step and its voice have to say."""
    voice = voices[step.voice]
    about = voice.about if voice.kind == "commenter" else ""
    return " ".join((voice.name, about, step.when, step.to, step.work, step.at, step.note))


def test_no_word_is_printed_that_the_record_does_not_hold(corpus: Corpus) -> None:
    ours = "to note quoted reworded by in cited likely inferred from the context review web page".split()
    voices, sources = {voice.id: voice for voice in corpus.voices}, {source.id: source for source in corpus.sources}
    for one, chain, form in everything_said(corpus):
        for line, step in zip(steps(chain, voices, sources[one.source], one, form=form), chain.steps, strict=True):
            held = f"{held_by(step, voices)} {one.locator}"
            assert set(re.findall(r"\w+", line)) <= {*ours, *re.findall(r"\w+", held)}, (one.id, line)


def test_every_name_and_work_of_a_chain_is_printed_in_order(corpus: Corpus) -> None:
    voices, sources = {voice.id: voice for voice in corpus.voices}, {source.id: source for source in corpus.sources}
    for one, chain, form in everything_said(corpus):
        line = credit(chain, voices, sources[one.source], one, form=form)
        wanted = [field for step in chain.steps for field in (voices[step.voice].name, step.when, step.work, step.at)]
        places = [0]
        for field in filter(None, wanted):
            places.append(line.index(field, places[-1]) + len(field))
        assert line.count("; ") >= len(chain.steps) - 1
        assert all(left < right for left, right in pairwise(places))


def test_a_whole_passage_names_everybody_who_speaks_in_it(corpus: Corpus) -> None:
    voices, sources = {voice.id: voice for voice in corpus.voices}, {source.id: source for source in corpus.sources}
    for one in corpus.passages:
        line = heard(one, voices, sources[one.source])
        chains = [one.attribution, *(said.attribution for said in one.quotations)]
        assert all(voices[chain.speaker].name in line for chain in chains), (one.id, line)
        held = " ".join((one.locator, *(held_by(step, voices) for chain in chains for step in chain.steps)))
        strangers = [voice.name for voice in corpus.voices if voice.name in line and voice.name not in held]
        assert not strangers, (one.id, line)


def test_a_comment_is_numbered_once(corpus: Corpus) -> None:
    voices, sources = {voice.id: voice for voice in corpus.voices}, {source.id: source for source in corpus.sources}
    comments = [one for one in corpus.passages if voices[one.voice].kind == "commenter"]
    assert comments
    for one in comments:
        line = credit(one.attribution, voices, sources[one.source], one).replace(f" ({voices[one.voice].about})", "")
        assert line.casefold().count(voices[one.voice].name.casefold()) == 1, line
