"""Who is likely to buy again: each reason at its boundaries, worked out by hand, and what holds of all of them."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.policy import Policy
from kcrm.rules.calendar import months_after
from kcrm.rules.prospects.hints import Hint, Owned, Reason, hint_of, to_call

POLICY = Policy.default().prospects
TODAY = date(2026, 6, 15)
NEW = Owned(7, delivered_on=date(2025, 1, 10), warranty_until=date(2028, 1, 9))
OUT = Owned(7, warranty_until=date(2025, 12, 31), dear_order_id=31)  # out of warranty since 1 January 2026


def said(*vehicles, today=TODAY, policy=POLICY):
    found = hint_of(5, vehicles, today, policy)
    return [] if found is None else [reason.because for reason in found.reasons]


def test_the_leaves_are_policy_with_their_units_and_source():
    entries = {entry.key: entry for entry in Policy.default().entries() if entry.key.startswith("prospects.hint_")}
    assert {key.removeprefix("prospects."): (entry.value, entry.unit, entry.source) for key, entry in entries.items()} == {
        "hint_age_months": (60, "months", "usual practice"),
        "hint_again_months": (12, "months", "usual practice"),
        "hint_end_days": (90, "days", "usual practice"),
        "hint_repair": (5000, "yuan", "usual practice"),
        "hint_repair_months": (12, "months", "usual practice"),
        "hint_sold_months": (12, "months", "usual practice"),
    }


def test_nothing_to_say_is_no_hint():
    assert hint_of(5, [], TODAY, POLICY) is None
    assert hint_of(5, [Owned(7)], TODAY, POLICY) is None
    assert hint_of(5, [NEW], TODAY, POLICY) is None


@pytest.mark.parametrize(
    ("delivered", "today", "expected"),
    [
        ("2021-06-16", "2026-06-15", []),  # sixty months tomorrow
        ("2021-06-15", "2026-06-15", ["age=60"]),
        ("2021-05-16", "2026-06-15", ["age=60"]),  # sixty-one tomorrow
        ("2021-04-15", "2026-06-15", ["age=62"]),
        ("2016-06-15", "2026-06-15", ["age=120"]),
        ("2021-08-31", "2026-08-30", []),
        ("2021-08-31", "2026-08-31", ["age=60"]),
        ("2020-08-31", "2026-02-27", ["age=65"]),
        ("2020-08-31", "2026-02-28", ["age=66"]),  # the month's last day stands for the 31st
        ("2020-02-29", "2025-02-28", ["age=60"]),
        ("2026-07-01", "2026-06-15", []),  # not delivered yet
    ],
)
def test_a_car_of_sixty_months_or_more(delivered, today, expected):
    assert said(Owned(7, delivered_on=date.fromisoformat(delivered)), today=date.fromisoformat(today)) == expected


@pytest.mark.parametrize(
    ("until", "ends"),
    [
        ("2026-06-14", False),  # ended yesterday
        ("2026-06-15", True),  # its last day
        ("2026-06-16", True),
        ("2026-09-13", True),  # 15 days of June, 31, 31, 13 of September: 90
        ("2026-09-14", False),
    ],
)
def test_a_warranty_or_a_loan_that_ends_within_ninety_days(until, ends):
    day = date.fromisoformat(until)
    assert said(NEW._replace(warranty_until=day)) == ([f"warranty={until}"] if ends else [])
    assert said(NEW._replace(loan_until=day)) == ([f"loan={until}"] if ends else [])


@pytest.mark.parametrize(("fen", "dear"), [(499_999, False), (500_000, False), (500_001, True), (1_240_000, True)])
def test_a_repair_of_more_than_five_thousand_yuan(fen, dear):
    found = hint_of(5, [OUT._replace(dear_amount_fen=fen, dear_closed_on=date(2026, 3, 1))], TODAY, POLICY)
    assert found == (Hint(5, (Reason(7, f"repair={fen}", 31),)) if dear else None)


@pytest.mark.parametrize(
    ("warranty", "closed", "counts"),
    [
        ("2025-12-31", "2025-12-31", False),  # the last day of the warranty
        ("2025-12-31", "2026-01-01", True),
        ("2025-12-31", "2026-06-15", True),
        ("2025-12-31", "2026-06-16", False),  # not closed by today
        ("2024-12-31", "2025-06-15", False),  # twelve months ago
        ("2024-12-31", "2025-06-16", True),
        (None, "2026-03-01", False),  # nobody knows whether it was out of warranty
        ("2025-12-31", None, False),
    ],
)
def test_a_dear_repair_counts_after_the_warranty_and_for_twelve_months(warranty, closed, counts):
    owned = Owned(7, None, warranty and date.fromisoformat(warranty), None, None, 31, 620_000, closed and date.fromisoformat(closed))
    assert said(owned) == (["repair=620000"] if counts else [])


@pytest.mark.parametrize(
    ("sold", "expected"),
    [
        ("2025-06-15", []),  # twelve months ago
        ("2025-06-16", ["sold=2025-06-16"]),
        ("2026-06-15", ["sold=2026-06-15"]),
        ("2026-06-16", None),  # theirs until tomorrow
    ],
)
def test_of_a_sold_car_nothing_but_the_sale_counts(sold, expected):
    ending = Owned(7, date(2021, 4, 15), date(2026, 7, 31), date(2026, 8, 31), date.fromisoformat(sold))
    repaired = Owned(8, None, date(2025, 12, 31), None, date.fromisoformat(sold), 31, 620_000, date(2026, 3, 1))
    assert said(ending) == (["age=62", "warranty=2026-07-31", "loan=2026-08-31"] if expected is None else expected)
    assert said(repaired) == (["repair=620000"] if expected is None else expected)


@pytest.mark.parametrize(
    ("delivered", "replaced"),
    [
        ("2025-03-01", False),  # they had it for twelve months when they sold the other
        ("2025-03-02", True),
        ("2026-02-27", True),  # the new one first, then the old one
        ("2026-03-01", True),
        ("2026-05-20", True),  # some weeks later
    ],
)
def test_a_sale_says_nothing_where_another_car_was_delivered_about_that_time(delivered, replaced):
    sold, other = Owned(7, sold_on=date(2026, 3, 1)), Owned(8, delivered_on=date.fromisoformat(delivered))
    assert said(sold, other) == ([] if replaced else ["sold=2026-03-01"])
    # once the other one is sold too they have none, and each sale counts
    gone = other._replace(sold_on=date(2026, 6, 1))
    assert said(sold, gone) == ["sold=2026-03-01", "sold=2026-06-01"]


def test_reasons_stand_in_their_order_each_with_its_vehicle_however_the_vehicles_come():
    ends = date(2026, 8, 1)
    vehicles = [
        Owned(9, delivered_on=date(2020, 6, 15), warranty_until=ends, loan_until=ends),
        Owned(4, date(2019, 6, 15), date(2025, 1, 1), ends, None, 31, 700_000, date(2026, 1, 5)),
        Owned(6, delivered_on=date(2015, 1, 1), sold_on=date(2026, 5, 1)),
    ]
    expected = Hint(
        5,
        (
            Reason(4, "age=84"),
            Reason(9, "age=72"),
            Reason(9, "warranty=2026-08-01"),
            Reason(4, "loan=2026-08-01"),
            Reason(9, "loan=2026-08-01"),
            Reason(4, "repair=700000", 31),
            Reason(6, "sold=2026-05-01"),
        ),
    )
    assert hint_of(5, vehicles, TODAY, POLICY) == expected
    assert hint_of(5, reversed(vehicles), TODAY, POLICY) == expected


def test_the_numbers_are_the_policys():
    policy = POLICY._replace(hint_age_months=36, hint_end_days=10, hint_repair=800, hint_repair_months=2, hint_sold_months=1)
    assert said(Owned(7, delivered_on=date(2023, 6, 15)), policy=policy) == ["age=36"]
    assert said(Owned(7, loan_until=date(2026, 6, 25)), policy=policy) == ["loan=2026-06-25"]
    assert said(Owned(7, loan_until=date(2026, 6, 26)), policy=policy) == []
    dear = OUT._replace(dear_amount_fen=80_001, dear_closed_on=date(2026, 4, 16))
    assert said(dear, policy=policy) == ["repair=80001"]
    assert said(dear._replace(dear_closed_on=date(2026, 4, 15)), policy=policy) == []
    assert said(Owned(7, sold_on=date(2026, 5, 16)), policy=policy) == ["sold=2026-05-16"]
    assert said(Owned(7, sold_on=date(2026, 5, 15)), policy=policy) == []


days = st.none() | st.dates(date(2019, 1, 1), date(2027, 12, 31))


@st.composite
def garages(draw):
    """The vehicles of one customer, each with any facts."""
    ids = draw(st.lists(st.integers(1, 50), unique=True, max_size=4))
    amounts = st.sampled_from([0, 499_999, 500_000, 500_001, 2_000_000])
    return [Owned(each, draw(days), draw(days), draw(days), draw(days), each + 100, draw(amounts), draw(days)) for each in ids]


todays = st.dates(date(2024, 1, 1), date(2027, 12, 31))


@given(garages(), todays, st.randoms())
def test_a_hint_has_reasons_about_the_customers_own_vehicles_in_one_order(garage, today, random):
    found = hint_of(5, garage, today, POLICY)
    assert hint_of(5, random.sample(garage, len(garage)), today, POLICY) == found
    if found is None:
        return
    assert found.reasons
    assert found.customer_id == 5
    order = ["age", "warranty", "loan", "repair", "sold"]
    places = [(order.index(reason.because.partition("=")[0]), reason.vehicle_id) for reason in found.reasons]
    assert places == sorted(set(places))
    by_id = {owned.vehicle_id: owned for owned in garage}
    for reason in found.reasons:
        word, _, value = reason.because.partition("=")
        owned = by_id[reason.vehicle_id]
        assert reason.order_id == (owned.dear_order_id if word == "repair" else None)
        assert (word == "sold") == (owned.sold_on is not None and owned.sold_on <= today)
        if word == "age":  # whole months: so many have passed, and not one more
            assert months_after(owned.delivered_on, int(value)) <= today < months_after(owned.delivered_on, int(value) + 1)


@given(garages(), todays)
def test_vehicles_that_are_not_sold_speak_each_for_itself(garage, today):
    held = [owned._replace(sold_on=None) for owned in garage]
    assert sorted(said(*held, today=today)) == sorted(because for owned in held for because in said(owned, today=today))


@given(garages(), todays, st.integers(0, 400))
def test_a_car_once_old_stays_old_and_an_end_once_gone_by_is_not_told_again(garage, today, later):
    held = [owned._replace(sold_on=None) for owned in garage]
    now, then = (said(*held, today=day) for day in (today, today + timedelta(days=later)))
    assert sum(each.startswith("age=") for each in now) <= sum(each.startswith("age=") for each in then)
    for each in then:
        word, _, value = each.partition("=")
        if word in {"warranty", "loan"}:
            left = (date.fromisoformat(value) - today).days
            assert (each in now) == (left <= 90)


@given(garages(), todays)
def test_the_stricter_the_policy_the_fewer_the_reasons(garage, today):
    strict = POLICY._replace(hint_age_months=72, hint_end_days=30, hint_repair=10_000, hint_repair_months=6)
    assert set(said(*garage, today=today, policy=strict)) <= set(said(*garage, today=today))


def test_nobody_is_called_twice_in_a_year_and_no_more_a_day_than_the_policy_allows():
    policy = POLICY._replace(hints_per_day=2)
    called = {1: date(2025, 6, 16), 2: date(2025, 6, 15), 3: date(2024, 1, 1)}
    # 1 was called a day less than a year ago; 4 and 5 never were, but only two are called a day
    assert to_call([1, 2, 4, 4, 5, 3], called, TODAY, policy) == [2, 4]
    assert to_call([1, 2, 4, 5, 3], called, TODAY, policy, noted=1) == [2]
    assert to_call([1, 2, 4, 5, 3], called, TODAY, policy, noted=3) == []


@given(st.lists(st.tuples(st.integers(0, 90), st.lists(st.integers(1, 6), max_size=8)), max_size=40), st.integers(0, 4), st.integers(1, 30))
def test_at_most_one_a_customer_in_so_many_months_whatever_is_found(days, per_day, months):
    policy = POLICY._replace(hints_per_day=per_day, hint_again_months=months)
    today, called, history = date(2026, 1, 31), {}, []
    for passed, found in days:
        today += timedelta(days=passed)
        noted = sum(on == today for on in called.values())
        for each in to_call(found, called, today, policy, noted):
            history.append((each, today))
            called[each] = today
        assert sum(on == today for _each, on in history) <= per_day
    for each in range(1, 7):
        theirs = [on for who, on in history if who == each]
        assert all(months_after(later, -months) >= earlier for earlier, later in pairwise(theirs))
