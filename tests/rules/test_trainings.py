"""Who knows what a call is about. Days are counted by hand around 2026-06-15; a training counts for 24 months, a mark from 90 on."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import Cause, Kind
from kcrm.model.articles import Spoken, Trained
from kcrm.policy import Policy
from kcrm.rules.trainings import MOST, experts, is_expert

TODAY = date(2026, 6, 15)
POLICY = Policy.default().trainings
RENEWAL = Spoken(frozenset({Kind.INSURANCE_EXPIRY}), models=("青屿 1.5L",))


def trained(who="A", mark=9500, day=TODAY, **facts):
    facts = {"kinds": frozenset({Kind.INSURANCE_EXPIRY}), **facts}
    return Trained(who, f"员工{who}", "续保", day, mark, **facts)


@pytest.mark.parametrize(
    ("mark", "day", "is_trainer", "expected"),
    [
        (9000, TODAY, False, True),
        (8999, TODAY, False, False),
        (None, TODAY, False, False),  # was there, and nobody said how well they did
        (None, TODAY, True, True),
        (9000, date(2024, 6, 15), False, True),  # 24 months ago to the day
        (9000, date(2024, 6, 14), False, False),
        (None, date(2024, 6, 14), True, False),
        (9000, date(2026, 6, 16), False, False),
    ],
)
def test_an_expert_trained_others_or_did_well_not_too_long_ago(mark, day, is_trainer, expected):
    assert is_expert(trained(mark=mark, day=day, is_trainer=is_trainer), TODAY, POLICY) is expected


def test_trainers_come_first_then_the_better_mark_then_the_later_day():
    known = [
        trained("A", 9200),
        trained("B", 9900, date(2026, 1, 1)),
        trained("C", 9900, date(2026, 2, 1)),
        trained("D", None, date(2025, 1, 1), is_trainer=True),
    ]
    assert [each.employee_no for each in experts(known, RENEWAL, TODAY, POLICY)] == ["D", "C"]
    assert [each.employee_no for each in experts(known[:2], RENEWAL, TODAY, POLICY)] == ["B", "A"]


def test_each_is_named_once_by_what_they_know_best_and_only_for_what_the_call_is_about():
    known = [trained("A", 9100), trained("A", 9600, date(2026, 3, 1)), trained("B", 9900, kinds=frozenset({Kind.BIRTHDAY}))]
    assert [(each.employee_no, each.mark, each.day) for each in experts(known, RENEWAL, TODAY, POLICY)] == [("A", 9600, date(2026, 3, 1))]
    noise = trained("C", kinds=frozenset(), causes=frozenset({Cause.PRODUCT}))
    assert experts([noise], RENEWAL, TODAY, POLICY) == ()
    assert experts([noise], Spoken(frozenset(), frozenset({Cause.PRODUCT})), TODAY, POLICY) == (noise,)
    assert experts([trained("E", models=("衡川",))], RENEWAL, TODAY, POLICY) == ()
    assert experts([trained("E", kinds=frozenset())], RENEWAL, TODAY, POLICY) == ()  # helps with nothing in particular


_KNOWN = st.lists(
    st.builds(
        trained,
        st.sampled_from("ABCD"),
        st.none() | st.integers(8000, 10000),
        st.integers(0, 900).map(lambda days: TODAY - timedelta(days=days)),
        is_trainer=st.booleans(),
    ),
    max_size=8,
)


@given(_KNOWN)
def test_whom_to_ask_are_some_of_the_experts_each_once_in_whatever_order_they_come(known):
    found = experts(known, RENEWAL, TODAY, POLICY)
    assert len({each.employee_no for each in found}) == len(found) <= MOST
    assert all(is_expert(each, TODAY, POLICY) for each in found)
    assert len(found) == min(MOST, len({each.employee_no for each in known if is_expert(each, TODAY, POLICY)}))
    assert experts(known[::-1], RENEWAL, TODAY, POLICY) == found
