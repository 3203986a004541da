"""Records that were entered twice and are one now, and those that are said to be two.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column


def _formers(table: str) -> str:
    return f"""
CREATE TABLE {table}_former (
    id INTEGER PRIMARY KEY,
    kept_id INTEGER NOT NULL REFERENCES {table} (id),
    number TEXT CHECK (number <> ''),
    name TEXT CHECK (name <> ''),
    phone TEXT CHECK (phone <> ''),
    phone2 TEXT CHECK (phone2 <> ''),
    {date_column("merged_on", "NOT NULL")},
    CHECK (id <> kept_id)
) STRICT;
CREATE INDEX {table}_former_of ON {table}_former (kept_id);
CREATE INDEX {table}_former_by_number ON {table}_former (number);
CREATE INDEX {table}_former_by_name ON {table}_former (name);
CREATE INDEX {table}_former_by_phone ON {table}_former (phone) WHERE phone IS NOT NULL;
CREATE INDEX {table}_former_by_phone2 ON {table}_former (phone2) WHERE phone2 IS NOT NULL;
"""


SQL = f"""
-- What was merged into another record, under the id that it had and nobody gets again. kept_id: where it leads to. number: its customer
-- number, or VIN. name: a customer's, or a vehicle's plate. It is found by all of them, and by the phones as it had them.
{_formers("customer")}
{_formers("vehicle")}
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
