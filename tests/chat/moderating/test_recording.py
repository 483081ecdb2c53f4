"""Every act has words, a page's memory comes back, and bars stand in proportion."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from bot.chat.drawing.drawn import Line
from bot.chat.drawing.escaping import escape, tidy
from bot.chat.drawing.panel import panel
from bot.chat.drawing.writing import shortened, units, written
from bot.chat.moderating.charts import MOST, Bar, chart
from bot.chat.moderating.entries import ACTS, line
from bot.chat.moderating.panels import MODES, ZONES
from bot.chat.moderating.recording import Wanted
from bot.chat.moderating.settings import zones
from bot.chat.moderating.withholding import decision_line
from bot.chat.sending.proof import prove
from bot.chat.translation import language
from bot.errors import MemberError
from bot.state.values import Entry, Mode, What, Withheld
from tests.chat.invented import nasty_text


def test_every_act_and_every_mode_has_words() -> None:
    assert set(ACTS) == set(get_args(What))
    assert len(set(ACTS.values())) == len(ACTS)
    assert set(MODES) == set(get_args(Mode))


def test_zones_to_choose_from_are_zones_and_every_zone_can_be_found() -> None:
    assert len(ZONES) <= 24
    for zone in ZONES:
        assert zone in zones(zone)
    assert zones("")[0] == "UTC"
    assert zones("new york") == ["America/New_York"]


@given(typed=st.text(max_size=40))
def test_completion_of_zones_takes_whatever_is_typed(typed: str) -> None:
    assert len(zones(typed)) <= 25


ids = st.integers(0, 2**63 - 1)
typed = st.one_of(nasty_text, st.builds(lambda text: text * 60, nasty_text)).map(lambda text: text[:1_000])
targets = st.sampled_from(["server", "passage:harman-pamphlet.4.2", f"channel:{2**63 - 1}", "member:0123456789abcdef"])
entries = st.builds(
    Entry,
    *[st.just(2**63 - 1), st.just(123_456), st.just(datetime(2026, 11, 26, tzinfo=UTC)), st.one_of(st.none(), ids)],
    *[st.just("0123456789abcdef"), st.sampled_from(get_args(What)), targets, st.one_of(st.none(), ids)],
    *[typed, typed, st.just("")],
)


@given(st.lists(entries, min_size=1, max_size=8), st.sampled_from(["en", "de", "es"]))
def test_a_page_of_the_record_fits_a_message_whatever_was_typed(page: list[Entry], code: str) -> None:
    say = language(code) if code != "en" else str
    drawn = panel(
        [Line(("The record of this server, and that nothing in it was altered since.",)), *(line(e, say) for e in page)]
    )
    prove(drawn, {}.get, ())


@pytest.mark.parametrize(
    ("what", "detail", "told"),
    [
        ("quiet", "until=2026-11-26 14:05:02.754383+00:00", "until <t:1795701902:f>"),
        ("grant", "until=always", ""),
        ("set-server", "moderators_channel=123", "Moderators' channel: <#123>"),
        ("set-server", "spoilers=True zone=Europe/Berlin", "Members may look ahead of a reading. · Times are given in"),
        ("set-server", "pause=420", "within 7 minutes."),
        ("set-channel", "mode=off sources=a,b quotes=none", "Nothing at all · It quotes from: a,b · A card shows all"),
        ("start-reading", "source=toy first=0 last=71 steps=6", "toy · 6 steps"),
        ("next-step", "reading=99 step=2", "step 2"),
        ("withhold-report", "passage=toy.1", "toy.1"),
        ("set-server", "from=another version", "from=another version"),
        ("quiet", "until=some day", "until=some day"),
    ],
)
def test_what_was_set_is_told_in_words(what: What, detail: str, told: str) -> None:
    at = datetime(2026, 11, 26, tzinfo=UTC)
    entry = Entry(1, 1, at, 5, "p", what, "server", None, detail, "because", "")
    words = written([line(entry, str)], plain=True)
    assert told in words
    assert "first=" not in words
    assert "reading=" not in words
    assert words.endswith(" · “because”")


@given(
    st.lists(st.builds(Withheld, st.just("harman-pamphlet.4.2"), typed, ids, st.just(datetime.now(UTC))), max_size=15)
)
def test_what_is_withheld_fits_a_message_whatever_was_typed(decisions: list[Withheld]) -> None:
    prove(panel([Line(("Withheld",)), *map(decision_line, decisions)]), {}.get, ())


@given(typed, st.integers(1, 200))
def test_what_is_shortened_takes_no_more_than_it_may(text: str, most: int) -> None:
    short = shortened(tidy(text), most)
    assert units(escape(short)) <= most
    assert short == tidy(text) or (short.endswith("…") and tidy(text).startswith(short[:-1]))


@given(st.builds(Wanted, st.integers(0, 10**8), st.sampled_from(["", *get_args(What)]), ids, ids, st.just("a-b.1")))
def test_a_page_of_the_record_is_remembered(wanted: Wanted) -> None:
    assert Wanted.remembered(wanted.memory()) == wanted


@given(memory=st.text(max_size=60))
def test_what_no_button_of_ours_remembers_is_refused_in_a_sentence(memory: str) -> None:
    try:
        Wanted.remembered(memory)
    except MemberError as error:
        assert "another version" in str(error)  # noqa: PT017 - anything else fails


def colours(data: bytes, colour: tuple[int, int, int]) -> list[int]:
    """How many points of a colour each row of bars has."""
    with Image.open(io.BytesIO(data)) as picture:
        rows = [picture.crop((0, 24 + 46 * n, picture.width, 70 + 46 * n)) for n in range((picture.height - 48) // 46)]
        return [sum(n for n, found in row.getcolors(1 << 20) if found == colour) for row in rows]


def test_bars_stand_in_proportion_and_in_their_own_colour() -> None:
    red = (166, 61, 64)
    long, half, none = colours(chart([Bar("a", 40, "#a63d40"), Bar("b", 20, "#a63d40"), Bar("c", 7, "blue")]), red)
    assert 1.9 < long / half < 2.1
    assert none == 0


@given(
    st.lists(st.builds(Bar, st.text(max_size=80), st.integers(0, 10**9), st.just(""), st.integers(0, 1)), max_size=40)
)
def test_whatever_is_counted_is_drawn(bars: list[Bar]) -> None:
    with Image.open(io.BytesIO(chart(bars))) as picture:
        assert picture.height == 48 + 46 * min(len(bars), MOST)
