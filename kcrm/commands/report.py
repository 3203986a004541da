"""`kcrm report`: what a month came to, on one page; and reports of the dealership's own."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from kcrm.actions.report import PeriodReport, asked_span, period_report
from kcrm.actions.session import Session
from kcrm.context import AppContext, OutputFormat
from kcrm.errors import UsageError
from kcrm.exchange.reading import standard_input
from kcrm.i18n import N_, _
from kcrm.model.personal import Personal, Recording
from kcrm.named import NamedTuple
from kcrm.render import emit, emit_sheets, write_text
from kcrm.rules.kpi.spans import Step
from kcrm.shell.console import notice
from kcrm.shell.editor import edited_text, read_text
from kcrm.shell.filing import write_file
from kcrm.shell.gate import gated
from kcrm.shell.grammar import App
from kcrm.shell.leaving import recording_of, recording_of_text, recording_of_view
from kcrm.shell.opening import plan_today
from kcrm.shell.options import LISTED, PRINTED, SHOWN, TABLED, DryRun
from kcrm.shell.output import Output
from kcrm.shell.typed import Typed, with_typed
from kcrm.shell.verbs import Result
from kcrm.text import for_shell, last_word
from kcrm.views import Audience, View
from kcrm.views.kpi.figures import figures_view, running_note
from kcrm.views.kpi.labels import key_meant
from kcrm.views.official import aspects_by_word
from kcrm.views.report.html import report_html
from kcrm.views.report.markdown import report_md
from kcrm.views.report.periodic import periodic_page

if TYPE_CHECKING:
    from kcrm.actions.reports.filled import FilledReport
    from kcrm.queries.reports import StoredReport

_Name = Annotated[str, typer.Argument(metavar="NAME", help=N_("The report's name."))]
_TOLD = (Personal.NAME,)  # of those whom policy lets the report name


class _Span(NamedTuple):
    """One of the reports that every store has. which: help of what is typed; figures: what its key figures are called."""

    step: Step
    metavar: str
    help: str
    which: str
    figures: str


_SPANS = (
    _Span(
        Step.WEEK,
        "WEEK",
        N_("The weekly report: what the monthly one has, but money and checklists, which go by months."),
        N_("As in 2026-W42 or last-week."),
        N_("Key figures of the week"),
    ),
    _Span(
        Step.MONTH,
        "MONTH",
        N_(
            "The monthly report: headline figures, missed targets, visits, radar, teams, satisfaction, "
            "complaints, calls, sales, company accounts, the manager's desk, data quality, classes, money.\n\n"
            "--html writes a self-contained page, for a screen, a phone or A4. Without it, the report is md, which can be mailed. "
            "Machine formats give all its key figures as one table."
        ),
        N_("As in 2026-10 or last-month."),
        N_("Key figures of the month"),
    ),
    _Span(
        Step.QUARTER,
        "QUARTER",
        N_("The quarterly report: what the monthly one has, but the plan, which is the month's."),
        N_("As in 2026-Q4 or last-quarter."),
        N_("Key figures of the quarter"),
    ),
    _Span(
        Step.YEAR,
        "YEAR",
        N_("The annual report: what the monthly one has, but the plan, which is the month's."),
        N_("As in 2026 or last-year."),
        N_("Key figures of the year"),
    ),
)


def register(app: App) -> None:
    """The noun `report`."""
    noun = app.noun("report", help=N_("Reports to share."))

    for span in _SPANS:
        _register_span(noun, span)
    _register_own(noun)


def _register_span(noun: App, span: _Span) -> None:
    which = [Typed("which", span.metavar, span.metavar, span.which, required=True)]

    @noun.verb(span.step.value, help=span.help, output=TABLED)
    @with_typed(which)
    def report_of(
        session: Session,
        given: Mapping[str, Any],
        *,
        html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help=N_("Write the page to this file."))] = None,
        output: Output,
    ) -> None:
        days = asked_span(session, span.step, given["which"])
        plan_today(session)  # so that calls which lapsed are counted
        report, context = period_report(session, span.step, days, aspects_by_word()), session.context
        if html is not None:
            write_file(html, report_html(periodic_page(report)), recording_of(context, _TOLD, len(report.named), html))
            notice(_("{file}: the report was written.").format(file=html))
        if html is None or output.format is not None or output.to is not None:
            _emit(context, report, output)


def _register_own(noun: App) -> None:
    @noun.verb("list", help=N_("List the reports of your own."), output=LISTED)
    def list_(session: Session) -> View:
        from kcrm.actions.reports.stored import known_reports  # noqa: PLC0415 - here and below: the monthly report needs none of this
        from kcrm.views.report.own import reports_view  # noqa: PLC0415

        return reports_view(known_reports(session))

    @noun.verb("show", help=N_("Show a report of your own: what it declares."), output=SHOWN)
    def show(session: Session, name: _Name) -> View:
        from kcrm.actions.reports.stored import known_report, report_named  # noqa: PLC0415
        from kcrm.views.report.own import declared_view  # noqa: PLC0415

        return declared_view(known_report(report_named(session, name)))

    @noun.verb(
        "new",
        help=N_(
            "Declare a report of your own, by a file of TOML. It is checked before it is saved.\n\n"
            "It has a title and sections, each with a title and a text, figures (kpis, by), a list of records (list, filter, customers, "
            "days, columns, sort, limit) or a cross table (cross, rows, across, sum or count, filter, customers, days). "
            "Figures are those of kcrm kpi list, records and fields those of kcrm fields."
        ),
        output=PRINTED,
    )
    def new(
        session: Session,
        name: _Name,
        file: Annotated[str, typer.Argument(metavar="FILE", help=N_("The declaration; - is standard input."))],
        *,
        dry_run: DryRun = False,
    ) -> Result:
        from kcrm.actions.reports.stored import known_report, new_report  # noqa: PLC0415
        from kcrm.views.report.own import declared_view  # noqa: PLC0415

        kept = new_report(session, name, _text_of(file), file, key_meant, dry_run=dry_run)
        said = _("Saved {name}. To see it filled: kcrm report run {typed}").format(name=kept.name, typed=for_shell(last_word(kept.name)))
        return Result(declared_view(known_report(kept)), [] if dry_run else [said])

    @noun.verb(
        "edit", help=N_("Change a report of your own, in the editor or from a file. It is checked before it is saved."), output=PRINTED
    )
    def edit(
        session: Session,
        name: _Name,
        file: Annotated[
            str | None, typer.Option("--file", metavar="FILE", help=N_("Read the declaration from this file; - is standard input."))
        ] = None,
        *,
        dry_run: DryRun = False,
    ) -> Result:
        from kcrm.actions.reports.stored import edit_report, known_report, report_named  # noqa: PLC0415
        from kcrm.views.report.own import declared_view  # noqa: PLC0415

        before = report_named(session, name)
        with _edited(session, before, file, dry_run=dry_run) as text:
            kept, is_new = edit_report(session, name, text, file or before.name, key_meant, dry_run=dry_run)
        said = _("Saved {name}.") if is_new else _("{name} already has this text; nothing changed.")
        return Result(declared_view(known_report(kept)), [] if dry_run and is_new else [said.format(name=kept.name)])

    @noun.verb("delete", help=N_("Delete a report of your own."))
    def delete(session: Session, name: _Name, *, dry_run: DryRun = False) -> None:
        from kcrm.actions.reports.stored import delete_report  # noqa: PLC0415

        found = delete_report(session, name, dry_run=dry_run)
        notice(_("Deleted the report {name}.").format(name=found.name))

    @noun.verb(
        "run",
        help=N_(
            "Fill a report of your own for a period.\n\nAs md, which can be mailed, unless another format is asked for: "
            "--to FILE.html writes a self-contained page, --to FILE.xlsx a workbook with a sheet for each table."
        ),
        output=TABLED,
    )
    def run(
        session: Session,
        name: _Name,
        *,
        period: Annotated[
            str | None,
            typer.Option("--period", metavar="PERIOD", help=N_("Of which days; unless said those that it declares, else last-month.")),
        ] = None,
        output: Output,
    ) -> None:
        from kcrm.actions.reports.filled import filled_report  # noqa: PLC0415
        from kcrm.actions.reports.stored import report_named  # noqa: PLC0415

        stored = report_named(session, name)
        plan_today(session)
        _emit_own(session.context, filled_report(session, stored, period, key_meant), output)


def _text_of(file: str) -> str:
    return read_text(file, standard_input().read() if file == "-" else None)


def _edited(session: Session, before: StoredReport, file: str | None, *, dry_run: bool) -> AbstractContextManager[str]:
    if file is not None:
        return nullcontext(_text_of(file))

    def again(kept: str) -> list[str]:
        return ["kcrm", "report", "edit", "--file", kept, *last_word(before.name)]

    return edited_text(session.context, before.text, "report", again, dry_run=dry_run)


def _emit_own(context: AppContext, report: FilledReport, output: Output) -> None:
    """As md unless another format is asked for; what holds one table only gets the only one there is."""
    from kcrm.views.report.own import IN_A_BOOK, ON_A_PAGE, own_report_page, own_report_view, sheets_of  # noqa: PLC0415

    chosen = output.chosen(context.terminal) if output.format is not None or output.to is not None else OutputFormat.MD
    view = own_report_view(report, IN_A_BOOK if chosen is OutputFormat.XLSX else ON_A_PAGE)
    if chosen in {OutputFormat.MD, OutputFormat.HTML}:
        shown = gated(context, view)
        page = own_report_page(report, shown, context.shown_in)
        text = report_md(page) if chosen is OutputFormat.MD else report_html(page)
        _write(text, output, recording_of_view(context, shown, output, chosen))
    elif chosen is OutputFormat.XLSX:
        emit_sheets(context, view, sheets_of, output)
    elif chosen in {OutputFormat.CSV, OutputFormat.TSV, OutputFormat.JSONL}:
        tables = [part for key, part in view.parts_for(Audience.PEOPLE).items() if key != "sections"]
        if len(tables) != 1:
            raise UsageError(
                N_("{format} holds one table, and this report has {count}. Use json or xlsx."), format=chosen.value, count=len(tables)
            )
        emit(context, tables[0]._replace(audience=Audience.ALL), output)
    else:
        emit(context, view, output)


def _emit(context: AppContext, report: PeriodReport, output: Output) -> None:
    """Markdown unless another format is asked for; the formats of tables give one."""
    chosen = output.chosen(context.terminal) if output.format is not None or output.to is not None else OutputFormat.MD
    if chosen not in {OutputFormat.MD, OutputFormat.HTML}:
        words = next(each.figures for each in _SPANS if each.step is report.step)
        title, notes = _(words), running_note(report.period, report.today)
        emit(context, figures_view(title, report.period, report.every, report.small_sample, notes=notes), output)
        return
    page = periodic_page(report)
    recording = recording_of_text(context, _TOLD, len(report.named), output, chosen)
    _write(report_md(page) if chosen is OutputFormat.MD else report_html(page), output, recording)


def _write(text: str, output: Output, recording: Recording) -> None:
    if output.to is None:
        recording()
        write_text(text)
        return
    write_file(output.to, text, recording)
    notice(_("{file}: the report was written.").format(file=output.to))
