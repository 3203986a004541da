"""`kcrm vehicle …`: vehicles, their owners, and the monthly list of insurance and inspection."""

from __future__ import annotations

from typing import Annotated

import typer

from kcrm.actions.cards import vehicle_card
from kcrm.actions.duplicates import vehicle_duplicates
from kcrm.actions.filters.typed import chosen_customers
from kcrm.actions.selecting import select
from kcrm.actions.session import Session
from kcrm.actions.transferring import transfer
from kcrm.actions.warranty import watched
from kcrm.dates import parse_date, parse_period
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing
from kcrm.queries.vehicles import expiring
from kcrm.records import SheetKind
from kcrm.shell.evidence import add_evidence
from kcrm.shell.grammar import App
from kcrm.shell.merging import add_merge
from kcrm.shell.options import LISTED, PRINTED, CustomerFilters, DryRun, WhichCustomer, WhichVehicle
from kcrm.shell.records import Desk, add_list, add_show, add_writing
from kcrm.shell.typed import Typed, of_field, one, period
from kcrm.views import View
from kcrm.views.duplicates import vehicle_duplicates_view
from kcrm.views.vehicles import expiring_list, vehicle_record
from kcrm.views.warranty import watch_list

_MERGE = N_(
    "Merge two records of one vehicle, such as one with a mistyped VIN: everything that hung on either hangs on the one that "
    "stays.\n\nThat is the one that was there first, or whichever --keep names. What only one of them says is kept; where both say "
    "something, the one that stays is believed, except in what --take names. The other's VIN and plate lead to the one that stays, in"
    " files too; kcrm undo gives both back."
)
_DESK = Desk(SheetKind.VEHICLES, WhichVehicle, vehicle_card, vehicle_record)


def register(app: App) -> None:
    """The noun `vehicle`."""
    noun = app.noun("vehicle", help=N_("Vehicles and their owners."))
    _register_reading(noun)
    _register_writing(noun)


def _register_reading(noun: App) -> None:
    add_list(
        noun,
        SheetKind.VEHICLES,
        (
            Typed("owner", "--owner", "WHO", N_("Filter by present owner."), one(Thing.CUSTOMER)),
            Typed("use", "--use", "USE", N_("Filter by use: private, official or commercial."), of_field(SheetKind.VEHICLES, "use")),
            Typed("delivered", "--delivered", "PERIOD", N_("Filter by delivery, as in 2026-11."), period),
        ),
        help=N_("List vehicles."),
    )
    add_show(noun, _DESK, help=N_("Show a vehicle with its owners and last orders."))

    @noun.verb("expiring", help=N_("List the vehicles whose insurance or annual inspection falls due in a month."), output=LISTED)
    def expiring_(
        session: Session,
        month: Annotated[
            str, typer.Option("--month", metavar="PERIOD", help=N_("The month in which they fall due, as in 2026-12."))
        ] = "next-month",
    ) -> View:
        period = parse_period(month, session.today)
        lines = expiring(session.connection, period, session.today, session.policy.visits.excluded_types)
        return expiring_list(lines, session.store.name)

    @noun.verb(
        "watch",
        help=N_(
            "List the vehicles near a limit of the state's warranty duties, the nearest first.\n\nCounted are repairs for quality faults "
            "within two years or 50,000 km of delivery: days in the workshop, repairs of one fault, grave safety faults. Limits and words: "
            "kcrm policy show warranty"
        ),
        output=LISTED,
    )
    def watch(
        session: Session,
        *,
        every: Annotated[bool, typer.Option("--all", help=N_("Also those for which the duties have run out."))] = False,
    ) -> View:
        return watch_list(watched(session, over=every))

    @noun.verb(
        "duplicates",
        help=N_(
            "List vehicles that may be entered twice, and what speaks for it.\n\nFilters narrow it to what is or was these "
            "customers'. What counts how much, the policy says: kcrm policy show vehicle_duplicates"
        ),
        output=LISTED,
    )
    def duplicates_(session: Session, filters: CustomerFilters = None) -> View:
        return vehicle_duplicates_view(vehicle_duplicates(session, chosen_customers(session, filters)))


def _register_writing(noun: App) -> None:
    add_writing(
        noun,
        _DESK,
        arguments=("vin",),
        only_added=("customer",),
        add_help=N_("Add a vehicle."),
        edit_help=N_('Edit a vehicle; --field "" clears a field. For a new owner: kcrm vehicle transfer'),
    )

    add_merge(noun, _DESK, help=_MERGE)

    add_evidence(
        noun,
        _DESK,
        verify_help=N_(
            "Note that customer service has compared what is fixed of a vehicle, as it stands.\n\nWithin some days of delivery, and not "
            "by who entered it; a fact that was verified stands against any file. How many days: kcrm policy show evidence.verify_days"
        ),
    )

    @noun.verb("transfer", help=N_("Transfer a vehicle to a new owner; the old owner's follow-ups for it are cancelled."), output=PRINTED)
    def transfer_(
        session: Session,
        which: WhichVehicle,
        who: WhichCustomer,
        on: Annotated[str | None, typer.Option("--on", metavar="DATE", help=N_("The new owner's first day; today by default."))] = None,
        *,
        dry_run: DryRun = False,
    ) -> View:
        vehicle_id = select(session, which, Thing.VEHICLE)
        customer_id = select(session, who, Thing.CUSTOMER)
        day = parse_date(on, session.today, past=True) if on else None
        card = transfer(session, vehicle_id, customer_id, day, dry_run=dry_run)
        return vehicle_record(card)
