"""The ledger of points and the vouchers: read, and what orders earn written in one statement for all of them."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from typing import Final

from kcrm.model import OrderType
from kcrm.model.points import Entry, PaidOrder, PointsKind, Voucher, VoucherKind
from kcrm.named import NamedTuple
from kcrm.policy_campaigns import PointsPolicy
from kcrm.queries.rows import plain_rows
from kcrm.queries.things import Thing
from kcrm.storage.oplog import instant

OWNER_THEN: Final = """ownership.vehicle_id = repair_order.vehicle_id AND coalesce(ownership.from_on, '') <= repair_order.opened_on
    AND repair_order.opened_on < coalesce(ownership.until_on, '9999')"""
"""Of the vehicle of an order whoever had it when that was opened."""
# the same day so many months later, or the month's last day, as `months_after` has it
_UNTIL: Final = """min(date(repair_order.closed_on, '+' || :months || ' months'),
    date(repair_order.closed_on, 'start of month', '+' || (:months + 1) || ' months', '-1 day'))"""

_EARNING: Final = """repair_order.payer = 'customer' AND repair_order.closed_on >= (
    SELECT max(store.go_live_on, coalesce((SELECT from_on FROM points_start), '')) FROM store)"""
_POINTS: Final = """(max(0, repair_order.labor_fen + repair_order.parts_fen - coalesce((
    SELECT sum(voucher.value_fen) FROM voucher WHERE voucher.order_id = repair_order.id), 0)) / 100 * :per_yuan)"""
_OF_ORDER: Final = "FROM points WHERE points.source = 'R' || points_queue.id"

# What each queued order earns by the rule, beside what its rows say. Its points are of one owner and one day; of any other owner or day
# none are. What has expired of it is not taken twice, and what would have expired by today is not earned any more.
# CROSS JOIN: the queue first, as there are few, and each order by its number
_SETTLE: Final = f"""
WITH stands AS (
    SELECT points_queue.id, points.customer_id, points.until_on, sum(points.points) AS points,
        sum(sum(CASE WHEN points.kind = 'expired' THEN -points.points ELSE 0 END)) OVER (PARTITION BY points_queue.id) AS expired
    FROM points_queue CROSS JOIN points ON points.source = 'R' || points_queue.id AND points.until_on IS NOT NULL
    GROUP BY points_queue.id, points.customer_id, points.until_on
), changed AS (
    SELECT stands.id, stands.customer_id, stands.until_on, stands.points AS had, CASE WHEN ownership.id IS NULL THEN 0
        WHEN stands.until_on < :today THEN max(0, min(stands.points, {_POINTS} - stands.expired))
        ELSE max(0, {_POINTS} - stands.expired) END AS gets, :today AS booked_on
    FROM stands LEFT JOIN repair_order ON repair_order.id = stands.id AND {_EARNING} AND {_UNTIL} = stands.until_on
    LEFT JOIN ownership ON {OWNER_THEN} AND ownership.customer_id = stands.customer_id
    UNION ALL
    SELECT points_queue.id, ownership.customer_id, {_UNTIL}, 0,
        max(0, {_POINTS} + coalesce((SELECT sum(points.points) {_OF_ORDER} AND points.kind = 'expired'), 0)),
        CASE WHEN EXISTS (SELECT 1 {_OF_ORDER}) THEN :today ELSE repair_order.closed_on END
    FROM points_queue CROSS JOIN repair_order ON repair_order.id = points_queue.id AND {_EARNING}
    CROSS JOIN ownership ON {OWNER_THEN}
    WHERE {_UNTIL} >= :today AND NOT EXISTS (
        SELECT 1 {_OF_ORDER} AND points.customer_id = ownership.customer_id AND points.until_on = {_UNTIL})
)
INSERT INTO points (customer_id, kind, points, booked_on, until_on, source)
SELECT customer_id, 'reversed', -had, :today, until_on, 'R' || id FROM changed WHERE had <> gets AND had <> 0
UNION ALL SELECT customer_id, 'earned', gets, booked_on, until_on, 'R' || id FROM changed WHERE had <> gets AND gets <> 0
"""  # noqa: S608 - our own words
_ENTRIES: Final = "SELECT id, kind, points, booked_on, until_on, source, note FROM points WHERE customer_id = ? ORDER BY id"
_ORDER: Final = f"""
SELECT repair_order.id, ownership.customer_id, repair_order.type, repair_order.opened_at, repair_order.payer = 'customer' AS paid,
    repair_order.closed_on
FROM repair_order LEFT JOIN ownership ON {OWNER_THEN}
"""  # noqa: S608 - our own words
_THEIRS: Final = f"""{_ORDER}
WHERE repair_order.vehicle_id IN (SELECT vehicle_id FROM ownership WHERE customer_id = :customer) AND ownership.customer_id = :customer
    AND repair_order.opened_at > :since
