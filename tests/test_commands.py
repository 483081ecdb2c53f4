"""Commands: what a line means, how each becomes a reply, and that no line at all does anything but that."""

from __future__ import annotations

import pytest
from hypothesis import given

from bot.commands import COMMANDS, Asked, Desk, Options, UnknownCommandError, asking, named, parse
from bot.errors import MemberError
from bot.library import Library
from bot.models import Corpus, Scope
from bot.replies.cards import Reply
from tests.strategies import strangers_text, thorough


def asked(line: str, prefix: str = "!") -> Asked:
    found = parse(line, prefix)
    assert found is not None
    return found


@pytest.fixture
def desk(library: Library) -> Desk:
    return Desk(library, 600)


@pytest.mark.parametrize(
    ("line", "prefix", "name", "argument"),
    [
        ("!quote kronstadt", "!", "quote", "kronstadt"),
        ("  !QUOTE   two words  ", "!", "quote", "two words"),
        ("! who-said these words", "!", "who-said", "these words"),
        ("!whosaid these words", "!", "who-said", "these words"),
        ("!who_said these words", "!", "who-said", "these words"),
        ("!quote\nkronstadt", "!", "quote", "kronstadt"),
        ("d?sources", "d?", "sources", ""),
    ],
)
def test_a_line_with_the_prefix_is_a_command(line: str, prefix: str, name: str, argument: str) -> None:
    found = asked(line, prefix)
    assert (found.command.name, found.argument) == (name, argument)


def test_a_line_without_the_prefix_is_none() -> None:
    assert parse("quote kronstadt") is None
    assert parse("!quote kronstadt", "?") is None


def test_an_unknown_command_is_told_the_nearest_or_where_they_are_listed() -> None:
    with pytest.raises(UnknownCommandError, match="did you mean !quote"):
        parse("!qoute kronstadt")
    with pytest.raises(UnknownCommandError, match=r"\?help lists"):
        parse("?xyzzy", "?")
    with pytest.raises(UnknownCommandError):
        parse("!")


def test_a_command_that_needs_an_argument_asks_for_it(desk: Desk) -> None:
    for command in COMMANDS:
        if command.missing:
            with pytest.raises(MemberError) as error:
                desk.answer(Asked(command, ""))
            assert str(error.value) == command.missing
        else:
            assert isinstance(desk.answer(Asked(command, "")), Reply)


def test_every_command_answers(desk: Desk) -> None:
    assert [card.source.id for card in desk.answer(asked("!quote kronstadt")).cards]
    assert desk.answer(asked("!who-said they are not the leaders but the led")).cards[0].quotes[0].marks
    assert desk.answer(asked("!context harman-pamphlet.4.2")).title == "harman-pamphlet.4.2"
    assert len(desk.answer(asked("!contrast kronstadt")).cards) % 2 == 0
    assert [card.source.id for card in desk.answer(asked("!sources")).cards] == [
        source.id for source, _ in desk.library.sources()
    ]
    assert "Lenin" in {row.cells[0] for row in desk.answer(asked("!voices")).rows}
    assert desk.answer(asked("!coverage kronstadt")).rows


def test_help_lists_every_command_under_the_prefix_in_use(desk: Desk) -> None:
    rows = desk.answer(asking("help", ""), Options(prefix="?")).rows
    assert [row.cells[0].split()[0] for row in rows] == [f"?{command.name}" for command in COMMANDS]
    assert len(desk.answer(asked("!help who-said")).rows) == 1
    with pytest.raises(UnknownCommandError):
        desk.answer(asked("!help xyzzy"))


@pytest.mark.parametrize(("more", "neighbours"), [("", 3), (" 0", 1), (" 2", 5), (" section", 5), (" exchange", 3)])
def test_context_shows_as_many_neighbours_as_asked(desk: Desk, more: str, neighbours: int) -> None:
    reply = desk.answer(asked(f"!context harman-pamphlet.4.3{more}"))
    assert len(reply.cards[0].quotes) == neighbours
    assert sum(quote.label != "" for quote in reply.cards[0].quotes) == (neighbours > 0)


