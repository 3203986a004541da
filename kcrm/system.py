"""The operating system: all that Windows lacks, or does in another way than POSIX, is decided here and nowhere else.

Nobody else asks which system this is; what stands here has the name of what is wanted. `/proc`, which few systems have, is read where it
tells something (`kcrm.storage.holders`, `kcrm.storage.machine`), and is missed by nobody.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn, Protocol

WINDOWS = os.name == "nt"

_CHUNK = 4096
_INTERRUPT = "\x03"
_END_OF_FILE = {"\x1a": "\x04"}  # what Windows has for Ctrl-D is Ctrl-Z
_TWO_CODES = ("\x00", "\xe0")
_A_KEY_THAT_MOVES = b"\x1b[A"
_HIGH = range(0xD800, 0xDC00)
_NO_SUCH_COMMAND = 127
_NO_SUCH_COMMAND_ON_WINDOWS = frozenset({1, 9009})
_FROM_HERE, _EXCHANGE = -100, 2  # AT_FDCWD and RENAME_EXCHANGE of Linux
_STDERR_HANDLE, _OBEYS_SEQUENCES = -12, 4


# --- files ---


def has_modes() -> bool:
    """Whether a file's mode says who may read it. On Windows lists of access do, which the user's own folders hand down."""
    return not WINDOWS


def replaces_open_files() -> bool:
    """Whether a file can be given another's name while somebody has that one open."""
    return not WINDOWS


def exchange(one: Path, other: Path) -> bool:
    """Let two files or folders change their names at one moment; False where the system, or the file system, has no such thing."""
    if not sys.platform.startswith("linux"):
        return False
    import ctypes  # noqa: PLC0415 - as below

    call = getattr(ctypes.CDLL(None), "renameat2", None)
    return call is not None and call(_FROM_HERE, os.fsencode(one), _FROM_HERE, os.fsencode(other), _EXCHANGE) == 0


# --- people and programs ---


def system_user() -> str:
    """Who runs this process, by the name or else the number that the system knows."""
    from getpass import getuser  # noqa: PLC0415 - what only reads does without

    try:
        return getuser()
    except (KeyError, OSError, ImportError):  # no name for this number, as in a container; Windows has no numbers
        return str(getattr(os, "getuid", lambda: "?")())


def process_owner() -> str:
    """Whose files this process makes: the number that POSIX knows, on Windows the name."""
    return str(os.getuid()) if hasattr(os, "getuid") else system_user()


def file_owner(status: os.stat_result) -> str:
    """Whose file that is, as `process_owner` says it; where files have no owner that Python knows, ours."""
    return str(status.st_uid) if not WINDOWS else process_owner()


def open_no_link(path: Path) -> int:
    """Open a file to read it, by its handle; a symbolic link is an error where the system can tell. Raises OSError."""
    return os.open(path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))


def host_name() -> str:
    """What this computer calls itself."""
    import platform  # noqa: PLC0415 - as above

    return platform.node() or "?"


def terminal_name() -> str:
    """At which terminal somebody sits, as its device; `-` where nobody does."""
    try:
        return os.ttyname(0) if hasattr(os, "ttyname") else "-"
    except OSError:
        return "-"


def has_task_scheduler() -> bool:
    """Whether what runs by itself is Task Scheduler's, and not cron's."""
    return WINDOWS


def usual_editor() -> str:
    return "notepad" if WINDOWS else "vi"


def usual_pager() -> str:
    """None on Windows: its `more` knows neither UTF-8 nor colours."""
    return "" if WINDOWS else "less"


def usual_mailer() -> str:
    """Where POSIX systems have what hands mail on; none on Windows."""
    return "" if WINDOWS else "/usr/sbin/sendmail"


def words_of(command: str) -> list[str]:
    """The words of a command line that somebody set; in one of Windows a backslash parts folders. Raises ValueError."""
    import shlex  # noqa: PLC0415 - every command loads this module, and hardly any needs what is loaded within

    if not WINDOWS:
        return shlex.split(command)
    return [word[1:-1] if word[:1] == word[-1:] == '"' else word for word in shlex.split(command, posix=False)]


def not_found(code: int) -> bool:
    """Whether that is what the shell says of a command which does not exist."""
    return code in _NO_SUCH_COMMAND_ON_WINDOWS if WINDOWS else code == _NO_SUCH_COMMAND


