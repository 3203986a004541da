"""Vehicles, their owners over time and their mileage: rows and records."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from kcrm.model import CallResult, MileageReading, Ownership, Vehicle
from kcrm.named import NamedTuple
from kcrm.queries.records import Saved
from kcrm.queries.rows import record

if TYPE_CHECKING:
    from kcrm.dates import Period

_CHANGE_STAFF = """
UPDATE vehicle SET sales_consultant_id = CASE sales_consultant_id WHEN :old THEN :new ELSE sales_consultant_id END,
    service_advisor_id = CASE service_advisor_id WHEN :old THEN :new ELSE service_advisor_id END
WHERE id = :id
"""

_LATEST_KM = """
SELECT km FROM (
    SELECT read_on, km FROM mileage_reading WHERE vehicle_id = vehicle.id
    UNION ALL
    SELECT opened_on, mileage_km FROM repair_order WHERE vehicle_id = vehicle.id AND mileage_km IS NOT NULL
) ORDER BY read_on DESC, km DESC LIMIT 1
"""

_VEHICLES = f"""
SELECT vehicle.*, ({_LATEST_KM}) AS mileage_km
FROM vehicle LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id AND ownership.until_on IS NULL
"""  # noqa: S608 - our own statement

# in these words the index of migration 79 has it
QUALITY_ORDER = "(type = 'warranty_repair' OR payer = 'warranty' OR rework_of IS NOT NULL)"
"""Of a repair order that the state's warranty duties may count."""

_OWNERS = """
SELECT ownership.vehicle_id, ownership.customer_id, customer.customer_no, customer.name AS customer, ownership.from_on, ownership.until_on
FROM ownership JOIN customer ON customer.id = ownership.customer_id
WHERE ownership.vehicle_id = ? ORDER BY ownership.from_on, ownership.id
"""

# The call is that of either date in the period, for the present owner; the visit is the first from the day of the call on.
# An insurance that ran out in the period and was renewed stays on the list, by the date that it had.
_EXPIRING = """
WITH told AS (
    SELECT vehicle_id, base_on, kind, result FROM (
        SELECT followup.vehicle_id, followup.base_on, followup.kind, call_result.result,
            row_number() OVER (
            PARTITION BY followup.vehicle_id ORDER BY followup.kind = 'insurance_expiry' DESC, call_result.id DESC
        ) AS place
        FROM followup JOIN call_result ON call_result.followup_id = followup.id
        WHERE followup.base_on BETWEEN :first AND :last AND followup.kind IN ('insurance_expiry', 'annual_inspection')
    ) WHERE place = 1
), dated AS (
    SELECT vehicle.*, told.result AS told_result,
        CASE WHEN told.kind = 'insurance_expiry' AND told.result IN ('renewed_here', 'renewed_elsewhere') THEN told.base_on
            ELSE insurance_expires_on END AS insured_to
    FROM vehicle LEFT JOIN told ON told.vehicle_id = vehicle.id
), listed AS (
    SELECT id, plate, vin, service_advisor_id, inspection_due_on, insured_to AS insurance_expires_on, told_result,
        inspection_due_on BETWEEN :first AND :last AS inspection_listed, insured_to BETWEEN :first AND :last AS insurance_listed
    FROM dated
    WHERE coalesce(sold_on, '9999') > :today AND coalesce(scrapped_on, '9999') > :today
        AND (inspection_due_on BETWEEN :first AND :last OR insured_to BETWEEN :first AND :last)
), called AS (
    SELECT listed.*, ownership.customer_id, (
        SELECT min(call_on) FROM followup
        WHERE followup.vehicle_id = listed.id AND followup.customer_id = ownership.customer_id AND followup.state IN ('open', 'done')
            AND (
                (inspection_listed AND kind = 'annual_inspection' AND base_on = inspection_due_on)
                OR (insurance_listed AND kind = 'insurance_expiry' AND base_on = insurance_expires_on)
            )
    ) AS call_on
    FROM listed LEFT JOIN ownership ON ownership.vehicle_id = listed.id AND ownership.until_on IS NULL
)
SELECT called.plate, called.vin, customer.name AS customer, customer.phone, advisor.name AS service_advisor, called.inspection_due_on,
    called.insurance_expires_on, called.call_on, (
        SELECT min(opened_on) FROM repair_order
        WHERE repair_order.vehicle_id = called.id AND opened_on >= called.call_on
            AND type NOT IN (SELECT value FROM json_each(:no_visit))
    ) AS back_on, customer.note AS remarks, called.told_result AS result
FROM called
LEFT JOIN customer ON customer.id = called.customer_id
LEFT JOIN staff AS advisor ON advisor.id = called.service_advisor_id
ORDER BY min(
    CASE WHEN called.inspection_listed THEN called.inspection_due_on ELSE '9999' END,
    CASE WHEN called.insurance_listed THEN called.insurance_expires_on ELSE '9999' END
), called.id
"""


