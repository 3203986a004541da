"""First contact with whoever complained is a step on a clock; outside cases and opportunities have numbers; loyalty and grade by rule.

Complaints that are known already were never asked for a first contact: for them no such clock runs. The building blocks are those of m001.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from kcrm.migrations.m001_desk import date_column, flag_column, one_of
from kcrm.migrations.rebuild import rebuild_table

if TYPE_CHECKING:
    import sqlite3

PROPOSED_GRADE = """CASE WHEN classification.class IN ('A', 'B') THEN 'important'
    WHEN EXISTS (SELECT 1 FROM ownership WHERE ownership.customer_id = customer.id) THEN 'ordinary' ELSE 'potential' END"""

SQL = f"""
ALTER TABLE complaint RENAME COLUMN manufacturer_no TO outside_no;
ALTER TABLE complaint ADD COLUMN {flag_column("first_contact")};

ALTER TABLE opportunity ADD COLUMN opportunity_no TEXT CHECK (opportunity_no <> '');
CREATE UNIQUE INDEX opportunity_by_number ON opportunity (opportunity_no);

-- How loyal each owner is by their visits; the id is the customer's. Planning keeps it: it follows from what is logged.
CREATE TABLE plan_loyalty (
    id INTEGER PRIMARY KEY REFERENCES customer (id) ON DELETE CASCADE,
    loyalty TEXT NOT NULL {one_of("loyalty", "loyal", "flexible", "lost")},
    visits INTEGER NOT NULL,
    {date_column("missed_on")},
    {date_column("lost_on")}
) STRICT;
INSERT INTO plan_queue (customer_id, next_on) SELECT DISTINCT customer_id, '' FROM ownership WHERE until_on IS NULL
ON CONFLICT (customer_id) DO UPDATE SET next_on = '';

-- What is judged by hand stands above what the rule proposes.
DROP VIEW fact_customer;
CREATE VIEW fact_customer AS
SELECT customer.id AS customer_id, coalesce(customer.grade, {PROPOSED_GRADE}) AS grade, coalesce(customer.loyalty, plan_loyalty.loyalty) AS loyalty
FROM customer LEFT JOIN plan_loyalty ON plan_loyalty.id = customer.id LEFT JOIN classification ON classification.id = customer.id;
"""


def upgrade(connection: sqlite3.Connection) -> None:
    """More words: how complaints come, the step of a first contact and its clock."""
    rebuild_table(
        connection, "complaint", {"'media', 'internet'": "'media', 'internet', 'email'", "'suggestion'": "'suggestion', 'web', 'email'"}
    )
    rebuild_table(
        connection, "complaint_event", {"'handed_over'": "'handed_over', 'contacted'", "'job', 'reply'": "'job', 'reply', 'contact'"}
    )
