"""What the test Discord refuses, holds back and breaks: each mistake it is there to catch, each trouble on demand."""

from __future__ import annotations

import asyncio
import re
import time
from typing import Any

import aiohttp
import discord
import pytest

from . import CannotError, Fakecord, Permission, description, probe
from .rest import ROUTES

# -- mistakes that only the server can catch


@pytest.mark.parametrize(("command", "status"), [("twice", "400 40060"), ("early", "404 10015"), ("late", "404 10062")])
async def test_broken_answers_are_refused(command: str, status: str, capsys: pytest.CaptureFixture[str]) -> None:
    async with Fakecord(patience=0.8) as fake, fake.running(probe.make):
        if command == "twice":
            await fake.slash(command)
        else:
            with pytest.raises(AssertionError, match="did not come within"):
                await fake.slash(command)
        await fake.until(lambda: [call for call in fake.calls if call.status >= 400])
        await asyncio.sleep(0.05)
    assert f"ERROR {status}" in capsys.readouterr().out


async def test_token_expires_after_fifteen_minutes(fake: Fakecord) -> None:
    answer = await fake.slash("slow")
    fake.expire(answer)
    refused = await fake.until(lambda: [call for call in fake.calls if call.status == 401])
    assert refused[0].answer["code"] == 50027


async def test_too_many_components_are_refused(fake: Fakecord) -> None:
    # discord.py counts to 40 itself, so the body is sent by hand.
    body = {"flags": 1 << 15, "components": [{"type": 10, "content": "t"} for _ in range(41)]}
    status, answer = await by_hand(fake, "POST", f"/channels/{fake.channel['id']}/messages", body)
    assert (status, answer["code"]) == (400, 50035)


async def by_hand(fake: Fakecord, method: str, path: str, body: Any = None) -> tuple[int, Any]:
    """Send a request that discord.py would not."""
    http = discord.http.HTTPClient(asyncio.get_running_loop())
    with fake.pointed():
        await http.static_login(fake.token)
        try:
            return 200, await http.request(discord.http.Route(method, path), json=body)
        except discord.HTTPException as refused:
            return refused.status, {"code": refused.code, "text": refused.text}
        finally:
            await http.close()


@pytest.mark.parametrize(
    ("denied", "text", "told"),
    [
        (Permission.EMBED_LINKS, "!ping", "403 50013"),
        (Permission.ATTACH_FILES, "!upload", "403 50013"),
        (Permission.CREATE_PUBLIC_THREADS, "!thread", "403 50013"),
        (Permission.ADD_REACTIONS, "!edits", "403 50013"),
        (Permission.READ_MESSAGE_HISTORY, "!ping", "400 160002"),
        (Permission(0), "!pins", "403 50013"),
    ],
)
async def test_permissions_of_the_bot(fake: Fakecord, denied: Permission, text: str, told: str) -> None:
    fake.deny(fake.channel, fake.bot, denied)
    await fake.say(text)
    await fake.until(lambda: [m for m in fake.world.messages.values() if m["content"] == f"error {told}"])


async def test_a_bot_that_sees_no_channel_hears_nothing_there(fake: Fakecord) -> None:
    fake.deny(fake.channel, fake.guild, Permission.VIEW_CHANNEL)
    hidden = len(next(iter(fake.gateway.sessions.values())).log)
    fake.allow(fake.channel, fake.moderators, Permission.VIEW_CHANNEL)
    await fake.say("!add 1 1", author=fake.moderator)
    assert '"MESSAGE_CREATE"' not in "".join(next(iter(fake.gateway.sessions.values())).log[hidden:])
    status, answer = await by_hand(fake, "GET", f"/channels/{fake.channel['id']}/messages")
    assert (status, answer["code"]) == (403, 50001)
    with pytest.raises(CannotError, match="cannot write"):
        await fake.say("hello?")


async def test_ephemeral_answers_are_out_of_reach_and_raise_no_event(fake: Fakecord) -> None:
    answer = await fake.slash("secret")
    await fake.edited(answer.message)
    (session,) = fake.gateway.sessions.values()
    assert [raw for raw in session.log if '"MESSAGE_' in raw] == []
    messages = f"/channels/{fake.channel['id']}/messages"
    assert (await by_hand(fake, "GET", messages))[1] == []
    assert (await by_hand(fake, "GET", f"{messages}/{answer.message['id']}"))[1]["code"] == 10008


