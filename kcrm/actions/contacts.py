"""Somebody who is no customer and has to do with the store all the same, by a call or a complaint: a contact.

A contact counts in no file, class or share of customers until they own a vehicle or a file tells of them. That strangers are kept so is
usual practice; the documents say nothing of them.
"""

from __future__ import annotations

from kcrm.actions.records import RecordWriter
from kcrm.actions.session import Session
from kcrm.errors import AmbiguousError, RefusedError, UsageError
from kcrm.i18n import N_
from kcrm.identifiers import normal_phone
from kcrm.model import CustomerKind
from kcrm.named import NamedTuple
from kcrm.queries import customers
from kcrm.queries.lookup import Thing, identifier
from kcrm.records import SheetKind


class Stranger(NamedTuple):
    """Somebody who is not known yet. Without a name the phone stands as one; without a phone no file is ever taken to tell of them."""

    name: str | None
    phone: str | None


def stranger(session: Session, name: str, phone: str | None) -> Stranger:
    """Somebody new of this name. Raises UsageError, and where somebody has the phone RefusedError or AmbiguousError with who it is."""
    name = name.strip()
    if not name:
        raise UsageError(N_("{option}: the text is empty."), option="--name")
    if phone is None:
        return Stranger(name, None)
    number = normal_phone(phone)
    same = customers.rows_by_phone(session.connection, number)
    if len(same) > 1:
        raise AmbiguousError(
            N_("{phone} is the phone of {count} customers:"),
            candidates=[(identifier(Thing.CUSTOMER, row["id"]), row["name"]) for row in same],
            hint=N_("If it is one of them, give the number instead of --name and --phone; otherwise drop --phone."),
            phone=number,
            count=len(same),
        )
    for row in same:
        raise RefusedError(
            N_("{phone} is the phone of {number} {customer}."),
            hint=N_("If it is them, give {number} instead of --name and --phone; otherwise drop --phone."),
            phone=number,
            number=identifier(Thing.CUSTOMER, row["id"]),
            customer=row["name"],
        )
    return Stranger(name, number)


def namesakes(session: Session, name: str) -> list[str]:
    """The identifiers of the customers of this very name."""
    return [identifier(Thing.CUSTOMER, number) for number in customers.ids_by_name(session.connection, name)]


def add_contact(writer: RecordWriter, who: Stranger, source: str) -> int:
    """Make a record of somebody new; its number. source: how they came to us."""
    values = {"name": who.name or who.phone, "phone": who.phone, "kind": CustomerKind.PERSON, "contact_only": True, "source": source}
    return writer.save(SheetKind.CUSTOMERS, None, values, told_on=None).id
