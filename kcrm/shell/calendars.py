"""Follow-ups as calendars that a program can subscribe to: one of all, or one for each person."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from pathlib import Path

from kcrm.actions.daylist import callers_ahead
from kcrm.actions.session import Session
from kcrm.exchange.icalendar import written_calendar
from kcrm.i18n import N_, _
from kcrm.model import State
from kcrm.model.personal import Personal
from kcrm.progress import one_by_one
from kcrm.queries.followups import InCalendar, in_calendars
from kcrm.queries.staff import all_staff
from kcrm.render import tell_written, write_pieces
from kcrm.shell.leaving import recording_of
from kcrm.shell.opening import plan_today
from kcrm.shell.splitting import made_folder, stem_of
from kcrm.views.calendars import calendar_name, event_of

_TOLD = (Personal.NAME, Personal.PHONE, Personal.PLATE, Personal.ADDRESS, Personal.NOTE)
KEPT_DAYS = 60
"""So long what ended is written as cancelled: by then every calendar that is fetched at all has taken it out."""


def write_calendar(session: Session, customer_ids: Collection[int] | None, file: Path) -> None:
    """One calendar of everybody's follow-ups. Raises as `write_pieces` does."""
    plan_today(session)
    listed, count = _listed(session, customer_ids)
    _write(session, session.store.name, listed, count, file)


def write_calendars(session: Session, customer_ids: Collection[int] | None, folder: Path) -> None:
    """One for each person, by who makes the call; what ended is in that of whose it was. Raises UsageError, and as `write_pieces` does."""
    made_folder(session.context, folder)
    plan_today(session)
    callers, members = callers_ahead(session), all_staff(session.connection)
    theirs: dict[int | None, list[InCalendar]] = {}
    listed, count = _listed(session, customer_ids)
    for each in one_by_one(N_("Putting the list together"), listed, count):
        item = each.followup
        theirs.setdefault(callers.get(item.id, item.assignee_id) if item.state is State.OPEN else item.assignee_id, []).append(each)
    for number, employee_no, name in [*((each.id, each.employee_no, each.name) for each in members), (None, None, _("nobody"))]:
        file = folder / f"{stem_of(employee_no)}.ics"
        # who has nothing any more must not go on with what was there
        if number in theirs or file.exists():
            own = theirs.get(number, ())
            _write(session, name, own, len(own), file)


def _listed(session: Session, customer_ids: Collection[int] | None) -> tuple[Iterable[InCalendar], int]:
    return in_calendars(session.connection, session.now - timedelta(days=KEPT_DAYS), customer_ids)


def _write(session: Session, whose: str, listed: Iterable[InCalendar], count: int, file: Path) -> None:
    store, zone = session.store.name, session.context.zone
    events = (event_of(each, store, zone) for each in one_by_one(N_("Writing {file}"), listed, count, file=file.name))
    recording = recording_of(session.context, _TOLD, count, file)
    write_pieces(file, written_calendar(calendar_name(whose), events, session.now), recording)
    tell_written(file, count)
