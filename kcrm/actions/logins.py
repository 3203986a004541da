"""Who gives a command: a login, a script's token, or, until there are users, anybody. What they may is decided by the real time.

A login's file holds a token that nobody else knows; the database holds only its digest. It is good on the host and for the system's user
that it was made for, and only as long as nobody else could have read it.
"""

from __future__ import annotations

import contextlib
import hashlib
import hmac
import os
import secrets
import sqlite3
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from kcrm import db
from kcrm.context import AppContext
from kcrm.entry import SCRIPTED, needed
from kcrm.errors import KcrmError, NotFoundError, RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model.access import Extent, Permission, Rights, UserState
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.policy_access import AccessPolicy, Grant
from kcrm.queries import desk
from kcrm.queries import users as stored
from kcrm.queries.users import NewLogin, Secret, User
from kcrm.rules.access import Counted, after_wrong, granted, is_locked, is_weak, login_ends, may
from kcrm.rules.staff import employed
from kcrm.storage.files import PRIVATE, new_draft
from kcrm.system import file_owner, has_modes, host_name, open_no_link, process_owner, terminal_name

_BYTES = 32
_BLOCK, _PARALLEL = 8, 1  # scrypt's r and p; its memory is 128 * r * 2 ** cost bytes
_OTHERS = 0o077
_LOG_IN = N_("To log in: kcrm login EMPLOYEE_NO")


# --- passwords ---


def hashed(password: str, salt: str, cost: int) -> str:
    """The password's scrypt of that salt and cost, both in hexadecimal."""
    memory = 128 * _BLOCK * 2**cost + 2**20
    return hashlib.scrypt(password.encode(), salt=bytes.fromhex(salt), n=2**cost, r=_BLOCK, p=_PARALLEL, maxmem=memory).hex()


