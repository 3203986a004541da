"""More of what the records say: what a vehicle runs on and when it was first registered, a customer's e-mail, a colleague's birthday.

The building blocks are those of m001: dates as ISO text.
"""

from kcrm.migrations.m001_desk import date_column, one_of, queue_trigger

_ENERGY = one_of("energy", "combustion", "hybrid", "range_extended", "electric")

# What a car is decides when it is due for maintenance and inspection.
_REPLANNED = queue_trigger(
    "vehicle_kind_update",
    "UPDATE OF brand, model, energy, registered_on ON vehicle",
    "SELECT customer_id, '' FROM ownership WHERE vehicle_id = NEW.id",
)

SQL = f"""
ALTER TABLE vehicle ADD COLUMN energy TEXT {_ENERGY};
ALTER TABLE vehicle ADD COLUMN {date_column("registered_on")};
ALTER TABLE customer ADD COLUMN email TEXT;
ALTER TABLE staff ADD COLUMN {date_column("birthday")};
{_REPLANNED}
"""
