"""The cross table as a rule: order of its parts, totals, what there is no room for."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from kcrm.rules.crosstable import OTHERS, Axis, Part, Tally, cross_table, on_a_page


def part(row, across, cases, amount=None):
    return Part(row, across, Tally(cases, cases if amount is None else amount))


def test_totals_stand_beside_what_is_told_of_both():
    table = cross_table([part("a", "x", 2, 500), part("a", "y", 1, 30), part("b", "x", 4, 7)], Axis(("a", "b")), Axis(("x", "y")))
    assert table.cells == {("a", "x"): (2, 500), ("a", "y"): (1, 30), ("b", "x"): (4, 7)}
    assert table.of_row == {"a": (3, 530), "b": (4, 7)}
    assert table.of_across == {"x": (6, 507), "y": (1, 30)}
    assert table.whole == (7, 537)


def test_words_stand_as_they_are_declared_days_as_they_come_anything_else_the_most_first_and_nothing_last():
    told = [part("b", "2026-03", 1), part(None, "2026-01", 9), part("a", None, 1), part("c", "2026-01", 3)]
    assert cross_table(told, Axis(("c", "b", "a")), Axis(by_value=True)).rows == ("c", "b", "a", None)
    table = cross_table(told, Axis(), Axis(by_value=True))
    assert table.rows == ("c", "a", "b", None)  # of a and b, as many each, by name
    assert table.across == ("2026-01", "2026-03", None)


def paged(told, rows, most):
    return on_a_page(cross_table(told, rows, Axis()), rows, Axis(), (most, most))


def test_the_least_are_told_together_where_there_is_no_room():
    told = [part(name, "x", cases) for name, cases in zip("abcd", (1, 4, 2, 3), strict=True)]
    table = paged(told, Axis(), 3)
    assert table.rows == ("b", "d", OTHERS)
    assert table.of_row[OTHERS] == (3, 3)
    assert table.cells[OTHERS, "x"] == (3, 3)
    assert table.whole == (10, 10)
    assert table.together == (2, 0)
    # as many as there is room for are told by themselves
    assert paged([part(name, "x", 1) for name in "abc"], Axis(), 3).rows == ("a", "b", "c")


def test_of_numbers_in_their_order_the_greatest_stay_and_the_others_follow():
    told = [part(number, "x", cases) for number, cases in zip((1, 2, 3, None, 4), (1, 9, 2, 1, 8), strict=True)]
    assert paged(told, Axis(by_value=True), 4).rows == (2, 4, OTHERS, None)


def test_of_days_the_latest_stay_and_the_earlier_stand_before_them():
    months = [f"2026-{month:02}" for month in range(1, 6)]
    told = [part(month, "x", cases) for month, cases in zip(months, (50, 40, 3, 2, 1), strict=True)]
    table = paged(told, Axis(by_value=True, latest=True), 3)
    assert table.rows == (OTHERS, "2026-04", "2026-05")
    assert (table.of_row[OTHERS], table.together) == ((93, 93), (3, 0))
    # what has no day is not among the earlier
    assert paged([*told, part(None, "x", 7)], Axis(by_value=True, latest=True), 3).rows == (OTHERS, "2026-05", None)


def test_words_that_are_declared_are_never_too_many():
    assert paged([part(name, "x", 1) for name in "abcd"], Axis(("a", "b", "c", "d")), 2).rows == ("a", "b", "c", "d")


def test_the_table_of_nothing_is_empty():
    table = cross_table([], Axis(), Axis())
    assert (table.rows, table.across, table.whole) == ((), (), (0, 0))


_NAMES = st.sampled_from(["a", "b", "c", "d", None])


@given(st.lists(st.builds(part, _NAMES, _NAMES, st.integers(1, 9), st.integers(-9, 9))), st.integers(1, 4), st.booleans())
def test_nothing_is_lost_and_nothing_told_twice(told, most, latest):
    axis = Axis(latest=latest)
    table = on_a_page(cross_table(told, axis, axis), axis, axis, (most, most))
    whole = (sum(each.tally.cases for each in told), sum(each.tally.amount for each in told))
    for tallies in (table.cells, table.of_row, table.of_across):
        assert (sum(each.cases for each in tallies.values()), sum(each.amount for each in tallies.values())) == whole
    assert table.whole == whole
    for names in (table.rows, table.across):
        assert len(set(names)) == len(names)
        assert len(names) <= most
