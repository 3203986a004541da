"""What the provider says became of messages: those that reached nobody, and whoever wants no more of them.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, one_of

SQL = f"""
-- call_id: the message as it was sent; NULL where somebody refused messages otherwise. phone: to which it went, or from which they refused.
CREATE TABLE message_result (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    customer_id INTEGER NOT NULL REFERENCES customer (id),
    followup_id INTEGER REFERENCES followup (id),
    call_id INTEGER REFERENCES call (id),
    state TEXT NOT NULL {one_of("state", "failed", "refused")},
    phone TEXT,
    reason TEXT CHECK (reason <> ''),
    {date_column("told_on", "NOT NULL")},
    CHECK (state = 'refused' OR (call_id IS NOT NULL AND followup_id IS NOT NULL))
) STRICT;
CREATE INDEX message_result_of_call ON message_result (call_id);
CREATE INDEX message_result_of ON message_result (customer_id);
CREATE INDEX message_result_of_followup ON message_result (followup_id);
"""
