"""What a fact is worth: by hand at the bounds, and by its laws. Months as in the policy by default."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.quality import Ageing, KnownFrom, Said, Trust
from kcrm.policy import Policy
from kcrm.rules.quality.evidence import trust
from kcrm.rules.quality.fillers import fillers, representative

POLICY = Policy.default().evidence
TODAY = date(2026, 6, 15)


def judged(value="13900139000", source=KnownFrom.DMS, on=TODAY, ages=None, **more):
    contradicted = more.pop("contradicted", False)
    return trust(Said(value, source, on, **more), ages, POLICY, TODAY, contradicted=contradicted)


@pytest.mark.parametrize(
    ("ages", "last_good", "first_stale"),
    [
        (Ageing.PHONE, date(2024, 6, 15), date(2024, 6, 14)),
        (Ageing.ADDRESS, date(2024, 6, 15), date(2024, 6, 14)),
        (Ageing.MILEAGE, date(2025, 12, 15), date(2025, 12, 14)),
        (Ageing.CONSENT, date(2023, 6, 15), date(2023, 6, 14)),
    ],
)
def test_a_fact_is_good_for_its_months_and_stale_the_day_after(ages, last_good, first_stale):
    assert judged(on=last_good, ages=ages) is Trust.GOOD
    assert judged(on=first_stale, ages=ages) is Trust.STALE


def test_what_does_not_grow_old_and_what_is_of_an_unknown_day_is_not_stale():
    assert judged("1985-03-02", on=date(1999, 1, 1)) is Trust.GOOD
    assert judged(on=None, ages=Ageing.PHONE) is Trust.GOOD


@pytest.mark.parametrize(
    ("value", "source", "verified", "verdict"),
    [
        ("13900139000", KnownFrom.LIST, False, Trust.DOUBTFUL),
        ("13900139000", KnownFrom.LIST, True, Trust.GOOD),
        ("13800138000", KnownFrom.CUSTOMER, False, Trust.DOUBTFUL),
        ("1990-01-01", KnownFrom.DMS, False, Trust.DOUBTFUL),
        (" 先生", KnownFrom.DMS, False, Trust.DOUBTFUL),
        ("张先生", KnownFrom.DMS, False, Trust.GOOD),
        ("1990-01-02", KnownFrom.DMS, False, Trust.GOOD),
    ],
)
def test_fillers_and_what_only_a_list_says_are_doubtful(value, source, verified, verdict):
    assert judged(value, source, verified=verified) is verdict


def test_contradicted_outranks_stale_and_stale_doubtful():
    long_ago = date(2020, 1, 1)
    assert judged(source=KnownFrom.LIST, on=long_ago, ages=Ageing.PHONE) is Trust.STALE
    assert judged(source=KnownFrom.LIST, on=long_ago, ages=Ageing.PHONE, contradicted=True) is Trust.CONTRADICTED


def test_a_store_adds_its_own_fillers():
    own = fillers(POLICY._replace(fillers=("解放路1号",)))
    assert not representative("解放路 1号", own)


DAYS = st.dates(date(2000, 1, 1), date(2040, 1, 1))


@given(st.sampled_from(KnownFrom), DAYS, DAYS, st.sampled_from(Ageing), DAYS)
def test_a_fact_never_becomes_better_by_waiting_nor_worse_by_being_said_later(source, on, later_on, ages, today):
    order = list(Trust)
    worth = [order.index(trust(Said("x", source, day), ages, POLICY, today)) for day in sorted([on, later_on])]
    assert worth[0] >= worth[1]
    waited = [order.index(trust(Said("x", source, on), ages, POLICY, day)) for day in sorted([today, later_on])]
    assert waited[0] <= waited[1]
