"""Words and controls of our own -> a message: settings, the record, reports, posts; no words of a source stand here.

Knows how Discord holds lines, pictures and rows of controls. Invariant: a panel says in its text whatever its controls
or its picture show.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from discord import MediaGalleryItem, ui

from bot.chat.drawing.drawn import Drawn, File, Line, Page
from bot.chat.drawing.layout import Button, view_of
from bot.chat.drawing.plain import controls
from bot.chat.drawing.writing import written
from bot.replies.cards import Reply

Rows = Sequence[Sequence[Button]]


def panel(lines: Iterable[Line], rows: Rows = (), *, files: tuple[File, ...] = (), plain: bool = False) -> Drawn:
    """Return lines with rows of controls under them; files with a description are pictures, others are offered to keep.

    `plain`: as text beside classic rows, of which Discord holds five.
    """
    region, page = tuple(lines), Page(Reply(""))
    if plain:
        return Drawn(page, (region,), written(region, plain=True), controls(rows), plain=True, files=files)
    pictures = [MediaGalleryItem(file.address, description=file.about) for file in files if file.about]
    parts: list[Button] = [ui.TextDisplay(written(region, plain=False))]
    parts += [ui.MediaGallery(*pictures)] if pictures else []
    parts += [ui.File(file.address) for file in files if not file.about]
    parts += [ui.ActionRow(*row) for row in rows if row]
    return Drawn(page, (region,), view=view_of([ui.Container(*parts)]), files=files)
