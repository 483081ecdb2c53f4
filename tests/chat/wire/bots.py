"""Starting `dissensus run` against a test Discord, and reading what it sent.

Invariant: a bot under test has a config, a state and caches of its own, and nothing of whoever runs the tests.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from bot.state import State
from bot.state.values import Act, Server
from tests.conftest import REAL
from tests.wire import Fakecord
from tests.wire.beyond import walk
from tests.wire.process import Bot

Json = dict[str, Any]

MESSAGES = (
    "POST /channels/{channel_id}/messages",
    "PATCH /channels/{channel_id}/messages/{message_id}",
    "POST /interactions/{interaction_id}/{interaction_token}/callback",
    "POST /webhooks/{webhook_id}/{webhook_token}",
    "PATCH /webhooks/{webhook_id}/{webhook_token}/messages/@original",
)
"""The operations by which a bot writes or changes a message."""


@asynccontextmanager
async def dissensus(
    fake: Fakecord,
    home: Path,
    database: Path,
    *,
    content: bool = True,
    run: tuple[str, ...] = ("-m", "bot"),
    corpus: Path = REAL,
    **more: str,
) -> AsyncIterator[Bot]:
    """Run the bot; the block begins when it is connected. `run` names another program that ends in the bot's."""
    environment = {
        "DISCORD_TOKEN": fake.token,
        "DISSENSUS_DISCORD_MESSAGE_CONTENT": str(content).lower(),
        "DISSENSUS_STATE_URL": f"sqlite:///{home / 'state.db'}",
        "XDG_CACHE_HOME": str(home),
        "XDG_DATA_HOME": str(home),
        **more,
    }
    config = home / "config.toml"
    config.touch()
    where = ("--config", str(config), "--corpus", str(corpus), "--database", str(database))
    async with fake.bot_process(*run, "run", *where, **environment) as bot:
        await fake.ready(60)
        yield bot


def unhurried(fake: Fakecord, home: Path) -> None:
    """Let whoever manages the server have switched off the pause: tests ask the same thing again and again."""
    act = Act(int(fake.guild["id"]), int(fake.owner["id"]), 1)
    with State.open(f"sqlite:///{home / 'state.db'}") as state:
        state.settings.set_server(act, Server(pause=0))


def texts(message: Json) -> list[str]:
    """The texts of a message as sent, from top to bottom."""
    if message.get("content"):
        return [message["content"]]
    return [part["content"] for part in walk(message["components"]) if part["type"] == 10]


def text(message: Json) -> str:
    """All texts of a message."""
    return "\n".join(texts(message))


def containers(message: Json) -> list[Json]:
    """The cards of a message."""
    return [part for part in message["components"] if part["type"] == 17]


def buttons(message: Json) -> dict[str, Json]:
    """The buttons of a message by their labels."""
    return {part["label"]: part for part in walk(message["components"]) if part["type"] == 2}


def written(fake: Fakecord) -> Iterator[Json]:
    """Every message or change of one that the bot has sent, as Discord got it."""
    for call in fake.calls:
        if call.template in MESSAGES and call.body and call.body.get("type", 4) in (4, 7):
            yield call.body.get("data", call.body) if "callback" in call.template else call.body


def check_sent(fake: Fakecord) -> None:
    """Nothing was refused, and nothing that was sent could have pinged anybody or unfolded a link."""
    assert fake.refusals == []
    for body in written(fake):
        assert body["allowed_mentions"]["parse"] == []
        assert not body["allowed_mentions"].get("replied_user", False)
        assert not body["allowed_mentions"].get("users")
    pinged = [
        m for m in fake.world.messages.values() if m["author"] is fake.bot and (m["mentions"] or m["mention_everyone"])
    ]
    assert pinged == []
