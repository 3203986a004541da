"""`kcrm kpi profit`, `kpi breakeven`, `kpi plan`: what the store earns."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.finance import BREAKEVEN_KEYS, MONEY_TABLE, PROFIT_KEYS, break_even_point, check_months, money, plan_report
from kcrm.actions.kpis import asked_period, figures
from kcrm.actions.session import Session, open_session
from kcrm.dates import Period
from kcrm.i18n import N_, _
from kcrm.render import emit
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import WhollyListed
from kcrm.shell.output import Output
from kcrm.views.kpis import figures_view, running_note
from kcrm.views.money import break_even_notes, cost_notes, plan_view

_Period = Annotated[str, typer.Option("--period", metavar="PERIOD", help=N_("A month, quarter or year: 2026-10, last-month, 2026-Q3."))]
_Month = Annotated[str, typer.Option("--period", metavar="MONTH", help=N_("Which month: 2026-10, last-month."))]


def register(app: App) -> None:
    """Three verbs of the noun `kpi`."""
    kpi = app.noun("kpi", help=N_("Key figures, each with what it was made of."))

    @kpi.verb(
        "profit",
        help=N_(
            "Income by labour, parts and other, cost, and what is left.\n\nIncome is of the orders closed in the period, whoever pays "
            "but the store itself. Costs are those of kcrm finance import; without them there is no profit."
        ),
    )
    def profit(ctx: typer.Context, period: _Period = "this-month", *, output: WhollyListed) -> None:
        with open_session(app_context(ctx)) as session:
            days = _months(session, period)
            _show(session, _("Profit"), days, PROFIT_KEYS, cost_notes(money(session, days)), output)

    @kpi.verb("breakeven", help=N_("The income and the number of visits that cover all cost, and how far above it the store is."))
    def breakeven(ctx: typer.Context, period: _Period = "this-month", *, output: WhollyListed) -> None:
        with open_session(app_context(ctx)) as session:
            days = _months(session, period)
            notes = break_even_notes(break_even_point(session, days))
            _show(session, _("Break-even"), days, BREAKEVEN_KEYS, notes, output)

    @kpi.verb("plan", help=N_("A month against its plan: actual, variance, percent, and the forecast for the month's end by open days."))
    def plan(ctx: typer.Context, period: _Month = "this-month", *, output: WhollyListed) -> None:
        with open_session(app_context(ctx)) as session:
            days = asked_period(session, period)
            report = plan_report(session, days)
            view = plan_view(report, figures(session, MONEY_TABLE, days, keys=PROFIT_KEYS), running_note(days, session.today))
            emit(session.context, view, output)


def _months(session: Session, text: str) -> Period:
    days = asked_period(session, text)
    check_months(days)
    return days


def _show(session: Session, title: str, days: Period, keys: tuple[str, ...], notes: tuple[str, ...], output: Output) -> None:
    found = figures(session, MONEY_TABLE, days, keys=keys)
    said = (*running_note(days, session.today), *notes)
    emit(session.context, figures_view(title, days, found, session.policy.kpi.small_sample, notes=said), output)
