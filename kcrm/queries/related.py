"""What leads to what: a plate to its owner, a customer to their vehicles, a payment to its bill."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from kcrm.queries.lookup import Found, Thing, fetch
from kcrm.queries.sources.works import UNDONE
from kcrm.queries.things import OF_A_CUSTOMER

_AWAITED = (
    "SELECT id FROM appointment WHERE {owner} = ? AND arrived_at IS NULL AND order_id IS NULL AND moved_at IS NULL AND cancelled_at IS NULL"
    " ORDER BY starts_at"
)
"""Who was not here yet."""
_RELATED = {
    **{
        (thing, Thing.CUSTOMER): f"SELECT customer_id FROM {thing} WHERE id = ? AND customer_id IS NOT NULL"  # noqa: S608 - our own names
        for thing in OF_A_CUSTOMER
    },
    (Thing.VEHICLE, Thing.CUSTOMER): "SELECT customer_id FROM ownership WHERE vehicle_id = ? AND until_on IS NULL",
    (Thing.ORDER, Thing.CUSTOMER): (
        "SELECT customer_id FROM ownership JOIN repair_order USING (vehicle_id) WHERE repair_order.id = ? AND until_on IS NULL"
    ),
    (Thing.COMPLAINT, Thing.VEHICLE): "SELECT vehicle_id FROM complaint WHERE id = ? AND vehicle_id IS NOT NULL",
    (Thing.CUSTOMER, Thing.COMPLAINT): "SELECT id FROM complaint WHERE customer_id = ? AND state <> 'closed' ORDER BY id",
    (Thing.VEHICLE, Thing.COMPLAINT): "SELECT id FROM complaint WHERE vehicle_id = ? AND state <> 'closed' ORDER BY id",
    (Thing.CUSTOMER, Thing.VEHICLE): "SELECT vehicle_id FROM ownership WHERE customer_id = ? AND until_on IS NULL ORDER BY vehicle_id",
    (Thing.ORDER, Thing.VEHICLE): "SELECT vehicle_id FROM repair_order WHERE id = ?",
    (Thing.VEHICLE, Thing.ORDER): "SELECT id FROM repair_order WHERE vehicle_id = ? ORDER BY opened_on DESC, id DESC",
    (Thing.CUSTOMER, Thing.OPPORTUNITY): "SELECT id FROM opportunity WHERE customer_id = ? AND state = 'open' ORDER BY id",
    (Thing.CUSTOMER, Thing.NEED): "SELECT id FROM need WHERE customer_id = ? AND ended_on IS NULL ORDER BY id",
    (Thing.NEED, Thing.FOLLOWUP): (
        "SELECT followup.id FROM need JOIN followup ON followup.customer_id = need.customer_id AND followup.kind = 'need_ready'"
        " AND followup.case_no = 'ND' || need.id WHERE need.id = ? ORDER BY followup.state = 'cancelled', followup.id DESC LIMIT 1"
    ),
    (Thing.RESCUE, Thing.FOLLOWUP): (
        "SELECT followup.id FROM rescue JOIN followup ON followup.customer_id = rescue.customer_id AND followup.kind = 'rescue_call'"
        " AND followup.case_no = 'E' || rescue.id WHERE rescue.id = ? ORDER BY followup.state = 'cancelled', followup.id DESC LIMIT 1"
    ),
    (Thing.CUSTOMER, Thing.VOUCHER): (
        "SELECT id FROM voucher WHERE customer_id = ? AND order_id IS NULL AND cancelled_on IS NULL ORDER BY id"
    ),
    (Thing.WORK, Thing.FOLLOWUP): (
        "SELECT followup.id FROM work JOIN followup ON followup.customer_id = work.customer_id"
        " AND followup.kind IN ('declined_work', 'need_ready') AND followup.case_no = 'W' || work.id"
        " WHERE work.id = ? ORDER BY followup.state = 'cancelled', followup.id DESC LIMIT 1"
    ),
    (Thing.CUSTOMER, Thing.WORK): f"SELECT id FROM work WHERE customer_id = ? AND {UNDONE} ORDER BY id",  # noqa: S608 - our own
    (Thing.VEHICLE, Thing.WORK): f"SELECT id FROM work WHERE vehicle_id = ? AND {UNDONE} ORDER BY id",  # noqa: S608 - our own
    (Thing.WORK, Thing.VEHICLE): "SELECT vehicle_id FROM work WHERE id = ? AND vehicle_id IS NOT NULL",
    (Thing.CUSTOMER, Thing.RESCUE): "SELECT id FROM rescue WHERE customer_id = ? AND closed_at IS NULL ORDER BY id",
    (Thing.VEHICLE, Thing.RESCUE): "SELECT id FROM rescue WHERE vehicle_id = ? AND closed_at IS NULL ORDER BY id",
    (Thing.CUSTOMER, Thing.APPOINTMENT): _AWAITED.format(owner="customer_id"),
    (Thing.VEHICLE, Thing.APPOINTMENT): _AWAITED.format(owner="vehicle_id"),
    (Thing.APPOINTMENT, Thing.VEHICLE): "SELECT vehicle_id FROM appointment WHERE id = ?",
    (Thing.APPOINTMENT, Thing.FOLLOWUP): (
        "SELECT followup.id FROM appointment JOIN followup ON followup.customer_id = appointment.customer_id"
        " AND followup.kind IN ('appointment_confirm', 'no_show_call') AND followup.case_no = 'Y' || appointment.id"
        " WHERE appointment.id = ? ORDER BY followup.state = 'cancelled', followup.id DESC LIMIT 1"
    ),
    (Thing.JOB, Thing.VEHICLE): "SELECT vehicle_id FROM job WHERE id = ? AND vehicle_id IS NOT NULL",
    (Thing.RECALL_VIN, Thing.VEHICLE): "SELECT vehicle.id FROM recall_vin JOIN vehicle USING (vin) WHERE recall_vin.id = ?",
    (Thing.RECALL_VIN, Thing.FOLLOWUP): (
        "SELECT followup.id FROM recall_vin JOIN vehicle USING (vin) JOIN followup ON followup.vehicle_id = vehicle.id"
        " AND followup.kind = 'recall_notice' AND followup.case_no = 'X' || recall_id WHERE recall_vin.id = ?"
        " ORDER BY followup.state = 'cancelled', followup.id DESC LIMIT 1"
    ),
    (Thing.RECALL, Thing.FOLLOWUP): (
        "SELECT id FROM followup WHERE kind = 'recall_notice' AND case_no = 'X' || ? AND state = 'open' ORDER BY id"
    ),
    (Thing.RECALL_VIN, Thing.RECALL): "SELECT recall_id FROM recall_vin WHERE id = ?",
    (Thing.RECALL_VIN, Thing.CUSTOMER): (
        "SELECT customer_id FROM recall_vin JOIN vehicle USING (vin) JOIN ownership ON vehicle_id = vehicle.id"
        " WHERE recall_vin.id = ? AND until_on IS NULL"
    ),
    (Thing.RESCUE, Thing.VEHICLE): "SELECT vehicle_id FROM rescue WHERE id = ? AND vehicle_id IS NOT NULL",
    (Thing.CUSTOMER, Thing.PROSPECT): (
        "SELECT id FROM prospect WHERE customer_id = ?1 AND (stage NOT IN ('delivered', 'lost', 'invalid')"
        " OR id = (SELECT max(id) FROM prospect WHERE customer_id = ?1) AND NOT EXISTS (SELECT 1 FROM prospect"
        " WHERE customer_id = ?1 AND stage NOT IN ('delivered', 'lost', 'invalid'))) ORDER BY id"
    ),
    (Thing.VEHICLE, Thing.FLEET): (
        "SELECT fleet.id FROM ownership JOIN fleet ON fleet.customer_id = ownership.customer_id WHERE vehicle_id = ? AND until_on IS NULL"
    ),
    (Thing.CUSTOMER, Thing.FLEET): "SELECT id FROM fleet WHERE customer_id = ?",
    (Thing.MEMBER, Thing.CUSTOMER): "SELECT person_id FROM member WHERE id = ?",
    (Thing.CUSTOMER, Thing.MEMBER): "SELECT id FROM member WHERE person_id = ? ORDER BY until_on IS NOT NULL, id",
    (Thing.CUSTOMER, Thing.CONTRACT): "SELECT id FROM contract WHERE customer_id = ? AND state IN ('draft', 'active') ORDER BY id",
    (Thing.CUSTOMER, Thing.CREDIT_ASSESSMENT): "SELECT id FROM credit_assessment WHERE customer_id = ? ORDER BY id DESC LIMIT 1",
    (Thing.PAYMENT, Thing.BILL): "SELECT bill_id FROM payment WHERE id = ? AND bill_id IS NOT NULL",
    (Thing.CUSTOMER, Thing.FINDING): "SELECT id FROM finding WHERE customer_id = ? AND answered_at IS NULL ORDER BY due_on, id",
    (Thing.CONFLICT, Thing.VEHICLE): "SELECT vehicle_id FROM conflict WHERE id = ? AND vehicle_id IS NOT NULL",
    (Thing.CUSTOMER, Thing.CONFLICT): "SELECT id FROM conflict WHERE customer_id = ? AND state = 'open' ORDER BY id",
    (Thing.VEHICLE, Thing.CONFLICT): "SELECT id FROM conflict WHERE ? IN (vehicle_id, other_id) AND state = 'open' ORDER BY id",
    (Thing.CUSTOMER, Thing.SURVEY_FORM): "SELECT id FROM survey_form WHERE customer_id = ? ORDER BY surveyed_on DESC, id DESC",
    (Thing.CUSTOMER, Thing.FOLLOWUP): "SELECT id FROM followup WHERE customer_id = ? AND state = 'open' ORDER BY call_on, id",
    (Thing.VEHICLE, Thing.FOLLOWUP): "SELECT id FROM followup WHERE vehicle_id = ? AND state = 'open' ORDER BY call_on, id",
    (Thing.FOLLOWUP, Thing.VEHICLE): "SELECT vehicle_id FROM followup WHERE id = ? AND vehicle_id IS NOT NULL",
}


def related(connection: sqlite3.Connection, found: Iterable[Found], wanted: Thing) -> list[Found]:
    """The wanted things that these lead to: a plate leads to its owner, a customer to the vehicles."""
    result: dict[int, Found] = {}
    for match in found:
        if match.thing is wanted:
            result.setdefault(match.id, match)
        elif statement := _RELATED.get((match.thing, wanted)):
            for (number,) in connection.execute(statement, (match.id,)).fetchall():
                if other := fetch(connection, wanted, number, match.by):
                    result.setdefault(number, other)
    return list(result.values())


def is_account(connection: sqlite3.Connection, customer_id: int) -> bool:
    """Whether a customer is a company account."""
    return connection.execute("SELECT 1 FROM fleet WHERE customer_id = ?", (customer_id,)).fetchone() is not None
