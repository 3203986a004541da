"""Follow-ups and appointments as calendars that a program can subscribe to: one of all, or one for each person."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from kcrm.actions.appointments import standing
from kcrm.actions.daylist import callers_ahead
from kcrm.actions.session import Session
from kcrm.exchange.icalendar import Event, written_calendar
from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.named import NamedTuple
from kcrm.progress import one_by_one
from kcrm.queries.followups import in_calendars
from kcrm.queries.staff import all_staff
from kcrm.records import OutKind, SheetKind
from kcrm.render import tell_written
from kcrm.shell.filing import write_pieces
from kcrm.shell.leaving import recording_of
from kcrm.shell.opening import plan_today
from kcrm.shell.splitting import Split, made_folder, stem_of
from kcrm.views.calendars import event_of_appointment, event_of_followup

KEPT_DAYS = 60
"""So long what ended is written as cancelled: by then every calendar that is fetched at all has taken it out."""


class Theirs(NamedTuple):
    """An event, the number of what it is of, and in whose calendar it stands; None: nobody's."""

    number: int
    whose: int | None
    event: Event


class _Calendar(NamedTuple):
    """What a calendar is of. told: of people; ending: of the file of each person.

    entries: those of these customers or of all, read one by one, and how many. instead: who has which of them in place of whose it is.
    """

    split: Split
    title: str
    told: tuple[Personal, ...]
    ending: str
    entries: Callable[[Session, datetime, Collection[int] | None], tuple[Iterable[Theirs], int]]
    instead: Callable[[Session], Mapping[int, int | None]]


def _followups(session: Session, since: datetime, customer_ids: Collection[int] | None) -> tuple[Iterable[Theirs], int]:
    store, zone = session.store.name, session.context.zone
    listed, count = in_calendars(session.connection, since, customer_ids)
    return (Theirs(each.followup.id, each.followup.assignee_id, event_of_followup(each, store, zone)) for each in listed), count


def _appointments(session: Session, since: datetime, customer_ids: Collection[int] | None) -> tuple[Iterable[Theirs], int]:
    store = session.store.name
    listed, count = standing(session, since, customer_ids)
    return (Theirs(each.appointment.number, each.told.advisor_id, event_of_appointment(each, store)) for each in listed), count


CALENDARS: Final[Mapping[SheetKind | OutKind, _Calendar]] = {
    OutKind.FOLLOWUPS: _Calendar(
        Split.CALLER,
        N_("Follow-ups"),
        (Personal.NAME, Personal.PHONE, Personal.PLATE, Personal.ADDRESS, Personal.NOTE),
        ".ics",
        _followups,
        callers_ahead,
    ),
    SheetKind.APPOINTMENTS: _Calendar(
        Split.ADVISOR,
        N_("Appointments"),
        (Personal.NAME, Personal.PHONE, Personal.PLATE, Personal.VIN, Personal.NOTE),
        # who receives customers may call them too: both files lie in one folder, and no number of a person names another's
        "+appointments.ics",
        _appointments,
        lambda _session: {},
    ),
}
"""What can be written as a calendar."""


def write_calendar(session: Session, kind: SheetKind | OutKind, customer_ids: Collection[int] | None, file: Path) -> None:
    """One calendar of everybody's. Raises as `write_pieces` does."""
    plan_today(session)
    calendar = CALENDARS[kind]
    listed, count = calendar.entries(session, _since(session), customer_ids)
    _write(session, calendar, session.store.name, listed, count, file)


def write_calendars(session: Session, kind: SheetKind | OutKind, customer_ids: Collection[int] | None, folder: Path) -> None:
    """One for each person: follow-ups by who makes the call, those that ended by whose it was; appointments by who receives them.

    Raises UsageError, and as `write_pieces` does.
    """
    made_folder(session.context, folder)
    plan_today(session)
    calendar = CALENDARS[kind]
    instead, members = calendar.instead(session), all_staff(session.connection)
    theirs: dict[int | None, list[Theirs]] = {}
    listed, count = calendar.entries(session, _since(session), customer_ids)
    for each in one_by_one(N_("Putting the list together"), listed, count):
        theirs.setdefault(each.whose if each.event.is_over else instead.get(each.number, each.whose), []).append(each)
    for number, employee_no, name in [*((each.id, each.employee_no, each.name) for each in members), (None, None, _("nobody"))]:
        file = folder / f"{stem_of(employee_no)}{calendar.ending}"
        # who has nothing any more must not go on with what was there
        if number in theirs or file.exists():
            own = theirs.get(number, ())
            _write(session, calendar, name, own, len(own), file)


def _since(session: Session) -> datetime:
    return session.now - timedelta(days=KEPT_DAYS)


def _write(session: Session, calendar: _Calendar, whose: str, listed: Iterable[Theirs], count: int, file: Path) -> None:
    events = (each.event for each in one_by_one(N_("Writing {file}"), listed, count, file=file.name))
    recording = recording_of(session.context, calendar.told, count, file)
    write_pieces(file, written_calendar(f"{_(calendar.title)} {whose}", events, session.now), recording)
    tell_written(file, count)
