"""`kcrm customer …`: persons and companies, and the card of one."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from kcrm.actions.calls.refused import allow
from kcrm.actions.cards import customer_card
from kcrm.actions.conflicts import Choice, settle
from kcrm.actions.duplicates import duplicates
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.merging import tell_apart
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_, _
from kcrm.model import Kind
from kcrm.queries.lookup import Thing
from kcrm.records import SheetKind
from kcrm.shell.console import notice
from kcrm.shell.erasing import erased
from kcrm.shell.evidence import add_evidence
from kcrm.shell.grammar import App
from kcrm.shell.merging import add_merge
from kcrm.shell.options import LISTED, PRINTED, SHOWN, TABLED, CustomerFilters, DryRun, Qr, WhichCustomer
from kcrm.shell.qr import customer_code
from kcrm.shell.records import Desk, add_list, add_writing
from kcrm.shell.typed import Typed, of_field, one
from kcrm.shell.verbs import Result
from kcrm.text import safe
from kcrm.views import View
from kcrm.views.customers import allowed_view, customer_record
from kcrm.views.duplicates import duplicates_view
from kcrm.views.evidence import conflict_view
from kcrm.views.merging import apart_view
from kcrm.views.vocabulary import meant

_MERGE = N_(
    "Merge two records of one customer: everything that hung on either hangs on the one that stays.\n\nWho has a customer number stays,"
    " else who was there first. What only one of them says is kept; where both say something, the one that stays is believed, except "
    "in what --take names. The stricter consent wins. The other's number, identifier and phones lead to the one that stays, in files "
    "too; kcrm undo gives both back."
)
_DESK = Desk(SheetKind.CUSTOMERS, WhichCustomer, customer_card, customer_record)


def register(app: App) -> None:
    """The noun `customer`."""
    noun = app.noun("customer", help=N_("Customers."))

    add_list(
        noun,
        SheetKind.CUSTOMERS,
        (
            Typed("kind", "--kind", "KIND", N_("Filter by kind: person or company."), of_field(SheetKind.CUSTOMERS, "kind")),
            Typed("specialist", "--specialist", "STAFF", N_("Filter by specialist."), one(Thing.STAFF)),
            Typed("no_phone", "--no-phone", "", N_("Only customers without a phone.")),
            Typed("do_not_contact", "--do-not-contact", "", N_("Only do-not-contact customers.")),
        ),
        help=N_("List customers."),
        filters=CustomerFilters,
    )

    @noun.verb("show", help=N_("Show a customer's card: facts, vehicles, open follow-ups, history."), output=SHOWN)
    def show(
        session: Session,
        who: WhichCustomer,
        everything: Annotated[bool, typer.Option("--all", help=N_("The whole history instead of the last ten events."))] = False,
        qr: Qr = False,
    ) -> Result:
        card = customer_card(session, select(session, who, Thing.CUSTOMER), whole_history=everything)
        shown = customer_record(card)._replace(of=(Thing.CUSTOMER, card.customer.id))
        return Result(shown, below=customer_code(session.context, card.customer) if qr else "")

    add_writing(
        noun,
        _DESK,
        arguments=("name", "phone"),
        add_help=N_("Add a customer."),
        edit_help=N_('Edit a customer; --field "" clears a field.'),
    )

    @noun.verb(
        "export",
        help=N_(
            "Write all that is held of one customer: a page to read (C12.html) and a file for programs (C12.json).\n\nOf other people "
            "only names of staff stand in them. That it left the desk is recorded: kcrm access list"
        ),
    )
    def export(
        session: Session,
        who: WhichCustomer,
        *,
        to: Annotated[Path, typer.Option("--to", metavar="DIR", help=N_("The folder to write them into."))],
        replace: Annotated[bool, typer.Option("--replace", help=N_("Replace what is there of an earlier day."))] = False,
    ) -> None:
        from kcrm.shell.held import write_held  # noqa: PLC0415 - few commands write it

        page, data = write_held(session, select(session, who, Thing.CUSTOMER), to, replace=replace)
        notice(_("Written: {page} and {data}.").format(page=safe(str(page)), data=safe(str(data))))

    @noun.verb(
        "duplicates",
        help=N_(
            "List customers who may be entered twice, and what speaks for it.\n\nTwo who share a phone under different names are family, "
            "shown with --families. What counts how much, the policy says: kcrm policy show duplicates"
        ),
        output=LISTED,
    )
    def duplicates_(
        session: Session,
        filters: CustomerFilters = None,
        *,
        families: Annotated[bool, typer.Option("--families", help=N_("Also those who only share a phone."))] = False,
    ) -> View:
        return duplicates_view(duplicates(session, chosen_customers(session, filters), families=families))

    add_merge(noun, _DESK, help=_MERGE)

    @noun.verb(
        "different",
        help=N_("Say that two customers who look like one are two: they are no longer listed as duplicates."),
        output=PRINTED,
    )
    def different_(
        session: Session,
        who: WhichCustomer,
        other: Annotated[str, typer.Argument(metavar="OTHER", help=N_("The other one."))],
        *,
        note: Annotated[str | None, typer.Option("--note", metavar="TEXT", help=N_("How it is known."))] = None,
        clear: Annotated[bool, typer.Option("--clear", help=N_("Take it back: whether they are two is open again."))] = False,
        dry_run: DryRun = False,
    ) -> View:
        one, two = select(session, who, Thing.CUSTOMER), select(session, other, Thing.CUSTOMER)
        return apart_view(tell_apart(session, one, two, note, clear=clear, dry_run=dry_run), apart=not clear)

    add_evidence(
        noun,
        _DESK,
        verify_help=N_(
            "Note that customer service has compared who a customer is and how to reach them, as it stands.\n\n"
            "Not by who entered the record; a fact that was verified stands against any file."
        ),
    )

    @noun.verb(
        "settle",
        help=N_(
            "Decide a conflict about a customer or a vehicle; undo takes it back.\n\n"
            "What else was open about that fact is decided, too. Not for a value by who entered it."
        ),
        output=PRINTED,
    )
    def settle_(
        session: Session,
        which: Annotated[str, typer.Argument(metavar="CONFLICT", help=N_("A conflict, such as CF3."))],
        *,
        keep: Annotated[bool, typer.Option("--keep", help=N_("The value that was known before is right."))] = False,
        take: Annotated[bool, typer.Option("--take", help=N_("The value that was said later is right."))] = False,
        wrong: Annotated[bool, typer.Option("--wrong", help=N_("Neither is right."))] = False,
        right: Annotated[str | None, typer.Option("--value", metavar="TEXT", help=N_("With --wrong: what is right."))] = None,
        dry_run: DryRun = False,
    ) -> View:
        chosen = [choice for choice, given in ((Choice.KEEP, keep), (Choice.TAKE, take), (Choice.WRONG, wrong)) if given]
        if len(chosen) != 1:
            raise UsageError(N_("Say which is right: one of --keep, --take and --wrong."))
        return conflict_view(settle(session, select(session, which, Thing.CONFLICT), chosen[0], right, dry_run=dry_run))

    @noun.verb(
        "erase",
        help=N_(
            "Erase a person everywhere, for good; the number stays, and so do sums and figures.\n\nRefused while anything is open with "
            "them. Backups stay as they are, and are named. Files do not bring them back; kcrm privacy admit lets them in again."
        ),
        output=PRINTED,
    )
    def erase_(
        session: Session,
        who: WhichCustomer,
        confirm: Annotated[
            str | None, typer.Option("--confirm", metavar="NAME", help=N_("The customer's name, to skip the question."))
        ] = None,
        dry_run: DryRun = False,
    ) -> View:
        return erased(session, select(session, who, Thing.CUSTOMER), confirm, dry_run=dry_run)

    @noun.verb("allow", help=N_("Resume contact about kinds that a customer had refused."), output=TABLED)
    def allow_(
        session: Session,
        who: WhichCustomer,
        kinds: Annotated[list[str], typer.Argument(metavar="KIND", help=N_("Which kinds, such as insurance_expiry or 续保."))],
        *,
        dry_run: DryRun = False,
    ) -> View:
        wanted = list(dict.fromkeys(meant(Kind, kind, "KIND") for kind in kinds))
        card = allow(session, select(session, who, Thing.CUSTOMER), wanted, dry_run=dry_run)
        return allowed_view(card, wanted)
