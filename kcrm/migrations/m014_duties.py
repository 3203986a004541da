"""Whose duty a follow-up was on its due day, and who looked after a customer before they left.

Figures of people go by the first: what is handed over late stays with whoever had it in time. A handover after somebody left finds their
customers by the second. Both are filled from the operations log as far as it reaches; days are reckoned eight hours ahead of UTC there,
as migrations know no policy.
"""

from kcrm.migrations.m001_desk import queue_trigger
from kcrm.migrations.m010_facts import followup_view

# Of an update after the due day the image before it shows who had the follow-up on that day.
_ON_DUE_DAY = """
    SELECT operation_change.before FROM operation_change JOIN operation ON operation.id = operation_change.operation_id
    WHERE table_name = 'followup' AND row_id = followup.id AND action = 'update' AND date(operation.at, '+8 hours') > followup.due_on
    ORDER BY operation_id LIMIT 1
"""
_BEFORE_LEAVING = """
    SELECT staff.id FROM operation_change JOIN staff ON staff.id = json_extract(before, '$.specialist_id')
    WHERE table_name = 'customer' AND row_id = customer.id AND action = 'update'
        AND staff.id IS NOT customer.specialist_id AND staff.left_on IS NOT NULL
    ORDER BY operation_id DESC LIMIT 1
"""
_HELD = (
    "SELECT customer_id, '' FROM followup WHERE state = 'open' AND (assignee_id = NEW.id OR assignee_id IS NULL)"
    " UNION SELECT id, '' FROM customer WHERE specialist_id = NEW.id OR specialist_id IS NULL"
)

SQL = f"""
ALTER TABLE followup ADD COLUMN duty_id INTEGER REFERENCES staff (id);
ALTER TABLE customer ADD COLUMN former_specialist_id INTEGER REFERENCES staff (id);

-- Messages that wait because their phone has had its share of a day.
CREATE INDEX followup_postponed ON followup (call_on) WHERE state = 'cancelled' AND reason = 'cap';

UPDATE followup SET duty_id = assignee_id;
UPDATE followup SET duty_id = json_extract(({_ON_DUE_DAY}), '$.assignee_id') WHERE EXISTS ({_ON_DUE_DAY});
UPDATE customer SET former_specialist_id = ({_BEFORE_LEAVING}) WHERE EXISTS (SELECT 1 FROM staff WHERE left_on IS NOT NULL);

-- Figures go by whose duty a call was on its due day.
DROP VIEW fact_followup;
{followup_view("followup.duty_id")}
DROP TRIGGER plan_staff_update;
{queue_trigger("staff_update", "UPDATE OF role, joined_on, left_on ON staff", f"SELECT * FROM ({_HELD}) WHERE true")}
"""
