"""What tells whether own customers buy again: the vehicles that they have and had."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta

from kcrm.memo import remembering
from kcrm.named import NamedTuple
from kcrm.policy_sections import ProspectsPolicy
from kcrm.queries.records import save
from kcrm.queries.rows import plain_rows
from kcrm.queries.sources.prospects import UNDER_WAY
from kcrm.queries.staff import works_here

_FEN = 100
_PAID = "repair_order.labor_fen + repair_order.parts_fen + repair_order.other_fen"
_DEAR = f"""
repair_order.closed_on > :repaired_after AND repair_order.closed_on <= :today AND repair_order.payer = 'customer'
    AND repair_order.type IN ('paid_repair', 'paid_maintenance') AND {_PAID} > :repair_fen
"""
# Likely: of whom any of it may be said; the rule says it. Nobody who is asked already, or wants no contact. Whoever sold a vehicle has it
# until the day of the sale, or until somebody else had it.
_OWNED = f"""
WITH likely AS (
    SELECT ownership.customer_id FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id
    WHERE ownership.until_on > :sold_after OR vehicle.sold_on > :sold_after OR ownership.until_on IS NULL AND (
        vehicle.delivered_on <= :aged_on OR vehicle.warranty_until BETWEEN :today AND :ends_on
        OR vehicle.loan_until BETWEEN :today AND :ends_on OR vehicle.id IN (SELECT repair_order.vehicle_id FROM repair_order WHERE {_DEAR})
    )
)
SELECT customer.id, customer.name, customer.phone, vehicle.id, vehicle.plate, vehicle.model, vehicle.delivered_on, vehicle.warranty_until,
    vehicle.loan_until, nullif(min(
        coalesce(ownership.until_on, '9999'),
        CASE WHEN vehicle.sold_on >= coalesce(ownership.from_on, '') THEN vehicle.sold_on ELSE '9999' END
    ), '9999'), staff.employee_no, staff.name, (
        SELECT repair_order.id FROM repair_order WHERE repair_order.vehicle_id = vehicle.id AND {_DEAR}
            AND repair_order.closed_on > vehicle.warranty_until AND repair_order.closed_on >= coalesce(ownership.from_on, '')
        ORDER BY {_PAID} DESC, repair_order.id LIMIT 1
    ) AS dear
FROM customer JOIN ownership ON ownership.customer_id = customer.id JOIN vehicle ON vehicle.id = ownership.vehicle_id
LEFT JOIN staff ON staff.id = vehicle.sales_consultant_id AND {works_here(":today")}
WHERE customer.id IN likely AND NOT customer.do_not_contact AND coalesce(vehicle.scrapped_on, '9999') > :today AND NOT EXISTS (
    SELECT 1 FROM prospect WHERE prospect.customer_id = customer.id AND {UNDER_WAY}
)
ORDER BY customer.id, vehicle.id, ownership.id
"""  # noqa: S608 - our own
_REPAIR = f"SELECT closed_on, {_PAID} FROM repair_order WHERE id = ?"  # noqa: S608 - our own


_NOTED = "SELECT customer_id, max(found_on) FROM hint WHERE found_on > ? GROUP BY customer_id"


class OwnedVehicle(NamedTuple):
    """A vehicle that somebody has or had, with who sold it and still works here. dear_*: the dearest repair out of warranty of late."""

    customer_id: int
    customer: str
    phone: str | None
    vehicle_id: int
    plate: str | None
    model: str | None
    delivered_on: date | None
    warranty_until: date | None
    loan_until: date | None
    sold_on: date | None
    consultant_no: str | None
    consultant: str | None
    dear_order_id: int | None
    dear_amount_fen: int
    dear_closed_on: date | None


class Since(NamedTuple):
    """From when on what counts: vehicles delivered until aged_on, repairs and sales after these days."""

    aged_on: date
    repaired_after: date
    sold_after: date


def owned_vehicles(connection: sqlite3.Connection, today: date, since: Since, policy: ProspectsPolicy) -> Iterator[OwnedVehicle]:
    """All vehicles of everybody who is likely to buy again, one customer's after the other."""
    given = {
        **{name: day.isoformat() for name, day in since._asdict().items()},
        "today": today.isoformat(),
        "ends_on": (today + timedelta(days=policy.hint_end_days)).isoformat(),
        "repair_fen": policy.hint_repair * _FEN,
    }
    day = remembering(date.fromisoformat)
    rows = plain_rows(connection, _OWNED, given)
    for who, name, phone, number, plate, model, delivered, warranty, loan, sold, staff_no, staff, dear in rows:
        closed_on, amount = (None, 0) if dear is None else plain_rows(connection, _REPAIR, (dear,)).fetchone()
        yield OwnedVehicle(
            *(who, name, phone, number, plate, model),
            delivered_on=delivered and day(delivered),
            warranty_until=warranty and day(warranty),
            loan_until=loan and day(loan),
            sold_on=sold and day(sold),
            consultant_no=staff_no,
            consultant=staff,
            dear_order_id=dear,
            dear_amount_fen=amount,
            dear_closed_on=closed_on and day(closed_on),
        )


def noted_since(connection: sqlite3.Connection, after: date) -> dict[int, date]:
    """Of which customers it was written down after that day that they are likely to buy again, and when the last time."""
    return {row[0]: date.fromisoformat(row[1]) for row in connection.execute(_NOTED, (after.isoformat(),))}


def note(connection: sqlite3.Connection, vehicle: OwnedVehicle, because: str, on: date) -> None:
    """Write down why a customer is likely to buy again: they are called about it."""
    values = {"customer_id": vehicle.customer_id, "vehicle_id": vehicle.vehicle_id, "because": because, "found_on": on}
    save(connection, "hint", None, values)
