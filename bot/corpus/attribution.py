"""From the attributes of a quotation to the chain of hands its words passed through.

Invariant: a step holds nothing but what the attributes or the note they name state; nothing is inferred here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, get_args

from bot.corpus.fields import Fields
from bot.corpus.rules import Rule
from bot.models import Attribution, Certainty, Form, Note, Step

Relay = Literal["quoted in", "cited by"]
QUOTED_BY = "quoted by"
CERTAINTIES: tuple[Certainty, ...] = get_args(Certainty)
_FORMS: tuple[Form, ...] = get_args(Form)
_RELAYS: tuple[Relay, ...] = get_args(Relay)


@dataclass(frozen=True, slots=True)
class Context:
    """What the attributes of a source may refer to: the voices (None if their file is unreadable) and its own notes."""

    source: str
    voices: frozenset[str] | None
    notes: Mapping[str, Note]


@dataclass(frozen=True, slots=True)
class Quoted:
    """Somebody else's words as their attributes declare them; `steps` leads from the speaker to the last relay."""

    steps: tuple[Step, ...]
    form: Form
    original: str
    key: str
    about: str


def voice(fields: Fields, context: Context, key: str = "by") -> str:
    """Read the id of a voice, empty if there is none; an unknown one is reported."""
    name = fields.text(key, optional=True)
    if name and context.voices is not None and name not in context.voices:
        fields.report.add(fields.line_of(key), Rule.UNKNOWN_VOICE, f"The voice {name!r} is not in voices.toml.")
    return name


def quoted(fields: Fields, context: Context) -> Quoted | None:
    """Read the keys of a quotation; None if they name no speaker."""
    note = _note(fields, context)
    speaker = voice(fields, context)
    first = Step(
        voice=speaker,
        when=fields.text("when", optional=True),
        to=fields.text("to", optional=True),
        work=fields.text("work", optional=True),
        at=fields.text("at", optional=True),
        note=note.number if note else "",
        certainty=fields.choice("certainty", CERTAINTIES, "stated"),
    )
    relay = _relay(fields, context, note)
    if note and note.relation == "work" and not relay:
        first = replace(first, work=first.work or note.work, at=first.at or note.at)
    declared = Quoted(
        (first, *relay),
        fields.choice("form", _FORMS, "verbatim"),
        fields.text("original", optional=True),
        fields.text("quote", optional=True),
        voice(fields, context, "about"),
    )
    return declared if speaker else None


def chain(quotations: Sequence[Quoted], narrator: str) -> Attribution:
    """Join the hands of nested quotations, outermost first, and of whoever writes around them into one chain."""
    *around, innermost = quotations
    steps = list(innermost.steps)
    for outer in reversed(around):
        first, *relay = outer.steps
        steps += [replace(first, how=QUOTED_BY), *relay]
    return Attribution((*steps, Step(narrator, how=QUOTED_BY)))


def _note(fields: Fields, context: Context) -> Note | None:
    number = fields.text("note", optional=True)
    if number and number not in context.notes:
        fields.report.add(fields.line_of("note"), Rule.UNKNOWN_NOTE, f"There is no note {number} in this source.")
    return context.notes.get(number)


def _relay(fields: Fields, context: Context, note: Note | None) -> tuple[Step, ...]:
    """The hand between speaker and narrator: the one that is written out, else the one that the note names."""
    via = voice(fields, context, "via")
    how = fields.choice("via-how", _RELAYS, "quoted in")
    work, at = fields.text("via-work", optional=True), fields.text("via-at", optional=True)
    if via:
        return (Step(via, how, work=work, at=at, note=note.number if note else ""),)
    for key in sorted(fields.values.keys() & {"via-how", "via-work", "via-at"}):
        fields.wrong(key, "says something of an intermediate hand that via= does not name")
    if note and note.relation in _RELAYS:
        return (Step(note.voice, note.relation, work=note.work, at=note.at, note=note.number),)
    return ()
