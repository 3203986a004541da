"""Whom a campaign approaches and whom it leaves out: by China's rules on short messages of 2015, and by practice."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.campaigns import CampaignChannel, CampaignKind, Exclusion, Facing, Group, Sent
from kcrm.policy import Policy
from kcrm.rules.campaigns.targets import control, draw, is_full, why_not

POLICY = Policy.default().campaigns
SINCE = date(2025, 3, 1)
CALL, MESSAGE, WECHAT, RADIO = CampaignChannel.CALL, CampaignChannel.MESSAGE, CampaignChannel.WECHAT, CampaignChannel.RADIO


def person(number=1, **facts):
    """Somebody to whom everything may be said."""
    return Facing(number, **{"phones": (f"138001380{number:02d}",), "message_consent": True, "message_consent_on": SINCE, **facts})


def reasons(facts, kind=CampaignKind.SERVICE, channels=(MESSAGE,)):
    facts = dict(facts)
    sent = {"13800138001": Sent(*facts.pop("sent", (0, 0)))}
    return [*why_not(person(**facts), kind, channels, POLICY, sent)]


@pytest.mark.parametrize(
    ("facts", "kind", "channels", "expected"),
    [
        ({}, CampaignKind.SERVICE, (MESSAGE,), []),
        ({"do_not_contact": True}, CampaignKind.SERVICE, (MESSAGE,), [Exclusion.DO_NOT_CONTACT]),
        ({"do_not_contact": True}, CampaignKind.RECALL, (MESSAGE,), []),  # of safety everybody hears
        ({"message_consent": None, "message_consent_on": None}, CampaignKind.SERVICE, (MESSAGE,), [Exclusion.NO_CONSENT]),
        ({"message_consent_on": None}, CampaignKind.SALES, (MESSAGE,), [Exclusion.UNDATED_CONSENT]),  # nobody knows since when
        ({"message_consent_on": None}, CampaignKind.CARE, (MESSAGE,), []),
        ({"message_consent_on": None}, CampaignKind.CLUB, (WECHAT,), [Exclusion.UNDATED_CONSENT]),
        ({"message_consent_on": None}, CampaignKind.SALES, (MESSAGE, CALL), []),  # was never asked about calls
        ({"call_consent": True}, CampaignKind.SALES, (CALL,), [Exclusion.UNDATED_CONSENT]),
        ({"call_consent": True}, CampaignKind.CARE, (CALL,), []),
        ({"call_consent": True}, CampaignKind.RECALL, (CALL,), []),
        ({"call_consent": True, "call_consent_on": SINCE}, CampaignKind.SALES, (CALL,), []),
        ({"call_consent": True, "message_consent": False}, CampaignKind.SALES, (CALL, MESSAGE), [Exclusion.UNDATED_CONSENT]),
        ({"call_consent": True, "message_consent": None}, CampaignKind.SALES, (CALL, MESSAGE), [Exclusion.UNDATED_CONSENT]),
        ({"call_consent": False, "message_consent_on": None}, CampaignKind.SALES, (CALL,), [Exclusion.NO_CONSENT]),
        ({"message_consent": None, "message_consent_on": None}, CampaignKind.CARE, (MESSAGE,), []),  # offers nothing
        ({"message_consent": False}, CampaignKind.CARE, (MESSAGE,), [Exclusion.NO_CONSENT]),
        ({"message_consent": False}, CampaignKind.RECALL, (MESSAGE,), []),
        ({"message_consent": False}, CampaignKind.SALES, (MESSAGE, CALL), []),  # may be rung
        ({"call_consent": False}, CampaignKind.SALES, (CALL,), [Exclusion.NO_CONSENT]),
        ({"message_consent": False}, CampaignKind.CLUB, (WECHAT,), [Exclusion.NO_CONSENT]),
        ({"message_consent": False}, CampaignKind.SALES, (RADIO,), []),  # nobody is addressed
        ({"phones": ("010-62345678",)}, CampaignKind.SERVICE, (MESSAGE,), [Exclusion.NO_PHONE]),  # a landline takes no message
        ({"phones": (None, "010-62345678")}, CampaignKind.SERVICE, (CALL,), []),
        ({"phones": (None, None)}, CampaignKind.RECALL, (CALL,), [Exclusion.NO_PHONE]),
        ({"phones": (None, None)}, CampaignKind.CLUB, (WECHAT,), []),
        ({"complains": True}, CampaignKind.SALES, (CALL,), [Exclusion.OPEN_COMPLAINT]),
        ({"complains": True}, CampaignKind.CARE, (CALL,), []),
        ({"sent": (2, 2)}, CampaignKind.SALES, (MESSAGE,), [Exclusion.CONTACT_CAP]),
        ({"sent": (3, 1)}, CampaignKind.SALES, (MESSAGE,), []),
        ({"sent": (4, 0)}, CampaignKind.SALES, (MESSAGE,), [Exclusion.CONTACT_CAP]),
        ({"sent": (3, 2)}, CampaignKind.CARE, (MESSAGE,), []),
        ({"sent": (2, 2)}, CampaignKind.SALES, (MESSAGE, CALL), []),  # is rung instead
        ({"in_wave": 1}, CampaignKind.SALES, (CALL,), [Exclusion.ALREADY]),
    ],
)
def test_each_reason_at_its_boundary(facts, kind, channels, expected):
    assert reasons(facts, kind, channels) == expected


def test_all_reasons_are_kept():
    facts = {"do_not_contact": True, "message_consent": False, "phones": (), "complains": True, "in_wave": 1}
    assert reasons(facts) == [
        Exclusion.DO_NOT_CONTACT,
        Exclusion.NO_CONSENT,
        Exclusion.NO_PHONE,
        Exclusion.OPEN_COMPLAINT,
        Exclusion.ALREADY,
    ]


def test_of_two_with_one_phone_the_lower_number_is_approached_and_one_who_is_left_out_takes_nobodys_place():
    people = [person(number, phones=("13900139000",), do_not_contact=number == 1) for number in (3, 2, 1)]
    drawn = draw(people, CampaignKind.CARE, (MESSAGE,), POLICY, {}, percent=0, seed="1")
    assert drawn.groups == {2: Group.TREATED}
    assert drawn.excluded == {1: (Exclusion.DO_NOT_CONTACT,), 3: (Exclusion.SHARED_PHONE,)}


@pytest.mark.parametrize(
    ("people", "percent", "alone"),
    [(100, 10, 10), (101, 10, 11), (1, 50, 0), (2, 50, 1), (2, 99, 1), (10, 0, 0), (0, 10, 0), (9, 1, 1)],
)
def test_the_control_group_is_an_exact_share_rounded_up_and_never_all(people, percent, alone):
    assert len(control(range(people), percent, "M1")) == alone


def test_another_campaign_draws_others():
    assert control(range(1000), 10, "M1.1") != control(range(1000), 10, "M2.1")


@given(st.lists(st.integers(1, 10_000), unique=True, max_size=60), st.integers(0, 99), st.randoms())
def test_the_same_people_and_seed_give_the_same_group_in_whatever_order_they_come(numbers, percent, random):
    shuffled = random.sample(numbers, len(numbers))
    assert control(numbers, percent, "7") == control(shuffled, percent, "7")


@given(
    st.lists(
        st.builds(
            Facing,
            id=st.integers(1, 500),
            phones=st.tuples(st.sampled_from([None, "13800138000", "13800138001", "13800138002"])),
            do_not_contact=st.booleans(),
            message_consent=st.sampled_from([None, True, False]),
            message_consent_on=st.sampled_from([None, SINCE]),
            complains=st.booleans(),
        ),
        unique_by=lambda each: each.id,
        max_size=30,
    ),
    st.dictionaries(st.sampled_from(["13800138000", "13800138001"]), st.builds(Sent, st.integers(0, 5), st.integers(0, 3))),
    st.sampled_from(CampaignKind),
    st.integers(0, 90),
)
def test_everybody_is_in_a_group_or_left_out_with_a_reason_and_no_phone_is_written_to_twice(people, sent, kind, percent):
    drawn = draw(people, kind, (MESSAGE,), POLICY, sent, percent=percent, seed="1")
    assert drawn.groups.keys() | drawn.excluded.keys() == {each.id for each in people}
    assert not drawn.groups.keys() & drawn.excluded.keys()
    assert all(drawn.excluded.values())
    phones = [each.phones[0] for each in people if each.id in drawn.groups]
    assert None not in phones
    assert len(phones) == len(set(phones))


def test_a_month_is_full_of_all_messages_or_of_those_that_offer_something():
    assert not is_full(Sent(3, 1), POLICY, offers=True)
    assert is_full(Sent(3, 2), POLICY, offers=True)
    assert not is_full(Sent(3, 2), POLICY, offers=False)
    assert is_full(Sent(4, 0), POLICY, offers=False)
