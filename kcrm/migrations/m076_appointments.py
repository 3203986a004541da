"""Appointments of the workshop (预约): whose vehicle comes when, to which team, for how long, and what became of it.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, instant_column, one_of, queue_trigger

# Who comes, whose vehicle it is, and who was to come with it before.
_OF_CUSTOMER = """SELECT {row}.customer_id, '' UNION SELECT customer_id, '' FROM ownership WHERE vehicle_id = {row}.vehicle_id AND until_on IS NULL
    UNION SELECT customer_id, '' FROM appointment WHERE vehicle_id = {row}.vehicle_id AND missed_on IS NOT NULL"""
# An order may be that of an appointment where the vehicle is awaited on that day.
_MAY_MATCH = """
    INSERT OR IGNORE INTO appointment_queue (id)
    SELECT NEW.id WHERE EXISTS (
        SELECT 1 FROM appointment WHERE vehicle_id = NEW.vehicle_id AND starts_on = NEW.opened_on
            AND order_id IS NULL AND cancelled_at IS NULL AND moved_at IS NULL
    ) OR EXISTS (SELECT 1 FROM appointment WHERE order_id = NEW.id);
"""

SQL = f"""
-- starts_on, clock: the same in the store's time. ends_at: as reckoned by the opening hours when it was booked. missed_on: on which day it was found that nobody came. instead_of_id: the
-- appointment that was moved here. order_id: the repair order that came of it.
CREATE TABLE appointment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    appointment_no TEXT UNIQUE CHECK (appointment_no <> ''),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    vehicle_id INTEGER NOT NULL REFERENCES vehicle (id),
    {instant_column("starts_at", "NOT NULL")},
    {date_column("starts_on", "NOT NULL")},
    clock TEXT NOT NULL CHECK (clock GLOB '[0-2][0-9]:[0-5][0-9]'),
    {instant_column("ends_at", "NOT NULL")},
    minutes INTEGER NOT NULL CHECK (minutes > 0),
    team TEXT NOT NULL {one_of("team", "mechanical", "body", "paint")},
    what TEXT NOT NULL CHECK (what <> ''),
    advisor_id INTEGER REFERENCES staff (id),
    came_by TEXT {one_of("came_by", "call", "phone", "message", "online", "shop")},
    {instant_column("booked_at", "NOT NULL")},
    {instant_column("confirmed_at")},
    {instant_column("arrived_at")},
    {instant_column("moved_at")},
    {instant_column("cancelled_at")},
    {date_column("missed_on")},
    instead_of_id INTEGER REFERENCES appointment (id),
    order_id INTEGER REFERENCES repair_order (id),
    note TEXT CHECK (note <> ''),
    CHECK (ends_at > starts_at),
    CHECK (moved_at IS NULL OR cancelled_at IS NULL),
    CHECK (arrived_at IS NULL OR (moved_at IS NULL AND cancelled_at IS NULL)),
    CHECK (order_id IS NULL OR (moved_at IS NULL AND cancelled_at IS NULL))
) STRICT;
CREATE INDEX appointment_of_customer ON appointment (customer_id);
CREATE INDEX appointment_of_vehicle ON appointment (vehicle_id, starts_on);
CREATE INDEX appointment_of_order ON appointment (order_id) WHERE order_id IS NOT NULL;
CREATE INDEX appointment_by_time ON appointment (starts_at);
CREATE INDEX appointment_held ON appointment (ends_at, starts_at) WHERE moved_at IS NULL AND cancelled_at IS NULL;
CREATE INDEX appointment_awaited ON appointment (starts_at)
    WHERE missed_on IS NULL AND arrived_at IS NULL AND order_id IS NULL AND moved_at IS NULL AND cancelled_at IS NULL;

-- Orders of which it is yet to be said whether they came of an appointment.
CREATE TABLE appointment_queue (id INTEGER PRIMARY KEY) STRICT;
CREATE TRIGGER appointment_queue_order_insert AFTER INSERT ON repair_order BEGIN {_MAY_MATCH} END;
CREATE TRIGGER appointment_queue_order_update AFTER UPDATE OF vehicle_id, type, opened_on, opened_at ON repair_order BEGIN {_MAY_MATCH} END;
CREATE TRIGGER appointment_queue_insert AFTER INSERT ON appointment BEGIN
    INSERT OR IGNORE INTO appointment_queue (id)
    SELECT id FROM repair_order WHERE vehicle_id = NEW.vehicle_id AND opened_on = NEW.starts_on AND NEW.order_id IS NULL;
END;
{queue_trigger("appointment_insert", "INSERT ON appointment", _OF_CUSTOMER.format(row="NEW"))}
{
    queue_trigger(
        "appointment_update",
        "UPDATE OF customer_id, vehicle_id, starts_on, booked_at, confirmed_at, arrived_at, moved_at, cancelled_at, missed_on, order_id "
        "ON appointment",
        f"{_OF_CUSTOMER.format(row='NEW')} UNION {_OF_CUSTOMER.format(row='OLD')}",
    )
}
{queue_trigger("appointment_delete", "DELETE ON appointment", _OF_CUSTOMER.format(row="OLD"))}
"""
