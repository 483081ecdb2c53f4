"""Deep links: a source's address with a text fragment that lands on the passage on the published page.

Knows the syntax of text fragments (WICG, URL Fragment Text Directives) and what a corpus tells of a page. Invariant: a
fragment is given only where its words stand once on the page; a doubtful one is left out and the page alone is linked.
Neighbouring blocks never help to tell two places apart, for the page may put bylines, dates and buttons between them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from typing import Self
from urllib.parse import quote, urlsplit

from bot.models import Corpus, Passage, Source

BUTTON_LIMIT = 512
"""Characters that a link button holds."""

_EXACT = 120
"""Texts up to this length are linked word for word, longer ones by their first and last words."""

_FRAGILE = re.compile(r"[“”„«»\"‘\[\]…–—\u00a0]|(?<!\w)['’]|\.{2,}")
"""Characters that publishing software restyles; first and last words are taken from between them."""

_WORD = re.compile(r"\w(?:\S*\w)?")
_PREFERRED, _FEW = (5, 6, 7, 4), (3, 2, 1)
_ENOUGH = 4
"""Words that seldom stand a second time on a page among what the corpus does not know of it; fewer lean on others."""
_CONTEXT = (2, 3, 4, 5, 6)

_Span = tuple[int, int]
_Run = list[_Span]


class Links:
    """Addresses of places in the sources; a page is read when it is first asked for.

    `texts` gives the texts of one source, by its id: passages, headings, captions, whatever is known to stand on its
    page. Sources with one address share a page.
    """

    def __init__(
        self, sources: Iterable[Source], texts: Callable[[str], Iterable[str]], *, limit: int = BUTTON_LIMIT
    ) -> None:
        self._urls = {source.id: source.url for source in sources}
        self._texts = texts
        self._limit = limit
        self._pages: dict[str, str] = {}

    @classmethod
    def of(cls, corpus: Corpus, *, limit: int = BUTTON_LIMIT) -> Self:
        """Return the links of a corpus that is in memory."""
        texts: dict[str, list[str]] = {source.id: [] for source in corpus.sources}
        known = [(block.source, block.text) for block in corpus.passages]
        known += [(block.source, block.text) for block in corpus.apparatus]
        known += [(section.source, section.title) for section in corpus.sections]
        for source, text in known:
            texts[source].append(text)
        return cls(corpus.sources, texts.__getitem__, limit=limit)

    def passage(self, passage: Passage) -> str:
        """Return the address of a passage: at most `limit` characters, "" where its source has no web address."""
        return self._url(passage, (0, len(passage.text))) or self._bare(passage)

    def words(self, passage: Passage, start: int, end: int) -> str:
        """Return the address of `passage.text[start:end]`; where other places hold the same words, the passage's."""
        return self._url(passage, (start, end)) or self.passage(passage)

    def _bare(self, passage: Passage) -> str:
        base, anchor = _address(self._urls[passage.source])
        whole = f"{base}#{anchor}" if anchor else base
        return whole if len(whole) <= self._limit else ""

    def _url(self, passage: Passage, place: _Span) -> str:
        base, anchor = _address(self._urls[passage.source])
        head = f"{base}#{anchor}:~:text="
        directive = _directive(passage, place, self._page(base), self._limit - len(head)) if base else ""
        return head + directive if directive else ""

    def _page(self, base: str) -> str:
        """Return the folded words of everything known to stand at one address, a line each block."""
        if base not in self._pages:
            here = [source for source, url in self._urls.items() if _address(url)[0] == base]
            self._pages[base] = "\n".join(_fold(text) for source in here for text in self._texts(source))
        return self._pages[base]


