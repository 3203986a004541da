"""What is due for an account's vehicles, to take along on a visit."""

from __future__ import annotations

from kcrm.actions.fleets.coming import AccountDue, Coming
from kcrm.i18n import N_, _
from kcrm.model import BaseFact, Kind
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.views import Cell, Column, View

_COLUMNS = (
    Column("vehicle_id", N_("Vehicle"), Cell.IDENTIFIER, 5),
    Column("plate", N_("Plate"), Cell.IDENTIFIER, personal=Personal.PLATE),
    Column("model", N_("Model"), priority=3),
    Column("vin", N_("VIN"), Cell.IDENTIFIER, 6, personal=Personal.VIN),
    Column("mileage_km", N_("Mileage (km)"), Cell.COUNT, 4),
    Column("drivers", N_("Driver"), priority=2, personal=Personal.NAME),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("base", N_("Counted from"), Cell.ENUM, 1, labels=BaseFact),
    Column("base_on", N_("On"), Cell.DATE, 1),
    Column("due_on", N_("Due"), Cell.DATE),
    Column("followup_id", N_("No."), Cell.IDENTIFIER, 1),
    Column("call_on", N_("Call on"), Cell.DATE, 2),
)


def coming_view(due: AccountDue) -> View:
    """A line for each matter of each vehicle."""
    first, last = due.period.first, due.period.last
    title = _("{company}: due for its vehicles, {first} to {last}").format(company=due.company, first=first, last=last)
    return View(title, _COLUMNS, [_row(each) for each in due.matters], caption=True, empty=_("Nothing is due for its vehicles then."))


def _row(each: Coming) -> tuple[object, ...]:
    vehicle, item = each.vehicle, each.followup
    return (
        identifier(Thing.VEHICLE, vehicle.id),
        vehicle.plate,
        vehicle.model,
        vehicle.vin,
        vehicle.mileage_km,
        each.drivers,
        each.kind,
        each.base,
        each.base_on,
        each.due_on,
        None if item is None else identifier(Thing.FOLLOWUP, item.id),
        None if item is None else item.call_on,
    )
