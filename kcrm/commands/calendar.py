"""`kcrm calendar …`: public holidays, make-up days and closures, for deadlines that count working time."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

import typer

from kcrm.actions.session import Session, open_session
from kcrm.actions.workdays import calendar_days, close_days, load_year, open_days
from kcrm.dates import Period, parse_period
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.policy_values import Hours
from kcrm.records.cells import line_text, said
from kcrm.render import emit
from kcrm.shell.grammar import App, app_context
from kcrm.shell.options import DryRun, Listed, Printed
from kcrm.shell.outcome import tell_dry_run
from kcrm.views.workdays import days_view

_MOST_DAYS = 366
_Days = Annotated[str, typer.Argument(metavar="DATE", help=N_("A day, or several: 2026-02-16..2026-02-23."))]
_Name = Annotated[str | None, typer.Option("--name", metavar="TEXT", help=N_("What day it is, or why."))]


def register(app: App) -> None:
    """The noun `calendar`."""
    noun = app.noun("calendar", help=N_("Days with hours of their own: holidays, make-up days, closures."))

    @noun.verb("show", help=N_("Every day that was set; the hours of the week: kcrm policy show complaints.week."))
    def show(
        ctx: typer.Context,
        year: Annotated[int | None, typer.Argument(metavar="[YEAR]", min=1970, max=2200, help=N_("Filter by year."))] = None,
        *,
        output: Listed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            view = days_view(calendar_days(session, year), _("No days set; every day has the hours of its weekday."))
            emit(session.context, view, output)

    @noun.verb("load", help=N_("Load China's public holidays and make-up days for a year."))
    def load(
        ctx: typer.Context,
        year: Annotated[int, typer.Argument(metavar="YEAR", min=1970, max=2200, help=N_("As in 2026."))],
        *,
        dry_run: DryRun = False,
        output: Printed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            days = load_year(session, year, dry_run=dry_run)
            emit(session.context, days_view(days, _("Already set; nothing changed.")), output)
            tell_dry_run(dry_run=dry_run)

    @noun.verb("close", help=N_("The store is closed on a day."))
    def close(ctx: typer.Context, when: _Days, *, name: _Name = None, dry_run: DryRun = False, output: Printed) -> None:
        with open_session(app_context(ctx)) as session:
            days = close_days(session, _period(session, when), said(name, line_text), dry_run=dry_run)
            emit(session.context, days_view(days, _("Already set; nothing changed.")), output)
            tell_dry_run(dry_run=dry_run)

    @noun.verb("open", help=N_("The store is open on a day, such as a make-up Saturday."))
    def open_(
        ctx: typer.Context,
        when: _Days,
        *,
        hours: Annotated[
            str | None, typer.Option("--hours", metavar="HOURS", help=N_("As in 09:00-12:00,13:00-17:00; the usual hours by default."))
        ] = None,
        name: _Name = None,
        dry_run: DryRun = False,
        output: Printed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            days = open_days(session, _period(session, when), _hours(hours), said(name, line_text), dry_run=dry_run)
            emit(session.context, days_view(days, _("Already set; nothing changed.")), output)
            tell_dry_run(dry_run=dry_run)


def _period(session: Session, text: str) -> Period:
    period = parse_period(text, session.today, past=False)
    if (period.last - period.first).days >= _MOST_DAYS:
        raise UsageError(N_("{value}: at most {most} days at once."), value=text, most=_MOST_DAYS)
    return period


def _hours(text: str | None) -> tuple[Hours, ...]:
    if text is None:
        return ()
    try:
        hours = tuple(Hours.parse(part.strip()) for part in text.replace("，", ",").split(","))
    except ValueError:
        hours = ()
    if not hours or any(one.last > other.first for one, other in pairwise(hours)):
        raise UsageError(N_("--hours: {value} is not a list of hours in order, such as 09:00-12:00,13:00-17:00."), value=text)
    return hours
