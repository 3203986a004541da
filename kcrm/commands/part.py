"""`kcrm part …`: parts on order, until they have come and are fitted; who waits for one is called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from kcrm.actions import works
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.works import WorkKind, WorkState
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind, noun_of
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.shell.outcome import entered_result
from kcrm.shell.records import Desk, States, add_editing, add_list, add_show
from kcrm.shell.typed import OF_CUSTOMER, Typed, one, period, with_typed
from kcrm.shell.verbs import Result
from kcrm.shell.works import add_done, add_drop, said
from kcrm.views.works import work_view

_Which = Annotated[str, typer.Argument(metavar="W3", help=N_("The part: W3, or a customer or plate with a single one left."))]
_DESK = Desk(SheetKind.WORKS, _Which, works.work_case, work_view)
_OF_WORK = frozenset({"urgency", "declined_for", "safe", "declined_on", "remind_on"})
_ENDS = frozenset({"arrived_on", "settled_on", "settled_order", "paid"})
_ON = Typed("arrived_on", "--on", "DATE", N_("When it came, if not today."))
_NOTE = Typed("note", "--note", "TEXT", N_("Anything else."))
_FITTED = (
    Typed("settled_order", "--order", "ORDER", N_("The repair order on which it was fitted.")),
    Typed("settled_on", "--on", "DATE", N_("When it was fitted; the day the order was closed, else today.")),
    _NOTE,
)


def register(app: App) -> None:
    """The noun `part`."""
    noun = app.noun(
        "part",
        help=N_(
            "Parts on order, and who is called when they come.\n\nThey are called the same day, and again while there is no appointment: "
            "kcrm policy show work."
        ),
    )
    add_list(
        noun,
        SheetKind.WORKS,
        (
            OF_CUSTOMER,
            Typed("vehicle", "--vehicle", "VEHICLE", N_("Filter by vehicle."), one(Thing.VEHICLE)),
            Typed("complaint", "--complaint", "COMPLAINT", N_("Filter by the complaint that waits for it."), one(Thing.COMPLAINT)),
            Typed("ordered", "--period", "PERIOD", N_("Filter by when it was ordered."), period),
            Typed("late", "--late", "", N_("Only those that should have come by now.")),
        ),
        help=N_("List parts that are on order or here, what has come first, or those in another state."),
        states=States(WorkState, (WorkState.ARRIVED, WorkState.OPEN), N_("Filter by state: open, arrived, settled, stocked or dropped.")),
        empty=N_("No such parts."),
        always={"kind": WorkKind.PART},
        aside=("urgency", "declined_for", "safe", "declined_on", "remind_on", "paid"),
    )
    add_show(noun, _DESK, help=N_("Show one part, with the day of the next call."))

    @noun.verb("order", help=N_("Write down a part that was ordered for a customer; a complaint that waits for it pauses."), output=PRINTED)
    @with_fields(
        noun_of(SheetKind.WORKS),
        arguments=("who", "what"),
        but=_OF_WORK | _ENDS | {"dropped_on", "drop_reason"},
    )
    def order(session: Session, *, texts: Mapping[str, str], dry_run: DryRun = False) -> Result:
        return entered_result(works.add_work(session, WorkKind.PART, texts, dry_run=dry_run), _DESK.view)

    @noun.verb("arrive", help=N_("Record that it has come: the customer is called, a complaint goes on."), output=PRINTED)
    @with_typed((_ON, _NOTE))
    def arrive(session: Session, which: _Which, *, given: Mapping[str, Any], dry_run: DryRun = False) -> Result:
        texts = {"arrived_on": "today", **said(given)}
        return entered_result(works.arrive(session, select(session, which, Thing.WORK), texts, dry_run=dry_run), _DESK.view)

    add_done(noun, _DESK, "fit", _FITTED, help=N_("Record that it was fitted, and on which order."))
    add_drop(noun, _DESK, help=N_("Record that it is no longer wanted, or will not come: nobody is called about it."))

    add_editing(noun, _DESK, only_added=_OF_WORK | {"who"}, help=N_('Correct a part; --field "" clears a field.'))
