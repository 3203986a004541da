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
    for index, each in enumerate(columns):
        if each.priority == 0:
            assert index in room
        if index in room:
            assert LEAST <= room[index] <= widths[index]
            assert room[index] == widths[index] or each.kind is Cell.TEXT
        elif index not in empty:
            least = min(widths[index], READABLE) if each.kind is Cell.TEXT else widths[index]
            assert taken(room) + GAP + least > width
    firm = [index for index, each in enumerate(columns) if each.priority == 0 and each.kind is not Cell.TEXT]
    texts = [index for index, each in enumerate(columns) if each.priority == 0 and each.kind is Cell.TEXT]
    if sum(widths[index] for index in firm) + LEAST * len(texts) + GAP * (len(firm) + len(texts) - 1) <= width and room:
        assert taken(room) <= width
