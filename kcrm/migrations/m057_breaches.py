"""Breaches: what somebody did against the rules, the operation that shows it, and what a manager decided.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, flag_column, one_of

SQL = f"""
-- evidence: the identifier that was named, O9 or F103; operation_id: the operation that shows it, whose heading is kept for good. sanction: as
-- decided; what is proposed follows from the others of the same person and is not kept.
CREATE TABLE breach (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES staff (id),
    {date_column("day", "NOT NULL")},
    what TEXT NOT NULL CHECK (what <> ''),
    {flag_column("grave")},
    finder_id INTEGER REFERENCES staff (id),
    evidence TEXT NOT NULL CHECK (evidence <> ''),
    operation_id INTEGER NOT NULL CHECK (operation_id > 0),
    measure_id INTEGER REFERENCES measure (id),
    note TEXT CHECK (note <> ''),
    sanction TEXT {one_of("sanction", "public_criticism", "fault_slip", "demotion", "none", "unfounded")},
    reason TEXT CHECK (reason <> ''),
    decider_id INTEGER REFERENCES staff (id),
    {date_column("decided_on")},
    CHECK (decider_id IS NULL OR decider_id <> person_id),
    CHECK ((sanction IS NULL) = (decided_on IS NULL)),
    CHECK ((sanction IS NULL) = (decider_id IS NULL)),
    CHECK (sanction IS NULL OR reason IS NOT NULL)
) STRICT;
CREATE INDEX breach_of_person ON breach (person_id, day);
"""
