"""Calls that were rung again, and whether it was so (抽检).

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, flag_column

SQL = f"""
-- A call is asked about once. breach_id: what became of one that was not so.
CREATE TABLE call_audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL UNIQUE REFERENCES call (id),
    auditor_id INTEGER NOT NULL REFERENCES staff (id),
    {date_column("audited_on", "NOT NULL")},
    {flag_column("was_so")},
    note TEXT CHECK (note <> ''),
    breach_id INTEGER REFERENCES breach (id),
    CHECK (breach_id IS NULL OR NOT was_so)
) STRICT;
CREATE INDEX call_audit_of_breach ON call_audit (breach_id);
"""
