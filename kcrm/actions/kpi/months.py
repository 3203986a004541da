"""Close a month: its KPIs are frozen as they stand, with the policy's version, and published so for good; what differs today is told."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from kcrm.actions.kpi.figures import TABLES, figures, measured, month_of
from kcrm.actions.session import Session
from kcrm.dates import Period, parse_period
from kcrm.errors import NotFoundError, RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.queries.kpi import months
from kcrm.queries.kpi.months import ClosedMonth, Frozen
from kcrm.rules.kpi import Figure
from kcrm.rules.kpi.targets import target_of


@dataclass(frozen=True, slots=True)
class Closing:
    """A month that was closed. numbers: how many values were frozen; with_value: of these, that have one."""

    month: str
    numbers: int
    with_value: int
    policy_version_id: int


@dataclass(frozen=True, slots=True)
class Correction:
    """A frozen value and what it would be today. difference: today's less the frozen one, None where either has no value."""

    figure: Figure

    @property
    def difference(self) -> Fraction | None:
        frozen, present = self.figure.value.value, self.figure.present.value if self.figure.present else None
        return None if frozen is None or present is None else present - frozen


def close_month(session: Session, text: str, *, dry_run: bool = False) -> Closing:
    """Freeze a month. Raises UsageError for what is no month, RefusedError for one that is not over or was closed before."""
    period = _month(session, text)
    month = f"{period.first:%Y-%m}"
    if period.last >= session.today:
        raise RefusedError(
            N_("{month} is not over: it ends on {last}, and today is {today}. Close it the day after, or later."),
            month=month,
            last=period.last,
            today=session.today,
        )
    with session.write(dry_run=dry_run) as planner:
        before = months.closed_month(session.connection, month)
        if before is not None:
            raise RefusedError(
                N_("{month} is already closed; its published figures stay."),
                hint=N_("To see what was corrected since: kcrm kpi closed {month}"),
                month=month,
            )
        planner.plan_changed()
        planner.plan_due()  # what lapsed until today is missed, though nobody has looked at the day's list yet
        own = months.targets(session.connection)
        numbers = [
            Frozen(
                table.name,
                one.value.key,
                one.scope.kind,
                one.scope.id,
                one.value.numerator,
                one.value.denominator,
                one.value.value,
                target_of(one.value.key, own, session.policy.kpi),
                one.value.cases,
            )
            for table in TABLES
            for one in measured(session, table, period)
        ]
        columns = {
            "month": month,
            "closed_at": session.now,
            "closed_by_id": session.actor.id if session.actor else None,
            "policy_version_id": session.policy_version_id,
        }
        months.add_month(session.connection, columns, numbers)
    return Closing(month, len(numbers), sum(one.value is not None for one in numbers), session.policy_version_id)


def closed_month(session: Session, text: str) -> ClosedMonth:
    """A closed month. Raises UsageError for what is no month, NotFoundError for one that was not closed."""
    month = f"{_month(session, text).first:%Y-%m}"
    found = months.closed_month(session.connection, month)
    if found is None:
        raise NotFoundError(N_("{month} is not closed."), hint=N_("To close it: kcrm kpi close {month}"), month=month)
    return found


def corrections(session: Session, month: ClosedMonth) -> list[Correction]:
    """What would be another number today than was published, in the order in which the month was frozen."""
    period = parse_period(month.month, session.today)
    found = (figure for table in TABLES for figure in figures(session, table, period))
    by_number = {(figure.key, figure.scope): Correction(figure) for figure in found if figure.present is not None}
    return list(by_number.values())


def _month(session: Session, text: str) -> Period:
    period = parse_period(text, session.today)
    if month_of(period) is None:
        raise UsageError(N_("“{value}” is not a single month. Write it as 2026-10 or last-month."), value=text)
    return period
