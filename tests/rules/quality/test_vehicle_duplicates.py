"""Which vehicle is entered twice: by hand at the bounds, and by its laws. Points as in the policy by default."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.quality import Machine, Sameness
from kcrm.policy import Policy
from kcrm.rules.quality.vehicle_duplicates import compared_vehicles, nearly_same

POLICY = Policy.default().vehicle_duplicates
VIN, MISTYPED, SWAPPED, OTHER = "LSVAB2183E2100001", "LSVAB2183E2100007", "LSVBA2183E2100001", "LSVAB2183E2100770"


@pytest.mark.parametrize(
    ("other", "near"),
    [
        (MISTYPED, True),
        (SWAPPED, True),
        (OTHER, False),
        (VIN, False),
        (VIN[:-1], False),
        ("LSVAB2183E2100010", True),
        ("1SVAB2183E210000L", False),
    ],
)
def test_a_mistyped_vin_differs_in_one_character_or_two_that_changed_places(other, near):
    assert nearly_same(VIN, other) is near is nearly_same(other, VIN)


@pytest.mark.parametrize(
    ("one", "other", "sameness", "points"),
    [
        ({"plate": "京A1"}, {"plate": "京A1", "vin": MISTYPED}, Sameness.CERTAIN, 90),  # 50 + 40
        ({"owners": {1}}, {"owners": {1, 2}, "vin": SWAPPED}, Sameness.PERHAPS, 70),  # 50 + 20
        ({}, {"vin": MISTYPED}, Sameness.PERHAPS, 50),
        ({"model": "A"}, {"model": "B", "vin": MISTYPED}, Sameness.OTHER, 20),  # 50 - 30
        ({"delivered_on": date(2026, 1, 1)}, {"delivered_on": date(2026, 1, 2), "vin": MISTYPED}, Sameness.OTHER, 30),  # 50 - 20
        ({"model": "A"}, {"vin": MISTYPED}, Sameness.PERHAPS, 50),  # only one says its model
        # a plate goes along to the owner's next car
        ({"plate": "京A1", "owners": {1}}, {"plate": "京A1", "owners": {1}, "vin": OTHER}, Sameness.PERHAPS, 60),
        ({"plate": "京A1"}, {"plate": "京A1", "vin": OTHER}, Sameness.OTHER, 40),
        (
            {"plate": "京A1", "owners": {1}, "model": "A"},
            {"plate": "京A1", "owners": {1}, "model": "B", "vin": OTHER},
            Sameness.OTHER,
            30,
        ),
        (
            {"model": "A", "delivered_on": date(2026, 1, 1)},
            {"model": "B", "delivered_on": date(2026, 1, 2), "vin": OTHER},
            Sameness.OTHER,
            0,
        ),
    ],
)
def test_what_two_vehicles_have_in_common(one, other, sameness, points):
    first, second = (Machine(number, **{"vin": VIN, **said}) for number, said in ((1, one), (2, other)))
    verdict = compared_vehicles(first, second, POLICY)
    assert (verdict.sameness, verdict.points) == (sameness, points)


MACHINES = st.builds(
    Machine,
    id=st.integers(1, 9),
    vin=st.sampled_from([VIN, MISTYPED, SWAPPED, OTHER]),
    plate=st.none() | st.sampled_from(["京A1", "京B1"]),
    model=st.none() | st.sampled_from("AB"),
    delivered_on=st.none() | st.dates(date(2026, 1, 1), date(2026, 1, 3)),
    owners=st.frozensets(st.integers(1, 3)),
)


@given(MACHINES, MACHINES)
def test_it_is_the_same_whichever_is_named_first(one, other):
    verdict = compared_vehicles(one, other, POLICY)
    assert verdict == compared_vehicles(other, one, POLICY)
    assert verdict.points >= 0
    assert (verdict.sameness is Sameness.CERTAIN) == (verdict.points >= 80)
