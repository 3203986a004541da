"""By what else rows can be parted in a store's own database: vehicle's model and use, customer's class and source, order's type.

A group has no such tables and asks for none of these parts. Whose a row is stands in `kcrm.queries.kpi.customers`. The class is that which
the customer has today, as is what is known of a vehicle.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from kcrm.queries.kpi.customers import CUSTOMER_OF
from kcrm.queries.kpi.shape import Facts, Part

_VEHICLE_OF: Final[Mapping[str, str]] = {
    "visit": "fact_visit.vehicle_id",
    **dict.fromkeys(("return", "order"), "fact_order.vehicle_id"),
    **dict.fromkeys(("income", "paid_visit"), "fact_income.vehicle_id"),
    **dict.fromkeys(("vehicle", "first_maintenance"), "fact_vehicle.vehicle_id"),
    "delivery": "delivery_row.vehicle_id",
    "verification": "fact_verification.vehicle_id",
    **dict.fromkeys(("call", "account_visit"), "fact_followup.vehicle_id"),
    "complaint": "fact_complaint.vehicle_id",
    "deadline": "fact_deadline.vehicle_id",
    "appointment": "appointment_row.vehicle_id",
    "account_vehicle": "account_vehicle.vehicle_id",
    "owned_vehicle": "owned.vehicle_id",
}
"""By kind of row which vehicle it is about; of some rows none."""
_PROSPECT_OF: Final[Mapping[str, str]] = {
    **dict.fromkeys(("prospect", "open_prospect"), "fact_prospect.prospect_id"),
    "prospect_contact": "fact_prospect_contact.prospect_id",
    "visitor": "fact_visitor.prospect_id",
    "showroom": "fact_showroom.prospect_id",
    "quote": "fact_quote.prospect_id",
    "deal": "fact_deal.prospect_id",
    "handover": "fact_handover.prospect_id",
    **dict.fromkeys(("lost_prospect", "cancelled_order"), "fact_prospect_end.prospect_id"),
    "revisit": "fact_revisit.prospect_id",
}
_FOLLOWUP_OF: Final[Mapping[str, str]] = {"renewal": "fact_renewal.followup_id", "reminder": "fact_reminder.followup_id"}
# an order is of one type; a visit may have orders of several
_TYPE_OF: Final[Mapping[str, str]] = {"income": "fact_income.type", "order": "fact_order.type"}


def _one(column: str, table: str, number: str) -> str:
    return f"(SELECT {table}.{column} FROM {table} WHERE {table}.id = {number})"  # noqa: S608 - our own words


def _own_parts(name: str) -> Mapping[Part, str]:
    found: dict[Part, str] = {}
    followup = _FOLLOWUP_OF.get(name)
    vehicle = _VEHICLE_OF.get(name) or (followup and _one("vehicle_id", "followup", followup))
    customer = CUSTOMER_OF.get(name) or (followup and _one("customer_id", "followup", followup))
    if vehicle:
        found |= {Part.MODEL: _one("model", "vehicle", vehicle), Part.USE: _one("use", "vehicle", vehicle)}
    if customer:
        found |= {Part.CLASS: _one("class", "classification", customer), Part.ORIGIN: _one("source", "customer", customer)}
    if name in _PROSPECT_OF:
        found[Part.MODEL] = _one("model", "prospect", _PROSPECT_OF[name])
    if name in _TYPE_OF:
        found[Part.TYPE] = _TYPE_OF[name]
    return found


def with_own_parts(name: str, facts: Facts) -> Facts:
    """The kind of row of this name, parted by all that a store knows; what it says of itself stands."""
    return replace(facts, parts={**_own_parts(name), **facts.parts})
