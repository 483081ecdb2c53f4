"""Draws real answers of the program as pictures for the README: docs/pictures/*.svg, and PNGs beside them on request.

    python scripts/picture.py            writes the SVGs (the same bytes for the same corpus)
    python scripts/picture.py --png DIR  also photographs them with a headless Chromium, for looking at

Invariant: a picture shows what the program prints and nothing else; a long answer is cut between cards, never shrunk.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, replace
from io import StringIO
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme
from rich.text import Text

from bot.commands import Desk, parse
from bot.config import Config
from bot.library import Library, open_library
from bot.terminal.framed import renderables

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "docs" / "pictures"
COLUMNS = 84

ASPECT = 0.632
"""The width of a column over rich's 20 pixels: that of a letter of 21, at which frames have no gaps between lines."""

THEME = TerminalTheme((29, 31, 38), (226, 228, 233), [(226, 228, 233)] * 8)
"""Background and letters; the sources bring the only other colours."""

FORMAT = """<svg class="rich-terminal" viewBox="0 0 {width} {height}" xmlns="http://www.w3.org/2000/svg">
<style>
.{unique_id}-matrix {{ font-family: "DejaVu Sans Mono", Menlo, Consolas, "Liberation Mono", monospace;
  font-size: 21px; line-height: {line_height}px; }}
.{unique_id}-title {{ font-size: 18px; font-weight: bold; font-family: sans-serif; }}
{styles}
</style>
<defs><clipPath id="{unique_id}-clip-terminal">
<rect x="0" y="0" width="{terminal_width}" height="{terminal_height}" /></clipPath>{lines}</defs>
{chrome}
<g transform="translate({terminal_x}, {terminal_y})" clip-path="url(#{unique_id}-clip-terminal)">
{backgrounds}<g class="{unique_id}-matrix">{matrix}</g></g>
</svg>
"""
"""rich's own picture without its web fonts: a picture loads nothing."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A question, the file its answer goes to, how much of a passage and how many cards are shown (None: all)."""

    name: str
    question: str
    room: int = Config().terminal.room
    cards: int | None = None


SHOWN = (
    Picture("quote", "!quote kronstadt", room=300, cards=2),
    Picture("who-said", "!who-said they are not the leaders but the led"),
    Picture(
        "misquoted", "!who-said why working people would support a coup attempt against supposedly their own government"
    ),
)


def draw(picture: Picture, library: Library) -> str:
    """The SVG of an answer."""
    asked = parse(picture.question)
    if asked is None:
        raise ValueError(picture.question)
    console = Console(record=True, file=StringIO(), width=COLUMNS, force_terminal=True, color_system="truecolor")
    console.print(Text.assemble(("> ", "bold"), picture.question))
    reply = Desk(library, picture.room).answer(asked)
    console.print()
    for renderable in renderables(replace(reply, cards=reply.cards[: picture.cards])):
        console.print(renderable)
    return console.export_svg(
        title="dissensus", theme=THEME, code_format=FORMAT, unique_id=picture.name, font_aspect_ratio=ASPECT
    )


def main() -> None:
    """Write every picture, and photograph it where a folder is named."""
    photographs = Path(sys.argv[2]) if sys.argv[1:2] == ["--png"] else None
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        library = open_library(ROOT / "corpus", Path(scratch) / "corpus.db")
        for picture in SHOWN:
            file = PICTURES / f"{picture.name}.svg"
            file.write_text(draw(picture, library), encoding="utf-8")
            if photographs:
                photograph(file, photographs / f"{picture.name}.png", Path(scratch))


def photograph(svg: Path, png: Path, scratch: Path) -> None:
    """Have Chromium draw an SVG at the width of a README."""
    from re import search

    size = search(r'viewBox="0 0 ([\d.]+) ([\d.]+)"', svg.read_text(encoding="utf-8"))
    browser = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if size is None or browser is None:
        raise SystemExit("no Chromium on this machine" if size else f"{svg} has no size")
    width, height = 860, round(860 * float(size[2]) / float(size[1]))
    page = scratch / "page.html"
    page.write_text(f'<body style="margin:0"><img src="{svg.as_uri()}" width="{width}"></body>', encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--hide-scrollbars"]
    flags += [f"--window-size={width},{height}", f"--user-data-dir={scratch / 'profile'}", f"--screenshot={png}"]
    subprocess.run(  # noqa: S603 (a browser found on this machine, pages of our own)
        [browser, *flags, page.as_uri()], check=True, capture_output=True, timeout=120
    )


if __name__ == "__main__":
    main()
