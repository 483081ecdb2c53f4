"""What a server, a channel and a member have set: how, where and in which form the bot answers.

Invariant: a channel without settings follows its parent, a parent without settings the server; a server without
settings gets the defaults of `Server`.
"""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, delete, select, update

from bot.errors import MemberError
from bot.state.acts import by, lock, perform, raise_epoch, typed
from bot.state.database import Database, inserted
from bot.state.schedule import reckon_again
from bot.state.schema import answers, channel_sources, channels, guilds, members, readings
from bot.state.values import Act, Channel, Entry, Server

LONGEST_PAUSE = 86_400
"""Seconds."""

_SERVER = {
    "zone": "zone",
    "moderators_channel": "moderators_channel_id",
    "prefix": "prefix",
    "spoilers": "spoilers",
    "mode": "mode",
    "pause": "pause",
}
"""Field of `Server` -> column of `guilds`."""


class Settings:
    """Settings of servers, channels and members."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def server(self, guild: int) -> Server:
        """The settings of a server; the defaults where it has none."""
        with self._db.read() as connection:
            return _server(connection, guild)

    def set_server(self, act: Act, wanted: Server) -> Entry | None:
        """Replace a server's settings; running readings move to a new zone.

        A new moderators' channel is shown the record from this act on. Raises MemberError for an unknown zone, an empty
        prefix, a pause beyond a day.
        """
        _known_zone(wanted.zone)
        if not 0 <= wanted.pause <= LONGEST_PAUSE:
            raise MemberError("Choose a pause between nothing and a day.")
        prefix = typed(wanted.prefix, 8)
        if not prefix:
            raise MemberError("Choose at least one character for written commands to begin with, such as !")
        values = {column: getattr(wanted, field) for field, column in _SERVER.items()} | {"prefix": prefix}

        def change(connection: Connection) -> str | None:
            before = _server(connection, act.guild)
            altered = {f: values[c] for f, c in _SERVER.items() if values[c] != getattr(before, f)}
            connection.execute(update(guilds).where(guilds.c.guild_id == act.guild).values(values))
            if "zone" in altered:
                reckon_again(connection, act.guild, wanted.zone)
            if "moderators_channel" in altered:
                whole = update(guilds).where(guilds.c.guild_id == act.guild)
                connection.execute(whole.values(mirrored=guilds.c.record_length))
            return _listed(altered) if altered else None

        return perform(self._db, act, "set-server", "server", change)

    def servers(self) -> frozenset[int]:
        """Every server that has the bot, as far as the state knows."""
        with self._db.read() as connection:
            return frozenset(connection.execute(select(guilds.c.guild_id).where(guilds.c.left_at.is_(None))).scalars())

    def channel(self, guild: int, channel: int, parent: int | None = None) -> Channel:
        """How the bot answers in a channel or thread; `parent` is the channel or forum that a thread belongs to."""
        with self._db.read() as connection:
            own = _channel(connection, guild, channel)
            found = own or (_channel(connection, guild, parent) if parent is not None else None)
            return found or Channel(mode=_server(connection, guild).mode)

    def channels(self, guild: int) -> dict[int, Channel]:
        """Every channel of a server that has settings of its own: channel -> settings."""
        with self._db.read() as connection:
            ids = connection.execute(select(channels.c.channel_id).where(channels.c.guild_id == guild)).scalars().all()
            return {channel: found for channel in sorted(ids) if (found := _channel(connection, guild, channel))}

    def set_channel(self, act: Act, channel: int, wanted: Channel) -> Entry | None:
        """Set how the bot answers in a channel; raises MemberError for an empty list of sources or a bad number."""
        if wanted.sources is not None and not wanted.sources:
            raise MemberError("Choose at least one source, or all of them; to silence a channel, set its mode to off.")
        if wanted.quotes is not None and not 1 <= wanted.quotes <= 10:
            raise MemberError("A card may show from 1 to 10 quotations.")

        def change(connection: Connection) -> str | None:
            if _channel(connection, act.guild, channel) == wanted:
                return None
            _store(connection, act.guild, channel, wanted)
            sources = ",".join(sorted(wanted.sources)) if wanted.sources else "all"
            return _listed({"mode": wanted.mode, "sources": sources, "quotes": wanted.quotes})

        return perform(self._db, act, "set-channel", f"channel:{channel}", change)

    def reset_channel(self, act: Act, channel: int) -> Entry | None:
        """Let a channel follow its parent or the server again."""
        gone = delete(channels).where(channels.c.guild_id == act.guild, channels.c.channel_id == channel)
        return perform(self._db, act, "reset-channel", f"channel:{channel}", by(gone))

    def channel_gone(self, guild: int, channel: int) -> None:
        """A channel was deleted on Discord: drop its settings and answers, end its reading; not a moderator's act."""
        with self._db.write() as connection:
            lock(connection, guild)
            for table in (channels, answers):
                connection.execute(delete(table).where(table.c.guild_id == guild, table.c.channel_id == channel))
            here = (readings.c.guild_id == guild, readings.c.channel_id == channel, readings.c.ended_at.is_(None))
            connection.execute(update(readings).where(*here).values(ended_at=self._db.now()))
            raise_epoch(connection, guild)

    def plain(self, user: int) -> bool:
        """Whether a member wants answers as plain text, everywhere."""
        with self._db.read() as connection:
            return bool(connection.execute(select(members.c.plain).where(members.c.user_id == user)).scalar())

    def set_plain(self, user: int, plain: bool) -> None:
        """Keep a member's wish for plain text, or forget it when it is the default again."""
        with self._db.write() as connection:
            connection.execute(delete(members).where(members.c.user_id == user))
            if plain:
                inserted(connection, members, user_id=user, plain=True)


def zone_of(connection: Connection, guild: int) -> str:
    """The name of a server's time zone."""
    return _server(connection, guild).zone


def _server(connection: Connection, guild: int) -> Server:
    row = connection.execute(select(guilds).where(guilds.c.guild_id == guild)).mappings().one_or_none()
    return Server(**{field: row[column] for field, column in _SERVER.items()}) if row else Server()


def _channel(connection: Connection, guild: int, channel: int) -> Channel | None:
    here = (channels.c.guild_id == guild, channels.c.channel_id == channel)
    row: RowMapping | None = connection.execute(select(channels).where(*here)).mappings().one_or_none()
    if row is None:
        return None
    allowed = select(channel_sources.c.source).where(
        channel_sources.c.guild_id == guild, channel_sources.c.channel_id == channel
    )
    return Channel(row["mode"], frozenset(connection.execute(allowed).scalars()) or None, row["quotes"])


def _store(connection: Connection, guild: int, channel: int, wanted: Channel) -> None:
    connection.execute(delete(channels).where(channels.c.guild_id == guild, channels.c.channel_id == channel))
    row = {"guild_id": guild, "channel_id": channel}
    connection.execute(channels.insert().values(row | {"mode": wanted.mode, "quotes": wanted.quotes}))
    for source in sorted(wanted.sources or ()):
        connection.execute(channel_sources.insert().values(row | {"source": source}))


def _listed(values: dict[str, Any]) -> str:
    return " ".join(f"{name}={'none' if value is None else value}" for name, value in values.items())


def _known_zone(name: str) -> None:
    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        raise MemberError(f"There is no time zone {name!r}; write it like Europe/Berlin or America/New_York.") from None
