"""A server is set up and its channels settled, by the right people only; menus on old messages go on working."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.state import State
from bot.state.values import Channel, Grant, Server
from tests.chat.wire.bots import buttons, check_sent, containers, dissensus, text
from tests.chat.wire.conftest import Table
from tests.chat.wire.test_house_rules import state_of
from tests.wire import Fakecord, Permission

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = dict[str, Any]
_numbers = count(1)


@pytest_asyncio.fixture(loop_scope="session")
async def server(table: Table) -> Table:
    """The table in a server of its own, whose owner set nothing yet."""
    guild = table.fake.add_guild(f"Settings {next(_numbers)}")
    table.channel = table.fake.add_channel("talk", guild=guild)
    table.fake.join(table.member, guild)
    return table


def kept(table: Table) -> Server:
    """What the server has set."""
    with state_of(table) as state:
        return state.settings.server(int(table.channel["guild_id"]))


def here(table: Table) -> Channel:
    """What holds in the channel."""
    with state_of(table) as state:
        return state.settings.channel(int(table.channel["guild_id"]), int(table.channel["id"]))


async def test_one_message_sets_a_server_up(server: Table) -> None:
    fake, owner, guild = server.fake, server.fake.owner, server.channel["guild_id"]
    panel = (await fake.slash("setup", user=owner, channel=server.channel)).message
    assert "Moderators' channel, for reports and the record: none yet" in text(panel)
    office = fake.add_channel("moderators", guild=fake.world.guilds[guild])
    role = fake.add_role("stewards", 0, fake.world.guilds[guild])
    await fake.select(panel, [office], "m1:server-office:", user=owner)
    assert f"<#{office['id']}>" in text(panel)
    await fake.select(panel, [role], "m1:server-roles:", user=owner)
    assert f"<@&{role['id']}>" in text(panel)
    await fake.select(panel, ["mention"], "m1:server-mode:", user=owner)
    await fake.select(panel, ["Europe/Berlin"], "m1:server-zone:", user=owner)
    await fake.select(panel, ["yes"], "m1:server-spoilers:", user=owner)
    assert "Times are given in Europe/Berlin." in text(panel)
    assert kept(server) == Server("Europe/Berlin", int(office["id"]), spoilers=True, mode="mention")
    with state_of(server) as state:
        assert state.moderation.grants(int(guild)) == (Grant("role", int(role["id"]), None),)
    await fake.select(panel, [], "m1:server-roles:", user=owner)
    with state_of(server) as state:
        assert state.moderation.grants(int(guild)) == ()
    shown = lambda: [m for m in fake.world.history(office["id"]) if "changed the settings of the server" in text(m)]  # noqa: E731
    assert await fake.until(shown, 20, "the record in the moderators' channel")
    assert server.bot.output.count("failed and will be tried again") == 0


async def test_a_channel_the_bot_may_not_write_in_is_refused(server: Table) -> None:
    fake, owner = server.fake, server.fake.owner
    closed = fake.add_channel("closed", guild=fake.world.guilds[server.channel["guild_id"]])
    fake.deny(closed, fake.bot, Permission.SEND_MESSAGES)
    panel = (await fake.slash("setup", user=owner, channel=server.channel)).message
    refused = await fake.select(panel, [closed], "m1:server-office:", user=owner)
    told = await fake.until(lambda: next(iter([*refused.followups, refused.original or {}]), None), 5)
    assert text(told).startswith("I may not write there")
    assert kept(server).moderators_channel is None


async def test_other_settings_are_named_in_commands(server: Table) -> None:
    fake, owner = server.fake, server.fake.owner
    offered = await fake.autocomplete("settings zone", "name", "kathm", user=owner, channel=server.channel)
    assert [choice["value"] for choice in offered] == ["Asia/Kathmandu"]
    for name, given, words in (
        ("zone", {"name": "Asia/Kathmandu"}, "Asia/Kathmandu"),
        ("prefix", {"sign": "$"}, "begin with $"),
        ("pause", {"minutes": 7}, "within 7 minutes"),
        ("grant", {"member": fake.bob, "duration": "2 days"}, f"<@{fake.bob['id']}> – <t:"),
        ("revoke", {"member": fake.bob}, "nobody"),
    ):
        answer = await fake.slash(f"settings {name}", user=owner, channel=server.channel, options=given)
        assert words in text(answer.message)
    assert kept(server) == Server("Asia/Kathmandu", prefix="$", pause=420)
    await server.say("$quote kronstadt")
    assert containers(await server.answer())
    for name, given, words in (
        ("zone", {"name": "Mars/Olympus"}, "There is no time zone"),
        ("prefix", {"sign": "two words"}, "Choose one to eight signs"),
        ("grant", {}, "Name either a role or a member."),
        ("grant", {"member": fake.bob, "duration": "a while"}, "between a minute and a year"),
    ):
        answer = await fake.slash(f"settings {name}", user=owner, channel=server.channel, options=given)
        assert words in text(answer.message)


async def test_a_channel_is_settled_by_its_moderators(server: Table) -> None:
    fake = server.fake
    guild = fake.world.guilds[server.channel["guild_id"]]
    steward = fake.add_user("steward", guild)
    fake.allow(server.channel, steward, Permission.MANAGE_MESSAGES)
    panel = (await fake.slash("settings show", user=steward, channel=server.channel)).message
    assert "It follows the channel it belongs to, or the server." in text(panel)
    assert "Settings of the server" not in buttons(panel)
    await fake.select(panel, ["private"], "m1:channel-mode:", user=steward)
    await fake.select(panel, ["ford-review", "pirani-page"], "m1:channel-sources:", user=steward)
    await fake.select(panel, ["2"], "m1:channel-quotes:", user=steward)
    assert here(server) == Channel("private", frozenset({"ford-review", "pirani-page"}), 2)
    assert "A card shows at most 2." in text(panel)
    await fake.select(
        panel, ["ford-review", "ford-thread", "harman-pamphlet", "pirani-page"], "m1:channel-sources:", user=steward
    )
    assert here(server).sources is None
    await fake.press(panel, "Follow the server again", user=steward)
    assert here(server) == Channel()
    other = fake.add_channel("not theirs", guild=guild)
    refused = await fake.slash("settings show", user=steward, channel=other)
    assert text(refused.message) == "Only moderators of this channel can do that."
    for name, given in (("setup", {}), ("settings pause", {"minutes": 1}), ("settings grant", {"member": steward})):
        refused = await fake.slash(name, user=steward, channel=server.channel, options=given)
        assert text(refused.message) == "Only members who may manage the server can do that."


async def test_who_no_longer_moderates_changes_nothing(server: Table) -> None:
    fake = server.fake
    guild = fake.world.guilds[server.channel["guild_id"]]
    role, former = fake.add_role("stewards", int(Permission.MANAGE_MESSAGES), guild), fake.add_user("former", guild)
    fake.give(former, role)
    panel = (await fake.slash("settings show", user=former, channel=server.channel)).message
    fake.take(former, role)
    refused = await fake.select(panel, ["off"], "m1:channel-mode:", user=former)
    told = await fake.until(lambda: next(iter([*refused.followups, refused.original or {}]), None), 5)
    assert text(told) == "Only moderators of this channel can do that."
    assert here(server) == Channel()


async def test_a_public_panel_still_works_after_a_restart_and_refuses_members(tmp_path: Path, database: Path) -> None:
    async with Fakecord() as fake:
        async with dissensus(fake, tmp_path, database) as bot:
            await bot.printed("Ready", 60)
            await fake.say("!settings", fake.moderator)
            panel = await fake.next_message(15)
            assert "Settings of this channel" in text(panel)
        async with dissensus(fake, tmp_path, database) as bot:
            await bot.printed("Ready", 60)
            refused = await fake.select(panel, ["off"], "m1:channel-mode:", user=fake.alice)
            assert refused.ephemeral
            await fake.select(panel, ["mention"], "m1:channel-mode:", user=fake.moderator)
            assert "Slash commands, and when my name is called" in text(panel)
            with State.open(f"sqlite:///{tmp_path / 'state.db'}") as state:
                assert state.settings.channel(int(fake.guild["id"]), int(fake.channel["id"])).mode == "mention"
        check_sent(fake)
