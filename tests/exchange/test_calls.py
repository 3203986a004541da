"""What is typed about a call, read."""

from datetime import datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_desk import day

from kcrm.errors import RefusedError, UsageError
from kcrm.exchange.calls import Opportunity, Person, Prospect, again, called_at, opportunity, person, prospect
from kcrm.records import cells
from kcrm.records.cells import Moment
from kcrm.rules.calls import Again

NOW = datetime(2026, 6, 15, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))  # a Monday


def probability(text):
    return cells.probability(text, Moment(NOW.date(), NOW))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("15:00", Again(day("2026-06-15"), time(15))),
        ("明早9点", Again(day("2026-06-16"), time(9))),
        ("三点半", Again(day("2026-06-15"), time(15, 30))),
        ("半小时后", Again(day("2026-06-15"), time(10, 30))),
        ("明天 下午3点", Again(day("2026-06-16"), time(15))),
        ("fri", Again(day("2026-06-19"))),
        ("2026-06-20T03:00+00:00", Again(day("2026-06-20"), time(11))),
    ],
)
def test_when_to_call_again_is_a_day_with_or_without_a_time(text, expected):
    assert again(text, NOW, "--at") == expected


@pytest.mark.parametrize(
    ("text", "error"), [("today", UsageError), ("yesterday", RefusedError), ("今天 9:00", RefusedError), ("soon", UsageError)]
)
def test_no_call_is_agreed_for_the_past(text, error):
    with pytest.raises(error):
        again(text, NOW, "--at")


def test_today_without_a_time_is_meant_where_it_may_be():
    assert again("today", NOW, "WHEN", today=True) == Again(day("2026-06-15"))
    with pytest.raises(RefusedError):
        again("yesterday", NOW, "WHEN", today=True)


def test_a_time_alone_at_which_a_call_was_is_the_latest_gone_by():
    assert called_at("9:30", NOW) == NOW.replace(hour=9, minute=30)
    assert called_at("11:00", NOW) == NOW.replace(day=14, hour=11)


@pytest.mark.parametrize(
    ("text", "error"), [("tomorrow 9:00", RefusedError), ("2026-06-15 10:01", RefusedError), ("yesterday", UsageError)]
)
def test_no_call_was_in_the_future_nor_at_no_time(text, error):
    with pytest.raises(error):
        called_at(text, NOW)


@pytest.mark.parametrize("text", ["李四, 139 0013 9000", "李四，13900139000", "李四、+86 13900139000"])
def test_a_person_is_a_name_and_a_phone(text):
    assert person(text, "--next-owner") == Person("李四", "13900139000")


@pytest.mark.parametrize("text", ["李四", "李四,", ",13900139000", "李四 13900139000", "李四,13900139000,途昂", "李四,12", ""])
def test_anything_else_is_no_person(text):
    with pytest.raises(UsageError):
        person(text, "--next-owner")


def test_a_prospect_may_have_a_model():
    assert prospect("王五,13700137000,途昂 380") == Prospect("王五", "13700137000", "途昂 380")
    assert prospect("王五,13700137000") == Prospect("王五", "13700137000", None)
    with pytest.raises(UsageError):
        prospect("王五,13700137000,途昂,红")


@pytest.mark.parametrize(
    ("text", "bp"), [("0", 0), ("1", 10_000), ("0.3", 3000), ("30%", 3000), ("３０％", 3000), ("12.34%", 1234), ("100 %", 10_000)]
)
def test_a_probability_is_a_share_or_percent(text, bp):
    assert probability(text) == bp


@pytest.mark.parametrize("text", ["1.2", "101%", "-5%", "-0.1", "NaN", "inf", "1e-1", "", "%", "half", "12.345%", "0.00001"])
def test_anything_else_is_no_probability(text):
    with pytest.raises(UsageError):
        probability(text)


@given(st.integers(0, 10_000))
def test_every_hundredth_of_a_percent_can_be_typed_either_way(bp):
    assert probability(f"{bp // 100}.{bp % 100:02}%") == probability(f"{bp // 10_000}.{bp % 10_000:04}") == bp


def test_an_opportunity_is_kept_in_fen():
    assert opportunity(" 换车 ", "￥120,000", "0.25", NOW) == Opportunity("换车", 12_000_000, 2500)
