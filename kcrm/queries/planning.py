"""Planning's stored items, read for a batch of customers; its changes, written back."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date

from kcrm.memo import remembering
from kcrm.model import (
    AssignedBy,
    CancelReason,
    Channel,
    DueBy,
    FollowUpDraft,
    FollowUpKey,
    Kind,
    Loyalty,
    PlannedItem,
    Role,
    StaffMember,
    State,
)
from kcrm.named import NamedTuple
from kcrm.queries.followups import hand_to
from kcrm.queries.rows import by_word, plain_rows, record
from kcrm.queries.staff import works_here

_ITEMS = """
SELECT kind, channel, customer_id, vehicle_id, base_on, occurrence, case_no, id, state, due_on, lapses_on, assignee_id, assigned_by, due_by,
    CASE WHEN state = 'cancelled' AND reason = 'cap' THEN call_on END,
    state = 'cancelled' AND reason = 'bundle'
FROM followup WHERE customer_id IN (SELECT value FROM json_each(?)) ORDER BY id
"""

# Collected first and then stored by one statement: where triggers may refuse a row, SQLite keeps the pages that a statement changes as they
# were before, which for a statement a row costs three times as much as the row itself.
_DRAFTS = """
CREATE TEMP TABLE IF NOT EXISTS draft (kind, channel, customer_id, vehicle_id, case_no, order_id, base, base_on, occurrence, due_on, due_by,
    lapses_on, contact_name, contact_phone, because, assignee_id, assigned_by, call_on, call_time)
"""
_DRAFT = "INSERT INTO draft VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_INSERT = """
INSERT INTO followup (kind, channel, customer_id, vehicle_id, case_no, order_id, base, base_on, occurrence, due_on, due_by, call_on,
                      call_time, lapses_on, contact_name, contact_phone, because, assignee_id, duty_id, assigned_by, opened_at,
                      policy_version_id)
SELECT kind, channel, customer_id, vehicle_id, case_no, order_id, base, base_on, occurrence, due_on, due_by,
    coalesce(call_on, due_on), call_time,
    lapses_on, contact_name, contact_phone, because, assignee_id, assignee_id, assigned_by, :at, :policy_version_id
FROM draft ORDER BY rowid
"""

_REOPEN = """
UPDATE followup SET state = 'open', reason = NULL, ended_at = NULL, order_id = ?, contact_name = ?, contact_phone = ?, because = ?
WHERE id = ?
"""

_SET_SPECIALISTS = """
UPDATE customer SET specialist_id = found.value,
    former_specialist_id = coalesce((SELECT id FROM staff WHERE id = customer.specialist_id AND left_on < :today), former_specialist_id)
