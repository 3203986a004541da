"""Work plans of a month: approved by a head, filled by the figures, and how far they were reached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from kcrm.actions.kpi.figures import figure_of_store, figures
from kcrm.actions.kpi.tables import PERSON_TABLE
from kcrm.actions.manager.house import as_colleague
from kcrm.actions.session import Session
from kcrm.actions.workhours import calendar_of
from kcrm.dates import Period, add_months
from kcrm.errors import NotFoundError, RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.kpis import KPIS, Definition, Direction
from kcrm.model import Staff
from kcrm.named import NamedTuple
from kcrm.queries.records import save
from kcrm.queries.staff import staff_by_id
from kcrm.queries.workplans import plan_lines
from kcrm.records.workplan import NOUN
from kcrm.rules.calendar import ONE_DAY
from kcrm.rules.kpi import ScopeKind
from kcrm.rules.workplans import attainment, due_on


class PlanLine(NamedTuple):
    """A line of a plan as it stands. kpi: None where it is in words. actual: of the figure, or as typed; None where it is not known yet.

    reached: actual beside the aim, as a ratio. approved_on: None before.
    """

    id: int
    kind: str
    kpi: Definition | None
    title: str | None
    aim: Fraction | None
    actual: Fraction | None
    reached: Fraction | None
    comment: str | None
    planned_on: date
    approved_on: date | None


class WorkPlan(NamedTuple):
    """A month's plan of one member of staff. due_on: by when it was to be handed in. is_over: the month, so that the figures are whole."""

    person: Staff
    month: date
    due_on: date
    lines: Sequence[PlanLine]
    is_over: bool

    @property
    def in_time(self) -> bool:
        """Whether all of it was handed in by its day."""
        return all(line.planned_on <= self.due_on for line in self.lines)


def plan_of(session: Session, person_id: int, month: date) -> WorkPlan:
    """The plan with what the figures say. Raises NotFoundError where there is none."""
    person, rows = staff_by_id(session.connection, person_id), plan_lines(session.connection, person_id, month)
    if not rows:
        raise NotFoundError(
            N_("{name} has no plan for {month}."),
            hint=N_("To make one: kcrm workplan add {number} {month} --kpi KEY --aim FIGURE"),
            name=person.name,
            month=f"{month:%Y-%m}",
            number=person.employee_no,
        )
    period = Period(month, add_months(month, 1) - ONE_DAY)
    told = _figures(session, person, period, [row["kpi"] for row in rows if row["kpi"]])
    lines = []
    for row in rows:
        kpi = KPIS[row["kpi"]] if row["kpi"] else None
        aim = _hundredths(row["aim"])
        actual = told.get(kpi.key) if kpi is not None else _hundredths(row["actual"])
        less = kpi is not None and kpi.direction is Direction.LESS
        approved = date.fromisoformat(row["approved_on"]) if row["approved_on"] else None
        lines.append(
            PlanLine(
                row["id"],
                row["kind"],
                kpi,
                row["title"],
                aim,
                actual,
                attainment(actual, aim, less_is_better=less),
                row["comment"],
                date.fromisoformat(row["planned_on"]),
                approved,
            )
        )
    return WorkPlan(person, month, due_on(month, calendar_of(session).is_open), lines, period.last < session.today)


def approve(session: Session, person_id: int, month: date, *, dry_run: bool = False) -> WorkPlan:
    """Agree to a plan: its aims stay from then on. Raises RefusedError for one's own, and whoever heads nobody."""
    actor = session.actor
    if actor is None:
        raise UsageError(N_("Who agrees to the plan?"), hint=N_("Set who acts with --as EMPLOYEE_NO or KCRM_STAFF."))
    acts = as_colleague(session.connection, actor)
    if session.is_own(person_id):
        raise RefusedError(N_("Nobody approves a plan of their own."))
    if not acts.leads:
        raise RefusedError(N_("{name} heads nobody: a head approves plans."), name=actor.name)
    plan_of(session, person_id, month)
    with session.write(dry_run=dry_run) as planner:
        for row in plan_lines(planner.connection, person_id, month):
            if row["approved_on"] is None:
                save(planner.connection, NOUN.table, row, {"approver_id": actor.id, "approved_on": session.today})
        return plan_of(session, person_id, month)


def _figures(session: Session, person: Staff, period: Period, keys: Sequence[str]) -> dict[str, Fraction | None]:
    """What the figures say of the month: of the person where there is one of people, else of the store; of a month to come nothing."""
    if period.first > session.today:
        return {}
    own = tuple(key for key in dict.fromkeys(keys) if key in PERSON_TABLE.keys)
    found: dict[str, Fraction | None] = {}
    for one in figures(session, PERSON_TABLE, period, keys=own) if own else ():
        if one.scope.kind is ScopeKind.PERSON and one.scope.id == person.employee_no:
            found[one.key] = one.value.value
    for key in keys:
        if key not in found and (whole := figure_of_store(session, key, period)) is not None:
            found[key] = whole.value.value
    return found


def _hundredths(number: int | None) -> Fraction | None:
    return None if number is None else Fraction(number, 100)
