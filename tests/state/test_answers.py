"""Which messages show which passages, cooldowns, and the balance of voices."""

from __future__ import annotations

from datetime import timedelta

from bot.state.values import Heard, Shown, Tally

from .conftest import CHANNEL, GUILD, MEMBER, OTHER_GUILD

A, B, C = Heard("toy.1", "toy", "cook"), Heard("toy.2", "toy", "cook"), Heard("reply.1", "reply", "guest")


def test_a_message_is_found_by_its_id_and_its_question(state, clock):
    state.answers.shown(GUILD, CHANNEL, 100, [A, C], asker=MEMBER, question=99)
    clock.move(minutes=1)
    state.answers.shown(GUILD, CHANNEL + 1, 101, [A])
    found = state.answers.get(GUILD, 100)
    assert (found.channel, found.asker, found.question) == (CHANNEL, MEMBER, 99)
    assert state.answers.to_question(GUILD, 99) == found
    assert state.answers.passages(GUILD, 100) == {"toy.1", "reply.1"}
    assert state.answers.get(OTHER_GUILD, 100) is None


def test_a_passage_counts_once_a_message(state):
    state.answers.shown(GUILD, CHANNEL, 100, [A, A])
    state.answers.shown(GUILD, CHANNEL, 100, [A])
    state.answers.shown(GUILD, CHANNEL, 100, [A, B, C])
    assert state.answers.balance(GUILD) == (Tally("toy", "cook", 2), Tally("reply", "guest", 1))
    state.answers.shown(GUILD, CHANNEL, 101, [A])
    assert state.answers.balance(GUILD)[0].count == 3


def test_balance_by_channel_and_since(state, clock):
    state.answers.shown(GUILD, CHANNEL, 100, [A])
    clock.move(days=3)
    state.answers.shown(GUILD, CHANNEL + 1, 101, [A, C])
    assert state.answers.balance(GUILD, CHANNEL) == (Tally("toy", "cook", 1),)
    assert state.answers.balance(GUILD) == (Tally("toy", "cook", 2), Tally("reply", "guest", 1))
    assert state.answers.balance(GUILD, since=clock()) == (Tally("reply", "guest", 1), Tally("toy", "cook", 1))
    assert state.answers.balance(GUILD, since=clock() + timedelta(days=1)) == ()
    assert state.answers.balance(OTHER_GUILD) == ()


def test_the_same_is_noticed_within_a_pause_and_only_there(state, clock):
    state.answers.shown(GUILD, CHANNEL, 100, [A, B], question=9)
    clock.move(minutes=3)
    recent = timedelta(minutes=10)
    found = state.answers.repeats(GUILD, CHANNEL, ["toy.2", "toy.1", "toy.1"], recent)
    assert (found.message, found.at) == (100, clock() - timedelta(minutes=3))
    assert state.answers.repeats(GUILD, CHANNEL, ["toy.1"], recent).message == 100
    assert state.answers.repeats(GUILD, CHANNEL, ["toy.1", "reply.1"], recent) is None
    assert state.answers.repeats(GUILD, CHANNEL, [], recent) is None
    assert state.answers.repeats(GUILD, CHANNEL, ["toy.1"], recent, besides=9) is None
    assert state.answers.repeats(GUILD, CHANNEL, ["toy.1"], recent, besides=8).message == 100
    assert state.answers.repeats(GUILD, CHANNEL + 1, ["toy.1"], recent) is None
    assert state.answers.repeats(OTHER_GUILD, CHANNEL, ["toy.1"], recent) is None
    state.answers.shown(GUILD, CHANNEL, 101, [A])
    assert state.answers.repeats(GUILD, CHANNEL, ["toy.1"], recent, besides=9).message == 101
    clock.move(minutes=7)
    assert state.answers.repeats(GUILD, CHANNEL, ["toy.1", "toy.2"], recent) is None
    state.answers.gone(GUILD, 101)
    assert state.answers.repeats(GUILD, CHANNEL, ["toy.1"], recent) is None


def test_what_shows_a_withheld_passage_is_to_be_edited_once(state, act):
    state.answers.shown(GUILD, CHANNEL, 100, [A, B, C], asker=MEMBER)
    state.answers.shown(GUILD, CHANNEL + 1, 101, [C])
    state.answers.shown(OTHER_GUILD, CHANNEL + 2, 102, [A])
    assert state.answers.to_withdraw() == ()
    state.moderation.withhold(act(), "toy.1")
    state.moderation.withhold(act(), "reply.1")
    first, second = state.answers.to_withdraw()
    assert first == Shown(GUILD, CHANNEL, 100, frozenset({"toy.1", "reply.1"}))
    assert second == Shown(GUILD, CHANNEL + 1, 101, frozenset({"reply.1"}))
    state.answers.withdrawn(GUILD, 100, first.passages)
    assert state.answers.to_withdraw() == (second,)
    assert state.answers.passages(GUILD, 100) == {"toy.2"}
    assert state.answers.get(GUILD, 100).asker == MEMBER
    state.moderation.release(act(), "reply.1")
    assert state.answers.to_withdraw() == ()


def test_a_deleted_message_is_forgotten_but_stays_counted(state):
    state.answers.shown(GUILD, CHANNEL, 100, [A])
    state.answers.gone(OTHER_GUILD, 100)
    assert state.answers.get(GUILD, 100)
    state.answers.gone(GUILD, 100)
    assert state.answers.get(GUILD, 100) is None
    assert state.answers.passages(GUILD, 100) == frozenset()
    assert state.answers.balance(GUILD) == (Tally("toy", "cook", 1),)
