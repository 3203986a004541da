"""Who is invited to an event, and what became of the invitations (the events are those of the Customer-care department plan)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction

from kcrm.model import Channel
from kcrm.model.campaigns import Facing
from kcrm.model.events import Answer, Attendance, Guest, Uninvited
from kcrm.named import NamedTuple
from kcrm.rules.messages import first_mobile

ANSWERS = (Attendance.YES, Attendance.NO)


class Chosen(NamedTuple):
    """Who is invited, and who is left out with every reason, each by number and in the order of numbers."""

    invited: tuple[int, ...]
    left_out: Mapping[int, tuple[Uninvited, ...]]


class Outcome(NamedTuple):
    """What became of the invitations to an event.

    waiting: said nothing and did not come. uninvited: of those who came, who was not invited. missing: said yes and did not come; None
    before its day is over. share: of those invited, who came; None where nobody is. booked: of those who came, how many agreed an
    appointment or brought a vehicle afterwards.
    """

    invited: int
    yes: int
    no: int
    waiting: int
    came: int
    uninvited: int
    missing: int | None
    share: Fraction | None
    booked: int


def choose(people: Iterable[Facing], channel: Channel, invited: Collection[int]) -> Chosen:
    """Who of these people is invited. channel: by which way they are told. invited: who is already."""
    reasons = {each.id: tuple(why_not(each, channel, invited)) for each in sorted(people, key=lambda each: each.id)}
    return Chosen(
        tuple(number for number, found in reasons.items() if not found),
        {number: found for number, found in reasons.items() if found},
    )


def why_not(person: Facing, channel: Channel, invited: Collection[int]) -> Iterable[Uninvited]:
    """Every reason for which somebody is not invited, in the order of the words.

    An invitation offers nothing for sale: it asks that no consent was withdrawn, not that one was given.
    """
    by_message = channel is Channel.MESSAGE
    if person.do_not_contact:
        yield Uninvited.DO_NOT_CONTACT
    if (person.message_consent if by_message else person.call_consent) is False:
        yield Uninvited.NO_CONSENT
    if (first_mobile(person.phones) if by_message else next(filter(None, person.phones), None)) is None:
        yield Uninvited.NO_PHONE
    if person.id in invited:
        yield Uninvited.ALREADY


def may_have_come(held_on: date, today: date, *, called_off: bool) -> bool:
    """Whether somebody may have been at an event: from its day on, and not if it was called off."""
    return held_on <= today and not called_off


def standing(before: Attendance, state: Attendance | None, answer: Answer | None) -> Attendance:
    """How far somebody is with an event: as is said, else as they answer; no answer undoes that they came.

    before: as it stood. state, answer: what is said now, if anything.
    """
    if state is not None:
        return state
    return Attendance(answer.value) if answer is not None and before is not Attendance.CAME else before


def answer_kept(state: Attendance, known: Answer | None) -> Answer | None:
    """What somebody answered: as they stand; where they came, what is known; nothing where they are only invited."""
    if state in ANSWERS:
        return Answer(state.value)
    return known if state is Attendance.CAME else None


def outcome(guests: Sequence[Guest], held_on: date, today: date, booked_days: int) -> Outcome:
    """What became of the invitations. booked_days: until so many days after the event an appointment or visit counts as following it."""
    came = [each for each in guests if each.state is Attendance.CAME]
    yes = [each for each in guests if each.answer is Answer.YES]
    invited = [each for each in guests if each.invited]
    last = held_on + timedelta(days=booked_days)
    return Outcome(
        invited=len(invited),
        yes=len(yes),
        no=sum(each.answer is Answer.NO for each in guests),
        waiting=sum(each.answer is None and each.state is Attendance.INVITED for each in guests),
        came=len(came),
        uninvited=sum(not each.invited for each in came),
        missing=sum(each.state is not Attendance.CAME for each in yes) if held_on < today else None,
        share=Fraction(sum(each.state is Attendance.CAME for each in invited), len(invited)) if invited else None,
        booked=sum(any(held_on < day <= last for day in each.booked) for each in came),
    )
