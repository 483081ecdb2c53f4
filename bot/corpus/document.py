"""A Markdown body as a flat list of blocks: words, and where in them spans and note marks stand.

The only module that knows the Markdown parser. Invariant: no letter of the body is dropped silently; what the parser
would swallow (unused notes, definitions, deep nesting, stray attributes) is kept as words or reported. The plugins'
own resolving of block attributes and moving of notes is switched off, since both lose text and lines.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.footnote import footnote_plugin

from bot.corpus.attributes import Attributes, check_line, check_spans
from bot.corpus.blocks import Block, BlockKind, Document
from bot.corpus.inline import Words, WordsInProgress
from bot.corpus.lines import check_prefixes, without_thickets
from bot.corpus.rules import Report, Rule

NESTING = 15
"""How deep blocks and spans may stand in one another."""
_TOO_DEEP = f"Blocks and spans may stand {NESTING} deep in one another at most."
_LEFT_IN_TEXT = (
    "Attributes were left in the text: a span's stand right behind its bracket, a block's on a line of their own above "
    'it, values in double quotes (by=name, at="p. 3"); a brace of the text is written \\{.'
)
_BELOW_NESTING = 40
_QUIET = frozenset(("em_open", "em_close", "strong_open", "strong_close", "link_close"))
_CONTAINERS = {
    "blockquote_open": "quotation",
    "ordered_list_open": "numbered list",
    "bullet_list_open": "list",
    "list_item_open": "item",
    "footnote_reference_open": "note",
}
_LISTS = ("list", "numbered list")
_HTML = re.compile(r"<[A-Za-z/!?]")


def parse(text: str, report: Report) -> Document:
    """Read a Markdown body, whose line 1 is line 1 of its file; breaches of the format go to the report."""
    text = without_thickets(text, report)
    environment: dict[str, dict[str, dict[str, Sequence[int]]]] = {}
    tokens = _parser().parse(text, environment)
    for label, definition in environment.get("references", {}).items():
        message = (
            f"The line {f'[{label.lower()}]:'!r} defines a link and would swallow a span; escape its bracket: \\[."
        )
        report.add(definition["map"][0] + 1, Rule.LINK_DEFINITION, message)
    reader = _Reader(text.split("\n"), report)
    for token in tokens:
        reader.read(token)
    reader.settle(None)
    return Document(tuple(reader.blocks), reader.notes)


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": _BELOW_NESTING})
    parser.use(footnote_plugin, inline=False, move_to_end=False, always_match_refs=True)
    parser.use(attrs_plugin, spans=True, after=()).use(attrs_block_plugin)
    parser.core.ruler.disable(["attr", "text_join"])
    parser.inline.ruler.disable(["autolink"])
    return parser


@dataclass(frozen=True, slots=True)
class _Container:
    kind: str
    line: int
    attributes: Attributes
    label: str = ""
    before: int = 0
    """How many blocks stood before it."""


@dataclass(slots=True)
class _Reader:
    """Takes the parser's tokens one by one; keeps the containers that are open and the attributes that wait."""

    lines: list[str]
    report: Report
    blocks: list[Block] = field(default_factory=list)
    notes: dict[str, int] = field(default_factory=dict)
    containers: list[_Container] = field(default_factory=list)
    waiting: Attributes | None = None
    attributes: Attributes = field(default_factory=lambda: Attributes(1))
    items: int = 0
    ended: int = 0
    """The line after the last paragraph."""
    kind: BlockKind = "paragraph"

    def read(self, token: Token) -> None:
        """Take the next token of the block structure."""
        line = token.map[0] + 1 if token.map else 0
        if token.type == "attrs_block":
            self._wait(token, line)
            return
        if token.type == "inline":
            self._keep(token, line)
            return
        self.settle(line if token.nesting >= 0 else None)
        if token.type in _CONTAINERS:
            self._enter(token, line)
        elif token.nesting == -1 and token.type.replace("_close", "_open") in _CONTAINERS:
            self._leave(self.containers.pop())
        elif token.type == "heading_open":
            self._head(token, line)
        elif token.type == "paragraph_open":
            self.kind, self.ended = "paragraph", token.map[1] + 1 if token.map else 0
        elif token.nesting == 0:
            self._refuse(token, line)

    def settle(self, line: int | None) -> None:
        """Give the waiting attributes to the block that begins at `line`; None stands for the end of a container."""
        waiting, self.waiting = self.waiting, None
        self.attributes = waiting or Attributes(line or 1)
        if waiting and line != waiting.line + 1:
            message = "No block follows this attribute line directly; put it right above the block it belongs to."
            self.report.add(waiting.line, Rule.DETACHED_ATTRIBUTES, message)

    def _wait(self, token: Token, line: int) -> None:
        check_line(self.lines[line - 1], line, self.report)
        own = Attributes(line, {key: str(value) for key, value in token.attrs.items()})
        above = self.waiting
        if above:
            self.settle(line)
            for key in sorted((above.values.keys() & own.values.keys()) - {"class"}):
                self.report.add(line, Rule.DUPLICATE_ATTRIBUTE, f"The key {key} stands in the line above already.")
        self.waiting = own.over(above) if above else own

    def _enter(self, token: Token, line: int) -> None:
        kind = _CONTAINERS[token.type]
        label = str(token.meta.get("label", ""))
        if kind in _LISTS:
            self.items = 0
        if kind == "item":
            self._count(token, line)
        if kind in _LISTS and any(container.kind in _LISTS for container in self.containers):
            self.report.add(line, Rule.BLOCK_NOT_ALLOWED, "A list inside a list is not allowed.")
        if kind == "note" and not self._define(label, line):
            kind = "doubled note"
        if token.level > NESTING:
            self.report.add(line, Rule.NESTING, _TOO_DEEP)
        if kind in (*_LISTS, "quotation"):
            self._check_apart(line)
        self.containers.append(_Container(kind, line, self.attributes, label, len(self.blocks)))

    def _leave(self, container: _Container) -> None:
        if container.kind in ("item", "quotation") and len(self.blocks) == container.before:
            self.report.add(container.line, Rule.EMPTY_BLOCK, "There are no words here.")
        if container.kind == "numbered list" and self.items == 1:
            self._lose_number(container.line)

    def _check_apart(self, line: int) -> None:
        if line == self.ended:
            message = "This ends the paragraph above; leave a blank line between, or escape the sign (\\-, 1\\.)."
            self.report.add(line, Rule.MISSING_BLANK_LINE, message)

    def _count(self, token: Token, line: int) -> None:
        """Numbers of list items are structure, so they must be the ones that the list would have anyway."""
        self.items += 1
        if token.info and token.info != str(self.items):
            self._lose_number(line)

    def _lose_number(self, line: int) -> None:
        message = "This is read as a list item and loses its number; if that is text, put \\ before the stop."
        self.report.add(line, Rule.LIST_NUMBER, message)

    def _define(self, label: str, line: int) -> bool:
        """Enter a note; a second one under the same number is reported and its words are left out."""
        if label in self.notes:
            self.report.add(line, Rule.DOUBLED_NOTE, f"Note {label} is defined in line {self.notes[label]} already.")
            return False
        self.notes[label] = line
        return True

    def _head(self, token: Token, line: int) -> None:
        self.kind = "heading"
        if token.markup in "=-":
            message = "A paragraph above a line of = or - is read as a heading; part them or write ##."
            self.report.add(line, Rule.UNDERLINED_HEADING, message)
        elif token.tag != "h2":
            self.report.add(line, Rule.HEADING_LEVEL, "Sections begin with ##; no other level of heading is known.")
        self._check_apart(line)
        if self.containers:
            self.report.add(line, Rule.BLOCK_NOT_ALLOWED, "A heading cannot stand in a list, quotation or note.")

    def _refuse(self, token: Token, line: int) -> None:
        if token.type == "code_block":
            message = "Four blanks at the head of a line make a code block, in which nothing is marked; take them out."
            self.report.add(line, Rule.FOUR_SPACE_INDENT, message)
        else:
            message = f"A block of kind {token.type} is not allowed; put a backslash before it if it is text."
            self.report.add(line, Rule.BLOCK_NOT_ALLOWED, message)

    def _keep(self, token: Token, line: int) -> None:
        """Turn an inline token into a block, unless it belongs to a note defined for the second time."""
        quotations = [container.line for container in self.containers if container.kind == "quotation"]
        indented = any(container.kind in (*_LISTS, "note") for container in self.containers[:1])
        end = token.map[1] if token.map else line
        check_prefixes(self.lines[line:end], line + 1, len(quotations), indented, self.report)
        words = _Inline(self.report, line, token.level).read(token)
        kinds = [container.kind for container in self.containers]
        if "doubled note" in kinds:
            return
        kind: BlockKind = "item" if "item" in kinds else self.kind
        note = next((container.label for container in self.containers if container.kind == "note"), "")
        self.blocks.append(Block(kind, line, words, self._layers(line), tuple(quotations), note))

    def _layers(self, line: int) -> tuple[Attributes, ...]:
        """Lay the attributes of the containers over one another; every block quotation begins a layer of its own."""
        layers = [Attributes(line)]
        for container in self.containers:
            if container.kind == "quotation":
                layers.append(container.attributes)
            else:
                layers[-1] = container.attributes.over(layers[-1])
        return (*layers[:-1], self.attributes.over(layers[-1]))


