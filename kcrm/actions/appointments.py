"""The workshop's appointments: made, moved, confirmed, called off; who did not come, whose order one became, and a day on one screen."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Final

from kcrm.actions.edits import Entered, Entry, add, edit, kept_within, of_option, value_of, values_of
from kcrm.actions.free_times import bays_of, terms_of
from kcrm.actions.moments import check_past, this_moment, written
from kcrm.actions.references import ColumnError
from kcrm.actions.selecting import shown
from kcrm.actions.workhours import calendar_of
from kcrm.actions.works import works_left
from kcrm.errors import RefusedError
from kcrm.i18n import N_, _
from kcrm.model import Kind, Team
from kcrm.model.appointments import Agreed, AppointmentState, CameBy
from kcrm.named import NamedTuple
from kcrm.queries import appointments as queries
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Shown, row_by_id
from kcrm.records import SheetKind, noun_of
from kcrm.rules import appointments as rules
from kcrm.rules.worktime import ONE_DAY, at

if TYPE_CHECKING:
    import sqlite3
    from zoneinfo import ZoneInfo

    from kcrm.actions.records import RecordWriter
    from kcrm.actions.session import Session
    from kcrm.model.appointments import Appointment
    from kcrm.policy import Policy

_EXPLAINED: Final = {
    rules.Obstacle.PAST: N_("that time is past"),
    rules.Obstacle.CLOSED: N_("the workshop is closed at that time"),
    rules.Obstacle.TWICE: N_("the vehicle is awaited on that day already: {other}"),
    rules.Obstacle.FULL: N_("no bay is free at that time"),
}
_FREE: Final = {
    rules.Obstacle.PAST: N_("that time is past; free: {free}"),
    rules.Obstacle.CLOSED: N_("the workshop is closed at that time; free: {free}"),
    rules.Obstacle.TWICE: N_("the vehicle is awaited on that day already: {other}; free: {free}"),
    rules.Obstacle.FULL: N_("no bay is free at that time; free: {free}"),
}
"""The same, with what is offered instead."""


class Piece(NamedTuple):
    """A piece of a team's day, with who comes in it and how each stands."""

    slot: rules.Slot
    coming: Sequence[tuple[queries.OnDay, AppointmentState]]


class TeamDay(NamedTuple):
    """A team's day, piece by piece; none where the workshop is closed."""

    team: Team
    pieces: Sequence[Piece]


class Standing(NamedTuple):
    """An appointment and how it stands. sequence: grows with every change, and when somebody did not come; changed_at: when last."""

    appointment: Appointment
    told: queries.InCalendar
    state: AppointmentState
    sequence: int
    changed_at: datetime

    @property
    def is_over(self) -> bool:
        """Nobody comes, or came, at that time."""
        return self.state not in rules.HOLDING


def refused(found: rules.Refusal, zone: ZoneInfo) -> RefusedError:
    """Why a time cannot be had, with the next ones that can."""
    other = identifier(Thing.APPOINTMENT, found.other) if found.other is not None else ""
    if not found.free:
        hint = N_("How many bays each team has: kcrm policy show workshop; what a day is like: kcrm appointment day DATE")
        return RefusedError(_EXPLAINED[found.obstacle], hint=hint, other=other)
    free = _(", ").join(each.astimezone(zone).strftime("%Y-%m-%d %H:%M") for each in found.free)
    return RefusedError(_FREE[found.obstacle], other=other, free=free)


class AppointmentCase(NamedTuple):
    """An appointment as lists show it. works: what is left of its vehicle."""

    row: Shown
    works: Sequence[Shown]


def appointment_case(session: Session, number: int) -> AppointmentCase:
    """The appointment with this number, and what is left to be done when it is kept."""
    vehicle_id = row_by_id(session.connection, noun_of(SheetKind.APPOINTMENTS), number)["vehicle_id"]
    return AppointmentCase(shown(session, SheetKind.APPOINTMENTS, number), works_left(session, vehicle_id))


def add_appointment(session: Session, texts: Mapping[str, str], *, dry_run: bool = False) -> Entered[AppointmentCase]:
    """Somebody will come. Raises RefusedError where that time is past, closed, full or the vehicle awaited already; else as `add`."""
    _check_to_come(session, texts["starts_at"])
    return add(session, Entry(SheetKind.APPOINTMENTS, texts, appointment_case, dry_run))


