"""The owners' club (车主俱乐部): its members, its events and who came, and advertisements (广告投放).

The building blocks are those of m001.
"""

import sqlite3

from kcrm.migrations.m001_desk import date_column, one_of, queue_trigger
from kcrm.migrations.rebuild import rebuild_table

_TEXT = "{0} TEXT CHECK ({0} <> '')"
_INVITED = "SELECT customer_id, '' FROM attendance WHERE event_id = NEW.id"

SQL = f"""
-- A membership of the owners' club; whoever joins again has another one. club_no: on their card.
CREATE TABLE club (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    club_no TEXT UNIQUE CHECK (club_no <> ''),
    {date_column("from_on", "NOT NULL")},
    {date_column("until_on")},
    {_TEXT.format("note")},
    CHECK (until_on >= from_on)
) STRICT;
CREATE INDEX club_of ON club (customer_id);

-- hours: of the day. called_off_on: the day on which it was.
CREATE TABLE event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (name <> ''),
    kind TEXT NOT NULL DEFAULT 'other' {one_of("kind", "self_drive", "picking", "charity", "lecture", "diy", "other")},
    {date_column("held_on", "NOT NULL")},
    hours TEXT CHECK (hours GLOB '??:??-??:??'),
    {_TEXT.format("place")},
    responsible_id INTEGER REFERENCES staff (id),
    seats INTEGER CHECK (seats > 0),
    cost_fen INTEGER CHECK (cost_fen >= 0),
    {date_column("called_off_on")},
    {_TEXT.format("note")},
    UNIQUE (name, held_on)
) STRICT;

-- Whom an event is for. answer: what they said, kept where they came. invited_on: empty for who came without an invitation.
CREATE TABLE attendance (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id INTEGER NOT NULL REFERENCES event (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    state TEXT NOT NULL DEFAULT 'invited' {one_of("state", "invited", "yes", "no", "came")},
    answer TEXT {one_of("answer", "yes", "no")},
    {date_column("invited_on")},
    {date_column("answered_on")},
    {_TEXT.format("note")},
    UNIQUE (event_id, customer_id)
) STRICT;
CREATE INDEX attendance_of ON attendance (customer_id);

-- Whom an invitation left out. reasons: all of them, parted by commas.
CREATE TABLE event_left_out (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    event_id INTEGER NOT NULL REFERENCES event (id),
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    reasons TEXT NOT NULL CHECK (reasons <> ''),
    UNIQUE (event_id, customer_id)
) STRICT;
CREATE INDEX event_left_out_of ON event_left_out (customer_id);

-- code: what a prospect says who comes of it, a word or the number that was called; the prospect's platform.
CREATE TABLE advertisement (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    medium TEXT NOT NULL {one_of("medium", "web", "print", "radio", "tv", "outdoor", "message", "event")},
    code TEXT NOT NULL CHECK (code <> ''),
    {date_column("from_on", "NOT NULL")},
    {date_column("until_on", "NOT NULL")},
    cost_fen INTEGER CHECK (cost_fen >= 0),
    {_TEXT.format("note")},
    UNIQUE (code, from_on),
    CHECK (until_on >= from_on)
) STRICT;
{queue_trigger("event_update", "UPDATE OF held_on, called_off_on ON event", _INVITED)}
{queue_trigger("attendance_insert", "INSERT ON attendance", "SELECT NEW.customer_id, '' WHERE true")}
{
    queue_trigger(
        "attendance_update",
        "UPDATE OF event_id, customer_id, state, answer, invited_on ON attendance",
        "SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true",
    )
}
{queue_trigger("attendance_delete", "DELETE ON attendance", "SELECT OLD.customer_id, '' WHERE true")}
"""


def upgrade(connection: sqlite3.Connection) -> None:
    """A call may come to this, too: that somebody comes to an event, or does not."""
    rebuild_table(connection, "call_result", {"'booked', 'later', 'elsewhere'": "'booked', 'later', 'elsewhere', 'coming', 'not_coming'"})
