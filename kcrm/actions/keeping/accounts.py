"""A fleet account is known again by its company, of which it is the only one."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.model import CustomerKind
from kcrm.model.fleets import AccountState
from kcrm.queries import fleets
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind
from kcrm.rules.fleets.receivables import ledger

# Of whoever gets another manager; said by `fleet reassign`.
_OF_HANDOVER: Final = ("handover_on", "handover_reason")


def _open_bills(writer: RecordWriter, customer_id: int) -> list[str]:
    """What the store calls the bills of which something is open, the oldest first, as payments are laid against them day by day."""
    connection = writer.register.connection
    bills, payments = fleets.bills_of(connection, [customer_id]), fleets.payments_of(connection, [customer_id])
    owed = [each.bill.id for each in ledger(bills[customer_id], payments[customer_id], writer.today).open_bills]
    names = fleets.names_of(connection, "bill", "bill_no", owed)
    return [names.get(number) or identifier(Thing.BILL, number) for number in owed]


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    found = writer.register.find("fleet", "customer_id", _company(writer, values)["id"])
    return found[0] if found else None


def _company(writer: RecordWriter, values: Values) -> sqlite3.Row:
    """The customer it is of, as a file names them or as one was selected."""
    given = values.get("who")
    row = writer.register.find("customer", "id", given)[0] if isinstance(given, int) else writer.references.customer_row(values)
    if row is None:
        raise ColumnError("customer_no", None, RefusedError(N_("a new fleet account must have it")))
    return row


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    """A closed one has the day on which it was; it is not closed while something is owed."""
    if row is None:
        company = _company(writer, values)
        if company["kind"] != CustomerKind.COMPANY:
            reason = RefusedError(
                N_("{customer} is a person; a fleet account is a company's: kcrm customer edit {customer} --kind company"),
                customer=identifier(Thing.CUSTOMER, company["id"]),
            )
            raise ColumnError("who" if "who" in values else "customer_no", values.get("customer_no"), reason)
        values = {"since_on": writer.today, **values, "who": company["id"]}
    state = values.get("state")
    closed = row is not None and row["state"] == AccountState.CLOSED
    if state == AccountState.CLOSED and not closed:
        if row is not None and (owed := _open_bills(writer, row["customer_id"])):
            raise ColumnError("state", state, RefusedError(N_("bills are open: {bills}"), bills=", ".join(owed)))
        values = {"closed_on": writer.today, **values}
    elif state is not None and state != AccountState.CLOSED and closed:
        values = {**values, "closed_on": None, "closed_reason": None}
    given = {key: value for key, value in values.items() if key not in _OF_HANDOVER}
    kept = Kept(*writer.save_row(SheetKind.FLEETS, row, given))
    if row is not None and "manager" in values and values["manager"] != row["manager_id"]:
        day, why = (values.get(key) for key in _OF_HANDOVER)
        handed = {"fleet_id": kept.id, "day": day or writer.today, "former_id": row["manager_id"], "manager_id": values["manager"]}
        writer.register.save("fleet_handover", None, {**handed, "reason": why})
    return kept


KEEPER: Final = Keeper(_known, _save)
