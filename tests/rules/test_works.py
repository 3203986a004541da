"""Work that was declined and parts that came: days worked out by hand, at their boundaries."""

from __future__ import annotations

from datetime import date

import pytest

from kcrm.model import BaseFact
from kcrm.model.works import LeftWork, Urgency, WaitingPart
from kcrm.policy_campaigns import WorkPolicy
from kcrm.rules.works import called_of, part_calls, stocked_on

POLICY = WorkPolicy(7, 30, 90, 3, 30)
DAY = date(2026, 1, 31)


@pytest.mark.parametrize(
    ("urgency", "due"), [(Urgency.URGENT, date(2026, 2, 7)), (Urgency.SOON, date(2026, 3, 2)), (Urgency.WATCH, date(2026, 5, 1))]
)
def test_declined_work_is_called_about_after_the_days_of_its_urgency(urgency, due):
    assert called_of(LeftWork(1, 1, urgency, DAY, None), POLICY) == (BaseFact.DECLINED_ON, DAY, due)


def test_the_day_that_they_named_counts_before_the_days_of_the_policy():
    named = date(2026, 2, 1)
    assert called_of(LeftWork(1, 1, Urgency.WATCH, DAY, named), POLICY) == (BaseFact.REMIND_ON, named, named)


@pytest.mark.parametrize(
    ("part", "calls"),
    [
        (WaitingPart(1, None, DAY), [(0, DAY)]),
        (WaitingPart(1, None, DAY, told_on=date(2026, 2, 2)), [(0, DAY), (1, date(2026, 2, 5))]),
        (WaitingPart(1, None, DAY, is_booked=True, told_on=DAY), []),
    ],
)
def test_a_part_is_called_about_when_it_comes_and_again_while_there_is_no_appointment(part, calls):
    assert list(part_calls(part, POLICY)) == calls


def test_a_part_goes_back_to_stock_after_so_many_days():
    assert stocked_on(WaitingPart(1, None, DAY), POLICY) == date(2026, 3, 2)
