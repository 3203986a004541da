"""What a command that shows or works the day does before anything else."""

from __future__ import annotations

from kcrm.actions.daylist import ensure_planned
from kcrm.actions.session import Session
from kcrm.context import AppContext
from kcrm.i18n import _
from kcrm.model import Staff
from kcrm.model.personal import SCREEN, Personal
from kcrm.shell.console import warn
from kcrm.shell.leaving import recorded_as
from kcrm.views.errors import in_words

_SEAT = (Personal.NAME, Personal.PHONE, Personal.PLATE, Personal.NOTE)
"""What a seat tells of whom it lists."""


def plan_today(session: Session) -> None:
    """Today's plan where it was not made yet; people are told what the list may lack."""
    failure = ensure_planned(session)
    if failure is not None:
        warn(_("Could not make today's plan; the list may be incomplete: {reason}").format(reason=in_words(failure)))


def opened(session: Session, caller: Staff | None) -> Session:
    """The session in which the list of this caller, None for everybody's, is shown in full where it may be; what it shows is recorded."""
    if session.context.rights is None:
        return session
    from kcrm.actions.shown import opened_list  # noqa: PLC0415 - most desks have no users

    return opened_list(session, caller.id if caller else None)


def seated(session: Session, context: AppContext, caller: Staff | None) -> AppContext:
    """The context of a seat at a list, in which it is shown in full where it may be; that is recorded once, as one access."""
    opened_session = opened(session, caller)
    if session.context.rights is None or not opened_session.context.in_full:
        return context
    from kcrm.actions.daylist import shares_of  # noqa: PLC0415 - as above

    listed = sum(share.customers for number, share in shares_of(session, session.today).items() if caller is None or number == caller.id)
    recorded_as(opened_session.context, _SEAT, listed, SCREEN)()
    return context.replace(in_full=True, noted=True)
