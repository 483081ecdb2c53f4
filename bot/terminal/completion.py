"""What can be typed next in the chat: commands, and what each takes (voices, sources, passage ids, topics).

Invariant: everything offered is something that can be asked; it is read from the library once, when first wanted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cached_property

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from bot.commands import COMMANDS, Argument, named
from bot.errors import MemberError
from bot.library import Library
from bot.models import UNNAMED

Offer = tuple[str, str]
"""What is typed, and what it stands for."""

QUIT = "quit"
_MOST = 10_000
_FILTER = re.compile(r'(?:^|\s)-?(?P<key>by|in):"?(?P<typed>[^\s"]*)$', re.IGNORECASE)
_CLAIM = re.compile(r"\sby\s(?P<typed>\S*)$", re.IGNORECASE)


class Suggestions(Completer):
    """Completes a line of the chat."""

    def __init__(self, library: Library) -> None:
        self._library = library

    def get_completions(self, document: Document, complete_event: CompleteEvent) -> Iterator[Completion]:
        """Yield what fits what stands before the cursor, best known first."""
        line = document.text_before_cursor.lstrip()
        typed, offers = self._offers(line)
        wanted = typed.casefold()
        for text, meaning in offers:
            if text.casefold().startswith(wanted) or (wanted and wanted in meaning.casefold()):
                yield Completion(text, -len(typed), display_meta=meaning)

    def _offers(self, line: str) -> tuple[str, Iterable[Offer]]:
        """What was typed of the word at the cursor, and what it may become."""
        name, blank, argument = line.partition(" ")
        if not name.startswith("!"):
            return self._in_question(line)
        if not blank:
            return name, [*((f"!{c.name}", c.help) for c in COMMANDS), (f"!{QUIT}", "Leave the chat.")]
        try:
            takes = named(name).argument
        except MemberError:
            return "", ()
        return self._in_argument(takes, argument)

    def _in_argument(self, takes: Argument, argument: str) -> tuple[str, Iterable[Offer]]:
        match takes:
            case "question":
                return self._in_question(argument)
            case "phrase":
                claim = _CLAIM.search(argument)
                return (claim["typed"], self._voices) if claim else ("", ())
            case "id":
                return argument, self._ids
            case "topic":
                return argument, self._topics
            case "command":
                return argument, [(command.name, command.help) for command in COMMANDS]
            case _:
                return "", ()

    def _in_question(self, question: str) -> tuple[str, Iterable[Offer]]:
        place = _FILTER.search(question)
        if not place:
            return "", ()
        return place["typed"], self._voices if place["key"].casefold() == "by" else self._sources

    @cached_property
    def _voices(self) -> list[Offer]:
        return [(e.voice.id, e.voice.name) for e in self._library.voices() if e.voice.id != UNNAMED]

    @cached_property
    def _sources(self) -> list[Offer]:
        return [(source.id, source.title) for source, _ in self._library.sources()]

    @cached_property
    def _topics(self) -> list[Offer]:
        return [(topic, "") for topic in self._library.contrast("").topics]

    @cached_property
    def _ids(self) -> list[Offer]:
        """Passages in reading order, as far as search lists a source that is asked for alone."""
        every = (self._library.quote(f"in:{source}", limit=_MOST) for source, _ in self._sources)
        passages = (found.passage for quoted in every for found in quoted.found)
        return [(p.id, p.locator) for p in sorted(passages, key=lambda p: (p.source, p.position))]
