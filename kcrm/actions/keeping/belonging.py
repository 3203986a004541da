"""What belongs to a customer or an account: whose it is, which never changes, and from when until when it is."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from datetime import datetime

from kcrm.actions.records import RecordWriter
from kcrm.actions.references import ColumnError, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import differing, stored_values


def check_owner(row: sqlite3.Row, named: object, values: Values, thing: Thing) -> None:
    """What a customer has stays theirs, whomever the values name, None for nobody. Raises ColumnError."""
    if named not in {None, row["customer_id"]}:
        column = "customer_no" if values.get("customer_no") else "phone"
        reason = RefusedError(
            N_("{record} belongs to {customer}, and cannot change whose it is"),
            record=identifier(thing, row["id"]),
            customer=identifier(Thing.CUSTOMER, row["customer_id"]),
        )
        raise ColumnError(column, values.get(column), reason)


def customer_of(writer: RecordWriter, row: sqlite3.Row | None, values: Values, thing: Thing) -> Values:
    """The values with the customer they are about, for a new record. Raises ColumnError where there is none, or it is another's."""
    given = values.get("who")
    named = given if isinstance(given, int) else writer.references.customer(values)
    if row is None:
        if named is None:
            raise ColumnError("customer_no", None, RefusedError(N_("a new record must have it")))
        return {**values, "who": named}
    check_owner(row, named, values, thing)
    return values


def account_of(writer: RecordWriter, row: sqlite3.Row | None, values: Values, thing: Thing) -> Values:
    """The same of what only an account has."""
    values = customer_of(writer, row, values, thing)
    customer = values["who"] if row is None else row["customer_id"]
    if not writer.register.find("fleet", "customer_id", customer):
        named = identifier(Thing.CUSTOMER, int(str(customer)))
        reason = RefusedError(N_("{customer} is no fleet account: kcrm fleet add {customer}"), customer=named)
        raise ColumnError("customer_no", values.get("customer_no") or named, reason)
    return values


def staff_named(writer: RecordWriter, values: Values, key: str) -> int | None:
    """Whom a field names, as a file does or as they were selected; None for nobody. Raises ColumnError."""
    given = values.get(key)
    return writer.references.staff(given, key) if isinstance(given, str) else given if isinstance(given, int) else None


def check_span(row: sqlite3.Row | None, values: Values) -> None:
    """It ends no earlier than it begins. Raises ColumnError."""
    first, last = (values.get(key, row[key] if row is not None else None) for key in ("from_on", "until_on"))
    if first is not None and last is not None and str(last) < str(first):
        column = "until_on" if "until_on" in values else "from_on"
        reason = RefusedError(N_("its last day ({last}) would be before its first ({first})"), last=last, first=first)
        raise ColumnError(column, values[column], reason)


def check_past(writer: RecordWriter, values: Values, *keys: str) -> None:
    """None of these days is still to come. Raises ColumnError."""
    for key in keys:
        if values.get(key) is not None and str(values[key]) > writer.today.isoformat():
            raise ColumnError(key, values[key], RefusedError(N_("that day is still to come")))


def latest_alike(writer: RecordWriter, values: Values, table: str, keys: Mapping[str, str]) -> sqlite3.Row | None:
    """The latest record of this customer in a table that says the same. keys: by key the column."""
    given = values.get("who")
    customer = given if isinstance(given, int) else writer.references.customer(values)
    said = stored_values({column: values.get(key) for key, column in keys.items()})
    same = [row for row in writer.register.find(table, "customer_id", customer) if not differing(row, said)]
    return max(same, key=lambda row: int(row["id"]), default=None)


def moment_of(row: sqlite3.Row | None, values: Values, key: str) -> datetime | None:
    """When a step was, as the values say it, else as it is stored."""
    told = values[key] if key in values else row[key] and datetime.fromisoformat(row[key]) if row is not None else None
    return told if isinstance(told, datetime) else None


def written(at: datetime, writer: RecordWriter) -> str:
    """A moment as a person writes it, in the store's time."""
    return at.astimezone(writer.zone).strftime("%Y-%m-%d %H:%M")
