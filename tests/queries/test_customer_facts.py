"""The facts that planning reads, held against the rows themselves on random desks: with all of their history and with what a plan needs."""

from __future__ import annotations

from contextlib import closing
from datetime import date
from zoneinfo import ZoneInfo

from dbfiles import fresh, text
from hypothesis import example, given
from hypothesis import strategies as st
from laws import examples

from kcrm.model import ClosedOrder, MileageReading, NeededHistory, OrderType
from kcrm.queries.customer_facts import facts_of

ZONE = ZoneInfo("Asia/Shanghai")
MAINTENANCE = (OrderType.PAID_MAINTENANCE, OrderType.FREE_INSPECTION)
NO_VISIT = (OrderType.INTERNAL, OrderType.PDI, OrderType.FREE_INSPECTION)  # one of them maintains, and is no visit all the same
ONE = date(2026, 1, 1)
# few days, so that many fall on one, and on those that are asked for
DAYS = st.sampled_from([date(2026, 1, day) for day in range(1, 9)])
ORDERS = st.lists(st.tuples(DAYS, st.none() | DAYS, st.sampled_from(OrderType), st.none() | st.integers(0, 5), st.booleans()), max_size=6)
CARS = st.tuples(st.none() | DAYS, st.none() | DAYS, ORDERS, st.dictionaries(DAYS, st.integers(0, 5), max_size=2))
NEEDED = st.builds(
    NeededHistory,
    orders_since=st.just(date.min) | DAYS,
    maintained_since=st.just(date.min) | DAYS,
    kept=st.frozensets(st.tuples(st.integers(1, 3), DAYS), max_size=3),
)


def fill(connection, cars):
    """Everybody's cars are customer 1's since the day given; of the orders those marked are complained of. The rows as they were given."""
    connection.execute("INSERT INTO customer (name, pinyin, initials) VALUES ('x', 'x', 'x')")
    rows = []
    for vehicle, (delivered, from_on, orders, readings) in enumerate(cars, 1):
        connection.execute("INSERT INTO vehicle (vin, delivered_on) VALUES (?, ?)", (f"{vehicle:017}", text(delivered)))
        connection.execute("INSERT INTO ownership (vehicle_id, customer_id, from_on) VALUES (?, 1, ?)", (vehicle, text(from_on)))
        for on, km in readings.items():
            connection.execute("INSERT INTO mileage_reading (vehicle_id, read_on, km) VALUES (?, ?, ?)", (vehicle, text(on), km))
        for opened, closed, kind, km, complained in orders:
            last = None if closed is None else max(opened, closed)
            number = connection.execute(
                "INSERT INTO repair_order (order_no, vehicle_id, type, opened_at, opened_on, closed_at, closed_on, mileage_km)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
                (f"R{len(rows)}", vehicle, kind, f"{opened}T01:00:00Z", text(opened), last and f"{last}T02:00:00Z", text(last), km),
            ).fetchone()[0]
            rows.append((vehicle, number, f"R{len(rows)}", opened, last, kind, km, complained))
            if complained:
                connection.execute(
                    "INSERT INTO complaint (customer_id, order_id, received_at, received_on, opened_at, severity, description, level,"
                    " policy_version_id) VALUES (1, ?1, ?2, '2026-01-09', ?2, 'minor', 'x', 'specialist', 1)",
                    (number, "2026-01-09T01:00:00Z"),
                )
    return rows


def reckoned(vehicle, car, rows, needed):
    """By plain loops: last visit; last maintenance with its mileage and number; readings; closed orders."""
    delivered, from_on, _orders, readings = car
    own = sorted((row for row in rows if row[0] == vehicle), key=lambda row: (row[3], row[1]))
    visits = [row for row in own if row[5] not in NO_VISIT]
    maintained = [row for row in visits if row[5] in MAINTENANCE]
    days = dict(readings)
    for row in own:
        if row[6] is not None:
            days[row[3]] = max(row[6], days.get(row[3], 0))
    starts = [delivered, maintained[-1][3] if maintained else None]
    counts = needed is None or any(on is not None and (on >= needed.maintained_since or (vehicle, on) in needed.kept) for on in starts)
    return (
        visits[-1][3] if visits else None,
        maintained[-1][3] if maintained else None,
        maintained[-1][6] if maintained else None,
        maintained[-1][1] if maintained else None,
        tuple(MileageReading(on, days[on]) for on in sorted(days)) if counts else (),
        tuple(
            ClosedOrder(number, order_no, kind, closed, accident=False, overhaul=False, brought_by=None, brought_by_phone=None)
            for _vehicle, number, order_no, _opened, closed, kind, _km, complained in visits
            if closed is not None
            and (from_on is None or closed >= from_on)
            and (needed is None or closed >= needed.orders_since or (vehicle, closed) in needed.kept or complained)
        ),
    )


@examples(400)
@given(st.lists(CARS, min_size=1, max_size=3), st.none() | NEEDED)
@example([(None, None, [(ONE, ONE, OrderType.PAID_MAINTENANCE, 1, False), (ONE, None, OrderType.PAID_MAINTENANCE, 2, False)], {})], None)
def test_the_facts_of_a_vehicle_are_those_of_its_rows_as_far_as_they_are_needed(cars, needed):
    with closing(fresh()) as connection:
        rows = fill(connection, cars)
        (customer,) = facts_of(connection, [1], maintenance=MAINTENANCE, no_visit=NO_VISIT, zone=ZONE, needed=needed)
    found = [
        (
            each.last_visit_on,
            each.last_maintenance_on,
            each.last_maintenance_km,
            each.last_maintenance_order_id,
            each.readings,
            each.orders,
        )
        for each in customer.vehicles
    ]
    assert found == [reckoned(vehicle, car, rows, needed) for vehicle, car in enumerate(cars, 1)]
