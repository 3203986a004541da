"""Whose the things are that were found: the customer, their phone, and the vehicle by which two of one name are told apart."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kcrm.named import NamedTuple
from kcrm.queries.lookup import Found, Thing
from kcrm.queries.things import OF_A_CUSTOMER


class Car(NamedTuple):
    """As staff call a vehicle."""

    plate: str | None
    model: str | None
    vin: str


class Whose(NamedTuple):
    """customer_id, customer: None where it is nobody's. phone: theirs. cars: the one that it is about, else those they own."""

    customer_id: int | None = None
    customer: str | None = None
    phone: str | None = None
    cars: tuple[Car, ...] = ()


# of no vehicle
_OF_NONE = frozenset(
    {
        *(Thing.OPPORTUNITY, Thing.FLEET, Thing.RELATION, Thing.PRODUCT, Thing.ANNIVERSARY, Thing.CONTRACT, Thing.BILL, Thing.PAYMENT),
        *(Thing.CREDIT_ASSESSMENT, Thing.CALL, Thing.CLUB, Thing.ATTENDANCE, Thing.POINTS, Thing.VOUCHER),
        Thing.CONSENT,
    }
)
# of each kind: what it is, whose, and which vehicle it is about
_LINKS: Mapping[Thing, str] = {
    Thing.CUSTOMER: "SELECT id, id, NULL FROM customer WHERE id IN (SELECT value FROM json_each(:ids))",
    Thing.VEHICLE: (
        "SELECT vehicle.id, customer_id, vehicle.id FROM vehicle LEFT JOIN ownership ON vehicle_id = vehicle.id AND until_on IS NULL"
        " WHERE vehicle.id IN (SELECT value FROM json_each(:ids))"
    ),
    Thing.ORDER: (
        "SELECT repair_order.id, customer_id, repair_order.vehicle_id FROM repair_order"
        " LEFT JOIN ownership ON ownership.vehicle_id = repair_order.vehicle_id AND until_on IS NULL"
        " WHERE repair_order.id IN (SELECT value FROM json_each(:ids))"
    ),
    Thing.MEMBER: "SELECT id, person_id, vehicle_id FROM member WHERE id IN (SELECT value FROM json_each(:ids))",
    **{
        thing: f"SELECT id, customer_id, {'NULL' if thing in _OF_NONE else 'vehicle_id'} FROM {thing}"  # noqa: S608 - our own names
        " WHERE id IN (SELECT value FROM json_each(:ids))"
        for thing in OF_A_CUSTOMER
    },
}
_CUSTOMERS = "SELECT id, name, phone FROM customer WHERE id IN (SELECT value FROM json_each(:ids))"
_CARS = "SELECT id, plate, model, vin FROM vehicle WHERE id IN (SELECT value FROM json_each(:ids))"
_OWNED = (
    "SELECT customer_id, plate, model, vin FROM ownership JOIN vehicle ON vehicle.id = vehicle_id"
    " WHERE until_on IS NULL AND customer_id IN (SELECT value FROM json_each(:ids)) ORDER BY vehicle.id"
)
_STAFF = "SELECT id, phone FROM staff WHERE id IN (SELECT value FROM json_each(:ids))"


def whose(connection: sqlite3.Connection, found: Sequence[Found]) -> list[Whose]:
    """For each thing whose it is; of a member of staff the phone alone."""
    ids: defaultdict[Thing, set[int]] = defaultdict(set)
    for each in found:
        ids[each.thing].add(each.id)
    links: dict[tuple[Thing, int], tuple[int | None, int | None]] = {}
    for thing, statement in _LINKS.items():
        for number, customer_id, vehicle_id in _rows(connection, statement, ids[thing]):
            links[thing, number] = customer_id, vehicle_id
    customers = {number: (name, phone) for number, name, phone in _rows(connection, _CUSTOMERS, {owner for owner, _car in links.values()})}
    cars = {number: Car(*car) for number, *car in _rows(connection, _CARS, {car for _owner, car in links.values()})}
    owned: defaultdict[int, list[Car]] = defaultdict(list)
    for owner, *car in _rows(connection, _OWNED, {owner for owner, car in links.values() if car is None}):
        owned[owner].append(Car(*car))
    staff: dict[int, str | None] = dict(_rows(connection, _STAFF, ids[Thing.STAFF]))

    def of(each: Found) -> Whose:
        if each.thing is Thing.STAFF:
            return Whose(phone=staff[each.id])
        owner, car = links.get((each.thing, each.id), (None, None))
        own = (cars[car],) if car is not None else tuple(owned.get(owner or 0, ()))
        return Whose(owner, *customers[owner], own) if owner is not None else Whose(cars=own)

    return [of(each) for each in found]


def _rows(connection: sqlite3.Connection, statement: str, ids: Iterable[int | None]) -> list[tuple[Any, ...]]:
    wanted = [number for number in ids if number is not None]
    return [tuple(row) for row in connection.execute(statement, {"ids": json.dumps(wanted)})] if wanted else []
