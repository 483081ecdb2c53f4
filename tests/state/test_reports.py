"""Reports: one open a passage and reporter, three in all; each closed once; withholding closes them all."""

from __future__ import annotations

import pytest

from bot.errors import MemberError
from bot.state.values import Server

from .conftest import CHANNEL, GUILD, MEMBER, MODERATOR, OTHER_GUILD

SECOND = MEMBER + 1


def test_a_report_comes_back_as_filed(state, act, clock):
    asked = act(by=MEMBER, reason="this is about a friend of mine")
    filed = state.reports.file(asked, "toy.1", channel=CHANNEL, message=5)
    assert state.reports.get(GUILD, asked.event) == filed
    assert (filed.reporter, filed.reason, filed.channel, filed.message, filed.card, filed.at, filed.outcome) == (
        MEMBER, "this is about a friend of mine", CHANNEL, 5, None, clock(), None)  # fmt: skip
    assert state.reports.open(GUILD) == (filed,)
    assert state.reports.open(OTHER_GUILD) == ()
    assert state.reports.get(OTHER_GUILD, asked.event) is None


def test_the_same_event_gives_the_same_report(state, act):
    asked = act(by=MEMBER, reason="once")
    assert state.reports.file(asked, "toy.1") == state.reports.file(asked, "toy.1")
    assert len(state.reports.open(GUILD)) == 1


def test_one_open_report_a_passage_and_reporter(state, act):
    state.reports.file(act(by=MEMBER), "toy.1")
    with pytest.raises(MemberError, match="already reported"):
        state.reports.file(act(by=MEMBER), "toy.1")
    state.reports.file(act(by=SECOND), "toy.1")
    state.reports.file(act(guild=OTHER_GUILD, by=MEMBER), "toy.1")
    assert len(state.reports.open(GUILD)) == 2


def test_three_open_reports_a_reporter(state, act):
    filed = [state.reports.file(act(by=MEMBER), f"toy.{n}") for n in range(3)]
    with pytest.raises(MemberError, match="3 open reports"):
        state.reports.file(act(by=MEMBER), "toy.9")
    state.reports.close(act(), filed[0].id, "dismissed")
    assert state.reports.file(act(by=MEMBER), "toy.9").outcome is None


@pytest.mark.parametrize(("outcome", "what"), [("dismissed", "dismiss-report"), ("answered", "answer-report")])
def test_closing_is_recorded_once_and_without_the_reporters_words(state, act, outcome, what):
    filed = state.reports.file(act(by=MEMBER, reason="reporter's own words"), "toy.1")
    entry = state.reports.close(act(reason="not against the rules"), filed.id, outcome)
    assert (entry.what, entry.target, entry.detail) == (what, f"report:{filed.id}", "passage=toy.1")
    assert entry.reason == "not against the rules"
    assert state.reports.get(GUILD, filed.id).outcome == outcome
    assert state.reports.close(act(), filed.id, "withheld") is None
    assert state.moderation.withheld(GUILD) == frozenset()
    assert len(state.record.page(GUILD).entries) == 1


def test_withholding_from_a_report_hides_the_passage_and_closes_its_other_reports(state, act):
    first = state.reports.file(act(by=MEMBER), "toy.1")
    second = state.reports.file(act(by=SECOND), "toy.1")
    other = state.reports.file(act(by=SECOND), "toy.2")
    entry = state.reports.close(act(reason="agreed"), first.id, "withheld")
    assert (entry.what, entry.detail) == ("withhold-report", "passage=toy.1")
    assert state.moderation.withheld(GUILD) == {"toy.1"}
    assert state.moderation.decisions(GUILD)[0].by == MODERATOR
    assert state.reports.get(GUILD, second.id).outcome == "withheld"
    assert state.reports.open(GUILD) == (other,)


def test_withholding_by_command_closes_reports_too(state, act):
    filed = state.reports.file(act(by=MEMBER), "toy.1")
    state.moderation.withhold(act(), "toy.1")
    assert state.reports.get(GUILD, filed.id).outcome == "withheld"


def test_the_card_is_remembered(state, act):
    filed = state.reports.file(act(by=MEMBER), "toy.1")
    state.reports.card(OTHER_GUILD, filed.id, 8)
    assert state.reports.get(GUILD, filed.id).card is None
    state.reports.card(GUILD, filed.id, 9)
    assert state.reports.get(GUILD, filed.id).card == 9


def test_reports_of_another_server_cannot_be_closed(state, act):
    filed = state.reports.file(act(by=MEMBER), "toy.1")
    with pytest.raises(MemberError, match="no longer kept"):
        state.reports.close(act(guild=OTHER_GUILD), filed.id, "withheld")
    assert state.reports.get(GUILD, filed.id).outcome is None


def test_reports_do_not_enter_the_record(state, act):
    state.reports.file(act(by=MEMBER, reason="private words"), "toy.1")
    assert state.record.page(GUILD).entries == ()


def test_moderators_are_shown_every_open_report_once_where_they_have_a_channel(state, act, clock):
    filed = state.reports.file(act(by=MEMBER), "toy.1")
    closed = state.reports.file(act(by=SECOND), "toy.2")
    state.reports.file(act(guild=OTHER_GUILD, by=MEMBER), "toy.1")
    assert state.reports.to_show() == ()
    state.settings.set_server(act(), Server(moderators_channel=CHANNEL))
    assert state.reports.to_show() == ((filed, CHANNEL), (closed, CHANNEL))
    state.reports.close(act(), closed.id, "dismissed")
    assert state.reports.to_show() == ((filed, CHANNEL),)
    state.privacy.server_left(GUILD)
    assert state.reports.to_show() == ()
    state.privacy.server_joined(GUILD)
    state.reports.card(GUILD, filed.id, 9)
    assert state.reports.to_show() == ()
