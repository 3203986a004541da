"""Whose the rows are that KPIs are counted from: what must hold of a row that counts for some customers only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.kpis import KPIS
from kcrm.queries.kpi.shape import END

CHOSEN: Final = "chosen (customer_id) AS (SELECT value FROM json_each(?))"
"""The customers, as the statement begins with them."""
_CHOSEN = "(SELECT chosen.customer_id FROM chosen)"


def _among(column: str) -> str:
    return f"{column} IN {_CHOSEN}"


def owner_on(vehicle: str, day: str) -> str:
    """Whose a vehicle was on a day, as SQL; both arguments are SQL of ours."""
    return (
        f"(SELECT ownership.customer_id FROM ownership WHERE ownership.vehicle_id = {vehicle} AND coalesce(ownership.from_on, '') <= {day}"  # noqa: S608 - our own words
        f" AND {day} < coalesce(ownership.until_on, '9999') ORDER BY ownership.from_on DESC, ownership.id DESC LIMIT 1)"
    )


# to whom a vehicle belongs today: of what is known of it that has no day
_OWNED = f"SELECT ownership.vehicle_id FROM ownership WHERE ownership.until_on IS NULL AND ownership.customer_id IN {_CHOSEN}"  # noqa: S608 - our own words


def _of_vehicle(view: str, column: str) -> str:
    return f"{view}.{column} IN ({_OWNED})"


def _of(view: str, column: str, table: str) -> str:
    """Of a row that knows its customer by another record, which has the column's number."""
    return f"{view}.{column} IN (SELECT {table}.id FROM {table} WHERE {table}.customer_id IN {_CHOSEN})"  # noqa: S608 - as above


def _of_prospect(view: str) -> str:
    return _of(view, "prospect_id", "prospect")


def _of_conflict(view: str) -> str:
    """Of the customer, or of the vehicle that is theirs."""
    theirs = f"coalesce(conflict.customer_id, -1) IN {_CHOSEN} OR conflict.customer_id IS NULL AND conflict.vehicle_id IN ({_OWNED})"
    return f"{view}.conflict_id IN (SELECT conflict.id FROM conflict WHERE {theirs})"  # noqa: S608 - as above


def _of_thing(view: str, column: str) -> str:
    """Of a customer or of a vehicle, as `thing` says."""
    return f"({view}.thing = 'customer' AND {_among(f'{view}.{column}')} OR {view}.thing = 'vehicle' AND {_of_vehicle(view, column)})"


CUSTOMER_OF: Mapping[str, str] = {
    "visit": owner_on("fact_visit.vehicle_id", "fact_visit.day"),
    **dict.fromkeys(("return", "order"), owner_on("fact_order.vehicle_id", "fact_order.day")),
    **dict.fromkeys(("income", "paid_visit"), owner_on("fact_income.vehicle_id", "fact_income.opened_on")),
    **dict.fromkeys(("points", "points_open"), "points_row.customer_id"),
    "voucher": "voucher_row.customer_id",
    "recall": "recall_row.customer_id",
    **dict.fromkeys(("rescue", "rescue_arrival"), "rescue_row.customer_id"),
    "appointment": "appointment_row.customer_id",
    "work": "work_row.customer_id",
    "bay_held": owner_on("bay_held.vehicle_id", "bay_held.day"),
    "club_member": "member.customer_id",
    "owned_vehicle": "owned.customer_id",
    "message_sent": "message_row.customer_id",
    "message_refusal": "refusal_row.customer_id",
    "vehicle": owner_on("fact_vehicle.vehicle_id", END),
    "delivery": owner_on("delivery_row.vehicle_id", "delivery_row.day"),
    "first_maintenance": owner_on("fact_vehicle.vehicle_id", "due.due_on"),
    "verification": owner_on("fact_verification.vehicle_id", "due.due_on"),
    "file": "fact_customer.customer_id",
    "file_share": "file_share.customer_id",
    "phone": "fact_phone.customer_id",
    **dict.fromkeys(("call", "account_visit"), "fact_followup.customer_id"),
    "call_in": "fact_call_in.customer_id",
    "complaint": "fact_complaint.customer_id",
    "deadline": "fact_deadline.customer_id",
    "finding": "fact_finding.customer_id",
    "questionnaire": "fact_answer.customer_id",
    "lost_opportunity": "fact_opportunity.customer_id",
    "contract": "held_contract.customer_id",
    "contract_order": "contract_order.customer_id",
    "contract_income": "contract_income.customer_id",
    "account": "account.customer_id",
    "grade_move": "approved.customer_id",
    "account_vehicle": "account_vehicle.customer_id",
    "open_bill": "open_bill.customer_id",
    **dict.fromkeys(("due_bill", "issued_bill"), "billed.customer_id"),
}
"""By kind of row whose it is, over what the statement has; other kinds know their customer by another record, or belong to nobody.

What happened to a vehicle was its owner's of the day on which it came; what it is, its owner's at the end of the period.
"""

OF_CUSTOMERS: Mapping[str, str] = {
    **{name: _among(customer) for name, customer in CUSTOMER_OF.items()},
    "renewal": _of("fact_renewal", "followup_id", "followup"),
    "reminder": _of("fact_reminder", "followup_id", "followup"),
    **dict.fromkeys(("prospect", "open_prospect"), _of_prospect("fact_prospect")),
    "prospect_contact": _of_prospect("fact_prospect_contact"),
    "visitor": _of_prospect("fact_visitor"),
    "showroom": _of_prospect("fact_showroom"),
    "quote": _of_prospect("fact_quote"),
    "deal": _of_prospect("fact_deal"),
    "handover": _of_prospect("fact_handover"),
    **dict.fromkeys(("lost_prospect", "cancelled_order"), _of_prospect("fact_prospect_end")),
    "revisit": _of_prospect("fact_revisit"),
    **dict.fromkeys(("conflict_open", "conflict_opened", "conflict_settled"), _of_conflict("fact_conflict")),
    "duplicate": _of_thing("duplicate", "one_id"),
    "merge": _of_thing("fact_merge", "kept_id"),
}
"""By kind of row the condition that it is one of the chosen customers'; others belong to nobody."""


def counts_customers(key: str) -> bool:
    """Whether all that a KPI counts are customers' records."""
    return all(side.facts in OF_CUSTOMERS for side in KPIS[key].sides if side is not None)
