"""Readings: steps, windows, ends; times on the server's clock, also on the days the clocks change. Nobody sleeps."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.errors import MemberError
from bot.state.schedule import moment
from bot.state.values import Plan, Server, Window

from .conftest import CHANNEL, GUILD, OTHER_GUILD

THREAD = CHANNEL + 100
THREE = [Plan(10, 14), Plan(15, 19), Plan(20, 30)]


def weekly(first, *plan):
    return [Plan(each.first, each.last, first + timedelta(weeks=n)) for n, each in enumerate(plan)]


def test_a_reading_without_times_begins_with_its_first_step(state, act, clock):
    started = act()
    entry = state.readings.start(started, CHANNEL, "toy", THREE, title="Who burnt it?")
    reading = state.readings.status(GUILD, CHANNEL)
    assert (reading.id, reading.title, reading.step, reading.first, reading.last) == (
        started.event, "Who burnt it?", 1, 10, 30)  # fmt: skip
    assert [(step.number, step.first, step.last, step.due, step.status) for step in reading.steps] == [
        (1, 10, 14, None, "pending"), (2, 15, 19, None, "pending"), (3, 20, 30, None, "pending")]  # fmt: skip
    assert (entry.what, entry.target, entry.detail) == (
        "start-reading", f"channel:{CHANNEL}", "source=toy first=10 last=30 steps=3")  # fmt: skip


def test_the_window_is_everything_up_to_the_current_step(state, act):
    assert state.readings.window(GUILD, CHANNEL) is None
    state.readings.start(act(), CHANNEL, "toy", THREE)
    assert state.readings.window(GUILD, CHANNEL) == Window("toy", 14)
    assert state.readings.next(act(), CHANNEL).detail.endswith("step=2")
    assert state.readings.window(GUILD, CHANNEL) == Window("toy", 19)
    state.readings.next(act(), CHANNEL)
    assert state.readings.window(GUILD, CHANNEL) == Window("toy", 30)
    with pytest.raises(MemberError, match="last step"):
        state.readings.next(act(), CHANNEL)
    state.readings.end(act(), CHANNEL)
    assert state.readings.window(GUILD, CHANNEL) is None


def test_a_pressed_button_moves_one_step_however_often_it_arrives(state, act):
    state.readings.start(act(), CHANNEL, "toy", THREE)
    press = act()
    assert state.readings.next(press, CHANNEL)
    assert state.readings.next(press, CHANNEL) is None
    assert state.readings.status(GUILD, CHANNEL).step == 2


def test_starting_again_by_the_same_event_does_nothing(state, act):
    once = act()
    assert state.readings.start(once, CHANNEL, "toy", THREE)
    assert state.readings.start(once, CHANNEL, "toy", THREE) is None
    assert len(state.readings.running(GUILD)) == 1


def test_threads_follow_their_parent(state, act):
    state.readings.start(act(), CHANNEL, "toy", THREE)
    assert state.readings.window(GUILD, THREAD, parent=CHANNEL) == Window("toy", 14)
    assert state.readings.window(GUILD, THREAD) is None
    state.readings.start(act(), THREAD, "reply", [Plan(0, 3)])
    assert state.readings.window(GUILD, THREAD, parent=CHANNEL) == Window("reply", 3)


def test_several_readings_in_several_channels_and_servers(state, act):
    for guild, channel in ((GUILD, CHANNEL), (GUILD, CHANNEL + 1), (OTHER_GUILD, CHANNEL)):
        state.readings.start(act(guild=guild), channel, "toy", THREE)
    state.readings.next(act(), CHANNEL + 1)
    assert [reading.step for reading in state.readings.running(GUILD)] == [1, 2]
    assert [reading.step for reading in state.readings.running(OTHER_GUILD)] == [1]
    with pytest.raises(MemberError, match="reading something already"):
        state.readings.start(act(), CHANNEL, "reply", [Plan(0, 1)])


@pytest.mark.parametrize("doing", ["next", "end"])
def test_nothing_is_moved_where_nothing_is_read(state, act, doing):
    with pytest.raises(MemberError, match="reads nothing"):
        getattr(state.readings, doing)(act(), CHANNEL)
    assert state.record.page(GUILD).entries == ()


@pytest.mark.parametrize(
    "plan",
    [
        [],
        [Plan(5, 4)],
        [Plan(0, 3), Plan(3, 5)],
        [Plan(4, 5), Plan(0, 3)],
        [Plan(-1, 3)],
        [Plan(0, 3, datetime(2026, 4, 1)), Plan(4, 5)],  # noqa: DTZ001 - wall-clock times are naive
        [Plan(0, 3, datetime(2026, 4, 2)), Plan(4, 5, datetime(2026, 4, 1))],  # noqa: DTZ001
        [Plan(0, 3, datetime(2026, 4, 1)), Plan(4, 5, datetime(2026, 4, 1))],  # noqa: DTZ001
    ],
)
def test_plans_out_of_order_are_refused(state, act, plan):
    with pytest.raises(MemberError):
        state.readings.start(act(), CHANNEL, "toy", plan)
    assert state.readings.running(GUILD) == ()


def test_before_its_first_time_nothing_of_the_range_is_read(state, act):
    state.readings.start(act(), CHANNEL, "toy", weekly(datetime(2026, 3, 9, 19), *THREE))  # noqa: DTZ001
    assert state.readings.status(GUILD, CHANNEL).step == 0
    assert state.readings.window(GUILD, CHANNEL) == Window("toy", 9)


def test_a_reading_ends_by_itself_to_the_second(state, act, clock):
    state.settings.set_server(act(), Server("Asia/Kolkata"))
    ends = datetime(2026, 3, 10, 20, 30)  # noqa: DTZ001
    state.readings.start(act(), CHANNEL, "toy", THREE, ends=ends)
    clock.set(2026, 3, 10, 14, 59, 59)
    assert state.readings.status(GUILD, CHANNEL).ends == datetime(2026, 3, 10, 15, tzinfo=UTC)
    clock.move(seconds=1)
    assert state.readings.status(GUILD, CHANNEL) is None
    assert state.readings.window(GUILD, CHANNEL) is None
    assert state.readings.start(act(), CHANNEL, "toy", THREE)


@pytest.mark.parametrize("ends", [datetime(2026, 3, 2, 12), datetime(2026, 3, 16, 19)])  # noqa: DTZ001
def test_an_end_in_the_past_or_before_the_last_step_is_refused(state, act, ends):
    with pytest.raises(MemberError):
        state.readings.start(act(), CHANNEL, "toy", weekly(datetime(2026, 3, 9, 19), *THREE), ends=ends)  # noqa: DTZ001


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("Europe/Berlin", (2026, 3, 28, 19), (2026, 3, 28, 18)),  # the evening before the clocks go forward
        ("Europe/Berlin", (2026, 3, 29, 1, 59), (2026, 3, 29, 0, 59)),
        ("Europe/Berlin", (2026, 3, 29, 2, 30), (2026, 3, 29, 1, 30)),  # does not exist: shown as 03:30
        ("Europe/Berlin", (2026, 3, 29, 3), (2026, 3, 29, 1)),
        ("Europe/Berlin", (2026, 3, 29, 19), (2026, 3, 29, 17)),
        ("Europe/Berlin", (2026, 10, 25, 2, 30), (2026, 10, 25, 0, 30)),  # comes twice: the first
        ("Europe/Berlin", (2026, 10, 25, 3), (2026, 10, 25, 2)),
        ("America/New_York", (2026, 3, 8, 2, 30), (2026, 3, 8, 7, 30)),
        ("America/New_York", (2026, 11, 1, 1, 30), (2026, 11, 1, 5, 30)),
        ("Australia/Lord_Howe", (2026, 10, 4, 2, 15), (2026, 10, 3, 15, 45)),  # half an hour forward
        ("Pacific/Apia", (2011, 12, 30, 12), (2011, 12, 30, 22)),  # a day that Samoa left out
        ("Asia/Kathmandu", (2028, 2, 29, 0), (2028, 2, 28, 18, 15)),
    ],
)
def test_wall_clock_times_become_the_right_moments(zone, local, utc):
    assert moment(datetime(*local), zone) == datetime(*utc, tzinfo=UTC)  # noqa: DTZ001


def test_weekly_steps_stay_at_seven_in_the_evening_across_the_change(state, act):
    state.settings.set_server(act(), Server("Europe/Berlin"))
    state.readings.start(act(), CHANNEL, "toy", weekly(datetime(2026, 3, 22, 19), *THREE))  # noqa: DTZ001
    assert [step.due for step in state.readings.status(GUILD, CHANNEL).steps] == [
        datetime(2026, 3, 22, 18, tzinfo=UTC),
        datetime(2026, 3, 29, 17, tzinfo=UTC),
        datetime(2026, 4, 5, 17, tzinfo=UTC),
    ]


def test_a_new_zone_moves_what_is_still_to_come(state, act, clock):
    hourly = [Plan(n, n, datetime(2026, 3, 9, 18 + n)) for n in range(3)]  # noqa: DTZ001
    state.readings.start(act(), CHANNEL, "toy", hourly, ends=datetime(2026, 3, 10, 9))  # noqa: DTZ001
    clock.set(2026, 3, 9, 18)
    sent = state.posts.claim()
    state.posts.confirm(sent, 5)
    state.settings.set_server(act(), Server("Europe/Berlin"))
    reading = state.readings.status(GUILD, CHANNEL)
    assert [step.due.strftime("%H:%M:%S") for step in reading.steps] == ["18:00:00", "18:00:01", "19:00:00"]
    assert reading.ends == datetime(2026, 3, 10, 8, tzinfo=UTC)
