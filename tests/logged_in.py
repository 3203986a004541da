"""Desks with users: who is logged in is said by whose folder of logins is used."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from conftest import Shell

REALLY = datetime(2026, 6, 15, 1, 0, tzinfo=UTC)
"""The real time, by which logins end: half past eight of the desk's clock is later that day, or earlier."""
PASSWORD = "pferd-stapel-batterie"


def be_at(monkeypatch, moment=REALLY):
    """Set the real time."""
    monkeypatch.setattr("kcrm.context.real_now", lambda: moment)


def make_users(shell: Shell, monkeypatch, folder: Path, *numbers: str) -> None:
    """Make these users, the first a general manager, and log each in, in a folder of their own."""
    secret = folder / "password"
    secret.write_text(f"{PASSWORD}\n", encoding="utf-8")
    secret.chmod(0o600)
    for number in numbers:
        shell.ok("user", "add", number, "--password-file", secret)
        if number == numbers[0]:
            be(monkeypatch, folder, number)
            shell.ok("login", number, "--password-file", secret)
    with closing(sqlite3.connect(shell.db)) as connection, connection:
        connection.execute("UPDATE user_secret SET must_change = 0")
    for number in numbers[1:]:
        be(monkeypatch, folder, number)
        shell.ok("login", number, "--password-file", secret)


def be(monkeypatch, folder: Path, number: str) -> None:
    """Give commands as this user from now on, or as nobody who is logged in."""
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / number))


def copied(shell: Shell, database: Path) -> None:
    shutil.copy(database, shell.db)
