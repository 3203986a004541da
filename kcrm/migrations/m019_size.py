"""Fewer and smaller indexes: each costs bytes in every row, time in every write, and most of the time of `db check`.

Orders in the sequence in which they were opened are found by the day first, which `repair_order_visits` has; whose open follow-ups are, by a
scan of those that are open. Vehicles without a plate or an inspection day are looked for by neither.
"""

SQL = """
DROP INDEX repair_order_by_opening;
DROP INDEX followup_open_of_assignee;
DROP INDEX vehicle_by_plate;
CREATE INDEX vehicle_by_plate ON vehicle (plate) WHERE plate IS NOT NULL;
DROP INDEX vehicle_by_inspection;
CREATE INDEX vehicle_by_inspection ON vehicle (inspection_due_on) WHERE inspection_due_on IS NOT NULL;
"""
