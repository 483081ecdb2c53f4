"""The record as moderators read it: page by page, as a file, and line by line in their channel.

Invariant: what moderators did is told in words of ours and ids; people are shown by Discord, and whoever was forgotten
is "a former member".
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import get_args

from bot.chat.drawing.drawn import Drawn, File, Line, Strong
from bot.chat.drawing.panel import panel
from bot.chat.drawing.words import Say
from bot.chat.moderating.controls import Control, Given, button, written
from bot.chat.moderating.entries import line
from bot.chat.moderating.keeper import Job
from bot.chat.moderating.occasion import Occasion
from bot.chat.moderating.office import Office
from bot.chat.translation import spoken_in
from bot.errors import MemberError
from bot.state.values import Page, What

_PAGE, _MIRRORED = 8, 5
"""Entries of a page, and of a message to the moderators' channel: as many as fit however much was typed."""

_ROOM = 100


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which part of the record: before an entry, acts of a kind, by or about a member, on a passage."""

    before: int = 0
    what: str = ""
    by: int = 0
    about: int = 0
    passage: str = ""

    def memory(self) -> str:
        """The same for a button."""
        return f"{self.before}/{self.what}/{self.by:x}/{self.about:x}/{self.passage}"

    @classmethod
    def remembered(cls, memory: str) -> Wanted:
        """What a button remembers; raises MemberError for what none of ours would."""
        try:
            before, what, by, about, passage = memory.split("/", 4)
            return cls(int(before), what, int(by, 16), int(about, 16), passage)
        except ValueError:
            raise MemberError("This comes from another version of me; please begin again.") from None


class Recording:
    """The record of a server."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.handlers = {"log": self.turn, "log-open": self.open, "log-file": self.export}
        self.jobs = (Job("the record, in the moderators' channels", 10, self.mirror),)

    async def show(self, occasion: Occasion, wanted: Wanted) -> None:
        """Show moderators a page of the record."""
        await self._office.moderator(occasion)
        await self._office.confide(occasion, await self._page(occasion, wanted))

    async def open(self, occasion: Occasion, given: Given) -> None:
        """The same, from the moderators' channel."""
        await self.show(occasion, Wanted())

    async def turn(self, occasion: Occasion, given: Given) -> None:
        """Show another page in place of the one whose button was pressed."""
        await self._office.moderator(occasion)
        await self._office.update(occasion, await self._page(occasion, Wanted.remembered(given.argument)))

    async def export(self, occasion: Occasion, given: Given) -> None:
        """Give the whole record as a file, which enters the record itself."""
        record, out = self._office.state.record, io.StringIO()
        await self._office.perform(occasion, lambda act: record.note(act, "export-record", "record"))
        count = await self._office.look(record.export, occasion.guild, out)
        said = occasion.say("The whole record, {count} entries; times are in UTC.").format(count=count)
        file = File("record.csv", out.getvalue().encode("utf-8-sig"))
        await self._office.tell(occasion, panel([Line((said,))], files=(file,)))

    async def mirror(self) -> None:
        """Show the moderators' channels what was entered since."""
        record = self._office.state.record
        for part in await self._office.look(record.to_mirror, _MIRRORED):
            guild = self._office.client.get_guild(part.guild)
            say, last = spoken_in(guild), part.entries[-1].number
            drawn = panel([line(entry, say) for entry in part.entries], [[button(say("The record"), "log-open", last)]])
            if await self._office.announce(part.guild, part.channel, drawn, written("log-open", last)):
                await self._office.look(record.mirrored, part.guild, last)
                if len(part.entries) == _MIRRORED:
                    self._office.bell.ring()

    async def _page(self, occasion: Occasion, wanted: Wanted) -> Drawn:
        record, guild = self._office.state.record, occasion.guild
        if wanted.what and wanted.what not in get_args(What):
            raise MemberError("There is no such act in the record; choose one of those that are offered.")
        page = await self._office.look(
            lambda: record.page(
                guild,
                what=wanted.what or None,  # type: ignore[arg-type]  # just checked
                by=wanted.by or None,
                about=wanted.about or None,
                target=f"passage:{wanted.passage}" if wanted.passage else None,
                before=wanted.before or None,
                limit=_PAGE,
            )
        )
        broken = await self._office.look(record.verify, guild)
        return panel(
            _lines(page, str(broken[0]) if broken else "", occasion.say),
            [_buttons(page, wanted, occasion.say)],
            plain=occasion.plain,
        )


def _lines(page: Page, broken: str, say: Say) -> Iterator[Line]:
    yield Line((Strong(say("The record of this server")),))
    yield from (line(entry, say) for entry in page.entries)
    if not page.entries:
        yield Line((say("Nothing is entered that fits."),))
    if broken:
        yield Line((Strong(say("The record was altered: {what}").format(what=broken)),))
    else:
        yield Line((say("The record is whole: nothing was altered since it was written."),), "quiet")


def _buttons(page: Page, wanted: Wanted, say: Say) -> list[Control]:
    found = [button(say("Newest"), "log", replace(wanted, before=0).memory())] if wanted.before else []
    older = replace(wanted, before=page.before or 0).memory()
    if page.before and len(written("log", older)) <= _ROOM:
        found.append(button(say("Older"), "log", older))
    return [*found, button(say("All as CSV"), "log-file")]