FROM json_each(:found) AS found WHERE customer.id = CAST(found.key AS INTEGER)
"""

# Whose duty or customer it is works here no more, or not yet; or nobody has it, and since the last plan a specialist has begun.
_DUE = f"""
SELECT customer_id FROM plan_queue WHERE next_on <= :today
UNION
SELECT followup.customer_id FROM followup JOIN staff ON staff.id = followup.assignee_id
WHERE followup.state = 'open' AND NOT {works_here(":today")}
UNION
SELECT customer.id FROM customer JOIN staff ON staff.id = customer.specialist_id WHERE NOT {works_here(":today")}
UNION
SELECT id FROM customer WHERE specialist_id IS NULL AND EXISTS (
    SELECT 1 FROM staff WHERE role = 'cs_specialist' AND joined_on <= :today AND joined_on > (SELECT planned_on FROM plan_mark)
)
ORDER BY 1
"""  # noqa: S608 - our own condition

_UNQUEUED = "SELECT id FROM customer WHERE NOT EXISTS (SELECT 1 FROM plan_queue WHERE customer_id = customer.id) ORDER BY id"


def staff_members(connection: sqlite3.Connection) -> list[StaffMember]:
    """Everybody who works or worked here, by number."""
    rows = connection.execute("SELECT id, role, joined_on, left_on FROM staff ORDER BY id")
    return [StaffMember(row["id"], Role(row["role"]), _day(row["joined_on"]), _day(row["left_on"])) for row in rows]


def changed_customers(connection: sqlite3.Connection) -> list[int]:
    """Customers whose facts changed since they were last planned."""
    return [row[0] for row in connection.execute("SELECT customer_id FROM plan_queue WHERE next_on = '' ORDER BY customer_id")]


def due_customers(connection: sqlite3.Connection, today: date) -> list[int]:
    """Customers for whom planning has something to do today although no fact changed."""
    return [row[0] for row in connection.execute(_DUE, {"today": today.isoformat()})]


def unqueued_customers(connection: sqlite3.Connection) -> list[int]:
    """Customers of whom nothing says when planning has something to do, as after a repair of the file."""
    return [row[0] for row in connection.execute(_UNQUEUED)]


def count_customers(connection: sqlite3.Connection) -> int:
    """How many customers there are."""
    return int(connection.execute("SELECT count(*) FROM customer").fetchone()[0])


def has_prospects(connection: sqlite3.Connection) -> bool:
    """Whether there are any: many stores have none."""
    return connection.execute("SELECT 1 FROM prospect LIMIT 1").fetchone() is not None


def all_customers(connection: sqlite3.Connection) -> list[int]:
    """Every customer, by number."""
    return [row[0] for row in connection.execute("SELECT id FROM customer ORDER BY id")]


# The literal condition is that of the partial index.
_BUNDLED = """
SELECT customer_id FROM fleet
UNION SELECT customer_id FROM followup INDEXED BY followup_bundled WHERE bundle_lead_id IS NOT NULL AND state = 'open'
"""


def bundled_customers(connection: sqlite3.Connection) -> frozenset[int]:
    """Whose calls may be made together, or still are."""
    return frozenset(row[0] for row in connection.execute(_BUNDLED))


def backlog_of_day(connection: sqlite3.Connection, day: date) -> int:
    """How many follow-ups were taken from the backlog for this day."""
    row = connection.execute("SELECT count(*) FROM followup WHERE due_by = 'backlog' AND due_on = ?", (day.isoformat(),)).fetchone()
    return int(row[0])


def specialist_loads(connection: sqlite3.Connection) -> dict[int, int]:
    """How many customers each customer-service specialist looks after, by staff id; zero included."""
    rows = connection.execute("""
        SELECT staff.id, count(customer.id) FROM staff LEFT JOIN customer ON customer.specialist_id = staff.id
        WHERE staff.role = 'cs_specialist' GROUP BY staff.id ORDER BY staff.id
    """)
    return {row[0]: row[1] for row in rows}


def set_specialists(connection: sqlite3.Connection, specialists: Mapping[int, int | None], today: date) -> None:
    """Who looks after these customers from now on, by customer number; of whom did until they left, a trace is kept."""
    if specialists:
        connection.execute(_SET_SPECIALISTS, {"found": json.dumps(specialists), "today": today.isoformat()})


_VISITS = """
SELECT DISTINCT ownership.customer_id, repair_order.vehicle_id, repair_order.opened_on FROM ownership
JOIN repair_order ON repair_order.vehicle_id = ownership.vehicle_id AND repair_order.opened_on > :since
    AND repair_order.opened_on >= coalesce(ownership.from_on, '') AND repair_order.opened_on < coalesce(ownership.until_on, '9999')
WHERE ownership.customer_id IN (SELECT value FROM json_each(:ids))
    AND repair_order.type NOT IN (SELECT value FROM json_each(:no_visit))
