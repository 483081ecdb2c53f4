"""What moderators decide about passages and members: withheld, quiet, and who else may moderate.

Invariant: decisions hold in one server only. Grants and quiet spells are compared with the clock at the moment of the
question, so that one second past their end they are over, tidied away or not.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from bot.errors import MemberError
from bot.state.acts import Change, by, perform, put, typed
from bot.state.database import Database, inserted
from bot.state.schema import grants, quiets, reports, withheld
from bot.state.values import Act, Entry, Grant, Subject, Withheld


class Moderation:
    """Withheld passages, quiet members and grants, server by server."""

    def __init__(self, db: Database) -> None:
        self._db = db

    def withhold(self, act: Act, passage: str) -> Entry | None:
        """Hide a passage from the members of a server; its open reports are closed as withheld."""
        return perform(self._db, act, "withhold", f"passage:{passage}", withholding(self._db, act, passage))

    def release(self, act: Act, passage: str) -> Entry | None:
        """Let members see a passage again."""
        gone = delete(withheld).where(withheld.c.guild_id == act.guild, withheld.c.passage == passage)
        return perform(self._db, act, "release", f"passage:{passage}", by(gone))

    def withheld(self, guild: int) -> frozenset[str]:
        """Ids of the passages that members of a server may not see."""
        with self._db.read() as connection:
            here = select(withheld.c.passage).where(withheld.c.guild_id == guild)
            return frozenset(connection.execute(here).scalars())

    def decisions(self, guild: int) -> tuple[Withheld, ...]:
        """The withheld passages of a server with reason, moderator and moment, newest first; for moderators."""
        query = select(withheld.c.passage, withheld.c.reason, withheld.c.by_id, withheld.c.at)
        query = query.where(withheld.c.guild_id == guild).order_by(withheld.c.at.desc(), withheld.c.passage)
        with self._db.read() as connection:
            return tuple(Withheld(*row) for row in connection.execute(query))

    def quiet(self, act: Act, user: int, until: datetime) -> Entry | None:
        """Have the bot not answer a member until a moment; raises MemberError for one that is past."""
        if until <= self._db.now():
            raise MemberError("Choose a time that lies ahead.")
        spell = {"guild_id": act.guild, "user_id": user, "until": until}
        return perform(self._db, act, "quiet", "member", put(quiets, spell), about=user)

    def unquiet(self, act: Act, user: int) -> Entry | None:
        """Have the bot answer a member again."""
        gone = delete(quiets).where(quiets.c.guild_id == act.guild, quiets.c.user_id == user)
        return perform(self._db, act, "unquiet", "member", by(gone), about=user)

    def quiet_until(self, guild: int, user: int) -> datetime | None:
        """Until when the bot does not answer a member; None when it does."""
        spell = select(quiets.c.until).where(quiets.c.guild_id == guild, quiets.c.user_id == user)
        with self._db.read() as connection:
            return connection.execute(spell.where(quiets.c.until > self._db.now())).scalar_one_or_none()

    def grant(self, act: Act, subject: Subject, subject_id: int, until: datetime | None = None) -> Entry | None:
        """Let a role or member moderate, until a moment or for good; raises MemberError for a moment that is past."""
        if until is not None and until <= self._db.now():
            raise MemberError("Choose a time that lies ahead.")
        given = {"guild_id": act.guild, "subject": subject, "subject_id": subject_id, "until": until}
        target, about = _named(subject, subject_id)
        return perform(self._db, act, "grant", target, put(grants, given), about=about)

    def revoke(self, act: Act, subject: Subject, subject_id: int) -> Entry | None:
        """Take a grant back."""
        target, about = _named(subject, subject_id)
        gone = delete(grants).where(grants.c.guild_id == act.guild, *_is(subject, subject_id))
        return perform(self._db, act, "revoke", target, by(gone), about=about)

    def grants(self, guild: int) -> tuple[Grant, ...]:
        """The grants that hold now."""
        query = select(grants.c.subject, grants.c.subject_id, grants.c.until).where(*self._holding(guild))
        with self._db.read() as connection:
            return tuple(Grant(*row) for row in connection.execute(query.order_by(*query.selected_columns)))

    def may(self, guild: int, user: int, roles: Collection[int]) -> bool:
        """Whether a member, with the roles that the event itself says they have, holds a grant at this moment."""
        theirs = or_(and_(*_is("member", user)), and_(grants.c.subject == "role", grants.c.subject_id.in_(list(roles))))
        with self._db.read() as connection:
            found = select(grants.c.guild_id).where(*self._holding(guild), theirs).limit(1)
            return connection.execute(found).first() is not None

    def _holding(self, guild: int) -> tuple[ColumnElement[bool], ...]:
        return grants.c.guild_id == guild, or_(grants.c.until.is_(None), grants.c.until > self._db.now())


def withholding(db: Database, act: Act, passage: str) -> Change:
    """The change that hides a passage in the act's server and closes every open report of it."""

    def change(connection: Connection) -> str | None:
        row = {"passage": passage, "reason": typed(act.reason, 500), "by_id": act.by, "at": db.now()}
        hidden = inserted(connection, withheld, guild_id=act.guild, **row)
        closed = update(reports).where(reports.c.guild_id == act.guild, reports.c.passage == passage)
        ending = {"outcome": "withheld", "closed_by": act.by, "closed_at": db.now()}
        ended = connection.execute(closed.where(reports.c.outcome.is_(None)).values(ending)).rowcount
        return "" if hidden or ended else None

    return change


def _is(subject: Subject, subject_id: int) -> tuple[ColumnElement[bool], ...]:
    return grants.c.subject == subject, grants.c.subject_id == subject_id


def _named(subject: Subject, subject_id: int) -> tuple[str, int | None]:
    return ("member", subject_id) if subject == "member" else (f"role:{subject_id}", None)
