"""The corpus as web pages in the shape its sources are published in, served on loopback for as long as a test runs.

Sources with one address share a page. Invariant: more than a window's height of nothing lies before, between and after
the passages, so a window shows one passage at most, and none before it has scrolled.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import groupby, pairwise
from urllib.parse import urlsplit

from bot.models import Corpus, Passage, Source

_HEAD = """<!doctype html><meta charset="utf-8"><title>A page</title>
<style>[data-passage] { margin: 2000px 0 } body { width: 800px }</style>
<h1>A page</h1><p>Posted by somebody in the morning. <a href="/">Home</a>"""

_TAGS = {"paragraph": "p", "block-quotation": "blockquote", "list-item": "li", "note": "p"}


@contextmanager
def served(corpus: Corpus) -> Iterator[str]:
    """Serve the pages of all sources and give the address of the server, `http://127.0.0.1:port`.

    A page stands at its own path below any one name, so `/1/page` and `/2/page` are the same page to be opened afresh.
    """
    pages: dict[str, str] = {}
    for source in corpus.sources:
        path = urlsplit(source.url).path
        pages[path] = pages.get(path, _HEAD) + _article(corpus, source)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            page = pages.get("/" + self.path.lstrip("/").partition("/")[2], "").encode()
            self.send_response(200 if page else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Say nothing: the terminal belongs to the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _article(corpus: Corpus, source: Source) -> str:
    captions = "".join(f"<p>{escape(block.text)}" for block in corpus.apparatus if block.source == source.id)
    passages = (passage for passage in corpus.passages if passage.source == source.id)
    headings = {section.id: section.title for section in corpus.sections if section.source == source.id}
    parts = groupby(passages, key=lambda passage: passage.section)
    sections = [_section(source, headings.get(section, ""), list(blocks)) for section, blocks in parts]
    body = f"<ol>{''.join(sections)}</ol>" if source.kind == "thread" else "".join(sections)
    return f"<article>{captions}{body}</article>"


def _section(source: Source, heading: str, passages: list[Passage]) -> str:
    if source.kind == "thread":
        return f"<li><cite>A reader</cite> said on a Monday:{''.join(map(_block, passages))}<a href='/'>Reply</a></li>"
    kinds = groupby(passages, key=lambda passage: passage.kind)
    groups = [(kind, "".join(map(_block, blocks))) for kind, blocks in kinds]
    return f"<h2>{escape(heading)}</h2>" + "".join(f"<ol>{g}</ol>" if k == "list-item" else g for k, g in groups)


def _block(passage: Passage) -> str:
    tag = _TAGS[passage.kind]
    return f'<{tag} data-passage="{passage.id}">{_inline(passage)}</{tag}>'


def _inline(passage: Passage) -> str:
    """The words with note markers where they belong and every seventh word set in italics, as a page might."""
    cuts = [0, *(mark.offset for mark in passage.marks), len(passage.text)]
    notes = [f' <a href="#note">[{mark.number}]</a>' for mark in passage.marks] + [""]
    pieces = (passage.text[left:right] for left, right in pairwise(cuts))
    return "".join(_italics(piece) + note for piece, note in zip(pieces, notes, strict=True))


def _italics(text: str) -> str:
    words = map(escape, text.split(" "))
    return " ".join(f"<i>{word}</i>" if place % 7 == 3 and word else word for place, word in enumerate(words))
