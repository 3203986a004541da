"""Whom an event is for and what became of it; counted by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest

from kcrm.model import Channel
from kcrm.model.campaigns import Facing
from kcrm.model.events import Answer, Attendance, Guest, Uninvited
from kcrm.rules.club.events import answer_kept, choose, may_have_come, outcome, standing, why_not

DAY = date(2026, 6, 20)
INVITED, YES, NO, CAME = Attendance
MOBILE = "13800138001"


@pytest.mark.parametrize(
    ("facts", "channel", "expected"),
    [
        ({}, Channel.CALL, []),
        ({"do_not_contact": True}, Channel.CALL, [Uninvited.DO_NOT_CONTACT]),
        ({"call_consent": False}, Channel.CALL, [Uninvited.NO_CONSENT]),
        ({"call_consent": False}, Channel.MESSAGE, []),
        ({"message_consent": False}, Channel.MESSAGE, [Uninvited.NO_CONSENT]),
        ({"message_consent": False}, Channel.CALL, []),
        ({"call_consent": None, "message_consent": None}, Channel.CALL, []),  # an invitation sells nothing
        ({"phones": (None, None)}, Channel.CALL, [Uninvited.NO_PHONE]),
        ({"phones": ("05002387722",)}, Channel.CALL, []),
        ({"phones": ("05002387722",)}, Channel.MESSAGE, [Uninvited.NO_PHONE]),  # a message goes to a mobile alone
        (
            {"id": 9, "do_not_contact": True, "call_consent": False, "phones": ()},
            Channel.CALL,
            [Uninvited.DO_NOT_CONTACT, Uninvited.NO_CONSENT, Uninvited.NO_PHONE, Uninvited.ALREADY],
        ),
    ],
)
def test_who_is_not_invited_has_every_reason(facts, channel, expected):
    assert [*why_not(Facing(**{"id": 1, "phones": (MOBILE,), **facts}), channel, {9})] == expected


def test_people_are_chosen_in_the_order_of_their_numbers():
    people = [Facing(3, (MOBILE,)), Facing(1, (MOBILE,)), Facing(2)]
    chosen = choose(people, Channel.CALL, {3})
    assert chosen.invited == (1,)
    assert list(chosen.left_out.items()) == [(2, (Uninvited.NO_PHONE,)), (3, (Uninvited.ALREADY,))]


def test_nobody_has_come_before_the_day_or_to_what_was_called_off():
    assert [may_have_come(DAY, DAY + timedelta(days=days), called_off=False) for days in (-1, 0, 1)] == [False, True, True]
    assert not may_have_come(DAY, DAY, called_off=True)


def test_what_was_answered_is_kept_by_who_came_and_forgotten_by_who_is_invited_again():
    assert (answer_kept(YES, None), answer_kept(NO, Answer.YES)) == (Answer.YES, Answer.NO)
    assert (answer_kept(CAME, Answer.YES), answer_kept(CAME, None), answer_kept(INVITED, Answer.YES)) == (Answer.YES, None, None)


def test_an_answer_alone_says_how_they_stand_unless_they_came():
    assert [standing(before, None, Answer.NO) for before in (INVITED, YES, NO, CAME)] == [NO, NO, NO, CAME]
    assert [standing(YES, state, Answer.NO) for state in (INVITED, YES, CAME, None)] == [INVITED, YES, CAME, NO]
    assert standing(YES, None, None) is YES


def test_the_report_counts_each_as_what_they_said_and_as_what_they_did():
    guests = [
        Guest(1, CAME, Answer.YES),
        Guest(2, CAME, Answer.NO),  # thought better of it
        Guest(3, CAME),
        Guest(4, YES, Answer.YES),
        Guest(5, NO, Answer.NO),
        Guest(6, INVITED),
        Guest(7, INVITED),
        Guest(8, CAME, invited=False),
    ]
    found = outcome(guests, DAY, DAY + timedelta(days=1), 30)
    assert (found.invited, found.yes, found.no, found.waiting, found.came, found.uninvited, found.missing) == (7, 2, 2, 2, 4, 1, 1)
    assert found.share == Fraction(3, 7)
    assert outcome([], DAY, DAY, 30).share is None
    assert outcome(guests, DAY, DAY, 30).missing is None  # the day is not over
    assert outcome([Guest(8, CAME, invited=False)], DAY, DAY, 30).share is None


@pytest.mark.parametrize(("day", "counts"), [("2026-06-20", 0), ("2026-06-21", 1), ("2026-07-20", 1), ("2026-07-21", 0)])
def test_what_was_booked_follows_from_the_event_from_the_next_day_for_thirty(day, counts):
    booked = (date.fromisoformat(day), date(2026, 6, 1))
    guests = [Guest(1, CAME, booked=booked), Guest(2, NO, Answer.NO, booked=booked)]
    assert outcome(guests, DAY, date(2026, 9, 1), 30).booked == counts
