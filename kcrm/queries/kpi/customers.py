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


def _own(view: str) -> str:
    return _among(f"{view}.customer_id")


def owner_on(vehicle: str, day: str) -> str:
    """Whose a vehicle was on a day, as SQL; both arguments are SQL of ours."""
    return (
        f"(SELECT ownership.customer_id FROM ownership WHERE ownership.vehicle_id = {vehicle} AND coalesce(ownership.from_on, '') <= {day}"  # noqa: S608 - our own words
        f" AND {day} < coalesce(ownership.until_on, '9999') ORDER BY ownership.from_on DESC, ownership.id DESC LIMIT 1)"
    )


def _of_owner(view: str, day: str) -> str:
    return _among(owner_on(f"{view}.vehicle_id", day))


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


OF_CUSTOMERS: Mapping[str, str] = {
    "visit": _of_owner("fact_visit", "fact_visit.day"),
    **dict.fromkeys(("return", "order"), _of_owner("fact_order", "fact_order.day")),
    **dict.fromkeys(("income", "paid_visit"), _of_owner("fact_income", "fact_income.opened_on")),
    **dict.fromkeys(("points", "points_open"), _own("points_row")),
    "voucher": _own("voucher_row"),
    "recall": _own("recall_row"),
    **dict.fromkeys(("rescue", "rescue_arrival"), _own("rescue_row")),
    "appointment": _own("appointment_row"),
    "work": _own("work_row"),
    "bay_held": _of_owner("bay_held", "bay_held.day"),
    "club_member": _own("member"),
    "owned_vehicle": _own("owned"),
    "message_sent": _own("message_row"),
    "message_refusal": _own("refusal_row"),
    "vehicle": _of_owner("fact_vehicle", END),
    "first_maintenance": _of_owner("fact_vehicle", "due.due_on"),
    "verification": _of_owner("fact_verification", "due.due_on"),
    "file": _own("fact_customer"),
    "file_share": _own("file_share"),
    "phone": _own("fact_phone"),
    **dict.fromkeys(("call", "account_visit"), _own("fact_followup")),
    "renewal": _of("fact_renewal", "followup_id", "followup"),
    "reminder": _of("fact_reminder", "followup_id", "followup"),
    "call_in": _own("fact_call_in"),
    "complaint": _own("fact_complaint"),
    "deadline": _own("fact_deadline"),
    "finding": _own("fact_finding"),
    "questionnaire": _own("fact_answer"),
    **dict.fromkeys(("prospect", "open_prospect"), _of_prospect("fact_prospect")),
    "prospect_contact": _of_prospect("fact_prospect_contact"),
    "visitor": _of_prospect("fact_visitor"),
    "showroom": _of_prospect("fact_showroom"),
    "quote": _of_prospect("fact_quote"),
    "deal": _of_prospect("fact_deal"),
    "handover": _of_prospect("fact_handover"),
    **dict.fromkeys(("lost_prospect", "cancelled_order"), _of_prospect("fact_prospect_end")),
    "revisit": _of_prospect("fact_revisit"),
    "lost_opportunity": _own("fact_opportunity"),
    **dict.fromkeys(("conflict_open", "conflict_opened", "conflict_settled"), _of_conflict("fact_conflict")),
    "duplicate": _of_thing("duplicate", "one_id"),
    "merge": _of_thing("fact_merge", "kept_id"),
    "contract": _own("held_contract"),
    "contract_order": _own("contract_order"),
    "contract_income": _own("contract_income"),
    "account": _own("account"),
    "grade_move": _own("approved"),
    "account_vehicle": _own("account_vehicle"),
    "open_bill": _own("open_bill"),
    **dict.fromkeys(("due_bill", "issued_bill"), _own("billed")),
}
"""By kind of row the condition, over what the statement has, that it is one of the chosen customers'; others belong to nobody.

What happened to a vehicle was its owner's of the day on which it came; what it is, its owner's at the end of the period.
"""


def counts_customers(key: str) -> bool:
    """Whether all that a KPI counts are customers' records."""
    return all(side.facts in OF_CUSTOMERS for side in KPIS[key].sides if side is not None)
