"""The way of a task: accepted, done, returned, handed on, cancelled; each by whoever may."""

from __future__ import annotations

import sqlite3

from kcrm.actions.manager.house import as_colleague, staff_here
from kcrm.actions.session import Session
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.model import Staff
from kcrm.model.manager import TASKS_TO_DO, TaskState
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Shown, row_by_id, save, shown_record
from kcrm.queries.staff import staff_by_id
from kcrm.records.cells import said
from kcrm.records.task import NOUN
from kcrm.rules.tasks import may_hand_on


def accept(session: Session, number: int, *, dry_run: bool = False) -> Shown:
    """Whoever has it takes it on. Raises RefusedError for one that is not theirs, or not to be accepted."""
    row = _row(session, number)
    _is_receiver(session, row)
    if row["state"] != TaskState.OPEN:
        raise _stands(row)
    return _written(session, row, {"state": TaskState.ACCEPTED, "accepted_on": session.today}, dry_run=dry_run)


def finish(session: Session, number: int, result: str | None, *, dry_run: bool = False) -> Shown:
    """It is done; only whoever has it says so. Raises RefusedError."""
    row = _row(session, number)
    _is_receiver(session, row)
    _is_to_do(row)
    accepted = row["accepted_on"] or session.today
    values = {"state": TaskState.DONE, "done_on": session.today, "accepted_on": accepted, "result": said(result) or row["result"]}
    return _written(session, row, values, dry_run=dry_run)


def give_back(session: Session, number: int, reason: str, *, dry_run: bool = False) -> Shown:
    """Whoever gave it is not content: it is to be done again. Raises RefusedError for one that is not done, or not theirs."""
    row = _row(session, number)
    _is_giver(session, row)
    if row["state"] != TaskState.DONE:
        raise _stands(row)
    values = {"state": TaskState.RETURNED, "done_on": None, "reason": _words(reason), "returns": row["returns"] + 1}
    return _written(session, row, values, dry_run=dry_run)


def cancel(session: Session, number: int, reason: str, *, dry_run: bool = False) -> Shown:
    """Whoever gave it does not want it any more. Raises RefusedError."""
    row = _row(session, number)
    _is_giver(session, row)
    _is_to_do(row)
    return _written(session, row, {"state": TaskState.CANCELLED, "reason": _words(reason)}, dry_run=dry_run)


def hand_on(session: Session, number: int, staff_id: int | None, *, dry_run: bool = False) -> Shown:
    """The head to whom it went gives it to whoever was meant, or to another. Raises RefusedError.

    staff_id: None for whom it was meant for.
    """
    row, actor = _row(session, number), acting(session)
    _is_to_do(row)
    if not may_hand_on(as_colleague(session.connection, actor), row["receiver_id"]):
        raise RefusedError(
            N_("{task} is not yours to hand on."), task=_name(row), hint=N_("The head of a department hands on what they have.")
        )
    receiver = staff_id if staff_id is not None else row["meant_id"]
    if receiver is None:
        raise UsageError(N_("Who is to do it? As in: kcrm task hand {task} EMPLOYEE_NO"), task=_name(row))
    if receiver not in staff_here(session.connection, session.today):
        raise RefusedError(N_("{name} does not work here any more."), name=staff_by_id(session.connection, receiver).name)
    return _written(
        session, row, {"receiver_id": receiver, "meant_id": None, "state": TaskState.OPEN, "accepted_on": None}, dry_run=dry_run
    )


def _written(session: Session, row: sqlite3.Row, values: dict[str, object], *, dry_run: bool) -> Shown:
    with session.write(dry_run=dry_run) as planner:
        now = _row(session, row["id"])
        if tuple(now) != tuple(row):
            raise _stands(now)
        save(planner.connection, NOUN.table, now, values)
        return shown_record(planner.connection, NOUN, row["id"], session.given)


def _row(session: Session, number: int) -> sqlite3.Row:
    return row_by_id(session.connection, NOUN, number)


def _name(row: sqlite3.Row) -> str:
    return identifier(Thing.TASK, row["id"])


def _words(reason: str) -> str:
    words = said(reason)
    if words is None:
        raise UsageError(N_("{option}: the text is empty."), option="--reason")
    return words


def acting(session: Session) -> Staff:
    """Who acts; nobody's word counts for a task. Raises UsageError."""
    if session.actor is None:
        raise UsageError(N_("Whose word is it? A task is somebody's."), hint=N_("Set who acts with --as EMPLOYEE_NO or KCRM_STAFF."))
    return session.actor


def _is_receiver(session: Session, row: sqlite3.Row) -> None:
    if acting(session).id != row["receiver_id"]:
        whose = staff_by_id(session.connection, row["receiver_id"]).name
        raise RefusedError(N_("{task} is to be done by {name}, who alone can say so."), task=_name(row), name=whose)


def _is_giver(session: Session, row: sqlite3.Row) -> None:
    if row["giver_id"] is not None and acting(session).id != row["giver_id"]:
        whose = staff_by_id(session.connection, row["giver_id"]).name
        raise RefusedError(N_("{task} was given by {name}, who alone can say so."), task=_name(row), name=whose)


def _is_to_do(row: sqlite3.Row) -> None:
    if row["state"] not in TASKS_TO_DO:
        raise _stands(row)


def _stands(row: sqlite3.Row) -> RefusedError:
    return RefusedError(N_("{task}: {state}."), task=_name(row), state=TaskState(row["state"]))
