"""Customers who ring us: calls that came in, about what and at which hour; those who are known by nothing but having been spoken to.

The building blocks are those of m001. Hours of earlier calls are reckoned eight hours ahead of UTC, as migrations know no policy.
"""

from kcrm.migrations.m001_desk import one_of
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
"""
