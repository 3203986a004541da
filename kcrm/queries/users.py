"""Users, their passwords, their logins and the rights they were granted. All instants are real ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from kcrm.db import instant
from kcrm.model.access import Extent, Permission, UserState
from kcrm.model.vocabulary import Role
from kcrm.named import NamedTuple
from kcrm.queries.rows import has_rows, record

_USER = """
SELECT user.id, user.staff_id, staff.employee_no, staff.name, user.role, user.state, user_secret.id IS NOT NULL AS has_password,
    coalesce(user_secret.must_change, 0) AS must_change, user_secret.locked_until,
    (SELECT max(since) FROM login WHERE login.user_id = user.id) AS last_login
FROM user JOIN staff ON staff.id = user.staff_id LEFT JOIN user_secret ON user_secret.id = user.id
"""
_KEPT = "SELECT salt, cost, hash, must_change, failed, locked_until FROM user_secret WHERE id = ?"
_LOGIN = """
SELECT login.id, login.user_id, login.name, login.since, login.until, login.host, login.owner, login.terminal
FROM login WHERE token = ? AND NOT EXISTS (SELECT 1 FROM login_event WHERE login_id = login.id AND result = 'ended')
"""


class User(NamedTuple):
    """A member of staff who may log in. role: the post whose rights the user has. locked_until, last_login: None for never."""

    id: int
    staff_id: int
    employee_no: str
    name: str
    role: Role
    state: UserState
    has_password: bool
    must_change: bool
    locked_until: datetime | None
    last_login: datetime | None


class Secret(NamedTuple):
    """A password as it is kept. salt, hash: hexadecimal; cost: the power of two. failed: wrong ones in a row."""

    salt: str
    cost: int
    hash: str
    must_change: bool
    failed: int
    locked_until: datetime | None


class Login(NamedTuple):
    """A login that has not been ended, or a script's token. user_id: None for a token, which has a name. until: None for no end."""

    id: int
    user_id: int | None
    name: str | None
    since: datetime
    until: datetime | None
    host: str
    owner: str
    terminal: str


class NewLogin(NamedTuple):
    """token: its SHA-256. owner: of the file that holds it, by number. The others as in `Login`."""

    user_id: int | None
    name: str | None
    token: str
    since: datetime
    until: datetime | None
    host: str
    owner: str
    terminal: str


def has_users(connection: sqlite3.Connection) -> bool:
    """Whether anybody is a user: until then everybody may do everything."""
    return has_rows(connection, "user")


def users(connection: sqlite3.Connection) -> list[User]:
    """All of them, by employee number."""
    return [record(User, row) for row in connection.execute(f"{_USER} ORDER BY staff.employee_no")]


def user_of(connection: sqlite3.Connection, staff_id: int) -> User | None:
    """The user that a member of staff is, if one."""
    row = connection.execute(f"{_USER} WHERE user.staff_id = ?", (staff_id,)).fetchone()
    return None if row is None else record(User, row)


def user_by_id(connection: sqlite3.Connection, user_id: int) -> User | None:
    row = connection.execute(f"{_USER} WHERE user.id = ?", (user_id,)).fetchone()
    return None if row is None else record(User, row)


# --- written within a write ---


def add_user(connection: sqlite3.Connection, staff_id: int, role: Role) -> int:
    """Make a user; its number."""
    return connection.execute("INSERT INTO user (staff_id, role) VALUES (?, ?)", (staff_id, role)).lastrowid or 0


def set_user(connection: sqlite3.Connection, user_id: int, role: Role, state: UserState) -> None:
    connection.execute("UPDATE user SET role = ?, state = ? WHERE id = ?", (role, state, user_id))


# --- noted, outside the operations log ---


def secret_of(connection: sqlite3.Connection, user_id: int) -> Secret | None:
    """The password that a user has; None where nobody set one."""
    row = connection.execute(_KEPT, (user_id,)).fetchone()
    return None if row is None else record(Secret, row)


