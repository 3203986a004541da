"""Who speaks for a company is chosen anew when nothing can be said to them any more, or again.

The building blocks are those of m001.
"""

SQL = """
CREATE TRIGGER plan_member_reached AFTER UPDATE OF phone, phone2, phone_state, do_not_contact, call_consent ON customer
WHEN EXISTS (SELECT 1 FROM member WHERE person_id = NEW.id)
    AND (NEW.phone IS NOT OLD.phone OR NEW.phone2 IS NOT OLD.phone2 OR NEW.phone_state IS NOT OLD.phone_state
        OR NEW.do_not_contact IS NOT OLD.do_not_contact OR NEW.call_consent IS NOT OLD.call_consent)
BEGIN
    INSERT INTO plan_queue (customer_id, next_on) SELECT DISTINCT customer_id, '' FROM member WHERE person_id = NEW.id
    ON CONFLICT (customer_id) DO UPDATE SET next_on = '' WHERE next_on <> '';
END;
"""
