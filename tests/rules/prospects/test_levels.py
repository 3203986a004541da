"""How soon somebody buys, and when they are contacted next and first: days and moments worked out by hand."""

from bisect import bisect_left
from datetime import UTC, date, timedelta

import pytest
from complaint_history import SHANGHAI, local
from hypothesis import example, given
from hypothesis import strategies as st

from kcrm.model.prospects import ProspectLevel, ProspectSource, Stage
from kcrm.policy import Policy
from kcrm.policy_values import Hours
from kcrm.rules.prospects.levels import Judged, first_contact, interval, is_contacted, is_higher, level, next_contact
from kcrm.rules.worktime import WorkCalendar

H, A, B, C, N = ProspectLevel
POLICY = Policy.default().prospects
TODAY = date(2026, 3, 2)  # a Monday
DAY = (Hours.parse("08:30-17:30"),)
# open from Monday to Saturday, and closed on Tuesday 10 March
SHOWROOM = WorkCalendar(SHANGHAI, (DAY,) * 6 + ((),), {date(2026, 3, 10): ()})

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))
intended_days = st.none() | days
levels = st.sampled_from(ProspectLevel)
floors = st.none() | levels


@st.composite
def policies(draw, *, growing=False):
    """Any policy of levels and intervals that the desk accepts; growing: the further the day, the rarer the contact."""
    nearness = sorted(draw(st.lists(st.integers(0, 120), min_size=4, max_size=4)))
    intervals = draw(st.lists(st.integers(1, 60), min_size=5, max_size=5))
    names = ("h_days", "a_days", "b_days", "c_days"), ("h_every", "a_every", "b_every", "c_every", "n_every")
    return POLICY._replace(
        **dict(zip(names[0], nearness, strict=True)), **dict(zip(names[1], sorted(intervals) if growing else intervals, strict=True))
    )


def level_by_table(intended_on, day, policy, floor):
    """The level written another way: how many of the four bounds lie below the days that are left."""
    if intended_on is None:
        place = 4
    else:
        place = bisect_left([policy.h_days, policy.a_days, policy.b_days, policy.c_days], (intended_on - day).days)
    return "HABCN"[min(place, 4 if floor is None else "HABCN".index(floor))]


def every(name, policy):
    return getattr(policy, f"{name.lower()}_every")


@pytest.mark.parametrize(
    ("left", "expected"),
    [(0, H), (1, H), (7, H), (8, A), (15, A), (16, B), (30, B), (31, C), (90, C), (91, N), (400, N)],
)
def test_the_level_follows_the_days_that_are_left(left, expected):
    intended_on = TODAY + timedelta(days=left)
    assert level(intended_on, TODAY, POLICY) == Judged(expected, f"intended={intended_on.isoformat()}")


@pytest.mark.parametrize("gone_by", ["2026-03-01", "2026-02-01", "2025-03-02"])
def test_a_day_gone_by_is_h_and_says_so(gone_by):
    assert level(date.fromisoformat(gone_by), TODAY, POLICY) == Judged(H, f"passed={gone_by}")


def test_without_a_day_it_is_n():
    assert level(None, TODAY, POLICY) == Judged(N, "unknown")


@pytest.mark.parametrize(
    ("intended", "floor", "expected"),
    [
        (None, B, Judged(B, "by_hand")),
        (None, N, Judged(N, "unknown")),
        ("2026-04-02", B, Judged(B, "by_hand")),  # 31 days: C by itself
        ("2026-04-01", B, Judged(B, "intended=2026-04-01")),  # 30 days: B by itself
        ("2026-03-17", B, Judged(A, "intended=2026-03-17")),  # 15 days: above the floor
        ("2026-03-10", H, Judged(H, "by_hand")),  # 8 days
        ("2026-03-01", H, Judged(H, "passed=2026-03-01")),
        ("2026-03-01", C, Judged(H, "passed=2026-03-01")),
    ],
)
def test_a_floor_counts_only_where_it_is_higher_than_the_day(intended, floor, expected):
    assert level(intended and date.fromisoformat(intended), TODAY, POLICY, floor) == expected


def test_h_is_the_highest_and_n_the_lowest():
    assert [one for one in ProspectLevel if is_higher(one, B)] == [H, A]
    assert not any(is_higher(one, one) for one in ProspectLevel)


def test_the_intervals_are_one_three_seven_fifteen_and_thirty_days():
    assert [interval(each, POLICY) for each in ProspectLevel] == [1, 3, 7, 15, 30]


