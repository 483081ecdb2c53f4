"""A group reads together: steps, posts, the window for every way of asking, prompts; posts once, whatever happens."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.models import Corpus, Passage
from bot.state import State
from bot.state.values import Act, Channel, Plan, Server
from tests.chat.wire.bots import buttons, check_sent, dissensus, text
from tests.chat.wire.conftest import Table
from tests.chat.wire.test_house_rules import act, settle, state_of
from tests.chat.wire.test_pressing import forged
from tests.wire import Fakecord, Interaction

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = dict[str, Any]


async def moderating(table: Table, name: str, **given: Any) -> Interaction:
    """A moderator's command."""
    given.setdefault("channel", table.channel)
    return await table.fake.slash(name, user=table.fake.moderator, **given)


async def posted(table: Table, step: int, channel: Json | None = None) -> Json:
    """The post that opens a step."""
    place = (channel or table.channel)["id"]
    words = f"Step {step} of "
    found = lambda: next((m for m in table.fake.world.history(place) if words in text(m)), None)  # noqa: E731
    return await table.fake.until(found, 15, words)


def of(corpus: Corpus, source: str) -> list[Passage]:
    """The passages of a source."""
    return [passage for passage in corpus.passages if passage.source == source]


async def test_a_reading_from_start_to_end(table: Table, corpus: Corpus) -> None:
    own = of(corpus, "harman-pamphlet")
    started = await moderating(table, "reading start", source="harman-pamphlet", steps="20", title="Autumn reading")
    assert "The reading has begun" in text(started.message)
    assert f"{own[0].id} – {own[19].id}" in text(started.message)
    post = await posted(table, 1)
    assert "**Autumn reading**" in text(post)
    assert f"Step 1 of {-(-len(own) // 20)}." in text(post)
    assert f"To read: {own[0].id} – {own[19].id}." in text(post)
    framing = next(source.framing for source in corpus.sources if source.id == "harman-pamphlet")
    assert framing[:40] in text(post)
    (link,) = [button["url"] for button in buttons(post).values() if "url" in button]
    assert link == own[0].url

    asked = await table.press(post, "Where are we?")
    assert asked.ephemeral
    assert "Step 1 of" in text(asked.message)
    again = await moderating(table, "reading start", source="ford-review")
    assert text(again.message).startswith("This channel is reading something already")

    later = own[25]
    hidden = await table.slash("context", id=later.id)
    assert text(hidden.message).startswith("There is no passage")
    assert text((await moderating(table, "reading next")).message).startswith("The next step is open")
    await posted(table, 2)
    shown = await table.slash("context", id=later.id)
    assert later.id in text(shown.message)

    ended = await moderating(table, "reading end")
    assert text(ended.message).startswith("The reading is over")
    assert "reads nothing" in text((await moderating(table, "reading status")).message)


async def test_the_window_holds_for_every_way_of_asking(table: Table, corpus: Corpus) -> None:
    own = of(corpus, "harman-pamphlet")
    await table.say("!quote kronstadt in:harman-pamphlet")
    old = await table.answer()
    context = next(label for label in buttons(old) if label.startswith("Context "))
    await moderating(table, "reading start", source="harman-pamphlet", last=own[9].id, steps="5")
    await posted(table, 1)
    unread = {passage.id for passage in own[5:]}
    thread = table.fake.add_thread("within", table.channel)
    later = own[30].text.split(". ")[0]
    for channel in (table.channel, thread):
        # One member does not ask so much in a row.
        table.member = table.fake.add_user(f"reader{channel['id']}")
        answers = [
            await table.slash("quote", question="kronstadt", channel=channel),
            await table.slash("who-said", phrase=later, channel=channel),
            await table.slash("contrast", topic="kronstadt", channel=channel),
            await table.slash("context", id=own[4].id, show="1", channel=channel),
            await table.slash("coverage", topic="kronstadt", channel=channel),
            await table.slash("sources", channel=channel),
            await table.slash("voices", channel=channel),
        ]
        for answer in answers:
            assert not [id for id in unread if f"{id} " in text(answer.message) + " "]
        assert "5 passages" in text(answers[5].message)
        said = "Of Harman's pamphlet only what the group has read is quoted here."
        assert [said in text(answer.message) for answer in answers] == [True, True, True, False, True, True, True]
        offered = await table.fake.autocomplete("context", "id", "harman", user=table.member, channel=channel)
        assert [choice["value"] for choice in offered] == [passage.id for passage in own[:5]]
    table.member = table.fake.add_user("another reader")
    pressed = await table.press(old, context)
    assert text(pressed.message).startswith("There is no passage")
    assert "Look ahead" not in buttons(answers[0].message)
    ahead = "d1b:quote/0/=kronstadt"
    pressed = await table.fake.press(forged(old, ahead), ahead, user=table.member, forged=True)
    assert text(pressed.message).startswith("What lies ahead is closed here")
    await moderating(table, "reading end")


