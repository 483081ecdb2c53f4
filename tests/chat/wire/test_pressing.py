"""Buttons and completion, driven as a member would: what each button does, for whom, and for how long."""

from __future__ import annotations

import re
from itertools import groupby
from typing import Any

import pytest

from bot.models import Corpus
from tests.chat.wire.bots import buttons, containers, text
from tests.chat.wire.conftest import Table

pytestmark = pytest.mark.asyncio(loop_scope="session")

LED = "they are not the leaders but the led"
Json = dict[str, Any]


async def asked(table: Table, line: str) -> Json:
    """The bot's answer to a line."""
    await table.say(line)
    return await table.answer()


async def test_more_from_a_source_goes_on_until_every_passage_was_shown(table: Table) -> None:
    answer = await asked(table, "!quote workers")
    card = next(card for card in containers(answer) if "Harman's pamphlet" in text({"components": [card]}))
    seen = ids({"components": [card]})
    button = buttons({"components": [card]})["More from this source"]
    pressed = await table.press(answer, button["custom_id"])
    assert pressed.ephemeral
    for _ in range(4):
        shown = ids(pressed.message)
        assert shown
        assert not set(shown) & set(seen)
        assert all(id.startswith("harman-pamphlet.") for id in shown)
        seen += shown
        message = pressed.message
        pressed = await table.press(message, "More from this source")
        assert pressed.type == 7
        assert pressed.message is message


def ids(message: Json) -> list[str]:
    """The ids of the passages a message shows, which stand at the end of their credits."""
    return re.findall(r"^— .* · (\S+)$", text(message), re.MULTILINE)


async def test_context_widens_from_a_quotation_and_wanders(table: Table, corpus: Corpus) -> None:
    answer = await asked(table, f"!who-said {LED}")
    first = next(label for label in buttons(answer) if label.startswith("Context "))
    near = await table.press(answer, first)
    assert near.ephemeral
    assert "the passage asked for" in text(near.message)
    before = ids(near.message)
    later = await table.press(near.message, "Later")
    assert later.type == 7
    assert ids(later.message)[0] == before[-2]
    whole = await table.press(later.message, "Whole section")
    section = [p.id for p in corpus.passages if p.id.rpartition(".")[0] == ids(later.message)[1].rpartition(".")[0]]
    assert ids(whole.message) == section[: len(ids(whole.message))]


async def test_the_exchange_of_a_comment(table: Table) -> None:
    answer = await asked(table, "!context ford-thread.c4.1")
    exchange = await table.press(answer, "The exchange")
    assert exchange.ephemeral
    assert "answers it" in text(exchange.message) or "is answered by it" in text(exchange.message)


async def test_contrast_is_offered_where_curators_registered_a_pair(table: Table, corpus: Corpus) -> None:
    pair = corpus.contrasts[0]
    answer = await asked(table, f"!context {pair.a}")
    shown = await table.press(answer, "Contrast")
    assert shown.ephemeral
    assert f"{pair.a} {pair.relation} {pair.b}" in text(shown.message)
    paired = {id for contrast in corpus.contrasts for id in (contrast.a, contrast.b)}
    alone = next(passage.id for passage in corpus.passages if passage.id not in paired)
    assert "Contrast" not in buttons(await asked(table, f"!context {alone}"))


async def test_say_it_plainly_gives_the_same_words_as_text(table: Table) -> None:
    answer = await asked(table, "!quote kronstadt")
    plain = await table.press(answer, "Say it plainly")
    assert plain.ephemeral
    await table.fake.until(lambda: [plain.message, *plain.followups][-1]["components"])
    said = "\n".join(message["content"] for message in [plain.message, *plain.followups])
    assert ids(answer)
    assert all(id in said for id in ids(answer))
    assert all(len(message["content"]) <= 2000 for message in [plain.message, *plain.followups])


