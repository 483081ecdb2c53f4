"""The chat in a terminal: a line in, an answer out, until the reader leaves.

Invariant: no line ends the chat but `!quit` and the end of input; whatever else is typed gets an answer or a sentence.
"""

from __future__ import annotations

import sys
from pathlib import Path

from prompt_toolkit import PromptSession
from prompt_toolkit.history import FileHistory, InMemoryHistory

from bot.commands import Desk, Options, asking, parse
from bot.config import TerminalSettings
from bot.errors import MemberError
from bot.library import Library
from bot.replies.cards import Reply
from bot.terminal.completion import QUIT, Suggestions
from bot.terminal.screen import Screen

_WELCOME = (
    "Ask, and the sources answer in their own words. !who-said tells whose words they are, !help lists the rest, "
    f"!{QUIT} leaves."
)
_OPTIONS = Options(limit=50)


def converse(library: Library, settings: TerminalSettings, *, history: bool = True) -> None:
    """Answer what is typed until the reader leaves; `history` keeps it in a file that only its owner can read."""
    session: PromptSession[str] = PromptSession(
        history=FileHistory(str(kept)) if history and (kept := _history()) else InMemoryHistory(),
        completer=Suggestions(library),
        complete_while_typing=True,
    )
    desk = Desk(library, settings.room or None)
    screen = Screen(sys.stdout, settings.colour)
    screen.show(Reply("", closing=(_WELCOME,)))
    while (line := _asked(session)) is not None:
        _answer(line, desk, screen)


def _asked(session: PromptSession[str]) -> str | None:
    """The next line; None when the reader leaves."""
    try:
        line = session.prompt("> ").strip()
    except KeyboardInterrupt:
        return ""
    except EOFError:
        return None
    return None if line.casefold() in (f"!{QUIT}", "!exit") else line


def _answer(line: str, desk: Desk, screen: Screen) -> None:
    if not line:
        return
    try:
        screen.show(desk.answer(parse(line) or asking("quote", line), _OPTIONS))
    except MemberError as error:
        screen.show(Reply("", notices=(str(error),)))


def _history() -> Path | None:
    """The file that keeps what was typed, made for its owner alone; None where no file can be kept."""
    from platformdirs import user_state_path

    kept = user_state_path("dissensus") / "history"
    try:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.touch(mode=0o600)
    except OSError:
        return None
    return kept
