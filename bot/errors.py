"""What can go wrong, by the person who can act on it: curator, operator or member.

"Nothing found" is a result, not an error; it does not stand here.
"""

from __future__ import annotations

from dataclasses import dataclass


class DissensusError(Exception):
    """The base of every error this program raises on purpose; its text is a sentence for a person."""


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One thing a curator has to mend: file relative to the corpus folder, line from 1, rule name, sentence."""

    file: str
    line: int
    rule: str
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.rule}: {self.message}"


class CorpusError(DissensusError):
    """The corpus breaks its rules; `problems` holds all of them, in order of file and line."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("\n".join(map(str, problems)))


class OperatorError(DissensusError):
    """Configuration, database or environment are not usable; the text names the key or path."""


class MemberError(DissensusError):
    """A question that cannot be answered as asked; the text is one friendly sentence with the next step."""
