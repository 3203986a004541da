"""The way of a measure: done by whoever answers for it, then looked at again to see whether it worked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from kcrm.actions.edits import value_of
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model.manager import MeasureState
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Shown, row_by_id, save, shown_record
from kcrm.records import SheetKind
from kcrm.records.cells import said
from kcrm.records.measure import NOUN


def finish(session: Session, number: int, result: str | None, *, dry_run: bool = False) -> Shown:
    """It is done; whether it works is seen later. Raises RefusedError where it is done already."""
    return _stepped(session, number, MeasureState.OPEN, {"state": MeasureState.DONE, "done_on": session.today}, result, dry_run=dry_run)


def check(session: Session, number: int, result: str | None, *, worked: bool, dry_run: bool = False) -> Shown:
    """Whether it worked. Raises RefusedError where it is not done yet, or was checked."""
    values = {
        "state": MeasureState.WORKED if worked else MeasureState.FAILED,
        "checked_on": session.today,
        "checker_id": session.actor.id if session.actor is not None else None,
    }
    return _stepped(session, number, MeasureState.DONE, values, result, dry_run=dry_run)


def check_told(owner: str | None, due: str | None, check_on: str | None) -> None:
    """Who answers for a measure and by when are told together, or neither. Raises UsageError."""
    if owner is None and (due is not None or check_on is not None):
        raise UsageError(N_("--due and --check-on need --owner."))
    if owner is not None and due is None:
        raise UsageError(N_("--owner needs --due."))


def with_check(session: Session, texts: Mapping[str, str]) -> dict[str, str]:
    """Of a new one, with the day on which it is looked at again, where none is named: so many days after its own, by policy.

    Raises RefusedError where its day has gone by.
    """
    due = value_of(session, SheetKind.MEASURES, "due_on", texts.get("due_on", ""))
    if isinstance(due, date) and due < session.today:
        raise RefusedError(N_("{day} has already passed."), day=due)
    if "check_on" in texts or not isinstance(due, date):
        return dict(texts)
    return {**texts, "check_on": (due + timedelta(days=session.policy.measures.check_days)).isoformat()}


def _stepped(session: Session, number: int, was: MeasureState, values: Mapping[str, object], result: str | None, *, dry_run: bool) -> Shown:
    with session.write(dry_run=dry_run) as planner:
        row = row_by_id(planner.connection, NOUN, number)
        if row["state"] != was:
            raise RefusedError(N_("{measure}: {state}."), measure=identifier(Thing.MEASURE, number), state=MeasureState(row["state"]))
        save(planner.connection, NOUN.table, row, {**values, "result": said(result) or row["result"]})
        return shown_record(planner.connection, NOUN, number, session.given)