class Expiring(NamedTuple):
    """A line of the monthly list.

    call_on: when the owner is or was to be called; back_on: the first visit from then on. result: of the latest call about it.
    """

    plate: str | None
    vin: str
    customer: str | None
    phone: str | None
    service_advisor: str | None
    inspection_due_on: date | None
    insurance_expires_on: date | None
    call_on: date | None
    back_on: date | None
    remarks: str | None
    result: CallResult | None


def id_of_vin(connection: sqlite3.Connection, vin: str) -> int | None:
    """The id of the vehicle with this VIN."""
    row = connection.execute("SELECT id FROM vehicle WHERE vin = ?", (vin,)).fetchone()
    return row[0] if row else None


def vins(connection: sqlite3.Connection) -> list[str]:
    """Those of all vehicles, by their numbers."""
    return [row[0] for row in connection.execute("SELECT vin FROM vehicle ORDER BY id")]


def vehicle_by_id(connection: sqlite3.Connection, vehicle_id: int) -> Vehicle:
    """The vehicle with this id."""
    return record(Vehicle, connection.execute(f"{_VEHICLES} WHERE vehicle.id = ?", (vehicle_id,)).fetchone())


def last_visits(connection: sqlite3.Connection, vehicle_ids: Iterable[int], no_visit: Iterable[str]) -> dict[int, date]:
    """When each vehicle was last in the workshop, where it ever was. no_visit: the order types that are no visit."""
    rows = connection.execute(
        "SELECT vehicle_id, max(opened_on) FROM repair_order WHERE vehicle_id IN (SELECT value FROM json_each(?))"
        " AND type NOT IN (SELECT value FROM json_each(?)) GROUP BY vehicle_id",
        (json.dumps(list(vehicle_ids)), json.dumps(list(no_visit))),
    )
    return {vehicle_id: date.fromisoformat(opened_on) for vehicle_id, opened_on in rows}


def expiring(connection: sqlite3.Connection, period: Period, today: date, no_visit: Iterable[str]) -> list[Expiring]:
    """The vehicles in use today whose insurance or inspection falls into the period, in the order of those dates."""
    arguments = {
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "today": today.isoformat(),
        "no_visit": json.dumps(list(no_visit)),
    }
    return [record(Expiring, row) for row in connection.execute(_EXPIRING, arguments)]


def vehicles_of(connection: sqlite3.Connection, customer_id: int) -> list[Vehicle]:
    """The vehicles a customer owns today, by id."""
    rows = connection.execute(f"{_VEHICLES} WHERE ownership.customer_id = ? ORDER BY vehicle.id", (customer_id,))
    return [record(Vehicle, row) for row in rows]


def may_be_watched(connection: sqlite3.Connection, vehicle_ids: Iterable[int]) -> list[int]:
    """Those of these vehicles that were in the workshop for what the state's warranty duties may count."""
    statement = f"SELECT DISTINCT vehicle_id FROM repair_order WHERE {QUALITY_ORDER} AND vehicle_id IN (SELECT value FROM json_each(?))"  # noqa: S608 - our own
    return [number for (number,) in connection.execute(statement, (json.dumps(list(vehicle_ids)),))]


def owners_of(connection: sqlite3.Connection, vehicle_id: int) -> list[Ownership]:
    """The owners of a vehicle, first to present."""
    return [record(Ownership, row) for row in connection.execute(_OWNERS, (vehicle_id,))]


