"""Money: monthly costs and plans are taken in; profit, break-even and plan against actual are reckoned from them and the orders."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from kcrm.actions.complaints.cases import Judge
from kcrm.actions.forms import Filed, file_form
from kcrm.actions.imports import ImportReport
from kcrm.actions.kpi.tables import Measure as Measured
from kcrm.actions.kpi.tables import Table, bounds
from kcrm.actions.planning import Planner
from kcrm.actions.references import Values
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.errors import UsageError
from kcrm.exchange.finance import FINANCE, FinanceKind, read_measure
from kcrm.exchange.source import AS_IT_IS, Manner
from kcrm.i18n import N_
from kcrm.kpis import shown_in
from kcrm.model.kpi import Counted
from kcrm.queries import finance as queries
from kcrm.queries.kpi.counting import counted
from kcrm.records.cells import Moment
from kcrm.rules.finance import (
    BreakEven,
    CostKind,
    Costs,
    Income,
    Measure,
    OpenDays,
    PlanLine,
    break_even,
    break_even_values,
    costs_of,
    finance_values,
    open_days,
    plan_lines,
    plan_values,
    whole_months,
)
from kcrm.rules.kpi import WHOLE, Scope, ScopeKind

_INCOME = ("labor_income", "parts_income", "other_income")


def import_finance(session: Session, source: str, *, manner: Manner = AS_IT_IS, dry_run: bool = False) -> ImportReport:
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

    return file_form(session, FINANCE, source, keep, manner=manner, dry_run=dry_run)


# --- what the figures are made of ---


@dataclass(frozen=True, slots=True)
class Finances:
    """A period's income and costs. costs None: not known, as the period is not of whole months or because of `missing`.

    missing: the months that have begun and have no fixed or no variable cost.
    """

    period: Period
    income: Income
    costs: Costs | None
    missing: tuple[date, ...]


@dataclass(frozen=True, slots=True)
class BreakEvenPoint:
    """Where the store breaks even. paid_fen, paid_visits: what paid orders came to and the visits they made; point None without costs."""

    finances: Finances
    paid_fen: int
    paid_visits: int
    point: BreakEven | None

    @property
    def ticket_fen(self) -> Fraction | None:
        """The average paid visit."""
        return Fraction(self.paid_fen, self.paid_visits) if self.paid_visits and self.paid_fen else None


@dataclass(frozen=True, slots=True)
class PlanReport:
    """A month against its plan. corrected: of a closed month what would be another number today than was published."""

    finances: Finances
    days: OpenDays
    lines: tuple[PlanLine, ...]
    corrected: frozenset[Measure] = frozenset()

    @property
    def is_over(self) -> bool:
        return self.days.elapsed == self.days.total


def check_months(period: Period) -> None:
    """Raises UsageError for a period that is not of whole months: costs are kept by the month."""
    if not whole_months(period):
        raise UsageError(
            N_("Costs are kept by month; {first} to {last} does not cover whole months."),
            hint=N_("Give a month, quarter or year: 2026-06, 2026-Q2, 2026"),
            first=period.first,
            last=period.last,
        )


def finances(session: Session, period: Period) -> Finances:
    """What came in and what it cost."""
    return _finances(session, period, _counted(session, _INCOME, [period])[0])


def _counted(session: Session, keys: Sequence[str], periods: Sequence[Period]) -> list[Mapping[str, Counted]]:
    """What was counted of the whole store, in fen."""
    return [each[None] for each in counted(session.connection, keys, bounds(session, periods))]


def _finances(session: Session, period: Period, earned: Mapping[str, Counted]) -> Finances:
    entries = queries.entries(session.connection, period) if whole_months(period) else ()
    fen: dict[tuple[date, CostKind], int] = defaultdict(int)
    for entry in entries:
        if entry.kind != FinanceKind.PLAN:
            fen[entry.month, CostKind(entry.kind)] += entry.amount_fen
    costs, missing = costs_of(period, session.today, fen)
    return Finances(period, Income(*(earned[key].numerator or 0 for key in _INCOME)), costs, missing)


def break_even_point(session: Session, period: Period) -> BreakEvenPoint:
    """Where the store breaks even, by a period's mix of income and cost."""
    return _points(session, [period])[0]


def _points(session: Session, periods: Sequence[Period]) -> list[BreakEvenPoint]:
    found = []
    for period, each in zip(periods, _counted(session, (*_INCOME, "average_ticket"), periods), strict=True):
        known, ticket = _finances(session, period, each), each["average_ticket"]
        result = BreakEvenPoint(known, ticket.numerator or 0, ticket.denominator or 0, None)
        if known.costs is not None:
            result = replace(result, point=break_even(known.income.total_fen, known.costs, result.ticket_fen))
        found.append(result)
    return found


def plan_report(session: Session, period: Period) -> PlanReport:
    """One month against its plan, by the days on which the store is open (`kcrm calendar`). Raises UsageError for more than a month."""
    check_months(period)
    if len(whole_months(period)) != 1:
        raise UsageError(
            N_("A plan covers one month; {first} to {last} is longer."), hint=N_("As in 2026-06"), first=period.first, last=period.last
        )
    return _planned(session, period)


def _planned(session: Session, period: Period) -> PlanReport:
    found = finances(session, period)
    # of several months the plans together, known where each month has one
    sums: dict[Measure, list[int]] = {}
    for entry in queries.entries(session.connection, period):
        if entry.kind == FinanceKind.PLAN:
            sums.setdefault(Measure(entry.item), []).append(entry.amount_fen)
    months = whole_months(period)
    planned = {measure: sum(amounts) for measure, amounts in sums.items() if len(amounts) == len(months)}
    calendar = Judge(session.connection).calendar(session.policy, session.now)
    days = open_days(period, session.today, calendar.is_open)
    return PlanReport(found, days, tuple(plan_lines(planned, found.income, found.costs, days)))


# --- as KPIs ---


def _measure_finance(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measured]]:
    told = []
    for period, found in zip(periods, _points(session, periods), strict=True):
        income, costs = found.finances.income, found.finances.costs
        values = (
            *finance_values(income, costs, period),
            *break_even_values(found.point, income, costs, found.ticket_fen, period),
        )
        told.append([Measured(WHOLE, value) for value in values if value.key in keys])
    return told


def _measure_plan(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measured]]:
    return [
        [
            Measured(Scope(ScopeKind.ITEM, line.measure.value), value)
            for line in _planned(session, period).lines
            for value in plan_values(line, period)
            if value.key in keys
        ]
        for period in periods
    ]


PROFIT_KEYS = shown_in("profit")
BREAKEVEN_KEYS = shown_in("breakeven")
POINT_KEYS = tuple(key for key in BREAKEVEN_KEYS if key not in PROFIT_KEYS)
"""Of these there is no value without costs."""
FINANCE_TABLE = Table("money", (*PROFIT_KEYS, *POINT_KEYS), _measure_finance)
PLAN_TABLE = Table("plan", shown_in("plan"), _measure_plan)
