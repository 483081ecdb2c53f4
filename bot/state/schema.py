"""The tables of the state, as queries see them; every table and column says why it is kept and for how long.

Invariant: a fresh database is made by the migrations and equals this description. All rows of a server carry its
`guild_id`, so that servers never mix and a departed one can be removed whole.
"""

from __future__ import annotations

from typing import get_args

from sqlalchemy import (
    Boolean,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    UniqueConstraint,
    column,
    false,
    null,
)

from bot.state.kinds import Digest, Id, Local, Moment, Slug, Typed, col, kept, one_of
from bot.state.values import Mode, Outcome, StepStatus, Subject

WITH_THE_SERVER = "as long as the server keeps the bot, and 30 days after it removed it"
APPLICATION = 0x44697373
"""SQLite's application id of a state file: "Diss"."""

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)

guilds = Table(
    "guilds",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("zone", Slug(64), "the time zone its times are given in", server_default="UTC"),
    col("moderators_channel_id", Id, "where reports and the record are shown", nullable=True),
    col("prefix", Typed(8), "what written commands begin with", server_default="!"),
    col("spoilers", Boolean, "whether members may open what lies beyond the window", server_default=false()),
    col("mode", one_of("mode", *get_args(Mode)), "how channels without a setting answer", server_default="full"),
    col("epoch", Integer, "counts the acts, so that every process knows when what it remembers is stale",
        server_default="0"),
    col("record_length", Integer, "how many entries the record has, to notice a missing end", server_default="0"),
    col("record_head", Digest(64), "digest of the record's last entry, for the same", server_default=""),
    col("left_at", Moment, "when the server removed the bot", nullable=True),
    col("mirrored", Integer, "how far the record was shown in the moderators' channel", server_default="0"),
    col("pause", Integer, "seconds in which a channel is not given the same answer again", server_default="180"),
    info=kept("settings of a server and the head of its record", WITH_THE_SERVER),
)  # fmt: skip

channels = Table(
    "channels",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("channel_id", Id, "the channel, thread or forum", primary_key=True, autoincrement=False),
    col("mode", one_of("mode", *get_args(Mode)), "how the bot answers here"),
    col("quotes", Integer, "most quotations a card may show here", nullable=True),
    info=kept("settings of a channel", WITH_THE_SERVER + ", or until reset"),
)

channel_sources = Table(
    "channel_sources",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("channel_id", Id, "the channel", primary_key=True, autoincrement=False),
    col("source", Slug(100), "a source that may be quoted here; none at all means every source", primary_key=True),
    ForeignKeyConstraint(["guild_id", "channel_id"], ["channels.guild_id", "channels.channel_id"], ondelete="CASCADE"),
    info=kept("which sources may be quoted in a channel", WITH_THE_SERVER + ", or until reset"),
)

members = Table(
    "members",
    metadata,
    col("user_id", Id, "whose wish it is", primary_key=True, autoincrement=False, on_forget="erase"),
    col("plain", Boolean, "whether answers come as plain text"),
    info=kept("a member's own settings", "until the member deletes their data or sets it back"),
)

grants = Table(
    "grants",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("subject", one_of("subject", *get_args(Subject)), "whether a role or a member", primary_key=True),
    col("subject_id", Id, "who may moderate", primary_key=True, autoincrement=False, on_forget="erase"),
    col("until", Moment, "when the grant expires", nullable=True),
    info=kept("who may moderate beside those Discord says may", "until the grant expires", "until"),
)

withheld = Table(
    "withheld",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("passage", Slug(100), "the passage hidden from members", primary_key=True),
    col("reason", Typed(500), "why, for the other moderators"),
    col("by_id", Id, "who decided, for the other moderators", nullable=True, on_forget="unlink"),
    col("at", Moment, "when"),
    info=kept("passages hidden by moderators", WITH_THE_SERVER + ", or until released"),
)

quiets = Table(
    "quiets",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("user_id", Id, "whom the bot does not answer", primary_key=True, autoincrement=False, on_forget="sanction"),
    col("until", Moment, "when the bot answers again"),
    info=kept("members the bot does not answer for a while", "until it ends", "until"),
)

reports = Table(
    "reports",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("report_id", Id, "the event that brought the report", primary_key=True, autoincrement=False),
    col("passage", Slug(100), "the passage complained of"),
    col("reporter_id", Id, "who complained: to be answered, and to keep complaints few", on_forget="erase"),
    col("reason", Typed(500), "what the reporter wrote to the moderators", goes_with="reporter_id"),
    col("channel_id", Id, "where the passage was seen", nullable=True),
    col("message_id", Id, "the answer it was seen in", nullable=True),
    col("card_id", Id, "the message that shows the report to moderators", nullable=True),
    col("at", Moment, "when"),
    col("outcome", one_of("outcome", *get_args(Outcome)), "how it ended", nullable=True),
    col("closed_by", Id, "who closed it", nullable=True, on_forget="unlink"),
    col("closed_at", Moment, "when it was closed", nullable=True),
    Index("ix_reports_open", "guild_id", "passage", "reporter_id", unique=True,
          sqlite_where=column("outcome") == null(), postgresql_where=column("outcome") == null()),
    info=kept("complaints about passages", "30 days after being closed", "closed_at", 30),
)  # fmt: skip

