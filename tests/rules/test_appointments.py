"""Which bays are taken and which times are free, who did not come, whose order an appointment became; worked out by hand."""

from datetime import UTC, date, timedelta
from zoneinfo import ZoneInfo

import pytest
from complaint_history import SHANGHAI, local
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import Team
from kcrm.model.appointments import Appointment, AppointmentState, Visit
from kcrm.policy_values import Hours
from kcrm.rules.appointments import (
    Asked,
    Bays,
    Obstacle,
    Terms,
    call_at,
    capacity,
    end_of,
    free_slots,
    freed_at,
    is_missed,
    match,
    refusal,
    state_of,
)
from kcrm.rules.worktime import WorkCalendar

HOURS = (Hours.parse("08:30-12:00"), Hours.parse("13:00-17:00"))
WEEK = WorkCalendar(SHANGHAI, (HOURS,) * 6 + ((),))  # closed on Sundays
TERMS = Terms(call_minutes=15, free_minutes=30, slot_minutes=60, search_days=14)
TEAM = Bays(Team.MECHANICAL, 2, WEEK)
EARLY = local("2026-06-15 07:00")  # a Monday, before opening


def day(text):
    """`09:30` on Monday 15 June, `16 09:30` on the Tuesday."""
    return local(f"2026-06-{text if ' ' in text else f'15 {text}'}")


def booked(number, start, minutes=60, vehicle=None, team=TEAM, **facts):
    """An appointment kept for so many minutes of work, of a vehicle of its own unless it is said whose, booked a week before."""
    starts_at = day(start)
    asked = Asked(0, starts_at, minutes)
    return Appointment(number, vehicle or 100 + number, team.team, day("08 10:00"), starts_at, end_of(asked, team.calendar), **facts)


def asked(start, minutes=60, vehicle=1, instead_of=None):
    return Asked(vehicle, day(start), minutes, instead_of)


def clocks(moments, zone=SHANGHAI):
    return [moment.astimezone(zone).strftime("%d %H:%M") for moment in moments]


# --- who came, and who did not ---


@pytest.mark.parametrize(
    ("facts", "now", "state"),
    [
        ({}, "09:30", "booked"),
        ({}, "10:00", "booked"),  # the bay is kept for half an hour, its last second included
        ({}, "10:00:01", "no_show"),
        ({"confirmed_at": day("14 10:00")}, "10:00", "confirmed"),
        ({"confirmed_at": day("14 10:00")}, "10:00:01", "no_show"),
        ({"arrived_at": day("09:31")}, "11:00", "arrived"),
        ({"arrived_at": day("11:00")}, "11:01", "arrived"),  # whoever comes after the bay was given away has come
        ({"order": 5}, "11:00", "arrived"),
        ({"cancelled_at": day("09:00")}, "11:00", "cancelled"),
        ({"moved_at": day("09:00")}, "11:00", "moved"),
        ({"cancelled_at": day("09:00"), "arrived_at": day("09:40")}, "11:00", "arrived"),
    ],
)
def test_how_an_appointment_stands_follows_from_its_times(facts, now, state):
    assert state_of(booked(1, "09:30", **facts), TERMS, day(now)) == state


@pytest.mark.parametrize(
    ("facts", "now", "missed"),
    [
        ({}, "09:45", False),
        ({}, "09:45:01", True),
        ({}, "10:00:01", True),
        ({"confirmed_at": day("14 10:00")}, "09:46", True),
        ({"arrived_at": day("09:44")}, "10:30", False),
        ({"order": 5}, "10:30", False),
        ({"cancelled_at": day("09:00")}, "10:30", False),
        ({"moved_at": day("09:00")}, "10:30", False),
    ],
)
def test_who_has_not_come_after_a_quarter_of_an_hour_is_called(facts, now, missed):
    assert is_missed(booked(1, "09:30", **facts), TERMS, day(now)) is missed


def test_the_minutes_are_those_of_the_terms():
    appointment = booked(1, "09:30")
    terms = TERMS._replace(call_minutes=5, free_minutes=50)
    assert (call_at(appointment, terms), freed_at(appointment, terms)) == (day("09:35"), day("10:20"))
    assert [is_missed(appointment, terms, day(now)) for now in ("09:35", "09:35:01")] == [False, True]


