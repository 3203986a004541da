"""Profit, break-even and plan against actual: exact, in fen and fractions.

Profit is labour, parts and other income less fixed and variable cost (Customer-service manager CRM training manual 2012). Break-even income
is fixed ÷ (1 − variable ÷ income), the textbook formula, as that document names the figure but not how it is reckoned.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil
from typing import TypeVar, overload

from kcrm.dates import Period, add_months
from kcrm.enums import StrEnum
from kcrm.rules.kpi.values import KpiValue, kpi_value

_DAY = timedelta(days=1)
_WHOLE = 100
FEN = 100


class CostKind(StrEnum):
    """fixed: the same however much work there is; variable: grows with it."""

    FIXED = "fixed"
    VARIABLE = "variable"


class Measure(StrEnum):
    """What can be planned, and is compared with the plan: each is a KPI."""

    LABOR_INCOME = "labor_income"
    PARTS_INCOME = "parts_income"
    OTHER_INCOME = "other_income"
    INCOME = "income"
    FIXED_COST = "fixed_cost"
    VARIABLE_COST = "variable_cost"
    PROFIT = "profit"


@dataclass(frozen=True, slots=True)
class Income:
    """What orders brought, in fen."""

    labor_fen: int
    parts_fen: int
    other_fen: int

    @property
    def total_fen(self) -> int:
        return self.labor_fen + self.parts_fen + self.other_fen


@dataclass(frozen=True, slots=True)
class Costs:
    """What the store cost, in fen."""

    fixed_fen: int
    variable_fen: int

    @property
    def total_fen(self) -> int:
        return self.fixed_fen + self.variable_fen


class NoBreakEven(StrEnum):
    """Why there is no break-even point: nothing came in, or each yuan that comes in costs a yuan or more."""

    NO_INCOME = "no_income"
    LOSS_MAKING = "loss_making"


@dataclass(frozen=True, slots=True)
class BreakEven:
    """The income at which there is neither profit nor loss.

    income_fen: that income; contribution_fen: what is left of the present income once the variable cost is paid; contribution: their share,
    safety_fen: how much the present income lies above break-even, less than 0 below it; safety: as a share of the income.
    visits: so many visits at the average ticket bring it, None without a ticket. why: set where there is no such point; then all but
    the contribution are None.
    """

    contribution_fen: int
    contribution: Fraction | None
    income_fen: Fraction | None = None
    safety_fen: Fraction | None = None
    safety: Fraction | None = None
    visits: int | None = None
    why: NoBreakEven | None = None


def whole_months(period: Period) -> tuple[date, ...]:
    """The first day of each month of a period; none where it is not of whole months."""
    if period.first.day != 1 or (period.last + _DAY).day != 1:
        return ()
    count = (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
    return tuple(add_months(period.first, step) for step in range(count))


def costs_of(period: Period, today: date, fen: Mapping[tuple[date, CostKind], int]) -> tuple[Costs | None, tuple[date, ...]]:
    """What a period cost, and the months that have begun and lack fixed or variable cost.

    The costs are known once there are no such months, of a period of whole ones that has begun. fen: what was taken in of the period's
    months, by the first day of each.
    """
    begun = [month for month in whole_months(period) if month <= today]
    missing = tuple(month for month in begun if any((month, kind) not in fen for kind in CostKind))
    if missing or not begun:
        return None, missing
    fixed, variable = (sum(amount for (_month, of), amount in fen.items() if of is kind) for kind in CostKind)
    return Costs(fixed, variable), ()


def profit_fen(income: Income, costs: Costs) -> int:
    """Income less cost; less than 0 for a loss."""
    return income.total_fen - costs.total_fen


def break_even(income_fen: int, costs: Costs, ticket_fen: Fraction | None = None) -> BreakEven:
    """Where the present mix of income and variable cost covers the fixed cost.

    ticket_fen: the average ticket, for the number of visits; that number is rounded up, as a part of a visit covers nothing.
    """
    contribution_fen = income_fen - costs.variable_fen
    if income_fen <= 0:
        return BreakEven(contribution_fen, None, why=NoBreakEven.NO_INCOME)
    contribution = Fraction(contribution_fen, income_fen)
    if contribution <= 0:
        return BreakEven(contribution_fen, contribution, why=NoBreakEven.LOSS_MAKING)
    point = costs.fixed_fen / contribution
    return BreakEven(
        contribution_fen=contribution_fen,
        contribution=contribution,
        income_fen=point,
        safety_fen=income_fen - point,
        safety=(income_fen - point) / income_fen,
        visits=ceil(point / ticket_fen) if ticket_fen else None,
    )


@dataclass(frozen=True, slots=True)
class PlanLine:
    """One measure against its plan, in fen; what is not known is None. forecast_fen: what the month comes to if it goes on as it went."""

    measure: Measure
    plan_fen: int | None
    actual_fen: int | None
    forecast_fen: Fraction | None = None

    @property
    def variance_fen(self) -> int | None:
        """Actual less plan: above 0 is more than planned, which is good for income and bad for cost."""
        if self.actual_fen is None or self.plan_fen is None:
            return None
        return self.actual_fen - self.plan_fen

    @property
    def percent(self) -> Fraction | None:
        """Actual as percent of the plan; no value for a plan of nothing, nor of a planned loss: more than it may be less of a loss."""
        if self.actual_fen is None or self.plan_fen is None or self.plan_fen <= 0:
            return None
        return Fraction(self.actual_fen * _WHOLE, self.plan_fen)


@dataclass(frozen=True, slots=True)
class OpenDays:
    """How many days of a month the store is open, and how many of them have come: the present day among them."""

    elapsed: int
    total: int


def open_days(month: Period, today: date, is_open: Callable[[date], bool]) -> OpenDays:
    """The open days of a month as they stand today."""
    days = [month.first + timedelta(days=step) for step in range((month.last - month.first).days + 1)]
    opened = [day for day in days if is_open(day)]
    return OpenDays(elapsed=sum(day <= today for day in opened), total=len(opened))


def forecast_fen(actual_fen: int | None, days: OpenDays) -> Fraction | None:
    """What an amount that grows by the day will be at the month's end; no value before its first open day."""
    if actual_fen is None or not days.elapsed:
        return None
    return Fraction(actual_fen * days.total, days.elapsed)


