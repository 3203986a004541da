"""How far the manufacturer's scores lie behind, and which items are the weakest."""

from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kcrm.model.official import OfficialScore
from kcrm.rules.official import aspect_of, behind, survey_of, weakest

Q1 = (date(2026, 1, 1), date(2026, 3, 31))


def score(item, own, region=None, nation=None, survey="SSI"):
    return OfficialScore(*Q1, survey, item, own, region, nation, None)


@pytest.mark.parametrize(
    ("own", "region", "nation", "percent"),
    [
        (8100, 9000, None, 10),  # 81 of 90
        (8100, 9000, 10000, 19),  # further behind the country
        (9000, 9000, 9000, 0),
        (9450, 9000, None, -5),
        (9000, None, None, None),
        (0, 9000, 100, 100),
    ],
)
def test_an_item_is_as_far_behind_as_below_the_average_it_lies_furthest_below(own, region, nation, percent):
    assert behind(score("x", own, region, nation)) == (None if percent is None else Fraction(percent))


def test_the_weakest_are_those_furthest_behind_in_percent_and_none_that_is_not_behind():
    # a survey of a thousand points does not weigh more than one of ten
    far, near = score("far", 800, 1000), score("near", 95_000, 100_000, survey="CSI")
    level, above, unknown = score("level", 900, 900), score("above", 950, 900), score("unknown", 100)
    assert weakest([near, level, above, unknown, far], 3) == (far, near)
    assert weakest([near, far], 1) == (far,)
    assert weakest([], 3) == ()


def test_equal_ones_stand_by_survey_and_item():
    several = [score("b", 900, 1000), score("a", 90, 100, survey="TSI"), score("a", 900, 1000)]
    assert weakest(several, 2) == (several[2], several[0])


@pytest.mark.parametrize(
    ("name", "survey"),
    [
        ("SSI", "ssi"),
        ("销售满意度", "ssi"),
        ("J.D. Power CSI 2026", "csi"),
        ("售后服务满意度", "csi"),
        ("销售服务满意度 SSI", "ssi"),
        ("销售服务满意度", None),
        ("神秘客户", None),
    ],
)
def test_a_survey_is_ours_by_what_its_name_says(name, survey):
    assert survey_of(name) == survey


@given(st.lists(st.builds(score, st.text("abc", min_size=1), st.integers(0, 1000), st.integers(1, 1000))), st.integers(1, 5))
def test_whatever_is_left_out_is_no_further_behind(scores, count):
    found = weakest(scores, count)
    assert len(found) <= count
    assert all(behind(each) > 0 for each in found)
    rest = [behind(each) for each in scores if each not in found]
    if len(found) == count:
        assert all(far <= behind(found[-1]) for far in rest)
    else:
        assert all(far <= 0 for far in rest)


@pytest.mark.parametrize(
    ("item", "aspect"),
    [
        ("交车", "delivery"),  # the very name, though another begins with it
        ("交车时间", "delivery_time"),
        ("销售顾问", "salesperson"),  # the only name that holds it
        ("手续办理速度", "paperwork"),  # holds the only name
        ("时间", None),  # two names hold it
        ("洗车", None),
        ("间", None),
    ],
)
def test_an_item_is_the_aspect_of_its_name_or_the_only_one_near_it(item, aspect):
    aspects = {"交车": "delivery", "交车时间": "delivery_time", "在店时间": "time", "销售顾问表现": "salesperson", "手续办理": "paperwork"}
    assert aspect_of(item, aspects) == aspect
