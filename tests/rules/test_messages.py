"""How long a short message is, and whether it may be sent."""

from collections import Counter
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import Kind
from kcrm.model.campaigns import Sent
from kcrm.policy_campaigns import CampaignPolicy
from kcrm.rules.messages import Alphabet, Blocked, Waiting, first_mobile, length_of, over_cap, over_month, why_blocked


@pytest.mark.parametrize(
    ("text", "units", "segments"),
    [
        ("", 0, 0),
        ("好", 1, 1),
        ("好" * 70, 70, 1),
        ("好" * 71, 71, 2),
        ("好" * 134, 134, 2),  # 2 x 67
        ("好" * 135, 135, 3),
        ("好" * 201, 201, 3),  # 3 x 67
        ("好" * 202, 202, 4),
    ],
)
def test_chinese_takes_70_characters_or_67_a_segment(text, units, segments):
    length = length_of(text)
    assert (length.units, length.segments) == (units, segments)
    assert not text or length.alphabet is Alphabet.UCS2


@pytest.mark.parametrize(
    ("count", "segments"),
    [(160, 1), (161, 2), (306, 2), (307, 3)],  # 306 = 2 x 153
)
def test_the_gsm_alphabet_takes_160_characters_or_153_a_segment(count, segments):
    length = length_of("a" * count)
    assert (length.units, length.segments, length.alphabet) == (count, segments, Alphabet.GSM7)


def test_one_chinese_character_makes_the_whole_message_chinese():
    assert length_of("a" * 69 + "好").segments == 1
    assert length_of("a" * 70 + "好").segments == 2


def test_characters_outside_the_basic_plane_count_two():
    assert length_of("😀").units == 2
    assert length_of("😀" * 35).segments == 1  # 70 units
    assert length_of("😀" * 36).segments == 2  # 72 units


def test_a_surrogate_pair_is_not_cut_in_two():
    # 67 is odd: a segment holds 33 pairs and one unit to spare, so 67 pairs (134 units) do not fit into two segments
    assert length_of("😀" * 66).segments == 2
    assert length_of("😀" * 67).segments == 3


@pytest.mark.parametrize("character", list("^{}\\[]~|€"))
def test_characters_of_the_gsm_extension_count_two(character):
    assert length_of(character).units == 2
    assert length_of(character * 80).segments == 1  # 160
    assert length_of(character * 81).segments == 2


def test_an_escaped_character_is_not_cut_in_two():
    # 153 is odd as well: 76 a segment and one unit to spare, so 153 of them (306 units) need a third
    assert length_of("€" * 152).segments == 2
    assert length_of("€" * 153).segments == 3


@given(st.text(max_size=400))
def test_segments_hold_all_units_and_waste_at_most_one_each(text):
    length = length_of(text)
    single, joined = (160, 153) if length.alphabet is Alphabet.GSM7 else (70, 67)
    if length.units <= single:
        assert length.segments == (1 if text else 0)
    else:
        assert (joined - 1) * (length.segments - 1) < length.units <= joined * length.segments


@given(st.text(alphabet=st.characters(codec="utf-8"), min_size=1, max_size=200))
def test_units_of_ucs2_are_those_of_utf_16(text):
    assert length_of(f"好{text}").units == len(f"好{text}".encode("utf-16-be")) // 2


def test_messages_go_to_the_first_mobile():
    assert first_mobile([None, "02161234567", "13800138000", "13900139000"]) == "13800138000"
    assert first_mobile(["13800138000-1", "4008001234", ""]) is None


@pytest.mark.parametrize(
    ("phone", "do_not_contact", "consent", "blocked"),
    [
        ("13800138000", False, True, None),
        ("13800138000", False, None, None),  # never asked, which permits
        ("13800138000", False, False, Blocked.NO_CONSENT),
        ("13800138000", True, True, Blocked.DO_NOT_CONTACT),
        (None, False, True, Blocked.NO_PHONE),
        (None, True, False, Blocked.DO_NOT_CONTACT),
    ],
)
def test_consent_and_do_not_contact_are_obeyed(phone, do_not_contact, consent, blocked):
    assert why_blocked(phone, "您好", do_not_contact=do_not_contact, consent=consent) is blocked


def test_an_empty_text_is_not_sent():
    assert why_blocked("13800138000", "", do_not_contact=False, consent=True) is Blocked.NO_TEXT


# --- one phone's share of a day ---

TODAY = date(2026, 6, 15)
ONE, TWO = "13800138001", "13800138002"


def waiting(number, phone=ONE, kind=Kind.FESTIVAL, due=0, lapses=2):
    return Waiting(number, phone, kind, TODAY + timedelta(days=due), None if lapses is None else TODAY + timedelta(days=lapses))