async def test_pages_turn_privately(table: Table, corpus: Corpus) -> None:
    sections = groupby(corpus.passages, lambda passage: (passage.source, passage.section))
    longest = max((list(own) for _, own in sections), key=lambda own: sum(len(passage.text) for passage in own))
    answer = await asked(table, f"!context {longest[0].id} section")
    second = await table.press(answer, "Next page")
    assert second.ephemeral
    assert "Page 2 of" in text(second.message)
    first = await table.press(second.message, "Previous page")
    assert first.type == 7
    assert text(first.message) == text(answer)
    seen = ids(answer)
    while "Next page" in buttons(first.message):
        first = await table.press(first.message, "Next page")
        seen += ids(first.message)
    assert list(dict.fromkeys(seen)) == [passage.id for passage in longest]


async def test_a_private_answer_can_be_posted(table: Table) -> None:
    private = await table.slash("quote", question="kronstadt", private=True)
    posted = await table.press(private.message, "Post to channel")
    assert not posted.ephemeral
    assert text(posted.message) == text(private.message)
    assert "Remove" in buttons(posted.message)


async def test_only_whoever_asked_or_a_moderator_removes_an_answer(table: Table) -> None:
    fake = table.fake
    answer = await asked(table, "!quote kronstadt")
    stranger = fake.add_user("stranger")
    refused = await fake.press(answer, "Remove", user=stranger)
    assert refused.ephemeral
    assert text(refused.message) == "Only whoever asked, or a moderator, can remove this answer."
    assert answer["id"] in fake.world.messages
    await table.press(answer, "Remove")
    await fake.until(lambda: answer["id"] not in fake.world.messages)
    chosen = await table.slash("quote", question="kronstadt")
    await fake.press(chosen.message, "Remove", user=fake.moderator)
    await fake.until(lambda: chosen.message["id"] not in fake.world.messages)


async def test_plain_mode_is_a_members_own_and_lasts(table: Table) -> None:
    settled = await table.slash("plain", wish="on")
    assert settled.ephemeral
    assert settled.content == "From now on my answers to you are plain text."
    question = await table.say("!quote kronstadt")
    first = await table.answer()
    assert "Harman's pamphlet" in first["content"]
    assert first["components"] == []
    while not first["components"]:
        first = await table.answer()
        assert first["message_reference"]["message_id"] == question["id"]
    await table.press(first, "Remove")
    await table.fake.until(lambda: not answers(table, question))
    other = table.fake.add_user("cards")
    await table.fake.say("!quote kronstadt", other, table.channel)
    assert containers(await table.answer())
    await table.say("!plain off")
    assert text(await table.answer()) == "My answers to you are cards again."


def answers(table: Table, question: Json) -> list[Json]:
    """The bot's messages that answer a message."""
    return [m for m in table.fake.seen_by(table.member, table.channel) if m.get("referenced_message") is question]


async def test_a_button_this_version_cannot_read_says_so(table: Table) -> None:
    answer = await asked(table, "!quote kronstadt")
    for memory in ("d9s:quote/0/=kronstadt", "d1z:", "d1s:", "d1r:nobody", "d1s:quote/0/~nonsense"):
        pressed = await table.fake.press(forged(answer, memory), memory, user=table.member, forged=True)
        assert pressed.ephemeral
        assert text(pressed.message) == "This button comes from another version of me; please ask again."


def forged(message: Json, memory: str) -> Json:
    """A message of the bot with a button it has not made."""
    button = {"type": 2, "style": 2, "label": "Old", "custom_id": memory, "id": 99}
    message["components"] = [{"type": 1, "id": 98, "components": [button]}]
    return message


@pytest.mark.parametrize(
    ("command", "option", "typed", "value"),
    [
        ("quote", "question", "krondst", "Kronstadt"),
        ("contrast", "topic", "KRÓNSTADT", "Kronstadt"),
        ("coverage", "topic", "nepp", "NEP"),
        ("quote", "voice", "lennin", "lenin"),
        ("who-said", "by", "pirani", "pirani"),
        ("quote", "source", "revolution was", "harman-pamphlet"),
        ("context", "id", "harman-pamphlet.4.2", "harman-pamphlet.4.2"),
    ],
)
async def test_completion_knows_what_there_is(table: Table, command: str, option: str, typed: str, value: str) -> None:
    offered = await table.fake.autocomplete(command, option, typed, user=table.member, channel=table.channel)
    assert value in [choice["value"] for choice in offered]
    everything = await table.fake.autocomplete(command, option, "", user=table.member, channel=table.channel)
    assert 0 < len(everything) <= 25
