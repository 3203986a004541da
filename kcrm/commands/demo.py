"""`kcrm demo`: from a DMS export to this morning's call list, on a dealership that does not exist."""

from __future__ import annotations

import shlex
import shutil
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import typer

from kcrm.actions.cards import customer_card
from kcrm.actions.complaints.cases import on_board
from kcrm.actions.daylist import DayRow, Wanted, day_list
from kcrm.actions.demo import make_demo
from kcrm.actions.imports import ImportReport
from kcrm.actions.kpi.figures import figures
from kcrm.actions.kpi.tables import SERVICE_TABLE, STORE_TABLE
from kcrm.actions.session import Session, open_session
from kcrm.actions.why import explain_followup
from kcrm.context import AppContext, OutputFormat
from kcrm.dates import parse_period
from kcrm.i18n import N_, _
from kcrm.kpis import shown_in
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Saved
from kcrm.render import emit
from kcrm.shell.console import notice
from kcrm.shell.grammar import App, app_context
from kcrm.shell.output import Output
from kcrm.views import View
from kcrm.views.complaints.board import board
from kcrm.views.customers import customer_record
from kcrm.views.daylist import day_view
from kcrm.views.imports import KINDS
from kcrm.views.kpi.figures import figures_view
from kcrm.views.why import why_view

_MANY = 3  # a fleet's list would fill screens
_FIRST = 12  # rows of the list that fit a screen together with the rest


def register(app: App) -> None:
    """The verb `demo`."""

    @app.verb("demo", help=N_("Try kcrm on a made-up dealership: import its export and see today's call list, in a separate database."))
    def demo(ctx: typer.Context) -> None:
        context = app_context(ctx)
        path = context.db if context.db is not None else context.db_path.with_name("kcrm-demo.db")
        _say(_("The export of a made-up dealership, its dates moved to {day}, into {path}:").format(day=context.today, path=path))
        make_demo(context, path, _imported)
        with open_session(context.replace(db=path)) as session:
            _show(session, path)


def _show(session: Session, path: Path) -> None:
    rows = day_list(session, Wanted(day=session.today, until=session.today))
    busiest = _with_most_to_say(rows)
    customer = identifier(Thing.CUSTOMER, busiest.followup.customer_id)
    followup = identifier(Thing.FOLLOWUP, busiest.followup.id)
    kcrm = f"{_program()} --db {shlex.quote(str(path))}"
    context = session.context
    _step(context, _("This morning's call list:"), f"kcrm due --limit {_FIRST}", day_view(rows, session.today), limit=_FIRST)
    card = customer_record(customer_card(session, busiest.followup.customer_id))
    _step(context, _("One customer:"), f"kcrm customer show {customer}", card)
    _step(
        context,
        _("Complaints:"),
        "kcrm complaint board -o table",
        board(on_board(session.connection, session.now)),
        format_=OutputFormat.TABLE,
    )
    _step(context, _("Why this call?"), f"kcrm why {followup}", why_view(explain_followup(session, busiest.followup.id)))
    month = parse_period("last-month", session.today)
    for words, command, table, keys, bars in (
        (_("The workshop last month"), "service", SERVICE_TABLE, shown_in("service"), False),
        (_("All of its key figures"), "radar", STORE_TABLE, shown_in("radar"), True),
    ):
        found = figures(session, table, month, keys=keys)
        view = figures_view(words, month, found, session.policy.kpi.small_sample, bars=bars)
        _step(context, f"{words}:", f"kcrm kpi {command} --period {month.first:%Y-%m}", view)
    _say(_("Your turn:"))
    for line in (
        f"{kcrm} due --until 7d",
        f"{kcrm} find 王伟",
        f"{kcrm} complaint list --state open",
        f"{kcrm} show {customer}",
        f"{kcrm} kpi person --period last-month",
        f"{kcrm} why {followup}",
        "kcrm init --help",
    ):
        notice(f"  {line}")


def _with_most_to_say(rows: Sequence[DayRow]) -> DayRow:
    """The first row of the customer about whom most is due, of those whose card fits a screen."""
    due = Counter(row.followup.customer_id for row in rows)
    return max(rows, key=lambda row: due[row.followup.customer_id] if due[row.followup.customer_id] <= _MANY else 0)


def _program() -> str:
    """What to type: the bare name only where the shell would find it."""
    started = Path(sys.argv[0])
    return "kcrm" if shutil.which("kcrm") or started.stem != "kcrm" else shlex.quote(str(started))


def _imported(report: ImportReport) -> None:
    words = _("{kind}: {new} new, {refused} refused, {warnings} warnings")
    notice("  " + words.format(kind=_(KINDS[report.kind]), new=report.rows[Saved.NEW], refused=report.refused, warnings=report.warnings))


def _step(context: AppContext, words: str, command: str, view: View, limit: int | None = None, format_: OutputFormat | None = None) -> None:
    _say(f"{words}  $ {command}")
    emit(context, view, Output(format_, limit))
    sys.stdout.flush()  # so that what is said and what is shown keep their order where both go to one place


def _say(text: str) -> None:
    notice("")
    notice(text)
