"""Opportunities added, changed, won and lost at the command line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from kcrm.actions.edits import of_option
from kcrm.actions.records import OTHER, RecordWriter
from kcrm.actions.references import ColumnError
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.exchange.columns import SheetKind, parse_value
from kcrm.i18n import N_
from kcrm.model import OpportunityState
from kcrm.queries import opportunities
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.opportunities import Opportunity
from kcrm.queries.records import Saved, save
from kcrm.records.cells import said


@dataclass(frozen=True, slots=True)
class Kept:
    """An opportunity as it stands, and what became of it."""

    opportunity: Opportunity
    outcome: Saved


def add(session: Session, customer_id: int, texts: Mapping[str, str], *, dry_run: bool = False) -> Kept:
    """A new opportunity of a customer. Raises UsageError, and RefusedError where it is open already."""
    values = _values(session, texts)
    values["kind"] = values.get("kind") or OTHER
    expected_on = values.get("expected_on")
    if expected_on is not None and str(expected_on) < session.today.isoformat():
        raise UsageError(N_("--expected-on: {day} has gone by; an opportunity past its day counts no more."), day=expected_on)
    with session.write(dry_run=dry_run) as planner:
        writer = RecordWriter(planner.connection, session.today, session.policy.zone)
        return _kept(session, writer, None, values, customer_id)


def edit(session: Session, number: int, texts: Mapping[str, str], *, dry_run: bool = False) -> Kept:
    """Change an opportunity that is neither won nor lost; an empty text empties its field. Raises UsageError, RefusedError."""
    if not texts:
        raise UsageError(
            N_("Nothing to change was given."), hint=N_("To see what can be changed: kcrm {noun} edit --help"), noun="opportunity"
        )
    values = _values(session, texts)
    if "kind" in values:
        values["kind"] = values["kind"] or OTHER
    with session.write(dry_run=dry_run) as planner:
        _check_open(session, number)
        writer = RecordWriter(planner.connection, session.today, session.policy.zone)
        row = opportunities.row_by_id(planner.connection, number)
        return _kept(session, writer, number, values, row["customer_id"])


def end(session: Session, number: int, state: OpportunityState, reason: str | None, *, dry_run: bool = False) -> Kept:
    """Note that an opportunity was won or lost; it counts no more. Raises RefusedError where it has ended already."""
    with session.write(dry_run=dry_run) as planner:
        _check_open(session, number)
        row = opportunities.row_by_id(planner.connection, number)
        values = {"state": state, "ended_on": session.today, "reason": said(reason)}
        _number, outcome = save(planner.connection, "opportunity", row, values)
        return Kept(opportunities.opportunity_by_id(planner.connection, number, session.today), outcome)


def _kept(session: Session, writer: RecordWriter, number: int | None, values: Mapping[str, object], customer_id: int) -> Kept:
    row = opportunities.row_by_id(writer.connection, number) if number is not None else None
    try:
        kept = writer.save_opportunity(row, values, customer_id)
    except ColumnError as error:
        raise of_option(error) from error
    return Kept(opportunities.opportunity_by_id(writer.connection, kept.id, session.today), kept.outcome)


def _values(session: Session, texts: Mapping[str, str]) -> dict[str, object]:
    return {key: parse_value(SheetKind.OPPORTUNITIES, key, text, today=session.today, now=session.now) for key, text in texts.items()}


def _check_open(session: Session, number: int) -> None:
    found = opportunities.opportunity_by_id(session.connection, number, session.today)
    if found.state is not OpportunityState.OPEN:
        raise RefusedError(
            N_("{opportunity} was {state} on {day} already."),
            hint=N_("If that was wrong: kcrm operation list, then kcrm undo"),
            opportunity=identifier(Thing.OPPORTUNITY, number),
            state=found.state,
            day=found.ended_on,
        )