# --- bays ---


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("09:00", 60, "10:00"),
        ("11:00", 60, "12:00"),
        ("11:30", 60, "13:30"),  # half an hour before lunch, half an hour after
        ("16:30", 60, "16 09:00"),  # over night the car stays
        ("20 16:00", 120, "22 09:30"),  # Saturday to Monday
    ],
)
def test_a_bay_is_kept_over_breaks_and_nights_until_the_work_is_done(start, minutes, end):
    assert end_of(asked(start, minutes), WEEK) == day(end)


def taken(slots, zone=SHANGHAI):
    return {slot.starts_at.astimezone(zone).strftime("%H:%M"): (slot.booked, slot.free) for slot in slots}


def test_a_day_in_pieces_with_what_is_taken_and_free():
    saturday = booked(5, "13 16:30", 90, arrived_at=day("13 16:30"))
    others = [booked(1, "09:00", 60), booked(2, "11:30", 60), booked(3, "09:45", 30), booked(4, "16 09:00"), saturday]
    found = capacity(date(2026, 6, 15), TEAM, others, TERMS, EARLY)
    assert taken(found) == {
        "08:30": (2, 0),  # the car of Saturday, until 09:30, and the first
        "09:30": (2, 0),  # the first and the third for a quarter of an hour
        "10:30": (0, 2),
        "11:30": (1, 1),
        "13:00": (1, 1),
        "14:00": (0, 2),
        "15:00": (0, 2),
        "16:00": (0, 2),
    }
    assert (found[3].starts_at, found[3].ends_at) == (day("11:30"), day("12:00"))  # the last before a break is shorter


def test_two_one_after_the_other_take_one_bay():
    found = capacity(date(2026, 6, 15), TEAM, [booked(1, "08:30", 30), booked(2, "09:00", 30)], TERMS, EARLY)
    assert taken(found)["08:30"] == (1, 1)


@pytest.mark.parametrize(
    ("facts", "now", "free"),
    [
        ({}, "09:30", 1),
        ({}, "10:00", 1),
        ({}, "10:00:01", 2),
        ({"arrived_at": day("10:40")}, "11:00", 1),
        ({"cancelled_at": day("07:00")}, "07:00", 2),
        ({"moved_at": day("07:00")}, "07:00", 2),
    ],
)
def test_only_who_is_awaited_or_there_takes_a_bay(facts, now, free):
    assert capacity(date(2026, 6, 15), TEAM, [booked(1, "09:30", 180, **facts)], TERMS, day(now))[1].free == free


def test_another_teams_appointments_take_none():
    other = Bays(Team.BODY, 2, WEEK)
    assert taken(capacity(date(2026, 6, 15), other, [booked(1, "08:30")], TERMS, EARLY))["08:30"] == (0, 2)


def test_more_than_there_is_room_for_leaves_no_less_than_nothing_free():
    came = [booked(number, "08:30", arrived_at=day("09:30")) for number in (1, 2, 3)]
    assert taken(capacity(date(2026, 6, 15), TEAM, came, TERMS, day("10:00")))["08:30"] == (3, 0)


@pytest.mark.parametrize("calendar", [WEEK, WorkCalendar(SHANGHAI, ((),) * 7, {date(2026, 6, 21): HOURS})])
def test_a_closed_day_has_no_pieces_nor_has_any_where_no_week_has_work(calendar):
    assert capacity(date(2026, 6, 21), TEAM._replace(calendar=calendar), [], TERMS, EARLY) == ()


def test_a_day_on_which_the_clock_goes_forward_is_an_hour_shorter():
    berlin = ZoneInfo("Europe/Berlin")  # 29 March 2026 has no time between 02:00 and 03:00
    team = Bays(Team.MECHANICAL, 1, WorkCalendar(berlin, ((Hours.parse("00:00-04:00"),),) * 7))
    found = capacity(date(2026, 3, 29), team, [], TERMS, EARLY)
    assert list(taken(found, berlin)) == ["00:00", "01:00", "03:00"]


# --- what is refused, and what is offered instead ---

FULL = [booked(1, "08:30"), booked(2, "08:30"), booked(3, "09:30"), booked(4, "10:30"), booked(5, "10:30")]


