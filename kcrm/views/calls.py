"""What a call left: the record of it, what became of its follow-ups, what came up in it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from kcrm.i18n import N_, _
from kcrm.model import By, CallMatter, CallResult, Channel, Customer, Direction, FollowUp, Kind, Outcome, PhoneState, State
from kcrm.model.personal import Personal
from kcrm.queries.lookup import Thing, identifier
from kcrm.topics import TOPIC
from kcrm.views import Cell, Column, Shape, View
from kcrm.views.labels import label_of
from kcrm.views.values import joined

if TYPE_CHECKING:
    from kcrm.actions.calls.report import Logged

_CALL = (
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER),
    Column("customer", N_("Name"), personal=Personal.NAME),
    Column("outcome", N_("Outcome"), Cell.ENUM, labels=Outcome),
    Column("by", N_("How"), Cell.ENUM, labels=By),
    Column("called_at", N_("Called at"), Cell.INSTANT),
    Column("staff_no", N_("Who no."), Cell.IDENTIFIER),
    Column("staff", N_("Who")),
    Column("score", N_("Score"), Cell.COUNT),
    Column("low_score", N_("Low score"), Cell.FLAG),
    Column("note", N_("Note"), personal=Personal.NOTE),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, personal=Personal.PHONE),
    Column("phone_state", N_("Phone state"), Cell.ENUM, labels=PhoneState),
    Column("new_owner_id", N_("New owner"), Cell.IDENTIFIER),
    Column("new_owner", N_("New owner's name"), personal=Personal.NAME),
    Column("vehicle_id", N_("Vehicle passed on"), Cell.IDENTIFIER),
    Column("prospect_no", N_("Prospect no."), Cell.COUNT),
    Column("opportunity_id", N_("Opportunity"), Cell.IDENTIFIER),
    Column("refused_kinds", N_("Refuses"), Cell.ENUMS, labels=Kind),
    Column("do_not_contact", N_("Wants no contact"), Cell.FLAG),
    Column("settled_ids", N_("Complaints asked about"), Cell.TEXTS),
    Column("complaint_id", N_("Complaint raised"), Cell.IDENTIFIER),
    Column("direction", N_("Direction"), Cell.ENUM, labels=Direction),
    Column("about", N_("Matter"), Cell.ENUM, labels=CallMatter),
    Column("finding_id", N_("Finding made"), Cell.IDENTIFIER),
    Column("topics", N_("Topics"), Cell.ENUMS, labels=TOPIC),
    Column("need_id", N_("Need"), Cell.IDENTIFIER),
    Column("appointment_ids", N_("Appointments"), Cell.TEXTS),
)
_ITEMS = (
    Column("followup_id", N_("No."), Cell.IDENTIFIER),
    Column("kind", N_("What"), Cell.ENUM, labels=Kind),
    Column("channel", N_("By"), Cell.ENUM, labels=Channel),
    Column("state", N_("State"), Cell.ENUM, labels=State),
    Column("due_on", N_("Due"), Cell.DATE, 1),
    Column("call_on", N_("Call on"), Cell.DATE),
    Column("call_time", N_("At")),
    Column("attempts", N_("Attempts"), Cell.COUNT),
    Column("new", N_("New"), Cell.FLAG),
    Column("result", N_("What came of it"), Cell.ENUM, labels=CallResult),
)
_ANSWERS = (
    Column("survey", N_("Survey"), Cell.IDENTIFIER),
    Column("question", N_("Question"), Cell.IDENTIFIER),
    Column("rating", N_("Rating"), Cell.COUNT),
    Column("expectation", N_("Expected"), Cell.COUNT),
    Column("answer", N_("Answer"), personal=Personal.NOTE),
)


def logged_view(logged: Logged) -> View:
    """One call; in its part `followups` a row for each follow-up that it touched, in `answers` one for each answer."""
    call, customer = logged.call, logged.customer
    row = (
        identifier(Thing.CUSTOMER, customer.id),
        customer.name,
        call.outcome,
        call.by,
        call.called_at,
        call.staff_no,
        call.staff,
        call.score,
        logged.low_score,
        call.note,
        customer.phone,
        customer.phone_state,
        identifier(Thing.CUSTOMER, logged.new_owner.id) if logged.new_owner else None,
        logged.new_owner.name if logged.new_owner else None,
        identifier(Thing.VEHICLE, logged.vehicle_id) if logged.vehicle_id is not None else None,
        logged.prospect_id,
        f"P{logged.opportunity_id}" if logged.opportunity_id is not None else None,
        logged.refused_kinds,
        customer.do_not_contact,
        [identifier(Thing.COMPLAINT, case.complaint.id) for case in logged.settled],
        identifier(Thing.COMPLAINT, logged.complaint.complaint.id) if logged.complaint else None,
        call.direction,
        call.about,
        identifier(Thing.FINDING, logged.finding.id) if logged.finding else None,
        tuple(filter(None, (call.topics or "").split(","))),
        identifier(Thing.NEED, logged.need_id) if logged.need_id is not None else None,
        [identifier(Thing.APPOINTMENT, number) for number in logged.appointment_ids],
    )
    items = [_item(item, logged.results.get(item.id), new=False) for item in logged.items] + [
        _item(item, None, new=True) for item in logged.messages
    ]
    answers = [(answer.survey, answer.question, answer.rating, answer.expectation, answer.answer) for answer in logged.answers]
    came_in = call.direction is Direction.IN
    title = _("Call from {customer}") if came_in else _("Call to {customer}")
    return View(
        title.format(customer=customer.name),
        _CALL,
        [row],
        shape=Shape.RECORD,
        parts={"followups": View(_("Ended as"), _ITEMS, items), "answers": View(_("Answers"), _ANSWERS, answers)},
        brief=in_a_line(customer, joined(_heard(logged)), logged.coming),
    )


def in_a_line(customer: Customer, what: str, coming: FollowUp | None) -> str:
    """Who, what of it, and what is next: C23 罗瑶: answered, 9; next: 2026-12-14 anniversary."""
    who = f"{identifier(Thing.CUSTOMER, customer.id)} {customer.name}"
    if coming is None:
        return _("{who}: {what}; nothing is planned").format(who=who, what=what)
    when = " ".join(filter(None, (coming.call_on.isoformat(), coming.call_time)))
    words = (
        _("{who}: {what}; next: {when} {kind}") if coming.channel is Channel.CALL else _("{who}: {what}; next: {when} {kind}, by message")
    )
    return words.format(who=who, what=what, when=when, kind=label_of(coming.kind))


def _heard(logged: Logged) -> Iterator[str]:
    """What was said in the call, what came to be by it, and, of one that came in, what it settled."""
    call = logged.call
    yield label_of(call.outcome if call.about is None else call.direction)
    if call.about is not None:
        yield label_of(call.about)
    if call.score is not None:
        # translators: a score of 1 to 10
        yield _("{score}").format(score=call.score)
    yield from map(label_of, dict.fromkeys(logged.results.values()))
    if logged.refused_kinds:
        yield _("no more: {kinds}").format(kinds=joined(map(label_of, logged.refused_kinds)))
    if logged.customer.do_not_contact:
        yield _("wants no contact")
    if made := [*_made(logged)]:
        yield _("new: {numbers}").format(numbers=" ".join(made))
    if call.about is not None and logged.items:
        yield _("settled: {numbers}").format(numbers=" ".join(identifier(Thing.FOLLOWUP, item.id) for item in logged.items))


def _made(logged: Logged) -> Iterator[str]:
    """The records that came of a call."""
    if logged.complaint is not None:
        yield identifier(Thing.COMPLAINT, logged.complaint.complaint.id)
    if logged.finding is not None:
        yield identifier(Thing.FINDING, logged.finding.id)
    if logged.new_owner is not None:
        yield identifier(Thing.CUSTOMER, logged.new_owner.id)
    if logged.prospect_id is not None:
        yield identifier(Thing.PROSPECT, logged.prospect_id)
    if logged.opportunity_id is not None:
        yield identifier(Thing.OPPORTUNITY, logged.opportunity_id)
    if logged.need_id is not None:
        yield identifier(Thing.NEED, logged.need_id)
    for number in logged.appointment_ids:
        yield identifier(Thing.APPOINTMENT, number)


def _item(item: FollowUp, result: CallResult | None, *, new: bool) -> tuple[object, ...]:
    return (
        identifier(Thing.FOLLOWUP, item.id),
        item.kind,
        item.channel,
        item.state,
        item.due_on,
        item.call_on,
        item.call_time,
        item.attempts,
        new,
        result,
    )


_LISTED = (
    Column("id", N_("No."), Cell.IDENTIFIER, 6),
    Column("called_at", N_("Called at"), Cell.INSTANT),
    Column("direction", N_("Direction"), Cell.ENUM, 2, labels=Direction),
    Column("about", N_("Matter"), Cell.ENUM, 1, labels=CallMatter),
    Column("kinds", N_("What"), Cell.ENUMS, 3, labels=Kind),
    Column("customer_id", N_("Customer"), Cell.IDENTIFIER),
    Column("customer", N_("Name"), personal=Personal.NAME),
    Column("phone", N_("Phone"), Cell.IDENTIFIER, 5, personal=Personal.PHONE),
    Column("by", N_("How"), Cell.ENUM, 7, labels=By),
    Column("outcome", N_("Outcome"), Cell.ENUM, labels=Outcome),
    Column("score", N_("Score"), Cell.COUNT, 6),
    Column("note", N_("Note"), priority=1, personal=Personal.NOTE),
    Column("topics", N_("Topics"), Cell.ENUMS, 9, labels=TOPIC),
    Column("staff_no", N_("Who no."), Cell.IDENTIFIER, 8),
    Column("staff", N_("Who"), priority=4),
)


def calls_view(rows: Sequence[Sequence[object]], total: int) -> View:
    """Calls of both directions, as `kcrm.queries.calls` lists them. total: how many there are where these are only the first."""
    return View(_("Calls"), _LISTED, rows, total=total, empty=_("No such calls."))


def call_view(row: Sequence[object]) -> View:
    """One call as lists have it."""
    return View(_("Call"), _LISTED, [row], shape=Shape.RECORD)
