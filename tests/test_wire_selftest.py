"""The test Discord itself, put to the test by a small bot: unmodified discord.py, in this process and in its own.

What is proved here: the fake carries discord.py's real machinery, and departs nowhere from Discord's description
(leaving its `async with` checks that). What it refuses and what can go wrong is tested beside it, in `tests/wire/`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.wire import CannotError, Fakecord, Permission, probe


@pytest.fixture
async def fake() -> AsyncIterator[Fakecord]:
    async with Fakecord() as fake, fake.running(probe.make):
        yield fake


# -- messages


async def test_answer_with_an_embed_as_a_reply(fake: Fakecord) -> None:
    said = await fake.say("!ping")
    answer = await fake.next_message()
    assert answer["embeds"][0]["title"] == "Pong"
    assert answer["message_reference"]["message_id"] == said["id"]


async def test_messages_are_given_once_and_in_order(fake: Fakecord) -> None:
    await fake.say("!upload")
    first, second = await fake.next_message(), await fake.next_message()
    assert first["attachments"][0]["filename"] == "hello.txt"
    assert second["content"] == "hello file", "the bot could not read back the file it had sent"
    await fake.silence(0.1)


async def test_silence_is_broken_by_a_message(fake: Fakecord) -> None:
    await fake.say("!add 1 1")
    with pytest.raises(AssertionError, match="was to be silent and said: '2'"):
        await fake.silence(0.3)


async def test_edits_reactions_history_and_deletion(fake: Fakecord) -> None:
    await fake.say("!edits")
    first, told = await fake.next_message(), await fake.next_message()
    assert told["content"] == "history 2 second 1"
    await fake.until(lambda: first["id"] not in fake.world.messages)
    assert not [str(call) for call in fake.calls if call.status >= 400]


async def test_edits_and_deletions_of_people_are_told(fake: Fakecord) -> None:
    said = await fake.say("hello")
    await fake.edit_message(said, "!add 1 1")
    await fake.delete_message(said)
    (session,) = fake.gateway.sessions.values()
    assert '"MESSAGE_UPDATE"' in session.log[-2]
    assert '"MESSAGE_DELETE"' in session.log[-1]


async def test_layout_of_the_new_kind(fake: Fakecord) -> None:
    await fake.say("!layout 3994")
    (box,) = (await fake.next_message())["components"]
    assert len(box["components"][0]["content"]) == 3994
    await fake.say("!layout 3995")
    assert (await fake.next_message())["content"] == "error 400 50035"
    assert "4001 characters shown in all, over 4000" in fake.refusals[-1]


async def test_long_message_is_refused(fake: Fakecord) -> None:
    await fake.say("!long 2001")
    assert (await fake.next_message())["content"] == "error 400 50035"
    await fake.say("!long 2000")
    assert len((await fake.next_message())["content"]) == 2000
    assert len(fake.refusals) == 1


async def test_thread_from_a_message(fake: Fakecord) -> None:
    said = await fake.say("!thread")
    assert (await fake.next_message())["channel_id"] == said["id"], "a thread has its first message's id"
    await fake.say("!add 2 2", channel=fake.world.channels[said["id"]])
    assert (await fake.next_message())["content"] == "4"


async def test_forum_posts(fake: Fakecord) -> None:
    forum = fake.add_channel("questions", "forum")
    await fake.say(f"!forum {forum['id']}")
    post, told = await fake.next_message(), await fake.next_message()
    assert (post["content"], told["content"]) == ("first words", "posted True")
    thread = fake.add_post(forum, "a reader's post", "what of it?")
    await fake.say("!add 3 3", channel=thread)
    assert (await fake.next_message())["content"] == "6"


async def test_direct_messages_both_ways(fake: Fakecord) -> None:
    await fake.say("!direct")
    direct = fake.direct(fake.alice)
    assert (await fake.next_message())["channel_id"] == direct["id"]
    await fake.say("!add 4 4", channel=direct)
    assert (await fake.next_message(channel=direct))["content"] == "8"
    fake.close_direct(fake.bob)
    await fake.say("!direct", author=fake.bob)
    assert (await fake.next_message())["content"] == "error 403 50007"


async def test_pings_are_only_what_the_request_allows(fake: Fakecord) -> None:
    fake.allow(fake.channel, fake.bot, Permission.MENTION_EVERYONE)
    await fake.say("!shout true")
    loud = await fake.next_message()
    assert loud["mention_everyone"]
    assert loud["mentions"] == [fake.alice]
    await fake.say("!shout false")
    quiet = await fake.next_message()
    assert not quiet["mention_everyone"]
    assert not quiet["mentions"]


async def test_members_by_name(fake: Fakecord) -> None:
    await fake.say("!member al")
    assert (await fake.next_message())["content"] == "['alice'] of 5 known"


# -- interactions


async def test_slash_command(fake: Fakecord) -> None:
    answer = await fake.slash("add", a=2, b=40)
    assert (answer.type, answer.content, answer.ephemeral) == (4, "42", False)
    assert answer.message in fake.seen_by(fake.bob)


async def test_subcommand_with_a_person_a_channel_and_a_role(fake: Fakecord) -> None:
    given: dict[str, Any] = {"who": fake.moderator, "where": fake.channel, "role": fake.moderators}
    assert (await fake.slash("shelf look", options=given)).content == "mona general moderators True"


async def test_deferred_answer_is_filled_by_the_first_followup(fake: Fakecord) -> None:
    answer = await fake.slash("slow", hidden=True)
    assert answer.type == 5
    await fake.filled(answer.message)
    assert answer.content == "slow done"
    assert answer.ephemeral, "what was deferred for one person stays theirs"
    await fake.until(lambda: answer.followups)
    assert [message["content"] for message in fake.seen_by(fake.alice)] == ["slow done", "and more"]
    assert fake.seen_by(fake.bob) == []


async def test_ephemeral_answer_is_edited_and_out_of_reach(fake: Fakecord) -> None:
    answer = await fake.slash("secret")
    await fake.edited(answer.message)
    assert answer.content == "psst edited"
    assert fake.seen_by(fake.alice) == [answer.message]
    assert fake.seen_by(fake.bob) == []
    with pytest.raises(CannotError, match="does not see that message"):
        await fake.press(answer.message, "x", user=fake.bob)


async def test_completion(fake: Fakecord) -> None:
    offered = await fake.autocomplete("fruit", "name", "ap")
    assert [choice["value"] for choice in offered] == ["apple", "apricot"]
    with pytest.raises(CannotError, match="does not complete"):
        await fake.autocomplete("add", "a", "1")


async def test_buttons_and_selects(fake: Fakecord) -> None:
    await fake.say("!buttons")
    message = await fake.next_message()
    assert (await fake.press(message, "Count 0")).type == 7
    assert (message["content"], message["components"][0]["components"][0]["label"]) == ("counted", "Count 1")
    assert (await fake.press(message, "later")).type == 6
    assert (await fake.next_message())["content"] == "later, from the button"
    assert (await fake.select(message, ["blue"], "pick")).content == "picked blue"
    assert (await fake.select(message, [fake.bob], "person")).content == "chose bob"
    for impossible in ("Off", "nowhere"):
        with pytest.raises(CannotError, match="no button"):
            await fake.press(message, impossible)
    with pytest.raises(CannotError, match="cannot be chosen"):
        await fake.select(message, ["green"], "pick")


@pytest.mark.parametrize("opener", ["command", "button"])
async def test_form(fake: Fakecord, opener: str) -> None:
    if opener == "button":
        await fake.say("!buttons")
        opened = await fake.press(await fake.next_message(), "Form")
    else:
        opened = await fake.slash("form")
    assert opened.modal["title"] == "Form"
    with pytest.raises(CannotError, match="wrong length"):
        await fake.submit_modal(opened, {"word": "p" * 21, "colour": ["green"]})
    sent = await fake.submit_modal(opened, {"word": "plum", "colour": ["green"]})
    assert sent.content == "form said plum, green"


async def test_menus(fake: Fakecord) -> None:
    said = await fake.say("a quiet word", author=fake.bob)
    assert (await fake.menu("Shout it", said)).content == "A QUIET WORD"
    waved = await fake.menu("Wave", fake.bob)
    assert (waved.content, waved.ephemeral) == ("waves at bob", True)


async def test_commands_in_direct_messages(fake: Fakecord) -> None:
    direct = fake.direct(fake.bob)
    answer = await fake.slash("add", a=1, b=2, user=fake.bob, channel=direct)
    assert (answer.content, answer.message["channel_id"]) == ("3", direct["id"])
    with pytest.raises(CannotError, match="not offered in"):
        await fake.slash("hide", user=fake.bob, channel=direct)


async def test_the_client_offers_only_what_is_registered_and_fits(fake: Fakecord) -> None:
    for impossible in ({"a": 101, "b": 1}, {"a": "1", "b": 1}, {"a": 1}, {"a": 1, "b": 1, "c": 1}):
        with pytest.raises(CannotError):
            await fake.slash("add", **impossible)
    with pytest.raises(CannotError, match="no command"):
        await fake.slash("subtract")


async def test_default_permissions_are_only_the_clients_affair(fake: Fakecord) -> None:
    with pytest.raises(CannotError, match="other permissions"):
        await fake.slash("hide")
    assert (await fake.slash("hide", user=fake.moderator)).content == "allowed True"
    forged = await fake.slash("hide", forged=True)
    assert forged.content == "allowed False", "the bot has to look for itself"


# -- guilds and shards


async def test_several_guilds_and_people_coming_and_going(fake: Fakecord) -> None:
    other = fake.add_guild("Another group")
    hall = fake.add_channel("hall", guild=other)
    carol = fake.add_user("carol", other)
    await fake.say("!member car", author=carol, channel=hall)
    assert (await fake.next_message())["content"] == "['carol'] of 6 known"
    fake.leave(carol, other)
    await fake.say("!member car", channel=hall)
    assert (await fake.next_message())["content"] == "[] of 5 known"
    fake.leave(fake.bot, other)
    await fake.say("!add 1 1", channel=hall)
    await fake.silence(0.1)


async def test_two_shards_hear_each_their_own() -> None:
    async with Fakecord(shards=2) as fake:
        other = fake.add_guild("Another group", shard=1)
        hall = fake.add_channel("hall", guild=other)
        async with fake.running(lambda: probe.make(sharded=True)) as bot:
            for place, number in ((fake.channel, 1), (hall, 2), (fake.direct(fake.alice), 3)):
                await fake.say(f"!add {number} 0", channel=place)
                assert (await fake.next_message(channel=place))["content"] == str(number)
            assert {guild.name: guild.shard_id for guild in bot.guilds} == {"Reading group": 0, "Another group": 1}
            heard = [session.log for session in fake.gateway.sessions.values()]
            assert ["".join(log).count('"t": "GUILD_CREATE"') for log in heard] == [1, 1]
            assert sorted("".join(log).count('"content": "!add') for log in heard) == [1, 2]
            assert fake.gateway.identifies == 2
            fake.cut()
            await fake.until(lambda: fake.gateway.resumes == 2)


# -- the unmodified bot in a process of its own


async def test_bot_in_its_own_process() -> None:
    async with Fakecord() as fake, fake.bot_process("-m", "tests.wire.probe", PROBE_TOKEN=fake.token) as bot:
        await fake.ready()
        assert (await fake.slash("add", a=1, b=2)).content == "3"
        fake.cut()
        await bot.printed("RESUMED")
        await fake.say("!add 2 2")
        assert (await fake.next_message())["content"] == "4"
        assert await bot.stop() != 0


async def test_bot_with_a_wrong_token_ends_by_itself() -> None:
    async with Fakecord() as fake, fake.bot_process("-m", "tests.wire.probe", PROBE_TOKEN="MTIz.no.good") as bot:
        assert await bot.exited() == 1
        assert "LoginFailure" in bot.output
