"""Monthly costs and plans, and questionnaires on paper.

The building blocks are those of m001: dates as ISO text, money in fen. A month is text, `2026-06`.
"""

from kcrm.migrations.m001_desk import date_column, one_of

SQL = f"""
-- kind plan: item is what is planned (income_labor, profit, ...); else it is the cost's own name.
CREATE TABLE finance (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month TEXT NOT NULL CHECK (length(month) = 7 AND month || '-01' IS date(month || '-01')),
    kind TEXT NOT NULL {one_of("kind", "fixed", "variable", "plan")},
    item TEXT NOT NULL CHECK (item <> ''),
    amount_fen INTEGER NOT NULL CHECK (amount_fen >= 0),
    note TEXT,
    UNIQUE (month, kind, item)
) STRICT;

-- One questionnaire that a customer filled in. staff_id: who took it; vehicle_id, order_id: the purchase or visit it is about.
CREATE TABLE survey_form (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    survey TEXT NOT NULL CHECK (survey <> ''),
    {date_column("surveyed_on", "NOT NULL")},
    staff_id INTEGER REFERENCES staff (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    order_id INTEGER REFERENCES repair_order (id),
    note TEXT,
    UNIQUE (customer_id, survey, surveyed_on)
) STRICT;
CREATE INDEX survey_form_by_day ON survey_form (surveyed_on);

-- As `answer`, of a form instead of a call.
CREATE TABLE form_answer (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    form_id INTEGER NOT NULL REFERENCES survey_form (id),
    survey TEXT NOT NULL,
    question TEXT NOT NULL,
    rating INTEGER CHECK (rating BETWEEN 0 AND 10 AND (rating > 0 OR survey = 'recommend')),
    expectation INTEGER CHECK (expectation BETWEEN 1 AND 10),
    answer TEXT,
    UNIQUE (form_id, survey, question),
    CHECK (rating IS NOT NULL OR answer IS NOT NULL)
) STRICT;

-- A month's income is one range of it.
CREATE INDEX repair_order_by_close ON repair_order (closed_on, payer, type, labor_fen, parts_fen, other_fen) WHERE closed_on IS NOT NULL;
"""
