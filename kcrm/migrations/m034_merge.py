"""Records that were entered twice and are one now, and those that are said to be two.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column

SQL = f"""
-- What became of a record that was merged into another: merged_id, which is given to nobody else, leads to the customer or vehicle kept.
-- number: its customer number, or VIN. name: a customer's, or a vehicle's plate. phone, phone2: as it had them; it is found by all of them.
CREATE TABLE merge (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER REFERENCES customer (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    merged_id INTEGER NOT NULL,
    number TEXT CHECK (number <> ''),
    name TEXT CHECK (name <> ''),
    phone TEXT CHECK (phone <> ''),
    phone2 TEXT CHECK (phone2 <> ''),
    {date_column("merged_on", "NOT NULL")},
    CHECK ((customer_id IS NULL) <> (vehicle_id IS NULL)),
    CHECK (merged_id IS NOT coalesce(customer_id, vehicle_id))
) STRICT;
CREATE UNIQUE INDEX merge_of_customer ON merge (merged_id) WHERE customer_id IS NOT NULL;
CREATE UNIQUE INDEX merge_of_vehicle ON merge (merged_id) WHERE vehicle_id IS NOT NULL;
CREATE INDEX merge_into_customer ON merge (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX merge_into_vehicle ON merge (vehicle_id) WHERE vehicle_id IS NOT NULL;
CREATE INDEX merge_by_number ON merge (number) WHERE number IS NOT NULL;
CREATE INDEX merge_by_name ON merge (name) WHERE name IS NOT NULL;
CREATE INDEX merge_by_phone ON merge (phone) WHERE phone IS NOT NULL;
CREATE INDEX merge_by_phone2 ON merge (phone2) WHERE phone2 IS NOT NULL;

-- Two customers who look like one and are not.
CREATE TABLE customer_apart (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    other_id INTEGER NOT NULL REFERENCES customer (id),
    {date_column("said_on", "NOT NULL")},
    note TEXT CHECK (note <> ''),
    UNIQUE (customer_id, other_id),
    CHECK (customer_id < other_id)
) STRICT;
CREATE INDEX customer_apart_of_other ON customer_apart (other_id);
"""
