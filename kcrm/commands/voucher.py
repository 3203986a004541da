"""`kcrm voucher …`: vouchers, what each is good for, and on which order it was used."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions import redeeming
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.i18n import N_
from kcrm.model.points import VoucherKind, VoucherState
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.shell.grammar import App
from kcrm.shell.options import PRINTED, DryRun, WhichCustomer, WhyNeeded
from kcrm.shell.records import States, add_editing, add_list, add_show, plain_desk
from kcrm.shell.typed import OF_CUSTOMER, Typed, period, word
from kcrm.views import View
from kcrm.views.records import record_card
from kcrm.views.vocabulary import meant

_Which = Annotated[str, typer.Argument(metavar="VOUCHER", help=N_("The voucher: U3, its number, or a customer with a single open one."))]
_DESK = plain_desk(SheetKind.VOUCHERS, _Which)


def register(app: App) -> None:
    """The noun `voucher`."""
    noun = app.noun("voucher", help=N_("Vouchers: what each is good for, and where it was used."))
    add_list(
        noun,
        SheetKind.VOUCHERS,
        (
            OF_CUSTOMER,
            Typed("kind", "--kind", "KIND", N_("Filter by kind: maintenance or premium."), word(VoucherKind, "--kind")),
            Typed("issued", "--period", "PERIOD", N_("Only those issued on these days."), period),
        ),
        help=N_("List vouchers: those that are open, or those in another state."),
        states=States(VoucherState, (VoucherState.OPEN,), N_("Filter by state: open, used, lapsed or cancelled.")),
        empty=N_("No such vouchers."),
    )
    add_show(noun, _DESK, help=N_("Show one voucher."))
    add_editing(noun, _DESK, only_added=("who",), help=N_('Edit the number, last day or note of a voucher; --field "" clears a field.'))
    _register_steps(noun)


def _register_steps(noun: App) -> None:
    @noun.verb("issue", help=N_("Give a customer a voucher for nothing; for points: points redeem."), output=PRINTED)
    def issue(
        session: Session,
        who: WhichCustomer,
        value: Annotated[str, typer.Argument(metavar="YUAN", help=N_("What it is worth."))],
        *,
        kind: Annotated[
            str, typer.Option("--kind", metavar="KIND", help=N_("maintenance: the next paid one; premium: any order they pay."))
        ] = VoucherKind.PREMIUM,
        until: Annotated[str | None, typer.Option("--until", metavar="DATE", help=N_("The last day, where it has one."))] = None,
        note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("Anything else."))] = None,
        dry_run: DryRun = False,
    ) -> View:
        what = meant(VoucherKind, kind, "--kind")
        customer = select(session, who, Thing.CUSTOMER)
        found = redeeming.issue(session, customer, what, redeeming.Given(value, until, note), dry_run=dry_run)
        return record_card(SheetKind.VOUCHERS, found)

    @noun.verb("use", help=N_("Note on which order a voucher was used."), output=PRINTED)
    def use(
        session: Session,
        which: _Which,
        order: Annotated[str, typer.Argument(metavar="ORDER", help=N_("The order: R31 or its number."))],
        dry_run: DryRun = False,
    ) -> View:
        number = select(session, which, Thing.VOUCHER)
        return record_card(SheetKind.VOUCHERS, redeeming.use(session, number, select(session, order, Thing.ORDER), dry_run=dry_run))

    @noun.verb("cancel", help=N_("Cancel a voucher; the points given for it come back."), output=PRINTED)
    def cancel(session: Session, which: _Which, *, reason: WhyNeeded, dry_run: DryRun = False) -> View:
        number = select(session, which, Thing.VOUCHER)
        return record_card(SheetKind.VOUCHERS, redeeming.cancel(session, number, reason, dry_run=dry_run))
