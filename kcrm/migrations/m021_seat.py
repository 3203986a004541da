"""The caller's seat: what the workshop should know of a vehicle, and the times agreed with customers found at once."""

SQL = """
ALTER TABLE vehicle ADD COLUMN workshop_note TEXT;

-- Few follow-ups bear an agreed time; those that have come stand first on the day's list.
CREATE INDEX followup_open_agreed ON followup (call_on, call_time) WHERE state = 'open' AND call_time IS NOT NULL;
"""
