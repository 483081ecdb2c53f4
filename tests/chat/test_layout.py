"""Laying out: every passage in every form shows as it stands, sources get equal room, nothing is lost on the way."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.drawing import layout, plain
from bot.chat.drawing.budget import COMPONENTS, SHOWN, shares
from bot.chat.drawing.cutting import least
from bot.chat.drawing.drawn import Drawn
from bot.chat.drawing.markdown import render
from bot.chat.sending.limits import Payload, texts, walked
from bot.chat.sending.proof import Texts, prove
from bot.library import Library
from bot.models import Corpus
from bot.replies.cards import Quote, Reply
from bot.replies.composer import Composer
from tests.chat.drawing import Many, cards, messages
from tests.chat.invented import lookup, replies
from tests.conftest import REAL
from tests.strategies import nightly, thorough
from tests.wire.description import DescriptionMissingError, load

TOPICS = (
    "kronstadt",
    "what did NEP do to workers",
    "lenin",
    "by:trotsky",
    "workers' opposition",
    "krondstadt",
    "porridge",
)


def told(drawn: Drawn) -> list[str]:
    """The texts of a message as a client shows them."""
    return [render(text).visible for text in texts(drawn.payload())]


def quoted(pages: Iterable[Drawn]) -> Iterator[Quote]:
    for drawn in pages:
        for card in drawn.page.reply.cards:
            yield from card.quotes


def sent(drawn: Drawn) -> Payload:
    """A message as the door sends it."""
    payload = drawn.payload()
    return payload | {"allowed_mentions": {"parse": []}, "flags": payload.get("flags", 0) | 4}


def judge(drawn: Drawn) -> None:
    """Let Discord's own description judge the message, where there is one (in CI its absence fails another test)."""
    try:
        description = load()
    except DescriptionMissingError:
        return
    assert description.request("POST", "/channels/1/messages", sent(drawn)) == []


def keeps_everything(reply: Reply, pages: list[Drawn]) -> None:
    """Every quotation is on some page, in order; what stands beside the cards is on the first page, once."""
    assert list(dict.fromkeys(q.passage.id for q in quoted(pages))) != [] or not any(c.quotes for c in reply.cards)
    for one in reply.cards:
        on_pages = [q.passage.id for d in pages for c in d.page.reply.cards if c.source == one.source for q in c.quotes]
        assert {q.passage.id for q in one.quotes} <= set(on_pages)
    first, rest = pages[0].page, [drawn.page for drawn in pages[1:]]
    assert (first.reply.notices, first.reply.silent, first.reply.closing) == (
        reply.notices,
        reply.silent,
        reply.closing,
    )
    assert not any(page.reply.notices or page.reply.silent or page.reply.closing or page.following for page in rest)
    assert [row for drawn in pages for row in drawn.page.reply.rows] == list(reply.rows)
    here = {card.source.id for card in first.reply.cards}
    assert {source.id for source in first.following} == {card.source.id for card in reply.cards} - here


@pytest.mark.parametrize("source", [path.stem for path in sorted(REAL.glob("*-*.md"))])
def test_every_passage_in_every_form(
    source: str, corpus: Corpus, library: Library, composer: Composer, texts: Texts, pages: frozenset[str]
) -> None:
    for passage in (one for one in corpus.passages if one.source == source):
        whole = composer.context(library.context(passage.id, around=0), exchange=False)
        (card,) = whole.cards
        forms = [replace(whole, cards=(replace(card, quotes=(least(card.quotes[0], n),)),)) for n in (1, 200, 500)]
        for form in [whole, *forms]:
            drawn = [layout.draw(form), *plain.draw(form)]
            for message in drawn:
                prove(message, texts, pages)
            said = "".join(told(drawn[0]))
            assert all(words in said for quote in form.cards[0].quotes for words in quote.shown), passage.id
            assert all("".join(told(message)).count("“") >= 1 for message in drawn[1:])


@pytest.mark.parametrize("topic", TOPICS)
def test_an_answer_is_proved_on_every_page_in_both_layouts(
    topic: str, library: Library, composer: Composer, texts: Texts, pages: frozenset[str]
) -> None:
    reply = composer.quote(library.quote(topic))
    for drawn in messages(reply, Many()):
        prove(drawn, texts, pages)
        judge(drawn)
    keeps_everything(reply, [*cards(reply, Many())])


def test_the_first_page_lets_every_source_speak_with_equal_room(library: Library, composer: Composer) -> None:
    reply = composer.quote(library.quote("kronstadt"))
    first = layout.draw(reply).page
    assert [card.source for card in first.reply.cards] == [card.source for card in reply.cards]
    assert first.of > 1
    rooms = {c.source.id: sum(end - start for q in c.quotes for start, end in q.slices) for c in first.reply.cards}
    cut = [rooms[c.source.id] for c in first.reply.cards if any(any(q.left_out) for q in c.quotes)]
    longest = max(len(sentence) for q in quoted([layout.draw(reply)]) for sentence in q.shown)
    assert max(cut) - min(cut) <= longest


def test_quotations_grow_until_a_page_is_full(library: Library, composer: Composer) -> None:
    reply = composer.quote(library.quote("kronstadt"))
    (shown,) = [sum(map(len, texts(layout.draw(reply).payload())))]
    assert SHOWN - 250 < shown <= SHOWN


def test_the_same_words_in_the_same_order_plainly(library: Library, composer: Composer) -> None:
    reply = composer.quote(library.quote("kronstadt"))
    for page in range(layout.draw(reply).page.of):
        on_cards, plainly = layout.draw(reply, page=page), plain.draw(reply, page=page)
        assert [q.shown for q in quoted(plainly)] == [q.shown for q in quoted([on_cards])]
        assert [q.credit for q in quoted(plainly)] == [q.credit for q in quoted([on_cards])]
        assert not any(sign in "".join(told(message)) for message in plainly for sign in "—·*>")


