"""Privacy: every table and column says why and until when; a person's data is shown whole and deleted to the byte."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import inspect, select

from bot.state import State
from bot.state.kinds import Keep, Local, Moment, Slug, Typed, Why
from bot.state.privacy import people
from bot.state.schema import metadata
from bot.state.values import Channel, Heard, Plan

from .conftest import CHANNEL, GUILD, MEMBER, MODERATOR, OTHER_GUILD

OTHER = MEMBER + 7
TYPED = {"guilds.prefix", "withheld.reason", "reports.reason", "readings.title", "record.reason"}
PEOPLE = {
    "members.user_id": "erase", "grants.subject_id": "erase", "withheld.by_id": "unlink",
    "quiets.user_id": "sanction", "reports.reporter_id": "erase", "reports.closed_by": "unlink",
    "answers.asker_id": "unlink", "keys.user_id": "erase",
}  # fmt: skip
NO_PEOPLE = {"guild_id", "channel_id", "message_id", "moderators_channel_id", "card_id", "report_id", "reading_id",
             "event_id", "question_id"}  # fmt: skip


def every_column():
    return [(f"{table.name}.{column.name}", column) for table in metadata.sorted_tables for column in table.columns]


def test_every_table_says_why_and_until_when():
    for table in metadata.sorted_tables:
        keep = table.info.get("keep")
        assert isinstance(keep, Keep), f"{table.name} declares no purpose and retention"
        assert keep.purpose
        assert keep.until
        assert not keep.column or isinstance(table.c[keep.column].type, Moment)


def test_the_promises_name_every_table(state):
    assert {each.table for each in state.privacy.promises()} == set(metadata.tables)


def test_every_column_says_why_and_what_it_may_hold():
    for name, column in every_column():
        assert isinstance(column.info.get("why"), Why), f"{name} declares no purpose"
        assert column.info["why"].purpose, name
    assert {name for name, column in every_column() if isinstance(column.type, Typed)} == TYPED
    plain_text = {name for name, column in every_column() if type(column.type).__name__ in ("String", "Text", "JSON")}
    assert plain_text == set()
    assert {type(column.type).__name__ for _, column in every_column()} <= {
        "Id", "Integer", "Boolean", "Enum", "Moment", "Slug", "Digest", "Typed", "Local", "LargeBinary"}  # fmt: skip
    assert all(column.type.length for _, column in every_column() if isinstance(column.type, Slug | Typed | Local))


def test_every_id_is_of_no_person_or_declares_what_forgetting_does():
    declared = {f"{column.table.name}.{column.name}": column.info["why"].on_forget for column in people()}
    assert declared == PEOPLE
    ids = {name for name, column in every_column() if type(column.type).__name__ == "Id"}
    assert {name.partition(".")[2] for name in ids - set(PEOPLE)} <= NO_PEOPLE


def test_the_database_has_no_table_or_column_beside_the_declared_ones(raw, state):
    with raw.read() as connection:
        found = inspect(connection)
        there = {
            f"{table}.{column['name']}" for table in found.get_table_names() for column in found.get_columns(table)
        }
    assert there - {"alembic_version.version_num"} == {name for name, _ in every_column()}


@pytest.fixture
def busy(state, act, clock):
    """A server in which one member and one moderator have left every trace that the state can hold."""
    state.settings.set_plain(MEMBER, True)
    state.moderation.grant(act(reason="KANARIE grant"), "member", MEMBER)
    state.moderation.withhold(act(by=MEMBER, reason="as a moderator"), "toy.1")
    state.reports.file(act(by=MEMBER, reason="KANARIE report"), "toy.2")
    filed = state.reports.file(act(by=OTHER, reason="somebody else's words"), "toy.3")
    state.reports.close(act(by=MEMBER), filed.id, "dismissed")
    state.answers.shown(GUILD, CHANNEL, 100, [Heard("toy.4", "toy", "cook")], asker=MEMBER, question=MEMBER + 1000)
    state.moderation.quiet(act(), MEMBER, clock() + timedelta(hours=2))
    state.moderation.withhold(act(guild=OTHER_GUILD, by=MEMBER), "toy.1")
    return state


def test_a_person_is_shown_everything_about_them_and_nothing_about_others(busy):
    shown = busy.privacy.show(MEMBER)
    assert {each.table for each in shown} == {name.partition(".")[0] for name in PEOPLE} | {"record"}
    assert all(each.purpose and each.until for each in shown)
    everything = repr(shown)
    assert "KANARIE report" in everything
    assert "somebody else's words" not in everything
    assert str(MODERATOR) not in everything
    assert str(OTHER) not in everything
    record = next(each for each in shown if each.table == "record")
    assert [dict(row)["what"] for row in record.rows] == ["grant", "withhold", "dismiss-report", "quiet", "withhold"]
    assert busy.privacy.show(12345) == ()


def test_secrets_are_not_shown(busy):
    keys = next(each for each in busy.privacy.show(MEMBER) if each.table == "keys")
    assert {name for row in keys.rows for name, _ in row} == {"guild_id", "user_id"}


def test_deleting_leaves_decisions_and_the_record_but_no_person(busy, raw):
    before = busy.record.page(GUILD).entries
    assert {entry.by for entry in before} == {MODERATOR, MEMBER}
    busy.privacy.forget(MEMBER, account_gone=True)
    assert busy.privacy.show(MEMBER) == ()
    assert busy.moderation.withheld(GUILD) == {"toy.1"}
    assert busy.moderation.decisions(GUILD)[0].by is None
    assert not busy.settings.plain(MEMBER)
    assert not busy.moderation.may(GUILD, MEMBER, [])
    answer = busy.answers.get(GUILD, 100)
    assert (answer.asker, answer.question) == (None, None)
    assert [report.reporter for report in busy.reports.open(GUILD)] == []
    after = busy.record.page(GUILD).entries
    assert [entry.digest for entry in after] == [entry.digest for entry in before]
    assert {entry.by for entry in after} == {MODERATOR, None}
    assert {entry.about for entry in after} == {None}
    assert busy.record.page(GUILD, by=MEMBER).entries == ()
    assert busy.verify() == ()


def test_no_cell_of_any_table_holds_a_forgotten_person(busy, raw):
    busy.privacy.forget(MEMBER, account_gone=True)
    with raw.read() as connection:
        cells = [
            str(cell) for table in metadata.sorted_tables for row in connection.execute(select(table)) for cell in row
        ]
    assert len(cells) > 50
    assert not [cell for cell in cells if str(MEMBER) in cell or "KANARIE report" in cell or str(MEMBER + 1000) in cell]


def test_a_quiet_spell_outlives_the_members_own_wish_until_it_ends(busy, clock):
    busy.privacy.forget(MEMBER)
    assert busy.moderation.quiet_until(GUILD, MEMBER)
    assert [each.table for each in busy.privacy.show(MEMBER)] == ["quiets"]
    clock.move(hours=2)
    busy.privacy.forget(MEMBER)
    assert busy.privacy.show(MEMBER) == ()


def test_whoever_returns_gets_a_new_pseudonym(busy, act):
    old = busy.record.page(GUILD, by=MEMBER).entries[0].actor
    busy.privacy.forget(MEMBER)
    entry = busy.moderation.withhold(act(by=MEMBER), "toy.9")
    assert entry.actor != old
    assert [each.number for each in busy.record.page(GUILD, by=MEMBER).entries] == [entry.number]


def traces(folder, *needles):
    """How often each needle stands in any file of a folder, as bytes."""
    return {needle: sum(path.read_bytes().count(needle) for path in folder.iterdir()) for needle in needles}


def test_no_byte_of_a_deleted_person_is_left_in_the_files(file_state, act, clock, tmp_path):
    needles = (MEMBER.to_bytes(8, "big"), str(MEMBER).encode(), b"KANARIE", (MEMBER + 1000).to_bytes(8, "big"))
    state = file_state
    state.settings.set_plain(MEMBER, True)
    for number in range(300):  # enough for pages to split and for old copies to be left behind
        state.answers.shown(GUILD, CHANNEL, 100 + number, [Heard(f"toy.{number}", "toy", "cook")],
                            asker=MEMBER, question=MEMBER + 1000)  # fmt: skip
        if number % 3 == 0:
            filed = state.reports.file(act(by=MEMBER, reason="KANARIE " * 20), f"toy.{number}")
            state.reports.close(act(by=MEMBER), filed.id, "answered")
    found = traces(tmp_path, *needles)
    assert all(found[needle] for needle in (needles[0], needles[2], needles[3]))
    assert state.privacy.forget(MEMBER, account_gone=True).shredded
    assert traces(tmp_path, *needles) == dict.fromkeys(needles, 0)
    assert state.verify() == ()
    assert len(state.record.page(GUILD, limit=500).entries) == 100


def test_deleting_waits_for_nobody_who_reads(file_state, tmp_path, clock):
    """A reader in the middle of a question does not lose its view; then the bytes are gone all the same."""
    file_state.settings.set_plain(MEMBER, True)
    with State.open(f"sqlite:///{tmp_path / 'file.db'}", clock=clock) as other, other._db.read() as connection:
        rows = select(metadata.tables["members"])
        assert connection.execute(rows).all()
        assert not file_state.privacy.forget(MEMBER).shredded
        assert connection.execute(rows).all()
    assert file_state.privacy.forget(MEMBER).shredded
    assert traces(tmp_path, MEMBER.to_bytes(8, "big")) == {MEMBER.to_bytes(8, "big"): 0}


def test_a_departed_server_is_removed_whole_after_thirty_days(busy, act, clock, raw):
    busy.settings.set_channel(act(), CHANNEL, Channel("off", frozenset({"toy"})))
    busy.readings.start(act(), CHANNEL, "toy", [Plan(0, 1)])
    busy.privacy.server_left(GUILD)
    clock.move(days=29, hours=23, minutes=59)
    busy.privacy.server_left(GUILD)  # told again: the first time counts
    busy.tidy()
    assert busy.moderation.withheld(GUILD) == {"toy.1"}
    clock.move(minutes=1)
    assert busy.tidy() > 10
    with raw.read() as connection:
        for table in metadata.sorted_tables:
            if "guild_id" in table.c:
                left = {row.guild_id for row in connection.execute(select(table))}
                assert GUILD not in left, table.name
    assert busy.moderation.withheld(OTHER_GUILD) == {"toy.1"}
    assert busy.verify() == ()
    assert busy.moderation.withhold(act(), "toy.5").number == 1


def test_a_server_that_comes_back_in_time_keeps_everything(busy, clock):
    busy.privacy.server_left(GUILD)
    clock.move(days=20)
    busy.privacy.server_joined(GUILD)
    clock.move(days=20)
    busy.tidy()
    assert busy.moderation.withheld(GUILD) == {"toy.1"}


def test_the_privacy_page_names_everything_that_is_kept_with_why_and_until_when(state):
    page = (Path(__file__).parents[2] / "PRIVACY.md").read_text(encoding="utf-8")
    rows = {
        tuple(cell.strip() for cell in line.strip("|").split("|"))
        for line in page.splitlines()
        if line.startswith("| ")
    }
    promised = {(each.table, each.purpose, each.until) for each in state.privacy.promises()}
    assert rows - {("table", "why", "how long")} == promised
