"""The manufacturer's own satisfaction scores (厂家满意度调研): what its survey gave the store, item by item, beside region and country.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column

SQL = f"""
-- One item of one of the manufacturer's surveys. survey: its name as the manufacturer calls it. *_e2: in hundredths of the survey's own scale.
-- place: the store's rank, 1 the best.
CREATE TABLE official_score (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    {date_column("from_on", "NOT NULL")},
    {date_column("until_on", "NOT NULL")},
    survey TEXT NOT NULL CHECK (survey <> ''),
    item TEXT NOT NULL CHECK (item <> ''),
    score_e2 INTEGER NOT NULL CHECK (score_e2 >= 0),
    region_e2 INTEGER CHECK (region_e2 > 0),
    nation_e2 INTEGER CHECK (nation_e2 > 0),
    place INTEGER CHECK (place > 0),
    UNIQUE (from_on, until_on, survey, item),
    CHECK (from_on <= until_on)
) STRICT;
"""
