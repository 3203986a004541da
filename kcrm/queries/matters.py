"""What is still owed between a customer and the store, by either side: with it open nobody is erased."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from typing import Final

from kcrm.model.erasing import Open
from kcrm.named import NamedTuple
from kcrm.queries.recalls import DONE_ON
from kcrm.queries.sources.prospects import UNDER_WAY


class Matter(NamedTuple):
    """One thing that is open. id: of its own kind; since: the day from which it is, None where it has none."""

    customer_id: int
    what: Open
    id: int
    since: date | None


_THEIRS: Final = "customer_id IN (SELECT value FROM json_each(:customers))"
_VEHICLES: Final = "(SELECT vehicle_id, customer_id FROM ownership WHERE until_on IS NULL)"
# By kind: whose, its number, since when; and the rows.
_OPEN: Final = {
    Open.COMPLAINT: f"SELECT customer_id, id, received_on FROM complaint WHERE state <> 'closed' AND {_THEIRS}",  # noqa: S608 - ours
    Open.BILL: f"""SELECT customer_id, id, issued_on FROM bill WHERE written_off_on IS NULL AND {_THEIRS}
        AND amount_fen > coalesce((SELECT sum(amount_fen) FROM payment WHERE payment.bill_id = bill.id), 0)""",  # noqa: S608
    Open.PAYMENT: f"SELECT customer_id, id, paid_on FROM payment WHERE bill_id IS NULL AND {_THEIRS}",  # noqa: S608
    Open.CONTRACT: f"SELECT customer_id, id, from_on FROM contract WHERE state IN ('draft', 'active') AND until_on >= :today AND {_THEIRS}",  # noqa: S608
    Open.RECALL: f"""SELECT customer_id, recall_vin.id, told_on FROM recall_vin JOIN recall ON recall.id = recall_id
        JOIN vehicle ON vehicle.vin = recall_vin.vin JOIN {_VEHICLES} AS owned ON vehicle_id = vehicle.id
        WHERE {DONE_ON} IS NULL AND recall.closed_on IS NULL AND sold_on IS NULL AND scrapped_on IS NULL AND {_THEIRS}""",  # noqa: S608
    Open.ORDER: f"""SELECT customer_id, repair_order.id, opened_on FROM repair_order JOIN {_VEHICLES} AS owned USING (vehicle_id)
        WHERE closed_on IS NULL AND {_THEIRS}""",  # noqa: S608
    Open.APPOINTMENT: f"""SELECT customer_id, id, starts_on FROM appointment WHERE starts_on >= :today AND arrived_at IS NULL
        AND order_id IS NULL AND moved_at IS NULL AND cancelled_at IS NULL AND {_THEIRS}""",  # noqa: S608
    Open.RESCUE: f"SELECT customer_id, id, asked_on FROM rescue WHERE closed_at IS NULL AND {_THEIRS}",  # noqa: S608
    Open.JOB: f"SELECT customer_id, id, asked_on FROM job WHERE done_at IS NULL AND {_THEIRS}",  # noqa: S608
    Open.PART: f"""SELECT customer_id, id, ordered_on FROM work WHERE kind = 'part' AND settled_on IS NULL AND dropped_on IS NULL
        AND {_THEIRS}""",  # noqa: S608
    Open.PROSPECT: f"SELECT customer_id, id, registered_on FROM prospect WHERE {UNDER_WAY} AND {_THEIRS}",  # noqa: S608
    Open.NEED: f"SELECT customer_id, id, noted_on FROM need WHERE came_on IS NULL AND ended_on IS NULL AND {_THEIRS}",  # noqa: S608
    Open.FINDING: f"SELECT customer_id, id, found_on FROM finding WHERE answered_at IS NULL AND {_THEIRS}",  # noqa: S608
    Open.VOUCHER: f"""SELECT customer_id, id, issued_on FROM voucher WHERE order_id IS NULL AND cancelled_on IS NULL
        AND coalesce(until_on, '9999') >= :today AND {_THEIRS}""",  # noqa: S608
    Open.FLEET: f"SELECT customer_id, id, since_on FROM fleet WHERE closed_on IS NULL AND {_THEIRS}",  # noqa: S608
}


def open_matters(connection: sqlite3.Connection, customers: Iterable[int], today: date) -> list[Matter]:
    """What is open of these customers, in the order of the words."""
    given = {"customers": json.dumps(list(customers)), "today": today.isoformat()}
    return [
        Matter(customer, what, number, date.fromisoformat(since) if since else None)
        for what, statement in _OPEN.items()
        for customer, number, since in connection.execute(f"{statement} ORDER BY 2", given)
    ]
