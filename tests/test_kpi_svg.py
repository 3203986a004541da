"""Charts of a figure for paper: bars from zero, lines of what is usual, read without colour, text escaped."""

from xml.etree import ElementTree as ET

import pytest
from kpi_desk import MARCH, workshop

from kcrm.views.svg import Level, Point, Words, course_bars, part_bars

SPACE = "{http://www.w3.org/2000/svg}"
WORDS = Words("x", "Visits <1> & more", "told")


def rects(root):
    return [(one.get("class"), float(one.get("y")), float(one.get("height"))) for one in root.iter(f"{SPACE}rect")]


def texts(root):
    return [one.text for one in root.iter(f"{SPACE}text")]


def test_columns_stand_on_zero_and_the_greatest_fills_the_height():
    root = ET.fromstring(course_bars([Point("a", "4", "", 4.0), Point("b", "1", "", 1.0), Point("c", "none", "", None)], [], WORDS))
    (_first, top, height), (_second, lower, small) = rects(root)
    assert (height, small) == (260, 65)
    assert top + height == lower + small


def test_a_loss_hangs_from_zero_and_its_line_lies_between():
    root = ET.fromstring(course_bars([Point("a", "3", "", 3.0), Point("b", "-1", "", -1.0)], [], WORDS))
    (_first, top, height), (_second, begin, depth) = rects(root)
    assert (height, depth) == (195, 65)
    assert top + height == begin
    zero = next(one for one in root.iter(f"{SPACE}path") if one.get("class") == "zero")
    assert f" {begin:.1f}H" in zero.get("d")


def test_what_is_open_is_an_outline_and_what_is_unusual_bears_a_sign():
    points = [Point("a", "9", "9 / 10", 9.0, is_outside=True), Point("b", "2", "2 / 5", 2.0, is_open=True)]
    root = ET.fromstring(course_bars(points, [Level("usual", 5.0, "usual: 1 to 5")], WORDS, [("*", "outside")]))
    assert [each[0] for each in rects(root)] == ["v", "o"]
    assert "9 *" in texts(root)
    assert {"9 / 10", "2 / 5", "usual: 1 to 5", "outside"} <= set(texts(root))
    style = root.find(f"{SPACE}style").text
    assert ".chart .o{fill:#fff" in style
    for line in ("usual", "target"):
        assert f".chart .{line}{{" in style
        assert "dasharray" in style.split(f".chart .{line}{{")[1].split("}")[0]


def test_rows_begin_at_one_line_and_names_are_escaped():
    root = ET.fromstring(part_bars([Point("<b> & c", "2", "", 2.0), Point("d", "1", "1 / 4", 1.0)], WORDS))
    bars = [(float(one.get("x")), float(one.get("width"))) for one in root.iter(f"{SPACE}rect")]
    assert bars == [(190, 300), (190, 150)]
    assert texts(root) == ["<b> & c", "2", "d", "1  (1 / 4)"]
    assert root.find(f"{SPACE}title").text == "Visits <1> & more"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_chart_of_a_figure_has_the_numbers_of_the_list(desk, language):
    workshop(desk)
    desk.speaking(language)
    file = desk.folder / "chart.svg"
    desk.ok("kpi", "show", "appointment_rate", "--by", "month", "--period", "2026-02..2026-04", "--chart", "svg", "--to", file)
    root = ET.parse(file).getroot()
    assert {"2026-02", "2026-03", "2026-04", "1 / 3", "33.3%"} <= set(texts(root))
    assert ("目标 40%" if language == "zh" else "target 40%") in texts(root)
    assert "1 / 3" in root.find(f"{SPACE}desc").text
    desk.ok("kpi", "show", "total_visits", "--by", "team", *MARCH, "--chart", "svg", "--to", file)
    assert "机电" in texts(ET.parse(file).getroot()) or language == "en"


def test_a_chart_wants_a_file_and_one_figure(desk):
    workshop(desk)
    without = desk.run("kpi", "show", "total_visits", "--by", "month", "--chart", "svg")
    assert without.code == 2
    assert "--to FILE.svg" in without.err
    several = desk.run("kpi", "show", "service", "--by", "month", "--chart", "svg", "--to", desk.folder / "x.svg")
    assert several.code == 2
    assert not (desk.folder / "x.svg").exists()


@pytest.mark.parametrize(("name", "code"), [("s.png", 2), ("s.html", 2), ("s", 2), ("s.svg", 0), ("s.SVG", 0)])
def test_a_chart_is_not_written_under_the_name_of_another_format(desk, name, code):
    workshop(desk)
    file = desk.folder / name
    result = desk.run("kpi", "show", "total_visits", "--by", "team", *MARCH, "--chart", "svg", "--to", file)
    assert (result.code, file.exists()) == (code, not code)
    assert code == 0 or f"ends in .svg: --to {file}" in result.err


def test_people_in_a_chart_leave_on_record(desk):
    workshop(desk)
    desk.ok("kpi", "show", "total_visits", "--by", "person", *MARCH, "--chart", "svg", "--to", desk.folder / "people.svg")
    ((file, count),) = desk.query("SELECT file, row_count FROM access")
    assert (file, count) == (str(desk.folder / "people.svg"), 1)
