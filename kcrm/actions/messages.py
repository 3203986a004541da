"""Messages: what is to be sent today, to whom it must not be, and that it was sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from kcrm.actions.refusals import ended_already
from kcrm.actions.scripts import Speaker
from kcrm.actions.session import Session
from kcrm.errors import KcrmError, NotFoundError, RefusedError
from kcrm.exchange.sent import SentMessage
from kcrm.i18n import N_, Language
from kcrm.model import By, Channel, Customer, FollowUp, Outcome, PhoneState, Staff, State
from kcrm.queries import calls, customers, followups, lookup, staff
from kcrm.queries.calls import NewCall
from kcrm.queries.lookup import Thing, identifier
from kcrm.rules.messages import Blocked, Length, first_mobile, length_of, why_blocked


@dataclass(frozen=True, slots=True)
class DueMessage:
    """One message to be sent. phone: a mobile, None where there is none; blocked: why it cannot be sent."""

    followup: FollowUp
    phone: str | None
    text: str
    length: Length
    blocked: Blocked | None


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one message that was said to be sent. followup: None where there is none of that number; error: why it was refused."""

    followup_id: int
    followup: FollowUp | None
    error: KcrmError | None = None


def due_messages(session: Session, day: date, language: Language | None = None) -> list[DueMessage]:
    """The open messages to be sent on that day or before, those that were due first first. language: of the texts."""
    speaker = Speaker(session, language)
    people = customers.customers_with_open(session.connection, day, Channel.MESSAGE)
    names = {member.id: member for member in staff.all_staff(session.connection)}
    items = sorted(followups.open_until(session.connection, day, Channel.MESSAGE), key=lambda item: (item.call_on, item.id))
    return [_due_message(speaker, item, people[item.customer_id], names.get(item.assignee_id or 0)) for item in items]


def mark_sent(session: Session, sent: Iterable[SentMessage], *, skip_bad: bool = False, dry_run: bool = False) -> list[Settled]:
    """Close the follow-ups of messages that were sent, each with its entry in the customer's history; what became of each.

    A number that comes twice counts once. One that was closed before, is a call or does not exist is refused; then nothing is written
    at all, unless `skip_bad`.
    """
    wanted = {message.followup_id: message for message in sent}
    with session.write(dry_run=dry_run) as planner:
        speaker = Speaker(session)
        errors = {number: _why_not(session, number) for number in wanted}
        keep = skip_bad or not any(errors.values())
        for number, message in wanted.items():
            if errors[number] is None and keep:
                _close(session, speaker, message)
        planner.plan_changed()
        return [Settled(number, _followup(session, number), errors[number]) for number in wanted]


def _due_message(speaker: Speaker, item: FollowUp, customer: Customer, sender: Staff | None) -> DueMessage:
    phone = _phone_to_write_to(item)
    text = speaker.message(item, customer, sender, phone)
    blocked = why_blocked(phone, text, do_not_contact=customer.do_not_contact, consent=customer.message_consent)
    return DueMessage(item, phone, text, length_of(text), blocked)


def _phone_to_write_to(item: FollowUp) -> str | None:
    """The first mobile among whoever brought the car and the customer's phones that are not known to be wrong."""
    return first_mobile(
        (
            None if item.contact_refuses else item.contact_phone,
            None if item.phone_state is PhoneState.WRONG else item.phone,
            item.phone2,
        )
    )


def _followup(session: Session, number: int) -> FollowUp | None:
    known = lookup.matches(session.connection, identifier(Thing.FOLLOWUP, number))
    return followups.followup_by_id(session.connection, number) if known else None


def _why_not(session: Session, number: int) -> KcrmError | None:
    """Why a message cannot be said to have been sent for this follow-up."""
    item = _followup(session, number)
    name = identifier(Thing.FOLLOWUP, number)
    if item is None:
        return NotFoundError(N_("There is no follow-up {number}."), number=name)
    if item.channel is Channel.CALL:
        return RefusedError(N_("{number} is a call. To log it: kcrm log {number} OUTCOME"), number=name)
    return None if item.state is State.OPEN else ended_already(session, item)


def _close(session: Session, speaker: Speaker, message: SentMessage) -> None:
    """One message into the customer's history; its words, where they are not known, are those that would be sent now."""
    connection = session.connection
    item = followups.followup_by_id(connection, message.followup_id)
    customer = customers.customer_by_id(connection, item.customer_id)
    phone = first_mobile((message.phone, _phone_to_write_to(item)))
    sender = staff.staff_by_id(connection, item.assignee_id) if item.assignee_id is not None else None
    call_id = calls.add_call(
        connection,
        NewCall(
            customer_id=item.customer_id,
            staff_id=session.actor.id if session.actor else None,
            called_at=session.now,
            called_on=session.today,
            by=By.MESSAGE,
            outcome=Outcome.MESSAGE_SENT,
            score=None,
            note=message.text or speaker.message(item, customer, sender, phone) or None,
            phone=phone,
        ),
    )
    calls.add_outcome(connection, call_id, item.id, State.DONE)
    followups.change(connection, item.id, state=State.DONE, ended_at=session.now)