def set_secret(connection: sqlite3.Connection, user_id: int, secret: Secret, at: datetime) -> None:
    """The password that counts from now on; what was counted of wrong ones is forgotten."""
    connection.execute(
        "INSERT INTO user_secret (id, salt, cost, hash, must_change, changed_at) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "salt = excluded.salt, cost = excluded.cost, hash = excluded.hash, must_change = excluded.must_change, "
        "changed_at = excluded.changed_at, failed = 0, locked_until = NULL",
        (user_id, secret.salt, secret.cost, secret.hash, int(secret.must_change), instant(at)),
    )


def set_failed(connection: sqlite3.Connection, user_id: int, failed: int, locked_until: datetime | None) -> None:
    connection.execute(
        "UPDATE user_secret SET failed = ?, locked_until = ? WHERE id = ?",
        (failed, None if locked_until is None else instant(locked_until), user_id),
    )


def add_login(connection: sqlite3.Connection, login: NewLogin) -> int:
    return (
        connection.execute(
            "INSERT INTO login (user_id, name, token, since, until, host, owner, terminal) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(login.user_id, login.name, login.token, instant(login.since)),
                *(None if login.until is None else instant(login.until), login.host, login.owner, login.terminal),
            ),
        ).lastrowid
        or 0
    )


def login_of(connection: sqlite3.Connection, token: str) -> Login | None:
    """The login, not ended, whose token has this SHA-256."""
    row = connection.execute(_LOGIN, (token,)).fetchone()
    return None if row is None else record(Login, row)


def tokens(connection: sqlite3.Connection) -> list[Login]:
    """The scripts' tokens that are good, by name."""
    rows = connection.execute(
        "SELECT id, user_id, name, since, until, host, owner, terminal FROM login WHERE user_id IS NULL "
        "AND NOT EXISTS (SELECT 1 FROM login_event WHERE login_id = login.id AND result = 'ended') ORDER BY name, id"
    )
    return [record(Login, row) for row in rows]


def add_login_event(
    connection: sqlite3.Connection, at: datetime, result: str, host: str, *, login_id: int | None = None, user_id: int | None = None
) -> None:
    """result: `ended`, `wrong` or `locked`."""
    connection.execute(
        "INSERT INTO login_event (login_id, user_id, at, result, host) VALUES (?, ?, ?, ?, ?)",
        (login_id, user_id, instant(at), result, host),
    )


def end_logins(connection: sqlite3.Connection, user_id: int, at: datetime, host: str) -> None:
    """End all of a user's logins, as after a new password."""
    connection.execute(
        "INSERT INTO login_event (login_id, user_id, at, result, host) SELECT id, user_id, ?, 'ended', ? FROM login WHERE user_id = ? "
        "AND NOT EXISTS (SELECT 1 FROM login_event WHERE login_id = login.id AND result = 'ended')",
        (instant(at), host, user_id),
    )


# --- the database's own ---


def access_key(connection: sqlite3.Connection) -> str:
    """By which a login's file finds its database."""
    key: str = connection.execute("SELECT key FROM access_key").fetchone()[0]
    return key


def recovery(connection: sqlite3.Connection) -> str | None:
    """SHA-256 of the recovery code; None before there is a user."""
    code: str | None = connection.execute("SELECT recovery FROM access_key").fetchone()[0]
    return code


def set_recovery(connection: sqlite3.Connection, code: str) -> None:
    connection.execute("UPDATE access_key SET recovery = ?", (code,))


def granted_to(connection: sqlite3.Connection, user_id: int, now: datetime) -> Sequence[tuple[Permission, Extent]]:
    """The rights granted to a user besides those of the post, without those for one use. now: real."""
    rows = connection.execute(
        "SELECT permission, extent FROM right_request WHERE user_id = ? AND state = 'granted' AND subject IS NULL "
        "AND (until IS NULL OR until > ?)",
        (user_id, instant(now)),
    )
    return [(Permission(row[0]), Extent(row[1])) for row in rows]
