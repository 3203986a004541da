"""What becomes of a fact when somebody says otherwise: by hand at the bounds, and by its laws."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.quality import KnownFrom, Said
from kcrm.rules.quality.resolving import Resolution, confirms, decide, rank, resolve

MONDAY, TUESDAY = date(2026, 6, 15), date(2026, 6, 16)
CUSTOMER, DOCUMENT, OWN, DMS, LIST = KnownFrom


def said(value, source=DMS, on=MONDAY, *, verified=False):
    return Said(value, source, on, verified)


@pytest.mark.parametrize(
    ("old", "new", "identity", "other"),
    [
        # old, new: what becomes of an identity, and of any other field
        (said("a"), said("a", CUSTOMER, TUESDAY), Resolution.EQUAL, Resolution.EQUAL),
        (said(None), said("b", LIST), Resolution.TAKES, Resolution.TAKES),
        (said("a", CUSTOMER), said(None, LIST), Resolution.TAKES, Resolution.TAKES),
        # above
        (said("a"), said("b", CUSTOMER), Resolution.TAKES, Resolution.TAKES),
        (said("a", on=TUESDAY), said("b", OWN, MONDAY), Resolution.TAKES, Resolution.TAKES),
        (said("a", LIST), said("b"), Resolution.TAKES, Resolution.TAKES),
        # of one rank: newer, of the same day, older, of days not known
        (said("a"), said("b", on=TUESDAY), Resolution.TAKES_AND_OPENS, Resolution.TAKES),
        (said("a"), said("b"), Resolution.KEEPS_AND_OPENS, Resolution.TAKES),
        (said("a", on=TUESDAY), said("b"), Resolution.KEEPS_AND_OPENS, Resolution.KEEPS),
        (said("a", on=None), said("b"), Resolution.TAKES_AND_OPENS, Resolution.TAKES),
        (said("a", CUSTOMER), said("b", DOCUMENT, TUESDAY), Resolution.TAKES_AND_OPENS, Resolution.TAKES),
        (said("a", DOCUMENT), said("b", CUSTOMER), Resolution.KEEPS_AND_OPENS, Resolution.TAKES),
        # below
        (said("a", CUSTOMER), said("b", DMS, TUESDAY), Resolution.KEEPS_AND_OPENS, Resolution.KEEPS),
        (said("a", CUSTOMER, None), said("b", DMS, TUESDAY), Resolution.KEEPS_AND_OPENS, Resolution.KEEPS),
        (said("a"), said("b", LIST, TUESDAY), Resolution.KEEPS_AND_OPENS, Resolution.KEEPS),
        # what was verified stands with what is known at first hand
        (said("a", LIST, verified=True), said("b", DMS, TUESDAY), Resolution.KEEPS_AND_OPENS, Resolution.KEEPS),
        (said("a", LIST, verified=True), said("b", CUSTOMER, TUESDAY), Resolution.TAKES_AND_OPENS, Resolution.TAKES),
    ],
)
def test_of_two_values_the_better_known_stands(old, new, identity, other):
    assert resolve(old, new, identity=True) is identity
    assert resolve(old, new, identity=False) is other


@pytest.mark.parametrize(
    ("old", "new", "opens"),
    [
        (said("a"), said("b", CUSTOMER), False),
        (said("a", CUSTOMER, TUESDAY), said("b", CUSTOMER), False),  # a slip of the same hand
        (said("a", verified=True), said("b", CUSTOMER), True),
        (said("a", DOCUMENT), said("b", CUSTOMER), True),
        (said("a", DOCUMENT), said("b", DOCUMENT), False),
        (said("a"), said("b", LIST), True),
        (said(None, DOCUMENT), said("b", CUSTOMER), False),
        (said("a", DOCUMENT), said(None, CUSTOMER), False),
    ],
)
def test_what_a_person_types_is_taken_and_opens_a_conflict_only_against_what_was_proven(old, new, opens):
    assert decide(old, new, identity=True) is (Resolution.TAKES_AND_OPENS if opens else Resolution.TAKES)
    assert decide(old, new, identity=False) is Resolution.TAKES


@pytest.mark.parametrize(
    ("old", "new", "more"),
    [
        (said("a"), said("a", DMS, TUESDAY), False),
        (said("a"), said("a", LIST, TUESDAY), False),
        (said("a", LIST), said("a"), True),
        (said("a"), said("a", CUSTOMER), True),
        (said("a", CUSTOMER), said("a", DOCUMENT), False),
        (said("a", CUSTOMER), said("a", CUSTOMER, TUESDAY), True),
        (said("a", CUSTOMER, None), said("a", CUSTOMER), True),
        (said("a", CUSTOMER), said("a", DMS, TUESDAY), False),
    ],
)
def test_the_same_again_tells_more_only_from_above_or_at_first_hand_on_a_later_day(old, new, more):
    assert confirms(old, new) is more


SAID = st.builds(
    Said,
    value=st.sampled_from([None, "a", "b", "c"]),
    source=st.sampled_from(KnownFrom),
    on=st.none() | st.dates(date(2026, 6, 1), date(2026, 6, 4)),
    verified=st.booleans(),
)


@given(SAID, SAID, st.booleans())
def test_only_an_identity_opens_a_conflict_and_only_between_two_values_that_differ(old, new, identity):
    for judge in (resolve, decide):
        resolution = judge(old, new, identity=identity)
        assert not resolution.opens or (identity and None not in {old.value, new.value})
        assert (resolution is Resolution.EQUAL) == (old.value == new.value)


@given(SAID, SAID, st.booleans())
def test_who_stands_above_is_taken_whenever_it_was_said_and_who_stands_below_never(old, new, identity):
    if None in {old.value, new.value} or old.value == new.value or rank(old) == rank(new):
        return
    resolution = resolve(old, new, identity=identity)
    assert resolution.takes == (rank(new) > rank(old))
    assert resolution.opens == (identity and rank(new) < rank(old))


@given(SAID, SAID, st.booleans())
def test_of_one_rank_not_both_orders_keep_the_first_unless_they_are_of_one_day(one, other, identity):
    """Whichever of two files comes first, the later one's word stands."""
    if None in {one.value, other.value} or one.value == other.value or rank(one) != rank(other) or None in {one.on, other.on}:
        return
    if one.on != other.on:
        later = max(one, other, key=lambda each: each.on)
        for old, new in ((one, other), (other, one)):
            assert (new if resolve(old, new, identity=identity).takes else old) == later


@given(SAID, SAID)
def test_what_was_confirmed_is_not_confirmed_again_by_the_same_word(old, new):
    new = new._replace(verified=False)  # nobody has compared what was said a moment ago
    if confirms(old, new):
        assert not confirms(Said(old.value, new.source, new.on, old.verified), new)
