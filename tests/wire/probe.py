"""A stand-in bot, plain discord.py, that uses each feature of the test Discord and makes each mistake it must catch.

Run by itself (`python -m tests.wire.probe`) it takes its token from PROBE_TOKEN. Invariant: it knows nothing of the
test Discord; it would run against Discord's own servers as it stands.
"""

from __future__ import annotations

import asyncio
import io
import os
from typing import Any

import discord
from discord import app_commands, ui
from discord.ext import commands

Interaction = discord.Interaction[Any]


class Buttons(ui.View):
    """Every kind of component of the old style."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @ui.button(label="Count 0", custom_id="count", style=discord.ButtonStyle.primary)
    async def count(self, interaction: Interaction, button: ui.Button[Any]) -> None:
        button.label = f"Count {int((button.label or '').split()[1]) + 1}"
        await interaction.response.edit_message(content="counted", view=self)

    @ui.button(label="Later", custom_id="later")
    async def later(self, interaction: Interaction, _button: ui.Button[Any]) -> None:
        await interaction.response.defer()
        await interaction.followup.send("later, from the button")

    @ui.button(label="Form", custom_id="form")
    async def form(self, interaction: Interaction, _button: ui.Button[Any]) -> None:
        await interaction.response.send_modal(Form())

    @ui.button(label="Off", custom_id="off", disabled=True)
    async def off(self, interaction: Interaction, _button: ui.Button[Any]) -> None:
        await interaction.response.send_message("nobody can press this")

    @ui.select(custom_id="pick", options=[discord.SelectOption(label="red"), discord.SelectOption(label="blue")])
    async def pick(self, interaction: Interaction, select: ui.Select[Any]) -> None:
        await interaction.response.send_message(f"picked {select.values[0]}")

    @ui.select(custom_id="person", cls=ui.UserSelect)
    async def person(self, interaction: Interaction, select: ui.UserSelect[Any]) -> None:
        await interaction.response.send_message(f"chose {select.values[0].name}")


class Form(ui.Modal, title="Form"):
    """A form in the old and one in the new way of labelling."""

    word: ui.TextInput[Any] = ui.TextInput(label="Word", custom_id="word", max_length=20)
    colour: ui.Label[Any] = ui.Label(
        text="Colour", component=ui.Select(custom_id="colour", options=[discord.SelectOption(label="green")])
    )

    async def on_submit(self, interaction: Interaction) -> None:
        assert isinstance(self.colour.component, ui.Select)
        said = ", ".join([self.word.value, *self.colour.component.values])
        await interaction.response.send_message(f"form said {said}")


def layout(text: str, *, more: int = 0) -> ui.LayoutView:
    """A message of the new style: a container with text, a section, a rule and a link."""
    view = ui.LayoutView(timeout=None)
    box: ui.Container[Any] = ui.Container(ui.TextDisplay(text), ui.Separator(), accent_colour=discord.Colour.blue())
    box.add_item(ui.Section(ui.TextDisplay("beside"), accessory=ui.Button(label="More", custom_id="count")))
    box.add_item(ui.ActionRow(ui.Button(label="Source", url="https://example.org/a")))
    view.add_item(box)
    for number in range(more):
        view.add_item(ui.TextDisplay(f"t{number}"))
    return view


class Words(commands.Cog):
    """Commands after a `!`."""

    @commands.hybrid_command(description="Answers with an embed")  # type: ignore[arg-type]
    async def ping(self, ctx: commands.Context[Any]) -> None:
        embed = discord.Embed(title="Pong", description="embed here", colour=0x00FF00)
        embed.add_field(name="guild", value=str(ctx.guild)).set_footer(text="footer")
        await ctx.reply(embed=embed)

    @commands.hybrid_command(description="Adds two numbers")  # type: ignore[arg-type]
    async def add(self, ctx: commands.Context[Any], a: commands.Range[int, 0, 100], b: int) -> None:
        await ctx.send(f"{a + b}")

    @commands.command()
    async def buttons(self, ctx: commands.Context[Any]) -> None:
        await ctx.send("press", view=Buttons())

    @commands.command()
    async def layout(self, ctx: commands.Context[Any], size: int) -> None:
        await ctx.send(view=layout("x" * size))

    @commands.command()
    async def long(self, ctx: commands.Context[Any], size: int) -> None:
        await ctx.send("x" * size)

    @commands.command()
    async def upload(self, ctx: commands.Context[Any]) -> None:
        sent = await ctx.send("here", file=discord.File(io.BytesIO(b"hello file"), "hello.txt"))
        await ctx.send((await sent.attachments[0].read()).decode())

    @commands.command()
    async def edits(self, ctx: commands.Context[Any]) -> None:
        message = await ctx.send("first")
        await message.edit(content="second")
        await message.add_reaction("\N{THUMBS UP SIGN}")
        got = [old.content async for old in ctx.channel.history(limit=5)]
        again = await ctx.channel.fetch_message(message.id)
        await ctx.send(f"history {len(got)} {got[0]} {again.reactions[0].count}")
        await message.delete()

    @commands.command()
    async def thread(self, ctx: commands.Context[Any]) -> None:
        thread = await ctx.message.create_thread(name="a thread")
        await thread.send("in thread")

    @commands.command()
    async def forum(self, ctx: commands.Context[Any], channel: discord.ForumChannel) -> None:
        made = await channel.create_thread(name="a post", content="first words")
        await ctx.send(f"posted {made.thread.id == made.message.id}")

    @commands.command()
    async def direct(self, ctx: commands.Context[Any]) -> None:
        await ctx.author.send("a direct message")

    @commands.command()
    async def pins(self, ctx: commands.Context[Any]) -> None:
        await ctx.message.pin()
        await ctx.send(f"pinned {len([message async for message in ctx.channel.pins()])}")

    @commands.command()
    async def shout(self, ctx: commands.Context[Any], loud: bool) -> None:
        allowed = discord.AllowedMentions.all() if loud else discord.AllowedMentions.none()
        await ctx.send(f"<@{ctx.author.id}> @everyone", allowed_mentions=allowed)

    @commands.command()
    async def member(self, ctx: commands.Context[Any], name: str) -> None:
        assert ctx.guild is not None
        found = await ctx.guild.query_members(name)
        await ctx.send(f"{[one.name for one in found]} of {len(ctx.guild.members)} known")

    async def cog_command_error(self, ctx: commands.Context[Any], error: Exception) -> None:
        error = getattr(error, "original", error)
        error = getattr(error, "original", error)
        told = f"{error.status} {error.code}" if isinstance(error, discord.HTTPException) else type(error).__name__
        print("ERROR", told, error, flush=True)
        await ctx.send(f"error {told}")


class Slashes(commands.Cog):
    """Slash commands, well-behaved ones first."""

    shelf = app_commands.Group(name="shelf", description="Subcommands")

    @shelf.command(name="look", description="Looks things up")
    async def look(
        self, interaction: Interaction, who: discord.Member, where: discord.abc.GuildChannel, role: discord.Role
    ) -> None:
        may = who.guild_permissions.manage_messages
        await interaction.response.send_message(f"{who.name} {where.name} {role.name} {may}")

    @app_commands.command(description="Answers late but says so")
    async def slow(self, interaction: Interaction, hidden: bool = False) -> None:
        await interaction.response.defer(thinking=True, ephemeral=hidden)
        await asyncio.sleep(0.1)
        await interaction.followup.send("slow done")
        await interaction.followup.send("and more", ephemeral=True)

    @app_commands.command(description="Only you see it")
    async def secret(self, interaction: Interaction) -> None:
        await interaction.response.send_message("psst", ephemeral=True)
        await interaction.edit_original_response(content="psst edited")

    @app_commands.command(description="Opens a form")
    async def form(self, interaction: Interaction) -> None:
        await interaction.response.send_modal(Form())

    @app_commands.command(description="Completes")
    async def fruit(self, interaction: Interaction, name: str) -> None:
        await interaction.response.send_message(f"fruit {name}")

    @fruit.autocomplete("name")
    async def fruit_complete(self, _interaction: Interaction, current: str) -> list[app_commands.Choice[str]]:
        found = [fruit for fruit in ("apple", "apricot", "pear") if fruit.startswith(current)]
        return [app_commands.Choice(name=fruit, value=fruit) for fruit in found]

    @app_commands.command(description="For moderators")
    @app_commands.default_permissions(manage_messages=True)
    @app_commands.guild_only()
    async def hide(self, interaction: Interaction) -> None:
        await interaction.response.send_message(f"allowed {interaction.permissions.manage_messages}")

    @app_commands.command(description="Shows a layout")
    async def show(self, interaction: Interaction, size: int, parts: int = 0) -> None:
        await interaction.response.send_message(view=layout("x" * size, more=parts))

    @app_commands.command(description="Answers too late and without saying so")
    async def late(self, interaction: Interaction) -> None:
        await asyncio.sleep(1)
        await interaction.response.send_message("too late")

    @app_commands.command(description="Answers twice")
    async def twice(self, interaction: Interaction) -> None:
        await interaction.response.send_message("once")
        second = discord.InteractionResponse(interaction)
        await second.send_message("twice")

    @app_commands.command(description="Follows up before it answers")
    async def early(self, interaction: Interaction) -> None:
        await interaction.followup.send("too early")


async def shout_menu(interaction: Interaction, message: discord.Message) -> None:
    """Read the message that a menu was used on."""
    await interaction.response.send_message(message.content.upper())


async def wave_menu(interaction: Interaction, member: discord.Member) -> None:
    """Read the person that a menu was used on."""
    await interaction.response.send_message(f"waves at {member.name}", ephemeral=True)


class Tree(app_commands.CommandTree[Any]):
    """Prints what went wrong."""

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError) -> None:
        cause = getattr(error, "original", error)
        told = f"{cause.status} {cause.code}" if isinstance(cause, discord.HTTPException) else cause
        print("ERROR", told, flush=True)


class Probe(commands.Bot):
    """The bot; `errors` are what its slash commands raised."""

    async def setup_hook(self) -> None:
        self.add_view(Buttons())
        for cog in (Words(), Slashes()):
            await self.add_cog(cog)
        self.tree.add_command(app_commands.ContextMenu(name="Shout it", callback=shout_menu))
        self.tree.add_command(app_commands.ContextMenu(name="Wave", callback=wave_menu))
        await self.tree.sync()

    async def before_identify_hook(self, _shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing: discord.py's own five seconds would only slow the tests."""

    async def on_resumed(self) -> None:
        print("RESUMED", flush=True)


class ShardedProbe(Probe, commands.AutoShardedBot):
    """The same bot, as many shards as the gateway advises."""


def make(intents: discord.Intents | None = None, *, sharded: bool = False, **options: Any) -> Probe:
    """Make the bot, with all intents unless others are given; `options` go to discord.py's client."""
    kind, prefix = ShardedProbe if sharded else Probe, commands.when_mentioned_or("!")
    return kind(prefix, intents=intents or discord.Intents.all(), tree_cls=Tree, **options)


if __name__ == "__main__":
    make().run(os.environ["PROBE_TOKEN"])
