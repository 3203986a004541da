"""What a call makes of the follow-ups it was for.

Customer callbacks and complaint handling: who is busy is called at the time agreed, who cannot talk gets a short message instead. Usual
practice: no answer means again the next day, after the last attempt a message takes the call's place and the phone is doubtful.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from kcrm.enums import StrEnum
from kcrm.model import By, Channel, Outcome, PhoneState, State
from kcrm.named import NamedTuple
from kcrm.policy_sections import CallingPolicy

SPOKEN = frozenset({Outcome.ANSWERED, Outcome.BUSY, Outcome.REFUSED})
"""Somebody was there to say something: only then there is a score, an answer, a new owner."""

_DONE = frozenset({Outcome.ANSWERED, Outcome.REFUSED, Outcome.MESSAGE_SENT})


class Number(StrEnum):
    """Whose phone was dialled."""

    OWN = "own"  # the customer's
    SECOND = "second"  # the customer's other one, as the first is missing or wrong
    CONTACT = "contact"  # of whoever brought the vehicle


class Again(NamedTuple):
    """When to call again. at: the time agreed, None for any."""

    on: date
    at: time | None = None


class CallItem(NamedTuple):
    """An open follow-up that a call was for. attempts: calls before this one that reached nobody.

    again_on: they spoke, and it is to come up again on that day.
    """

    id: int
    channel: Channel
    call_on: date
    attempts: int = 0
    lapses_on: date | None = None
    number: Number = Number.OWN
    again_on: date | None = None


class Dialled(NamedTuple):
    """A call as it went.

    on: the business day of the call. again: what was agreed with who was busy. messages_permitted: the customer takes messages.
    phone_state: of the customer's own phone before. new_phone: another number became known.
    """

    outcome: Outcome
    on: date
    by: By = By.PHONE
    again: Again | None = None
    messages_permitted: bool = True
    phone_state: PhoneState = PhoneState.OK
    new_phone: bool = False


class Fate(NamedTuple):
    """What becomes of one item. call_time: agreed for `call_on`. message: a message takes its place."""

    item_id: int
    state: State
    call_on: date
    call_time: time | None = None
    attempts: int = 0
    message: bool = False


class Effect(NamedTuple):
    """What a call changes: each item's fate, and what is known of the customer's phone."""

    fates: tuple[Fate, ...]
    phone_state: PhoneState


def effect(dialled: Dialled, items: Iterable[CallItem], today: date, calling: CallingPolicy) -> Effect:
    """What becomes of the items that a call was for, in their order.

    today: the day on which the call is logged; nothing is put off to a day before it. `again` must be given for a busy one.
    """
    called = tuple(items)
    fates = tuple(_fate(item, dialled, today, calling) for item in called)
    own = [fate for item, fate in zip(called, fates, strict=True) if item.number is Number.OWN]
    return Effect(fates, _phone_state(dialled, own))


def is_good_hour(clock: time, calling: CallingPolicy) -> bool:
    """Whether a customer may be called at that time; never at an inconvenient hour (Customer callbacks and complaint handling)."""
    return any(hours.holds(clock) for hours in calling.hours)


def is_agreeable(again: Again, now: datetime) -> bool:
    """Whether one can still call then: a time to come, or without one a day to come."""
    if again.at is None:
        return again.on > now.date()
    return datetime.combine(again.on, again.at, now.tzinfo) > now


def suits(outcome: Outcome, by: By) -> bool:
    """Whether a call can end so by that means: a message is not sent by phone, only a phone is wrong; a door may stay shut, too."""
    if outcome is Outcome.MESSAGE_SENT:
        return by in {By.MESSAGE, By.WECHAT}
    return by is By.PHONE or outcome in SPOKEN or (by is By.VISIT and outcome is Outcome.NO_ANSWER)


def is_low(scores: Iterable[int], calling: CallingPolicy) -> bool:
    """Whether a score asks for a second look: at or under the policy's floor."""
    return any(score <= calling.score_floor for score in scores)


def _fate(item: CallItem, dialled: Dialled, today: date, calling: CallingPolicy) -> Fate:
    if dialled.outcome in _DONE:
        again_on = item.again_on if dialled.outcome is Outcome.ANSWERED else None
        return Fate(item.id, State.OPEN if again_on else State.DONE, again_on or item.call_on, attempts=item.attempts)
    if dialled.outcome is Outcome.BUSY:
        assert dialled.again is not None, "a busy customer names a time"
        return Fate(item.id, State.OPEN, dialled.again.on, dialled.again.at, item.attempts)
    if dialled.outcome is Outcome.WRONG_NUMBER:
        if dialled.new_phone or item.number is Number.CONTACT:
            # there is another number to try at once: the new one, or the owner's where that of who brought the car was wrong
            return Fate(item.id, State.OPEN, today, attempts=item.attempts)
        return Fate(item.id, State.UNREACHABLE, item.call_on, attempts=item.attempts)
    attempts = item.attempts + 1
    if attempts < calling.attempts:
        return Fate(item.id, State.OPEN, max(today, dialled.on + timedelta(days=calling.retry_days)), attempts=attempts)
    sensible = item.lapses_on is None or item.lapses_on >= today
    message = dialled.messages_permitted and item.channel is Channel.CALL and sensible
    return Fate(item.id, State.UNREACHABLE, item.call_on, attempts=attempts, message=message)


def _phone_state(dialled: Dialled, own: list[Fate]) -> PhoneState:
    """What the call taught about the customer's own phone. own: the fates of those items for which that one was dialled."""
    if dialled.new_phone:
        return PhoneState.OK
    if not own or dialled.by is not By.PHONE:
        return dialled.phone_state
    if dialled.outcome in SPOKEN:
        return PhoneState.OK
    if dialled.outcome is Outcome.WRONG_NUMBER:
        return PhoneState.WRONG
    if dialled.outcome is Outcome.NO_ANSWER and any(fate.state is State.UNREACHABLE for fate in own):
        return PhoneState.DOUBTFUL
    return dialled.phone_state