def last_ownership(connection: sqlite3.Connection, vehicle_id: int) -> int:
    """The number of what says whose a vehicle is, or was at last, of one that had an owner."""
    statement = "SELECT id FROM ownership WHERE vehicle_id = ? ORDER BY from_on DESC, id DESC LIMIT 1"
    number: int = connection.execute(statement, (vehicle_id,)).fetchone()[0]
    return number


def ownership_of(connection: sqlite3.Connection, vehicle_id: int, customer_id: int) -> int | None:
    """The number of what says that this customer has, or had at last, the vehicle; None where nothing does."""
    statement = "SELECT id FROM ownership WHERE (vehicle_id, customer_id) = (?, ?) ORDER BY from_on DESC, id DESC LIMIT 1"
    row = connection.execute(statement, (vehicle_id, customer_id)).fetchone()
    return row[0] if row else None


def hand_over(connection: sqlite3.Connection, vehicle_id: int, customer_id: int, on: date | None) -> None:
    """Make this customer the owner from `on`; the present one, if any, is owner until that day.

    Who owned a vehicle is more than a contact from then on.
    """
    if on is not None:
        connection.execute(
            "UPDATE ownership SET until_on = ? WHERE vehicle_id = ? AND until_on IS NULL",
            (on.isoformat(), vehicle_id),
        )
    connection.execute(
        "INSERT INTO ownership (vehicle_id, customer_id, from_on) VALUES (?, ?, ?)",
        (vehicle_id, customer_id, on.isoformat() if on else None),
    )
    connection.execute("UPDATE customer SET contact_only = 0 WHERE id = ? AND contact_only = 1", (customer_id,))


def take_back(connection: sqlite3.Connection, vehicle_id: int, customer_id: int) -> bool:
    """As if the vehicle had never gone from this customer to the present owner; False where it did not."""
    rows = connection.execute(
        "SELECT present.id, former.id FROM ownership AS present JOIN ownership AS former"
        " ON former.vehicle_id = present.vehicle_id AND former.until_on = present.from_on AND former.id < present.id"
        " WHERE present.vehicle_id = ? AND present.until_on IS NULL AND former.customer_id = ? ORDER BY former.id DESC LIMIT 1",
        (vehicle_id, customer_id),
    ).fetchall()
    for present, former in rows:
        connection.execute("DELETE FROM ownership WHERE id = ?", (present,))
        connection.execute("UPDATE ownership SET until_on = NULL WHERE id = ?", (former,))
    return bool(rows)


def latest_reading(connection: sqlite3.Connection, vehicle_id: int) -> MileageReading | None:
    """The vehicle's latest known mileage, from its sheet or an order."""
    row = connection.execute(
        """
        SELECT read_on, km FROM mileage_reading WHERE vehicle_id = ?1
        UNION ALL
        SELECT opened_on, mileage_km FROM repair_order WHERE vehicle_id = ?1 AND mileage_km IS NOT NULL
        ORDER BY 1 DESC, 2 DESC LIMIT 1
        """,
        (vehicle_id,),
    ).fetchone()
    return MileageReading(date.fromisoformat(row[0]), row[1]) if row else None


def note_mileage(connection: sqlite3.Connection, vehicle_id: int, reading: MileageReading) -> Saved:
    """Store a mileage reading; a second one of the same day replaces the first."""
    connection.execute(
        "INSERT INTO mileage_reading (vehicle_id, read_on, km) VALUES (?, ?, ?)"
        " ON CONFLICT (vehicle_id, read_on) DO UPDATE SET km = excluded.km",
        (vehicle_id, reading.read_on.isoformat(), reading.km),
    )
    return Saved.CHANGED


def change_staff(connection: sqlite3.Connection, old_id: int, new_id: int) -> list[int]:
    """Make somebody the consultant and the advisor of the vehicles of which another was; the ids of those vehicles."""
    rows = connection.execute("SELECT id FROM vehicle WHERE sales_consultant_id = ?1 OR service_advisor_id = ?1 ORDER BY id", (old_id,))
    ids = [row[0] for row in rows]
    connection.executemany(_CHANGE_STAFF, ({"id": number, "old": old_id, "new": new_id} for number in ids))
    return ids
