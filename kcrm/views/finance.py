"""Costs and plans as they were taken in; profit, break-even and plan beside the table of KPIs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kcrm.actions.finance import BreakEvenPoint, Finances, PlanReport
from kcrm.exchange.finance import FinanceKind
from kcrm.i18n import N_, _
from kcrm.kpis import KPIS, Unit
from kcrm.queries.finance import Entry
from kcrm.rules.finance import NoBreakEven, PlanLine, in_yuan
from kcrm.rules.kpi import Figure, Status, is_met
from kcrm.views import Audience, Cell, Column, Measured, View
from kcrm.views.kpi.figures import CLOSED, parts, period_words
from kcrm.views.kpi.labels import SCOPE, STATUS, STATUS_COLOURS
from kcrm.views.values import joined, yuan

_ENTRIES = (
    Column("month", N_("Month"), Cell.IDENTIFIER),
    Column("kind", N_("Kind"), Cell.ENUM, labels=FinanceKind),
    Column("item", N_("Item"), audience=Audience.MACHINES),
    Column("item", N_("Item"), audience=Audience.PEOPLE),
    Column("amount", N_("Amount"), Cell.MONEY),
    Column("note", N_("Note"), priority=3),
)


def finance_list(entries: Sequence[Entry]) -> View:
    """Every amount, by month."""
    rows = [(f"{each.month:%Y-%m}", FinanceKind(each.kind), each.item, _item(each), each.amount_fen, each.note) for each in entries]
    return View(_("Costs and plans"), _ENTRIES, rows, empty=_("No costs or plans yet. To import them: kcrm finance import FILE"))


def _item(entry: Entry) -> str:
    """What is planned by its name in the current language; a cost by its own."""
    return _(KPIS[entry.item].name) if entry.kind == FinanceKind.PLAN else entry.item


_MACHINES, _PEOPLE = Audience.MACHINES, Audience.PEOPLE
_WHY = {
    NoBreakEven.NO_INCOME: N_("There is no break-even point: nothing came in."),
    NoBreakEven.LOSS_MAKING: N_(
        "There is no break-even point: the variable cost ({cost}) takes up all of the income ({income}), so "
        "more of the same work only adds to the loss."
    ),
}

_PLAN = (
    Column("key", N_("KPI"), Cell.IDENTIFIER, audience=_MACHINES),
    Column("key", N_("KPI"), audience=_PEOPLE),
    Column("value", N_("Actual"), Cell.MEASURE),
    Column("unit", N_("Unit"), Cell.ENUM, labels=Unit, audience=_MACHINES),
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
    Column("scope", N_("Scope"), Cell.ENUM, labels=SCOPE, audience=_MACHINES),
    Column("scope_id", N_("Of whom"), Cell.IDENTIFIER, audience=_MACHINES),
)


def cost_notes(known: Finances) -> tuple[str, ...]:
    """Why there is no profit: the period is not of whole months, or the costs of some are not known."""
    if known.costs is None and not known.missing:
        words = _("Costs are kept by month; {period} has income only.")
        return (words.format(period=period_words(known.period)),)
    if not known.missing:
        return ()
    months = joined(f"{month:%Y-%m}" for month in known.missing)
    return (
        _("No profit without costs: fixed or variable cost of {months} is missing. To add it: kcrm finance import FILE").format(
            months=months
        ),
    )


def break_even_notes(found: BreakEvenPoint) -> tuple[str, ...]:
    """How many visits cover all cost, or why none do."""
    return (*cost_notes(found.finances), *_point_notes(found))


def _point_notes(found: BreakEvenPoint) -> Iterator[str]:
    point, costs = found.point, found.finances.costs
    if point is None or costs is None:
        return
    if point.why is not None:
        yield _(_WHY[point.why]).format(cost=yuan(costs.variable_fen), income=yuan(found.finances.income.total_fen))
    elif point.visits is not None and found.ticket_fen is not None:
        words = _("At the average ticket, {count} paid visits alone would cover all cost; there were {visits}, plus other income.")
        yield words.format(count=f"{point.visits:,}", visits=f"{found.paid_visits:,}")


def plan_view(report: PlanReport, figures: Sequence[Figure], notes: tuple[str, ...]) -> View:
    """A month against its plan. figures: the actual amounts, one for each line."""
    by_key = {figure.key: figure for figure in figures}
    rows = [_row(by_key[line.measure.value], line, _status(report, line)) for line in report.lines]
    said = (*notes, *cost_notes(report.finances))
    if not report.is_over:
        words = _("Forecast by open days: {elapsed} of {total} have passed. Until the month ends, the forecast is what is judged.")
        said += (words.format(elapsed=report.days.elapsed, total=report.days.total),)
    if all(line.plan_fen is None for line in report.lines):
        said += (_("There is no plan for this month. To add one: kcrm finance import FILE"),)
    title = _("Plan and actual, {period}").format(period=period_words(report.finances.period))
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
