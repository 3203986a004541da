"""Keys that may have been one answer too many: which ask for themselves again, and that nothing else does."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.actions.seat.overrun import Overrun

KEYS = st.sampled_from([*"0123456789", *"１２", *"abnyk?", "Ｎ", " ", "", "是"])


@pytest.mark.parametrize(
    ("answers", "keys", "held"),
    [
        ((), "2n", [False, False]),
        (("谈妥", ""), "2n", [False, False]),
        (("9",), "22", [True, False]),
        (("９",), "2２", [True, False]),
        # Enter is what follows an answer: it ends no doubt, and agrees to nothing
        (("9", ""), ["2", "\r", "2", "", "2", "2"], [True, False, True, False, True, False]),
        (("9",), "25", [True, True]),
        (("9",), "n2", [False, False]),
        (("9",), "k2", [False, False]),
        (("y",), "nn", [True, False]),
        (("是",), "YY", [True, False]),
        (("y",), "22", [False, False]),
        (("7", "n"), "2n", [True, True]),
    ],
)
def test_a_key_like_the_answers_before_it_is_held_until_it_is_pressed_again(answers, keys, held):
    overrun = Overrun()
    overrun.ended(answers)
    assert [overrun.holds(key) for key in keys] == held


def test_who_has_looked_up_is_not_asked():
    overrun = Overrun()
    overrun.ended(["9"])
    overrun.seen()
    assert not overrun.holds("2")


@given(st.lists(st.sampled_from(["1", "9", "10"]), min_size=1), st.lists(st.tuples(st.sampled_from("123456789"), st.just("\r"))))
def test_no_row_of_answers_and_enters_is_ever_a_key(answers, more):
    overrun = Overrun()
    overrun.ended(answers)
    for digit, enter in more:
        assert overrun.holds(digit)
        assert not overrun.holds(enter)


@given(st.lists(st.text(max_size=3)), st.lists(KEYS))
def test_nothing_is_held_twice_in_a_row_and_letters_that_are_no_answer_never(answers, keys):
    overrun = Overrun()
    overrun.ended(answers)
    before = None
    for key in keys:
        held = overrun.holds(key)
        assert not (held and key == before)
        assert not (held and key in {"a", "b", "k", "?", " ", ""})
        before = key if held else None
