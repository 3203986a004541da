"""Where what is known of customers and vehicles comes from, and who said otherwise.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of

_WORDS = ("customer", "document", "own", "dms", "list")
_OF_ONE = "CHECK ((customer_id IS NULL) <> (vehicle_id IS NULL))"

SQL = f"""
-- Where the record's facts come from and since when they are known: NULL from the DMS, on a day that is not known.
ALTER TABLE customer ADD COLUMN known_from TEXT {one_of("known_from", *_WORDS)};
ALTER TABLE customer ADD COLUMN {date_column("known_on")};
ALTER TABLE vehicle ADD COLUMN known_from TEXT {one_of("known_from", *_WORDS)};
ALTER TABLE vehicle ADD COLUMN {date_column("known_on")};

-- A fact that comes from elsewhere, or is known since another day, than the record's others; and which somebody compared.
CREATE TABLE evidence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER REFERENCES customer (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    field TEXT NOT NULL CHECK (field <> ''),
    source TEXT NOT NULL {one_of("source", *_WORDS)},
    {date_column("seen_on")},
    verified_by_id INTEGER REFERENCES staff (id),
    {date_column("verified_on")},
    {_OF_ONE}
) STRICT;
CREATE UNIQUE INDEX evidence_of_customer ON evidence (customer_id, field) WHERE customer_id IS NOT NULL;
CREATE UNIQUE INDEX evidence_of_vehicle ON evidence (vehicle_id, field) WHERE vehicle_id IS NOT NULL;

-- Two values of one fact that contradict each other. taken: the new one stands in the record until somebody decides.
-- other_id: of a plate that two vehicles have, the other one, which has had it longer. right_value: what was right, where neither was.
CREATE TABLE conflict (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER REFERENCES customer (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    other_id INTEGER REFERENCES vehicle (id),
    field TEXT NOT NULL CHECK (field <> ''),
    old_value TEXT NOT NULL,
    old_source TEXT NOT NULL {one_of("old_source", *_WORDS)},
    {date_column("old_on")},
    new_value TEXT NOT NULL,
    new_source TEXT NOT NULL {one_of("new_source", *_WORDS)},
    {date_column("new_on", "NOT NULL")},
    taken INTEGER NOT NULL CHECK (taken IN (0, 1)),
    state TEXT NOT NULL DEFAULT 'open' {one_of("state", "open", "kept_old", "took_new", "wrong")},
    right_value TEXT,
    decided_by_id INTEGER REFERENCES staff (id),
    {date_column("decided_on")},
    {_OF_ONE},
    CHECK ((state = 'open') = (decided_on IS NULL)),
    CHECK (old_value <> new_value OR other_id IS NOT NULL)
) STRICT;
CREATE INDEX conflict_of_customer ON conflict (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX conflict_of_vehicle ON conflict (vehicle_id) WHERE vehicle_id IS NOT NULL;
CREATE INDEX conflict_of_other ON conflict (other_id) WHERE other_id IS NOT NULL;
CREATE INDEX conflict_open ON conflict (state) WHERE state = 'open';
"""