def plan_lines(plan_fen: Mapping[Measure, int], income: Income, costs: Costs | None, days: OpenDays) -> list[PlanLine]:
    """Every measure against the plan, with its forecast for the month's end.

    A sum that is not planned itself is planned where all of its parts are. Income and variable cost go on with the open days; the fixed
    cost is that of the whole month. costs: None where they are not known yet; then there is no cost, no profit and no forecast of them.
    """
    actual: dict[Measure, int] = {
        Measure.LABOR_INCOME: income.labor_fen,
        Measure.PARTS_INCOME: income.parts_fen,
        Measure.OTHER_INCOME: income.other_fen,
    }
    if costs is not None:
        actual |= {Measure.FIXED_COST: costs.fixed_fen, Measure.VARIABLE_COST: costs.variable_fen}
    coming: dict[Measure, Fraction] = {}
    for measure, fen in actual.items():
        ahead = Fraction(fen) if measure is Measure.FIXED_COST else forecast_fen(fen, days)
        if ahead is not None:
            coming[measure] = ahead
    whole_plan, whole_actual, whole_coming = _with_sums(plan_fen), _with_sums(actual), _with_sums(coming)
    return [PlanLine(each, whole_plan.get(each), whole_actual.get(each), whole_coming.get(each)) for each in Measure]


Amount = TypeVar("Amount", int, Fraction)


def _with_sums(amounts: Mapping[Measure, Amount]) -> dict[Measure, Amount]:
    """The amounts, and each sum that is not among them but all of whose parts are known."""
    whole = dict(amounts)
    labor, parts, other = (whole.get(each) for each in (Measure.LABOR_INCOME, Measure.PARTS_INCOME, Measure.OTHER_INCOME))
    if labor is not None and parts is not None and other is not None:
        whole.setdefault(Measure.INCOME, labor + parts + other)
    income, fixed, variable = (whole.get(each) for each in (Measure.INCOME, Measure.FIXED_COST, Measure.VARIABLE_COST))
    if income is not None and fixed is not None and variable is not None:
        whole.setdefault(Measure.PROFIT, income - fixed - variable)
    return whole


# --- as KPIs, in yuan ---


def finance_values(income: Income, costs: Costs | None, period: Period) -> tuple[KpiValue, ...]:
    """Income, cost and profit; costs None where they are not known, so that there is no profit either."""
    amounts: dict[Measure, int | None] = {
        Measure.LABOR_INCOME: income.labor_fen,
        Measure.PARTS_INCOME: income.parts_fen,
        Measure.OTHER_INCOME: income.other_fen,
        Measure.INCOME: income.total_fen,
        Measure.FIXED_COST: costs.fixed_fen if costs else None,
        Measure.VARIABLE_COST: costs.variable_fen if costs else None,
        Measure.PROFIT: profit_fen(income, costs) if costs else None,
    }
    return tuple(kpi_value(measure.value, period, in_yuan(fen)) for measure, fen in amounts.items())


def break_even_values(
    point: BreakEven | None, income: Income, costs: Costs | None, ticket_fen: Fraction | None, period: Period
) -> tuple[KpiValue, ...]:
    """Break-even income, margin of safety, break-even visits; no values where there is no such point, or the costs are not known."""
    reached = point.income_fen if point else None
    return (
        # a contribution of nothing or less has no point: it must not divide
        kpi_value(
            "breakeven_income",
            period,
            in_yuan(costs.fixed_fen) if costs else None,
            point.contribution if point and reached is not None else None,
        ),
        kpi_value("margin_of_safety", period, in_yuan(point.safety_fen) if point else None, in_yuan(income.total_fen)),
        kpi_value("breakeven_visits", period, in_yuan(reached), in_yuan(ticket_fen)),
    )


def plan_values(line: PlanLine, period: Period) -> tuple[KpiValue, KpiValue]:
    """Attainment and variance of one measure's plan."""
    attained = line.plan_fen is not None and line.actual_fen is not None
    return (
        kpi_value("plan_attainment", period, in_yuan(line.actual_fen) if attained else None, in_yuan(line.plan_fen) if attained else None),
        kpi_value("plan_variance", period, in_yuan(line.variance_fen)),
    )


@overload
def in_fen(yuan: Fraction | int) -> int: ...
@overload
def in_fen(yuan: Fraction | int | None) -> int | None: ...
def in_fen(yuan: Fraction | int | None) -> int | None:
    """Yuan of whole fen as fen."""
    return None if yuan is None else int(yuan * FEN)


@overload
def in_yuan(fen: int | Fraction) -> Fraction: ...
@overload
def in_yuan(fen: int | Fraction | None) -> Fraction | None: ...
def in_yuan(fen: int | Fraction | None) -> Fraction | None:
    """Fen as yuan, exactly."""
    return None if fen is None else Fraction(fen) / FEN
