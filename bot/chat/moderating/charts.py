"""Bars as a small picture (PNG), drawn by Pillow; says nothing that does not stand in the words beside it as well.

Invariant: the longest bar is the highest count, every other one in proportion; nothing is drawn that was not counted.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

MOST = 24
"""Bars of a picture."""

_WIDTH, _ROW, _EDGE, _LABEL, _COUNT = 1200, 46, 24, 420, 90
_PAPER, _INK, _QUIET, _OTHER = "#2b2d31", "#f2f3f5", "#a6acb5", "#6d7780"


@dataclass(frozen=True, slots=True)
class Bar:
    """A count with its name; `depth` 1 belongs to the last one of depth 0 before it."""

    name: str
    count: int
    colour: str = ""
    depth: int = 0


def chart(bars: Sequence[Bar]) -> bytes:
    """The first bars as a PNG, twice as large as it is shown, so that it is sharp."""
    shown = bars[:MOST]
    picture = Image.new("RGB", (_WIDTH, 2 * _EDGE + _ROW * len(shown)), _PAPER)
    pen, most = ImageDraw.Draw(picture), max((bar.count for bar in shown), default=1)
    for row, bar in enumerate(shown):
        _bar(pen, bar, _EDGE + _ROW * row, most)
    out = io.BytesIO()
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _bar(pen: ImageDraw.ImageDraw, bar: Bar, top: int, most: int) -> None:
    font = ImageFont.load_default(26 if bar.depth else 30)
    middle, left = top + _ROW // 2, _EDGE + 28 * bar.depth
    pen.text((left, middle), _fitting(bar.name, font, _LABEL - left), _QUIET if bar.depth else _INK, font, "lm")
    room = _WIDTH - _LABEL - _EDGE - _COUNT
    length, half = max(3, round(room * bar.count / max(most, 1))), 9 if bar.depth else 14
    box = (_LABEL, middle - half, _LABEL + length, middle + half)
    pen.rounded_rectangle(box, 5, bar.colour if bar.colour.startswith("#") and len(bar.colour) == 7 else _OTHER)
    pen.text((_LABEL + length + 14, middle), f"{bar.count:,}", _INK, font, "lm")


def _fitting(name: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, room: int) -> str:
    """The name, or as much of it as there is room for."""
    if font.getlength(name) <= room:
        return name
    while name and font.getlength(f"{name}…") > room:
        name = name[:-1]
    return f"{name.rstrip()}…"
