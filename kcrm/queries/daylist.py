"""What the order of a day is made from: of every open follow-up only what its place needs, or of the most pressing customers only.

The conditions repeat that of the partial indexes literally, or SQLite would not use them.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from datetime import date, time

from kcrm.model import Channel, CustomerClass, Kind
from kcrm.named import NamedTuple

_LISTED = """
followup.state = 'open' AND followup.call_on <= :until AND (:channel IS NULL OR followup.channel = :channel OR followup.channel = :also)
AND (followup.lapses_on IS NULL OR followup.lapses_on >= :day)
"""
# Whose call: the caller of the account's, where its calls are made together; else whose duty it is.
_WHOSE = "coalesce(followup.bundle_caller_id, followup.assignee_id)"
_ITEMS = f"""
SELECT followup.id, followup.customer_id, followup.kind, followup.channel, followup.due_on, followup.call_on, followup.call_time,
    {_WHOSE} AS assignee_id, customer.customer_no, customer.contact_window,
    classification.class AS customer_class
FROM followup JOIN customer ON customer.id = followup.customer_id LEFT JOIN classification ON classification.id = followup.customer_id
"""  # noqa: S608 - as below: conditions of our own
_ALL = f"{_ITEMS} WHERE {_LISTED}"
_OF_CUSTOMERS = f"{_ITEMS} WHERE followup.customer_id IN (SELECT value FROM json_each(:customers)) AND {_LISTED}"  # noqa: S608 - as below: conditions of our own

# Whose duty: of these members of staff, or of nobody yet.
_OF_ASSIGNEES = f"AND ({_WHOSE} IS NULL OR {_WHOSE} IN (SELECT value FROM json_each(:assignees)))"  # noqa: S608
_LAST_DUE = f"""
SELECT due_on FROM followup INDEXED BY followup_open_by_due WHERE {_LISTED} {{whose}} ORDER BY due_on LIMIT 1 OFFSET :first - 1
"""  # noqa: S608
# `rules.daylist.day_order`, which a test holds this against, of customers for whom nothing goes before the due date.
_FIRST = f"""
SELECT followup.customer_id
FROM followup INDEXED BY followup_open_by_due JOIN customer ON customer.id = followup.customer_id
LEFT JOIN classification ON classification.id = followup.customer_id
WHERE {_LISTED} {{whose}} AND followup.due_on <= :due_on
ORDER BY followup.due_on,
    coalesce(CASE WHEN followup.call_on = :day THEN followup.call_time END, substr(customer.contact_window, 1, 5), :opening),
    CASE classification.class WHEN 'A' THEN 0 WHEN 'B' THEN 1 ELSE 2 END,
    customer.customer_no IS NULL, customer.customer_no, followup.customer_id, followup.id
LIMIT :first
"""  # noqa: S608

# Only such customers, beside those who head the list anyway, may go before the due date.
_PROMISED = f"""
SELECT DISTINCT followup.customer_id FROM followup INDEXED BY followup_open_agreed
WHERE followup.call_time IS NOT NULL AND (followup.call_on < :day OR followup.call_on = :day AND followup.call_time <= :clock) AND {_LISTED}
"""  # noqa: S608

_AGREED = f"SELECT DISTINCT followup.customer_id FROM followup INDEXED BY followup_open_agreed WHERE call_time IS NOT NULL AND {_LISTED}"  # noqa: S608

# Whose call it is, as `rules.daylist.arrange` has it, which a test holds this against: the assignee of the customer's first call that has
# one. Only where several share a customer does the order within the day decide.
_CALLER = f"""
SELECT {_WHOSE}
FROM followup INDEXED BY followup_open_of_customer JOIN customer ON customer.id = followup.customer_id
WHERE followup.customer_id = listed.customer_id AND {_WHOSE} IS NOT NULL AND {_LISTED}
ORDER BY
    coalesce(CASE WHEN call_on < :day OR call_on = :day AND call_time <= :clock THEN call_on || ' ' || call_time END, '~'),
    due_on, coalesce(CASE WHEN call_on = :day THEN call_time END, substr(customer.contact_window, 1, 5), :opening), followup.id
