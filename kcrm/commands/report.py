"""`kcrm report month`: what a month came to, on one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcrm.actions.report import MonthReport, asked_month, month_report
from kcrm.actions.session import Session
from kcrm.context import AppContext, OutputFormat
from kcrm.i18n import N_, _
from kcrm.model.personal import Personal
from kcrm.render import emit, write_text
from kcrm.shell.console import notice
from kcrm.shell.filing import write_file
from kcrm.shell.grammar import App
from kcrm.shell.leaving import recording_of, recording_of_text
from kcrm.shell.opening import plan_today
from kcrm.shell.options import TABLED
from kcrm.shell.output import Output
from kcrm.views.kpi.figures import figures_view, running_note
from kcrm.views.report.html import report_html
from kcrm.views.report.markdown import report_md
from kcrm.views.report.month import monthly_page

_TOLD = (Personal.NAME,)  # of those whom policy lets the report name


def register(app: App) -> None:
    """The noun `report`."""
    noun = app.noun("report", help=N_("Reports to share."))

    @noun.verb(
        "month",
        help=N_(
            "The monthly report: headline figures, missed targets, visits, radar, teams, satisfaction, "
            "complaints, calls, sales, company accounts, the manager's desk, data quality, classes, money.\n\n"
            "--html writes a self-contained page, for a screen, a phone or A4. Without it, the report is md, which can be mailed. "
            "Machine formats give all its key figures as one table."
        ),
        output=TABLED,
    )
    def month(
        session: Session,
        which: Annotated[str, typer.Argument(metavar="MONTH", help=N_("As in 2026-10 or last-month."))],
        *,
        html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help=N_("Write the page to this file."))] = None,
        output: Output,
    ) -> None:
        days = asked_month(session, which)
        plan_today(session)  # so that calls which lapsed are counted
        report, context = month_report(session, days), session.context
        if html is not None:
            write_file(html, report_html(monthly_page(report)), recording_of(context, _TOLD, len(report.named), html))
            notice(_("{file}: the report was written.").format(file=html))
        if html is None or output.format is not None or output.to is not None:
            _emit(context, report, output)


def _emit(context: AppContext, report: MonthReport, output: Output) -> None:
    """Markdown unless another format is asked for; the formats of tables give one."""
    chosen = output.chosen(context.terminal) if output.format is not None or output.to is not None else OutputFormat.MD
    if chosen not in {OutputFormat.MD, OutputFormat.HTML}:
        title, notes = _("Key figures of the month"), running_note(report.period, report.today)
        emit(context, figures_view(title, report.period, report.every, report.small_sample, notes=notes), output)
        return
    page = monthly_page(report)
    recording = recording_of_text(context, _TOLD, len(report.named), output, chosen)
    text = report_md(page) if chosen is OutputFormat.MD else report_html(page)
    if output.to is None:
        recording()
        write_text(text)
        return
    write_file(output.to, text, recording)
    notice(_("{file}: the report was written.").format(file=output.to))
