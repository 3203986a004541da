"""`kcrm finance …`: what the store costs each month, and what was planned."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.finance import import_finance
from kcrm.actions.session import open_session
from kcrm.dates import parse_period
from kcrm.i18n import N_
from kcrm.queries.finance import entries
from kcrm.render import emit
from kcrm.shell.grammar import App, app_context
from kcrm.shell.imported import show_import
from kcrm.shell.options import DryRun, Encoding, Listed, Tabled
from kcrm.views.finance import finance_list

_File = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help=N_("A CSV file, or - for standard input. Columns: month 月份, kind 类别, item 项目, amount 金额, note 备注.")
    ),
]
_Encoding = Encoding
_Period = Annotated[str | None, typer.Option("--period", metavar="PERIOD", help=N_("Only of these months, as in 2026-06 or 2026."))]


def register(app: App) -> None:
    """The noun `finance`."""
    noun = app.noun("finance", help=N_("Monthly costs and plans."))

    @noun.verb(
        "import",
        help=N_(
            "Take in monthly costs and plans; an amount is known again by month, kind and item, so the same file twice changes nothing.\n\n"
            "Kinds: fixed 固定费用, variable 变动费用, plan 计划. A plan's item is what is planned: labor_income 工时收入, "
            "parts_income 配件收入, other_income 其他收入, income 收入, fixed_cost 固定费用, variable_cost 变动费用, profit 利润."
        ),
    )
    def import_(ctx: typer.Context, file: _File, encoding: _Encoding = None, dry_run: DryRun = False, *, output: Tabled) -> None:
        with open_session(app_context(ctx)) as session:
            report = import_finance(session, file, encoding=encoding, dry_run=dry_run)
            show_import(session.context, report, output, dry_run=dry_run)

    @noun.verb("list", help=N_("List the costs and plans that were taken in."))
    def list_(ctx: typer.Context, period: _Period = None, *, output: Listed) -> None:
        with open_session(app_context(ctx)) as session:
            wanted = parse_period(period, session.today) if period is not None else None
            emit(session.context, finance_list(entries(session.connection, wanted)), output)
