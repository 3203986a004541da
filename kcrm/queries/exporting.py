"""Everything that an import file of each kind can say, as it stands in the database: a column for each of the file's keys."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping

_HELD = "JOIN ownership ON ownership.vehicle_id = vehicle.id AND ownership.until_on IS NULL"
# of steps that can be taken again the latest, and none that was taken back
_STEP = "(SELECT {which}(at) FROM complaint_event WHERE complaint_id = complaint.id AND kind = '{kind}')"
_ACCEPTED = _STEP.format(which="min", kind="accepted")
_RESOLVED = f"CASE WHEN complaint.state IN ('resolved', 'recalled', 'closed') THEN {_STEP.format(which='max', kind='resolved')} END"
_CLOSED = f"CASE WHEN complaint.state = 'closed' THEN {_STEP.format(which='max', kind='closed')} END"

_ROWS: Mapping[str, str] = {
    "staff": "SELECT employee_no, name, role, team, department, level, phone, joined_on, left_on FROM staff",
    "customers": """
SELECT name, phone, customer_no, kind, phone2, gender, birthday, region, address, wechat, licence_expires_on, source, contact_window,
    do_not_contact, call_consent, message_consent, key_person, hobby, note
FROM customer
""",
    "vehicles": f"""
SELECT vin, plate, brand, model, use, customer.customer_no, customer.phone AS owner_phone, customer.name AS owner_name,
    planned_delivery_on, delivered_on, consultant.employee_no AS sales_consultant, advisor.employee_no AS service_advisor,
    (SELECT km FROM mileage_reading WHERE vehicle_id = vehicle.id ORDER BY read_on DESC LIMIT 1) AS mileage_km,
    warranty_until, insurance_expires_on, inspection_due_on, sold_on, scrapped_on
FROM vehicle
LEFT {_HELD}
LEFT JOIN customer ON customer.id = ownership.customer_id
LEFT JOIN staff AS consultant ON consultant.id = vehicle.sales_consultant_id
LEFT JOIN staff AS advisor ON advisor.id = vehicle.service_advisor_id
""",  # noqa: S608 - our own names, here and below
    "orders": """
SELECT order_no, vehicle.vin, vehicle.plate, type, opened_at, promised_at, closed_at, advisor.employee_no AS advisor,
    technician.employee_no AS technician, repair_order.team, brought_by, brought_by_phone, standard_minutes AS standard_hours,
    actual_minutes AS actual_hours, labor_fen AS labor_amount, parts_fen AS parts_amount, other_fen AS other_amount, payer, mileage_km,
    appointment, accident, overhaul, rework_of, steps
FROM repair_order
JOIN vehicle ON vehicle.id = repair_order.vehicle_id
LEFT JOIN staff AS advisor ON advisor.id = repair_order.advisor_id
LEFT JOIN staff AS technician ON technician.id = repair_order.technician_id
""",
    "complaints": f"""
SELECT complaint_no, customer.customer_no, customer.phone, complaint.received_at, severity, description, vehicle.vin,
    repair_order.order_no, cause, channel, complaint.source, complaint.department,
    {_ACCEPTED} AS accepted_at, {_RESOLVED} AS resolved_at, {_CLOSED} AS closed_at
FROM complaint
JOIN customer ON customer.id = complaint.customer_id
LEFT JOIN vehicle ON vehicle.id = complaint.vehicle_id
LEFT JOIN repair_order ON repair_order.id = complaint.order_id
""",  # noqa: S608
    "opportunities": """
SELECT customer.customer_no, customer.phone, amount_fen AS amount, probability_bp AS probability, opportunity.kind, expected_on,
    opportunity.note
FROM opportunity
JOIN customer ON customer.id = opportunity.customer_id
""",
}
_TABLES: Mapping[str, str] = {
    "staff": "staff",
    "customers": "customer",
    "vehicles": "vehicle",
    "orders": "repair_order",
    "complaints": "complaint",
    "opportunities": "opportunity",
}
_ALWAYS: Mapping[str, str] = {"opportunities": "opportunity.state = 'open'"}
# What belongs to chosen customers: as in the lists, what they hold now and what was done to it.
_IDS = "(SELECT value FROM json_each(:customers))"
_VEHICLES = f"(SELECT vehicle_id FROM ownership WHERE until_on IS NULL AND customer_id IN {_IDS})"  # noqa: S608 - our own
_CHOSEN: Mapping[str, str] = {
    "customers": f"customer.id IN {_IDS}",
    "vehicles": f"vehicle.id IN {_VEHICLES}",
    "orders": f"repair_order.vehicle_id IN {_VEHICLES}",
    "complaints": f"complaint.customer_id IN {_IDS}",
    "opportunities": f"opportunity.customer_id IN {_IDS}",
}


def exported(connection: sqlite3.Connection, kind: str, customer_ids: Collection[int] | None = None) -> Iterator[sqlite3.Row]:
    """The rows of a kind of import file, as kept: fen, minutes, hundredths of a percent, UTC instants, numbers of staff.

    customer_ids: only what belongs to these customers; staff belong to none, KeyError. Opportunities: the open ones.
    """
    conditions = [_ALWAYS.get(kind, "true"), "true" if customer_ids is None else _CHOSEN[kind]]
    statement = f"{_ROWS[kind]} WHERE {' AND '.join(conditions)} ORDER BY {_TABLES[kind]}.id"
    return connection.execute(statement, {"customers": json.dumps(list(customer_ids or ()))})
