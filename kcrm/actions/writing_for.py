"""What somebody wrote decides whether they may: whose records it touched, and whether it keeps a user from logging in."""

from __future__ import annotations

from kcrm import db
from kcrm.actions.logins import refusal
from kcrm.actions.relation import relation
from kcrm.actions.session import Session
from kcrm.entry import needed_to_write
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model.access import Extent, Permission, Rights, UserState
from kcrm.policy import Policy
from kcrm.queries import desk
from kcrm.queries.staff import staff_by_id
from kcrm.queries.touched import touched_customers, users_of_other_days, wrote
from kcrm.queries.users import users
from kcrm.rules.access import granted, may
from kcrm.rules.staff import employed


def check_written(session: Session, rights: Rights, operation: int) -> None:
    """Within the write that is open. Raises RefusedError, by which it is rolled back."""
    permission = needed_to_write(session.context.path)
    if permission is None or rights.staff_id is None:
        return
    if not may(rights, permission):
        raise refusal(permission, session.context.path)
    if not may(rights, permission, Extent.ALL):
        _check_whose(session, rights, permission, operation)
    _check_working_days(session, rights, operation)


def _check_whose(session: Session, rights: Rights, permission: Permission, operation: int) -> None:
    """Whoever may write for some customers only: whose they are is as it was before, as a write could make anybody one's own."""
    assert rights.staff_id is not None, "scripts are held to their commands"
    touched = touched_customers(session.connection, operation)
    if not touched:
        return
    with db.opened(session.context.db_path, readonly=True, migrating=False) as before:
        for customer_id in sorted(touched):
            if not may(rights, permission, relation(before, rights.staff_id, customer_id)):
                raise RefusedError(
                    N_("C{number} is not your customer: your permission {permission} does not reach that far. Nothing was written."),
                    hint=N_("To ask for it: kcrm permission ask {permission} --why TEXT"),
                    number=customer_id,
                    permission=permission.value,
                )


def _check_working_days(session: Session, rights: Rights, operation: int) -> None:
    """Who does not work here cannot log in: a user's working days are changed by who manages users, and somebody stays who can."""
    days = users_of_other_days(session.connection, operation)
    if days and not may(rights, Permission.USER_ADMIN):
        raise refusal(Permission.USER_ADMIN, session.context.path)
    if (days or wrote(session.connection, operation, "policy_version")) and not _somebody_manages_users(session):
        raise RefusedError(N_("Nobody who can make users would be left; give somebody else that right first."))


def _somebody_manages_users(session: Session) -> bool:
    """By the policy as it is now, within the write."""
    _version, snapshot = desk.latest_policy(session.connection)
    access, today = Policy.from_snapshot(snapshot).access, session.context.started_at.astimezone(session.policy.zone).date()
    return any(
        user.state is UserState.ACTIVE
        and Permission.USER_ADMIN in granted(user.role, access)
        and employed(staff_by_id(session.connection, user.staff_id), today)
        for user in users(session.connection)
    )
