"""A payment for one bill, of which it is no more than what is open, or for the oldest ones."""

from __future__ import annotations

import sqlite3
from decimal import Decimal
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import account_of
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries import fleets
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind, noun_of
from kcrm.rules.fleets.receivables import ledger


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    """By its number; without one, by bill or account, day and amount: the second such row of a file is another payment than the first."""
    number = values.get("payment_no")
    if number and (row := writer.numbered(noun_of(SheetKind.PAYMENTS), number)) is not None:
        return row
    bill = _bill(writer, values)
    given = values.get("who")
    account = bill["customer_id"] if bill is not None else given if isinstance(given, int) else writer.references.customer(values)
    if account is None or writer.decides:
        return None
    return fleets.payment_alike(writer.register.connection, account, bill["id"] if bill is not None else None, values, writer.paid)


def _bill(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    given, number = values.get("bill"), values.get("bill_no")
    if isinstance(given, int):
        return writer.register.find("bill", "id", given)[0]
    if not number:
        return None
    found = writer.numbered(noun_of(SheetKind.BILLS), number)
    if found is None:
        raise ColumnError("bill_no", number, RefusedError(N_("no bill has this number")))
    return found


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    bill = _bill(writer, values)
    if bill is not None:
        values = {"who": bill["customer_id"], **values, "bill": bill["id"]}
    values = account_of(writer, row, values, Thing.PAYMENT)
    if row is None:
        values = {"paid_on": writer.today, **values}
    if values.get("amount") == 0:
        raise ColumnError("amount", _yuan(0), RefusedError(N_("a payment is more than 0 yuan")))
    if bill is not None:
        owner = row["customer_id"] if row is not None else values["who"]
        if bill["customer_id"] != owner:
            raise ColumnError(
                "bill_no", values.get("bill_no"), RefusedError(N_("{bill} is another account's"), bill=identifier(Thing.BILL, bill["id"]))
            )
        _check_open(writer, bill, row, values)
    number, outcome = writer.save_row(SheetKind.PAYMENTS, row, values)
    writer.paid.add(number)
    return Kept(number, outcome)


def _check_open(writer: RecordWriter, bill: sqlite3.Row, row: sqlite3.Row | None, values: Values) -> None:
    """A payment that names a bill is no more than what is open of it: of a file what others that name it have left, whatever came first."""
    amount, but = values.get("amount", row["amount_fen"] if row is not None else 0), row["id"] if row is not None else None
    connection = writer.register.connection
    left = bill["amount_fen"] - fleets.paid_for(connection, bill["id"], but)
    if writer.decides:
        owner = bill["customer_id"]
        others = [each for each in fleets.payments_of(connection, [owner])[owner] if each.id != but]
        left = ledger(fleets.bills_of(connection, [owner])[owner], others, writer.today).open_of(bill["id"])
    if int(str(amount)) > left:
        reason = RefusedError(N_("{bill} has only {open} yuan open"), bill=identifier(Thing.BILL, bill["id"]), open=_yuan(left))
        raise ColumnError("amount", _yuan(int(str(amount))), reason)


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


KEEPER: Final = Keeper(_known, _save)