"""
_KEEP_LOYALTY = """
INSERT INTO plan_loyalty (id, loyalty, visits, missed_on, lost_on) VALUES (?, ?, ?, ?, ?)
ON CONFLICT (id) DO UPDATE
SET loyalty = excluded.loyalty, visits = excluded.visits, missed_on = excluded.missed_on, lost_on = excluded.lost_on
"""
_KEPT_LOYALTY = "SELECT id, loyalty, visits, missed_on, lost_on FROM plan_loyalty WHERE id IN (SELECT value FROM json_each(?))"
_SET_NEXT = """
INSERT INTO plan_queue (customer_id, next_on) VALUES (?, ?) ON CONFLICT (customer_id) DO UPDATE SET next_on = excluded.next_on
"""
_NEXT = "SELECT customer_id, next_on FROM plan_queue WHERE customer_id IN (SELECT value FROM json_each(?))"
_LOYALTY = """
SELECT plan_loyalty.loyalty, plan_loyalty.visits, plan_loyalty.missed_on, plan_loyalty.lost_on,
    EXISTS (SELECT 1 FROM ownership WHERE ownership.customer_id = customer.id) AS bought
FROM customer LEFT JOIN plan_loyalty ON plan_loyalty.id = customer.id WHERE customer.id = ?
"""


def items_of(connection: sqlite3.Connection, customer_ids: Sequence[int]) -> dict[int, list[PlannedItem]]:
    """All stored follow-ups of these customers, in whatever state, by customer number."""
    items: dict[int, list[PlannedItem]] = defaultdict(list)
    day = remembering(date.fromisoformat)
    for row in plain_rows(connection, _ITEMS, (json.dumps(list(customer_ids)),)):
        kind, channel, customer_id, vehicle_id, base_on, occurrence, case, *stored = row
        number, state, due_on, lapses_on, assignee_id, assigned_by, due_by, waits_until, aside = stored
        key = FollowUpKey(_KINDS[kind], _CHANNELS[channel], customer_id, vehicle_id, day(base_on), occurrence, case)
        items[customer_id].append(
            PlannedItem(
                number,
                key,
                _STATES[state],
                day(due_on),
                lapses_on and day(lapses_on),
                assignee_id,
                _ASSIGNED_BY[assigned_by],
                due_by in _BY_HAND,
                waits_until and day(waits_until),
                bool(aside),
            )
        )
    return items


# looked up, as a whole plan reads hundreds of thousands of words
_KINDS, _CHANNELS, _STATES, _ASSIGNED_BY = by_word(Kind), by_word(Channel), by_word(State), by_word(AssignedBy)
_BY_HAND = frozenset({DueBy.BY_HAND.value, DueBy.UNREACHED.value})


def create(connection: sqlite3.Connection, drafts: Sequence[FollowUpDraft], *, at: str, policy_version_id: int) -> None:
    """Store new open follow-ups."""
    if not drafts:
        return
    connection.execute(_DRAFTS)
    text, word = remembering(date.isoformat), str.__str__  # a member of an enum that is bound takes longer than all else of its row
    connection.executemany(
        _DRAFT,
        (
            (
                word(key.kind),
                word(key.channel),
                key.customer_id,
                key.vehicle_id,
                key.case,
                draft.order_id,
                word(draft.base),
                text(key.base_on),
                key.occurrence,
                text(draft.due_on),
                word(draft.due_by),
                draft.lapses_on and text(draft.lapses_on),
                draft.contact_name,
                draft.contact_phone,
                draft.because,
                draft.assignee_id,
                word(draft.assigned_by),
                draft.call_on and text(draft.call_on),
                draft.call_time,
            )
            for draft in drafts
            for key in (draft.key,)
        ),
    )
    connection.execute(_INSERT, {"at": at, "policy_version_id": policy_version_id})
    connection.execute("DELETE FROM draft")


def reopen(connection: sqlite3.Connection, item_id: int, draft: FollowUpDraft, today: date) -> None:
    """Open a cancelled follow-up again, under its number and with its due date, about the order and contact as they are now."""
    connection.execute(_REOPEN, (draft.order_id, draft.contact_name, draft.contact_phone, draft.because, item_id))
    hand_to(connection, item_id, draft.assignee_id, draft.assigned_by, today)


def release(connection: sqlite3.Connection, item_id: int) -> None:
    """Open a message again that had to wait for its day."""
    connection.execute("UPDATE followup SET state = 'open', reason = NULL, ended_at = NULL WHERE id = ?", (item_id,))


def cancel(connection: sqlite3.Connection, item_id: int, reason: CancelReason, *, at: str) -> None:
    """End a follow-up that no longer holds."""
    connection.execute("UPDATE followup SET state = 'cancelled', reason = ?, ended_at = ? WHERE id = ?", (reason, at, item_id))


def lapse(connection: sqlite3.Connection, item_id: int, *, at: str) -> None:
    """End a follow-up whose time has passed; it counts as missed."""
    connection.execute("UPDATE followup SET state = 'lapsed', ended_at = ? WHERE id = ?", (at, item_id))


def set_next(connection: sqlite3.Connection, next_days: Mapping[int, date | None]) -> None:
    """Note when each of these customers wants planning again, where that is not noted yet; None: not before a fact changes."""
    text = remembering(date.isoformat)
    stored = set(plain_rows(connection, _NEXT, (json.dumps(list(next_days)),)))
    noted = [(customer, text(day or date.max)) for customer, day in next_days.items()]
    connection.executemany(_SET_NEXT, [each for each in noted if each not in stored])


class KeptLoyalty(NamedTuple):
    """As of `kcrm.rules.loyalty.Judged`; bought: whether they ever had a vehicle that is known here."""

    loyalty: Loyalty | None
    visits: int | None
    missed_on: date | None
    lost_on: date | None
    bought: bool


def visit_days(
    connection: sqlite3.Connection, customer_ids: Sequence[int], since: date, no_visit: Collection[str]
) -> dict[int, list[date]]:
    """The days after `since` of these customers' visits while they owned the vehicle, one for each vehicle."""
    days: dict[int, list[date]] = defaultdict(list)
    arguments = {"ids": json.dumps(list(customer_ids)), "since": since.isoformat(), "no_visit": json.dumps(list(no_visit))}
    for customer_id, _vehicle_id, opened_on in plain_rows(connection, _VISITS, arguments):
        days[customer_id].append(date.fromisoformat(opened_on))
    return days


