"""Attribute groups, `{#id .class key=value}`: read strictly, because the parser behind is lenient and loses text.

Invariant: whatever the Markdown plugin takes for a group and this module does not is reported, never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.corpus.rules import Report, Rule

_KEY = r'([A-Za-z][A-Za-z0-9_:-]*)=(?:"[^"\\{}\n]*"|[A-Za-z0-9_:-]+)'
_ITEM = rf"(?:#[\w:-]+|\.[\w:-]+|{_KEY})"
_GROUP = re.compile(rf"\{{\s*{_ITEM}(?:\s+{_ITEM})*\s*\}}")
_NAMES = re.compile(rf"(#)[\w:-]+|\.[\w:-]+|{_KEY}")
_SPAN_GROUP = re.compile(r"\]((?:\{[^{}]*\})+)")


@dataclass(frozen=True, slots=True)
class Attributes:
    """The keys of one group (or of several laid over one another) and the line to name when one of them is wrong."""

    line: int
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def classes(self) -> frozenset[str]:
        """The names written with a full stop before them."""
        return frozenset(self.values.get("class", "").split())

    def over(self, below: Attributes) -> Attributes:
        """Lay these attributes over others: equal keys hide those below, classes add up."""
        values = {**below.values, **self.values}
        if classes := self.classes | below.classes:
            values["class"] = " ".join(sorted(classes))
        return Attributes(self.line if self.values else below.line, values)


def check_line(raw: str, line: int, report: Report) -> None:
    """Check the source line of a block's attribute group; what stands before the brace is a quote or list prefix."""
    _check_group(raw[raw.find("{") :].strip(), line, report)


def check_spans(content: str, line: int, report: Report) -> None:
    """Check every group behind a bracket in a block's source, whose first line is `line`."""
    for match in _SPAN_GROUP.finditer(content):
        _check_group(match[1], line + content.count("\n", 0, match.start()), report)


def _check_group(group: str, line: int, report: Report) -> None:
    if not _GROUP.fullmatch(group):
        advice = 'only #id, .class and key="value" between blanks, no braces, backslashes or line breaks in a value'
        report.add(line, Rule.MALFORMED_ATTRIBUTES, f"The attributes {group[:60]!r} cannot be read safely: {advice}.")
        return
    names = [match[1] or match[2] for match in _NAMES.finditer(group)]
    for name in sorted({name for name in names if name and names.count(name) > 1}):
        report.add(line, Rule.DUPLICATE_ATTRIBUTE, f"The key {name} stands twice in one group; only one would count.")
