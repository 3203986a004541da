"""`kcrm work …`: work that customers declined, until it is done after all, or called off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from kcrm.actions import works
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.works import DeclinedFor, Urgency, WorkKind, WorkState
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind, noun_of
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun
from kcrm.shell.outcome import entered_result
from kcrm.shell.records import Desk, States, add_editing, add_list, add_show
from kcrm.shell.typed import OF_CUSTOMER, Typed, one, period, word
from kcrm.shell.verbs import Result
from kcrm.shell.works import add_done, add_drop
from kcrm.views.works import work_view

_Which = Annotated[str, typer.Argument(metavar="W3", help=N_("The work: W3, or a customer or plate with a single one left."))]
_DESK = Desk(SheetKind.WORKS, _Which, works.work_case, work_view)
_OF_PARTS = frozenset({"ordered_on", "expected_on", "arrived_on", "complaint"})
_ENDS = frozenset({"settled_on", "settled_order", "paid"})
_DONE = (
    Typed("settled_order", "--order", "ORDER", N_("The repair order that did it.")),
    Typed("paid", "--paid", "YUAN", N_("What was paid for it; the estimate, unless said.")),
    Typed("settled_on", "--on", "DATE", N_("When it was done; the day the order was closed, else today.")),
    Typed("note", "--note", "TEXT", N_("Anything else.")),
)


def register(app: App) -> None:
    """The noun `work`."""
    noun = app.noun(
        "work",
        help=N_(
            "Work that customers declined, until it is done after all.\n\nThey are called about it once, by how "
            "soon it should be done: kcrm policy show work."
        ),
    )
    add_list(
        noun,
        SheetKind.WORKS,
        (
            OF_CUSTOMER,
            Typed("vehicle", "--vehicle", "VEHICLE", N_("Filter by vehicle."), one(Thing.VEHICLE)),
            Typed("urgency", "--urgency", "URGENCY", N_("Filter by how soon: urgent, soon, watch."), word(Urgency, "--urgency")),
            Typed("why", "--why", "WHY", N_("Filter by why they did not want it: price, time, …"), word(DeclinedFor, "--why")),
            Typed("declined", "--period", "PERIOD", N_("Filter by when they declined it."), period),
            Typed("unsafe", "--unsafe", "", N_("Only what is not safe to drive with.")),
        ),
        help=N_("List work that is not done, the most urgent first, or that in another state."),
        states=States(WorkState, (WorkState.OPEN,), N_("Filter by state: open, settled, dropped or gone.")),
        empty=N_("No such work."),
        always={"kind": WorkKind.WORK},
        aside=("ordered_on", "expected_on", "arrived_on", "complaint_id"),
    )
    add_show(noun, _DESK, help=N_("Show one, with the day of the next call."))

    @noun.verb("add", help=N_("Write down work that a customer declined; they are called about it once."), output=PRINTED)
    @with_fields(
        noun_of(SheetKind.WORKS),
        arguments=("vehicle", "what"),
        but=_OF_PARTS | _ENDS | {"dropped_on", "drop_reason"},
        required=("urgency",),
    )
    def add(session: Session, *, texts: Mapping[str, str], dry_run: DryRun = False) -> Result:
        return entered_result(works.add_work(session, WorkKind.WORK, texts, dry_run=dry_run), _DESK.view)

    add_done(noun, _DESK, "settle", _DONE, help=N_("Record that it was done after all, on which order, and what was paid."))
    add_drop(noun, _DESK, help=N_("Record that it is no longer wanted: nobody is called about it."))

    add_editing(noun, _DESK, only_added=_OF_PARTS | {"who"}, help=N_('Correct it; --field "" clears a field.'))
