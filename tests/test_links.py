"""Deep links: their syntax, and a reader of text fragments of the test's own that follows each of them to its place."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.corpus.loader import load
from bot.links import BUTTON_LIMIT, Links
from bot.models import Attribution, Corpus, NoteMark, Passage, Source, Step

SOUP = "https://kitchen.example/soup"
COOK = Attribution((Step("cook"),))


def source(name: str, url: str) -> Source:
    return Source(name, "article", "Soup", "Soup", "cook", "2001", "", url, "", "", "#000000", (), (), "", f"{name}.md")


def passage(text: str, place: int = 0, *marks: int, where: str = "soup") -> Passage:
    notes = tuple(NoteMark(offset, str(number)) for number, offset in enumerate(marks, 1))
    locator = f"¶{place + 1}"
    return Passage(f"{where}.{place + 1}", where, "", "paragraph", locator, text, "cook", COOK, place, 1, marks=notes)


def links(*passages: Passage, url: str = SOUP, salad: str = f"{SOUP}/salad", limit: int = BUTTON_LIMIT) -> Links:
    sources = (source("soup", url), source("salad", salad))
    return Links.of(Corpus(sources, (), passages, (), (), (), (), ()), limit=limit)


def parts(url: str) -> list[str]:
    """The parts of a directive in their order, decoded; a prefix keeps its hyphen behind, a suffix before."""
    return [unquote(part) for part in url.partition(":~:text=")[2].split(",")] if ":~:" in url else []


def follow(url: str, blocks: list[str]) -> int | None:
    """Return the block that a browser marks, by the WICG draft: whole words, any case; None if it leaves the block."""
    prefix, suffix, terms = "", "", parts(url)
    if terms and terms[0].endswith("-"):
        prefix = terms.pop(0)[:-1]
    if terms and terms[-1].startswith("-"):
        suffix = terms.pop()[1:]
    for number, block in enumerate(blocks):
        for found in re.finditer(rf"(?<!\w)(?=({re.escape(terms[0])})(?!\w))", block, re.I) if terms else ():
            before, after = block[: found.start()].rstrip(), block[found.end(1) :].lstrip()
            if prefix and not re.search(rf"(?<!\w){re.escape(prefix)}$", before, re.IGNORECASE):
                continue
            if suffix and not re.match(rf"{re.escape(suffix)}(?!\w)", after, re.IGNORECASE):
                continue
            if len(terms) == 1 or re.search(rf"(?<!\w){re.escape(terms[1])}(?!\w)", after, re.IGNORECASE):
                return number
    return None


def shown(given: Passage) -> str:
    """A passage as its page shows it, with the note markers in the text."""
    text = given.text
    for mark in sorted(given.marks, key=lambda mark: -mark.offset):
        text = f"{text[: mark.offset]} [{mark.number}]{text[mark.offset :]}"
    return text


def test_short_text_is_linked_word_for_word() -> None:
    soup = passage("The soup burned at noon.")
    assert links(soup).passage(soup) == f"{SOUP}#:~:text=The%20soup%20burned%20at%20noon"


def test_long_text_is_linked_by_whole_first_and_last_words() -> None:
    soup = passage("Nobody who saw the kitchen that day, " + "stirring " * 20 + "had looked into the pot.")
    assert parts(links(soup).passage(soup)) == ["Nobody who saw the kitchen", "had looked into the pot"]


def test_signs_of_the_syntax_are_encoded() -> None:
    directive = links(soup := passage("salt-free, bread & butter")).passage(soup).partition("text=")[2]
    assert directive == "salt%2Dfree%2C%20bread%20%26%20butter"


@pytest.mark.parametrize(
    "url", ["", "urn:isbn:1234567890", "texts/soup.html", "mailto:cook@kitchen.example", "https://[soup"]
)
def test_nothing_is_linked_without_a_web_address(url: str) -> None:
    assert links(soup := passage("The soup burned."), url=url).passage(soup) == ""


@pytest.mark.parametrize("anchor", ["#noon", "#noon:~:text=other"])
def test_an_anchor_of_the_source_is_kept(anchor: str) -> None:
    soup = passage("The soup burned.")
    assert links(soup, url=SOUP + anchor).passage(soup) == f"{SOUP}#noon:~:text=The%20soup%20burned"


def test_no_part_crosses_a_note_marker_or_a_quotation_mark() -> None:
    text = "The cook swore on it. “Nobody touched the pot,” he said before the fire went out at noon"
    soup = passage(text, 0, text.index(" swore"), text.index(" went"))
    assert parts(links(soup).passage(soup)) == ["Nobody touched the pot", "went out at noon"]


def test_words_that_stand_elsewhere_on_the_page_do_not_open_a_link() -> None:
    first = "The Café burned the soup again today"
    second = "the cafe burned the soup again today, and nobody was surprised"
    soup, salad = passage(first), passage(second, where="salad")
    assert parts(links(soup, salad).passage(salad)) == [second]
    assert parts(links(soup, salad, salad=SOUP).passage(salad)) != [first]
    assert follow(links(soup, salad, salad=SOUP).passage(salad), [first, second]) == 1
    assert follow(links(soup, salad, salad=SOUP).passage(soup), [first, second]) is None


def test_a_repeated_word_is_linked_with_the_words_around_it() -> None:
    soup = passage(text := "A burnt soup is a soup; the only “true” soup is burnt, and true soup is hot")
    start = text.index("true")
    assert parts(links(soup).words(soup, start, start + 4)) == ["the only “-", "true", "-” soup is"]


def test_a_quotation_that_cannot_be_told_from_its_original_gets_the_link_of_its_passage() -> None:
    first = passage(", ".join(f"the {number}th spoon came back unwashed" for number in range(9)))
    second = passage(f"‘{first.text}.’ All of this is true and more besides", 1)
    deep = links(first, second)
    assert deep.words(second, 1, 1 + len(first.text)) == deep.passage(second)
    assert parts(deep.passage(second))[0].startswith("All of this is true")


def test_a_passage_that_says_nothing_of_its_own_gets_the_page_alone() -> None:
    first, second = passage("No."), passage("No.", 1)
    assert links(first, second).passage(second) == SOUP


def test_letters_that_cost_more_room_get_shorter_parts() -> None:
    soup = passage("Председательствующий " + "продовольственнейшего снабженчества переорганизованность " * 12)
    url = links(soup).passage(soup)
    assert len(url) <= BUTTON_LIMIT
    assert parts(url)[0].startswith("Председательствующий")


@pytest.mark.parametrize(("limit", "length"), [(len(SOUP) + 20, len(SOUP)), (len(SOUP), len(SOUP)), (len(SOUP) - 1, 0)])
def test_a_link_without_room_for_a_fragment_is_the_page_or_nothing(limit: int, length: int) -> None:
    assert len(links(soup := passage("The soup burned at noon."), limit=limit).passage(soup)) == length


SIGNS = "soup Soup pot, fire “fire” salt-free bread, the cook’s cook’s. 1921 (noon) – noon суп café cafe ... ‘tis"
WORDS = st.sampled_from(SIGNS.split())
TEXTS = st.lists(WORDS, min_size=1, max_size=45)


@given(st.lists(TEXTS, min_size=1, max_size=5), st.integers(0, 30), st.integers(40, 700), st.data())
def test_every_link_keeps_its_limit_and_leads_to_its_passage(
    texts: list[list[str]], note: int, limit: int, data: st.DataObject
) -> None:
    made = [passage(" ".join(words), place, len(" ".join(words[:note]))) for place, words in enumerate(texts)]
    blocks, deep = list(map(shown, made)), links(*made, limit=limit)
    for place, one in enumerate(made):
        start, end = sorted(data.draw(st.tuples(*[st.integers(0, len(one.text))] * 2)))
        for url in (deep.passage(one), deep.words(one, start, end)):
            assert len(url) <= limit
            assert ":~:" not in url or follow(url, blocks) == place


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load(Path(__file__).parent.parent / "corpus")


def test_every_passage_and_quotation_of_the_corpus_has_a_link_that_leads_to_it(corpus: Corpus) -> None:
    deep, urls = Links.of(corpus), {source.id: source.url for source in corpus.sources}
    for one in corpus.passages:
        here = [other for other in corpus.passages if urls[other.source] == urls[one.source]]
        made = [deep.passage(one)] + [deep.words(one, said.start, said.end) for said in one.quotations]
        for url in made:
            assert len(url) <= BUTTON_LIMIT
            assert follow(url, list(map(shown, here))) == here.index(one), url
