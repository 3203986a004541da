"""How a typed answer means one of a few: by its number, its word, or a part of it that no other has."""

import pytest

from kcrm.actions.seat.asking import Choice, one_of
from kcrm.errors import UsageError

PLATES = one_of([Choice(number, plate) for number, plate in enumerate(("皖TA9E27", "皖TB9E28", "皖TE4W17", "皖TE0J33"), start=101)])


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1", 101),
        ("4", 104),
        ("皖TA9E27", 101),
        ("皖ta9e27", 101),
        ("4w17", 103),
        ("9E27", 101),
        ("E0J", 104),
    ],
)
def test_of_many_plates_one_is_meant_by_its_number_or_a_part_of_its_own(typed, found):
    assert PLATES(typed) == found


@pytest.mark.parametrize("typed", ["5", "33", "17", "9E2", "皖T", "W18", "", "71W4"])
def test_what_several_have_or_what_may_be_a_mistyped_number_is_none(typed):
    with pytest.raises(UsageError, match=r"type its number"):
        PLATES(typed)
