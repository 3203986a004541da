"""The manager's desk: what was decided in meetings, the tasks that follow, and measures against what went wrong.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of

_TEXT = "{0} TEXT CHECK ({0} <> '')"
_WORDS = "{0} TEXT NOT NULL CHECK ({0} <> '')"
_STAFF = "{0} INTEGER REFERENCES staff (id)"
_NEEDED_STAFF = "{0} INTEGER NOT NULL REFERENCES staff (id)"
_ID = "id INTEGER PRIMARY KEY AUTOINCREMENT"

SQL = f"""
-- kind: of the meeting. figures: as they stood then, in words; they are not counted again.
CREATE TABLE meeting (
    {_ID},
    kind TEXT NOT NULL DEFAULT 'other' {one_of("kind", "daily", "weekly", "monthly", "quality", "other")},
    {date_column("held_on", "NOT NULL")},
    {_TEXT.format("topic")},
    {_STAFF.format("chair_id")},
    {_TEXT.format("present")},
    {_TEXT.format("agenda")},
    {_TEXT.format("figures")},
    {_TEXT.format("minutes")}
) STRICT;

-- giver_id: who gave it, none where the program did. receiver_id: who does it; meant_id: whom it was meant for, where it went to the head
-- of another department first. about: any identifier, such as K5. due_on: none of a message.
CREATE TABLE task (
    {_ID},
    {_WORDS.format("title")},
    {_STAFF.format("giver_id")},
    {_NEEDED_STAFF.format("receiver_id")},
    {_STAFF.format("meant_id")},
    meeting_id INTEGER REFERENCES meeting (id),
    {_TEXT.format("about")},
    {date_column("given_on", "NOT NULL")},
    {date_column("due_on")},
    state TEXT NOT NULL DEFAULT 'open' {one_of("state", "open", "accepted", "done", "returned", "cancelled")},
    {date_column("accepted_on")},
    {date_column("done_on")},
    {_TEXT.format("result")},
    {_TEXT.format("reason")},
    CHECK ((state = 'done') = (done_on IS NOT NULL))
) STRICT;
CREATE INDEX task_of_receiver ON task (receiver_id, state, due_on);
CREATE INDEX task_of_giver ON task (giver_id) WHERE giver_id IS NOT NULL;
CREATE INDEX task_of_meeting ON task (meeting_id) WHERE meeting_id IS NOT NULL;

-- addresses: the reasons of loss and the causes of complaints that it does away with, by their words.
CREATE TABLE measure (
    {_ID},
    {_WORDS.format("title")},
    source TEXT NOT NULL DEFAULT 'other' {one_of("source", "call", "kpi", "complaint", "checklist", "meeting", "breach", "other")},
    {_TEXT.format("about")},
    {_TEXT.format("addresses")},
    {_NEEDED_STAFF.format("owner_id")},
    {date_column("taken_on", "NOT NULL")},
    {date_column("due_on", "NOT NULL")},
    {date_column("check_on", "NOT NULL")},
    state TEXT NOT NULL DEFAULT 'open' {one_of("state", "open", "done", "worked", "failed")},
    {date_column("done_on")},
    {date_column("checked_on")},
    {_STAFF.format("checker_id")},
    {_TEXT.format("result")},
    CHECK (check_on >= due_on),
    CHECK ((state = 'open') = (done_on IS NULL)),
    CHECK ((state IN ('worked', 'failed')) = (checked_on IS NOT NULL))
) STRICT;
CREATE INDEX measure_of_owner ON measure (owner_id, state, due_on);
"""