def test_the_exchange_is_named_and_shown_whole_when_asked(desk: Desk) -> None:
    named_only = desk.answer(asked("!context ford-thread.c9.1"))
    whole = desk.answer(asked("!context ford-thread.c9.1 exchange"))
    assert len(named_only.cards) == 1
    assert len(named_only.closing) == len(whole.cards) - 1 == 5
    assert [line.partition(":")[0] for line in named_only.closing] == [card.heading for card in whole.cards[1:]]
    assert all("(likely)" in line for line in named_only.closing if "is answered by it" in line)
    assert [line for line in named_only.closing if "answers it" in line and "likely" not in line]


@pytest.mark.parametrize(
    "argument", ["harman-pamphlet.4.2 soon", "harman-pamphlet.4.2 -1", "harman-pamphlet.4.2 99999"]
)
def test_context_says_what_may_follow_an_id(desk: Desk, argument: str) -> None:
    with pytest.raises(MemberError, match="number of neighbours"):
        desk.answer(asking("context", argument))


def test_naming_a_source_shows_all_it_has(desk: Desk) -> None:
    some = {card.source.id: card for card in desk.answer(asked("!quote kronstadt")).cards}["harman-pamphlet"]
    (every,) = desk.answer(asked("!quote kronstadt in:harman"), Options(limit=50)).cards
    assert some.more > 0
    assert len(every.quotes) == len(some.quotes) + some.more
    assert every.more == 0


def test_every_shows_as_many_as_the_limit_says(desk: Desk) -> None:
    cards = desk.answer(asked("!quote kronstadt"), Options(limit=60, every=True)).cards
    assert all(card.more == 0 for card in cards)


def test_a_scope_holds_for_every_command(desk: Desk) -> None:
    scope = Options(scope=Scope(withheld=frozenset({"harman-pamphlet.4.2"}), sources=frozenset({"harman-pamphlet"})))
    for line in ("!quote kronstadt", "!who-said Kronstadt in 1920 was not Kronstadt of 1917", "!contrast kronstadt"):
        reply = desk.answer(asked(line), scope)
        shown = {quote.passage.id for card in reply.cards for quote in card.quotes}
        assert "harman-pamphlet.4.2" not in shown
        assert {card.source.id for card in reply.cards} <= {"harman-pamphlet"}
    with pytest.raises(MemberError, match="There is no passage"):
        desk.answer(asked("!context harman-pamphlet.4.2"), scope)
    assert len(desk.answer(asked("!sources"), scope).cards) == 1


def test_words_that_stand_only_as_a_rewording_are_not_given_to_the_speaker(desk: Desk, corpus: Corpus) -> None:
    reworded = [(p, q) for p in corpus.passages for q in p.quotations if q.form == "reworded" and q.original]
    assert reworded
    for passage, quotation in reworded:
        reply = desk.answer(asking("who-said", passage.text[quotation.start : quotation.end]))
        assert "reworded it" in " ".join(reply.notices)
        labels = {quote.passage.id: quote.label for card in reply.cards for quote in card.quotes}
        assert labels[passage.id] == ""
        assert labels[quotation.original] == "The original"


def test_a_near_miss_is_labelled_on_its_card(desk: Desk) -> None:
    reply = desk.answer(asked("!who-said the soviets of beekeepers demand all power over honey"))
    quotes = [quote for card in reply.cards for quote in card.quotes]
    assert quotes
    assert {quote.label for quote in quotes} == {"Not a match"}


def test_what_is_too_short_shows_few_places_and_no_passage_twice(desk: Desk) -> None:
    reply = desk.answer(asked("!who-said the party"))
    ids = [quote.passage.id for card in reply.cards for quote in card.quotes]
    assert 0 < len(ids) <= 3
    assert len(set(ids)) == len(ids)


def test_a_name_is_matched_whatever_its_spelling() -> None:
    assert named("WhoSaid").name == named("!who-said").name == "who-said"


@thorough(80)
@given(line=strangers_text)
def test_any_line_is_answered_or_gets_a_sentence(small_library: Library, line: str) -> None:
    desk = Desk(small_library, 200)
    for command in COMMANDS:
        try:
            reply = desk.answer(asking(command.name, line))
        except MemberError as error:
            reply = Reply(str(error))
        said = "".join((reply.title, *reply.notices))
        said.encode()
        assert not set(said) & {"\x00", "\x1b", "\u202e"}
    try:
        parse(f"!{line}")
    except UnknownCommandError as error:
        str(error).encode()
