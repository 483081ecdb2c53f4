"""The record as moderators read it, its file, its mirror, and the balance of voices with its picture."""

from __future__ import annotations

import csv
import io
from typing import Any

import pytest
import pytest_asyncio
from PIL import Image

from bot.models import Corpus
from bot.state.values import Server
from tests.chat.wire.bots import buttons, text
from tests.chat.wire.conftest import Table
from tests.chat.wire.test_house_rules import act, state_of
from tests.wire import Permission

pytestmark = pytest.mark.asyncio(loop_scope="session")

Json = dict[str, Any]


@pytest_asyncio.fixture(loop_scope="session")
async def server(table: Table) -> tuple[Table, Json, Json]:
    """The table in a server of its own, a moderator there, and the moderators' channel."""
    guild = table.fake.add_guild("Records")
    table.channel = table.fake.add_channel("talk", guild=guild)
    table.fake.join(table.member, guild)
    moderator = table.fake.add_user("steward", guild)
    table.fake.give(moderator, table.fake.add_role("stewards", int(Permission.MANAGE_MESSAGES), guild))
    return table, moderator, table.fake.add_channel("office", guild=guild)


async def test_the_record_page_by_page_and_as_a_file(server: tuple[Table, Json, Json], corpus: Corpus) -> None:
    table, moderator, _ = server
    ids = [passage.id for passage in corpus.passages][:11]
    guild = int(table.channel["guild_id"])
    with state_of(table) as state:
        for id in ids:
            state.moderation.withhold(act(table, {"id": str(guild)}), id)
    await table.fake.slash("release", user=moderator, channel=table.channel, id=ids[0], reason="=1+1 it is harmless")
    first = await table.fake.slash("log", user=moderator, channel=table.channel)
    assert first.ephemeral
    assert "12 · <t:" in text(first.message)
    assert f"<@{moderator['id']}> released a passage: {ids[0]} · “=1+1 it is harmless”" in text(first.message)
    assert "The record is whole" in text(first.message)
    assert ids[1] not in text(first.message).replace(ids[10], "")
    await table.fake.press(first.message, "Older", user=moderator)
    assert f"withheld a passage: {ids[1]}" in text(first.message)
    await table.fake.press(first.message, "Newest", user=moderator)
    assert "released a passage" in text(first.message)
    only = await table.fake.slash("log", user=moderator, channel=table.channel, passage=ids[0], what="withhold")
    assert text(only.message).count("withheld a passage") == 1
    nobody = await table.fake.slash("log", user=moderator, channel=table.channel, about=table.member)
    assert "Nothing is entered that fits." in text(nobody.message)
    unknown = await table.fake.slash("log", user=moderator, channel=table.channel, what="murder")
    assert text(unknown.message).startswith("There is no such act")

    file = await table.fake.press(first.message, "All as CSV", user=moderator)
    (attached,) = file.message["attachments"]
    rows = list(csv.DictReader(io.StringIO(table.fake.world.files[attached["id"]].decode("utf-8-sig"))))
    assert [row["act"] for row in rows] == ["withhold"] * 11 + ["release", "export-record"]
    assert rows[11]["reason"] == "'=1+1 it is harmless"
    for name, given in (("log", {}), ("balance", {})):
        refused = await table.slash(name, options=given)
        assert text(refused.message) == "Only moderators of this channel can do that."
    refused = await table.press(forgeable(first.message, moderator, table), "All as CSV")
    assert text(refused.message) == "Only moderators of this channel can do that."


def forgeable(message: Json, moderator: Json, table: Table) -> Json:
    """The same message as if others saw it, too."""
    table.fake.world.only_for.pop(message["id"], None)
    return message


async def test_every_act_is_mirrored_once_and_in_order(server: tuple[Table, Json, Json], corpus: Corpus) -> None:
    table, moderator, office = server
    guild, ids = {"id": table.channel["guild_id"]}, [passage.id for passage in corpus.passages][20:33]
    with state_of(table) as state:
        state.settings.set_server(act(table, guild), Server(moderators_channel=int(office["id"])))
        for id in ids:
            state.moderation.withhold(act(table, guild), id)

    def mirrored() -> list[str]:
        lines = "\n".join(map(text, table.fake.world.history(office["id"]))).splitlines()
        return [line.rpartition(": ")[2] for line in lines if "withheld a passage" in line]

    await table.fake.until(lambda: len(mirrored()) >= len(ids), 30, "the mirror")
    assert mirrored() == ids
    last = table.fake.world.history(office["id"])[-1]
    opened = await table.fake.press(last, "The record", user=moderator)
    assert opened.ephemeral
    assert "The record of this server" in text(opened.message)
    refused = await table.press(last, "The record")
    assert text(refused.message) == "Only moderators of this channel can do that."
    await table.fake.say("!log", moderator, office)
    assert "The record of this server" in text(await table.fake.next_message(10, channel=office))


async def test_the_balance_in_words_and_as_a_picture(server: tuple[Table, Json, Json]) -> None:
    table, moderator, _ = server
    nothing = await table.fake.slash("balance", user=moderator, channel=table.channel)
    assert text(nothing.message) == "Nothing was shown there in that time."
    await table.say("!context ford-review.2 1")
    await table.answer()
    await table.say("!context pirani-page.2 0")
    await table.answer()
    shown = (await table.fake.slash("balance", user=moderator, channel=table.channel, days=7)).message
    assert "**Ford's review: 3**" in text(shown)
    assert "Simon Pirani: 1" in text(shown)
    (file,) = shown["attachments"]
    with Image.open(io.BytesIO(table.fake.world.files[file["id"]])) as picture:
        assert picture.format == "PNG"
        assert picture.width == 1200
    assert "Ford's review 3" in file["description"]
    elsewhere = table.fake.add_channel("elsewhere", guild=table.fake.world.guilds[table.channel["guild_id"]])
    empty = await table.fake.slash("balance", user=moderator, channel=elsewhere)
    assert text(empty.message) == "Nothing was shown there in that time."
    whole = await table.fake.slash("balance", user=moderator, channel=elsewhere, server=True)
    assert "Ford's review: 3" in text(whole.message)
    assert not buttons(whole.message)
