"""How complete a file is: at the bounds by hand, and by its laws. Fields, fillers and days are the policy's by default."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.quality import Filled
from kcrm.policy import Policy
from kcrm.records import SheetKind
from kcrm.records.catalogue import Part, Share, catalogue, counted_named, whole
from kcrm.records.noun import Section
from kcrm.rules.quality.completeness import completeness, enough, filled, first_asked, missing, required, states, switched_on
from kcrm.rules.quality.fillers import fillers, representative

POLICY = Policy.default().completeness
EVIDENCE = Policy.default().evidence
FILLERS = fillers(EVIDENCE)
TODAY = date(2026, 6, 15)
CUSTOMER = {each.field.key: None for each in catalogue() if each.kind is SheetKind.CUSTOMERS} | {"kind": "person"}
VEHICLE = {each.field.key: None for each in catalogue() if each.kind is SheetKind.VEHICLES}


def customer(asked=None, **values):
    return Part(SheetKind.CUSTOMERS, CUSTOMER | values, asked or {})


def vehicle(*, bought=True, **values):
    return Part(SheetKind.VEHICLES, VEHICLE | values, {}, bought)


def how(part, key):
    return filled(counted_named(key), part, FILLERS, first_asked(POLICY, TODAY))


def test_the_catalogue_has_fifteen_basic_fields_fifteen_of_payment_and_forty_five_of_the_purchase():
    counts = {section: sum(each.field.section is section for each in catalogue()) for section in Section}
    assert counts == {Section.BASIC: 15, Section.PAYMENT: 15, Section.PURCHASE: 45}
    assert len({each.field.key for each in catalogue()}) == 75


@pytest.mark.parametrize(
    ("part", "key", "expected"),
    [
        (customer(), "birthday", Filled.MISSING),
        (customer(birthday="1980-02-03"), "birthday", Filled.KNOWN),
        (customer(birthday="1990-01-01"), "birthday", Filled.MISSING),
        (customer(kind="company"), "birthday", Filled.NOT_APPLICABLE),
        (customer(kind="company", birthday="1980-02-03"), "birthday", Filled.NOT_APPLICABLE),
        (customer(phone="13800138000"), "phone", Filled.MISSING),
        (customer(phone="13800138001"), "phone", Filled.KNOWN),
        (customer(name="先 生"), "name", Filled.MISSING),
        (customer(name="王先生"), "name", Filled.KNOWN),
        (customer(address="不详"), "address", Filled.MISSING),
        (customer(address=""), "address", Filled.MISSING),
        (customer(call_consent=0), "call_consent", Filled.KNOWN),
        (vehicle(), "loan_bank", Filled.NOT_APPLICABLE),
        (vehicle(payment="cash"), "loan_bank", Filled.NOT_APPLICABLE),
        (vehicle(payment="loan"), "loan_bank", Filled.MISSING),
        (vehicle(payment="lease", loan_bank="工商银行"), "loan_bank", Filled.KNOWN),
        (vehicle(loan_until="2027-01-01"), "loan_bank", Filled.MISSING),
        (vehicle(payment="loan", bought=False), "loan_bank", Filled.NOT_APPLICABLE),
        (vehicle(), "price", Filled.MISSING),
        (vehicle(price=0), "price", Filled.KNOWN),
        (vehicle(bought=False), "price", Filled.NOT_APPLICABLE),
        (vehicle(purchase_kind="first"), "trade_in_model", Filled.NOT_APPLICABLE),
        (vehicle(purchase_kind="trade_in"), "trade_in_model", Filled.MISSING),
        (vehicle(energy="electric"), "displacement", Filled.NOT_APPLICABLE),
        (vehicle(), "displacement", Filled.MISSING),
    ],
)
def test_what_is_filled_missing_or_does_not_apply(part, key, expected):
    assert how(part, key) is expected


def test_what_was_asked_and_not_known_counts_for_a_hundred_and_eighty_days_the_last_one_too():
    # 17 December 2025 and 180 days are 15 June 2026
    assert how(customer({"birthday": date(2025, 12, 17)}), "birthday") is Filled.ASKED
    assert how(customer({"birthday": date(2025, 12, 16)}), "birthday") is Filled.MISSING
    assert how(customer({"birthday": TODAY}, birthday="1980-02-03"), "birthday") is Filled.KNOWN
    assert how(customer({"birthday": TODAY}, kind="company"), "birthday") is Filled.NOT_APPLICABLE


def test_the_stores_own_phone_and_whatever_the_policy_names_fill_nothing():
    own = fillers(EVIDENCE._replace(own_phone="0500-2380016", fillers=("汀江大道 8号", "N/A")))
    assert [representative(value, own) for value in ("05002380016", "汀江大道8号", "n/a", "N / a")] == [False] * 4
    assert [representative(value, own) for value in ("05002380017", "汀江大道9号", "n", 0)] == [True] * 4
    assert not representative("", own)
    assert not representative(None, own)


def test_a_file_is_counted_group_by_group():
    # of persons 15 basic and 12 of the purchase; of a car paid in full 8 of payment and 17 + 14 + 2 - 1 less one for a trade-in
    found = completeness([customer(name="张伟", phone="13900139001", hobby="钓鱼")], POLICY, FILLERS, TODAY)
    assert found == {Section.BASIC: Share(2, 15), Section.PAYMENT: Share(), Section.PURCHASE: Share(1, 12)}
    with_car = completeness([customer(name="张伟"), vehicle(vin="V", payment="cash", price=1)], POLICY, FILLERS, TODAY)
    assert with_car == {Section.BASIC: Share(1, 15), Section.PAYMENT: Share(2, 9), Section.PURCHASE: Share(1, 12 + 32)}


def test_what_is_missing_is_named_once_the_most_valuable_first():
    parts = [customer(name="张伟", phone="13900139001"), vehicle(), vehicle()]
    assert missing(parts, POLICY, FILLERS, TODAY)[:4] == ("call_consent", "birthday", "insurance_expires_on", "phone2")
    assert len(missing(parts, POLICY, FILLERS, TODAY)) == len(set(missing(parts, POLICY, FILLERS, TODAY)))


def test_what_is_switched_off_is_not_counted_and_what_is_required_is_so_in_proportion():
    off = POLICY._replace(off=tuple(each.field.key for each in catalogue())[:25])
    assert len(switched_on(off)) == 50
    assert required(off) == 50
    assert required(POLICY) == 60
    # 60 of 75 are four of five
    assert enough(Share(60, 75), POLICY)
    assert not enough(Share(59, 75), POLICY)
    assert enough(Share(20, 25), POLICY)
    assert not enough(Share(19, 25), POLICY)


VALUES = {
    "kind": st.sampled_from(["person", "company"]),
    "payment": st.sampled_from([None, "cash", "loan"]),
    "purchase_kind": st.sampled_from([None, "first", "trade_in"]),
    "energy": st.sampled_from([None, "electric", "hybrid"]),
}
ANY = st.sampled_from([None, "", "无", "13800138000", "1990-01-01", "王先生", "说得出"])
ASKED = st.dictionaries(st.sampled_from([each.field.key for each in catalogue()]), st.dates(date(2025, 12, 1), TODAY), max_size=5)


def parts_of(kind, blank):
    values = st.fixed_dictionaries({key: VALUES.get(key, ANY) for key in blank})
    return st.builds(Part, st.just(kind), values, ASKED, st.booleans())


FILES = st.lists(parts_of(SheetKind.CUSTOMERS, CUSTOMER) | parts_of(SheetKind.VEHICLES, VEHICLE), max_size=5)


@given(FILES)
def test_no_file_is_more_than_complete_and_what_is_missing_is_the_rest(parts):
    share = whole(completeness(parts, POLICY, FILLERS, TODAY).values())
    assert 0 <= share.filled <= share.applicable
    assert share.value is None or 0 <= share.value <= 1
    lacking = [each for _part, each, how in states(parts, POLICY, FILLERS, TODAY) if how is Filled.MISSING]
    assert share.applicable - share.filled == len(lacking)
    assert set(missing(parts, POLICY, FILLERS, TODAY)) == {each.field.key for each in lacking}


@given(FILES, st.lists(st.booleans(), min_size=5, max_size=5))
def test_a_whole_is_the_same_by_any_split_summed(parts, left):
    split = [[part for part, is_left in zip(parts, left, strict=False) if is_left is side] for side in (True, False)]
    of_both = [completeness(some, POLICY, FILLERS, TODAY) for some in split]
    together = completeness(parts, POLICY, FILLERS, TODAY)
    assert {section: whole(each[section] for each in of_both) for section in Section} == together
    assert whole(whole(each.values()) for each in of_both) == whole(together.values())
