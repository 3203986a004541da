"""Files that are whole or not there, and cells that a spreadsheet does not run."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from kcrm.errors import NotFoundError, RefusedError
from kcrm.i18n import N_
from kcrm.patterns import pattern

_RUNS = pattern(r"'*[=+\-@\t\r]")
_FILE_SAFE = pattern(r"[^\w.-]")
# devices of Windows, whatever ending is put behind them
_DEVICE = pattern(r"(?i)(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])(?=\.|$)")
# how a database of SQLite and its write-ahead log begin
_DATABASE = (b"SQLite format 3\0", b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")
# a file's name may have 255 bytes, and a letter four of them
_LONGEST_STEM = 60
_STEM_BEGINS = 20


def guard_cell(text: str) -> str:
    """Text with a leading `'` where a spreadsheet would run it as a formula, or where it looks like such a guarded text already."""
    return f"'{text}" if _RUNS.match(text) else text


def unguard_cell(text: str) -> str:
    """The inverse of `guard_cell`: takes exactly one leading `'` off what that would have put one on."""
    return text[1:] if text.startswith("'") and _RUNS.match(text) else text


def file_stem(text: str) -> str:
    """The text as a file's name that stays in its folder: what is not a letter, digit, `-`, `_` or inner `.` becomes `%` and its bytes.

    So does the first letter of what Windows takes for a device. Different texts give different names. Of one that no file system would
    take, the beginning stands, then `%%` and a digest of it all.
    """
    safe = _FILE_SAFE.sub(_percent, text)
    safe = _percent_first(safe) if safe.startswith((".", "-")) or _DEVICE.match(safe) else safe
    return safe if len(safe) <= _LONGEST_STEM else f"{safe[:_STEM_BEGINS]}%%{_digest(text)}"


def _digest(text: str) -> str:
    import hashlib  # noqa: PLC0415 - hardly ever needed

    return hashlib.sha256(text.encode("utf-8", errors="surrogateescape")).hexdigest()[:32]


def _percent(match: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in match.group().encode("utf-8", errors="surrogateescape"))


def _percent_first(text: str) -> str:
    return f"%{ord(text[0]):02X}{text[1:]}"


@contextmanager
def atomic_write(path: Path, before: Callable[[], object], *, mode: int = 0o600, encoding: str = "utf-8") -> Iterator[TextIO]:
    """A text file that takes the place of `path` when the block ends well, and vanishes when it does not.

    It is written beside its place, flushed to the disk and renamed. Line ends are written as given; encoding `utf-8-sig` begins with
    a BOM. before: called once it is whole, before it has its name; what that raises keeps it out. Raises NotFoundError where the folder
    is missing, RefusedError where `path` is a link, a folder, a device or a database, may not be written, or the disk is full.
    """
    if path.is_symlink():
        raise RefusedError(N_("{file} is a symbolic link. Give the file itself."), file=path)
    if path.exists() and not path.is_file():
        raise RefusedError(N_("{file} is not an ordinary file and was not replaced."), file=path)
    temporary: Path | None = None
    try:
        if path.exists() and _begins(path).startswith(_DATABASE):
            raise RefusedError(N_("{file} is a database and was not replaced. Choose another file."), file=path)
        from tempfile import mkstemp  # noqa: PLC0415 - random numbers and more, for files only

        handle, name = mkstemp(dir=path.parent, prefix=f".{path.name[:_STEM_BEGINS]}.", suffix=".tmp")
        temporary = Path(name)
        with os.fdopen(handle, "w", encoding=encoding, newline="") as file:
            temporary.chmod(mode)
            yield file
            file.flush()
            os.fsync(file.fileno())
        before()
        temporary.replace(path)
        temporary = None
        _flush_folder(path.parent)
    except FileNotFoundError:
        raise NotFoundError(N_("The folder {folder} does not exist. Create it first."), folder=path.parent) from None
    except BrokenPipeError:
        raise
    except OSError as error:
        raise RefusedError(N_("{file} cannot be written: {reason}."), file=path, reason=error.strerror or error) from error
    finally:
        if temporary is not None:
            with suppress(OSError):
                temporary.unlink()


def _begins(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(max(map(len, _DATABASE)))


def _flush_folder(folder: Path) -> None:
    """Make the new name survive a power cut, where the system can."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
