"""Which files make a corpus, read safely: regular files of the folder itself, at most 5 MB, UTF-8 without surprises.

Standard library only, so that a fingerprint costs no parser. Invariant: no symbolic link is ever followed, and nothing
outside the folder is opened.
"""

from __future__ import annotations

import hashlib
import os
import stat
from pathlib import Path

from bot.corpus.rules import Report, Rule
from bot.errors import CorpusError, Problem

TABLES = ("voices.toml", "contrasts.toml", "lexicon.toml")
LIMIT = 5_000_000
"""The largest file that is read, in bytes."""


def fingerprint(folder: Path) -> str:
    """Name the state of a corpus: a SHA-256 over the names and bytes of the files that make it.

    Raises CorpusError if there is no such folder. Files that may not be read count by their name alone.
    """
    digest = hashlib.sha256()
    for path in members(folder):
        data = _contents(path, Report(path.name)) or b""
        digest.update(b"%s\0%d\0" % (os.fsencode(path.name), len(data)))
        digest.update(data)
    return digest.hexdigest()


def members(folder: Path) -> list[Path]:
    """List the files that make a corpus, by name: every Markdown file but README.md, every TOML file.

    Raises CorpusError if there is no such folder.
    """
    try:
        found = sorted(folder.iterdir(), key=lambda path: os.fsencode(path.name))
    except OSError as error:
        message = f"The corpus folder cannot be read ({error.strerror})."
        raise CorpusError((Problem(".", 1, Rule.MISSING_FILE.value, message),)) from error
    visible = [path for path in found if not path.name.startswith(".") and path.name != "README.md"]
    return [path for path in visible if path.suffix in (".md", ".toml")]


def read(path: Path, report: Report) -> str | None:
    """Read one file of the corpus as text with "\\n" line ends; None, and a problem in the report, if it may not be."""
    if (data := _contents(path, report)) is None:
        return None
    if data.startswith(b"\xef\xbb\xbf"):
        report.add(1, Rule.BYTE_ORDER_MARK, "The file begins with a byte order mark; save it as UTF-8 without one.")
        return None
    try:
        return data.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"The file is not UTF-8: byte {data[error.start]:#04x} at offset {error.start}."
        report.add(line, Rule.ENCODING, message)
        return None


def _contents(path: Path, report: Report) -> bytes | None:
    """Read a regular file's bytes without following a link and without waiting on a pipe."""
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        regular = not path.is_symlink() and stat.S_ISREG(path.stat().st_mode)
        if not regular:
            report.add(1, Rule.IRREGULAR_FILE, "Only regular files are read: no links, folders or pipes.")
            return None
        with os.fdopen(os.open(path, flags), "rb") as stream:
            data = stream.read(LIMIT + 1)
    except OSError as error:
        report.add(1, Rule.IRREGULAR_FILE, f"The file cannot be read ({error.strerror}).")
        return None
    if len(data) > LIMIT:
        report.add(1, Rule.TOO_LARGE, f"The file is larger than {LIMIT:,} bytes; split the source.")
        return None
    return data
