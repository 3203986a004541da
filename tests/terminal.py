"""kcrm at a pseudo-terminal: what it writes is waited for, never slept for; keys are typed as a person would."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import sys
import termios
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent
PATIENCE = 20.0  # seconds; a machine under load is slow, not wrong
_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]")


_PIECES = re.compile(r"\x1b\[[0-9;?]*[a-zA-Z]|[\r\n]|[^\x1b\r\n]+")


def screen_of(written: str) -> list[str]:
    """The lines that can be seen after all this was written: what was gone back to and written over, or erased, is not."""
    lines, row, column = [""], 0, 0
    for piece in _PIECES.findall(written):
        if piece == "\r":
            column = 0
        elif piece == "\n":
            row += 1
            lines += [""] * (row + 1 - len(lines))
        elif piece == "\x1b[2K":
            lines[row] = ""
        elif piece.startswith("\x1b") and piece.endswith("A"):
            row -= int(piece[2:-1] or 1)
        elif not piece.startswith("\x1b"):
            lines[row] = lines[row][:column].ljust(column) + piece + lines[row][column + len(piece) :]
            column += len(piece)
    return [line.rstrip() for line in lines]


class Terminal:
    """A running command. `shown` is all that it has written, without colours, its line ends made ordinary."""

    def __init__(self, descriptor: int, pid: int) -> None:
        self._descriptor, self._pid = descriptor, pid
        self._raw = b""
        self._read_up_to = 0
        self.code: int | None = None

    @property
    def coloured(self) -> str:
        """All that it has written, with its colours."""
        return self._raw.decode("utf-8", errors="replace").replace("\r\n", "\n")

    @property
    def shown(self) -> str:
        return _ESCAPES.sub("", self.coloured)

    @property
    def screen(self) -> list[str]:
        """The lines that stand there now, without empty ones at the end."""
        return "\n".join(screen_of(self._raw.decode("utf-8", errors="replace"))).rstrip().split("\n")

    def expect(self, text: str) -> str:
        """Wait until the text is written after what was expected last; all that came until then."""
        deadline = time.monotonic() + PATIENCE
        while True:
            place = self.shown.find(text, self._read_up_to)
            if place >= 0:
                before = self.shown[self._read_up_to : place + len(text)]
                self._read_up_to = place + len(text)
                return before
            if not self._more(deadline):
                raise AssertionError(f"{text!r} was not shown; instead:\n{self.shown[self._read_up_to :]}")

    def type(self, text: str) -> None:
        os.write(self._descriptor, text.encode())

    def end(self) -> int:
        """Wait until it ends; its exit code, negative for a signal."""
        deadline = time.monotonic() + PATIENCE
        while self._more(deadline):
            pass
        if time.monotonic() >= deadline:
            raise AssertionError(f"it does not end; at last it showed:\n{self.shown[self._read_up_to :]}")
        _pid, status = os.waitpid(self._pid, 0)
        self.code = os.waitstatus_to_exitcode(status)
        return self.code

    def _more(self, deadline: float) -> bool:
        """Read what comes next; False at the end or when patience is."""
        ready, _w, _x = select.select([self._descriptor], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            return False
        try:
            more = os.read(self._descriptor, 65536)
        except OSError:  # how Linux says that the other side has gone
            return False
        self._raw += more
        return bool(more)


@contextlib.contextmanager
def at_terminal(argv: Sequence[str], environ: Mapping[str, str], *, width: int = 80, height: int = 24) -> Iterator[Terminal]:
    """`kcrm` with these arguments at a terminal of that size, ended at the latest when the block ends."""
    size = struct.pack("HHHH", height, width, 0, 0)
    own = {"PATH": os.environ["PATH"], "TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "kcrm", *argv]
    pid, descriptor = pty.fork()
    if pid == 0:
        # descriptors, not sys.stdout: that one is whatever the test runner put in its place
        try:
            # a test runner in the background hands down that Ctrl-C is ignored
            signal.signal(signal.SIGINT, signal.SIG_DFL)
            os.chdir(ROOT)
            fcntl.ioctl(1, termios.TIOCSWINSZ, size)
            os.execve(sys.executable, command, {**own, **environ})
        finally:
            os._exit(127)
    terminal = Terminal(descriptor, pid)
    try:
        yield terminal
    finally:
        os.close(descriptor)
        if terminal.code is None:
            with contextlib.suppress(ChildProcessError):
                os.kill(pid, 9)
                os.waitpid(pid, 0)
