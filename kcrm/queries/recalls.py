"""Recalls beside the vehicles that are known here: what each VIN is, whose it is now, and what was done about it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import date
from typing import Final

from kcrm.model.recalls import Risk
from kcrm.named import NamedTuple
from kcrm.queries.rows import plain_rows

SETTLED_BY: Final = """(
    SELECT repair_order.id FROM repair_order
    WHERE repair_order.vehicle_id = vehicle.id AND repair_order.closed_on >= recall.opened_on
        AND instr(repair_order.fault, recall.recall_no) > 0
    ORDER BY repair_order.closed_on, repair_order.id LIMIT 1
)"""
"""The order that carried it out: closed since, with the recall's number among what the customer came for."""
DONE_ON: Final = f"coalesce(recall_vin.done_on, (SELECT closed_on FROM repair_order WHERE id = {SETTLED_BY}))"  # noqa: S608 - our own
"""When it was carried out: as somebody said, or by the order that did it; NULL until then."""
MATCH: Final = """CASE WHEN vehicle.id IS NULL THEN 'unknown' WHEN vehicle.scrapped_on <= :today THEN 'scrapped'
    WHEN vehicle.sold_on <= :today THEN 'sold_on' ELSE 'in_use' END"""
"""What a VIN is here today."""
VEHICLE: Final = "LEFT JOIN vehicle ON vehicle.vin = recall_vin.vin"
RECALLED: Final = f"""(
    SELECT CASE WHEN max(recall.closed_on IS NULL AND {DONE_ON} IS NULL) THEN 'open' WHEN max({DONE_ON} IS NOT NULL) THEN 'done' END
    FROM recall_vin JOIN recall ON recall.id = recall_vin.recall_id WHERE recall_vin.vin = vehicle.vin GROUP BY recall_vin.vin
)"""  # noqa: S608
"""Whether something is still to be done on a vehicle, or was; NULL of one that is not recalled."""
UNREACHED: Final = f"""recall_vin.letter_on IS NULL AND EXISTS (
    SELECT 1 FROM recall JOIN vehicle ON vehicle.vin = recall_vin.vin
        JOIN ownership ON ownership.vehicle_id = vehicle.id AND ownership.until_on IS NULL
        JOIN followup ON followup.customer_id = ownership.customer_id AND followup.vehicle_id = vehicle.id
    WHERE recall.id = recall_vin.recall_id AND recall.closed_on IS NULL AND {DONE_ON} IS NULL
        AND followup.kind = 'recall_notice' AND followup.case_no = 'X' || recall.id AND followup.state = 'unreachable'
)"""  # noqa: S608
"""Whose owner today was called in vain, and got no letter yet."""
_OF_OWNERS: Final = f"""
SELECT ownership.customer_id, recall.id, vehicle.id, recall_vin.told_on, ownership.from_on, recall.risk
FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id JOIN recall_vin ON recall_vin.vin = vehicle.vin
    JOIN recall ON recall.id = recall_vin.recall_id AND recall.closed_on IS NULL
WHERE ownership.customer_id IN (SELECT value FROM json_each(:ids)) AND ownership.until_on IS NULL AND {DONE_ON} IS NULL
ORDER BY recall.id, vehicle.id
"""  # noqa: S608
_COUNTED: Final = f"""
SELECT {MATCH} AS match, count(*), sum({DONE_ON} IS NOT NULL)
FROM recall_vin JOIN recall ON recall.id = recall_vin.recall_id {VEHICLE}
WHERE recall_vin.recall_id = :recall GROUP BY 1
"""  # noqa: S608

_DONE: Final = f"""
SELECT {DONE_ON} FROM recall_vin JOIN recall ON recall.id = recall_vin.recall_id {VEHICLE} WHERE recall_vin.id = :id
"""  # noqa: S608
_TO_BE_DONE: Final = f"""
SELECT recall.id, recall.title, recall.risk, recall.remedy, vehicle.plate, vehicle.vin
FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id JOIN recall_vin ON recall_vin.vin = vehicle.vin
    JOIN recall ON recall.id = recall_vin.recall_id AND recall.closed_on IS NULL
WHERE ownership.customer_id = :customer AND ownership.until_on IS NULL AND {DONE_ON} IS NULL
    AND coalesce(vehicle.sold_on > :today, true) AND coalesce(vehicle.scrapped_on > :today, true)
ORDER BY recall.risk, recall.id, vehicle.id
"""  # noqa: S608
_OF_VEHICLE: Final = """
SELECT recall_vin.id FROM recall_vin JOIN vehicle ON vehicle.vin = recall_vin.vin WHERE recall_vin.recall_id = ? AND vehicle.id = ?
"""
_MATCHED: Final = f"SELECT {MATCH}, count(*) FROM recall_vin {VEHICLE} WHERE recall_vin.id > :id GROUP BY 1"  # noqa: S608

