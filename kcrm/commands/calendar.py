"""`kcrm calendar …`: public holidays, make-up days and closures, for deadlines that count working time."""

from __future__ import annotations

from itertools import pairwise
from typing import Annotated

import typer

from kcrm.actions.session import Session
from kcrm.actions.workdays import calendar_days, close_days, load_year, open_days
from kcrm.dates import Period, parse_period
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.policy_values import Hours
from kcrm.records.cells import line_text, said
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, DryRun
from kcrm.views import View
from kcrm.views.workdays import days_view

_MOST_DAYS = 366
_Days = Annotated[str, typer.Argument(metavar="DATE", help=N_("A day, or several: 2026-02-16..2026-02-23."))]
_Name = Annotated[str | None, typer.Option("--name", metavar="TEXT", help=N_("What day it is, or why."))]


def register(app: App) -> None:
    """The noun `calendar`."""
    noun = app.noun("calendar", help=N_("Days with special hours: holidays, make-up days, closures."))

    @noun.verb("show", help=N_("List the days that were set; for weekday hours: kcrm policy show complaints.week."), output=LISTED)
    def show(
        session: Session,
        year: Annotated[int | None, typer.Argument(metavar="[YEAR]", min=1970, max=2200, help=N_("Filter by year."))] = None,
    ) -> View:
        return days_view(calendar_days(session, year), _("No days set; every day has the hours of its weekday."))

    @noun.verb("load", help=N_("Load China's public holidays and make-up days for a year."), output=PRINTED)
    def load(
        session: Session,
        year: Annotated[int, typer.Argument(metavar="YEAR", min=1970, max=2200, help=N_("As in 2026."))],
        *,
        dry_run: DryRun = False,
    ) -> View:
        days = load_year(session, year, dry_run=dry_run)
        return days_view(days, _("Already set; nothing changed."))

    @noun.verb("close", help=N_("Mark a day as closed."), output=PRINTED)
    def close(session: Session, when: _Days, *, name: _Name = None, dry_run: DryRun = False) -> View:
        days = close_days(session, _period(session, when), said(name, line_text), dry_run=dry_run)
        return days_view(days, _("Already set; nothing changed."))

    @noun.verb("open", help=N_("Mark a day as open, such as a make-up Saturday."), output=PRINTED)
    def open_(
        session: Session,
        when: _Days,
        *,
        hours: Annotated[
            str | None, typer.Option("--hours", metavar="HOURS", help=N_("As in 09:00-12:00,13:00-17:00; the usual hours by default."))
        ] = None,
        name: _Name = None,
        dry_run: DryRun = False,
    ) -> View:
        days = open_days(session, _period(session, when), _hours(hours), said(name, line_text), dry_run=dry_run)
        return days_view(days, _("Already set; nothing changed."))


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
