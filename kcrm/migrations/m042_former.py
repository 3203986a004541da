"""What a record says no more: after a merge it is found by it all the same, and what somebody took away does not come back by itself.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column


def _left(table: str, *columns: str) -> str:
    return "".join(
        f"""
ALTER TABLE {table}_former ADD COLUMN {column} TEXT CHECK ({column} <> '');
CREATE INDEX {table}_former_by_{column} ON {table}_former ({column}) WHERE {column} IS NOT NULL;
"""
        for column in columns
    )


SQL = f"""
-- kept_name: what the record that stays was called before the merge (a vehicle: its plate), where the other was believed. kept_phone,
-- kept_phone2: its own phones for which it has no place any more.
{_left("customer", "kept_name", "kept_phone", "kept_phone2")}
{_left("vehicle", "kept_name")}
-- The number (customer number, VIN) that a record had until somebody gave it another one: files go on telling of it under that.
CREATE TABLE renumbered (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER REFERENCES customer (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    number TEXT NOT NULL CHECK (number <> ''),
    {date_column("renumbered_on", "NOT NULL")},
    CHECK ((customer_id IS NULL) <> (vehicle_id IS NULL))
) STRICT;
CREATE INDEX renumbered_by_number ON renumbered (number);
CREATE INDEX renumbered_of_customer ON renumbered (customer_id) WHERE customer_id IS NOT NULL;
CREATE INDEX renumbered_of_vehicle ON renumbered (vehicle_id) WHERE vehicle_id IS NOT NULL;
-- emptied: the value that somebody took away, as long as nothing stands in its place.
ALTER TABLE evidence ADD COLUMN emptied TEXT CHECK (emptied <> '');
-- Each phone that the records of a merge had, and the one that stays may have no more: it leads to kept_id.
CREATE VIEW former_phone AS
SELECT kept_id, id, merged_on, phone FROM customer_former WHERE phone IS NOT NULL
UNION ALL SELECT kept_id, id, merged_on, phone2 FROM customer_former WHERE phone2 IS NOT NULL
UNION ALL SELECT kept_id, id, merged_on, kept_phone FROM customer_former WHERE kept_phone IS NOT NULL
UNION ALL SELECT kept_id, id, merged_on, kept_phone2 FROM customer_former WHERE kept_phone2 IS NOT NULL;
"""
