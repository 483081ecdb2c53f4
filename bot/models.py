"""The words of the house as frozen values: what a corpus is made of and who speaks in it.

Standard library only; nothing here reads, searches or prints. Invariant: a `Quotation` stores no text. Its words are a
slice of its passage, so they are verbatim by construction.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

UNNAMED = "unnamed"
"""Id of the voice that stands for "the text does not say who speaks"."""

VoiceKind = Literal["person", "group", "commenter", "unnamed"]
PassageKind = Literal["paragraph", "block-quotation", "list-item", "note"]
Form = Literal["verbatim", "reworded"]
Certainty = Literal["stated", "likely", "inferred"]
LexiconKind = Literal["spelling", "synonym", "narrower"]
NoteRelation = Literal["work", "quoted in", "cited by", "see", "prose"]


@dataclass(frozen=True, slots=True)
class Voice:
    """Somebody whose words stand in the corpus, or who passed them on; `kind` "unnamed" is never guessed at."""

    id: str
    name: str
    short: str
    kind: VoiceKind
    aliases: tuple[str, ...] = ()
    about: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """A document with its own standpoint; `framing` says neutrally who speaks, when, where and in which quarrel."""

    id: str
    kind: str
    title: str
    short: str
    author: str
    published: str
    publication: str
    url: str
    rights: str
    framing: str
    colour: str
    about: tuple[str, ...]
    answers: tuple[str, ...]
    note: str
    file: str


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part of a source (a chapter, a comment); `answers` are ids of sections or sources it replies to."""

    id: str
    source: str
    title: str
    voice: str
    position: int
    answers: tuple[str, ...] = ()
    certainty: Certainty = "stated"
    evidence: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One pair of hands in an attribution: who, how the words reached them, and what the text states of it."""

    voice: str
    how: str = ""
    when: str = ""
    to: str = ""
    work: str = ""
    at: str = ""
    note: str = ""
    certainty: Certainty = "stated"


@dataclass(frozen=True, slots=True)
class Attribution:
    """The chain from the first speaker outward; the last step is whoever writes the source."""

    steps: tuple[Step, ...]

    @property
    def speaker(self) -> str:
        """Id of the voice whose words they are."""
        return self.steps[0].voice


@dataclass(frozen=True, slots=True)
class Quotation:
    """Words of somebody else inside a passage: `passage.text[start:end]`, without the enclosing quotation marks.

    `form` "reworded" marks words the text puts in quotation marks although the original (`original`, a passage id)
    runs otherwise. `whole` joins the parts of one quotation that is interrupted or runs over several passages.
    `about` names the voice the words speak of where a reader is likely to take that person for the speaker.
    """

    passage: str
    start: int
    end: int
    attribution: Attribution
    form: Form = "verbatim"
    original: str = ""
    whole: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class NoteMark:
    """A note marker: note `number` is attached at `offset` of the passage's text, which does not contain it."""

    offset: int
    number: str


@dataclass(frozen=True, slots=True)
class Passage:
    """The unit of retrieval: one paragraph, block quotation, list item or prose note, word for word.

    `voice` is whoever speaks outside the quotations (for a block quotation: whoever is quoted). `attribution` is the
    chain for those words. `position` counts from 0 through the source; `line` is where it stands in the corpus file, `url`
    the address that lands on it.
    """

    id: str
    source: str
    section: str
    kind: PassageKind
    locator: str
    text: str
    voice: str
    attribution: Attribution
    position: int
    line: int
    quotations: tuple[Quotation, ...] = ()
    marks: tuple[NoteMark, ...] = ()
    remark: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A note of a source with its reference resolved: `op. cit.` and `Ibid.` stay in `text`, the data names the work."""

    source: str
    number: str
    text: str
    relation: NoteRelation
    voice: str = ""
    work: str = ""
    at: str = ""
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Apparatus:
    """Text of a document that is data and no passage: a title, caption, boilerplate line, bare reference."""

    source: str
    kind: str
    text: str
    position: int


@dataclass(frozen=True, slots=True)
class Contrast:
    """A pair registered by curators: passage `a` stands in `relation` to passage `b`, for a stated reason."""

    a: str
    b: str
    relation: str
    evidence: str
    registered_by: str
    topics: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """Forms that readers use for one another ("spelling", "synonym"), or, for "narrower", what `head` also asks for."""

    kind: LexiconKind
    forms: tuple[str, ...]
    head: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Corpus:
    """Everything the curators wrote, in reading order: sources by date, the rest by source and position."""

    sources: tuple[Source, ...]
    sections: tuple[Section, ...]
    passages: tuple[Passage, ...]
    voices: tuple[Voice, ...]
    notes: tuple[Note, ...]
    apparatus: tuple[Apparatus, ...]
    contrasts: tuple[Contrast, ...]
    lexicon: tuple[LexiconEntry, ...]


@dataclass(frozen=True)
class Scope:
    """What an asker may see: nothing withheld, only these sources (None: all), of each source in `windows` only so far.

    `windows` maps a source id to the position of the last passage the group has read.
    """

    withheld: frozenset[str] = frozenset()
    sources: frozenset[str] | None = None
    windows: Mapping[str, int] = field(default_factory=dict)

    def shows(self, passage: Passage) -> bool:
        """Whether a passage may be shown, or even counted."""
        return (
            passage.id not in self.withheld
            and (self.sources is None or passage.source in self.sources)
            and passage.position <= self.windows.get(passage.source, passage.position)
        )


EVERYTHING = Scope()
"""The scope of an asker from whom nothing is kept."""
