"""Which processes hold a database file: read from Linux's table of locks, which names them even where they belong to others.

A write that is not committed cannot be read from the database, so the operating system is asked instead. Elsewhere, and whatever goes
wrong, the answer is that nobody is known.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_PROC = Path("/proc")
# SQLite's file format, "WAL-Index Format": the byte of the -shm file that a writer locks, and the one that each connection locks
_WRITER_BYTE = 120
_USER_BYTE = 128
_COMMAND_WORDS = 2  # "kcrm import": what follows may name customers
_WITH_VALUE = {"--db", "--as", "--lang"}


@dataclass(frozen=True, slots=True)
class Holder:
    """A process. command: its first words only."""

    pid: int
    user: str
    command: str


def writer_of(path: Path) -> Holder | None:
    """Who is writing to the database at this moment, if that can be known."""
    return next(_holders(path, _WRITER_BYTE, "WRITE"), None)


def users_of(path: Path) -> list[Holder]:
    """The other processes that have the database open, by process number."""
    holders = {holder.pid: holder for holder in _holders(path, _USER_BYTE, None) if holder.pid != os.getpid()}
    return [holders[pid] for pid in sorted(holders)]


def is_open(path: Path) -> bool | None:
    """Whether any process, this one too, has the database open; None where the system does not tell."""
    if not (_PROC / "locks").exists():
        return None
    return next(_holders(path, _USER_BYTE, None), None) is not None


def _holders(path: Path, byte: int, kind: str | None) -> Iterator[Holder]:
    try:
        inode = str(path.with_name(path.name + "-shm").stat().st_ino)
        lines = (_PROC / "locks").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return
    for line in lines:
        # "1: POSIX  ADVISORY  WRITE 12345 fe:00:131313 120 120"; "->" in the second field is one who waits
        fields = line.split()
        if len(fields) < 8 or fields[1] == "->" or fields[5].rpartition(":")[2] != inode:  # noqa: PLR2004 - the fields above
            continue
        first, last = int(fields[6]), _byte(fields[7])
        if first <= byte <= last and (kind is None or fields[3] == kind) and fields[4].isdecimal() and fields[4] != "0":
            yield _holder(int(fields[4]))


def _byte(text: str) -> float:
    return int(text) if text.isdecimal() else float("inf")


def _holder(pid: int) -> Holder:
    try:
        words = (_PROC / str(pid) / "cmdline").read_bytes().decode(errors="replace").split("\0")
        user = _user_name((_PROC / str(pid)).stat().st_uid)
    except OSError:  # gone meanwhile, or hidden
        return Holder(pid, "?", "?")
    return Holder(pid, user, _command(words))


def _user_name(number: int) -> str:
    import pwd  # noqa: PLC0415 - not on every system

    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return str(number)


def _command(words: list[str]) -> str:
    """The program and its verb, without a path, interpreter or option."""
    start = next((index for index, word in enumerate(words) if Path(word).name == "kcrm"), 0)
    said = []
    following = iter(words[start:])
    for word in following:
        if word in _WITH_VALUE:
            next(following, None)
        elif word and not word.startswith("-"):
            said.append(Path(word).name)
    return " ".join(said[:_COMMAND_WORDS])
