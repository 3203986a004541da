"""Everything that an import file of each kind can say, as it stands in the database: a column for each of the file's keys."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

# of steps that can be taken again the latest, and none that was taken back
_STEP = "(SELECT {which}(at) FROM complaint_event WHERE complaint_id = complaint.id AND kind = '{kind}')"
_ACCEPTED = _STEP.format(which="min", kind="accepted")
_RESOLVED = f"CASE WHEN complaint.state IN ('resolved', 'recalled', 'closed') THEN {_STEP.format(which='max', kind='resolved')} END"
_CLOSED = f"CASE WHEN complaint.state = 'closed' THEN {_STEP.format(which='max', kind='closed')} END"
# malicious is found at the end: of one that was taken up again it is open anew
_CAUSE = "CASE WHEN complaint.cause <> 'malicious' OR complaint.state = 'closed' THEN complaint.cause END"
# A file does not say when it was read, so that import takes it for today's; what an order has overtaken would turn the mileage back.
_READ = """
(SELECT km FROM (
    SELECT read_on, km, true AS given FROM mileage_reading WHERE vehicle_id = vehicle.id
    UNION ALL SELECT opened_on, mileage_km, false FROM repair_order WHERE vehicle_id = vehicle.id AND mileage_km IS NOT NULL
    ORDER BY read_on DESC, km DESC, given DESC LIMIT 1
) WHERE given)
"""
# What belongs to chosen customers: as in the lists, what they hold now and what was done to it.
_IDS = "(SELECT value FROM json_each(:customers))"
_VEHICLES = f"(SELECT vehicle_id FROM ownership WHERE until_on IS NULL AND customer_id IN {_IDS})"  # noqa: S608 - our own


@dataclass(frozen=True, slots=True)
class _File:
    """A kind of import file. table: whose rows, in the order of their ids; columns: one for each key; joined: what tells the rest.

    chosen: which belong to chosen customers, NULL where none can. given: which are given out at all.
    named_by: what of a customer besides the number a row tells, by which import knows whom it means; empty where it asks for nobody.
    """

    table: str
    columns: str
    joined: str = ""
    chosen: str = "NULL"
    given: str = "true"
    named_by: str = ""


_FILES: Mapping[str, _File] = {
    "staff": _File("staff", "employee_no, name, role, team, department, level, phone, joined_on, left_on"),
    "customers": _File(
        "customer",
        """
        name, phone, customer_no, kind, phone2, gender, birthday, region, address, wechat, licence_expires_on, source, contact_window,
        do_not_contact, call_consent, message_consent, key_person, hobby, note
        """,
        chosen=f"customer.id IN {_IDS}",
        named_by="phone, name",
    ),
    "vehicles": _File(
        "vehicle",
        f"""
        vin, plate, brand, model, energy, use, registered_on,
        customer.customer_no, customer.phone AS owner_phone, customer.name AS owner_name,
        planned_delivery_on, delivered_on, consultant.employee_no AS sales_consultant, advisor.employee_no AS service_advisor,
        {_READ} AS mileage_km, warranty_until, insurance_expires_on, inspection_due_on, sold_on, scrapped_on
        """,
        """
        LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id AND ownership.until_on IS NULL
        LEFT JOIN customer ON customer.id = ownership.customer_id
        LEFT JOIN staff AS consultant ON consultant.id = vehicle.sales_consultant_id
        LEFT JOIN staff AS advisor ON advisor.id = vehicle.service_advisor_id
        """,
        chosen=f"vehicle.id IN {_VEHICLES}",
        named_by="phone, name",
    ),
    "orders": _File(
        "repair_order",
        """
        order_no, vehicle.vin, vehicle.plate, type, opened_at, promised_at, closed_at, advisor.employee_no AS advisor,
        technician.employee_no AS technician, repair_order.team, brought_by, brought_by_phone,
        standard_centihours AS standard_hours, actual_centihours AS actual_hours,
        labor_fen AS labor_amount, parts_fen AS parts_amount, other_fen AS other_amount, payer, mileage_km,
        appointment, accident, overhaul, rework_of, steps
        """,
        """
        JOIN vehicle ON vehicle.id = repair_order.vehicle_id
        LEFT JOIN staff AS advisor ON advisor.id = repair_order.advisor_id
        LEFT JOIN staff AS technician ON technician.id = repair_order.technician_id
        """,
        chosen=f"repair_order.vehicle_id IN {_VEHICLES}",
    ),
    "complaints": _File(
        "complaint",
        f"""
        complaint_no, customer.customer_no, customer.phone, complaint.received_at, severity, description, vehicle.vin,
        repair_order.order_no, {_CAUSE} AS cause, channel, complaint.source, complaint.department,
        {_ACCEPTED} AS accepted_at, {_RESOLVED} AS resolved_at, {_CLOSED} AS closed_at
        """,
        """
        JOIN customer ON customer.id = complaint.customer_id
        LEFT JOIN vehicle ON vehicle.id = complaint.vehicle_id
        LEFT JOIN repair_order ON repair_order.id = complaint.order_id
        """,
        chosen=f"complaint.customer_id IN {_IDS}",
        named_by="phone",
    ),
    "opportunities": _File(
        "opportunity",
        """
        opportunity_no, customer.customer_no, customer.phone, amount_fen AS amount, probability_bp AS probability, opportunity.kind,
        expected_on, opportunity.note
        """,
        "JOIN customer ON customer.id = opportunity.customer_id",
        chosen=f"opportunity.customer_id IN {_IDS}",
        given="opportunity.state = 'open'",
        named_by="phone",
    ),
}


def exported(connection: sqlite3.Connection, kind: str, customer_ids: Collection[int] | None = None) -> Iterator[sqlite3.Row]:
    """The rows of a kind of import file, as kept: fen, minutes, hundredths of a percent, UTC instants, numbers of staff.

    customer_ids: only what belongs to these customers, which staff never do. Opportunities: the open ones.
    """
    file = _FILES[kind]
    statement = f"SELECT {file.columns} {_source(file, customer_ids)} ORDER BY {file.table}.id"
    return connection.execute(statement, _values(customer_ids))


def unnamed_customers(connection: sqlite3.Connection, kind: str, customer_ids: Collection[int] | None = None) -> list[int]:
    """Of the customers in the same rows those whom import cannot tell by them: without a number, and without a phone of their own."""
    file = _FILES[kind]
    if not file.named_by:
        return []
    statement = f"""
        WITH reached (id, phone, name) AS (
            SELECT id, phone, name FROM customer WHERE phone IS NOT NULL
            UNION ALL SELECT id, phone2, name FROM customer WHERE phone2 IS NOT NULL
        ),
        shared AS (SELECT {file.named_by} FROM reached GROUP BY {file.named_by} HAVING count(DISTINCT id) > 1)
        SELECT DISTINCT customer.id {_source(file, customer_ids)} AND customer.id IS NOT NULL AND customer.customer_no IS NULL
            AND (customer.phone IS NULL OR ({_of_customer(file.named_by)}) IN shared)
        ORDER BY customer.id
    """  # noqa: S608 - our own names
    return [row[0] for row in connection.execute(statement, _values(customer_ids))]


def _of_customer(columns: str) -> str:
    return ", ".join(f"customer.{column}" for column in columns.split(", "))


def _source(file: _File, customer_ids: Collection[int] | None) -> str:
    return f"FROM {file.table} {file.joined} WHERE {file.given} AND {'true' if customer_ids is None else file.chosen}"


def _values(customer_ids: Collection[int] | None) -> Mapping[str, str]:
    return {"customers": json.dumps(list(customer_ids or ()))}
