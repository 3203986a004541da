"""Profit, break-even and plan: what is to be said of them beside the table of KPIs, and the table of the plan."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kcrm.actions.finance import BreakEvenPoint, Money, PlanReport
from kcrm.i18n import N_, _
from kcrm.rules.kpi import KPIS, Figure, Status, is_met
from kcrm.rules.money import NoBreakEven, PlanLine, in_yuan
from kcrm.views import Audience, Cell, Column, Measured, View
from kcrm.views.kpi_labels import SCOPE, STATUS, STATUS_COLOURS, UNIT
from kcrm.views.kpis import CLOSED, parts, period_words
from kcrm.views.values import joined, yuan

_MACHINES, _PEOPLE = Audience.MACHINES, Audience.PEOPLE
_WHY = {
    NoBreakEven.NO_INCOME: N_("There is no break-even point: nothing came in."),
    NoBreakEven.LOSS_MAKING: N_(
        "There is no break-even point: the variable cost ({cost}) takes up all of the income ({income}), "
        "so that more work of this kind only adds to the loss."
    ),
}

_PLAN = (
    Column("key", N_("KPI"), Cell.IDENTIFIER, audience=_MACHINES),
    Column("key", N_("KPI"), audience=_PEOPLE),
    Column("value", N_("Actual"), Cell.MEASURE),
    Column("unit", N_("Unit"), Cell.ENUM, labels=UNIT, audience=_MACHINES),
    Column("numerator", N_("Numerator"), Cell.MEASURE, audience=_MACHINES),
    Column("denominator", N_("Denominator"), Cell.MEASURE, audience=_MACHINES),
    Column("period_from", N_("From"), Cell.DATE, audience=_MACHINES),
    Column("period_to", N_("Until"), Cell.DATE, audience=_MACHINES),
    Column("previous", N_("Before"), Cell.MEASURE, 4),
    Column("target", N_("Plan"), Cell.MEASURE),
    Column("variance", N_("Variance"), Cell.MEASURE, 1),
    Column("percent", N_("Of plan"), Cell.PERCENT, 2),
    Column("forecast", N_("Forecast"), Cell.MEASURE, 1),
    Column("status", N_("Status"), Cell.ENUM, labels=STATUS, colours=STATUS_COLOURS),
    Column("scope", N_("Of what"), Cell.ENUM, labels=SCOPE, audience=_MACHINES),
    Column("scope_id", N_("Of whom"), Cell.IDENTIFIER, audience=_MACHINES),
)


def cost_notes(money: Money) -> tuple[str, ...]:
    """Why there is no profit: the period is not of whole months, or the costs of some are not known."""
    if money.costs is None and not money.missing:
        words = _("Costs are kept by the month: of {period} there is income only.")
        return (words.format(period=period_words(money.period)),)
    if not money.missing:
        return ()
    months = joined(f"{month:%Y-%m}" for month in money.missing)
    return (
        _("No profit without costs: fixed or variable cost of {months} is missing. To add it: kcrm finance import FILE").format(
            months=months
        ),
    )


def break_even_notes(found: BreakEvenPoint) -> tuple[str, ...]:
    """How many visits cover all cost, or why none do."""
    return (*cost_notes(found.money), *_point_notes(found))


def _point_notes(found: BreakEvenPoint) -> Iterator[str]:
    point, costs = found.point, found.money.costs
    if point is None or costs is None:
        return
    if point.why is not None:
        yield _(_WHY[point.why]).format(cost=yuan(costs.variable_fen), income=yuan(found.money.income.total_fen))
    elif point.visits is not None and found.ticket_fen is not None:
        words = _(
            "At the average ticket {count} paid visits alone would cover all cost; there were {visits}, and other income beside them."
        )
        yield words.format(count=f"{point.visits:,}", visits=f"{found.paid_visits:,}")


def plan_view(report: PlanReport, figures: Sequence[Figure], notes: tuple[str, ...]) -> View:
    """A month against its plan. figures: the actual amounts, one for each line."""
    by_key = {figure.key: figure for figure in figures}
    rows = [_row(by_key[line.measure.value], line, _status(report, line)) for line in report.lines]
    said = (*notes, *cost_notes(report.money))
    if not report.is_over:
        words = _("Forecast by open days: {elapsed} of {total} have come. While the month runs, it is the forecast that is judged.")
        said += (words.format(elapsed=report.days.elapsed, total=report.days.total),)
    if all(line.plan_fen is None for line in report.lines):
        said += (_("There is no plan for this month. To add one: kcrm finance import FILE"),)
    title = _("Plan and actual, {period}").format(period=period_words(report.money.period))
    if report.corrected:
        said += (_(CLOSED),)
    return View(title, _PLAN, rows, caption=True, notes=said)


def _row(figure: Figure, line: PlanLine, status: Status) -> tuple[object, ...]:
    value = figure.value
    return (
        value.key,
        _(value.definition.name),
        _yuan(value.value),
        value.unit,
        *parts(value),
        value.period.first,
        value.period.last,
        _yuan(figure.previous.value if figure.previous else None),
        _yuan(in_yuan(line.plan_fen)),
        _yuan(in_yuan(line.variance_fen)),
        line.percent,
        _yuan(in_yuan(line.forecast_fen)),
        status,
        figure.scope.kind,
        figure.scope.id,
    )


def _status(report: PlanReport, line: PlanLine) -> Status:
    """Whether the plan is kept; of a month that is still running, whether it will be."""
    if line.measure in report.corrected:
        return Status.CORRECTED
    reached = Fraction(line.actual_fen) if report.is_over and line.actual_fen is not None else line.forecast_fen
    if line.actual_fen is None or reached is None:
        return Status.NO_VALUE
    if line.plan_fen is None:
        return Status.NO_TARGET
    return Status.MET if is_met(reached, Fraction(line.plan_fen), KPIS[line.measure].direction) else Status.MISSED


def _yuan(number: Fraction | None) -> Measured | None:
    return None if number is None else Measured(number, "yuan")
