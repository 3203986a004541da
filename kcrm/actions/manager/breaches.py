"""Breaches of rules: what shows one, and what a manager decides of it."""

from __future__ import annotations

import sqlite3
from datetime import date

from kcrm.actions.manager.house import as_colleague
from kcrm.actions.references import ColumnError
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model.manager import Sanction
from kcrm.named import NamedTuple
from kcrm.queries import lookup
from kcrm.queries.breaches import is_held, operation_that_wrote
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.operations import operation
from kcrm.queries.records import Shown, row_by_id, save, shown_record
from kcrm.queries.staff import staff_by_id
from kcrm.records.breach import NOUN
from kcrm.records.cells import said
from kcrm.rules.breaches import may_decide

_TABLES = {Thing.ORDER: "repair_order", Thing.CHECKLIST: "checklist_item"}


class Proven(NamedTuple):
    """A breach that is found by the program itself. operation_id: what shows it. finder_id: who looked, None where nobody did."""

    person_id: int
    day: date
    what: str
    operation_id: int
    finder_id: int | None = None
    grave: bool = False
    note: str | None = None


def note_breach(connection: sqlite3.Connection, found: Proven) -> int | None:
    """Within a write that is open: keep a breach; its number. None where the same operation was held against the same person already."""
    if is_held(connection, found.person_id, found.operation_id, found.what):
        return None
    values = {
        "person_id": found.person_id,
        "day": found.day,
        "what": found.what,
        "grave": found.grave,
        "finder_id": found.finder_id,
        "evidence": identifier(Thing.OPERATION, found.operation_id),
        "operation_id": found.operation_id,
        "note": found.note,
    }
    return save(connection, NOUN.table, None, values)[0]


def evidence_of(connection: sqlite3.Connection, text: object, person_id: int) -> tuple[str, int]:
    """What was named as evidence, as it is kept, and the operation that it leads to.

    A record leads to the latest operation of the person that wrote it, else to the latest of anybody. Raises ColumnError where nothing is
    named that shows it: what is false is not forgotten, but it needs a named operation.
    """
    if text is None:
        raise ColumnError("evidence", None, RefusedError(N_("false is not forgotten: it needs a named operation, as O9 or F103")))
    named = lookup.identified(str(text))
    if named is None:
        raise ColumnError("evidence", text, RefusedError(N_("that is no operation or record: name one, as O9 or F103")))
    thing, number = named
    if thing is Thing.OPERATION:
        found = number if operation(connection, number) is not None else None
    else:
        found = operation_that_wrote(connection, _TABLES.get(thing, str(thing)), number, person_id)
    if found is None:
        raise ColumnError("evidence", text, RefusedError(N_("there is no such record, or no operation that wrote it")))
    return identifier(thing, number), found


def decide(session: Session, number: int, sanction: Sanction, reason: str, *, dry_run: bool = False) -> Shown:
    """What follows from a breach. Raises RefusedError for whoever may not, and for what is decided already."""
    actor, words = session.actor, said(reason)
    if actor is None:
        raise UsageError(N_("Who decides?"), hint=N_("Set who acts with --as EMPLOYEE_NO or KCRM_STAFF."))
    if words is None:
        raise UsageError(N_("{option}: the text is empty."), option="--reason")
    with session.write(dry_run=dry_run) as planner:
        row = row_by_id(planner.connection, NOUN, number)
        named = identifier(Thing.BREACH, number)
        if session.is_own(row["person_id"]):
            raise RefusedError(N_("Nobody decides on a breach of their own."))
        if not may_decide(as_colleague(session.connection, actor), row["person_id"]):
            raise RefusedError(N_("{name} heads nobody: a head decides on breaches."), name=actor.name)
        if row["decided_on"] is not None:
            by = staff_by_id(planner.connection, row["decider_id"]).name
            raise RefusedError(N_("{breach} was decided by {name} on {day}."), breach=named, name=by, day=row["decided_on"])
        values = {"sanction": sanction, "reason": words, "decider_id": actor.id, "decided_on": session.today}
        save(planner.connection, NOUN.table, row, values)
        return shown_record(planner.connection, NOUN, number, session.given)
