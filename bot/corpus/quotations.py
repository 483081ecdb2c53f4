"""Somebody else's words in one block: who speaks, from which character to which, through which hands.

Invariant: the slice of a quotation holds its words without the marks that enclose them and is never empty.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.corpus import marks
from bot.corpus.attribution import Context, Quoted, chain, quoted
from bot.corpus.blocks import Block
from bot.corpus.fields import of_attributes
from bot.corpus.inline import Span
from bot.corpus.rules import Report, Rule
from bot.models import Quotation

LOOSE_WORDS = 4
"""How many words may stand in double marks without anybody being named for them."""
_LEFTOVER = re.compile(r"\{[^{}]*=[^{}]*\}?")
"""Attributes that were left in the text: reported as such, their quotation marks are nobody's."""
_SPAN_CLASSES = ("term", "title")


@dataclass(frozen=True, slots=True)
class Frame:
    """What the quotations of one block share: the passage's id, its narrator and the block quotations around it."""

    passage: str
    narrator: str
    outer: tuple[Quoted, ...]
    joined: str = ""


def of_block(block: Block, frame: Frame, context: Context, report: Report) -> tuple[Quotation, ...]:
    """Read the quotations of a block, those that hold others first."""
    found = []
    if frame.outer:
        whole = Span(0, len(block.words.text), block.attributes)
        found.append(_quotation(block, whole, frame.outer, frame, context, report))
    declared = [_declared(span, context, report) for span in block.words.spans]
    for span, words in zip(block.words.spans, declared, strict=True):
        if words:
            around = [outer for place in span.around if (outer := declared[place])]
            found.append(_quotation(block, span, (*frame.outer, *around, words), frame, context, report))
    if block.quotations and not found:
        message = "A block quotation needs a speaker: by= on the line above it, or on spans inside it."
        report.add(block.line, Rule.QUOTATION_WITHOUT_VOICE, message)
    return tuple(quotation for quotation in found if quotation)


def refuse(block: Block, context: Context, report: Report) -> None:
    """Report the quotations and note marks of a block that is no passage and cannot keep them."""
    spoken = [span for span in block.words.spans if _declared(span, context, report)]
    if spoken or block.words.marks:
        message = "Headings and data hold neither quotations with a speaker nor note marks; only passages do."
        report.add(block.line, Rule.NOT_A_PASSAGE, message)


def check_quotation_marks(block: Block, declared: str, whole: bool, report: Report) -> None:
    """Check that marks balance or are declared not to, and that longer words in double marks have a speaker."""
    text = _LEFTOVER.sub(lambda group: " " * len(group[0]), block.words.text)
    if marks.balanced(text) == bool(declared):
        _report_balance(block.line, declared, report)
    first, last = marks.enclosed(text, 0, len(text)) if whole else (0, len(text))
    kept = list(text)
    for span in block.words.spans:
        kept[span.start : span.end] = " " * (span.end - span.start)
    kept = kept[first:last]
    for start, end in marks.double_quotations(text[first:last]):
        loose = re.findall(r"\w[\w’'-]*", "".join(kept[start:end]))
        if len(loose) > LOOSE_WORDS:
            message = f"Who says {' '.join(loose[:3])} ...? Put it in a span with by=, or .term or .title."
            report.add(block.line, Rule.UNATTRIBUTED_QUOTATION, message)


def _report_balance(line: int, declared: str, report: Report) -> None:
    if declared:
        report.add(line, Rule.NEEDLESS_UNBALANCED, "The quotation marks do balance; take unbalanced= out.")
        return
    message = 'A quotation mark has no partner; mend it, or say why it stands so: {unbalanced="..."}.'
    report.add(line, Rule.UNBALANCED_MARKS, message)


def _declared(span: Span, context: Context, report: Report) -> Quoted | None:
    fields = of_attributes(span.attributes, report, _SPAN_CLASSES)
    words = quoted(fields, context)
    fields.close()
    if bool(words) == bool(span.attributes.classes):
        message = "A span needs either a speaker (by=) or, if nobody is quoted, .term or .title."
        report.add(span.attributes.line, Rule.QUOTATION_WITHOUT_VOICE, message)
    return words


def _quotation(
    block: Block, span: Span, hands: Sequence[Quoted], frame: Frame, context: Context, report: Report
) -> Quotation | None:
    start, end = marks.enclosed(block.words.text, span.start, span.end)
    if start == end:
        report.add(block.line, Rule.EMPTY_QUOTATION, "A quotation holds no words.")
        return None
    words = hands[-1]
    key = f"{context.source}.{words.key}" if words.key else frame.joined if len(hands) == len(frame.outer) else ""
    attribution = chain(hands, frame.narrator)
    return Quotation(frame.passage, start, end, attribution, words.form, words.original, key, words.about)
