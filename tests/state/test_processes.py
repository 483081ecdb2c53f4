"""Several real processes on one state, and processes that are killed in the middle of acts.

The sample of kills runs always, all of them with `pytest -m nightly -s tests/state/test_processes.py`.
"""

from __future__ import annotations

import json
import os
import random
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import select

from bot.state import State
from bot.state.database import Database
from bot.state.schema import answers, events, record, shown
from bot.state.values import Act, Plan

from .conftest import CHANNEL, GUILD, MODERATOR

ROOT = Path(__file__).parents[2]
KILLS_A_STATE = 25


class Worker:
    """A process that does what it is told on a state."""

    def __init__(self, url: str) -> None:
        command = [sys.executable, "-W", "error", str(Path(__file__).with_name("worker.py")), url]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def tell(self, **asked):
        self.process.stdin.write(json.dumps(asked) + "\n")
        self.process.stdin.flush()

    def hear(self):
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        assert self.process.wait(20) == 0
        self.process.stdout.close()


@pytest.fixture
def three(url):
    workers = [Worker(url) for _ in range(3)]
    for worker in workers:
        worker.tell(do="ready")
    for worker in workers:
        worker.hear()
    yield workers
    for worker in workers:
        worker.close()


def test_three_processes_send_each_due_post_once(three, state, act):
    for number in range(30):
        guild = GUILD + number % 5
        state.readings.start(act(guild=guild), CHANNEL + number, "toy", [Plan(0, 1), Plan(2, 3)])
        state.readings.next(act(guild=guild), CHANNEL + number)
    for worker in three:
        worker.tell(do="claim_all", seconds=3)
    sent = [worker.hear() for worker in three]
    everything = [tuple(post) for each in sent for post in each]
    assert len(everything) == len(set(everything)) == 60
    assert all(len(each) > 3 for each in sent), "one process did all the work; that shows nothing"
    for channel in range(30):
        steps = state.readings.status(GUILD + channel % 5, CHANNEL + channel).steps
        assert [step.status for step in steps] == ["sent", "sent"]


def test_withheld_by_one_process_is_withheld_for_all_within_a_second(three, engine):
    delays = []
    for number in range(20):
        passage = f"toy.{number}"
        for asking in three[1:]:
            asking.tell(do="await_withheld", passage=passage)
        three[0].tell(do="withhold", passage=passage, event=number)
        acknowledged, _ = three[0].hear()
        delays += [asking.hear() - acknowledged for asking in three[1:]]
    print(f"{engine}: seen by the others after at most {max(delays) * 1000:.1f} ms ({len(delays)} times)")
    assert max(delays) < 1


def test_an_event_repeated_by_all_at_once_is_stored_once(three, state):
    for number in range(20):
        at = time.monotonic() + 0.05
        for worker in three:
            worker.tell(do="withhold", passage=f"toy.{number}", event=number, at=at)
        assert sorted(worker.hear()[1] for worker in three) == [False, False, True]
    assert [entry.number for entry in state.record.page(GUILD, limit=99).entries] == list(range(20, 0, -1))
    assert state.epoch(GUILD) == 20
    assert state.verify() == ()


def test_acts_of_three_processes_at_once_follow_one_another(three, state):
    for number in range(20):
        at = time.monotonic() + 0.05
        for place, worker in enumerate(three):
            worker.tell(do="withhold", passage=f"toy.{number}.{place}", event=3 * number + place, at=at)
        assert [worker.hear()[1] for worker in three] == [True, True, True]
    assert [entry.number for entry in state.record.page(GUILD, limit=99).entries] == list(range(60, 0, -1))
    assert state.verify() == ()


def test_a_member_cannot_have_more_open_reports_by_asking_three_processes_at_once(three, state):
    for number in range(8):
        at = time.monotonic() + 0.05
        for place, worker in enumerate(three):
            worker.tell(do="report", passage=f"toy.{number}.{place}", event=3 * number + place, at=at)
            worker.tell(do="report", passage=f"toy.{number}.{place + 3}", event=100 + 3 * number + place, at=at)
        taken = [worker.hear() for worker in three for _ in range(2)]
        assert len(state.reports.open(GUILD)) == taken.count(True) == 3
        for open_one in state.reports.open(GUILD):
            state.reports.close(Act(GUILD, MODERATOR, 10**6 + open_one.id), open_one.id, "dismissed")


def test_twenty_kills(url, tmp_path, engine, request):
    kill_many(20, url, tmp_path, engine, request)


