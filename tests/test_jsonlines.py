"""The public JSON contract: which keys there are, what they mean, and that they say what the cards say."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from hypothesis import given

from bot.commands import COMMANDS, Desk, Options, asking
from bot.errors import MemberError
from bot.jsonlines import Contract
from bot.library import Library
from bot.models import Corpus
from tests.conftest import ROOT
from tests.strategies import strangers_text, thorough

PASSAGE = {"passage_id", "source", "voice", "attribution", "locator", "text", "url", "remark"}


def objects(library: Library, name: str, text: str, *, why: bool = False, limit: int = 10) -> list[dict[str, Any]]:
    contract = Contract(library.catalogue(), library.links(), why=why)
    asked = asking(name, text)
    lines = contract.lines(asked, asked.command.result(library, asked.argument, Options(limit)))
    return [json.loads(json.dumps(line)) for line in lines]


def one(library: Library, name: str, text: str, **options: Any) -> dict[str, Any]:
    (only,) = objects(library, name, text, **options)
    return only


def test_quote_tells_what_was_found_and_what_the_first_reply_shows(library: Library) -> None:
    answer = one(library, "quote", "kronstadt", limit=3)
    assert set(answer) == {"query", "quotes", "reply", "silent", "corrections", "suggestions"}
    assert all(set(quote) == PASSAGE | {"score", "marks"} for quote in answer["quotes"])
    shown = [index for part in answer["reply"] for index in part["passages"]]
    assert len(set(shown)) == len(shown)
    assert set(range(3, len(answer["quotes"]))) <= set(shown)
    for part in answer["reply"]:
        assert {answer["quotes"][index]["source"] for index in part["passages"]} == {part["source"]}
        assert part["total"] >= len(part["passages"])
    sources = {part["source"] for part in answer["reply"]} | set(answer["silent"])
    assert sources == {source.id for source, _ in library.sources()}


def test_quote_is_best_first_and_marks_words_of_the_text(library: Library) -> None:
    quotes = one(library, "quote", "cronstadt")["quotes"]
    best = [quote["score"] for quote in quotes[:10]]
    assert best == sorted(best, reverse=True)
    marked = {quote["text"][start:end].casefold()[:3] for quote in quotes for start, end in quote["marks"]}
    assert "kro" in marked


def test_the_limit_holds_but_for_what_the_first_reply_shows(library: Library) -> None:
    few, many = (one(library, "quote", "lenin", limit=limit) for limit in (1, 30))
    assert few["quotes"][0] == many["quotes"][0]
    assert len(few["quotes"]) == len({index for part in few["reply"] for index in part["passages"]} | {0})
    assert len(many["quotes"]) >= 30


def test_why_explains_every_hit_and_names_the_corpus(library: Library) -> None:
    answer = one(library, "quote", "kronshtadt sailors", why=True)
    assert answer["corpus"] == library.catalogue().build
    for quote in answer["quotes"]:
        assert 0 < quote["why"]["coverage"] <= 1
        for match in quote["why"]["matches"]:
            assert set(match) == {"word", "form", "why", "field", "times", "worth"}
    assert "why" not in one(library, "quote", "kronstadt")["quotes"][0]


def test_nothing_found_is_an_answer(library: Library) -> None:
    answer = one(library, "quote", "xylophones on neptune")
    assert answer["quotes"] == answer["reply"] == []
    assert len(answer["silent"]) == len(library.sources())


def test_who_said_tells_the_verdict_and_every_place(library: Library) -> None:
    answer = one(library, "who-said", "They are not the leaders, but the led! by Trotsky")
    assert set(answer) == {"phrase", "verdict", "matches", "nearest", "claim"}
    assert answer["verdict"] == "typography"
    assert answer["claim"] == {"name": "trotsky", "voice": "trotsky", "judgement": "no"}
    match = answer["matches"][0]
    assert set(match) >= PASSAGE | {"speaker", "verdict", "words", "quotation", "form", "changes", "likeness"}
    assert match["speaker"] == "Lenin"
    assert match["words"] in match["quotation"]
    assert match["words"] in match["text"]
    assert match["attribution"][0].startswith("Lenin")
    assert answer["nearest"] == []


def test_who_said_shows_what_was_changed(library: Library) -> None:
    answer = one(library, "who-said", "they are not the leaders but the misled, to put it honestly, or the led")
    assert answer["verdict"] == "altered"
    assert all(set(change) == {"typed", "stands"} for match in answer["matches"] for change in match["changes"])
    assert "misled" in " ".join(change["typed"] for match in answer["matches"] for change in match["changes"])


def test_absent_has_no_match_and_no_claim(library: Library) -> None:
    answer = one(library, "who-said", "xylophones are played on neptune every single day by Lenin")
    assert (answer["verdict"], answer["matches"]) == ("absent", [])
    assert "claim" not in answer


def test_context_holds_neighbours_section_and_exchange(library: Library) -> None:
    answer = one(library, "context", "ford-thread.c9.1 2")
    assert set(answer) == {"passage", "section", "before", "after", "exchange"}
    assert answer["passage"]["passage_id"] == "ford-thread.c9.1"
    assert [len(answer[side]) for side in ("before", "after")] == [2, 2]
    assert answer["section"]["answers"] == ["c4", "c5", "c6", "c7"]
    assert answer["section"]["certainty"] == "likely"
    assert {section["section"] for section in answer["exchange"]} == {"c4", "c5", "c6", "c7", "c10"}
    assert all(set(section) == {"section", "title", "answers", "certainty", "evidence", "passages"}
               for section in answer["exchange"])  # fmt: skip
    assert one(library, "context", "ford-review.1")["section"]["section"] == ""


def test_contrast_gives_both_sides_whole_and_who_registered_them(library: Library, corpus: Corpus) -> None:
    answer = one(library, "contrast", "kronstadt")
    texts = {passage.id: passage.text for passage in corpus.passages}
    for pair in answer["pairs"]:
        assert set(pair) == {"a", "relation", "b", "evidence", "registered_by", "topics"}
        assert all(pair[side]["text"] == texts[pair[side]["passage_id"]] for side in "ab")
    assert answer["pairs"]
    assert "Kronstadt" in answer["topics"]


def test_sources_voices_coverage_and_help(library: Library, corpus: Corpus) -> None:
    sources = objects(library, "sources", "")
    assert [source["id"] for source in sources] == [source.id for source in corpus.sources]
    assert sum(source["passages"] for source in sources) == len(corpus.passages)
    voices = objects(library, "voices", "")
    assert all(set(voice) == {"id", "name", "kind", "aliases", "about", "passages"} for voice in voices)
    coverage = one(library, "coverage", "kronstadt")
    whole = [line for line in coverage["coverage"] if line["section"] == ""]
    assert [line["source"] for line in whole] == [source["id"] for source in sources]
    assert sum(line["passages"] for line in whole) == len(corpus.passages)
    assert [set(line) for line in objects(library, "help", "")] == [{"usage", "help"}] * len(COMMANDS)


@pytest.mark.parametrize("question", ["kronstadt", "what did NEP do to workers", "by:lenin bureaucracy", "decimation"])
def test_the_first_reply_is_what_the_cards_show(library: Library, question: str) -> None:
    answer = one(library, "quote", question)
    cards = Desk(library, 600).answer(asking("quote", question)).cards
    assert [[answer["quotes"][index]["passage_id"] for index in part["passages"]] for part in answer["reply"]] == [
        [quote.passage.id for quote in card.quotes] for card in cards
    ]
    urls = {quote["passage_id"]: quote["url"] for quote in answer["quotes"]}
    assert all(quote.url == urls[quote.passage.id] for card in cards for quote in card.quotes)


@pytest.mark.parametrize("phrase", ["they are not the leaders but the led", "a bourgeois and Tsarist mechanism"])
def test_the_attribution_is_the_credit_line_of_the_card(library: Library, phrase: str) -> None:
    matches = one(library, "who-said", phrase)["matches"]
    quotes = [quote for card in Desk(library).answer(asking("who-said", phrase)).cards for quote in card.quotes]
    assert {"; ".join(match["attribution"]) for match in matches} == {quote.credit for quote in quotes}


@thorough(80)
@given(text=strangers_text)
def test_any_text_gives_lines_of_valid_utf8(small_library: Library, text: str) -> None:
    contract = Contract(small_library.catalogue(), small_library.links(), why=True)
    for command in COMMANDS:
        asked = asking(command.name, text)
        try:
            lines = contract.lines(asked, command.result(small_library, asked.argument, Options()))
        except MemberError:
            continue
        for line in lines:
            written = json.dumps(line, ensure_ascii=False)
            written.encode()
            assert "\n" not in written


def keys(value: Any) -> set[str]:
    """Every key of an answer, at any depth, but those that are ids or words themselves."""
    if isinstance(value, list):
        return set().union(*map(keys, value))
    if not isinstance(value, dict):
        return set()
    free = ("corrections", "passages")
    return set(value) | {
        key for name, part in value.items() if name not in free or type(part) is list for key in keys(part)
    }


def test_every_key_is_documented_and_every_documented_key_is_there(library: Library) -> None:
    answers = [
        *objects(library, "quote", "cronstadt", why=True),
        *objects(library, "who-said", "to put it honestly, they are not the teachers but the led by Trotsky"),
        *objects(library, "context", "ford-thread.c9.1"),
        *objects(library, "contrast", "kronstadt"),
        *objects(library, "coverage", "kronstadt"),
        *(line for name in ("sources", "voices", "help") for line in objects(library, name, "")),
    ]
    documented = set(re.findall(r"`([a-z_]+)`", (ROOT / "docs/json.md").read_text(encoding="utf-8")))
    told = keys(answers)
    assert told <= documented
    commands = {command.name for command in COMMANDS} | {"ask"}
    words = {"exact", "typography", "altered", "stitched", "absent", "holds", "no", "verbatim", "reworded"}
    others = words | {"stated", "likely", "inferred", "file", "line", "rule", "message", "corpus", "database"}
    assert documented - told <= commands | others
