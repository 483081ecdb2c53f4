"""Members the bot does not answer, the pause before the same is said again, a person's own data, servers that leave."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot.state import State
from bot.state.values import Act, Channel
from tests.chat.wire.bots import buttons, check_sent, containers, dissensus, text
from tests.chat.wire.conftest import Table
from tests.chat.wire.test_house_rules import state_of
from tests.wire import Fakecord

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_a_member_is_quiet_for_a_while_and_heard_again(table: Table) -> None:
    moderator = table.fake.moderator
    told = await table.fake.slash(
        "quiet", user=moderator, channel=table.channel, member=table.member, duration="2 hours", reason="too loud"
    )
    assert text(told.message).startswith(f"I do not answer <@{table.member['id']}> in this server until <t:")
    await table.say("!quote kronstadt")
    await table.fake.silence(0.6, channel=table.channel)
    other = table.fake.add_guild("Elsewhere, where nobody minds")
    table.fake.join(table.member, other)
    place = table.fake.add_channel("elsewhere", guild=other)
    elsewhere = await table.fake.slash("sources", user=table.member, channel=place)
    assert containers(elsewhere.message)
    await table.fake.say(f"!quiet <@{table.member['id']}> off it is enough", moderator, table.channel)
    assert text(await table.answer()) == f"I answer <@{table.member['id']}> again."
    await table.say("!sources")
    assert containers(await table.answer())
    with state_of(table) as state:
        newest = state.record.page(int(table.fake.guild["id"]), about=int(table.member["id"])).entries
    assert [(entry.what, entry.reason) for entry in newest] == [("unquiet", "it is enough"), ("quiet", "too loud")]


async def test_who_cannot_be_made_quiet(table: Table) -> None:
    fake, moderator = table.fake, table.fake.moderator
    for member in (moderator, fake.bot, fake.owner):
        refused = await fake.slash("quiet", user=moderator, channel=table.channel, member=member, duration="1 day")
        assert text(refused.message).startswith("Choose a member")
    refused = await fake.slash("quiet", user=moderator, channel=table.channel, member=table.member, duration="a while")
    assert "between a minute and a year" in text(refused.message)
    refused = await table.slash("quiet", member=fake.bob, duration="1 day")
    assert text(refused.message) == "Only moderators of this channel can do that."


async def test_privacy_in_four_lines(table: Table) -> None:
    told = await table.slash("privacy")
    assert len(text(told.message).splitlines()) == 4
    await table.say("!privacy")
    assert text(await table.answer()) == text(told.message)


async def test_a_person_sees_their_data_and_deletes_it(table: Table) -> None:
    nobody = await table.slash("mydata show")
    assert text(nobody.message) == "Nothing is kept about you."
    await table.say("!plain on")
    await table.answer()
    await table.say("!plain off")
    await table.answer()
    await table.say("!quote cheka")
    await table.answer()
    shown = await table.slash("mydata show")
    assert shown.ephemeral
    assert "The bot's own messages" in text(shown.message)
    (file,) = shown.message["attachments"]
    kept = table.fake.world.files[file["id"]].decode()
    assert table.member["id"] in kept
    assert "cheka" not in kept
    await table.say("!mydata")
    assert text(await table.answer()).startswith("That is for your eyes alone")

    asked = await table.slash("mydata delete")
    assert asked.ephemeral
    done = await table.press(asked.message, "Delete it all")
    await table.fake.until(lambda: "It is deleted" in text(asked.message), 10)
    assert done.type in (6, 7)
    with state_of(table) as state:
        assert state.privacy.show(int(table.member["id"])) == ()
    assert table.member["id"].encode() not in (table.home / "state.db").read_bytes()


async def test_data_is_shown_and_deleted_in_direct_messages(table: Table) -> None:
    direct = table.fake.direct(table.member)
    await table.say("!quote cheka")
    await table.answer()
    await table.fake.say("mydata", table.member, direct)
    assert "What is kept about you" in text(await table.fake.next_message(10, channel=direct))
    asked = await table.fake.slash("mydata delete", user=table.member, channel=direct)
    await table.fake.press(asked.message, "Delete it all", user=table.member)
    await table.fake.until(lambda: "It is deleted" in text(asked.message), 10)


async def test_the_same_is_not_said_twice_within_the_pause(tmp_path: Path, database: Path) -> None:
    async with Fakecord() as fake, dissensus(fake, tmp_path, database) as bot:
        await bot.printed("Ready", 60)
        await fake.say("!quote cheka")
        first = await fake.next_message(15)
        assert containers(first)
        await fake.say("!quote cheka", fake.bob)
        again = await fake.next_message(15)
        assert text(again).startswith("This was quoted here <t:")
        assert buttons(again)["Go there"]["url"].endswith(f"{fake.guild['id']}/{fake.channel['id']}/{first['id']}")
        slash = await fake.slash("quote", question="cheka", user=fake.bob)
        assert text(slash.message).startswith("This was quoted here")
        private = await fake.slash("quote", question="cheka", private=True)
        assert "This was quoted here" not in text(private.message)
        other = await fake.slash("quote", question="cheka", channel=fake.add_channel("other"))
        assert "This was quoted here" not in text(other.message)
        question = await fake.say("!quote kronstadt")
        answer = await fake.next_message(15)
        await fake.edit_message(question, "!quote  kronstadt")
        await asyncio.sleep(1)
        assert "This was quoted here" not in text(answer)
        await fake.press(first, "Remove")
        await fake.until(lambda: first["id"] not in fake.world.messages)
        await asyncio.sleep(0.3)
        await fake.say("!quote cheka", fake.owner)
        assert "This was quoted here" not in text(await fake.next_message(15))
        check_sent(fake)


async def test_servers_and_channels_that_go_are_noted_also_while_the_bot_is_away(
    tmp_path: Path, database: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    async with Fakecord() as fake:
        first, second = fake.guild, fake.add_guild("Second")
        channel = fake.add_channel("soon gone", guild=first)
        async with dissensus(fake, tmp_path, database) as bot:
            await bot.printed("Ready", 60)
            with State.open(url) as state:
                for number, guild in enumerate((first, second)):
                    act = Act(int(guild["id"]), 1, number)
                    state.settings.set_channel(act, int(channel["id"]), Channel("off"))
            fake.remove_channel(channel)
            await _until(lambda state: not state.settings.channels(int(first["id"])), url)
            fake.leave(fake.bot, first)
            await _until(lambda state: state.settings.servers() == {int(second["id"])}, url)
        fake.leave(fake.bot, second)
        fake.invite_bot(first)
        async with dissensus(fake, tmp_path, database) as bot:
            await bot.printed("Ready", 60)
            await _until(lambda state: state.settings.servers() == {int(first["id"])}, url)


async def _until(true: object, url: str) -> None:
    with State.open(url) as state:
        async with asyncio.timeout(15):
            while not true(state):  # type: ignore[operator]  # noqa: ASYNC110 - the state rings no bell
                await asyncio.sleep(0.1)
