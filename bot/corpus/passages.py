"""From the blocks of one source to its sections, passages, notes and apparatus.

Invariant: every block becomes exactly one of these (a heading in the document's own words is a section and apparatus),
so passages and apparatus together are the whole document in its order.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from bot.corpus import notes, quotations, sections
from bot.corpus.attribution import Context, Quoted, quoted, voice
from bot.corpus.blocks import Block, Document
from bot.corpus.fields import Fields, of_attributes
from bot.corpus.locators import locator, note_locator
from bot.corpus.rules import Report, Rule
from bot.models import Apparatus, Attribution, Note, Passage, PassageKind, Quotation, Section, Source, Step


@dataclass(frozen=True, slots=True)
class Parts:
    """What one source is made of; `answers` are the ids its sections name, with the lines where they do."""

    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    notes: tuple[Note, ...]
    apparatus: tuple[Apparatus, ...]
    answers: tuple[tuple[int, str], ...]


def build(document: Document, source: Source, voices: frozenset[str] | None, report: Report) -> Parts:
    """Make the parts of a source; breaches go to the report. `voices` is None if their file cannot be read."""
    context = Context(source.id, voices, notes.read(document, source.id, voices, report))
    builder = _Builder(source, context, report, Section("", source.id, "", source.author, 0))
    builder.paragraphs = Counter(block.quotations[-1] for block in document.blocks if block.quotations)
    builder.sectioned = any(map(sections.opens_section, document.blocks))
    for block in document.blocks:
        builder.take(block)
    return builder.finish()


@dataclass(slots=True)
class _Builder:
    source: Source
    context: Context
    report: Report
    section: Section
    sectioned: bool = False
    paragraphs: Counter[int] = field(default_factory=Counter)
    """How many paragraphs each block quotation has, by its line."""
    sections: list[Section] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    places: list[tuple[Section, int]] = field(default_factory=list)
    """The section and the number in it of every passage."""
    apparatus: list[Apparatus] = field(default_factory=list)
    answers: list[tuple[int, str]] = field(default_factory=list)
    numbers: Counter[str] = field(default_factory=Counter)
    joined: dict[int, str] = field(default_factory=dict)
    marked: dict[str, str] = field(default_factory=dict)
    """The section in which each note is first marked."""

    def take(self, block: Block) -> None:
        """Make of the next block what it is."""
        if not block.words.text:
            self.report.add(block.line, Rule.EMPTY_BLOCK, "There are no words here.")
        elif sections.is_data(block):
            self._keep_data(sections.data_kind(block, self.context, self.report), block)
        elif block.kind == "heading":
            self._open_section(block)
        else:
            self._keep_passage(block)

    def finish(self) -> Parts:
        """Give every passage its locator and check what only the whole source shows."""
        if not self.passages:
            self.report.add(1, Rule.EMPTY_SOURCE, "The source holds no passage.")
        self._check_ids()
        self._check_quote_keys()
        placed = tuple(map(self._placed, self.passages, self.places))
        known = tuple(self.context.notes.values())
        return Parts(tuple(self.sections) or (self.section,), placed, known, tuple(self.apparatus), tuple(self.answers))

    def _keep_data(self, kind: str, block: Block) -> None:
        self.apparatus.append(Apparatus(self.source.id, kind, block.words.text, len(self.passages)))

    def _open_section(self, block: Block) -> None:
        self.section = sections.section(block, self.source, len(self.sections), self.context, self.report)
        if self.section.id in [known.id for known in self.sections]:
            self.report.add(block.line, Rule.DUPLICATE_ID, f"There is another section {self.section.id!r} here.")
        self.sections.append(self.section)
        self.answers += [(block.attributes.line, answer) for answer in self.section.answers]
        if sections.SUPPLIED not in block.attributes.classes:
            self._keep_data("heading", block)

    def _keep_passage(self, block: Block) -> None:
        layers = [of_attributes(layer, self.report) for layer in block.layers]
        given, remark, unbalanced = [_nearest(layers, key) for key in ("id", "remark", "unbalanced")]
        writer = self.source.author if block.note else self.section.voice
        narrator = voice(layers[0], self.context) or writer
        if block.note:
            layers[0].choice("relation", ("prose",), "prose")
        outer = self._speakers(layers[1:], block.line)
        for layer in layers:
            layer.close()
        name = self._note_name(block, given) if block.note else self._name(block, given)
        frame = quotations.Frame(name, narrator, outer, self._join(block, name))
        found = quotations.of_block(block, frame, self.context, self.report)
        quotations.check_quotation_marks(block, unbalanced, bool(outer), self.report)
        self._append(block, frame, found, remark)

    def _speakers(self, layers: list[Fields], line: int) -> tuple[Quoted, ...]:
        """Read who speaks in the block quotations around a paragraph, outermost first."""
        spoken = [quoted(layer, self.context) for layer in layers]
        if any(spoken) and not all(spoken):
            message = "Of block quotations inside one another each needs its speaker: by= on the line above it."
            self.report.add(line, Rule.QUOTATION_WITHOUT_VOICE, message)
        return tuple(words for words in spoken if words)

    def _append(self, block: Block, frame: quotations.Frame, found: tuple[Quotation, ...], remark: str) -> None:
        attribution = found[0].attribution if frame.outer and found else Attribution((Step(frame.narrator),))
        passage = Passage(
            id=frame.passage,
            source=self.source.id,
            section=self.section.id,
            kind=_kind(block),
            locator=note_locator(block.note),
            text=block.words.text,
            voice=attribution.speaker,
            attribution=attribution,
            position=len(self.passages),
            line=block.line,
            quotations=found,
            marks=block.words.marks,
            remark=remark,
        )
        for mark in block.words.marks:
            self.marked.setdefault(mark.number, self.section.id)
        self.places.append((self.section, self.numbers[self.section.id]))
        self.passages.append(passage)

    def _note_name(self, block: Block, given: str) -> str:
        notes.check_id(given, block.note, block.attributes.line, self.report)
        return notes.passage_id(self.source.id, block.note)

    def _name(self, block: Block, given: str) -> str:
        """Name a passage by its number in its section, unless it was given an id."""
        if self.sectioned and not self.sections:
            message = "In a source with sections every passage stands under a heading; only data may stand before."
            self.report.add(block.line, Rule.TEXT_BEFORE_HEADING, message)
        if given and not re.fullmatch(r"[a-z0-9-]+", given):
            message = f"The id {given!r} may hold small letters, digits and hyphens only."
            self.report.add(block.attributes.line, Rule.MALFORMED_ID, message)
        self.numbers[self.section.id] += 1
        own = given or str(self.numbers[self.section.id])
        return ".".join(part for part in (self.source.id, self.section.id, own) if part)

    def _join(self, block: Block, name: str) -> str:
        """Give the key that joins the paragraphs of one block quotation: the name of the first."""
        if not block.quotations or self.paragraphs[block.quotations[-1]] < 2:
            return ""
        return self.joined.setdefault(block.quotations[-1], name)

    def _placed(self, passage: Passage, place: tuple[Section, int]) -> Passage:
        """Give a passage its locator, and a note the section in which it is marked."""
        section, number = place
        if passage.kind == "note":
            return replace(passage, section=self.marked.get(passage.id.rpartition(".n")[2], section.id))
        return replace(passage, locator=locator(self.source.kind, section, number, self.numbers[section.id]))

    def _check_ids(self) -> None:
        """Report ids that stand twice; the paragraphs of a note that has too many share theirs and are reported so."""
        seen: dict[str, PassageKind] = {}
        for passage in self.passages:
            if passage.id in seen and (seen[passage.id], passage.kind) != ("note", "note"):
                self.report.add(passage.line, Rule.DUPLICATE_ID, f"There is another passage {passage.id!r}.")
            seen[passage.id] = passage.kind

    def _check_quote_keys(self) -> None:
        parts: dict[str, list[tuple[int, str]]] = {}
        for passage in self.passages:
            for quotation in passage.quotations:
                if quotation.whole:
                    parts.setdefault(quotation.whole, []).append((passage.line, quotation.attribution.speaker))
        for key, found in parts.items():
            if len(found) < 2:
                self.report.add(found[0][0], Rule.QUOTE_KEY, f"The key of {key} joins nothing; it stands only here.")
            if len({speaker for _, speaker in found}) > 1:
                self.report.add(found[-1][0], Rule.QUOTE_KEY, f"The parts of {key} have different speakers.")


def _nearest(layers: list[Fields], key: str) -> str:
    """Read a key of the passage itself from the layer nearest to its words; containers around may state their own."""
    return [layer.text(key, optional=True) for layer in layers][-1]


def _kind(block: Block) -> PassageKind:
    if block.note:
        return "note"
    if block.quotations:
        return "block-quotation"
    return "list-item" if block.kind == "item" else "paragraph"