@pytest.mark.parametrize(
    ("wish", "now", "obstacle", "other", "free"),
    [
        (asked("08:30"), "07:00", Obstacle.FULL, None, ["15 09:30", "15 11:30", "15 13:00"]),
        (asked("09:15", 15), "07:00", Obstacle.FULL, None, ["15 09:30", "15 11:30", "15 13:00"]),
        (asked("09:00"), "09:01", Obstacle.PAST, None, ["15 09:30", "15 11:30", "15 13:00"]),
        (asked("08:30", 90), "07:00", Obstacle.FULL, None, ["15 11:30", "15 13:00", "15 14:00"]),
        (asked("12:00"), "07:00", Obstacle.CLOSED, None, ["15 13:00", "15 14:00", "15 15:00"]),
        (asked("17:00"), "07:00", Obstacle.CLOSED, None, ["16 08:30", "16 09:30", "16 10:30"]),
        (asked("21 10:00"), "07:00", Obstacle.CLOSED, None, ["22 08:30", "22 09:30", "22 10:30"]),  # Sunday
        (asked("08:30"), "14:30", Obstacle.PAST, None, ["15 15:00", "15 16:00", "16 08:30"]),
        (asked("14:00", vehicle=103), "07:00", Obstacle.TWICE, 3, ["16 08:30", "16 09:30", "16 10:30"]),
    ],
)
def test_what_is_refused_is_told_with_the_next_three_times(wish, now, obstacle, other, free):
    found = refusal(wish, TEAM, FULL, TERMS, day(now))
    assert (found.obstacle, found.other, clocks(found.free)) == (obstacle, other, free)


@pytest.mark.parametrize(
    ("wish", "now"),
    [
        (asked("09:30"), "07:00"),  # one of two bays is free
        (asked("09:30"), "09:30"),  # now is not past
        (asked("11:45", 15), "07:00"),
        (asked("16:59"), "07:00"),
        (asked("16 09:30", vehicle=103), "07:00"),  # on another day
        (asked("14:00", vehicle=103, instead_of=3), "07:00"),  # moved on the same day
        (asked("08:45", vehicle=101, instead_of=1), "07:00"),  # into its own place
    ],
)
def test_what_can_be_had_is_not_refused(wish, now):
    assert refusal(wish, TEAM, FULL, TERMS, day(now)) is None


def test_who_did_not_come_may_book_again_for_the_same_day():
    late = booked(3, "09:30", vehicle=7)
    wish = asked("14:00", vehicle=7)
    assert refusal(wish, TEAM, [late], TERMS, day("10:00")).obstacle is Obstacle.TWICE
    assert refusal(wish, TEAM, [late], TERMS, day("10:00:01")) is None


def test_a_vehicle_is_not_awaited_by_two_teams_on_a_day():
    other = Bays(Team.BODY, 2, WEEK)
    found = refusal(asked("14:00", vehicle=7), other, [booked(3, "09:30", vehicle=7)], TERMS, EARLY)
    assert (found.obstacle, found.other) == (Obstacle.TWICE, 3)


def test_a_team_without_bays_or_hours_offers_nothing():
    none = refusal(asked("09:30"), TEAM._replace(number=0), [], TERMS, EARLY)
    never = refusal(asked("09:30"), TEAM._replace(calendar=WorkCalendar(SHANGHAI, ((),) * 7)), [], TERMS, EARLY)
    assert (none, never) == ((Obstacle.FULL, None, ()), (Obstacle.CLOSED, None, ()))


def test_it_is_looked_ahead_for_so_many_days_the_one_asked_for_included():
    wish = asked("16:30")
    offered = [clocks(free_slots(wish, TEAM, [], TERMS._replace(search_days=days), EARLY)) for days in (1, 2)]
    assert offered == [[], ["16 08:30", "16 09:30", "16 10:30"]]


# --- whose order it is ---


@pytest.mark.parametrize(
    ("opened", "facts", "found"),
    [
        ("09:20", {}, 1),
        ("15 00:00", {}, 1),
        ("15 23:59", {}, 1),  # late, but that day
        ("14 23:59", {}, None),
        ("16 00:00", {}, None),
        ("09:20", {"cancelled_at": day("08:00")}, None),
        ("09:20", {"moved_at": day("08:00")}, None),
        ("09:20", {"order": 4}, None),
        ("09:20", {"arrived_at": day("09:15")}, 1),
    ],
)
def test_an_order_is_its_vehicles_appointment_of_that_day(opened, facts, found):
    others = [booked(2, "09:30", vehicle=8), booked(1, "09:30", vehicle=7, **facts)]
    matched = match(Visit(7, day(opened)), others, SHANGHAI)
    assert (matched and matched.number) == found


