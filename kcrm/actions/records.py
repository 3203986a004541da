"""Keep one record, however it arrives: from a file, from `add`, from `edit`. The same record twice changes nothing.

Values come as `exchange` read them, under the keys of the import columns; an absent key leaves its column alone, None empties it.
What a record refers to is found by `kcrm.actions.references`; a record is known again by its number or VIN, a customer without one by phone
and name.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache, cached_property
from typing import Final
from zoneinfo import ZoneInfo

from kcrm.actions import evidence
from kcrm.actions.consenting import CONSENTS, columns_after, spoken_in
from kcrm.actions.departments import department_named
from kcrm.actions.evidence import Judgement, Telling
from kcrm.actions.forgotten import Forgotten, unwanted, without_erased
from kcrm.actions.keeping import keeper_of
from kcrm.actions.recognising import note_correction, recognised
from kcrm.actions.references import OWNER, ColumnError, References, Values
from kcrm.errors import RefusedError
from kcrm.i18n import N_
from kcrm.identifiers import initials_of, pinyin_of
from kcrm.model import MileageReading, PhoneState
from kcrm.model.consents import ConsentOrigin
from kcrm.model.quality import JUDGED, KnownFrom
from kcrm.named import NamedTuple
from kcrm.queries import lookup, vehicles
from kcrm.queries.evidence import kept_source
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.records import Saved, unique_owner
from kcrm.queries.register import NotPermittedError, Register
from kcrm.records import Noun, SheetKind, noun_of, of_table
from kcrm.records.types import DEPARTMENT, STAFF


class Kept(NamedTuple):
    """What became of a record. warnings: what was left out of it, and why. opened: how many conflicts it opened."""

    id: int
    outcome: Saved
    warnings: tuple[ColumnError, ...] = ()
    opened: int = 0


@dataclass(frozen=True)
class RecordWriter:
    """Keeps records in one open write. today: business date for what a record leaves undated (a reading, a new owner).

    source: who tells it. decides: a person at the desk, whose word is taken, where a file's is weighed. by: who that is, if it is known.
    way: how a customer said what they consent to.
    fillers: what only fills a form, where a file does. paid: the payments that rows of this file have told of already.
    now: the moment of the write, where what is kept may take steps of its own.
    """

    register: Register
    today: date
    zone: ZoneInfo
    source: KnownFrom = KnownFrom.CUSTOMER
    decides: bool = True
    by: int | None = None
    fillers: frozenset[str] = frozenset()
    now: datetime | None = None
    way: ConsentOrigin = ConsentOrigin.STAFF
    paid: set[int] = field(default_factory=set)
    made_customers: Counter[Saved] = field(default_factory=Counter)
    references: References = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "references", References(self.register))

    def read_ahead(self, kind: SheetKind, rows: Sequence[Values]) -> None:
        """Read what these records are known by and what they name, so that it is not asked for one by one."""
        noun = noun_of(kind)
        for key, table, column in ((noun.number, noun.table, noun.number), *_NAMED.get(kind, ())):
            self.register.read_ahead(table, column, (values.get(key) for values in rows))
        if kind is SheetKind.VEHICLES:
            known = (row for values in rows for row in self.register.find("vehicle", "vin", values.get("vin")))
            self.register.read_ahead("ownership", "vehicle_id", (row["id"] for row in known))
        if noun.table in JUDGED:
            keys = ("customer_no", "phone") if kind is SheetKind.CUSTOMERS else (noun.number,)
            named = {(key, values[key]) for key in keys for values in rows if values.get(key) is not None}
            found = {row["id"] for key, value in named for row in self.register.find(noun.table, key, value)}
            evidence.read_ahead(self.register, noun.table, found)
        if kind is SheetKind.PROSPECTS:
            self._read_ahead_prospects(rows)

    def _read_ahead_prospects(self, rows: Sequence[Values]) -> None:
        """The customers whose phones these are or who named them, their prospects with their steps, and what was delivered."""
        phones, named, numbers, vins = (
            {values[key] for values in rows if values.get(key) is not None} for key in ("phone", "referred_by", "prospect_no", "vin")
        )
        register = self.register
        for column, sought in (("customer_no", named), ("name", named), ("phone", phones | named)):
            register.read_ahead("customer", column, sought)
        theirs = {row["id"] for phone in phones for row in register.find("customer", "phone", phone)}
        register.read_ahead("prospect", "customer_id", theirs)
        known = {row["id"] for each in theirs for row in register.find("prospect", "customer_id", each)}
        known |= {row["id"] for number in numbers for row in register.find("prospect", "prospect_no", number)}
        register.read_ahead("prospect_event", "prospect_id", known)
        sold = {row["id"] for vin in vins for row in register.find("vehicle", "vin", vin)}
        register.read_ahead("ownership", "vehicle_id", sold)

    def keep(self, kind: SheetKind, values: Values) -> Kept:
        """A record as a file tells of it: known again by its number, or as its kind is, else new.

        A consent that it brings was given on a day that it does not say.
        """
        if kind is SheetKind.CUSTOMERS and (known := self.forgotten.told(kind, values)) is not None:
            return self._leave(0, unwanted(known.keys[-1], values[known.keys[-1]]))
        values, warnings = without_erased(self.forgotten, kind, values)
        row = self.known(kind, values)
        if row is not None and (erased := self.forgotten.row(noun_of(kind).table, row["id"])) is not None:
            return self._leave(row["id"], erased)
        if row is None and (before := recognised(self.references, noun_of(kind), values)) is not None:
            row, values, told = before
            warnings += told
        if kind is SheetKind.CUSTOMERS and row is not None and row["contact_only"]:
            values = {"contact_only": False, **values}  # whom a file tells of is more than a contact, unless it says so
        kept = self.save(kind, row, values, told_on=None)
        return kept._replace(warnings=(*warnings, *kept.warnings)) if warnings else kept

    def known(self, kind: SheetKind, values: Values) -> sqlite3.Row | None:
        """The record that these values are about; None for a new one."""
        if kind is SheetKind.CUSTOMERS:
            return self._known_customer(values)
        if (keeper := keeper_of(kind)) is not None:
            return keeper.known(self, values)
        noun = noun_of(kind)
        return self.numbered(noun, values[noun.number])

    def write(self, kind: SheetKind, row: sqlite3.Row | None, values: Values) -> Kept:
        """Write a record's new values as somebody gave them today. Raises ColumnError."""
        return self.save(kind, row, values, told_on=self.today)

    def save(self, kind: SheetKind, row: sqlite3.Row | None, values: Values, *, told_on: date | None) -> Kept:
        """Write a record's new values. told_on: the day of a consent among them. Raises ColumnError."""
        columns = {**values}
        self._check_not_erased(kind, row, values)
        warnings = self._resolve_staff(noun_of(kind), columns) + self._resolve_departments(noun_of(kind), columns)
        telling = Telling(self.source, self.today, self.decides, self.by, self.fillers)
        judgement = Judgement(self.register, noun_of(kind).table, telling, columns)
        judgement.weigh(row)
        try:
            kept = self._save_as(kind, row, judgement, told_on)
            if row is not None:
                note_correction(self.register, noun_of(kind), row, columns, self.today)
        except NotPermittedError as error:
            raise self.refusal(error) from error
        warnings += judgement.warnings
        return kept._replace(warnings=(*warnings, *kept.warnings), opened=judgement.opened) if warnings or judgement.opened else kept

    def _save_as(self, kind: SheetKind, row: sqlite3.Row | None, judgement: Judgement, told_on: date | None) -> Kept:
        values = judgement.values
        match kind:
            case SheetKind.ORDERS:
                kept = self._save_order(row, values)
            case SheetKind.STAFF:
                kept = self._save_staff(row, values)
            case SheetKind.CUSTOMERS:
                kept = self._save_customer(row, values, told_on)
            case SheetKind.VEHICLES:
                kept = self._save_vehicle(row, judgement)
            case _:
                keeper = keeper_of(kind)
                kept = keeper.save(self, row, values) if keeper is not None else Kept(*self.save_row(kind, row, values))
        return kept

    def _leave(self, number: int, reason: ColumnError) -> Kept:
        """A file says what it always said, a person at the desk is told."""
        if self.decides:
            raise reason
        return Kept(number, Saved.UNCHANGED, (reason,))

    def _check_not_erased(self, kind: SheetKind, row: sqlite3.Row | None, values: Values) -> None:
        if row is not None and (erased := self.forgotten.row(noun_of(kind).table, row["id"])) is not None:
            raise erased
        if kind is SheetKind.CUSTOMERS and row is None and (known := self.forgotten.told(kind, values)) is not None:
            raise unwanted(known.keys[-1], values[known.keys[-1]])

    @cached_property
    def forgotten(self) -> Forgotten:
        """Who was erased."""
        return Forgotten(self.register.connection)

    def numbered(self, noun: Noun, number: object) -> sqlite3.Row | None:
        """The record that the store itself calls so."""
        found = self.register.find(noun.table, noun.number, str(number))
        return found[0] if found else None

    # --- what is particular about each ---

    def _save_staff(self, row: sqlite3.Row | None, values: Values) -> Kept:
        joined, left = (values.get(key, row[key] if row is not None else None) for key in ("joined_on", "left_on"))
        if joined is not None and left is not None and str(left) < str(joined):
            column = "left_on" if "left_on" in values else "joined_on"
            reason = RefusedError(N_("the last working day ({left}) would be before the first ({joined})"), left=left, joined=joined)
            raise ColumnError(column, values[column], reason)
        return Kept(*self.save_row(SheetKind.STAFF, row, {**values, **_spelt(values)}))

    def _save_customer(self, row: sqlite3.Row | None, values: Values, told_on: date | None) -> Kept:
        """A consent that changes is a word of that day; what the columns say follows from the one that counts."""
        columns = {**values, **_spelt(values), **({"former_specialist_id": None} if "specialist" in values else {})}
        origin = self.way if self.decides else ConsentOrigin.FILE
        spoken = spoken_in(row, values, origin, told_on, self.today) if values.keys() & CONSENTS else []
        for each in spoken:
            columns |= columns_after(self.register, row, each)
        if "phone" in values and row is not None and row["phone"] != values["phone"]:
            columns["phone_state"] = PhoneState.OK  # what calls taught was about the old number
        without = row is None and values.get("phone") is None and values.get("phone2") is None
        reason = RefusedError(N_("a new customer without a phone; kept. To list them: kcrm customer list --no-phone"))
        number, outcome = self.save_row(SheetKind.CUSTOMERS, row, columns)
        for each in spoken:
            by = self.by if self.decides else None
            self.register.save("consent", None, {"customer_id": number, **each._replace(by=by).columns})
        return Kept(number, outcome, (ColumnError("phone", "", reason),) if without else ())

    def _known_customer(self, values: Values) -> sqlite3.Row | None:
        number, phone, name = (values.get(key) for key in ("customer_no", "phone", "name"))
        row = self.numbered(noun_of(SheetKind.CUSTOMERS), number) if number else None
        if row is not None or not phone:
            return row
        # whoever rang without saying their name stands under their phone
        same = [
            row
            for row in self.register.find("customer", "phone", str(phone))
            if row["name"] == name or (row["contact_only"] and row["name"] == row["phone"])
        ]
        # A customer whom another sheet brought without a number takes the number of this one.
        return next((row for row in same if not number or row["customer_no"] is None), None)

    def _save_vehicle(self, row: sqlite3.Row | None, judgement: Judgement) -> Kept:
        """With its owner and its latest mileage; another owner than the present one takes it over today."""
        values = judgement.values
        warnings: list[ColumnError] = []
        given = values.get("customer")  # by `add`, which selects one
        owner_id, contact = (given, True) if isinstance(given, int) else self._owner(values)
        vehicle_id, outcome = self.save_row(SheetKind.VEHICLES, row, values)
        plate = values.get("plate")
        if plate is not None and (row is None or row["plate"] != plate):
            warnings += self._others_with(str(plate), vehicle_id, judgement)
        if row is None:
            if owner_id is not None and contact:
                vehicles.hand_over(self.register.connection, vehicle_id, owner_id, None)
            elif owner_id is not None:
                self.register.save("ownership", None, {"vehicle_id": vehicle_id, "customer_id": owner_id})
            if values.get("mileage_km") is not None:
                self.register.save("mileage_reading", None, {"vehicle_id": vehicle_id, "read_on": self.today, "km": values["mileage_km"]})
            return Kept(vehicle_id, outcome, tuple(warnings))
        owned = owner_id is not None and self._hand_over(row, owner_id, judgement, warnings)
        driven = values.get("mileage_km") is not None and self._note_mileage(vehicle_id, values, warnings)
        if (owned or driven) and outcome is Saved.UNCHANGED:
            outcome = Saved.CHANGED
        return Kept(vehicle_id, outcome, tuple(warnings))

    def _others_with(self, plate: str, vehicle_id: int, judgement: Judgement) -> Iterator[ColumnError]:
        """A plate goes along to the next car, so that the one it came from is told rather than the plate refused."""
        for other in self.register.find("vehicle", "plate", plate):
            if other["id"] != vehicle_id:
                judgement.plate(vehicle_id, other, plate)
                reason = RefusedError(
                    N_("{vehicle} also has this plate; clear it there if it was transferred"),
                    vehicle=identifier(Thing.VEHICLE, other["id"]),
                )
                yield ColumnError("plate", plate, reason)

    def _owner(self, values: Values) -> tuple[int | None, bool]:
        """The customer who owns the vehicle, and whether they were only a contact; one of another name at that phone is new."""
        phone, name = values.get("owner_phone"), values.get("owner_name")
        described = phone and name and not values.get("customer_no")
        if described and all(row["name"] != name for row in self.register.find("customer", "phone", str(phone))):
            kept = self.keep(SheetKind.CUSTOMERS, {"phone": phone, "name": name})
            self.made_customers[kept.outcome] += 1
            return kept.id, False
        row = self.references.customer_row(values, OWNER)
        return (row["id"], bool(row["contact_only"])) if row is not None else (None, False)

    def _hand_over(self, row: sqlite3.Row, owner_id: int, judgement: Judgement, warnings: list[ColumnError]) -> bool:
        vehicle_id, values = row["id"], judgement.values
        known = self.register.find("ownership", "vehicle_id", vehicle_id)
        if known and max(known, key=lambda each: (each["from_on"] or "", each["id"]))["customer_id"] == owner_id:
            return False
        owners = vehicles.owners_of(self.register.connection, vehicle_id)
        if any(owner.customer_id == owner_id for owner in owners):
            # An old export does not take a car back from its new owner.
            column = "customer_no" if values.get("customer_no") else "owner_phone"
            reason = RefusedError(N_("is an earlier owner of this vehicle; the present one stays"))
            warnings.append(ColumnError(column, values[column], reason))
            return False
        if owners and owners[-1].from_on is not None and owners[-1].from_on > self.today:
            column = "customer_no" if values.get("customer_no") else "owner_phone"
            reason = RefusedError(N_("the present owner has had the vehicle only since {day}"), day=owners[-1].from_on)
            raise ColumnError(column, values[column], reason)
        if owners:
            column = "customer_no" if values.get("customer_no") else "owner_phone"
            before, after = (identifier(Thing.CUSTOMER, number) for number in (owners[-1].customer_id, owner_id))
            taken = judgement.owner(row, before, after)
            message = N_("replaces {before} as the owner") if taken else N_("{before} stays the owner")
            warnings.append(ColumnError(column, values.get(column), RefusedError(message, before=owners[-1].customer)))
            if not taken:
                return False
        vehicles.hand_over(self.register.connection, vehicle_id, owner_id, self.today if owners else None)
        self.register.forget("ownership", {"vehicle_id": vehicle_id})
        return True

    def _note_mileage(self, vehicle_id: int, values: Values, warnings: list[ColumnError]) -> bool:
        km = values["mileage_km"]
        assert isinstance(km, int)
        latest = vehicles.latest_reading(self.register.connection, vehicle_id)
        if latest is not None and km <= latest.km:
            if km < latest.km:
                reason = RefusedError(N_("is less than the {km} km read on {day}; left out"), km=latest.km, day=latest.read_on)
                warnings.append(ColumnError("mileage_km", km, reason))
            return False
        vehicles.note_mileage(self.register.connection, vehicle_id, MileageReading(self.today, km))
        return True

    def _save_order(self, row: sqlite3.Row | None, values: Values) -> Kept:
        """Business dates follow from its instants."""
        columns = {**values}
        vehicle_id = self._vehicle(values, row["vehicle_id"] if row is not None else None)
        if vehicle_id is not None:
            columns["vehicle_id"] = vehicle_id
        for instant_column, date_column in (("opened_at", "opened_on"), ("closed_at", "closed_on")):
            if instant_column in columns:
                moment = columns[instant_column]
                columns[date_column] = moment.astimezone(self.zone).date() if isinstance(moment, datetime) else None
        self._check_times(row, columns)
        return Kept(*self.save_row(SheetKind.ORDERS, row, columns))

    def _vehicle(self, values: Values, present_id: int | None) -> int | None:
        """The vehicle that was selected, or that a row names by VIN or plate; an order that has one (`present_id`) keeps it."""
        given = values.get("vehicle")
        found = given if isinstance(given, int) else self.references.vehicle(values, present_id)
        if found is not None and present_id not in {None, found}:
            column = "vin" if values.get("vin") else "plate"
            reason = RefusedError(
                N_("the order belongs to vehicle {vehicle}; an order cannot change its vehicle"),
                vehicle=identifier(Thing.VEHICLE, present_id or 0),
            )
            raise ColumnError(column, values[column], reason)
        return found

    def save_row(self, kind: SheetKind, row: sqlite3.Row | None, values: Values) -> tuple[int, Saved]:
        """Write what the noun's table holds of the values; what the schema does not permit is said of the column it is about."""
        noun = noun_of(kind)
        places, emptied = _places_of(noun.kind)
        columns: dict[str, object] = {}
        for key, value in values.items():
            column = places.get(key, key)
            if column is not None:
                columns[column] = emptied.get(key) if value is None else value
        if row is None and noun.table in JUDGED:
            columns |= {"known_from": kept_source(self.source), "known_on": self.today}
        return self.register.save(noun.table, row, columns)

    def refusal(self, refused: NotPermittedError) -> ColumnError:
        """What SQLite's `UNIQUE constraint failed: customer.customer_no` means for the person who typed the number."""
        noun, columns, detail = of_table(refused.table), refused.values, refused.detail
        if noun is None:  # what a record brings along follows from it
            raise sqlite3.IntegrityError(detail) from refused
        column = next((name for name in columns if re.search(rf"\b{name}\b", detail)), next(iter(columns)))
        value = columns[column]
        if detail.startswith("UNIQUE"):
            connection = self.register.connection
            other = lookup.thing(connection, Thing(noun.name), unique_owner(connection, noun.table, column, value))
            reason = RefusedError(N_("{identifier} {label} already has it"), identifier=other.identifier, label=other.label)
        elif detail.startswith("NOT NULL"):
            reason = RefusedError(N_("cannot be empty"))
        else:
            reason = RefusedError(N_("is not permitted here ({rule})"), rule=detail)
        field = noun.columns.get(column)
        return ColumnError(field.key if field is not None else column, value, reason)

    def _check_times(self, row: sqlite3.Row | None, columns: dict[str, object]) -> None:
        opened, closed = columns.get("opened_at"), columns.get("closed_at")
        if row is not None:  # what the file does not say stands in the record
            opened = opened if "opened_at" in columns else datetime.fromisoformat(row["opened_at"])
            closed = closed if "closed_at" in columns else row["closed_at"] and datetime.fromisoformat(row["closed_at"])
        if isinstance(opened, datetime) and isinstance(closed, datetime) and closed < opened:
            reason = RefusedError(
                N_("is before the order was opened ({opened})"), opened=opened.astimezone(self.zone).strftime("%Y-%m-%d %H:%M")
            )
            raise ColumnError("closed_at", closed.astimezone(self.zone).strftime("%Y-%m-%d %H:%M"), reason)

    def _resolve_staff(self, noun: Noun, columns: dict[str, object]) -> list[ColumnError]:
        """Replace employee numbers and unique names by ids; who is unknown leaves the field as it was, with a warning."""
        warnings = []
        for key in naming_staff(noun.kind):
            text = columns.get(key)
            if isinstance(text, str):
                try:
                    columns[key] = self.references.staff(text, key)
                except ColumnError as error:
                    del columns[key]
                    warnings.append(error)
        return warnings

    def _resolve_departments(self, noun: Noun, columns: dict[str, object]) -> list[ColumnError]:
        """Replace codes by names, and make the departments that nobody named before; one that is no more leaves the field as it was."""
        warnings = []
        for key in _naming_department(noun.kind):
            text = columns.get(key)
            if isinstance(text, str):
                try:
                    columns[key] = department_named(self.register, text)
                except RefusedError as error:
                    del columns[key]
                    warnings.append(ColumnError(key, text, error))
        return warnings


