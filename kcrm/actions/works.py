"""Work that a customer declined and parts on order: written down, done, come, called off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from kcrm.actions.edits import Entered, Entry, add, edit
from kcrm.actions.selecting import shown
from kcrm.actions.session import Session
from kcrm.errors import RefusedError
from kcrm.i18n import N_, _
from kcrm.model.works import WorkKind
from kcrm.named import NamedTuple
from kcrm.queries import customers, followups
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Shown, has_any, listed_records, row_by_id
from kcrm.queries.sources.works import UNDONE
from kcrm.records import SheetKind, noun_of

_OVER: Final = (
    ("settled_on", N_("{work} was done on {day}."), N_("To correct it: kcrm {noun} edit {work}")),
    ("dropped_on", N_("{work} was called off on {day}."), N_('If it is wanted after all: kcrm {noun} edit {work} --dropped-on ""')),
)


class WorkCase(NamedTuple):
    """Work or a part as lists show it. called_on: the day of the next call about it, None where none is planned."""

    row: Shown
    called_on: object


def work_case(session: Session, number: int) -> WorkCase:
    """The work or part with this number as it stands now."""
    row = row_by_id(session.connection, noun_of(SheetKind.WORKS), number)
    planned = followups.open_of_customer(session.connection, row["customer_id"])
    calls = [each.call_on for each in planned if each.case == identifier(Thing.WORK, number)]
    return WorkCase(shown(session, SheetKind.WORKS, number), min(calls, default=None))


def works_left(session: Session, vehicle_id: int) -> Sequence[Shown]:
    """What is left undone of a vehicle's work and parts."""
    noun = noun_of(SheetKind.WORKS)
    if not has_any(session.connection, noun, "vehicle_id", vehicle_id):
        return ()
    return listed_records(
        session.connection, noun, f"work.vehicle_id = :vehicle AND {UNDONE}", {**session.given, "vehicle": vehicle_id}, None
    )[0]


def add_work(session: Session, kind: WorkKind, texts: Mapping[str, str], *, dry_run: bool = False) -> Entered[WorkCase]:
    """Work was declined, or a part was ordered. Raises as `add`."""
    return add(session, Entry(SheetKind.WORKS, {"work_kind": kind, **texts}, work_case, dry_run))


def change(session: Session, number: int, texts: Mapping[str, str], *, dry_run: bool = False) -> Entered[WorkCase]:
    """A step of work or a part. Raises RefusedError where it was done or called off before, else as `edit`."""
    row = row_by_id(session.connection, noun_of(SheetKind.WORKS), number)
    noun = "part" if row["kind"] == WorkKind.PART else "work"
    for key, message, hint in _OVER:
        if row[key] is not None:
            raise RefusedError(message, hint=hint, work=identifier(Thing.WORK, number), day=row[key], noun=noun)
    return edit(session, Entry(SheetKind.WORKS, texts, work_case, dry_run), number)


def arrive(session: Session, number: int, texts: Mapping[str, str], *, dry_run: bool = False) -> Entered[WorkCase]:
    """A part has come; its customer is called. Raises RefusedError for work, and where it came before."""
    row = row_by_id(session.connection, noun_of(SheetKind.WORKS), number)
    work = identifier(Thing.WORK, number)
    if row["kind"] != WorkKind.PART:
        raise RefusedError(N_("{work} is work that was declined, no part."), hint=N_("If it was done: kcrm work settle {work}"), work=work)
    if row["arrived_on"] is not None:
        raise RefusedError(
            N_("{work} came on {day}."), hint=N_("To correct it: kcrm part edit {work} --arrived-on DATE"), work=work, day=row["arrived_on"]
        )
    found = change(session, number, texts, dry_run=dry_run)
    if found.card.called_on is not None:
        return found
    customer = customers.customer_by_id(session.connection, row["customer_id"])
    untold = N_("{work}: {customer} wants no calls about it, so nobody calls. Tell them when they are here.")
    remark = _(untold).format(work=work, customer=customer.name)
    return Entered(found.found, found.outcome, found.card, (*found.remarks, remark))
