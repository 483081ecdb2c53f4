"""The record: only added to, every alteration named, paged, filtered, exported; people in it as pseudonyms."""

from __future__ import annotations

import csv
import io
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import product

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from bot.errors import OperatorError
from bot.state import chain, guards
from bot.state.acts import perform
from bot.state.database import Database
from bot.state.kinds import EPOCH, MICROSECOND
from bot.state.values import Break, Mirror, Server

from .conftest import CHANNEL, GUILD, MEMBER, MODERATOR, OTHER_GUILD

SECOND = MODERATOR + 50


class _Undo(Exception):  # noqa: N818 - not an error, only a way out of a transaction
    """Leaves a transaction without storing anything."""


@contextmanager
def vandalism(raw, statement):
    """The database as it would look after a statement of somebody who took the guards away; nothing is stored."""
    with suppress(_Undo), raw.write() as connection:
        guards.lower_guards(connection)
        connection.execute(text(statement))
        yield connection
        raise _Undo


@pytest.fixture
def filled(state, act, clock):
    """Six entries in one server, two in another."""
    for number in range(1, 5):
        state.moderation.withhold(act(reason=f"reason {number}"), f"toy.{number}")
        clock.move(minutes=1)
    state.moderation.quiet(act(by=SECOND), MEMBER, clock() + timedelta(hours=1))
    state.moderation.release(act(by=SECOND), "toy.2")
    for number in (1, 2):
        state.moderation.withhold(act(guild=OTHER_GUILD), f"toy.{number}")
    return state


def tampered(raw, statement, **values):
    """Carry out a statement as somebody would who has the whole database and takes the guards away first."""
    with raw.write() as connection:
        guards.lower_guards(connection)
        connection.execute(text(statement), values)
        guards.raise_guards(connection)


def test_the_database_itself_refuses_changes(filled, raw, engine):
    insert = "INSERT{} INTO record SELECT guild_id, number + {}, at, actor, what, target, detail, reason, {}, digest"
    statements = [
        "UPDATE record SET reason = ''",
        "DELETE FROM record WHERE number = 6",
        insert.format("", 0, "previous") + " FROM record WHERE number = 1",
        insert.format("", 9, "digest") + f" FROM record WHERE number = 6 AND guild_id = {GUILD}",
        insert.format("", 1, "previous") + f" FROM record WHERE number = 6 AND guild_id = {GUILD}",
    ]
    statements += [insert.format(" OR REPLACE", 0, "previous") + " FROM record"] if engine == "sqlite" else []
    statements += ["TRUNCATE record"] if engine == "postgresql" else []
    for statement in statements:
        with pytest.raises(OperatorError), raw.write() as connection:
            connection.execute(text(statement))
    assert filled.verify() == ()
    assert len(filled.record.page(GUILD).entries) == 6


COLUMNS = ("at", "actor", "what", "target", "detail", "reason", "previous", "digest")


def test_any_altered_field_of_any_row_is_named(filled, raw):
    for number, column in product(range(1, 7), COLUMNS):
        value = "at + 1" if column == "at" else f"'#' || substr({column}, 2)"
        altered = f"UPDATE record SET {column} = {value} WHERE guild_id = {GUILD} AND number = {number}"
        with vandalism(raw, altered) as connection:
            broken = chain.first_break(connection, GUILD)
            assert (broken.guild, broken.number) == (GUILD, number), column
            assert chain.first_break(connection, OTHER_GUILD) is None


def test_the_check_of_everything_names_server_and_entry(filled, raw):
    tampered(raw, "UPDATE record SET reason = 'never said' WHERE guild_id = :g AND number = 3", g=GUILD)
    assert filled.verify() == (f"record of server {GUILD}, entry 3: is not as it was written",)
    assert str(filled.record.verify()[0]) == filled.verify()[0]
    assert filled.record.verify(OTHER_GUILD) == ()


