"""Reports of the dealership's own: each a small declared text under a name.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column

SQL = f"""
-- text: TOML, as it was typed.
CREATE TABLE report (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE CHECK (name <> ''),
    text TEXT NOT NULL CHECK (text <> ''),
    {date_column("saved_on", "NOT NULL")}
) STRICT;
"""
