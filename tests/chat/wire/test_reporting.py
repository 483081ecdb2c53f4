"""Reports: from a member's form to the moderators' card and what becomes of it; across restarts; each told once."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.models import Corpus
from bot.state import State
from bot.state.values import Act, Server
from tests.chat.wire.bots import buttons, check_sent, dissensus, text
from tests.chat.wire.conftest import Table
from tests.chat.wire.test_house_rules import act, state_of
from tests.chat.wire.test_pressing import forged
from tests.wire import Fakecord, Interaction

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = dict[str, Any]


@pytest_asyncio.fixture(loop_scope="session")
async def group(table: Table) -> tuple[Table, Json, Json]:
    """A server of its own with a moderators' channel: the table in it, the channel, its moderator."""
    guild = table.fake.add_guild("Reports")
    table.channel = table.fake.add_channel("talk", guild=guild)
    office = table.fake.add_channel("moderators", guild=guild)
    table.fake.join(table.member, guild)
    role = table.fake.add_role("stewards", 1 << 13, guild)
    moderator = table.fake.add_user("steward", guild)
    table.fake.give(moderator, role)
    with state_of(table) as state:
        state.settings.set_server(act(table, guild), Server(moderators_channel=int(office["id"]), pause=0))
    return table, office, moderator


async def reported(
    table: Table, answer: Json, reason: str = "this is about somebody I know", **more: str
) -> Interaction:
    """A member's report of an answer."""
    form = await table.press(answer, "Report")
    assert form.modal["title"] == "Report"
    return await table.fake.submit_modal(form, {"reason": reason, **more}, user=table.member)


async def card_of(table: Table, office: Json, id: str) -> Json:
    """The card by which moderators see a report."""
    seen = lambda: next((m for m in table.fake.world.history(office["id"]) if f"Report on {id}" in text(m)), None)  # noqa: E731
    return await table.fake.until(seen, 20, "the card")


async def test_a_report_is_withheld_from_its_card(group: tuple[Table, Json, Json], corpus: Corpus) -> None:
    table, office, moderator = group
    await table.say("!context ford-review.4 0")
    answer = await table.answer()
    thanked = await reported(table, answer, "*stars* <@1> and\nlines @everyone")
    assert thanked.ephemeral
    assert text(thanked.message) == "Thank you. The moderators have it before them."
    card = await card_of(table, office, "ford-review.4")
    assert f"<@{table.member['id']}>" in text(card)
    assert card["mentions"] == []
    assert "\\*stars" in text(card)
    passage = next(p for p in corpus.passages if p.id == "ford-review.4")
    assert passage.text[:30] in text(card)
    assert f"https://discord.com/channels/{table.channel['guild_id']}/{table.channel['id']}/{answer['id']}" in text(
        card
    )

    refused = await table.fake.press(card, "Dismiss", user=table.fake.bob)
    assert text(refused.message) == "Only moderators of this channel can do that."
    form = await table.fake.press(card, "Withhold", user=moderator)
    await table.fake.submit_modal(form, {"reason": "agreed"}, user=moderator)
    await table.fake.until(lambda: "Withheld from members." in text(card), 10)
    assert f"<@{moderator['id']}>" in text(card)
    assert not {"Withhold", "Dismiss", "Reply"} & set(buttons(card))
    await table.fake.until(lambda: "ford-review.4" not in text(answer) or "withheld" in text(answer), 20)
    with state_of(table) as state:
        newest = state.record.page(int(office["guild_id"]), what="withhold-report").entries[0]
    assert (newest.by, newest.reason, newest.detail) == (int(moderator["id"]), "agreed", "passage=ford-review.4")


async def test_of_several_passages_one_is_chosen_and_a_second_report_is_refused(
    group: tuple[Table, Json, Json],
) -> None:
    table, office, moderator = group
    await table.say("!quote kronstadt")
    answer = await table.answer()
    form = await table.press(answer, "Report")
    offered = [o["value"] for label in form.modal["components"] for o in label["component"].get("options", [])]
    assert len(offered) > 2
    assert all(id in text(answer) for id in offered)
    id = offered[1]
    await table.fake.submit_modal(form, {"passage": [id], "reason": "one"}, user=table.member)
    card = await card_of(table, office, id)
    again = await reported(table, answer, passage=[id])  # type: ignore[arg-type]
    assert text(again.message).startswith("You have already reported this passage")
    await table.fake.press(card, "Dismiss", user=moderator)
    await table.fake.until(lambda: "Dismissed." in text(card), 10)
    assert len([m for m in table.fake.world.history(office["id"]) if "Report on" in text(m)]) == 1

    with state_of(table) as state:
        (closed,) = state.record.page(int(office["guild_id"]), what="dismiss-report").entries
        epoch = state.epoch(int(office["guild_id"]))
    memory = f"m1:report-dismiss:{closed.target.removeprefix('report:')}"
    second = await table.fake.press(forged(card, memory), memory, user=moderator, forged=True)
    told = await table.fake.until(lambda: next(iter(second.followups), None), 10)
    assert text(told) == "This report is closed already."
    with state_of(table) as state:
        assert state.epoch(int(office["guild_id"])) == epoch


