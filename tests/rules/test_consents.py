"""Which consent counts and what it permits: the latest word, by the Personal Information Protection Law of China (2021)."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kcrm.model.consents import NO, ConsentAnswer, ConsentKind, ConsentOrigin, ConsentSaid, Ground, Permission
from kcrm.rules.consents import answer_of, counts_from, is_yes, may_offer, permission, standing

GIVEN, REFUSED, WITHDRAWN, CLEARED = ConsentAnswer
JAN, MAY, JUNE = date(2026, 1, 5), date(2026, 5, 2), date(2026, 6, 10)
PAPER, FILE, MERGE = ConsentOrigin.PAPER, ConsentOrigin.FILE, ConsentOrigin.MERGE


def said(number, answer, on=None, told=JUNE, origin=PAPER):
    return ConsentSaid(number, answer, on, told, origin)


HISTORIES = st.lists(
    st.builds(
        ConsentSaid,
        id=st.integers(1, 50),
        answer=st.sampled_from(ConsentAnswer),
        given_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 9)),
        told_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 9)),
        origin=st.sampled_from([PAPER, FILE]),
    ),
    max_size=8,
    unique_by=lambda each: each.id,
)


@pytest.mark.parametrize(
    ("history", "counts"),
    [
        ([], None),
        ([said(1, GIVEN, JAN)], 1),
        ([said(1, GIVEN, JAN), said(2, WITHDRAWN, MAY)], 2),
        ([said(1, WITHDRAWN, MAY), said(2, GIVEN, JAN)], 1),  # an old form that turns up does not outweigh what was said since
        ([said(1, GIVEN, MAY), said(2, WITHDRAWN, MAY)], 2),  # of one day the one kept last
        ([said(1, GIVEN, told=JUNE, origin=FILE), said(2, GIVEN, JAN)], 2),  # a form dates what a file said
        ([said(1, GIVEN, JAN), said(2, GIVEN, MAY)], 2),
        ([said(1, GIVEN, JAN), said(2, WITHDRAWN, told=MAY, origin=FILE), said(3, GIVEN, told=JUNE, origin=FILE)], 3),  # not of January
        ([said(1, REFUSED, MAY), said(2, GIVEN, told=None, origin=FILE)], 1),  # of a list of consents, without a day
        ([said(1, GIVEN, told=None, origin=FILE)], 1),
        ([said(1, GIVEN, JAN), said(2, CLEARED, MAY)], None),
        ([said(1, GIVEN, JAN), said(2, CLEARED, MAY), said(3, GIVEN, told=JUNE, origin=FILE)], 3),
        ([said(1, GIVEN, MAY), said(2, REFUSED, JAN, JUNE, MERGE)], 2),  # of two records made one the stricter
        ([said(1, REFUSED, MAY), said(2, WITHDRAWN, JUNE)], 2),
        ([said(1, GIVEN, told=JUNE, origin=FILE), said(2, WITHDRAWN, MAY)], 2),  # a yes without a day stands against no later refusal
        ([said(1, GIVEN, told=JUNE, origin=FILE), said(2, GIVEN, JAN), said(3, WITHDRAWN, MAY)], 3),
        ([said(1, GIVEN, JUNE, origin=FILE), said(2, WITHDRAWN, MAY)], 1),
        ([said(1, REFUSED, told=JUNE, origin=FILE), said(2, GIVEN, MAY)], 1),
    ],
)
def test_the_latest_word_counts(history, counts):
    found = standing(history)
    assert (found and found.id) == counts
    assert standing(history[::-1]) == found


@given(HISTORIES)
def test_it_says_what_the_latest_says_whatever_the_order_and_a_known_day_is_kept(history):
    undated = [each.id for each in history if each.answer is GIVEN and each.given_on is None]
    assume(not any(each.answer in NO and number < each.id for each in history for number in undated))  # which another law is about
    found = standing(history)
    latest = max(history, key=lambda each: (counts_from(each), each.id), default=None)
    if latest is None or latest.answer is CLEARED:
        assert found is None
        return
    assert is_yes(found) == is_yes(latest)
    assert latest.given_on is None or found == latest
    assert standing([*history, found._replace(id=99)]).answer is found.answer


@given(HISTORIES)
def test_a_no_of_today_always_counts(history):
    """It is withdrawn as easily as it is given: nothing that was said before stands against it."""
    found = standing([*history, said(99, WITHDRAWN, JUNE)])
    assert found.id == 99


@pytest.mark.parametrize(
    ("yes", "on", "by_call", "by_message"),
    [
        (None, None, True, False),
        (False, JAN, False, False),
        (False, None, False, False),
        (True, None, False, False),
        (True, JAN, True, True),
    ],
)
def test_nothing_is_offered_on_a_consent_of_unknown_day(yes, on, by_call, by_message):
    assert may_offer(yes, on, unasked=True) is by_call
    assert may_offer(yes, on, unasked=False) is by_message


@pytest.mark.parametrize(
    ("kind", "word", "refuses", "permits"),
    [
        (ConsentKind.CALL, None, False, Permission(contact=True, offers=True, ground=Ground.NEVER_ASKED)),
        (ConsentKind.MESSAGE, None, False, Permission(contact=True, offers=False, ground=Ground.NEVER_ASKED)),
        (ConsentKind.CALL, said(1, GIVEN), False, Permission(contact=True, offers=False, ground=Ground.UNKNOWN_DAY)),
        (ConsentKind.MESSAGE, said(1, GIVEN, JAN), False, Permission(contact=True, offers=True, ground=Ground.CONSENTED)),
        (ConsentKind.MESSAGE, said(1, GIVEN, JAN), True, Permission(contact=False, offers=False, ground=Ground.DO_NOT_CONTACT)),
        (ConsentKind.CALL, said(1, REFUSED), False, Permission(contact=False, offers=False, ground=Ground.REFUSED)),
        (ConsentKind.CALL, said(1, WITHDRAWN, JAN), False, Permission(contact=False, offers=False, ground=Ground.WITHDRAWN)),
    ],
)
def test_what_a_word_permits_and_why(kind, word, refuses, permits):
    assert permission(kind, word, do_not_contact=refuses) == permits


@pytest.mark.parametrize(
    ("yes", "before", "answer"),
    [
        (True, None, GIVEN),
        (True, False, GIVEN),
        (False, None, REFUSED),
        (False, False, REFUSED),
        (False, True, WITHDRAWN),
        (None, True, CLEARED),
    ],
)
def test_a_no_after_a_yes_withdraws_it(yes, before, answer):
    assert answer_of(yes, before) is answer
    assert (answer in NO) is (yes is False)