@pytest.mark.parametrize(
    ("messages", "later"),
    [
        ([waiting(1), waiting(2, TWO)], set()),  # two phones
        ([waiting(1), waiting(2)], {2}),  # two customers who share one
        ([waiting(1, lapses=5), waiting(2, lapses=1)], {1}),  # what lapses first
        ([waiting(1, lapses=None), waiting(2, lapses=1)], {1}),  # what never lapses can wait
        ([waiting(1, kind=Kind.FESTIVAL), waiting(2, kind=Kind.BIRTHDAY)], {1}),  # a birthday is theirs alone
        ([waiting(1, due=0), waiting(2, due=-1)], {1}),  # then what was due earlier
    ],
)
def test_one_phone_gets_one_message_a_day_and_the_lesser_waits(messages, later):
    assert over_cap(messages, {}, 1) == later


def test_what_was_sent_today_counts_and_the_policy_says_how_many():
    messages = [waiting(1), waiting(2), waiting(3)]
    assert over_cap(messages, {ONE: 1}, 1) == {1, 2, 3}
    assert over_cap(messages, {ONE: 1}, 2) == {2, 3}
    assert over_cap(messages, {TWO: 5}, 3) == set()


some = st.lists(
    st.builds(
        waiting,
        st.just(0),
        st.sampled_from([ONE, TWO]),
        st.sampled_from([Kind.BIRTHDAY, Kind.FESTIVAL, Kind.POST_SERVICE]),
        st.integers(-3, 0),
        st.none() | st.integers(0, 5),
    ),
    max_size=8,
).map(lambda drawn: [message._replace(id=number) for number, message in enumerate(drawn)])
counts = st.dictionaries(st.sampled_from([ONE, TWO]), st.integers(0, 3))


@given(some, counts, st.integers(1, 3), st.randoms())
def test_a_phone_gets_its_share_and_no_more_in_whatever_order_they_are_read(messages, sent, per_day, random):
    later = over_cap(messages, sent, per_day)
    going = Counter(message.phone for message in messages if message.id not in later)
    for phone in (ONE, TWO):
        wanted = sum(message.phone == phone for message in messages)
        assert going[phone] == min(wanted, max(0, per_day - sent.get(phone, 0)))
    shuffled = random.sample(messages, len(messages))
    assert over_cap(shuffled, sent, per_day) == later
    # who may go today may go without the others as well
    assert over_cap([message for message in messages if message.id not in later], sent, per_day) == set()


@given(some, counts, st.integers(1, 3))
def test_nothing_waits_for_what_could_have_waited_longer(messages, sent, per_day):
    later = over_cap(messages, sent, per_day)
    end = {message.id: message.lapses_on or date.max for message in messages}
    for waits in messages:
        for goes in messages:
            if waits.id in later and goes.id not in later and waits.phone == goes.phone:
                assert end[goes.id] <= end[waits.id]


MONTH = CampaignPolicy(response_days=30, month_messages=4, month_commercial=2, confidence_percent=95, small_group=10)


@pytest.mark.parametrize(
    ("sent", "messages", "later"),
    [
        (Sent(3, 0), [waiting(1)], set()),
        (Sent(4, 0), [waiting(1)], {1}),
        (Sent(3, 0), [waiting(1), waiting(2, TWO)], set()),
        # a birthday before a festival, whichever is first; both before monthly care
        (Sent(3, 0), [waiting(1, due=-9), waiting(2, kind=Kind.BIRTHDAY)], {1}),
        (Sent(3, 0), [waiting(1, kind=Kind.MONTHLY_CARE, due=-9), waiting(2)], {1}),
        (Sent(3, 0), [waiting(1, kind=Kind.MONTHLY_CARE, due=-9), waiting(2, kind=Kind.PURCHASE_ANNIVERSARY)], {1}),
        # of what offers something two, of the rest the others
        (Sent(1, 1), [waiting(1, kind=Kind.CAMPAIGN_MESSAGE), waiting(2, kind=Kind.CAMPAIGN_MESSAGE), waiting(3)], {2}),
        (Sent(2, 2), [waiting(1, kind=Kind.CAMPAIGN_MESSAGE), waiting(2)], {1}),
        # safety in any case, and it takes a place
        (Sent(4, 2), [waiting(1, kind=Kind.RECALL_MESSAGE)], set()),
        (Sent(3, 0), [waiting(1), waiting(2, kind=Kind.RECALL_MESSAGE)], {1}),
    ],
)
def test_a_phone_gets_four_messages_a_month_and_two_that_offer_something(sent, messages, later):
    assert over_month(messages, {ONE: sent}, MONTH) == later
    assert over_month(reversed(messages), {ONE: sent}, MONTH) == later


def test_what_concerns_safety_waits_for_no_day():
    assert over_cap([waiting(1, kind=Kind.RECALL_MESSAGE), waiting(2)], {ONE: 1}, 1) == {2}
    assert over_cap([waiting(1), waiting(2, kind=Kind.RECALL_MESSAGE, lapses=None)], {}, 1) == {1}
