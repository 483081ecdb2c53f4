"""The first schema: settings, decisions, readings, answers, the record and its guards."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

from bot.state import guards

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

MODES = ("off", "slash", "mention", "full", "private", "thread")


def upgrade() -> None:
    """Make every table, then what guards the record."""
    for make in (_settings, _decisions, _answers, _readings, _record):
        make()
    connection = op.get_bind()
    guards.raise_guards(connection, guards.VERSION_1)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA application_id = 0x44697373")


def _settings() -> None:
    op.create_table(
        "guilds",
        _key("guild_id"),
        _slug("zone", 64, server_default="UTC"),
        _id("moderators_channel_id", nullable=True),
        _slug("prefix", 8, server_default="!"),
        sa.Column("spoilers", sa.Boolean, nullable=False, server_default=sa.false()),
        _one_of("mode", *MODES, server_default="full"),
        _count("epoch", server_default="0"),
        _count("record_length", server_default="0"),
        _slug("record_head", 64, server_default=""),
        _id("left_at", nullable=True),
        *_rules("guilds", "guild_id", mode=MODES),
    )
    op.create_table(
        "channels", _key("guild_id"), _key("channel_id"), _one_of("mode", *MODES), _count("quotes", nullable=True),
        *_rules("channels", "guild_id", "channel_id", mode=MODES),
    )  # fmt: skip
    op.create_table(
        "channel_sources", _key("guild_id"), _key("channel_id"), _slug("source", 100),
        *_rules("channel_sources", "guild_id", "channel_id", "source"),
        _part_of("channel_sources", "channels", "guild_id", "channel_id"),
    )  # fmt: skip
    op.create_table(
        "members", _key("user_id"), sa.Column("plain", sa.Boolean, nullable=False), *_rules("members", "user_id")
    )


def _decisions() -> None:
    subjects, outcomes = ("role", "member"), ("withheld", "dismissed", "answered")
    op.create_table(
        "grants", _key("guild_id"), _one_of("subject", *subjects), _key("subject_id"), _id("until", nullable=True),
        *_rules("grants", "guild_id", "subject", "subject_id", subject=subjects),
    )  # fmt: skip
    op.create_table(
        "withheld", _key("guild_id"), _slug("passage", 100), _slug("reason", 500), _id("by_id", nullable=True),
        _id("at"), *_rules("withheld", "guild_id", "passage"),
    )  # fmt: skip
    op.create_table("quiets", _key("guild_id"), _key("user_id"), _id("until"), *_rules("quiets", "guild_id", "user_id"))
    op.create_table(
        "reports", _key("guild_id"), _key("report_id"), _slug("passage", 100), _id("reporter_id"),
        _slug("reason", 500), _id("channel_id", nullable=True), _id("message_id", nullable=True),
        _id("card_id", nullable=True), _id("at"), _one_of("outcome", *outcomes, nullable=True),
        _id("closed_by", nullable=True), _id("closed_at", nullable=True),
        *_rules("reports", "guild_id", "report_id", outcome=outcomes),
    )  # fmt: skip
    _one_where_null("ix_reports_open", "reports", ["guild_id", "passage", "reporter_id"], "outcome")


def _answers() -> None:
    op.create_table(
        "answers", _key("guild_id"), _key("message_id"), _id("channel_id"), _id("asker_id", nullable=True),
        _id("question_id", nullable=True), _id("at"), *_rules("answers", "guild_id", "message_id"),
    )  # fmt: skip
    op.create_index("ix_answers_question", "answers", ["guild_id", "question_id"])
    op.create_table(
        "shown", _key("guild_id"), _key("message_id"), _slug("passage", 100),
        *_rules("shown", "guild_id", "message_id", "passage"),
        _part_of("shown", "answers", "guild_id", "message_id"),
    )  # fmt: skip
    op.create_index("ix_shown_passage", "shown", ["guild_id", "passage"])
    op.create_table(
        "balance", _key("guild_id"), _key("channel_id"), _slug("source", 100), _slug("voice", 100), _id("day"),
        _count("count"), *_rules("balance", "guild_id", "channel_id", "source", "voice", "day"),
    )  # fmt: skip


def _readings() -> None:
    statuses = ("pending", "claimed", "sent", "failed", "unsure")
    op.create_table(
        "readings", _key("guild_id"), _key("reading_id"), _id("channel_id"), _slug("title", 100),
        _slug("source", 100), _count("first"), _count("last"), _count("step"), _slug("zone", 64),
        _slug("ends_local", 32, nullable=True), _id("ends_at", nullable=True), _id("started_at"),
        _id("ended_at", nullable=True), *_rules("readings", "guild_id", "reading_id"),
    )  # fmt: skip
    _one_where_null("ix_readings_running", "readings", ["guild_id", "channel_id"], "ended_at")
    op.create_table(
        "steps", _key("guild_id"), _key("reading_id"), _count("number", autoincrement=False), _count("first"),
        _count("last"), _slug("due_local", 32, nullable=True), _id("due_at", nullable=True),
        _one_of("status", *statuses, server_default="pending"), _slug("claimed_by", 32, nullable=True),
        _id("claimed_at", nullable=True), _id("message_id", nullable=True),
        *_rules("steps", "guild_id", "reading_id", "number", status=statuses),
        sa.UniqueConstraint("reading_id", "due_at", name="uq_steps_reading_id_due_at"),
        _part_of("steps", "readings", "guild_id", "reading_id"),
    )  # fmt: skip
    op.create_index("ix_steps_due", "steps", ["status", "due_at"])


def _record() -> None:
    op.create_table(
        "record", _key("guild_id"), _count("number", autoincrement=False), _id("at"), _slug("actor", 64),
        _slug("what", 32), _slug("target", 120), _slug("detail", 1000), _slug("reason", 500),
        _slug("previous", 64), _slug("digest", 64), *_rules("record", "guild_id", "number"),
    )  # fmt: skip
    op.create_index("ix_record_actor", "record", ["guild_id", "actor"])
    op.create_index("ix_record_target", "record", ["guild_id", "target"])
    op.create_table(
        "keys", _key("guild_id"), _key("user_id"), sa.Column("key", sa.LargeBinary(32), nullable=False),
        *_rules("keys", "guild_id", "user_id"),
    )  # fmt: skip
    op.create_table(
        "events", _key("guild_id"), _key("event_id"), _slug("what", 32), _slug("target", 120), _id("at"),
        *_rules("events", "guild_id", "event_id", "what", "target"),
    )  # fmt: skip


def _key(name: str) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, nullable=False, autoincrement=False)


def _id(name: str, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.BigInteger, nullable=nullable)


def _count(name: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Integer, **({"nullable": False} | more))


def _slug(name: str, length: int, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(length), **({"nullable": False} | more))


def _one_of(name: str, *words: str, **more: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.String(16), **({"nullable": False} | more))


def _rules(table: str, *key: str, **words: tuple[str, ...]) -> list[sa.Constraint]:
    checks = [
        sa.CheckConstraint(f"{name} IN ({', '.join(map(repr, allowed))})", name=op.f(f"ck_{table}_{name}"))
        for name, allowed in words.items()
    ]
    return [sa.PrimaryKeyConstraint(*key, name=op.f(f"pk_{table}")), *checks]


def _part_of(table: str, whole: str, *key: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{whole}")
    return sa.ForeignKeyConstraint(key, [f"{whole}.{column}" for column in key], name=name, ondelete="CASCADE")


def _one_where_null(name: str, table: str, columns: list[str], column: str) -> None:
    condition = sa.text(f"{column} IS NULL")
    op.create_index(name, table, columns, unique=True, sqlite_where=condition, postgresql_where=condition)
