"""Reports: a member complains of a passage in an answer; moderators see it as a card and decide.

Invariant: a report is kept before anybody is told of it, shown to the moderators once, and closed once; what its
reporter wrote is for moderators only and leaves with the reporter's data.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import discord
from discord import ButtonStyle, SelectOption

from bot.chat.asking.answering import note, unreachable
from bot.chat.drawing.cutting import least
from bot.chat.drawing.drawn import Drawn, Line, Link, Part, Reference, Strong, moment
from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.lines import Writer
from bot.chat.drawing.panel import panel
from bot.chat.drawing.words import Say, Words
from bot.chat.moderating.controls import Given, button, choice_field, form, text_field, written
from bot.chat.moderating.keeper import Job
from bot.chat.moderating.occasion import Occasion
from bot.chat.moderating.office import Office
from bot.chat.translation import spoken_in
from bot.errors import MemberError
from bot.replies.cards import Card
from bot.state.values import Outcome, Report

REASON = 500
"""Characters of a reason."""

_ROOM = 1_200
"""Characters of a passage that a card shows about."""

_ID = re.compile(r"[a-z0-9-]+\.[a-z0-9.]*[a-z0-9]")
_OUTCOMES: dict[Outcome, str] = {
    "withheld": "Withheld from members.",
    "dismissed": "Dismissed.",
    "answered": "Answered.",
}


class Reporting:
    """Complaints and what becomes of them."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.jobs = (Job("reports", 10, self.show_open),)
        self.handlers = {
            "report-form": self.file,
            "report-withhold": self.ask_why,
            "report-dismiss": self.dismiss,
            "report-reply": self.ask_what,
            "withhold-form": self.withhold,
            "reply-form": self.reply,
        }

    # -- members

    async def ask(self, occasion: Occasion) -> None:
        """Open the form for a complaint about an answer."""
        assert occasion.interaction is not None
        message = occasion.interaction.message
        ids = await self._shown(occasion, message) if message else []
        if not ids:
            raise MemberError("There is no passage in this answer that could be reported.")
        say, only = occasion.say, ids[0] if len(ids) == 1 else ""
        which = choice_field("passage", say("Which passage?"), [SelectOption(label=id, value=id) for id in ids[:25]])
        why = text_field("reason", say("What is wrong with it?"), most=REASON)
        argument = f"{message.id if message else 0}:{only}"
        await self._office.door.modal(
            occasion.interaction, form(say("Report"), "report-form", argument, *([] if only else [which]), why)
        )

    async def file(self, occasion: Occasion, given: Given) -> None:
        """Keep a complaint and tell its reporter so."""
        message, _, only = given.argument.partition(":")
        passage = await self._office.passage(only or given.fields.get("passage", ""))
        asked, seen = occasion.act(given.fields.get("reason", "")), int(message) if message.isdecimal() else None
        reports, channel = self._office.state.reports, occasion.place.channel
        await self._office.look(lambda: reports.file(asked, passage, channel=channel, message=seen))
        self._office.bell.ring()
        server = await self._office.look(self._office.state.settings.server, occasion.guild)
        if server.moderators_channel is None:
            await self._office.say(
                occasion, "Thank you. It waits for the moderators, who have chosen no channel for it yet."
            )
        else:
            await self._office.say(occasion, "Thank you. The moderators have it before them.")

    # -- moderators

    async def show_open(self) -> None:
        """Show every open report to the moderators of its server, once."""
        reports = self._office.state.reports
        for report, channel in await self._office.look(reports.to_show):
            memory = written("report-dismiss", report.id)
            message = await self._office.announce(report.guild, channel, await self._card(report), memory)
            if message is not None:
                await self._office.look(reports.card, report.guild, report.id, message.id)

    async def ask_why(self, occasion: Occasion, given: Given) -> None:
        """Open the form for the reason of withholding what was reported."""
        await self._open(occasion, given)
        why = text_field(
            "reason", occasion.say("Why? The other moderators read it in the record."), required=False, most=REASON
        )
        await self._form(occasion, form(occasion.say("Withhold"), "withhold-form", given.argument, why))

    async def ask_what(self, occasion: Occasion, given: Given) -> None:
        """Open the form for an answer to the reporter."""
        await self._open(occasion, given)
        what = text_field("text", occasion.say("Your answer, as a direct message from me"), most=REASON)
        await self._form(occasion, form(occasion.say("Reply"), "reply-form", given.argument, what))

    async def withhold(self, occasion: Occasion, given: Given) -> None:
        """Withhold the passage; its other reports are closed as well."""
        await self._close(occasion, given, "withheld", given.fields.get("reason", ""))

    async def dismiss(self, occasion: Occasion, given: Given) -> None:
        """Leave the passage as it is."""
        await self._close(occasion, given, "dismissed", "")

    async def reply(self, occasion: Occasion, given: Given) -> None:
        """Answer the reporter by direct message."""
        report, text = await self._open(occasion, given), given.fields.get("text", "")
        if await self._close(occasion, given, "answered", text) and not await self._told(report, text, occasion):
            await self._office.say(
                occasion, "It is closed, but the answer did not arrive: they take no direct messages."
            )

    async def _open(self, occasion: Occasion, given: Given) -> Report:
        """The report of a card. Raises MemberError for whoever may not decide, and where it is no longer kept."""
        await self._office.moderator(occasion)
        number = int(given.argument) if given.argument.isdecimal() and len(given.argument) < 20 else 0
        report = await self._office.look(self._office.state.reports.get, occasion.guild, number)
        if report is None:
            raise MemberError("That report is no longer kept.")
        return report

    async def _close(self, occasion: Occasion, given: Given, outcome: Outcome, reason: str) -> bool:
        """Close a report, once, and let its card say so; whether it was open."""
        report, reports = await self._open(occasion, given), self._office.state.reports
        done = await self._office.perform(occasion, lambda act: reports.close(act, report.id, outcome), reason)
        closed = await self._office.look(reports.get, occasion.guild, report.id)
        by = occasion.place.user if done else None
        await self._office.update(occasion, await self._card(closed or report, by))
        if done is None:
            raise MemberError("This report is closed already.")
        return True

    async def _told(self, report: Report, text: str, occasion: Occasion) -> bool:
        """Whether the reporter could be told."""
        try:
            reporter = await self._office.client.fetch_user(report.reporter)
            title = occasion.say("The moderators answer your report on {id}:").format(id=report.passage)
            await self._office.door.send(reporter, panel([Line((Strong(title),)), *_paragraphs(text)]))
        except discord.HTTPException as error:
            if not unreachable(error):
                raise
            note(error)
            return False
        return True

    async def _form(self, occasion: Occasion, opened: discord.ui.Modal) -> None:
        assert occasion.interaction is not None
        await self._office.door.modal(occasion.interaction, opened)

    # -- what is shown

    async def _shown(self, occasion: Occasion, message: discord.Message) -> list[str]:
        """Ids of the passages that a message shows: as kept, else as they stand in its credits."""
        kept = await self._office.look(self._office.state.answers.passages, occasion.guild, message.id)
        named = dict.fromkeys(id for text in _texts(message) for id in _ID.findall(text))
        return await asyncio.to_thread(self._known, [id for id in named if not kept or id in kept])

    def _known(self, ids: Sequence[str]) -> list[str]:
        return [id for id in ids if self._office.library.text(id) is not None]

    async def _card(self, report: Report, by: int | None = None) -> Drawn:
        guild = self._office.client.get_guild(report.guild)
        say = spoken_in(guild)
        passage = await asyncio.to_thread(self._passage, report.passage, say)
        return panel([*about(report, by, say), *passage], [decisions(report, say)])

    def _passage(self, id: str, say: Say) -> list[Line]:
        """The passage as a card shows it, long ones cut; nothing where the corpus has it no longer."""
        try:
            reply = self._office.counter.desk.shown(id)
        except MemberError:
            return []
        cards = [Card(c.source, tuple(replace(least(q, _ROOM), label="") for q in c.quotes)) for c in reply.cards]
        return [line for card in cards for line in (Line(), *Writer(words=Words(say)).card(card, framed=False))]