async def test_looking_ahead_is_an_explicit_press_behind_a_veil_where_it_is_allowed(
    table: Table, corpus: Corpus
) -> None:
    own = of(corpus, "harman-pamphlet")
    guild = table.fake.add_guild("Another reading group")
    channel = table.fake.add_channel("ahead", guild=guild)
    table.fake.join(table.member, guild)
    with state_of(table) as state:
        state.settings.set_server(act(table, guild), Server(spoilers=True))
        plan = [Plan(own[0].position, own[4].position), Plan(own[5].position, own[-1].position)]
        state.readings.start(act(table, guild), int(channel["id"]), "harman-pamphlet", plan)
    answer = await table.slash("quote", question="kronstadt", channel=channel)
    assert "harman-pamphlet.4" not in text(answer.message)
    ahead = await table.press(answer.message, "Look ahead")
    assert ahead.ephemeral
    veiled = [
        c for c in ahead.message["components"] if c["type"] == 17 and "harman-pamphlet.4" in text({"components": [c]})
    ]
    assert veiled
    assert all(card["spoiler"] for card in veiled)
    open_cards = [c for c in ahead.message["components"] if c["type"] == 17 and c not in veiled]
    assert open_cards
    assert not any(card["spoiler"] for card in open_cards)
    assert not {"Post to channel", "Look ahead"} & set(buttons(ahead.message))


async def test_posts_come_at_their_time_in_order(table: Table, corpus: Corpus) -> None:
    own = of(corpus, "pirani-page")
    with state_of(table) as state:
        now = datetime.now(UTC).replace(tzinfo=None)
        due = [now - timedelta(hours=2), now - timedelta(hours=1), now + timedelta(days=1)]
        plan = [Plan(own[n].position, own[n].position, at) for n, at in enumerate(due)]
        state.readings.start(act(table), int(table.channel["id"]), "pirani-page", plan, title="Missed hours")
    first, second = await posted(table, 1), await posted(table, 2)
    assert int(first["id"]) < int(second["id"])
    assert len(table.fake.world.history(table.channel["id"])) == 2
    status = await moderating(table, "reading status")
    assert "The next step opens: <t:" in text(status.message)
    await moderating(table, "reading end")


async def test_a_forum_reads_as_a_whole_with_a_post_for_every_step(table: Table, corpus: Corpus) -> None:
    forum = table.fake.add_channel("forum", "forum")
    thread = table.fake.add_post(forum, "talk", "about what we read")
    await moderating(table, "reading start", source="pirani-page", steps="2", channel=thread, forum=True)
    named = lambda: [c for c in table.fake.world.channels.values() if c.get("name") == "pirani-page 1/3"]  # noqa: E731
    (opened,) = await table.fake.until(named, 15)
    assert opened["parent_id"] == forum["id"]
    assert "Step 1 of 3." in text(await posted(table, 1, opened))
    hidden = await table.slash("context", id=of(corpus, "pirani-page")[3].id, channel=thread)
    assert text(hidden.message).startswith("There is no passage")
    await moderating(table, "reading end", channel=thread)


async def test_a_prompt_opens_a_discussion(table: Table, corpus: Corpus) -> None:
    told = await moderating(table, "reading prompt", about="Harman-pamphlet.4.2")
    assert text(told.message) == "Posted: harman-pamphlet.4.2."
    message = next(m for m in table.fake.seen_by(table.member, table.channel) if m["id"] != told.message["id"])
    assert "harman-pamphlet.4.2" in text(message)
    thread = await table.fake.until(lambda: table.fake.world.channels.get(message["id"]))
    assert thread["name"] == "harman-pamphlet.4.2"
    with state_of(table) as state:
        assert state.answers.passages(int(table.fake.guild["id"]), int(message["id"])) == {"harman-pamphlet.4.2"}
        newest = state.record.page(int(table.fake.guild["id"]), what="post-prompt").entries[0]
    assert newest.target == "passage:harman-pamphlet.4.2"
    contrast = next(c for c in corpus.contrasts if "Kronstadt" in c.topics)
    await moderating(table, "reading prompt", about="kronstadt")
    pair = table.fake.seen_by(table.member, table.channel)[-1]
    assert "1 registered pair" in text(pair)
    assert contrast.a in text(pair) or contrast.b in text(pair)
    unknown = await moderating(table, "reading prompt", about="zanthoplan")
    assert text(unknown.message).startswith("There is no passage of that id")


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"source": "no-such-source"}, "There is no source of that name here"),
        ({"source": "ford-review", "first": "ford-thread.c1.1"}, "The first and the last passage must be"),
        ({"source": "ford-review", "steps": "several"}, "Steps are"),
        ({"source": "ford-review", "begins": "soon"}, "Write the time like"),
        ({"source": "ford-thread", "begins": "2030-01-01"}, "Say how far apart"),
        ({"source": "ford-review", "every": "week"}, "Say when the first step begins"),
        ({"source": "ford-review", "until": "2020-01-01"}, "The end of the reading must lie ahead."),
        ({"source": "ford-review", "forum": True}, "This is no post of a forum"),
    ],
)
async def test_what_cannot_be_read_is_refused_in_a_sentence(table: Table, given: Json, told: str) -> None:
    refused = await moderating(table, "reading start", **given)
    assert refused.ephemeral
    assert told in text(refused.message)


