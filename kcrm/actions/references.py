"""Whom and what a row names: a customer by number, phone and name, a vehicle by VIN or plate, an order by number, staff by number or name.

One answer for every file and option that names them, in one wording. A number counts before anything else: where nobody has it, the row is
wrong, whatever else it says. Values come as `exchange` read them, under the keys of the import columns.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Final

from kcrm.errors import KcrmError, RefusedError
from kcrm.i18n import N_
from kcrm.named import NamedTuple
from kcrm.queries import orders, staff
from kcrm.queries.formers import Former, FormerPhone, corrected_numbers, former_phones, former_records
from kcrm.queries.register import Register

Values = Mapping[str, object]


class ColumnError(RefusedError):
    """A record that cannot be kept, or a value that is left out of it, because of the value in one column."""

    def __init__(self, column: str, value: object, reason: KcrmError) -> None:
        super().__init__(reason.message, hint=reason.hint, near=reason.near, **reason.fields)
        self.column = column
        self.value = value


class UnknownStaffError(ColumnError):
    """The value names nobody who works or worked here."""


class CustomerKeys(NamedTuple):
    """The columns by which a kind of file names a customer; name: None where it has none."""

    number: str = "customer_no"
    phone: str = "phone"
    name: str | None = None


class Formers(NamedTuple):
    """Records that were merged into others, and into which.

    numbers: by their number; phones: by each phone their names; plates: by each plate all that had it.
    corrected: by the numbers that records had until somebody gave them another one.
    """

    numbers: Mapping[str, int]
    phones: Mapping[str, Mapping[str, int]]
    plates: Mapping[str, frozenset[int]]
    corrected: Mapping[str, int]

    @classmethod
    def of(cls, records: Sequence[Former], corrected: Mapping[str, int], reached: Sequence[FormerPhone] = ()) -> Formers:
        """The later one counts where two were called alike."""
        phones: dict[str, dict[str, int]] = defaultdict(dict)
        for each in reached:
            phones[each.phone][each.name] = each.kept_id
        plates: dict[str, frozenset[int]] = {}
        for record in records:
            plates |= {plate: plates.get(plate, frozenset()) | {record.kept_id} for plate in record.plates}
        return cls({each.number: each.kept_id for each in records if each.number is not None}, phones, plates, corrected)

    def at_phone(self, phone: str, name: str | None) -> int | None:
        """Whom a former phone leads to, with the former name where one is said; None for nobody, and for several."""
        named = self.phones.get(phone, {})
        if name is not None:
            return named.get(name)
        kept = set(named.values())
        return kept.pop() if len(kept) == 1 else None


BY_NUMBER_OR_PHONE: Final = CustomerKeys()
WITH_NAME: Final = CustomerKeys(name="name")
OWNER: Final = CustomerKeys(phone="owner_phone", name="owner_name")


@dataclass(frozen=True)
class References:
    """Finds what rows name in one open write, or for one question."""

    register: Register

    def customer(self, values: Values, keys: CustomerKeys = BY_NUMBER_OR_PHONE) -> int | None:
        """The one customer whom a row names, as `customer_row` finds them."""
        row = self.customer_row(values, keys)
        return int(row["id"]) if row is not None else None

    def customer_row(self, values: Values, keys: CustomerKeys = BY_NUMBER_OR_PHONE) -> sqlite3.Row | None:
        """The one customer whom a row names, None where it says neither number nor phone. Raises ColumnError.

        Those who share a phone are told apart by the name, where the row has it.
        """
        number, phone = values.get(keys.number), values.get(keys.phone)
        if number:
            return self.customer_numbered(number, keys.number)
        if not phone:
            return None
        known = self.register.find("customer", "phone", str(phone))
        name = values.get(keys.name) if keys.name is not None else None
        named = [row for row in known if row["name"] == name] if name else known
        if len(named) == 1:
            return named[0]
        if not named and (kept := self.formers["customer"].at_phone(str(phone), None if name is None else str(name))) is not None:
            return self.register.find("customer", "id", kept)[0]
        if not known:
            reason = N_("no customer has this phone")
        elif not named:
            reason = N_("no customer with this phone has this name")
        elif keys.name is None or name:
            reason = N_("several customers have this phone; give the customer number")
        else:
            reason = N_("several customers have this phone; give the name or the customer number")
        raise ColumnError(keys.phone, phone, RefusedError(reason))

    def at_phone(self, phone: str, name: str | None) -> Sequence[sqlite3.Row]:
        """Who has this phone; where nobody has, into whom whoever had it was merged, of several the one who was called so."""
        known = self.register.find("customer", "phone", phone)
        if known:
            return known
        formers = self.formers["customer"]
        kept = formers.at_phone(phone, None)
        kept = formers.at_phone(phone, name) if kept is None and name is not None else kept
        return self.register.find("customer", "id", kept) if kept is not None else ()

    def customer_numbered(self, number: object, column: str = "customer_no") -> sqlite3.Row:
        """The customer with this number, or into whom the one with it was merged. Raises ColumnError."""
        found = self.register.find("customer", "customer_no", str(number)) or self.numbered_before("customer", number)
        if not found:
            raise ColumnError(column, number, RefusedError(N_("no customer has this number")))
        return found[0]

    def numbered_before(self, table: str, number: object) -> Sequence[sqlite3.Row]:
        """The record into which the one with this number was merged, if it was, or which had it until it was given another."""
        formers = self.formers.get(table)
        kept = formers and formers.numbers.get(str(number), formers.corrected.get(str(number)))
        return self.register.find(table, "id", kept) if kept is not None else ()

    @cached_property
    def formers(self) -> Mapping[str, Formers]:
        """What records that were merged into others were called, by table; read once, as a write that names any of them merges none."""
        connection = self.register.connection
        return {
            "customer": Formers.of(
                former_records(connection, "customer"), corrected_numbers(connection, "customer"), former_phones(connection)
            ),
            "vehicle": Formers.of(former_records(connection, "vehicle"), corrected_numbers(connection, "vehicle")),
        }

    def vehicle(self, values: Values, present_id: int | None = None) -> int | None:
        """The one vehicle that a row names by VIN or plate, None where it has neither. Raises ColumnError.

        present_id: the vehicle the record has already, which a plate that several bear means rather than another.
        """
        vin, plate = values.get("vin"), values.get("plate")
        if vin:
            found = self.register.find("vehicle", "vin", str(vin)) or self.numbered_before("vehicle", vin)
            if not found:
                raise ColumnError("vin", vin, RefusedError(N_("no vehicle has this VIN")))
            return int(found[0]["id"])
        if not plate:
            return None
        bearing = [int(row["id"]) for row in self.register.find("vehicle", "plate", str(plate))]
        bearing = bearing or sorted(self.formers["vehicle"].plates.get(str(plate), ()))
        if present_id in bearing:
            return present_id
        if len(bearing) != 1:
            reason = N_("several vehicles have this plate; give the VIN") if bearing else N_("no vehicle has this plate")
            raise ColumnError("plate", plate, RefusedError(reason))
        return bearing[0]

    def order(self, number: object, column: str = "order_no") -> sqlite3.Row:
        """The repair order with this number. Raises ColumnError."""
        row = orders.order_row(self.register.connection, str(number))
        if row is None:
            raise ColumnError(column, number, RefusedError(N_("no order has this number")))
        return row

    def staff(self, text: object, column: str) -> int:
        """The member of staff with this number, else the only one with this name. Raises ColumnError, on which the field stays empty."""
        numbered, named = self._staff
        found = numbered.get(str(text))
        names = named.get(str(text), [])
        if found is None and len(names) == 1:
            found = names[0]
        if found is None:
            reason = N_("several members of staff have this name; field left empty") if names else N_("no such employee; field left empty")
            raise UnknownStaffError(column, text, RefusedError(reason))
        return found

    @cached_property
    def _staff(self) -> tuple[dict[str, int], dict[str, list[int]]]:
        """By number and by name, read once: a file names the same few people in each row."""
        numbered: dict[str, int] = {}
        named: dict[str, list[int]] = defaultdict(list)
        for member in staff.all_staff(self.register.connection):
            numbered[member.employee_no] = member.id
            named[member.name].append(member.id)
        return numbered, named
