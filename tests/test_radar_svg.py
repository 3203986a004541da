"""The radar chart: where its points lie, what it leaves out, what it tells those who cannot see it."""

import re
from fractions import Fraction
from xml.etree import ElementTree as ET

from kcrm.views.kpi.radar_svg import Legend, Spoke, radar_svg

SPACE = "{http://www.w3.org/2000/svg}"
LEGEND = Legend("May", "before: April", "target")
CENTRE, RADIUS = (410, 260), 200  # a spoke is as long as one and a half targets


def spoke(label, value, previous=None):
    parts = [None if one is None else Fraction(one) for one in (value, previous)]
    return Spoke(label, "words", f"{label} told.", *parts)


def drawn(*spokes):
    return ET.fromstring(radar_svg("Radar <1> & more", spokes, LEGEND))


def paths(root, name):
    return [one.get("d") for one in root.iter(f"{SPACE}path") if one.get("class") == name]


def circles(root, name):
    return [(float(one.get("cx")), float(one.get("cy"))) for one in root.iter(f"{SPACE}circle") if one.get("class") == name]


def test_points_lie_clockwise_from_the_top_and_as_far_out_as_the_target_is_reached():
    root = drawn(spoke("a", 1), spoke("b", "3/2"), spoke("c", "1/2"), spoke("d", 0))
    x, y = CENTRE
    third = RADIUS / 1.5
    # top, right, bottom, left: the target, its one and a half, its half, nothing
    assert circles(root, "value") == [(x, round(y - third, 1)), (x + RADIUS, y), (x, round(y + third / 2, 1)), (x, y)]
    assert paths(root, "value")[0].endswith("Z")


def test_a_kpi_without_a_value_leaves_a_gap_and_not_a_zero():
    root = drawn(spoke("a", 1), spoke("b", 1), spoke("c", None), spoke("d", 1))
    assert len(circles(root, "value")) == 3
    lines = [path for path in paths(root, "value") if not path.startswith("M16 ")]  # the legend's stroke apart
    # a to b and d to a are joined, nothing leads to c
    assert len(lines) == 2
    assert not any(path.endswith("Z") for path in lines)


def test_the_period_before_and_the_target_are_lines_of_their_own():
    root = drawn(*(spoke(name, 1, "1/2") for name in "abc"))
    assert len(circles(root, "previous")) == 3
    assert len(paths(root, "target")) == 2  # the ring and the legend's stroke
    style = root.find(f"{SPACE}style").text
    # told apart without colour
    assert re.search(r"\.previous{[^}]*stroke-dasharray", style)
    assert re.search(r"\.target{[^}]*stroke-dasharray", style)


def test_it_carries_its_numbers_as_text_and_escapes_names():
    root = drawn(spoke("a & b", 1), spoke("<c>", None), spoke("d", 1))
    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "radar-name radar-told"
    assert root.find(f"{SPACE}title").text == "Radar <1> & more"
    assert root.find(f"{SPACE}desc").text == "a & b told. <c> told. d told."
    assert "before: April" in [one.text for one in root.iter(f"{SPACE}text")]


def test_without_any_kpi_it_is_still_a_drawing():
    assert circles(drawn(), "value") == []


def test_control_characters_are_shown_and_the_chart_is_still_xml():
    svg = radar_svg("店\x1b[31m\u202e", [spoke("a\x07", 1)], LEGEND)
    assert ET.fromstring(svg).find(f"{SPACE}title").text == "店\\x1b[31m\\u202e"
    assert "a\\x07</text>" in svg
