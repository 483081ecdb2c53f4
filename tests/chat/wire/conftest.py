"""One bot for many tests, each with people and places of its own."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from tests.chat.wire.bots import check_sent, dissensus, unhurried
from tests.wire import Fakecord, Interaction
from tests.wire.process import Bot

Json = dict[str, Any]
Meeting = tuple[Fakecord, Bot, Path]
_numbers = count(1)


@dataclass
class Table:
    """A member nobody else is, in a channel nobody else writes in, with the bot at the same table."""

    fake: Fakecord
    bot: Bot
    home: Path
    member: Json
    channel: Json

    async def say(self, content: str, **more: Any) -> Json:
        """Let the member write in the channel."""
        more.setdefault("channel", self.channel)
        return await self.fake.say(content, self.member, **more)

    async def slash(self, name: str, **given: Any) -> Interaction:
        """Let the member use a command in the channel."""
        given.setdefault("channel", self.channel)
        return await self.fake.slash(name, user=self.member, **given)

    async def press(self, message: Json, button: str) -> Interaction:
        """Let the member press a button."""
        return await self.fake.press(message, button, user=self.member)

    async def answer(self, within: float = 10) -> Json:
        """Wait for the bot's next message here."""
        return await self.fake.next_message(within, channel=self.channel)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def meeting(tmp_path_factory: pytest.TempPathFactory, database: Path) -> AsyncIterator[Meeting]:
    """A test Discord with the bot in it, which may read what is written."""
    home = tmp_path_factory.mktemp("bot")
    async with Fakecord() as fake:
        unhurried(fake, home)
        async with dissensus(fake, home, database) as bot:
            await bot.printed("Ready", 60)
            yield fake, bot, home
            check_sent(fake)
            assert fake.token not in bot.output


@pytest_asyncio.fixture(loop_scope="session")
async def table(meeting: Meeting) -> Table:
    """A fresh member and channel."""
    fake, bot, home = meeting
    number = next(_numbers)
    return Table(fake, bot, home, fake.add_user(f"member{number}"), fake.add_channel(f"table-{number}"))
