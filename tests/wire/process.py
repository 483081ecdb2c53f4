"""A bot in a process of its own, started and ended by the test that needs it.

Invariant: the process does not outlive its `async with`, and only this one process is ended, by its own handle.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

from .bell import Bell


class Bot:
    """A running bot: its output as lines, its exit code."""

    def __init__(self, arguments: tuple[str, ...], environment: dict[str, str], folder: Path) -> None:
        self._arguments, self._environment, self._folder = arguments, environment, folder
        self._bell = Bell()
        self.lines: list[str] = []

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-u", *self._arguments, env=self._environment, cwd=self._folder,
            stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._process.returncode is None:
            await self.stop()
        await self._reader
        if error is not None:
            print("\n".join(self.lines))

    @property
    def output(self) -> str:
        """Everything the bot has printed so far, both streams."""
        return "\n".join(self.lines)

    async def printed(self, text: str, within: float = 15) -> str:
        """Wait for a line that contains `text`, and give that line."""
        found = lambda: next((line for line in self.lines if text in line), "")  # noqa: E731
        return await self._bell.until(found, within, f"{text!r} in the bot's output")

    async def exited(self, within: float = 15) -> int:
        """Wait until the bot ends by itself, and give its exit code."""
        return await asyncio.wait_for(self._process.wait(), within)

    async def stop(self, patience: float = 10) -> int:
        """End the bot as a service manager does (SIGTERM); after `patience` seconds, hard."""
        self._process.terminate()
        try:
            return await asyncio.wait_for(self._process.wait(), patience)
        except TimeoutError:
            self._process.kill()
            return await self._process.wait()

    async def kill(self) -> int:
        """End the bot at once, without letting it finish anything."""
        self._process.kill()
        return await self._process.wait()

    async def _read(self) -> None:
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            self.lines.append(line.decode(errors="replace").rstrip("\n"))
            self._bell.ring()
