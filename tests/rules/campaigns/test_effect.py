"""What is concluded of a campaign. Intervals are held against those that Newcombe published (Statistics in Medicine 17, 1998, 857, 873)."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.campaigns import Group, Step, Targeted, TargetState, Verdict
from kcrm.policy import Policy
from kcrm.rules.campaigns.effect import difference, effect, furthest, rate

POLICY = Policy.default().campaigns
SINCE, LATER = date(2026, 3, 1), date(2026, 6, 1)


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_a_rate_has_the_interval_of_wilson(count, of, low, high):
    between = rate(count, of, 95).interval
    assert (round(between.low, 4), round(between.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((0, 10), (0, 10), -0.2775, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
        ((10, 10), (0, 10), 0.6075, 1.0),
    ],
)
def test_a_difference_has_the_interval_of_newcombe(one, other, low, high):
    between = difference(rate(*one, 95), rate(*other, 95))
    assert (round(between.low, 4), round(between.high, 4)) == (low, high)


def people(group, count, came, *, fen=0, first=1, after=5):
    step = (Step(TargetState.CAME, SINCE + timedelta(days=after), fen),)
    return [Targeted(first + place, group, SINCE, step if place < came else ()) for place in range(count)]


def test_a_campaign_with_an_effect_says_how_much_came_of_it():
    # 40 of 100 against 10 of 50; each visit brings 300 yuan
    found = effect(
        [*people(Group.TREATED, 100, 40, fen=30_000), *people(Group.CONTROL, 50, 10, fen=30_000, first=200)], 200_000, POLICY, LATER
    )
    assert found.verdict is Verdict.MORE
    assert (found.treated.value, found.control.value, found.lift) == (Fraction(2, 5), Fraction(1, 5), Fraction(1, 5))
    assert (found.fen, found.more_fen) == (1_200_000, 600_000)  # 20 of 100 would have come by themselves
    assert (found.cost_each, found.gain) == (5_000, 5)
    # by hand: Wilson of 40/100 is 0.3094 to 0.4980, of 10/50 0.1124 to 0.3304
    assert round(found.lift_between.low, 3) == round(0.2 - ((0.4 - 0.3094) ** 2 + (0.3304 - 0.2) ** 2) ** 0.5, 3)


def test_without_a_control_group_nothing_is_said_of_a_difference():
    found = effect(people(Group.TREATED, 100, 100), 0, POLICY, LATER)
    assert (found.verdict, found.lift, found.lift_between, found.more_fen) == (Verdict.NO_COMPARISON, None, None, None)
    assert (found.cost_each, found.gain) == (0, None)  # without cost no return


def test_a_small_group_and_one_that_shows_no_difference_and_one_that_harms():
    treated = people(Group.TREATED, 100, 40)
    assert effect([*treated, *people(Group.CONTROL, 9, 0, first=200)], 0, POLICY, LATER).verdict is Verdict.SMALL
    assert effect([*treated, *people(Group.CONTROL, 10, 4, first=200)], 0, POLICY, LATER).verdict is Verdict.NO_DIFFERENCE
    assert effect([*treated, *people(Group.CONTROL, 100, 80, first=200)], 0, POLICY, LATER).verdict is Verdict.FEWER


def test_until_the_days_of_response_are_over_it_is_so_far():
    found = [*people(Group.TREATED, 100, 40), *people(Group.CONTROL, 100, 10, first=200)]
    last = date(2026, 3, 31)  # thirty days after the first of March
    assert effect(found, 0, POLICY, last).verdict is Verdict.SO_FAR
    assert effect(found, 0, POLICY, last + timedelta(days=1)).verdict is Verdict.MORE


def test_a_response_counts_for_thirty_days_from_the_first_one_on_and_each_person_once():
    def steps(*days):
        return effect(
            [Targeted(1, Group.TREATED, SINCE, tuple(Step(TargetState.CAME, SINCE + timedelta(days=day), 100) for day in days))],
            0,
            POLICY,
            LATER,
        )

    assert (steps(30).responded.those, steps(30).fen) == (1, 100)
    assert (steps(31).responded.those, steps(31).fen) == (0, 0)
    assert (steps(-1).responded.those, steps(-1).fen) == (0, 0)
    assert (steps(1, 2).responded.those, steps(1, 2).fen) == (1, 200)


def test_interest_is_a_response_but_no_arrival_and_a_refusal_is_neither():
    said = [
        Targeted(1, Group.TREATED, SINCE, (Step(TargetState.RESPONDED, SINCE),)),
        Targeted(2, Group.TREATED, SINCE, (Step(TargetState.BOOKED, SINCE),)),
        Targeted(3, Group.TREATED, SINCE, (Step(TargetState.REFUSED, SINCE),)),
        Targeted(4, Group.TREATED, SINCE, (Step(TargetState.REACHED, SINCE),)),
    ]
    found = effect(said, 10_000, POLICY, LATER)
    assert (found.responded.those, found.treated.those, found.cost_each) == (2, 0, 5_000)


def test_the_furthest_step_is_the_state_and_a_later_visit_outweighs_a_refusal():
    steps = (Step(TargetState.REFUSED, SINCE), Step(TargetState.CAME, SINCE + timedelta(days=3)), Step(TargetState.SENT, SINCE))
    assert furthest(Targeted(1, Group.TREATED, SINCE, steps), POLICY).state is TargetState.CAME
    assert furthest(Targeted(1, Group.TREATED, SINCE, steps), POLICY, SINCE).state is TargetState.REFUSED
    assert furthest(Targeted(1, Group.TREATED, SINCE), POLICY) is None


@given(st.integers(1, 300), st.data())
def test_a_rate_lies_in_its_interval_and_the_interval_in_0_to_1(of, data):
    count = data.draw(st.integers(0, of))
    found = rate(count, of, 95)
    assert -1e-12 <= found.interval.low <= float(found.value) + 1e-12
    assert float(found.value) - 1e-12 <= found.interval.high <= 1 + 1e-12


@given(st.integers(1, 100), st.integers(1, 100), st.data())
def test_a_difference_turned_around_is_its_negative(first, second, data):
    one, other = rate(data.draw(st.integers(0, first)), first, 95), rate(data.draw(st.integers(0, second)), second, 95)
    there, back = difference(one, other), difference(other, one)
    assert there.low == pytest.approx(-back.high)
    assert there.high == pytest.approx(-back.low)
    assert there.low <= there.high
