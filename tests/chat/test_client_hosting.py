"""What whoever runs the bot does and sees: a config, a link, a token that goes nowhere, sentences at the start."""

from __future__ import annotations

import base64
import logging
import sys
import tomllib
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import discord
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.gates import Place
from bot.chat.hosting import invitation, secrets, selfcheck
from bot.chat.running import assembled
from bot.cli import main
from bot.config import DiscordSettings, load
from bot.errors import OperatorError
from bot.library import Library
from bot.state import State

ID = 123456789012345678
TOKEN = f"{base64.urlsafe_b64encode(str(ID).encode()).decode().rstrip('=')}.Gabcde.an-invented-signature_of-no-bot"


def run(*arguments: str, **environment: str) -> tuple[int, str, str]:
    """Exit code, stdout and stderr of a command."""
    result = CliRunner().invoke(main, arguments, env=environment)
    return result.exit_code, result.stdout, result.stderr


def test_init_writes_a_config_that_is_valid_and_says_what_every_key_means(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    code, out, err = run("init", str(file), "--application", str(ID))
    assert code == 0
    written = tomllib.loads(file.read_text(encoding="utf-8"))["discord"]
    assert written == {"prefix": "!", "message_content": False, "shard_count": 0, "shards": []}
    assert load(file, {}).discord == DiscordSettings()
    assert str(file) in err
    assert out.count("https://discord.com/oauth2/authorize?") == 2
    assert run("init", str(file))[0] == 1
    assert "--force" in run("init", str(file))[2]
    file.write_text("x", encoding="utf-8")
    assert run("init", str(file), "--force")[0] == 0
    assert file.read_text(encoding="utf-8") != "x"


def test_the_link_asks_for_exactly_what_is_needed(tmp_path: Path) -> None:
    _, out, err = run("init", str(tmp_path / "config.toml"), DISCORD_TOKEN=TOKEN)
    server, person = (parse_qs(urlsplit(line).query) for line in out.splitlines())
    assert server["client_id"] == person["client_id"] == [str(ID)]
    assert server["scope"] == ["bot applications.commands"]
    asked = discord.Permissions(int(server["permissions"][0]))
    talk = ("send_messages", "send_messages_in_threads", "create_public_threads")
    needed = ("view_channel", *talk, "read_message_history")
    assert {name for name, value in asked if value} == {*needed, "read_messages"} - {"view_channel"}
    assert person["integration_type"] == ["1"]
    assert TOKEN not in out + err
    assert invitation.missing(discord.Permissions.none()) == list(invitation.IN_WORDS.values())
    assert invitation.missing(invitation.NEEDED) == []


def test_without_an_application_the_link_has_a_place_for_it(tmp_path: Path) -> None:
    assert "client_id=YOUR-APPLICATION-ID" in run("init", str(tmp_path / "config.toml"))[1]


def test_the_token_is_taken_out_of_the_environment(tmp_path: Path) -> None:
    environment = {"DISCORD_TOKEN": f" {TOKEN}\n", "HOME": "/"}
    assert secrets.token(environment) == TOKEN
    assert environment == {"HOME": "/"}
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n", encoding="ascii")
    environment = {"DISCORD_TOKEN_FILE": str(file)}
    assert secrets.token(environment) == TOKEN
    assert environment == {}


@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "There is no token"),
        ({"DISCORD_TOKEN": " "}, "There is no token"),
        ({"DISCORD_TOKEN": TOKEN, "DISCORD_TOKEN_FILE": "/x"}, "Both DISCORD_TOKEN and DISCORD_TOKEN_FILE"),
        ({"DISCORD_TOKEN_FILE": "/no/such/file"}, "cannot be read"),
        ({"DISCORD_TOKEN": "two words"}, "signs that no token has"),
    ],
)
def test_a_missing_or_wrong_token_is_told_in_a_sentence_that_does_not_hold_it(
    environment: dict[str, str], told: str
) -> None:
    with pytest.raises(OperatorError, match=told) as raised:
        secrets.token(dict(environment))
    assert TOKEN not in str(raised.value)


