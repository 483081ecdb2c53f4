"""From what a moderator typed to the steps of a reading: ranges, cuts, times on the server's clock, spells."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.chat.moderating.durations import OFFERED, duration
from bot.chat.moderating.plans import MOST, cut, ranged, timed
from bot.chat.moderating.times import pace, wall_clock
from bot.errors import MemberError
from bot.library import Library
from bot.state.schedule import moment

NOW = datetime(2026, 11, 26, 12, 0)  # noqa: DTZ001 - a wall clock has no zone; a Thursday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("2026-12-01 19:00", (2026, 12, 1, 19, 0)),
        ("2026-12-01T07.30", (2026, 12, 1, 7, 30)),
        ("2026-12-01", (2026, 12, 1, 19, 0)),
        ("today 23:59", (2026, 11, 26, 23, 59)),
        (" Tomorrow 7:05 ", (2026, 11, 27, 7, 5)),
        ("friday 19:00", (2026, 11, 27, 19, 0)),
        ("thursday", (2026, 12, 3, 19, 0)),
        ("2028-02-29 00:00", (2028, 2, 29, 0, 0)),
    ],
)
def test_times_are_read_as_people_write_them(typed: str, meant: tuple[int, ...]) -> None:
    assert wall_clock(typed, NOW) == datetime(*meant)  # type: ignore[arg-type]  # noqa: DTZ001


def test_a_day_without_a_time_has_the_time_that_is_asked_for() -> None:
    assert wall_clock("2026-12-01", NOW, time(23, 59)).time() == time(23, 59)


@pytest.mark.parametrize(
    "typed",
    ["", "soon", "25:00", "2026-02-30", "2026-12-01 24:00", "1/12/2026", "tomorrow at 7", "٢٠٢٦-12-01", "20261201"],
)
def test_any_other_time_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(MemberError, match="2026-12-01 19:00"):
        wall_clock(typed, NOW)


@given(typed=st.text(max_size=60))
def test_whatever_is_typed_is_a_time_a_spell_a_pace_or_a_sentence(typed: str) -> None:
    with suppress(MemberError):
        assert wall_clock(typed, NOW).tzinfo is None
    with suppress(MemberError):
        assert timedelta(minutes=1) <= duration(typed) <= timedelta(days=366)
    with suppress(MemberError):
        assert pace(typed) > timedelta()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("30 minutes", timedelta(minutes=30)),
        ("2h", timedelta(hours=2)),
        ("1 day 12 h", timedelta(days=1, hours=12)),
        ("3w", timedelta(weeks=3)),
        ("90 MIN", timedelta(minutes=90)),
    ],
)
def test_spells_are_read_as_people_write_them(typed: str, meant: timedelta) -> None:
    assert duration(typed) == meant


@pytest.mark.parametrize(
    "typed", ["", "0 minutes", "2", "h", "-1 day", "400 days", "2 fortnights", "1 day and", "9999999 m"]
)
def test_any_other_spell_is_refused(typed: str) -> None:
    with pytest.raises(MemberError, match="between a minute and a year"):
        duration(typed)


def test_what_is_offered_is_understood() -> None:
    assert all(duration(offered) for offered in OFFERED)
    assert pace("every week") == pace("weekly") == timedelta(weeks=1)
    assert pace("day") == timedelta(days=1)
    assert pace("every 3 days") == timedelta(days=3)


def test_a_range_is_named_by_its_ends(library: Library) -> None:
    passages = library.passages("harman-pamphlet")
    assert ranged(passages, "", "") == passages
    assert [p.id for p in ranged(passages, passages[3].id.upper(), passages[5].id)] == [p.id for p in passages[3:6]]
    with pytest.raises(MemberError, match="ids of that source"):
        ranged(passages, "ford-review.1", "")
    with pytest.raises(MemberError, match="before the first"):
        ranged(passages, passages[5].id, passages[3].id)
    with pytest.raises(MemberError, match="no source"):
        ranged(library.passages("no-such"), "", "")


@pytest.mark.parametrize("source", ["harman-pamphlet", "ford-thread", "ford-review", "pirani-page"])
@pytest.mark.parametrize("steps", ["section", "", "all", "1", "3", "5"])
def test_the_steps_make_up_the_range_in_order(library: Library, source: str, steps: str) -> None:
    passages = library.passages(source)
    ranges = cut(passages, steps)
    assert ranges[0][0] == passages[0].position
    assert ranges[-1][1] == passages[-1].position
    assert all(before[1] < after[0] for before, after in pairwise(ranges))
    assert sum(last - first + 1 for first, last in ranges) == len(passages)
    assert len(ranges) <= MOST


@pytest.mark.parametrize("steps", ["0", "-1", "many", "1.5", "9999", "²"])
def test_any_other_cut_is_refused(library: Library, steps: str) -> None:
    with pytest.raises(MemberError, match="Steps are"):
        cut(library.passages("ford-review"), steps)


@pytest.mark.parametrize(
    ("begins", "hours"),
    [
        ("2026-03-15 19:00", [18, 18, 17, 17]),  # clocks go forward on the 29th of March
        ("2026-10-18 19:00", [17, 18, 18, 18]),  # and back on the 25th of October
    ],
)
def test_a_weekly_hour_stays_that_hour_when_the_clocks_change(begins: str, hours: list[int]) -> None:
    plan = timed([(n, n) for n in range(4)], wall_clock(begins, NOW), timedelta(weeks=1))
    due = [moment(step.due, "Europe/Berlin") for step in plan if step.due]
    assert [at.astimezone(UTC).hour for at in due] == hours
    assert {step.due.hour for step in plan if step.due} == {19}


@pytest.mark.parametrize(
    ("typed", "utc"),
    [("2026-03-29 02:30", (2026, 3, 29, 1, 30)), ("2026-10-25 02:30", (2026, 10, 25, 0, 30))],
)
def test_an_hour_that_is_not_there_or_twice_has_one_moment(typed: str, utc: tuple[int, ...]) -> None:
    (step,) = timed([(0, 1)], wall_clock(typed, NOW), None)
    assert step.due
    assert moment(step.due, "Europe/Berlin") == datetime(*utc, tzinfo=UTC)  # type: ignore[arg-type]


def test_times_need_a_beginning_and_a_pace() -> None:
    steps = [(0, 1), (2, 3)]
    assert [step.due for step in timed(steps, None, None)] == [None, None]
    with pytest.raises(MemberError, match="when the first step begins"):
        timed(steps, None, timedelta(days=1))
    with pytest.raises(MemberError, match="how far apart"):
        timed(steps, NOW, None)
