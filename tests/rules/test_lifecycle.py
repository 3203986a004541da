"""How alive vehicles and customers are, and what follows for retention: dates and shares worked out by hand."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import Energy, Lifecycle
from kcrm.policy import Policy
from kcrm.rules.calendar import latest_base, months_after
from kcrm.rules.lifecycle import Retention, Stage, VehicleLife, customer_stage, vehicle_stage

POLICY = Policy.default()
ON = date(2026, 6, 15)


@pytest.mark.parametrize(
    ("life", "stage"),
    [
        # delivered less than six months ago, never came
        (VehicleLife(delivered_on=date(2025, 12, 16)), Stage(Lifecycle.NEW, date(2025, 12, 16))),
        # the first maintenance was expected after three months; three more are over on the day itself
        (VehicleLife(delivered_on=date(2025, 12, 15)), Stage(Lifecycle.DORMANT, date(2026, 6, 15))),
        (VehicleLife(delivered_on=date(2026, 1, 1), last_visit_on=date(2026, 2, 1)), Stage(Lifecycle.ACTIVE, date(2026, 2, 1))),
        # a visit before delivery, as a demonstration car, was not the customer's
        (VehicleLife(delivered_on=date(2026, 1, 1), last_visit_on=date(2025, 12, 1)), Stage(Lifecycle.NEW, date(2026, 1, 1))),
        # never maintained, but here after it was expected: nine months from the last visit
        (VehicleLife(delivered_on=date(2020, 1, 1), last_visit_on=date(2025, 9, 16)), Stage(Lifecycle.ACTIVE, date(2025, 9, 16))),
        (VehicleLife(delivered_on=date(2020, 1, 1), last_visit_on=date(2025, 9, 15)), Stage(Lifecycle.DORMANT, date(2026, 6, 15))),
        (VehicleLife(delivered_on=date(2020, 1, 1), last_visit_on=date(2025, 6, 16)), Stage(Lifecycle.DORMANT, date(2026, 3, 16))),
        (VehicleLife(delivered_on=date(2020, 1, 1), last_visit_on=date(2025, 6, 15)), Stage(Lifecycle.LOST, date(2026, 6, 15))),
        # maintained nine months ago, expected six months after: three months past it, with an electric car not yet
        (
            VehicleLife(delivered_on=date(2020, 1, 1), last_maintenance_on=date(2025, 9, 15), last_visit_on=date(2025, 9, 15)),
            Stage(Lifecycle.DORMANT, date(2026, 6, 15)),
        ),
        (
            VehicleLife(
                delivered_on=date(2020, 1, 1),
                last_maintenance_on=date(2025, 9, 15),
                last_visit_on=date(2025, 9, 15),
                energy=Energy.ELECTRIC,
            ),
            Stage(Lifecycle.ACTIVE, date(2025, 9, 15)),
        ),
        # the months before were the former owner's
        (
            VehicleLife(delivered_on=date(2020, 1, 1), last_visit_on=date(2024, 1, 1), from_on=date(2026, 1, 1)),
            Stage(Lifecycle.ACTIVE, date(2026, 1, 1)),
        ),
        # seen, though no delivery is known
        (VehicleLife(last_visit_on=date(2026, 6, 1)), Stage(Lifecycle.ACTIVE, date(2026, 6, 1))),
        (VehicleLife(delivered_on=date(2026, 1, 1), sold_on=date(2026, 6, 15)), Stage(Lifecycle.SOLD, date(2026, 6, 15))),
        (VehicleLife(delivered_on=date(2026, 1, 1), until_on=date(2026, 3, 1)), Stage(Lifecycle.SOLD, date(2026, 3, 1))),
        (VehicleLife(delivered_on=date(2026, 1, 1), scrapped_on=date(2026, 6, 1)), Stage(Lifecycle.SCRAPPED, date(2026, 6, 1))),
        (VehicleLife(delivered_on=date(2026, 1, 1), sold_on=date(2026, 6, 16)), Stage(Lifecycle.NEW, date(2026, 1, 1))),
        # neither delivered nor seen yet
        (VehicleLife(delivered_on=date(2026, 7, 1)), None),
        (VehicleLife(), None),
    ],
)
def test_a_vehicle_is_as_alive_as_its_dates_say(life, stage):
    assert vehicle_stage(life, ON, POLICY) == stage


def test_months_end_with_the_month():
    # nine months after 31 May 2025 is 28 February 2026
    life = VehicleLife(delivered_on=date(2020, 1, 1), last_visit_on=date(2025, 5, 31))
    assert vehicle_stage(life, date(2026, 2, 27), POLICY) == Stage(Lifecycle.ACTIVE, date(2025, 5, 31))
    assert vehicle_stage(life, date(2026, 2, 28), POLICY) == Stage(Lifecycle.DORMANT, date(2026, 2, 28))


def test_a_customer_is_as_alive_as_the_liveliest_vehicle():
    lost = VehicleLife(delivered_on=date(2020, 1, 1))
    active = VehicleLife(delivered_on=date(2020, 1, 1), last_visit_on=date(2026, 5, 1))
    sold = VehicleLife(delivered_on=date(2020, 1, 1), sold_on=date(2021, 1, 1))
    assert customer_stage([lost, sold, active], ON, POLICY) == Stage(Lifecycle.ACTIVE, date(2026, 5, 1))
    assert customer_stage([sold, lost], ON, POLICY) == Stage(Lifecycle.LOST, date(2021, 1, 1))
    assert customer_stage([VehicleLife()], ON, POLICY) is None
    assert customer_stage([], ON, POLICY) is None


def test_of_vehicles_equally_alive_the_one_that_came_to_it_last_counts():
    first = VehicleLife(delivered_on=date(2020, 1, 1), sold_on=date(2021, 1, 1))
    second = VehicleLife(delivered_on=date(2020, 1, 1), sold_on=date(2022, 1, 1))
    assert customer_stage([first, second], ON, POLICY) == Stage(Lifecycle.SOLD, date(2022, 1, 1))


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 40), st.integers(-5, 5))
def test_dates_before_the_limit_are_those_from_which_the_months_have_passed(on, months, days):
    base = latest_base(on, months) + timedelta(days=days)
    assert (months_after(base, months) <= on) is (days <= 0)


def test_retention_is_who_came_of_those_in_use_and_churn_the_rest():
    # 191 of 233 came: 81.97 %
    found = Retention(191, 233)
    assert (found.rate, found.churn) == (Fraction(191, 233), Fraction(42, 233))


def test_without_vehicles_in_use_there_is_no_rate():
    assert Retention(0, 0).rate is None
    assert Retention(0, 0).churn is None
