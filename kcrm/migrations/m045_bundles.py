"""Calls of a company account that are made together.

The building blocks are those of m001.
"""

from kcrm.migrations.m001_desk import date_column, flag_column, queue_trigger

_OF = "SELECT {row}.customer_id, '' WHERE EXISTS (SELECT 1 FROM customer WHERE id = {row}.customer_id)"
_OF_BOTH = "SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true"


def _queued(table: str) -> str:
    return (
        queue_trigger(f"{table}_insert", f"INSERT ON {table}", _OF.format(row="NEW"))
        + queue_trigger(f"{table}_update", f"UPDATE ON {table}", _OF_BOTH)
        + queue_trigger(f"{table}_delete", f"DELETE ON {table}", _OF.format(row="OLD"))
    )


SQL = f"""
-- What a bundle gave a follow-up beside its own day, caller and contact, which stay as they are. bundle_on: on which day it is called, NULL
-- where its own day stays. bundle_lead_id: the follow-up whose day it is. bundle_counts: whether that is one of the days of the month.
-- bundle_caller_id, bundle_contact_id: a member of staff and a customer. They refer to nothing, as planning finds all of them anew whenever
-- what they name goes.
ALTER TABLE followup ADD COLUMN {date_column("bundle_on")};
ALTER TABLE followup ADD COLUMN bundle_lead_id INTEGER;
ALTER TABLE followup ADD COLUMN {flag_column("bundle_counts")};
ALTER TABLE followup ADD COLUMN bundle_caller_id INTEGER;
ALTER TABLE followup ADD COLUMN bundle_contact_id INTEGER;
CREATE INDEX followup_bundled ON followup (customer_id) WHERE bundle_lead_id IS NOT NULL AND state = 'open';
-- As in m001 and m015, with the caller of an account: the day's list is counted, and its first page found, within these two.
DROP INDEX followup_open;
DROP INDEX followup_open_by_due;
CREATE INDEX followup_open ON followup (call_on, customer_id, channel, due_on, assignee_id, bundle_caller_id, lapses_on, state)
    WHERE state = 'open';
CREATE INDEX followup_open_by_due
    ON followup (due_on, call_on, channel, customer_id, assignee_id, bundle_caller_id, lapses_on, state) WHERE state = 'open';
{_queued("fleet")}
{_queued("member")}
UPDATE plan_queue SET next_on = '' WHERE customer_id IN (SELECT customer_id FROM fleet);
"""
