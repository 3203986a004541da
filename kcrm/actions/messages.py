"""Messages: what is to be sent today, to whom it must not be, and that it was sent."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from kcrm.actions.caps import over_both
from kcrm.actions.refusals import ended_already
from kcrm.actions.scripts import Speaker
from kcrm.actions.session import Session
from kcrm.errors import DatabaseError, KcrmError, NotFoundError, RefusedError
from kcrm.exchange.sent import SentMessage
from kcrm.i18n import N_, Language
from kcrm.model import By, CancelReason, Channel, Customer, FollowUp, Kind, Of, Outcome, Staff, State
from kcrm.queries import calls, customers, followups, lookup, staff
from kcrm.queries.calls import Call
from kcrm.queries.lookup import Thing, identifier
from kcrm.queries.messages import Offered, offered_to, phones_to_write_to
from kcrm.rules.calendar import ONE_DAY
from kcrm.rules.messages import Blocked, Length, Waiting, first_mobile, length_of, why_blocked


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


@dataclass(frozen=True, slots=True)
class WantedMessages:
    """Which messages. day: to be sent by then; kinds, customer_ids, assignee_id, case: only of these, none or None for any."""

    day: date
    kinds: frozenset[Kind] = frozenset()
    customer_ids: frozenset[int] | None = None
    assignee_id: int | None = None
    case: str | None = None

    def __contains__(self, item: FollowUp) -> bool:
        return (
            (not self.kinds or item.kind in self.kinds)
            and (self.customer_ids is None or item.customer_id in self.customer_ids)
            and (self.assignee_id is None or item.assignee_id == self.assignee_id)
            and (self.case is None or item.case == self.case)
        )


def due_messages(session: Session, wanted: WantedMessages, language: Language | None = None) -> list[DueMessage]:
    """The messages to be sent on that day or before, those that were due first first. language: of the texts.

    Those that have to wait, as their phone has its share of the day, are told as such, whether or not the others are among those wanted.
    """
    connection, day = session.connection, wanted.day
    speaker = Speaker(session, language)
    people = customers.customers_with_message(connection, day + ONE_DAY)
    names = {member.id: member for member in staff.all_staff(connection)}
    items = sorted(
        (*followups.open_until(connection, day, Channel.MESSAGE), *followups.postponed_until(connection, day + ONE_DAY)),
        key=lambda item: (item.due_on, item.id),
    )
    offered = {item.customer_id for item in items if item.kind is Kind.CAMPAIGN_MESSAGE}
    facing = offered_to(connection, offered) if offered else {}
    found = [
        _due_message(
            speaker,
            item,
            people[item.customer_id],
            names.get(item.assignee_id or 0),
            facing.get(item.customer_id) if item.kind is Kind.CAMPAIGN_MESSAGE else None,
        )
        for item in items
    ]
    return [each for each in _capped(session, found, day) if each.followup in wanted]


def keep_cap(session: Session) -> None:
    """Make those messages wait whose phone has its share of today; writes only where there are any.

    A database that is busy is left as it is: what is listed is marked all the same.
    """
    if session.planner().over_cap():
        with contextlib.suppress(DatabaseError), session.write(automatic=True) as planner:
            planner.cap_messages()


def _capped(session: Session, messages: Sequence[DueMessage], day: date) -> list[DueMessage]:
    """The same, with those marked that one phone too many would get: today some wait already, for another day all are looked at anew."""
    today = day <= session.today
    waiting = [
        Waiting(item.id, each.phone, item.kind, item.due_on, item.lapses_on)
        for each in messages
        for item in (each.followup,)
        if each.blocked is None and each.phone is not None and (item.state is State.OPEN or not today)
    ]
    listed = {each.followup.id for each in messages}
    later = over_both(session.connection, session.policy, waiting, day, listed=listed, is_today=today) if waiting else frozenset()
    return [
        replace(each, blocked=Blocked.CAP) if each.followup.id in later or (today and each.followup.state is not State.OPEN) else each
        for each in messages
    ]


def mark_sent(session: Session, sent: Iterable[SentMessage], *, skip_bad: bool = False, dry_run: bool = False) -> list[Settled]:
    """Close the follow-ups of messages that were sent, each with its entry in the customer's history; what became of each.

    A number that comes twice counts once. One that was closed before, is a call or does not exist is refused; then nothing is written
    at all, unless `skip_bad`.
    """
    wanted = {message.followup_id: message for message in sent}
    with session.write(dry_run=dry_run) as planner:
        speaker = Speaker(session)
        errors = {number: why_not_sent(session, number) for number in wanted}
        keep = skip_bad or not any(errors.values())
        for number, message in wanted.items():
            if errors[number] is None and keep:
                close_sent(session, speaker, message)
        planner.plan_changed()
        return [Settled(number, followup_of(session, number), errors[number]) for number in wanted]


def _due_message(speaker: Speaker, item: FollowUp, customer: Customer, sender: Staff | None, offered: Offered | None) -> DueMessage:
    """offered: how somebody stands to whom it offers something, None where it does not."""
    phone = phone_to_write_to(item)
    text = speaker.message(item, customer, sender, phone)
    asked = not item.kind.row.unasked
    consent = customer.message_consent if asked else None
    undated = offered is not None and not offered.has_dated_consent and consent is True
    if offered is not None and not offered.has_dated_consent and not undated:
        consent = False
    complains = offered is not None and offered.complains
    refuses = asked and customer.do_not_contact
    blocked = why_blocked(phone, text, do_not_contact=refuses, consent=consent, undated=undated, complains=complains)
    return DueMessage(item, phone, text, length_of(text), blocked)


def phone_to_write_to(item: FollowUp) -> str | None:
    """The first mobile among whoever brought the car and the customer's phones that are not known to be wrong."""
    return first_mobile(phones_to_write_to(None if item.contact_refuses else item.contact_phone, item.phone, item.phone2, item.phone_state))


