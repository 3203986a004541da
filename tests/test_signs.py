"""Bars and courses in signs: where zero lies, what is not over, and that a console in GBK has them all."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from kcrm.views.kpi.signs import bars, course

values = st.lists(st.one_of(st.none(), st.fractions(min_value=-1000, max_value=1000, max_denominator=9)), max_size=14)


def drawn(*found, running=()):
    return bars([None if each is None else Fraction(each) for each in found], [place in running for place in range(len(found))])


def test_bars_begin_at_zero_and_the_greatest_fills_the_line():
    assert drawn(10, 5, 0) == ["|####################", "|##########..........", "|...................."]


def test_a_loss_goes_to_the_other_side_of_zero():
    # from -10 to 30 in 20 cells: a quarter of them below zero
    assert drawn(30, -10, -5) == [".....|###############", "#####|...............", "..###|..............."]


def test_what_is_not_over_is_drawn_otherwise_and_no_value_not_at_all():
    assert drawn(4, None, 2, running={2}) == ["|####################", "", "|==========.........."]


def test_what_is_not_nothing_is_seen():
    assert drawn(1000, 1)[1] == "|#..................."


def test_a_course_goes_from_the_least_to_the_greatest_with_gaps():
    assert course([Fraction(1), None, Fraction(4), Fraction(8)], [False, False, False, True]) == "▁-▄(█)"
    assert course([Fraction(3)] * 3, [False] * 3) == "▅▅▅"
    assert course([None, None], [False, False]) == "--"


@given(values)
def test_every_bar_has_its_zero_at_the_same_place_and_all_signs_are_in_gbk(found):
    told = bars(found, [False] * len(found))
    zeros = {each.index("|") for each in told if each}
    assert len(zeros) <= 1
    assert len({len(each) for each in told if each}) <= 1
    line = course(found, [False] * len(found))
    assert len(line) == len(found)
    ("".join(told) + line).encode("gbk")
