"""What leaves the desk of people's data is recorded, by whom, when and where to, before it does."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, time

from kcrm import db
from kcrm.actions.session import Session
from kcrm.context import AppContext
from kcrm.dates import Period
from kcrm.errors import DatabaseError
from kcrm.i18n import N_
from kcrm.model import Staff
from kcrm.model.personal import Leaving, Recording
from kcrm.named import NamedTuple
from kcrm.queries.access import Access, NewAccess, WantedAccess, accesses, add_access, count_accesses
from kcrm.system import system_user


def recording(connection: sqlite3.Connection, actor: Staff | None, context: AppContext, leaving: Leaving) -> Recording:
    """What records it: in a transaction of its own, which is no operation, as nothing is changed and nothing can be undone.

    Raises DatabaseError at once where the database can only be read.
    """
    if db.is_readonly(connection):
        raise DatabaseError(
            N_("The database {path} is read-only here, so that it cannot record that personal data leave. Nothing was written."),
            hint=N_("Export where the database can be written. Lists on the terminal work here, too."),
            path=context.db_path,
        )

    def record() -> None:
        access = NewAccess(
            at=context.now,
            recorded_at=datetime.now(UTC),
            staff_id=actor.id if actor else None,
            system_user=system_user(),
            what=context.what,
            filter=context.narrowed,
            command=context.command,
            personal=leaving.personal,
            rows=leaving.rows,
            file=leaving.file,
            reason=context.rights.because if context.rights is not None else "",
        )
        with db.noted(connection):
            add_access(connection, access)

    return record


class Wanted(NamedTuple):
    """Which of what left. days: both ends included. what: the first words of the command."""

    days: Period | None = None
    staff_id: int | None = None
    what: str | None = None


def left(session: Session, wanted: Wanted, limit: int | None = None) -> tuple[Sequence[Access], int]:
    """The latest of what left, and how much did."""
    zone, days = session.policy.zone, wanted.days
    first, last = (datetime.combine(days.first, time.min, zone), datetime.combine(days.last, time.max, zone)) if days else (None, None)
    within = WantedAccess(first, last, wanted.staff_id, wanted.what)
    return accesses(session.connection, within, limit), count_accesses(session.connection, within)
