"""What is counted of company accounts and no view of the database tells: tables that a counting statement begins with.

They say by the day how an account stood: its contracts, the orders that it pays, its grade, its vehicles; and of its bills what the rule
that lays payments against them says. They are the store's own: a group is given none of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from kcrm.queries.kpi.shape import END, STANDS, Facts, Part, flag, within

ACCOUNTS = """
pays (kind, payer) AS (SELECT json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:pays)),
account (customer_id, kind, from_on, until_on) AS (SELECT customer_id, kind, since_on, coalesce(closed_on, '9999') FROM fleet),
held_contract (contract_id, customer_id, kind, first_on, last_on, amount_fen) AS (
    SELECT contract.id, contract.customer_id, coalesce(account.kind, 'company'), contract.from_on,
        min(contract.until_on, coalesce(contract.ended_on, contract.until_on)), contract.amount_fen
    FROM contract LEFT JOIN account ON account.customer_id = contract.customer_id WHERE contract.state <> 'draft'
),
contract_order (contract_id, customer_id, order_id, day, first_on, last_on, contract_fen, amount_fen) AS (
    SELECT held_contract.contract_id, held_contract.customer_id, repair_order.id, repair_order.closed_on, held_contract.first_on,
        held_contract.last_on, held_contract.amount_fen,
        repair_order.labor_fen + repair_order.parts_fen + repair_order.other_fen
    FROM held_contract JOIN pays ON pays.kind = held_contract.kind
    JOIN ownership ON ownership.customer_id = held_contract.customer_id
    JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id AND repair_order.payer = pays.payer
        AND repair_order.opened_on >= coalesce(ownership.from_on, '') AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
    WHERE held_contract.kind = 'company' AND repair_order.closed_on BETWEEN held_contract.first_on AND held_contract.last_on
    UNION ALL
    SELECT held_contract.contract_id, held_contract.customer_id, repair_order.id, repair_order.closed_on, held_contract.first_on,
        held_contract.last_on, held_contract.amount_fen,
        repair_order.labor_fen + repair_order.parts_fen + repair_order.other_fen
    FROM held_contract JOIN pays ON pays.kind = held_contract.kind
    JOIN bill ON bill.customer_id = held_contract.customer_id JOIN bill_order ON bill_order.bill_id = bill.id
    JOIN repair_order ON repair_order.id = bill_order.order_id AND repair_order.payer = pays.payer
    WHERE held_contract.kind <> 'company' AND repair_order.closed_on BETWEEN held_contract.first_on AND held_contract.last_on
),
contract_income (order_id, customer_id, day, amount_fen) AS (
    SELECT fact_income.order_id, ownership.customer_id, fact_income.day,
        fact_income.labor_fen + fact_income.parts_fen + fact_income.other_fen
    FROM fact_income JOIN ownership ON ownership.vehicle_id = fact_income.vehicle_id
        AND fact_income.opened_on >= coalesce(ownership.from_on, '') AND fact_income.opened_on < coalesce(ownership.until_on, '9999')
    WHERE fact_income.payer = 'customer' AND EXISTS (
        SELECT 1 FROM held_contract WHERE held_contract.customer_id = ownership.customer_id
            AND fact_income.day BETWEEN held_contract.first_on AND held_contract.last_on
    )
),
approved (assessment_id, customer_id, day, until_on, grade, before) AS (
    SELECT id, customer_id, approved_on, coalesce(lead(approved_on) OVER later, '9999'), grade, lag(grade) OVER later
    FROM credit_assessment WHERE approved_on IS NOT NULL WINDOW later AS (PARTITION BY customer_id ORDER BY approved_on, id)
),
account_vehicle (vehicle_id, customer_id, from_on, until_on, delivered_on, scrapped_on) AS (
    SELECT fact_vehicle.vehicle_id, account.customer_id, max(account.from_on, coalesce(ownership.from_on, '')),
        min(account.until_on, coalesce(ownership.until_on, '9999')), fact_vehicle.delivered_on, fact_vehicle.scrapped_on
    FROM account JOIN ownership ON ownership.customer_id = account.customer_id
    JOIN fact_vehicle ON fact_vehicle.vehicle_id = ownership.vehicle_id WHERE account.kind = 'company'
)
"""
"""pays: as whom each kind of account pays. held_contract: from the first to the last day that it held; contract_order: what it came to.

