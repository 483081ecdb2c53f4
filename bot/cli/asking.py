"""The commands of a reader: one question, one answer, as cards or as JSON; "-" reads one question a line.

Invariant: with "-" every line is answered, and with --json by exactly one line.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

import click

from bot.cli.places import library, located, places
from bot.errors import MemberError

if TYPE_CHECKING:
    from bot.commands import Asked, Options
    from bot.library import Library

Printer = Callable[["Asked"], None]

_SHOWN = 50
_LISTED = 10

_text = click.argument("text", nargs=-1, required=True)
_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line instead of cards.")
_why = click.option("--why", is_flag=True, help="Explain how every passage was found.")
_full = click.option("--full", is_flag=True, help="Show passages whole.")
_limit = click.option(
    "--limit",
    type=click.IntRange(min=1),
    help="Passages at most, best first; cards then show them all.",
)


@click.command()
@click.option("--no-history", is_flag=True, help="Keep no file of what you type.")
@located
@click.pass_context
def chat(context: click.Context, no_history: bool) -> None:
    """Ask in a chat: the same commands as in a channel, with completion. Opened when no command is given."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        _answer(context, None, ("-",))
        return
    from bot.terminal.chat import converse

    where = places(context)
    converse(library(where), where.config.terminal, history=not no_history)


@click.command()
@_text
@_json
@located
@click.pass_context
def ask(context: click.Context, text: tuple[str, ...], as_json: bool) -> None:
    """Answer a line as it would be typed in a chat: "!quote kronstadt"."""
    _answer(context, None, text, as_json=as_json)


@click.command()
@_text
@_limit
@_why
@_full
@_json
@located
@click.pass_context
def quote(
    context: click.Context, text: tuple[str, ...], limit: int | None, why: bool, full: bool, as_json: bool
) -> None:
    """What every source says to a question, word for word."""
    _answer(context, "quote", text, as_json=as_json, limit=limit, why=why, full=full)


@click.command("who-said")
@_text
@_full
@_json
@located
@click.pass_context
def who_said(context: click.Context, text: tuple[str, ...], full: bool, as_json: bool) -> None:
    """Whose words they are, and whether they are quoted right; a closing "by NAME" is checked too."""
    _answer(context, "who-said", text, as_json=as_json, full=full)


@click.command("context")
@click.argument("id")
@click.option("--around", type=click.IntRange(0, 999), help="Neighbours on either side.")
@click.option("--section", "more", flag_value="section", help="The whole section.")
@click.option("--exchange", "more", flag_value="exchange", help="The comments it answers, and those that answer it.")
@_json
@located
@click.pass_context
def surroundings(context: click.Context, id: str, around: int | None, more: str | None, as_json: bool) -> None:
    """A passage with what stands before and after it."""
    _answer(context, "context", (id, more or ("" if around is None else str(around))), as_json=as_json)


@click.command()
@click.argument("topic", nargs=-1)
@_json
@located
@click.pass_context
def contrast(context: click.Context, topic: tuple[str, ...], as_json: bool) -> None:
    """Pairs of passages that curators set against each other; without a topic, the topics there are."""
    _answer(context, "contrast", topic, as_json=as_json)


@click.command()
@_json
@located
@click.pass_context
def sources(context: click.Context, as_json: bool) -> None:
    """The sources: who speaks, when, where and in which quarrel."""
    _answer(context, "sources", (), as_json=as_json)


@click.command()
@_json
@located
@click.pass_context
def voices(context: click.Context, as_json: bool) -> None:
    """Everybody who speaks in the sources, quoted or quoting."""
    _answer(context, "voices", (), as_json=as_json)


@click.command()
@click.argument("topic", nargs=-1, required=True)
@_json
@located
@click.pass_context
def coverage(context: click.Context, topic: tuple[str, ...], as_json: bool) -> None:
    """How many passages of each source and section speak to a topic, and how many to a thousand words."""
    _answer(context, "coverage", topic, as_json=as_json)


COMMANDS = (chat, ask, quote, who_said, surroundings, contrast, sources, voices, coverage)


def _answer(
    context: click.Context,
    name: str | None,
    text: tuple[str, ...],
    *,
    as_json: bool = False,
    limit: int | None = None,
    why: bool = False,
    full: bool = False,
) -> None:
    """Answer a command by that name (None: the text names it), or with "-" every line of stdin."""
    from bot.commands import Options

    where = places(context)
    room = None if full else where.config.terminal.room or None
    if as_json:
        give = _json_lines(library(where), Options(limit or _LISTED), why, each=name is not None)
    else:
        options = Options(limit or _SHOWN, every=limit is not None)
        give = _cards(library(where), options, room, why, where.config.terminal.colour, titled=text == ("-",))
    if text != ("-",):
        give(_asked(name, " ".join(text)))
        return
    for line in sys.stdin:
        _answer_line(name, line.rstrip("\n"), give, as_json)


def _answer_line(name: str | None, line: str, give: Printer, as_json: bool) -> None:
    """One line of many: what cannot be answered gets its sentence, and the next line its turn."""
    try:
        give(_asked(name, line))
    except MemberError as error:
        _say(_dumped({"query": line, "error": str(error)}) if as_json else f"{error}\n")


def _asked(name: str | None, line: str) -> Asked:
    from bot.commands import asking, parse

    return (parse(line) if name is None else None) or asking(name or "quote", line)


def _json_lines(opened: Library, options: Options, why: bool, *, each: bool) -> Printer:
    """Prints objects; `each` source and voice is an object of its own where a command asks for nothing else."""
    from bot.jsonlines import Contract

    contract = Contract(opened.catalogue(), opened.links(), why=why)

    def give(asked: Asked) -> None:
        result = asked.command.result(opened, asked.argument, options)
        for line in contract.lines(asked, result) if each else [contract.line(asked, result)]:
            _say(_dumped(line))

    return give


def _cards(opened: Library, options: Options, room: int | None, why: bool, colour: str, *, titled: bool) -> Printer:
    from bot.commands import Desk
    from bot.terminal.screen import Screen

    desk, screen = Desk(opened, room, why=why), Screen(sys.stdout, colour)

    def give(asked: Asked) -> None:
        screen.show(desk.answer(asked, options), titled=titled)

    return give


def _dumped(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


def _say(line: str) -> None:
    """Print a line at once: whoever reads a pipe waits for it, and a closed pipe is noticed here."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
