"""Bare `kcrm`: today on one screen."""

from __future__ import annotations

from kcrm.actions.session import open_session
from kcrm.actions.today import day_of
from kcrm.context import AppContext, OutputFormat
from kcrm.render import emit
from kcrm.shell.opening import plan_today
from kcrm.shell.output import Output
from kcrm.views.today import start_view, today_view


def show_today(context: AppContext, format_: OutputFormat | None) -> None:
    """What there is to do today; where there is no database yet, what to type first."""
    if not context.db_path.exists():
        emit(context, start_view(context.today, context.db_path), Output(format_))
        return
    with open_session(context) as session:
        plan_today(session)
        emit(session.context, today_view(day_of(session)), Output(format_))
