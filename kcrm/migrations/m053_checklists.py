"""Checklists of the house, and what was found when somebody went through one.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, flag_column, one_of

_TEXT = "{0} TEXT CHECK ({0} <> '')"
_WORDS = "{0} TEXT NOT NULL CHECK ({0} <> '')"
_ID = "id INTEGER PRIMARY KEY AUTOINCREMENT"
_PLACES = ("showroom", "workshop", "lounge", "display_cars", "staff_appearance", "brand_standard", "other")

SQL = f"""
-- rhythm_days: from one run to the next.
CREATE TABLE checklist (
    {_ID},
    {_WORDS.format("name")} UNIQUE,
    place TEXT NOT NULL {one_of("place", *_PLACES)},
    rhythm_days INTEGER NOT NULL CHECK (rhythm_days BETWEEN 1 AND 999)
) STRICT;

-- item_no: its place in the list. active: whether it is still asked for.
CREATE TABLE checklist_item (
    {_ID},
    checklist_id INTEGER NOT NULL REFERENCES checklist (id),
    item_no INTEGER NOT NULL CHECK (item_no BETWEEN 1 AND 999),
    {_WORDS.format("item")},
    weight INTEGER NOT NULL DEFAULT 1 CHECK (weight BETWEEN 1 AND 999),
    {flag_column("required")},
    {flag_column("active", "NOT NULL DEFAULT 1")},
    UNIQUE (checklist_id, item)
) STRICT;

-- checked_id: whose work or appearance it was, if it was somebody's in particular; nobody checks themselves. spot: which one of several.
CREATE TABLE checklist_run (
    {_ID},
    checklist_id INTEGER NOT NULL REFERENCES checklist (id),
    {date_column("ran_on", "NOT NULL")},
    checker_id INTEGER NOT NULL REFERENCES staff (id),
    checked_id INTEGER REFERENCES staff (id),
    {_TEXT.format("spot")},
    {_TEXT.format("note")},
    CHECK (checked_id <> checker_id)
) STRICT;
CREATE INDEX run_of_checklist ON checklist_run (checklist_id, ran_on);
CREATE INDEX run_of_day ON checklist_run (ran_on);

-- The items as they read on that day: what is asked for later changes no run. result: none while it is not answered.
CREATE TABLE run_item (
    {_ID},
    run_id INTEGER NOT NULL REFERENCES checklist_run (id),
    item_no INTEGER NOT NULL,
    {_WORDS.format("item")},
    weight INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 999),
    {flag_column("required")},
    result TEXT {one_of("result", "pass", "fail", "na")},
    {_TEXT.format("note")},
    UNIQUE (run_id, item)
) STRICT;
"""
