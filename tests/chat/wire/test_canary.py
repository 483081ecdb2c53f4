"""A random word in a passage that members may not see: whatever they do, it leaves the bot in no message and no log.

Once because the passage is withheld, once because the group has not read so far. The word itself is never typed.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import shutil
from pathlib import Path
from typing import Any

import pytest

from bot.library import build
from bot.state import State
from bot.state.values import Act, Plan, Server
from tests.chat.wire.bots import buttons, dissensus, text
from tests.conftest import SMALL
from tests.wire import Fakecord

Json = dict[str, Any]
HIDDEN = "soup-pamphlet.1.1"
PLACE = "left it where it was."


def planted(folder: Path, word: str) -> Path:
    """The small corpus with the word in the passage to be hidden."""
    shutil.copytree(SMALL, folder)
    file = folder / "soup-pamphlet.md"
    before = file.read_text(encoding="utf-8")
    assert before.count(PLACE) == 1
    file.write_text(before.replace(PLACE, f"left it where the {word} was."), encoding="utf-8")
    return folder


ASKED: list[tuple[str, Json]] = [
    ("quote", {"question": "stove"}),
    ("quote", {"question": "committee", "source": "soup-pamphlet"}),
    ("quote", {"question": '"left it where the"'}),
    ("who-said", {"phrase": "and left it where the pot was"}),
    ("who-said", {"phrase": "a stove for a smaller house, fit to be replaced", "by": "stoker"}),
    ("context", {"id": HIDDEN}),
    ("context", {"id": "soup-pamphlet.1.2", "show": "1"}),
    ("context", {"id": "soup-pamphlet.1.2", "show": "section"}),
    ("contrast", {"topic": HIDDEN}),
    ("contrast", {}),
    ("coverage", {"topic": "stove"}),
    ("sources", {}),
    ("voices", {}),
    ("help", {}),
    ("privacy", {}),
    ("mydata show", {}),
    ("reading status", {}),
    ("withhold", {}),
    ("log", {}),
    ("balance", {}),
]


async def drive(fake: Fakecord, old: list[Json]) -> None:
    """Let members, each asking a little, do everything there is to do."""
    for number, (name, given) in enumerate(ASKED):
        member = fake.add_user(f"reader{number}")
        await fake.slash(name, user=member, options=given)
        if name in ("quote", "context"):
            await fake.slash(name, user=member, options={**given, "private": True})
        await fake.say(f"!{name} {' '.join(map(str, given.values()))}", member)
    for prefix in ("", "s", "soup", "soup-pamphlet.1", "1.", "wh", "left", "where", "z"):
        for command, option in (("quote", "question"), ("context", "id"), ("contrast", "topic"), ("release", "id")):
            offered = await fake.autocomplete(command, option, prefix)
            assert HIDDEN not in [choice["value"] for choice in offered]
    for number, message in enumerate(old):
        member = fake.add_user(f"presser{number}")
        for label, button in list(buttons(message).items()):
            if label != "Remove" and "custom_id" in button:
                await fake.press(message, button["custom_id"], user=member)
        await fake.menu("Who said this?", message, user=member)
        await fake.menu("Quote on this", message, user=member)


@pytest.mark.parametrize("why", ["withheld", "unread"])
async def test_the_word_leaves_in_no_message_and_no_log(tmp_path: Path, why: str) -> None:
    word = "zq" + secrets.token_hex(5)
    corpus, database = planted(tmp_path / "corpus", word), tmp_path / "corpus.db"
    build(corpus, database)
    url = f"sqlite:///{tmp_path / 'state.db'}"
    async with Fakecord() as fake:
        guild, channel = int(fake.guild["id"]), int(fake.channel["id"])
        with State.open(url) as state:
            state.settings.set_server(Act(guild, 1, 1), Server(pause=0))
        async with dissensus(fake, tmp_path, database, corpus=corpus) as bot:
            await bot.printed("Ready", 60)
            old = []
            for line in (f"!context {HIDDEN}", "!quote stove"):
                await fake.say(line)
                old.append(await fake.next_message(15))
            assert word in text(old[0]), "the word is not there to be found"
            with State.open(url) as state:
                if why == "withheld":
                    state.moderation.withhold(Act(guild, 1, 2), HIDDEN)
                else:
                    # A reading that has not begun: nothing of the source has been read.
                    state.readings.start(Act(guild, 1, 2), channel, "soup-pamphlet", [Plan(0, 99, _tomorrow())])
            if why == "withheld":
                await fake.until(lambda: word not in json.dumps([m["components"] for m in old]), 30, "the edit")
            before = len(fake.calls)
            await drive(fake, old)
            await asyncio.sleep(1)
            sent = [json.dumps(call.body, default=str) for call in fake.calls[before:]]
            assert len(sent) > 60
            assert [body for body in sent if word in body] == []
            other = fake.add_guild("Another server")
            elsewhere = await fake.slash("context", channel=fake.add_channel("talk", guild=other), id=HIDDEN)
            assert word in text(elsewhere.message), "what one server decides holds in another"
        assert word not in bot.output


def _tomorrow() -> Any:
    from datetime import UTC, datetime, timedelta

    return datetime.now(UTC).replace(tzinfo=None) + timedelta(days=1)
