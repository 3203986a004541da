"""The sweep, for cron: no complaint is late and stays where it is, none is left with somebody who has left."""

from __future__ import annotations

from dataclasses import dataclass

from kcrm.actions.complaints.cases import ComplaintCase, Judge
from kcrm.actions.complaints.loop import ComplaintDesk
from kcrm.actions.complaints.steps import Step
from kcrm.actions.session import Session
from kcrm.model import ClockKind, EventKind, Level
from kcrm.queries import complaints as queries
from kcrm.rules.complaints.levels import House, next_level
from kcrm.rules.complaints.standing import overdue


@dataclass(frozen=True, slots=True)
class Moved:
    """A complaint that the sweep moved, once. clock: for which missed deadline; None where its owner had left. case: as it stands since."""

    case: ComplaintCase
    clock: ClockKind | None
    level_before: Level


@dataclass(frozen=True, slots=True)
class Swept:
    """What a sweep did. late: every complaint received since go-live that is late now."""

    moved: tuple[Moved, ...]
    late: tuple[ComplaintCase, ...]


def sweep(session: Session, *, dry_run: bool = False) -> Swept:
    """Move up what is past a deadline, one level for each; give those a new owner whose owner has left.

    Complaints received before go-live are left alone. Sweeping again at once does nothing.
    """
    with session.write(dry_run=dry_run, automatic=session.actor is None) as planner:
        desk, moved = ComplaintDesk.of(session, planner), list[Moved]()
        house = desk.house()
        for case in _open(desk, session):
            moved += _swept(desk, case, house)
        late = tuple(case for case in _open(desk, session) if case.standing.is_late)
        return Swept(tuple(moved), late)


def _open(desk: ComplaintDesk, session: Session) -> list[ComplaintCase]:
    """The open complaints that this desk has had from the start; none with a step yet to come, as a clock that was set back sees it."""
    found = queries.complaints(desk.connection, queries.WantedComplaints(open=True))
    cases = Judge(desk.connection).judged([each for each in found if each.received_on >= session.store.go_live_on], desk.now)
    return [case for case in cases if case.events[-1].at <= desk.now]


def _swept(desk: ComplaintDesk, case: ComplaintCase, house: House) -> list[Moved]:
    complaint_id, moved = case.complaint.id, list[Moved]()
    steps = [Step(kind=EventKind.ESCALATED, clock=clock) for clock in overdue(case.standing, case.events)]
    if not steps and not house.roster.employed(case.complaint.owner_id, house.today) and desk.successor_of(case) is not None:
        steps = [Step(kind=EventKind.HANDED_OVER)]
    for step in steps:
        before = desk.case(complaint_id).standing.level
        if step.kind is EventKind.ESCALATED and next_level(before) is None:
            break
        desk.take(complaint_id, step)
        moved.append(Moved(desk.case(complaint_id), step.clock, before))
    return moved