def change_appointment(session: Session, number: int, texts: Mapping[str, str], *, dry_run: bool = False) -> Entered[AppointmentCase]:
    """Correct what is said of one; another time is `move_appointment`. Raises as `edit`."""
    return edit(session, Entry(SheetKind.APPOINTMENTS, texts, appointment_case, dry_run), number)


def move_appointment(session: Session, number: int, texts: Mapping[str, str], *, dry_run: bool = False) -> Entered[AppointmentCase]:
    """They come at another time: the one is moved, and another stands in its place. Raises RefusedError, else as `add`."""
    _check_open(session, number)
    _check_to_come(session, texts["starts_at"])
    kept = queries.kept_of(session.connection, number)
    entry = Entry(SheetKind.APPOINTMENTS, texts, appointment_case, dry_run)
    values = {**kept, **{key: value for key, value in values_of(session, entry).items() if value is not None}, "instead_of": number}
    with session.write(dry_run=dry_run) as planner:
        queries.note_moved(planner.connection, number, session.now)
        return kept_within(session, planner, entry, None, values)


def take_step(session: Session, number: int, key: str, texts: Mapping[str, str], *, dry_run: bool = False) -> Entered[AppointmentCase]:
    """They confirm it, are here or call it off, at the time of the key, now unless said.

    Raises RefusedError where nobody is awaited any more; who is late has arrived, also where their bay was given away.
    """
    _check_open(session, number, AppointmentState.NO_SHOW if key == "arrived_at" else None)
    texts = {key: this_moment(session), **texts}
    check_past(session, SheetKind.APPOINTMENTS, key, texts[key])
    return change_appointment(session, number, texts, dry_run=dry_run)


def _check_open(session: Session, number: int, also: AppointmentState | None = None) -> None:
    """Raises RefusedError where nobody is awaited any more."""
    appointment = queries.appointment_by_id(session.connection, number)
    state = rules.state_of(appointment, terms_of(session.policy), session.now.replace(microsecond=0))
    if state in rules.OPEN or state is also:
        return
    named = identifier(Thing.APPOINTMENT, number)
    message, hint = _OVER[state]
    at = appointment.cancelled_at or appointment.moved_at or appointment.arrived_at or appointment.starts_at
    raise RefusedError(message, hint=hint, appointment=named, at=written(session, at))


_OVER: Final = {
    AppointmentState.ARRIVED: (N_("{appointment}: they came at {at}."), None),
    AppointmentState.CANCELLED: (
        N_("{appointment} was called off at {at}."),
        N_("To make another: kcrm appointment add VEHICLE --at WHEN --what TEXT"),
    ),
    AppointmentState.MOVED: (N_("{appointment} was moved at {at}."), N_("To see where to: kcrm appointment list --all")),
    AppointmentState.NO_SHOW: (
        N_("{appointment}: nobody came at {at}."),
        N_("If they came: kcrm appointment arrive {appointment}; for another time: kcrm appointment add VEHICLE --at WHEN --what TEXT"),
    ),
}
"""What is said of one for whom nobody waits any more, and what to do then."""


def _check_to_come(session: Session, text: str) -> None:
    """Raises RefusedError for a time that is past."""
    moment = value_of(session, SheetKind.APPOINTMENTS, "starts_at", text)
    if isinstance(moment, datetime) and moment < session.now:
        raise RefusedError(N_("{text} is past."), text=text)


def standing(session: Session, since: datetime, customer_ids: Collection[int] | None) -> tuple[Iterator[Standing], int]:
    """Appointments of these customers or of all, read one by one: what is to come, and what was over since then; how many."""
    listed, count = queries.in_calendars(session.connection, since, customer_ids)
    terms, now = terms_of(session.policy), session.now.replace(microsecond=0)
    return (_standing(appointment, told, terms, now) for appointment, told in listed), count


def _standing(appointment: Appointment, told: queries.InCalendar, terms: rules.Terms, now: datetime) -> Standing:
    state = rules.state_of(appointment, terms, now)
    # that somebody does not come is no operation, but time that goes by: its number lies between that of the last one and of the next
    if state is AppointmentState.NO_SHOW:
        return Standing(appointment, told, state, 2 * told.changed_by + 1, max(told.changed_at, rules.freed_at(appointment, terms)))
    return Standing(appointment, told, state, 2 * told.changed_by, told.changed_at)


