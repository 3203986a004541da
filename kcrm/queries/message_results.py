"""What became of messages: those that were not delivered, and who wants no more of them."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date
from typing import Final

from kcrm.model import Kind, State
from kcrm.model.messages import MessageState
from kcrm.named import NamedTuple
from kcrm.queries.records import save

_LISTED: Final = """
SELECT message_result.followup_id, followup.kind, message_result.told_on, message_result.customer_id, customer.customer_no, customer.name,
    message_result.phone, message_result.state, message_result.reason
FROM message_result JOIN customer ON customer.id = message_result.customer_id
LEFT JOIN followup ON followup.id = message_result.followup_id
WHERE message_result.state IN (SELECT value FROM json_each(:states)) AND (:case IS NULL OR followup.case_no = :case)
    AND (:kinds IS NULL OR followup.kind IN (SELECT value FROM json_each(:kinds)))
    AND (:customers IS NULL OR message_result.customer_id IN (SELECT value FROM json_each(:customers)))
ORDER BY message_result.told_on DESC, message_result.id
"""
# the last message that went to each phone, by the number of its call
_LAST: Final = """
SELECT call.phone, call_followup.followup_id, max(call.id) FROM call JOIN call_followup ON call_followup.call_id = call.id
WHERE call.by = 'message' AND call.outcome = 'message_sent' AND call.called_on >= ? AND call.phone IS NOT NULL GROUP BY call.phone
"""


class MessageResult(NamedTuple):
    """What became of a message. followup_id, kind: None where somebody refused messages otherwise."""

    followup_id: int | None
    kind: Kind | None
    told_on: date
    customer_id: int
    customer_no: str | None
    customer: str
    phone: str | None
    state: MessageState
    reason: str | None


class NewResult(NamedTuple):
    """What is to be kept. call_id: the message as it was sent."""

    customer_id: int
    followup_id: int | None
    call_id: int | None
    state: MessageState
    phone: str | None
    reason: str | None
    told_on: date


class Became(NamedTuple):
    """What the provider said of a message, and why."""

    state: MessageState
    reason: str | None


def results_of_calls(connection: sqlite3.Connection, customer_id: int) -> dict[int, Became]:
    """What became of a customer's messages, by the number of the call; the last that was said of each."""
    rows = connection.execute(
        "SELECT call_id, state, reason FROM message_result WHERE customer_id = ? AND call_id IS NOT NULL ORDER BY id", (customer_id,)
    )
    return {row["call_id"]: Became(MessageState(row["state"]), row["reason"]) for row in rows}


def add_result(connection: sqlite3.Connection, new: NewResult) -> None:
    """Keep what became of a message."""
    save(connection, "message_result", None, new._asdict())


def has_failed(connection: sqlite3.Connection, call_id: int) -> bool:
    """Whether this message is known not to have been delivered."""
    row = connection.execute("SELECT 1 FROM message_result WHERE call_id = ? AND state = 'failed'", (call_id,)).fetchone()
    return row is not None


def failed_phones(connection: sqlite3.Connection, followup_id: int) -> frozenset[str | None]:
    """To which phones this message is known not to have been delivered."""
    rows = connection.execute("SELECT phone FROM message_result WHERE followup_id = ? AND state = 'failed'", (followup_id,))
    return frozenset(phone for (phone,) in rows)


def end_call(connection: sqlite3.Connection, call_id: int, followup_id: int, state: State) -> None:
    """Note that a message made something else of its follow-up than was thought when it was sent."""
    row = connection.execute("SELECT * FROM call_followup WHERE call_id = ? AND followup_id = ?", (call_id, followup_id)).fetchone()
    save(connection, "call_followup", row, {"state": state})


def last_messages(connection: sqlite3.Connection, since: date) -> dict[str, int]:
    """By phone the follow-up of the message that went to it last, of those since a day."""
    return {row[0]: row[1] for row in connection.execute(_LAST, (since.isoformat(),))}


def listed_results(
    connection: sqlite3.Connection,
    states: Collection[MessageState],
    *,
    kinds: Collection[Kind] = (),
    customers: Collection[int] | None = None,
    case: str | None = None,
) -> list[MessageResult]:
    """What became of messages, the latest first. kinds, customers, case: only of these, none or None for any."""
    given = {
        "states": json.dumps(sorted(states)),
        "kinds": json.dumps(sorted(kinds)) if kinds else None,
        "customers": json.dumps(sorted(customers)) if customers is not None else None,
        "case": case,
    }
    return [
        MessageResult(
            row[0],
            Kind(row[1]) if row[1] is not None else None,
            date.fromisoformat(row[2]),
            row[3],
            row[4],
            row[5],
            row[6],
            MessageState(row[7]),
            row[8],
        )
        for row in connection.execute(_LISTED, given)
    ]