@pytest.mark.nightly
def test_five_hundred_kills(url, tmp_path, engine, request):
    kill_many(500, url, tmp_path, engine, request)


def kill_many(kills, url, folder, engine, request):
    """Kill acting processes at random moments; after each kill every acknowledged act is there whole, none half."""
    rng = random.Random(kills)
    acknowledged = unacknowledged = 0
    for first in range(0, kills, KILLS_A_STATE):
        if first:
            url = new_url(url, engine, folder, first, request)
        log, nursery = folder / f"acknowledged-{first}", Worker(url)
        for number in range(first, min(first + KILLS_A_STATE, kills)):
            kill_one(nursery, log, number, rng)
            told, stored = check(url, log)
        nursery.close()
        acknowledged, unacknowledged = acknowledged + told, unacknowledged + stored - told
    print(f"{engine}: {kills} kills, {acknowledged} acknowledged acts all there, none half; {unacknowledged} more were "
          "stored whole when the kill came before their acknowledgement")  # fmt: skip
    assert acknowledged > 2 * kills


def new_url(url, engine, folder, number, request):
    if engine == "postgresql":
        return request.getfixturevalue("postgres").fresh()
    State.open(f"sqlite:///{folder / f'state-{number}.db'}").close()
    return f"sqlite:///{folder / f'state-{number}.db'}"


def kill_one(nursery, log, seed, rng):
    wanted = acknowledgements(log) + rng.randrange(1, 8)
    nursery.tell(do="mortal", log=str(log), seed=seed + 1)
    child = nursery.hear()
    end = time.monotonic() + 30
    while acknowledgements(log) < wanted:
        assert time.monotonic() < end, "the process never acted"
        time.sleep(0.001)
    time.sleep(rng.uniform(0, 0.02))
    os.kill(child, signal.SIGKILL)
    while Path(f"/proc/{child}").exists():
        time.sleep(0.001)


def acknowledgements(log):
    return log.read_bytes().count(b"\n") if log.exists() else 0


def check(url, log):
    """Compare the state with its own record and with what was acknowledged; gives how many of each."""
    told = [line.split() for line in log.read_text().splitlines()]
    with State.open(url, create=False) as state:
        assert state.verify() == ()
        entries = {entry.number: entry for entry in state.record.page(GUILD, limit=10**6).entries}
        assert [entries[int(number)].digest for number, _ in told] == [digest for _, digest in told]
        assert state.epoch(GUILD) == len(entries)
        replay(state, [entries[number] for number in sorted(entries)])
        counted = sum(tally.count for tally in state.answers.balance(GUILD))
    db = Database(url)
    with db.read() as connection:
        done = {tuple(row) for row in connection.execute(select(events.c.what, events.c.target))}
        recorded = {tuple(row) for row in connection.execute(select(record.c.what, record.c.target))}
        messages = set(connection.execute(select(answers.c.message_id)).scalars())
        shows = set(connection.execute(select(shown.c.message_id)).scalars())
    db.close()
    assert recorded <= done
    assert messages == shows
    assert counted == len(shows)
    return len(told), len(entries)


def replay(state, entries):
    """What the record says was done, done again on paper, is what the state holds."""
    hidden, quiet, modes, steps, roles = set(), set(), {}, {}, set()
    for entry in entries:
        name = entry.target.partition(":")[2]
        match entry.what:
            case "withhold":
                hidden.add(name)
            case "release":
                hidden.discard(name)
            case "quiet":
                quiet.add(entry.about)
            case "grant":
                roles.add(int(name))
            case "set-channel":
                modes[int(name)] = re.search(r"mode=(\w+)", entry.detail)[1]
            case "start-reading":
                steps[int(name)] = 1
            case "next-step":
                steps[int(name)] += 1
            case "end-reading":
                del steps[int(name)]
            case other:
                raise AssertionError(other)
    assert state.moderation.withheld(GUILD) == hidden
    assert {user for user in range(10, 15) if state.moderation.quiet_until(GUILD, user)} == quiet
    assert {channel: found.mode for channel, found in state.settings.channels(GUILD).items()} == modes
    assert all(found.sources == {"toy", "reply"} for found in state.settings.channels(GUILD).values())
    assert {reading.channel: reading.step for reading in state.readings.running(GUILD)} == steps
    assert all(len(reading.steps) == 5 for reading in state.readings.running(GUILD))
    assert {grant.id for grant in state.moderation.grants(GUILD)} == roles