async def test_private_thread_is_heard_only_by_who_is_in_it(fake: Fakecord) -> None:
    thread = fake.add_thread("between us", private=True)
    await fake.say("!add 1 1", channel=thread)
    with pytest.raises(CannotError, match="cannot write"):
        await fake.say("may I?", author=fake.bob, channel=thread)
    await fake.silence(0.1)
    fake.join_thread(thread, fake.bot)
    await fake.say("!add 2 2", channel=thread)
    assert (await fake.next_message())["content"] == "4"


# -- intents


async def test_content_without_the_intent() -> None:
    intents = discord.Intents.default()
    async with Fakecord(granted=()) as fake, fake.running(lambda: probe.make(intents)) as bot:
        heard: list[str] = []

        async def listen(message: discord.Message) -> None:
            heard.append(message.content)

        bot.add_listener(listen, "on_message")
        before = await fake.say("!add 1 1")
        await fake.say(f"<@{fake.bot['id']}> add 1 2")
        assert (await fake.next_message())["content"] == "3"
        answer = next(message for message in fake.world.messages.values() if message["content"] == "3")
        await fake.say("a reply that pings", reply_to=answer)
        await fake.say("a reply that does not", reply_to=answer, ping=False)
        await fake.say("!add 2 2", channel=fake.direct(fake.alice))
        assert (await fake.next_message())["content"] == "4"
        assert heard[:6] == ["", f"<@{fake.bot['id']}> add 1 2", "3", "a reply that pings", "", "!add 2 2"]
        assert (await fake.menu("Shout it", before)).content == "!ADD 1 1"
        _, read = await by_hand(fake, "GET", f"/channels/{fake.channel['id']}/messages/{before['id']}")
        assert read["content"] == "", "the REST side keeps to the intent as well"
        (session,) = fake.gateway.sessions.values()
        assert '"bob"' not in "".join(session.log), "nor are members told of who do nothing"


async def test_privileged_intent_that_was_not_granted() -> None:
    async with Fakecord(granted=("members",)) as fake:
        with pytest.raises(discord.PrivilegedIntentsRequired):
            async with fake.running(probe.make):
                pass


async def test_wrong_token() -> None:
    async with Fakecord() as fake:
        with fake.pointed(), pytest.raises(discord.LoginFailure):
            async with probe.make() as bot:
                await bot.start("MTIz.not.this")


# -- trouble


async def test_resume_brings_what_was_missed(fake: Fakecord) -> None:
    fake.cut()
    await fake.say("!add 20 3")
    assert (await fake.next_message(15))["content"] == "23"
    assert (fake.gateway.identifies, fake.gateway.resumes) == (1, 1)


async def test_op_7_and_resumable_op_9(fake: Fakecord) -> None:
    fake.reconnect()
    await fake.until(lambda: fake.gateway.resumes == 1)
    fake.invalidate(resumable=True)
    await fake.until(lambda: fake.gateway.resumes == 2)
    await fake.say("!add 1 1")
    assert (await fake.next_message())["content"] == "2"
    assert fake.gateway.identifies == 1


@pytest.mark.parametrize("how", ["op 9", "forgotten"])
async def test_lost_session_is_identified_anew(fake: Fakecord, how: str) -> None:
    if how == "op 9":
        fake.invalidate(resumable=False)
    else:
        fake.forget_sessions()
    await fake.until(lambda: fake.gateway.identifies == 2, 10)
    await fake.say("!add 1 1")
    assert (await fake.next_message())["content"] == "2"
    assert fake.gateway.resumes == 0


async def test_repeated_events(fake: Fakecord) -> None:
    await fake.say("!add 1 1")
    first = await fake.next_message()
    fake.replay()
    assert (await fake.next_message())["content"] == first["content"], "discord.py answers a repeated message again"
    await fake.slash("add", a=1, b=1)
    fake.replay("INTERACTION_CREATE")
    refused = await fake.until(lambda: [call for call in fake.calls if call.status >= 400])
    assert refused[0].answer["code"] == 40060


async def test_half_dead_connection_is_left_and_resumed() -> None:
    async with Fakecord(heartbeat=0.2) as fake, fake.running(lambda: probe.make(heartbeat_timeout=1.5)):
        await asyncio.sleep(0.6)
        assert fake.gateway.resumes == 0, "a connection whose heartbeats are answered stays"
        fake.stop_acknowledging()
        await fake.until(lambda: fake.gateway.resumes)


async def test_429_is_waited_out(fake: Fakecord) -> None:
    fake.fault("/messages$", 429, retry_after=0.4)
    start = time.monotonic()
    await fake.say("!add 1 1")
    assert (await fake.next_message())["content"] == "2"
    assert time.monotonic() - start >= 0.4


