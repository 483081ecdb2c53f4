"""An occasion to act: who did something, where, with which powers, by which event, and how they are answered.

Knows a command however it was given, a press, a choice and a form alike. Invariant: who somebody is and what they may
do is what this one event says, never what a message or a button remembers.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import discord
from discord.ext import commands

from bot.chat.asking.answering import place, place_of, powers, powers_of
from bot.chat.asking.interactions import language_of
from bot.chat.drawing.words import Say
from bot.chat.gates import Place, Powers
from bot.chat.translation import spoken_in
from bot.errors import MemberError
from bot.state.values import Act

Interaction = discord.Interaction[Any]


@dataclass(frozen=True, slots=True)
class Occasion:
    """What somebody did. It came as an `interaction`, or as a written command in a `message`."""

    place: Place
    powers: Powers
    event: int
    say: Say
    interaction: Interaction | None = None
    message: discord.Message | None = None

    @property
    def guild(self) -> int:
        """The server it happened in; raises MemberError where there is none, or where the bot is only a guest."""
        if self.place.guild is None or not self.powers.here:
            raise MemberError("This works only in a server that has me as a member.")
        return self.place.guild

    @property
    def plain(self) -> bool:
        """Whether the message acted on is one of text, which what replaces it should be too."""
        shown = self.interaction.message if self.interaction else None
        return shown is not None and not shown.flags.components_v2

    def act(self, reason: str = "") -> Act:
        """The same as the state takes it, with a reason as typed."""
        return Act(self.guild, self.place.user, self.event, reason)


def by_interaction(interaction: Interaction) -> Occasion:
    """The occasion of a slash command, a press, a choice or a form."""
    say = language_of(interaction, private=True)
    return Occasion(place(interaction), powers(interaction), interaction.id, say, interaction=interaction)


def by_command(ctx: commands.Context[Any]) -> Occasion:
    """The occasion of a command, chosen or written."""
    if ctx.interaction is not None:
        return by_interaction(ctx.interaction)
    message, guild = ctx.message, ctx.guild
    here = place_of(message.author.id, message.channel.id, message.channel, guild.id if guild else None)
    say = spoken_in(guild)
    return Occasion(here, powers_of(message), message.id, say, message=message)
