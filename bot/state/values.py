"""What the state hands out and takes: frozen values of ids, moments and words of closed lists. No SQL, no Discord.

Moments are aware datetimes in UTC unless a field is called `local`. Positions are `Passage.position`: from 0 through
a source.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Mode = Literal["off", "slash", "mention", "full", "private", "thread"]
Subject = Literal["role", "member"]
Outcome = Literal["withheld", "dismissed", "answered"]
StepStatus = Literal["pending", "claimed", "sent", "failed", "unsure"]
What = Literal[
    "set-server",
    "set-channel",
    "reset-channel",
    "grant",
    "revoke",
    "withhold",
    "release",
    "quiet",
    "unquiet",
    "dismiss-report",
    "answer-report",
    "withhold-report",
    "start-reading",
    "next-step",
    "end-reading",
    "post-prompt",
    "remove-answer",
    "export-record",
]


@dataclass(frozen=True, slots=True)
class Act:
    """One moderator's press or message: where, who, the id of the event that brought it, and the reason as typed."""

    guild: int
    by: int
    event: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Server:
    """Settings of a server; `mode` holds for channels that have none of their own.

    For `pause` seconds a channel is not given the same answer again; 0 always gives it.
    """

    zone: str = "UTC"
    moderators_channel: int | None = None
    prefix: str = "!"
    spoilers: bool = False
    mode: Mode = "full"
    pause: int = 180


@dataclass(frozen=True, slots=True)
class Channel:
    """Settings of a channel; `sources` None means all, `quotes` is the most a card may show."""

    mode: Mode = "full"
    sources: frozenset[str] | None = None
    quotes: int | None = None


@dataclass(frozen=True, slots=True)
class Grant:
    """A role or member that may moderate, until a moment or for good (None)."""

    subject: Subject
    id: int
    until: datetime | None


@dataclass(frozen=True, slots=True)
class Withheld:
    """A passage hidden from members; `by` is None once that moderator's data was deleted."""

    passage: str
    reason: str
    by: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Report:
    """A complaint about a passage; `outcome` None while it is open, `card` the moderators' message that shows it."""

    guild: int
    id: int
    passage: str
    reporter: int
    reason: str
    channel: int | None
    message: int | None
    card: int | None
    at: datetime
    outcome: Outcome | None


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the bot's messages of the last 30 days; `asker` may remove it."""

    guild: int
    channel: int
    message: int
    asker: int | None
    question: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Shown:
    """A message of the bot that still shows passages which are withheld in its server."""

    guild: int
    channel: int
    message: int
    passages: frozenset[str]


@dataclass(frozen=True, slots=True)
class Heard:
    """A passage as an answer showed it: whose words, from which source."""

    passage: str
    source: str
    voice: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How often words of `voice` in `source` were shown."""

    source: str
    voice: str
    count: int


@dataclass(frozen=True, slots=True)
class Plan:
    """A step to come: its first and last position, and when its post is due, on the server's clock (naive)."""

    first: int
    last: int
    due: datetime | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a reading and how far its post is; `due` in UTC, `message` the post once it was sent."""

    number: int
    first: int
    last: int
    due: datetime | None
    status: StepStatus
    message: int | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What a channel reads: positions `first` to `last` of `source`, at step `step` (0 before the first)."""

    guild: int
    id: int
    channel: int
    title: str
    source: str
    first: int
    last: int
    step: int
    ends: datetime | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Window:
    """What has been read: of `source`, everything up to position `through` (-1: nothing yet)."""

    source: str
    through: int


@dataclass(frozen=True, slots=True)
class Post:
    """The opening post of a step, claimed by this process and nobody else.

    `again` says that an earlier attempt was never confirmed: look whether the message is there before sending.
    `nonce` is the same for every attempt.
    """

    guild: int
    channel: int
    reading: int
    number: int
    steps: int
    title: str
    source: str
    first: int
    last: int
    again: bool

    @property
    def nonce(self) -> str:
        """The message's nonce for Discord, which drops a second message with the same one; at most 25 characters."""
        return f"{self.reading}-{self.number}"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the record; `by` and `about` are None when the person was forgotten or no person is meant."""

    guild: int
    number: int
    at: datetime
    by: int | None
    actor: str
    what: str
    target: str
    about: int | None
    detail: str
    reason: str
    digest: str


@dataclass(frozen=True, slots=True)
class Mirror:
    """Entries of a server's record that its moderators' channel has not been shown yet, oldest first."""

    guild: int
    channel: int
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, newest first; `before` asks for the next page (None: this was the last)."""

    entries: tuple[Entry, ...]
    before: int | None


@dataclass(frozen=True, slots=True)
class Break:
    """The first entry of a server's record that is not as it was written, and what is wrong with it."""

    guild: int
    number: int
    fault: str

    def __str__(self) -> str:
        return f"record of server {self.guild}, entry {self.number}: {self.fault}"


@dataclass(frozen=True, slots=True)
class Holding:
    """What one table keeps about a person, why and until when; one tuple of (column, value) pairs a row."""

    table: str
    purpose: str
    until: str
    rows: tuple[tuple[tuple[str, str], ...], ...]


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What a deletion did: rows deleted or unlinked, and whether the bytes are gone from the files as well."""

    rows: int
    shredded: bool
