"""Messages that wait to be sent, and the phones that had one."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import date, datetime

from kcrm.db import instant
from kcrm.model import Kind, PhoneState
from kcrm.model.campaigns import Sent
from kcrm.model.kinds import BESIDE_CAP, UNASKED
from kcrm.named import NamedTuple

_COMPLAINS = "EXISTS (SELECT 1 FROM complaint WHERE complaint.customer_id = customer.id AND complaint.state <> 'closed')"
_CONSENTS = "(coalesce(customer.message_consent, 0) AND customer.message_consent_on IS NOT NULL)"
_UNASKED = ", ".join(f"'{kind}'" for kind in sorted(UNASKED))
# what cannot be sent takes nobody's place
_OPEN = f"""
SELECT followup.id, followup.kind, followup.due_on, followup.lapses_on, followup.contact_phone, customer.phone, customer.phone2,
    customer.phone_state, EXISTS (
        SELECT 1 FROM customer AS other
        WHERE other.phone_tail = substr(followup.contact_phone, -4) AND other.phone = followup.contact_phone AND other.do_not_contact
    ) AS contact_refuses
FROM followup JOIN customer ON customer.id = followup.customer_id
WHERE followup.state = 'open' AND followup.channel = 'message' AND followup.call_on <= ?
    AND (followup.kind IN ({_UNASKED}) OR NOT customer.do_not_contact AND coalesce(customer.message_consent, 1))
    AND (followup.kind <> 'campaign_message' OR {_CONSENTS} AND NOT {_COMPLAINS})
"""  # noqa: S608 - our own words
_OFFERED = f"""
SELECT id, {_CONSENTS}, {_COMPLAINS} FROM customer WHERE id IN (SELECT value FROM json_each(:customers))
"""  # noqa: S608 - as above
# what reached nobody counts for nothing
_SENT = """
SELECT phone, count(*) FROM call
WHERE called_on = ? AND by = 'message' AND outcome = 'message_sent' AND phone IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM message_result WHERE message_result.call_id = call.id AND message_result.state = 'failed')
GROUP BY phone
"""
_SENT_BETWEEN = """
SELECT call.phone, count(*), sum(EXISTS (
    SELECT 1 FROM call_followup JOIN followup ON followup.id = call_followup.followup_id
    WHERE call_followup.call_id = call.id AND followup.kind IN (SELECT value FROM json_each(:selling))
))
FROM call WHERE call.called_on BETWEEN :first AND :last AND call.by = 'message' AND call.outcome = 'message_sent' AND call.phone IS NOT NULL
    AND NOT EXISTS (SELECT 1 FROM message_result WHERE message_result.call_id = call.id AND message_result.state = 'failed')
    AND NOT EXISTS (
        SELECT 1 FROM call_followup JOIN followup ON followup.id = call_followup.followup_id
        WHERE call_followup.call_id = call.id AND followup.kind IN (SELECT value FROM json_each(:beside))
    )
GROUP BY call.phone
"""
_POSTPONE = "UPDATE followup SET state = 'cancelled', reason = 'cap', ended_at = :at, call_on = :until WHERE id = :id"
_PLAN_AGAIN = """
INSERT INTO plan_queue (customer_id, next_on) SELECT customer_id, :until FROM followup WHERE id = :id
ON CONFLICT (customer_id) DO UPDATE SET next_on = min(next_on, excluded.next_on)
"""


class OpenMessage(NamedTuple):
    """A message that is to be sent. phones: canonical, in the order in which they are tried."""

    id: int
    kind: Kind
    due_on: date
    lapses_on: date | None
    phones: tuple[str | None, ...]


def open_messages(connection: sqlite3.Connection, last: date) -> list[OpenMessage]:
    """The open messages to be sent on `last` or before to customers who permit it."""
    return [
        OpenMessage(
            id=row["id"],
            kind=Kind(row["kind"]),
            due_on=date.fromisoformat(row["due_on"]),
            lapses_on=date.fromisoformat(row["lapses_on"]) if row["lapses_on"] else None,
            phones=phones_to_write_to(
                None if row["contact_refuses"] else row["contact_phone"], row["phone"], row["phone2"], PhoneState(row["phone_state"])
            ),
        )
        for row in connection.execute(_OPEN, (last.isoformat(),))
    ]


class Offered(NamedTuple):
    """How somebody stands to whom something is offered, today and not when a campaign chose them."""

    has_dated_consent: bool
    complains: bool


def offered_to(connection: sqlite3.Connection, customers: Collection[int]) -> dict[int, Offered]:
    """How these customers stand, by number."""
    rows = connection.execute(_OFFERED, {"customers": json.dumps(sorted(customers))})
    return {number: Offered(bool(consents), bool(complains)) for number, consents, complains in rows}


def phones_to_write_to(contact: str | None, phone: str | None, phone2: str | None, state: PhoneState) -> tuple[str | None, ...]:
    """Whoever brought the car, then the customer's phones that are not known to be wrong."""
    return contact, None if state is PhoneState.WRONG else phone, phone2


def sent_on(connection: sqlite3.Connection, day: date) -> dict[str, int]:
    """How many messages went to each phone on a day."""
    return {row[0]: row[1] for row in connection.execute(_SENT, (day.isoformat(),))}


def sent_between(connection: sqlite3.Connection, first: date, last: date) -> dict[str, Sent]:
    """How many messages went to each phone in these days, and how many of them offered something."""
    given = {
        "selling": json.dumps([kind for kind in Kind if kind.row.sells]),
        "beside": json.dumps(sorted(BESIDE_CAP)),
        "first": first.isoformat(),
        "last": last.isoformat(),
    }
    return {row[0]: Sent(row[1], row[2]) for row in connection.execute(_SENT_BETWEEN, given)}


def postpone(connection: sqlite3.Connection, followup_ids: Iterable[int], until: date, *, at: datetime) -> None:
    """Cancel messages because their phone has had its share of the day; planning takes them up again on the day given."""
    given = [{"id": number, "at": instant(at), "until": until.isoformat()} for number in followup_ids]
    connection.executemany(_POSTPONE, given)
    connection.executemany(_PLAN_AGAIN, given)
