"""What is set, in words and in menus to change it.

Knows settings and words, no state. Invariant: whatever a menu shows as chosen stands in the words above it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from discord import SelectOption

from bot.chat.drawing.drawn import Line, Part, Reference, Strong, moment
from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.words import Say
from bot.chat.moderating.controls import channel_choice, choice, role_choice
from bot.models import Source
from bot.state.values import Channel, Grant, Mode, Server

MODES: dict[Mode, str] = {
    "full": "Everything: slash commands, my name, written commands",
    "mention": "Slash commands, and when my name is called",
    "slash": "Slash commands only",
    "private": "Slash commands, answered to the asker alone",
    "thread": "Everything, each answer in a thread of its own",
    "off": "Nothing at all",
}
"""How a channel is answered, as moderators choose it."""

ZONES = (
    *("UTC", "Europe/London", "Europe/Lisbon", "Europe/Berlin", "Europe/Paris", "Europe/Madrid", "Europe/Rome"),
    *("Europe/Warsaw", "Europe/Athens", "Europe/Istanbul", "Europe/Moscow", "Africa/Cairo", "Africa/Johannesburg"),
    *("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles", "America/Sao_Paulo"),
    *("America/Mexico_City", "Asia/Kolkata", "Asia/Shanghai", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland"),
)
"""Zones to choose from; any other is named in a command."""

QUOTES = (1, 2, 3, 5)
"""How many quotations a card may show, to choose from."""


def server_lines(server: Server, grants: Sequence[Grant], say: Say) -> Iterator[Line]:
    """What a server has set, in words."""
    office: Part = Reference(f"#{server.moderators_channel}") if server.moderators_channel else say("none yet")
    yield Line((Strong(say("Settings of this server")),))
    yield Line((say("Moderators' channel, for reports and the record:"), " ", office))
    yield Line((say("Moderators beside those who may manage messages:"), " ", *_holders(grants, say)))
    yield Line((say("Channels answer:"), " ", say(MODES[server.mode])))
    yield Line((timed(server.zone, say),))
    yield Line((looking_ahead(server.spoilers, say),))
    yield Line((prefixed(server.prefix, say),))
    yield Line((pausing(server.pause, say),))
    hint = "Each choice below is saved at once. /settings changes a channel; /reading start begins to read together."
    yield Line((say(hint),), "quiet")


def _holders(grants: Sequence[Grant], say: Say) -> Iterator[Part]:
    if not grants:
        yield say("nobody")
    for place, grant in enumerate(grants):
        yield ", " if place else ""
        yield Reference(f"@&{grant.id}" if grant.subject == "role" else f"@{grant.id}")
        if grant.until is not None:
            yield " – "
            yield moment(grant.until)


def server_rows(server: Server, grants: Sequence[Grant], say: Say) -> list[list[Any]]:
    """Menus to change it."""
    roles = [grant.id for grant in grants if grant.subject == "role" and grant.until is None]
    listed = ZONES if server.zone in ZONES else (server.zone, *ZONES)
    spoilers = [("yes", looking_ahead(True, say)), ("no", looking_ahead(False, say))]
    return [
        [channel_choice("server-office", say("Moderators' channel"), server.moderators_channel)],
        [role_choice("server-roles", say("Roles that moderate"), roles)],
        [choice("server-mode", _modes(server.mode, say), say("How channels answer"))],
        [choice("server-zone", _options([(z, z) for z in listed], {server.zone}), say("Time zone"))],
        [choice("server-spoilers", _options(spoilers, {"yes" if server.spoilers else "no"}), say("Looking ahead"))],
    ]


def channel_lines(here: Channel, own: bool, id: int, sources: dict[str, Source], say: Say) -> Iterator[Line]:
    """What a channel has set, in words; `own` says that it does not follow another."""
    yield Line((Strong(say("Settings of this channel")), " ", Reference(f"#{id}")))
    yield Line((say("It answers:"), " ", say(MODES[here.mode])))
    named = [tidy(source.short) for source in sources.values() if here.sources and source.id in here.sources]
    yield Line((say("It quotes from:"), " ", ", ".join(named) if here.sources else say("all sources")))
    yield Line((quoting(here.quotes, say),))
    follows = "These are its own settings." if own else "It follows the channel it belongs to, or the server."
    yield Line((say(follows),), "quiet")


def channel_rows(here: Channel, sources: Iterable[Source], say: Say) -> list[list[Any]]:
    """Menus to change it."""
    named = [(source.id, source.short) for source in sources][:25]
    allowed = {id for id, _ in named} if here.sources is None else here.sources
    shown = [("all", say("all it has room for")), *((str(count), str(count)) for count in QUOTES)]
    return [
        [choice("channel-mode", _modes(here.mode, say), say("How this channel answers"))],
        [choice("channel-sources", _options(named, allowed), say("Sources"), most=len(named))],
        [choice("channel-quotes", _options(shown, {str(here.quotes or "all")}), say("Quotations on a card"))],
    ]


def looking_ahead(allowed: bool, say: Say) -> str:
    """Whether members may see what the group has not read yet."""
    return say("Members may look ahead of a reading.") if allowed else say("Nobody looks ahead of a reading.")


def timed(zone: str, say: Say) -> str:
    """On which clock times are given."""
    return say("Times are given in {zone}.").format(zone=zone)


def prefixed(prefix: str, say: Say) -> str:
    """What written commands begin with."""
    return say("Written commands begin with {prefix}").format(prefix=tidy(prefix))


def pausing(seconds: int, say: Say) -> str:
    """How long the same is not said again."""
    return say("The same answer is not repeated within {minutes} minutes.").format(minutes=seconds // 60)


def quoting(most: int | None, say: Say) -> str:
    """How much a card shows; None is as much as it has room for."""
    return say("A card shows at most {count}.").format(count=most) if most else say("A card shows all it has room for.")


def _modes(chosen: Mode, say: Say) -> list[SelectOption]:
    return _options([(mode, say(words)) for mode, words in MODES.items()], {chosen})


def _options(named: Iterable[tuple[str, str]], chosen: Iterable[str]) -> list[SelectOption]:
    held = set(chosen)
    return [SelectOption(label=label[:100], value=value, default=value in held) for value, label in named][:25]
