"""`kcrm measure …`: what is done against what went wrong, and whether it worked."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.manager import measures
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.manager import MeasureSource, MeasureState
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.records.cells import Moment, flag
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.shell.records import States, add_list, add_show, add_writing, plain_desk
from kcrm.shell.typed import Typed, one, word
from kcrm.views import View
from kcrm.views.records import record_card

_Which = Annotated[str, typer.Argument(metavar="MEASURE_NO", help=N_("The measure: G3."))]
_Result = Annotated[str | None, typer.Option("--result", metavar="TEXT", help=N_("What came of it."))]
_DESK = plain_desk(SheetKind.MEASURES, _Which)


def register(app: App) -> None:
    """The noun `measure`."""
    noun = app.noun("measure", help=N_("Measures against what went wrong, and whether they worked."))
    add_list(
        noun,
        SheetKind.MEASURES,
        (
            Typed("owner", "--owner", "NO", N_("Filter by whose it is, by employee number or name."), one(Thing.STAFF)),
            Typed("source", "--source", "SOURCE", N_("Filter by what it was taken for: call, kpi, …"), word(MeasureSource, "--source")),
            Typed("late", "--late", "", N_("Only those that are not done, or not checked, by their day.")),
        ),
        help=N_("List measures: those under way or to be checked, or those in another state."),
        states=States(MeasureState, (MeasureState.OPEN, MeasureState.DONE), N_("Filter by state: open, done, worked or failed.")),
        empty=N_("No such measures."),
    )
    add_show(noun, _DESK, help=N_("Show one measure."))
    add_writing(
        noun,
        _DESK,
        arguments=("title",),
        required=("owner", "due_on", "check_on"),
        add_help=N_("Take a measure: what is done, by whom, until when, and when it is looked at again."),
        edit_help=N_('Edit a measure; --field "" clears a field.'),
    )

    @noun.verb("done", help=N_("Say that a measure is taken; whether it works is checked later."), output=PRINTED)
    def done(session: Session, which: _Which, *, result: _Result = None, dry_run: DryRun = False) -> View:
        return record_card(SheetKind.MEASURES, measures.finish(session, select(session, which, Thing.MEASURE), result, dry_run=dry_run))

    @noun.verb("check", help=N_("Say whether a measure that was taken has worked."), output=PRINTED)
    def check(
        session: Session,
        which: _Which,
        *,
        worked: Annotated[str, typer.Option("--worked", metavar="yes|no", help=N_("Whether it worked: yes or no."))],
        result: _Result = None,
        dry_run: DryRun = False,
    ) -> View:
        did = flag(worked, Moment(session.today, session.now, typed=True))
        number = select(session, which, Thing.MEASURE)
        return record_card(SheetKind.MEASURES, measures.check(session, number, result, worked=bool(did), dry_run=dry_run))
