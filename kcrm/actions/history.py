"""The whole story of a customer, newest first: what happened, in the order in which it happened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from kcrm.actions.session import Session
from kcrm.model import CancelReason, Kind, Order
from kcrm.named import NamedTuple
from kcrm.queries import calls, history, needs, orders, rescues, surveys
from kcrm.queries.calls import Call
from kcrm.queries.history import Delivery, Ended, Matter, OwnerChange
from kcrm.queries.message_results import Became, results_of_calls
from kcrm.queries.needs import NeedStep
from kcrm.queries.rescues import Helped
from kcrm.queries.staff import all_staff
from kcrm.queries.surveys import Form, WantedForms
from kcrm.queries.works import WorkStep, work_steps
from kcrm.surveys import Answer

if TYPE_CHECKING:
    from kcrm.model.prospects import ProspectEvent

LATEST = 10
"""So many events are shown where not all are asked for."""

# The other reasons are told by an event of their own: a visit, an owner, a corrected date.
_TOLD = (CancelReason.DO_NOT_CONTACT, CancelReason.NO_CONSENT, CancelReason.REFUSED, CancelReason.SCRAPPED, CancelReason.SOLD)


class CallMade(NamedTuple):
    """A call with what it was about, what was answered in it, the numbers of what it brought, and what became of a message."""

    call: Call
    matters: tuple[Matter, ...]
    answers: tuple[Answer, ...] = ()
    brought: tuple[str, ...] = ()
    became: Became | None = None

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """The kinds of what it was about."""
        return tuple(dict.fromkeys(each.kind for each in self.matters))


class EndedTogether(NamedTuple):
    """Follow-ups that ended at one moment for one reason."""

    first: Ended
    matters: tuple[Matter, ...]


class Answered(NamedTuple):
    """A questionnaire on paper, with its answers."""

    form: Form
    answers: tuple[Answer, ...]


class ProspectMoved(NamedTuple):
    """A step of a prospect. by: who took it, None for nobody named. staff: names by id; short_drive_km: under which a drive is short."""

    event: ProspectEvent
    by: str | None
    staff: Mapping[int, str]
    short_drive_km: int


Happening = Delivery | OwnerChange | Order | CallMade | Answered | EndedTogether | NeedStep | ProspectMoved | Helped | WorkStep


class History(NamedTuple):
    """The latest events, newest first, and how many there are in all."""

    events: tuple[Happening, ...]
    total: int


def customer_history(session: Session, customer_id: int, limit: int | None = LATEST) -> History:
    """What happened between this customer and the store; limit None for everything."""
    zone = session.policy.zone
    events = sorted(_events(session, customer_id), key=lambda event: _moment(when(event), zone), reverse=True)
    return History(tuple(events if limit is None else events[:limit]), len(events))


def when(event: Happening) -> date | datetime:
    """The moment of an event, or its day where no more is known."""
    match event:
        case CallMade():
            return event.call.called_at
        case EndedTogether():
            return event.first.at
        case ProspectMoved():
            return event.event.at
        case Answered():
            return event.form.surveyed_on
        case Order():
            return event.opened_at
        case _:
            return event.on


def _moment(at: date | datetime, zone: ZoneInfo) -> datetime:
    """What events are sorted by; what happened at some time of a day stands before what happened at a known one."""
    if isinstance(at, datetime):
        return at
    return datetime.combine(at, time.min, zone)


def _events(session: Session, customer_id: int) -> Iterator[Happening]:
    connection, today = session.connection, session.today
    yield from history.deliveries(connection, customer_id, today)
    yield from history.owner_changes(connection, customer_id, today)
    excluded = session.policy.visits.excluded_types
    yield from (order for order in orders.orders_of_customer(connection, customer_id, -1) if order.type not in excluded)
    matters = history.matters_of_calls(connection, customer_id)
    answers = surveys.answers_of_calls(connection, customer_id)
    brought = history.brought_by_calls(connection, customer_id)
    became = results_of_calls(connection, customer_id)
    for call in calls.calls_of(connection, customer_id):
        yield CallMade(call, matters.get(call.id, ()), answers.get(call.id, ()), brought.get(call.id, ()), became.get(call.id))
    for form in surveys.forms(connection, WantedForms(customer_id=customer_id)):
        yield Answered(form, tuple(surveys.answers_of_form(connection, form.id)))
    yield from needs.steps_of(connection, customer_id)
    yield from rescues.helped(connection, customer_id)
    yield from work_steps(connection, customer_id)
    if history.is_prospect(connection, customer_id):
        yield from _prospects(session, customer_id)
    yield from _together(history.ended_without_call(connection, customer_id, _TOLD))


def _prospects(session: Session, customer_id: int) -> Iterator[ProspectMoved]:
    from kcrm.queries.prospects import events_of_customer  # noqa: PLC0415 - most customers are none

    names = {member.id: member.name for member in all_staff(session.connection)}
    for event in events_of_customer(session.connection, customer_id):
        by = names.get(event.staff_id) if event.staff_id is not None else None
        yield ProspectMoved(event, by, names, session.policy.prospects.short_drive_km)


def _together(ended: Sequence[Ended]) -> Iterator[EndedTogether]:
    groups: dict[tuple[object, ...], list[Ended]] = {}
    for each in ended:
        groups.setdefault((each.at, each.state, each.reason, each.by), []).append(each)
    yield from (EndedTogether(group[0], tuple(dict.fromkeys(Matter(each.kind, each.words) for each in group))) for group in groups.values())
