"""Users are made, given other rights, disabled and given new passwords; scripts get tokens."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Iterator

from kcrm import db
from kcrm.actions.logins import LoggedIn, check_password, digest, forget_login, hashed, log_in, new_secret
from kcrm.actions.rights import use_of_two
from kcrm.actions.session import Session
from kcrm.context import AppContext
from kcrm.errors import NotFoundError, RefusedError
from kcrm.i18n import N_
from kcrm.model import Role
from kcrm.model.access import Permission, Rights, UserState
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.queries import desk
from kcrm.queries import users as stored
from kcrm.queries.lookup import own_number
from kcrm.queries.staff import staff_by_id, staff_row
from kcrm.queries.users import Login, NewLogin, User
from kcrm.rules.staff import employed
from kcrm.system import host_name, process_owner

_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # without those that look like another
_GROUPS, _OF_FOUR = 4, 4
_LAST_ADMIN = N_("{name} ({number}) is the only one who can make users; give somebody else that right first.")


class Made(NamedTuple):
    """A user as they now are. password, recovery: to be shown once, where kcrm made them up."""

    user: User
    password: str | None = None
    recovery: str | None = None


def made_up() -> str:
    """A password or code that nobody guesses and everybody can read aloud."""
    return "-".join("".join(secrets.choice(_LETTERS) for _ in range(_OF_FOUR)) for _ in range(_GROUPS))


def add(session: Session, staff_id: int, role: Role | None, password: str | None, *, dry_run: bool) -> Made:
    """Make a member of staff a user; the first one is a general manager, whatever the post. role: None for the post's own.

    password: None where one is to be made up, which its user must change. Raises RefusedError.
    """
    member, now = staff_by_id(session.connection, staff_id), session.context.started_at
    first = not stored.has_users(session.connection)
    if stored.user_of(session.connection, staff_id) is not None:
        raise RefusedError(N_("{name} ({number}) is a user already."), name=member.name, number=member.employee_no)
    if not employed(member, now.astimezone(session.policy.zone).date()):
        raise RefusedError(N_("{name} ({number}) does not work here today."), name=member.name, number=member.employee_no)
    if first and role not in {None, Role.GENERAL_MANAGER}:
        raise RefusedError(N_("The first user can do everything: leave --role out, or say general_manager."))
    use_of_two(session, Permission.USER_ADMIN)
    chosen = made_up() if password is None else password
    check_password(chosen, _known(session, member.name, member.employee_no), session.policy.access)
    code = made_up() if first else None
    with session.write(dry_run=dry_run):
        user_id = stored.add_user(session.connection, staff_id, Role.GENERAL_MANAGER if first else role or member.role)
        secret = new_secret(chosen, session.policy.access, must_change=password is None or not first)
        stored.set_secret(session.connection, user_id, secret, now)
        if code is not None:
            stored.set_recovery(session.connection, digest(code))
        user = _user(session, user_id)
    return Made(user, chosen if password is None else None, code)


def change(session: Session, user: User, *, role: Role | None = None, state: UserState | None = None, dry_run: bool) -> User:
    """Give a user another post's rights, or disable or enable them; who is disabled is logged out.

    Raises RefusedError for the last one who can make users.
    """
    use_of_two(session, Permission.USER_ADMIN)
    with session.write(dry_run=dry_run):
        _check_not_last(session, user, role or user.role, state or user.state)
        stored.set_user(session.connection, user.id, role or user.role, state or user.state)
        if state is UserState.DISABLED:
            stored.end_logins(session.connection, user.id, session.context.started_at, host_name())
        return _user(session, user.id)


def reset(session: Session, user: User) -> Made:
    """A new password that kcrm makes up, shown once, which its user must change; their logins end."""
    use_of_two(session, Permission.USER_ADMIN)
    password, now = made_up(), session.context.started_at
    with db.noted(session.connection):
        stored.set_secret(session.connection, user.id, new_secret(password, session.policy.access, must_change=True), now)
        stored.end_logins(session.connection, user.id, now, host_name())
    return Made(_user(session, user.id), password)


def change_own_password(session: Session, rights: Rights, old: str, new: str) -> LoggedIn:
    """A user's own new password; all their logins end, and this one begins anew. Raises RefusedError."""
    assert rights.staff_id is not None, "a script has no password"
    user = stored.user_of(session.connection, rights.staff_id)
    secret = stored.secret_of(session.connection, user.id) if user is not None else None
    assert user is not None, "who is logged in is a user"
    assert secret is not None, "who is logged in has a password"
    # the old one is asked for as at a login, so that wrong ones are counted
    log_in(session.connection, session.context, session.policy, user, old)
    if secrets.compare_digest(hashed(new, secret.salt, secret.cost), secret.hash):
        raise RefusedError(N_("That is the password you have."))
    check_password(new, _known(session, user.name, user.employee_no), session.policy.access)
    now = session.context.started_at
    with db.noted(session.connection):
        stored.set_secret(session.connection, user.id, new_secret(new, session.policy.access, must_change=False), now)
        stored.end_logins(session.connection, user.id, now, host_name())
    forget_login(session.connection)
    return log_in(session.connection, session.context, session.policy, _user(session, user.id), new)