def _address(url: str) -> tuple[str, str]:
    """Split a web address into page and anchor; both are "" where no browser could open it."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    if parts.scheme not in ("http", "https") or not parts.netloc:
        return "", ""
    base, _, anchor = url.partition("#")
    return base, anchor.partition(":~:")[0]


def _directive(passage: Passage, place: _Span, page: str, room: int) -> str:
    """Return what stands after `text=` for a place of a passage, in at most `room` characters, or ""."""
    runs = _runs(passage, place)
    if not runs:
        return ""
    if len(runs) == 1 and runs[0][-1][1] - runs[0][0][0] <= _EXACT:
        exact = next((text for text in _exact(passage, runs[0], page) if len(text) <= room), "")
        if exact:
            return exact
    for before, opening in _openings(passage, runs, page):
        first = before + _encode(passage.text[slice(*opening)])
        if len(first) <= room:
            return first + _closing(passage.text, runs, opening[1], room - len(first))
    return ""


def _exact(passage: Passage, run: _Run, page: str) -> Iterator[str]:
    """Yield the words of a run, alone or with the words around it, wherever that stands once on the page."""
    text, start, end = passage.text, run[0][0], run[-1][1]
    for size in (0, *_CONTEXT) if len(run) >= _ENOUGH else (*_CONTEXT, 0):
        left, right = _before(passage, start, size), _after(passage, end, size)
        if _once(text[left:right], page):
            prefix, suffix = _encode(text[left:start].strip()), _encode(text[end:right].strip())
            yield (f"{prefix}-," if prefix else "") + _encode(text[start:end]) + (f",-{suffix}" if suffix else "")


def _openings(passage: Passage, runs: list[_Run], page: str) -> Iterator[tuple[str, _Span]]:
    """Yield first words that stand once on the page, best first, each with the prefix it needs."""
    text = passage.text
    for window in _windows(runs, _PREFERRED if max(map(len, runs)) >= _ENOUGH else _FEW):
        if _once(text[slice(*window)], page):
            yield "", window
    start, end = next(_windows(runs[:1], (4, 3, 2, 1)))
    for size in _CONTEXT:
        left = _before(passage, start, size)
        if left < start and _once(text[left:end], page):
            yield f"{_encode(text[left:start].strip())}-,", (start, end)


def _closing(text: str, runs: list[_Run], after: int, room: int) -> str:
    """Return the last words that a browser meets first at the end of the place, or "" where none will do."""
    for run in reversed(runs):
        for size in (*_PREFERRED, *_FEW):
            start, end = run[max(0, len(run) - size)][0], run[-1][1]
            last = "," + _encode(text[start:end])
            if start > after and len(last) <= room and _once(text[start:end], _fold(text[after:end])):
                return last
    return ""


def _windows(runs: list[_Run], sizes: tuple[int, ...]) -> Iterator[_Span]:
    for run in runs:
        for first, (start, _) in enumerate(run):
            for size in sizes:
                if first + size <= len(run):
                    yield start, run[first + size - 1][1]


def _runs(passage: Passage, place: _Span) -> list[_Run]:
    """Return the words of a place in runs that hold neither a note marker nor a fragile character."""
    text, (start, end) = passage.text, place
    cuts = [match.span() for match in _FRAGILE.finditer(text)] + [(mark.offset, mark.offset) for mark in passage.marks]
    edges = [0, *(edge for cut in sorted(cuts) for edge in cut), len(text)]
    stretches = (_WORD.finditer(text, *edges[left : left + 2]) for left in range(0, len(edges), 2))
    words = ([word.span() for word in stretch] for stretch in stretches)
    runs = ([word for word in run if start <= word[0] and word[1] <= end] for run in words)
    return [run for run in runs if run]


def _before(passage: Passage, offset: int, size: int) -> int:
    """Return where the `size` words before an offset begin, on this side of the last note marker."""
    marker = max((mark.offset for mark in passage.marks if mark.offset <= offset), default=0)
    words = [match.start() for match in _WORD.finditer(passage.text, marker, offset)]
    return words[-size:][0] if words and size else offset


def _after(passage: Passage, offset: int, size: int) -> int:
    """Return where the `size` words after an offset end, on this side of the next note marker."""
    marker = min((mark.offset for mark in passage.marks if mark.offset >= offset), default=len(passage.text))
    words = [match.end() for match in _WORD.finditer(passage.text, offset, marker)]
    return words[:size][-1] if words and size else offset


def _once(words: str, page: str) -> bool:
    """Whether the words stand once on a folded page, even for a browser that ignores case, accents and punctuation."""
    folded = _fold(words)
    place = page.find(folded)
    return bool(folded) and place >= 0 and page.find(folded, place + 1) < 0


def _fold(text: str) -> str:
    bare = re.sub(r"[\u0300-\u036f]+", "", unicodedata.normalize("NFKD", text).casefold())
    return " ".join(re.findall(r"\w+", bare))


def _encode(text: str) -> str:
    """Percent-encode a part of a directive; `quote` alone leaves the hyphen, which parts prefix from text."""
    return quote(text, safe="").replace("-", "%2D")
