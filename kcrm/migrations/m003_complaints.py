"""Complaints with their history, and the days on which the store does not keep its weekly hours.

The building blocks are those of m001: dates as ISO text, instants as UTC text ending in Z, money in fen, flags 0/1.
"""

from kcrm.migrations.m001_desk import date_column, flag_column, instant_column, one_of, queue_trigger

_CAUSES = ("product", "service", "repair", "parts", "price", "malicious")
_CHANNELS = ("in_person", "phone", "web", "letter", "authority", "consumer_association", "media", "internet")
_SOURCES = ("on_spot", "call", "manufacturer", "hotline", "suggestion")
_LEVELS = ("specialist", "cs_manager", "department_head", "general_manager", "manufacturer")
_FINDINGS = ("valid", "communication", "malicious")
_STATES = ("received", "accepted", "assigned", "responded", "resolved", "recalled", "reopened", "closed")
_EVENTS = (
    "opened",
    "accepted",
    "assigned",
    "responded",
    "resolved",
    "recalled",
    "closed",
    "reopened",
    "escalated",
    "noted",
    "paused",
    "resumed",
    "handed_over",
)
_CLOCKS = ("accept", "resolve", "escalation", "field_request", "job", "reply")
_WORKS = ("field_request", "small_job", "medium_job", "large_job")

SQL = f"""
-- state, level, owner and what was found are those after the latest event: for lists; the events tell the whole story.
-- opened_at: when it was entered here, by the command's clock. manufacturer_no, reply_by_on: of a manufacturer's case.
CREATE TABLE complaint (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    complaint_no TEXT UNIQUE CHECK (complaint_no <> ''),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    order_id INTEGER REFERENCES repair_order (id),
    call_id INTEGER REFERENCES call (id),
    {instant_column("received_at", "NOT NULL")},
    {date_column("received_on", "NOT NULL")},
    {instant_column("opened_at", "NOT NULL")},
    severity TEXT NOT NULL {one_of("severity", "minor", "normal", "major")},
    cause TEXT {one_of("cause", *_CAUSES)},
    channel TEXT {one_of("channel", *_CHANNELS)},
    source TEXT {one_of("source", *_SOURCES)},
    description TEXT NOT NULL CHECK (description <> ''),
    manufacturer_no TEXT CHECK (manufacturer_no <> ''),
    {date_column("reply_by_on")},
    state TEXT NOT NULL DEFAULT 'received' {one_of("state", *_STATES)},
    level TEXT NOT NULL {one_of("level", *_LEVELS)},
    owner_id INTEGER REFERENCES staff (id),
    {flag_column("paused")},
    department TEXT CHECK (department <> ''),
    secondary_department TEXT CHECK (secondary_department <> ''),
    finding TEXT {one_of("finding", *_FINDINGS)},
    goodwill_fen INTEGER CHECK (goodwill_fen >= 0),
    goodwill_by_id INTEGER REFERENCES staff (id),
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id),
    CHECK ((goodwill_fen IS NULL) = (goodwill_by_id IS NULL)),
    CHECK (NOT paused OR state NOT IN ('resolved', 'recalled', 'closed'))
) STRICT;
CREATE INDEX complaint_of_customer ON complaint (customer_id, received_at);
CREATE INDEX complaint_of_vehicle ON complaint (vehicle_id, received_at);
CREATE INDEX complaint_by_day ON complaint (received_on);
CREATE INDEX complaint_open ON complaint (customer_id, level) WHERE state <> 'closed';

-- Append-only in meaning: a step once taken stays; `undo` alone takes it back.
-- owner_id, level: from this event on. informed_id: told in parallel. clock: missed, so that the sweep moved it up.
-- work: other work on a clock that begins here. reason: of a pause, or why a complaint starts above the specialist.
CREATE TABLE complaint_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    complaint_id INTEGER NOT NULL REFERENCES complaint (id),
    kind TEXT NOT NULL {one_of("kind", *_EVENTS)},
    {instant_column("at", "NOT NULL")},
    {instant_column("recorded_at", "NOT NULL")},
    staff_id INTEGER REFERENCES staff (id),
    level TEXT {one_of("level", *_LEVELS)},
    owner_id INTEGER REFERENCES staff (id),
    informed_id INTEGER REFERENCES staff (id),
    clock TEXT {one_of("clock", *_CLOCKS)},
    work TEXT {one_of("work", *_WORKS)},
    reason TEXT {one_of("reason", "waiting_customer", "waiting_parts", "public_channel", "repeated")},
    department TEXT,
    secondary_department TEXT,
    cause TEXT {one_of("cause", *_CAUSES)},
    finding TEXT {one_of("finding", *_FINDINGS)},
    {flag_column("satisfied", "")},
    goodwill_fen INTEGER CHECK (goodwill_fen >= 0),
    goodwill_by_id INTEGER REFERENCES staff (id),
    followup_id INTEGER REFERENCES followup (id),
    call_id INTEGER REFERENCES call (id),
    note TEXT CHECK (note <> ''),
    CHECK ((kind = 'recalled') = (satisfied IS NOT NULL)),
    CHECK (kind <> 'paused' OR reason IS NOT NULL),
    CHECK (kind <> 'escalated' OR level IS NOT NULL)
) STRICT;
CREATE INDEX complaint_event_of ON complaint_event (complaint_id, at);

-- A day whose hours are not those of its weekday; hours: empty for closed. A complaint is judged by what was set before it was opened, so
-- that a day set later moves no running deadline: the latest before it counts.
CREATE TABLE work_day (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    {date_column("day", "NOT NULL")},
    hours TEXT NOT NULL,
    name TEXT CHECK (name <> ''),
    {instant_column("set_at", "NOT NULL")}
) STRICT;
CREATE INDEX work_day_of ON work_day (day);

{queue_trigger("complaint_insert", "INSERT ON complaint", "SELECT NEW.customer_id, '' WHERE true")}
{
    queue_trigger(
        "complaint_update",
        "UPDATE OF customer_id, vehicle_id, received_on, state ON complaint",
        "SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true",
    )
}
{
    queue_trigger(
        "complaint_delete",
        "DELETE ON complaint",
        "SELECT OLD.customer_id, '' WHERE EXISTS (SELECT 1 FROM customer WHERE id = OLD.customer_id)",
    )
}
"""
