"""`kcrm finance …`: what the store costs each month, and what was planned; `kcrm kpi profit`, `breakeven`, `plan`: what it earns."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.finance import BREAKEVEN_KEYS, FINANCE_TABLE, PROFIT_KEYS, check_months, finances, import_finance
from kcrm.actions.kpi.figures import asked_period, figures, least_cases, published_plan, published_point
from kcrm.actions.session import Session
from kcrm.dates import Period, parse_period
from kcrm.exchange.source import Manner
from kcrm.i18n import N_, _
from kcrm.queries.finance import entries
from kcrm.shell.grammar import App
from kcrm.shell.imported import import_result
from kcrm.shell.options import LISTED, TABLED, WHOLLY_LISTED, DryRun, Encoding, Sheet
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.finance import break_even_notes, cost_notes, finance_list, plan_view
from kcrm.views.kpi.figures import figures_view, running_note

_File = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help=N_("A CSV file, or - for standard input. Columns: month 月份, kind 类别, item 项目, amount 金额, note 备注.")
    ),
]
_Months = Annotated[str | None, typer.Option("--period", metavar="PERIOD", help=N_("Filter by month, as in 2026-06 or 2026."))]


def register(app: App) -> None:
    """The noun `finance`, and three verbs of the noun `kpi`."""
    _register_figures(app)
    noun = app.noun("finance", help=N_("Monthly costs and plans."))

    @noun.verb(
        "import",
        help=N_(
            "Import monthly costs and plans. Amounts are matched by month, kind and item, so importing a file "
            "twice changes nothing.\n\nKinds: fixed 固定费用, variable 变动费用, plan 计划. A plan's item is what is "
            "planned: labor_income 工时收入, parts_income 配件收入, other_income 其他收入, income 收入, fixed_cost 固定费用, "
            "variable_cost 变动费用, profit 利润."
        ),
        output=TABLED,
    )
    def import_(session: Session, file: _File, encoding: Encoding = None, sheet: Sheet = None, dry_run: DryRun = False) -> Result:
        return import_result([import_finance(session, file, manner=Manner(encoding, sheet), dry_run=dry_run)], dry_run=dry_run)

    @noun.verb("list", help=N_("List imported costs and plans."), output=LISTED)
    def list_(session: Session, period: _Months = None) -> View:
        wanted = parse_period(period, session.today) if period is not None else None
        return finance_list(entries(session.connection, wanted))


_Whole = Annotated[str, typer.Option("--period", metavar="PERIOD", help=N_("A month, quarter or year: 2026-10, last-month, 2026-Q3."))]
_AnyPeriod = Annotated[
    str,
    typer.Option(
        "--period", metavar="PERIOD", help=N_("A day, week, month, quarter, year or A..B: 2026-10, 2026-W42, last-month, yesterday.")
    ),
]
_Month = Annotated[str, typer.Option("--period", metavar="MONTH", help=N_("Which month: 2026-10, last-month."))]


def _register_figures(app: App) -> None:
    kpi = app.noun("kpi", help=N_("Key figures, each with what it is made of."))

    @kpi.verb(
        "profit",
        help=N_(
            "Show income by labour, parts and other, cost, and profit.\n\nIncome is from orders closed in the "
            "period, whoever pays but the store itself. Costs come from kcrm finance import; without them, or "
            "for a period that is not whole months, there is no profit."
        ),
        output=WHOLLY_LISTED,
    )
    def profit(session: Session, period: _AnyPeriod = "this-month") -> View:
        days = asked_period(session, period)
        return _view(session, _("Profit"), days, PROFIT_KEYS, cost_notes(finances(session, days)))

    @kpi.verb(
        "breakeven",
        help=N_("Show the income and visits that cover all cost, and the margin of safety."),
        output=WHOLLY_LISTED,
    )
    def breakeven(session: Session, period: _Whole = "this-month") -> View:
        days = asked_period(session, period)
        check_months(days)
        notes = break_even_notes(published_point(session, days))
        return _view(session, _("Break-even"), days, BREAKEVEN_KEYS, notes)

    @kpi.verb(
        "plan",
        help=N_("Show a month against its plan: actual, variance, percent, and the forecast for the month's end by open days."),
        output=WHOLLY_LISTED,
    )
    def plan(session: Session, period: _Month = "this-month") -> View:
        days = asked_period(session, period)
        report = published_plan(session, days)
        return plan_view(report, figures(session, FINANCE_TABLE, days, keys=PROFIT_KEYS), running_note(days, session.today))


def _view(session: Session, title: str, days: Period, keys: tuple[str, ...], notes: tuple[str, ...]) -> View:
    found = figures(session, FINANCE_TABLE, days, keys=keys)
    said = (*running_note(days, session.today), *notes)
    return figures_view(title, days, found, least_cases(session, days), notes=said)
