"""Work plans: what each member of staff means to reach in a month, line by line, and what came of it.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of

SQL = f"""
-- A line of somebody's plan of a month, of which the first day is kept. kpi: the key of a figure, which fills itself; title: in words. aim,
-- actual: in hundredths; an actual is typed only where no figure tells it.
CREATE TABLE workplan (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    person_id INTEGER NOT NULL REFERENCES staff (id),
    {date_column("month", "NOT NULL")},
    kind TEXT NOT NULL DEFAULT 'other'
        {one_of("kind", "sales", "collection", "profit", "new_product", "new_customer", "wake_dormant", "other")},
    kpi TEXT CHECK (kpi <> ''),
    title TEXT CHECK (title <> ''),
    aim INTEGER CHECK (aim >= 0),
    actual INTEGER CHECK (actual >= 0),
    comment TEXT CHECK (comment <> ''),
    {date_column("planned_on", "NOT NULL")},
    approver_id INTEGER REFERENCES staff (id),
    {date_column("approved_on")},
    CHECK (kpi IS NOT NULL OR title IS NOT NULL),
    CHECK (kpi IS NULL OR actual IS NULL),
    CHECK (strftime('%d', month) = '01'),
    CHECK (approver_id IS NULL OR approver_id <> person_id),
    CHECK ((approver_id IS NULL) = (approved_on IS NULL))
) STRICT;
CREATE INDEX workplan_of_person ON workplan (person_id, month);
"""
