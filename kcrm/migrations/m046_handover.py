"""Whose an account was before: each time it was given to another manager (集团调配).

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column

SQL = f"""
-- former_id: none where it was the company's specialist who looked after it.
CREATE TABLE fleet_handover (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    fleet_id INTEGER NOT NULL REFERENCES fleet (id),
    {date_column("day", "NOT NULL")},
    former_id INTEGER REFERENCES staff (id),
    manager_id INTEGER REFERENCES staff (id),
    reason TEXT CHECK (reason <> '')
) STRICT;
CREATE INDEX fleet_handover_of_fleet ON fleet_handover (fleet_id);
"""
