"""Who may do what, on every path: {slash, written, button, form, menu} × whoever there is × every command and control.

A cell is allowed or refused, and nothing between: who is refused changes nothing in the state. Every command that is
registered and every control that the bot draws has to stand in a table here.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.chat.running import assembled
from bot.config import DiscordSettings
from bot.library import Library
from bot.state import State
from bot.state.values import Act, Channel
from tests.chat.wire.bots import check_sent, dissensus, text, unhurried
from tests.wire import Fakecord, Interaction, Permission
from tests.wire.interactions import FORM
from tests.wire.messages import Draft
from tests.wire.process import Bot

pytestmark = pytest.mark.asyncio(loop_scope="module")

Json = dict[str, Any]
_numbers = count(1)

REFUSALS = (
    "Only moderators of this channel can do that.",
    "Only members who may manage the server can do that.",
    "This works only in a server that has me as a member.",
    "Only whoever asked, or a moderator, can remove this answer.",
    "Only whose data it is can delete it",
)

RANK = {"nobody": 0, "member": 1, "moderator": 2, "governor": 3}
ACTORS = {
    "server owner": 3,
    "administrator": 3,
    "moderator": 2,
    "moderator in this channel": 2,
    "granted by name": 2,
    "granted by role": 2,
    "former moderator": 1,
    "grant expired": 1,
    "moderator elsewhere only": 1,
    "member": 1,
}
"""Everybody who can use commands in a server, and what they come to."""

COMMANDS: dict[str, tuple[str, Json]] = {
    "quote": ("member", {"question": "cheka"}),
    "who-said": ("member", {"phrase": "they are not the leaders but the led"}),
    "context": ("member", {"id": "ford-review.2"}),
    "contrast": ("member", {}),
    "sources": ("member", {}),
    "voices": ("member", {}),
    "coverage": ("member", {"topic": "cheka"}),
    "help": ("member", {}),
    "plain": ("member", {"wish": "off"}),
    "privacy": ("member", {}),
    "mydata show": ("member", {}),
    "mydata delete": ("member", {}),
    "reading status": ("member", {}),
    "withhold": ("moderator", {"id": "ford-review.7"}),
    "release": ("moderator", {"id": "ford-review.7"}),
    "reading start": ("moderator", {"source": "pirani-page"}),
    "reading next": ("moderator", {}),
    "reading end": ("moderator", {}),
    "reading prompt": ("moderator", {"about": "ford-review.3"}),
    "quiet": ("moderator", {"member": "QUIET", "duration": "off"}),
    "settings show": ("moderator", {}),
    "log": ("moderator", {}),
    "balance": ("moderator", {}),
    "setup": ("governor", {}),
    "settings zone": ("governor", {"name": "Europe/Berlin"}),
    "settings prefix": ("governor", {"sign": "!"}),
    "settings pause": ("governor", {"minutes": 0}),
    "settings grant": ("governor", {"member": "QUIET"}),
    "settings revoke": ("governor", {"member": "QUIET"}),
}
"""Every slash command with what it takes."""

CONTROLS: dict[str, tuple[str, str, list[str] | None]] = {
    "reading-status": ("member", "1-1", None),
    "report-withhold": ("moderator", "77", None),
    "report-dismiss": ("moderator", "77", None),
    "report-reply": ("moderator", "77", None),
    "log": ("moderator", "0//0/0/", None),
    "log-open": ("moderator", "1", None),
    "log-file": ("moderator", "", None),
    "channel-mode": ("moderator", "", ["full"]),
    "channel-sources": ("moderator", "", ["ford-review"]),
    "channel-quotes": ("moderator", "", ["all"]),
    "channel-reset": ("moderator", "", None),
    "server": ("governor", "", None),
    "server-office": ("governor", "", []),
    "server-roles": ("governor", "", []),
    "server-mode": ("governor", "", ["full"]),
    "server-zone": ("governor", "", ["UTC"]),
    "server-spoilers": ("governor", "", ["no"]),
    "forget-me": ("nobody", "1", None),
}
"""Every button and menu of moderators, with its argument and what is chosen; `nobody`: only whose it is."""

FORMS: dict[str, tuple[str, str, dict[str, str]]] = {
    "report-form": ("member", "1:ford-review.9", {"reason": "x"}),
    "withhold-form": ("moderator", "77", {"reason": "x"}),
    "reply-form": ("moderator", "77", {"text": "x"}),
}
"""Every form."""


@dataclass
class Place:
    """A server with a bot, and the means to look into its state."""

    fake: Fakecord
    bot: Bot
    url: str
    guild: Json
    channel: Json
    other: Json

    def act(self) -> Act:
        """Something done before the test began."""
        return Act(int(self.guild["id"]), int(self.fake.owner["id"]), next(_numbers))

    def epoch(self) -> int:
        """How often anything was decided in the server."""
        with State.open(self.url) as state:
            return state.epoch(int(self.guild["id"]))


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def place(tmp_path_factory: pytest.TempPathFactory, database: Path) -> AsyncIterator[Place]:
    """One bot for the whole matrix."""
    home = tmp_path_factory.mktemp("matrix")
    async with Fakecord() as fake:
        unhurried(fake, home)
        async with dissensus(fake, home, database) as bot:
            await bot.printed("Ready", 60)
            other = fake.add_guild("Elsewhere")
            fake.add_channel("general", guild=other)
            yield Place(fake, bot, f"sqlite:///{home / 'state.db'}", fake.guild, fake.channel, other)
            check_sent(fake)


async def somebody(place: Place, what: str) -> Json:
    """A person nobody else is, who is what the name of the actor says."""
    fake, number = place.fake, next(_numbers)
    # In a channel of their own: one channel is not asked so much in a row.
    place.channel = fake.add_channel(f"channel{number}")
    person = fake.add_user(f"person{number}")
    if what == "server owner":
        place.guild["owner_id"] = person["id"]
        fake.gateway.tell("GUILD_UPDATE", place.guild, place.guild["id"])
    if what in ("administrator", "moderator", "former moderator"):
        held = Permission.ADMINISTRATOR if what == "administrator" else Permission.MANAGE_MESSAGES
        role = fake.add_role(f"role{number}", int(held))
        fake.give(person, role)
        if what == "former moderator":
            fake.take(person, role)
    elif what == "moderator in this channel":
        fake.allow(place.channel, person, Permission.MANAGE_MESSAGES)
    elif what == "moderator elsewhere only":
        fake.join(person, place.other)
        fake.give(person, fake.add_role(f"role{number}", int(Permission.MANAGE_MESSAGES), place.other))
        fake.allow(fake.add_channel(f"theirs{number}"), person, Permission.MANAGE_MESSAGES)
    elif what.startswith("grant"):
        _grant(place, what, person, fake.add_role(f"role{number}") if what == "granted by role" else None)
    return person


def _grant(place: Place, what: str, person: Json, role: Json | None) -> None:
    """Let whoever manages the server have let them moderate."""
    early = datetime.now(UTC) - timedelta(hours=2)
    clock = (lambda: early) if what == "grant expired" else (lambda: datetime.now(UTC))
    until = early + timedelta(hours=1) if what == "grant expired" else None
    with State.open(place.url, clock=clock) as state:
        if role is not None:
            place.fake.give(person, role)
            state.moderation.grant(place.act(), "role", int(role["id"]))
        else:
            state.moderation.grant(place.act(), "member", int(person["id"]), until)


def refused(words: str) -> bool:
    """Whether somebody was told that they may not."""
    return words.startswith(REFUSALS)


def options_of(place: Place, given: Json) -> Json:
    """The options of a command, with a member where one is meant."""
    return {name: place.fake.bob if value == "QUIET" else value for name, value in given.items()}


def line_of(place: Place, name: str, given: Json) -> str:
    """The same command as it is written."""
    words = [f"<@{place.fake.bob['id']}>" if value == "QUIET" else str(value) for value in given.values()]
    return " ".join([f"!{name.removesuffix(' show').removesuffix(' status')}", *words])


async def told(place: Place, interaction: Interaction) -> str:
    """What somebody is told, at first or after an update of the message."""
    if interaction.type == 9:
        return str(interaction.modal["title"])
    await asyncio.sleep(0.05)
    return text((interaction.followups or [interaction.original or {"content": "done", "components": []}])[-1])


async def test_every_command_has_its_line_in_the_table(place: Place) -> None:
    named = set[str]()
    for command in place.fake.world.commands[None]:
        if command["type"] == 1:
            parts = [option for option in command.get("options") or [] if option["type"] == 1]
            named |= {f"{command['name']} {part['name']}" for part in parts} or {command["name"]}
    assert named == set(COMMANDS)
    assert sum(command["type"] == 3 for command in place.fake.world.commands[None]) == 2


async def test_every_control_has_its_line_in_the_table(library: Library, tmp_path: Path) -> None:
    with State.open(f"sqlite:///{tmp_path / 'state.db'}") as state:
        async with assembled(DiscordSettings(), library, state) as client:
            assert client.moderating.verbs == set(CONTROLS) | set(FORMS)
            client.counter.desk.close()


@pytest.mark.parametrize("what", ACTORS)
async def test_slash_commands(place: Place, what: str) -> None:
    for part in (list(COMMANDS)[:7], list(COMMANDS)[7:]):
        who = await somebody(place, what)
        for name in part:
            needs, given = COMMANDS[name]
            before, allowed = place.epoch(), ACTORS[what] >= RANK[needs]
            answer = await place.fake.slash(name, user=who, channel=place.channel, options=options_of(place, given))
            assert refused(await told(place, answer)) is not allowed, (name, await told(place, answer))
            assert allowed or place.epoch() == before, name


@pytest.mark.parametrize("what", ACTORS)
async def test_written_commands(place: Place, what: str) -> None:
    for part in (list(COMMANDS)[:7], list(COMMANDS)[7:]):
        who = await somebody(place, what)
        for name in part:
            needs, given = COMMANDS[name]
            before, allowed = place.epoch(), ACTORS[what] >= RANK[needs]
            asked = await place.fake.say(line_of(place, name, given), who, place.channel)
            answer = text(await reply_to(place, asked))
            assert refused(answer) is not allowed, (name, answer)
            assert allowed or place.epoch() == before, name


@pytest.mark.parametrize("what", ACTORS)
async def test_buttons_and_menus(place: Place, what: str) -> None:
    who = await somebody(place, what)
    for verb, (needs, argument, values) in CONTROLS.items():
        _report(place, 77)
        before = place.epoch()
        allowed = needs != "nobody" and ACTORS[what] >= RANK[needs]
        used = await use(place, who, f"m1:{verb}:{argument}", values)
        assert refused(await told(place, used)) is not allowed, (verb, await told(place, used))
        assert allowed or place.epoch() == before, verb


@pytest.mark.parametrize("what", ACTORS)
async def test_forms(place: Place, what: str) -> None:
    who = await somebody(place, what)
    for verb, (needs, argument, fields) in FORMS.items():
        _report(place, 77)
        before, allowed = place.epoch(), ACTORS[what] >= RANK[needs]
        sent = await send_form(place, who, f"m1:{verb}:{argument}", fields)
        assert refused(await told(place, sent)) is not allowed, verb
        assert allowed or place.epoch() == before, verb


@pytest.mark.parametrize("what", ACTORS)
async def test_buttons_of_answers_and_menus_of_messages(place: Place, what: str) -> None:
    fake, who = place.fake, await somebody(place, what)
    question = await fake.say("!context ford-review.10", fake.add_user(f"asker{next(_numbers)}"), place.channel)
    answer = await reply_to(place, question)
    for label in ("Earlier", "Say it plainly", "Report"):
        pressed = await use(place, who, _memory(answer, label), None)
        assert not refused(await told(place, pressed)), label
    for menu in ("Who said this?", "Quote on this"):
        asked = await fake.menu(menu, question, user=who)
        assert asked.ephemeral
    removed = await fake.press(answer, "Remove", user=who)
    await asyncio.sleep(0.1)
    assert (answer["id"] in fake.world.messages) is (ACTORS[what] < 2)
    assert refused(text(removed.original)) if ACTORS[what] < 2 and removed.original else True


async def test_direct_messages_carry_no_powers(place: Place) -> None:
    """Not even for the owner of the server, and not with a client that was tampered with."""
    fake = place.fake
    direct, before = fake.direct(fake.owner), place.epoch()
    for name, (needs, given) in COMMANDS.items():
        if RANK[needs] > 1:
            forged = await fake.slash(
                name, user=fake.owner, channel=direct, options=options_of(place, given), forged=True
            )
            assert (await told(place, forged)).startswith("This works only in a server"), name
            await fake.say(line_of(place, name, given), fake.owner, direct)
            answer = text(await fake.next_message(10, channel=direct))
            assert answer.startswith("This works only in a server"), name
    assert place.epoch() == before


async def test_another_servers_moderators_decide_nothing_here(place: Place) -> None:
    fake, before = place.fake, place.epoch()
    there = fake.world.channels_of(place.other["id"])[0]
    for name, (needs, given) in COMMANDS.items():
        if RANK[needs] > 1 and name != "settings prefix":
            answer = await fake.slash(name, user=fake.owner, channel=there, options=options_of(place, given))
            assert not refused(await told(place, answer)), name
    assert place.epoch() == before
    hidden = await fake.slash("withhold", user=fake.owner, channel=there, id="ford-review.8")
    assert "Withheld" in text(hidden.message)
    shown = await fake.slash("context", user=fake.bob, channel=place.channel, id="ford-review.8")
    assert "ford-review.8" in text(shown.message)
    assert not text(shown.message).startswith("There is no passage")


async def test_a_server_that_only_a_member_brought_the_bot_to_has_no_moderators(place: Place) -> None:
    """The bot is no member there: somebody took it along for themselves."""
    fake = place.fake
    guild = fake.add_guild("A server without the bot")
    channel = fake.add_channel("general", guild=guild)
    fake.leave(fake.bot, guild)
    await asyncio.sleep(0.2)
    for name in ("withhold", "settings show", "setup"):
        forged = await fake.slash(name, user=fake.owner, channel=channel, forged=True)
        assert (await told(place, forged)).startswith("This works only in a server"), name
    asked = await fake.slash("quote", user=fake.owner, channel=channel, question="cheka")
    assert not refused(await told(place, asked))


async def test_bots_and_webhooks_are_not_heard(place: Place) -> None:
    fake, before = place.fake, place.epoch()
    robot = fake.world.add_user("robot", bot=True)
    fake.join(robot)
    fake.give(robot, fake.add_role("robots", int(Permission.ADMINISTRATOR)))
    for name, (_, given) in COMMANDS.items():
        line = {"content": line_of(place, name, given)}
        fake.acted(fake.post(Draft(robot, place.channel, line)))
        fake.acted(fake.post(Draft(fake.owner, place.channel, line, more={"webhook_id": "123456789012345678"})))
    await fake.silence(1.5, channel=place.channel)
    assert place.epoch() == before


async def test_a_quiet_channel_still_obeys_its_moderators(place: Place) -> None:
    fake = place.fake
    channel = fake.add_channel("quiet one")
    with State.open(place.url) as state:
        state.settings.set_channel(place.act(), int(channel["id"]), Channel("off"))
    answer = await fake.slash("settings show", user=fake.moderator, channel=channel)
    assert "Nothing at all" in text(answer.message)


@pytest.mark.parametrize(
    ("line", "usage"), [("!quiet", "!quiet <member>"), ("!reading start", "!reading start <source>")]
)
async def test_a_mistyped_command_is_told_how_it_is_written(place: Place, line: str, usage: str) -> None:
    asked = await place.fake.say(line, place.fake.moderator, place.channel)
    assert text(await reply_to(place, asked)).replace("\\", "").startswith(f"Write it like this: {usage}")


# -- how it is done


async def reply_to(place: Place, question: Json) -> Json:
    """The bot's answer to just this message; acts may bring posts of their own."""
    channel = question["channel_id"]

    def found() -> Json | None:
        answers = (m for m in place.fake.world.history(channel) if m.get("referenced_message") is question)
        return next(answers, None)

    return await place.fake.until(found, 10, "the answer")


