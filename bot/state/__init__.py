"""What servers decide, kept safely: settings, decisions, readings, answers, the record. The only SQL about it.

    with State.open("sqlite:///state.db") as state:          # or "postgresql://user@host/name", the same in everything
        entry = state.moderation.withhold(Act(guild, by=moderator, event=interaction, reason="..."), "ford-review.3")
        if entry: ...                                          # stored: now say so and mirror the entry

Everything is synchronous and safe to call from threads: call it off the event loop (`asyncio.to_thread`). Ids are ints
(Discord) and strings (corpus); results are the frozen dataclasses of `bot.state.values`; moments are aware and in UTC.

An **act** is what a moderator does. Every method that takes an `Act` stores the change, its entry in the record and the
event's id in one transaction and returns the `Entry`, or None when nothing was to be done: it was so already, or the
event came again. `MemberError` refuses in a sentence for the member, `OperatorError` (unreachable, locked, full, newer)
means that nothing was saved. Who may act is the caller's to decide; `moderation.may` only knows the grants.

    epoch(guild)                          changes with every act: compare before using anything remembered
    settings    server set_server servers · channel(guild, channel, parent) channels set_channel reset_channel channel_gone ·
                plain set_plain
    moderation  withhold release withheld decisions · quiet unquiet quiet_until · grant revoke grants may
    reports     file get open to_show card close(act, report, "withheld" | "dismissed" | "answered")
    answers     shown(guild, channel, message, [Heard(passage, source, voice)], asker=, question=) ·
                to_withdraw -> what to edit after withholding, then withdrawn · repeats · get to_question
                passages gone · balance
    readings    start(act, channel, source, [Plan(first, last, due)]) next end · status running
                window(guild, channel, parent) -> Window(source, through): later positions of that source are unread
    posts       claim -> Post, then confirm | give_back | fail   (every few seconds, in every process)
    record      note(act, what, target) for acts that change nothing here · page export verify · to_mirror mirrored
    privacy     promises show forget(user, account_gone=) · server_left server_joined
    upkeep      tidy() every hour · verify() · backup(folder) · restore(file) · State.migrate(url)

Inside: `values` (what goes in and out) < `kinds`, `schema`, `guards` (tables, their purpose and retention, triggers) <
`database` (who reads, who writes) < `pseudonyms`, `chain`, `acts` (one transaction for act and record) < one module a
theme < `versions`, `upkeep`, `backups` < `facade`. `migrations/` holds one file a schema version.
"""

from __future__ import annotations

from bot.state.backups import Restored
from bot.state.facade import State
from bot.state.values import (
    Act,
    Answer,
    Break,
    Channel,
    Entry,
    Forgotten,
    Grant,
    Heard,
    Holding,
    Mirror,
    Mode,
    Outcome,
    Page,
    Plan,
    Post,
    Reading,
    Report,
    Server,
    Shown,
    Step,
    StepStatus,
    Subject,
    Tally,
    What,
    Window,
    Withheld,
)

__all__ = [
    "Act",
    "Answer",
    "Break",
    "Channel",
    "Entry",
    "Forgotten",
    "Grant",
    "Heard",
    "Holding",
    "Mirror",
    "Mode",
    "Outcome",
    "Page",
    "Plan",
    "Post",
    "Reading",
    "Report",
    "Restored",
    "Server",
    "Shown",
    "State",
    "Step",
    "StepStatus",
    "Subject",
    "Tally",
    "What",
    "Window",
    "Withheld",
]