def about(report: Report, by: int | None, say: Say) -> Iterator[Line]:
    """What was reported, by whom, where it was seen, why, and what became of it."""
    yield Line((Strong(say("Report on {id}").format(id=tidy(report.passage))),))
    seen: tuple[Part, ...] = ()
    if report.channel and report.message:
        url = f"https://discord.com/channels/{report.guild}/{report.channel}/{report.message}"
        seen = (" · ", Link(say("where it was seen"), url))
    yield Line((Reference(f"@{report.reporter}"), " · ", moment(report.at), *seen))
    yield from _paragraphs(report.reason)
    if report.outcome:
        yield Line((Strong(say(_OUTCOMES[report.outcome])), *((" · ", Reference(f"@{by}")) if by else ())))


def _paragraphs(text: str) -> Iterator[Line]:
    """What somebody typed, as lines that show just that."""
    return (Line((line,)) for line in map(tidy, text.split("\n")) if line)


def decisions(report: Report, say: Say) -> list[discord.ui.Item[Any]]:
    """Buttons for what moderators can make of an open report."""
    if report.outcome:
        return []
    return [
        button(say("Withhold"), "report-withhold", report.id, ButtonStyle.danger),
        button(say("Dismiss"), "report-dismiss", report.id),
        button(say("Reply"), "report-reply", report.id),
    ]


def _texts(message: discord.Message) -> Iterator[str]:
    yield message.content
    yield from _contents(message.components)


def _contents(components: Iterable[Any]) -> Iterator[str]:
    for part in components:
        if content := getattr(part, "content", None):
            yield content
        yield from _contents(getattr(part, "children", ()))
