"""Which columns stand side by side: worked examples, and laws for any list on any terminal."""

from hypothesis import given
from hypothesis import strategies as st

from kcrm.shell.fitting import GAP, LEAST, READABLE, fitting
from kcrm.views import Cell, Column


def column(kind=Cell.TEXT, priority=0):
    return Column("key", "Heading", kind, priority)


def taken(room):
    return sum(room.values()) + GAP * (len(room) - 1)


def test_what_fits_stays_as_it_is():
    assert fitting([column(), column(priority=5)], [10, 20], 32) == {0: 10, 1: 20}


def test_a_long_text_is_shortened_before_a_column_goes():
    # 10 + 2 + 40 + 2 + 12 = 66 cells are wanted; at 60 the text of 40 gives up six of them
    columns = [column(Cell.IDENTIFIER), column(priority=4), column(Cell.IDENTIFIER, 5)]
    assert fitting(columns, [10, 40, 12], 60) == {0: 10, 1: 34, 2: 12}


def test_what_fits_comes_back_when_a_wide_one_has_gone():
    # the text of the lowest priority goes first, but even without it 24 readable cells do not fit beside 30: then the 8 of the other do
    columns = [column(Cell.IDENTIFIER), column(priority=4), column(Cell.IDENTIFIER, 5)]
    assert fitting(columns, [30, 60, 8], 42) == {0: 30, 2: 8}


def test_a_column_without_anything_in_it_goes_before_any_other_and_comes_back_last():
    columns = [column(Cell.IDENTIFIER), column(Cell.DATE, 1), column(Cell.DATE, 9)]
    assert fitting(columns, [10, 10, 10], 22, empty={1}) == {0: 10, 2: 10}
    assert fitting(columns, [10, 10, 10], 34, empty={1}) == {0: 10, 1: 10, 2: 10}


def test_prose_takes_what_is_left():
    assert fitting([column(Cell.IDENTIFIER), column(Cell.PROSE)], [10, 24], 80) == {0: 10, 1: 68}


def test_no_number_is_cut_though_it_should_stand_and_the_first_column_stands_longest():
    # 24 readable of the text + 2 + 14 + 2 + 14 = 56; the third number would need 72
    amounts = [column(priority=-1), *[column(Cell.MONEY)] * 3]
    assert fitting(amounts, [30, 14, 14, 14], 60) == {0: 28, 1: 14, 2: 14}
    # those below 0 stand longer than 0, and the lowest longest, wherever they stand
    assert fitting([column(Cell.MONEY, 0), column(Cell.MONEY, -1), column(Cell.MONEY, -2)], [14, 14, 14], 30) == {1: 14, 2: 14}
    # what fits comes back
    assert fitting([column(), *[column(Cell.MONEY)] * 3], [10, 14, 90, 8], 36) == {0: 10, 1: 14, 3: 8}
    # of months none comes back before a later one: 10 + 2 + 14 = 26, the second would need 42, the first 36
    months = [column(priority=-4), *(column(Cell.MONEY, -place) for place in (1, 2, 3))]
    assert fitting(months, [10, 8, 14, 14], 36) == {0: 10, 3: 14}


@st.composite
def lists(draw):
    kinds = st.sampled_from([Cell.TEXT, Cell.IDENTIFIER, Cell.DATE, Cell.COUNT])
    columns = draw(st.lists(st.builds(column, kinds, st.integers(0, 9)), min_size=1, max_size=12))
    widths = draw(st.lists(st.integers(LEAST, 70), min_size=len(columns), max_size=len(columns)))
    empty = draw(st.sets(st.integers(0, len(columns) - 1)))
    return columns, widths, draw(st.integers(20, 200)), empty


@given(lists())
def test_nothing_is_cut_but_texts_and_nothing_vanishes_while_there_is_room(drawn):
    columns, widths, width, empty = drawn
    room = fitting(columns, widths, width, empty)
    assert list(room) == sorted(room)
    firm = [index for index, each in enumerate(columns) if each.priority == 0]
    assert not firm or firm[0] in room
    shortest = {index: LEAST if each.kind is Cell.TEXT else widths[index] for index, each in enumerate(columns)}
    standing = [index for index in firm if index in room]
    for index, each in enumerate(columns):
        if index in room:
            assert LEAST <= room[index] <= widths[index]
            assert room[index] == widths[index] or each.kind is Cell.TEXT
        elif each.priority == 0:
            assert sum(map(shortest.__getitem__, [*standing, index])) + GAP * len(standing) > width
        elif index not in empty:
            least = min(widths[index], READABLE) if each.kind is Cell.TEXT else widths[index]
            assert taken(room) + GAP + least > width
    if len(room) > 1 or any(columns[index].kind is Cell.TEXT for index in room):
        assert taken(room) <= width