_NAMED: Final[Mapping[SheetKind, tuple[tuple[str, str, str], ...]]] = {
    SheetKind.STAFF: (("department", "department", "name"),),
    SheetKind.CUSTOMERS: (("phone", "customer", "phone"),),
    SheetKind.VEHICLES: (
        ("plate", "vehicle", "plate"),
        ("customer_no", "customer", "customer_no"),
        ("owner_phone", "customer", "phone"),
    ),
    SheetKind.ORDERS: (("vin", "vehicle", "vin"), ("plate", "vehicle", "plate")),
    SheetKind.OPPORTUNITIES: (("customer_no", "customer", "customer_no"), ("phone", "customer", "phone")),
    SheetKind.NEEDS: (("customer_no", "customer", "customer_no"), ("phone", "customer", "phone")),
    SheetKind.PROSPECTS: (("vin", "vehicle", "vin"),),
    SheetKind.RECALLS: (("recall_no", "recall", "recall_no"), ("vin", "recall_vin", "vin")),
}
"""By the kind of a file which of its columns names what in which table, besides the record itself."""


# asked for each row of a file
@cache
def _places_of(kind: str) -> tuple[Mapping[str, str | None], Mapping[str, object]]:
    """By key the column that holds it, if one does, and what an emptied one holds where that is not nothing."""
    fields = noun_of(SheetKind(kind)).fields
    return {each.key: each.stored for each in fields}, {each.key: each.emptied for each in fields if each.emptied is not None}


@cache
def naming_staff(kind: str) -> tuple[str, ...]:
    """The keys of a kind that name a member of staff."""
    return tuple(each.key for each in noun_of(SheetKind(kind)).fields if each.type.refers == STAFF.refers)


@cache
def _naming_department(kind: str) -> tuple[str, ...]:
    """The keys of a kind that name a department."""
    return tuple(each.key for each in noun_of(SheetKind(kind)).fields if each.type.refers == DEPARTMENT.refers)


def _spelt(values: Values) -> dict[str, object]:
    """How the name is searched for, where a name is given."""
    name = values.get("name")
    return {"pinyin": pinyin_of(str(name)), "initials": initials_of(str(name))} if name else {}
