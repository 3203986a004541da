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
{queue_trigger("call_result_delete", "DELETE ON call_result", _QUEUED.format(row="OLD"))}
"""
