"""Whose part of the day's list is meant."""

from __future__ import annotations

from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model import Staff
from kcrm.queries.staff import staff_by_id


def chosen_caller(session: Session, text: str | None, *, mine: bool) -> Staff | None:
    """Who is named by --staff, or who acts where --mine is given; None for everybody. Raises UsageError, NotFoundError, AmbiguousError."""
    if mine and text is not None:
        raise UsageError(N_("--mine and --staff cannot be used together."))
    if mine and session.actor is None:
        raise UsageError(N_("--mine needs to know who you are: set --as EMPLOYEE_NO or KCRM_STAFF."))
    if mine:
        return session.actor
    if text is None:
        return None
    from kcrm.actions.selecting import select  # noqa: PLC0415 - most ask for everybody's calls
    from kcrm.queries.lookup import Thing  # noqa: PLC0415

    return staff_by_id(session.connection, select(session, text, Thing.STAFF))
