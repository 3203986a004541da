"""What was noticed and is no complaint goes to the head of the department it concerns, with a day, until it is answered.

Customer-care department plan; how many days there are for an answer is usual practice (policy `complaints.finding_days`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from kcrm.actions.complaints.loop import ComplaintDesk
from kcrm.actions.session import Session
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.queries import findings, vehicles
from kcrm.queries.findings import Finding, NewFinding
from kcrm.queries.lookup import Thing, identifier


class Noticed(NamedTuple):
    """A finding as it was told: in which words, of which department."""

    text: str
    department: str


class About(NamedTuple):
    """Whom and what a finding is about, as far as that is known."""

    customer_id: int | None = None
    vehicle_id: int | None = None
    call_id: int | None = None


def record_finding(desk: ComplaintDesk, noticed: Noticed, about: About, on: date) -> int:
    """Write a finding down in an open write; its number."""
    department = desk.department(noticed.department) or noticed.department
    return findings.add(
        desk.connection,
        NewFinding(
            text=noticed.text,
            department=department,
            head_id=desk.house().head_of(department),
            found_on=on,
            due_on=on + timedelta(days=desk.policy.complaints.finding_days),
            staff_id=desk.actor.id if desk.actor is not None else None,
            **about._asdict(),
        ),
    )


def add_finding(session: Session, noticed: Noticed, about: About, *, dry_run: bool = False) -> Finding:
    """Write down what was noticed outside a call; of a vehicle it is its owner's."""
    with session.write(dry_run=dry_run) as planner:
        if about.customer_id is None and about.vehicle_id is not None:
            owners = vehicles.owners_of(session.connection, about.vehicle_id)
            about = about._replace(customer_id=owners[-1].customer_id if owners else None)
        number = record_finding(ComplaintDesk.of(session, planner), noticed, about, session.today)
        return findings.finding_by_id(session.connection, number)


def whose(found: Finding) -> tuple[str, Mapping[str, object]]:
    """Who answers a finding by which day: an msgid and the values of its placeholders."""
    number = identifier(Thing.FINDING, found.id)
    if found.head is None:
        return N_("Finding {number}: nobody heads {department} yet."), {"number": number, "department": found.department}
    return N_("Finding {number}: {head} is to answer by {day}."), {"number": number, "head": found.head, "day": found.due_on}


def answer_finding(session: Session, number: int, text: str, *, dry_run: bool = False) -> Finding:
    """Answer a finding. Raises RefusedError for one that is answered already."""
    with session.write(dry_run=dry_run):
        found = findings.finding_by_id(session.connection, number)
        if found.answered_at is not None:
            raise RefusedError(
                N_("{number} has already been answered: {answer}"), number=identifier(Thing.FINDING, number), answer=found.answer or ""
            )
        findings.answer(session.connection, number, text, session.now, session.actor.id if session.actor else None)
        return findings.finding_by_id(session.connection, number)
