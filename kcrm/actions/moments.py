"""Moments that are typed for a step of something: as they are shown, and that they are not to come."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from kcrm.actions.edits import value_of
from kcrm.errors import RefusedError
from kcrm.i18n import N_

if TYPE_CHECKING:
    from kcrm.actions.session import Session
    from kcrm.records import SheetKind


def written(session: Session, at: datetime) -> str:
    """A moment as a person writes it, in the store's time."""
    return at.astimezone(session.now.tzinfo).strftime("%Y-%m-%d %H:%M")


def this_moment(session: Session) -> str:
    """Now, to the second, as it is typed."""
    return session.now.replace(microsecond=0).isoformat()


def check_past(session: Session, kind: SheetKind, key: str, text: str) -> None:
    """Raises RefusedError for a moment of that field that is still to come."""
    at = value_of(session, kind, key, text)
    if isinstance(at, datetime) and at > session.now:
        raise RefusedError(N_("{text} is still to come."), text=text)
