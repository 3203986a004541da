"""Vehicles: a list, one card with owners and orders, and the monthly list of insurance and inspection."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model import CallResult, Vehicle
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing
from kcrm.queries.vehicles import Expiring
from kcrm.records import SheetKind
from kcrm.views import Cell, Column, View
from kcrm.views.records import Reader, number_of, record_card, rows_of

if TYPE_CHECKING:
    from kcrm.actions.cards import VehicleCard

_OWNED_COLUMNS = (
    Column("id", N_("No."), Cell.IDENTIFIER),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, personal=Personal.PLATE),
    Column("model", N_("Model")),
    Column("delivered_on", N_("Delivered"), Cell.DATE),
    Column("last_visit_on", N_("Last visit"), Cell.DATE),
    Column("mileage_km", N_("Mileage (km)"), Cell.COUNT),
    Column("insurance_expires_on", N_("Insurance expires"), Cell.DATE, 2),
    Column("inspection_due_on", N_("Inspection due"), Cell.DATE, 2),
)
_OWNER_COLUMNS = (
    Column("customer_id", N_("No."), Cell.IDENTIFIER),
    Column("customer_no", N_("Customer no."), Cell.IDENTIFIER, 1),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("from_on", N_("From"), Cell.DATE),
    Column("until_on", N_("Until"), Cell.DATE),
)
# "The domain: a dealership's customer-service desk", monthly insurance and inspection list: these columns in this order.
_EXPIRING_COLUMNS = (
    Column("no", N_("#"), Cell.COUNT),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, personal=Personal.PLATE),
    Column("customer", N_("Customer"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, personal=Personal.PHONE),
    Column("service_advisor", N_("Service advisor"), priority=3),
    Column("inspection_due_on", N_("Inspection"), Cell.DATE),
    Column("insurance_expires_on", N_("Insurance"), Cell.DATE),
    Column("call_on", N_("Call date"), Cell.DATE, 1),
    Column("back_on", N_("Back on"), Cell.DATE, 2),
    Column("station", N_("Station"), priority=5),
    Column("remarks", N_("Remarks"), priority=4),
    Column("result", N_("What came of it"), Cell.ENUM, 2, labels=CallResult),
)

_READERS: Mapping[str, Reader] = {"id": number_of(Thing.VEHICLE)}


def vehicle_record(card: VehicleCard) -> View:
    """One vehicle, with its owners from first to present and its last orders."""
    from kcrm.views.evidence import conflicts_view, how_to_decide  # noqa: PLC0415 - the other tables of vehicles do without these
    from kcrm.views.formers import formers_view  # noqa: PLC0415
    from kcrm.views.orders import credit_to_mind, last_orders  # noqa: PLC0415
    from kcrm.views.quality import asked_view  # noqa: PLC0415

    owners = View(_("Owners"), _OWNER_COLUMNS, rows_of(_OWNER_COLUMNS, card.owners, _READERS))
    parts = {
        **credit_to_mind(card.credit),
        "owners": owners,
        "orders": last_orders(card.orders),
        "merged": formers_view(card.formers, Thing.VEHICLE),
        "asked": asked_view(card.asked),
        "conflicts": conflicts_view(card.conflicts),
        **_rescues(card),
        **_warranty(card),
        **_works(card),
        **_recalls(card),
        **_appointments(card),
    }
    return record_card(SheetKind.VEHICLES, card.facts, parts)._replace(notes=how_to_decide(card.conflicts))


def _recalls(card: VehicleCard) -> dict[str, View]:
    if not card.recalls:
        return {}
    from kcrm.views.recalls import recalls_part  # noqa: PLC0415 - few vehicles are recalled

    return {"recalls": recalls_part(card.recalls)}


def _rescues(card: VehicleCard) -> dict[str, View]:
    if not card.rescues:
        return {}
    from kcrm.views.rescues import rescues_part  # noqa: PLC0415 - few vehicles have had any

    return {"rescues": rescues_part(card.rescues)}


def _warranty(card: VehicleCard) -> dict[str, View]:
    if card.warranty is None:
        return {}
    from kcrm.views.warranty import warranty_parts  # noqa: PLC0415 - few vehicles were repaired under warranty

    return warranty_parts(card.warranty)


def _appointments(card: VehicleCard) -> dict[str, View]:
    if not card.appointments:
        return {}
    from kcrm.views.appointments import appointments_part  # noqa: PLC0415 - few have any

    return {"appointments": appointments_part(card.appointments)}


def _works(card: VehicleCard) -> dict[str, View]:
    if not card.works:
        return {}
    from kcrm.views.works import works_part  # noqa: PLC0415 - few have any

    return {"works": works_part(card.works)}


def owned_vehicles(vehicles: Sequence[Vehicle], last_visits: Mapping[int, date]) -> View:
    """A customer's vehicles, as part of the card. last_visits: by vehicle id."""
    readers = {**_READERS, "last_visit_on": lambda vehicle: last_visits.get(vehicle.id)}
    return View(_("Vehicles"), _OWNED_COLUMNS, rows_of(_OWNED_COLUMNS, vehicles, readers))


def expiring_list(lines: Sequence[Expiring], station: str) -> View:
    """The monthly list. station: the store's name."""
    numbers = {id(line): number for number, line in enumerate(lines, start=1)}
    readers: Mapping[str, Reader] = {"no": lambda line: numbers[id(line)], "station": lambda _line: station}
    return View(_("Insurance and inspection"), _EXPIRING_COLUMNS, rows_of(_EXPIRING_COLUMNS, lines, readers))
