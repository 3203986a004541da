"""The funnel: worked out by hand, and what holds of any."""

from fractions import Fraction
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.prospects import FUNNEL, Stage
from kcrm.rules.prospects.funnel import funnel

COUNTS = st.dictionaries(
    st.tuples(st.sampled_from(FUNNEL), st.sampled_from((None, Stage.LOST, Stage.INVALID))), st.integers(0, 50), max_size=20
)


def test_whoever_came_further_came_so_far():
    furthest = {(Stage.REGISTERED, Stage.INVALID): 2, (Stage.VISITED, None): 3, (Stage.QUOTED, Stage.LOST): 1, (Stage.DELIVERED, None): 2}
    assert [(each.stage, each.number, each.of_before, each.of_all) for each in funnel(furthest)] == [
        (Stage.REGISTERED, 8, None, 100),
        (Stage.CONTACTED, 6, 75, 75),
        (Stage.VISITED, 6, 100, 75),
        (Stage.TEST_DRIVE, 3, 50, Fraction(75, 2)),
        (Stage.QUOTED, 3, 100, Fraction(75, 2)),
        (Stage.ORDERED, 2, Fraction(200, 3), 25),
        (Stage.DELIVERED, 2, 100, 25),
        (Stage.LOST, 1, None, Fraction(25, 2)),
        (Stage.INVALID, 2, None, 25),
    ]


@given(COUNTS)
def test_no_stage_has_more_than_the_one_before_and_conversions_never_exceed_registrations(furthest):
    reached = funnel(furthest)
    *way, lost, invalid = reached
    assert [each.stage for each in way] == list(FUNNEL)
    assert way[0].number == sum(furthest.values())
    assert all(later.number <= earlier.number for earlier, later in pairwise(way))
    assert way[-1].number == sum(number for (stage, _ended), number in furthest.items() if stage is Stage.DELIVERED)
    assert lost.number + invalid.number <= way[0].number
    assert all(each.of_all is None or 0 <= each.of_all <= 100 for each in reached)
    assert all((each.of_all is None) == (way[0].number == 0) for each in reached)
    assert all(each.of_before is None or 0 <= each.of_before <= 100 for each in way)
