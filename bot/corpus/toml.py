"""TOML with line numbers: the standard parser for the values, the lines of tables and keys for the messages."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable

from bot.corpus.rules import Report, Rule

_HEADER = re.compile(r"\s*\[\[?\s*([^\]]+?)\s*\]")
_PLACE = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)")


def parse(text: str, report: Report, first: int = 1) -> dict[str, object] | None:
    """Read TOML whose first line is line `first` of its file; None, and a problem, if it is not TOML."""
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        place = _PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else 1
        message = _PLACE.sub("", str(error)) or "too deeply nested"
        report.add(first + line - 1, Rule.TOML, f"This is not TOML: {message}.")
        return None


def headers(text: str) -> list[tuple[str, int]]:
    """List the table headers of a TOML text with their lines, in order."""
    found = ((_HEADER.match(line), number) for number, line in enumerate(text.split("\n"), start=1))
    return [(match[1].strip("\"'"), number) for match, number in found if match]


def key_lines(text: str, header: int, first: int = 1) -> Callable[[str], int]:
    """Give a function from a key to its line in the table whose header is line `header` (0: before any header).

    Keys that are not there get the line of the header. `first` is the line of the file at which the text begins.
    """

    def line_of(key: str) -> int:
        lines = text.split("\n")[header:]
        end = next((number for number, line in enumerate(lines) if _HEADER.match(line)), len(lines))
        pattern = re.compile(rf"""\s*["']?{re.escape(key)}["']?\s*[=.]""")
        inside = (number for number, line in enumerate(lines[:end]) if pattern.match(line))
        return first + header + next(inside, -1 if header else 0)

    return line_of
