"""Complaints and calls: the answer to whether one is settled, and one that is raised in a call and becomes a complaint at once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from kcrm.actions.complaints.cases import ComplaintCase
from kcrm.actions.complaints.loop import ComplaintDesk
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.model import (
    By,
    Cause,
    Channel,
    ComplaintChannel,
    ComplaintEvent,
    ComplaintSource,
    EventKind,
    FollowUp,
    Kind,
    NewComplaint,
    Outcome,
    Severity,
)
from kcrm.named import NamedTuple
from kcrm.queries import complaints as queries


class Raised(NamedTuple):
    """A complaint as it was raised in a call."""

    description: str
    severity: Severity
    cause: Cause | None


class CallMade(NamedTuple):
    """The call, as far as complaints go. id: None while it is not logged yet. items: what it was about.

    came_in: the customer rang. vehicle_id: which was named by hand.
    """

    id: int | None
    customer_id: int
    at: datetime
    by: By
    outcome: Outcome
    note: str | None
    items: Sequence[FollowUp]
    came_in: bool = False
    vehicle_id: int | None = None


def settle(desk: ComplaintDesk, call: CallMade, *, satisfied: bool | None) -> tuple[ComplaintCase, ...]:
    """Close or take up again the complaints that a call asked about; they as they stand since.

    Raises UsageError where the answer is wanting, or there was nothing to ask; RefusedError for who resolved it themselves.
    """
    asked = [item for item in call.items if item.kind is Kind.COMPLAINT_RECALL and item.channel is Channel.CALL]
    if satisfied is None:
        if asked and call.outcome is Outcome.ANSWERED:
            raise UsageError(N_("Is the customer satisfied with how the complaint was settled? Add --satisfied yes or --satisfied no."))
        return ()
    settled = []
    for item in asked:
        complaint_id = queries.complaint_of_event(desk.connection, item.occurrence)
        if complaint_id is not None:
            step = ComplaintEvent(EventKind.RECALLED, call.at, note=call.note, satisfied=satisfied, followup_id=item.id, call_id=call.id)
            desk.take(complaint_id, step)
            settled.append(desk.case(complaint_id))
    if not settled:
        raise UsageError(N_("--satisfied: this call was not about a resolved complaint."))
    return tuple(settled)


def raise_complaint(desk: ComplaintDesk, call: CallMade, raised: Raised) -> ComplaintCase:
    """Open the complaint that was raised in a call; it is about the vehicle and the order that the call was about, where that is one."""
    about = {item.vehicle_id for item in call.items if item.vehicle_id is not None}
    vehicles = {call.vehicle_id} if call.vehicle_id is not None else about
    orders = {item.order_id for item in call.items if item.order_id is not None and item.vehicle_id in vehicles}
    order_id = orders.pop() if len(orders) == 1 and len(vehicles) == 1 else None
    complaint_id = desk.receive(
        NewComplaint(
            customer_id=call.customer_id,
            severity=raised.severity,
            description=raised.description,
            received_at=call.at,
            cause=raised.cause,
            channel=ComplaintChannel.PHONE if call.by is By.PHONE else ComplaintChannel.WEB,
            source=ComplaintSource.HOTLINE if call.came_in else ComplaintSource.CALL,
            vehicle_id=vehicles.pop() if len(vehicles) == 1 else None,
            order_id=order_id,
            call_id=call.id,
        ),
        spoken=True,
    )
    return desk.case(complaint_id)
