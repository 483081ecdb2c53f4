"""The desk, the gates and completion by themselves: what is shown, to whom, in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.asking.autocomplete import MOST, Kind, Offers
from bot.chat.asking.desk import FURTHER, Answer, Desk, Inquiry, limited, rest
from bot.chat.asking.requests import Request
from bot.chat.gates import Place, Powers, Rules, Unanswered, Way, admitted
from bot.chat.house import House
from bot.commands import Desk as Clerk
from bot.commands import asking
from bot.errors import MemberError
from bot.library import Library
from bot.models import Corpus, Scope
from bot.state import State
from bot.state.values import Act, Mode, Server

HERE = Place(1, 2, 3)


async def ask(library: Library, house: House, request: Request, **more: object) -> Answer:
    """The answer to one request."""
    desk = Desk(library, house)
    try:
        return await desk.ask(Inquiry(request, HERE, "slash", **more)).answer  # type: ignore[arg-type]
    finally:
        desk.close()


async def test_more_of_a_source_shows_every_hit_once_and_in_order(library: Library, house: House) -> None:
    everything = [hit.passage.id for hit in library.quote("workers", limit=1000).found]
    first = await ask(library, house, Request("quote", "workers"))
    own = [id for id in everything if id.startswith("harman-pamphlet.")]
    seen = [passage.id for passage in first.shown if passage.source == "harman-pamphlet"]
    while len(seen) < len(own):
        more = await ask(library, house, Request("quote", "workers", "harman-pamphlet", len(seen)))
        fresh = [passage.id for passage in more.shown]
        assert 0 < len(fresh) <= FURTHER
        seen += fresh
    assert sorted(seen) == sorted(own)
    beyond = await ask(library, house, Request("quote", "workers", "harman-pamphlet", 9999))
    assert beyond.shown


async def test_more_of_a_source_that_has_nothing_says_so(library: Library, house: House) -> None:
    nothing = await ask(library, house, Request("quote", "workers", "no-such-source"))
    assert nothing.shown == ()


def test_the_rest_of_nothing_is_nothing(library: Library) -> None:
    found = library.quote("zanthoplan")
    assert rest(found, [], 3).reply == ()


@pytest.mark.parametrize("quotes", [1, 2, None])
def test_a_card_shows_at_most_so_many_quotations_and_counts_the_others(library: Library, quotes: int | None) -> None:
    reply = Clerk(library).answer(asking("quote", "workers"))
    fewer = limited(reply, quotes)
    for whole, card in zip(reply.cards, fewer.cards, strict=True):
        assert len(card.quotes) == min(len(whole.quotes), quotes or 99)
        assert len(card.quotes) + card.more == len(whole.quotes) + whole.more


@pytest.mark.parametrize("mode", get_args(Mode))
@pytest.mark.parametrize("way", get_args(Way))
def test_every_mode_and_way_has_one_outcome(mode: Mode, way: Way) -> None:
    silent = {("off", "mention"), ("off", "prefix"), ("slash", "prefix"), ("mention", "prefix"), ("private", "prefix")}
    refused = {("off", "slash"), ("slash", "mention"), ("private", "mention")}
    if (mode, way) in silent:
        with pytest.raises(Unanswered):
            admitted(Rules(mode=mode), way)
    elif (mode, way) in refused:
        with pytest.raises(MemberError):
            admitted(Rules(mode=mode), way)
    else:
        assert admitted(Rules(mode=mode), way) == (mode == "private")
    quiet = replace(Rules(mode=mode), quiet=datetime.now(UTC))
    with pytest.raises((MemberError, Unanswered)):
        admitted(quiet, way)


async def test_a_house_remembers_wishes(library: Library, house: House) -> None:
    assert (await ask(library, house, Request("sources"))).messages[0].content == ""
    house.set_plain(1, True)
    assert (await ask(library, house, Request("sources"))).messages[0].content
    house.set_plain(1, False)
    assert not house.rules(HERE).plain
    assert house.answer_to(3, 4) is None
    assert not house.moderates(HERE, Powers(roles=(5,)))


def test_a_kept_house_forgets_nothing_that_matters(tmp_path: Path, corpus: Corpus) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    with State.open(url) as state:
        house = House(state, "?")
        assert house.prefix(3) == "?"
        house.set_plain(1, True)
        house.answered(HERE, 50, 40, corpus.passages[:2])
        house.answered(Place(1, 2), 51, 41, corpus.passages[:2])
        state.settings.set_server(Act(3, 9, 1), replace(Server(), prefix="$"))
    with State.open(url) as state:
        house = House(state, "?")
        assert house.rules(HERE).plain
        assert house.prefix(3) == "$"
        assert house.answer_to(3, 40) == (2, 50)
        assert state.answers.passages(3, 50) == {passage.id for passage in corpus.passages[:2]}
        house.gone(3, 50)
        assert house.answer_to(3, 40) is None
        assert not house.moderates(Place(1, 2), Powers(manages=True, roles=(5,)))
        assert house.moderates(HERE, Powers(manages=True))
        assert not house.moderates(HERE, Powers(manages=True, here=False))


@pytest.fixture(scope="module")
def completion(library: Library) -> Offers:
    """What can be offered of the real corpus."""
    return Offers(library.corpus())


@given(kind=st.sampled_from(get_args(Kind)), typed=st.text(max_size=200))
def test_completion_offers_at_most_25_whatever_is_typed(completion: Offers, kind: Kind, typed: str) -> None:
    found = completion.like(kind, typed, Scope())
    assert len(found) <= MOST
    assert len({offer.value for offer in found}) == len(found)
    assert all(1 <= len(offer.name) <= 100 and 1 <= len(offer.value) <= 100 for offer in found)


@pytest.mark.parametrize(
    ("kind", "typed", "first"),
    [
        ("topic", "Kronstadt", "Kronstadt"),
        ("topic", "kroonstadt", "Kronstadt"),
        ("voice", "LÉNIN", "lenin"),
        ("voice", "trotzky", "trotsky"),
        ("source", "ford", "ford-review"),
        ("passage", "harman-pamphlet.4.2", "harman-pamphlet.4.2"),
    ],
)
def test_the_best_offer_stands_first(completion: Offers, kind: Kind, typed: str, first: str) -> None:
    assert completion.like(kind, typed, Scope())[0].value == first


@pytest.mark.parametrize("few", [0, 1, 3])
@pytest.mark.parametrize("start", [0, 40, 100])
def test_what_is_offered_can_be_seen(
    library: Library, completion: Offers, corpus: Corpus, start: int, few: int
) -> None:
    shown = corpus.passages[start::11][:few]
    scope = Scope(withheld=frozenset(passage.id for passage in corpus.passages if passage not in shown))
    assert {offer.value for offer in completion.like("passage", "", scope)} == {passage.id for passage in shown}
    assert {offer.value for offer in completion.like("source", "", scope)} == {passage.source for passage in shown}
    for voice in completion.like("voice", "", scope):
        assert library.quote(f"by:{voice.value}", scope=scope).found
    if not shown:
        assert completion.like("topic", "", scope) == []
