"""Where complaints stand, and what they say of the house: list, show, board, report, form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from kcrm.actions.complaints.cases import ComplaintCase, complaint_case, complaint_cases, on_board
from kcrm.actions.complaints.report import complaint_report
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.kpi.figures import asked_period
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model import Cause, ComplaintState, Severity
from kcrm.model.words import labels_of
from kcrm.queries.complaints import WantedComplaints
from kcrm.queries.lookup import Thing
from kcrm.shell.cards import complaint_card
from kcrm.shell.grammar import App
from kcrm.shell.lateness import judged
from kcrm.shell.options import LISTED, SHOWN, TABLED, CheckLate, Filters, WhichComplaint
from kcrm.shell.output import Output
from kcrm.shell.paper import emit_form
from kcrm.shell.typed import OF_DEPARTMENT, Typed, one, period, read_narrowing, with_typed, word
from kcrm.shell.verbs import Result
from kcrm.views import View
from kcrm.views.complaints.board import board, case_list
from kcrm.views.complaints.form import handling_form
from kcrm.views.complaints.report import report_view
from kcrm.views.vocabulary import meant

_OPEN = "open"
_STATES = {_OPEN: N_("open"), **labels_of(ComplaintState)}
_NARROWED = (
    Typed(
        "state",
        "--state",
        "STATE",
        N_("Filter by state: received, resolved, 已结案 …; open for all that are not closed."),
        lambda _session, text: meant(_STATES, text, "--state"),
    ),
    Typed("severity", "--severity", "SEVERITY", N_("Filter by severity: minor, normal, major."), word(Severity, "--severity")),
    Typed("cause", "--cause", "CAUSE", N_("Filter by cause: service, repair, 配件质量."), word(Cause, "--cause")),
    OF_DEPARTMENT._replace(help=N_("Filter by department at fault, with those that belong to it.")),
    Typed("owner_id", "--owner", "STAFF", N_("Filter by owner (staff)."), one(Thing.STAFF)),
    Typed("late", "--late", "", N_("Only complaints past a deadline.")),
    Typed("received", "--period", "PERIOD", N_("Filter by receipt, as in last-week."), period),
    Typed("all", "--all", "", N_("Include closed ones; --state and --period do so anyway.")),
)


def register_lists(noun: App) -> None:
    """The verbs of `complaint` that only look."""
    _register_lists(noun)
    _register_one(noun)
    _register_report(noun)


def _register_lists(noun: App) -> None:
    @noun.verb("list", help=N_("List open complaints: late ones first, then by the time left."), output=LISTED)
    @with_typed(_NARROWED)
    def list_(session: Session, filters: Filters = None, *, given: Mapping[str, Any], check: CheckLate = False) -> Result:
        asked = read_narrowing(_NARROWED, session, given)
        state, late, everything = asked.pop("state"), asked.pop("late"), asked.pop("all")
        wanted = WantedComplaints(
            state=ComplaintState(state) if state not in {None, _OPEN} else None,
            # who asks for a state or a time means all of it
            open=state == _OPEN if state or asked["received"] or everything else True,
            **asked,
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
        number = select(session, which, Thing.COMPLAINT)
        return complaint_card(session, number)._replace(of=(Thing.COMPLAINT, number))

    @noun.verb("form", help=N_("Print a complaint's handling form, to sign and file: md, or html for A4."), output=SHOWN)
    def form(session: Session, which: WhichComplaint, output: Output) -> None:
        case = _case(session, which)
        form = handling_form(session.store.name, case, session.context.now)
        emit_form(session.context, form._replace(of=(Thing.COMPLAINT, case.complaint.id)), output)


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
