"""A moderator's afternoon, from setting a server up to the deletion of a member's data, as each person sees it.

    pytest tests/chat/wire/test_afternoon.py --pictures docs/pictures

makes the pictures of docs/moderating.md.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.models import Corpus
from bot.state import State
from tests.chat.wire.bots import check_sent, containers, dissensus, text
from tests.chat.wire.scenes import Camera
from tests.wire import Fakecord, Permission

Json = dict[str, Any]
TITLE = "How the revolution was lost"


async def test_a_moderators_afternoon(
    tmp_path: Path, database: Path, corpus: Corpus, pytestconfig: pytest.Config
) -> None:
    own = [passage for passage in corpus.passages if passage.source == "harman-pamphlet"]
    reported = next(passage for passage in corpus.passages if passage.id == "ford-thread.c4.3")
    async with Fakecord() as fake:
        olga, mona, alice, bob = fake.owner, fake.moderator, fake.alice, fake.bob
        camera = Camera(fake, tmp_path, pytestconfig.getoption("pictures"))
        hall = fake.add_channel("harman-1967")
        office = fake.add_channel("moderators")
        fake.deny(office, fake.guild, Permission.VIEW_CHANNEL)
        for allowed in (fake.moderators, fake.bot):
            fake.allow(office, allowed, Permission.VIEW_CHANNEL)
        history = lambda channel: fake.world.history(channel["id"])  # noqa: E731
        said = lambda channel, words: next((m for m in reversed(history(channel)) if words in text(m)), None)  # noqa: E731

        async with dissensus(fake, tmp_path, database) as bot:
            await bot.printed("Ready", 60)

            # Olga, to whom the server belongs, sets it up.
            panel = (await fake.slash("setup", user=olga, channel=office)).message
            await fake.select(panel, [office], "m1:server-office:", user=olga)
            await fake.select(panel, [fake.moderators], "m1:server-roles:", user=olga)
            await fake.select(panel, ["Europe/Berlin"], "m1:server-zone:", user=olga)
            await fake.select(panel, ["yes"], "m1:server-spoilers:", user=olga)
            assert "Times are given in Europe/Berlin." in text(panel)
            camera.take("afternoon-01-setup", olga, office, panel)

            # Mona, a moderator, starts a reading.
            started = await fake.slash(
                "reading start", user=mona, channel=hall, source="harman-pamphlet", steps="12", title=TITLE
            )
            assert f"{own[0].id} – {own[11].id}" in text(started.message)
            post = await fake.until(lambda: said(hall, "Step 1 of "), 20)
            camera.take("afternoon-02-reading", mona, hall, started.message, post)

            # Members ask; what the group has not come to is not quoted, save for whoever presses to see it.
            question = await fake.say("!quote kronstadt", alice, hall)
            answer = await fake.next_message(20, channel=hall)
            assert containers(answer)
            assert not [passage.id for passage in own[12:] if f"{passage.id} " in text(answer)]
            camera.take("afternoon-03-members", alice, hall, question, answer)
            ahead = (await fake.press(answer, "Look ahead", user=bob)).message
            assert any(card.get("spoiler") for card in containers(ahead))
            camera.take("afternoon-04-ahead", bob, hall, ahead)

            # Bob finds that a comment is too personal for this room.
            form = await fake.press(answer, "Report", user=bob)
            why = "This is about a person here, and she has asked us to leave it be."
            filled = {**form.modal, "components": filled_in(form.modal["components"], reported.id, why)}
            camera.take("afternoon-05-report", bob, hall, question, form=filled)
            thanked = await fake.submit_modal(form, {"passage": [reported.id], "reason": why}, user=bob)
            assert text(thanked.message) == "Thank you. The moderators have it before them."
            card = await fake.until(lambda: said(office, f"Report on {reported.id}"), 20)
            assert why.split(",")[0] in text(card)

            await bot.kill()

        # The bot has died and is started again; the card still works.
        async with dissensus(fake, tmp_path, database) as bot:
            await bot.printed("Ready", 60)
            camera.take("afternoon-06-card", mona, office, card)
            opened = await fake.press(card, "Withhold", user=mona)
            await fake.submit_modal(opened, {"reason": "Agreed; it stays in the corpus, not in this room."}, user=mona)
            await fake.until(lambda: "Withheld from members." in text(card), 20)
            await fake.until(lambda: reported.id not in text(answer), 30)
            missing = await fake.slash("context", id=reported.id, user=alice, channel=hall)
            assert text(missing.message).startswith("There is no passage")
            camera.take("afternoon-07-members-after", alice, hall, answer, missing.message)
            marked = await fake.slash("context", id=reported.id, private=True, user=mona, channel=hall)
            assert "Withheld from members here" in text(marked.message)
            camera.take("afternoon-08-moderator-after", mona, hall, marked.message)

            # The window moves on.
            later = own[15]
            before = await fake.slash("context", id=later.id, user=alice, channel=hall)
            assert text(before.message).startswith("There is no passage")
            moved = await fake.slash("reading next", user=mona, channel=hall)
            second = await fake.until(lambda: said(hall, "Step 2 of "), 20)
            after = await fake.slash("context", id=later.id, user=alice, channel=hall)
            assert later.text[:40] in text(after.message)
            camera.take("afternoon-09-next-step", alice, hall, second, after.message)
            assert moved.ephemeral

            # One member asks too often.
            quiet = await fake.slash("quiet", user=mona, channel=hall, member=bob, duration="1 hour", reason="a flood")
            assert f"<@{bob['id']}>" in text(quiet.message)
            await fake.say("!quote cheka", bob, hall)
            await fake.silence(0.6, channel=hall)

            # What was shown, and what moderators did.
            balance = await fake.slash("balance", user=mona, channel=hall)
            assert balance.message["attachments"]
            camera.take("afternoon-10-balance", mona, hall, balance.message)
            log = await fake.slash("log", user=mona, channel=hall)
            for act in ("changed the settings of the server", "started a reading", "withheld a passage after a report"):
                assert act in text(log.message)
            assert "The record is whole" in text(log.message)
            camera.take("afternoon-11-record", mona, hall, log.message)
            await fake.until(lambda: said(office, "had me not answer a member"), 30)
            camera.take("afternoon-12-moderators-channel", mona, office)

            # Bob takes his data with him.
            mine = await fake.slash("mydata show", user=bob, channel=hall)
            assert mine.message["attachments"]
            delete = (await fake.slash("mydata delete", user=bob, channel=hall)).message
            camera.take("afternoon-13-my-data", bob, hall, mine.message, delete)
            await fake.press(delete, "Delete it all", user=bob)
            await fake.until(lambda: "It is deleted" in text(delete), 20)
            await fake.slash("reading end", user=mona, channel=hall)

        with State.open(f"sqlite:///{tmp_path / 'state.db'}") as state:
            assert state.verify() == ()
            acts = [entry.what for entry in state.record.page(int(fake.guild["id"]), limit=99).entries]
            assert acts[:4] == ["end-reading", "quiet", "next-step", "withhold-report"]
            assert {holding.table for holding in state.privacy.show(int(bob["id"]))} <= {"quiets"}
            assert state.moderation.withheld(int(fake.guild["id"])) == {reported.id}
        assert why.encode() not in (tmp_path / "state.db").read_bytes()
        check_sent(fake)


def filled_in(components: list[Json], passage: str, typed: str) -> list[Json]:
    """The components of a form as somebody has filled it in."""
    fields = [label["component"] for label in components]
    chosen = {4: {"value": typed}, 3: {"options": [{"label": passage, "default": True}]}}
    return [
        {**label, "component": {**field, **chosen[field["type"]]}}
        for label, field in zip(components, fields, strict=True)
    ]
