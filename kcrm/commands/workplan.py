"""`kcrm workplan …`: what each means to reach in a month, and what came of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import typer

from kcrm.actions.edits import value_of
from kcrm.actions.manager.workplans import approve, plan_of
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.manager import PlanKind
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, SHOWN, DryRun
from kcrm.shell.records import add_list, add_writing, plain_desk
from kcrm.shell.typed import Typed, of_field, one, word
from kcrm.views import View
from kcrm.views.workplans import workplan_view

_Which = Annotated[str, typer.Argument(metavar="PLAN", help=N_("The line: WP3."))]
_Who = Annotated[str, typer.Argument(metavar="STAFF", help=N_("Whose plan, by employee number or name."))]
_Month = Annotated[str, typer.Argument(metavar="[MONTH]", help=N_("Of which month: 2026-07, last-month; this month unless said."))]
_DESK = plain_desk(SheetKind.WORKPLANS, _Which)


def register(app: App) -> None:
    """The noun `workplan`."""
    noun = app.noun("workplan", help=N_("Work plans: what each means to reach in a month.\n\nFigures fill themselves."))
    add_list(
        noun,
        SheetKind.WORKPLANS,
        (
            Typed("person", "--person", "NO", N_("Filter by whose it is, by employee number or name."), one(Thing.STAFF)),
            Typed("month", "--month", "MONTH", N_("Filter by month."), of_field(SheetKind.WORKPLANS, "month")),
            Typed("kind", "--kind", "KIND", N_("Filter by kind: sales, collection, profit, …"), word(PlanKind, "--kind")),
            Typed("unapproved", "--unapproved", "", N_("Only what nobody has approved yet.")),
        ),
        help=N_("List the lines of work plans, the latest month first."),
        empty=N_("No such plans."),
    )
    add_writing(
        noun,
        _DESK,
        arguments=("person", "month"),
        only_added=("person", "month"),
        add_help=N_("Add a line to somebody's plan: a figure with its aim, or words."),
        edit_help=N_('Edit a line of a plan; an approved aim stays; --field "" clears a field.'),
    )

    @noun.verb("show", help=N_("Show somebody's plan of a month, filled with the figures, and how far it was reached."), output=SHOWN)
    def show(session: Session, who: _Who, month: _Month = "this-month") -> View:
        return workplan_view(plan_of(session, *_plan(session, who, month)))

    @noun.verb("approve", help=N_("Approve somebody's plan of a month, as a head; its aims stay from then on."), output=PRINTED)
    def approve_(session: Session, who: _Who, month: _Month = "this-month", *, dry_run: DryRun = False) -> View:
        return workplan_view(approve(session, *_plan(session, who, month), dry_run=dry_run))


def _plan(session: Session, who: str, month: str) -> tuple[int, date]:
    first = value_of(session, SheetKind.WORKPLANS, "month", month)
    assert isinstance(first, date)
    return select(session, who, Thing.STAFF), first
