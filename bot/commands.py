"""The commands of the house: what a reader can ask, in which words, and how each becomes a reply.

Shared by the terminal's chat, `dissensus ask` and prefix commands in a channel; knows none of them. Invariant: whatever
a reader types becomes a command with its argument, or a MemberError with the next step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

from bot.errors import MemberError
from bot.library import Library
from bot.models import EVERYTHING, Scope
from bot.replies.cards import Reply, Row
from bot.replies.composer import Composer
from bot.results import Context, Quoted
from bot.search import query
from bot.search.findings import LIMIT
from bot.search.folding import clean

Argument = Literal["question", "phrase", "id", "topic", "command", "none"]
"""What a command takes; front ends complete it accordingly."""

_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Options:
    """What a front end adds to a question.

    `every` shows all that was found (at most `limit`), not only the first reply's choice; so does naming a source.
    """

    limit: int = 10
    every: bool = False
    scope: Scope = EVERYTHING
    prefix: str = "!"


DEFAULT = Options()


class UnknownCommandError(MemberError):
    """A command that does not exist; in a channel it may be meant for another bot."""


@dataclass(frozen=True, slots=True)
class Command:
    """One thing a reader can ask: `ask` gets the typed result, `compose` makes the reply of it.

    `missing` is the sentence for a reader who gave no argument; "" where none is needed.
    """

    name: str
    argument: Argument
    usage: str
    help: str
    missing: str
    ask: Callable[[Library, str, Options], Any]
    compose: Callable[[Composer, str, Any], Reply]

    def result(self, library: Library, argument: str, options: Options) -> Any:
        """The typed result for an argument. Raises MemberError for an argument that cannot be answered."""
        if self.missing and not argument:
            raise MemberError(self.missing)
        return self.ask(library, argument, options)


@dataclass(frozen=True, slots=True)
class Asked:
    """A command with its argument, as typed but for what no question holds (control characters and the like)."""

    command: Command
    argument: str


class Desk:
    """Answers commands from one library, on any number of threads; keeps the composer until the corpus is rebuilt.

    `room` is about how many characters of a passage are shown (None: all of them); `why` explains every hit.
    """

    def __init__(self, library: Library, room: int | None = None, *, why: bool = False) -> None:
        self.library = library
        self._room = room
        self._why = why
        self._composed: tuple[str, Composer] | None = None

    def answer(self, asked: Asked, options: Options = DEFAULT) -> Reply:
        """The reply to a command. Raises MemberError with a sentence for the reader, OperatorError for the operator."""
        result = asked.command.result(self.library, asked.argument, options)
        return asked.command.compose(self.composer(), asked.argument, result)

    def composer(self) -> Composer:
        """The composer for the build in place."""
        catalogue = self.library.catalogue()
        if self._composed is None or self._composed[0] != catalogue.build:
            composer = Composer(catalogue, self.library.links(), self._room, why=self._why)
            self._composed = (catalogue.build, composer)
        return self._composed[1]


def parse(line: str, prefix: str = "!") -> Asked | None:
    """The command in a line that begins with the prefix; None for any other line.

    Raises UnknownCommandError with the nearest name for a command that does not exist.
    """
    line = line.strip()
    if not line.startswith(prefix):
        return None
    name, argument = (*line.removeprefix(prefix).split(maxsplit=1), "", "")[:2]
    return asking(name, argument, prefix)


def asking(name: str, text: str, prefix: str = "!") -> Asked:
    """A command by its name with any text at all as its argument. Raises UnknownCommandError."""
    return Asked(named(name, prefix), clean(text, LIMIT))


def named(name: str, prefix: str = "!") -> Command:
    """The command of that name, whatever its capitals and hyphens. Raises UnknownCommandError with the nearest name."""
    plain = _plain(name.removeprefix(prefix))
    if plain in _BY_NAME:
        return _BY_NAME[plain]
    # Imported here: few questions are misspelt.
    from difflib import get_close_matches

    near = [_BY_NAME[close].name for close in get_close_matches(plain[:40], _BY_NAME, 1)]
    next_step = f"did you mean {prefix}{near[0]}?" if near else f"{prefix}help lists what there is."
    raise UnknownCommandError(f"There is no command “{clean(name, 40)}”; {next_step}")


def help_reply(topic: str, prefix: str = "!") -> Reply:
    """All commands with what they do, or one of them. Raises MemberError for a command that does not exist."""
    chosen = (named(topic, prefix),) if topic.strip() else COMMANDS
    rows = tuple(Row((f"{prefix}{command.usage}", command.help)) for command in chosen)
    return Reply("Commands", columns=("type", "to get"), rows=rows)


def _quote(library: Library, question: str, options: Options) -> Quoted:
    quoted = library.quote(question, limit=options.limit, scope=options.scope)
    return _widened(quoted) if options.every or query.parse(question).within else quoted


def _widened(quoted: Quoted) -> Quoted:
    """The same answer with all that was found on its cards."""
    there = [found.passage.source for found in quoted.found]
    shown = ((part, tuple(i for i, id in enumerate(there) if id == part.source.id)) for part in quoted.reply)
    return replace(quoted, reply=tuple(replace(part, shown=places) for part, places in shown))


def _context(library: Library, argument: str, options: Options) -> Context:
    id, more = (*argument.split(maxsplit=1), "")[:2]
    if more == "section":
        return library.section(id, scope=options.scope)
    if more in ("", "exchange"):
        return library.context(id, scope=options.scope)
    if not (more.isascii() and more.isdecimal() and len(more) < _DIGITS):
        raise MemberError("After the id comes a number of neighbours, “section”, “exchange”, or nothing.")
    return library.context(id, around=int(more), scope=options.scope)


COMMANDS: tuple[Command, ...] = (
    Command(
        "quote",
        "question",
        "quote QUESTION",
        'What every source says to it, word for word. Narrow with by:NAME, in:SOURCE, "exact words", -without.',
        "What shall I look for? For example: quote kronstadt",
        _quote,
        lambda composer, _, result: composer.quote(result),
    ),
    Command(
        "who-said",
        "phrase",
        "who-said PHRASE",
        "Whose words they are, through whose hands they came, whether they are quoted right. “by NAME” is checked too.",
        "Whose words? Type or paste them after the command.",
        lambda library, phrase, options: library.who_said(phrase, scope=options.scope),
        lambda composer, _, result: composer.who_said(result),
    ),
    Command(
        "context",
        "id",
        "context ID [NUMBER | section | exchange]",
        "A passage with its neighbours, its whole section, or the comments it answers and those that answer it.",
        "Which passage? Every card prints the ids of its passages.",
        _context,
        lambda composer, argument, result: composer.context(result, exchange=argument.endswith(" exchange")),
    ),
    Command(
        "contrast",
        "topic",
        "contrast [TOPIC]",
        "Pairs of passages that curators set against each other, and on what evidence; without a topic, the topics.",
        "",
        lambda library, topic, options: library.contrast(topic, scope=options.scope),
        lambda composer, _, result: composer.contrast(result),
    ),
    Command(
        "sources",
        "none",
        "sources",
        "The sources: who speaks, when, where and in which quarrel.",
        "",
        lambda library, _, options: library.sources(scope=options.scope),
        lambda composer, _, result: composer.sources(result),
    ),
    Command(
        "voices",
        "none",
        "voices",
        "Everybody who speaks in the sources, quoted or quoting.",
        "",
        lambda library, _, options: library.voices(scope=options.scope),
        lambda composer, _, result: composer.voices(result),
    ),
    Command(
        "coverage",
        "topic",
        "coverage TOPIC",
        "How many passages of each source and section speak to it, and how many to a thousand words.",
        "Coverage of what? For example: coverage kronstadt",
        lambda library, topic, options: library.coverage(topic, scope=options.scope),
        lambda composer, topic, result: composer.coverage(topic, result),
    ),
    Command(
        "help",
        "command",
        "help [COMMAND]",
        "This list, or one line of it.",
        "",
        lambda library, topic, options: help_reply(topic, options.prefix),
        lambda composer, _, reply: reply,
    ),
)
"""All commands, in the order in which help lists them."""


def _plain(name: str) -> str:
    return name.casefold().replace("-", "").replace("_", "")


_BY_NAME = {_plain(command.name): command for command in COMMANDS}
