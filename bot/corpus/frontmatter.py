"""The head of a source's file: TOML between two lines of +++, read into a Source.

Invariant: the body comes back with the head blanked out, so that its lines keep their numbers.
"""

from __future__ import annotations

import re

from bot.corpus import toml
from bot.corpus.attribution import Context, voice
from bot.corpus.fields import Fields
from bot.corpus.rules import Report, Rule
from bot.models import Source

FORMAT = 1
KINDS = ("review", "thread", "page", "pamphlet", "book", "article", "letter", "speech")
SHORT = 30
"""The longest label, in characters, that a card has room for."""
_FENCE = "+++"
_DATE = r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?"


def split(text: str, report: Report) -> tuple[str, str] | None:
    """Part a file into its head and its body; None, and a problem, if it has no closed head."""
    lines = text.split("\n")
    if lines[0].rstrip() != _FENCE:
        report.add(1, Rule.FRONT_MATTER, "The file must begin with a line +++, the keys of the source and another +++.")
        return None
    end = next((number for number, line in enumerate(lines[1:], start=1) if line.rstrip() == _FENCE), 0)
    if not end:
        report.add(1, Rule.FRONT_MATTER, "The head of the file is not closed: a second line +++ is missing.")
        return None
    return "\n".join(lines[1:end]), "\n" * (end + 1) + "\n".join(lines[end + 1 :])


def source(head: str, stem: str, voices: frozenset[str] | None, report: Report) -> Source:
    """Read a source from its head, which begins in line 2 of `<stem>.md`; what is missing or wrong is left empty."""
    values = toml.parse(head, report, first=2)
    fields = Fields(report if values is not None else Report(report.file), values or {}, toml.key_lines(head, 0, 2))
    if (number := fields.number("format")) not in (0, FORMAT):
        message = f"Format {number} is not known to this version; it reads format {FORMAT}."
        report.add(fields.line_of("format"), Rule.FORMAT, message)
    _check_id(fields, stem)
    fields.text("kind")
    made = Source(
        id=stem,
        kind=fields.choice("kind", KINDS, KINDS[0]),
        title=fields.text("title"),
        short=fields.matching("short", rf".{{1,{SHORT}}}", f"at most {SHORT} characters"),
        author=fields.text("author") and voice(fields, Context(stem, voices, {}), "author"),
        published=fields.matching("published", _DATE, 'a date like "1967" or "2010-06-28"'),
        publication=fields.text("publication"),
        url=_url(fields),
        rights=fields.text("rights"),
        framing=fields.text("framing"),
        colour=fields.matching("colour", r"#[0-9a-fA-F]{6}", 'a colour like "#7a3b2e"'),
        about=fields.texts("about", optional=True),
        answers=fields.texts("answers", optional=True),
        note=fields.text("note", optional=True),
        file=report.file,
    )
    fields.close()
    return made


def _check_id(fields: Fields, stem: str) -> None:
    name = fields.text("id")
    if name and name != stem:
        fields.report.add(fields.line_of("id"), Rule.FILE_NAME, f"The source {name} must stand in a file {name}.md.")
    if not re.fullmatch(r"[a-z0-9-]+", stem):
        message = "The id of a source, and so its file, is named in small letters, digits and hyphens."
        fields.report.add(fields.line_of("id"), Rule.MALFORMED_ID, message)


def _url(fields: Fields) -> str:
    """Read the address; a source that is nowhere on the web states an empty one."""
    url = fields.text("url", blank=True)
    if url and not url.startswith(("https://", "http://")):
        fields.wrong("url", "must begin with https:// or http://, or be empty")
    return url
