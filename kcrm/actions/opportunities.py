"""Opportunities won and lost, and what is particular about those that are added and changed."""

from __future__ import annotations

from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model import OpportunityState
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Saved, Shown, row_by_id, save, shown_record
from kcrm.records.cells import said
from kcrm.records.opportunity import NOUN


def check_to_come(session: Session, expected_on: object) -> None:
    """Raises UsageError where a new opportunity's day has gone by."""
    if expected_on is not None and str(expected_on) < session.today.isoformat():
        raise UsageError(N_("--expected-on: {day} is past; an opportunity past its date no longer counts."), day=expected_on)


def check_open(session: Session, number: int) -> None:
    """Raises RefusedError where an opportunity was won or lost."""
    row = row_by_id(session.connection, NOUN, number)
    if row["state"] != OpportunityState.OPEN:
        raise RefusedError(
            N_("{opportunity} was already {state} on {day}."),
            hint=N_("If that was wrong: kcrm operation list, then kcrm undo"),
            opportunity=identifier(Thing.OPPORTUNITY, number),
            state=OpportunityState(row["state"]),
            day=row["ended_on"],
        )


def end(session: Session, number: int, state: OpportunityState, reason: str | None, *, dry_run: bool = False) -> tuple[Shown, Saved]:
    """Note that an opportunity was won or lost; it counts no more. Raises RefusedError where it has ended already."""
    with session.write(dry_run=dry_run) as planner:
        check_open(session, number)
        values = {"state": state, "ended_on": session.today, "reason": said(reason)}
        _number, outcome = save(planner.connection, NOUN.table, row_by_id(planner.connection, NOUN, number), values)
        return shown_record(planner.connection, NOUN, number, session.given), outcome
