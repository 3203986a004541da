"""Where complaints stand, and what they say of the house: list, show, board, report, form."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.complaints.cases import ComplaintCase, complaint_case, complaint_cases, on_board
from kcrm.actions.complaints.report import complaint_report
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.kpi.figures import asked_period
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.dates import parse_period
from kcrm.i18n import N_
from kcrm.model import Cause, ComplaintState, Severity
from kcrm.model.words import labels_of
from kcrm.queries.complaints import WantedComplaints
from kcrm.queries.lookup import Thing
from kcrm.shell.grammar import App
from kcrm.shell.lateness import judged
from kcrm.shell.options import LISTED, SHOWN, TABLED, CheckLate, Filters, WhichComplaint
from kcrm.shell.output import Output
from kcrm.shell.paper import emit_form
from kcrm.shell.verbs import Result
from kcrm.views import View
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
    @noun.verb("list", help=N_("List open complaints: late ones first, then by the time left."), output=LISTED)
    def list_(
        session: Session,
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
        late: Annotated[bool, typer.Option("--late", help=N_("Only complaints past a deadline."))] = False,
        period: Annotated[str | None, typer.Option("--period", metavar="PERIOD", help=N_("Filter by receipt, as in last-week."))] = None,
        everything: Annotated[bool, typer.Option("--all", help=N_("Include closed ones; --state and --period do so anyway."))] = False,
        check: CheckLate = False,
    ) -> Result:
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
        return judged(case_list(cases), cases if check else ())

    @noun.verb("board", help=N_("Show on one screen where complaints stand; closed ones for a week."), output=TABLED)
    def board_(session: Session, *, check: CheckLate = False) -> Result:
        cases = on_board(session.connection, session.now)
        return judged(board(cases), cases if check else ())


def _register_one(noun: App) -> None:
    @noun.verb("show", help=N_("Show a complaint in full: state, deadlines, every step."), output=SHOWN)
    def show(session: Session, which: WhichComplaint) -> View:
        return story(_case(session, which))

    @noun.verb("form", help=N_("Print a complaint's handling form, to sign and file: md, or html for A4."), output=SHOWN)
    def form(session: Session, which: WhichComplaint, output: Output) -> None:
        emit_form(session.context, handling_form(session.store.name, _case(session, which), session.context.now), output)


def _register_report(noun: App) -> None:
    @noun.verb("report", help=N_("Show the figures of complaints received in a period, with numerator and denominator."), output=LISTED)
    def report(
        session: Session,
        *,
        period: Annotated[str, typer.Option("--period", metavar="PERIOD", help=N_("When received: 2026-06, last-month, 2026-Q2, A..B."))],
    ) -> View:
        received = asked_period(session, period)
        return report_view(complaint_report(session, received), received)


def _case(session: Session, which: str) -> ComplaintCase:
    return complaint_case(session.connection, session.now, select(session, which, Thing.COMPLAINT))
