"""Three processes of the bot on one PostgreSQL: each with its shards, and all with the same ones, as when one relieves
another."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from bot.models import Corpus
from bot.state import State
from bot.state.database import Database
from bot.state.schema import steps
from bot.state.values import Act, Plan, Server
from tests.chat.wire.bots import buttons, check_sent, dissensus, text
from tests.postgres import Postgres
from tests.wire import Fakecord
from tests.wire.process import Bot

pytestmark = pytest.mark.postgres

Json = dict[str, Any]
THREE = range(3)
_events = count(1)


@asynccontextmanager
async def processes(
    fake: Fakecord, home: Path, database: Path, url: str, shards: tuple[str, ...]
) -> AsyncIterator[list[Bot]]:
    """One process of the bot for each entry of `shards`, all on the same state."""
    async with AsyncExitStack() as stack:
        bots = []
        for number, own in enumerate(shards):
            folder = home / str(number)
            folder.mkdir(exist_ok=True)
            given = {"DISSENSUS_STATE_URL": url, "DISSENSUS_DISCORD_SHARD_COUNT": str(fake.shards)}
            bots.append(dissensus(fake, folder, database, **given, DISSENSUS_DISCORD_SHARDS=own))
        running = [*await asyncio.gather(*map(stack.enter_async_context, bots))]
        for bot in running:
            await bot.printed("Ready", 60)
        yield running


def act(guild: Json) -> Act:
    """Something that the moderator of the first minute does."""
    return Act(int(guild["id"]), 1, next(_events))


def opened(fake: Fakecord, channel: Json, step: int) -> int:
    """How many posts open a step of the reading in a channel, in English or German."""
    return seen(fake, channel, f"Step {step} of 2.") + seen(fake, channel, f"Schritt {step} von 2.")


async def moved_on(fake: Fakecord, guild: Json, places: list[Json]) -> None:
    """The moderator opens the second step in every channel of a server."""
    for place in places:
        if place["guild_id"] == guild["id"]:
            await fake.slash("reading next", user=fake.owner, channel=place)


def seen(fake: Fakecord, channel: Json, words: str) -> int:
    """How many messages of a channel say something."""
    return sum(words in text(message) for message in fake.world.history(channel["id"]))


async def test_each_with_its_shards(tmp_path: Path, database: Path, corpus: Corpus, postgres: Postgres) -> None:
    """Every due post is sent once, whoever takes it; what a server decides, asks and reports is seen to once."""
    url, own = postgres.fresh(), [p for p in corpus.passages if p.source == "pirani-page"]
    async with Fakecord(shards=3) as fake:
        guilds = [fake.guild, *(fake.add_guild(f"Server {shard}", shard=shard) for shard in THREE[1:])]
        talks = [fake.add_channel("talk", guild=guild) for guild in guilds]
        offices = [fake.add_channel("moderators", guild=guild) for guild in guilds]
        places = [fake.add_channel(f"reading-{n}", guild=guild) for guild in guilds for n in range(7)]
        guilds[2]["preferred_locale"] = "de"
        with State.open(url) as state:
            for guild, office in zip(guilds, offices, strict=True):
                state.settings.set_server(act(guild), Server(moderators_channel=int(office["id"])))
        async with processes(fake, tmp_path, database, url, ("0", "1", "2")):
            assert {session.shard for session in fake.gateway.sessions.values()} == set(THREE)
            at = (datetime.now(UTC) + timedelta(seconds=2)).replace(tzinfo=None)
            with State.open(url) as state:
                for place in places:
                    plan = [
                        Plan(own[0].position, own[2].position, at),
                        Plan(own[3].position, own[4].position, at + timedelta(days=1)),
                    ]
                    state.readings.start(act({"id": place["guild_id"]}), int(place["id"]), "pirani-page", plan)
            sent = lambda step: all(opened(fake, place, step) for place in places)  # noqa: E731
            await fake.until(lambda: sent(1), 60, "a post in every channel")
            # At once in all servers: every process hears of its own and looks for what is due.
            await asyncio.gather(*(moved_on(fake, guild, places) for guild in guilds))
            await fake.until(lambda: sent(2), 60, "the next post in every channel")
            for talk, office in zip(talks, offices, strict=True):
                await fake.say("!context pirani-page.4 0", fake.bob, talk)
                answer = await fake.next_message(20, channel=talk)
                report = next(label for label in buttons(answer) if label in ("Report", "Melden"))
                form = await fake.press(answer, report, user=fake.bob)
                await fake.submit_modal(form, {"reason": "x"}, user=fake.bob)
                await fake.until(lambda office=office: seen(fake, office, "pirani-page.4"), 20, "the card")
            await asyncio.sleep(4)  # every job of every process has looked again
            assert {opened(fake, place, step) for place in places for step in (1, 2)} == {1}
            assert all(seen(fake, place, "Schritt") == 2 for place in places if place["guild_id"] == guilds[2]["id"])
            with State.open(url) as state:
                assert state.verify() == ()
        assert len(claimed_by(url)) == 3, "one process did all the work; that shows nothing"
        check_sent(fake)


def claimed_by(url: str) -> set[str]:
    """The processes that sent posts."""
    db = Database(url)
    try:
        with db.read() as connection:
            return set(connection.execute(select(steps.c.claimed_by)).scalars())
    finally:
        db.close()


async def test_all_with_the_same_shard(tmp_path: Path, database: Path, corpus: Corpus, postgres: Postgres) -> None:
    """All three hear every event: an act is stored once, and from then on no one of them shows what it withholds."""
    url, passage = postgres.fresh(), next(p for p in corpus.passages if p.id == "ford-review.4")
    async with Fakecord() as fake:
        office = fake.add_channel("moderators")
        with State.open(url) as state:
            server = Server(moderators_channel=int(office["id"]), pause=0)
            state.settings.set_server(act(fake.guild), server)
        async with processes(fake, tmp_path, database, url, ("", "", "")):
            answers = lambda: [m for m in fake.world.history(fake.channel["id"]) if m["author"] is fake.bot]  # noqa: E731
            await fake.say(f"!context {passage.id} 0")
            shown = await fake.until(lambda: answers() if len(answers()) == 3 else None, 20, "three answers")
            assert all(passage.text[:40] in text(message) for message in shown)

            await fake.say(f"!withhold {passage.id} heard by all", fake.moderator)
            done = lambda: [m for m in answers() if text(m).startswith("Withheld from members")]  # noqa: E731
            await fake.until(done, 20, "the acknowledgement")
            fake.replay()
            question = await fake.say(f"!context {passage.id} 0", fake.bob)
            later = lambda: [m for m in answers() if "There is no passage" in text(m)]  # noqa: E731
            await fake.until(lambda: len(later()) == 3, 20, "three more answers")
            behind = [m for m in answers() if int(m["id"]) > int(question["id"])]
            assert not [m for m in behind if passage.text[:40] in text(m)]
            assert len(done()) == 1
            await fake.until(lambda: not any(passage.text[:40] in text(m) for m in shown), 30, "old answers without it")
            await fake.until(lambda: seen(fake, office, "withheld a passage"), 20, "the record")
            await asyncio.sleep(4)  # every job of every process has looked again
            assert seen(fake, office, "withheld a passage") == 1
            with State.open(url) as state:
                entries = state.record.page(int(fake.guild["id"]), what="withhold").entries
                assert [entry.reason for entry in entries] == ["heard by all"]
                assert state.verify() == ()
        check_sent(fake)
