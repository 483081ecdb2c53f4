"""The bot, unmodified and in its own process, on a Discord that others wrote: it is not bent to the one of ours."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot.state import State
from bot.state.values import Act, Channel
from tests.chat.wire.bots import buttons, containers, text
from tests.conftest import REAL, ROOT
from tests.wire.launch import API, GATEWAY
from tests.wire.process import Bot
from tests.wire.twin import Twin

pytestmark = pytest.mark.twin

Json = dict[str, Any]


def running(twin: Twin, home: Path, database: Path) -> Bot:
    """`dissensus run` against the second server."""
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        API: twin.api,
        GATEWAY: twin.gateway,
        "DISCORD_TOKEN": twin.token,
        "DISSENSUS_DISCORD_MESSAGE_CONTENT": "true",
        "DISSENSUS_STATE_URL": f"sqlite:///{home / 'state.db'}",
        "XDG_CACHE_HOME": str(home),
    }
    (home / "config.toml").touch()
    where = ("--config", str(home / "config.toml"), "--corpus", str(REAL), "--database", str(database))
    return Bot(("-m", "tests.wire.launch", "-m", "bot", "run", *where), environment, ROOT)


@pytest_asyncio.fixture
async def twin(tmp_path: Path, database: Path) -> AsyncIterator[Twin]:
    """The second server with the bot on it."""
    async with Twin() as server, running(server, tmp_path, database) as bot:
        await bot.printed("Ready", 60)
        yield server
        assert server.refusals == []
        assert server.token not in bot.output


async def test_a_written_command_its_button_and_its_form(twin: Twin) -> None:
    await twin.say("!quote kronstadt")
    answer = await twin.until(lambda message: bool(message.get("components")))
    assert len(containers(answer)) >= 3
    assert all(button["url"].startswith("https://") for button in buttons(answer).values() if "url" in button)
    context = next(button for label, button in buttons(answer).items() if label.startswith("Context "))
    pressed = await twin.press(answer, context["custom_id"])
    assert pressed["data"]["flags"] & 64
    form = await twin.press(answer, buttons(answer)["Report"]["custom_id"])
    assert (form["type"], form["data"]["title"]) == (9, "Report")
    chosen = form["data"]["components"][0]["component"]["options"][0]["value"]
    sent = await twin.submit_modal(form["data"]["custom_id"], passage=chosen, reason="not so")
    assert text(sent["data"]).startswith("Thank you.")


async def test_a_private_answer_and_completion(twin: Twin) -> None:
    answer = await twin.slash("who-said", phrase="they are not the leaders but the led", private=True)
    assert answer["data"]["flags"] & 64
    assert "Exact" in text(answer["data"])
    offered = await twin.autocomplete("quote", "question", "krond")
    assert "Kronstadt" in [choice["value"] for choice in offered]


async def test_an_answer_in_a_thread_of_its_own(twin: Twin, tmp_path: Path) -> None:
    with State.open(f"sqlite:///{tmp_path / 'state.db'}") as state:
        state.settings.set_channel(Act(int(twin.guild), 1, 1), int(twin.channel), Channel(mode="thread"))
    await twin.say("!quote kronstadt")
    thread = await twin.thread()
    assert thread["name"].startswith("harman-pamphlet.")
    answer = await twin.until(lambda message: bool(message.get("components")), channel=thread["id"])
    assert len(containers(answer)) >= 3
