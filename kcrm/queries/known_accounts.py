"""What planning knows of company accounts, read for a batch of customers; of those that are none no more than that."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, datetime
from zoneinfo import ZoneInfo

from kcrm.model.fleets import (
    AccountMember,
    AccountState,
    Anniversary,
    Assessment,
    CreditGrade,
    KnownAccount,
    MemberRole,
)
from kcrm.model.kinds import Kind, Of
from kcrm.model.vocabulary import Channel
from kcrm.named import NamedTuple
from kcrm.queries.credit import open_orders_of
from kcrm.queries.fleets import bills_of, contracts_of_each, payments_of
from kcrm.queries.rows import plain_rows

_ACCOUNTS = "SELECT customer_id, id, state, since_on, manager_id FROM fleet WHERE customer_id IN (SELECT value FROM json_each(:ids))"
_ASSESSED = """
SELECT customer_id, grade, approved_on, day, limit_fen, valid_until FROM credit_assessment
WHERE approved_on IS NOT NULL AND customer_id IN (SELECT value FROM json_each(:ids)) ORDER BY id
"""
_ANNIVERSARIES = """
SELECT customer_id, id, day, yearly FROM anniversary
WHERE ended_on IS NULL AND customer_id IN (SELECT value FROM json_each(:ids)) ORDER BY id
"""
# Whom one can call: a phone at which no call for the account met somebody else, and nothing said against it.
_MEMBERS = """
SELECT member.customer_id, member.person_id, member.role, member.key, member.from_on, member.until_on, customer.name,
    CASE WHEN customer.phone IS NULL OR customer.phone_state = 'wrong' THEN customer.phone2 ELSE customer.phone END AS usable,
    coalesce(customer.message_consent, 1)
FROM member JOIN customer ON customer.id = member.person_id
WHERE member.customer_id IN (SELECT value FROM json_each(:ids)) AND usable IS NOT NULL AND member.role IS NOT NULL
    AND NOT customer.do_not_contact AND coalesce(customer.call_consent, 1) <> 0
    AND NOT EXISTS (
        SELECT 1 FROM call WHERE call.customer_id = member.customer_id AND call.outcome = 'wrong_number' AND call.phone = usable
    )
ORDER BY member.id
"""
# In whatever way somebody ended it: all that was open then was before them.
_ASKED = """
SELECT customer_id, max(ended_at) FROM followup
WHERE kind = 'dunning' AND state IN ('done', 'skipped', 'unreachable') AND customer_id IN (SELECT value FROM json_each(:ids))
GROUP BY customer_id
"""
_MEMBER_WITH_PHONE = """
SELECT member.person_id FROM member JOIN customer ON customer.id = member.person_id
WHERE member.customer_id = ? AND (customer.phone = ? OR customer.phone2 = ?) ORDER BY member.id LIMIT 1
"""
_CONTACTS = """
SELECT id, kind, channel, contact_name, contact_phone FROM followup
WHERE customer_id = ? AND state = 'open' AND kind IN (SELECT value FROM json_each(?))
ORDER BY id
"""


def accounts_of(connection: sqlite3.Connection, ids: dict[str, str], day_of: Callable[[str], date]) -> dict[int, KnownAccount]:
    """Of these customers those that are an account, by customer. ids: as `:ids`, JSON. day_of: the business date of an instant."""
    rows = plain_rows(connection, _ACCOUNTS, ids).fetchall()
    if not rows:
        return {}
    day, customers = date.fromisoformat, [row[0] for row in rows]
    own = {"ids": json.dumps(customers)}
    contracts, bills = contracts_of_each(connection, customers), bills_of(connection, customers)
    payments, orders = payments_of(connection, customers), open_orders_of(connection, customers)
    assessed: dict[int, list[tuple[CreditGrade, date, Assessment]]] = defaultdict(list)
    for customer, grade, approved_on, judged_on, limit, until in plain_rows(connection, _ASSESSED, own):
        assessed[customer].append((CreditGrade(grade), day(approved_on), Assessment(day(judged_on), CreditGrade(grade), limit, day(until))))
    anniversaries: dict[int, list[Anniversary]] = defaultdict(list)
    for customer, number, on, yearly in plain_rows(connection, _ANNIVERSARIES, own):
        anniversaries[customer].append(Anniversary(number, day(on), bool(yearly)))
    members: dict[int, list[AccountMember]] = defaultdict(list)
    for customer, person, role, key, first, until, name, phone, written_to in plain_rows(connection, _MEMBERS, own):
        span = first and day(first), until and day(until)
        members[customer].append(AccountMember(person, MemberRole(role), bool(key), *span, name, phone, bool(written_to)))
    asked = {customer: day_of(at) for customer, at in plain_rows(connection, _ASKED, own)}
    return {
        customer: KnownAccount(
            number,
            AccountState(state),
            day(since_on),
            manager_id,
            *_counting(assessed[customer]),
            tuple(contracts[customer]),
            tuple(bills[customer]),
            tuple(payments[customer]),
            tuple((each.opened_on, each.amount) for each in orders[customer]),
            tuple(anniversaries[customer]),
            tuple(members[customer]),
            asked.get(customer),
        )
        for customer, number, state, since_on, manager_id in rows
    }


def account_known(connection: sqlite3.Connection, customer_id: int, zone: ZoneInfo) -> KnownAccount:
    """The account that a customer is. zone: of business dates."""

    def day_of(instant: str) -> date:
        return datetime.fromisoformat(instant).astimezone(zone).date()

    return accounts_of(connection, {"ids": json.dumps([customer_id])}, day_of)[customer_id]


def _counting(assessed: Iterable[tuple[CreditGrade, date, Assessment]]) -> tuple[CreditGrade | None, date | None, Assessment | None]:
    """The grade of the latest assessment that was approved, since when it counts without a break, and that assessment."""
    grade: CreditGrade | None = None
    since: date | None = None
    counting: Assessment | None = None
    for said, on, judged in assessed:
        if said is not grade:
            grade, since = said, on
        counting = judged
    return grade, since, counting


def member_with_phone(connection: sqlite3.Connection, customer_id: int, phone: str | None) -> int | None:
    """The customer record of the member of an account who has this phone; who is there the longest, where several do."""
    row = connection.execute(_MEMBER_WITH_PHONE, (customer_id, phone, phone)).fetchone()
    return None if row is None else int(row[0])


class OpenContact(NamedTuple):
    """Whom an open follow-up of an account reaches; None for the company itself."""

    id: int
    kind: Kind
    channel: Channel
    name: str | None
    phone: str | None


def open_contacts(connection: sqlite3.Connection, customer_id: int) -> list[OpenContact]:
    """Whom the open follow-ups of an account reach."""
    kinds = json.dumps([kind for kind in Kind if kind.row.of is Of.ACCOUNT])
    rows = connection.execute(_CONTACTS, (customer_id, kinds))
    return [OpenContact(number, Kind(kind), Channel(channel), name, phone) for number, kind, channel, name, phone in rows]


def set_contact(connection: sqlite3.Connection, followup_id: int, name: str | None, phone: str | None) -> None:
    """Reach somebody else about it."""
    connection.execute("UPDATE followup SET contact_name = ?, contact_phone = ? WHERE id = ?", (name, phone, followup_id))
