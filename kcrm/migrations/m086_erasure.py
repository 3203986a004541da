"""Persons who were erased: what of them stays, by which a file's row is known as theirs, and that an erasure may empty recorded images.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of

SQL = f"""
-- A person who was erased. Their record keeps its number and says so; admitted_on: since when files may bring them as somebody new.
CREATE TABLE erasure (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL UNIQUE REFERENCES customer (id),
    {date_column("erased_on", "NOT NULL")},
    why TEXT NOT NULL {one_of("why", "asked", "lost_prospect", "away")},
    {date_column("admitted_on")},
    CHECK (admitted_on >= erased_on)
) STRICT;

-- By what they were known, as a keyed hash of which nobody can tell the text: of a phone, a number, a VIN with a name, a VIN with a plate.
CREATE TABLE erasure_mark (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    erasure_id INTEGER NOT NULL REFERENCES erasure (id),
    mark TEXT NOT NULL CHECK (length(mark) = 64)
) STRICT;
CREATE INDEX erasure_mark_is ON erasure_mark (mark);
CREATE INDEX erasure_mark_of ON erasure_mark (erasure_id);

-- The rows that told of them: a file's row that is known as one of these is left out.
CREATE TABLE erasure_row (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    erasure_id INTEGER NOT NULL REFERENCES erasure (id),
    table_name TEXT NOT NULL CHECK (table_name <> ''),
    row_id INTEGER NOT NULL,
    UNIQUE (table_name, row_id)
) STRICT;
CREATE INDEX erasure_row_of ON erasure_row (erasure_id);

-- The key of the hashes, made by chance at the first erasure.
CREATE TABLE operation_key (
    only INTEGER PRIMARY KEY CHECK (only = 1),
    key TEXT NOT NULL CHECK (length(key) = 64)
) STRICT;

DROP TRIGGER operation_is_kept_updated;
CREATE TRIGGER operation_is_kept_updated BEFORE UPDATE ON operation
WHEN OLD.id IS NOT (SELECT operation_id FROM operation_open) AND (SELECT erasing FROM operation_open) IS NOT 1
BEGIN SELECT RAISE(ABORT, 'the operations log is append-only'); END;
DROP TRIGGER operation_row_is_kept_updated;
CREATE TRIGGER operation_row_is_kept_updated BEFORE UPDATE ON operation_row WHEN (SELECT erasing FROM operation_open) IS NOT 1
BEGIN SELECT RAISE(ABORT, 'the operations log is append-only'); END;
DROP TRIGGER access_is_kept_updated;
CREATE TRIGGER access_is_kept_updated BEFORE UPDATE ON access WHEN (SELECT erasing FROM operation_open) IS NOT 1
BEGIN SELECT RAISE(ABORT, 'what left is recorded for good'); END;
"""