def enter(context: AppContext, number: str, password: str) -> LoggedIn:
    """Log in with an employee number and a password. Raises NotFoundError where nobody is a user yet, RefusedError."""
    with db.opened(context.db_path) as connection:
        if not stored.has_users(connection):
            raise NotFoundError(
                N_("There are no users yet: everybody may do everything."), hint=N_("To make the first: kcrm user add EMPLOYEE_NO")
            )
        _version, snapshot = desk.latest_policy(connection)
        row = staff_row(connection, own_number(number))
        user = stored.user_of(connection, row["id"]) if row is not None else None
        policy = Policy.from_snapshot(snapshot)
        return log_in(connection, context.with_zone(policy.zone), policy, user, password)


def add_token(session: Session, name: str) -> str:
    """A script's token, which is shown once: KCRM_TOKEN. Raises RefusedError where one of that name is good."""
    if any(each.name == name for each in stored.tokens(session.connection)):
        raise RefusedError(N_("There is a token {name} already."), hint=N_("To end it: kcrm user token revoke {name}"), name=name)
    use_of_two(session, Permission.USER_ADMIN)
    token = secrets.token_hex(32)
    login = NewLogin(None, name, digest(token), session.context.started_at, None, host_name(), process_owner(), "-")
    with db.noted(session.connection):
        stored.add_login(session.connection, login)
    return token


def tokens(session: Session) -> list[Login]:
    """The scripts' tokens that are good."""
    return stored.tokens(session.connection)


def revoke_token(session: Session, name: str) -> None:
    """End a script's token. Raises NotFoundError."""
    found = [each for each in stored.tokens(session.connection) if each.name == name]
    if not found:
        near = [each.name or "" for each in stored.tokens(session.connection)]
        raise NotFoundError(N_("There is no token {name}."), hint=N_("To list them: kcrm user token list"), near=near, name=name)
    with db.noted(session.connection):
        stored.add_login_event(session.connection, session.context.started_at, "ended", host_name(), login_id=found[0].id)


def user_named(session: Session, staff_id: int) -> User:
    """The user that a member of staff is. Raises NotFoundError."""
    user = stored.user_of(session.connection, staff_id)
    if user is None:
        member = staff_by_id(session.connection, staff_id)
        raise NotFoundError(
            N_("{name} ({number}) is no user."), hint=N_("To make one: kcrm user add {number}"), name=member.name, number=member.employee_no
        )
    return user


def _check_not_last(session: Session, user: User, role: Role, state: UserState) -> None:
    after = (user._replace(role=role, state=state) if each.id == user.id else each for each in stored.users(session.connection))
    if not any(True for _admin in _admins(session.policy, after)):
        raise RefusedError(_LAST_ADMIN, name=user.name, number=user.employee_no)


def _admins(policy: Policy, users: Iterable[User]) -> Iterator[User]:
    may_admin = {role for role, grants in policy.access.posts.items() if any(grant.permission is Permission.USER_ADMIN for grant in grants)}
    return (each for each in users if each.role in may_admin and each.state is UserState.ACTIVE)


def _user(session: Session, user_id: int) -> User:
    user = stored.user_by_id(session.connection, user_id)
    assert user is not None, "a user is only ever added"
    return user


def _known(session: Session, name: str, number: str) -> list[str]:
    """What nobody needs to guess: their name, also in pinyin, their number, the store."""
    from kcrm.identifiers import load_pinyin, pinyin_of  # noqa: PLC0415 - few commands set a password

    load_pinyin()
    return [name, number, session.store.name, pinyin_of(name)]
