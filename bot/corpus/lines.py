"""What only the raw lines of a Markdown body show, before or beside the parser."""

from __future__ import annotations

import re

from bot.corpus.rules import Report, Rule

BRACKETS = 400
"""How many opening brackets a block may hold; unclosed ones take the parser quadratic time."""
_PREFIX = re.compile(r"[ >]*")


def without_thickets(text: str, report: Report) -> str:
    """Blank out, and report, blocks with so many brackets that parsing them would take minutes."""
    lines = text.split("\n")
    start = 0
    for end in [number for number, line in enumerate(lines) if not line.strip(" ")] + [len(lines)]:
        if sum(line.count("[") for line in lines[start:end]) > BRACKETS:
            report.add(start + 1, Rule.TOO_MANY_BRACKETS, f"A block may hold {BRACKETS} opening brackets at most.")
            lines[start:end] = [""] * (end - start)
        start = end + 1
    return "\n".join(lines)


def check_prefixes(lines: list[str], first: int, quotations: int, indented: bool, report: Report) -> None:
    """Report lines of a paragraph that lack the signs of what it stands in: > of its quotations, blanks of its list.

    Markdown lets such lines run on, so that a narrator's words would join a quotation. `lines` are those after the
    paragraph's first, beginning with line `first` of the file.
    """
    for number, line in enumerate(lines, start=first):
        prefix = _PREFIX.match(line)
        signs = prefix[0] if prefix else ""
        if signs.count(">") < quotations or (indented and not signs.startswith(" ")):
            message = "Does this line belong to the one above? Put > or blanks before it, or a blank line above it."
            report.add(number, Rule.LAZY_LINE, message)
