"""What a customer is asked for: each reason at its bounds by hand, and the order. Fields, months and days are the policy's by default."""

from __future__ import annotations

from datetime import date

import pytest

from kcrm.model.quality import KnownFrom, Lack, Said
from kcrm.policy import Policy
from kcrm.records import SheetKind
from kcrm.records.catalogue import Part, catalogue
from kcrm.rules.quality.wanted import Held, wanted

POLICY = Policy.default()
TODAY = date(2026, 6, 15)
PERSON = {"kind": "person", "phone_state": "ok"}
GOOD = {"customers": {"birthday": "1988-03-04", "phone": "13912345678"}, "vehicles": {"insurance_expires_on": "2026-12-31"}}


def held(kind, values=None, said=None, contradicted=(), asked=None, number=1):
    """A file that has every fact, but for these. said: where some of them come from."""
    full = {each.field.key: "x" for each in catalogue() if each.kind is kind} | {"call_consent": 1, "message_consent": 1}
    days = dict.fromkeys(("licence_expires_on", "insurance_expires_on", "compulsory_expires_on", "inspection_due_on"), "2027-01-01")
    part = Part(kind, full | days | PERSON | GOOD[kind] | (values or {}), asked or {}, id=number)
    return Held(part, said or {}, frozenset(contradicted))


def customer(values=None, **known):
    return held(SheetKind.CUSTOMERS, values, **known)


def vehicle(values=None, **known):
    return held(SheetKind.VEHICLES, values, **known)


def wants(*parts, completeness=POLICY.completeness):
    return [(want.part.id, want.key, want.lack) for want in wanted(parts, completeness, POLICY.evidence, TODAY)]


def test_a_file_with_every_fact_asks_for_nothing():
    assert wants(customer(), vehicle()) == []


def test_what_the_policy_puts_first_comes_first_whichever_record_it_is_of_then_the_catalogue():
    lacking = dict.fromkeys(("insurance_expires_on", "plate", "inspection_due_on"))
    person = dict.fromkeys(("email", "birthday", "call_consent", "phone", "wechat"))
    assert [key for _id, key, _lack in wants(customer(person), vehicle(lacking))] == [
        "phone", "call_consent", "birthday", "insurance_expires_on", "email", "wechat", "plate", "inspection_due_on"
    ]  # fmt: skip
    own = POLICY.completeness._replace(first=("wechat",), off=("plate",))
    assert [key for _id, key, _lack in wants(customer({"phone": None, "wechat": None}), vehicle({"plate": None}), completeness=own)] == [
        "wechat",
        "phone",
    ]


def test_of_two_vehicles_each_is_asked_about():
    one, two = (vehicle({"insurance_expires_on": None}, number=number) for number in (7, 4))
    assert wants(customer(), one, two) == [(7, "insurance_expires_on", Lack.MISSING), (4, "insurance_expires_on", Lack.MISSING)]


def test_what_does_not_apply_and_what_the_house_knows_itself_is_not_asked():
    assert wants(customer({"kind": "company", "birthday": None, "gender": None})) == []
    assert wants(vehicle({"sales_consultant": None, "service_advisor": None})) == []


@pytest.mark.parametrize(
    ("values", "said", "lack"),
    [
        # a filler is missing, whoever said it
        ({"birthday": "1990-01-01"}, Said("1990-01-01", KnownFrom.CUSTOMER, TODAY), Lack.MISSING),
        ({"birthday": "1988-03-04"}, Said("1988-03-04", KnownFrom.DMS, None), None),
        ({"birthday": "1988-03-04"}, Said("1988-03-04", KnownFrom.LIST, date(2026, 6, 1)), Lack.DOUBTFUL),
        ({"birthday": "1988-03-04"}, Said("1988-03-04", KnownFrom.LIST, date(2026, 6, 1), verified=True), None),
    ],
)
def test_a_birthday_is_asked_where_it_says_nothing_or_a_list_says_it(values, said, lack):
    assert wants(customer(values, said={"birthday": said})) == ([] if lack is None else [(1, "birthday", lack)])


