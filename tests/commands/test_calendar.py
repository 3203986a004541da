"""`calendar`: public holidays and make-up days from a library that knows only what was announced, and days set by hand."""

import pytest

OFFICE = tuple(
    (f"complaints.week.{day}", hours)
    for day, hours in (
        *((day, "08:30-12:00,13:00-17:00") for day in ("monday", "tuesday", "wednesday", "thursday", "friday")),
        ("saturday", "none"),
        ("sunday", "none"),
    )
)


def test_the_holidays_of_a_year_are_loaded_as_they_were_announced(desk):
    loaded = desk.json("calendar", "load", "2026")
    closed = [row["day"] for row in loaded if not row["open"]]
    # Spring Festival 2026: 15 to 23 February off, Saturdays 14 and 28 worked; National Day: 1 to 7 October off, worked on 20 September
    # and 10 October (General Office of the State Council, announced in November 2025)
    assert [day for day in closed if day.startswith("2026-02")] == [f"2026-02-{day}" for day in range(15, 24)]
    assert [day for day in closed if day.startswith("2026-10")] == [f"2026-10-{day:02d}" for day in range(1, 8)]
    assert [row["day"] for row in loaded if row["open"]] == [
        "2026-01-04",
        "2026-02-14",
        "2026-02-28",
        "2026-05-09",
        "2026-09-20",
        "2026-10-10",
    ]
    again = desk.ok("calendar", "load", "2026")
    assert (again.out, again.err) == ("", "Already set; nothing changed.\n")


def test_a_monday_that_is_a_holiday_by_itself_leaves_the_weekend_before_it_open(desk):
    """2024 (General Office of the State Council, announced in October 2023): Dragon Boat on Monday 10 June alone, New Year's Day on Monday
    1 January alone; Qingming from Thursday 4 to Saturday 6 April, worked on Sunday the 7th; Labour Day from 1 to 5 May; Mid-Autumn from
    Sunday 15 to Tuesday 17 September, worked on Saturday the 14th."""
    loaded = desk.json("calendar", "load", "2024")
    closed = [row["day"] for row in loaded if not row["open"]]
    for month, days in (("01", [1]), ("04", [4, 5, 6]), ("05", [1, 2, 3, 4, 5]), ("06", [10]), ("09", [15, 16, 17])):
        assert [day for day in closed if day.startswith(f"2024-{month}")] == [f"2024-{month}-{day:02}" for day in days]


def test_a_day_may_be_open_around_the_clock(desk):
    opened = desk.json("calendar", "open", "2026-06-20", "--hours", "00:00-24:00")
    assert opened == [{"day": "2026-06-20", "open": True, "hours": ["00:00-24:00"], "name": None}]
    assert desk.json("calendar", "show") == opened


def test_a_year_that_is_not_announced_is_said_and_not_guessed(desk):
    unknown = desk.run("calendar", "load", "2199")
    assert unknown.code == 5
    assert unknown.err.startswith("kcrm: holidays ")
    assert desk.json("calendar", "show") == []


def test_days_are_closed_and_opened_by_hand_and_the_latest_counts(desk):
    for key, hours in OFFICE:
        desk.ok("policy", "set", key, hours)
    desk.ok("calendar", "close", "2026-06-19..2026-06-20", "--name", "端午节")
    opened = desk.json("calendar", "open", "2026-06-20")  # a Saturday: the hours of the first day of the week that has any
    assert opened == [{"day": "2026-06-20", "open": True, "hours": ["08:30-12:00", "13:00-17:00"], "name": None}]
    desk.ok("calendar", "open", "2026-06-21", "--hours", "09:00-12:00", "--name", "值班")
    assert desk.json("calendar", "show", "2026") == [
        {"day": "2026-06-19", "open": False, "hours": [], "name": "端午节"},
        *opened,
        {"day": "2026-06-21", "open": True, "hours": ["09:00-12:00"], "name": "值班"},
    ]
    assert desk.json("calendar", "show", "2025") == []
    assert desk.run("calendar", "open", "2026-06-21", "--hours", "13:00-17:00,09:00-12:00").code == 2


def test_a_week_without_any_working_time_is_refused_when_set(desk):
    for key, _hours in OFFICE[:-1]:
        desk.ok("policy", "set", key, "none")
    refused = desk.run("policy", "set", "complaints.week.sunday", "none")
    assert (refused.code, refused.err.splitlines()[0]) == (
        2,
        "kcrm: The week must have some working time: complaints.week would be closed on every day.",
    )


@pytest.mark.parametrize("typed", ["", "closed"])
def test_a_day_off_in_the_week_that_is_misspelt_is_refused_with_the_word_for_it(desk, typed):
    refused = desk.run("policy", "set", "complaints.week.sunday", typed)
    said = f"kcrm: complaints.week.sunday cannot be {typed}; allowed: 09:00-11:30, none."
    assert (refused.code, refused.err.splitlines()[0]) == (2, said)


def test_the_calendar_speaks_chinese(desk):
    desk.speaking("zh")
    shown = desk.ok("calendar", "close", "2026-06-19", "--name", "端午节").out.splitlines()
    assert [line.split() for line in shown] == [["日期", "营业", "时段", "名称"], ["2026-06-19", "否", "端午节"]]
