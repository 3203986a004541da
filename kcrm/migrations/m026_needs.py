"""Needs that wait, follow-ups about anything at all, and visits to customers, which have a place.

The building blocks are those of m001.
"""

import sqlite3

from kcrm.migrations.m001_desk import date_column, one_of, queue_trigger
from kcrm.migrations.rebuild import rebuild_table

_OF_CUSTOMER = "SELECT {row}.customer_id, '' WHERE true"

SQL = f"""
-- matter: what a follow-up of no kind of its own is about, in words. place: of a visit.
ALTER TABLE followup ADD COLUMN matter TEXT CHECK (matter <> '');
ALTER TABLE followup ADD COLUMN place TEXT CHECK (place <> '');

-- What a customer waits for: a part, a model, an offer, which has come on came_on, or a day (wanted_on). ended_on: it is wanted no more.
CREATE TABLE need (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    need_no TEXT UNIQUE CHECK (need_no <> ''),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    call_id INTEGER REFERENCES call (id),
    staff_id INTEGER REFERENCES staff (id),
    what TEXT NOT NULL {one_of("what", "part", "model", "offer", "day")},
    text TEXT NOT NULL CHECK (text <> ''),
    {date_column("wanted_on")},
    {date_column("noted_on", "NOT NULL")},
    {date_column("came_on")},
    {date_column("ended_on")},
    reason TEXT,
    CHECK ((what = 'day') = (wanted_on IS NOT NULL)),
    CHECK (what <> 'day' OR came_on IS NULL)
) STRICT;
CREATE INDEX need_of_customer ON need (customer_id);
CREATE INDEX need_of_vehicle ON need (vehicle_id) WHERE vehicle_id IS NOT NULL;
{queue_trigger("need_insert", "INSERT ON need", _OF_CUSTOMER.format(row="NEW"))}
{
    queue_trigger(
        "need_update",
        "UPDATE OF customer_id, vehicle_id, what, wanted_on, came_on, ended_on ON need",
        "SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true",
    )
}
{queue_trigger("need_delete", "DELETE ON need", _OF_CUSTOMER.format(row="OLD"))}
"""


def upgrade(connection: sqlite3.Connection) -> None:
    """A follow-up may be a visit, and have been settled by one."""
    ends = "CHECK ((state = 'open') = (ended_at IS NULL))"
    changes = {
        "channel IN ('call', 'message')": "channel IN ('call', 'message', 'visit')",
        ends: f"{ends}, CHECK ((kind = 'other') = (matter IS NOT NULL)), CHECK ((channel = 'visit') = (place IS NOT NULL))",
    }
    rebuild_table(connection, "followup", changes)
    connection.execute("CREATE INDEX followup_open_visit ON followup (call_on) WHERE state = 'open' AND channel = 'visit'")
    rebuild_table(connection, "call", {"by IN ('phone', 'message', 'wechat')": "by IN ('phone', 'message', 'wechat', 'visit')"})
