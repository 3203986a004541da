"""`finding …`: what was noticed and is no complaint, until its department has answered it."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.callers import chosen_caller
from kcrm.actions.departments import department_meant, department_with_below
from kcrm.actions.findings import About, Noticed, add_finding, answer_finding
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.queries.findings import WantedFindings, finding_by_id, findings
from kcrm.queries.lookup import Thing
from kcrm.records.cells import said
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, SHOWN, DryRun
from kcrm.shell.typed import OF_DEPARTMENT
from kcrm.views import View
from kcrm.views.findings import finding_view, findings_view

_Which = Annotated[str, typer.Argument(metavar="FINDING_NO", help=N_("A finding, such as FD3."))]
_Text = Annotated[str, typer.Argument(metavar="TEXT", help=N_("The text."))]


def register(app: App) -> None:
    """The noun `finding`."""
    noun = app.noun(
        "finding", help=N_("Findings: what was noticed, short of a complaint.\n\nEach stays open until its department has answered it.")
    )
    _register_reading(noun)
    _register_writing(noun)


def _register_reading(noun: App) -> None:
    @noun.verb("list", help=N_("List findings that wait for an answer, most urgent first."), output=LISTED)
    def list_(
        session: Session,
        *,
        department: Annotated[str | None, typer.Option("--department", metavar="DEPARTMENT", help=OF_DEPARTMENT.help)] = None,
        mine: Annotated[bool, typer.Option("--mine", help=N_("Only those for me to answer; needs --as or KCRM_STAFF."))] = False,
        everything: Annotated[bool, typer.Option("--all", help=N_("Include answered ones."))] = False,
    ) -> View:
        head = chosen_caller(session, None, mine=mine)
        theirs = department_with_below(session, department) if department is not None else None
        found = findings(session.connection, WantedFindings(not everything, theirs, head.id if head is not None else None))
        return findings_view(found, session.today)

    @noun.verb("show", help=N_("Show one finding."), output=SHOWN)
    def show(session: Session, which: _Which) -> View:
        number = select(session, which, Thing.FINDING)
        return finding_view(finding_by_id(session.connection, number), session.today)._replace(of=(Thing.FINDING, number))


def _register_writing(noun: App) -> None:
    @noun.verb("add", help=N_("Record a finding made outside a call; the department's head is to answer it by a set day."), output=PRINTED)
    def add(
        session: Session,
        text: _Text,
        *,
        department: Annotated[str, typer.Option("--department", metavar="DEPARTMENT", help=N_("Which department it concerns."))],
        customer: Annotated[str | None, typer.Option("--customer", metavar="WHO", help=N_("The customer it is about."))] = None,
        vehicle: Annotated[str | None, typer.Option("--vehicle", metavar="PLATE", help=N_("The vehicle it is about."))] = None,
        dry_run: DryRun = False,
    ) -> View:
        words, whose = said(text), said(department)
        if words is None or whose is None:
            raise UsageError(N_("{option}: the text is empty."), option="TEXT" if words is None else "--department")
        about = About(
            select(session, customer, Thing.CUSTOMER) if customer is not None else None,
            select(session, vehicle, Thing.VEHICLE) if vehicle is not None else None,
        )
        found = add_finding(session, Noticed(words, department_meant(session, whose)), about, dry_run=dry_run)
        return finding_view(found, session.today)

    @noun.verb("answer", help=N_("Answer a finding: what the department found and did."), output=PRINTED)
    def answer(session: Session, which: _Which, text: _Text, *, dry_run: DryRun = False) -> View:
        words = said(text)
        if words is None:
            raise UsageError(N_("{option}: the text is empty."), option="TEXT")
        found = answer_finding(session, select(session, which, Thing.FINDING), words, dry_run=dry_run)
        return finding_view(found, session.today)
