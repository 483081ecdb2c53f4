"""Every link of the corpus opened in Chromium: the page scrolls to the passage that the link is for, or not at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from selenium.common.exceptions import TimeoutException
from selenium.webdriver import Chrome
from selenium.webdriver.support.ui import WebDriverWait

from bot.corpus.loader import load
from bot.links import Links
from bot.models import Corpus

from .chromium import chromium
from .pages import served

pytestmark = pytest.mark.browser

_FRESH = count()
_IN_SIGHT = """
return [...document.querySelectorAll("[data-passage]")].filter(block => {
    const box = block.getBoundingClientRect();
    return box.bottom > 0 && box.top < innerHeight;
}).map(block => block.dataset.passage);
"""


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load(Path(__file__).parents[2] / "corpus")


@pytest.fixture(scope="module")
def server(corpus: Corpus) -> Iterator[str]:
    with served(corpus) as address:
        yield address


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with chromium(tmp_path_factory.mktemp("chromium")) as running:
        yield running


def in_sight(browser: Chrome, server: str, url: str, patience: float = 5) -> list[str]:
    """Open a link afresh, its host replaced by ours, and return the passages in the window once there are any."""
    parts = urlsplit(url)
    browser.get(f"{server}/{next(_FRESH)}{url.removeprefix(f'{parts.scheme}://{parts.netloc}')}")
    with suppress(TimeoutException):
        WebDriverWait(browser, patience, 0.05).until(lambda here: here.execute_script(_IN_SIGHT))
    return list(browser.execute_script(_IN_SIGHT))


def test_every_passage_and_quotation_is_scrolled_into_sight(corpus: Corpus, server: str, browser: Chrome) -> None:
    links = Links.of(corpus)
    urls = {links.passage(one): one.id for one in corpus.passages}
    assert len(urls) == len(corpus.passages)
    urls |= {links.words(one, said.start, said.end): one.id for one in corpus.passages for said in one.quotations}
    landed = {url: in_sight(browser, server, url) for url in urls}
    assert landed == {url: [passage] for url, passage in urls.items()}


def test_a_wrong_link_is_noticed(corpus: Corpus, server: str, browser: Chrome) -> None:
    links, (first, *_, last) = Links.of(corpus), corpus.passages
    url = links.passage(last)
    assert in_sight(browser, server, f"{url}%20porridge", patience=1.5) == []
    assert in_sight(browser, server, url.partition("#")[0], patience=1.5) == []
    assert in_sight(browser, server, url) == [last.id] != in_sight(browser, server, links.passage(first))
