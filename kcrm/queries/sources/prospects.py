"""Where the rows of prospects come from, and how their levels and days are reckoned in SQL."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from kcrm.queries.sources.source import OF_CUSTOMER, STAFF, Source
from kcrm.records import SheetKind

if TYPE_CHECKING:
    from kcrm.policy_sections import ProspectsPolicy

UNDER_WAY = "prospect.stage NOT IN ('delivered', 'lost', 'invalid')"
"""Whoever has neither bought nor was lost or put aside; who has ordered is one of them."""
NEXT_CONTACT = """(
    SELECT min(followup.call_on) FROM followup WHERE followup.customer_id = prospect.customer_id AND followup.state = 'open'
        AND followup.kind = 'prospect_contact' AND followup.case_no = 'L' || prospect.id
)"""
"""The one date by which a prospect can be sorted: on which day the consultant's next contact is, as the list has it."""
_DRIVEN = "EXISTS (SELECT 1 FROM prospect_event WHERE prospect_id = prospect.id AND kind = 'test_drive' AND declined IS NOT 1)"
LEVEL = """CASE
    WHEN prospect.floor = 'H' OR prospect.intended_on <= :level_h THEN 'H'
    WHEN prospect.floor = 'A' OR prospect.intended_on <= :level_a THEN 'A'
    WHEN prospect.floor = 'B' OR prospect.intended_on <= :level_b THEN 'B'
    WHEN prospect.floor = 'C' OR prospect.intended_on <= :level_c THEN 'C'
    ELSE 'N' END"""
"""The level of a prospect's row, as `kcrm.rules.prospects.levels.level` says it; `level_days` are given."""

# in days, by level; who is of a higher level is of the lower ones too
_IDLE = (("h", "H"), ("a", "HA"), ("b", "HAB"), ("c", "HABC"))
_IDLE_AT = ", ".join(
    f"CASE WHEN instr('{floors}', prospect.floor) THEN date(since, :idle_{level})"
    f" ELSE coalesce(max(date(since, :idle_{level}), date(prospect.intended_on, :near_{level})), '9999') END"
    for level, floors in _IDLE
)
RELEASED_ON = f"""CASE WHEN :idle_h AND prospect.consultant_id IS NOT NULL
    AND prospect.stage IN ('registered', 'contacted', 'visited', 'test_drive', 'quoted') THEN (
    SELECT nullif(min({_IDLE_AT}), '9999') FROM (
        SELECT max(coalesce(prospect.contacted_on, ''), max(day)) AS since FROM prospect_event
        WHERE prospect_id = prospect.id AND kind IN ('registered', 'reassigned', 'reopened')
    )
) END"""  # noqa: S608 - our own
"""When a prospect goes back to the pool, the same as `kcrm.rules.prospects.sharing.released_on`; `level_days` are given."""
_LOSS_OPEN = """prospect.stage = 'lost' AND NOT EXISTS (
    SELECT 1 FROM prospect_event WHERE prospect_id = prospect.id AND kind = 'loss_confirmed' AND id > (
        SELECT max(id) FROM prospect_event WHERE prospect_id = prospect.id AND kind = 'lost'
    )
)"""
_CONFIRM_BY = f"CASE WHEN {_LOSS_OPEN} THEN date(prospect.lost_on, :confirm) END"

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.PROSPECTS: Source(
        joins=(
            f"{OF_CUSTOMER.format(table='prospect')} {STAFF.format(name='seller', table='prospect', column='consultant_id')}"
            f" {STAFF.format(name='taker', table='prospect', column='taker_id')}"
            " LEFT JOIN customer AS referrer ON referrer.id = prospect.referred_by_id"
        ),
        shown={
            "customer_id": "customer.id",
            "name": "customer.name",
            "phone": "customer.phone",
            "level": f"CASE WHEN {UNDER_WAY} THEN {LEVEL} END",
            "next_on": NEXT_CONTACT,
            "released_on": RELEASED_ON,
            "confirm_by": _CONFIRM_BY,
            "consultant_no": "seller.employee_no",
            "consultant": "seller.name",
            "taker": "taker.name",
            "referred_by": "referrer.name",
        },
        given={
            "name": "customer.name",
            "phone": "customer.phone",
            "level": "prospect.floor",
            "consultant": "seller.employee_no",
            "taker": "taker.employee_no",
            "referred_by": "coalesce(referrer.customer_no, referrer.phone)",
            "within_days": "NULL",
            "test_drive": _DRIVEN,
            "vin": "(SELECT vin FROM vehicle WHERE vehicle.id = prospect.vehicle_id)",
            "delivered_on": "(SELECT delivered_on FROM vehicle WHERE vehicle.id = prospect.vehicle_id)",
        },
        narrowed={
            "customer": "prospect.customer_id = :customer",
            "consultant": "prospect.consultant_id = :consultant",
            "source": "prospect.source = :source",
            "level": f"{LEVEL} = :level",
            "model": "instr(prospect.model, :model) > 0",
            "rival": "instr(prospect.rival, :rival) > 0",
            "lost_reason": "prospect.lost_reason = :lost_reason",
            "registered": "prospect.registered_on BETWEEN :registered_first AND :registered_last",
            "late": f"(coalesce({NEXT_CONTACT}, {_CONFIRM_BY}) < :today)",
            "unconfirmed": _LOSS_OPEN,
            "pool": "prospect.consultant_id IS NULL",
        },
        chosen="prospect.customer_id IN {customers}",
        state="prospect.stage",
        named_by="phone, name",
    ),
}


def level_days(today: date, policy: ProspectsPolicy) -> Mapping[str, str | None]:
    """By name what the columns of prospects are reckoned by.

    level_*: until which intended day a level reaches. near_*, idle_*: how far before the intended day it begins, and after how long without
    a contact a prospect of it is released, None for never. confirm: within which time a loss is confirmed.
    """
    given: dict[str, str | None] = {"confirm": f"+{policy.confirm_days} days"}
    for level, days, idle in (
        ("h", policy.h_days, policy.h_idle),
        ("a", policy.a_days, policy.a_idle),
        ("b", policy.b_days, policy.b_idle),
        ("c", policy.c_days, policy.c_idle),
    ):
        given[f"level_{level}"] = (today + timedelta(days=days)).isoformat()
        given[f"near_{level}"] = f"-{days} days"
        given[f"idle_{level}"] = f"+{idle} days" if policy.idle_release else None
    return given
