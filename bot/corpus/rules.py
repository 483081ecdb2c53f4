"""The rules a corpus must keep, each by the name that stands in a report, and the list in which breaches are gathered.

Invariant: a breach never stops the reading; everything wrong is gathered before anything is refused.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from bot.errors import Problem


class Rule(StrEnum):
    """A rule's name, as it stands between the line number and the message of a problem."""

    # files
    MISSING_FILE = "missing-file"
    UNKNOWN_FILE = "unknown-file"
    IRREGULAR_FILE = "irregular-file"
    TOO_LARGE = "too-large"
    BYTE_ORDER_MARK = "byte-order-mark"
    ENCODING = "encoding"
    INVISIBLE_CHARACTER = "invisible-character"
    MIXED_SCRIPTS = "mixed-scripts"
    # tables and front matter
    TOML = "toml"
    FRONT_MATTER = "front-matter"
    FORMAT = "format"
    FILE_NAME = "file-name"
    UNKNOWN_KEY = "unknown-key"
    UNKNOWN_CLASS = "unknown-class"
    MISSING_KEY = "missing-key"
    BAD_VALUE = "bad-value"
    # ids and what they name
    MALFORMED_ID = "malformed-id"
    DUPLICATE_ID = "duplicate-id"
    UNKNOWN_VOICE = "unknown-voice"
    UNKNOWN_NOTE = "unknown-note"
    UNKNOWN_ORIGINAL = "unknown-original"
    UNKNOWN_ANSWER = "unknown-answer"
    UNKNOWN_PASSAGE = "unknown-passage"
    ONE_VOICE_CONTRAST = "one-voice-contrast"
    DOUBLED_FORM = "doubled-form"
    # attribute groups
    ATTRIBUTE_IN_TEXT = "attribute-in-text"
    MALFORMED_ATTRIBUTES = "malformed-attributes"
    DUPLICATE_ATTRIBUTE = "duplicate-attribute"
    DETACHED_ATTRIBUTES = "detached-attributes"
    # Markdown
    LINK_DEFINITION = "link-definition"
    BLOCK_NOT_ALLOWED = "block-not-allowed"
    INLINE_NOT_ALLOWED = "inline-not-allowed"
    FOUR_SPACE_INDENT = "four-space-indent"
    UNDERLINED_HEADING = "underlined-heading"
    HEADING_LEVEL = "heading-level"
    LIST_NUMBER = "list-number"
    NESTING = "nesting"
    TOO_MANY_BRACKETS = "too-many-brackets"
    LAZY_LINE = "lazy-line"
    MISSING_BLANK_LINE = "missing-blank-line"
    EMPTY_BLOCK = "empty-block"
    EMPTY_SOURCE = "empty-source"
    TEXT_BEFORE_HEADING = "text-before-heading"
    # notes
    UNUSED_NOTE = "unused-note"
    DOUBLED_NOTE = "doubled-note"
    UNDEFINED_NOTE = "undefined-note"
    NOTE_SHAPE = "note-shape"
    # quotations
    UNBALANCED_MARKS = "unbalanced-marks"
    NEEDLESS_UNBALANCED = "needless-unbalanced"
    UNATTRIBUTED_QUOTATION = "unattributed-quotation"
    QUOTATION_WITHOUT_VOICE = "quotation-without-voice"
    EMPTY_QUOTATION = "empty-quotation"
    QUOTE_KEY = "quote-key"
    NOT_VERBATIM = "not-verbatim"
    NOT_A_PASSAGE = "not-a-passage"


@dataclass(slots=True)
class Report:
    """What is wrong with one file, gathered while it is read."""

    file: str
    problems: list[Problem] = field(default_factory=list)

    def add(self, line: int, rule: Rule, message: str) -> None:
        """Note that `line` (from 1) breaks `rule`; the message is a sentence that says what to do."""
        self.problems.append(Problem(self.file, line, rule.value, message))
