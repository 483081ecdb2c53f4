"""Places in words: where a passage stands in its source, as a reader would say it."""

from __future__ import annotations

import re

from bot.models import Section


def locator(kind: str, section: Section, number: int, count: int) -> str:
    """Say the place of paragraph `number` of `count` in a section of a source of the given kind.

    "§4 The price of bread, ¶2" · "comment 9, ¶2" (or "comment 9" if it is the only one) · "¶12" without a title.
    """
    if not section.title:
        return f"¶{number}"
    if kind == "thread":
        name = section.title[0].lower() + section.title[1:]
        return name if count == 1 else f"{name}, ¶{number}"
    if section.id.isdigit():
        title = re.sub(rf"^{section.id}[.)]?\s+", "", section.title)
        return f"§{section.id} {title}, ¶{number}"
    return f"{section.title}, ¶{number}"


def note_locator(number: str) -> str:
    """Say the place of a note."""
    return f"note {number}"
