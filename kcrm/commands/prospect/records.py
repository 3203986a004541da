"""`kcrm prospect add`, `edit`, `show`, `list`: the records."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from kcrm.actions.prospects.entering import add_prospect, edit_prospect
from kcrm.actions.prospects.story import prospect_story
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.prospects import OPEN_STAGES, LostReason, ProspectLevel, ProspectSource, Stage
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind, noun_of
from kcrm.records.cells import said
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun, ProspectFilters
from kcrm.shell.outcome import entered_result
from kcrm.shell.records import Desk, States, add_list, add_show
from kcrm.shell.typed import OF_CUSTOMER, Typed, one, period, word
from kcrm.shell.verbs import Result
from kcrm.views.prospects import prospect_record
from kcrm.views.records import record_card

Which = Annotated[
    str, typer.Argument(metavar="PROSPECT", help=N_("A prospect: L7 or its number, or a customer: their open one, else their latest."))
]
_DESK = Desk(SheetKind.PROSPECTS, Which, prospect_story, prospect_record)
_NARROWED = (
    OF_CUSTOMER,
    Typed("consultant", "--consultant", "NO", N_("Filter by consultant, by employee number or name."), one(Thing.STAFF)),
    Typed("level", "--level", "LEVEL", N_("Filter by level: H, A, B, C or N."), word(ProspectLevel, "--level")),
    Typed("source", "--source", "SOURCE", N_("Filter by source: phone, web, walk_in, event, referral."), word(ProspectSource, "--source")),
    Typed("model", "--model", "TEXT", N_("Filter by the model they look at.")),
    Typed("rival", "--rival", "TEXT", N_("Filter by the rival model.")),
    Typed("lost_reason", "--lost-reason", "REASON", N_("Filter by why they were lost."), word(LostReason, "--lost-reason")),
    Typed("registered", "--registered", "PERIOD", N_("Filter by when they were registered."), period),
    Typed("late", "--late", "", N_("Only those whose next contact is late; with --unconfirmed, whose confirmation is.")),
    Typed("pool", "--pool", "", N_("Only those without a consultant: the pool.")),
    Typed("unconfirmed", "--unconfirmed", "", N_("Losses that the sales manager has not confirmed.")),
)


def register_records(noun: App) -> None:
    """The verbs that register, correct and list."""
    fields = noun_of(SheetKind.PROSPECTS)

    @noun.verb(
        "add",
        help=N_(
            "Register somebody who means to buy a car.\n\nTheir customer record is found by phone or made; without --consultant the "
            "colleague at work with fewest prospects gets them."
        ),
        output=PRINTED,
    )
    @with_fields(fields, arguments=("name", "phone"), required=("source",))
    def add(session: Session, texts: Mapping[str, str], dry_run: DryRun = False) -> Result:
        return entered_result(add_prospect(session, texts, dry_run=dry_run), lambda row: record_card(SheetKind.PROSPECTS, row))

    @noun.verb("edit", help=N_('Edit a prospect; --field "" clears a field.'), output=PRINTED)
    @with_fields(fields, but=("name", "phone", "source", "registered_on", "consultant"))
    def edit(
        session: Session,
        which: Which,
        *,
        texts: Mapping[str, str],
        reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help=N_("Why the level falls."))] = None,
        dry_run: DryRun = False,
    ) -> Result:
        entered = edit_prospect(session, select(session, which, Thing.PROSPECT), texts, said(reason), dry_run=dry_run)
        return entered_result(entered, lambda row: record_card(SheetKind.PROSPECTS, row))

    add_show(noun, _DESK, help=N_("Show one prospect with its history."))
    add_list(
        noun,
        SheetKind.PROSPECTS,
        _NARROWED,
        help=N_("List prospects: the open ones, or those at another stage."),
        filters=ProspectFilters,
        states=States(
            Stage,
            (*OPEN_STAGES, Stage.ORDERED),
            N_("Filter by stage: registered, contacted, visited, … lost, invalid."),
            of_any=("unconfirmed", "lost_reason"),
        ),
        empty=N_("No such prospects."),
    )