def test_a_missing_entry_is_named_also_at_the_end(filled, raw):
    for number in range(1, 7):
        with vandalism(raw, f"DELETE FROM record WHERE guild_id = {GUILD} AND number = {number}") as connection:
            assert chain.first_break(connection, GUILD) == Break(GUILD, number, "is missing")


def test_forging_one_digest_does_not_help_the_next_entry_tells(filled, raw):
    """Somebody alters entry 3, works out its digest anew and mends the link in entry 4."""
    row = filled.record.page(GUILD, before=4, limit=1).entries[0]
    previous = filled.record.page(GUILD, before=3, limit=1).entries[0].digest
    cells = [row.number, (row.at - EPOCH) // MICROSECOND, row.actor, row.what, row.target, row.detail, "never said"]
    digest = chain._digest(previous, GUILD, cells)
    statement = "UPDATE record SET reason = 'never said', digest = :d WHERE guild_id = :g AND number = 3"
    tampered(raw, statement, g=GUILD, d=digest)
    assert [broken.number for broken in filled.record.verify()] == [4]
    tampered(raw, "UPDATE record SET previous = :d WHERE guild_id = :g AND number = 4", g=GUILD, d=digest)
    assert [broken.number for broken in filled.record.verify()] == [4]


def test_a_renumbered_entry_a_moved_one_and_a_forged_end_are_named(filled, raw):
    tampered(raw, "UPDATE record SET number = 70 WHERE guild_id = :g AND number = 4", g=GUILD)
    assert [broken.number for broken in filled.record.verify()] == [4]
    tampered(raw, "UPDATE record SET number = 4 WHERE guild_id = :g AND number = 70", g=GUILD)
    assert filled.record.verify() == ()
    tampered(raw, "UPDATE record SET guild_id = 5, number = 1 WHERE guild_id = :g AND number = 1", g=OTHER_GUILD)
    assert [(broken.guild, broken.number) for broken in filled.record.verify()] == [(5, 1), (OTHER_GUILD, 1)]


def test_an_entry_chained_on_by_hand_is_noticed(filled, raw):
    tampered(raw, "UPDATE guilds SET record_length = 5 WHERE guild_id = :g", g=GUILD)
    assert [(broken.number, broken.fault) for broken in filled.record.verify()] == [(6, "was added")]


def test_a_missing_guard_is_named(filled, raw):
    with raw.write() as connection:
        guards.lower_guards(connection)
    assert [fault for fault in filled.verify() if "guard" in fault] == [
        f"the record's guard {name} is missing" for name in guards.NAMES
    ]


def test_bytes_that_are_no_text_are_named_too(file_state, act, tmp_path, clock):
    for number in (1, 2, 3):
        file_state.moderation.withhold(act(), f"toy.{number}")
    raw = Database(f"sqlite:///{tmp_path / 'file.db'}", clock)
    for bad in ("reason = CAST(x'ff00fe' AS TEXT)", "at = 'yesterday'", "digest = x'00'", "number = 'two'"):
        with vandalism(raw, f"UPDATE record SET {bad} WHERE number = 2") as connection:
            assert chain.first_break(connection, GUILD).number == 2
    raw.close()
    assert file_state.verify() == ()


def test_pages_and_filters(filled, clock):
    first = filled.record.page(GUILD, limit=4)
    assert [entry.number for entry in first.entries] == [6, 5, 4, 3]
    rest = filled.record.page(GUILD, limit=4, before=first.before)
    assert ([entry.number for entry in rest.entries], rest.before) == ([2, 1], None)
    assert filled.record.page(GUILD, limit=6).before is None
    numbers = [
        {"what": "withhold"}, {"by": SECOND}, {"by": SECOND, "what": "quiet"}, {"about": MEMBER}, {"about": SECOND},
        {"target": "passage:toy.2"}, {"since": clock() - timedelta(minutes=2), "until": clock() - timedelta(minutes=1)},
        {"by": 12345},
    ]  # fmt: skip
    assert [[entry.number for entry in filled.record.page(GUILD, **asked).entries] for asked in numbers] == [
        [4, 3, 2, 1], [6, 5], [5], [5], [], [6, 2], [3], []]  # fmt: skip


def test_two_servers_never_see_each_others_entries(filled):
    assert {entry.guild for entry in filled.record.page(OTHER_GUILD).entries} == {OTHER_GUILD}
    mine = filled.record.page(GUILD, by=MODERATOR).entries[0].actor
    theirs = filled.record.page(OTHER_GUILD, by=MODERATOR).entries[0].actor
    assert mine != theirs


def test_the_record_holds_no_member_id(filled, raw):
    with raw.read() as connection:
        rows = connection.execute(text("SELECT actor, target, detail FROM record")).all()
    assert rows
    assert not any(str(person) in cell for row in rows for cell in row for person in (MODERATOR, SECOND, MEMBER))


def test_export_is_whole_and_harmless_in_a_spreadsheet(filled, act):
    filled.moderation.withhold(act(reason='=1+1,"quoted"\nsecond line'), "toy.9")
    out = io.StringIO(newline="")
    assert filled.record.export(GUILD, out) == 7
    rows = list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))
    assert [row["number"] for row in rows] == [str(n) for n in range(1, 8)]
    assert rows[-1]["reason"] == '\'=1+1,"quoted"\nsecond line'
    assert (rows[4]["act"], rows[4]["member"], rows[4]["about"]) == ("quiet", str(SECOND), str(MEMBER))
    assert rows[0]["at"] == "2026-03-02T12:00:00+00:00"
    assert {row["target"] for row in rows} >= {"passage:toy.1", "passage:toy.9"}