LIMIT 1
"""  # noqa: S608
_SHARES = f"""
SELECT caller_id, CASE WHEN caller_id IN (SELECT value FROM json_each(:away)) THEN customer_id END AS customer_id,
    count(*) AS customers, sum(late) AS overdue, sum(since_go_live) AS since_go_live
FROM (
    SELECT customer_id, late, since_go_live, CASE WHEN least IS most THEN least ELSE ({_CALLER}) END AS caller_id
    FROM (
        SELECT customer_id, min(due_on) < :day AS late, min(due_on) < :day AND min(due_on) IS :go_live_on AS since_go_live,
            min({_WHOSE}) AS least, max({_WHOSE}) AS most
        FROM followup INDEXED BY followup_open WHERE {_LISTED} GROUP BY customer_id
    ) AS listed
)
GROUP BY 1, 2
"""  # noqa: S608
_COUNT = f"""
SELECT count(*) FROM followup INDEXED BY followup_open WHERE {_LISTED} AND (:assignee IS NULL OR {_WHOSE} = :assignee)
"""  # noqa: S608

_SUMS = f"""
SELECT count(*), count(DISTINCT customer_id), total(due_on < :day), total(due_on < :day AND due_on IS :go_live_on), (
    SELECT count(*) FROM followup INDEXED BY followup_open WHERE {_LISTED} AND {_WHOSE} IS NULL AND customer_id NOT IN (
        SELECT customer_id FROM followup INDEXED BY followup_open WHERE {_LISTED} AND {_WHOSE} IS NOT NULL
    )
), (
    SELECT count(*) FROM customer INDEXED BY customer_without_phone CROSS JOIN followup ON followup.customer_id = customer.id
    WHERE (phone IS NULL OR phone_state = 'wrong') AND phone2 IS NULL AND {_LISTED} AND (
        coalesce(followup.contact_phone, followup.bundle_contact_id) IS NULL OR EXISTS (
            SELECT 1 FROM customer AS other
            WHERE other.phone_tail = substr(followup.contact_phone, -4) AND other.phone = followup.contact_phone AND other.do_not_contact
        )
    )
)
FROM followup INDEXED BY followup_open WHERE {_LISTED}
"""  # noqa: S608


_CUSTOMERS_OF = f"""
SELECT DISTINCT customer_id FROM followup INDEXED BY followup_open
WHERE {_WHOSE} IN (SELECT value FROM json_each(:assignees)) AND {_LISTED}
"""  # noqa: S608


class Listed(NamedTuple):
    """Which open follow-ups: to be called on `until` or before, not lapsed by `day`.

    channel: None for all; also: another one beside it. clock: of that day; times agreed for it, or for a day before, have come.
    go_live_on: what was to be done by then counts apart in sums.
    """

    day: date
    until: date
    channel: Channel | None
    also: Channel | None = None
    clock: time = time()
    go_live_on: date | None = None

    def arguments(self) -> dict[str, str | int | None]:
        days = {"day": self.day.isoformat(), "until": self.until.isoformat(), "clock": f"{self.clock:%H:%M}"}
        live = self.go_live_on.isoformat() if self.go_live_on is not None else None
        return {**days, "channel": self.channel, "also": self.also, "go_live_on": live}


class OpenItem(NamedTuple):
    """An open follow-up, as far as the order of the day needs it."""

    id: int
    customer_id: int
    customer_no: str | None
    customer_class: CustomerClass | None
    kind: Kind
    channel: Channel
    due_on: date
    call_on: date
    call_time: str | None
    contact_window: str | None
    assignee_id: int | None


class Share(NamedTuple):
    """Customers whose calls one person makes; None for nobody.

    customer_id: of a single one, None of all. overdue: how many of them; since_go_live: of these those who have been since the first day.
    """

    caller_id: int | None
    customer_id: int | None
    customers: int
    overdue: int
    since_go_live: int


class Sums(NamedTuple):
    """How many follow-ups there are to do, and how many of them want attention.

    since_go_live: of the overdue ones those that have been since the first day, as what was late already fell due then.
    """

    followups: int
    customers: int
    overdue: int
    since_go_live: int
    unassigned: int
    no_phone: int


def open_items(connection: sqlite3.Connection, listed: Listed, customer_ids: Collection[int] | None = None) -> list[OpenItem]:
    """The follow-ups listed, of these customers or of all."""
    arguments = listed.arguments()
    if customer_ids is None:
        rows = connection.execute(_ALL, arguments)
    else:
        rows = connection.execute(_OF_CUSTOMERS, arguments | {"customers": json.dumps(sorted(customer_ids))})
    return [_open_item(row) for row in rows]


def first_customers(
    connection: sqlite3.Connection, listed: Listed, first: int, opening: time, assignees: Collection[int] | None = None
) -> list[int]:
    """Whose follow-ups fill the first so many rows of the list, row by row, where nothing goes before the due date.

    opening: from when customers may be called who name no time that they like. assignees: only rows that are the duty of these or nobody's.
    """
    arguments = listed.arguments() | {"first": first, "opening": f"{opening:%H:%M}"}
    whose = ""
    if assignees is not None:
        whose, arguments["assignees"] = _OF_ASSIGNEES, json.dumps(sorted(assignees))
    # of the first rows the last due date: whom it leaves out need not be sorted
    last_due = connection.execute(_LAST_DUE.format(whose=whose), arguments).fetchone()
    arguments["due_on"] = "9999-12-31" if last_due is None else last_due[0]
    return [row[0] for row in connection.execute(_FIRST.format(whose=whose), arguments)]


def customers_of(connection: sqlite3.Connection, listed: Listed, assignees: Collection[int]) -> list[int]:
    """For whom any follow-up on the list is the duty of one of these."""
    arguments = listed.arguments() | {"assignees": json.dumps(sorted(assignees))}
    return [row[0] for row in connection.execute(_CUSTOMERS_OF, arguments)]


def promised_customers(connection: sqlite3.Connection, listed: Listed) -> list[int]:
    """Who is to be called at a time that was agreed with them and has come."""
    return [row[0] for row in connection.execute(_PROMISED, listed.arguments())]


def shares(connection: sqlite3.Connection, listed: Listed, opening: time, away: Collection[int]) -> list[Share]:
    """The customers on the list, which is one of calls, counted by whose they are to call; where that is somebody of `away` one by one."""
    arguments = listed.arguments() | {"opening": f"{opening:%H:%M}", "away": json.dumps(sorted(away))}
    return [Share(*row) for row in connection.execute(_SHARES, arguments)]


def customers_with_agreement(connection: sqlite3.Connection, listed: Listed) -> list[int]:
    """Who is to be called by then at a time that was agreed with them."""
    return [row[0] for row in connection.execute(_AGREED, listed.arguments())]


def count(connection: sqlite3.Connection, listed: Listed, assignee_id: int | None = None) -> int:
    """How many follow-ups are listed; assignee_id: only those that are this one's duty."""
    return int(connection.execute(_COUNT, listed.arguments() | {"assignee": assignee_id}).fetchone()[0])


def sums(connection: sqlite3.Connection, listed: Listed) -> Sums:
    """The whole list counted, were everybody at work whose duty it is."""
    return Sums(*map(int, connection.execute(_SUMS, listed.arguments()).fetchone()))


def _open_item(row: sqlite3.Row) -> OpenItem:
    return OpenItem(
        id=row["id"],
        customer_id=row["customer_id"],
        customer_no=row["customer_no"],
        customer_class=CustomerClass(row["customer_class"]) if row["customer_class"] else None,
        kind=Kind(row["kind"]),
        channel=Channel(row["channel"]),
        due_on=date.fromisoformat(row["due_on"]),
        call_on=date.fromisoformat(row["call_on"]),
        call_time=row["call_time"],
        contact_window=row["contact_window"],
        assignee_id=row["assignee_id"],
    )
