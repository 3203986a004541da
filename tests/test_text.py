"""Text made safe for a terminal, measured in cells, wrapped."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcwidth

from kcrm.text import UNSAFE, _unbroken, _width_of, cells, pad, safe, wrap, yes_or_no


@given(st.text())
def test_safe_text_is_one_line_without_control_characters_and_stays_as_it_is(text):
    made = safe(text)
    assert safe(made) == made
    assert len(f"{made}x".splitlines()) == 1


def test_what_python_calls_printable_is_safe_so_that_the_short_way_is_right():
    unsafe = [chr(code) for code in range(0x11_0000) if re.match(f"[{UNSAFE}]", chr(code))]
    assert len(unsafe) > 2048  # the surrogates alone are so many
    assert [character for character in unsafe if character.isprintable()] == []


@pytest.mark.parametrize(
    ("text", "width"),
    [
        ("abc", 3),
        ("张伟", 4),
        ("é", 1),
        ("e\u0301", 1),
        ("，", 2),
        ("", 0),
        ("䶮", 2),
        ("👨‍👩‍👧", 2),
        ("⚠️", 2),
        ("🇨🇳", 2),
        ("张👍🏽", 4),
        ("\u200b", 0),
        ("한국", 4),
    ],
)
def test_width_is_counted_in_cells(text, width):
    assert cells(text) == width
    assert cells(pad(text, 10)) == 10


def test_what_is_not_looked_up_is_as_wide_as_the_table_of_widths_says():
    usual = [chr(code) for code in range(0x20, 0x1_0000) if _width_of(chr(code)) >= 0]
    assert len(usual) > 20_000
    assert [character for character in usual if cells(character) != wcwidth(character)] == []


def test_wrapping_keeps_words_whole_breaks_chinese_anywhere_and_never_begins_a_line_with_a_comma():
    assert wrap("one two three", 7) == ["one two", "three"]
    assert wrap("汽车经销店的客户", 8) == ["汽车经销", "店的客户"]
    assert wrap("汽车经销，店", 8) == ["汽车经", "销，店"]
    assert wrap("--verylongoption", 4) == ["--verylongoption"]
    assert wrap("", 10) == []


def test_a_list_that_fits_on_no_line_is_broken_after_its_commas():
    # the list alone has 21 cells; "to: advisor," has 12, "handover,deal" 13
    assert wrap("to: advisor,handover,deal", 16) == ["to: advisor,", "handover,deal"]
    assert wrap("to: advisor,handover,deal", 21) == ["to:", "advisor,handover,deal"]
    assert wrap("a,,b", 3) == ["a,,", "b"]


@given(st.text(st.sampled_from("ab, 汽车，。"), max_size=60), st.integers(6, 30))
def test_wrapping_loses_no_character_but_blanks(text, width):
    assert "".join("".join(wrap(text, width)).split()) == "".join(text.split())


@pytest.mark.parametrize("text", ["1", "yes", "Y", "true", "是", "１", " ｙ "])
def test_yes_is_said_in_many_ways_everywhere(text):
    assert yes_or_no(text) is True


@pytest.mark.parametrize("text", ["0", "no", "N", "false", "否", "０"])
def test_no_is_said_in_many_ways_everywhere(text):
    assert yes_or_no(text) is False


@pytest.mark.parametrize("text", ["", "2", "maybe", "不", "yesno"])
def test_what_is_neither_yes_nor_no_is_told_from_no(text):
    assert yes_or_no(text) is None


_WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff01-\uff60"
_CLOSING = "[，。；：！？、）》」』”’]*"


@given(st.text(st.sampled_from("ab, \n-（汽车，。”’）"), max_size=30) | st.text(max_size=30))
def test_a_line_is_broken_where_the_expression_says_that_would_take_too_long_to_compile(text):
    assert _unbroken(text) == re.findall(rf"\s+|[{_WIDE}]{_CLOSING}|[^\s{_WIDE}]+{_CLOSING}", text)
