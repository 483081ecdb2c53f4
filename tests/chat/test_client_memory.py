"""What buttons remember, and what the bot keeps of conversations: enough, and never for long."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.asking.buttons import Button, Buttons, Manner, Offers, Press, remembered
from bot.chat.asking.conversation import Conversation, Newest
from bot.chat.asking.cooldown import CHANNEL, MEMBER, Cooldowns, TooOften
from bot.chat.asking.offering import offers
from bot.chat.asking.requests import ROOM, Request, read, written
from bot.chat.gates import Place, Unanswered
from bot.commands import COMMANDS, Desk, Options, asking
from bot.library import Library
from bot.models import Corpus, Scope
from bot.search.folding import clean

FIRST = "who-said/3/~丁泵儀涰嚐艈墴仩腒勔舆呍戊蛩臆硠夀"
"""A packed request, as the first version wrote it."""

NAMES = [command.name for command in COMMANDS]
arguments = st.text(max_size=600).map(lambda text: clean(text, 4000))
requests = st.builds(
    Request,
    st.sampled_from(NAMES),
    arguments,
    st.sampled_from(["", "harman-pamphlet", "a" * 64]),
    st.integers(0, 9999),
)


@given(requests)
def test_a_request_is_read_as_it_was_written_or_is_not_written_at_all(request: Request) -> None:
    text = written(request)
    assert len(text.encode("utf-16-le")) // 2 <= ROOM
    assert text.isprintable()
    assert not text or read(text) == request


@given(st.text(max_size=120))
def test_whatever_stands_in_a_button_can_be_tried_to_read(text: str) -> None:
    read(text)
    remembered(text)
    remembered("d1s:quote/0/~" + text)


def test_every_passage_can_be_remembered_and_most_sentences_of_the_texts(corpus: Corpus) -> None:
    assert all(written(Request("context", f"{passage.id} exchange", page=99)) for passage in corpus.passages)
    for length, least in ((150, 1.0), (200, 0.9)):
        phrases = [clean(passage.text[:length], 4000) for passage in corpus.passages]
        kept = sum(bool(written(Request("who-said", phrase), ROOM - 4)) for phrase in phrases)
        assert kept >= least * len(phrases)


def test_what_was_written_by_the_first_version_is_read_for_ever() -> None:
    assert read("quote/0/=kronstadt") == Request("quote", "kronstadt")
    assert read(FIRST) == Request("who-said", "“they are not the leaders but the led”", "", 3)


@given(requests, st.sampled_from(["show", "turn", "plain", "post"]))
def test_a_press_means_what_the_button_was_made_for(request: Request, verb: str) -> None:
    press = Press(verb, request)  # type: ignore[arg-type]
    button = Button.of("label", press)
    assert button is None or remembered(button.custom_id) == press


def test_who_may_remove_is_remembered() -> None:
    button = Button.of("Remove", Press("remove", asker=2**63))
    assert button is not None
    assert remembered(button.custom_id) == Press("remove", asker=2**63)
    assert remembered("d1r:") is None
    assert remembered("d2r:1") is None


@pytest.mark.parametrize("plain", [False, True])
@pytest.mark.parametrize("asker", [None, 7])
def test_no_two_buttons_of_an_answer_are_the_same(library: Library, plain: bool, asker: int | None) -> None:
    for line in ("quote kronstadt", "who-said they are not the leaders but the led", "context ford-thread.c4.1"):
        asked = asking(*line.split(" ", 1))
        reply = Desk(library).answer(asked)
        found = offers(asked.command.result(library, asked.argument, Options()), asked.argument, library, Scope())
        made = Buttons(Request(asked.command.name, asked.argument), reply, found, Manner(asker, plain))
        rows = [list(row) for row in made.below(2, 3)]
        ids = [item.custom_id for row in rows for item in row]  # type: ignore[attr-defined]
        assert len(ids) == len(set(ids))
        assert all(0 < len(row) <= 5 for row in rows)
        labels = [item.item.label for row in rows for item in row]  # type: ignore[attr-defined]
        assert ("Say it plainly" in labels) is not plain
        assert ("Post to channel" in labels, "Remove" in labels) == (asker is None, asker is not None)


def test_nothing_is_offered_that_may_not_be_seen(library: Library, corpus: Corpus) -> None:
    pair = corpus.contrasts[0]
    result = library.context(pair.a)
    assert offers(result, pair.a, library, Scope()).contrast == pair.a
    hidden = Scope(withheld=frozenset({pair.b}))
    both = [c for c in corpus.contrasts if pair.a in (c.a, c.b) and pair.b not in (c.a, c.b)]
    assert (offers(result, pair.a, library, hidden).contrast == "") is (not both)
    assert offers(library.quote("zanthoplan"), "zanthoplan", library, Scope()) == Offers()


def test_the_newest_are_kept() -> None:
    kept: Newest[int, str] = Newest(3)
    for number in range(5):
        kept.put(number, str(number))
    assert [kept.get(number) for number in range(5)] == [None, None, "2", "3", "4"]


async def test_a_question_deleted_before_it_was_known_is_gone() -> None:
    conversation = Conversation()
    conversation.deleted(5)
    assert conversation.about(5).gone
    assert not conversation.about(6).gone
    conversation.deleted(6)
    assert conversation.about(6).gone
    assert conversation.known(7) is None
    assert isinstance(conversation.about(7).lock, asyncio.Lock)


def test_an_event_comes_for_the_first_time_once() -> None:
    conversation = Conversation()
    assert [conversation.first_time(event) for event in (1, 2, 1, (1, "edit"), (1, "edit"))] == [
        *(True, True, False, True, False)
    ]


def test_a_member_waits_after_asking_often_and_is_told_once() -> None:
    cooldowns, here = Cooldowns(), Place(1, 2, 3)
    for _ in range(MEMBER[0]):
        cooldowns.count(here, "prefix", 1000.0, public=False)
    with pytest.raises(TooOften, match="please wait 30 seconds"):
        cooldowns.count(here, "prefix", 1000.0, public=False)
    with pytest.raises(Unanswered):
        cooldowns.count(here, "prefix", 1001.0, public=False)
    with pytest.raises(TooOften):
        cooldowns.count(here, "slash", 1001.0, public=False)
    cooldowns.count(Place(9, 2, 3), "prefix", 1001.0, public=False)
    cooldowns.count(here, "prefix", 1000.0 + MEMBER[1] + 1, public=False)


def test_a_channel_waits_after_much_was_asked_there_in_public() -> None:
    cooldowns = Cooldowns()
    for member in range(CHANNEL[0]):
        cooldowns.count(Place(member, 2, 3), "mention", 1000.0, public=True)
    with pytest.raises(TooOften, match="in this channel"):
        cooldowns.count(Place(100, 2, 3), "mention", 1000.0, public=True)
    cooldowns.count(Place(101, 2, 3), "slash", 1000.0, public=False)
    cooldowns.count(Place(102, 4, 3), "mention", 1000.0, public=True)
