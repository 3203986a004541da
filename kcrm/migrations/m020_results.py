"""What calls came to, by follow-up; both insurances of a vehicle, each with its insurer and its last day.

`insurance_expires_on` is the commercial one's, as far as the two are told apart. The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of, queue_trigger

_QUEUED = "SELECT followup.customer_id, '' FROM followup WHERE followup.id = {row}.followup_id"

SQL = f"""
ALTER TABLE vehicle ADD COLUMN commercial_insurer TEXT CHECK (commercial_insurer <> '');
ALTER TABLE vehicle ADD COLUMN compulsory_insurer TEXT CHECK (compulsory_insurer <> '');
ALTER TABLE vehicle ADD COLUMN {date_column("compulsory_expires_on")};
{
    queue_trigger(
        "vehicle_compulsory",
        "UPDATE OF compulsory_expires_on ON vehicle",
        "SELECT customer_id, '' FROM ownership WHERE vehicle_id = NEW.id",
    )
}

-- until_on: the new last day of an insurance, or the day on which to call again. booked_at: day and time in the store's zone.
CREATE TABLE call_result (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    call_id INTEGER NOT NULL REFERENCES call (id),
    followup_id INTEGER NOT NULL REFERENCES followup (id),
    result TEXT NOT NULL {
    one_of("result", "renewed_here", "renewed_elsewhere", "quoted", "undecided", "vehicle_sold", "booked", "later", "elsewhere")
},
    {date_column("until_on")},
    booked_at TEXT CHECK (booked_at GLOB '[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]*'),
    insurer TEXT CHECK (insurer <> ''),
    premium_fen INTEGER CHECK (premium_fen >= 0)
) STRICT;
CREATE UNIQUE INDEX call_result_known_by ON call_result (call_id, followup_id);
CREATE INDEX call_result_of_followup ON call_result (followup_id);
{queue_trigger("call_result_insert", "INSERT ON call_result", _QUEUED.format(row="NEW"))}
-- One row for each time that an insurance of a vehicle ran out and was asked about, and for each reminder of maintenance or inspection.
CREATE VIEW fact_renewal AS
SELECT min(followup.id) AS followup_id, followup.vehicle_id, followup.kind, followup.base_on AS day,
    max(followup.duty_id) AS staff_id,
    max(CASE WHEN call_result.result = 'renewed_here' THEN 1 ELSE 0 END) AS is_renewed_here
FROM followup LEFT JOIN call_result ON call_result.followup_id = followup.id
WHERE followup.kind IN ('insurance_expiry', 'compulsory_expiry') AND followup.channel = 'call'
    AND (followup.state <> 'cancelled' OR followup.reason = 'renewed')
GROUP BY followup.vehicle_id, followup.kind, followup.base_on;
CREATE VIEW fact_reminder AS
SELECT followup.id AS followup_id, followup.kind, followup.due_on AS day, followup.duty_id AS staff_id,
    max(CASE WHEN call_result.result = 'booked' THEN 1 ELSE 0 END) AS is_booked
FROM followup LEFT JOIN call_result ON call_result.followup_id = followup.id
WHERE followup.kind IN ('first_maintenance', 'scheduled_maintenance', 'annual_inspection') AND followup.channel = 'call'
    AND followup.state IN ('done', 'unreachable', 'lapsed')
GROUP BY followup.id, followup.kind, followup.due_on, followup.duty_id;
{queue_trigger("call_result_delete", "DELETE ON call_result", _QUEUED.format(row="OLD"))}
"""
