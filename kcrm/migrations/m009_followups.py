"""What a follow-up is about has its number in its key; what particular rule called for it is kept; since when a vehicle is put to its use.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import instant_column, one_of, queue_trigger

# A first classification concerns everybody: planned anew are only those in whose plan the class may change something today.
_CONCERNED = """
    SELECT NEW.id, '' WHERE EXISTS (
        SELECT 1 FROM followup WHERE customer_id = NEW.id AND state = 'open' AND kind IN ('birthday', 'purchase_anniversary')
    )
    OR EXISTS (SELECT 1 FROM customer WHERE id = NEW.id AND message_consent = 0)
    OR EXISTS (
        SELECT 1 FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id
        WHERE ownership.customer_id = NEW.id AND ownership.until_on IS NULL AND vehicle.use <> 'private'
    )
"""

SQL = f"""
-- case_no: K5, L7 and the like; empty for what is about no case. because: a rule and what it found, such as class=A.
ALTER TABLE followup ADD COLUMN case_no TEXT CHECK (case_no <> '');
ALTER TABLE followup ADD COLUMN because TEXT CHECK (because <> '');
UPDATE followup SET case_no = 'K' || (SELECT complaint_id FROM complaint_event WHERE complaint_event.id = followup.occurrence)
WHERE kind = 'complaint_recall' AND occurrence IN (SELECT id FROM complaint_event);
DROP INDEX followup_known_by;
CREATE UNIQUE INDEX followup_known_by
    ON followup (customer_id, kind, channel, coalesce(vehicle_id, 0), coalesce(case_no, ''), base_on, occurrence);

-- Since when a vehicle is put to another use than when it was first known; no row where it never changed. before: its use until then.
CREATE TABLE plan_use (
    vehicle_id INTEGER PRIMARY KEY,
    before TEXT NOT NULL {one_of("before", "private", "official", "commercial")},
    {instant_column("since_at", "NOT NULL")}
) STRICT;

-- What is undone was never so. An unknown use counts as private.
CREATE TRIGGER plan_use_update AFTER UPDATE OF use ON vehicle WHEN coalesce(NEW.use, 'private') <> coalesce(OLD.use, 'private') BEGIN
    INSERT INTO plan_use (vehicle_id, before, since_at)
    SELECT NEW.id, coalesce(OLD.use, 'private'), operation.at
    FROM operation_open JOIN operation ON operation.id = operation_open.operation_id
    WHERE operation.undoes IS NULL
        OR NOT EXISTS (SELECT 1 FROM plan_use WHERE vehicle_id = NEW.id AND before = coalesce(NEW.use, 'private'))
    ON CONFLICT (vehicle_id) DO UPDATE SET before = excluded.before, since_at = excluded.since_at;
    DELETE FROM plan_use WHERE vehicle_id = NEW.id AND before = coalesce(NEW.use, 'private') AND EXISTS (
        SELECT 1 FROM operation_open JOIN operation ON operation.id = operation_open.operation_id WHERE operation.undoes IS NOT NULL
    );
END;
CREATE TRIGGER plan_use_delete AFTER DELETE ON vehicle BEGIN DELETE FROM plan_use WHERE vehicle_id = OLD.id; END;

-- A festival has a text of its own. The store's own wording for all of them is kept for those that it suits.
INSERT INTO template (purpose, name, language, body)
SELECT purpose, 'festival.' || value, language, body FROM template, json_each('["spring_festival", "mid_autumn", "national_day"]')
WHERE name = 'festival' AND purpose IN ('script', 'message');

DROP TRIGGER plan_classification_insert;
{queue_trigger("classification_insert", "INSERT ON classification", _CONCERNED)}
DROP TRIGGER plan_complaint_update;
{
    queue_trigger(
        "complaint_update",
        "UPDATE OF customer_id, vehicle_id, order_id, received_on, state ON complaint",
        "SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true",
    )
}
"""
