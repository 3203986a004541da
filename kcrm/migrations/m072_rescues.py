"""Rescues on the road (救援): who asked for help, where, and when which step was taken.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, instant_column, one_of, queue_trigger

_OF_CUSTOMER = "SELECT {row}.customer_id, '' WHERE true"

SQL = f"""
-- customer_id: who is called about it; caller: who rang, where that is somebody else. vehicle_id: empty of a car that is not known here, which car
-- tells in words. *_within: minutes, as the policy asked when it was written down. told_on: when that was.
CREATE TABLE rescue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    rescue_no TEXT UNIQUE CHECK (rescue_no <> ''),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    caller TEXT CHECK (caller <> ''),
    vehicle_id INTEGER REFERENCES vehicle (id),
    car TEXT CHECK (car <> ''),
    place TEXT NOT NULL CHECK (place <> ''),
    fault TEXT NOT NULL CHECK (fault <> ''),
    {instant_column("asked_at", "NOT NULL")},
    {date_column("asked_on", "NOT NULL")},
    {instant_column("answered_at")},
    {instant_column("dispatched_at")},
    {instant_column("arrived_at")},
    {instant_column("closed_at")},
    {date_column("solved_on")},
    solved TEXT {one_of("solved", "on_spot", "towed_in", "cancelled")},
    rescuer_id INTEGER REFERENCES staff (id),
    cost_fen INTEGER CHECK (cost_fen >= 0),
    payer TEXT {one_of("payer", "customer", "warranty", "insurer", "internal")},
    order_id INTEGER REFERENCES repair_order (id),
    answer_within INTEGER NOT NULL CHECK (answer_within > 0),
    dispatch_within INTEGER NOT NULL CHECK (dispatch_within > 0),
    arrive_within INTEGER NOT NULL CHECK (arrive_within > 0),
    {date_column("told_on", "NOT NULL")},
    note TEXT CHECK (note <> ''),
    CHECK ((closed_at IS NULL) = (solved IS NULL)),
    CHECK ((closed_at IS NULL) = (solved_on IS NULL)),
    CHECK (arrived_at IS NULL OR dispatched_at IS NOT NULL),
    CHECK (solved IS NULL OR solved = 'cancelled' OR arrived_at IS NOT NULL)
) STRICT;
CREATE INDEX rescue_of_customer ON rescue (customer_id);
CREATE INDEX rescue_of_vehicle ON rescue (vehicle_id) WHERE vehicle_id IS NOT NULL;
CREATE INDEX rescue_of_order ON rescue (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX rescue_open ON rescue (asked_at) WHERE closed_at IS NULL;
{queue_trigger("rescue_insert", "INSERT ON rescue", _OF_CUSTOMER.format(row="NEW"))}
{
    queue_trigger(
        "rescue_update",
        "UPDATE OF customer_id, solved, solved_on, told_on ON rescue",
        "SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true",
    )
}
{queue_trigger("rescue_delete", "DELETE ON rescue", _OF_CUSTOMER.format(row="OLD"))}
"""