def day_of(session: Session, day: date) -> list[TeamDay]:
    """One screen of a day: each team that has bays."""
    policy, calendar, terms = session.policy, calendar_of(session), terms_of(session.policy)
    now = session.now.replace(microsecond=0)
    booked = queries.held_between(session.connection, at(day, time(), policy.zone), at(day + ONE_DAY, time(), policy.zone))
    told = {each.id: each for each in queries.on_day(session.connection, [each.number for each in booked])}
    days = []
    for team, number in policy.workshop.bays.items():
        theirs = [each for each in booked if each.team == team]
        if number or theirs:
            slots = rules.capacity(day, bays_of(team, policy, calendar), booked, terms, now)
            coming = [[each for each in theirs if _piece(each.starts_at, slots) == place] for place in range(len(slots))]
            states = {each.number: rules.state_of(each, terms, now) for each in theirs}
            here = [slot._replace(starts_at=slot.starts_at.astimezone(policy.zone)) for slot in slots]
            pieces = [
                Piece(slot, [(told[each.number], states[each.number]) for each in found]) for slot, found in zip(here, coming, strict=True)
            ]
            days.append(TeamDay(team, pieces))
    return days


def _piece(moment: datetime, slots: Sequence[rules.Slot]) -> int:
    """In which piece of a day somebody comes: the last that has begun, of who comes before the opening the first."""
    return max((place for place, slot in enumerate(slots) if slot.starts_at <= moment), default=0)


def settle(connection: sqlite3.Connection, policy: Policy) -> None:
    """Say of the orders that a write has touched of which appointment each came, if of any."""
    if not queries.is_queued(connection):
        return
    for order_id, visit in queries.queued_visits(connection, policy.visits.excluded_types):
        found = rules.match(visit, queries.of_vehicle(connection, visit.vehicle), policy.zone)
        if found is not None:
            queries.note_order(connection, found.number, order_id)
    queries.clear_queue(connection)


def note_missed(connection: sqlite3.Connection, policy: Policy, now: datetime) -> None:
    """Find who should have come and did not; what was long past when it was written down is nobody's business any more."""
    terms, since = terms_of(policy), now - timedelta(days=policy.followups[Kind.NO_SHOW_CALL].lapse_days)
    late = [each.number for each in queries.awaited(connection, since, now) if rules.is_missed(each, terms, now)]
    queries.note_missed(connection, late, now.date())


def book(writer: RecordWriter, customer_id: int, agreed: Iterable[Agreed], came_by: CameBy) -> list[int]:
    """Keep the appointments that were agreed in a call, unless they are known already, one for each vehicle and time; their numbers.

    Raises RefusedError, with the next free times, where one cannot be had.
    """
    kept: dict[tuple[int, datetime], dict[str, object]] = {}
    for each in agreed:
        values = kept.setdefault((each.vehicle, each.starts_at), {})
        matters = [str(values["what"])] if "what" in values else []
        values.update({**each.before, "what": _(", ").join([*matters, each.what])})
    return [
        _book(writer, {**values, "vehicle": vehicle, "who": customer_id, "starts_at": at, "came_by": came_by})
        for (vehicle, at), values in kept.items()
    ]


def _book(writer: RecordWriter, values: dict[str, object]) -> int:
    advisor = writer.register.find("vehicle", "id", values["vehicle"])[0]["service_advisor_id"]
    if advisor is not None:
        values.setdefault("advisor", advisor)
    try:
        return writer.keep(SheetKind.APPOINTMENTS, values).id
    except ColumnError as error:
        refusal = of_option(error, SheetKind.APPOINTMENTS)
        refusal.hint = N_("To log that they come on that day without keeping a bay, give the day alone: --at DATE")
        raise refusal from error


def said_to_come(writer: RecordWriter, case: str, *, coming: bool, at: datetime) -> None:
    """What was said of an appointment in the call about it: that they come, or that it is called off."""
    row = writer.register.find("appointment", "id", int(case[1:]))[0]
    writer.write(SheetKind.APPOINTMENTS, row, {"confirmed_at" if coming else "cancelled_at": at.replace(microsecond=0)})
