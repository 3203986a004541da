"""Rights that one person asks for and another grants, and what one person alone may not use."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kcrm import db
from kcrm.actions.logins import refusal
from kcrm.actions.session import Session
from kcrm.errors import NotFoundError, RefusedError
from kcrm.i18n import N_
from kcrm.model.access import Extent, Permission, RequestState, UserState
from kcrm.named import NamedTuple
from kcrm.policy_access import Grant
from kcrm.queries import rights as stored
from kcrm.queries.rights import NewRequest, Request
from kcrm.queries.users import User, granted_to, user_of, users
from kcrm.rules.access import granted, may, needs_two


class Asked(NamedTuple):
    """A right that is asked for. subject: what for, as C12, where each use is granted by itself. until: None for good."""

    permission: Permission
    extent: Extent
    why: str
    subject: str | None = None
    until: datetime | None = None


def holders(session: Session, permission: Permission) -> list[User]:
    """The active users who have a permission, in whatever extent."""
    now = session.context.started_at
    found = []
    for user in users(session.connection):
        more = [Grant(each, extent, "") for each, extent in granted_to(session.connection, user.id, now)]
        if user.state is UserState.ACTIVE and permission in granted(user.role, session.policy.access, more):
            found.append(user)
    return found


def use_of_two(session: Session, permission: Permission, subject: str | None = None) -> None:
    """What one person alone may not do is refused unless another has granted this use of it.

    subject: for which alone it was granted, and for which it is used up, within the write that does it. Without users, or where only one
    has the right, there is nobody to ask. Raises RefusedError.
    """
    rights = session.context.rights
    if rights is None or rights.staff_id is None:
        return
    if not may(rights, permission):
        raise refusal(permission, session.context.path)
    if not needs_two(permission, session.policy.access, len(holders(session, permission))):
        return
    _use(session, permission, subject, N_("This needs a second person: somebody else who may do it has to grant it first."))


def use_granted(session: Session, permission: Permission, subject: str, *, own: bool) -> None:
    """What needs somebody's word, within the write in which it is used: one's own, where one has the right, or another's for this subject.

    own: whether who acts is who is said to have given it. Raises RefusedError.
    """
    rights = session.context.rights
    if rights is None or rights.staff_id is None or (own and rights.for_id is None and may(rights, permission)):
        return
    _use(session, permission, subject, N_("Whoever approves this has to grant it, logged in as themselves."))


def _use(session: Session, permission: Permission, subject: str | None, refused: str) -> None:
    """Use what another granted; one for a subject is used up. refused: an msgid, what is said where nobody did."""
    found = stored.usable(session.connection, _own(session).id, permission, subject, session.context.started_at)
    if found is None:
        what = f"{permission.value} {subject}" if subject else permission.value
        raise RefusedError(refused, hint=N_("To ask for it: kcrm permission ask {what} --why TEXT"), what=what)
    if subject is not None:
        with db.noted(session.connection):
            stored.use(session.connection, found)


def ask(session: Session, asked: Asked) -> Request:
    """Ask for a right; nothing is permitted until somebody else grants it. Raises RefusedError without users."""
    user = _own(session)
    with db.noted(session.connection):
        request = NewRequest(
            user.id, asked.permission, asked.extent, asked.subject, asked.why, user.staff_id, session.context.started_at, asked.until
        )
        return stored.request(session.connection, stored.add_request(session.connection, request))


def decide(session: Session, number: int, state: RequestState, decision: str | None) -> Request:
    """Grant, refuse or revoke. Nobody decides what they asked for or what is for themselves; who grants needs the right themselves."""
    user, request = _own(session), stored.request_or_none(session.connection, number)
    if request is None:
        raise NotFoundError(N_("There is no request RQ{number}."), hint=N_("To list them: kcrm permission list"), number=number)
    wanted = {
        RequestState.GRANTED: RequestState.ASKED,
        RequestState.REFUSED: RequestState.ASKED,
        RequestState.REVOKED: RequestState.GRANTED,
    }
    if request.state is not wanted[state]:
        raise RefusedError(N_("RQ{number} is {state} already."), number=number, state=request.state.value)
    if state is not RequestState.REVOKED and user.staff_id in {request.asked_by_id, request.staff_id}:
        raise RefusedError(N_("Nobody decides on their own request."))
    rights = session.context.rights
    if state is RequestState.GRANTED and not may(rights, request.permission, request.extent):
        raise RefusedError(N_("Nobody grants what they may not do themselves: {permission}."), permission=request.permission.value)
    now = session.context.started_at
    until = request.until
    two = needs_two(request.permission, session.policy.access, len(holders(session, request.permission)))
    if state is RequestState.GRANTED and (two or request.subject is not None):
        until = now + timedelta(hours=session.policy.access.request_hours)
    with db.noted(session.connection):
        stored.decide(session.connection, number, state, user.staff_id, now, until, decision)
        return stored.request(session.connection, number)


def requests(session: Session, states: Sequence[RequestState]) -> list[Request]:
    """Those in these states, latest first."""
    return stored.requests(session.connection, states)


def _own(session: Session) -> User:
    rights = session.context.rights
    user = user_of(session.connection, rights.staff_id) if rights is not None and rights.staff_id is not None else None
    if user is None:
        raise RefusedError(
            N_("There are no users yet: everybody may do everything."), hint=N_("To make the first: kcrm user add EMPLOYEE_NO")
        )
    return user
