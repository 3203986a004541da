"""Follow-ups of company accounts: what they start from sends its account to planning; they are the duty of its manager.

The building blocks are those of m001.
"""

import sqlite3

from kcrm.migrations.m001_desk import queue_trigger
from kcrm.migrations.rebuild import rebuild_table

_OF = "SELECT {row}.customer_id, '' WHERE EXISTS (SELECT 1 FROM customer WHERE id = {row}.customer_id)"
_OF_BOTH = "SELECT NEW.customer_id, '' UNION SELECT OLD.customer_id, '' WHERE true"
_OF_BILL = "SELECT customer_id, '' FROM bill WHERE id = {row}.bill_id"
# What is in the workshop counts against the limit of the account that has the vehicle.
_OF_ORDER = "SELECT fleet.customer_id, '' FROM ownership JOIN fleet USING (customer_id) WHERE ownership.vehicle_id = NEW.vehicle_id"
_OF_PERSON = "SELECT member.customer_id, '' FROM member WHERE member.person_id = NEW.id"
_REACHED_BY = ("name", "phone", "phone2", "phone_state", "do_not_contact", "call_consent", "message_consent")
_REACHED_OTHERWISE = " OR ".join(f"NEW.{column} IS NOT OLD.{column}" for column in _REACHED_BY)


def _queued(table: str) -> str:
    return (
        queue_trigger(f"{table}_insert", f"INSERT ON {table}", _OF.format(row="NEW"))
        + queue_trigger(f"{table}_update", f"UPDATE ON {table}", _OF_BOTH)
        + queue_trigger(f"{table}_delete", f"DELETE ON {table}", _OF.format(row="OLD"))
    )


SQL = f"""
{"".join(map(_queued, ("contract", "bill", "payment", "credit_assessment", "anniversary")))}
{queue_trigger("bill_order_insert", "INSERT ON bill_order", _OF_BILL.format(row="NEW"))}
{queue_trigger("bill_order_delete", "DELETE ON bill_order", _OF_BILL.format(row="OLD"))}
{queue_trigger("repair_order_owed", "UPDATE OF labor_fen, parts_fen, other_fen, payer ON repair_order", _OF_ORDER)}
{queue_trigger("customer_member", f"UPDATE OF {', '.join(_REACHED_BY)} ON customer WHEN {_REACHED_OTHERWISE}", _OF_PERSON)}
UPDATE plan_queue SET next_on = '' WHERE customer_id IN (SELECT customer_id FROM fleet);
"""


def upgrade(connection: sqlite3.Connection) -> None:
    """A follow-up may be the duty of the account's manager."""
    rebuild_table(connection, "followup", {"'vehicle', 'prospect', 'role',": "'vehicle', 'prospect', 'account', 'role',"})
