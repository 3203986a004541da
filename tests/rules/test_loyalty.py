"""How loyal and how important a customer is by rule: boundaries worked out by hand."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import CustomerClass, CustomerFacts, Grade, Loyalty, VehicleFacts
from kcrm.policy import Policy
from kcrm.rules.loyalty import grade_of, loyalty_of

POLICY = Policy.default()
TODAY = date(2026, 6, 15)
# maintained on 2026-03-01: expected again after 6 months, on 2026-09-01
KEPT = VehicleFacts(1, delivered_on=date(2024, 1, 1), last_visit_on=date(2026, 3, 1), last_maintenance_on=date(2026, 3, 1))
VISITS = (date(2025, 9, 1), date(2026, 3, 1))


def judged(vehicles, visits=VISITS, today=TODAY, policy=POLICY):
    return loyalty_of(CustomerFacts(1, vehicles=tuple(vehicles)), visits, policy, today)


def test_two_visits_in_24_months_and_no_maintenance_missed_is_loyal():
    found = judged([KEPT])
    assert found[:4] == (Loyalty.LOYAL, 2, None, None)
    assert judged([KEPT], VISITS[1:]).loyalty is Loyalty.FLEXIBLE
    assert judged([KEPT], VISITS[1:], policy=POLICY.with_value("lifecycle.loyal_visits", "1")).loyalty is Loyalty.LOYAL


@pytest.mark.parametrize(("day", "loyalty"), [(date(2024, 6, 15), Loyalty.FLEXIBLE), (date(2024, 6, 16), Loyalty.LOYAL)])
def test_a_visit_counts_for_24_months(day, loyalty):
    assert judged([KEPT], (day, VISITS[1])).loyalty is loyalty


@pytest.mark.parametrize(
    ("today", "loyalty", "missed_on"),
    [
        (date(2026, 10, 1), Loyalty.LOYAL, None),  # 30 days after it was expected
        (date(2026, 10, 2), Loyalty.FLEXIBLE, date(2026, 9, 1)),
    ],
)
def test_a_maintenance_is_missed_when_it_is_a_month_late(today, loyalty, missed_on):
    found = judged([KEPT], today=today)
    assert (found.loyalty, found.missed_on) == (loyalty, missed_on)


def test_a_vehicle_that_is_kept_up_does_not_make_up_for_one_that_is_not():
    other = VehicleFacts(2, delivered_on=date(2025, 1, 1), last_visit_on=date(2025, 6, 20), last_maintenance_on=date(2025, 6, 20))
    assert judged([KEPT, other])[:3] == (Loyalty.FLEXIBLE, 2, date(2025, 12, 20))
    gone = other._replace(sold_on=date(2026, 1, 1))
    assert judged([KEPT, gone]).loyalty is Loyalty.LOYAL


def test_lost_is_who_stays_away_with_every_vehicle_as_the_follow_up_has_it():
    # 12 months after the last visit
    away = VehicleFacts(2, delivered_on=date(2024, 1, 1), last_visit_on=date(2025, 6, 15), last_maintenance_on=date(2025, 6, 15))
    found = judged([away], (date(2025, 1, 10), date(2025, 6, 15)))
    assert (found.loyalty, found.lost_on) == (Loyalty.LOST, TODAY)
    assert judged([away._replace(last_visit_on=date(2025, 6, 16), last_maintenance_on=None)]).loyalty is Loyalty.FLEXIBLE
    assert judged([KEPT, away]).loyalty is Loyalty.FLEXIBLE  # one is missed, one is here


def test_who_owns_no_vehicle_has_no_loyalty_by_rule():
    assert judged([], ()) is None


@pytest.mark.parametrize(
    ("customer_class", "bought", "grade"),
    [
        (CustomerClass.A, True, Grade.IMPORTANT),
        (CustomerClass.B, False, Grade.IMPORTANT),
        (CustomerClass.C, True, Grade.ORDINARY),
        (None, True, Grade.ORDINARY),
        (None, False, Grade.POTENTIAL),
    ],
)
def test_class_a_and_b_are_important_who_never_bought_potential(customer_class, bought, grade):
    assert grade_of(customer_class, bought=bought) is grade


DAYS = st.dates(date(2023, 1, 1), date(2026, 6, 15))


@given(st.lists(DAYS, max_size=4), DAYS, st.none() | DAYS, st.integers(0, 900))
def test_nothing_changes_before_the_day_that_is_said(visits, delivered_on, last_on, days):
    vehicle = VehicleFacts(1, delivered_on=delivered_on, last_visit_on=last_on, last_maintenance_on=last_on)
    found = judged([vehicle], visits)
    later = date.fromordinal(TODAY.toordinal() + days)
    if found.next_on is None or later < found.next_on:
        assert judged([vehicle], visits, later)[:4] == found[:4]
