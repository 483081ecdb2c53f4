"""The posts of readings: at their time, in order, once; after a restart, a missed hour, a process that died."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from bot.state import State
from bot.state.posts import UNCONFIRMED
from bot.state.values import Plan, Server, Window

from .conftest import CHANNEL, GUILD


@pytest.fixture
def reading(state, act):
    """Three steps on the evenings of 9, 16 and 23 March, at seven in Berlin (18:00 UTC)."""
    state.settings.set_server(act(), Server("Europe/Berlin"))
    plan = [Plan(5 * n, 5 * n + 4, datetime(2026, 3, 9 + 7 * n, 19)) for n in range(3)]  # noqa: DTZ001
    state.readings.start(act(), CHANNEL, "toy", plan, title="Soup")
    return state.readings.status(GUILD, CHANNEL)


def test_a_post_comes_up_at_its_second_and_once(state, clock, reading):
    clock.set(2026, 3, 9, 17, 59, 59)
    assert state.posts.claim() is None
    clock.move(seconds=1)
    post = state.posts.claim()
    assert (post.guild, post.channel, post.reading, post.number, post.steps, post.title, post.source) == (
        GUILD, CHANNEL, reading.id, 1, 3, "Soup", "toy")  # fmt: skip
    assert (post.first, post.last, post.again) == (0, 4, False)
    assert state.posts.claim() is None
    assert state.posts.confirm(post, 900)
    clock.move(days=1)
    assert state.posts.claim() is None
    assert state.readings.status(GUILD, CHANNEL).steps[0].message == 900


def test_claiming_opens_the_window_and_voids_what_was_remembered(state, clock, reading):
    clock.set(2026, 3, 9, 18)
    before = state.epoch(GUILD)
    assert state.readings.window(GUILD, CHANNEL) == Window("toy", -1)
    state.posts.claim()
    assert state.readings.window(GUILD, CHANNEL) == Window("toy", 4)
    assert state.epoch(GUILD) == before + 1


def test_missed_posts_come_up_in_order_after_a_long_absence(state, url, clock, reading):
    clock.set(2026, 3, 20, 3)
    with State.open(url, clock=clock) as restarted:
        first = restarted.posts.claim()
        assert restarted.posts.claim() is None  # the second waits until the first is out
        restarted.posts.confirm(first, 900)
        second = restarted.posts.claim()
        restarted.posts.confirm(second, 901)
        assert (first.number, second.number, restarted.posts.claim()) == (1, 2, None)


def test_a_dead_process_leaves_its_post_to_the_next_marked(state, url, clock, reading):
    clock.set(2026, 3, 9, 18)
    lost = state.posts.claim()
    with State.open(url, clock=clock) as other:
        clock.move(seconds=UNCONFIRMED.total_seconds() - 1)
        assert other.posts.claim() is None
        clock.move(seconds=1)
        taken = other.posts.claim()
        assert (taken.number, taken.again, taken.nonce) == (1, True, lost.nonce)
        assert other.posts.claim() is None
        assert not state.posts.confirm(lost, 900)  # the first one wakes up too late
        assert other.posts.confirm(taken, 901)
    assert state.readings.status(GUILD, CHANNEL).steps[0].message == 901


def test_a_post_given_back_is_claimed_again_at_once(state, clock, reading):
    clock.set(2026, 3, 9, 18)
    assert state.posts.give_back(state.posts.claim())
    assert state.posts.claim().again is False


def test_a_failed_post_does_not_hold_up_the_next(state, clock, reading):
    clock.set(2026, 3, 16, 18)
    failed = state.posts.claim()
    assert state.posts.fail(failed)
    assert state.posts.claim().number == 2
    assert state.readings.status(GUILD, CHANNEL).steps[0].status == "failed"


def test_next_brings_the_post_forward_and_its_old_time_brings_nothing(state, act, clock, reading):
    state.readings.next(act(), CHANNEL)
    post = state.posts.claim()
    assert post.number == 1
    state.posts.confirm(post, 900)
    clock.set(2026, 3, 9, 18)
    assert state.posts.claim() is None
    clock.set(2026, 3, 16, 18)
    assert state.posts.claim().number == 2


def test_without_times_every_opened_step_has_its_post(state, act):
    state.readings.start(act(), CHANNEL, "toy", [Plan(0, 1), Plan(2, 3)])
    first = state.posts.claim()
    state.posts.confirm(first, 1)
    assert state.posts.claim() is None
    state.readings.next(act(), CHANNEL)
    assert state.posts.claim().number == 2


def test_an_ended_reading_posts_no_more(state, act, clock, reading):
    clock.set(2026, 3, 9, 18)
    state.readings.end(act(), CHANNEL)
    assert state.posts.claim() is None


def test_a_server_that_removed_the_bot_gets_no_posts_until_it_returns(state, clock, reading):
    clock.set(2026, 3, 9, 18)
    state.privacy.server_left(GUILD)
    assert state.posts.claim() is None
    state.privacy.server_joined(GUILD)
    assert state.posts.claim().number == 1


def test_the_nonce_fits_discord_and_tells_steps_apart(state, clock, reading):
    clock.set(2026, 3, 16, 18)
    first = state.posts.claim()
    state.posts.confirm(first, 1)
    second = state.posts.claim()
    assert first.nonce != second.nonce
    assert len(first.nonce) <= 25


def test_posts_are_due_at_seven_on_both_sides_of_the_change(state, act, clock):
    state.settings.set_server(act(), Server("Europe/Berlin"))
    plan = [Plan(n, n, datetime(2026, 3, 28, 19) + timedelta(days=n)) for n in range(3)]  # noqa: DTZ001
    state.readings.start(act(), CHANNEL, "toy", plan)
    due = []
    for minute in range(3 * 24 * 60):
        clock.shown = datetime.fromisoformat("2026-03-28T00:00:00+00:00") + timedelta(minutes=minute)
        if minute % 30 == 0 and (post := state.posts.claim()):
            state.posts.confirm(post, minute)
            due.append(clock.shown.strftime("%d %H:%M"))
    assert due == ["28 18:00", "29 17:00", "30 17:00"]
