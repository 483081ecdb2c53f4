"""Every way of asking: written commands, the bot's name, direct messages, slash commands, replies, menus."""

from __future__ import annotations

import pytest

from bot.models import Corpus
from tests.chat.wire.bots import buttons, containers, text, texts
from tests.chat.wire.conftest import Table

pytestmark = pytest.mark.asyncio(loop_scope="session")

LED = "they are not the leaders but the led"


async def test_quote_brings_one_card_a_source_with_links_that_lead_to_the_sources(table: Table, corpus: Corpus) -> None:
    asked = await table.say("!quote kronstadt")
    answer = await table.answer()
    assert answer["message_reference"]["message_id"] == asked["id"]
    cards = containers(answer)
    named = [next(s.id for s in corpus.sources if f"**{s.short}" in text({"components": [card]})) for card in cards]
    assert named == [source.id for source in corpus.sources if source.id in named]
    assert len(set(named)) == len(named) >= 3
    urls = [button["url"] for button in buttons(answer).values() if "url" in button]
    assert urls
    assert all(any(url.startswith(source.url) for source in corpus.sources) for url in urls)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("quote kronstadt", "Kronstadt"),
        (f"who-said {LED}", "Exact"),
        ("whosaid " + LED, "Exact"),
        ("context harman-pamphlet.4.2", "the passage asked for"),
        ("context harman-pamphlet.4.2 section", "the passage asked for"),
        ("contrast kronstadt", "registered pair"),
        ("contrast", "Which topic?"),
        ("sources", "Harman"),
        ("voices", "Lenin"),
        ("coverage kronstadt", "hits"),
        ("help", "quote QUESTION"),
        ("help quote", "quote QUESTION"),
    ],
)
async def test_every_command_can_be_written(table: Table, line: str, expected: str) -> None:
    await table.say(f"!{line}")
    written = text(await table.answer())
    assert expected in written
    await table.say(f"<@{table.fake.bot['id']}> {line}")
    assert text(await table.answer()).replace("**/", "**!") == written


@pytest.mark.parametrize(
    ("command", "options", "expected"),
    [
        ("quote", {"question": "kronstadt"}, "Kronstadt"),
        ("quote", {"question": "kronstadt", "voice": "comment-9"}, "Comment 9"),
        ("quote", {"question": "workers", "source": "ford-review"}, "Ford's review"),
        ("who-said", {"phrase": LED}, "Exact"),
        ("who-said", {"phrase": LED, "by": "ford"}, "Not Adam Ford"),
        ("context", {"id": "harman-pamphlet.4.2"}, "the passage asked for"),
        ("context", {"id": "ford-thread.c4.1", "show": "exchange"}, "Comment"),
        ("contrast", {"topic": "kronstadt"}, "registered pair"),
        ("sources", {}, "Harman"),
        ("voices", {}, "Lenin"),
        ("coverage", {"topic": "kronstadt"}, "hits"),
    ],
)
async def test_every_command_can_be_chosen(table: Table, command: str, options: dict[str, str], expected: str) -> None:
    answer = await table.slash(command, options=options)
    assert expected in text(answer.message)
    assert not answer.ephemeral
    private = await table.slash(command, options={**options, "private": True})
    assert private.ephemeral
    assert expected in text(private.message)
    assert "Post to channel" in buttons(private.message)
    assert "Remove" in buttons(answer.message)


async def test_direct_messages_need_no_prefix_and_no_command(table: Table) -> None:
    direct = table.fake.direct(table.member)
    for line in ("kronstadt", "quote kronstadt", "!quote kronstadt", f"<@{table.fake.bot['id']}> kronstadt"):
        await table.say(line, channel=direct)
        assert "Kronstadt" in text(await table.fake.next_message(10, channel=direct))


async def test_a_question_may_begin_like_a_command_where_none_needs_a_prefix(table: Table) -> None:
    direct = table.fake.direct(table.member)
    await table.say("help me understand kronstadt", channel=direct)
    assert "Kronstadt" in text(await table.fake.next_message(10, channel=direct))


async def test_a_reply_to_an_answer_is_a_new_question(table: Table) -> None:
    await table.say("!quote kronstadt")
    answer = await table.answer()
    asked = await table.say("and what does Ford say?", reply_to=answer)
    second = await table.answer()
    assert second["message_reference"]["message_id"] == asked["id"]
    assert "Ford" in text(second)
    await table.say("thanks, that helps", reply_to=answer, ping=False)
    await table.fake.silence(channel=table.channel)


async def test_talk_is_not_answered(table: Table) -> None:
    for line in ("what about kronstadt?", "!", "!elsewhere kronstadt", "quote kronstadt"):
        await table.say(line)
    await table.fake.silence(0.6, channel=table.channel)


async def test_menus_ask_about_a_message_for_the_asker_alone(table: Table) -> None:
    message = await table.say(f"Somebody wrote: {LED}!")
    said = await table.fake.menu("Who said this?", message, user=table.member)
    assert said.ephemeral
    assert "text" in texts(said.message)[0]
    found = await table.fake.menu("Quote on this", await table.say("kronstadt"), user=table.member)
    assert found.ephemeral
    assert "Kronstadt" in text(found.message)
    empty = await table.fake.menu("Quote on this", await table.say("", files=(("a.txt", b"x"),)), user=table.member)
    assert empty.ephemeral
    assert text(empty.message) == "There are no words in that message that I could look for."


async def test_what_cannot_be_answered_is_said_in_a_sentence(table: Table) -> None:
    await table.say("!context nowhere.1")
    assert "There is no passage “nowhere.1” here" in text(await table.answer())
    await table.say("!quote")
    assert text(await table.answer()) == "What shall I look for? For example: quote kronstadt"
    await table.say("!sources of the revolution")
    assert "sources" in text(await table.answer())
    wrong = await table.slash("context", id="nowhere.1")
    assert wrong.ephemeral
    assert "There is no passage “nowhere.1” here" in text(wrong.message)


async def test_who_asks_too_often_is_told_once_and_then_ignored(table: Table) -> None:
    for _ in range(8):
        await table.say("!quote kronstadt")
        await table.answer()
    await table.say("!quote kronstadt")
    assert text(await table.answer()).startswith("That was quick; please wait")
    await table.say("!quote kronstadt")
    await table.fake.silence(channel=table.channel)
    refused = await table.slash("quote", question="kronstadt")
    assert refused.ephemeral
    assert text(refused.message).startswith("That was quick; please wait")
