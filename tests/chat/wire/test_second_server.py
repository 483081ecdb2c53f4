"""The bot against a Discord that others wrote: what works in both is not bent to either."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from discord.state import AutoShardedConnectionState

from bot.chat.house import KeptHouse
from bot.chat.running import assembled
from bot.config import DiscordSettings
from bot.library import Library
from bot.state import State
from bot.state.values import Act, Channel
from tests.chat.wire.bots import buttons, containers, text
from tests.wire.twin import Twin

pytestmark = pytest.mark.twin

EPHEMERAL = 1 << 6


def shown(message: dict[str, Any]) -> dict[str, Any]:
    """A message with its components as a tree, however the server keeps them."""
    components = message.get("components") or []
    return {**message, "components": json.loads(components) if isinstance(components, str) else components}


@pytest.fixture(autouse=True)
def one_shard(monkeypatch: pytest.MonkeyPatch) -> None:
    """The twin knows no shards: its READY does not say which of how many it greets. Discord's does."""
    ready = AutoShardedConnectionState.parse_ready
    monkeypatch.setattr(
        AutoShardedConnectionState, "parse_ready", lambda self, data: ready(self, {"shard": [0, 1], **data})
    )


async def test_commands_buttons_completion_private_answers_and_threads(library: Library, tmp_path: Path) -> None:
    settings = DiscordSettings(message_content=True)
    with State.open(f"sqlite:///{tmp_path / 'state.db'}") as state:
        async with Twin() as twin, twin.running(lambda: assembled(settings, library, KeptHouse(state))) as client:
            await client.tree.sync()
            await client.suggesting.refresh()

            await twin.say("!quote kronstadt")
            answer = shown(await twin.until(lambda message: bool(containers(shown(message)))))
            assert "Kronstadt" in text(answer)

            chosen = await twin.slash("quote", question="kronstadt", private=True)
            assert chosen["data"]["flags"] & EPHEMERAL
            assert "Kronstadt" in text(shown(chosen["data"]))

            pressed = await twin.press(answer, buttons(answer)["More from this source"]["custom_id"])
            assert pressed["type"] == 4
            assert pressed["data"]["flags"] & EPHEMERAL

            offered = await twin.autocomplete("quote", "voice", "lennin")
            assert offered[0]["value"] == "lenin"

            here = client.guilds[0].id, int(twin.channel)
            state.settings.set_channel(Act(here[0], 1, 1), here[1], Channel(mode="thread"))
            await twin.say("!who-said they are not the leaders but the led")
            thread = await twin.thread()
            assert thread["name"].startswith("harman-pamphlet.")
            inside = shown(await twin.until(lambda message: bool(message), channel=thread["id"]))
            assert "Exact" in text(inside)

            client.counter.desk.close()
            assert twin.refusals == []
