"""What bills, orders, credit and contracts say of accounts on a day, read in one statement: the morning has time for no more."""

from __future__ import annotations

import sqlite3
from datetime import date
from typing import Any, Final

from kcrm.model.fleets import AgreedLimit, Assessment, Bill, Contract, ContractKind, ContractState, CreditGrade, Payment
from kcrm.named import NamedTuple
from kcrm.queries.credit import OPEN_NOW, OPEN_ORDERS, OPEN_THEN, OpenOrder
from kcrm.queries.rows import plain_rows
from kcrm.queries.staff import MANAGER

# Bills and payments only of those of whom a bill may be open: one that the payments which name it do not cover.
_FACTS = f"""
WITH wanted AS MATERIALIZED (
    SELECT fleet.customer_id AS value, since_on FROM fleet WHERE {{there}} AND (:manager IS NULL OR {MANAGER} = :manager)
), owing AS MATERIALIZED (
    SELECT value FROM wanted WHERE EXISTS (
        SELECT 1 FROM bill WHERE bill.customer_id = value AND issued_on <= :day AND (written_off_on IS NULL OR written_off_on > :day)
            AND amount_fen > (SELECT coalesce(sum(amount_fen), 0) FROM payment WHERE payment.bill_id = bill.id AND paid_on <= :day)
    )
)
SELECT 'account', value, NULL, name, NULL, since_on, NULL, NULL FROM wanted JOIN customer ON customer.id = value
UNION ALL SELECT 'bill', customer_id, id, NULL, amount_fen, issued_on, due_on, written_off_on FROM owing JOIN bill ON customer_id = value
UNION ALL SELECT 'payment', customer_id, id, NULL, amount_fen, paid_on, NULL, bill_id FROM owing JOIN payment ON customer_id = value
UNION ALL SELECT 'order', customer_id, id, order_no, amount, opened_on, NULL, NULL
    FROM ({OPEN_ORDERS.format(wanted="wanted", open="{open}")})
UNION ALL SELECT 'credit', customer_id, id, grade, limit_fen, day, valid_until, NULL FROM wanted JOIN credit_assessment ON id = (
    SELECT max(id) FROM credit_assessment WHERE customer_id = value AND approved_on <= :day
)
UNION ALL SELECT 'contract', customer_id, id, kind, amount_fen, from_on, until_on, contract_no FROM wanted
    JOIN contract ON customer_id = value AND {{running}}
UNION ALL SELECT 'limit', customer_id, id, NULL, credit_limit_fen, from_on, min(until_on, coalesce(ended_on, until_on)), NULL FROM wanted
    JOIN contract ON customer_id = value AND state <> 'draft' AND coalesce(signed_on, '') <= :day AND credit_limit_fen IS NOT NULL
ORDER BY 2, 3
"""  # noqa: S608 - our own

_NOW = _FACTS.format(there="state <> 'closed'", running="state = 'active'", open=OPEN_NOW)
# What was ended since ran on that day; of a contract without the day of its signature nobody knows since when it was agreed upon.
_THEN = _FACTS.format(
    there="since_on <= :day AND coalesce(closed_on, '9999') > :day",
    running="state <> 'draft' AND coalesce(ended_on, '9999') > :day AND coalesce(signed_on, '') <= :day",
    open=OPEN_THEN,
)
_day: Final = date.fromisoformat


class AccountFacts(NamedTuple):
    """An account that is not closed. bills, payments: empty where no bill can be open. orders: open ones that it pays.

    assessed: the assessment that counts. contracts: in force; contract_numbers: by id what the store calls them. agreed: their own limits,
    also of those that are over.
    """

    customer_id: int
    name: str
    since_on: date
    bills: list[Bill]
    payments: list[Payment]
    orders: list[OpenOrder]
    assessed: Assessment | None
    contracts: list[Contract]
    contract_numbers: dict[int, str]
    agreed: list[AgreedLimit]


def account_facts(connection: sqlite3.Connection, day: date, manager_id: int | None, *, past: bool = False) -> list[AccountFacts]:
    """Of the accounts of a manager, None: of all, by customer. past: as it was at the end of that day, and not as it is told today."""
    found: dict[int, AccountFacts] = {}
    rest: list[Any] = []
    for row in plain_rows(connection, _THEN if past else _NOW, {"day": day.isoformat(), "manager": manager_id}):
        what, customer, _number, name, _amount, first, *_more = row
        if what == "account":
            found[customer] = AccountFacts(customer, name, _day(first), [], [], [], None, [], {}, [])
        else:
            rest.append(row)
    for what, customer, number, text, amount, first, second, third in rest:
        facts = found[customer]
        match what:
            case "bill":
                facts.bills.append(Bill(number, customer, amount, _day(first), _day(second), _day(third) if third else None))
            case "payment":
                facts.payments.append(Payment(number, customer, amount, _day(first), third))
            case "order":
                facts.orders.append(OpenOrder(number, text, _day(first), amount))
            case "credit":
                found[customer] = facts._replace(assessed=Assessment(_day(first), CreditGrade(text), amount, _day(second)))
            case "limit":
                facts.agreed.append(AgreedLimit(number, amount, _day(first), _day(second)))
            case _:
                kind, state = ContractKind(text), ContractState.ACTIVE
                facts.contracts.append(Contract(number, customer, kind, state, _day(first), _day(second), amount))
                if third:
                    facts.contract_numbers[number] = third
    return list(found.values())
