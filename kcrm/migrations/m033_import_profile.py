"""What was said of a file's headings and words, for files of the same kind with the same headings.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column

SQL = f"""
-- headings: as they are compared, sorted, as JSON. mapping: heading -> key. words: heading or key -> text -> value.
CREATE TABLE import_profile (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL CHECK (kind <> ''),
    headings TEXT NOT NULL CHECK (json_valid(headings)),
    mapping TEXT NOT NULL CHECK (json_valid(mapping)),
    words TEXT NOT NULL CHECK (json_valid(words)),
    {date_column("saved_on", "NOT NULL")},
    UNIQUE (kind, headings)
) STRICT;
"""
