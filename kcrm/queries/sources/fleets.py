"""Where the rows of accounts come from, and of what belongs to them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from kcrm.queries.sources.source import NAMING, OF_CUSTOMER, STAFF, Source
from kcrm.queries.staff import MANAGER
from kcrm.records import SheetKind

# How payments were laid against bills, and what was then written off, is a rule's; `actions.given` says what it comes to.
_BALANCE: Final = "(SELECT value FROM json_each(:balances) WHERE key = CAST(fleet.customer_id AS TEXT))"
# Of what belongs to an account: whose it is.
_ACCOUNT: Final = {"customer_id": "customer.id", "customer_no": "customer.customer_no", "customer": "customer.name"}
_DRIVEN_BY: Final = {"vehicle_id": "vehicle.id", "plate": "vehicle.plate"}
_ORDERS_OF_BILL = (
    "(SELECT group_concat(order_no, ', ') FROM (SELECT order_no FROM bill_order JOIN repair_order ON repair_order.id = order_id"
    " WHERE bill_order.bill_id = bill.id ORDER BY bill_order.id))"
)

SOURCES: Final[Mapping[SheetKind, Source]] = {
    SheetKind.FLEETS: Source(
        joins=(
            f"{OF_CUSTOMER.format(table='fleet')}"
            " LEFT JOIN staff AS manager ON manager.id = coalesce(fleet.manager_id, customer.specialist_id)"
        ),
        file_joins=f"{OF_CUSTOMER.format(table='fleet')} {STAFF.format(name='manager', table='fleet', column='manager_id')}",
        shown={
            **_ACCOUNT,
            "phone": "customer.phone",
            "manager": "manager.name",
            "manager_no": "manager.employee_no",
            "vehicle_count": "(SELECT count(*) FROM ownership WHERE ownership.customer_id = fleet.customer_id AND until_on IS NULL)",
            "balance": _BALANCE,
        },
        given={**NAMING, "manager": "manager.employee_no"},
        order="customer_id",
        narrowed={
            "kind": "fleet.kind = :kind",
            "manager": f"{MANAGER} = :manager",
            "owing": "fleet.customer_id IN (SELECT CAST(key AS INTEGER) FROM json_each(:balances) WHERE value > 0)",
        },
        chosen="fleet.customer_id IN {customers}",
        state="fleet.state",
        named_by="phone",
    ),
    SheetKind.MEMBERS: Source(
        joins=(
            f"{OF_CUSTOMER.format(table='member')} JOIN customer AS person ON person.id = member.person_id"
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
        joins=f"{OF_CUSTOMER.format(table='relation')} JOIN customer AS other ON other.id = relation.other_id",
        shown={**_ACCOUNT, "other_id": "other.id", "other_no": "other.customer_no", "other": "other.name"},
        given={
            **NAMING,
            "other_no": "other.customer_no",
            "other_phone": "other.phone",
        },
        order="customer_id, id",
        narrowed={"customer": ":customer IN (relation.customer_id, relation.other_id)", "tie": "relation.tie = :tie"},
        chosen="relation.customer_id IN {customers}",
        named_by="phone",
    ),
    SheetKind.PRODUCTS: Source(
        joins=OF_CUSTOMER.format(table="product"),
        shown=_ACCOUNT,
        given=NAMING,
        order="customer_id, id",
        narrowed={"customer": "product.customer_id = :customer", "product": "product.product = :product"},
        chosen="product.customer_id IN {customers}",
        named_by="phone",
    ),
    SheetKind.ANNIVERSARIES: Source(
        joins=OF_CUSTOMER.format(table="anniversary"),
        shown=_ACCOUNT,
        given=NAMING,
        order="customer_id, day, id",
        narrowed={"customer": "anniversary.customer_id = :customer"},
        chosen="anniversary.customer_id IN {customers}",
        exported="anniversary.ended_on IS NULL",
        named_by="phone",
    ),
    SheetKind.CONTRACTS: Source(
        joins=f"{OF_CUSTOMER.format(table='contract')} {STAFF.format(name='approver', table='contract', column='approver_id')}",
        shown={**_ACCOUNT, "approver": "approver.name"},
        given={**NAMING, "approver": "approver.employee_no"},
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
        joins=f"{OF_CUSTOMER.format(table='bill')} LEFT JOIN contract ON contract.id = bill.contract_id",
        shown={**_ACCOUNT, "contract_no": "contract.contract_no", "orders": _ORDERS_OF_BILL},
        given={
            **NAMING,
            "contract_no": "contract.contract_no",
            "orders": _ORDERS_OF_BILL,
        },
        order="customer_id, due_on, id",
        narrowed={"customer": "bill.customer_id = :customer", "issued": "bill.issued_on BETWEEN :issued_first AND :issued_last"},
        chosen="bill.customer_id IN {customers}",
        named_by="phone",
    ),
    SheetKind.PAYMENTS: Source(
        joins=f"{OF_CUSTOMER.format(table='payment')} LEFT JOIN bill ON bill.id = payment.bill_id",
        shown={**_ACCOUNT, "bill_no": "bill.bill_no"},
        given={**NAMING, "bill_no": "bill.bill_no"},
        order="customer_id, paid_on, id",
        narrowed={"customer": "payment.customer_id = :customer", "paid": "payment.paid_on BETWEEN :paid_first AND :paid_last"},
        chosen="payment.customer_id IN {customers}",
        named_by="phone",
    ),
}
