"""The sentences that drawing a reply adds to it: what is left out, who is silent, what was typed otherwise.

Every sentence goes through `say`, which may put it into another language; names, numbers and words of a source do not.
Invariant: numbers are told in figures and notes on cuts stand in brackets, in every language: the proof looks for them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.chat.drawing.escaping import tidy
from bot.models import Passage, Source
from bot.replies.cards import Change
from bot.replies.wording import listed

Say = Callable[[str], str]
"""Gives a sentence, with its places for names and numbers in braces, in the language of whoever reads."""


@dataclass(frozen=True, slots=True)
class Words:
    """The sentences, said by `say`; each is one line without signs that nobody sees."""

    say: Say = str

    def cut(self, count: int) -> str:
        """What stands where words of a passage are not shown."""
        template = self.say("[1 word left out]") if count == 1 else self.say("[{count} words left out]")
        return template.format(count=f"{count:,}")

    def more(self, count: int) -> str:
        """What a card says of passages it does not show."""
        template = self.say("1 more from this source") if count == 1 else self.say("{count} more from this source")
        return template.format(count=f"{count:,}")

    def silent(self, sources: Iterable[Source]) -> str:
        """Which sources have nothing on the question, so that nobody takes silence for agreement."""
        return self.say("Nothing on this in {sources}.").format(sources=self._names(sources))

    def following(self, sources: Iterable[Source]) -> str:
        """Which sources speak, but on later pages."""
        return self.say("On the next pages: {sources}.").format(sources=self._names(sources))

    def nothing(self) -> str:
        """What is said where there is nothing to say."""
        return self.say("There is nothing here to show.")

    def page(self, number: int, of: int) -> str:
        """Which page this is."""
        return self.say("Page {number} of {of}.").format(number=number, of=of)

    def remark(self, remark: str) -> str:
        """What a curator notes on the state of the text."""
        return self.say("On the text: {remark}").format(remark=tidy(remark))

    def change(self, change: Change) -> str:
        """Words as they were typed beside the words as they stand."""
        typed, stands = tidy(change.typed), tidy(change.stands)
        if not typed:
            return self.say("You left out “{stands}”.").format(stands=stands)
        if not stands:
            return self.say("You added “{typed}”.").format(typed=typed)
        return self.say("You typed “{typed}”, the text has “{stands}”.").format(typed=typed, stands=stands)

    def page_link(self) -> str:
        """What a link to a source is called where nothing else names it."""
        return self.say("Read it in its place")

    def passage_link(self, passage: Passage) -> str:
        """What the button is called that leads to a passage: by the passage's id, shortened by the source's."""
        return self.say("Read {place}").format(place=tidy(passage.id).removeprefix(f"{passage.source}."))

    def _names(self, sources: Iterable[Source]) -> str:
        return listed([tidy(source.short) for source in sources], self.say("and"))
