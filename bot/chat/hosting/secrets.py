"""The token: where it comes from, and that it goes nowhere.

Invariant: it is read from `DISCORD_TOKEN` or from the file named by `DISCORD_TOKEN_FILE`, never from a command line
or a config; what looks like a token, of a bot or of an interaction, is struck out of every line of the log.
"""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import MutableMapping
from pathlib import Path

from bot.errors import OperatorError

NAMED, FILED = "DISCORD_TOKEN", "DISCORD_TOKEN_FILE"

_SHAPES = re.compile(
    r"[\w-]{20,30}\.[\w-]{4,10}\.[\w-]{20,}"  # a bot's token: its id, a moment, a signature
    r"|(?<=/webhooks/)\d+/[\w-]+|(?<=/interactions/)\d+/[\w-]+"
)
_HELP = f"set {NAMED}, or {FILED} to the path of a file that holds nothing else"


def token(environment: MutableMapping[str, str]) -> str:
    """Take the token out of the environment, so that nothing started from here inherits it. Raises OperatorError."""
    given, file = environment.pop(NAMED, "").strip(), environment.pop(FILED, "").strip()
    if given and file:
        raise OperatorError(f"Both {NAMED} and {FILED} are set; leave one of them out.")
    found = given or (_read(Path(file)) if file else "")
    if not found:
        raise OperatorError(f"There is no token: {_HELP}.")
    if found.split() != [found] or not found.isascii():
        raise OperatorError(
            "The token holds blanks or signs that no token has; copy it anew from the Developer Portal."
        )
    return found


def application(token: str) -> int | None:
    """The id of the application a token belongs to, which stands in front of it; None where it cannot be read."""
    head = token.partition(".")[0]
    try:
        found = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
    except ValueError:
        return None
    return int(found) if re.fullmatch("[0-9]{15,20}", found) else None


class Redacting(logging.Formatter):
    """Formats lines of the log, tracebacks included, without anything that looks like a token."""

    def __init__(self, layout: str, token: str = "") -> None:
        super().__init__(layout)
        self._token = token

    def format(self, record: logging.LogRecord) -> str:
        """The line as it may be seen by anybody."""
        line = super().format(record)
        return _SHAPES.sub("[secret]", line.replace(self._token, "[secret]") if self._token else line)


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"{FILED}: {path} cannot be read as a token ({type(error).__name__}).") from error