@pytest.mark.parametrize(
    ("on", "verified", "lack"),
    [
        (date(2024, 6, 15), False, None),  # today is the last of its 24 months
        (date(2024, 6, 14), False, Lack.STALE),
        (date(2024, 6, 14), True, None),
        (None, False, None),
    ],
)
def test_a_phone_is_asked_again_after_24_months_unless_it_was_verified(on, verified, lack):
    said = {"phone": Said("13912345678", KnownFrom.CUSTOMER, on, verified)}
    assert wants(customer(said=said)) == ([] if lack is None else [(1, "phone", lack)])


@pytest.mark.parametrize("state", ["doubtful", "wrong"])
def test_a_phone_at_which_nobody_is_reached_is_doubtful_unless_they_named_it_today(state):
    known = {"values": {"phone_state": state}}
    earlier, now = (Said("13912345678", KnownFrom.CUSTOMER, on) for on in (date(2026, 6, 14), TODAY))
    assert wants(customer(**known, said={"phone": earlier})) == [(1, "phone", Lack.DOUBTFUL)]
    assert wants(customer(**known, said={"phone": now})) == []


@pytest.mark.parametrize(
    ("value", "on", "lack"),
    [
        (1, date(2023, 6, 15), None),  # today is the last of its 36 months
        (1, date(2023, 6, 14), Lack.STALE),
        (0, date(2020, 1, 1), None),
        (None, None, Lack.MISSING),
    ],
)
def test_a_consent_is_asked_again_after_36_months_but_not_of_who_withdrew_it(value, on, lack):
    said = {"call_consent": Said(value, KnownFrom.CUSTOMER, on)}
    assert wants(customer({"call_consent": value}, said=said)) == ([] if lack is None else [(1, "call_consent", lack)])


@pytest.mark.parametrize(
    ("said", "asks"),
    [
        (Said("1988-03-04", KnownFrom.DOCUMENT, date(2026, 6, 1)), True),
        (Said("1988-03-04", KnownFrom.DOCUMENT, date(2026, 6, 1), verified=True), True),
        (Said("1988-03-04", KnownFrom.CUSTOMER, date(2026, 6, 14)), True),
        (Said("1988-03-04", KnownFrom.CUSTOMER, TODAY), False),
    ],
)
def test_what_somebody_contradicts_is_asked_also_where_it_was_verified_but_not_on_the_day_they_said_it(said, asks):
    found = wants(customer(said={"birthday": said}, contradicted=["birthday"]))
    assert found == ([(1, "birthday", Lack.CONTRADICTED)] if asks else [])


@pytest.mark.parametrize(("on", "asks"), [(date(2025, 12, 17), False), (date(2025, 12, 16), True)])
@pytest.mark.parametrize(
    ("part", "lack"),
    [
        (lambda asked: customer({"birthday": None}, asked=asked), Lack.MISSING),
        (
            lambda asked: customer(said={"birthday": Said("1988-03-04", KnownFrom.LIST, None)}, asked=asked),
            Lack.DOUBTFUL,
        ),
        (
            lambda asked: customer(said={"birthday": Said("1988-03-04", KnownFrom.DOCUMENT, None)}, contradicted=["birthday"], asked=asked),
            Lack.CONTRADICTED,
        ),
    ],
)
def test_what_was_asked_in_vain_waits_180_days_whatever_speaks_against_it(part, lack, on, asks):
    assert wants(part({"birthday": on})) == ([(1, "birthday", lack)] if asks else [])


@pytest.mark.parametrize(("until", "asks"), [("2026-06-15", False), ("2026-06-14", True)])
@pytest.mark.parametrize("key", ["insurance_expires_on", "compulsory_expires_on", "inspection_due_on"])
def test_a_day_that_has_gone_by_is_asked_for_anew(key, until, asks):
    assert wants(vehicle({key: until})) == ([(1, key, Lack.STALE)] if asks else [])


def test_a_day_that_ends_for_good_is_not():
    assert wants(vehicle({"warranty_until": "2020-01-01"})) == []
