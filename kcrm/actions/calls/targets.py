"""What a call is for: the follow-ups of one customer, as they stood when that was asked, and as they stand when it is written down."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from kcrm.actions.calls.report import CallReport
from kcrm.actions.daylist import one_call, phone_to_dial
from kcrm.actions.refusals import ended_already, not_open_yet, nothing_due, overtaken
from kcrm.actions.session import Session
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model import By, CancelReason, Channel, FollowUp, Outcome, State
from kcrm.named import NamedTuple
from kcrm.queries import followups
from kcrm.queries.lookup import Thing, identifier

# The phone rang for all of them: one call a day to a customer, whatever it is about.
_FOR_ALL = frozenset({Outcome.NO_ANSWER, Outcome.BUSY, Outcome.WRONG_NUMBER})


class Target(NamedTuple):
    """Whom a call was to, or from, and what it was about, as it stood when that was asked; of one that came in that may be nothing."""

    customer_id: int
    items: tuple[FollowUp, ...]


def open_today(session: Session, customer_id: int, *, messages: bool = False) -> list[FollowUp]:
    """What is open for a customer today or before: the calls, or the messages too."""
    return [
        item
        for item in followups.open_of_customer(session.connection, customer_id)
        if item.call_on <= session.today and item.channel in ((Channel.CALL, Channel.MESSAGE) if messages else (Channel.CALL,))
    ]


def open_visits(session: Session, customer_id: int) -> list[FollowUp]:
    """The visits to a customer that are open today or before."""
    return [
        item
        for item in followups.open_of_customer(session.connection, customer_id)
        if item.call_on <= session.today and item.channel is Channel.VISIT
    ]


def due_calls(session: Session, customer_id: int, *, messages: bool = False, at: datetime | None = None) -> Target:
    """All that is due for a customer today or before, calls only or messages too; where that is nothing, the visits to them.

    Of a company that several people are called for, what one of them is called about.

    at: when they were called, where that was before; what fell open later is left out. Raises RefusedError where nothing is due.
    """
    due = open_today(session, customer_id, messages=messages)
    due = (due if messages else one_call(due)) or open_visits(session, customer_id)
    if messages:
        # one message says it all: what was only to wait for another day needs none of its own
        due += followups.postponed_of_customer(session.connection, customer_id, session.today + timedelta(days=1))
    if not due:
        raise nothing_due(session, customer_id)
    items = tuple(item for item in due if at is None or item.opened_at <= at)
    if not items:
        raise not_open_yet(session, due[0])
    return Target(customer_id, items)


def these(session: Session, followup_ids: Sequence[int]) -> Target:
    """These follow-ups, which must be one customer's and open. Raises UsageError, RefusedError naming who ended one."""
    items = tuple(followups.followup_by_id(session.connection, each) for each in dict.fromkeys(followup_ids))
    other = next((item for item in items if item.customer_id != items[0].customer_id), None)
    if other is not None:
        raise UsageError(
            N_("One call is to one customer: {first} is about {one}, {other} about {another}."),
            first=identifier(Thing.FOLLOWUP, items[0].id),
            one=items[0].customer,
            other=identifier(Thing.FOLLOWUP, other.id),
            another=other.customer,
        )
    for item in items:
        if item.state is not State.OPEN:
            raise ended_already(session, item)
    return Target(items[0].customer_id, items)


def still_open(session: Session, target: Target, report: CallReport, called_at: datetime) -> list[FollowUp]:
    """The target's items read again, now that nobody else can write, and what the same phone rang for besides."""
    items = []
    for seen in target.items:
        item = followups.followup_by_id(session.connection, seen.id)
        if item.state is not State.OPEN and item.reason != CancelReason.CAP:
            raise ended_already(session, item)
        if (item.call_on, item.attempts) != (seen.call_on, seen.attempts):
            raise overtaken(session, item)
        if called_at < item.opened_at:
            raise not_open_yet(session, item)
        items.append(item)
    if report.outcome in _FOR_ALL and report.by is By.PHONE:
        numbers, phones = {item.id for item in items}, {phone_to_dial(item) for item in items}
        items += [
            item
            for item in open_today(session, target.customer_id)
            if item.id not in numbers and item.opened_at <= called_at and phone_to_dial(item) in phones
        ]
    return items
