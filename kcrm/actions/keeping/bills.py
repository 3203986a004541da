"""A bill with the repair orders it is for; it is due when its contract, or the account's credit, says, unless it says so itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import account_of
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.patterns import pattern
from kcrm.queries import credit, fleets
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Saved
from kcrm.records import SheetKind, noun_of
from kcrm.rules.fleets.contracts import credit_days_on

_PARTED = pattern(r"(\s*[,;，；、\n]\s*)")


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    return writer.numbered(noun_of(SheetKind.BILLS), values["bill_no"]) if values.get("bill_no") else None


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    contract = _contract(writer, values)
    if contract is not None:
        values = {"who": contract["customer_id"], **values, "contract": contract["id"]}
    values = account_of(writer, row, values, Thing.BILL)
    customer_id = row["customer_id"] if row is not None else values["who"]
    if contract is not None and contract["customer_id"] != customer_id:
        reason = RefusedError(N_("{contract} is another account's"), contract=identifier(Thing.CONTRACT, contract["id"]))
        raise ColumnError("contract_no", values.get("contract_no"), reason)
    if row is None:
        issued = values.get("issued_on") or writer.today
        assert isinstance(issued, date)
        days = contract["credit_days"] if contract is not None else None
        if days is None and values.get("due_on") is None:
            days = _days(writer, int(str(customer_id)), issued)
        values = {**values, "issued_on": issued, "due_on": values.get("due_on") or issued + timedelta(days=days or 0)}
    issued, due = (values.get(key, row[key] if row is not None else None) for key in ("issued_on", "due_on"))
    if str(due) < str(issued):
        raise ColumnError("due_on", due, RefusedError(N_("is before the bill was issued ({day})"), day=issued))
    if values.get("written_off_on") is not None:
        values = {**values, "written_off_by_id": writer.by}
    orders = _orders(writer, row, values) if "orders" in values else None
    number, outcome = writer.save_row(SheetKind.BILLS, row, values)
    if orders is not None and fleets.bill_orders(writer.register.connection, number, orders) and outcome is Saved.UNCHANGED:
        outcome = Saved.CHANGED
    return Kept(number, outcome)


def _days(writer: RecordWriter, customer_id: int, issued: date) -> int | None:
    """Of a bill that names no contract: by the account's assessment, or its contracts of that day where they allow less."""
    connection = writer.register.connection
    return credit_days_on(fleets.contracts_of(connection, customer_id), credit.days_allowed(connection, customer_id, issued), issued)


def _contract(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    """The contract that is selected, or that a row names."""
    given, number = values.get("contract"), values.get("contract_no")
    if isinstance(given, int):
        return writer.register.find("contract", "id", given)[0]
    if not number:
        return None
    found = writer.numbered(noun_of(SheetKind.CONTRACTS), number)
    if found is None:
        raise ColumnError("contract_no", number, RefusedError(N_("no contract has this number")))
    return found


def _orders(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> list[int]:
    """The repair orders of a bill, none of which is on another. Raises ColumnError."""
    orders = []
    for number in _numbers(writer, str(values["orders"] or "")):
        order = writer.references.order(number, "orders")
        other = fleets.billed_on(writer.register.connection, order["id"])
        if other is not None and (row is None or other != row["id"]):
            raise ColumnError("orders", number, RefusedError(N_("is on {bill} already"), bill=identifier(Thing.BILL, other)))
        orders.append(int(order["id"]))
    return list(dict.fromkeys(orders))


def _numbers(writer: RecordWriter, text: str) -> Iterator[str]:
    """The numbers that a text parts; as a store's own number may have a comma in it, the most of the text that is one is taken first."""
    parts = _PARTED.split(text)
    while parts:
        taken = next((end for end in range(len(parts), 0, -2) if writer.register.find("repair_order", "order_no", "".join(parts[:end]))), 1)
        if number := "".join(parts[:taken]).strip():
            yield number
        parts = parts[taken + 1 :]


KEEPER: Final = Keeper(_known, _save)
