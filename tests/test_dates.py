"""Dates as staff write them. Today is Monday, 23 November 2026, unless a test says otherwise."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.dates import Period, add_months, parse_date, parse_full_date, parse_full_instant, parse_instant, parse_period
from kcrm.errors import EitherError, KcrmError, RefusedError, UsageError

MONDAY = date(2026, 11, 23)
ZONE = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 11, 23, 9, 30, tzinfo=ZONE)
DAYS = st.dates(date(1950, 1, 1), date(2150, 12, 31))


@pytest.mark.parametrize(
    "text",
    [
        "2026-03-04",
        "2026-3-4",
        "2026/3/4",
        "2026.3.4",
        "2026年3月4日",
        "2026年3月4号",
        "20260304",
        "２０２６／３／４",
        " 2026-03-04 ",
        "2026-03-04 00:00:00",
    ],
)
def test_a_full_date_reads_the_same_in_every_spelling(text):
    assert parse_date(text, MONDAY) == date(2026, 3, 4)
    assert parse_full_date(text) == date(2026, 3, 4)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today", 23),
        ("今天", 23),
        ("Tomorrow", 24),
        ("明天", 24),
        ("后天", 25),
        ("yesterday", 22),
        ("昨天", 22),
        ("前天", 21),
        ("3d", 26),
        ("+3d", 26),
        ("-3d", 20),
        ("1w", 30),
        ("-2w", 9),
        ("3天后", 26),
        ("三天后", 26),
        ("3天前", 20),
        ("1周后", 30),
        ("fri", 27),
        ("周五", 27),
        ("星期五", 27),
        ("礼拜五", 27),
        ("周日", 29),
        ("sunday", 29),
        ("mon", 30),
        ("周一", 30),
        ("下周一", 30),
        ("上周一", 16),
        ("本周一", 23),
        ("next mon", 30),
        ("last-mon", 16),
        ("this fri", 27),
        ("23日", 23),
        ("24号", 24),
        ("11月23日", 23),
        ("eom", 30),
        ("月底", 30),
        ("end of the month", 30),
        ("月初", 1),
        ("本月5号", 5),
        ("大前天", 20),
        ("day after tomorrow", 25),
        ("in 3 days", 26),
        ("a week later", 30),
        ("3 days ago", 20),
        ("两天前", 21),
        ("上上周一", 9),
    ],
)
def test_words_and_amounts_are_reckoned_from_today(text, day):
    assert parse_date(text, MONDAY) == date(2026, 11, day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("年底", date(2026, 12, 31)),
        ("明年底", date(2027, 12, 31)),
        ("eoy", date(2026, 12, 31)),
        ("end of next year", date(2027, 12, 31)),
        ("下月底", date(2026, 12, 31)),
        ("下个月底", date(2026, 12, 31)),
        ("end of next month", date(2026, 12, 31)),
        ("上月底", date(2026, 10, 31)),
        ("季度末", date(2026, 12, 31)),
        ("上季末", date(2026, 9, 30)),
        ("半年后", date(2027, 5, 23)),
        ("半年前", date(2026, 5, 23)),
        ("in half a year", date(2027, 5, 23)),
        ("一年半后", date(2028, 5, 23)),
        ("半个月后", date(2026, 12, 8)),
        ("下下周一", date(2026, 12, 7)),
        ("十二天后", date(2026, 12, 5)),
        ("二十一天后", date(2026, 12, 14)),
        ("明年3月4日", date(2027, 3, 4)),
        ("明年三月四号", date(2027, 3, 4)),
        ("去年12月31日", date(2025, 12, 31)),
        ("下月5号", date(2026, 12, 5)),
        ("4 March", date(2027, 3, 4)),
        ("mar 4, 2028", date(2028, 3, 4)),
    ],
)
def test_words_of_months_and_years(text, day):
    assert parse_date(text, MONDAY) == day


@pytest.mark.parametrize("text", ["去年2月29日", "下月31号", "百天后", "半天", "end of", "3 days", "一年半"])
def test_words_that_are_no_day_are_refused(text):
    with pytest.raises(UsageError):
        parse_date(text, date(2026, 5, 3))


@pytest.mark.parametrize(
    ("text", "coming", "gone"),
    [
        # the calendar of November 2026 begins on a Sunday: the 16th, 23rd and 30th are Mondays, the 20th and 27th Fridays
        ("mon", date(2026, 11, 30), date(2026, 11, 16)),
        ("周五", date(2026, 11, 27), date(2026, 11, 20)),
        ("3d", date(2026, 11, 26), date(2026, 11, 20)),
        ("+3d", date(2026, 11, 26), date(2026, 11, 26)),
        ("4日", date(2026, 12, 4), date(2026, 11, 4)),
        ("23日", date(2026, 11, 23), date(2026, 11, 23)),
        ("31日", date(2026, 12, 31), date(2026, 10, 31)),
        ("3月4日", date(2027, 3, 4), date(2026, 3, 4)),
        ("2月29日", date(2028, 2, 29), date(2024, 2, 29)),
        ("下周五", date(2026, 12, 4), date(2026, 12, 4)),
    ],
)
def test_a_bare_day_is_to_come_for_a_followup_and_gone_by_for_a_report(text, coming, gone):
    assert parse_date(text, MONDAY) == coming
    assert parse_date(text, MONDAY, past=True) == gone


@given(DAYS, st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))
def test_a_bare_weekday_lies_one_to_seven_days_away(today, name):
    coming, gone = parse_date(name, today), parse_date(name, today, past=True)
    assert timedelta(days=1) <= coming - today <= timedelta(days=7)
    assert timedelta(days=1) <= today - gone <= timedelta(days=7)
    assert coming.strftime("%a").lower() == gone.strftime("%a").lower() == name


@given(DAYS)
def test_every_day_reads_back_from_its_iso_form(day):
    assert parse_date(day.isoformat(), MONDAY) == parse_full_date(day.isoformat()) == day
    assert parse_period(day.isoformat(), MONDAY) == Period(day, day)


def test_months_step_from_the_base_date():
    base = date(2027, 1, 31)
    assert [add_months(base, n) for n in (1, 2, 3, -11)] == [date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30), date(2026, 2, 28)]
    assert parse_date("1个月后", base) == parse_date("1m", base) == date(2027, 2, 28)
    assert parse_date("1y", date(2028, 2, 29)) == date(2029, 2, 28)


def test_a_date_with_its_year_last_is_refused_with_both_readings():
    with pytest.raises(UsageError) as caught:
        parse_date("3/4/2026", MONDAY)
    assert str(caught.value) == "“3/4/2026” could be 2026-03-04 or 2026-04-03. Write the one you mean."
    with pytest.raises(UsageError, match=r"Write 2026-04-13\."):
        parse_date("13/4/2026", MONDAY)
    with pytest.raises(UsageError, match="does not exist"):
        parse_date("13/13/2026", MONDAY)


@pytest.mark.parametrize("text", ["26-3-4", "3/4/26", "26年3月4日"])
def test_a_year_of_two_digits_is_refused(text):
    for parse in (lambda text: parse_date(text, MONDAY), parse_full_date, lambda text: parse_period(text, MONDAY)):
        with pytest.raises(UsageError, match="two digits"):
            parse(text)


@pytest.mark.parametrize("text", ["", "10", "3-04", "2026-03/04", "2026-03", "someday", "下周", "2026-03-04 15:00", "32日", "9999y", "१d"])
def test_what_is_not_one_day_is_refused(text):
    with pytest.raises(UsageError):
        parse_date(text, MONDAY)


@pytest.mark.parametrize("text", ["2026-02-29", "20261301", "2026年4月31日", "13月1日", "0206-03-04", "9999-12-31"])
def test_a_day_that_does_not_exist_or_is_centuries_away_is_refused(text):
    with pytest.raises(UsageError, match=r"does not exist|not between 1900 and 2199"):
        parse_date(text, MONDAY)


@given(st.text(max_size=12) | st.from_regex(r"[0-9]{1,5}[dwmy月日年周后前/.:-]{1,3}[0-9]{0,3}", fullmatch=True))
def test_any_text_is_read_or_refused_but_never_crashes(text):
    for parse in (
        lambda: parse_date(text, MONDAY),
        lambda: parse_date(text, MONDAY, past=True),
        lambda: parse_instant(text, NOW),
        lambda: parse_period(text, MONDAY),
        lambda: parse_full_date(text),
        lambda: parse_full_instant(text, ZONE),
    ):
        with suppress(KcrmError):
            parse()


def test_a_file_may_not_say_today():
    for text in ("today", "明天", "3d", "周五", "3月4日"):
        with pytest.raises(UsageError, match="not a full date"):
            parse_full_date(text)
        with pytest.raises(UsageError, match="not a full date"):
            parse_full_instant(text, ZONE)


def test_the_serial_number_of_excel_is_named_as_such():
    for text in ("45678", "45678.5"):
        with pytest.raises(UsageError, match="serial number for a date"):
            parse_full_date(text)


def test_a_date_cell_with_a_time_is_its_day():
    assert parse_full_date("2026/3/4 15:20") == date(2026, 3, 4)


def at(day: int, hour: int, minute: int = 0, second: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, second, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("明天 15:00", at(24, 15)),
        ("明天下午3点", at(24, 15)),
        ("明天下午3点半", at(24, 15, 30)),
        ("周五 3pm", at(27, 15)),
        ("12pm", at(23, 12)),
        ("中午12点", at(23, 12)),
        ("晚上8点", at(23, 20)),
        ("15点30分", at(23, 15, 30)),
        ("15:00", at(23, 15)),
        ("9:30", at(23, 9, 30)),  # now
        ("2026-03-04 15:00", at(4, 15, month=3)),
        ("2026-03-04 15:00:30", at(4, 15, 0, 30, month=3)),
        ("2026-03-04T15:00:00+08:00", at(4, 15, month=3)),
        ("2026-03-04T15:00:00Z", at(4, 23, month=3)),
        ("2026-03-04T09:00:00-0500", at(4, 22, month=3)),
        ("2026年3月4日15:00", at(4, 15, month=3)),
        ("2026-03-04", at(4, 0, month=3)),
        ("今天", at(23, 0)),
        ("1530", at(23, 15, 30)),
        ("明天 1530", at(24, 15, 30)),
        ("下午三点", at(23, 15)),
        ("三点半", at(23, 15, 30)),  # nobody means half past three at night
        ("三点一刻", at(23, 15, 15)),
        ("下午三点零五", at(23, 15, 5)),
        ("四点二十分", at(23, 16, 20)),
        ("六点", at(23, 18)),  # the last hour that nobody means in the morning
        ("十点", at(23, 10)),  # to come this morning
        ("12点", at(23, 12)),
        ("晚上7点", at(23, 19)),
        ("明早9点", at(24, 9)),
        ("明晚八点半", at(24, 20, 30)),
        ("今晚7点", at(23, 19)),
        ("明天九点", at(24, 9)),  # of another day the morning
        ("周五三点", at(27, 15)),
        ("fri at 3pm", at(27, 15)),
        ("大后天上午十点", at(26, 10)),
        ("半小时后", at(23, 10, 0)),
        ("半个小时后", at(23, 10, 0)),
        ("一个半小时后", at(23, 11, 0)),
        ("两个小时后", at(23, 11, 30)),
        ("20分钟后", at(23, 9, 50)),
        ("一刻钟后", at(23, 9, 45)),
        ("30min", at(23, 10, 0)),
        ("+2h", at(23, 11, 30)),
        ("in 30 minutes", at(23, 10, 0)),
        ("in half an hour", at(23, 10, 0)),
        ("4 mar 2027", at(4, 0, month=3).replace(year=2027)),  # a year, not 20:27
    ],
)
def test_an_instant_has_the_zone_of_now(text, expected):
    found = parse_instant(text, NOW)
    assert found == expected
    assert found.utcoffset() == timedelta(hours=8)


@pytest.mark.parametrize(
    ("text", "tomorrow"),
    [("9:29", "09:29"), ("0800", "08:00"), ("上午9点", "09:00"), ("早上八点半", "08:30"), ("9am", "09:00"), ("9时", "09:00")],
)
def test_an_hour_that_is_gone_today_is_refused_with_tomorrows(text, tomorrow):
    with pytest.raises(RefusedError, match="already passed today") as caught:
        parse_instant(text, NOW)
    assert caught.value.fields["tomorrow"] == f'"2026-11-24 {tomorrow}"'


TEN = at(23, 10)


@pytest.mark.parametrize(
    ("text", "first", "second"),
    [
        ("九点", "2026-11-23 21:00", "2026-11-24 09:00"),  # gone this morning: tonight, or tomorrow
        ("9点半", "2026-11-23 21:30", "2026-11-24 09:30"),
        ("半天后", "2026-11-23 14:00", "2026-11-23 22:00"),  # of a working day, or of the clock's
        ("12.5", "2026-12-05", "12:05"),
        ("12.30", "2026-12-30", "12:30"),
    ],
)
def test_what_can_mean_two_things_is_asked_back(text, first, second):
    with pytest.raises(EitherError) as caught:
        parse_instant(text, TEN)
    assert caught.value.choices == (first, second)
    for choice in caught.value.choices:
        parse_instant(choice, TEN)  # each means one thing


def test_seven_is_the_first_hour_that_is_one_of_the_morning():
    assert parse_instant("七点", at(23, 6, 30)) == at(23, 7)


def test_where_both_have_gone_by_it_is_refused_with_tomorrows():
    with pytest.raises(RefusedError) as caught:
        parse_instant("九点", at(23, 22))
    assert caught.value.fields["tomorrow"] == '"2026-11-24 09:00"'


def test_a_day_without_a_year_and_without_words_could_be_two():
    for text, choices in (("12.5", ("2026-12-05", "2027-05-12")), ("3/4", ("2027-03-04", "2027-04-03"))):
        with pytest.raises(EitherError) as caught:
            parse_date(text, MONDAY)
        assert caught.value.choices == choices
    with pytest.raises(UsageError, match="not a date"):
        parse_date("12.12.", MONDAY)


@given(st.integers(0, 23), st.integers(0, 59), st.integers(0, 23), st.integers(0, 59))
def test_a_time_alone_is_today_or_refused(hour, minute, now_hour, now_minute):
    now = at(23, now_hour, now_minute)
    try:
        found = parse_instant(f"{hour:02}{minute:02}", now)
    except RefusedError:
        assert (hour, minute) < (now_hour, now_minute)
    else:
        assert found == at(23, hour, minute) >= now


def test_a_bare_time_gone_by_is_todays_or_yesterdays():
    assert parse_instant("半小时前", NOW, past=True) == parse_instant("30min", NOW, past=True) == at(23, 9)
    assert parse_instant("九点", NOW, past=True) == at(23, 9)
    assert parse_instant("三点", NOW, past=True) == at(22, 15)  # yesterday afternoon
    assert parse_instant("昨晚八点", NOW, past=True) == at(22, 20)
    with pytest.raises(EitherError):  # in the evening nine in the morning has gone by as well as nine in the evening
        parse_instant("九点", at(23, 22), past=True)
    assert parse_instant("15:00", NOW, past=True) == at(22, 15)
    assert parse_instant("9:30", NOW, past=True) == at(23, 9, 30)


@pytest.mark.parametrize(
    "text", ["25:00", "15:60", "晚上12点", "下午0点", "2026-03-04 24:00", "10:5", "15", "明天 15", "2026-03-04 15:00+99:00"]
)
def test_a_time_that_does_not_exist_is_refused(text):
    with pytest.raises(UsageError):
        parse_instant(text, NOW)


@given(st.datetimes(datetime(1950, 1, 1), datetime(2150, 1, 1)).map(lambda each: each.replace(microsecond=0)), st.integers(-12, 14))
def test_an_instant_reads_back_from_its_iso_form(naive, offset):
    instant = naive.replace(tzinfo=timezone(timedelta(hours=offset)))
    assert parse_instant(instant.isoformat(), NOW) == parse_full_instant(instant.isoformat(), ZONE) == instant
    assert parse_full_instant(naive.isoformat(" "), ZONE) == naive.replace(tzinfo=ZONE)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2026-11", date(2026, 11, 1), date(2026, 11, 30)),
        ("2026年2月", date(2026, 2, 1), date(2026, 2, 28)),
        ("2028-02", date(2028, 2, 1), date(2028, 2, 29)),
        ("2026-W47", date(2026, 11, 16), date(2026, 11, 22)),
        ("2026-W53", date(2026, 12, 28), date(2027, 1, 3)),  # 1 January 2026 is a Thursday: the year has 53 ISO weeks
        ("2026-Q4", date(2026, 10, 1), date(2026, 12, 31)),
        ("2026q1", date(2026, 1, 1), date(2026, 3, 31)),
        ("2026", date(2026, 1, 1), date(2026, 12, 31)),
        ("today", MONDAY, MONDAY),
        ("昨天", date(2026, 11, 22), date(2026, 11, 22)),
        ("this-week", date(2026, 11, 23), date(2026, 11, 29)),
        ("last-week", date(2026, 11, 16), date(2026, 11, 22)),
        ("上周", date(2026, 11, 16), date(2026, 11, 22)),
        ("本月", date(2026, 11, 1), date(2026, 11, 30)),
        ("last month", date(2026, 10, 1), date(2026, 10, 31)),
        ("去年", date(2025, 1, 1), date(2025, 12, 31)),
        ("2026-11-01..2026-11-15", date(2026, 11, 1), date(2026, 11, 15)),
        ("2026-01 .. 2026-Q2", date(2026, 1, 1), date(2026, 6, 30)),
        ("mon..today", date(2026, 11, 16), MONDAY),
        ("本季度", date(2026, 10, 1), date(2026, 12, 31)),
        ("上季度", date(2026, 7, 1), date(2026, 9, 30)),
        ("last-quarter", date(2026, 7, 1), date(2026, 9, 30)),
        ("下季度", date(2027, 1, 1), date(2027, 3, 31)),
        ("上上月", date(2026, 9, 1), date(2026, 9, 30)),
        ("下下周", date(2026, 12, 7), date(2026, 12, 13)),
        ("明年", date(2027, 1, 1), date(2027, 12, 31)),
        ("10月", date(2026, 10, 1), date(2026, 10, 31)),
        ("十月份", date(2026, 10, 1), date(2026, 10, 31)),
        ("12月", date(2025, 12, 1), date(2025, 12, 31)),  # of a report: the last one
        ("明年3月", date(2027, 3, 1), date(2027, 3, 31)),
        ("oct", date(2026, 10, 1), date(2026, 10, 31)),
        ("october 2025", date(2025, 10, 1), date(2025, 10, 31)),
        ("10月..12月", date(2026, 10, 1), date(2026, 12, 31)),
        ("mon..fri", date(2026, 11, 16), date(2026, 11, 20)),
    ],
)
def test_a_period_holds_both_of_its_ends(text, first, last):
    period = parse_period(text, MONDAY)
    assert period == Period(first, last)
    assert first in period
    assert last in period
    assert first - timedelta(days=1) not in period
    assert last + timedelta(days=1) not in period


def test_a_period_to_come_is_asked_for_as_such():
    assert parse_period("12月", MONDAY, past=False) == Period(date(2026, 12, 1), date(2026, 12, 31))
    assert parse_period("3月", MONDAY, past=False).first == date(2027, 3, 1)
    assert parse_period("周五", MONDAY, past=False) == Period(date(2026, 11, 27), date(2026, 11, 27))
    assert parse_period("fri..mon", MONDAY, past=False) == Period(date(2026, 11, 27), date(2026, 11, 30))


def test_the_month_before_31_march_is_february():
    assert parse_period("last-month", date(2026, 3, 31)) == Period(date(2026, 2, 1), date(2026, 2, 28))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11-15..2026-11-01", "before it begins"),
        ("2026-11-01..", "needs both ends"),
        ("..2026-11-01", "needs both ends"),
        ("2025-W53", "not a period"),
        ("2026-13", "not a period"),
        ("2026-00", "not a period"),
        ("2026-Q5", "not a period"),
        ("sometime", "not a period"),
        ("3/4/2026", "could be 2026-03-04 or 2026-04-03"),
    ],
)
def test_a_period_that_makes_no_sense_is_refused(text, words):
    with pytest.raises(UsageError, match=words):
        parse_period(text, MONDAY)


def test_a_clock_without_a_zone_is_a_programming_error():
    with pytest.raises(ValueError, match="aware"):
        parse_instant("15:00", datetime(2026, 11, 23, 9, 30))
