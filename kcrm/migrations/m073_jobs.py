"""Jobs on a clock (限时作业): what is to be done by when, whose it is, and when it was done.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, instant_column, one_of

SQL = f"""
-- due_at: by the policy in force when it was written down; empty where that put jobs on no clock. customer_id: empty of what is nobody's.
CREATE TABLE job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    job_no TEXT UNIQUE CHECK (job_no <> ''),
    title TEXT NOT NULL CHECK (title <> ''),
    kind TEXT NOT NULL {one_of("kind", "field_request", "small", "medium", "large", "urgent", "bookable")},
    customer_id INTEGER REFERENCES customer (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    owner_id INTEGER REFERENCES staff (id),
    {instant_column("asked_at", "NOT NULL")},
    {date_column("asked_on", "NOT NULL")},
    {instant_column("due_at")},
    {instant_column("done_at")},
    note TEXT CHECK (note <> ''),
    CHECK (due_at >= asked_at),
    CHECK (done_at >= asked_at)
) STRICT;
CREATE INDEX job_of_customer ON job (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX job_of_vehicle ON job (vehicle_id) WHERE vehicle_id IS NOT NULL;
CREATE INDEX job_open ON job (due_at) WHERE done_at IS NULL;
"""
