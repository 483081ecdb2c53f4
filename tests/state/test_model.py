"""Any order of acts, replays, restarts, tidyings, deletions and restores agrees with a model of a few sets."""

from __future__ import annotations

import shutil
import tempfile
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from bot.errors import MemberError
from bot.state import State
from bot.state.posts import UNCONFIRMED
from bot.state.values import Act, Heard, Plan, Window

from .conftest import StillClock

GUILDS, PASSAGES, PEOPLE = (
    st.sampled_from([1, 2]),
    st.sampled_from(["toy.1", "toy.2", "toy.3"]),
    st.sampled_from([8, 9]),
)
WORDS = st.text(max_size=8)


class Servers(RuleBasedStateMachine):
    """Two servers, two people, three passages; the model is plain sets and numbers."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.clock = StillClock()
        self.state = State.open(f"sqlite:///{self.folder / 'state.db'}", clock=self.clock)
        self.event = 0
        self.withheld = {1: set(), 2: set()}
        self.quiet: dict[tuple[int, int], object] = {}
        self.reports: dict[int, tuple[int, int, str]] = {}
        self.entries = {1: 0, 2: 0}
        self.step: dict[int, int] = {}
        self.sent: dict[int, int] = {}
        self.done: list[tuple[Act, str]] = []

    @initialize()
    def begin(self):
        assert self.state.verify() == ()

    def teardown(self):
        self.state.close()
        shutil.rmtree(self.folder)

    def act(self, guild, by, reason=""):
        self.event += 1
        return Act(guild, by, self.event, reason)

    def noted(self, guild, entry, changed):
        assert (entry is not None) == changed
        self.entries[guild] += changed

    @rule(guild=GUILDS, by=PEOPLE, passage=PASSAGES, reason=WORDS)
    def withhold(self, guild, by, passage, reason):
        act = self.act(guild, by, reason)
        reported = any((g, p) == (guild, passage) for g, _, p in self.reports.values())
        changed = passage not in self.withheld[guild] or reported
        self.noted(guild, self.state.moderation.withhold(act, passage), changed)
        self.withheld[guild].add(passage)
        self.reports = {r: each for r, each in self.reports.items() if (each[0], each[2]) != (guild, passage)}
        self.done.append((act, passage))

    @rule(guild=GUILDS, by=PEOPLE, passage=PASSAGES)
    def release(self, guild, by, passage):
        entry = self.state.moderation.release(self.act(guild, by), passage)
        self.noted(guild, entry, passage in self.withheld[guild])
        self.withheld[guild].discard(passage)

    @rule(data=st.data())
    def replay(self, data):
        """An event from the last week comes again: nothing happens."""
        if self.done:
            act, passage = data.draw(st.sampled_from(self.done))
            assert self.state.moderation.withhold(act, passage) is None

    @rule(guild=GUILDS, by=PEOPLE, user=PEOPLE, hours=st.integers(1, 50))
    def be_quiet(self, guild, by, user, hours):
        until = self.clock() + timedelta(hours=hours)
        entry = self.state.moderation.quiet(self.act(guild, by), user, until)
        self.noted(guild, entry, self.quiet.get((guild, user)) != until)
        self.quiet[guild, user] = until

    @rule(guild=GUILDS, by=PEOPLE, passage=PASSAGES, reason=WORDS)
    def report(self, guild, by, passage, reason):
        asked = self.act(guild, by, reason)
        if (guild, by, passage) in self.reports.values():
            with pytest.raises(MemberError):
                self.state.reports.file(asked, passage)
        else:
            self.state.reports.file(asked, passage)
            self.reports[asked.event] = (guild, by, passage)

    @rule(data=st.data(), by=PEOPLE, outcome=st.sampled_from(["withheld", "dismissed", "answered"]))
    def close(self, data, by, outcome):
        if self.reports:
            number = data.draw(st.sampled_from(sorted(self.reports)))
            guild, _, passage = self.reports.pop(number)
            self.noted(guild, self.state.reports.close(self.act(guild, by), number, outcome), True)
            if outcome == "withheld":
                self.withheld[guild].add(passage)
                self.reports = {r: each for r, each in self.reports.items() if (each[0], each[2]) != (guild, passage)}

    @rule(guild=GUILDS, by=PEOPLE)
    def start_or_next(self, guild, by):
        if guild not in self.step:
            plan = [Plan(n, n) for n in range(3)]
            self.noted(guild, self.state.readings.start(self.act(guild, by), 5, "toy", plan), True)
            self.step[guild], self.sent[guild] = 1, 0
        elif self.step[guild] < 3:
            self.noted(guild, self.state.readings.next(self.act(guild, by), 5), True)
            self.step[guild] += 1

    @rule(guild=GUILDS, by=PEOPLE)
    def end(self, guild, by):
        if guild in self.step:
            self.noted(guild, self.state.readings.end(self.act(guild, by), 5), True)
            del self.step[guild]

    @rule(dies=st.booleans())
    def post(self, dies):
        post = self.state.posts.claim()
        waiting = [guild for guild, step in self.step.items() if self.sent[guild] < step]
        assert (post is None) == (not waiting)
        if post and dies:
            self.restart()
            assert self.state.posts.claim() is None or len(waiting) > 1
            self.clock.move(seconds=UNCONFIRMED.total_seconds())
            self.drain()
        elif post:
            self.confirm(post)

    def drain(self):
        while post := self.state.posts.claim():
            self.confirm(post)
        self.clock.move(seconds=UNCONFIRMED.total_seconds())
        while post := self.state.posts.claim():
            self.confirm(post)
        assert all(self.sent[guild] == step for guild, step in self.step.items())

    def confirm(self, post):
        assert post.number == self.sent[post.guild] + 1
        self.sent[post.guild] += 1
        assert self.state.posts.confirm(post, 1)

    @rule(guild=GUILDS, asker=PEOPLE, passage=PASSAGES)
    def show(self, guild, asker, passage):
        self.event += 1
        self.state.answers.shown(guild, 5, self.event, [Heard(passage, "toy", "cook")], asker=asker)
        assert passage in self.state.answers.passages(guild, self.event)

    @rule(hours=st.integers(0, 60))
    def wait(self, hours):
        self.clock.move(hours=hours)
        self.state.tidy()
        self.quiet = {who: until for who, until in self.quiet.items() if until > self.clock()}
        self.done = []

    @rule(user=PEOPLE)
    def forget(self, user):
        self.state.privacy.forget(user, account_gone=True)
        assert self.state.privacy.show(user) == ()
        self.quiet = {who: until for who, until in self.quiet.items() if who[1] != user}
        self.reports = {number: each for number, each in self.reports.items() if each[1] != user}

    @rule()
    def restart(self):
        self.state.close()
        self.state = State.open(f"sqlite:///{self.folder / 'state.db'}", clock=self.clock, create=False)

    @invariant()
    def agrees(self):
        for guild in (1, 2):
            assert self.state.moderation.withheld(guild) == self.withheld[guild]
            assert len(self.state.record.page(guild, limit=1000).entries) == self.entries[guild]
            assert {r.id for r in self.state.reports.open(guild)} == {
                r for r, e in self.reports.items() if e[0] == guild
            }
            window = Window("toy", self.step[guild] - 1) if guild in self.step else None
            assert self.state.readings.window(guild, 5) == window
            for user in (8, 9):
                until = self.quiet.get((guild, user))
                until = until if until and until > self.clock() else None
                assert self.state.moderation.quiet_until(guild, user) == until
        assert self.state.verify() == ()


@pytest.mark.parametrize(
    "examples", [pytest.param(10, id="few"), pytest.param(400, id="many", marks=pytest.mark.nightly)]
)
def test_the_state_agrees_with_the_model(examples):
    run_state_machine_as_test(
        Servers,
        settings=settings(
            max_examples=examples,
            stateful_step_count=25,
            deadline=None,
            derandomize=examples < 100,
            suppress_health_check=list(HealthCheck),
        ),
    )
