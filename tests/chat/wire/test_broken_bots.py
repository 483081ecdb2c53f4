"""Each check of `checks.py` passes with the bot as it is, and fails with a bot broken in the way it is there for."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from bot.models import Corpus
from bot.state import State
from bot.state.values import Act, Channel
from tests.chat.wire import checks
from tests.chat.wire.bots import dissensus
from tests.wire import Fakecord
from tests.wire.process import Bot

Check = Callable[[Fakecord, Bot, Corpus], Awaitable[None]]

BROKEN: list[tuple[str, Check]] = [
    ("never_defers", checks.many_at_once_are_all_answered_in_time),
    ("pings", checks.nobody_is_pinged),
    ("answers_twice", checks.what_is_repeated_is_answered_once),
    ("speaks_up", checks.slips_are_private),
    ("removes_for_anybody", checks.an_answer_belongs_to_its_asker),
    ("forgets_questions", checks.a_deleted_question_leaves_no_answer),
    ("logs_everything", checks.the_log_holds_no_secret_and_no_word),
    ("knows_no_rules", checks.a_channel_is_answered_as_its_moderators_decided),
    ("escapes_nothing", checks.what_was_typed_is_shown_as_typed),
    ("loses_credits", checks.an_answer_is_whole_or_is_not_given),
    ("swaps_a_word", checks.an_answer_is_whole_or_is_not_given),
    ("forgets_the_silent", checks.an_answer_is_whole_or_is_not_given),
]


@asynccontextmanager
async def serving(home: Path, database: Path, *run: str) -> AsyncIterator[tuple[Fakecord, Bot]]:
    """A bot of its own in a server whose last channel is switched off."""
    async with Fakecord() as fake:
        switch_off(home, fake, fake.add_channel(checks.OFF))
        async with dissensus(fake, home, database, run=run or ("-m", "bot")) as bot:
            await bot.printed("Ready", 60)
            yield fake, bot


def switch_off(home: Path, fake: Fakecord, channel: dict[str, Any]) -> None:
    """Let a moderator have switched a channel off."""
    act = Act(int(fake.guild["id"]), int(fake.moderator["id"]), 1)
    with State.open(f"sqlite:///{home / 'state.db'}") as state:
        state.settings.set_channel(act, int(channel["id"]), Channel(mode="off"))


@pytest.mark.nightly
@pytest.mark.parametrize(("how", "check"), BROKEN, ids=[name for name, _ in BROKEN])
async def test_a_broken_bot_is_caught(how: str, check: Check, tmp_path: Path, database: Path, corpus: Corpus) -> None:
    async with serving(tmp_path, database, "-m", "tests.chat.wire.broken", how) as (fake, bot):
        with pytest.raises(AssertionError):
            await check(fake, bot, corpus)


@pytest.mark.nightly
@pytest.mark.parametrize("check", dict.fromkeys(check for _, check in BROKEN), ids=lambda check: check.__name__)
async def test_the_bot_passes(check: Check, tmp_path: Path, database: Path, corpus: Corpus) -> None:
    async with serving(tmp_path, database) as (fake, bot):
        await check(fake, bot, corpus)
