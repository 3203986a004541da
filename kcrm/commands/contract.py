"""`kcrm contract …`: what was agreed with an account."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.fleets.account import contract_card, overlaps
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.fleets import ContractKind, ContractState
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun, WhyNeeded
from kcrm.shell.records import Desk, States, add_list, add_show, add_writing, edited
from kcrm.shell.typed import OF_CUSTOMER, Typed, period, word
from kcrm.shell.verbs import Result
from kcrm.views.fleet_account import contract_record, overlap_words

_Which = Annotated[str, typer.Argument(metavar="CONTRACT", help=N_("The contract: N3 or its number, or an account that has only one."))]


def overlap_question(session: Session, number: int) -> str | None:
    """Whether a framework contract is to hold beside another of the account's."""
    found = overlaps(session, number)
    return overlap_words(found) if found else None


_DESK = Desk(SheetKind.CONTRACTS, _Which, contract_card, contract_record)


def register(app: App) -> None:
    """The noun `contract`."""
    noun = app.noun("contract", help=N_("Contracts with fleet accounts, and how far they are executed."))
    add_list(
        noun,
        SheetKind.CONTRACTS,
        (
            OF_CUSTOMER,
            Typed("kind", "--kind", "KIND", N_("Filter by kind: framework, maintenance, purchase."), word(ContractKind, "--kind")),
            Typed("ending", "--ending", "PERIOD", N_("Filter by when they end."), period),
        ),
        help=N_("List contracts: drafts and those in force, or those in another state."),
        states=States(
            ContractState, (ContractState.DRAFT, ContractState.ACTIVE), N_("Filter by state: draft, active, ended or terminated.")
        ),
        empty=N_("No such contracts."),
    )
    add_show(noun, _DESK, help=N_("Show one contract, and how far it is executed."))
    add_writing(
        noun,
        _DESK,
        arguments=("who", "amount"),
        required=("from_on", "until_on"),
        only_added=("who",),
        add_help=N_("Add a contract."),
        edit_help=N_('Edit a contract; --field "" clears a field.'),
        asks=overlap_question,
    )

    @noun.verb("end", help=N_("End a contract before its time."), output=PRINTED)
    def end(
        session: Session,
        which: _Which,
        *,
        reason: WhyNeeded,
        dry_run: DryRun = False,
    ) -> Result:
        return edited(session, _DESK, which, {"state": ContractState.TERMINATED.value, "ended_reason": reason}, dry_run=dry_run)
