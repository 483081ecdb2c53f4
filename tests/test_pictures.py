"""The pictures in the README are answers that this program gives to this corpus today."""

from __future__ import annotations

import pytest

from bot.library import Library
from scripts.picture import PICTURES, SHOWN, Picture, draw


@pytest.mark.parametrize("picture", SHOWN, ids=[picture.name for picture in SHOWN])
def test_a_picture_shows_what_the_program_prints(picture: Picture, library: Library) -> None:
    file = PICTURES / f"{picture.name}.svg"
    drawn = draw(picture, library)
    assert file.read_text(encoding="utf-8") == drawn, "draw them again: python scripts/picture.py"
    assert "http" not in drawn.replace("http://www.w3.org/2000/svg", "")
