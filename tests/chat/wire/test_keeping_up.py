"""Answers keep up with their questions: edited, deleted, repeated, while Discord comes and goes."""

from __future__ import annotations

from pathlib import Path
from shutil import copy

import pytest

from tests.chat.wire.bots import buttons, check_sent, containers, dissensus, text
from tests.chat.wire.conftest import Table
from tests.conftest import SMALL
from tests.wire import Fakecord

pytestmark = pytest.mark.asyncio(loop_scope="module")


async def test_an_edited_question_edits_the_answer(table: Table) -> None:
    question = await table.say("!quote kronstadt")
    answer = await table.answer()
    await table.fake.edit_message(question, "!quote cheka")
    await table.fake.until(lambda: "Cheka" in text(answer))
    assert "Kronstadt" not in text(answer)
    await table.fake.edit_message(question, "!context nowhere.1")
    await table.fake.until(lambda: "There is no passage" in text(answer))
    await table.fake.edit_message(question, "never mind")
    await table.fake.until(lambda: answer["id"] not in table.fake.world.messages)
    await table.fake.edit_message(question, "!quote kronstadt")
    assert "Kronstadt" in text(await table.answer())


async def test_a_deleted_question_takes_its_answer_along(table: Table) -> None:
    question = await table.say("!quote kronstadt")
    answer = await table.answer()
    await table.fake.delete_message(question)
    await table.fake.until(lambda: answer["id"] not in table.fake.world.messages)
    hasty = await table.say("!quote what did NEP do to workers")
    await table.fake.delete_message(hasty)
    await table.fake.silence(1.5, channel=table.channel)


async def test_what_discord_repeats_is_answered_once(table: Table) -> None:
    await table.say("!quote kronstadt")
    await table.answer()
    table.fake.replay()
    table.fake.replay()
    await table.fake.silence(0.8, channel=table.channel)


async def test_after_a_lost_connection_what_was_missed_is_answered_once(table: Table) -> None:
    fake = table.fake
    before = fake.gateway.resumes
    fake.cut()
    await table.say("!quote kronstadt")
    assert "Kronstadt" in text(await table.answer(20))
    await fake.silence(0.5, channel=table.channel)
    assert fake.gateway.resumes > before
    fake.reconnect()
    await table.say("!who-said they are not the leaders but the led")
    assert "Exact" in text(await table.answer(20))
    await fake.silence(0.5, channel=table.channel)


async def test_an_invalid_session_is_begun_anew(table: Table) -> None:
    table.fake.invalidate(resumable=False)
    await table.fake.ready(30)
    await table.say("!quote kronstadt")
    assert "Kronstadt" in text(await table.answer(20))


async def test_buttons_work_after_a_restart_and_for_a_changed_corpus(
    tmp_path: Path, small_database: Path, database: Path
) -> None:
    """The bot is stopped, the corpus under it replaced by another one, and the old messages are pressed on."""
    corpus_file = tmp_path / "corpus.db"
    copy(database, corpus_file)
    async with Fakecord() as fake:
        async with dissensus(fake, tmp_path, corpus_file) as bot:
            await fake.say("!quote workers")
            answer = await fake.next_message(15)
            plain = await fake.slash("plain", wish="on", user=fake.bob)
            assert plain.ephemeral
            question = await fake.say("!quote kronstadt", fake.bob)
            last = await fake.next_message(15)
            while not last["components"]:
                last = await fake.next_message(15)
            assert await bot.stop() == 0
        async with dissensus(fake, tmp_path, corpus_file):
            pressed = await fake.press(answer, "More from this source")
            assert pressed.ephemeral
            assert containers(pressed.message)
            context = next(label for label in buttons(answer) if label.startswith("Context "))
            assert "the passage asked for" in text((await fake.press(answer, context)).message)
            await fake.press(last, "Remove", user=fake.bob)
            left = lambda: [m for m in fake.seen_by(fake.bob) if m.get("referenced_message") is question]  # noqa: E731
            await fake.until(lambda: not left())
            deleted = await fake.say("!quote kronstadt", fake.bob)
            await fake.next_message(15)
        copy(small_database, corpus_file)
        async with dissensus(fake, tmp_path, corpus_file, corpus=SMALL):
            gone = await fake.press(answer, context)
            assert gone.ephemeral
            assert "There is no passage" in text(gone.message)
            fewer = await fake.press(answer, "More from this source")
            assert fewer.ephemeral
            await fake.delete_message(deleted)
            await fake.until(lambda: not [m for m in fake.seen_by(fake.bob) if m.get("referenced_message") is deleted])
        check_sent(fake)


async def test_a_corpus_replaced_while_the_bot_runs_answers_the_next_question(
    tmp_path: Path, small_database: Path, database: Path
) -> None:
    corpus_file, fresh = tmp_path / "corpus.db", tmp_path / "fresh.db"
    copy(database, corpus_file)
    async with Fakecord() as fake, dissensus(fake, tmp_path, corpus_file):
        await fake.say("!quote kronstadt")
        assert "Kronstadt" in text(await fake.next_message(15))
        copy(small_database, fresh)
        fresh.replace(corpus_file)
        await fake.say("!quote soup")
        assert "soup" in text(await fake.next_message(15)).lower()
        check_sent(fake)