"""  # noqa: S608 - as above
_SPENT: Final = f"""
SELECT coalesce(sum(labor_fen + parts_fen + other_fen), 0) FROM repair_order JOIN ownership ON {OWNER_THEN}
WHERE repair_order.vehicle_id IN (SELECT vehicle_id FROM ownership WHERE customer_id = :customer) AND ownership.customer_id = :customer
    AND payer = 'customer' AND closed_on > :since AND closed_on <= :until
"""  # noqa: S608 - as above


def is_queued(connection: sqlite3.Connection) -> bool:
    """Whether it is to be said anew of any order what it earns."""
    return connection.execute("SELECT 1 FROM points_queue LIMIT 1").fetchone() is not None


def is_any(connection: sqlite3.Connection) -> bool:
    """Whether anybody has points, or ever had."""
    return connection.execute("SELECT 1 FROM points LIMIT 1").fetchone() is not None


def settle(connection: sqlite3.Connection, policy: PointsPolicy, today: date) -> None:
    """Write what the queued orders earn, and take back what they no longer do; the queue is empty then."""
    connection.execute(_SETTLE, {"months": policy.valid_months, "per_yuan": policy.per_yuan, "today": today.isoformat()})
    connection.execute("DELETE FROM points_queue")


def used_on_queued(connection: sqlite3.Connection) -> list[Voucher]:
    """The vouchers that were used on an order that is queued, whether it is still there or not."""
    rows = connection.execute("SELECT voucher.* FROM voucher JOIN points_queue ON points_queue.id = voucher.order_id ORDER BY voucher.id")
    return [_voucher(row) for row in rows]


def open_again(connection: sqlite3.Connection, voucher_id: int) -> None:
    """A voucher is used on no order any more."""
    connection.execute("UPDATE voucher SET order_id = NULL, used_on = NULL WHERE id = ?", (voucher_id,))


def entries_of(connection: sqlite3.Connection, customer_id: int) -> list[Entry]:
    """The rows of a customer's ledger, in the order in which they were written."""
    return [
        Entry(number, PointsKind(kind), points, date.fromisoformat(on), until and date.fromisoformat(until), source, note)
        for number, kind, points, on, until, source, note in plain_rows(connection, _ENTRIES, (customer_id,))
    ]


def enter(connection: sqlite3.Connection, customer_id: int, entry: Entry, by_id: int | None = None) -> None:
    """Add a row to a customer's ledger, which gives it its number. by_id: who does so."""
    connection.execute(
        "INSERT INTO points (customer_id, kind, points, booked_on, until_on, source, by_id, note) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (
            customer_id,
            entry.kind,
            entry.points,
            entry.on.isoformat(),
            None if entry.until is None else entry.until.isoformat(),
            entry.source,
            by_id,
            entry.note,
        ),
    )


def with_overdue(connection: sqlite3.Connection, today: date) -> list[int]:
    """Who has points whose last day is past, and of which not all are spent: what is spent is taken from those first."""
    rows = connection.execute(
        "SELECT customer_id FROM points WHERE until_on IS NULL OR until_on < ? GROUP BY customer_id HAVING sum(points) > 0",
        (today.isoformat(),),
    )
    return [row[0] for row in rows]


def has_earned(connection: sqlite3.Connection, source: str) -> bool:
    """Whether a complaint or prospect has earned points, whoever has them."""
    return connection.execute("SELECT 1 FROM points WHERE source = ? AND kind = 'earned' LIMIT 1", (source,)).fetchone() is not None


class Case(NamedTuple):
    """Whose a complaint is, or who referred a prospect; done: whether it is one that points are given for."""

    customer_id: int | None
    done: bool


def case(connection: sqlite3.Connection, thing: Thing, number: int) -> Case:
    """A complaint, done unless it was found malicious; or a prospect, done once they bought."""
    statement = (
        "SELECT referred_by_id, stage = 'delivered' FROM prospect WHERE id = ?"
        if thing is Thing.PROSPECT
        else "SELECT customer_id, finding IS NOT 'malicious' AND cause IS NOT 'malicious' FROM complaint WHERE id = ?"
    )
    customer_id, done = connection.execute(statement, (number,)).fetchone()
    return Case(customer_id, bool(done))


class Issued(NamedTuple):
    """A voucher that is issued. points: what was given for it. at: aware, in the dealership's zone."""

    kind: VoucherKind
    value_fen: int
    points: int
    at: datetime
    until_on: date | None = None
    note: str | None = None


def issue(connection: sqlite3.Connection, customer_id: int, issued: Issued) -> int:
    """A new voucher; its number."""
    last = None if issued.until_on is None else issued.until_on.isoformat()
    found = connection.execute(
        "INSERT INTO voucher (customer_id, kind, value_fen, points, issued_at, issued_on, until_on, note)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        (customer_id, issued.kind, issued.value_fen, issued.points, instant(issued.at), issued.at.date().isoformat(), last, issued.note),
    ).fetchone()
    return int(found[0])


def use(connection: sqlite3.Connection, voucher_id: int, order_id: int, on: date) -> None:
    """A voucher is used on an order."""
    connection.execute("UPDATE voucher SET order_id = ?, used_on = ? WHERE id = ?", (order_id, on.isoformat(), voucher_id))


