"""What becomes of a fact when somebody says otherwise: by hand at the bounds, and by its laws."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.quality import KnownFrom, Opened, Said
from kcrm.rules.quality.resolving import Resolution, again, confirms, decide, holds, opened, rank, resolve

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
    ("old", "new", "identity", "other"),
    [
        # old: who took the value away, and when; new: who says it again. From below it stays away, though an identity is asked about
        (said(None, CUSTOMER), said("a", on=TUESDAY), Resolution.KEEPS_AND_OPENS, Resolution.KEEPS),
        (said(None, OWN), said("a", LIST, TUESDAY), Resolution.KEEPS_AND_OPENS, Resolution.KEEPS),
        # of one rank: of the same day, and of the next
        (said(None, CUSTOMER), said("a", DOCUMENT), Resolution.KEEPS_AND_OPENS, Resolution.KEEPS),
        (said(None, CUSTOMER), said("a", DOCUMENT, TUESDAY), Resolution.KEEPS_AND_OPENS, Resolution.KEEPS_AND_OPENS),
        (said(None, DMS), said("a", on=TUESDAY), Resolution.KEEPS_AND_OPENS, Resolution.KEEPS_AND_OPENS),
        # from above, where it was taken away as the DMS had it
        (said(None, DMS), said("a", CUSTOMER, TUESDAY), Resolution.KEEPS_AND_OPENS, Resolution.KEEPS_AND_OPENS),
        # what only fills a form is no word against it
        (said(None, CUSTOMER), said("先生", on=TUESDAY), Resolution.KEEPS, Resolution.KEEPS),
    ],
)
def test_what_was_taken_away_does_not_come_back_by_itself(old, new, identity, other):
    assert again(old, new, identity=True, fillers={"先生"}) is identity
    assert again(old, new, identity=False, fillers={"先生"}) is other


@pytest.mark.parametrize(
    ("old", "new", "identity", "other"),
    [
        # what fills a form replaces nothing, be it newer or from above
        (said("王伟"), said("先生", on=TUESDAY), Resolution.KEEPS, Resolution.KEEPS),
        (said("王伟", LIST), said("先生", on=TUESDAY), Resolution.KEEPS, Resolution.KEEPS),
        (said("王伟", CUSTOMER), said("先生", LIST), Resolution.KEEPS, Resolution.KEEPS),
        # and gives way to whatever is said, be it older or from below
        (said("先生", on=TUESDAY), said("王伟", LIST), Resolution.TAKES, Resolution.TAKES),
        (said("先生"), said("王伟"), Resolution.TAKES, Resolution.TAKES),
        (said(None), said("先生"), Resolution.TAKES, Resolution.TAKES),
        # one fills the form as well as another
        (said("先生"), said("无", on=TUESDAY), Resolution.TAKES, Resolution.TAKES),
        (said("先生"), said("无", LIST), Resolution.KEEPS, Resolution.KEEPS),
        # whoever says it at first hand means it, and what was verified was meant
        (said("1990-01-02", CUSTOMER), said("1990-01-01", DOCUMENT, TUESDAY), Resolution.TAKES_AND_OPENS, Resolution.TAKES),
        (said("1990-01-01", CUSTOMER), said("1990-01-02", on=TUESDAY), Resolution.KEEPS_AND_OPENS, Resolution.KEEPS),
        (said("1990-01-01", verified=True), said("1990-01-02", on=TUESDAY), Resolution.KEEPS_AND_OPENS, Resolution.KEEPS),
    ],
)
def test_what_only_fills_a_form_is_no_word_against_anybody(old, new, identity, other):
    fillers = {"先生", "无", "1990-01-01"}
    assert resolve(old, new, identity=True, fillers=fillers) is identity
    assert resolve(old, new, identity=False, fillers=fillers) is other


@pytest.mark.parametrize(
    ("old", "new", "strict", "stands", "joined"),
    [
        # old, new, the strict value: whether it stands, and whether it does where two records are one
        (said(0, LIST), said(1, DMS, TUESDAY), 0, True, True),
        (said(0), said(1, LIST, TUESDAY), 0, True, True),
        (said(0, CUSTOMER), said(1, DMS, TUESDAY), 0, True, True),
        (said(1, LIST), said(0, DMS, TUESDAY), 1, True, True),  # who wants no contact
        (said(0), said(1, on=TUESDAY), 0, False, True),  # who said it takes it back
        (said(0, LIST), said(1, CUSTOMER), 0, False, False),
        (said(1, LIST), said(0), 0, False, False),
        (said(0, LIST), said(0), 0, False, False),
        (said("a", LIST), said("b"), None, False, False),
    ],
)
def test_a_withdrawn_consent_is_given_again_by_who_withdrew_it_or_at_first_hand_only(old, new, strict, stands, joined):
    assert holds(old, new, strict) is stands
    assert holds(old, new, strict, joined=True) is joined


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


@pytest.mark.parametrize(
    ("old", "new", "taken", "why"),
    [
        (said("a"), said("b", on=TUESDAY), True, Opened.NEWER),
        (said("a", on=None), said("b"), True, Opened.NEWER),
        (said("a"), said("b"), False, Opened.NOT_NEWER),
        (said("a", on=TUESDAY), said("b"), False, Opened.NOT_NEWER),
        (said("a"), said("b", LIST, TUESDAY), False, Opened.BELOW),
        (said("a", CUSTOMER), said("b", on=TUESDAY), False, Opened.BELOW),
        # had nobody verified it, a better source or a later day would have been taken
        (said("a", LIST), said("b", on=TUESDAY), False, Opened.VERIFIED),
        (said("a"), said("b", on=TUESDAY), False, Opened.VERIFIED),
        (said("a"), said("b", CUSTOMER, TUESDAY), True, Opened.AGAINST),
        (said("a", DOCUMENT, TUESDAY), said("b", CUSTOMER, TUESDAY), True, Opened.AGAINST),
        (said("a", CUSTOMER), said("b", LIST, TUESDAY), True, Opened.AGAINST),
        (said(None, CUSTOMER), said("a", on=TUESDAY), False, Opened.EMPTIED),
    ],
)
def test_why_a_conflict_was_opened_follows_from_both_sides_and_which_was_taken(old, new, taken, why):
    assert opened(old, new, taken=taken) is why


@given(SAID, SAID)
def test_that_something_was_verified_is_told_only_where_it_was(old, new):
    for judge in (resolve, decide):
        resolution = judge(old, new._replace(verified=False), identity=True)
        if resolution.opens:
            why = opened(old._replace(verified=False), new._replace(verified=False), taken=resolution.takes)
            assert why is not Opened.VERIFIED or old.verified
            assert (why in {Opened.NEWER, Opened.AGAINST}) == resolution.takes
            assert why is not Opened.NEWER or None is old.on or new.on > old.on
