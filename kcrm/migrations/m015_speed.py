"""Indexes that lists are read from, without a look at the table itself.

`followup_open_by_due` has whose duty a follow-up is: the first customers of one caller are found without reading everybody's.
"""

SQL = """
DROP INDEX followup_open_by_due;
CREATE INDEX followup_open_by_due ON followup (due_on, call_on, channel, customer_id, assignee_id, lapses_on, state) WHERE state = 'open';
"""
