"""Customers as an address book has them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator
from datetime import date

from kcrm.model import CustomerClass, CustomerKind
from kcrm.named import NamedTuple
from kcrm.queries.rows import record

_WHOSE = "(:customers IS NULL OR customer.id IN (SELECT value FROM json_each(:customers)))"
_CONTACTS = f"""
SELECT customer.id, customer.kind, customer.name, customer.phone, customer.phone2, customer.email, customer.region, customer.address,
    customer.birthday, customer.do_not_contact, classification.class AS customer_class,
    (
        SELECT group_concat(plate, char(10)) FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id
        WHERE ownership.customer_id = customer.id AND ownership.until_on IS NULL AND plate IS NOT NULL
            AND sold_on IS NULL AND scrapped_on IS NULL
    ) AS plates
FROM customer LEFT JOIN classification ON classification.id = customer.id
WHERE {_WHOSE} ORDER BY customer.id
"""  # noqa: S608 - our own


class Contact(NamedTuple):
    """Whoever may be called. plates: of the vehicles that they have, one a line; None for none."""

    id: int
    kind: CustomerKind
    name: str
    phone: str | None
    phone2: str | None
    email: str | None
    region: str | None
    address: str | None
    birthday: date | None
    do_not_contact: bool
    customer_class: CustomerClass | None
    plates: str | None


def contacts(connection: sqlite3.Connection, customer_ids: Collection[int] | None) -> tuple[Iterator[Contact], int]:
    """These customers or all, read one by one, and how many there are."""
    whose = {"customers": None if customer_ids is None else json.dumps(sorted(customer_ids))}
    count: int = connection.execute(f"SELECT count(*) FROM customer WHERE {_WHOSE}", whose).fetchone()[0]  # noqa: S608 - our own
    return (record(Contact, row) for row in connection.execute(_CONTACTS, whose)), count
