"""What a Markdown body is read into: a flat list of headings and paragraphs that knows no Markdown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.corpus.attributes import Attributes
from bot.corpus.inline import Words

BlockKind = Literal["heading", "paragraph", "item"]


@dataclass(frozen=True, slots=True)
class Block:
    """A heading or paragraph with its words.

    `layers` are its attributes: first those outside any block quotation, then one for each block quotation around it.
    `quotations` names these block quotations by their lines, `note` the note it belongs to, if any.
    """

    kind: BlockKind
    line: int
    words: Words
    layers: tuple[Attributes, ...]
    quotations: tuple[int, ...] = ()
    note: str = ""

    @property
    def attributes(self) -> Attributes:
        """The attributes nearest to the words."""
        return self.layers[-1]


@dataclass(frozen=True, slots=True)
class Document:
    """The blocks of a body in reading order, and the line of each note's definition."""

    blocks: tuple[Block, ...]
    notes: dict[str, int]