@pytest.mark.parametrize("shared", [False, True])
async def test_limits_hold(fake: Fakecord, shared: bool) -> None:
    fake.limit("POST /channels", 2, 0.5, shared=shared)
    start = time.monotonic()
    for number in range(5):
        await fake.say(f"!add {number} 1")
    for _ in range(5):
        await fake.next_message()
    assert time.monotonic() - start >= 0.9
    answered = [call.status for call in fake.requests("POST /channels/{channel_id}/messages")]
    assert answered.count(200) == 5


async def test_lost_answer_is_not_doubled(fake: Fakecord) -> None:
    fake.fault("/messages$", 502, after=True)
    await fake.say("!add 1 1")
    await fake.until(lambda: len(fake.requests("POST /channels/{channel_id}/messages")) == 2)
    assert [message["content"] for message in fake.world.history(fake.channel["id"])] == ["!add 1 1", "2"]


async def test_faults_without_an_answer(fake: Fakecord) -> None:
    fake.fault("POST /channels", 503)
    await fake.say("!add 1 1")
    assert (await fake.next_message())["content"] == "error 503 0"
    fake.fault("POST /channels", 0)
    await fake.say("!add 1 1")
    assert (await fake.next_message())["content"] == "error ServerDisconnectedError"


async def test_rate_limit_that_is_not_discords(fake: Fakecord) -> None:
    fake.fault("POST /channels", 429, cloudflare=True)
    await fake.say("!add 1 1")
    assert (await fake.next_message())["content"] == "error 429 0"


async def test_slow_answer_is_waited_for(fake: Fakecord) -> None:
    fake.fault("POST /channels", 200, delay=0.3)
    start = time.monotonic()
    await fake.say("!add 1 1")
    assert (await fake.next_message())["content"] == "2"
    assert time.monotonic() - start >= 0.3


async def test_gateway_refuses_nonsense() -> None:
    async with Fakecord() as fake, aiohttp.ClientSession() as session:
        for sent, code in (('{"op": 8}', 4003), ("nonsense", 4002), ('{"op": 99}', 4001), ("x" * 5000, 4002)):
            async with session.ws_connect(fake.gateway.url + "?v=10&encoding=json") as socket:
                assert (await socket.receive_json())["op"] == 10
                await socket.send_str(sent)
                await socket.receive()
                assert socket.close_code == code


# -- the fake's own shapes


async def test_everything_that_can_be_read_is_as_discord_describes_it(fake: Fakecord) -> None:
    forum = fake.add_channel("questions", "forum")
    post = fake.add_post(forum, "a post", "words")
    said = await fake.say("hello", files=(("a.txt", b"a"),))
    await fake.add_reaction(said, "\N{THUMBS UP SIGN}", fake.bob)
    guild, channel = f"/guilds/{fake.guild['id']}", f"/channels/{fake.channel['id']}"
    paths = [guild, *(f"{guild}/{part}" for part in ("channels", "roles", "threads/active", "members"))]
    paths += [f"{guild}/members/{fake.bob['id']}", f"{guild}/members/search?query=bo"]
    paths += [f"/users/{fake.bob['id']}", "/gateway/bot"]
    paths += [f"{channel}/{part}" for part in ("messages", "messages/pins", "threads/archived/public")]
    paths += [f"{channel}/messages/{said['id']}/reactions/%F0%9F%91%8D", f"/channels/{post['id']}/thread-members"]
    paths += [f"/channels/{forum['id']}", f"/channels/{post['id']}", f"/channels/{fake.direct(fake.bob)['id']}"]
    paths += ["/oauth2/applications/@me", f"/applications/{fake.bot['id']}/commands"]
    for path in paths:
        assert (await by_hand(fake, "GET", path))[0] == 200, path
    assert fake.own_faults == []
    said["flags"] = "0"
    await by_hand(fake, "GET", f"{channel}/messages/{said['id']}")
    fake.tell_message("MESSAGE_UPDATE", said)
    assert ["breaks type" in fault for fault in fake.own_faults] == [True, True], "the test Discord judges itself"
    fake.calls.clear()
    fake.event_faults.clear()


def test_every_operation_is_one_of_discords() -> None:
    described = description.required().document["paths"]
    known = {(method.upper(), nameless(template)) for template, methods in described.items() for method in methods}
    assert [route for route in ROUTES if (route.method, nameless(route.template)) not in known] == []


def nameless(template: str) -> str:
    return re.sub(r"\{\w+\}", "{}", template)
