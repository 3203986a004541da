"""Where complaints stand, and what they say of the house: list, show, board, report, form."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.complaints.cases import ComplaintCase, complaint_case, complaint_cases, on_board
from kcrm.actions.complaints.report import complaint_report
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.kpi.figures import asked_period
from kcrm.actions.selecting import select
from kcrm.actions.session import Session, open_session
from kcrm.dates import parse_period
from kcrm.i18n import N_
from kcrm.model import Cause, ComplaintState, Severity
from kcrm.model.words import labels_of
from kcrm.queries.complaints import WantedComplaints
from kcrm.queries.lookup import Thing
from kcrm.render import emit
from kcrm.shell.grammar import App, app_context
from kcrm.shell.lateness import exit_if_late
from kcrm.shell.options import CheckLate, Filters, Listed, Shown, Tabled, WhichComplaint
from kcrm.shell.paper import emit_form
from kcrm.views.complaints.board import board, case_list
from kcrm.views.complaints.form import handling_form
from kcrm.views.complaints.report import report_view
from kcrm.views.complaints.story import story
from kcrm.views.vocabulary import meant

_OPEN = "open"


def register_lists(noun: App) -> None:
    """The verbs of `complaint` that only look."""
    _register_lists(noun)
    _register_one(noun)
    _register_report(noun)


def _register_lists(noun: App) -> None:
    @noun.verb("list", help=N_("List open complaints: late ones first, then by the time left."))
    def list_(
        ctx: typer.Context,
        filters: Filters = None,
        *,
        state: Annotated[
            str | None,
            typer.Option(
                "--state", metavar="STATE", help=N_("Filter by state: received, resolved, 已结案 …; open for all that are not closed.")
            ),
        ] = None,
        severity: Annotated[
            str | None, typer.Option("--severity", metavar="SEVERITY", help=N_("Filter by severity: minor, normal, major."))
        ] = None,
        cause: Annotated[
            str | None, typer.Option("--cause", metavar="CAUSE", help=N_("Filter by cause: service, repair, 配件质量."))
        ] = None,
        department: Annotated[str | None, typer.Option("--department", metavar="NAME", help=N_("Filter by department at fault."))] = None,
        owner: Annotated[str | None, typer.Option("--owner", metavar="STAFF", help=N_("Filter by owner (staff)."))] = None,
        late: Annotated[bool, typer.Option("--late", help=N_("Only those past a deadline."))] = False,
        period: Annotated[str | None, typer.Option("--period", metavar="PERIOD", help=N_("Filter by receipt, as in last-week."))] = None,
        everything: Annotated[bool, typer.Option("--all", help=N_("Closed ones, too, as with --state and --period."))] = False,
        check: CheckLate = False,
        output: Listed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            words = {_OPEN: N_("open"), **labels_of(ComplaintState)}
            stands = meant(words, state, "--state") if state else None
            wanted = WantedComplaints(
                state=ComplaintState(stands) if stands not in {None, _OPEN} else None,
                # who asks for a state or a time means all of it
                open=stands == _OPEN if state or period or everything else True,
                severity=meant(Severity, severity, "--severity") if severity else None,
                cause=meant(Cause, cause, "--cause") if cause else None,
                department=department.strip() if department else None,
                owner_id=select(session, owner, Thing.STAFF) if owner else None,
                received=parse_period(period, session.today) if period else None,
            )
            among = chosen_customers(session, filters)
            cases = complaint_cases(session.connection, session.now, wanted, late=late)
            cases = [case for case in cases if among is None or case.complaint.customer_id in among]
            emit(session.context, case_list(cases), output)
        if check:
            exit_if_late(cases)

    @noun.verb("board", help=N_("Show on one screen where complaints stand; closed ones for a week."))
    def board_(ctx: typer.Context, *, check: CheckLate = False, output: Tabled) -> None:
        with open_session(app_context(ctx)) as session:
            cases = on_board(session.connection, session.now)
            emit(session.context, board(cases), output)
        if check:
            exit_if_late(cases)


def _register_one(noun: App) -> None:
    @noun.verb("show", help=N_("Show one in full: state, deadlines, every step."))
    def show(ctx: typer.Context, which: WhichComplaint, output: Shown) -> None:
        with open_session(app_context(ctx)) as session:
            emit(session.context, story(_case(session, which)), output)

    @noun.verb("form", help=N_("The handling form of one, to be signed and filed: md, or html to print on A4."))
    def form(ctx: typer.Context, which: WhichComplaint, output: Shown) -> None:
        with open_session(app_context(ctx)) as session:
            emit_form(session.context, handling_form(session.store.name, _case(session, which), session.context.now), output)


def _register_report(noun: App) -> None:
    @noun.verb("report", help=N_("The numbers of the complaints received in a period, each with what it was made of."))
    def report(
        ctx: typer.Context,
        *,
        period: Annotated[str, typer.Option("--period", metavar="PERIOD", help=N_("Received when: 2026-06, last-month, 2026-Q2, A..B."))],
        output: Listed,
    ) -> None:
        with open_session(app_context(ctx)) as session:
            received = asked_period(session, period)
            emit(session.context, report_view(complaint_report(session, received), received), output)


def _case(session: Session, which: str) -> ComplaintCase:
    return complaint_case(session.connection, session.now, select(session, which, Thing.COMPLAINT))
