"""Files that are whole or absent, private to their owner, and still there after a power cut."""

from __future__ import annotations

import contextlib
import os
from pathlib import Path

PRIVATE = 0o600


def flush_folder(folder: Path) -> None:
    """Make new names in a folder survive a power cut, where the system can."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def flush_file(path: Path) -> None:
    """Make a file's content survive a power cut."""
    handle = os.open(path, os.O_RDWR)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def new_draft(path: Path) -> Path:
    """An empty file of a name that nothing else has, beside `path`, mode 0600 whatever the umask. Raises OSError of `path`."""
    import tempfile  # noqa: PLC0415 - slow to import, and most commands make no file

    try:
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".new")
    except OSError as error:
        raise of_file(error, path) from error
    os.close(handle)
    Path(name).chmod(PRIVATE)
    return Path(name)


def forget_draft(draft: Path) -> None:
    """Take it away, if it is there and the place lets anything be taken away: what went wrong before is what is to be told."""
    with contextlib.suppress(OSError):
        draft.unlink(missing_ok=True)


def of_file(error: OSError, path: Path) -> OSError:
    """The same error of the file that was to be written: its draft's name tells nobody anything, and a full disk names no file at all."""
    return OSError(error.errno, error.strerror, str(path))


def place(draft: Path, path: Path) -> None:
    """Give the draft the name `path`, which nothing may bear yet, a link included; the draft's own name is gone afterwards.

    Raises FileExistsError.
    """
    try:
        os.link(draft, path, follow_symlinks=False)
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # no hard links here, as on FAT and some network file systems
        os.close(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, PRIVATE))
        draft.replace(path)
    else:
        draft.unlink()
    flush_folder(path.parent)


def sha256_of(path: Path) -> str:
    """The file's SHA-256 in hexadecimal, read a piece at a time."""
    import hashlib  # noqa: PLC0415 - as above

    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
