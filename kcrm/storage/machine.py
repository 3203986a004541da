"""The machine under the database: its disk, its file system, the modes of its files."""

from __future__ import annotations

import shutil
import stat
from pathlib import Path

from kcrm.system import has_modes

# what SQLite's locks cannot be relied on over; FUSE is judged by what stands behind the dot
_NETWORK = frozenset(
    {"nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "ncpfs", "davfs", "sshfs", "lustre", "gfs2"}
)
_MOUNTS = Path("/proc/mounts")


def free_bytes(folder: Path) -> int:
    """How much an ordinary user may still write there."""
    return shutil.disk_usage(folder).free


def network_file_system(path: Path) -> str | None:
    """The kind of network file system that the file lies on; None for a local one, or where the system does not say."""
    try:
        lines = _MOUNTS.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return None
    place, best, kind = path.resolve(), Path(), ""
    for line in lines:
        _device, mounted, found, *_rest = line.split(" ")
        point = Path(mounted.replace("\\040", " "))
        if place.is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, kind = point, found
    return kind if kind.removeprefix("fuse.") in _NETWORK else None


def open_to_others(files: list[Path]) -> list[Path]:
    """Those files that the group or others may read or write, where modes say so."""
    if not has_modes():
        return []
    return [file for file in files if file.exists() and stat.S_IMODE(file.stat().st_mode) & 0o077]
