"""Where the rows of each declared record come from: what is joined to its table, and what of it stands in no column of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import Final

from kcrm.named import NamedTuple
from kcrm.policy_sections import ProspectsPolicy
from kcrm.queries.staff import MANAGER
from kcrm.records import SheetKind

# What a file says of whose something is.
_NAMING: Final = {"customer_no": "customer.customer_no", "phone": "customer.phone"}
_NOTHING: Final[Mapping[str, str]] = MappingProxyType({})

# What belongs to chosen customers: what they hold now and what was done to it.
_VEHICLES = "(SELECT vehicle_id FROM ownership WHERE until_on IS NULL AND customer_id IN {customers})"

_STAFF = "LEFT JOIN staff AS {name} ON {name}.id = {table}.{column}"
_OF_CUSTOMER = "JOIN customer ON customer.id = {table}.customer_id"

# A file does not say when it was read, so that import takes it for today's; what an order has overtaken would turn the mileage back.
_READINGS = """
SELECT read_on, km, true AS given FROM mileage_reading WHERE vehicle_id = vehicle.id
UNION ALL SELECT opened_on, mileage_km, false FROM repair_order WHERE vehicle_id = vehicle.id AND mileage_km IS NOT NULL
ORDER BY read_on DESC, km DESC, given DESC LIMIT 1
"""
_VEHICLE_STAFF = " ".join(
    (
        _STAFF.format(name="consultant", table="vehicle", column="sales_consultant_id"),
        _STAFF.format(name="advisor", table="vehicle", column="service_advisor_id"),
    )
)
_ORDER_STAFF = " ".join(
    (
        _STAFF.format(name="advisor", table="repair_order", column="advisor_id"),
        _STAFF.format(name="technician", table="repair_order", column="technician_id"),
    )
)
_ORDER_VEHICLE = "JOIN vehicle ON vehicle.id = repair_order.vehicle_id"
# whoever owned the vehicle on the day the order was opened
_ORDER_CUSTOMER = """
LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id
    AND coalesce(ownership.from_on, '') <= repair_order.opened_on AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