def followup_of(session: Session, number: int) -> FollowUp | None:
    known = lookup.matches(session.connection, identifier(Thing.FOLLOWUP, number))
    return followups.followup_by_id(session.connection, number) if known else None


def why_not_sent(session: Session, number: int) -> KcrmError | None:
    """Why a message cannot be said to have been sent for this follow-up."""
    item = followup_of(session, number)
    name = identifier(Thing.FOLLOWUP, number)
    if item is None:
        return NotFoundError(N_("There is no follow-up {number}."), number=name)
    if item.channel is not Channel.MESSAGE:
        return RefusedError(
            N_("{number} is a {channel}, not a message. To log it: kcrm log {number} OUTCOME"), number=name, channel=item.channel
        )
    # one that was to wait, as another went to the same phone, may have been sent all the same
    return None if item.state is State.OPEN or item.reason == CancelReason.CAP else ended_already(session, item)


def close_sent(session: Session, speaker: Speaker, message: SentMessage) -> int:
    """One message into the customer's history; its words, where they are not known, are those that would be sent now. The call's number."""
    connection = session.connection
    item = followups.followup_by_id(connection, message.followup_id)
    sent_at = max(message.at or session.now, item.opened_at)  # no message is sent before there is one
    customer = customers.customer_by_id(connection, item.customer_id)
    phone = first_mobile((message.phone, phone_to_write_to(item)))
    sender = staff.staff_by_id(connection, item.assignee_id) if item.assignee_id is not None else None
    call_id = calls.add_call(
        connection,
        Call(
            customer_id=item.customer_id,
            staff_id=session.actor.id if session.actor else None,
            called_at=sent_at,
            called_on=sent_at.astimezone(session.policy.zone).date(),
            by=By.MESSAGE,
            outcome=Outcome.MESSAGE_SENT,
            score=None,
            note=message.text or speaker.message(item, customer, sender, phone) or None,
            phone=phone,
        ),
    )
    calls.add_outcome(connection, call_id, item.id, State.DONE)
    followups.change(connection, item.id, state=State.DONE, reason=None, ended_at=sent_at)
    if item.kind.row.of is Of.PROSPECT:
        from kcrm.actions.prospects.ended import Talk, note_ended  # noqa: PLC0415 - few are about a prospect

        note_ended(session, [item], Talk(sent_at, reached=True, by=By.MESSAGE, call_id=call_id))
    return call_id
