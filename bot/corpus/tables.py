"""The three tables beside the sources: voices, contrasts, lexicon."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from typing import get_args

from bot.corpus import toml
from bot.corpus.fields import Fields, Word
from bot.corpus.rules import Report, Rule
from bot.models import UNNAMED, Contrast, LexiconEntry, LexiconKind, Voice, VoiceKind

RELATIONS = ("disputes", "qualifies", "answers", "quotes", "misquotes", "repeats")
_VOICE_KINDS: tuple[VoiceKind, ...] = get_args(VoiceKind)
_LEXICON_KINDS: tuple[LexiconKind, ...] = get_args(LexiconKind)


@dataclass(frozen=True, slots=True)
class Placed:
    """A contrast and the line where it stands."""

    contrast: Contrast
    line: int


def voices(text: str, report: Report) -> tuple[Voice, ...] | None:
    """Read voices.toml; None if it is not TOML."""
    if (values := toml.parse(text, report)) is None:
        return None
    lines = dict(reversed(toml.headers(text)))
    found = [_voice(name, value, text, lines.get(name, 1), report) for name, value in values.items()]
    if UNNAMED not in values:
        report.add(1, Rule.MISSING_KEY, f"The voice [{UNNAMED}] is missing, which stands for speakers not named.")
    return tuple(voice for voice in found if voice)


def _voice(name: str, values: object, text: str, line: int, report: Report) -> Voice | None:
    if not isinstance(values, dict):
        report.add(toml.key_lines(text, 0)(name), Rule.UNKNOWN_KEY, f"The key {name!r} stands outside any voice.")
        return None
    if not re.fullmatch(r"[a-z0-9-]+", name):
        report.add(line, Rule.MALFORMED_ID, f"The voice {name!r} needs an id of small letters, digits and hyphens.")
    fields = Fields(report, values, toml.key_lines(text, line))
    kind = fields.choice("kind", _VOICE_KINDS, _VOICE_KINDS[0]) if fields.text("kind") else _VOICE_KINDS[0]
    made = Voice(
        name,
        fields.text("name"),
        fields.text("short"),
        kind,
        fields.texts("aliases", optional=True),
        fields.text("about", optional=True),
    )
    fields.close()
    return made


def contrasts(text: str, report: Report) -> tuple[Placed, ...]:
    """Read contrasts.toml; whether the passages exist is for the checks of the whole corpus."""
    found = []
    for _, fields, line in _entries(text, ("contrast",), report):
        relation = fields.text("relation")
        if relation and relation not in RELATIONS:
            fields.wrong("relation", f"must be one of: {', '.join(RELATIONS)}")
        made = Contrast(
            fields.text("a"),
            fields.text("b"),
            relation,
            fields.text("evidence"),
            fields.text("registered_by"),
            fields.texts("topics", optional=True),
        )
        fields.close()
        found.append(Placed(made, line))
    return tuple(found)


def lexicon(text: str, report: Report) -> tuple[LexiconEntry, ...]:
    """Read lexicon.toml; an entry of equals needs two forms, a narrower one a head and a form."""
    found = []
    for kind, fields, line in _entries(text, _LEXICON_KINDS, report):
        head = fields.texts("head") if kind == "narrower" else ()
        forms = fields.texts("forms")
        if forms and len(head + forms) < 2:
            fields.wrong("forms", "must hold two forms at least")
        fields.close()
        _check_forms(head + forms, line, report)
        found.append(LexiconEntry(kind, forms, head))
    return tuple(found)


def _check_forms(forms: tuple[str, ...], line: int, report: Report) -> None:
    folded = [_folded(form) for form in forms]
    for number, form in enumerate(forms):
        if folded[number] in folded[:number]:
            message = f"{form!r} stands in this entry already; case and accents make no difference."
            report.add(line, Rule.DOUBLED_FORM, message)


def _folded(form: str) -> str:
    letters = unicodedata.normalize("NFKD", form).casefold()
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def _entries(text: str, kinds: tuple[Word, ...], report: Report) -> Iterator[tuple[Word, Fields, int]]:
    """Yield every `[[kind]]` table of a file in the file's order within each kind."""
    values = toml.parse(text, report) or {}
    for name in sorted(values.keys() - set(kinds)):
        line = dict(reversed(toml.headers(text))).get(name) or toml.key_lines(text, 0)(name)
        report.add(line, Rule.UNKNOWN_KEY, f"The key {name!r} is unknown here; known are {', '.join(kinds)}.")
    for kind in kinds:
        tables = values.get(kind, [])
        lines = [line for name, line in toml.headers(text) if name == kind]
        if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
            report.add(lines[0] if lines else 1, Rule.BAD_VALUE, f"Write [[{kind}]] with two brackets on either side.")
            continue
        for number, table in enumerate(tables):
            line = lines[number] if number < len(lines) else 1
            yield kind, Fields(report, table, toml.key_lines(text, line)), line
