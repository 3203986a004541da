"""Calls that a manager rings again: which, what was said of them, and the breach that one brings which was not so (弄虚作假)."""

from __future__ import annotations

from collections.abc import Sequence

from kcrm.actions.manager.breaches import Proven, note_breach
from kcrm.actions.manager.house import as_colleague
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.errors import RefusedError, UsageError
from kcrm.i18n import N_, _
from kcrm.model import By, Direction, Outcome, Staff
from kcrm.model.audits import AuditReason
from kcrm.named import NamedTuple
from kcrm.queries.audit import AuditedCall, NewAudit, add_audit, answered_calls, audited_numbers, calls_shown
from kcrm.queries.breaches import operation_that_wrote
from kcrm.queries.calls import Call, call_by_id
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.staff import all_staff
from kcrm.rules.audit import Pattern, draw, may_audit
from kcrm.rules.tasks import Colleague


class Listed(NamedTuple):
    """A call to ring again, or one that was, and why; no reason where it was asked about without being drawn."""

    call: AuditedCall
    reasons: tuple[AuditReason, ...]


class Told(NamedTuple):
    """A pattern of which only some calls are listed, and whose calls they are."""

    person: Staff
    pattern: Pattern


class AuditList(NamedTuple):
    """What is to be rung again. own: how many calls of who acts are left to somebody else."""

    calls: Sequence[Listed]
    patterns: Sequence[Told] = ()
    own: int = 0


class Said(NamedTuple):
    """What was said of a call. note: what the customer said, None where nothing was noted."""

    was_so: bool
    note: str | None = None


def to_audit(session: Session, period: Period, person_id: int | None = None) -> AuditList:
    """The calls of these days, or of one person, that are to be rung again, and those that were: the same whenever it is asked."""
    connection, actor = session.connection, session.actor
    found = answered_calls(connection, period, person_id)
    drawn = draw(found, session.policy.audit, f"{period.first}..{period.last}")
    reasons = {picked.call_id: picked.reasons for picked in drawn.calls}
    shown = calls_shown(connection, {*reasons, *audited_numbers(connection, period, person_id)})
    mine = [call for call in shown if actor is not None and call.person_id == actor.id and call.was_so is None]
    names = {member.id: member for member in all_staff(connection)}
    return AuditList(
        [Listed(call, reasons.get(call.id, ())) for call in shown if call not in mine],
        [Told(names[each.person_id], each) for each in drawn.patterns if actor is None or each.person_id != actor.id],
        len(mine),
    )


def auditor(session: Session) -> Staff:
    """Who acts, where they may say of calls whether they were so. Raises UsageError, RefusedError."""
    actor = session.actor
    if actor is None:
        raise UsageError(N_("Who rang again?"), hint=N_("Set who acts with --as EMPLOYEE_NO or KCRM_STAFF."))
    if not may_audit(as_colleague(session.connection, actor)):
        raise RefusedError(N_("{name} heads nobody: a head says whether a call was so."), name=actor.name)
    return actor


def answer(session: Session, said: dict[int, Said], *, dry_run: bool = False) -> list[Listed]:
    """Say of calls, by their number, whether they were so: all or none. One that was not becomes a breach with its operation.

    Raises RefusedError for calls of who acts, those of which it was said already, and those that nobody answered.
    """
    actor = auditor(session)
    with session.write(dry_run=dry_run) as planner:
        connection = planner.connection
        known = {call.id: call for call in calls_shown(connection, said)}
        for number, (was_so, note) in said.items():
            call = call_by_id(connection, number)
            _check(call, known.get(number), as_colleague(connection, actor))
            breach = None if was_so else _breach(session, call, note)
            add_audit(connection, NewAudit(number, actor.id, session.today, was_so, note, breach))
        return [Listed(call, ()) for call in calls_shown(connection, said)]


def _check(call: Call, known: AuditedCall | None, acts: Colleague) -> None:
    """Raises RefusedError where nothing can be said of a call."""
    name = identifier(Thing.CALL, call.id)
    if known is None or call.staff_id is None:
        raise RefusedError(N_("Who made {call} is not known."), call=name)
    if (call.direction, call.by, call.outcome) != (Direction.OUT, By.PHONE, Outcome.ANSWERED):
        raise RefusedError(N_("{call} is no call of ours that somebody answered, so nobody can be asked about it."), call=name)
    if not may_audit(acts, call.staff_id):
        raise RefusedError(N_("{call} is a call of your own; somebody else asks about it."), call=name)
    if known.was_so is not None:
        raise RefusedError(
            N_("{name} asked about {call} on {day}."),
            hint=N_("To take it back: kcrm undo. A breach that is none after all: kcrm breach decide BREACH unfounded"),
            name=known.auditor,
            call=name,
            day=known.audited_on,
        )


def _breach(session: Session, call: Call, note: str | None) -> int | None:
    assert call.staff_id is not None
    assert session.actor is not None
    name = identifier(Thing.CALL, call.id)
    operation = operation_that_wrote(session.connection, "call", call.id, call.staff_id)
    if operation is None:
        raise RefusedError(N_("No operation is recorded that wrote {call}, and a breach needs one."), call=name)
    what = _("{call} was not as it was logged").format(call=name)
    return note_breach(session.connection, Proven(call.staff_id, call.called_on, what, operation, session.actor.id, note=note))
