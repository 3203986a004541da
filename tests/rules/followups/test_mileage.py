from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from planning_desk import day, vehicle

from kcrm.model import MileageReading
from kcrm.rules.followups.mileage import day_reaching, usable_readings

START = day("2026-01-01")
FAR = day("2036-01-01")


def reading(days, km):
    return MileageReading(START + timedelta(days=days), km)


def reaching(target_km, *readings, delivered_on=None, gap_days=14, before=FAR):
    return day_reaching(target_km, vehicle(readings=readings, delivered_on=delivered_on), gap_days, before)


def test_the_line_goes_through_the_latest_reading_and_the_last_one_far_enough_before():
    readings = (reading(0, 0), reading(20, 100), reading(27, 200), reading(34, 800))
    assert usable_readings(vehicle(readings=readings), 14) == (reading(20, 100), reading(34, 800))
    assert usable_readings(vehicle(readings=readings), 15) == (reading(0, 0), reading(34, 800))


def test_readings_too_near_to_each_other_give_no_estimate():
    assert reaching(5000, reading(0, 0), reading(13, 1300)) is None
    # 100 km a day: 5,000 km on day 50, 20 February
    assert reaching(5000, reading(0, 0), reading(14, 1400)) == day("2026-02-20")


def test_a_delivery_counts_as_zero_km():
    assert reaching(5000, reading(14, 1400), delivered_on=START) == day("2026-02-20")
    assert reaching(5000, delivered_on=START) is None


def test_a_reading_on_the_day_of_delivery_stands_for_itself():
    # 1,000 km on delivery, 1,400 km driven in 14 days: 4,000 km more at 100 a day
    assert reaching(5000, reading(0, 1000), reading(14, 2400), delivered_on=START) == day("2026-02-10")


def test_no_estimate_without_readings_or_where_the_line_does_not_rise():
    assert reaching(5000) is None
    assert reaching(5000, reading(0, 900), reading(30, 900)) is None
    assert reaching(5000, reading(0, 900), reading(30, 100)) is None


def test_a_part_of_a_day_is_rounded_up():
    # 300 km in 30 days, 1 km short
    assert reaching(301, reading(0, 0), reading(30, 300)) == day("2026-02-01")
    assert reaching(300, reading(0, 0), reading(30, 300)) == day("2026-01-31")


def test_only_a_day_earlier_than_the_limit_is_told():
    assert reaching(301, reading(0, 0), reading(30, 300), before=day("2026-02-02")) == day("2026-02-01")
    assert reaching(301, reading(0, 0), reading(30, 300), before=day("2026-02-01")) is None


def test_a_car_hardly_driven_gets_there_after_the_end_of_the_calendar():
    assert reaching(1_000_000, reading(0, 0), reading(3000, 1)) is None


@given(st.integers(0, 50_000), st.integers(14, 400), st.integers(1, 50_000), st.integers(0, 100_000))
def test_on_the_day_the_line_has_reached_the_target_and_the_day_before_it_had_not(start_km, days, driven, target_km):
    found = reaching(target_km, reading(0, start_km), reading(days, start_km + driven), before=day("9999-12-31"))
    if found is None:
        return
    latest = START + timedelta(days=days)

    def km_times_days(on):
        return start_km * days + driven * (on - START).days

    assert km_times_days(found) >= target_km * days
    assert found == latest or km_times_days(found - timedelta(days=1)) < target_km * days
    assert found >= latest
