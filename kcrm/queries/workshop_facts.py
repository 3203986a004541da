"""What planning knows of the workshop: who is awaited, what is left undone, what is recalled, who was helped on the road.

Read like the other facts (`kcrm.queries.customer_facts`), for a batch of customers at once.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from kcrm.model import KnownAppointment, KnownRecall, KnownRescue
from kcrm.model.works import LeftWork, WaitingPart
from kcrm.named import NamedTuple
from kcrm.queries.recalls import open_of_owners
from kcrm.queries.rows import has_rows, plain_rows
from kcrm.queries.works import left_works, waiting_parts

# who is awaited, or did not come: then the vehicle's last one, unless the vehicle was here since
_WAITING = """
    order_id IS NULL AND arrived_at IS NULL AND moved_at IS NULL AND cancelled_at IS NULL AND (missed_on IS NULL OR NOT EXISTS (
        SELECT 1 FROM appointment AS later WHERE later.vehicle_id = appointment.vehicle_id AND later.booked_at > appointment.starts_at
            AND later.moved_at IS NULL AND later.cancelled_at IS NULL
    ) AND NOT EXISTS (
        SELECT 1 FROM repair_order
        WHERE repair_order.vehicle_id = appointment.vehicle_id AND repair_order.opened_on > appointment.starts_on
            AND repair_order.type IN ({visit})
    ))
"""
# who gave the vehicle away is not called about it
_STAYED = """NOT EXISTS (
    SELECT 1 FROM ownership AS former WHERE former.vehicle_id = appointment.vehicle_id AND former.customer_id = appointment.customer_id
        AND former.until_on IS NOT NULL
) OR EXISTS (
    SELECT 1 FROM ownership AS kept WHERE kept.vehicle_id = appointment.vehicle_id AND kept.customer_id = appointment.customer_id
        AND kept.until_on IS NULL
)"""
# beside who comes, whose vehicle it is, as somebody else may bring it
_APPOINTMENTS = f"""
SELECT customer_id, id, vehicle_id, starts_on, booked_at, confirmed_at IS NOT NULL, missed_on, {_STAYED} AS called FROM appointment
WHERE customer_id IN (SELECT value FROM json_each(:ids)) AND {_WAITING}
UNION ALL
SELECT ownership.customer_id, appointment.id, appointment.vehicle_id, starts_on, booked_at, confirmed_at IS NOT NULL, missed_on, 0
FROM ownership JOIN appointment ON appointment.vehicle_id = ownership.vehicle_id
WHERE ownership.customer_id IN (SELECT value FROM json_each(:ids)) AND ownership.until_on IS NULL
    AND appointment.customer_id <> ownership.customer_id AND {_WAITING} AND (missed_on IS NULL OR {_STAYED})
ORDER BY 2
"""  # noqa: S608 - our own
_RESCUES = """
SELECT customer_id, id, solved_on, told_on FROM rescue
WHERE customer_id IN (SELECT value FROM json_each(:ids)) AND solved IN ('on_spot', 'towed_in') ORDER BY id
"""


class WorkshopFacts(NamedTuple):
    """All by the number of the customer."""

    appointments: Mapping[int, Sequence[KnownAppointment]]
    rescues: Mapping[int, Sequence[KnownRescue]]
    works: Mapping[int, Sequence[LeftWork]]
    parts: Mapping[int, Sequence[WaitingPart]]
    recalls: Mapping[int, Sequence[KnownRecall]]


def workshop_facts(connection: sqlite3.Connection, ids: dict[str, str], visit: str, day_of: Callable[[str], date]) -> WorkshopFacts:
    """Of these customers. visit: the types of orders that are one, as literals. day_of: the business day of an instant."""
    awaited = _appointments(connection, _APPOINTMENTS.format(visit=visit), ids, day_of) if has_rows(connection, "appointment") else {}
    return WorkshopFacts(awaited, _rescues(connection, ids), *_works(connection, ids), _recalls(connection, ids))


def _appointments(
    connection: sqlite3.Connection, statement: str, ids: dict[str, str], day_of: Callable[[str], date]
) -> dict[int, list[KnownAppointment]]:
    """Where a customer or their vehicle is awaited, or did not come."""
    appointments: dict[int, list[KnownAppointment]] = defaultdict(list)
    for customer_id, number, vehicle_id, starts_on, booked_at, confirmed, missed_on, called in plain_rows(connection, statement, ids):
        missed = missed_on and date.fromisoformat(missed_on)
        known = KnownAppointment(
            number, vehicle_id, date.fromisoformat(starts_on), day_of(booked_at), bool(confirmed), missed, bool(called)
        )
        appointments[customer_id].append(known)
    return appointments


def _rescues(connection: sqlite3.Connection, ids: dict[str, str]) -> dict[int, list[KnownRescue]]:
    """When a customer was helped on the road."""
    rescues: dict[int, list[KnownRescue]] = defaultdict(list)
    for customer_id, number, solved_on, told_on in plain_rows(connection, _RESCUES, ids) if has_rows(connection, "rescue") else ():
        rescues[customer_id].append(KnownRescue(number, date.fromisoformat(solved_on), date.fromisoformat(told_on)))
    return rescues


def _works(connection: sqlite3.Connection, ids: dict[str, str]) -> tuple[dict[int, list[LeftWork]], dict[int, list[WaitingPart]]]:
    """What customers declined, and the parts that have come for them."""
    works: dict[int, list[LeftWork]] = defaultdict(list)
    parts: dict[int, list[WaitingPart]] = defaultdict(list)
    if has_rows(connection, "work"):
        for customer_id, work in left_works(connection, ids):
            works[customer_id].append(work)
        for customer_id, part in waiting_parts(connection, ids):
            parts[customer_id].append(part)
    return works, parts


def _recalls(connection: sqlite3.Connection, ids: dict[str, str]) -> dict[int, list[KnownRecall]]:
    """What the manufacturer recalls of theirs, as long as it is to be done."""
    recalls: dict[int, list[KnownRecall]] = defaultdict(list)
    if not has_rows(connection, "recall_vin"):
        return recalls
    for customer_id, number, vehicle_id, told_on, owned_from, risk in open_of_owners(connection, ids):
        since = None if owned_from is None else date.fromisoformat(owned_from)
        recalls[customer_id].append(KnownRecall(number, vehicle_id, date.fromisoformat(told_on), since, risk == "service"))
    return recalls