@pytest.mark.parametrize(("opened", "number"), [("11:29", 1), ("11:30", 1), ("11:31", 2)])
def test_of_two_it_is_the_nearer_then_the_earlier(opened, number):
    others = [booked(2, "13:30", vehicle=7), booked(1, "09:30", vehicle=7)]
    assert match(Visit(7, day(opened)), others, SHANGHAI).number == number


def test_the_day_is_one_of_the_store():
    early = booked(1, "09:30", vehicle=7)
    opened = day("15 00:30").astimezone(UTC)  # still the 14th in UTC
    assert match(Visit(7, opened), [early], SHANGHAI) == early
    assert match(Visit(7, opened), [early], ZoneInfo("UTC")) is None


# --- laws ---

HALVES = TERMS._replace(slot_minutes=30)
starts = st.integers(min_value=0, max_value=2 * 24 * 12).map(lambda fives: day("00:00") + timedelta(minutes=5 * fives))
wishes = st.lists(st.tuples(st.integers(1, 6), starts, st.integers(1, 30).map(lambda tens: 10 * tens)), max_size=25)
teams = st.integers(min_value=0, max_value=3).map(lambda bays: TEAM._replace(number=bays))


def kept(wishes, team):
    """The wishes that were not refused, one after the other."""
    book = []
    for vehicle, starts_at, minutes in wishes:
        wish = Asked(vehicle, starts_at, minutes)
        if refusal(wish, team, book, HALVES, EARLY) is None:
            book.append(Appointment(len(book) + 1, vehicle, team.team, EARLY, starts_at, end_of(wish, team.calendar)))
    return book


def pieces(team, book):
    return [slot for number in range(15, 20) for slot in capacity(date(2026, 6, number), team, book, HALVES, EARLY)]


@given(wishes, teams)
def test_taken_and_free_are_the_bays_at_every_moment(wishes, team):
    book = kept(wishes, team)
    for slot in pieces(team, book):
        assert slot.booked + slot.free == team.number
        minutes = range((slot.ends_at - slot.starts_at) // timedelta(minutes=1))
        moments = [slot.starts_at + timedelta(minutes=each) for each in minutes]  # counted one minute after the other
        assert slot.booked == max(sum(each.starts_at <= at < each.ends_at for each in book) for at in moments)


@given(wishes, teams)
def test_what_is_free_can_be_booked_and_not_one_more(wishes, team):
    book = kept(wishes, team)
    for slot in pieces(team, book)[::9]:
        minutes = (slot.ends_at - slot.starts_at) // timedelta(minutes=1)
        filled, more = list(book), 0
        while refusal(Asked(1000 + more, slot.starts_at, minutes), team, filled, HALVES, EARLY) is None:
            filled.append(Appointment(1000 + more, 1000 + more, team.team, EARLY, slot.starts_at, slot.ends_at))
            more += 1
        assert more == slot.free


@given(wishes, teams)
def test_a_vehicle_has_one_open_appointment_a_day(wishes, team):
    days = [(each.vehicle, each.starts_at.astimezone(SHANGHAI).date()) for each in kept(wishes, team)]
    assert len(days) == len(set(days))


@given(wishes, teams, starts, st.integers(1, 6))
def test_each_time_that_is_offered_is_accepted_and_they_are_in_order(wishes, team, start, vehicle):
    book = kept(wishes, team)
    wish = Asked(vehicle, start, 60)
    found = free_slots(wish, team, book, HALVES, EARLY)
    assert list(found) == sorted(set(found))
    assert all(at >= max(start, EARLY) for at in found)
    assert all(refusal(wish._replace(starts_at=at), team, book, HALVES, EARLY) is None for at in found)
    assert len(found) == (3 if team.number else 0)  # in two weeks, of which two days are filled at most


@given(wishes, teams, starts, starts)
def test_nobody_who_did_not_come_is_ever_awaited_again(wishes, team, first, second):
    earlier, later = sorted((first, second))
    for each in kept(wishes, team):
        if state_of(each, TERMS, earlier) is AppointmentState.NO_SHOW:
            assert state_of(each, TERMS, later) is AppointmentState.NO_SHOW


@given(wishes, teams)
def test_the_zone_in_which_an_instant_is_written_makes_no_difference(wishes, team):
    book = kept(wishes, team)
    moved = [each._replace(starts_at=each.starts_at.astimezone(UTC), ends_at=each.ends_at.astimezone(UTC)) for each in book]
    assert pieces(team, moved) == pieces(team, book)
