"""Which messages show which passages, cooldowns, and the balance of voices."""

from __future__ import annotations

from datetime import timedelta

from bot.state.values import Heard, Tally

from .conftest import CHANNEL, GUILD, MEMBER, OTHER_GUILD

A, B, C = Heard("toy.1", "toy", "cook"), Heard("toy.2", "toy", "cook"), Heard("reply.1", "reply", "guest")


def test_a_message_is_found_by_what_it_shows(state, clock):
    state.answers.shown(GUILD, CHANNEL, 100, [A, C], asker=MEMBER, question=99)
    clock.move(minutes=1)
    state.answers.shown(GUILD, CHANNEL + 1, 101, [A])
    assert [answer.message for answer in state.answers.showing(GUILD, "toy.1")] == [101, 100]
    (found,) = state.answers.showing(GUILD, "reply.1")
    assert (found.channel, found.asker, found.question) == (CHANNEL, MEMBER, 99)
    assert state.answers.get(GUILD, 100) == state.answers.to_question(GUILD, 99) == found
    assert state.answers.passages(GUILD, 100) == {"toy.1", "reply.1"}
    assert state.answers.showing(OTHER_GUILD, "toy.1") == ()
    assert state.answers.get(OTHER_GUILD, 100) is None


def test_a_passage_counts_once_a_message(state):
    state.answers.shown(GUILD, CHANNEL, 100, [A, A])
    state.answers.shown(GUILD, CHANNEL, 100, [A])
    state.answers.shown(GUILD, CHANNEL, 100, [A, B, C])
    assert state.answers.balance(GUILD) == (Tally("toy", "cook", 2), Tally("reply", "guest", 1))
    state.answers.shown(GUILD, CHANNEL, 101, [A])
    assert state.answers.balance(GUILD)[0].count == 3


def test_private_answers_are_counted_without_a_message(state):
    state.answers.counted(GUILD, CHANNEL, [A, A, C])
    assert state.answers.balance(GUILD, CHANNEL) == (Tally("toy", "cook", 2), Tally("reply", "guest", 1))
    assert state.answers.showing(GUILD, "toy.1") == ()


def test_balance_by_channel_and_since(state, clock):
    state.answers.counted(GUILD, CHANNEL, [A])
    clock.move(days=3)
    state.answers.counted(GUILD, CHANNEL + 1, [A, C])
    assert state.answers.balance(GUILD, CHANNEL) == (Tally("toy", "cook", 1),)
    assert state.answers.balance(GUILD) == (Tally("toy", "cook", 2), Tally("reply", "guest", 1))
    assert state.answers.balance(GUILD, since=clock()) == (Tally("reply", "guest", 1), Tally("toy", "cook", 1))
    assert state.answers.balance(GUILD, since=clock() + timedelta(days=1)) == ()
    assert state.answers.balance(OTHER_GUILD) == ()


def test_quoted_three_minutes_ago(state, clock):
    state.answers.shown(GUILD, CHANNEL, 100, [A])
    clock.move(minutes=3)
    recent = timedelta(minutes=10)
    assert state.answers.last_shown(GUILD, CHANNEL, "toy.1", recent).message == 100
    assert state.answers.last_shown(GUILD, CHANNEL, "toy.1", recent).at == clock() - timedelta(minutes=3)
    assert state.answers.last_shown(GUILD, CHANNEL + 1, "toy.1", recent) is None
    assert state.answers.last_shown(GUILD, CHANNEL, "toy.2", recent) is None
    state.answers.shown(GUILD, CHANNEL, 101, [A])
    assert state.answers.last_shown(GUILD, CHANNEL, "toy.1", recent).message == 101
    clock.move(minutes=10)
    assert state.answers.last_shown(GUILD, CHANNEL, "toy.1", recent) is None


def test_a_deleted_message_is_forgotten_but_stays_counted(state):
    state.answers.shown(GUILD, CHANNEL, 100, [A])
    state.answers.gone(OTHER_GUILD, 100)
    assert state.answers.get(GUILD, 100)
    state.answers.gone(GUILD, 100)
    assert state.answers.get(GUILD, 100) is None
    assert state.answers.showing(GUILD, "toy.1") == ()
    assert state.answers.balance(GUILD) == (Tally("toy", "cook", 1),)
