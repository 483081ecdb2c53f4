"""The one door out: nothing leaves unproved, nobody is pinged, no link unfolds, and nobody sends by another way."""

from __future__ import annotations

import ast
import asyncio
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import discord
import pytest
import pytest_asyncio
from discord import app_commands, ui

from bot.chat.drawing import layout
from bot.chat.drawing.drawn import Drawn, File, Line
from bot.chat.drawing.panel import panel
from bot.chat.moderating.controls import form, text_field
from bot.chat.sending.door import Door
from bot.chat.sending.proof import ProofError
from tests.wire import Fakecord

BOT = Path(__file__).parents[2] / "bot"
GOOD, BETTER = layout.sentence("It is *so* @everyone."), layout.sentence("It is otherwise.")


def lying() -> Drawn:
    """A message that shows other words than it claims."""
    drawn = layout.sentence("It is so.")
    for part in drawn.view.walk_children() if drawn.view else ():
        if isinstance(part, ui.TextDisplay):
            part.content = "It is not so."
    return drawn


class Porter(discord.Client):
    """A client whose one command sends by every way there is; `drawn` is what it sends."""

    def __init__(self, door: Door) -> None:
        super().__init__(intents=discord.Intents(guilds=True, guild_messages=True, message_content=True))
        self.door, self.drawn, self.refused = door, [GOOD], list[str]()
        self.tree = app_commands.CommandTree(self)
        self.tree.add_command(app_commands.Command(name="go", description="go", callback=self._go))
        self.tree.add_command(app_commands.Command(name="form", description="form", callback=self._form))

    async def setup_hook(self) -> None:
        await self.tree.sync()

    async def _go(self, interaction: discord.Interaction) -> None:
        await self._try("respond", self.door.respond(interaction, self.drawn[0], private=True))
        if interaction.response.is_done():
            await self._try("follow_up", self.door.follow_up(interaction, self.drawn[0], private=True))
        else:
            await interaction.response.defer()

    async def _form(self, interaction: discord.Interaction) -> None:
        made = form("Title" * self.too_long, "verb", "", text_field("name", "Label"))
        made.title = "Title" * self.too_long
        await self._try("modal", self.door.modal(interaction, made))
        if not interaction.response.is_done():
            await interaction.response.defer()

    too_long = 1

    async def _try(self, way: str, work: Any) -> Any:
        try:
            return await work
        except ProofError:
            self.refused.append(way)


@pytest_asyncio.fixture
async def porter() -> AsyncIterator[tuple[Fakecord, Porter]]:
    """The client at a test Discord."""
    async with Fakecord() as fake:
        fake.add_channel("forum", "forum")
        async with fake.running(lambda: Porter(Door(lambda id: None, frozenset))) as client:
            yield fake, client


def sent(fake: Fakecord) -> list[dict[str, Any]]:
    """Every message the client has written or changed, as Discord got it."""
    bodies = [call.body for call in fake.calls if call.method in ("POST", "PATCH") and isinstance(call.body, dict)]
    messages = [body.get("data", body) if body.get("type") in (4, 7) else body for body in bodies]
    return [body.get("message", body) for body in messages if {"components", "content", "message"} & set(body)]


async def everyway(fake: Fakecord, client: Porter, drawn: Drawn) -> list[str]:
    """Send a message by every way; the ways that refused it."""
    client.refused.clear()
    client.drawn[0] = drawn
    channel = client.get_channel(int(fake.channel["id"]))
    forum = client.get_channel(int(next(c["id"] for c in fake.world.channels_of(fake.guild["id"]) if c["type"] == 15)))
    assert isinstance(channel, discord.TextChannel)
    assert isinstance(forum, discord.ForumChannel)
    question = await channel.fetch_message(int((await fake.say("a question"))["id"]))
    await client._try("send", client.door.send(channel, drawn, nonce="once"))
    await client._try("reply", client.door.reply(question, drawn))
    await client._try("post", client.door.post(forum, "a post", drawn))
    own = await channel.fetch_message(
        int(next(m["id"] for m in fake.world.history(fake.channel["id"]) if m["author"] is fake.bot))
    )
    await client._try("edit", client.door.edit(own, drawn))
    await fake.slash("go")
    await asyncio.sleep(0.2)
    return client.refused


async def test_what_is_proved_leaves_by_every_way_and_pings_nobody(porter: tuple[Fakecord, Porter]) -> None:
    fake, client = porter
    assert await everyway(fake, client, GOOD) == []
    assert await everyway(fake, client, panel([Line(("with a file",))], files=(File("a.txt", b"x"),))) == []
    bodies = sent(fake)
    assert len(bodies) == 12
    for body in bodies:
        assert body["allowed_mentions"]["parse"] == []
        assert not body["allowed_mentions"].get("replied_user")
    for body in bodies:
        if "flags" in body and not body["flags"] & 1 << 15:
            assert body["flags"] & 4
    assert fake.refusals == []


async def test_what_would_show_otherwise_leaves_by_no_way(porter: tuple[Fakecord, Porter]) -> None:
    fake, client = porter
    channel = client.get_channel(int(fake.channel["id"]))
    assert isinstance(channel, discord.TextChannel)
    await client.door.send(channel, BETTER)
    before = len(sent(fake))
    refused = await everyway(fake, client, lying())
    assert sorted(refused) == ["edit", "post", "reply", "respond", "send"]
    assert len(sent(fake)) == before


async def test_a_form_that_discord_would_not_take_is_not_opened(porter: tuple[Fakecord, Porter]) -> None:
    fake, client = porter
    assert (await fake.slash("form")).modal["title"] == "Title"
    client.too_long = 20
    await fake.slash("form")
    assert client.refused == ["modal"]
    assert fake.refusals == []


# -- nobody sends by another way

SENDING = {
    "send",
    "send_message",
    "edit",
    "edit_message",
    "edit_original_response",
    "send_modal",
    "reply",
    "create_thread",
}
"""What discord.py's objects that can show words are told; a thread may be opened with a name and nothing in it."""


def strays(source: str) -> Iterator[str]:
    """Places in a module that show something to somebody past the door."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SENDING:
            receiver = ast.unparse(node.func.value)
            bare = node.func.attr == "create_thread" and {key.arg for key in node.keywords} <= {"name", "type"}
            if not (receiver == "door" or receiver.endswith((".door", "._door")) or bare):
                yield f"{node.lineno}: {receiver}.{node.func.attr}"


@pytest.mark.parametrize("path", sorted((BOT / "chat").rglob("*.py")), ids=lambda path: str(path.relative_to(BOT)))
def test_only_the_door_sends(path: Path) -> None:
    if path.name == "door.py":
        return
    assert list(strays(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "source",
    [
        "await message.reply('x')",
        "await channel.send(content=text)",
        "await interaction.response.send_message('x')",
        "await interaction.followup.send('x')",
        "await interaction.edit_original_response(content='x')",
        "await forum.create_thread(name='x', content='y')",
        "await self._office.counter.message.edit(view=view)",
    ],
)
def test_a_module_that_sends_by_itself_is_found(source: str) -> None:
    assert list(strays(f"async def f():\n    {source}"))


def test_a_module_that_uses_the_door_is_not() -> None:
    lines = ("await self._office.door.send(c, d)", "await door.reply(m, d)", "await m.create_thread(name=n)")
    assert list(strays("async def f():\n" + "\n".join(f"    {line}" for line in lines))) == []
