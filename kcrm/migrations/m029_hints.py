"""That an own customer is likely to buy again, as the daily plan found: what a repurchase call starts from.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, queue_trigger

SQL = f"""
-- vehicle_id: of which it was said. because: the first of the reasons, as the rule names it.
CREATE TABLE hint (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    vehicle_id INTEGER NOT NULL REFERENCES vehicle (id),
    {date_column("found_on", "NOT NULL")},
    because TEXT NOT NULL CHECK (because <> '')
) STRICT;
CREATE INDEX hint_of_customer ON hint (customer_id, found_on);
CREATE INDEX hint_of_vehicle ON hint (vehicle_id);
CREATE INDEX hint_by_day ON hint (found_on);
{queue_trigger("hint_insert", "INSERT ON hint", "SELECT NEW.customer_id, '' WHERE true")}
{queue_trigger("hint_delete", "DELETE ON hint", "SELECT OLD.customer_id, '' WHERE EXISTS (SELECT 1 FROM customer WHERE id = OLD.customer_id)")}
"""
