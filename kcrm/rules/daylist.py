"""The order of the day, and who makes the one call to each customer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, time

from kcrm.model import Channel, CustomerClass, Priority
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.rules.absences import StandIns

_RANK = {priority: rank for rank, priority in enumerate(Priority)}
_CLASS_RANK = {CustomerClass.A: 0, CustomerClass.B: 1}


class DayItem(NamedTuple):
    """One open follow-up, as far as its place in the day needs it.

    urgent: the customer has an open complaint or complains often.
    window_start: from when the customer likes to be called, None for any time. agreed: when they are to be called today, as they said.
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
    agreed: time | None = None


class Placed(NamedTuple):
    """An item at its place in the day. caller_id: who makes today's one call to that customer; None where nobody is assigned."""

    item: DayItem
    priority: Priority
    days_overdue: int
    caller_id: int | None


def priority_of(due_on: date, today: date, *, urgent: bool) -> Priority:
    """Frequent complaints and urgent problems first, then overdue, then due (Customer-care department plan)."""
    if urgent:
        return Priority.URGENT
    if due_on < today:
        return Priority.OVERDUE
    return Priority.TODAY if due_on == today else Priority.UPCOMING


DayOrder = tuple[int, date, time, int, bool, str, int, int]


def day_order(item: DayItem, today: date, policy: Policy) -> DayOrder:
    """Sort key: priority, longest overdue, time agreed or preferred, class, customer number, item.

    Who names no preferred time may be called from the start of the calling hours.
    """
    return (
        _RANK[priority_of(item.due_on, today, urgent=item.urgent)],
        item.due_on,
        item.agreed or item.window_start or policy.calling.hours[0].first,
        2 if item.customer_class is None else _CLASS_RANK.get(item.customer_class, 2),
        item.customer_no is None,
        item.customer_no or "",
        item.customer_id,
        item.id,
    )


def arrange(items: Iterable[DayItem], today: date, policy: Policy, stand_ins: StandIns | None = None) -> list[Placed]:
    """The day's list: one customer's items together at the place of the most urgent, each with its caller.

    The caller is the assignee of the customer's most urgent assigned call, or of the first message where nothing is to be called, so that
    nobody is called twice on one day; who is away that day is stood in for.
    """
    ordered = sorted(items, key=lambda item: day_order(item, today, policy))
    together: dict[int, list[DayItem]] = {}
    for item in ordered:
        together.setdefault(item.customer_id, []).append(item)
    placed = []
    for group in together.values():
        assigned = [item for item in group if item.assignee_id is not None]
        calls = [item for item in assigned if item.channel is Channel.CALL]
        caller = next((_caller(item, today, stand_ins) for item in calls or assigned), None)
        placed += [
            Placed(item, priority_of(item.due_on, today, urgent=item.urgent), max(0, (today - item.due_on).days), caller) for item in group
        ]
    return placed


def _caller(item: DayItem, today: date, stand_ins: StandIns | None) -> int | None:
    """Who calls in the place of an item's assignee on the day of the call: today, or later where it is to come."""
    if stand_ins is None or item.assignee_id is None:
        return item.assignee_id
    return stand_ins.caller(item.assignee_id, item.customer_id, max(today, item.call_on))
