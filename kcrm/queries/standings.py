"""What classification has stored, read: the ranking, its classes and curve, who moved, how many are how alive."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping, Sequence
from datetime import date

from kcrm.model import AwayReason, CustomerClass, Lifecycle, MovePart, OrderType
from kcrm.model.classes import Away
from kcrm.named import NamedTuple
from kcrm.queries.rows import record

_RANKED = """
WITH ranked AS (
    SELECT classification.*, classification.class AS customer_class, customer.customer_no, customer.name AS customer,
        row_number() OVER (
            ORDER BY ev_e4 DESC, last_visit_on DESC, paid_fen DESC, customer.customer_no IS NULL, customer.customer_no, classification.id
        ) AS rank
    FROM classification JOIN customer USING (id)
)
"""

_MOVES = """
SELECT class_move.*, classification_run.run_on, customer.customer_no, customer.name AS customer
FROM class_move
JOIN classification_run ON classification_run.id = class_move.run_id
JOIN customer ON customer.id = class_move.customer_id
"""

_SUMMARY = """
SELECT class AS customer_class, count(*) AS customers, sum(ev_e4) AS ev_e4, min(ev_e4) AS least_e4
FROM classification GROUP BY class ORDER BY class
"""

_TENTHS = f"""
{_RANKED}
SELECT (rank * 10 + (SELECT count(*) FROM classification) - 1) / (SELECT count(*) FROM classification) AS tenth,
    count(*) AS customers, sum(ev_e4) AS ev_e4
FROM ranked GROUP BY tenth ORDER BY tenth
"""  # noqa: S608 - our own statement

_PRESENT_BUSINESS = """
SELECT repair_order.id, repair_order.order_no, repair_order.type, repair_order.closed_on, vehicle.plate,
    repair_order.labor_fen + repair_order.parts_fen + repair_order.other_fen AS paid_fen
FROM ownership
JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id
    AND repair_order.opened_on >= coalesce(ownership.from_on, '') AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
JOIN vehicle ON vehicle.id = ownership.vehicle_id
WHERE ownership.customer_id = :customer_id AND coalesce(ownership.from_on, '') <= :on AND repair_order.opened_on <= :on
    AND repair_order.closed_on > :after AND repair_order.closed_on <= :on
    AND repair_order.payer = 'customer' AND repair_order.type IN (SELECT value FROM json_each(:types))
ORDER BY repair_order.closed_on DESC, repair_order.id DESC
"""


class Ranked(NamedTuple):
    """A customer at their place. e4: ten-thousandths of a fen; visits: in the policy's months; paid_fen: ever; judged_on: last written."""

    id: int
    customer_no: str | None
    customer: str
    customer_class: CustomerClass
    rank: int
    ev_e4: int
    cb_fen: int
    paid_fen: int
    visits: int
    last_visit_on: date | None
    lifecycle: Lifecycle | None
    since_on: date
    judged_on: date
    policy_version_id: int


class ClassSum(NamedTuple):
    """One class: how many, what they are worth together, and the least of them."""

    customer_class: CustomerClass
    customers: int
    ev_e4: int
    least_e4: int


class Tenth(NamedTuple):
    """A tenth of the customers by rank, 1 for the first."""

    tenth: int
    customers: int
    ev_e4: int


class Move(NamedTuple):
    """Somebody's change of class in a run."""

    customer_id: int
    customer_no: str | None
    customer: str
    class_before: CustomerClass
    class_after: CustomerClass
    part: MovePart
    ev_before_e4: int
    ev_after_e4: int
    cb_before_fen: int
    cb_after_fen: int
    run_on: date

    @property
    def rose(self) -> bool:
        """Whether they came to a better class."""
        return self.class_after < self.class_before


class PresentOrder(NamedTuple):
    """An order that counts as present business."""

    id: int
    order_no: str
    type: OrderType
    closed_on: date
    plate: str | None
    paid_fen: int


def ranking(
    connection: sqlite3.Connection, customer_class: CustomerClass | None, condition: str, values: Mapping[str, object], limit: int | None
) -> tuple[list[Ranked], int]:
    """The first so many customers of a class, None for all, and how many there are.

    condition: on `customer` and `classification`, with its values, as `kcrm.queries.filters` makes it.
    """
    among = f"""(:class IS NULL OR customer_class = :class) AND id IN (
        SELECT customer.id FROM customer JOIN classification USING (id) WHERE {condition}
    )"""  # noqa: S608 - our own names; values are bound
    arguments = {**values, "class": customer_class, "limit": -1 if limit is None else limit}
    page = f"{_RANKED} SELECT * FROM ranked WHERE {among} ORDER BY rank LIMIT :limit"  # noqa: S608
    rows = connection.execute(page, arguments).fetchall()
    found = [record(Ranked, row) for row in rows]
    if limit is None or len(found) < limit:
        return found, len(found)
    counted = f"{_RANKED} SELECT count(*) FROM ranked WHERE {among}"  # noqa: S608
    total: int = connection.execute(counted, arguments).fetchone()[0]
    return found, total


def ranked_customer(connection: sqlite3.Connection, customer_id: int) -> Ranked | None:
    """One customer at their place; None where they were not ranked."""
    row = connection.execute(f"{_RANKED} SELECT * FROM ranked WHERE id = ?", (customer_id,)).fetchone()  # noqa: S608
    return record(Ranked, row) if row else None


def class_of(connection: sqlite3.Connection, customer_id: int) -> tuple[CustomerClass, Lifecycle | None] | None:
    """A customer's class and lifecycle; None where they were not ranked."""
    row = connection.execute("SELECT class, lifecycle FROM classification WHERE id = ?", (customer_id,)).fetchone()
    return (CustomerClass(row[0]), Lifecycle(row[1]) if row[1] else None) if row else None


