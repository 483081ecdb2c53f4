"""Withholding passages from the members of a server, and letting them be seen again.

Invariant: from the act on no answer in that server shows the passage to a member; what was posted with it before is
drawn anew without it, or taken back, also when the bot was away in between.
"""

from __future__ import annotations

import discord

from bot.chat.asking.answering import note, unreachable
from bot.chat.asking.buttons import remembered
from bot.chat.asking.desk import Answer, Inquiry
from bot.chat.asking.requests import Request
from bot.chat.drawing import layout
from bot.chat.drawing.drawn import Drawn, Line, Reference, Strong, moment
from bot.chat.drawing.escaping import tidy
from bot.chat.drawing.panel import panel
from bot.chat.drawing.writing import shortened
from bot.chat.gates import Place, Unanswered
from bot.chat.moderating.controls import memories
from bot.chat.moderating.keeper import Job
from bot.chat.moderating.occasion import Occasion
from bot.chat.moderating.office import Office
from bot.chat.translation import spoken_in
from bot.errors import MemberError
from bot.state.values import Shown, Withheld

_MOST, _REASON = 15, 120
"""Withheld passages that are listed at once, newest first, and units of a reason: as much as one message holds."""


class Withholding:
    """What moderators hide."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self.jobs = (Job("taking back what is withheld", 10, self.take_back),)

    async def withhold(self, occasion: Occasion, id: str, reason: str) -> None:
        """Hide a passage from the members of the server."""
        await self._office.moderator(occasion)
        passage = await self._office.passage(id)
        state = self._office.state
        done = await self._office.perform(occasion, lambda act: state.moderation.withhold(act, passage), reason)
        said = "Withheld from members of this server: {id}." if done else "{id} is withheld already."
        await self._office.say(occasion, said, id=passage)

    async def release(self, occasion: Occasion, id: str, reason: str) -> None:
        """Let members see a passage again; also one that the corpus has no longer."""
        passage = id.strip().casefold()
        state = self._office.state
        done = await self._office.perform(occasion, lambda act: state.moderation.release(act, passage), reason)
        said = "Members can see it again: {id}." if done else "{id} is not withheld here."
        await self._office.say(occasion, said, id=tidy(passage)[:100])

    async def show(self, occasion: Occasion) -> None:
        """List what is withheld, why, since when and by whom."""
        await self._office.moderator(occasion)
        decisions = await self._office.look(self._office.state.moderation.decisions, occasion.guild)
        title = (
            occasion.say("Withheld from members of this server") if decisions else occasion.say("Nothing is withheld.")
        )
        lines = [Line((Strong(title),)), *map(decision_line, decisions[:_MOST])]
        if len(decisions) > _MOST:
            lines.append(Line((occasion.say("{count} more").format(count=len(decisions) - _MOST),), "quiet"))
        await self._office.confide(occasion, panel(lines))

    async def withheld(self, occasion: Occasion, typed: str) -> list[str]:
        """Ids of withheld passages that hold what was typed, for completion; none for whoever may not know."""
        try:
            await self._office.moderator(occasion)
        except MemberError:
            return []
        ids = await self._office.look(self._office.state.moderation.withheld, occasion.guild)
        return sorted(id for id in ids if typed.strip().casefold() in id)

    # -- what was posted before

    async def take_back(self) -> None:
        """Draw anew, or take back, every message that shows what is withheld in its server."""
        answers = self._office.state.answers
        for shown in await self._office.look(answers.to_withdraw):
            if self._office.client.get_guild(shown.guild) is None:
                continue  # another process serves that server
            await self._drawn_anew(shown)
            await self._office.look(answers.withdrawn, shown.guild, shown.message, shown.passages)

    async def _drawn_anew(self, shown: Shown) -> None:
        channel = self._office.client.get_partial_messageable(shown.channel, guild_id=shown.guild)
        try:
            message = await channel.fetch_message(shown.message)
            await self._office.door.edit(message, await self._without(message, shown))
        except discord.NotFound:
            await self._office.look(self._office.state.answers.gone, shown.guild, shown.message)
        except discord.HTTPException as error:
            if not unreachable(error):
                raise
            note(error)

    async def _without(self, message: discord.Message, shown: Shown) -> Drawn:
        """The answer to the same request as it is given now; where that is not known, a sentence."""
        guild = message.guild
        say = spoken_in(guild)
        taken = layout.sentence(say("The moderators have withheld what stood here; ask again for the rest."))
        request = _request(message)
        if request is None:
            return taken
        known = await self._office.look(self._office.state.answers.get, shown.guild, shown.message)
        asker = known.asker if known else None
        place = Place(asker or 0, shown.channel, shown.guild, getattr(message.channel, "parent_id", None))
        try:
            answer = await self._answered(Inquiry(request, place, "slash", say, posted=True, redrawn=True))
        except (MemberError, Unanswered):
            return taken
        await self._office.look(self._office.counter.desk.house.answered, place, message.id, None, answer.shown)
        return answer.messages[0]

    async def _answered(self, inquiry: Inquiry) -> Answer:
        return await self._office.counter.desk.ask(inquiry).answer


def _request(message: discord.Message) -> Request | None:
    """What an answer in cards answers, as one of its own buttons remembers it."""
    presses = [press for press in map(remembered, memories(message.components)) if press and press.verb == "plain"]
    return presses[0].request if presses else None


def decision_line(decision: Withheld) -> Line:
    """A withheld passage with when, by whom and why, as moderators read it."""
    by = (" · ", Reference(f"@{decision.by}")) if decision.by is not None else ()
    reason = shortened(tidy(decision.reason), _REASON)
    return Line((Strong(tidy(decision.passage)), " · ", moment(decision.at), *by, f" · {reason}" if reason else ""))