def keep_loyalty(connection: sqlite3.Connection, judged: Mapping[int, tuple[Loyalty, int, date | None, date | None] | None]) -> None:
    """Store loyalty, visits, missed and lost day of each customer, where they differ; nothing of whoever owns no vehicle."""
    text, word = remembering(date.isoformat), str.__str__
    stored = set(plain_rows(connection, _KEPT_LOYALTY, (json.dumps(list(judged)),)))
    connection.executemany("DELETE FROM plan_loyalty WHERE id = ?", [(row[0],) for row in stored if judged[row[0]] is None])
    kept = [
        (number, word(found[0]), found[1], found[2] and text(found[2]), found[3] and text(found[3]))
        for number, found in judged.items()
        if found is not None
    ]
    connection.executemany(_KEEP_LOYALTY, [each for each in kept if each not in stored])


def kept_loyalty(connection: sqlite3.Connection, customer_id: int) -> KeptLoyalty:
    """What planning keeps of a customer's loyalty, empty where it says nothing."""
    return record(KeptLoyalty, connection.execute(_LOYALTY, (customer_id,)).fetchone())


def planned_on(connection: sqlite3.Connection) -> date | None:
    """The day of the latest plan over all customers."""
    row = connection.execute("SELECT planned_on FROM plan_mark").fetchone()
    return date.fromisoformat(row[0]) if row else None


def planned_by(connection: sqlite3.Connection) -> str | None:
    """By what everybody was looked at last; None where that is not known."""
    row = connection.execute("SELECT planned_by FROM plan_mark").fetchone()
    return row[0] if row else None


def mark_planned(connection: sqlite3.Connection, today: date, by: str | None = None) -> None:
    """Note that the plan of the day was made. by: by what everybody was looked at, None where only those were whom the day concerns."""
    connection.execute(
        "INSERT INTO plan_mark (only, planned_on, planned_by) VALUES (1, ?, ?) ON CONFLICT (only)"
        " DO UPDATE SET planned_on = excluded.planned_on, planned_by = coalesce(excluded.planned_by, planned_by)",
        (today.isoformat(), by),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
