"""Money: monthly costs and plans are taken in; profit, break-even and plan against actual are reckoned from them and the orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from kcrm.actions.filing import Filed, file_form
from kcrm.actions.importing import ImportReport
from kcrm.actions.planning import Planner
from kcrm.actions.registry import Values
from kcrm.actions.session import Session
from kcrm.dates import Period, add_months
from kcrm.errors import UsageError
from kcrm.exchange.cells import Moment
from kcrm.exchange.finance import FINANCE, FinanceKind, read_measure
from kcrm.i18n import N_
from kcrm.queries import finance as queries
from kcrm.rules.money import BreakEven, Costs, Income, Measure, OpenDays, PlanLine, break_even, open_days, plan_lines

_DAY = timedelta(days=1)


def import_finance(session: Session, source: str, *, encoding: str | None = None, dry_run: bool = False) -> ImportReport:
    """Take in a file of monthly costs and plans. Raises as `file_form` does."""
    moment = Moment(session.today, session.now)

    def keep(planner: Planner, values: Values) -> Filed:
        month, kind, item = values["month"], values["kind"], str(values["item"])
        assert isinstance(month, date)
        assert isinstance(kind, FinanceKind)
        if kind is FinanceKind.PLAN:
            item = str(read_measure(item, moment))
        given = {"amount_fen": values["amount"], **({"note": values["note"]} if "note" in values else {})}
        return Filed((month, kind, item), queries.keep(planner.connection, month, kind, item, given))

    return file_form(session, FINANCE, source, keep, encoding=encoding, dry_run=dry_run)


# --- what the figures are made of ---


@dataclass(frozen=True, slots=True)
class Money:
    """A period's income and costs. costs None: those of `missing`, its months without fixed or variable cost, are not known."""

    period: Period
    income: Income
    costs: Costs | None
    missing: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class BreakEvenPoint:
    """Where the store breaks even. ticket_fen: the average paid visit; point None where the costs are not known."""

    money: Money
    ticket_fen: Fraction | None
    point: BreakEven | None


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A month against its plan, as it stands."""

    money: Money
    days: OpenDays
    lines: tuple[PlanLine, ...]

    @property
    def is_over(self) -> bool:
        return self.days.elapsed == self.days.total


def whole_months(period: Period, today: date) -> tuple[date, ...]:
    """The first day of each month of a period. Raises UsageError for one that is not of whole months, or lies in the future."""
    if period.first.day != 1 or (period.last + _DAY).day != 1:
        raise UsageError(
            N_("Costs are kept by the month: {first} to {last} are no whole months."),
            hint=N_("Name a month, quarter or year: 2026-06, 2026-Q2, 2026"),
            first=period.first,
            last=period.last,
        )
    if period.first > today:
        raise UsageError(N_("{first} is yet to come; there is nothing to reckon."), first=period.first)
    count = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    return tuple(add_months(period.first, step) for step in range(count))


def money(session: Session, period: Period) -> Money:
    """What came in and what it cost, of whole months. Costs are known once each month that has begun has fixed and variable ones.

    Raises UsageError as `whole_months` does.
    """
    months = [month for month in whole_months(period, session.today) if month <= session.today]
    earned = queries.earned(session.connection, period)
    costs = {kind: dict.fromkeys(months, 0) for kind in (FinanceKind.FIXED, FinanceKind.VARIABLE)}
    known: set[tuple[date, str]] = set()
    for entry in queries.entries(session.connection, period):
        if entry.kind != FinanceKind.PLAN and entry.month in months:
            known.add((entry.month, entry.kind))
            costs[FinanceKind(entry.kind)][entry.month] += entry.amount_fen
    missing = tuple(month for month in months if any((month, kind) not in known for kind in costs))
    return Money(
        period,
        Income(earned.labor_fen, earned.parts_fen, earned.other_fen),
        None if missing else Costs(sum(costs[FinanceKind.FIXED].values()), sum(costs[FinanceKind.VARIABLE].values())),
        missing,
    )


def break_even_point(session: Session, period: Period) -> BreakEvenPoint:
    """Where the store breaks even, by a period's mix of income and cost. Raises UsageError as `whole_months` does."""
    found = money(session, period)
    paid = queries.tickets(session.connection, period)
    ticket = Fraction(paid.amount_fen, paid.visits) if paid.visits and paid.amount_fen else None
    point = break_even(found.income.total_fen, found.costs, ticket) if found.costs is not None else None
    return BreakEvenPoint(found, ticket, point)


def plan_report(session: Session, period: Period) -> PlanReport:
    """One month against its plan. Raises UsageError for anything but a month that has begun."""
    if len(whole_months(period, session.today)) != 1:
        raise UsageError(
            N_("A plan is for one month: {first} to {last} are more."), hint=N_("As in 2026-06"), first=period.first, last=period.last
        )
    found = money(session, period)
    planned = {
        Measure(entry.item): entry.amount_fen for entry in queries.entries(session.connection, period) if entry.kind == FinanceKind.PLAN
    }
    days = open_days(period, session.today, lambda _day: True)
    return PlanReport(found, days, tuple(plan_lines(planned, found.income, found.costs, days)))
