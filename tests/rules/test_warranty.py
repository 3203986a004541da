"""The state's warranty duties: what counts, its limits at their boundaries worked out by hand, and what always holds."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.vocabulary import OrderType, Payer, Use
from kcrm.model.warranty import Covered, Reading, Stay, WarrantyState
from kcrm.policy import Policy
from kcrm.rules.warranty import faults_of, last_day, passed_km, quality_stays, standing, workshop_days

POLICY = Policy.default().warranty
DELIVERED = date(2026, 1, 10)
NOW = datetime(2026, 12, 1, 4, 0, tzinfo=UTC)
WARRANTY = OrderType.WARRANTY_REPAIR


def at(month, day, hour=8, minute=0, second=0):
    return datetime(2026, month, day, hour, minute, second, tzinfo=UTC)


def stay(number, opened_at, hours=5.0, fault=None, *, kind=WARRANTY, payer=Payer.WARRANTY, **more):
    closed_at = None if hours is None else opened_at + timedelta(hours=hours)
    return Stay(number, f"GD{number}", kind, payer, opened_at, opened_at.date(), closed_at, fault, **more)


def car(*stays, use=None, delivered_on=DELIVERED, readings=()):
    return Covered(1, delivered_on, use, stays, tuple(Reading(*each) for each in readings))


def judged(*stays, now=NOW, **more):
    return standing(car(*stays, **more), POLICY, now)


@pytest.mark.parametrize(
    ("hours", "days"),
    [
        (0, 1),
        (0.5, 1),
        (24, 1),
        (24 + 1 / 3600, 2),  # a second of the second day
        (48, 2),
        (48.5, 3),
    ],
)
def test_a_day_begun_is_a_day(hours, days):
    assert workshop_days([stay(1, at(3, 2), hours)], NOW) == days


def test_orders_at_the_same_time_are_one_stay_and_those_after_each_other_are_two():
    first, within, across, after = (stay(1, at(3, 2), 30), stay(2, at(3, 2, 12), 2), stay(3, at(3, 3, 10), 10), stay(4, at(3, 3, 20), 1))
    assert workshop_days([first, within], NOW) == 2
    assert workshop_days([first, across], NOW) == 2  # from 8:00 to 20:00 of the next day, 36 hours
    assert workshop_days([first, across, after], NOW) == 3  # what begins as the other ends is a stay of its own
    assert workshop_days([stay(1, at(3, 2), 1), stay(2, at(3, 2, 14), 1)], NOW) == 2  # twice on one day


def test_an_order_that_is_open_lasts_until_now():
    assert workshop_days([stay(1, NOW - timedelta(days=3), None)], NOW) == 3
    assert workshop_days([stay(1, NOW - timedelta(days=3, seconds=1), None)], NOW) == 4


@pytest.mark.parametrize(
    ("days", "percent", "state"),
    [
        (17, 56, WarrantyState.CLEAR),
        (18, 60, WarrantyState.WATCHED),
        (23, 76, WarrantyState.WATCHED),
        (24, 80, WarrantyState.NEAR),
        (30, 100, WarrantyState.NEAR),
        (31, 103, WarrantyState.PASSED),
    ],
)
def test_thirty_days_are_passed_above_them(days, percent, state):
    found = judged(stay(1, at(3, 2), 24 * days))
    assert (found.days, found.percent, found.state, found.repairs) == (days, percent, state, 1)


@pytest.mark.parametrize(
    ("times", "percent", "state"),
    [(2, 50, WarrantyState.CLEAR), (3, 75, WarrantyState.WATCHED), (4, 100, WarrantyState.NEAR), (5, 125, WarrantyState.PASSED)],
)
def test_four_repairs_of_one_fault_are_passed_with_the_fifth(times, percent, state):
    found = judged(*(stay(number, at(number, 20), 2, "空调 不制冷") for number in range(1, times + 1)))
    assert (found.same_fault, found.fault, found.percent, found.state) == (times, "空调 不制冷", percent, state)


@pytest.mark.parametrize(("times", "percent", "state"), [(1, 50, WarrantyState.CLEAR), (2, 100, WarrantyState.PASSED)])
def test_two_repairs_of_grave_safety_faults_are_enough(times, percent, state):
    told = ("高速上刹车失灵", "安全气囊灯亮")
    found = judged(*(stay(number, at(number + 2, 2), 2, told[number]) for number in range(times)))
    assert (found.grave, found.percent, found.state) == (times, percent, state)


def test_one_fault_is_what_is_told_in_the_same_words_each_of_an_order_by_itself():
    assert faults_of("空调不制冷；异响, 漏水\n异响。 ") == {"空调不制冷": "空调不制冷", "异响": "异响", "漏水": "漏水"}
    assert faults_of("ＡＢＳ 灯亮!") == {"abs灯亮": "ＡＢＳ 灯亮!"}
    assert faults_of(None) == faults_of("；。 ") == {}
    found = judged(
        stay(1, at(2, 2), 2, "异响；空调不制冷"),
        stay(2, at(3, 2), 2, "空调不制冷！"),
        stay(3, at(4, 2), 2, "空调不冷"),
        stay(4, at(5, 2), 2, None),
    )
    assert (found.repairs, found.same_fault, found.fault) == (4, 2, "空调不制冷")


def test_what_is_redone_is_the_same_fault_in_whatever_words_and_whoever_pays():
    chain = (
        stay(1, at(2, 2), 2, "异响"),
        stay(2, at(3, 2), 2, "又响了", kind=OrderType.FREE_REPAIR, payer=Payer.INTERNAL, rework_of="GD1"),
        stay(3, at(4, 2), 2, None, kind=OrderType.FREE_REPAIR, payer=Payer.CUSTOMER, rework_of="GD2"),
        stay(4, at(5, 2), 2, "异响", kind=OrderType.INTERNAL, payer=Payer.INTERNAL, rework_of="GD1"),  # found before it left
        stay(5, at(6, 2), 2, "异响", kind=OrderType.FREE_REPAIR, payer=Payer.INTERNAL, rework_of="GD99"),  # of what was no quality fault
    )
    found = judged(*chain)
    assert (found.repairs, found.same_fault, found.fault, found.order_ids) == (3, 3, "异响", (1, 2, 3))


def test_which_orders_are_repairs_for_quality_faults():
    stays = [
        stay(1, at(2, 2)),
        stay(2, at(2, 3), kind=OrderType.PAID_REPAIR),  # the manufacturer pays
        stay(3, at(2, 4), kind=OrderType.PAID_REPAIR, payer=Payer.CUSTOMER),
        stay(4, at(2, 5), kind=OrderType.FREE_INSPECTION),  # the first maintenance, for which the manufacturer pays as well
        stay(5, at(2, 6), kind=OrderType.FREE_REPAIR),
        stay(6, at(2, 7), kind=OrderType.FREE_REPAIR, payer=Payer.INTERNAL),
        stay(7, at(2, 8), payer=Payer.CUSTOMER),
        stay(8, at(2, 9), accident=True),
        stay(9, at(2, 10), kind=OrderType.PAID_MAINTENANCE),
    ]
    assert [each.order_id for each in quality_stays(reversed(stays))] == [1, 2, 5, 7]


@pytest.mark.parametrize(
    ("delivered_on", "last"),
    [(date(2024, 3, 1), date(2026, 3, 1)), (date(2024, 2, 29), date(2026, 2, 28)), (date(2022, 12, 31), date(2024, 12, 31))],
)
def test_two_years_end_with_the_same_day(delivered_on, last):
    assert last_day(delivered_on, POLICY) == last
    noon = datetime(last.year, last.month, last.day, 4, tzinfo=UTC)
    on, after = stay(1, noon), stay(2, noon + timedelta(days=1))
    found = judged(on, after, delivered_on=delivered_on, now=noon + timedelta(days=9))
    assert found.order_ids == (1,)
    assert (found.is_over(last), found.is_over(last + timedelta(days=1))) == (False, True)


def test_fifty_thousand_kilometres_are_within_and_one_more_is_not():
    at_limit = judged(stay(1, at(5, 2), mileage_km=50_000), stay(2, at(6, 2)))
    assert (at_limit.order_ids, at_limit.over_from) == ((1, 2), None)
    above = judged(stay(1, at(5, 2), mileage_km=50_001), stay(2, at(6, 2)), stay(3, at(4, 2)))
    assert (above.order_ids, above.over_from) == ((3,), date(2026, 5, 2))
    assert (above.is_over(date(2026, 5, 1)), above.is_over(date(2026, 5, 2))) == (False, True)


def test_a_later_reading_within_the_limit_is_believed():
    assert passed_km(car(readings=[(date(2026, 3, 1), 500_000), (date(2026, 4, 1), 9_000)]), POLICY) is None
    later = car(readings=[(date(2026, 3, 1), 500_000), (date(2026, 4, 1), 9_000), (date(2026, 9, 1), 60_000), (date(2026, 10, 1), 62_000)])
    assert passed_km(later, POLICY) == date(2026, 9, 1)


def test_whose_vehicle_has_no_such_duties():
    assert judged(stay(1, at(3, 2)), use=Use.COMMERCIAL) is None
    assert judged(stay(1, at(3, 2)), use=Use.OFFICIAL) is None
    assert judged(stay(1, at(3, 2)), delivered_on=None) is None
    assert judged(stay(1, at(3, 2)), use=Use.PRIVATE).repairs == 1
    before = stay(1, at(1, 9))
    assert judged(before).repairs == 0  # it was repaired before it was delivered
    assert judged(stay(1, NOW + timedelta(hours=1))).repairs == 0


def test_limits_are_the_policys():
    strict = POLICY._replace(repair_days=10, watched_percent=50, told_percent=100, km=1000, years=1, grave_words=("异响",))
    found = standing(car(stay(1, at(3, 2), 24 * 5, "异响", mileage_km=1000)), strict, NOW)
    assert (found.state, found.grave, found.until_on) == (WarrantyState.WATCHED, 1, date(2027, 1, 10))


INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC, microsecond=0))
TOLD = st.sampled_from([None, "异响", "刹车失灵；异响", "漏水", "空调不制冷"])


@st.composite
def histories(draw, most=8):
    stays = []
    for number in range(1, draw(st.integers(0, most)) + 1):
        opened_at = draw(INSTANTS)
        stays.append(
            stay(
                number,
                opened_at,
                draw(st.one_of(st.none(), st.integers(0, 900))),
                draw(TOLD),
                kind=draw(st.sampled_from(list(OrderType))),
                payer=draw(st.sampled_from(list(Payer))),
                rework_of=draw(st.one_of(st.none(), st.integers(1, most).map(lambda each: f"GD{each}"))),
                mileage_km=draw(st.one_of(st.none(), st.integers(0, 60_000))),
                accident=draw(st.booleans()),
            )
        )
    return stays


@given(histories(), INSTANTS)
def test_laws_of_the_watch(stays, now):
    found = standing(car(*stays), POLICY, now)
    assert found.same_fault <= found.repairs
    assert found.grave <= found.repairs
    assert (found.days == 0) == (found.repairs == 0)
    assert (found.fault is None) == (found.same_fault == 0)
    assert (found.state is WarrantyState.CLEAR) == (found.percent < 60)
    assert found.state is not WarrantyState.PASSED or found.percent >= 100
    assert standing(car(*reversed(stays)), POLICY, now) == found  # the order in which they were entered says nothing


@given(histories(), INSTANTS, st.integers(0, 100))
def test_nothing_is_taken_back_by_time_alone(stays, now, days):
    counted = quality_stays(stays)
    before = [each for each in counted if each.opened_at <= now]
    later = now + timedelta(days=days)
    assert workshop_days(before, now) <= workshop_days(before, later)
    assert standing(car(*stays), POLICY, now).repairs <= standing(car(*stays), POLICY, later).repairs


@given(histories())
def test_joined_stays_are_no_more_days_than_each_by_itself(stays):
    counted = quality_stays(stays)
    each = sum(workshop_days([one], NOW) for one in counted)
    assert max((workshop_days([one], NOW) for one in counted), default=0) <= workshop_days(counted, NOW) <= each