def new_secret(password: str, policy: AccessPolicy, *, must_change: bool) -> Secret:
    """What is kept of a password."""
    salt = secrets.token_hex(_BYTES // 2)
    return Secret(salt, policy.scrypt_cost, hashed(password, salt, policy.scrypt_cost), must_change, 0, None)


_WEAK = {
    "short": N_("The password is too short: at least {length} characters."),
    "known": N_("The password must not contain a name or a number of its user or of the store."),
    "simple": N_("The password is too easy to guess."),
}


def check_password(password: str, known: Iterable[str], policy: AccessPolicy) -> None:
    """Raises RefusedError where a password is too easy to guess."""
    weak = is_weak(password, known, policy)
    if weak is not None:
        raise RefusedError(_WEAK[weak], hint=N_("Several words that do not belong together are good."), length=policy.password_length)


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# --- a login ---


class LoggedIn(NamedTuple):
    user: User
    until: datetime


def log_in(connection: sqlite3.Connection, context: AppContext, policy: Policy, user: User | None, password: str) -> LoggedIn:
    """Log somebody in: their file is written, their login recorded.

    user: None where nobody has that number, which is told no differently from a wrong password. Raises RefusedError.
    """
    now = context.started_at.astimezone(policy.zone)
    refused = RefusedError(N_("That is not the employee number and password of a user."), hint=_LOG_IN)
    secret = stored.secret_of(connection, user.id) if user is not None else None
    if user is None or secret is None or user.state is not UserState.ACTIVE or not _works_here(connection, user, now):
        hashed(password, "00" * 16, policy.access.scrypt_cost)  # so that it takes as long as a wrong password does
        raise refused
    if is_locked(Counted(secret.failed, secret.locked_until), now):
        with db.noted(connection):
            stored.add_login_event(connection, now, "locked", host_name(), user_id=user.id)
        raise _locked(secret.locked_until, context)
    if not hmac.compare_digest(hashed(password, secret.salt, secret.cost), secret.hash):
        counted = after_wrong(Counted(secret.failed, secret.locked_until), now, policy.access)
        with db.noted(connection):
            stored.set_failed(connection, user.id, counted.failed, counted.locked_until)
            stored.add_login_event(connection, now, "wrong", host_name(), user_id=user.id)
        raise _locked(counted.locked_until, context) if is_locked(counted, now) else refused
    token, until = secrets.token_hex(_BYTES), login_ends(now, policy.access)
    with db.noted(connection):
        stored.set_failed(connection, user.id, 0, None)
        login = NewLogin(user.id, None, digest(token), now, until, host_name(), process_owner(), terminal_name())
        stored.add_login(connection, login)
        _keep(login_file(stored.access_key(connection)), token)
    return LoggedIn(user, until)


def _locked(until: datetime | None, context: AppContext) -> RefusedError:
    assert until is not None
    shown = until.astimezone(context.shown_in).strftime("%H:%M")
    return RefusedError(N_("Too many wrong passwords: nobody can log in as this user before {time}."), time=shown)


def _works_here(connection: sqlite3.Connection, user: User, now: datetime) -> bool:
    from kcrm.queries.staff import staff_by_id  # noqa: PLC0415 - what only reads knows who acts already

    return employed(staff_by_id(connection, user.staff_id), now.date())


def log_out(connection: sqlite3.Connection, now: datetime) -> None:
    """End the login of this file; the file goes whether or not it was good. Raises NotFoundError where there is none."""
    path = login_file(stored.access_key(connection))
    token = _kept(path)
    if token is None:
        raise NotFoundError(N_("Nobody is logged in."), hint=_LOG_IN)
    login = stored.login_of(connection, digest(token))
    if login is not None:
        with db.noted(connection):
            stored.add_login_event(connection, now, "ended", host_name(), login_id=login.id)
    path.unlink(missing_ok=True)


def login_file(key: str) -> Path:
    """Where the token of a database's login is kept, whatever the database is called. Raises UsageError where there is no place for it."""
    from platformdirs import user_state_path

    folder = user_state_path("kcrm", appauthor=False)
    if not folder.is_absolute():
        raise UsageError(N_("There is no home folder to keep a login in. Set XDG_STATE_HOME."))
    return folder / f"login-{key}"


def _keep(path: Path, token: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        draft = new_draft(path)
        draft.write_text(token, encoding="ascii")
        draft.replace(path)
    except OSError as error:
        raise RefusedError(N_("The login cannot be kept in {path}: {reason}."), path=path, reason=error.strerror or str(error)) from error


def _kept(path: Path) -> str | None:
    """The token in the file; None where there is none. Raises RefusedError where others could have read it or made it."""
    try:
        handle = open_no_link(path)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise RefusedError(N_("The login in {path} cannot be read."), hint=_LOG_IN, path=path) from error
    with open(handle, encoding="ascii", errors="replace") as file:  # noqa: PTH123 - opened already, so that it is the same one
        status = os.fstat(file.fileno())
        if has_modes() and (status.st_mode & _OTHERS or file_owner(status) != process_owner()):
            raise RefusedError(
                N_("The login in {path} could be read by others (it must be mode {mode} and yours), so it is not used."),
                hint=_LOG_IN,
                path=path,
                mode=f"{PRIVATE:04o}",
            )
        return file.read(2 * _BYTES)


# --- who gives this command ---


def rights_of(connection: sqlite3.Connection, context: AppContext, policy: Policy) -> Rights | None:
    """What who gives this command may do; None without users: then everything is permitted.

    Raises RefusedError where nobody is logged in, the command is not theirs to give, or they may not act for whom they name.
    """
    if not stored.has_users(connection):
        return None
    now = context.started_at
    rights = _of_token(connection, context.token, now) if context.token else _of_login(connection, policy, now)
    if rights.must_change and context.path not in {"passwd", "logout", "whoami"}:
        raise RefusedError(N_("Your password was set by somebody else: set your own first."), hint=N_("To set it: kcrm passwd"))
    if rights.commands is not None and context.path not in rights.commands:
        raise RefusedError(
            N_("KCRM_TOKEN may only do what kcrm cron prints, not {command}."), hint=_LOG_IN, command=f"kcrm {context.path}".strip()
        )
    wanted = _needed(context.path)
    if wanted is not None and rights.commands is None and not may(rights, wanted):
        raise refusal(wanted, context.path)
    return _for_another(connection, context, rights)


def acting(context: AppContext) -> str | None:
    """The employee number of who gives the command, or their script's name, and for whom; None for nobody. Never raises: a command does."""
    try:
        with db.opened(context.db_path, readonly=True, migrating=False) as connection:
            _version, snapshot = desk.latest_policy(connection)
            rights = rights_of(connection, context, Policy.from_snapshot(snapshot))
    except (KcrmError, OSError, sqlite3.Error):
        return context.staff_text
    if rights is None:
        return context.staff_text
    return rights.number if rights.for_id is None else f"{rights.number} → {context.staff_text}"


def refusal(permission: Permission, command: str) -> RefusedError:
    """What is said to somebody who lacks a permission."""
    return RefusedError(
        N_("You may not do this ({command}): it needs the permission {permission}."),
        hint=N_("To ask for it: kcrm permission ask {permission} --why TEXT"),
        command=f"kcrm {command}".strip(),
        permission=permission.value,
    )


def _needed(path: str) -> Permission | None:
    try:
        return needed(path)
    except LookupError:
        raise RefusedError(N_("Nobody has declared who may do this: kcrm {command}."), command=path) from None


def _of_token(connection: sqlite3.Connection, token: str, now: datetime) -> Rights:
    login = stored.login_of(connection, digest(token))
    if login is None or login.user_id is not None or (login.until is not None and login.until <= now):
        raise RefusedError(N_("KCRM_TOKEN is no token of this database, or was revoked."), hint=N_("To make one: kcrm user token add NAME"))
    everything = dict.fromkeys(Permission, Extent.ALL)
    return Rights(None, login.name or "", everything, commands=SCRIPTED)


def _of_login(connection: sqlite3.Connection, policy: Policy, now: datetime) -> Rights:
    path = login_file(stored.access_key(connection))
    token = _kept(path)
    if token is None:
        raise RefusedError(N_("Nobody is logged in."), hint=_LOG_IN)
    login = stored.login_of(connection, digest(token))
    user = stored.user_by_id(connection, login.user_id) if login is not None and login.user_id is not None else None
    if login is None or user is None or login.until is None or login.until <= now:
        raise RefusedError(N_("The login has ended."), hint=_LOG_IN)
    if login.host != host_name() or login.owner != process_owner():
        raise RefusedError(N_("This login was made for another computer or another of its users."), hint=_LOG_IN)
    if user.state is not UserState.ACTIVE or not _works_here(connection, user, now.astimezone(policy.zone)):
        raise RefusedError(N_("This user is disabled."), hint=N_("Who may change that: kcrm permission table"))
    more = [Grant(permission, extent, "") for permission, extent in stored.granted_to(connection, user.id, now)]
    return Rights(user.staff_id, user.employee_no, granted(user.role, policy.access, more), must_change=user.must_change)


def _for_another(connection: sqlite3.Connection, context: AppContext, rights: Rights) -> Rights:
    """Whoever names another with --as or KCRM_STAFF acts for them, which needs a permission."""
    if context.staff_text is None or rights.staff_id is None:
        return rights
    from kcrm.queries.lookup import own_number  # noqa: PLC0415 - as in a session
    from kcrm.queries.staff import staff_row  # noqa: PLC0415 - as above

    row = staff_row(connection, own_number(context.staff_text))
    if row is None or row["id"] == rights.staff_id:
        return rights
    if not may(rights, Permission.ASSIGN, Extent.DEPARTMENT):
        raise RefusedError(
            N_("You are logged in as {number}; to act for another needs the permission {permission}."),
            hint=N_("Without --as and KCRM_STAFF you act as yourself."),
            number=rights.number,
            permission=Permission.ASSIGN.value,
        )
    return rights._replace(for_id=row["id"])


def forget_login(connection: sqlite3.Connection) -> None:
    """Take this database's login file away, if it is there."""
    with contextlib.suppress(OSError):
        login_file(stored.access_key(connection)).unlink(missing_ok=True)
