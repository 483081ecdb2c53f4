"""Makes the pictures of docs/pictures: answers to real questions, as a member sees them in Discord.

    python -m scripts.discord_pictures [FOLDER]

The replies are those of the corpus in this checkout, laid out by the bot's own code; a Chromium with its driver takes
the pictures.
"""

from __future__ import annotations

import base64
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image
from selenium import webdriver

from bot.chat.asking.buttons import Buttons, Manner
from bot.chat.asking.offering import offers
from bot.chat.asking.requests import Request
from bot.chat.drawing import layout, plain
from bot.chat.drawing.drawn import Drawn
from bot.commands import Options, asking
from bot.library import Library, open_library
from bot.replies.composer import Composer
from scripts.preview import Post, Screen

ROOT = Path(__file__).parent.parent
PICTURES = ROOT / "docs/pictures"
QUOTED, MISQUOTED = "harman-pamphlet.5.4", "ford-thread.c2.1"
"""A passage that ends in words of somebody else, and one whose quotation is not what its author wrote."""

_FLAGS = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1.5")


@dataclass(frozen=True, slots=True)
class Picture:
    """A question as a member asks it, and how the answer is looked at."""

    name: str
    command: str
    argument: str
    plain: bool = False
    private: bool = False
    phone: bool = False


def pictures(library: Library) -> Iterator[Picture]:
    """Yield the pictures; the words that are asked about are read from the corpus."""
    yield Picture("discord-quote", "quote", "kronstadt")
    yield Picture("discord-quote-question", "quote", "what did NEP do to workers")
    last_words = library.context(QUOTED).passage.text.rpartition(", ")[2]
    yield Picture("discord-who-said", "who-said", last_words.rstrip(".”"))
    passage = library.context(MISQUOTED).passage
    words = passage.quotations[0]
    yield Picture("discord-misquoted", "who-said", f"{passage.text[words.start : words.end].rstrip('.')} by ford")
    yield Picture("discord-private", "who-said", "freedom is always for those who think differently", private=True)
    yield Picture("discord-plain", "quote", "kronstadt", plain=True)
    yield Picture("discord-phone", "quote", "kronstadt", phone=True)
    yield Picture("discord-context", "context", "ford-thread.c4.3", phone=True)


def posts(picture: Picture, library: Library) -> Iterator[Post]:
    """Yield the question and its answer."""
    for number, drawn in enumerate(_drawn(picture, library)):
        if picture.private:
            yield Post("Dissensus", drawn.payload(), bot=True, uses=f"@Vera used /{picture.command}", private=True)
            continue
        question = f"!{picture.command} {picture.argument}"
        if not number:
            yield Post("Vera", {"content": question})
        yield Post("Dissensus", drawn.payload(), bot=True, replies="" if number else f"@Vera {question}")


def _drawn(picture: Picture, library: Library) -> tuple[Drawn, ...]:
    asked = asking(picture.command, picture.argument)
    result = asked.command.result(library, asked.argument, Options())
    reply = asked.command.compose(Composer(library.catalogue(), library.links()), asked.argument, result)
    buttons = Buttons(
        Request(asked.command.name, asked.argument),
        reply,
        offers(result, asked.argument, library, Options().scope),
        Manner(None if picture.private else 1, picture.plain, reported=True),
    )
    return plain.draw(reply, buttons) if picture.plain else (layout.draw(reply, buttons),)


def photographed(html: Path, chromium: Callable[[str], str | None] = shutil.which) -> bytes:
    """Return a page as a PNG, all of it."""
    options = webdriver.ChromeOptions()
    options.binary_location = chromium("chromium") or chromium("google-chrome") or ""
    for flag in _FLAGS:
        options.add_argument(flag)
    browser = webdriver.Chrome(options, webdriver.ChromeService(chromium("chromedriver")))
    try:
        browser.get(html.as_uri())
        box = browser.execute_script("return document.querySelector('main').getBoundingClientRect()")
        clip = {part: box[part] for part in ("x", "y", "width", "height")} | {"scale": 1}
        taken = browser.execute_cdp_cmd("Page.captureScreenshot", {"clip": clip, "captureBeyondViewport": True})
        return _small(base64.b64decode(taken["data"]))
    finally:
        browser.quit()


def _small(png: bytes) -> bytes:
    """The same picture in as few colours as a chat has: a quarter of the bytes."""
    small = BytesIO()
    with Image.open(BytesIO(png)) as picture:
        picture.convert("RGB").quantize(128).save(small, "PNG", optimize=True)
    return small.getvalue()


def main(folder: Path) -> None:
    """Write every picture into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        library = open_library(ROOT / "corpus", Path(scratch) / "corpus.db")
        for picture in pictures(library):
            html = Path(scratch) / f"{picture.name}.html"
            html.write_text(Screen().page(posts(picture, library), phone=picture.phone), encoding="utf-8")
            (folder / f"{picture.name}.png").write_bytes(photographed(html))
            sys.stderr.write(f"{picture.name}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else PICTURES)