@pytest.mark.parametrize("closed", [False, True])
async def test_moderators_answer_the_reporter(group: tuple[Table, Json, Json], closed: bool) -> None:
    table, office, moderator = group
    await table.say("!context pirani-page.2 0")
    await reported(table, await table.answer())
    card = await card_of(table, office, "pirani-page.2")
    if closed:
        table.fake.close_direct(table.member)
    form = await table.fake.press(card, "Reply", user=moderator)
    sent = await table.fake.submit_modal(form, {"text": "It stays, and here is why."}, user=moderator)
    await table.fake.until(lambda: "Answered." in text(card), 10)
    direct = table.fake.direct(table.member)
    if closed:
        told = await table.fake.until(lambda: next(iter(sent.followups), None), 10)
        assert "did not arrive" in text(told)
        return
    told = await table.fake.until(lambda: next(iter(table.fake.world.history(direct["id"])), None), 10)
    assert "It stays, and here is why." in text(told)


async def test_a_private_answer_can_be_reported_too(group: tuple[Table, Json, Json]) -> None:
    table, office, _ = group
    answer = await table.slash("context", id="harman-pamphlet.5.4", show="1", private=True)
    form = await table.press(answer.message, "Report")
    await table.fake.submit_modal(form, {"passage": ["harman-pamphlet.5.4"], "reason": "x"}, user=table.member)
    await card_of(table, office, "harman-pamphlet.5.4")


async def test_a_moderators_removal_of_an_answer_is_recorded(group: tuple[Table, Json, Json]) -> None:
    table, _, moderator = group
    await table.say("!quote cheka")
    answer = await table.answer()
    await table.fake.press(answer, "Remove", user=moderator)
    await table.fake.until(lambda: answer["id"] not in table.fake.world.messages)
    with state_of(table) as state:
        newest = state.record.page(int(table.channel["guild_id"]), what="remove-answer").entries[0]
    assert (newest.by, newest.target) == (int(moderator["id"]), f"message:{answer['id']}")


async def test_a_report_and_its_form_outlive_the_bot(tmp_path: Path, database: Path) -> None:
    async with Fakecord() as fake:
        guild, office = int(fake.guild["id"]), fake.add_channel("moderators")
        url = f"sqlite:///{tmp_path / 'state.db'}"
        with State.open(url) as state:
            state.settings.set_server(Act(guild, 1, 1), Server(moderators_channel=int(office["id"])))
        async with dissensus(fake, tmp_path, database) as bot:
            await bot.printed("Ready", 60)
            await fake.say("!context ford-review.2 0")
            answer = await fake.next_message(15, channel=fake.channel)
            form = await fake.press(answer, "Report")
            await bot.kill()
        async with dissensus(fake, tmp_path, database) as bot:
            await bot.printed("Ready", 60)
            sent = await fake.submit_modal(form, {"reason": "typed while it was away"})
            assert text(sent.message) == "Thank you. The moderators have it before them."
            cards = lambda: [m for m in fake.world.history(office["id"]) if "Report on" in text(m)]  # noqa: E731
            await fake.until(cards, 20)
            await bot.kill()
        with State.open(url) as state:
            # As if it had died before it could keep that the card is there.
            (report,) = state.reports.open(guild)
            state.reports.card(guild, report.id, None)  # type: ignore[arg-type]
        async with dissensus(fake, tmp_path, database) as bot:
            await bot.printed("Ready", 60)
            async with asyncio.timeout(20):
                while not _card(url, guild):  # noqa: ASYNC110 - keeping it rings no bell
                    await asyncio.sleep(0.1)
            (card,) = cards()
            await fake.press(card, "Dismiss", user=fake.moderator)
            await fake.until(lambda: "Dismissed." in text(card), 10)
        check_sent(fake)


def _card(url: str, guild: int) -> int | None:
    with State.open(url) as state:
        (report,) = state.reports.open(guild)
        return report.card