@pytest.mark.parametrize(
    ("intended", "floor", "expected"),
    [
        (None, None, "2026-04-01"),
        (None, H, "2026-03-03"),
        (None, A, "2026-03-05"),
        (None, B, "2026-03-09"),
        (None, C, "2026-03-17"),
        ("2026-02-20", None, "2026-03-03"),  # gone by: H
        ("2026-03-09", None, "2026-03-03"),  # on the 3rd 6 days are left: H
        ("2026-03-10", None, "2026-03-03"),  # 7 days: still H on the 3rd, though A on the day of the contact
        ("2026-03-11", None, "2026-03-04"),  # 8 on the 3rd: A, three days; 7 on the 4th: H
        ("2026-03-20", None, "2026-03-05"),  # 17 and 16 on the 3rd and 4th: B; 15 on the 5th: A, three days after the contact
        ("2026-03-20", H, "2026-03-03"),
        ("2026-04-08", None, "2026-03-09"),  # 30 on the 9th: B, seven days
        ("2026-04-09", None, "2026-03-10"),  # 31 on the 9th: C; 30 on the 10th: B, eight days
        ("2026-06-15", None, "2026-03-17"),  # 90 on the 17th: C, fifteen days
        ("2026-06-16", None, "2026-03-18"),  # 91 on the 17th: N; 90 on the 18th: C, sixteen days
        ("2026-06-30", None, "2026-04-01"),  # 91 on 31 March: N; 90 on 1 April: C, and thirty days for either
        ("2027-03-02", None, "2026-04-01"),
    ],
)
def test_the_next_contact_is_asked_for_by_the_level_of_that_very_day(intended, floor, expected):
    assert next_contact(TODAY, intended and date.fromisoformat(intended), POLICY, floor) == date.fromisoformat(expected)


@pytest.mark.parametrize(
    ("intended", "floor", "edited", "expected"),
    [
        ("2026-03-20", None, "2026-03-02", "2026-03-05"),  # with the contact itself
        ("2026-03-20", None, "2026-03-04", "2026-03-05"),  # changed before it was due: counted from the contact, not anew
        ("2026-03-20", None, "2026-03-05", "2026-03-05"),
        ("2026-03-20", None, "2026-03-06", "2026-03-06"),  # it would have been due on the 5th: not before the change
        (None, H, "2026-03-20", "2026-03-20"),  # set to H when it was not yet due: today
        (None, None, "2026-03-20", "2026-04-01"),  # no day any more: thirty days from the contact
        (None, None, "2026-04-20", "2026-04-20"),
        ("2026-03-20", None, "2026-02-20", "2026-03-05"),  # talked to since
    ],
)
def test_after_a_change_the_interval_counts_from_the_contact_and_nothing_is_due_before_the_change(intended, floor, edited, expected):
    found = next_contact(TODAY, intended and date.fromisoformat(intended), POLICY, floor, date.fromisoformat(edited))
    assert found == date.fromisoformat(expected)


@pytest.mark.parametrize("source", [ProspectSource.WEB, ProspectSource.PHONE])
@pytest.mark.parametrize(
    ("registered", "until"),
    [
        ("2026-03-02 10:00", "2026-03-02 10:30"),
        ("2026-03-02 17:00", "2026-03-02 17:30"),  # the very end of the day
        ("2026-03-02 17:20", "2026-03-03 08:50"),  # ten minutes, and twenty in the morning
        ("2026-03-02 22:15", "2026-03-03 09:00"),
        ("2026-03-03 03:00", "2026-03-03 09:00"),
        ("2026-03-07 17:10", "2026-03-09 08:40"),  # Saturday: twenty minutes; Sunday is closed
        ("2026-03-08 12:00", "2026-03-09 09:00"),
        ("2026-03-09 17:30", "2026-03-11 09:00"),  # the 10th is closed
    ],
)
def test_web_and_telephone_are_contacted_within_thirty_minutes_of_opening_hours(source, registered, until):
    assert first_contact(source, local(registered), SHOWROOM, POLICY) == local(until)
    assert first_contact(source, local(registered).astimezone(UTC), SHOWROOM, POLICY) == local(until)


@pytest.mark.parametrize("source", [ProspectSource.WALK_IN, ProspectSource.EVENT, ProspectSource.REFERRAL])
@pytest.mark.parametrize(
    ("registered", "until"),
    [("2026-03-02 10:00", "2026-03-03 10:00"), ("2026-03-07 17:10", "2026-03-08 17:10"), ("2026-03-02 22:15", "2026-03-03 22:15")],
)
def test_all_others_are_contacted_within_a_day_whether_open_or_not(source, registered, until):
    assert first_contact(source, local(registered), SHOWROOM, POLICY) == local(until)


def test_only_open_stages_are_contacted_again_and_again():
    assert [stage.value for stage in Stage if is_contacted(stage)] == ["registered", "contacted", "visited", "test_drive", "quoted"]