def test_what_is_read_for_itself_stays_whole(library: Library, composer: Composer) -> None:
    reply = composer.context(library.section("harman-pamphlet.5.4"))
    drawn = [*cards(reply)]
    assert len(drawn) > 1
    assert [q.shown for q in quoted(drawn)] == [(q.passage.text,) for q in reply.cards[0].quotes]


def test_a_page_beyond_the_last_is_the_last(library: Library, composer: Composer) -> None:
    reply = composer.quote(library.quote("kronstadt"))
    last = layout.draw(reply, page=99)
    assert last.page.number == last.page.of == layout.draw(reply).page.of
    assert plain.draw(reply, page=99)[-1].page.number == last.page.of


def test_buttons_beside_quotations_give_way_before_a_quotation_does(library: Library, composer: Composer) -> None:
    reply = composer.quote(library.quote("lenin in:ford-thread"))
    with_many, with_none = layout.draw(reply, Many()), layout.draw(reply)
    labels = [part.get("label", "") for part in walked(with_many.payload()["components"])]
    ids = [q.passage.id for q in quoted([with_many])]
    assert ids == [q.passage.id for q in quoted([with_none])]
    assert all(f"Read {id.removeprefix('ford-thread.')}" in labels for id in ids)
    beside = [f"Context {id}" in labels for id in ids]
    assert beside == sorted(beside, reverse=True)
    assert len(labels) <= COMPONENTS
    assert labels.count("The same for all") == 1


def test_a_button_stands_in_one_row_with_the_link_of_its_quotation(library: Library, composer: Composer) -> None:
    drawn = layout.draw(composer.quote(library.quote("kronstadt")), Many())
    rows = [part["components"] for part in walked(drawn.payload()["components"]) if part["type"] == 1]
    pairs = [[button["label"] for button in row] for row in rows if any("url" in button for button in row)]
    places = [label.partition(".")[2] for row in pairs for label in row if label.startswith("Context ")]
    assert places
    for place in places:
        assert any(f"Read {place}" in row and any(label.endswith(f".{place}") for label in row) for row in pairs)


def test_a_credit_for_part_of_what_is_shown_says_for_which(library: Library, composer: Composer) -> None:
    narrated = library.context("harman-pamphlet.5.4").passage
    spoken = narrated.quotations[-1]
    reply = composer.who_said(library.who_said(narrated.text[spoken.start : spoken.end]))
    (line,) = [row for row in "".join(told(layout.draw(reply))).split("\n") if row.startswith("— ")]
    first_words = " ".join(narrated.text[spoken.start :].split()[:3])
    assert first_words in line
    assert line.index(first_words) < line.index("Lenin")


def test_sentences_of_ours_are_said_as_they_are() -> None:
    for form in (
        layout.sentence("No *stars*.\n1. Next: <@1>"),
        layout.sentence("No *stars*.\n1. Next: <@1>", plain=True),
    ):
        assert told(form) == ["No *stars*.\n1. Next: <@1>"]
        prove(form, {}.get, ())


def test_nothing_to_show_is_said() -> None:
    drawn = layout.draw(Reply("Sources"))
    prove(drawn, {}.get, ())
    assert told(drawn) != [""]


def test_other_languages_can_be_spoken(
    library: Library, composer: Composer, texts: Texts, pages: frozenset[str]
) -> None:
    spoken: list[str] = []

    def say(sentence: str) -> str:
        spoken.append(sentence)
        return sentence.replace("left out", "ausgelassen").replace("Nothing on this in", "Nichts dazu:")

    reply = composer.quote(library.quote("lenin"))
    for drawn in (layout.draw(reply, say=say), *plain.draw(reply, say=say)):
        prove(drawn, texts, pages)
    assert "ausgelassen" in "".join(told(layout.draw(reply, say=say)))
    assert {"[{count} words left out]", "Nothing on this in {sources}.", "{count} more from this source"} <= set(spoken)


@thorough(200)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 2_000)), max_size=8), st.integers(0, 5_000))
def test_room_is_shared_out_like_water(needs: list[tuple[int, int]], room: int) -> None:
    floors, ceilings = [low for low, _ in needs], [low + more for low, more in needs]
    given_out = shares(room, floors, ceilings)
    assert all(low <= got <= high for got, low, high in zip(given_out, floors, ceilings, strict=True))
    assert sum(given_out) <= max(room, sum(floors))
    level = max((got for got, low in zip(given_out, floors, strict=True) if got > low), default=0)
    assert all(got in (low, high, level) for got, low, high in zip(given_out, floors, ceilings, strict=True))
    assert sum(given_out) in (sum(ceilings), sum(floors)) or room - sum(given_out) < len(needs)


def valid(reply: Reply) -> None:
    """Any reply makes messages that are what they claim to be, that keep every limit, and that lose nothing."""
    pages = {card.source.url for card in reply.cards}
    pages |= {f"https://{quote.passage.source}.example/page" for card in reply.cards for quote in card.quotes}
    drawn = [*messages(reply, Many())]
    for message in drawn:
        prove(message, lookup(reply), pages)
        judge(message)
    keeps_everything(reply, [message for message in drawn if not message.plain])


def test_invented_replies_are_valid_messages(corpus: Corpus) -> None:
    thorough(200)(given(replies(corpus))(valid))()


@pytest.mark.nightly
@pytest.mark.parametrize("part", range(4))
def test_invented_replies_are_valid_messages_many_times_over(corpus: Corpus, part: int) -> None:
    nightly(2_500)(given(replies(corpus))(valid))()
