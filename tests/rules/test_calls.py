"""What each outcome does to each follow-up, and to what is known of the phone."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from planning_desk import day, policy_with

from kcrm.model import By, Channel, Outcome, PhoneState, State
from kcrm.policy import Policy
from kcrm.rules.calls import Again, CallItem, Dialled, Effect, Fate, Number, effect, is_agreeable, is_good_hour, is_low, suits

TODAY = day("2026-06-15")
TOMORROW = day("2026-06-16")
CALLING = Policy.default().calling
CALL, MESSAGE = Channel.CALL, Channel.MESSAGE
OK, DOUBTFUL, WRONG = PhoneState.OK, PhoneState.DOUBTFUL, PhoneState.WRONG


def item(item_id=1, **given):
    return CallItem(item_id, **{"channel": CALL, "call_on": TODAY} | given)


def after(outcome, *items, calling=CALLING, **given) -> Effect:
    return effect(Dialled(outcome, **{"on": TODAY} | given), items, TODAY, calling)


def fate(outcome, one, **given) -> Fate:
    return after(outcome, one, **given).fates[0]


@pytest.mark.parametrize("outcome", [Outcome.ANSWERED, Outcome.REFUSED, Outcome.MESSAGE_SENT])
def test_who_spoke_and_who_was_written_to_is_done_with(outcome):
    assert fate(outcome, item(attempts=2)) == Fate(1, State.DONE, TODAY, attempts=2)


def test_no_answer_means_again_tomorrow_and_counts_an_attempt():
    assert fate(Outcome.NO_ANSWER, item()) == Fate(1, State.OPEN, TOMORROW, attempts=1)
    assert fate(Outcome.NO_ANSWER, item(attempts=1)) == Fate(1, State.OPEN, TOMORROW, attempts=2)


def test_the_days_between_attempts_and_their_number_are_the_policys():
    calling = policy_with(calling__retry_days="3", calling__attempts="1").calling
    assert fate(Outcome.NO_ANSWER, item(), calling=calling).state is State.UNREACHABLE
    calling = policy_with(calling__retry_days="3").calling
    assert fate(Outcome.NO_ANSWER, item(), calling=calling).call_on == day("2026-06-18")


def test_no_answer_that_is_logged_late_means_the_day_after_the_call_but_no_day_gone_by():
    assert fate(Outcome.NO_ANSWER, item(), on=day("2026-06-14")).call_on == TODAY
    assert fate(Outcome.NO_ANSWER, item(), on=day("2026-06-01")).call_on == TODAY


def test_the_third_attempt_ends_it_and_a_message_takes_its_place_and_the_phone_is_doubtful():
    result = after(Outcome.NO_ANSWER, item(attempts=2))
    assert result == Effect((Fate(1, State.UNREACHABLE, TODAY, attempts=3, message=True),), DOUBTFUL)


@pytest.mark.parametrize(
    ("given", "dialled"),
    [
        ({}, {"messages_permitted": False}),
        ({"channel": MESSAGE}, {}),
        ({"lapses_on": day("2026-06-14")}, {}),
    ],
    ids=["who takes none", "what is a message itself", "what makes no sense any more"],
)
def test_no_message_takes_the_place_of(given, dialled):
    assert fate(Outcome.NO_ANSWER, item(attempts=2, **given), **dialled) == Fate(1, State.UNREACHABLE, TODAY, attempts=3)


def test_a_message_still_makes_sense_on_the_last_day():
    assert fate(Outcome.NO_ANSWER, item(attempts=2, lapses_on=TODAY)).message


def test_each_item_counts_its_own_attempts():
    result = after(Outcome.NO_ANSWER, item(1, attempts=2), item(2))
    assert [(one.item_id, one.state, one.attempts) for one in result.fates] == [(1, State.UNREACHABLE, 3), (2, State.OPEN, 1)]
    assert result.phone_state is DOUBTFUL


def test_who_was_busy_is_called_at_the_time_agreed_and_it_is_no_attempt():
    agreed = Again(day("2026-06-18"), time(15, 30))
    assert fate(Outcome.BUSY, item(attempts=2), again=agreed) == Fate(1, State.OPEN, day("2026-06-18"), time(15, 30), 2)


def test_a_wrong_number_ends_it_and_marks_the_phone():
    assert after(Outcome.WRONG_NUMBER, item(attempts=1)) == Effect((Fate(1, State.UNREACHABLE, TODAY, attempts=1),), WRONG)


def test_a_wrong_number_with_the_right_one_is_called_again_today():
    late = item(attempts=1, call_on=day("2026-06-10"))
    assert after(Outcome.WRONG_NUMBER, late, new_phone=True) == Effect((Fate(1, State.OPEN, TODAY, attempts=1),), OK)


def test_the_wrong_number_of_who_brought_the_vehicle_says_nothing_of_the_owners():
    assert after(Outcome.WRONG_NUMBER, item(number=Number.CONTACT)) == Effect((Fate(1, State.OPEN, TODAY),), OK)


def test_a_wrong_second_number_ends_it_and_leaves_the_first_as_it_was():
    assert after(Outcome.WRONG_NUMBER, item(number=Number.SECOND), phone_state=WRONG) == Effect((Fate(1, State.UNREACHABLE, TODAY),), WRONG)


@pytest.mark.parametrize(
    ("outcome", "given", "before", "then"),
    [
        (Outcome.ANSWERED, {}, DOUBTFUL, OK),
        (Outcome.REFUSED, {}, DOUBTFUL, OK),
        (Outcome.BUSY, {"again": Again(TOMORROW)}, DOUBTFUL, OK),
        (Outcome.NO_ANSWER, {}, DOUBTFUL, DOUBTFUL),
        (Outcome.NO_ANSWER, {}, OK, OK),
        (Outcome.MESSAGE_SENT, {"by": By.MESSAGE}, DOUBTFUL, DOUBTFUL),
        (Outcome.ANSWERED, {"by": By.WECHAT}, DOUBTFUL, DOUBTFUL),
        (Outcome.NO_ANSWER, {"new_phone": True}, WRONG, OK),
    ],
)
def test_what_a_call_teaches_about_the_phone(outcome, given, before, then):
    assert after(outcome, item(), phone_state=before, **given).phone_state is then


def test_a_phone_that_was_not_dialled_is_as_it_was():
    assert after(Outcome.ANSWERED, item(number=Number.CONTACT), phone_state=DOUBTFUL).phone_state is DOUBTFUL
    assert after(Outcome.NO_ANSWER, item(number=Number.SECOND, attempts=2), phone_state=WRONG).phone_state is WRONG


@pytest.mark.parametrize(
    ("clock", "good"),
    # 09:00-11:30 and 14:00-20:00
    [(time(8, 59), False), (time(9), True), (time(11, 29), True), (time(11, 30), False), (time(14), True), (time(20), False)],
)
def test_a_good_hour_is_one_of_the_calling_hours(clock, good):
    assert is_good_hour(clock, CALLING) is good


@pytest.mark.parametrize(
    ("again", "agreeable"),
    [
        (Again(TODAY), False),
        (Again(TOMORROW), True),
        (Again(day("2026-06-14"), time(15)), False),
        (Again(TODAY, time(10)), False),
        (Again(TODAY, time(10, 1)), True),
    ],
)
def test_a_call_is_agreed_for_a_time_to_come(again, agreeable):
    assert is_agreeable(again, datetime(2026, 6, 15, 10, tzinfo=UTC)) is agreeable


@pytest.mark.parametrize(
    ("outcome", "by", "fits"),
    [
        (Outcome.MESSAGE_SENT, By.PHONE, False),
        (Outcome.MESSAGE_SENT, By.MESSAGE, True),
        (Outcome.MESSAGE_SENT, By.WECHAT, True),
        (Outcome.NO_ANSWER, By.MESSAGE, False),
        (Outcome.WRONG_NUMBER, By.WECHAT, False),
        (Outcome.ANSWERED, By.WECHAT, True),
        (Outcome.NO_ANSWER, By.PHONE, True),
    ],
)
def test_some_outcomes_are_of_a_phone_only_and_one_is_never(outcome, by, fits):
    assert suits(outcome, by) is fits


def test_a_score_at_or_under_the_floor_is_low():
    assert not is_low([], CALLING)
    assert not is_low([7, 10], CALLING)
    assert is_low([10, 6], CALLING)
    assert not is_low([6], policy_with(calling__score_floor="5").calling)


ITEMS = st.lists(
    st.builds(
        item,
        st.integers(1, 99),
        channel=st.sampled_from(Channel),
        call_on=st.integers(-30, 3).map(lambda days: TODAY + timedelta(days=days)),
        attempts=st.integers(0, 4),
        lapses_on=st.none() | st.integers(-3, 30).map(lambda days: TODAY + timedelta(days=days)),
        number=st.sampled_from(Number),
    ),
    min_size=1,
    max_size=5,
    unique_by=lambda one: one.id,
)
CALLS = st.builds(
    Dialled,
    st.sampled_from(Outcome),
    on=st.integers(-9, 0).map(lambda days: TODAY + timedelta(days=days)),
    again=st.just(Again(TOMORROW, time(15))),
    messages_permitted=st.booleans(),
    phone_state=st.sampled_from(PhoneState),
    new_phone=st.booleans(),
)


@given(CALLS, ITEMS)
def test_whatever_happens_each_item_has_one_fate_and_an_open_one_is_never_called_before_today(dialled, items):
    result = effect(dialled, items, TODAY, CALLING)
    assert [one.item_id for one in result.fates] == [one.id for one in items]
    for before, one in zip(items, result.fates, strict=True):
        assert one.state in {State.OPEN, State.DONE, State.UNREACHABLE}
        assert one.attempts - before.attempts == (dialled.outcome is Outcome.NO_ANSWER)
        assert one.state is not State.OPEN or one.call_on >= TODAY
        assert not one.message or (one.state is State.UNREACHABLE and dialled.messages_permitted)


@given(ITEMS, st.booleans())
def test_unanswered_calls_end_after_as_many_attempts_as_the_policy_says(items, permitted):
    waiting, calls = [item(one.id, attempts=0, number=one.number) for one in items], 0
    while waiting:
        calls += 1
        fates = after(Outcome.NO_ANSWER, *waiting, messages_permitted=permitted).fates
        waiting = [item(one.item_id, attempts=one.attempts) for one in fates if one.state is State.OPEN]
    assert calls == CALLING.attempts


@pytest.mark.parametrize("outcome", Outcome)
def test_a_visit_ends_as_a_talk_does_or_at_a_shut_door(outcome):
    assert suits(outcome, By.VISIT) is (outcome in {Outcome.ANSWERED, Outcome.BUSY, Outcome.REFUSED, Outcome.NO_ANSWER})
