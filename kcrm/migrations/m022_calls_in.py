"""Customers who ring us, those who are known by nothing but having been spoken to, and findings that departments answer.

The building blocks are those of m001. Hours of earlier calls are reckoned eight hours ahead of UTC, as migrations know no policy.
"""

from kcrm.migrations.m001_desk import date_column, instant_column, one_of
from kcrm.migrations.m011_complaints import PROPOSED_GRADE

SQL = f"""
-- direction: who rang whom. about: of a call that came in. called_hour: of called_on, 0 to 23.
ALTER TABLE call ADD COLUMN direction TEXT NOT NULL DEFAULT 'out' {one_of("direction", "out", "in")};
ALTER TABLE call ADD COLUMN about TEXT {one_of("about", "enquiry", "appointment", "complaint", "price", "other")};
ALTER TABLE call ADD COLUMN called_hour INTEGER CHECK (called_hour BETWEEN 0 AND 23);
UPDATE call SET called_hour = CAST(strftime('%H', called_at, '+8 hours') AS INTEGER);

-- contact_only: spoken to, and neither imported nor ever the owner of a vehicle. They count in no file, class or share of customers.
ALTER TABLE customer ADD COLUMN contact_only INTEGER NOT NULL DEFAULT 0 CHECK (contact_only IN (0, 1));

DROP VIEW fact_customer;
CREATE VIEW fact_customer AS
SELECT customer.id AS customer_id, coalesce(customer.grade, {PROPOSED_GRADE}) AS grade, coalesce(customer.loyalty, plan_loyalty.loyalty) AS loyalty
FROM customer LEFT JOIN plan_loyalty ON plan_loyalty.id = customer.id LEFT JOIN classification ON classification.id = customer.id
WHERE customer.contact_only = 0;

CREATE VIEW fact_call_in AS
SELECT call.id AS call_id, call.called_on AS day, call.called_hour AS hour, coalesce(call.about, 'other') AS matter, call.customer_id,
    staff.id AS staff_id
FROM call
LEFT JOIN staff ON staff.id = call.staff_id AND call.called_on >= coalesce(staff.joined_on, '')
    AND call.called_on <= coalesce(staff.left_on, '9999-12-31')
WHERE call.direction = 'in';

-- What was noticed and is no complaint. head_id: of the department. due_on: by when it is to be answered.
CREATE TABLE finding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL CHECK (text <> ''),
    department TEXT NOT NULL CHECK (department <> ''),
    head_id INTEGER REFERENCES staff (id),
    customer_id INTEGER REFERENCES customer (id),
    vehicle_id INTEGER REFERENCES vehicle (id),
    call_id INTEGER REFERENCES call (id),
    staff_id INTEGER REFERENCES staff (id),
    {date_column("found_on", "NOT NULL")},
    {date_column("due_on", "NOT NULL")},
    {instant_column("answered_at")},
    answer TEXT CHECK (answer <> ''),
    answered_by_id INTEGER REFERENCES staff (id),
    CHECK ((answered_at IS NULL) = (answer IS NULL))
) STRICT;
CREATE INDEX finding_open ON finding (due_on, head_id) WHERE answered_at IS NULL;
CREATE INDEX finding_of_customer ON finding (customer_id);

CREATE VIEW fact_finding AS
SELECT finding.id AS finding_id, finding.found_on AS day, finding.department, finding.customer_id, finding.due_on, finding.answered_at FROM finding;
"""
