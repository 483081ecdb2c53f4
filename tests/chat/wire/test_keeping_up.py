"""Answers keep up with their questions: edited, deleted, repeated, while Discord comes and goes."""

from __future__ import annotations

import asyncio
from pathlib import Path
from shutil import copy
from typing import Any

import pytest

from bot.models import Corpus
from tests.chat.wire.bots import buttons, check_sent, containers, dissensus, text, unhurried
from tests.chat.wire.checks import many_at_once_are_all_answered_in_time
from tests.chat.wire.conftest import Table
from tests.wire import Fakecord
from tests.wire.process import Bot

Json = dict[str, Any]

pytestmark = pytest.mark.asyncio(loop_scope="session")


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


async def test_many_at_once_are_all_answered_in_time(table: Table, corpus: Corpus) -> None:
    await many_at_once_are_all_answered_in_time(table.fake, table.bot, corpus)


async def test_buttons_work_after_a_restart_and_for_a_corpus_replaced_under_the_running_bot(
    tmp_path: Path, small_database: Path, database: Path
) -> None:
    corpus_file, fresh = tmp_path / "corpus.db", tmp_path / "fresh.db"
    copy(database, corpus_file)
    async with Fakecord() as fake:
        unhurried(fake, tmp_path)
        async with dissensus(fake, tmp_path, corpus_file) as bot:
            await fake.say("!quote workers")
            answer = await fake.next_message(15)
            assert (await fake.slash("plain", wish="on", user=fake.bob)).ephemeral
            questions = [await plainly_asked(fake), await plainly_asked(fake)]
            await check_end(fake, bot)
        async with dissensus(fake, tmp_path, corpus_file):
            pressed = await fake.press(answer, "More from this source")
            assert pressed.ephemeral
            assert containers(pressed.message)
            context = next(label for label in buttons(answer) if label.startswith("Context "))
            assert "the passage asked for" in text((await fake.press(answer, context)).message)
            await fake.press(answers(fake, questions[0])[-1], "Remove", user=fake.bob)
            await fake.until(lambda: not answers(fake, questions[0]))
            await fake.delete_message(questions[1])
            await fake.until(lambda: not answers(fake, questions[1]))
            copy(small_database, fresh)
            fresh.replace(corpus_file)
            gone = await fake.press(answer, context)
            assert gone.ephemeral
            assert "There is no passage" in text(gone.message)
            assert (await fake.press(answer, "More from this source")).ephemeral
            await fake.say("!quote soup")
            assert "soup" in text(await fake.next_message(15)).lower()
        check_sent(fake)


async def check_end(fake: Fakecord, bot: Bot) -> None:
    """Told to stop, the bot finishes what it is answering, and ends within five seconds with 0."""
    asked = asyncio.create_task(fake.slash("quote", question="what did NEP do to workers"))
    await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        assert await bot.stop() == 0
    assert containers((await asked).message)
    assert fake.token not in bot.output


async def plainly_asked(fake: Fakecord) -> Json:
    """A question of somebody in plain mode, answered in several messages, the last with buttons."""
    question = await fake.say("!quote kronstadt", fake.bob)
    while not (await fake.next_message(15))["components"]:
        pass
    assert len(answers(fake, question)) > 1
    return question


def answers(fake: Fakecord, question: Json) -> list[Json]:
    """The bot's messages that answer a message."""
    return [
        m for m in fake.world.messages.values() if m.get("message_reference", {}).get("message_id") == question["id"]
    ]
