"""What servers decided holds for every way of asking, from the next question on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from bot.models import Corpus
from bot.state import State
from bot.state.values import Act, Channel, Mode, Plan, Server
from tests.chat.wire.bots import buttons, containers, text
from tests.chat.wire.conftest import Table
from tests.wire import Permission

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = dict[str, Any]
_events = count(1)


def state_of(table: Table) -> State:
    """The state that the bot uses, opened a second time."""
    return State.open(f"sqlite:///{table.home / 'state.db'}")


def act(table: Table, guild: Json | None = None) -> Act:
    """Something a moderator does."""
    return Act(int((guild or table.fake.guild)["id"]), int(table.fake.moderator["id"]), next(_events))


def settle(table: Table, wanted: Channel) -> None:
    """Let a moderator settle how the bot answers in the channel."""
    with state_of(table) as state:
        state.settings.set_channel(act(table), int(table.channel["id"]), wanted)


@pytest.mark.parametrize(
    ("mode", "slash", "mention", "prefix"),
    [
        ("off", "switched off", "", ""),
        ("slash", "Kronstadt", "slash commands only", ""),
        ("mention", "Kronstadt", "Kronstadt", ""),
        ("full", "Kronstadt", "Kronstadt", "Kronstadt"),
        ("private", "Kronstadt", "for the asker alone", ""),
    ],
)
async def test_a_channel_is_answered_in_its_mode(
    table: Table, mode: Mode, slash: str, mention: str, prefix: str
) -> None:
    settle(table, Channel(mode=mode))
    chosen = await table.slash("quote", question="kronstadt")
    assert slash in text(chosen.message)
    assert chosen.ephemeral == (mode in ("off", "private"))
    for line, expected in ((f"<@{table.fake.bot['id']}> kronstadt", mention), ("!quote kronstadt", prefix)):
        await table.say(line)
        if expected:
            assert expected in text(await table.answer())
        else:
            await table.fake.silence(0.5, channel=table.channel)
    thread = table.fake.add_thread("a thread", table.channel)
    inside = await table.slash("quote", question="kronstadt", channel=thread)
    assert slash in text(inside.message)
    assert inside.ephemeral == chosen.ephemeral


async def test_an_answer_gets_a_thread_of_its_own_where_threads_are_the_rule(table: Table) -> None:
    settle(table, Channel(mode="thread"))
    question = await table.say("!quote kronstadt")
    answer = await table.fake.next_message(10)
    thread = table.fake.world.channels[answer["channel_id"]]
    assert thread["id"] == question["id"]
    assert thread["name"].startswith("harman-pamphlet.")
    await table.fake.edit_message(question, "!quote cheka")
    await table.fake.until(lambda: "Cheka" in text(answer))
    await table.say("!quote kronstadt", channel=thread)
    assert containers(await table.fake.next_message(10, channel=thread))
    chosen = await table.slash("quote", question="kronstadt")
    assert chosen.ephemeral
    assert text(chosen.message).startswith("My answer stands in the thread")
    table.fake.deny(table.channel, table.fake.bot, Permission.CREATE_PUBLIC_THREADS)
    await table.say("!quote kronstadt")
    assert containers(await table.answer())


async def test_a_private_answer_is_posted_where_private_ones_are_the_rule(table: Table) -> None:
    settle(table, Channel(mode="private"))
    private = await table.slash("quote", question="kronstadt")
    assert private.ephemeral
    posted = await table.press(private.message, "Post to channel")
    assert not posted.ephemeral


async def test_only_the_sources_and_as_many_quotations_as_allowed_are_shown(table: Table) -> None:
    settle(table, Channel(sources=frozenset({"ford-review"}), quotes=1))
    await table.say("!quote kronstadt")
    answer = await table.answer()
    (card,) = containers(answer)
    assert text({"components": [card]}).count("\n— ") == 1
    assert "Harman" not in text(answer)
    elsewhere = await table.slash("who-said", phrase="they are not the leaders but the led")
    assert "Not in what may be quoted here." in text(elsewhere.message)
    assert "Only Ford's review may be quoted in this channel." in text(elsewhere.message)
    offered = await table.fake.autocomplete("quote", "source", "", user=table.member, channel=table.channel)
    assert [choice["value"] for choice in offered] == ["ford-review"]


async def test_what_is_withheld_is_gone_from_every_answer_and_from_completion(table: Table, corpus: Corpus) -> None:
    await table.say("!quote kronstadt")
    answer = await table.answer()
    hidden = next(label.removeprefix("Context ") for label in buttons(answer) if label.startswith("Context 4."))
    id = f"harman-pamphlet.{hidden}"
    words = next(passage.text for passage in corpus.passages if passage.id == id)
    try:
        with state_of(table) as state:
            state.moderation.withhold(act(table), id)
        pressed = await table.press(answer, f"Context {hidden}")
        assert text(pressed.message) == f"There is no passage “{id}” here; every card prints the ids of its passages."
        said = await table.slash("who-said", phrase=words[: words.index(".")])
        assert id not in text(said.message)
        offered = await table.fake.autocomplete("context", "id", id, user=table.member, channel=table.channel)
        assert id not in [choice["value"] for choice in offered]
        again = await table.slash("quote", question="kronstadt")
        assert id not in text(again.message)
    finally:
        with state_of(table) as state:
            state.moderation.release(act(table), id)


async def test_a_reading_group_sees_only_what_it_has_read(table: Table, corpus: Corpus) -> None:
    own = [passage for passage in corpus.passages if passage.source == "harman-pamphlet"]
    with state_of(table) as state:
        plan = [Plan(own[0].position, own[4].position), Plan(own[5].position, own[-1].position)]
        state.readings.start(act(table), int(table.channel["id"]), "harman-pamphlet", plan)
    await table.say("!quote kronstadt in:harman-pamphlet")
    assert "Kronstadt" not in text(await table.answer()).replace("“kronstadt", "")
    offered = await table.fake.autocomplete("context", "id", "harman", user=table.member, channel=table.channel)
    assert [choice["value"] for choice in offered] == [passage.id for passage in own[:5]]


async def test_a_quiet_member_is_not_answered(table: Table) -> None:
    with state_of(table) as state:
        until = datetime.now(UTC) + timedelta(hours=1)
        state.moderation.quiet(act(table), int(table.member["id"]), until)
    await table.say("!quote kronstadt")
    await table.fake.silence(0.5, channel=table.channel)
    told = await table.slash("quote", question="kronstadt")
    assert told.ephemeral
    assert text(told.message) == "A moderator has asked me not to answer you here for a while."


async def test_a_server_has_its_own_prefix(table: Table) -> None:
    guild = table.fake.add_guild("Elsewhere")
    channel = table.fake.add_channel("general", guild=guild)
    with state_of(table) as state:
        state.settings.set_server(act(table, guild), replace(Server(), prefix="?"))
    table.fake.join(table.member, guild)
    await table.say("?quote kronstadt", channel=channel)
    assert containers(await table.fake.next_message(10, channel=channel))
    await table.say("!quote kronstadt", channel=channel)
    await table.fake.silence(0.5, channel=channel)


async def test_who_was_granted_it_removes_answers(table: Table) -> None:
    await table.say("!quote kronstadt")
    answer = await table.answer()
    helper = table.fake.add_user("steward")
    with state_of(table) as state:
        state.moderation.grant(act(table), "member", int(helper["id"]))
    await table.fake.press(answer, "Remove", user=helper)
    await table.fake.until(lambda: answer["id"] not in table.fake.world.messages)
