"""From a folder to a corpus: reads every file, gathers everything that is wrong, and gives all of it or nothing.

Invariant: a Corpus that comes back keeps every rule; one bad file never hides what is wrong with another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from bot.corpus import characters, checks, document, files, frontmatter, passages, tables, toml
from bot.corpus.files import fingerprint
from bot.corpus.rules import Report, Rule
from bot.errors import CorpusError
from bot.models import Corpus, Voice

__all__ = ["fingerprint", "load"]


def load(folder: Path) -> Corpus:
    """Read the corpus in a folder.

    Raises CorpusError with every problem of every file, in order of file and line.
    """
    reading = _Reading()
    for path in files.members(folder):
        reading.open(path)
    corpus = reading.corpus()
    problems = {problem for report in reading.reports.values() for problem in report.problems}
    if problems:
        raise CorpusError(tuple(sorted(problems)))
    return corpus


@dataclass(slots=True)
class _Reading:
    """The files of one corpus while they are read: their texts and their reports, by name."""

    texts: dict[str, str] = field(default_factory=dict)
    reports: dict[str, Report] = field(default_factory=dict)

    def open(self, path: Path) -> None:
        """Read one file; what cannot be read has a report and no text."""
        report = self.reports[path.name] = Report(path.name)
        if path.suffix == ".toml" and path.name not in files.TABLES:
            report.add(1, Rule.UNKNOWN_FILE, f"Nothing reads this file; tables are {', '.join(files.TABLES)}.")
        elif (text := files.read(path, report)) is not None:
            self.texts[path.name] = text
            characters.check(text, report)

    def corpus(self) -> Corpus:
        """Make the corpus of everything that was opened, as far as it can be made."""
        voices = self._voices()
        shelf = self._shelf(None if voices is None else frozenset(voice.id for voice in voices))
        contrasts = tables.contrasts(*self._table("contrasts.toml"))
        lexicon = tables.lexicon(*self._table("lexicon.toml"))
        checks.check_sources(shelf)
        checks.check_contrasts(contrasts, shelf, self._table("contrasts.toml")[1])
        sources = sorted(shelf.sources.values(), key=lambda source: (source.published, source.id))
        parts = [shelf.parts[source.id] for source in sources]
        return Corpus(
            sources=tuple(sources),
            sections=tuple(chain.from_iterable(part.sections for part in parts)),
            passages=tuple(chain.from_iterable(part.passages for part in parts)),
            voices=voices or (),
            notes=tuple(chain.from_iterable(part.notes for part in parts)),
            apparatus=tuple(chain.from_iterable(part.apparatus for part in parts)),
            contrasts=tuple(placed.contrast for placed in contrasts),
            lexicon=lexicon,
        )

    def _voices(self) -> tuple[Voice, ...] | None:
        name = "voices.toml"
        if name not in self.reports:
            self._table(name)[1].add(1, Rule.MISSING_FILE, "The table of voices is missing.")
        return tables.voices(*self._table(name)) if name in self.texts else None

    def _shelf(self, voices: frozenset[str] | None) -> checks.Shelf:
        shelf = checks.Shelf()
        for name in [name for name in self.reports if name.endswith(".md")]:
            self._read_source(name, voices, shelf)
        if not shelf.sources and not shelf.unread:
            self._table(".")[1].add(1, Rule.MISSING_FILE, "There is no source: no file <source id>.md.")
        return shelf

    def _read_source(self, name: str, voices: frozenset[str] | None, shelf: checks.Shelf) -> None:
        report, stem = self.reports[name], name.removesuffix(".md")
        halves = frontmatter.split(self.texts[name], report) if name in self.texts else None
        if halves is None:
            shelf.unread.add(stem)
            return
        source = frontmatter.source(halves[0], stem, voices, report)
        shelf.sources[stem] = source
        shelf.heads[stem] = toml.key_lines(halves[0], 0, 2)("answers")
        shelf.parts[stem] = passages.build(document.parse(halves[1], report), source, voices, report)
        shelf.reports[stem] = report

    def _table(self, name: str) -> tuple[str, Report]:
        """The text of a table, empty if there is none, and its report."""
        return self.texts.get(name, ""), self.reports.setdefault(name, Report(name))
