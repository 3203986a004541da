"""The keyboard of a terminal: single keys without Enter, and lines with it.

Both are read from the same file descriptor, so that what was typed ahead is not lost between them. Where a terminal cannot give single keys
(no termios, as on Windows), a line's first character counts as the key.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator

END = ""
"""Read where nobody types any more: the terminal was closed, or Ctrl-D was pressed."""

# Ctrl-D; typed ahead, before single keys were asked for, Linux hands it on as a zero
_CTRL_D = ("\x04", "\x00")
_ESCAPE = b"\x1b"
_CHUNK = 4096


class Keyboard:
    """Reads what is typed at this process's terminal. Ctrl-C raises KeyboardInterrupt at any time."""

    def __init__(self, descriptor: int | None = None) -> None:
        self._descriptor = sys.stdin.fileno() if descriptor is None else descriptor
        self._typed = b""

    def key(self) -> str:
        """The next key as a character in lower case; a blank, Enter and keys that move the cursor come as " "; END at the end."""
        if not self._typed:
            with _single_keys(self._descriptor) as possible:
                self._typed = self._read() if possible else self._line_bytes()[:1] or self._typed
        if not self._typed:
            return END
        if self._typed.startswith(_ESCAPE):
            # an arrow or a function key comes as one sequence, none of whose letters was meant
            self._typed = b""
            return " "
        character = self._character()
        return END if character in _CTRL_D else character.lower() if character.isprintable() else " "

    def line(self) -> str | None:
        """The next line without its end; None at the end."""
        given = self._line_bytes()
        return given.decode("utf-8", errors="replace").rstrip("\r\n") if given else None

    def _line_bytes(self) -> bytes:
        while b"\n" not in self._typed:
            more = self._read()
            if not more:
                break
            self._typed += more
        given, end, self._typed = self._typed.partition(b"\n")
        return given + end

    def _character(self) -> str:
        """One whole character, however many bytes it has."""
        for length in range(1, 5):
            while len(self._typed) < length and (more := self._read()):
                self._typed += more
            with contextlib.suppress(UnicodeDecodeError):
                character = self._typed[:length].decode("utf-8")
                self._typed = self._typed[length:]
                return character
        self._typed = self._typed[1:]
        return " "

    def _read(self) -> bytes:
        try:
            return os.read(self._descriptor, _CHUNK)
        except OSError:
            # a terminal whose other side has gone says so by an error
            return b""


@contextlib.contextmanager
def _single_keys(descriptor: int) -> Iterator[bool]:
    """The terminal gives each key at once and does not show it, until the block ends however it may; whether it can."""
    try:
        import termios  # noqa: PLC0415 - absent on Windows
        import tty  # noqa: PLC0415

        before = termios.tcgetattr(descriptor)
    except (ImportError, OSError):
        yield False
        return
    except termios.error:
        yield False
        return
    try:
        # what was typed ahead stays: TCSAFLUSH would throw it away
        tty.setcbreak(descriptor, termios.TCSADRAIN)
        yield True
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)
