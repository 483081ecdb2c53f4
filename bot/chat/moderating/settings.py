"""What a server and its channels have set: shown in words, changed by menus that save at once, also on old messages.

Invariant: settings of the server are changed by whoever manages it, those of a channel by its moderators; what stands
in the panel is read from the state after every change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args
from zoneinfo import available_timezones

import discord

from bot.chat.asking.prefixes import Prefixes
from bot.chat.drawing.drawn import Drawn
from bot.chat.drawing.panel import panel
from bot.chat.hosting.invitation import missing
from bot.chat.moderating.controls import Given, button
from bot.chat.moderating.durations import duration
from bot.chat.moderating.occasion import Occasion
from bot.chat.moderating.office import Office
from bot.chat.moderating.panels import QUOTES, ZONES, channel_lines, channel_rows, server_lines, server_rows
from bot.errors import MemberError
from bot.state.values import Channel, Grant, Mode


class Settings:
    """What is set, and setting it."""

    def __init__(self, office: Office, prefixes: Prefixes) -> None:
        self._office = office
        self._prefixes = prefixes
        self.handlers = {
            "server": self.open_server,
            "server-office": self.choose_office,
            "server-roles": self.choose_roles,
            "server-mode": self.choose_mode,
            "server-zone": self.choose_zone,
            "server-spoilers": self.choose_spoilers,
            "channel-mode": self.choose_channel_mode,
            "channel-sources": self.choose_sources,
            "channel-quotes": self.choose_quotes,
            "channel-reset": self.reset,
        }

    # -- the server

    async def setup(self, occasion: Occasion) -> None:
        """Walk whoever manages the server through its settings in one message."""
        await self._office.governor(occasion)
        await self._office.tell(occasion, await self._server_panel(occasion))

    async def open_server(self, occasion: Occasion, given: Given) -> None:
        """The same, from the panel of a channel."""
        await self._office.governor(occasion)
        await self._office.update(occasion, await self._server_panel(occasion))

    async def choose_office(self, occasion: Occasion, given: Given) -> None:
        """Choose the channel where reports and the record are shown, or none."""
        chosen = int(given.values[0]) if given.values else None
        if chosen is not None and not self._writable(chosen):
            raise MemberError(
                "I may not write there: let me see that channel, write in it and read it, or choose another."
            )
        await self._server(occasion, moderators_channel=chosen)

    async def choose_roles(self, occasion: Occasion, given: Given) -> None:
        """Choose the roles that moderate for good; those that were chosen and are no longer lose it."""
        await self._office.governor(occasion)
        moderation, wanted = self._office.state.moderation, {int(value) for value in given.values}
        held = {g.id for g in await self._grants(occasion) if g.subject == "role" and g.until is None}
        for role in sorted(wanted - held):
            await self._office.govern(occasion, lambda act, role=role: moderation.grant(act, "role", role))  # type: ignore[misc]
        for role in sorted(held - wanted):
            await self._office.govern(occasion, lambda act, role=role: moderation.revoke(act, "role", role))  # type: ignore[misc]
        await self._office.update(occasion, await self._server_panel(occasion))

    async def choose_mode(self, occasion: Occasion, given: Given) -> None:
        """Choose how channels answer that have no setting of their own."""
        await self._server(occasion, mode=_one_of(given, get_args(Mode)))

    async def choose_zone(self, occasion: Occasion, given: Given) -> None:
        """Choose the time zone."""
        await self._server(occasion, zone="".join(given.values[:1]))

    async def choose_spoilers(self, occasion: Occasion, given: Given) -> None:
        """Choose whether members may look at what the group has not read yet."""
        await self._server(occasion, spoilers=_one_of(given, ("yes", "no")) == "yes")

    async def zone(self, occasion: Occasion, name: str) -> None:
        """Set any time zone by its name."""
        await self._named(occasion, zone=name.strip())

    async def prefix(self, occasion: Occasion, sign: str) -> None:
        """Set what written commands begin with."""
        if sign.startswith(("/", "<@")) or len(sign.split()) != 1:
            raise MemberError("Choose one to eight signs without blanks, and not “/”, which is Discord's own.")
        await self._named(occasion, prefix=sign.strip())
        self._prefixes.forget(occasion.guild)

    async def pause(self, occasion: Occasion, minutes: int) -> None:
        """Set for how long a channel is not given the same answer again."""
        await self._named(occasion, pause=minutes * 60)

    async def grant(
        self, occasion: Occasion, role: discord.Role | None, member: discord.User | None, spell: str
    ) -> None:
        """Let a role or a member moderate, for a while or for good."""
        subject, id = _subject(role, member)
        until = datetime.now(UTC) + duration(spell) if spell.strip() else None
        moderation = self._office.state.moderation
        await self._office.govern(occasion, lambda act: moderation.grant(act, subject, id, until))
        await self._office.tell(occasion, await self._server_panel(occasion))

    async def revoke(self, occasion: Occasion, role: discord.Role | None, member: discord.User | None) -> None:
        """Take that back."""
        subject, id = _subject(role, member)
        moderation = self._office.state.moderation
        await self._office.govern(occasion, lambda act: moderation.revoke(act, subject, id))
        await self._office.tell(occasion, await self._server_panel(occasion))

    # -- a channel

    async def show(self, occasion: Occasion) -> None:
        """Show a channel's moderators what is set there, with menus to change it."""
        await self._office.moderator(occasion)
        await self._office.tell(occasion, await self._channel_panel(occasion))

    async def choose_channel_mode(self, occasion: Occasion, given: Given) -> None:
        """Choose how this channel is answered."""
        await self._channel(occasion, lambda here: replace(here, mode=_one_of(given, get_args(Mode))))

    async def choose_sources(self, occasion: Occasion, given: Given) -> None:
        """Choose which sources may be quoted here; all of them is no restriction."""
        everything = frozenset((await self._office.catalogue()).sources)
        chosen = frozenset(given.values) & everything
        await self._channel(occasion, lambda here: replace(here, sources=None if chosen == everything else chosen))

    async def choose_quotes(self, occasion: Occasion, given: Given) -> None:
        """Choose how much a card may show here."""
        chosen = _one_of(given, ("all", *map(str, QUOTES)))
        await self._channel(occasion, lambda here: replace(here, quotes=None if chosen == "all" else int(chosen)))

    async def reset(self, occasion: Occasion, given: Given) -> None:
        """Let this channel follow the channel it belongs to, or the server, again."""
        settings, channel = self._office.state.settings, occasion.place.channel
        await self._office.perform(occasion, lambda act: settings.reset_channel(act, channel))
        await self._office.update(occasion, await self._channel_panel(occasion))

    # -- inside

    async def _server(self, occasion: Occasion, **changed: Any) -> None:
        await self._set(occasion, **changed)
        await self._office.update(occasion, await self._server_panel(occasion))

    async def _named(self, occasion: Occasion, **changed: Any) -> None:
        await self._set(occasion, **changed)
        await self._office.tell(occasion, await self._server_panel(occasion))

    async def _set(self, occasion: Occasion, **changed: Any) -> None:
        await self._office.governor(occasion)
        settings = self._office.state.settings
        server = await self._office.look(settings.server, occasion.guild)
        await self._office.govern(occasion, lambda act: settings.set_server(act, replace(server, **changed)))

    async def _channel(self, occasion: Occasion, change: Callable[[Channel], Channel]) -> None:
        await self._office.moderator(occasion)
        settings, place = self._office.state.settings, occasion.place
        here = await self._office.look(settings.channel, occasion.guild, place.channel, place.parent)
        await self._office.perform(occasion, lambda act: settings.set_channel(act, place.channel, change(here)))
        await self._office.update(occasion, await self._channel_panel(occasion))

    async def _grants(self, occasion: Occasion) -> Sequence[Grant]:
        return await self._office.look(self._office.state.moderation.grants, occasion.guild)

    def _writable(self, channel: int) -> bool:
        known = self._office.client.get_channel(channel)
        return isinstance(known, discord.TextChannel) and not missing(known.permissions_for(known.guild.me))

    async def _server_panel(self, occasion: Occasion) -> Drawn:
        server = await self._office.look(self._office.state.settings.server, occasion.guild)
        grants = await self._grants(occasion)
        return panel(
            server_lines(server, grants, occasion.say),
            server_rows(server, grants, occasion.say),
            plain=occasion.plain,
        )

    async def _channel_panel(self, occasion: Occasion) -> Drawn:
        settings, place = self._office.state.settings, occasion.place
        here = await self._office.look(settings.channel, occasion.guild, place.channel, place.parent)
        own = place.channel in await self._office.look(settings.channels, occasion.guild)
        sources, say = (await self._office.catalogue()).sources, occasion.say
        last = [button(say("Follow the server again"), "channel-reset")] if own else []
        last += [button(say("Settings of the server"), "server")] if occasion.powers.governs else []
        rows = [*channel_rows(here, sources.values(), say), *([last] if last else [])]
        return panel(channel_lines(here, own, place.channel, sources, say), rows, plain=occasion.plain)


def zones(typed: str) -> list[str]:
    """Names of time zones that hold what was typed, for completion."""
    wanted = typed.strip().casefold().replace(" ", "_")
    names = sorted(available_timezones()) if wanted else ZONES
    return [name for name in names if wanted in name.casefold()][:25]


def _one_of(given: Given, allowed: Sequence[str]) -> Any:
    """The one value chosen; raises MemberError for one that was not offered."""
    if len(given.values) != 1 or given.values[0] not in allowed:
        raise MemberError("That cannot be chosen here.")
    return given.values[0]


def _subject(role: discord.Role | None, member: discord.User | None) -> tuple[Any, int]:
    if (role is None) == (member is None):
        raise MemberError("Name either a role or a member.")
    return ("role", role.id) if role is not None else ("member", member.id if member is not None else 0)
