"""A terminal window without a screen: a pseudo-terminal with a program in it, typed into and read from."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

_CONTROLS = re.compile(rb"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b\[[0-9;?]*[ -/]*[@-~]|\x1b[=>78]")


@dataclass
class Window:
    """The program and what it has printed so far; `plain` is that without control sequences."""

    program: subprocess.Popen[bytes]
    _master: int
    raw: bytes = b""
    _seen: int = field(default=0)

    @property
    def plain(self) -> str:
        return _CONTROLS.sub(b"", self.raw).decode(errors="replace").replace("\r", "")

    def type(self, keys: str | bytes) -> None:
        os.write(self._master, keys.encode() if isinstance(keys, str) else keys)

    def until(self, pattern: str, seconds: float = 30) -> str:
        """Read until the new output matches; what was read, or an AssertionError that shows it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            new = _CONTROLS.sub(b"", self.raw[self._seen :]).decode(errors="replace").replace("\r", "")
            if re.search(pattern, new):
                self._seen = len(self.raw)
                return new
            if not self._read(0.2) and self.program.poll() is not None:
                break
        raise AssertionError(f"{pattern!r} was not printed; this was: {self.raw[self._seen :]!r}")

    def prompted(self, times: int, seconds: float = 30) -> None:
        """Wait until the program has asked for its n-th line and listens: it asks for bracketed paste."""
        end = time.monotonic() + seconds
        while self.raw.count(b"\x1b[?2004h") < times and time.monotonic() < end:
            self._read(0.2)
        assert self.raw.count(b"\x1b[?2004h") >= times, self.raw

    def closed(self, seconds: float = 30) -> int:
        """Wait for the program to end; its exit code."""
        end = time.monotonic() + seconds
        while self.program.poll() is None and time.monotonic() < end:
            self._read(0.1)
        while self._read(0.1):
            pass
        code = self.program.poll()
        assert code is not None, "the program did not end"
        return code

    def _read(self, seconds: float) -> bool:
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            new = os.read(self._master, 65536)
        except OSError:  # the program closed its end
            return False
        # A terminal answers when it is asked where its cursor is; prompt_toolkit waits for that.
        if b"\x1b[6n" in new:
            os.write(self._master, b"\x1b[1;1R")
        self.raw += new
        return bool(new)


@contextmanager
def window(
    command: Sequence[str], environment: Mapping[str, str] = os.environ, *, columns: int = 80, rows: int = 40
) -> Iterator[Window]:
    """Run a command in a window of its own, which is closed at the end."""
    master, slave = pty.openpty()
    fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
    program = subprocess.Popen(
        command, stdin=slave, stdout=slave, stderr=slave, env=dict(environment), start_new_session=True
    )
    os.close(slave)
    try:
        yield Window(program, master)
    finally:
        program.kill()
        program.wait()
        os.close(master)
