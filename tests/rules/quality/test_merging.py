"""Which of two records stays and what it then says: by hand, and by its laws."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.rules.quality.merging import merged, stays

NOBODY = dict.fromkeys(
    (
        "customer_no", "phone", "phone2", "birthday", "call_consent", "call_consent_on", "message_consent", "message_consent_on", "note",
        "specialist_id",
    )
)  # fmt: skip
PLAIN = {**NOBODY, "name": "王芳", "kind": "person", "phone_state": "ok", "do_not_contact": 0, "contact_only": 0}


def customer(number=1, **said):
    return {**PLAIN, "id": number, **said}


@pytest.mark.parametrize(
    ("one", "other", "first"),
    [
        ({}, {}, True),  # the older
        ({}, {"customer_no": "K2"}, False),  # a number of the store's beats age
        ({"customer_no": "K1"}, {"customer_no": "K2"}, True),
        ({"contact_only": 1, "customer_no": "K1"}, {}, False),  # more than a contact beats both
    ],
)
def test_who_stays(one, other, first):
    pair = customer(1, **one), customer(2, **other)
    assert stays(*pair, "customer_no") is first
    assert stays(*reversed(pair), "customer_no") is not first


@pytest.mark.parametrize(
    ("kept", "going", "taken", "now"),
    [
        ({"birthday": "1980-01-01"}, {"birthday": "1981-01-01"}, (), {"birthday": "1980-01-01"}),
        ({"birthday": "1980-01-01"}, {"birthday": "1981-01-01"}, ("birthday",), {"birthday": "1981-01-01"}),
        ({"birthday": "1980-01-01"}, {}, ("birthday",), {"birthday": "1980-01-01"}),  # nothing to take
        ({}, {"birthday": "1981-01-01", "customer_no": "K2"}, (), {"birthday": "1981-01-01", "customer_no": "K2"}),
        # consent: no before yes before unknown, each with its own day
        (
            {"call_consent": 1, "call_consent_on": "2026-01-01"},
            {"call_consent": 0, "call_consent_on": "2025-01-01"},
            (),
            {"call_consent": 0, "call_consent_on": "2025-01-01"},
        ),
        ({}, {"message_consent": 1, "message_consent_on": "2025-01-01"}, (), {"message_consent": 1, "message_consent_on": "2025-01-01"}),
        ({}, {"do_not_contact": 1}, (), {"do_not_contact": 1}),
        ({}, {"contact_only": 1}, (), {"contact_only": 0}),
        ({"note": "旧件带走"}, {"note": "周末来"}, (), {"note": "旧件带走 / 周末来"}),
        ({"note": "旧件带走，周末来"}, {"note": "周末来"}, (), {"note": "旧件带走，周末来"}),
        ({"note": "周末来"}, {"note": "旧件带走，周末来"}, (), {"note": "旧件带走，周末来"}),
        # phones: both main ones before second ones, one that reaches nobody last
        ({"phone": "1", "phone2": "2"}, {"phone": "3"}, (), {"phone": "1", "phone2": "3"}),
        ({"phone": "1"}, {"phone": "3", "phone2": "1"}, (), {"phone": "1", "phone2": "3"}),
        ({"phone": "1"}, {"phone": "3"}, ("phone",), {"phone": "3", "phone2": "1"}),
        ({"phone": "1", "phone_state": "wrong"}, {"phone": "3"}, (), {"phone": "3", "phone2": "1", "phone_state": "ok"}),
        ({"phone": "1", "phone_state": "doubtful"}, {"phone": "3"}, (), {"phone": "1", "phone2": "3", "phone_state": "doubtful"}),
        ({"phone": "1", "phone_state": "wrong"}, {"phone": "1", "phone_state": "wrong"}, (), {"phone": "1", "phone_state": "wrong"}),
        # who rang without saying their name stands under their phone
        ({"phone": "1", "name": "1"}, {"phone": "1", "name": "王芳"}, (), {"name": "王芳"}),
    ],
)
def test_what_the_one_that_stays_says(kept, going, taken, now):
    values = merged(customer(1, **kept), customer(2, **going), taken).values
    assert {column: values[column] for column in now} == now


def test_a_phone_without_a_place_is_named():
    result = merged(customer(1, phone="1", phone2="2"), customer(2, phone="3", phone2="4"))
    assert (result.values["phone"], result.values["phone2"], result.without) == ("1", "3", ("2", "4"))


def test_a_vehicle_has_no_consents():
    kept, going = {"id": 1, "vin": "A", "plate": None}, {"id": 2, "vin": "B", "plate": "京A1"}
    assert merged(kept, going).values == {"id": 1, "vin": "A", "plate": "京A1"}


MAYBE = st.none() | st.sampled_from(["1", "2", "3"])
CUSTOMERS = st.fixed_dictionaries(
    {
        "customer_no": MAYBE,
        "phone": MAYBE,
        "phone2": MAYBE,
        "phone_state": st.sampled_from(["ok", "doubtful", "wrong"]),
        "birthday": MAYBE,
        "call_consent": st.none() | st.integers(0, 1),
        "do_not_contact": st.integers(0, 1),
        "contact_only": st.integers(0, 1),
        "note": MAYBE,
    }
)


@given(CUSTOMERS, CUSTOMERS)
def test_nothing_that_either_says_is_lost_and_consent_only_grows_stricter(one, other):
    kept, going = customer(1, **one), customer(2, **other)
    result = merged(kept, going)
    phones = {record[column] for record in (kept, going) for column in ("phone", "phone2")} - {None}
    assert {result.values["phone"], result.values["phone2"], *result.without} - {None} == phones
    for column in ("customer_no", "birthday", "note"):
        assert (result.values[column] is None) == (kept[column] is None and going[column] is None)
    refused = [record["call_consent"] == 0 for record in (kept, going)]
    assert (result.values["call_consent"] == 0) == any(refused)
    assert result.values["do_not_contact"] == max(kept["do_not_contact"], going["do_not_contact"])


@given(CUSTOMERS)
def test_a_record_and_its_copy_say_what_it_says(one):
    values = merged(customer(1, **one), customer(2, **one)).values
    phones = [one["phone"], one["phone2"]]
    same = {"phone": next(filter(None, phones), None), "phone2": phones[1] if phones[0] not in {None, phones[1]} else None}
    if one["phone_state"] != "wrong" and phones[0] is not None:
        assert {key: values[key] for key in same} == same
    assert {key: values[key] for key in one if not key.startswith("phone")} == {
        key: value for key, value in one.items() if not key.startswith("phone")
    }