contract_income: what customers paid while a contract of theirs held. approved: how an account was graded until the day on which it was
graded anew, and before. account_vehicle: whose it was from a day on, until another.
"""

_BILLED = ("bill_id", "customer_id", "issued_on", "due_on", "amount_fen", "settled_on", "recent_until")
_OPEN = ("bill_id", "customer_id", "due_on", "amount_fen", "since_on", "until_on", "over_30_on", "over_90_on")


def _rows(columns: Sequence[str], name: str) -> str:
    fields = ", ".join(f"json_extract(value, '$[{place}]')" for place in range(len(columns)))
    return f"SELECT {fields} FROM json_each(:{name})"  # noqa: S608 - our own words


BILLS = f"""
billed ({", ".join(_BILLED)}) AS ({_rows(_BILLED, "billed")}),
open_bill ({", ".join(_OPEN)}, sales_days) AS (SELECT spans.*, :sales_days FROM ({_rows(_OPEN, "spans")}) AS spans)
"""  # noqa: S608 - as above
"""billed: every bill, with the day of its last payment, and until when it is revenue of the latest `sales_days`.

open_bill: what was open of one from a day on, until another. over_30_on, over_90_on: since when it is later than that.
"""

_RUNNING = f"{{0}}.first_on <= {END} AND {{0}}.last_on >= period.first"
_GRADED = f"LEFT JOIN approved ON approved.customer_id = account.customer_id AND approved.day <= {END} AND approved.until_on > {END}"


def _own(view: str, *names: str) -> dict[str, str]:
    return {name: f"{view}.{name}" for name in ("customer_id", *names)}


FLEET_FACTS: Mapping[str, Facts] = {
    # of a contract for no amount nothing can be a share
    "contract": Facts(
        "held_contract",
        f"{_RUNNING.format('held_contract')} AND held_contract.amount_fen > 0",
        ("contract_id", "day"),
        {"day": "held_contract.first_on", **_own("held_contract", "amount_fen")},
        given="accounts",
    ),
    # all that was executed of a contract since it began
    "contract_order": Facts(
        "contract_order",
        f"{_RUNNING.format('contract_order')} AND contract_order.day <= {END} AND contract_order.contract_fen > 0",
        ("contract_id", "order_id", "day"),
        _own("contract_order", "amount_fen"),
        given="accounts",
    ),
    "contract_income": Facts(
        "contract_income", within("contract_income"), ("order_id", "day"), _own("contract_income", "amount_fen"), given="accounts"
    ),
    "account": Facts(
        "account",
        STANDS.format("account"),
        ("customer_id", "day"),
        {"day": "account.from_on", "grade": "approved.grade"},
        {Part.GRADE: "approved.grade"},
        joins=dict.fromkeys(("grade", Part.GRADE), _GRADED),
        given="accounts",
    ),
    "grade_move": Facts(
        "approved",
        f"{within('approved')} AND approved.grade <> approved.before",
        ("assessment_id", "day"),
        _own("approved", "grade", "before"),
        given="accounts",
    ),
    "open_bill": Facts(
        "open_bill",
        f"open_bill.since_on <= {END} AND open_bill.until_on > {END}",
        ("bill_id", "day"),
        {
            "day": "open_bill.due_on",
            "is_late": flag(f"open_bill.due_on < {END}"),
            "is_late_a_month": flag(f"open_bill.over_30_on <= {END}"),
            "is_late_a_quarter": flag(f"open_bill.over_90_on <= {END}"),
            **_own("open_bill", "amount_fen", "sales_days"),
        },
        given="bills",
    ),
    # a day that is not over yet may still be in time
    "due_bill": Facts(
        "billed",
        f"{within('billed', 'due_on')} AND billed.due_on < period.today",
        ("bill_id", "day"),
        {"day": "billed.due_on", "is_in_time": flag("billed.settled_on <= billed.due_on"), **_own("billed")},
        given="bills",
    ),
    "issued_bill": Facts(
        "billed",
        f"billed.issued_on <= {END} AND billed.recent_until >= {END}",
        ("bill_id", "day"),
        {"day": "billed.issued_on", **_own("billed", "amount_fen")},
        given="bills",
    ),
}
"""What of company accounts is counted, by the name that `kpis.toml` knows it by."""
