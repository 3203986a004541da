"""Members of an account: who they are and their phone are a customer record's, which is found or made."""

from __future__ import annotations

import sqlite3
from typing import Final

from kcrm.actions.keeping import Keeper
from kcrm.actions.keeping.belonging import check_span
from kcrm.actions.records import Kept, RecordWriter
from kcrm.actions.references import ColumnError, CustomerKeys, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind

# The phone of a row is the person's.
_COMPANY: Final = CustomerKeys(phone="account_phone")


def _known(writer: RecordWriter, values: Values) -> sqlite3.Row | None:
    """The present or latest membership of this person in this company."""
    company, person = _company(writer, values), _person(writer, values)
    if company is None or person is None:
        return None
    return _latest(writer, company, person)


def _latest(writer: RecordWriter, company: int, person: int) -> sqlite3.Row | None:
    theirs = [row for row in writer.register.find("member", "person_id", person) if row["customer_id"] == company]
    return max(theirs, key=lambda row: (row["until_on"] is None, row["until_on"] or "", row["id"]), default=None)


def _company(writer: RecordWriter, values: Values) -> int | None:
    given = values.get("who")
    return given if isinstance(given, int) else writer.references.customer(values, _COMPANY)


def _person(writer: RecordWriter, values: Values) -> int | None:
    """Who is selected; else who has this name and phone, or without a phone who of this name is a member already."""
    given, name, phone = (values.get(key) for key in ("person", "name", "phone"))
    if isinstance(given, int):
        return given
    if phone:
        found = [row for row in writer.references.at_phone(str(phone), str(name)) if row["name"] == name or row["phone"] == row["name"]]
        return int(found[0]["id"]) if found else None
    company = _company(writer, values)
    named = [row["id"] for row in writer.register.find("customer", "name", str(name))]
    theirs = [number for number in named if company is not None and _latest(writer, company, number) is not None]
    if len(theirs) > 1:
        raise ColumnError("name", name, RefusedError(N_("several members have this name; give the phone")))
    return theirs[0] if theirs else None


def _save(writer: RecordWriter, row: sqlite3.Row | None, values: Values) -> Kept:
    company = row["customer_id"] if row is not None else _company(writer, values)
    if company is None:
        raise ColumnError("customer_no", None, RefusedError(N_("a new member must have it")))
    if not writer.register.find("fleet", "customer_id", company):
        reason = RefusedError(N_("{customer} is no fleet account: kcrm fleet add {customer}"), customer=identifier(Thing.CUSTOMER, company))
        raise ColumnError("customer_no", values.get("customer_no"), reason)
    if row is None:
        person = _person(writer, values) or _new_person(writer, values)
        if person == company:
            raise ColumnError("name", values.get("name"), RefusedError(N_("a company is no member of itself")))
        values = {**values, "who": company, "person": person}
    if values.get("plate") and "vehicle" not in values:
        values = {**values, "vehicle": writer.references.vehicle(values)}
    check_span(row, values)
    return Kept(*writer.save_row(SheetKind.MEMBERS, row, values))


def _new_person(writer: RecordWriter, values: Values) -> int:
    """A customer record for somebody to speak to, for whom nothing is planned unless they buy."""
    if not values.get("name"):
        raise ColumnError("name", None, RefusedError(N_("a new member must have it")))
    told = {"name": values["name"], "contact_only": True, **({"phone": values["phone"]} if values.get("phone") else {})}
    kept = writer.save(SheetKind.CUSTOMERS, None, told, told_on=None)
    writer.made_customers[kept.outcome] += 1
    return kept.id


KEEPER: Final = Keeper(_known, _save)
