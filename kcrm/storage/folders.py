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
_LEFT_BY_BROWSERS = frozenset({"thumbs.db", "desktop.ini", ".ds_store", ".directory"})  # of Windows, macOS, KDE
_BESIDE_A_FILE, _STILL_OPEN = "._", ".nfs"  # of macOS on other systems' disks; of NFS, which takes it away itself


def place(folder: Path, files: Mapping[str, bytes], known: Collection[str], mark: bytes, before: Callable[[], object]) -> frozenset[str]:
    """Let the folder hold exactly these files; the names of those that are others than before, or gone.

    What file systems and those who look into them leave there (Thumbs.db, .DS_Store, desktop.ini …) hinders nothing and stays.

    Whoever looks finds all of the old or all of the new ones; where folders cannot be exchanged (other systems than Linux, some network
    file systems) each file by itself, the first of `files` last. What has the same bytes stays the same file with its time. A new folder is
    its owner's alone; who else may read one that is there, its mode says, and files follow it. known: the names of files that may be
    replaced or taken away, if `mark`, which all of ours bear, is in them. before: called once all is ready, if there is anything to do;
    what that raises keeps the folder as it is. What was left beside it a day ago or earlier, by a process that was killed, is taken away.

    Raises NotFoundError where the folder above is missing, RefusedError where anything else lies in the folder, or it cannot be written.
    """
    there, left = _looked_through(folder, known, mark)
    same = {name for name, content in files.items() if there.get(name) == content}
    changed = frozenset({*files, *there} - same)
    if not changed:
        return changed
    from tempfile import mkdtemp  # noqa: PLC0415 - random numbers and more, for files only

    draft: Path | None = None
    try:
        draft = Path(mkdtemp(dir=folder.parent, prefix=_beginning(folder), suffix=_ENDING))
        _clear_abandoned(folder, draft, known)
        mode = folder.stat().st_mode & 0o7777 if folder.is_dir() else 0o700
        for name, content in files.items():
            if name in same:
                _also(folder / name, draft / name)
            else:
                (draft / name).write_bytes(content)
                (draft / name).chmod(mode & _READABLE | PRIVATE)
                flush_file(draft / name)
        _take_along(left, draft)
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


def _looked_through(folder: Path, known: Collection[str], mark: bytes) -> tuple[dict[str, bytes], dict[str, Path]]:
    """Our own files there by name, and what was left by itself; nothing of a folder that is not there. Raises RefusedError for others."""
    if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
        raise RefusedError(N_("{file} is not an ordinary folder and was not replaced."), file=folder)
    every = {path.name: path for path in folder.iterdir()} if folder.is_dir() else {}
    left = {name: path for name, path in every.items() if _is_left(name) and _is_plain(path)}
    there = {name: path for name, path in every.items() if name not in left}
    foreign = sorted(name for name, path in there.items() if name not in known or not _is_plain(path))
    if foreign:
        raise RefusedError(
            N_("{folder} also holds {name}, and is not replaced."), hint=N_("Name a folder of its own."), folder=folder, name=foreign[0]
        )
    contents = {name: path.read_bytes() for name, path in there.items()}
    not_ours = sorted(name for name, content in contents.items() if mark not in content)
    if not_ours:
        raise RefusedError(
            N_("In {folder} is a file {name} that kcrm did not write; it is not replaced."),
            hint=N_("Name a folder of its own."),
            folder=folder,
            name=not_ours[0],
        )
    return contents, left


def _is_left(name: str) -> bool:
    return name.lower() in _LEFT_BY_BROWSERS or name.startswith((_BESIDE_A_FILE, _STILL_OPEN))


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink()


def _beginning(folder: Path) -> str:
    return f".{folder.name[:20]}."


def _clear_abandoned(folder: Path, draft: Path, known: Collection[str]) -> None:
    """Take away drafts of this folder of a day before this one that hold nothing but its files."""
    from glob import escape  # noqa: PLC0415 - as above

    latest = draft.stat().st_mtime - _ABANDONED
    for other in folder.parent.glob(f"{escape(_beginning(folder))}*{_ENDING}"):
        with suppress(OSError):
            if other.lstat().st_mtime < latest and all(path.name in known or _is_left(path.name) for path in other.iterdir()):
                shutil.rmtree(other, ignore_errors=True)


def _take_along(left: Mapping[str, Path], draft: Path) -> None:
    for name, path in left.items():
        if not name.startswith(_STILL_OPEN):
            with suppress(FileNotFoundError):  # whoever left it may take it away
                _also(path, draft / name)


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
