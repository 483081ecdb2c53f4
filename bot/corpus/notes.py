"""The notes of a source: bare references, which are data, and prose, which is a passage of its own.

Invariant: every note is defined once, used, and one paragraph long, or it is reported.
"""

from __future__ import annotations

import re
from typing import get_args

from bot.corpus.attribution import Context, voice
from bot.corpus.blocks import Block, Document
from bot.corpus.fields import of_attributes
from bot.corpus.rules import Report, Rule
from bot.corpus.sections import DATA, is_data
from bot.models import Note, NoteRelation

_RELATIONS: tuple[NoteRelation, ...] = get_args(NoteRelation)


def passage_id(source: str, number: str) -> str:
    """Name the passage of a prose note."""
    return f"{source}.n{number}"


def read(document: Document, source: str, voices: frozenset[str] | None, report: Report) -> dict[str, Note]:
    """Read the notes of a document by number; what is not one used paragraph each goes to the report."""
    bodies: dict[str, list[Block]] = {number: [] for number in document.notes}
    for block in document.blocks:
        if block.note:
            bodies[block.note].append(block)
    _check_marks(document, report)
    context = Context(source, voices, {})
    return {
        number: note
        for number, blocks in bodies.items()
        if (note := _note(number, blocks, document.notes[number], context, report))
    }


def _note(number: str, blocks: list[Block], line: int, context: Context, report: Report) -> Note | None:
    if not re.fullmatch(r"[a-z0-9]+", number):
        report.add(line, Rule.MALFORMED_ID, f"Note {number!r} must be numbered in digits or small letters.")
    if len(blocks) != 1 or blocks[0].kind != "paragraph" or blocks[0].quotations:
        message = f"Note {number} must be one paragraph, indented under its number, outside lists and quotations."
        report.add(line, Rule.NOTE_SHAPE, message)
    if not blocks:
        return None
    block = blocks[0]
    if is_data(block):
        return _reference(number, block, context, report)
    return Note(context.source, number, block.words.text, "prose", passage=passage_id(context.source, number))


def _reference(number: str, block: Block, context: Context, report: Report) -> Note:
    fields = of_attributes(block.attributes, report, (DATA,))
    check_id(fields.text("id", optional=True), number, block.attributes.line, report)
    fields.text("relation")
    relation = fields.choice("relation", _RELATIONS[:-1], "see")
    author = voice(fields, context)
    if not author and relation in ("quoted in", "cited by"):
        report.add(block.attributes.line, Rule.MISSING_KEY, f"The key by is missing: in whose work is it {relation}?")
    work, at = fields.text("work", optional=True), fields.text("at", optional=True)
    fields.text("remark", optional=True)
    fields.close()
    return Note(context.source, number, block.words.text, relation, author, work, at)


def check_id(given: str, number: str, line: int, report: Report) -> None:
    """Report an id that would name a note otherwise than by its number."""
    if given not in ("", f"n{number}"):
        report.add(line, Rule.MALFORMED_ID, f"The id of note {number} can only be n{number}.")


def _check_marks(document: Document, report: Report) -> None:
    marked = set()
    for block in document.blocks:
        for mark in block.words.marks:
            marked.add(mark.number)
            if mark.number not in document.notes:
                message = f"The text marks a note {mark.number} that is not defined."
                report.add(block.line, Rule.UNDEFINED_NOTE, message)
    for number in document.notes.keys() - marked:
        message = f"Note {number} is marked nowhere in the text."
        report.add(document.notes[number], Rule.UNUSED_NOTE, message)
