"""The order of the day, and who makes the one call to each customer."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, datetime, time
from enum import IntEnum

from kcrm.model import Channel, ComplaintChannel, CustomerClass, Priority, Severity
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.rules.absences import StandIns

_CLASS_RANK = {CustomerClass.A: 0, CustomerClass.B: 1}


class Rank(IntEnum):
    """The classes of the day, most pressing first (Customer-care department plan)."""

    GRAVE = 0
    AGREED = 1
    URGENT = 2
    OVERDUE = 3
    TODAY = 4
    UPCOMING = 5


_PRIORITY = {
    Rank.GRAVE: Priority.URGENT,
    Rank.AGREED: Priority.AGREED,
    Rank.URGENT: Priority.URGENT,
    Rank.OVERDUE: Priority.OVERDUE,
    Rank.TODAY: Priority.TODAY,
    Rank.UPCOMING: Priority.UPCOMING,
}


class DayItem(NamedTuple):
    """One open follow-up, as far as its place in the day needs it.

    urgent: the customer has an open complaint or complains often; grave: it is a major, public or repeated one.
    window_start: from when the customer likes to be called, None for any time. agreed: when they are to be called, as they said; in the
    policy's zone, without it.
    """

    id: int
    customer_id: int
    customer_no: str | None
    customer_class: CustomerClass | None
    channel: Channel
    due_on: date
    call_on: date
    urgent: bool
    window_start: time | None
    assignee_id: int | None
    agreed: datetime | None = None
    grave: bool = False


class Placed(NamedTuple):
    """An item at its place in the day. caller_id: who makes today's one call to that customer; None where nobody is assigned."""

    item: DayItem
    priority: Priority
    days_overdue: int
    caller_id: int | None


def is_grave(severity: Severity, channel: ComplaintChannel | None, public: Collection[ComplaintChannel], *, repeated: bool) -> bool:
    """Whether a complaint is grave: a major, a public or a repeated one (Customer-care department plan)."""
    return severity is Severity.MAJOR or channel in public or repeated


def agreed_at(on: date, clock: str | None) -> datetime | None:
    """The moment for which a call was agreed, without its zone; None where no time was. clock: `HH:MM`."""
    return datetime.combine(on, time.fromisoformat(clock)) if clock is not None else None


def has_come(item: DayItem, now: datetime) -> bool:
    """Whether the time agreed has come; it stays so until they were called, also on the next day and by whomever."""
    return item.agreed is not None and item.agreed <= now


def rank_of(item: DayItem, now: datetime) -> Rank:
    """Grave complaints first, then agreed times that have come, other urgent problems, overdue, due (Customer-care department plan).

    now: in the policy's zone, without it.
    """
    if item.grave:
        return Rank.GRAVE
    if has_come(item, now):
        return Rank.AGREED
    if item.urgent:
        return Rank.URGENT
    today = now.date()
    if item.due_on < today:
        return Rank.OVERDUE
    return Rank.TODAY if item.due_on == today else Rank.UPCOMING


DayOrder = tuple[Rank, bool, datetime, date, time, int, bool, str, int, int]


def day_order(item: DayItem, now: datetime, policy: Policy) -> DayOrder:
    """Sort key: rank, the earlier promise that has come, longest overdue, time agreed or preferred, class, customer number, item.

    Who names no preferred time may be called from the start of the calling hours.
    """
    come = has_come(item, now)
    today = item.agreed.time() if item.agreed is not None and item.agreed.date() == now.date() else None
    return (
        rank_of(item, now),
        not come,
        item.agreed if come and item.agreed is not None else datetime.combine(item.due_on, time()),
        item.due_on,
        today or item.window_start or policy.calling.hours[0].first,
        2 if item.customer_class is None else _CLASS_RANK.get(item.customer_class, 2),
        item.customer_no is None,
        item.customer_no or "",
        item.customer_id,
        item.id,
    )


def arrange(items: Iterable[DayItem], now: datetime, policy: Policy, stand_ins: StandIns | None = None) -> list[Placed]:
    """The day's list: one customer's items together at the place of the most urgent, each with its caller.

    The caller is the assignee of the customer's most urgent assigned call, or of the first of the others where nothing is to be called, so
    that nobody is called twice on one day; a visit is made by whose it is; who is away that day is stood in for. now: in the policy's zone,
    without it; of another day than today its first moment, so that only what was agreed for a day before has come.
    """
    today = now.date()
    ordered = sorted(items, key=lambda item: day_order(item, now, policy))
    together: dict[int, list[DayItem]] = {}
    for item in ordered:
        together.setdefault(item.customer_id, []).append(item)
    placed = []
    for group in together.values():
        assigned = [item for item in group if item.assignee_id is not None]
        calls = [item for item in assigned if item.channel is Channel.CALL]
        caller = next((_caller(item, today, stand_ins) for item in calls or assigned), None)
        for item in group:
            visitor = _caller(item, today, stand_ins) if item.channel is Channel.VISIT else None
            placed.append(Placed(item, _PRIORITY[rank_of(item, now)], max(0, (today - item.due_on).days), visitor or caller))
    return placed


def _caller(item: DayItem, today: date, stand_ins: StandIns | None) -> int | None:
    """Who calls in the place of an item's assignee on the day of the call: today, or later where it is to come."""
    if stand_ins is None or item.assignee_id is None:
        return item.assignee_id
    return stand_ins.caller(item.assignee_id, item.customer_id, max(today, item.call_on))
