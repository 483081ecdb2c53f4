"""`dissensus run` as whoever runs it sees it: start, refusals in a sentence, shards, limits, the end."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.chat.wire.bots import check_sent, containers, dissensus, text, unhurried
from tests.wire import Fakecord, Permission


async def test_without_the_content_of_messages_only_written_commands_are_off(tmp_path: Path, database: Path) -> None:
    async with Fakecord(granted=()) as fake, dissensus(fake, tmp_path, database, content=False) as bot:
        assert "not read in servers" in await bot.printed("Commands written as !quote")
        await fake.say("!quote kronstadt")
        await fake.silence(0.5)
        await fake.say(f"<@{fake.bot['id']}> quote kronstadt")
        answer = await fake.next_message(15)
        assert containers(answer)
        await fake.say("and the NEP?", reply_to=answer)
        assert "NEP" in text(await fake.next_message(15))
        assert containers((await fake.slash("quote", question="kronstadt")).message)
        quoted = await fake.menu("Quote on this", await fake.say("kronstadt"))
        assert containers(quoted.message)
        await fake.say("kronstadt", channel=fake.direct(fake.alice))
        assert containers(await fake.next_message(15))
        check_sent(fake)
        assert [session.intents for session in fake.gateway.sessions.values()] == [1 << 0 | 1 << 9 | 1 << 12]


@pytest.mark.nightly
async def test_two_shards_answer_in_both_their_servers(tmp_path: Path, database: Path) -> None:
    async with Fakecord(shards=2) as fake:
        other = fake.add_guild("Second server", shard=1)
        fake.add_channel("open", guild=other)
        fake.deny(fake.add_channel("closed", guild=other), fake.bot, Permission.SEND_MESSAGES)
        async with dissensus(fake, tmp_path, database) as bot:
            lack = await bot.printed(f"Server {other['id']}", 60)
            assert "in 1 of 2 text channels I may not write messages" in lack
            for guild in (fake.guild, other):
                await fake.say("!quote kronstadt", guild=guild)
                assert containers(await fake.next_message(15))
                assert containers((await fake.slash("quote", question="kronstadt", guild=guild)).message)
            await fake.say("kronstadt", channel=fake.direct(fake.alice))
            assert containers(await fake.next_message(15))
        check_sent(fake)


async def test_a_token_that_discord_does_not_know_is_an_error_in_a_sentence(tmp_path: Path, database: Path) -> None:
    wrong = "MTIzNDU2Nzg5MDEyMzQ1Njc4.wrong.signature-of-no-application"
    async with Fakecord() as fake:
        code, output = await refused(fake, tmp_path, database, DISCORD_TOKEN=wrong)
    assert code == 1
    assert output[-1] == "Discord does not know this token; copy it anew from the Developer Portal."
    assert wrong not in "\n".join(output)


async def test_an_intent_that_was_not_granted_is_an_error_in_a_sentence(tmp_path: Path, database: Path) -> None:
    async with Fakecord(granted=()) as fake:
        code, output = await refused(fake, tmp_path, database)
    assert code == 1
    assert output[-1].startswith("The config asks for the content of messages, which Discord has not granted")


async def refused(fake: Fakecord, home: Path, database: Path, **more: str) -> tuple[int, list[str]]:
    """The exit code and output of a bot that cannot start."""
    given = {"DISCORD_TOKEN": fake.token, "DISSENSUS_DISCORD_MESSAGE_CONTENT": "true"}
    given |= {"DISSENSUS_STATE_URL": f"sqlite:///{home / 'state.db'}", "XDG_CACHE_HOME": str(home), **more}
    (home / "config.toml").touch()
    where = ("--config", str(home / "config.toml"), "--database", str(database))
    async with fake.bot_process("-m", "bot", "run", *where, **given) as bot:
        code = await bot.exited(30)
    return code, bot.lines


@pytest.mark.nightly
async def test_commands_are_told_again_only_when_they_have_changed(tmp_path: Path, database: Path) -> None:
    operation = "PUT /applications/{application_id}/commands"
    async with Fakecord() as fake:
        for told in (1, 1):
            async with dissensus(fake, tmp_path, database):
                assert len(fake.requests(operation)) == told
        forget(tmp_path)
        async with dissensus(fake, tmp_path, database):
            assert len(fake.requests(operation)) == 2
        names = fake.world.commands[None][0]["name_localizations"]
        assert names == {"de": "zitat", "es-ES": "cita", "es-419": "cita"}


def forget(home: Path) -> None:
    """Let the bot remember having told Discord other commands."""
    (known,) = home.rglob("commands-*")
    known.write_text("something else", encoding="ascii")


@pytest.mark.nightly
async def test_limits_and_faults_of_discord_delay_answers_and_lose_none(tmp_path: Path, database: Path) -> None:
    async with Fakecord() as fake:
        unhurried(fake, tmp_path)
        await limited(fake, tmp_path, database)


async def limited(fake: Fakecord, home: Path, database: Path) -> None:
    """Members ask at a Discord that takes little and fails now and then."""
    async with dissensus(fake, home, database) as bot:
        await bot.printed("Ready", 60)
        fake.limit("POST /channels", 2, 3.0)
        members = [fake.add_user(f"member{number}") for number in range(6)]
        for member in members:
            await fake.say("!who-said they are not the leaders but the led", member)
        for _ in members:
            assert "Exact" in text(await fake.next_message(40))
        fake.fault("POST /channels", 502, times=2)
        await fake.say("!quote kronstadt")
        assert containers(await fake.next_message(40))
        fake.fault("POST /interactions", 500, times=1)
        assert containers((await fake.slash("quote", question="kronstadt")).message)
        fake.stop_acknowledging()
        check_sent(fake)
