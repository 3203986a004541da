"""Folders that hold certain files and nothing else, changed at one moment where the system can."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from pathlib import Path

from kcrm.errors import NotFoundError, RefusedError
from kcrm.i18n import N_
from kcrm.storage.files import PRIVATE, flush_file, flush_folder
from kcrm.system import exchange

_READABLE = 0o666
_ENDING = ".new"
_ABANDONED = 24 * 60 * 60  # seconds after which nobody can be at a draft any more


def place(folder: Path, files: Mapping[str, bytes], known: Collection[str], before: Callable[[], object]) -> frozenset[str]:
    """Let the folder hold exactly these files; the names of those that are others than before, or gone.

    Whoever looks finds all of the old or all of the new ones; where folders cannot be exchanged (other systems than Linux, some network
    file systems) each file by itself, the first of `files` last. What has the same bytes stays the same file with its time. A new folder is
    its owner's alone; who else may read one that is there, its mode says, and files follow it. known: the names of files that may be
    replaced or taken away. before: called once all is ready, if there is anything to do; what that raises keeps the folder as it is.
    What was left beside it a day ago or earlier, by a process that was killed, is taken away.

    Raises NotFoundError where the folder above is missing, RefusedError where anything else lies in the folder, or it cannot be written.
    """
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise RefusedError(N_("{file} is not an ordinary folder and was not replaced."), file=folder)
    there = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
    foreign = sorted(name for name, path in there.items() if name not in known or path.is_symlink() or not path.is_file())
    if foreign:
        raise RefusedError(
            N_("{folder} also holds {name}, and is not replaced."), hint=N_("Name a folder of its own."), folder=folder, name=foreign[0]
        )
    same = {name for name, content in files.items() if name in there and there[name].read_bytes() == content}
    changed = frozenset({*files, *there} - same)
    if not changed:
        return changed
    from tempfile import mkdtemp  # noqa: PLC0415 - random numbers and more, for files only

    draft: Path | None = None
    try:
        draft = Path(mkdtemp(dir=folder.parent, prefix=_beginning(folder), suffix=_ENDING))
        _clear_abandoned(folder, draft, known)
        mode = folder.stat().st_mode & 0o7777 if there or folder.is_dir() else 0o700
        for name, content in files.items():
            if name in same:
                _also(there[name], draft / name)
            else:
                (draft / name).write_bytes(content)
                (draft / name).chmod(mode & _READABLE | PRIVATE)
                flush_file(draft / name)
        draft.chmod(mode)
        with suppress(OSError):
            shutil.chown(draft, group=folder.stat().st_gid)
        before()
        _put(draft, folder, files, changed)
        flush_folder(folder.parent)
    except FileNotFoundError:
        raise NotFoundError(N_("The folder {folder} does not exist. Create it first."), folder=folder.parent) from None
    except OSError as error:
        raise RefusedError(N_("{file} cannot be written: {reason}."), file=folder, reason=error.strerror or error) from error
    finally:
        if draft is not None:
            shutil.rmtree(draft, ignore_errors=True)  # after an exchange it holds what was there before
    return changed


def _beginning(folder: Path) -> str:
    return f".{folder.name[:20]}."


def _clear_abandoned(folder: Path, draft: Path, known: Collection[str]) -> None:
    """Take away drafts of this folder of a day before this one that hold nothing but its files."""
    from glob import escape  # noqa: PLC0415 - as above

    latest = draft.stat().st_mtime - _ABANDONED
    for other in folder.parent.glob(f"{escape(_beginning(folder))}*{_ENDING}"):
        with suppress(OSError):
            if other.lstat().st_mtime < latest and {path.name for path in other.iterdir()} <= set(known):
                shutil.rmtree(other, ignore_errors=True)


def _also(path: Path, other: Path) -> None:
    try:
        os.link(path, other)
    except (OSError, NotImplementedError):  # no hard links here
        shutil.copy2(path, other)


def _put(draft: Path, folder: Path, files: Mapping[str, bytes], changed: frozenset[str]) -> None:
    if not folder.exists():
        draft.rename(folder)
    elif not exchange(draft, folder):
        for name in reversed(list(files)):
            if name in changed:
                (draft / name).replace(folder / name)
        for name in changed - set(files):
            (folder / name).unlink()
