"""What only the whole corpus can show: whether the ids that one file names exist in another.

Invariant: a file that could not be read is reported once; what refers to it is not reported again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bot.corpus.passages import Parts
from bot.corpus.rules import Report, Rule
from bot.corpus.tables import Placed
from bot.models import Passage, Quotation, Source


@dataclass(slots=True)
class Shelf:
    """Every source that was read, with its parts and its report, by id; `unread` are the ids of the others."""

    sources: dict[str, Source] = field(default_factory=dict)
    parts: dict[str, Parts] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)
    heads: dict[str, int] = field(default_factory=dict)
    """The line in which a source's head says whom it answers."""
    unread: set[str] = field(default_factory=set)

    def passages(self) -> dict[str, Passage]:
        """All passages by id."""
        return {passage.id: passage for parts in self.parts.values() for passage in parts.passages}

    def excuses(self, name: str) -> bool:
        """Say whether an id may be unknown only because its file could not be read."""
        return name.partition(".")[0] in self.unread


def check_sources(shelf: Shelf) -> None:
    """Check what sources say of one another: whom they answer, and the originals of what they quote."""
    passages = shelf.passages()
    for name, parts in shelf.parts.items():
        report = shelf.reports[name]
        _check_answers([(shelf.heads[name], answer) for answer in shelf.sources[name].answers], set(), shelf, report)
        _check_answers(parts.answers, {section.id for section in parts.sections}, shelf, report)
        for passage in parts.passages:
            for quotation in passage.quotations:
                if quotation.original and not shelf.excuses(quotation.original):
                    _check_original(passage, quotation, passages, report)


def check_contrasts(contrasts: Iterable[Placed], shelf: Shelf, report: Report) -> None:
    """Check that contrasts pair two passages that exist, in two voices."""
    passages = shelf.passages()
    seen: set[tuple[str, str, str]] = set()
    for placed in contrasts:
        statement = (placed.contrast.a, placed.contrast.b, placed.contrast.relation)
        if statement in seen:
            report.add(placed.line, Rule.DUPLICATE_ID, "This contrast is registered already.")
        seen.add(statement)
        pair = (placed.contrast.a, placed.contrast.b)
        for name in pair:
            if name and name not in passages and not shelf.excuses(name):
                report.add(placed.line, Rule.UNKNOWN_PASSAGE, f"There is no passage {name!r}.")
        voices = {passages[name].voice for name in pair if name in passages}
        if len(voices) == 1 and all(name in passages for name in pair):
            message = f"Both passages are in the voice {voices.pop()}; a contrast stands between two."
            report.add(placed.line, Rule.ONE_VOICE_CONTRAST, message)


def _check_answers(answers: Iterable[tuple[int, str]], sections: set[str], shelf: Shelf, report: Report) -> None:
    for line, answer in answers:
        if answer not in sections and answer not in shelf.sources and answer not in shelf.unread:
            report.add(line, Rule.UNKNOWN_ANSWER, f"{answer!r} is neither a section here nor a source.")


def _check_original(passage: Passage, quotation: Quotation, passages: Mapping[str, Passage], report: Report) -> None:
    """Check that the original exists and, unless the words are said to be reworded, that it holds them."""
    original = passages.get(quotation.original)
    if original is None:
        report.add(passage.line, Rule.UNKNOWN_ORIGINAL, f"There is no passage {quotation.original!r} to quote.")
    elif quotation.form == "verbatim" and _letters(passage.text[quotation.start : quotation.end]) not in _letters(
        original.text
    ):
        message = f"{original.id} does not hold these words; if they are changed, say form=reworded."
        report.add(passage.line, Rule.NOT_VERBATIM, message)


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", text).casefold()
