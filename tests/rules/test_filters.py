"""The filter language: what it reads, and where it says that it cannot."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model import CustomerClass, Lifecycle, Use
from kcrm.model.filters import FilterProblem, Misread, Nothing, Pattern, Span, Term
from kcrm.queries.filters import COLUMNS
from kcrm.rules.filters import FIELDS, Warranty, parse

TODAY = date(2026, 6, 15)


def terms(text):
    return parse(text, TODAY)


def test_the_example_of_the_manual_is_read():
    assert terms('class:A use:private model:"瑞虎*" last_visit:..-6m ev:5000.. -phone:none') == (
        Term("class", (CustomerClass.A,), negated=False),
        Term("use", (Use.PRIVATE,), negated=False),
        Term("model", (Pattern("瑞虎*"),), negated=False),
        Term("last_visit", (Span(None, date(2025, 12, 15)),), negated=False),
        Term("ev", (Span(500_000, None),), negated=False),
        Term("phone", (Nothing(),), negated=True),
    )


@pytest.mark.parametrize(
    ("text", "term"),
    [
        ("class:a,B", Term("class", (CustomerClass.A, CustomerClass.B), negated=False)),
        ("级别：A，B", Term("class", (CustomerClass.A, CustomerClass.B), negated=False)),
        ("用途:私家车", Term("use", (Use.PRIVATE,), negated=False)),
        ("lifecycle:none,lost", Term("lifecycle", (Nothing(), Lifecycle.LOST), negated=False)),
        ('name:"none"', Term("name", (Pattern("none"),), negated=False)),
        ("model:“瑞虎 8”", Term("model", (Pattern("瑞虎 8"),), negated=False)),
        ("model:瑞虎,奇瑞*", Term("model", (Pattern("瑞虎"), Pattern("奇瑞*")), negated=False)),
        ("last_visit:2026-05", Term("last_visit", (Span(date(2026, 5, 1), date(2026, 5, 31)),), negated=False)),
        ("last_visit:2026-04..2026-05", Term("last_visit", (Span(date(2026, 4, 1), date(2026, 5, 31)),), negated=False)),
        ("delivered:-1y..", Term("delivered", (Span(date(2025, 6, 15), None),), negated=False)),
        ("ev:12.5..12.5", Term("ev", (Span(1250, 1250),), negated=False)),
        ("visits:3", Term("visits", (Span(3, 3),), negated=False)),
        ("do_not_contact:是", Term("do_not_contact", (True,), negated=False)),
        ("−warranty:in", Term("warranty", (Warranty.IN,), negated=True)),
    ],
)
def test_values_are_read_by_what_their_field_holds(text, term):
    assert terms(text) == (term,)


def test_an_empty_filter_has_no_terms():
    assert terms("   ") == ()


@pytest.mark.parametrize(
    ("text", "place", "misread"),
    [
        ("foo", 3, Misread.TERM),
        ("class:A :B", 8, Misread.TERM),
        ("class:A modle:x", 8, Misread.FIELD),
        ("class:", 6, Misread.WORD),
        ("class:A,", 8, Misread.WORD),
        ("class:D", 6, Misread.WORD),
        ("class:A use:tank", 12, Misread.WORD),
        ('model:"瑞虎', 6, Misread.QUOTE),
        ('model:""', 6, Misread.TEXT),
        ('model:"a"b', 9, Misread.BLANK),
        ("last_visit:soon", 11, Misread.DAY),
        ("last_visit:2026-06..2026-05", 11, Misread.DAY),  # ends before it begins
        ("last_visit:..", 11, Misread.DAY),
        ("ev:-5", 3, Misread.AMOUNT),
        ("ev:nan", 3, Misread.AMOUNT),
        ("ev:1.234", 3, Misread.AMOUNT),
        ("visits:9..1", 7, Misread.NUMBER),
        ("do_not_contact:perhaps", 15, Misread.FLAG),
    ],
)
def test_an_error_points_at_its_place_and_says_what_was_expected(text, place, misread):
    with pytest.raises(FilterProblem) as caught:
        terms(text)
    assert (caught.value.place, caught.value.misread) == (place, misread)


def test_a_mistyped_field_is_told_the_near_ones():
    with pytest.raises(FilterProblem) as caught:
        terms("modle:x")
    assert "model" in caught.value.near
    assert caught.value.expected[: len(FIELDS)] == tuple(FIELDS)
    # those of prospects which customers and vehicles have not
    assert set(caught.value.expected[len(FIELDS) :]) == {
        *("stage", "level", "consultant", "rival", "intended", "last_contact", "late", "lost_reason"),
    }


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused_at_a_place_in_it(text):
    place = 0
    try:
        terms(text)
    except FilterProblem as problem:
        place = problem.place
    assert 0 <= place <= len(text)


def test_every_field_has_a_column():
    assert set(COLUMNS) == set(FIELDS)


def test_every_chinese_name_means_one_field():
    aliases = [alias for field in FIELDS.values() for alias in field.aliases]
    assert len(set(aliases)) == len(aliases)
