"""What Windows lacks, taken away: put before a program, it runs as if POSIX were not there, on a machine where it is.

Functions are missing, modules cannot be imported, a file that somebody has open keeps its name, and a console speaks GBK. What remains is
the system's own: paths, and how processes are started.
"""

from __future__ import annotations

import errno
import getpass
import os
import shutil
import stat
import sys
from pathlib import Path

import kcrm.system

_MISSING = ("fchmod", "fchown", "chown", "getuid", "geteuid", "getgid", "getegid", "statvfs", "fork", "posix_fallocate", "mkfifo", "pread")
_UNKNOWN = ("termios", "fcntl", "tty", "pwd", "grp", "pty", "resource", "readline")
_ELSEWHERE = Path("/proc")


def take_posix_away() -> None:
    """For this process, for good."""
    kcrm.system.WINDOWS = True
    # the standard library has other means there
    usage = shutil.disk_usage("/")
    shutil.disk_usage = lambda _path: usage
    shutil._use_fd_functions = False
    for name in _MISSING:
        if hasattr(os, name):
            delattr(os, name)
    for name in _UNKNOWN:
        sys.modules[name] = None  # type: ignore[assignment]
    for name in ("rename", "replace", "unlink", "remove"):
        setattr(os, name, _keeping_open_ones(getattr(os, name)))
    own_open = os.open

    def no_folders(path, flags, *rest, **more):
        if not flags & os.O_DIRECTORY and Path(path).is_dir():
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return own_open(path, flags, *rest, **more)

    os.open = no_folders
    own_open_text = Path.read_text

    def without_proc(self, *args, **more):
        if self.is_relative_to(_ELSEWHERE):
            raise FileNotFoundError(errno.ENOENT, "No such file", str(self))
        return own_open_text(self, *args, **more)

    Path.read_text = without_proc
    own_exists = Path.exists
    Path.exists = lambda self, **more: not self.is_relative_to(_ELSEWHERE) and own_exists(self, **more)
    os.environ["USERNAME"] = getpass.getuser() if "USERNAME" in os.environ or "USER" in os.environ else "reception"


def _open_files() -> set[tuple[int, int]]:
    """What this process has open."""
    found = set()
    for descriptor in Path("/proc/self/fd").iterdir():
        try:
            status = descriptor.stat()
        except OSError:
            continue
        if stat.S_ISREG(status.st_mode):
            found.add((status.st_dev, status.st_ino))
    return found


def _keeping_open_ones(own):
    def guarded(*paths, **more):
        for path in paths:
            try:
                status = os.lstat(path)
            except OSError:
                continue
            if (status.st_dev, status.st_ino) in _open_files():
                raise PermissionError(errno.EACCES, "The process cannot access the file because it is being used", str(path))
        return own(*paths, **more)

    return guarded