def test_no_command_takes_a_token() -> None:
    for command in ("init", "run"):
        assert "--token" not in run(command, "--help")[1]
    assert run("run", "--token", TOKEN)[0] == 2
    assert TOKEN not in run("run", "--token", TOKEN)[2]


@given(
    st.text(max_size=30),
    st.sampled_from([TOKEN, f"Bot {TOKEN}", f"/webhooks/1/{'a' * 60}", f"/interactions/2/{'b-' * 40}"]),
)
def test_nothing_that_looks_like_a_token_is_logged(around: str, secret: str) -> None:
    formatter = secrets.Redacting("%(message)s", "another secret")
    try:
        raise ValueError(f"{around} {secret}")
    except ValueError:
        record = logging.LogRecord("x", 40, "", 1, "%s another secret", (f"{around} {secret}",), sys.exc_info())
    line = formatter.format(record)
    assert secret.split()[-1] not in line
    assert "another secret" not in line
    assert "[secret]" in line


def test_the_application_stands_in_front_of_its_token() -> None:
    assert secrets.application(TOKEN) == ID
    assert secrets.application("MTIz.fake.token") is None
    assert secrets.application("ü.x.y") is None


def test_what_is_found_at_the_start_is_said_in_sentences(library: Library) -> None:
    assert "discord.py 2.7" in selfcheck.versions()
    assert "4 sources, 146 passages" in selfcheck.corpus(library)
    granted = discord.ApplicationFlags(gateway_message_content_limited=True)
    off, on = DiscordSettings(), DiscordSettings(message_content=True, prefix="?")
    assert "are read in servers" in selfcheck.content(on, granted)
    assert "?quote" in selfcheck.content(on, granted)
    assert "not read in servers" in selfcheck.content(off, granted)
    assert "message_content = true" in selfcheck.content(off, discord.ApplicationFlags())
    with pytest.raises(OperatorError, match="has not granted"):
        selfcheck.content(on, discord.ApplicationFlags())


async def test_the_bot_keeps_no_messages_no_members_and_pings_nobody(library: Library, state: State) -> None:
    async with assembled(DiscordSettings(), library, state) as client:
        client.counter.desk.close()
        assert client.intents == discord.Intents(guilds=True, guild_messages=True, dm_messages=True)
        assert list(client.cached_messages) == []
        assert client._connection.max_messages is None
        assert client._connection.member_cache_flags == discord.MemberCacheFlags.none()
        assert client.allowed_mentions is not None
        assert client.allowed_mentions.to_dict() == {"parse": []}
        assert client.http.max_ratelimit_timeout == 30


async def test_nothing_is_offered_before_the_corpus_was_read_and_all_after(library: Library, state: State) -> None:
    async with assembled(DiscordSettings(), library, state) as client:
        suggesting = client.suggesting
        assert await suggesting.like("topic", "kron", Place(1, 2)) == []
        await suggesting.refresh()
        assert [offer.value for offer in await suggesting.like("voice", "lenin", Place(1, 2))] == ["lenin"]
        client.counter.desk.close()


def test_shards_there_cannot_be_are_refused(tmp_path: Path, database: Path) -> None:
    environment = {"DISCORD_TOKEN": TOKEN, "DISSENSUS_STATE_URL": f"sqlite:///{tmp_path / 's.db'}"}
    code, _, err = run("run", "--database", str(database), DISSENSUS_DISCORD_SHARDS="0,2", **environment)
    assert code == 1
    assert "discord.shards" in err


@pytest.mark.parametrize("prefix", ["", "  ", "a b", "/", "<@1>", "123456789"])
def test_a_prefix_nobody_could_type_is_refused(tmp_path: Path, prefix: str, database: Path) -> None:
    code, _, err = run(
        "run", "--database", str(database),
        DISCORD_TOKEN=TOKEN, DISSENSUS_DISCORD_PREFIX=prefix, DISSENSUS_STATE_URL=f"sqlite:///{tmp_path / 's.db'}",
    )  # fmt: skip
    assert code == 1
    assert "discord.prefix" in err
