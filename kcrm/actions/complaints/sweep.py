"""The sweep, for cron: no complaint is late and stays where it is, none is left with somebody who has left."""

from __future__ import annotations

from kcrm.actions.complaints.cases import ComplaintCase, Judge
from kcrm.actions.complaints.loop import ComplaintDesk
from kcrm.actions.session import Session
from kcrm.model import ClockKind, ComplaintEvent, EventKind, Level
from kcrm.named import NamedTuple
from kcrm.queries import complaints as queries
from kcrm.rules.complaints.levels import House, raised_by_clock
from kcrm.rules.complaints.standing import overdue


class Moved(NamedTuple):
    """A complaint that the sweep moved, once. clock: for which missed deadline; None where its owner had left. case: as it stands since."""

    case: ComplaintCase
    clock: ClockKind | None
    level_before: Level


class Swept(NamedTuple):
    """What a sweep did. late: every complaint received since go-live that is late now."""

    moved: tuple[Moved, ...]
    late: tuple[ComplaintCase, ...]


def sweep(session: Session, *, dry_run: bool = False) -> Swept:
    """Move up one level what is past a deadline, never beyond the general manager; give those a new owner whose owner has left.

    Complaints received before go-live are left alone. Sweeping again at once does nothing.
    """
    with session.write(dry_run=dry_run, automatic=session.actor is None) as planner:
        desk, moved = ComplaintDesk.of(session, planner), list[Moved]()
        house = desk.house()
        for case in _open(desk, session):
            step = _step(desk, case, house)
            if step is not None:
                desk.take(case.complaint.id, step)
                moved.append(Moved(desk.case(case.complaint.id), step.clock, case.standing.level))
        late = tuple(case for case in _open(desk, session) if case.standing.is_late)
        return Swept(tuple(moved), late)


def _open(desk: ComplaintDesk, session: Session) -> list[ComplaintCase]:
    """The open complaints that this desk has had from the start; none with a step yet to come, as a clock that was set back sees it."""
    found = queries.complaints(desk.connection, queries.WantedComplaints(open=True))
    cases = Judge(desk.connection).judged([each for each in found if each.received_on >= session.store.go_live_on], desk.now)
    return [case for case in cases if case.events[-1].at <= desk.now]


def _step(desk: ComplaintDesk, case: ComplaintCase, house: House) -> ComplaintEvent | None:
    """The one step that a complaint needs; of several missed deadlines the first is named as the reason."""
    missed, level = overdue(case.standing, case.events), raised_by_clock(case.standing.level)
    if missed and level is not None:
        return ComplaintEvent(EventKind.ESCALATED, desk.now, level=level, clock=missed[0])
    if not house.roster.employed(case.complaint.owner_id, house.today) and desk.successor_of(case) is not None:
        return ComplaintEvent(EventKind.HANDED_OVER, desk.now)
    return None
