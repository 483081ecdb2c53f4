"""Which of the bot's messages show which passages, for 30 days; and how often each voice was heard.

Invariant: a passage counts once a message, however often the message is told of. Ids and counts only: neither what was
asked nor what was said.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import ColumnElement, Connection, delete, func, select

from bot.state.database import Database, insert_into, inserted
from bot.state.schema import answers, balance, shown, withheld
from bot.state.values import Answer, Heard, Shown, Tally

_FIELDS = (answers.c.guild_id, answers.c.channel_id, answers.c.message_id, answers.c.asker_id,
           answers.c.question_id, answers.c.at)  # fmt: skip


class Answers:
    """The bot's messages and the balance of voices, server by server."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def shown(
        self, guild: int, channel: int, message: int, heard: Iterable[Heard],
        *, asker: int | None = None, question: int | None = None,
    ) -> None:  # fmt: skip
        """Keep that a message shows these passages; told again with more of them, only the new ones are counted."""
        row = {"guild_id": guild, "message_id": message, "channel_id": channel, "at": self._db.now()}
        with self._db.write() as connection:
            inserted(connection, answers, **row, asker_id=asker, question_id=question)
            new = [each for each in heard if _is_new(connection, guild, message, each.passage)]
            _count(connection, self._today(), guild, channel, new)

    def repeats(
        self, guild: int, channel: int, passages: Collection[str], within: timedelta, *, besides: int | None = None
    ) -> Answer | None:
        """The newest message in a channel that showed all of these passages within that time; None for no passages.

        Messages that answer the question `besides` do not count.
        """
        recent = [answers.c.guild_id == guild, answers.c.channel_id == channel, answers.c.at > self._db.now() - within]
        recent += [] if besides is None else [answers.c.question_id.is_distinct_from(besides)]
        wanted = shown.c.passage.in_(sorted(set(passages)))
        query = select(*_FIELDS).join(shown).where(*recent, wanted).group_by(*_FIELDS)
        query = query.having(func.count() == len(set(passages))).order_by(
            answers.c.at.desc(), answers.c.message_id.desc()
        )
        with self._db.read() as connection:
            row = connection.execute(query.limit(1)).one_or_none()
            return None if row is None else Answer(*row)

    def to_withdraw(self) -> tuple[Shown, ...]:
        """Every message that still counts as showing a passage which is withheld in its server."""
        hidden = (withheld.c.guild_id == shown.c.guild_id) & (withheld.c.passage == shown.c.passage)
        fields = (answers.c.guild_id, answers.c.channel_id, answers.c.message_id)
        query = select(*fields, shown.c.passage).join(shown).join(withheld, hidden).order_by(*fields)
        with self._db.read() as connection:
            found: dict[tuple[int, int, int], set[str]] = {}
            for guild, channel, message, passage in connection.execute(query):
                found.setdefault((guild, channel, message), set()).add(passage)
        return tuple(Shown(*place, frozenset(passages)) for place, passages in found.items())

    def withdrawn(self, guild: int, message: int, passages: Collection[str]) -> None:
        """Keep that a message no longer shows these passages; who may remove it is still known."""
        here = (shown.c.guild_id == guild, shown.c.message_id == message, shown.c.passage.in_(sorted(passages)))
        with self._db.write() as connection:
            connection.execute(delete(shown).where(*here))

    def get(self, guild: int, message: int) -> Answer | None:
        """One of the bot's messages, with whoever asked for it; None when it is not (or no longer) known."""
        return self._one(guild, answers.c.message_id == message)

    def to_question(self, guild: int, question: int) -> Answer | None:
        """The bot's answer to a message, so that it can go when the message goes."""
        return self._one(guild, answers.c.question_id == question)

    def passages(self, guild: int, message: int) -> frozenset[str]:
        """Ids of the passages that a message shows."""
        here = select(shown.c.passage).where(shown.c.guild_id == guild, shown.c.message_id == message)
        with self._db.read() as connection:
            return frozenset(connection.execute(here).scalars())

    def gone(self, guild: int, message: int) -> None:
        """Forget a message that was deleted on Discord."""
        with self._db.write() as connection:
            connection.execute(delete(answers).where(answers.c.guild_id == guild, answers.c.message_id == message))

    def balance(self, guild: int, channel: int | None = None, since: datetime | None = None) -> tuple[Tally, ...]:
        """How often each source and voice was shown, in one channel or the whole server, since the day of a moment.

        Most often first; counts reach back a year.
        """
        total = func.sum(balance.c.count)
        query = select(balance.c.source, balance.c.voice, total).where(balance.c.guild_id == guild)
        if channel is not None:
            query = query.where(balance.c.channel_id == channel)
        if since is not None:
            query = query.where(balance.c.day >= _day(since))
        query = query.group_by(balance.c.source, balance.c.voice)
        with self._db.read() as connection:
            rows = connection.execute(query.order_by(total.desc(), balance.c.source, balance.c.voice))
            return tuple(Tally(source, voice, int(count)) for source, voice, count in rows)

    def _one(self, guild: int, which: ColumnElement[bool]) -> Answer | None:
        query = select(*_FIELDS).where(answers.c.guild_id == guild, which).order_by(answers.c.at.desc()).limit(1)
        with self._db.read() as connection:
            row = connection.execute(query).one_or_none()
            return None if row is None else Answer(*row)

    def _today(self) -> datetime:
        return _day(self._db.now())


def _day(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _is_new(connection: Connection, guild: int, message: int, passage: str) -> bool:
    return inserted(connection, shown, guild_id=guild, message_id=message, passage=passage)


def _count(connection: Connection, day: datetime, guild: int, channel: int, heard: Iterable[Heard]) -> None:
    tallies = Counter((each.source, each.voice) for each in heard)
    for (source, voice), count in sorted(tallies.items()):  # in order, so that two processes never wait in a ring
        row = {"guild_id": guild, "channel_id": channel, "source": source, "voice": voice, "day": day}
        add = insert_into(connection, balance).values(**row, count=count)
        more = {"count": balance.c.count + add.excluded["count"]}
        connection.execute(add.on_conflict_do_update(index_elements=list(balance.primary_key), set_=more))
