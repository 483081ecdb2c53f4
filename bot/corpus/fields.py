"""One table of keys and values, TOML or attribute group, read key by key.

Invariant: every key is either asked for or reported as unknown when the reading is closed; a value that is missing or
of the wrong kind is reported once and read as empty, so that the reading goes on.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from bot.corpus.attributes import Attributes
from bot.corpus.rules import Report, Rule

Word = TypeVar("Word", bound=str)


@dataclass(slots=True)
class Fields:
    """The keys of one table; `line_of` gives the line of a key, or of the table for a key that is not there."""

    report: Report
    values: Mapping[str, object]
    line_of: Callable[[str], int]
    asked: set[str] = field(default_factory=set)

    def text(self, key: str, *, optional: bool = False, blank: bool = False) -> str:
        """Read a string; an optional one may be missing, a blank one may be empty."""
        value = self._value(key, optional)
        if value is None:
            return ""
        if isinstance(value, str) and (blank or value.strip()):
            return value.strip()
        self.wrong(key, "must be words in double quotes" if not isinstance(value, str) else "must not be empty")
        return ""

    def texts(self, key: str, *, optional: bool = False) -> tuple[str, ...]:
        """Read a list of strings, none of them empty."""
        value = self._value(key, optional)
        if value is None:
            return ()
        if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
            return tuple(item.strip() for item in value)
        self.wrong(key, "must be a list of words in double quotes")
        return ()

    def number(self, key: str) -> int:
        """Read a whole number; 0 if it is none."""
        value = self._value(key, optional=False)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if value is not None:
            self.wrong(key, "must be a whole number")
        return 0

    def choice(self, key: str, words: tuple[Word, ...], default: Word) -> Word:
        """Read one of a few words; a missing key means the default."""
        value = self.text(key, optional=True)
        for word in words:
            if word == value:
                return word
        if value:
            self.wrong(key, f"must be one of: {', '.join(words)}")
        return default

    def matching(self, key: str, pattern: str, meaning: str) -> str:
        """Read a string of a given form; `meaning` says the form in words."""
        value = self.text(key)
        if value and not re.fullmatch(pattern, value):
            self.wrong(key, f"must be {meaning}")
        return value

    def wrong(self, key: str, must: str) -> None:
        """Report a value."""
        self.report.add(self.line_of(key), Rule.BAD_VALUE, f"{key} {must}.")

    def close(self) -> None:
        """Report every key that nobody asked for."""
        for key in sorted(self.values.keys() - self.asked):
            known = ", ".join(sorted(self.asked))
            self.report.add(self.line_of(key), Rule.UNKNOWN_KEY, f"The key {key!r} is unknown here; known are {known}.")

    def _value(self, key: str, optional: bool) -> object:
        self.asked.add(key)
        value = self.values.get(key)
        if value is None and not optional:
            self.report.add(self.line_of(key), Rule.MISSING_KEY, f"The key {key} is missing.")
        return value


def of_attributes(attributes: Attributes, report: Report, classes: tuple[str, ...] = ()) -> Fields:
    """Read an attribute group, in which only the given classes may stand."""
    for name in sorted(attributes.classes - set(classes)):
        known = f"known are {', '.join(classes)}" if classes else "none is known"
        report.add(attributes.line, Rule.UNKNOWN_CLASS, f"The class .{name} is unknown here; {known}.")
    return Fields(report, attributes.values, lambda key: attributes.line, {"class"})
