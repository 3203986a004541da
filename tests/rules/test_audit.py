"""Which calls a manager rings again (Customer-service manager CRM training manual 2012; the numbers are practice)."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.audits import AuditReason, CallFacts
from kcrm.policy import Policy
from kcrm.rules.audit import Pattern, draw, may_audit
from kcrm.rules.tasks import Colleague

POLICY = Policy.default().audit
SEED = "2026-06-01..2026-06-30"
START = datetime(2026, 6, 15, 9, 0, tzinfo=UTC)
DAY = START.date()


def calls(count, *, seconds=3600, person=1, first=1, **facts):
    """So many calls, an hour apart unless said, one note to each."""
    return [
        CallFacts(number, person, DAY, START + timedelta(seconds=seconds * number), **{"words": f"第{number}次", **facts})
        for number in range(first, first + count)
    ]


def with_reason(found, reason):
    return [picked.call_id for picked in draw(found, POLICY, SEED).calls if reason in picked.reasons]


def test_five_calls_of_each_person_are_drawn_and_all_where_there_are_fewer():
    found = [*calls(40), *calls(3, person=2, first=100)]
    drawn = draw(found, POLICY, SEED)
    assert len([each for each in drawn.calls if each.call_id < 100]) == 5
    assert [each.call_id for each in drawn.calls if each.call_id >= 100] == [100, 101, 102]
    assert {each.reasons for each in drawn.calls} == {(AuditReason.SAMPLE,)}
    assert drawn.patterns == ()


def test_another_period_draws_others_and_the_same_one_the_same_in_whatever_order_calls_are_read():
    found = calls(40)
    drawn = draw(found, POLICY, SEED)
    assert drawn == draw(reversed(found), POLICY, SEED)
    assert [each.call_id for each in drawn.calls] == [10, 20, 28, 35, 37]  # for good: what was drawn last month is drawn again today
    assert draw(found, POLICY, "2026-07-01..2026-07-31").calls != drawn.calls


def test_who_may_not_be_rung_is_not_drawn():
    assert with_reason(calls(4, may_ring=False), AuditReason.SAMPLE) == []


@pytest.mark.parametrize(
    ("count", "seconds", "timed", "suspicious"),
    [
        (6, 24, True, 5),  # the sixth 120 seconds after the first; of six as many as of a sample are drawn
        (6, 25, True, 0),
        (5, 1, True, 0),
        (6, 1, False, 0),  # a day alone tells nothing of minutes
    ],
)
def test_six_calls_within_two_minutes_look_untrue(count, seconds, timed, suspicious):
    assert len(with_reason(calls(count, seconds=seconds, timed=timed), AuditReason.BURST)) == suspicious


def test_of_a_burst_only_the_calls_within_it_look_untrue():
    found = [*calls(6, seconds=10), *calls(6, seconds=3600, first=50)]
    burst = with_reason(found, AuditReason.BURST)
    assert len(burst) == 5
    assert set(burst) < {1, 2, 3, 4, 5, 6}
    assert draw(found, POLICY, SEED).patterns == (Pattern(1, AuditReason.BURST, 6, 5),)


@pytest.mark.parametrize(
    ("scores", "suspicious"), [([10] * 10, True), ([10] * 9, False), ([10] * 10 + [9], False), ([10] * 10 + [None], True)]
)
def test_ten_scores_that_are_all_ten_look_untrue(scores, suspicious):
    found = [call._replace(score=score) for call, score in zip(calls(len(scores)), scores, strict=True)]
    assert bool(with_reason(found, AuditReason.ALWAYS_TEN)) is suspicious


@pytest.mark.parametrize(("days", "suspicious"), [(0, True), (90, True), (91, False)])
def test_an_answer_on_a_number_that_is_wrong_within_ninety_days_is_always_asked_about(days, suspicious):
    found = calls(20, wrong_on=DAY + timedelta(days=days))
    assert len(with_reason(found, AuditReason.WRONG_NUMBER)) == (20 if suspicious else 0)


@pytest.mark.parametrize(
    ("words", "suspicious"),
    [
        (["一切 正常", "一切  正常", "一切 正常 ", "一切 正常", "一切 正常"], True),
        (["OK ok"] * 2 + ["ok OK"] * 3, True),
        (["一切正常"] * 4 + ["都好"], False),
        ([None] * 9, False),
        (["  "] * 9, False),
    ],
)
def test_the_same_words_under_five_calls_look_untrue_whatever_their_blanks_and_capitals(words, suspicious):
    found = [call._replace(words=text) for call, text in zip(calls(len(words)), words, strict=True)]
    assert bool(with_reason(found, AuditReason.SAME_WORDS)) is suspicious


def test_a_call_that_is_drawn_tells_every_pattern_that_it_shows():
    drawn = draw(calls(12, seconds=1, score=10, words="好"), POLICY, SEED)
    shown = (AuditReason.SAMPLE, AuditReason.BURST, AuditReason.ALWAYS_TEN, AuditReason.SAME_WORDS)
    assert [each.reasons for each in drawn.calls] == [shown] * 5
    assert [(each.reason, each.calls, each.picked) for each in drawn.patterns] == [(reason, 12, 5) for reason in shown[1:]]


def test_heads_ask_about_calls_and_nobody_about_their_own():
    assert may_audit(Colleague(1, heads=True), 2)
    assert may_audit(Colleague(1, heads_all=True), 2)
    assert may_audit(Colleague(1, heads=True))
    assert not may_audit(Colleague(1, heads=True), 1)
    assert not may_audit(Colleague(1, heads_all=True), 1)
    assert not may_audit(Colleague(1), 2)


facts = st.builds(
    CallFacts,
    id=st.integers(1, 10**6),
    person_id=st.integers(1, 3),
    called_on=st.just(date(2026, 6, 15)),
    called_at=st.integers(0, 600).map(lambda seconds: START + timedelta(seconds=seconds)),
    timed=st.booleans(),
    score=st.none() | st.integers(9, 10),
    words=st.none() | st.sampled_from(["好", "差"]),
    wrong_on=st.none() | st.just(DAY),
    may_ring=st.booleans(),
)


@given(st.lists(facts, max_size=60, unique_by=lambda call: call.id), st.integers(0, 59))
def test_a_call_that_is_logged_late_moves_at_most_one_other_out_of_the_sample(found, place):
    late, rest = found[place : place + 1], found[:place] + found[place + 1 :]
    before, after = (set(with_reason(each, AuditReason.SAMPLE)) for each in (rest, rest + late))
    assert len(before - after) <= len(late)
    assert after - before <= {call.id for call in late}


@given(st.lists(facts, max_size=60, unique_by=lambda call: call.id))
def test_every_call_that_is_listed_has_a_reason_and_no_person_more_than_a_sample_of_each(found):
    drawn = draw(found, POLICY, SEED)
    assert all(each.reasons for each in drawn.calls)
    for person in (1, 2, 3):
        own = {call.id for call in found if call.person_id == person}
        wrong = {call.id for call in found if call.person_id == person and call.wrong_on is not None}
        assert len({each.call_id for each in drawn.calls} & own - wrong) <= 4 * POLICY.sample