LEFT JOIN customer ON customer.id = ownership.customer_id
"""

# of steps that can be taken again the latest, and none that was taken back
_STEP = "(SELECT {which}(at) FROM complaint_event WHERE complaint_id = complaint.id AND kind = '{kind}')"


# Dropped, or met once the call about it has ended; a day comes by itself, and what came waits for its call.
NEED_STATE = """CASE WHEN need.ended_on IS NOT NULL THEN 'dropped' WHEN EXISTS (
    SELECT 1 FROM followup WHERE followup.customer_id = need.customer_id AND followup.kind = 'need_ready'
        AND followup.case_no = 'ND' || need.id AND followup.base_on = coalesce(need.came_on, need.wanted_on)
        AND followup.state NOT IN ('open', 'cancelled')
) THEN 'done' WHEN need.came_on IS NOT NULL THEN 'came' ELSE 'waiting' END"""
"""How a need stands, of the columns of its row."""


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


OPEN_OF_BILL = """CASE WHEN bill.written_off_on IS NULL THEN bill.amount_fen
    - (SELECT coalesce(sum(amount_fen), 0) FROM payment WHERE payment.bill_id = bill.id) ELSE 0 END"""
"""What payments that name a bill leave open of it, of the columns of its row."""
BALANCE = f"""(
    (SELECT coalesce(sum({OPEN_OF_BILL}), 0) FROM bill WHERE bill.customer_id = fleet.customer_id)
    - (SELECT coalesce(sum(amount_fen), 0) FROM payment WHERE payment.customer_id = fleet.customer_id AND payment.bill_id IS NULL)
)"""  # noqa: S608 - our own
"""What an account owes, of the columns of its row; below zero where it has paid ahead."""
# Of what belongs to an account: whose it is.
_ACCOUNT: Final = {"customer_id": "customer.id", "customer_no": "customer.customer_no", "customer": "customer.name"}
_DRIVEN_BY: Final = {"vehicle_id": "vehicle.id", "plate": "vehicle.plate"}
_ORDERS_OF_BILL = (
    "(SELECT group_concat(order_no, ', ') FROM (SELECT order_no FROM bill_order JOIN repair_order ON repair_order.id = order_id"
    " WHERE bill_order.bill_id = bill.id ORDER BY bill_order.id))"
)


class Source(NamedTuple):
    """How the rows of a kind are read.

    joins, file_joins: what is joined to its table for lists and for files; "" for files: the same. shown, given: what lists and files have
    for a key where that is no column of the table. order: of lists. narrowed: what a list may be narrowed by, each by a value of its name,
    days by two with `_first` and `_last` after it. chosen: which rows belong to `{customers}`, a query of ids; "" where none can. exported:
    which are given out at all. state: how a row stands, where no field that is shown is its `state`. named_by: what of a customer besides
    the number a file's row tells, by which import knows whom it means; "" where it names nobody.
    """

    joins: str = ""
    file_joins: str = ""
    shown: Mapping[str, str] = _NOTHING
    given: Mapping[str, str] = _NOTHING
    order: str = "id"
    narrowed: Mapping[str, str] = _NOTHING
    chosen: str = ""
    exported: str = "true"
    state: str = ""
    named_by: str = ""

    def of(self, customers: str) -> str:
        """Which rows belong to these customers, given as a query of their ids."""
        return self.chosen.replace("{customers}", customers) or "false"


_SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.STAFF: Source(order="employee_no"),
    SheetKind.CUSTOMERS: Source(
        joins=_STAFF.format(name="specialist", table="customer", column="specialist_id"),
        shown={"specialist_no": "specialist.employee_no", "specialist": "specialist.name"},
        narrowed={
            "kind": "customer.kind = :kind",
            "specialist": "customer.specialist_id = :specialist",
            "no_phone": "customer.phone IS NULL AND customer.phone2 IS NULL",
            "do_not_contact": "customer.do_not_contact",
        },
        chosen="customer.id IN {customers}",
        named_by="phone, name",
    ),
    SheetKind.VEHICLES: Source(
        joins=(
            "LEFT JOIN ownership ON ownership.vehicle_id = vehicle.id AND ownership.until_on IS NULL"
            f" LEFT JOIN customer ON customer.id = ownership.customer_id {_VEHICLE_STAFF}"
        ),
        shown={
            "customer_id": "customer.id",
            "customer_no": "customer.customer_no",
            "customer": "customer.name",
            "phone": "customer.phone",
            "sales_consultant_no": "consultant.employee_no",
            "sales_consultant": "consultant.name",
            "service_advisor_no": "advisor.employee_no",
            "service_advisor": "advisor.name",
            "mileage_km": f"(SELECT km FROM ({_READINGS}))",  # noqa: S608 - our own
        },
        given={
            "customer_no": "customer.customer_no",
            "owner_phone": "customer.phone",
            "owner_name": "customer.name",
            "sales_consultant": "consultant.employee_no",
            "service_advisor": "advisor.employee_no",
            "mileage_km": f"(SELECT km FROM ({_READINGS}) WHERE given)",  # noqa: S608 - our own
        },
        narrowed={
            "owner": "vehicle.id IN (SELECT vehicle_id FROM ownership WHERE customer_id = :owner AND until_on IS NULL)",
            "use": "vehicle.use = :use",
            "delivered": "vehicle.delivered_on BETWEEN :delivered_first AND :delivered_last",
        },
        chosen=f"vehicle.id IN {_VEHICLES}",
        named_by="phone, name",
    ),
    SheetKind.ORDERS: Source(
        joins=f"{_ORDER_VEHICLE} {_ORDER_CUSTOMER} {_ORDER_STAFF}",
        file_joins=f"{_ORDER_VEHICLE} {_ORDER_STAFF}",
        shown={
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "customer_id": "customer.id",
            "customer": "customer.name",
            "advisor_no": "advisor.employee_no",
            "advisor": "advisor.name",
            "technician_no": "technician.employee_no",
            "technician": "technician.name",
            "total_amount": "repair_order.labor_fen + repair_order.parts_fen + repair_order.other_fen",
        },
        given={
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "advisor": "advisor.employee_no",
            "technician": "technician.employee_no",
        },
        order="opened_on DESC, opened_at DESC, id DESC",  # the day first: it is in an index, so that no more than a day is sorted at once
        narrowed={
            "vehicle": "repair_order.vehicle_id = :vehicle",
            "type": "repair_order.type = :type",
            "period": "repair_order.opened_on BETWEEN :period_first AND :period_last",
            "open": "repair_order.closed_at IS NULL",
        },
        chosen=f"repair_order.vehicle_id IN {_VEHICLES}",
    ),
    SheetKind.COMPLAINTS: Source(
        file_joins=(
            f"{_OF_CUSTOMER.format(table='complaint')} LEFT JOIN vehicle ON vehicle.id = complaint.vehicle_id"
            " LEFT JOIN repair_order ON repair_order.id = complaint.order_id"
        ),
        given={
            **_NAMING,
            "vin": "vehicle.vin",
            "order_no": "repair_order.order_no",
            # malicious is found at the end: of one that was taken up again it is open anew
            "cause": "CASE WHEN complaint.cause <> 'malicious' OR complaint.state = 'closed' THEN complaint.cause END",
            "contacted_at": _STEP.format(which="min", kind="contacted"),
            "accepted_at": _STEP.format(which="min", kind="accepted"),
            "resolved_at": (
                f"CASE WHEN complaint.state IN ('resolved', 'recalled', 'closed') THEN {_STEP.format(which='max', kind='resolved')} END"
            ),
            "closed_at": f"CASE WHEN complaint.state = 'closed' THEN {_STEP.format(which='max', kind='closed')} END",
        },
        chosen="complaint.customer_id IN {customers}",
        named_by="phone",
    ),
    SheetKind.OPPORTUNITIES: Source(
        joins=_OF_CUSTOMER.format(table="opportunity"),
        shown={
            "customer_id": "customer.id",
            "customer_no": "customer.customer_no",
            "customer": "customer.name",
            # one left open past its day counts no more and is said to be expired; that is a matter of the day and not stored
            "state": "CASE WHEN opportunity.state = 'open' AND expected_on < :today THEN 'expired' ELSE opportunity.state END",
        },
        given=_NAMING,
        order="customer_id, id",
        narrowed={"customer": "opportunity.customer_id = :customer"},
        chosen="opportunity.customer_id IN {customers}",
        exported="opportunity.state = 'open'",
        named_by="phone",
    ),
    SheetKind.NEEDS: Source(
        joins=f"{_OF_CUSTOMER.format(table='need')} LEFT JOIN vehicle ON vehicle.id = need.vehicle_id",
        shown={
            "customer_id": "customer.id",
            "customer_no": "customer.customer_no",
            "customer": "customer.name",
            "vin": "vehicle.vin",
            "plate": "vehicle.plate",
            "state": NEED_STATE,
        },
        given={**_NAMING, "vin": "vehicle.vin", "plate": "vehicle.plate"},
        order="customer_id, id",
        narrowed={"customer": "need.customer_id = :customer", "what": "need.what = :what"},
        chosen="need.customer_id IN {customers}",
        exported="need.ended_on IS NULL",
        named_by="phone",
    ),
    SheetKind.PROSPECTS: Source(
        joins=(
            f"{_OF_CUSTOMER.format(table='prospect')} {_STAFF.format(name='seller', table='prospect', column='consultant_id')}"
            f" {_STAFF.format(name='taker', table='prospect', column='taker_id')}"
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
    SheetKind.FLEETS: Source(
        joins=(
            f"{_OF_CUSTOMER.format(table='fleet')}"
            " LEFT JOIN staff AS manager ON manager.id = coalesce(fleet.manager_id, customer.specialist_id)"
        ),
        file_joins=f"{_OF_CUSTOMER.format(table='fleet')} {_STAFF.format(name='manager', table='fleet', column='manager_id')}",
        shown={
            **_ACCOUNT,
            "phone": "customer.phone",
            "manager": "manager.name",
            "manager_no": "manager.employee_no",
            "vehicle_count": "(SELECT count(*) FROM ownership WHERE ownership.customer_id = fleet.customer_id AND until_on IS NULL)",
            "balance": BALANCE,
        },
        given={**_NAMING, "manager": "manager.employee_no"},
        order="customer_id",
        narrowed={
            "kind": "fleet.kind = :kind",
            "manager": f"{MANAGER} = :manager",
            "owing": f"({BALANCE} > 0)",
        },
        chosen="fleet.customer_id IN {customers}",
        state="fleet.state",
        named_by="phone",
    ),
    SheetKind.MEMBERS: Source(
        joins=(
            f"{_OF_CUSTOMER.format(table='member')} JOIN customer AS person ON person.id = member.person_id"
            " LEFT JOIN vehicle ON vehicle.id = member.vehicle_id"
        ),
        shown={**_ACCOUNT, "person_id": "person.id", "name": "person.name", "phone": "person.phone", **_DRIVEN_BY},
        given={
            "customer_no": "customer.customer_no",
            "account_phone": "customer.phone",
            "name": "person.name",
            "phone": "person.phone",
            "plate": "vehicle.plate",
        },
        order="customer_id, id",
        narrowed={
            "customer": "member.customer_id = :customer",
            "role": "member.role = :role",
            "key": "member.key",
            "now": "(coalesce(member.until_on, '9999') >= :today)",
        },
        chosen="member.customer_id IN {customers}",
    ),
    SheetKind.RELATIONS: Source(
        joins=f"{_OF_CUSTOMER.format(table='relation')} JOIN customer AS other ON other.id = relation.other_id",
        shown={**_ACCOUNT, "other_id": "other.id", "other_no": "other.customer_no", "other": "other.name"},
        given={
            **_NAMING,
            "other_no": "other.customer_no",
            "other_phone": "other.phone",
        },
        order="customer_id, id",
        narrowed={"customer": ":customer IN (relation.customer_id, relation.other_id)", "tie": "relation.tie = :tie"},
        chosen="relation.customer_id IN {customers}",
        named_by="phone",
    ),
    SheetKind.PRODUCTS: Source(
        joins=_OF_CUSTOMER.format(table="product"),
        shown=_ACCOUNT,
        given=_NAMING,
        order="customer_id, id",
        narrowed={"customer": "product.customer_id = :customer", "product": "product.product = :product"},
        chosen="product.customer_id IN {customers}",
        named_by="phone",
    ),
    SheetKind.ANNIVERSARIES: Source(
        joins=_OF_CUSTOMER.format(table="anniversary"),
        shown=_ACCOUNT,
        given=_NAMING,
        order="customer_id, day, id",
        narrowed={"customer": "anniversary.customer_id = :customer"},
        chosen="anniversary.customer_id IN {customers}",
        exported="anniversary.ended_on IS NULL",
        named_by="phone",
    ),
    SheetKind.CONTRACTS: Source(
        joins=f"{_OF_CUSTOMER.format(table='contract')} {_STAFF.format(name='approver', table='contract', column='approver_id')}",
        shown={**_ACCOUNT, "approver": "approver.name"},
        given={**_NAMING, "approver": "approver.employee_no"},
        order="customer_id, from_on, id",
        narrowed={
            "customer": "contract.customer_id = :customer",
            "kind": "contract.kind = :kind",
            "ending": "contract.until_on BETWEEN :ending_first AND :ending_last",
        },
        chosen="contract.customer_id IN {customers}",
        state="contract.state",
        named_by="phone",
    ),
    SheetKind.BILLS: Source(
        joins=f"{_OF_CUSTOMER.format(table='bill')} LEFT JOIN contract ON contract.id = bill.contract_id",
        shown={**_ACCOUNT, "contract_no": "contract.contract_no", "orders": _ORDERS_OF_BILL},
        given={
            **_NAMING,
            "contract_no": "contract.contract_no",
            "orders": _ORDERS_OF_BILL,
        },
        order="customer_id, due_on, id",
        narrowed={"customer": "bill.customer_id = :customer", "issued": "bill.issued_on BETWEEN :issued_first AND :issued_last"},
        chosen="bill.customer_id IN {customers}",
        named_by="phone",
    ),
    SheetKind.PAYMENTS: Source(
        joins=f"{_OF_CUSTOMER.format(table='payment')} LEFT JOIN bill ON bill.id = payment.bill_id",
        shown={**_ACCOUNT, "bill_no": "bill.bill_no"},
        given={**_NAMING, "bill_no": "bill.bill_no"},
        order="customer_id, paid_on, id",
        narrowed={"customer": "payment.customer_id = :customer", "paid": "payment.paid_on BETWEEN :paid_first AND :paid_last"},
        chosen="payment.customer_id IN {customers}",
        named_by="phone",
    ),
}


def source_of(kind: SheetKind) -> Source:
    """Where the rows of a kind come from; its table alone where nothing else is said."""
    return _SOURCES.get(kind, Source())


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
