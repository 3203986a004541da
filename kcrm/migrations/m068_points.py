"""Points (积分), as rows of a ledger that are never changed, and vouchers (代金券).

Orders are queued by triggers, so that no write can forget what one earns; the queue is drained before commit. The building blocks are
those of m001.
"""

import sqlite3

from kcrm.migrations.m001_desk import date_column, instant_column, one_of, queue_trigger

_SINCE = "(SELECT max(store.go_live_on, coalesce((SELECT from_on FROM points_start), '')) FROM store)"
_PAID = "labor_fen, parts_fen, payer, type, vehicle_id, opened_at, closed_on"
_OTHERWISE = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _PAID.split(", "))
_ORDERS_OF = f"SELECT id FROM repair_order WHERE vehicle_id = {{}}.vehicle_id AND closed_on >= {_SINCE}"


def _queue(name: str, event: str, orders: str) -> str:
    return f"""
CREATE TRIGGER points_{name} AFTER {event} BEGIN
    INSERT INTO points_queue (id) {orders} ON CONFLICT DO NOTHING;
END;
"""


SQL = f"""
-- Since when points are earned, of a store that worked before it had them; of any other that is the day it went live.
CREATE TABLE points_start (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    {date_column("from_on", "NOT NULL")}
) STRICT;

-- Orders of which it is to be said anew what they earn. They may be gone.
CREATE TABLE points_queue (
    id INTEGER PRIMARY KEY
) STRICT;

-- until_on: the last day on which they hold; empty of what is taken from whatever holds. source: the order, complaint, prospect or voucher, by
-- its identifier, which may be gone.
CREATE TABLE points (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    kind TEXT NOT NULL {one_of("kind", "opening", "earned", "redeemed", "expired", "corrected", "reversed")},
    points INTEGER NOT NULL CHECK (points <> 0),
    {date_column("booked_on", "NOT NULL")},
    {date_column("until_on")},
    source TEXT CHECK (source <> ''),
    by_id INTEGER REFERENCES staff (id),
    note TEXT CHECK (note <> ''),
    CHECK (kind NOT IN ('opening', 'earned') OR points > 0),
    CHECK (kind NOT IN ('redeemed', 'expired') OR points < 0),
    CHECK (kind NOT IN ('opening', 'earned', 'expired') OR until_on IS NOT NULL)
) STRICT;
CREATE INDEX points_of ON points (customer_id, until_on, points);
CREATE INDEX points_from ON points (source, customer_id, until_on, kind, points) WHERE source IS NOT NULL;

-- value_fen: what it takes off an order. points: what was paid for it. until_on: the last day, where it has one. order_id: the order on which it was
-- used; no reference, so that an order may be taken back: then the voucher is open again.
CREATE TABLE voucher (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    voucher_no TEXT UNIQUE CHECK (voucher_no <> ''),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    kind TEXT NOT NULL DEFAULT 'maintenance' {one_of("kind", "maintenance", "premium")},
    value_fen INTEGER NOT NULL CHECK (value_fen > 0),
    points INTEGER NOT NULL DEFAULT 0 CHECK (points >= 0),
    {instant_column("issued_at", "NOT NULL")},
    {date_column("issued_on", "NOT NULL")},
    {date_column("until_on")},
    order_id INTEGER,
    {date_column("used_on")},
    {date_column("cancelled_on")},
    note TEXT CHECK (note <> ''),
    CHECK ((order_id IS NULL) = (used_on IS NULL)),
    CHECK (used_on IS NULL OR cancelled_on IS NULL)
) STRICT;
CREATE INDEX voucher_of ON voucher (customer_id);
CREATE UNIQUE INDEX voucher_on ON voucher (order_id) WHERE order_id IS NOT NULL;

{
    _queue(
        "order_insert",
        f"INSERT ON repair_order WHEN NEW.payer = 'customer' AND NEW.closed_on >= {_SINCE}",
        "VALUES (NEW.id)",
    )
}
{_queue("order_update", f"UPDATE OF {_PAID} ON repair_order WHEN {_OTHERWISE}", "VALUES (NEW.id)")}
{_queue("order_delete", "DELETE ON repair_order", "VALUES (OLD.id)")}
{_queue("owner_insert", "INSERT ON ownership", _ORDERS_OF.format("NEW"))}
{_queue("owner_update", "UPDATE ON ownership", _ORDERS_OF.format("NEW"))}
{_queue("owner_delete", "DELETE ON ownership", _ORDERS_OF.format("OLD"))}
{_queue("voucher_insert", "INSERT ON voucher WHEN NEW.order_id IS NOT NULL", "VALUES (NEW.order_id)")}
{
    _queue(
        "voucher_update",
        "UPDATE OF order_id, value_fen ON voucher WHEN NEW.order_id IS NOT NULL OR OLD.order_id IS NOT NULL",
        "SELECT value FROM (SELECT NEW.order_id AS value UNION SELECT OLD.order_id) WHERE value IS NOT NULL",
    )
}
{_queue("voucher_delete", "DELETE ON voucher WHEN OLD.order_id IS NOT NULL", "VALUES (OLD.order_id)")}
{queue_trigger("points_insert", "INSERT ON points", "SELECT NEW.customer_id, '' WHERE true")}
{
    queue_trigger(
        "points_update",
        "UPDATE OF customer_id, points, until_on ON points",
        "SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true",
    )
}
{queue_trigger("points_delete", "DELETE ON points", "SELECT OLD.customer_id, '' WHERE true")}
"""


def upgrade(connection: sqlite3.Connection) -> None:
    """A desk that is at work earns points from the day of its latest operation on: nothing from before, however late it is entered."""
    connection.execute("INSERT INTO points_start (id, from_on) SELECT 1, max(date(at)) FROM operation HAVING max(at) IS NOT NULL")
