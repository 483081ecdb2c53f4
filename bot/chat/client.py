"""The bot on Discord: which events it hears, and whom it hands them to. It answers nothing itself.

Invariant: an event that Discord repeats is acted on once; without the message-content intent the bot hears servers and
their messages only, and still answers slash commands, menus, buttons, mentions, replies and direct messages.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Sequence
from typing import Any

import discord
from discord import app_commands
from discord.app_commands import Choice
from discord.ext import commands

from bot.chat.asking.answering import Counter, note, place
from bot.chat.asking.autocomplete import Kind
from bot.chat.asking.buttons import Button, Press
from bot.chat.asking.interactions import Interactions
from bot.chat.asking.menus import menus
from bot.chat.asking.messages import Messages
from bot.chat.asking.prefixes import Prefixes
from bot.chat.asking.requests import Request
from bot.chat.asking.suggesting import Suggesting
from bot.chat.drawing import layout
from bot.chat.gates import Way
from bot.chat.moderating.controls import Control, Given, sent_form
from bot.chat.moderating.parts import Moderating
from bot.chat.translation import Translator, spoken
from bot.commands import COMMANDS
from bot.config import DiscordSettings
from bot.state import State

Interaction = discord.Interaction[Any]
Context = commands.Context["Dissensus"]

_EDITABLE = 60.0
"""Seconds after a question within which an edit of it changes the answer."""

_MENTION = re.compile(r"<@!?[0-9]+>")
_NO_QUESTIONS = ("sources", "voices", "help", "plain")
"""Commands that take a word at most; followed by more, the word that names them belongs to a question."""

_ASKED = {command.name for command in COMMANDS}
"""Commands that are a request to the library; all others explain themselves by how they are written."""

_log = logging.getLogger(__name__)


def intents(settings: DiscordSettings) -> discord.Intents:
    """Servers and messages, and the content of messages only where the operator opted in."""
    return discord.Intents(guilds=True, guild_messages=True, dm_messages=True, message_content=settings.message_content)


class Dissensus(commands.AutoShardedBot):
    """The client; `counter` is where questions are answered, `suggesting` where completion comes from, `cogs` its commands."""

    def __init__(
        self,
        settings: DiscordSettings,
        counter: Counter,
        suggesting: Suggesting,
        state: State,
        cogs: Sequence[Callable[[Dissensus], commands.Cog]],
    ) -> None:
        self._prefixes = Prefixes(counter.desk, settings.prefix, written=settings.message_content)
        super().__init__(
            command_prefix=self._prefixes.of,
            shard_count=settings.shard_count or None,
            shard_ids=list(settings.shards) or None,  # type: ignore[arg-type]  # None is all of them, as documented
            help_command=None,
            intents=intents(settings),
            case_insensitive=True,
            strip_after_prefix=True,
            max_messages=None,
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            allowed_mentions=discord.AllowedMentions.none(),
            max_ratelimit_timeout=30.0,
            allowed_contexts=app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True),
            allowed_installs=app_commands.AppInstallationType(guild=True, user=True),
            tree_cls=Tree,
        )
        self._cog_types = cogs
        self.counter = counter
        self.suggesting = suggesting
        self.messages = Messages(self, counter)
        self.interactions = Interactions(counter)
        self.moderating = Moderating(self, counter, state, self._prefixes)

    async def setup_hook(self) -> None:
        """Put commands, menus and buttons in place."""
        await self.tree.set_translator(Translator())
        for cog in self._cog_types:
            await self.add_cog(cog(self))
        for menu in menus(self.interactions):
            self.tree.add_command(menu)
        self.add_dynamic_items(Button, Control)

    # -- what commands call

    async def answer(self, ctx: Context, request: Request, *, private: bool = False) -> None:
        """Answer a command, however it was given."""
        if ctx.interaction is not None:
            await self.interactions.answer(ctx.interaction, request, private=private)
        else:
            await self.messages.answer(ctx.message, request, _way(ctx), self._prefixes.shown(ctx.prefix))

    async def settle_plain(self, ctx: Context, *, plain: bool) -> None:
        """Keep a member's wish for plain text, and say so."""
        await self.counter.desk.glance(self.counter.desk.house.set_plain, ctx.author.id, plain)
        say = spoken(ctx.interaction.locale if ctx.interaction else None)
        settled = (
            say("From now on my answers to you are plain text.") if plain else say("My answers to you are cards again.")
        )
        drawn = layout.sentence(settled, plain=plain)
        if ctx.interaction is not None:
            await self.counter.door.respond(ctx.interaction, drawn, private=True)
        else:
            await self.counter.door.reply(ctx.message, drawn)

    async def offer(self, interaction: Interaction, kind: Kind, typed: str) -> list[Choice[str]]:
        """Offers for what is being typed."""
        offers = await self.suggesting.like(kind, typed, place(interaction))
        return [Choice(name=offer.name, value=offer.value) for offer in offers]

    async def pressed(self, interaction: Interaction, press: Press | None) -> None:
        """Act on a button."""
        if not self.first_time(interaction.id):
            return
        if press is not None and press.verb == "report":
            await self.moderating.reported(interaction)
        else:
            await self.interactions.pressed(interaction, press)

    async def controlled(self, interaction: Interaction, given: Given | None) -> None:
        """Act on a moderator's control."""
        if self.first_time(interaction.id):
            await self.moderating.controlled(interaction, given)

    def first_time(self, event: object) -> bool:
        """Whether an event comes for the first time."""
        return self.counter.conversation.first_time(event)

    # -- what Discord tells

    async def on_interaction(self, interaction: Interaction) -> None:
        """Take a form that was sent; it may have been opened before the bot was started."""
        if interaction.type is discord.InteractionType.modal_submit:
            await self.controlled(interaction, sent_form(interaction))

    async def on_message(self, message: discord.Message) -> None:
        """Answer a message that asks something."""
        if self.first_time(message.id):
            await self._consider(message)

    async def on_raw_message_edit(self, event: discord.RawMessageUpdateEvent) -> None:
        """Bring an answer in step with a question that was edited soon after it was asked."""
        edited = event.message.edited_at
        if edited is None or (edited - event.message.created_at).total_seconds() > _EDITABLE:
            return
        if self.first_time((event.message_id, edited)):
            await self._consider(event.message)

    async def on_raw_message_delete(self, event: discord.RawMessageDeleteEvent) -> None:
        """Take the answer to a deleted question away."""
        await self._taken_back(event.message_id, event.guild_id)

    async def on_raw_bulk_message_delete(self, event: discord.RawBulkMessageDeleteEvent) -> None:
        """Take the answers to deleted questions away."""
        for question in event.message_ids:
            await self._taken_back(question, event.guild_id)

    async def on_guild_join(self, guild: discord.Guild) -> None:
        """Note that a server has the bot."""
        await self.moderating.housekeeping.joined(guild.id)

    async def on_guild_remove(self, guild: discord.Guild) -> None:
        """Note that a server removed the bot."""
        await self.moderating.housekeeping.left(guild.id)

    async def on_guild_channel_delete(self, channel: discord.abc.GuildChannel) -> None:
        """Forget a channel that was deleted."""
        await self.moderating.housekeeping.channel_gone(channel.guild.id, channel.id)

    async def on_raw_thread_delete(self, event: discord.RawThreadDeleteEvent) -> None:
        """Forget a thread that was deleted."""
        await self.moderating.housekeeping.channel_gone(event.guild_id, event.thread_id)

    async def on_command_error(self, ctx: Context, error: commands.CommandError, /) -> None:  # type: ignore[override]
        """Say what a command still needs; note what broke."""
        if isinstance(error, commands.UserInputError) and ctx.command and ctx.command.qualified_name not in _ASKED:
            await self.moderating.mistyped(ctx)
        elif isinstance(error, commands.MissingRequiredArgument) and ctx.command:
            await self.answer(ctx, Request(ctx.command.name))
        elif isinstance(error, commands.UserInputError) and ctx.command:
            await self.answer(ctx, Request("help", ctx.command.name), private=True)
        else:
            note(getattr(error, "original", error))

    async def on_error(self, event_method: str, /, *args: Any, **kwargs: Any) -> None:
        """Note what broke in an event, without the event."""
        _log.exception("The event %s was not handled.", event_method)

    async def _consider(self, message: discord.Message) -> None:
        """Answer a message if it asks the bot something; take an answer back if it does no longer."""
        if message.author.bot or message.webhook_id is not None:
            return
        ctx = await self.get_context(message)
        if ctx.valid and not self._only_looks_so(ctx):
            await self.invoke(ctx)
        elif question := self._addressed(ctx):
            await self.messages.answer(message, Request("quote", question), "mention", self._prefixes.shown(ctx.prefix))
        else:
            await self.messages.withdraw(message.id, gone=False)

    def _only_looks_so(self, ctx: Context) -> bool:
        """Whether a question happens to begin with the name of a command, where none needs a prefix."""
        few = ctx.command is not None and ctx.command.name in _NO_QUESTIONS
        return few and _way(ctx) == "mention" and len(ctx.message.content.removeprefix(ctx.prefix or "").split()) > 2

    def _addressed(self, ctx: Context) -> str:
        """The question in a message that addresses the bot without naming a command; "" for any other message.

        That is what follows its name, whatever stands in direct messages, and a reply to it that pings it.
        """
        message, text = ctx.message, ctx.message.content
        if ctx.prefix is not None and _way(ctx) == "mention":
            return text.removeprefix(ctx.prefix).strip()
        answered = message.reference.resolved if message.reference else None
        mine = isinstance(answered, discord.Message) and answered.author == self.user
        return _MENTION.sub(" ", text).strip() if mine and self.user in message.mentions else ""

    async def _taken_back(self, question: int, guild: int | None) -> None:
        if await self.messages.withdraw(question, gone=True) or guild is None:
            return
        house = self.counter.desk.house
        while (sent := await self.counter.desk.glance(house.answer_to, guild, question)) is not None:
            await self.messages.remove(*sent)
            await self.counter.desk.glance(house.gone, guild, sent[1])


class Tree(app_commands.CommandTree[Dissensus]):
    """The tree of commands; lets an interaction through once."""

    async def interaction_check(self, interaction: discord.Interaction[Dissensus], /) -> bool:
        """Whether the interaction comes for the first time."""
        return interaction.client.first_time(interaction.id)

    async def on_error(self, interaction: Interaction, error: app_commands.AppCommandError, /) -> None:
        """Tell the asker in a sentence."""
        if not isinstance(error, app_commands.CheckFailure):
            await interaction.client.interactions.tell(interaction, getattr(error, "original", error))


def _way(ctx: Context) -> Way:
    """How a message came to be a question: by a written prefix, or because it is addressed to the bot."""
    return "mention" if ctx.guild is None or not ctx.prefix or ctx.prefix.startswith("<@") else "prefix"