OF_OWNER: Final[Mapping[str, str]] = {
    "vehicle": "recall_vin.vin = (SELECT vin FROM vehicle WHERE id = :owner)",
    "customer": (
        "recall_vin.vin IN (SELECT vehicle.vin FROM ownership JOIN vehicle ON vehicle.id = vehicle_id"
        " WHERE customer_id = :owner AND until_on IS NULL)"
    ),
}
"""Which rows are about a vehicle, or about those of a customer."""


class ToBeDone(NamedTuple):
    """A recall that is to be carried out on a vehicle. vehicle: its plate, or its VIN where it has none."""

    id: int
    title: str
    risk: Risk
    remedy: str | None
    vehicle: str


class OfMatch(NamedTuple):
    """How many VINs of a recall are of a kind, and on how many of them it was carried out."""

    vins: int
    done: int


def open_of_owners(connection: sqlite3.Connection, ids: Mapping[str, str]) -> sqlite3.Cursor:
    """By present owner what is still to be done on their vehicles: customer, recall, vehicle, when it was told, owner since, risk."""
    return plain_rows(connection, _OF_OWNERS, ids)


def to_be_done(connection: sqlite3.Connection, customer_id: int, today: date) -> list[ToBeDone]:
    """What is still to be carried out on the vehicles of a customer, what is about safety first."""
    rows = plain_rows(connection, _TO_BE_DONE, {"customer": customer_id, "today": today.isoformat()})
    return [ToBeDone(number, title, Risk(risk), remedy, plate or vin) for number, title, risk, remedy, plate, vin in rows]


def counted(connection: sqlite3.Connection, recall: int, today: date) -> dict[str, OfMatch]:
    """Of a recall by what its VINs are here."""
    rows = plain_rows(connection, _COUNTED, {"recall": recall, "today": today.isoformat()})
    return {match: OfMatch(vins, done) for match, vins, done in rows}


def done_on_of(connection: sqlite3.Connection, number: int) -> str | None:
    """When the recall was carried out on the vehicle of this row; None where it was not."""
    row = connection.execute(_DONE, {"id": number}).fetchone()
    return None if row is None else row[0]


def vin_of_recall(connection: sqlite3.Connection, recall: int, vehicle: int) -> int | None:
    """The row by which a recall is about this vehicle; None where it is not."""
    row = connection.execute(_OF_VEHICLE, (recall, vehicle)).fetchone()
    return None if row is None else row[0]


def last_vin(connection: sqlite3.Connection) -> int:
    """The highest number of a row."""
    number: int = plain_rows(connection, "SELECT coalesce(max(id), 0) FROM recall_vin").fetchone()[0]
    return number


def unreached(connection: sqlite3.Connection, recall: int) -> list[int]:
    """The rows of a recall whose owners are to get a letter."""
    statement = f"SELECT recall_vin.id FROM recall_vin WHERE recall_vin.recall_id = ? AND {UNREACHED} ORDER BY 1"  # noqa: S608
    return [row[0] for row in connection.execute(statement, (recall,))]


def matched_since(connection: sqlite3.Connection, number: int, today: date) -> dict[str, int]:
    """By what its VIN is here, how many rows there are after this one."""
    return dict(plain_rows(connection, _MATCHED, {"id": number, "today": today.isoformat()}).fetchall())


def has_recalls(connection: sqlite3.Connection, owner: str, number: int) -> bool:
    """Whether any is about a `vehicle`, or about one of a `customer`."""
    statement = f"SELECT EXISTS (SELECT 1 FROM recall_vin WHERE {OF_OWNER[owner]})"  # noqa: S608 - our own
    return bool(connection.execute(statement, {"owner": number}).fetchone()[0])
