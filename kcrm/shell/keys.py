"""The keyboard of a terminal: single keys without Enter, and lines with it.

Both are read from the same file descriptor, so that what was typed ahead is not lost between them. A line is edited here and not by the
terminal, which would take Esc for a character and erase half of a Chinese one. Where single keys cannot be had (`kcrm.system.single_keys`),
a line's first character counts as the key.
"""

from __future__ import annotations

import contextlib
import shutil
import sys
from collections.abc import Iterator

from kcrm.patterns import pattern
from kcrm.system import Keys, read_typed, single_keys
from kcrm.text import cells

END = ""
"""Read where nobody types any more: the terminal was closed, or Ctrl-D was pressed."""

BACK = "\x1b"
"""Read where Esc was pressed."""

# Ctrl-D; typed ahead, before single keys were asked for, Linux hands it on as a zero
_CTRL_D = ("\x04", "\x00")
# what follows Esc in the sequence of an arrow or a function key; a terminal sends it at once
_REST = pattern(r"[\[O][0-?]*[ -/]*[@-~]")
_AT_ONCE = 0.05  # seconds
_ERASE, _ERASE_LINE, _ERASE_WORD = ("\x7f", "\x08"), "\x15", "\x17"


class Keyboard:
    """Reads what is typed at this process's terminal. Ctrl-C raises KeyboardInterrupt at any time."""

    def __init__(self, descriptor: int | None = None) -> None:
        self._descriptor = sys.stdin.fileno() if descriptor is None else descriptor
        self._typed = b""
        self._keys: Keys | None = None

    def key(self) -> str:
        """The next key as a character in lower case; a blank, Enter and keys that move the cursor come as " "; END at the end, or BACK."""
        with self._single_keys() as possible:
            if not self._typed:
                self._typed = self._read() if possible else self._line_bytes()[:1] or self._typed
            if not self._typed:
                return END
            character = self._character()
            if character == BACK:
                # an arrow or a function key comes as one sequence, none of whose letters was meant
                return " " if possible and self._moves() else BACK
        return END if character in _CTRL_D else character.lower() if character.isprintable() else " "

    def line(self, prompt: str) -> str | None:
        """The next line without its end; BACK where Esc was pressed in it, None at the end.

        prompt: what stands before it in its line, safe to be written.
        """
        with self._single_keys() as possible:
            _write(prompt)
            if possible:
                return self._edited(prompt)
        given = self._line_bytes()
        text = given.decode("utf-8", errors="replace").rstrip("\r\n")
        return (BACK if BACK in text else text) if given else None

    def _edited(self, prompt: str) -> str | None:
        text = ""
        while True:
            character = self._next()
            if character == END or (character in _CTRL_D and not text):
                _write("\n")
                return None
            if character in {"\n", "\r"}:
                _write("\n")
                return text
            if character == BACK:
                if self._moves():
                    continue
                _write("\n")
                return BACK
            if character.isprintable():
                text += character
                _write(character)
                continue
            before = prompt + text
            if character in _ERASE:
                text = text[:-1]
            elif character == _ERASE_LINE:
                text = ""
            elif character == _ERASE_WORD:
                text = text.rstrip().rpartition(" ")[0]
            _rewrite(before, prompt + text)

    def _next(self) -> str:
        if not self._typed:
            self._typed = self._read()
        return self._character() if self._typed else END

    def _moves(self) -> bool:
        """Whether what follows Esc is the rest of a key that moves the cursor; it is passed over."""
        if not self._typed and self._keys is not None and self._keys.waiting(_AT_ONCE):
            self._typed = self._read()
        rest = _REST.match(self._typed.decode("latin-1"))
        if rest is None:
            return False
        self._typed = self._typed[rest.end() :]
        return True

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
        return read_typed(self._descriptor) if self._keys is None else self._keys.read()

    @contextlib.contextmanager
    def _single_keys(self) -> Iterator[bool]:
        """Whether each key comes at once, until the block ends."""
        with single_keys(self._descriptor) as keys:
            self._keys = keys
            try:
                yield keys is not None
            finally:
                self._keys = None


def _write(text: str) -> None:
    sys.stderr.write(text)
    sys.stderr.flush()


def _rewrite(before: str, after: str) -> None:
    """Replace what was written since the beginning of the prompt, which may have filled several lines."""
    width = max(1, shutil.get_terminal_size().columns)
    up = max(0, cells(before) - 1) // width
    _write("\r" + (f"\x1b[{up}A" if up else "") + "\x1b[J" + after)