@dataclass(slots=True)
class _Inline:
    """Reads the words of one block; `line` moves on with the line breaks inside it."""

    report: Report
    line: int
    level: int
    deep: bool = False
    braces: set[int] = field(default_factory=set)

    def read(self, token: Token) -> Words:
        """Collect the words of an inline token."""
        first = self.line
        words = WordsInProgress()
        for child in token.children or ():
            self._read(child, words)
        if not self.braces:
            check_spans(token.content, first, self.report)
        if self.deep:
            self.report.add(first, Rule.NESTING, _TOO_DEEP)
        return words.finish()

    def _read(self, token: Token, words: WordsInProgress) -> None:
        self.deep |= self.level + token.level > NESTING
        if token.type in ("text", "text_special"):
            self._check_text(token)
            words.add(token.content)
        elif token.type == "span_open":
            values = {**token.attrs, **token.meta.get("insecure_attrs", {})}
            words.open_span(Attributes(self.line, {key: str(value) for key, value in values.items()}))
        elif token.type == "span_close":
            words.close_span()
        elif token.type == "footnote_ref":
            words.mark(str(token.meta["label"]))
        elif token.type == "link_open":
            self._check_link(token)
        elif token.type in ("softbreak", "hardbreak"):
            self._break(token, words)
        elif token.type not in _QUIET:
            self.report.add(self.line, Rule.INLINE_NOT_ALLOWED, f"A stretch of kind {token.type} is not allowed.")
            words.add(token.content)

    def _break(self, token: Token, words: WordsInProgress) -> None:
        if token.type == "hardbreak":
            message = "Two blanks or a backslash at the end of a line break it for good; a passage runs on."
            self.report.add(self.line, Rule.INLINE_NOT_ALLOWED, message)
        words.add(" ")
        self.line += 1

    def _check_text(self, token: Token) -> None:
        if token.info == "entity":
            message = f"{token.markup!r} would be shown as another character; write the character itself."
            self.report.add(self.line, Rule.INLINE_NOT_ALLOWED, message)
        if token.type == "text_special":
            return
        if "](" in token.content:
            message = "A link was left in the text, since spans stand in it or its target is none; escape it: \\[."
            self.report.add(self.line, Rule.INLINE_NOT_ALLOWED, message)
        if _HTML.search(token.content):
            message = "HTML and <links> are not read; escape the sign if it is text: \\<."
            self.report.add(self.line, Rule.INLINE_NOT_ALLOWED, message)
        if re.search(r"[{}]", token.content) and self.line not in self.braces:
            self.braces.add(self.line)
            self.report.add(self.line, Rule.ATTRIBUTE_IN_TEXT, _LEFT_IN_TEXT)

    def _check_link(self, token: Token) -> None:
        target = str(token.attrs.get("href", ""))
        if "title" in token.attrs or not target.startswith(("https://", "http://", "#")):
            message = f"This is read as a link and ({target[:40]!r}) is lost; escape the bracket if it is text: \\[."
            self.report.add(self.line, Rule.INLINE_NOT_ALLOWED, message)
