"""Keep one record, however it arrives: from a file, from `add`, from `edit`. The same record twice changes nothing.

Values come as `exchange` read them, under the keys of the import columns; an absent key leaves its column alone, None empties it.
References (customer, vehicle, staff) are resolved here; a record is known again by its number or VIN, a customer without one by phone
and name.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kcrm.actions.references import OWNER, ColumnError, References, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.identifiers import initials_of, pinyin_of
from kcrm.model import CustomerKind, MileageReading, Payer
from kcrm.queries import customers, lookup, opportunities, orders, staff, vehicles
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Saved, save

# Columns of the database that bear their unit in their name, by the key of the import column.
_STORED_AS = {
    "labor_amount": "labor_fen",
    "parts_amount": "parts_fen",
    "other_amount": "other_fen",
    "standard_hours": "standard_centihours",
    "actual_hours": "actual_centihours",
    "amount": "amount_fen",
    "probability": "probability_bp",
}
_KEY_OF = {column: key for key, column in _STORED_AS.items()}

# What a field says once it has been emptied, where its column cannot be empty.
_EMPTIED: Mapping[str, object] = {
    "kind": CustomerKind.PERSON,
    "payer": Payer.CUSTOMER,
    **dict.fromkeys(("do_not_contact", "appointment", "accident", "overhaul"), False),
    **dict.fromkeys(("labor_amount", "parts_amount", "other_amount"), 0),
}

OTHER = "other"
"""The kind of an opportunity whose kind was not said."""

_THINGS = {
    "staff": Thing.STAFF,
    "customer": Thing.CUSTOMER,
    "vehicle": Thing.VEHICLE,
    "repair_order": Thing.ORDER,
    "opportunity": Thing.OPPORTUNITY,
}


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of a record. warnings: what was left out of it, and why."""

    id: int
    outcome: Saved
    warnings: tuple[ColumnError, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordWriter:
    """Keeps records in one open write. today: business date for what a record leaves undated (a reading, a new owner)."""

    connection: sqlite3.Connection
    today: date
    zone: ZoneInfo
    made_customers: Counter[Saved] = field(default_factory=Counter)
    _references: References = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_references", References(self.connection))

    @property
    def keepers(self) -> dict[str, Callable[[Values], Kept]]:
        """By kind of record, as `import` names them."""
        return {
            "staff": self.keep_staff,
            "customers": self.keep_customer,
            "vehicles": self.keep_vehicle,
            "orders": self.keep_order,
            "opportunities": self.keep_opportunity,
        }

    def keep_staff(self, values: Values) -> Kept:
        """A member of staff, known by employee number."""
        return self.save_staff(staff.staff_row(self.connection, str(values["employee_no"])), values)

    def save_staff(self, row: sqlite3.Row | None, values: Values) -> Kept:
        """Write a member of staff's new values."""
        joined, left = (values.get(key, row[key] if row is not None else None) for key in ("joined_on", "left_on"))
        if joined is not None and left is not None and str(left) < str(joined):
            column = "left_on" if "left_on" in values else "joined_on"
            reason = RefusedError(N_("the last working day ({left}) would be before the first ({joined})"), left=left, joined=joined)
            raise ColumnError(column, values[column], reason)
        return Kept(*self._save("staff", row, {**values, **_spelt(values)}))

    def keep_customer(self, values: Values) -> Kept:
        """A customer, known by customer number, else by phone and name."""
        return self.save_customer(self._known_customer(values), values)

    def save_customer(self, row: sqlite3.Row | None, values: Values) -> Kept:
        """Write a customer's new values; a consent that changes is dated."""
        columns = {**values, **_spelt(values)}
        for consent in ("call_consent", "message_consent"):
            if consent in values and (row is None or row[consent] != values[consent]):
                columns[f"{consent}_on"] = None if values[consent] is None else self.today
        if "phone" in values and row is not None and row["phone"] != values["phone"]:
            columns["phone_state"] = "ok"  # what calls taught was about the old number
        return Kept(*self._save("customer", row, columns))

    def _known_customer(self, values: Values) -> sqlite3.Row | None:
        number, phone, name = (values.get(key) for key in ("customer_no", "phone", "name"))
        row = customers.row_by_number(self.connection, str(number)) if number else None
        if row is not None or not phone:
            return row
        same = [row for row in customers.rows_by_phone(self.connection, str(phone)) if row["name"] == name]
        # A customer whom another sheet brought without a number takes the number of this one.
        return next((row for row in same if not number or row["customer_no"] is None), None)

    def keep_vehicle(self, values: Values) -> Kept:
        """A vehicle, known by VIN, with its owner and its latest mileage."""
        row = vehicles.row_by_vin(self.connection, str(values["vin"]))
        return self.save_vehicle(row, values)

    def save_vehicle(self, row: sqlite3.Row | None, values: Values, owner_id: int | None = None) -> Kept:
        """Write a vehicle's new values; another owner than the present one takes it over today.

        owner_id: the customer who owns it, where that is not among the values.
        """
        columns = {key: value for key, value in values.items() if key not in {"customer_no", "owner_phone", "owner_name", "mileage_km"}}
        warnings = self._resolve_staff(columns, {"sales_consultant": "sales_consultant_id", "service_advisor": "service_advisor_id"})
        owner_id = owner_id or self._owner(values)
        vehicle_id, outcome = self._save("vehicle", row, columns)
        plate = values.get("plate")
        if plate is not None and (row is None or row["plate"] != plate):
            warnings += self._others_with(str(plate), vehicle_id)
        if row is None and owner_id is not None:
            vehicles.hand_over(self.connection, vehicle_id, owner_id, None)
        owned = row is not None and owner_id is not None and self._hand_over(vehicle_id, owner_id, values, warnings)
        driven = values.get("mileage_km") is not None and self._note_mileage(vehicle_id, values, warnings)
        if (owned or driven) and outcome is Saved.UNCHANGED:
            outcome = Saved.CHANGED
        return Kept(vehicle_id, outcome, tuple(warnings))

    def _others_with(self, plate: str, vehicle_id: int) -> Iterator[ColumnError]:
        """A plate goes along to the next car, so that the one it came from is told rather than the plate refused."""
        for other in vehicles.rows_by_plate(self.connection, plate):
            if other["id"] != vehicle_id:
                reason = RefusedError(
                    N_("{vehicle} bears this plate as well; empty it there if it has gone over"),
                    vehicle=identifier(Thing.VEHICLE, other["id"]),
                )
                yield ColumnError("plate", plate, reason)

    def _owner(self, values: Values) -> int | None:
        """The customer who owns the vehicle; one of another name at that phone is new."""
        phone, name = values.get("owner_phone"), values.get("owner_name")
        described = phone and name and not values.get("customer_no")
        if described and all(row["name"] != name for row in customers.rows_by_phone(self.connection, str(phone))):
            kept = self.keep_customer({"phone": phone, "name": name})
            self.made_customers[kept.outcome] += 1
            return kept.id
        return self._references.customer(values, OWNER)

    def _hand_over(self, vehicle_id: int, owner_id: int, values: Values, warnings: list[ColumnError]) -> bool:
        owners = vehicles.owners_of(self.connection, vehicle_id)
        if owners and owners[-1].customer_id == owner_id:
            return False
        if any(owner.customer_id == owner_id for owner in owners):
            # An old export does not take a car back from its new owner.
            column = "customer_no" if values.get("customer_no") else "owner_phone"
            reason = RefusedError(N_("is an earlier owner of this vehicle; the present one stays"))
            warnings.append(ColumnError(column, values[column], reason))
            return False
        if owners and owners[-1].from_on is not None and owners[-1].from_on > self.today:
            column = "customer_no" if values.get("customer_no") else "owner_phone"
            reason = RefusedError(N_("the present owner has the vehicle only from {day} on"), day=owners[-1].from_on)
            raise ColumnError(column, values[column], reason)
        vehicles.hand_over(self.connection, vehicle_id, owner_id, self.today if owners else None)
        return True

    def _note_mileage(self, vehicle_id: int, values: Values, warnings: list[ColumnError]) -> bool:
        km = values["mileage_km"]
        assert isinstance(km, int)
        latest = vehicles.latest_reading(self.connection, vehicle_id)
        if latest is not None and km <= latest.km:
            if km < latest.km:
                reason = RefusedError(N_("is less than the {km} km read on {day}; left out"), km=latest.km, day=latest.read_on)
                warnings.append(ColumnError("mileage_km", km, reason))
            return False
        vehicles.note_mileage(self.connection, vehicle_id, MileageReading(self.today, km))
        return True

    def keep_order(self, values: Values) -> Kept:
        """A repair order, known by its number."""
        return self.save_order(orders.order_row(self.connection, str(values["order_no"])), values)

    def save_order(self, row: sqlite3.Row | None, values: Values) -> Kept:
        """Write an order's new values; business dates follow from its instants."""
        columns = dict(values)
        if vehicle_id := self._vehicle(columns, row["vehicle_id"] if row is not None else None):
            columns["vehicle_id"] = vehicle_id
        warnings = self._resolve_staff(columns, {"advisor": "advisor_id", "technician": "technician_id"})
        for instant_column, date_column in (("opened_at", "opened_on"), ("closed_at", "closed_on")):
            if instant_column in columns:
                moment = columns[instant_column]
                columns[date_column] = moment.astimezone(self.zone).date() if isinstance(moment, datetime) else None
        self._check_times(row, columns)
        return Kept(*self._save("repair_order", row, columns), tuple(warnings))

    def keep_opportunity(self, values: Values) -> Kept:
        """An opportunity, whatever became of it; without a kind it is of the kind `other`.

        Known by its number; without one, by customer, kind, amount, probability and day, so that all others add up.
        """
        columns = {key: value for key, value in values.items() if key not in {"customer_no", "phone"}}
        columns["kind"] = columns.get("kind") or OTHER
        number, customer_id = columns.get("opportunity_no"), self._references.customer(values)
        row = opportunities.row_by_number(self.connection, str(number)) if number else None
        if row is None:
            if customer_id is None:
                raise ColumnError("customer_no", None, RefusedError(N_("a new opportunity needs it")))
            row = opportunities.row_alike(self.connection, customer_id, columns, numbered=not number)
        elif customer_id not in {None, row["customer_id"]}:
            column = "customer_no" if values.get("customer_no") else "phone"
            reason = RefusedError(
                N_("{opportunity} is an opportunity of {customer}, and an opportunity does not change its customer"),
                opportunity=lookup.identifier(Thing.OPPORTUNITY, row["id"]),
                customer=lookup.identifier(Thing.CUSTOMER, row["customer_id"]),
            )
            raise ColumnError(column, values[column], reason)
        return self.save_opportunity(row, columns, customer_id)

    def save_opportunity(self, row: sqlite3.Row | None, values: Values, customer_id: int | None) -> Kept:
        """Write an opportunity's new values."""
        new = {} if row is not None else {"customer_id": customer_id, "opened_on": self.today}
        lacking = [key for key in ("amount", "probability") if row is None and values.get(key) is None]
        if lacking:
            raise ColumnError(lacking[0], None, RefusedError(N_("a new opportunity needs it")))
        return Kept(*self._save("opportunity", row, {**new, **values}))

    def _vehicle(self, columns: dict[str, object], present_id: int | None) -> int | None:
        """The vehicle that a row names by VIN or plate; an order that has one (`present_id`) keeps it."""
        named = {key: columns.pop(key, None) for key in ("vin", "plate")}
        found = self._references.vehicle(named, present_id)
        if found is not None and present_id not in {None, found}:
            column = "vin" if named["vin"] else "plate"
            reason = RefusedError(
                N_("the order is of vehicle {vehicle}, and an order does not change its vehicle"),
                vehicle=identifier(Thing.VEHICLE, present_id or 0),
            )
            raise ColumnError(column, named[column], reason)
        return found

    def _save(self, table: str, row: sqlite3.Row | None, values: Values) -> tuple[int, Saved]:
        """Write the row; what the schema does not permit is said of the column it is about."""
        columns = {_STORED_AS.get(key, key): _EMPTIED.get(key) if value is None else value for key, value in values.items()}
        try:
            return save(self.connection, table, row, columns)
        except sqlite3.IntegrityError as error:
            raise self._refusal(table, columns, str(error)) from error

    def _refusal(self, table: str, columns: Values, detail: str) -> ColumnError:
        """What SQLite's `UNIQUE constraint failed: customer.customer_no` means for the person who typed the number."""
        column = next((name for name in columns if re.search(rf"\b{name}\b", detail)), next(iter(columns)))
        value = columns[column]
        if detail.startswith("UNIQUE"):
            owner = self.connection.execute(f"SELECT id FROM {table} WHERE {column} = ?", (value,)).fetchone()  # noqa: S608 - our own names
            other = lookup.thing(self.connection, _THINGS[table], owner["id"])
            reason = RefusedError(N_("{identifier} {label} has it already"), identifier=other.identifier, label=other.label)
        elif detail.startswith("NOT NULL"):
            reason = RefusedError(N_("cannot be empty"))
        else:
            reason = RefusedError(N_("is not permitted here ({rule})"), rule=detail)
        return ColumnError(_KEY_OF.get(column, column), value, reason)

    def _check_times(self, row: sqlite3.Row | None, columns: dict[str, object]) -> None:
        opened, closed = (
            columns.get(key, datetime.fromisoformat(row[key]) if row is not None and row[key] else None)
            for key in ("opened_at", "closed_at")
        )
        if isinstance(opened, datetime) and isinstance(closed, datetime) and closed < opened:
            reason = RefusedError(
                N_("is before the order was opened ({opened})"), opened=opened.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")
            )
            raise ColumnError("closed_at", closed.astimezone(self.zone).strftime("%Y-%m-%d %H:%M"), reason)

    def _resolve_staff(self, columns: dict[str, object], references: Mapping[str, str]) -> list[ColumnError]:
        """Replace employee numbers and unique names by ids; who is unknown leaves the field as it was, with a warning."""
        warnings = []
        for key, column in references.items():
            if key not in columns:
                continue
            text = columns.pop(key)
            if text is None:
                columns[column] = None
                continue
            try:
                columns[column] = self._references.staff(text, key)
            except ColumnError as error:
                warnings.append(error)
        return warnings


def _spelt(values: Values) -> dict[str, object]:
    """How the name is searched for, where a name is given."""
    name = values.get("name")
    return {"pinyin": pinyin_of(str(name)), "initials": initials_of(str(name))} if name else {}