def summary(connection: sqlite3.Connection) -> list[ClassSum]:
    """Each class that has anybody."""
    return [record(ClassSum, row) for row in connection.execute(_SUMMARY)]


def tenths(connection: sqlite3.Connection) -> list[Tenth]:
    """What each tenth of the customers is worth, the best first; a tenth too small for anybody is left out."""
    return [record(Tenth, row) for row in connection.execute(_TENTHS)]


def moves_of_run(connection: sqlite3.Connection, run_id: int) -> list[Move]:
    """Who moved in a run: who rose first, then by value."""
    rows = connection.execute(f"{_MOVES} WHERE run_id = ? ORDER BY class_after > class_before, ev_after_e4 DESC, class_move.id", (run_id,))
    return [record(Move, row) for row in rows]


def moves_since(connection: sqlite3.Connection, since: date) -> list[Move]:
    """Who moved in runs for that day or later, latest run first; in each who rose first, then by value."""
    rows = connection.execute(
        f"{_MOVES} WHERE run_on >= ? ORDER BY run_id DESC, class_after > class_before, ev_after_e4 DESC, class_move.id",
        (since.isoformat(),),
    )
    return [record(Move, row) for row in rows]


def present_business(
    connection: sqlite3.Connection, customer_id: int, *, after: date, on: date, types: Sequence[OrderType]
) -> list[PresentOrder]:
    """The orders that count as a customer's present business on a day, latest first."""
    arguments = {"customer_id": customer_id, "after": after.isoformat(), "on": on.isoformat(), "types": json.dumps(list(types))}
    return [record(PresentOrder, row) for row in connection.execute(_PRESENT_BUSINESS, arguments)]


def lifecycle_counts(connection: sqlite3.Connection, since: date) -> list[tuple[Lifecycle | None, int, int]]:
    """How many customers are how alive, and how many have come to that since a day."""
    rows = connection.execute(
        """
        SELECT lifecycle, sum(customers) AS customers, sum(crossed) AS crossed FROM (
            SELECT lifecycle, count(*) AS customers, 0 AS crossed FROM classification GROUP BY lifecycle
            UNION ALL
            SELECT lifecycle_after, 0, count(*) FROM lifecycle_event WHERE crossed_on >= ? GROUP BY lifecycle_after
        ) GROUP BY lifecycle
        """,
        (since.isoformat(),),
    )
    return [(Lifecycle(row[0]) if row[0] else None, row[1], row[2]) for row in rows]


def away_counts(connection: sqlite3.Connection, since: date) -> list[tuple[AwayReason, int]]:
    """Why customers stayed away, as they said it since a day, the most frequent first; each customer's latest word counts."""
    rows = connection.execute(
        """
        SELECT reason, count(*) FROM away_reason AS said
        WHERE said_on >= ? AND id = (SELECT max(id) FROM away_reason WHERE customer_id = said.customer_id)
        GROUP BY reason ORDER BY count(*) DESC, reason
        """,
        (since.isoformat(),),
    )
    return [(AwayReason(row[0]), row[1]) for row in rows]


def away_of(connection: sqlite3.Connection, customer_id: int) -> Away | None:
    """Why this customer stays away; None where they never said."""
    row = connection.execute(
        """
        SELECT reason, said_on, (
            SELECT max(id) FROM measure
            WHERE state = 'worked' AND instr(',' || addresses || ',', ',' || reason || ',') > 0 AND checked_on >= said_on
        ) FROM away_reason WHERE customer_id = ? ORDER BY id DESC LIMIT 1
        """,
        (customer_id,),
    ).fetchone()
    return None if row is None else Away(AwayReason(row[0]), date.fromisoformat(row[1]), row[2])


def add_away_reason(connection: sqlite3.Connection, customer_id: int, call_id: int | None, reason: AwayReason, on: date) -> None:
    """Note why a customer stays away."""
    connection.execute(
        "INSERT INTO away_reason (customer_id, call_id, said_on, reason) VALUES (?, ?, ?, ?)",
        (customer_id, call_id, on.isoformat(), reason),
    )


def first_seen(connection: sqlite3.Connection, customer_id: int) -> date | None:
    """Since when somebody is a customer: the first delivery, order or takeover of a vehicle of theirs; None where none is known."""
    row = connection.execute(
        """
        SELECT min(day) FROM (
            SELECT coalesce(ownership.from_on, vehicle.delivered_on) AS day FROM ownership JOIN vehicle ON vehicle.id = vehicle_id
            WHERE customer_id = ?1
            UNION ALL
            SELECT min(opened_on) FROM ownership JOIN repair_order USING (vehicle_id)
            WHERE customer_id = ?1 AND opened_on >= coalesce(from_on, '') AND opened_on < coalesce(until_on, '9999')
        )
        """,
        (customer_id,),
    ).fetchone()
    return date.fromisoformat(row[0]) if row[0] else None


def spend_counts(connection: sqlite3.Connection, visits_x2: int, paid_x2: int) -> dict[CustomerClass, int]:
    """How many customers have many visits and a high spend (A), one of the two (B), neither (C), by twice what is more than usual."""
    rows = connection.execute(
        """
        SELECT CASE (2 * visits > ?1) + (2 * cb_fen > ?2) WHEN 2 THEN 'A' WHEN 1 THEN 'B' ELSE 'C' END AS class, count(*)
        FROM classification GROUP BY 1
        """,
        (visits_x2, paid_x2),
    )
    return {CustomerClass(row[0]): row[1] for row in rows}