answers = Table(
    "answers",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("message_id", Id, "the bot's message", primary_key=True, autoincrement=False),
    col("channel_id", Id, "where it stands"),
    col("asker_id", Id, "who asked and may remove it", nullable=True, on_forget="unlink"),
    col("question_id", Id, "the message answered: its removal removes the answer", nullable=True,
        goes_with="asker_id"),
    col("at", Moment, "when"),
    Index("ix_answers_question", "guild_id", "question_id"),
    info=kept("the bot's own messages, so that they can be edited or removed", "30 days", "at", 30),
)  # fmt: skip

shown = Table(
    "shown",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("message_id", Id, "the bot's message", primary_key=True, autoincrement=False),
    col("passage", Slug(100), "a passage shown in it", primary_key=True),
    ForeignKeyConstraint(["guild_id", "message_id"], ["answers.guild_id", "answers.message_id"], ondelete="CASCADE"),
    Index("ix_shown_passage", "guild_id", "passage"),
    info=kept("which messages to edit when a passage is withheld", "30 days, with the message"),
)

readings = Table(
    "readings",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("reading_id", Id, "the event that started it", primary_key=True, autoincrement=False),
    col("channel_id", Id, "where the group reads"),
    col("title", Typed(100), "what the moderator called it"),
    col("source", Slug(100), "what is read"),
    col("first", Integer, "position of the first passage"),
    col("last", Integer, "position of the last passage"),
    col("step", Integer, "the step the group has come to; 0 before the first"),
    col("zone", Slug(64), "the zone of its times"),
    col("ends_local", Local(32), "when it ends by itself, on the clock of that zone", nullable=True),
    col("ends_at", Moment, "the same in UTC", nullable=True),
    col("started_at", Moment, "when it was started"),
    col("ended_at", Moment, "when it ended", nullable=True),
    Index("ix_readings_running", "guild_id", "channel_id", unique=True,
          sqlite_where=column("ended_at") == null(), postgresql_where=column("ended_at") == null()),
    info=kept("what groups read and how far they are", "a year after its end", "ended_at", 365),
)  # fmt: skip

steps = Table(
    "steps",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("reading_id", Id, "the reading", primary_key=True, autoincrement=False),
    col("number", Integer, "which step, from 1", primary_key=True, autoincrement=False),
    col("first", Integer, "position of its first passage"),
    col("last", Integer, "position of its last passage"),
    col("due_local", Local(32), "when its post is due, on the clock of the reading's zone", nullable=True),
    col("due_at", Moment, "the same in UTC", nullable=True),
    col("status", one_of("status", *get_args(StepStatus)), "how far its post is", server_default="pending"),
    col("claimed_by", Slug(32), "the process that sends it", nullable=True),
    col("claimed_at", Moment, "since when", nullable=True),
    col("message_id", Id, "the post", nullable=True),
    UniqueConstraint("reading_id", "due_at"),
    ForeignKeyConstraint(["guild_id", "reading_id"], ["readings.guild_id", "readings.reading_id"], ondelete="CASCADE"),
    Index("ix_steps_due", "status", "due_at"),
    info=kept("the steps of a reading and the post that opens each", "with the reading"),
)

balance = Table(
    "balance",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("channel_id", Id, "the channel", primary_key=True, autoincrement=False),
    col("source", Slug(100), "the source shown", primary_key=True),
    col("voice", Slug(100), "whose words", primary_key=True),
    col("day", Moment, "the day (UTC)", primary_key=True),
    col("count", Integer, "how often"),
    info=kept("how often each voice was heard in a channel", "a year", "day", 365),
)

record = Table(
    "record",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("number", Integer, "which entry, from 1 without gaps", primary_key=True, autoincrement=False),
    col("at", Moment, "when"),
    col("actor", Digest(64), "who, as a pseudonym"),
    col("what", Slug(32), "which act"),
    col("target", Slug(120), "on what: a kind and an id; members as pseudonyms"),
    col("detail", Slug(1000), "what was set, in the program's own words"),
    col("reason", Typed(500), "why, as the moderator wrote it"),
    col("previous", Digest(64), "digest of the entry before"),
    col("digest", Digest(64), "digest of this entry and the one before"),
    Index("ix_record_actor", "guild_id", "actor"),
    Index("ix_record_target", "guild_id", "target"),
    info=kept("what moderators did, for everybody who has to trust it", WITH_THE_SERVER),
)

keys = Table(
    "keys",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("user_id", Id, "who stands behind a pseudonym", primary_key=True, autoincrement=False, on_forget="erase"),
    col("key", LargeBinary(32), "the secret that makes the pseudonym"),
    info=kept("whom the record's pseudonyms stand for", WITH_THE_SERVER + ", or until the person is forgotten"),
)

events = Table(
    "events",
    metadata,
    col("guild_id", Id, "the server", primary_key=True, autoincrement=False),
    col("event_id", Id, "the press or message that asked for an act", primary_key=True, autoincrement=False),
    col("what", Slug(32), "which act", primary_key=True),
    col("target", Slug(120), "on what", primary_key=True),
    col("at", Moment, "when"),
    info=kept("acts already done, so that a repeated event does nothing", "a week", "at", 7),
)