def cancel(connection: sqlite3.Connection, voucher_id: int, on: date, note: str) -> None:
    """A voucher is good for nothing any more. note: why."""
    connection.execute("UPDATE voucher SET cancelled_on = ?, note = ? WHERE id = ?", (on.isoformat(), note, voucher_id))


def used_on(connection: sqlite3.Connection, order_id: int) -> int | None:
    """The voucher that was used on an order; None where none was."""
    row = connection.execute("SELECT id FROM voucher WHERE order_id = ?", (order_id,)).fetchone()
    return int(row[0]) if row is not None else None


def voucher(connection: sqlite3.Connection, number: int) -> Voucher:
    """The voucher with this number."""
    return _voucher(connection.execute("SELECT * FROM voucher WHERE id = ?", (number,)).fetchone())


def vouchers_of(connection: sqlite3.Connection, customer_id: int) -> list[Voucher]:
    """The vouchers of a customer, the latest first."""
    return [_voucher(row) for row in connection.execute("SELECT * FROM voucher WHERE customer_id = ? ORDER BY id DESC", (customer_id,))]


def order(connection: sqlite3.Connection, number: int) -> PaidOrder | None:
    """An order with whose the vehicle was; None where it is gone."""
    row = connection.execute(f"{_ORDER} WHERE repair_order.id = ?", (number,)).fetchone()
    return _order(row) if row is not None else None


def orders_since(connection: sqlite3.Connection, customer_id: int, since: datetime) -> list[PaidOrder]:
    """The orders of vehicles while a customer owned them, opened after this moment; UTC or aware."""
    rows = connection.execute(_THEIRS, {"customer": customer_id, "since": instant(since)})
    return [_order(row) for row in rows]


def spent_fen(connection: sqlite3.Connection, customer_id: int, since: date, until: date) -> int:
    """What a customer paid in labour, parts and other charges on orders that were closed after the one day, up to the other; in fen."""
    row = connection.execute(_SPENT, {"customer": customer_id, "since": since.isoformat(), "until": until.isoformat()}).fetchone()
    return int(row[0])


def balances(
    connection: sqlite3.Connection, today: date, theirs: str, values: Mapping[str, object], limit: int | None
) -> tuple[list[tuple[int, str | None, str, str | None, int]], int]:
    """Customers who have points, or owe some: id, number, name, phone and points, most first; and how many there are.

    What has expired is not counted, taken or not. theirs: a condition on `customer`, with the values that are bound in it.
    """
    given = {**values, "today": today.isoformat(), "limit": -1 if limit is None else limit}
    rows = connection.execute(_BALANCES.format(theirs=theirs), given).fetchall()
    return [tuple(row)[:-1] for row in rows], rows[0][-1] if rows else 0


def holding(connection: sqlite3.Connection, ids: Mapping[str, str]) -> dict[int, list[tuple[str, int]]]:
    """By customer what holds until which day, the first first; ids: as planning binds them. What is spent is taken from the front."""
    spent: dict[int, int] = defaultdict(int)
    found: dict[int, list[tuple[str, int]]] = defaultdict(list)
    for customer_id, until_on, points in plain_rows(connection, _HOLDING, ids):
        if until_on is None:
            spent[customer_id] -= points
            continue
        taken = min(max(spent[customer_id], 0), max(points, 0))
        spent[customer_id] -= taken if points > 0 else points
        if points > taken:
            found[customer_id].append((until_on, points - taken))
    return found


_BALANCES: Final = """
SELECT customer.id, customer.customer_no, customer.name, customer.phone, has.points, count(*) OVER ()
FROM (
    SELECT customer_id, sum(points) - max(0, sum(CASE WHEN until_on IS NULL OR until_on < :today THEN points ELSE 0 END)) AS points
    FROM points GROUP BY customer_id
) AS has JOIN customer ON customer.id = has.customer_id
WHERE has.points <> 0 AND {theirs} ORDER BY has.points DESC, customer.id LIMIT :limit
"""
_HOLDING: Final = """
SELECT customer_id, until_on, sum(points) FROM points WHERE customer_id IN (SELECT value FROM json_each(:ids))
GROUP BY customer_id, until_on ORDER BY customer_id, until_on
"""


def _voucher(row: sqlite3.Row) -> Voucher:
    until, used, cancelled = (row[column] and date.fromisoformat(row[column]) for column in ("until_on", "used_on", "cancelled_on"))
    return Voucher(
        row["id"],
        row["customer_id"],
        VoucherKind(row["kind"]),
        row["value_fen"],
        row["points"],
        datetime.fromisoformat(row["issued_at"]),
        date.fromisoformat(row["issued_on"]),
        until,
        row["order_id"],
        used,
        cancelled,
    )


def _order(row: sqlite3.Row) -> PaidOrder:
    closed = row["closed_on"]
    return PaidOrder(
        row["id"],
        row["customer_id"],
        OrderType(row["type"]),
        datetime.fromisoformat(row["opened_at"]),
        bool(row["paid"]),
        closed and date.fromisoformat(closed),
    )