def become(words: Sequence[str]) -> NoReturn:
    """Run another program in the place of this one."""
    if WINDOWS:
        import subprocess  # noqa: PLC0415 - as above

        # it would start the program beside this one, and both would read the keyboard
        sys.exit(subprocess.run(words, check=False).returncode)  # noqa: S603 - our own words
    os.execv(words[0], list(words))  # noqa: S606 - our own words


def pointed_at(program: str, database: Path) -> str:
    """What to type so that `kcrm` is this program with this database, until the window is closed.

    program: as it is typed, with what a shell needs.
    """
    if WINDOWS:
        quoted = str(database).replace("'", "''")
        return f"$env:KCRM_DB = '{quoted}'"
    from shlex import quote  # noqa: PLC0415 - as above

    return f"alias kcrm={quote(f'{program} --db {typed_path(database)}')}"


def typed_path(path: Path) -> str:
    """A path as it is typed, from the home folder on where it lies there: shorter, and a shell knows where that is."""
    if WINDOWS:
        return f'"{path}"' if " " in str(path) else str(path)
    from shlex import quote  # noqa: PLC0415 - as above

    with contextlib.suppress(ValueError, RuntimeError):
        return f"~/{quote(str(path.relative_to(Path.home())))}"
    return quote(str(path))


# --- keys ---


class Keys(Protocol):
    """A keyboard that gives each key at once, in UTF-8."""

    def read(self) -> bytes:
        """What is typed next; nothing at the end."""

    def waiting(self, seconds: float) -> bool:
        """Whether more comes within that time."""


class _Terminal:
    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor

    def read(self) -> bytes:
        return read_typed(self._descriptor)

    def waiting(self, seconds: float) -> bool:
        import select  # noqa: PLC0415 - as above

        return bool(select.select([self._descriptor], [], [], seconds)[0])


class _Console:
    """The console of Windows, which gives characters, and two codes for a key that moves the cursor or has a function."""

    def __init__(self, msvcrt: Any) -> None:  # noqa: ANN401 - a module that is there on Windows only
        self._msvcrt = msvcrt

    def read(self) -> bytes:
        character: str = self._msvcrt.getwch()
        if character == _INTERRUPT:
            raise KeyboardInterrupt
        if character in _TWO_CODES and self._msvcrt.kbhit():  # alone it is a zero, or the letter à
            self._msvcrt.getwch()
            return _A_KEY_THAT_MOVES
        if ord(character) in _HIGH:  # a rare character comes in halves
            character = (character + self._msvcrt.getwch()).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        return _END_OF_FILE.get(character, character).encode("utf-8", "replace")

    def waiting(self, _seconds: float) -> bool:
        """A key that moves the cursor was read as a whole."""
        return False


def read_typed(descriptor: int) -> bytes:
    """What a terminal or pipe gives next; nothing at the end."""
    try:
        return os.read(descriptor, _CHUNK)
    except OSError:
        # a terminal whose other side has gone says so by an error
        return b""


@contextlib.contextmanager
def single_keys(descriptor: int) -> Iterator[Keys | None]:
    """The terminal gives each key at once and does not show it, until the block ends however it may; None where it cannot."""
    if WINDOWS:
        with _obeying_sequences():
            yield _Console(import_module("msvcrt")) if os.isatty(descriptor) else None
        return
    try:
        import termios  # noqa: PLC0415 - absent on some systems
        import tty  # noqa: PLC0415

        before = termios.tcgetattr(descriptor)
    except (ImportError, OSError):
        yield None
        return
    except termios.error:
        yield None
        return
    try:
        # what was typed ahead stays: TCSAFLUSH would throw it away
        tty.setcbreak(descriptor, termios.TCSADRAIN)
        yield _Terminal(descriptor)
    finally:
        termios.tcsetattr(descriptor, termios.TCSADRAIN, before)


@contextlib.contextmanager
def _obeying_sequences() -> Iterator[None]:
    """A console of Windows moves its cursor by escape sequences only where it is told to."""
    import ctypes  # noqa: PLC0415 - at the keys of Windows only

    kernel: Any = getattr(getattr(ctypes, "windll", None), "kernel32", None)
    before = ctypes.c_ulong()
    handle = kernel.GetStdHandle(_STDERR_HANDLE) if kernel is not None else None
    if handle is None or not kernel.GetConsoleMode(handle, ctypes.byref(before)):
        yield
        return
    kernel.SetConsoleMode(handle, before.value | _OBEYS_SEQUENCES)
    try:
        yield
    finally:
        kernel.SetConsoleMode(handle, before.value)
