"""A process of its own that works on a state, told what to do line by line, in JSON; for the tests of processes.

Usage: worker.py URL. Each line is {"do": name, ...}; each answer one line. `mortal` forks a child that goes on acting
and writes down what was acknowledged to it, until somebody kills it.
"""

from __future__ import annotations

import json
import os
import random
import signal
import sys
import time
from datetime import UTC, datetime, timedelta

from bot.errors import MemberError
from bot.state import State
from bot.state.values import Act, Channel, Heard, Plan

GUILD, CHANNEL, MODERATOR = 10**18 + 1, 10**18 + 3, 10**18 + 4
MODES = ("off", "slash", "mention", "full", "private", "thread")


def claim_all(state: State, seconds: float) -> list[list[int]]:
    """Claim, "send" (for as long as Discord takes) and confirm, until nothing came up for `seconds`; [reading, step] of each."""
    sent, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        post = state.posts.claim()
        if post is not None:
            time.sleep(0.03)
            assert state.posts.confirm(post, 1)
            sent.append([post.reading, post.number])
            end = time.monotonic() + seconds
    return sent


def await_withheld(state: State, passage: str) -> float:
    """Ask as members' questions do until the passage is withheld; gives the moment (monotonic clock)."""
    while passage not in state.moderation.withheld(GUILD):
        time.sleep(0.001)
    return time.monotonic()


def withhold(state: State, passage: str, event: int, at: float = 0) -> list[float]:
    """Withhold a passage at a moment; gives when that was acknowledged and whether an entry was made."""
    time.sleep(max(0, at - time.monotonic()))
    entry = state.moderation.withhold(Act(GUILD, MODERATOR, event), passage)
    return [time.monotonic(), entry is not None]


def report(state: State, passage: str, event: int, at: float) -> bool:
    """Report a passage at a moment; says whether the report was taken."""
    time.sleep(max(0, at - time.monotonic()))
    try:
        return state.reports.file(Act(GUILD, MODERATOR + 9, event), passage).id == event
    except MemberError:
        return False


def mortal(url: str, log: str, seed: int) -> None:
    """Act without pause, writing down every entry once the state has acknowledged it."""
    rng = random.Random(seed)
    acknowledged = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)
    with State.open(url) as state:
        for event in range(seed * 10**6, seed * 10**6 + 10**6):
            entry = one_act(state, rng, Act(GUILD, rng.choice((MODERATOR, MODERATOR + 1)), event, "why " * 20))
            if entry is not None:
                os.write(acknowledged, f"{entry.number} {entry.digest}\n".encode())


def one_act(state: State, rng: random.Random, act: Act):
    """One moderator's act of any kind, chosen by chance; None where it changed nothing."""
    passage, channel = f"toy.{rng.randrange(9)}", CHANNEL + rng.randrange(3)
    until = datetime.now(UTC) + timedelta(days=rng.randrange(1, 99))
    acts = (
        lambda: state.moderation.withhold(act, passage),
        lambda: state.moderation.release(act, passage),
        lambda: state.moderation.quiet(act, 10 + rng.randrange(5), until),
        lambda: state.moderation.grant(act, "role", 20 + rng.randrange(5)),
        lambda: state.settings.set_channel(act, channel, Channel(rng.choice(MODES), frozenset({"toy", "reply"}))),
        lambda: state.readings.start(act, channel, "toy", [Plan(n, n) for n in range(5)]),
        lambda: state.readings.next(act, channel),
        lambda: state.readings.end(act, channel),
        lambda: state.answers.shown(act.guild, channel, act.event, [Heard(passage, "toy", "cook")]),
    )
    try:
        return rng.choice(acts)()
    except MemberError:
        return None


def main(url: str) -> None:
    """Answer line by line until the input ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    state = None
    for line in sys.stdin:
        asked = json.loads(line)
        do = asked.pop("do")
        if do == "mortal":
            answer = os.fork()
            if not answer:
                mortal(url, **asked)
        else:
            state = state or State.open(url, create=False)
            answer = {"claim_all": claim_all, "await_withheld": await_withheld, "withhold": withhold, "report": report,
                      "ready": lambda _: True}[do](state, **asked)  # fmt: skip
        print(json.dumps(answer), flush=True)
    if state is not None:
        state.close()


if __name__ == "__main__":
    main(sys.argv[1])