def test_a_change_that_fails_leaves_nothing_behind(state, act, raw):
    def fails(connection):
        connection.execute(text("INSERT INTO withheld VALUES (1, 'toy.1', '', 1, 1)"))
        raise RuntimeError("on the way")

    with pytest.raises(RuntimeError):
        perform(raw, act(), "withhold", "passage:toy.1", fails)
    with raw.read() as connection:
        left = [connection.execute(text(f"SELECT count(*) FROM {table}")).scalar_one()
                for table in ("withheld", "record", "events", "guilds", "keys")]  # fmt: skip
    assert left == [0, 0, 0, 0, 0]


def test_errors_never_hold_what_was_typed(state, act, raw):
    with pytest.raises(OperatorError) as caught, raw.write() as connection:
        connection.execute(text("INSERT INTO nowhere VALUES (:secret)"), {"secret": "SECRET-WORDS"})
    assert isinstance(caught.value.__cause__, DBAPIError)
    assert "SECRET-WORDS" not in str(caught.value) + str(caught.value.__cause__)


def test_the_moderators_channel_is_shown_every_entry_from_its_choice_on(state, act):
    state.moderation.withhold(act(), "toy.1")
    assert state.record.to_mirror() == ()
    chosen = state.settings.set_server(act(), Server(moderators_channel=CHANNEL))
    second = state.moderation.withhold(act(), "toy.2")
    third = state.moderation.withhold(act(), "toy.3")
    state.moderation.withhold(act(guild=OTHER_GUILD), "toy.1")
    assert state.record.to_mirror() == (Mirror(GUILD, CHANNEL, (chosen, second, third)),)
    assert state.record.to_mirror(limit=2) == (Mirror(GUILD, CHANNEL, (chosen, second)),)
    state.record.mirrored(GUILD, second.number)
    state.record.mirrored(GUILD, chosen.number)
    assert state.record.to_mirror() == (Mirror(GUILD, CHANNEL, (third,)),)
    moved = state.settings.set_server(act(), Server(moderators_channel=CHANNEL + 1))
    assert state.record.to_mirror() == (Mirror(GUILD, CHANNEL + 1, (moved,)),)
    state.privacy.server_left(GUILD)
    assert state.record.to_mirror() == ()
    assert state.record.verify() == ()
