"""KPIs: the index that a month's visits are counted from, targets, and the months that were closed.

The building blocks are those of m001. Exact numbers are kept as text, `17` or `17/2`, in the KPI's unit: a percent is a number 0-100.
"""

from kcrm.migrations.m001_desk import instant_column


def exact_column(column: str, more: str = "") -> str:
    """A whole number or a fraction of two, negative or not."""
    return f"{column} TEXT {more} CHECK ({column} <> '' AND {column} NOT GLOB '*[^-0-9/]*')"


SQL = f"""
-- Covers the counting of visits: one scan over a period's days, in which each vehicle's orders of a day stand together.
CREATE INDEX repair_order_visits ON repair_order (opened_on, vehicle_id, type);
CREATE INDEX followup_by_due ON followup (due_on);

-- A dealership's own target for a KPI; without a row that of the policy holds.
CREATE TABLE kpi_target (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE CHECK (key <> ''),
    {exact_column("value", "NOT NULL")}
) STRICT;

CREATE TABLE kpi_month (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month TEXT NOT NULL UNIQUE CHECK (month GLOB '[0-9][0-9][0-9][0-9]-[01][0-9]'),
    {instant_column("closed_at", "NOT NULL")},
    closed_by_id INTEGER REFERENCES staff (id),
    policy_version_id INTEGER NOT NULL REFERENCES policy_version (id)
) STRICT;

-- What was published of a closed month, listing by listing: service, store, team … scope_id: '' for the whole store. cases: how many stand behind it, where the denominator is no count. value: what numerator and denominator made then.
CREATE TABLE kpi_frozen (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month_id INTEGER NOT NULL REFERENCES kpi_month (id),
    listing TEXT NOT NULL CHECK (listing <> ''),
    key TEXT NOT NULL CHECK (key <> ''),
    scope TEXT NOT NULL CHECK (scope <> ''),
    scope_id TEXT NOT NULL DEFAULT '',
    {exact_column("numerator")},
    {exact_column("denominator")},
    {exact_column("value")},
    {exact_column("target")},
    cases INTEGER,
    UNIQUE (month_id, listing, key, scope, scope_id)
) STRICT;

CREATE TRIGGER kpi_frozen_is_kept BEFORE UPDATE ON kpi_frozen
BEGIN SELECT RAISE(ABORT, 'the numbers of a closed month are never rewritten'); END;
"""
