"""How long a member is not answered and why, of what was typed in one piece or in two."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.moderating.durations import OFFERED, duration
from bot.chat.moderating.quieting import OFFERS, split
from bot.errors import MemberError


@pytest.mark.parametrize(
    ("spell", "reason", "length", "why"),
    [
        ("2 hours", "too loud", timedelta(hours=2), "too loud"),
        ("2", "hours too loud", timedelta(hours=2), "too loud"),
        ("2h", "", timedelta(hours=2), ""),
        ("1", "day 12 hours 3 times in a row", timedelta(days=1, hours=12), "3 times in a row"),
        ("off", "it is enough", None, "it is enough"),
        ("OFF", "", None, ""),
    ],
)
def test_a_spell_is_told_from_its_reason(spell: str, reason: str, length: timedelta | None, why: str) -> None:
    assert split(spell, reason) == (length, why)


@given(st.sampled_from(OFFERED), st.text(st.characters(categories=["L"]), max_size=20).map(lambda word: f"x{word}"))
def test_written_and_chosen_mean_the_same(spell: str, reason: str) -> None:
    first, _, rest = spell.partition(" ")
    assert split(first, f"{rest} {reason}") == split(spell, reason) == (duration(spell), reason)


@given(st.text(max_size=40), st.text(max_size=80))
def test_whatever_is_typed_is_a_spell_or_refused_in_a_sentence(spell: str, reason: str) -> None:
    try:
        length, why = split(spell, reason)
    except MemberError as refused:
        assert "between a minute and a year" in str(refused)  # noqa: PT017 - anything else fails
    else:
        assert length is None or timedelta(minutes=1) <= length <= timedelta(days=366)
        assert set(why.split()) <= set(f"{spell} {reason}".split())


def test_what_is_offered_is_understood() -> None:
    assert all(split(offered, "") for offered in OFFERS)
