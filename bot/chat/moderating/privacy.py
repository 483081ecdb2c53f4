"""A person's data: what is kept of them, shown to them alone, and deleted when they say so.

Invariant: nobody but the person sees it or asks for its deletion here; nothing of it is ever shown in a channel.
"""

from __future__ import annotations

from collections.abc import Iterator

from discord import ButtonStyle

from bot.chat.drawing import layout
from bot.chat.drawing.drawn import File, Line, Strong
from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.panel import panel
from bot.chat.moderating.controls import Given, button
from bot.chat.moderating.occasion import Occasion
from bot.chat.moderating.office import Office
from bot.errors import MemberError
from bot.state.values import Holding

PRIVACY = (
    "I keep no message, no question and no name.",
    "I keep ids: which of my messages show which passages, for 30 days; what moderators decided, with their reasons.",
    "/mydata show gives you everything that is kept about you; /mydata delete deletes it.",
    "A server that removes me is forgotten after 30 days; backups are kept for 14.",
)
"""What anybody may know, a line each."""


class Privacy:
    """What is kept of people."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.handlers = {"forget-me": self.forget}

    async def explain(self, occasion: Occasion) -> None:
        """Say in four lines what is kept."""
        await self._office.tell(occasion, layout.sentence("\n".join(map(occasion.say, PRIVACY))))

    async def show(self, occasion: Occasion) -> None:
        """Show a person what is kept about them, all of it in a file."""
        _alone(occasion)
        held = await self._office.look(self._office.state.privacy.show, occasion.place.user)
        if not held:
            await self._office.say(occasion, "Nothing is kept about you.")
            return
        lines = [Line((Strong(occasion.say("What is kept about you")),))]
        for each in held:
            purpose, until = tidy(each.purpose), tidy(each.until)
            lines += [
                Line((f"{purpose[:1].upper()}{purpose[1:]}: {len(each.rows):,}",)),
                Line((f"– {until}",), "quiet"),
            ]
        data = "\n".join(line for each in held for line in _written(each))
        await self._office.tell(occasion, panel(lines, files=(File("my-data.txt", data.encode()),)))

    async def ask(self, occasion: Occasion) -> None:
        """Ask whether it is all to be deleted."""
        _alone(occasion)
        lines = [
            Line((Strong(occasion.say("Delete everything that is kept about you, in all servers?")),)),
            Line(
                (occasion.say("What moderators decided stays in force; the record no longer leads to you."),), "quiet"
            ),
        ]
        sure = button(occasion.say("Delete it all"), "forget-me", occasion.place.user, ButtonStyle.danger)
        await self._office.tell(occasion, panel(lines, [[sure]]))

    async def forget(self, occasion: Occasion, given: Given) -> None:
        """Delete it."""
        if given.argument != str(occasion.place.user):
            raise MemberError("Only whose data it is can delete it: /mydata delete deletes yours.")
        await self._office.look(self._office.state.privacy.forget, occasion.place.user)
        left = await self._office.look(self._office.state.privacy.show, occasion.place.user)
        lines = [Line((Strong(occasion.say("It is deleted; backups keep it for 14 days at most.")),))]
        lines += [Line((occasion.say("What stays until it ends: {what}.").format(what=tidy(h.purpose)),)) for h in left]
        await self._office.update(occasion, panel(lines, plain=occasion.plain))


def _alone(occasion: Occasion) -> None:
    """Raise MemberError where others could read the answer."""
    if occasion.interaction is None and occasion.place.guild is not None:
        raise MemberError("That is for your eyes alone: use the slash command, or write to me directly.")


def _written(holding: Holding) -> Iterator[str]:
    yield f"{holding.table}: {holding.purpose}; kept: {holding.until}"
    for row in holding.rows:
        yield "  " + ", ".join(f"{name} = {value}" for name, value in row)
