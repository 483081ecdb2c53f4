"""What goes on by the clock and after every act: posts that are due, what moderators are shown, what is taken back.

Knows jobs by name and pace. Invariant: no job ends because of an error, and none holds up another; what a stopped
program left undone is done at the next start, for every job looks at the state and at nothing it remembers.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from bot.chat.asking.answering import note
from bot.chat.moderating.office import Bell

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Something done again and again: after every act (`prompt`), and at the latest every so many seconds."""

    name: str
    every: float
    work: Callable[[], Awaitable[None]]
    prompt: bool = True


async def keep(jobs: Sequence[Job], bell: Bell) -> None:
    """Do all jobs until cancelled."""
    async with asyncio.TaskGroup() as group:
        for job in jobs:
            group.create_task(_again(job, bell), name=job.name)


async def _again(job: Job, bell: Bell) -> None:
    while True:
        # What happens while the job is being done calls for another round.
        rung = (
            asyncio.ensure_future(bell.wait(job.every))
            if job.prompt
            else asyncio.ensure_future(asyncio.sleep(job.every))
        )
        try:
            await job.work()
        except Exception as error:
            _log.error("The job “%s” failed and will be tried again.", job.name)
            note(error)
        await rung
