"""`kcrm recall …`: recall campaigns of the manufacturer by VIN."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

import typer

from kcrm.actions import recalls
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_, _, n_
from kcrm.model.recalls import Carried, Match, RecallState, Risk
from kcrm.queries.lookup import Thing
from kcrm.queries.records import narrowed_records
from kcrm.records import SheetKind, noun_of
from kcrm.shell.fields import with_fields
from kcrm.shell.grammar import App
from kcrm.shell.options import LISTED, PRINTED, DryRun
from kcrm.shell.outcome import entered_result
from kcrm.shell.output import Output
from kcrm.shell.records import Desk, States, add_editing, add_list, add_show, add_writing, edited
from kcrm.shell.typed import OF_CUSTOMER, Typed, one, period, word
from kcrm.shell.verbs import Result
from kcrm.views.recalls import letters_view, recall_view
from kcrm.views.records import record_card, record_list
from kcrm.views.vocabulary import meant

_Which = Annotated[str, typer.Argument(metavar="RECALL", help=N_("The recall: X2, or the manufacturer's number."))]
_DESK = Desk(SheetKind.RECALL_CAMPAIGNS, _Which, recalls.recall_case, recall_view)
_VIN = Desk(
    SheetKind.RECALLS,
    Annotated[str, typer.Argument(metavar="RECALL_VIN", help=N_("One VIN of a recall: XV3."))],
    recalls.vin_case,
    lambda row: record_card(SheetKind.RECALLS, row),
)
_NOUN = noun_of(SheetKind.RECALL_CAMPAIGNS)
_CARRIED = States(Carried, tuple(Carried), N_("Filter by state: open or done."))


def register(app: App) -> None:
    """The noun `recall`."""
    noun = app.noun(
        "recall",
        help=N_("Recalls by VIN; the call after a complaint: complaint recall."),
    )
    add_list(
        noun,
        SheetKind.RECALL_CAMPAIGNS,
        (
            Typed("risk", "--risk", "RISK", N_("Filter by risk: safety or service."), word(Risk, "--risk")),
            Typed("opened", "--period", "PERIOD", N_("Filter by when it was opened."), period),
        ),
        help=N_("List recalls under way with how far each is, or those in another state."),
        states=States(RecallState, (RecallState.OPEN,), N_("Filter by state: open or closed.")),
        empty=N_("No such recalls."),
    )
    add_show(noun, _DESK, help=N_("Show one recall, and what its VINs are here."))

    @noun.verb("add", help=N_("Write down a recall; its VINs come next: kcrm import recalls FILE"), output=PRINTED)
    @with_fields(_NOUN, arguments=("recall_no", "title", "risk"), but=("closed_on",))
    def add(session: Session, *, texts: Mapping[str, str], dry_run: DryRun = False) -> Result:
        return entered_result(recalls.add_recall(session, texts, dry_run=dry_run), _DESK.view)

    add_editing(noun, _DESK, help=N_('Edit a recall; --field "" clears a field, and --closed "" opens it again.'))
    _register_steps(noun)
    _register_letters(noun)
    _register_vins(noun)


def _register_steps(noun: App) -> None:
    @noun.verb("close", help=N_("Close a recall: nobody is called about it any more."), output=PRINTED)
    def close(
        session: Session,
        which: _Which,
        *,
        on: Annotated[str, typer.Option("--on", metavar="DATE", help=N_("From when on."))] = "today",
        dry_run: DryRun = False,
    ) -> Result:
        return edited(session, _DESK, which, {"closed_on": on}, dry_run=dry_run)

    @noun.verb("done", help=N_("Record that a recall was carried out on a vehicle."), output=PRINTED)
    def done(
        session: Session,
        which: _Which,
        vehicle: Annotated[str, typer.Argument(metavar="VEHICLE", help=N_("The vehicle."))],
        *,
        on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("When, if not today or with its order."))] = None,
        order: Annotated[str | None, typer.Option("--order", metavar="ORDER", help=N_("The repair order that settled it."))] = None,
        dry_run: DryRun = False,
    ) -> Result:
        recall, number = select(session, which, Thing.RECALL), select(session, vehicle, Thing.VEHICLE)
        texts = {key: text for key, text in (("done_on", on), ("order", order)) if text is not None}
        return entered_result(recalls.carried_out(session, recall, number, texts, dry_run=dry_run), _VIN.view)

    @noun.verb(
        "export",
        help=N_("List the VINs of a recall with their present owners, for a letter or for the manufacturer; --to FILE writes them."),
        output=LISTED,
    )
    def export(
        session: Session,
        which: _Which,
        *,
        match: Annotated[
            str | None,
            typer.Option("--match", metavar="MATCH", help=N_("Only VINs that are in_use, sold_on, scrapped or unknown.")),
        ] = None,
        state: Annotated[str | None, typer.Option("--state", metavar="STATE", help=N_("Filter by state: open or done."))] = None,
        output: Output,
    ) -> Result:
        wanted = {
            "today": session.today.isoformat(),
            "recall": select(session, which, Thing.RECALL),
            "match": meant(Match, match, "--match") if match is not None else None,
            "states": f'["{meant(Carried, state, "--state")}"]' if state is not None else None,
        }
        page = output.page(session.context.terminal)
        found, total = narrowed_records(session.connection, noun_of(SheetKind.RECALLS), wanted, None, page)
        return Result(record_list(SheetKind.RECALLS, found, total, empty=_("No such VINs.")))


def _register_letters(noun: App) -> None:
    @noun.verb(
        "letter",
        help=N_("List who could not be reached about a recall and gets a letter, with addresses; --sent notes that it was sent."),
        output=LISTED,
    )
    def letter(
        session: Session,
        which: _Which,
        *,
        sent: Annotated[bool, typer.Option("--sent", help=N_("They get it today; nobody is listed again."))] = False,
        dry_run: DryRun = False,
        output: Output,
    ) -> Result:
        recall = select(session, which, Thing.RECALL)
        wanted = {"today": session.today.isoformat(), "recall": recall, "unreached": True}
        page = output.page(session.context.terminal)
        found, total = narrowed_records(session.connection, noun_of(SheetKind.RECALLS), wanted, None, page)
        view = letters_view(list(found), total)
        if not sent:
            return Result(view)
        count = len(recalls.send_letters(session, recall, dry_run=dry_run))
        told = n_("{count} letter sent.", "{count} letters sent.", count)
        return Result(view, [told.format(count=count)])


def _register_vins(noun: App) -> None:
    vin = noun.noun("vin", help=N_("Single VINs of recalls: whose the vehicle is now, and whether it was done."))
    add_list(
        vin,
        SheetKind.RECALLS,
        (
            OF_CUSTOMER,
            Typed("vehicle", "--vehicle", "VEHICLE", N_("Filter by vehicle."), one(Thing.VEHICLE)),
            Typed("recall", "--recall", "RECALL", N_("Filter by recall: X2."), one(Thing.RECALL)),
            Typed("match", "--match", "MATCH", N_("Only VINs that are in_use, sold_on, scrapped or unknown."), word(Match, "--match")),
        ),
        help=N_("List VINs of recalls, the latest recall first."),
        states=_CARRIED,
        empty=N_("No such VINs."),
    )
    add_show(vin, _VIN, help=N_("Show one VIN of a recall."))
    add_writing(
        vin,
        _VIN,
        arguments=("vin", "recall_no"),
        only_added=("vin", "recall_no"),
        add_help=N_("Add a single VIN to a recall."),
        edit_help=N_('Correct one VIN of a recall; --field "" clears a field.'),
    )
