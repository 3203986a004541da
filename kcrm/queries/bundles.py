"""The calls of accounts that are made together: what they are made of, and where they are kept.

What a bundle gave a follow-up stands beside its own day and assignee, which it leaves alone.
"""

from __future__ import annotations

import sqlite3
from datetime import date

from kcrm.model import Channel, Kind, State
from kcrm.model.fleets import AccountMember, BundleAccount, BundleItem, MemberRole, Put
from kcrm.named import NamedTuple
from kcrm.queries.followups import phone_of
from kcrm.queries.rows import record

_ACCOUNT = "SELECT manager_id, bundled AND kind = 'company' AND state <> 'closed' AS bundled FROM fleet WHERE customer_id = ?"
# Whom one can call: a phone, and nothing said against it.
_MEMBERS = """
SELECT member.person_id, member.role, member.key, member.from_on, member.until_on
FROM member JOIN customer ON customer.id = member.person_id
WHERE member.customer_id = ? AND NOT customer.do_not_contact AND coalesce(customer.call_consent, 1) <> 0
    AND (customer.phone IS NOT NULL AND customer.phone_state <> 'wrong' OR customer.phone2 IS NOT NULL)
ORDER BY member.id
"""
_CALLED = """
SELECT DISTINCT coalesce(bundle_on, call_on) FROM followup
WHERE customer_id = :customer AND state IN ('done', 'unreachable') AND bundle_counts AND coalesce(bundle_on, call_on) >= :since
"""
# What somebody agreed on, or asked for by hand, keeps its day; so does what was tried already.
_ITEMS = """
SELECT id, kind, channel, vehicle_id, base_on, due_on,
    CASE
        WHEN call_time IS NOT NULL OR attempts > 0 OR due_by = 'by_hand' OR (call_on <> due_on AND call_on IS NOT bundle_on) THEN call_on
    END AS fixed_on,
    bundle_on, bundle_lead_id, bundle_counts, bundle_caller_id, bundle_contact_id, state = 'cancelled' AS aside
FROM followup
WHERE customer_id = :customer
    AND (state = 'open' OR state = 'cancelled' AND reason = 'bundle' AND (lapses_on IS NULL OR lapses_on >= :today))
ORDER BY id
"""
_TOGETHER = """
UPDATE followup SET call_on = coalesce(:on, call_on), bundle_on = :on, bundle_lead_id = :lead, bundle_counts = :counts,
    bundle_caller_id = :caller, bundle_contact_id = :contact
WHERE id = :id
"""
_ALONE = """
UPDATE followup SET call_on = CASE WHEN call_on = bundle_on THEN due_on ELSE call_on END, bundle_on = NULL, bundle_lead_id = NULL,
    bundle_counts = 0, bundle_caller_id = NULL, bundle_contact_id = NULL
WHERE id = ?
"""

_TOLD = f"""
SELECT followup.customer_id, followup.call_on, followup.bundle_on, followup.bundle_lead_id, followup.bundle_counts, followup.state,
    staff.name AS caller, person.name AS contact,
    {phone_of("person")} AS phone
FROM followup LEFT JOIN staff ON staff.id = followup.bundle_caller_id LEFT JOIN customer AS person ON person.id = followup.bundle_contact_id
WHERE followup.id = ? AND followup.bundle_lead_id IS NOT NULL
"""  # noqa: S608 - our own
_PARTS = """
SELECT followup.id, followup.kind, vehicle.plate, vehicle.model, followup.due_on, followup.state
FROM followup LEFT JOIN vehicle ON vehicle.id = followup.vehicle_id
WHERE followup.customer_id = :customer AND followup.bundle_lead_id = :lead AND followup.call_on = :on
ORDER BY followup.due_on, followup.id
"""


class BundlePart(NamedTuple):
    """A follow-up that is told in the call."""

    id: int
    kind: Kind
    plate: str | None
    model: str | None
    due_on: date
    state: State


class BundleTold(NamedTuple):
    """The call of an account that a follow-up is told in. on: the day that the bundle gave it, None where its own day stays.

    lead_id: the follow-up whose day it is. counts: whether it is one of the few days of the month. contact, phone: whom to call, None where
    the account names nobody whom one can call. parts: all that is told in it, the one due first first.
    """

    on: date | None
    lead_id: int
    counts: bool
    caller: str | None
    contact: str | None
    phone: str | None
    parts: tuple[BundlePart, ...]


def bundle_account(connection: sqlite3.Connection, customer_id: int, vehicles: int, since: date) -> BundleAccount:
    """A customer as an account whose calls are made together; not `bundled` where they are none, or it is closed or switched off.

    vehicles: how many of theirs are in use. since: from which day on it counts when they were called. manager_id: None where it has none of
    its own.
    """
    row = connection.execute(_ACCOUNT, (customer_id,)).fetchone()
    if row is None or not row["bundled"]:
        return BundleAccount(customer_id, vehicles, None, bundled=False)
    members = tuple(
        AccountMember(person, MemberRole(role) if role else None, bool(key), _day(first), _day(until))
        for person, role, key, first, until in connection.execute(_MEMBERS, (customer_id,))
    )
    called = connection.execute(_CALLED, {"customer": customer_id, "since": since.isoformat()})
    return BundleAccount(customer_id, vehicles, row["manager_id"], members, frozenset(date.fromisoformat(each[0]) for each in called))


def bundle_items(connection: sqlite3.Connection, customer_id: int, today: date) -> list[BundleItem]:
    """The follow-ups of a customer that are open, or set aside and not lapsed by today."""
    return [_item(row) for row in connection.execute(_ITEMS, {"customer": customer_id, "today": today.isoformat()})]


def put_together(connection: sqlite3.Connection, item_id: int, put: Put) -> None:
    """Keep what a bundle gives a follow-up, whose day and assignee of its own stay."""
    on, lead, counts, caller, contact = put
    given = {"id": item_id, "on": on and on.isoformat(), "lead": lead, "counts": counts, "caller": caller, "contact": contact}
    connection.execute(_TOGETHER, given)


def put_apart(connection: sqlite3.Connection, item_id: int) -> None:
    """Give a follow-up its own day back, unless somebody has agreed on another since."""
    connection.execute(_ALONE, (item_id,))


def told_in(connection: sqlite3.Connection, followup_id: int) -> BundleTold | None:
    """The call of its account that a follow-up is told in; None where it is in none."""
    row = connection.execute(_TOLD, (followup_id,)).fetchone()
    if row is None:
        return None
    given = {"customer": row["customer_id"], "lead": row["bundle_lead_id"], "on": row["call_on"]}
    parts = tuple(record(BundlePart, part) for part in connection.execute(_PARTS, given))
    counts, who = bool(row["bundle_counts"]), (row["caller"], row["contact"], row["phone"])
    return BundleTold(_day(row["bundle_on"]), row["bundle_lead_id"], counts, *who, parts)


def _item(row: sqlite3.Row) -> BundleItem:
    put = None
    if row["bundle_lead_id"] is not None:
        caller, contact = row["bundle_caller_id"], row["bundle_contact_id"]
        put = Put(_day(row["bundle_on"]), row["bundle_lead_id"], bool(row["bundle_counts"]), caller, contact)
    return BundleItem(
        row["id"],
        Kind(row["kind"]),
        Channel(row["channel"]),
        row["vehicle_id"],
        date.fromisoformat(row["base_on"]),
        date.fromisoformat(row["due_on"]),
        _day(row["fixed_on"]),
        put,
        bool(row["aside"]),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