async def test_only_moderators_move_a_reading(table: Table) -> None:
    for name, given in (
        ("start", {"source": "ford-review"}),
        ("next", {}),
        ("end", {}),
        ("prompt", {"about": "kronstadt"}),
    ):
        refused = await table.slash(f"reading {name}", **given)
        assert text(refused.message) == "Only moderators of this channel can do that."
    await table.say("!reading start ford-review")
    assert text(await table.answer()) == "Only moderators of this channel can do that."
    await table.say("!reading")
    assert "reads nothing" in text(await table.answer())


async def test_a_post_says_nothing_of_what_may_not_be_quoted_there(table: Table, corpus: Corpus) -> None:
    own = of(corpus, "ford-review")
    settle(table, Channel(sources=frozenset({"ford-review"})))
    with state_of(table) as state:
        state.moderation.withhold(act(table), own[0].id)
        plan = [Plan(own[0].position, own[-1].position)]
        state.readings.start(act(table), int(table.channel["id"]), "ford-review", plan)
    try:
        post = await posted(table, 1)
        assert f"{own[0].id} " not in text(post) + " "
        assert f"To read: {own[1].id} – {own[-1].id}." in text(post)
        assert "harman" not in text(post)
    finally:
        with state_of(table) as state:
            state.moderation.release(act(table), own[0].id)
            state.readings.end(act(table), int(table.channel["id"]))


@pytest.mark.parametrize("sent", [False, True])
async def test_a_bot_killed_in_the_middle_of_a_post_sends_it_once(
    tmp_path: Path, database: Path, corpus: Corpus, sent: bool
) -> None:
    """It dies after claiming the post: before it was sent, or after and before anybody knew."""
    own = of(corpus, "pirani-page")
    async with Fakecord() as fake:
        guild, channel = int(fake.guild["id"]), int(fake.channel["id"])
        url = f"sqlite:///{tmp_path / 'state.db'}"
        async with dissensus(fake, tmp_path, database) as bot:
            await bot.printed("Ready", 60)
            fake.fault(f"POST /channels/{channel}/messages", 200, times=9, after=sent, delay=60)
            with State.open(url) as state:
                state.readings.start(Act(guild, 1, 1), channel, "pirani-page", [Plan(own[0].position, own[1].position)])
            while fake.troubles.faults[0].times == 9:  # noqa: ASYNC110 - a request that hangs rings no bell
                await asyncio.sleep(0.05)
            await bot.kill()
        fake.troubles.faults.clear()
        longer = datetime.now(UTC) + timedelta(minutes=3)
        with State.open(url, clock=lambda: longer) as later:
            # Somebody else looks after it once it has waited long enough, and dies as well.
            claimed = later.posts.claim()
            assert claimed is not None
            assert claimed.again
            later.posts.give_back(claimed)
        if sent:
            _mark_as_tried(tmp_path / "state.db")
        async with dissensus(fake, tmp_path, database) as bot:
            await bot.printed("Ready", 60)
            async with asyncio.timeout(20):
                while _status(url, guild, channel) != "sent":  # noqa: ASYNC110 - keeping it rings no bell
                    await asyncio.sleep(0.1)
            assert len(fake.world.history(fake.channel["id"])) == 1
        check_sent(fake)


def _status(url: str, guild: int, channel: int) -> str:
    with State.open(url) as state:
        reading = state.readings.status(guild, channel)
        return reading.steps[0].status if reading else ""


def _mark_as_tried(path: Path) -> None:
    """Make the claim of the dead process old enough to be looked after: nobody can wait two minutes here."""
    import sqlite3
    from contextlib import closing

    old = int((datetime.now(UTC) - timedelta(minutes=5)).timestamp() * 1_000_000)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE steps SET status = 'claimed', claimed_by = 'dead', claimed_at = ?", (old,))
