"""Withheld passages, quiet members, grants: who decides what, in which server, until when; repeated events."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.errors import MemberError
from bot.state.values import Grant

from .conftest import CHANNEL, GUILD, MEMBER, MODERATOR, OTHER_GUILD

ROLE = 77


def test_a_withheld_passage_is_withheld_in_its_server_only(state, act, clock):
    entry = state.moderation.withhold(act(reason="the poll is still open"), "toy.1")
    assert state.moderation.withheld(GUILD) == {"toy.1"}
    assert state.moderation.withheld(OTHER_GUILD) == frozenset()
    (decision,) = state.moderation.decisions(GUILD)
    assert (decision.reason, decision.by, decision.at) == ("the poll is still open", MODERATOR, clock())
    assert (entry.what, entry.target, entry.by) == ("withhold", "passage:toy.1", MODERATOR)


def test_release_undoes_withholding(state, act):
    state.moderation.withhold(act(), "toy.1")
    assert state.moderation.release(act(), "toy.1").what == "release"
    assert state.moderation.withheld(GUILD) == frozenset()
    assert state.moderation.release(act(), "toy.1") is None


def test_withholding_twice_keeps_the_first_reason(state, act):
    state.moderation.withhold(act(reason="first"), "toy.1")
    assert state.moderation.withhold(act(reason="second"), "toy.1") is None
    assert state.moderation.decisions(GUILD)[0].reason == "first"


def test_a_repeated_event_is_stored_once_whatever_happened_since(state, act):
    first = act(reason="once")
    assert state.moderation.withhold(first, "toy.1")
    assert state.moderation.release(act(), "toy.1")
    before = state.epoch(GUILD), len(state.record.page(GUILD).entries)
    assert state.moderation.withhold(first, "toy.1") is None
    assert state.moderation.withheld(GUILD) == frozenset()
    assert (state.epoch(GUILD), len(state.record.page(GUILD).entries)) == before


def test_one_event_may_bring_several_different_acts(state, act):
    event = act()
    assert state.moderation.withhold(event, "toy.1")
    assert state.moderation.withhold(event, "toy.2")
    assert state.moderation.withheld(GUILD) == {"toy.1", "toy.2"}


def test_every_act_raises_the_epoch_of_its_server_only(state, act):
    assert state.epoch(GUILD) == 0
    state.moderation.withhold(act(), "toy.1")
    state.moderation.quiet(act(), MEMBER, state._db.now() + timedelta(hours=1))
    assert (state.epoch(GUILD), state.epoch(OTHER_GUILD)) == (2, 0)


def test_quiet_ends_by_the_clock_to_the_second(state, act, clock):
    until = clock() + timedelta(hours=1)
    entry = state.moderation.quiet(act(reason="third time"), MEMBER, until)
    assert (entry.about, entry.target.partition(":")[0], str(MEMBER) in entry.target) == (MEMBER, "member", False)
    clock.shown = until - timedelta(seconds=1)
    assert state.moderation.quiet_until(GUILD, MEMBER) == until
    assert state.moderation.quiet_until(OTHER_GUILD, MEMBER) is None
    clock.shown = until
    assert state.moderation.quiet_until(GUILD, MEMBER) is None


def test_quiet_can_be_lengthened_and_lifted(state, act, clock):
    state.moderation.quiet(act(), MEMBER, clock() + timedelta(hours=1))
    assert state.moderation.quiet(act(), MEMBER, clock() + timedelta(hours=2))
    assert state.moderation.quiet_until(GUILD, MEMBER) == clock() + timedelta(hours=2)
    assert state.moderation.quiet(act(), MEMBER, clock() + timedelta(hours=2)) is None
    assert state.moderation.unquiet(act(), MEMBER).about == MEMBER
    assert state.moderation.quiet_until(GUILD, MEMBER) is None
    assert state.moderation.unquiet(act(), MEMBER) is None


def test_times_in_the_past_are_refused(state, act, clock):
    with pytest.raises(MemberError):
        state.moderation.quiet(act(), MEMBER, clock())
    with pytest.raises(MemberError):
        state.moderation.grant(act(), "member", MEMBER, clock())


@pytest.mark.parametrize(("seconds", "holds"), [(-1, True), (0, False), (1, False)])
def test_a_grant_holds_until_its_moment(state, act, clock, seconds, holds):
    until = clock() + timedelta(days=7)
    state.moderation.grant(act(), "member", MEMBER, until)
    clock.shown = until + timedelta(seconds=seconds)
    assert state.moderation.may(GUILD, MEMBER, []) is holds
    assert bool(state.moderation.grants(GUILD)) is holds


def test_roles_and_members_may_moderate_in_their_server(state, act):
    state.moderation.grant(act(), "role", ROLE)
    state.moderation.grant(act(), "member", MEMBER)
    assert state.moderation.may(GUILD, 1, [5, ROLE])
    assert state.moderation.may(GUILD, MEMBER, ())
    assert not state.moderation.may(GUILD, 1, [5])
    assert not state.moderation.may(OTHER_GUILD, MEMBER, [ROLE])
    assert state.moderation.grants(GUILD) == (Grant("member", MEMBER, None), Grant("role", ROLE, None))


def test_a_role_is_not_taken_for_a_member_nor_a_member_for_a_role(state, act):
    state.moderation.grant(act(), "role", MEMBER)
    assert not state.moderation.may(GUILD, MEMBER, [])
    state.moderation.revoke(act(), "role", MEMBER)
    state.moderation.grant(act(), "member", ROLE)
    assert not state.moderation.may(GUILD, 1, [ROLE])


def test_revoked_grants_are_gone_at_once(state, act):
    state.moderation.grant(act(), "member", MEMBER)
    assert state.moderation.revoke(act(), "member", MEMBER).about == MEMBER
    assert not state.moderation.may(GUILD, MEMBER, [])
    assert state.moderation.revoke(act(), "member", MEMBER) is None


def test_reasons_are_kept_as_typed_but_for_what_no_database_takes(state, act):
    entry = state.moderation.withhold(act(reason="  a\0b\ud800c\nd\x1b 👩‍👧 \u202e " + "x" * 600), "toy.1")
    assert entry.reason.startswith("abc\nd 👩‍👧 \u202e x")
    assert (len(entry.reason), entry.reason[-1]) == (500, "…")
    assert state.moderation.decisions(GUILD)[0].reason == entry.reason
    assert state.verify() == ()


def test_a_note_enters_the_record_once(state, act):
    removal = act()
    entry = state.record.note(removal, "remove-answer", f"message:{CHANNEL}")
    assert (entry.what, entry.number) == ("remove-answer", 1)
    assert state.record.note(removal, "remove-answer", f"message:{CHANNEL}") is None
