"""By which program and policy everybody was planned last: where neither is another, only those are looked at whom time or a fact concerns.

A first classification concerns few: the lowest class calls for nothing, and a higher one only for orders closed since it is known.
"""

from kcrm.migrations.m001_desk import queue_trigger

_CONCERNED = """
    SELECT NEW.id, '' WHERE (NEW.class <> 'C' OR NEW.key_since_on IS NOT NULL) AND (
        EXISTS (
            SELECT 1 FROM followup WHERE customer_id = NEW.id AND state = 'open' AND kind IN ('birthday', 'purchase_anniversary')
        )
        OR EXISTS (SELECT 1 FROM customer WHERE id = NEW.id AND message_consent = 0)
        OR EXISTS (
            SELECT 1 FROM ownership JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id
            WHERE ownership.customer_id = NEW.id AND ownership.until_on IS NULL AND repair_order.closed_on >= NEW.key_since_on
        )
    )
"""

SQL = f"""
ALTER TABLE plan_mark ADD COLUMN planned_by TEXT;
DROP TRIGGER plan_classification_insert;
{queue_trigger("classification_insert", "INSERT ON classification", _CONCERNED)}
"""
