"""How far accounts are trusted to pay later, and who said so.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of

_SCORE = "{0} INTEGER CHECK ({0} BETWEEN 0 AND 10000)"  # in hundredths of a point
_TEXT = "{0} TEXT CHECK ({0} <> '')"
_OF_CUSTOMER = "customer_id INTEGER NOT NULL REFERENCES customer (id)"

SQL = f"""
-- Append-only in meaning: the next one takes its place. grade: as the rule said, or D without scores. approved_on: since then it counts.
CREATE TABLE credit_assessment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    {_OF_CUSTOMER},
    {date_column("day", "NOT NULL")},
    {_SCORE.format("size")},
    {_SCORE.format("finance")},
    {_SCORE.format("cooperation")},
    {_SCORE.format("stability")},
    grade TEXT NOT NULL {one_of("grade", "A", "B", "C", "D")},
    limit_fen INTEGER NOT NULL CHECK (limit_fen >= 0),
    credit_days INTEGER NOT NULL CHECK (credit_days >= 0),
    {_TEXT.format("facts_from")},
    assessor_id INTEGER REFERENCES staff (id),
    approver_id INTEGER REFERENCES staff (id),
    {date_column("approved_on")},
    {date_column("valid_until", "NOT NULL")},
    CHECK (approver_id IS NULL OR approver_id IS NOT assessor_id),
    CHECK ((approved_on IS NULL) = (approver_id IS NULL))
) STRICT;
CREATE INDEX credit_assessment_of_customer ON credit_assessment (customer_id);
"""