async def use(place: Place, who: Json, memory: str, values: list[str] | None) -> Interaction:
    """Use a control on a message of the bot that others can see, as a client that was tampered with might."""
    message = await _public(place, memory, values)
    if values is None:
        return await place.fake.press(message, memory, user=who, forged=True)
    return await place.fake.select(message, values, memory, user=who, forged=True)


async def _public(place: Place, memory: str, values: list[str] | None) -> Json:
    """A message of the bot with just this control."""
    control: Json = {"type": 2, "style": 2, "label": "x", "custom_id": memory, "id": 3}
    if values is not None:
        kind = {"m1:server-office:": 8, "m1:server-roles:": 6}.get(memory, 3)
        control = {"type": kind, "custom_id": memory, "id": 3, "min_values": 0, "max_values": 25}
        control |= {"options": [{"label": value, "value": value} for value in values] or []} if kind == 3 else {}
    body = {"flags": 1 << 15, "components": [{"type": 1, "id": 2, "components": [control]}]}
    return place.fake.post(Draft(place.fake.bot, place.channel, body))


async def send_form(place: Place, who: Json, memory: str, fields: dict[str, str]) -> Interaction:
    """Send a form, as if it had been opened on a message of the bot."""
    opener = await use(place, who, "m1:reading-status:1", None)
    message = await _public(place, "m1:log-open:1", None)
    parts = [{"type": 18, "id": n, "component": {"type": 4, "id": n + 50, "custom_id": name, "value": value}}
             for n, (name, value) in enumerate(fields.items(), 1)]  # fmt: skip
    data = {"custom_id": memory, "components": parts}
    return await place.fake._interact(FORM, data, who, place.channel, message=message, opener=opener)


def _memory(message: Json, label: str) -> str:
    from tests.chat.wire.bots import buttons

    return str(buttons(message)[label]["custom_id"])


def _report(place: Place, number: int) -> None:
    """Let a report of that number be open."""
    with State.open(place.url) as state:
        if (known := state.reports.get(int(place.guild["id"]), number)) is None:
            asked = Act(int(place.guild["id"]), 5, number, "a reason")
            state.reports.file(asked, f"ford-review.{number % 9 + 1}")
        elif known.outcome is not None:
            import sqlite3
            from contextlib import closing

            with closing(sqlite3.connect(place.url.removeprefix("sqlite:///"))) as connection, connection:
                connection.execute("UPDATE reports SET outcome = NULL, closed_at = NULL WHERE report_id = ?", (number,))
