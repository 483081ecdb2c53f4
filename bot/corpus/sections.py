"""Headings and data: the blocks of a source that are no passages."""

from __future__ import annotations

import re

from bot.corpus import quotations
from bot.corpus.attribution import CERTAINTIES, Context, voice
from bot.corpus.blocks import Block
from bot.corpus.fields import of_attributes
from bot.corpus.rules import Report, Rule
from bot.models import Section, Source

DATA = "data"
SUPPLIED = "supplied"


def is_data(block: Block) -> bool:
    """Say whether a block is apparatus and nothing else."""
    return DATA in block.attributes.classes


def opens_section(block: Block) -> bool:
    """Say whether a block is a heading with paragraphs under it."""
    return block.kind == "heading" and not is_data(block)


def data_kind(block: Block, context: Context, report: Report) -> str:
    """Read what sort of data a block is: "title", "caption" ...; a note's keys are read with the note."""
    quotations.refuse(block, context, report)
    if block.note:
        return "reference"
    fields = of_attributes(block.attributes, report, (DATA,))
    kind = fields.text("kind", optional=block.kind == "heading") or "heading"
    for key in ("id", "remark"):
        fields.text(key, optional=True)
    fields.close()
    return kind


def section(block: Block, source: Source, position: int, context: Context, report: Report) -> Section:
    """Read a heading and its attributes; whom it answers is for the checks of the whole corpus."""
    quotations.refuse(block, context, report)
    fields = of_attributes(block.attributes, report, (SUPPLIED,))
    name = fields.text("id", optional=True)
    if not re.fullmatch(r"[a-z0-9]+", name):
        message = "A heading needs an id of small letters and digits on the line above it: {#4}."
        report.add(block.line, Rule.MALFORMED_ID, message)
    made = Section(
        id=name,
        source=source.id,
        title=block.words.text,
        voice=voice(fields, context) or source.author,
        position=position,
        answers=tuple(fields.text("answers", optional=True).split()),
        certainty=fields.choice("certainty", CERTAINTIES, "stated"),
        evidence=fields.text("evidence", optional=True),
        remark=fields.text("remark", optional=True),
    )
    fields.close()
    return made
