"""Events: whom to invite, who comes and who came, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kcrm.actions.edits import of_option
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.records import RecordWriter
from kcrm.actions.references import ColumnError
from kcrm.actions.selecting import select
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model import Kind
from kcrm.model.events import Attendance, Uninvited
from kcrm.named import NamedTuple
from kcrm.queries import events as queries
from kcrm.queries.events import Event
from kcrm.queries.lookup import Thing, identified, identifier
from kcrm.queries.register import Register
from kcrm.records import SheetKind
from kcrm.rules.club.events import Outcome, choose, may_have_come, outcome

if TYPE_CHECKING:
    import sqlite3

    from kcrm.actions.session import Session


class Invited(NamedTuple):
    """How many an invitation reached, and how many it left out for which reason, some for several. on_list: with those before."""

    event: Event
    invited: int
    on_list: int
    left_out: int
    reasons: Mapping[Uninvited, int]


class Report(NamedTuple):
    """What became of an event. left_out: how many for which reason. booked_days: as the policy has it."""

    event: Event
    outcome: Outcome
    left_out: Mapping[Uninvited, int]
    booked_days: int


def invite(session: Session, number: int, words: Sequence[str], segment: str | None, *, dry_run: bool = False) -> Invited:
    """Invite whom a filter chooses, but for those who cannot be or are already.

    Raises UsageError, NotFoundError, and RefusedError where the event is over or was called off.
    """
    from kcrm.queries.campaigns import facing  # noqa: PLC0415 - few commands ask whom one may speak to

    customers = chosen_customers(session, words, segment)
    if customers is None:
        raise UsageError(N_("Say whom to invite: a filter or --segment."))
    channel = session.policy.followups[Kind.EVENT_INVITATION].channel
    with session.write(dry_run=dry_run) as planner:
        connection = planner.connection
        found = queries.event(connection, number)
        _check_to_come(found, session.today)
        before = queries.on_the_list(connection, number)
        chosen = choose(facing(connection, 0, customers), channel, before)
        queries.invite(connection, number, chosen.invited, session.today)
        # who is on the list already is not left out of the event
        kept = {each: reasons for each, reasons in chosen.left_out.items() if each not in before}
        queries.leave_out(connection, number, customers, kept)
    counts = {reason: sum(reason in reasons for reasons in chosen.left_out.values()) for reason in Uninvited}
    return Invited(
        found,
        len(chosen.invited),
        len(before) + len(chosen.invited),
        len(chosen.left_out),
        {reason: count for reason, count in counts.items() if count},
    )


def note(session: Session, number: int, people: Sequence[str], state: Attendance, *, dry_run: bool = False) -> Report:
    """Note of several people whether they come, or that they came; who came without an invitation is put on the list.

    Raises RefusedError for somebody who is not invited and answers, and for an event to come or called off to which nobody came.
    """
    chosen = [select(session, text, Thing.CUSTOMER) for text in people]
    with session.write(dry_run=dry_run) as planner:
        if state is Attendance.CAME:
            _check_begun(queries.event(planner.connection, number), session.today)
        by = session.actor.id if session.actor is not None else None
        writer = RecordWriter(Register(planner.connection), session.today, session.policy.zone, by=by)
        for customer in dict.fromkeys(chosen):
            _note(writer, number, customer, state, session.today)
        return report(session, number)


def answered(writer: RecordWriter, case: str, customer: int, *, coming: bool, on: date) -> None:
    """Note within a call whether somebody comes to the event that it was about, unless they are no longer on its list."""
    meant = identified(case)
    row = _row(writer, meant[1], customer) if meant is not None else None
    if meant is not None and row is not None and row["state"] != Attendance.CAME:
        _note(writer, meant[1], customer, Attendance.YES if coming else Attendance.NO, on)


def report(session: Session, number: int) -> Report:
    """What became of an event, as known today."""
    found, policy = queries.event(session.connection, number), session.policy
    guests = queries.guests(session.connection, found, policy.visits.excluded_types)
    became = outcome(guests, found.held_on, session.today, policy.club.booked_days)
    return Report(found, became, queries.left_out(session.connection, number), policy.club.booked_days)


def _note(writer: RecordWriter, number: int, customer: int, state: Attendance, on: date) -> None:
    row = _row(writer, number, customer)
    if row is None and state is not Attendance.CAME:
        raise RefusedError(
            N_("{customer} is not invited to {event}."),
            hint=N_("To invite them: kcrm event invite {event} {customer}"),
            customer=identifier(Thing.CUSTOMER, customer),
            event=identifier(Thing.EVENT, number),
        )
    if row is not None and row["state"] == Attendance.CAME and state is not Attendance.CAME:
        raise RefusedError(
            N_("{customer} came to {event}, whatever they had answered."),
            hint=N_("If they did not come: kcrm event attendance edit {row} --state …"),
            customer=identifier(Thing.CUSTOMER, customer),
            event=identifier(Thing.EVENT, number),
            row=identifier(Thing.ATTENDANCE, row["id"]),
        )
    values: dict[str, object] = {"event": number, "who": customer, "state": state}
    if row is None:
        values["invited_on"] = None
    elif state is not Attendance.CAME and row["answer"] != state:
        values["answered_on"] = on
    try:
        writer.write(SheetKind.ATTENDANCES, row, values)
    except ColumnError as error:
        raise of_option(error) from error


def _row(writer: RecordWriter, number: int, customer: int) -> sqlite3.Row | None:
    return next((row for row in writer.register.find("attendance", "customer_id", customer) if row["event_id"] == number), None)


def _check_to_come(found: Event, today: date) -> None:
    _check_stands(found)
    if found.held_on < today:
        raise RefusedError(N_("{event} was on {day}."), event=identifier(Thing.EVENT, found.id), day=found.held_on)


def _check_begun(found: Event, today: date) -> None:
    _check_stands(found)
    if not may_have_come(found.held_on, today, called_off=False):
        raise RefusedError(N_("{event} is only on {day}."), event=identifier(Thing.EVENT, found.id), day=found.held_on)


def _check_stands(found: Event) -> None:
    if found.called_off_on is not None:
        raise RefusedError(N_("{event} was called off on {day}."), event=identifier(Thing.EVENT, found.id), day=found.called_off_on)
