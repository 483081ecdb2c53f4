"""Tidying keeps to the declared times, to the second; checks find damage."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from bot.state.schema import metadata
from bot.state.values import Heard, Plan, Server

from .conftest import CHANNEL, GUILD, MEMBER


def fill(state, act, clock):
    """One row in each table that expires, all from this moment on; an expired sibling nowhere."""
    state.moderation.grant(act(), "member", MEMBER, clock() + timedelta(microseconds=1))
    state.moderation.quiet(act(), MEMBER, clock() + timedelta(microseconds=1))
    filed = state.reports.file(act(by=MEMBER), "toy.1")
    state.reports.close(act(), filed.id, "dismissed")
    state.answers.shown(GUILD, CHANNEL, 100, [Heard("toy.1", "toy", "cook")])
    state.readings.start(act(), CHANNEL, "toy", [Plan(0, 1)])
    state.readings.end(act(), CHANNEL)


EXPIRING = [table.name for table in metadata.sorted_tables if table.info["keep"].column]


@pytest.mark.parametrize("name", EXPIRING)
def test_what_is_declared_to_expire_does_so_to_the_second(state, act, clock, raw, name):
    table = metadata.tables[name]
    keep = table.info["keep"]
    clock.set(2026, 3, 2)
    fill(state, act, clock)
    if keep.days == 0:
        moments = ((clock(), True), (clock() + timedelta(seconds=1), False))
    else:
        end = clock() + timedelta(days=keep.days)
        moments = ((end - timedelta(seconds=1), True), (end, False))
    for moment, there in moments:
        clock.shown = moment
        state.tidy()
        with raw.read() as connection:
            assert bool(connection.execute(select(func.count()).select_from(table)).scalar_one()) is there


def test_there_are_tables_that_expire():
    assert set(EXPIRING) == {"grants", "quiets", "reports", "answers", "readings", "balance", "events"}


def test_nothing_else_expires(state, act, clock):
    state.moderation.withhold(act(), "toy.1")
    state.moderation.grant(act(), "role", 5)
    state.settings.set_server(act(), Server(mode="slash"))
    state.settings.set_plain(MEMBER, True)
    state.reports.file(act(by=MEMBER), "toy.2")
    state.readings.start(act(), CHANNEL, "toy", [Plan(0, 1)])
    clock.move(days=4000)
    state.tidy()
    assert state.moderation.withheld(GUILD) == {"toy.1"}
    assert state.moderation.grants(GUILD)
    assert state.settings.server(GUILD).mode == "slash"
    assert state.settings.plain(MEMBER)
    assert len(state.reports.open(GUILD)) == 1
    assert state.readings.status(GUILD, CHANNEL)
    assert len(state.record.page(GUILD).entries) == 4
    assert state.tidy() == 0


def test_messages_go_with_what_they_show(state, clock):
    state.answers.shown(GUILD, CHANNEL, 100, [Heard("toy.1", "toy", "cook")])
    clock.move(days=30)
    state.tidy()
    assert state.answers.passages(GUILD, 100) == frozenset()


def test_tidying_works_due_times_out_anew(state, act, clock, raw):
    """As after an update of the zone database: the moment in store is wrong, the wall-clock time is right."""
    state.settings.set_server(act(), Server("Europe/Berlin"))
    state.readings.start(act(), CHANNEL, "toy", [Plan(0, 1, datetime(2026, 7, 1, 19))])  # noqa: DTZ001
    right = state.readings.status(GUILD, CHANNEL).steps[0].due
    with raw.write() as connection:
        table = metadata.tables["steps"]
        connection.execute(table.update().values(due_at=right + timedelta(hours=1)))
    state.tidy()
    assert state.readings.status(GUILD, CHANNEL).steps[0].due == right


def test_a_whole_state_has_no_faults(state, act):
    assert state.verify() == ()
    state.moderation.withhold(act(), "toy.1")
    assert state.verify() == ()


def test_rows_that_belong_to_nothing_are_found(file_state, tmp_path):
    import sqlite3

    with sqlite3.connect(tmp_path / "file.db") as connection:
        connection.execute("INSERT INTO shown VALUES (1, 2, 'toy.1')")
    connection.close()
    assert file_state.verify() == ("shown holds a row that belongs to nothing",)