@given(intended_days, days, floors, policies(), st.integers(-400, 400))
def test_a_level_depends_on_nothing_but_the_days_that_are_left_and_the_floor(intended_on, today, floor, policy, shift):
    judged = level(intended_on, today, policy, floor)
    moved = timedelta(days=shift)
    assert level(intended_on and intended_on + moved, today + moved, policy, floor).level is judged.level
    bounds = {name: getattr(policy, name) for name in ("h_days", "a_days", "b_days", "c_days")}
    assert level(intended_on, today, POLICY._replace(**bounds), floor) == judged
    assert judged.level == level_by_table(intended_on, today, policy, floor)


@given(intended_days, days, levels, policies())
def test_a_level_is_never_below_its_floor_and_its_reason_is_the_one_that_holds(intended_on, today, floor, policy):
    alone, judged = level(intended_on, today, policy), level(intended_on, today, policy, floor)
    assert not is_higher(floor, judged.level)
    assert judged == (Judged(floor, "by_hand") if is_higher(floor, alone.level) else alone)
    assert alone.because.startswith("passed=") == (intended_on is not None and intended_on < today)


@given(intended_days, days, st.integers(0, 400), floors, policies())
def test_a_level_never_falls_as_the_day_comes_nearer(intended_on, today, later, floor, policy):
    now, then = (level(intended_on, day, policy, floor).level for day in (today, today + timedelta(days=later)))
    assert not is_higher(now, then)


@example(TODAY, date(2026, 3, 20), None, POLICY)
@given(days, intended_days, floors, policies())
def test_the_next_contact_is_the_first_day_on_which_its_own_level_asks_for_it(base_on, intended_on, floor, policy):
    found = next_contact(base_on, intended_on, policy, floor)
    longest = max(every(name, policy) for name in "HABCN")
    assert base_on < found <= base_on + timedelta(days=longest)
    asked = [
        passed
        for passed in range(1, longest + 1)
        if passed >= every(level_by_table(intended_on, base_on + timedelta(days=passed), policy, floor), policy)
    ]
    assert (found - base_on).days == asked[0]


@given(days, days, st.integers(0, 400), floors, policies(growing=True))
def test_a_later_day_of_purchase_never_brings_an_earlier_contact(base_on, intended_on, later, floor, policy):
    moved = next_contact(base_on, intended_on + timedelta(days=later), policy, floor)
    assert next_contact(base_on, intended_on, policy, floor) <= moved <= next_contact(base_on, None, policy, floor)


def test_it_does_where_a_policy_has_the_nearer_level_contacted_more_rarely():
    odd = POLICY._replace(c_every=40, n_every=10)
    assert next_contact(TODAY, date(2026, 4, 20), odd) == date(2026, 3, 21)  # C to the 20th, B from the 21st: 30 days are left
    assert next_contact(TODAY, date(2026, 12, 1), odd) == date(2026, 3, 12)  # N: ten days


@given(days, intended_days, levels, policies(growing=True))
def test_a_floor_never_brings_a_later_contact(base_on, intended_on, floor, policy):
    assert next_contact(base_on, intended_on, policy, floor) <= next_contact(base_on, intended_on, policy)


@given(days, intended_days, floors, policies(), st.integers(-10, 90))
def test_a_change_puts_nothing_off_that_was_not_due_before_it(contact_on, intended_on, floor, policy, later):
    edited_on, alone = contact_on + timedelta(days=later), next_contact(contact_on, intended_on, policy, floor)
    found = next_contact(contact_on, intended_on, policy, floor, edited_on)
    assert found >= max(edited_on, alone)
    if alone >= edited_on:
        assert found == alone
    else:  # the first day from the change on that asks
        asked = [
            (edited_on + timedelta(days=more) - contact_on).days
            >= every(level_by_table(intended_on, edited_on + timedelta(days=more), policy, floor), policy)
            for more in range((found - edited_on).days + 1)
        ]
        assert asked.index(True) == len(asked) - 1


@given(days, st.integers(0, 90), intended_days, floors, policies())
def test_a_later_contact_never_brings_the_next_one_earlier(base_on, later, intended_on, floor, policy):
    assert next_contact(base_on, intended_on, policy, floor) <= next_contact(base_on + timedelta(days=later), intended_on, policy, floor)


@given(
    st.datetimes(local("2026-01-01 00:00").replace(tzinfo=None), local("2026-12-31 23:59").replace(tzinfo=None)),
    st.integers(0, 240),
    st.integers(1, 100),
)
def test_a_first_contact_has_its_whole_time_and_no_more(registered, minutes, hours):
    policy, registered_at = POLICY._replace(first_minutes=minutes, first_hours=hours), registered.replace(tzinfo=SHANGHAI)
    for source in ProspectSource:
        until = first_contact(source, registered_at, SHOWROOM, policy)
        if source in {ProspectSource.WEB, ProspectSource.PHONE}:
            assert SHOWROOM.between(registered_at, until) == timedelta(minutes=minutes)
        else:
            assert until - registered_at == timedelta(hours=hours)
