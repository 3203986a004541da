"""What is asked of `kpi` that cannot be; its KPIs in words; the radar chart."""

from xml.etree import ElementTree as ET

import pytest
from kpi_desk import MARCH, by_key, order, row, workshop

# --- bad input ---


@pytest.mark.parametrize("verb", ["service", "radar", "store", "team", "person", "calls", "complaints"])
def test_reversed_and_future_periods_are_refused(desk, verb):
    turned = desk.run("kpi", verb, "--period", "2026-05..2026-03")
    assert turned.code == 2
    assert "before it begins" in turned.err
    future = desk.run("kpi", verb, "--period", "2026-07")
    assert future.code == 2
    assert "begins on 2026-07-01, after today (2026-06-15)" in future.err


def test_of_a_period_that_still_runs_it_is_said(desk):
    assert "lasts until 2026-06-30" in desk.ok("kpi", "service").err
    assert desk.ok("kpi", "service", "--period", "2026-05").err == ""


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("closed_at", "2026-03-02 09:00"),
        ("standard_hours", "-1"),
        ("actual_hours", "-2"),
        ("labor_amount", "-5"),
        ("parts_amount", "-0.01"),
    ],
)
def test_orders_that_would_spoil_the_numbers_are_not_taken(desk, column, value):
    workshop(desk)
    before = desk.json("kpi", "radar", *MARCH)
    bad = desk.sheet("orders", [{**order("R9", "皖A10001", "paid_repair", "2026-03-25 09:00", "2026-03-25 11:00"), column: value}])
    assert desk.run("import", "orders", bad).code == 5
    assert desk.json("kpi", "radar", *MARCH) == before


def test_an_empty_desk_has_counts_of_nothing_and_no_rates(desk):
    assert {one["value"] for one in desk.json("kpi", "service", *MARCH)} == {0}
    rates = by_key(desk.json("kpi", "radar", *MARCH))
    period = {"period_from": "2026-03-01", "period_to": "2026-03-31"}
    assert rates["rework_rate"] == row("rework_rate", None, "percent", 0, 0, None, target=2, status="no_value", **period)


def test_a_post_that_is_not_measured_is_named(desk):
    result = desk.run("kpi", "person", "--role", "general_manager")
    assert result.code == 2
    assert "service_advisor, technician" in result.err
    desk.speaking("zh")
    assert "可选：服务顾问、维修技师" in desk.run("kpi", "person", "--role", "总经理").err


# --- words ---


def test_every_kpi_is_listed_and_explained_in_both_languages(desk):
    listed = desk.json("kpi", "list")
    assert len(listed) == 134
    assert listed[0]["key"] == "total_visits"
    desk.speaking("zh")
    assert desk.json("kpi", "list") == listed  # machines read the same in any language
    assert "返修率" in desk.ok("kpi", "list").out
    explained = desk.ok("kpi", "explain", "rework_rate").out
    assert "前次维修外返的台次 ÷ 进厂台次" in explained
    desk.speaking("en")
    assert desk.json("kpi", "explain", "rework-rate") == {
        "key": "rework_rate",
        "name": "rework rate",
        "group": "workshop",
        "unit": "percent",
        "direction": "less",
        "target": 2,
        "formula": "Visits in which an earlier repair came back ÷ visits. What was found before the vehicle left the store does not count.",
        "numerator": "visits that came back",
        "denominator": "workshop visits",
        "source": "Customer-service manager CRM training manual 2012",
        "note": None,
        "policy": ["visits.excluded_types = internal,pdi,accessory", "kpi.targets.rework_rate = 2", "kpi.small_sample = 10"],
        "policy_version": 1,
        "period_from": None,
        "period_to": None,
        "value": None,
        "made_of": None,
        "rows": "kcrm kpi rows rework_rate --period last-month",
    }


@pytest.mark.parametrize("name", ["返修率", "Rework rate", " rework_rate "])
def test_a_kpi_is_known_by_the_name_that_its_tables_show(desk, name):
    assert desk.json("kpi", "explain", name)["key"] == "rework_rate"
    assert desk.json("kpi", "target", "set", name, "3")["key"] == "rework_rate"


def test_near_names_of_a_kpi_are_suggested(desk):
    result = desk.run("kpi", "explain", "rework")
    assert result.code == 3
    assert "rework_rate" in result.err


# --- the chart ---


def test_the_radar_is_drawn_with_all_of_its_numbers_as_text(desk):
    workshop(desk)
    svg, html = desk.folder / "radar.svg", desk.folder / "radar.html"
    desk.speaking("zh")
    desk.ok("kpi", "radar", *MARCH, "--svg", svg, "--html", html)
    root = ET.fromstring(svg.read_text(encoding="utf-8"))
    space = "{http://www.w3.org/2000/svg}"
    told = root.find(f"{space}desc").text
    assert "预约率：33.3%，上期 无值，目标 40%，样本小。" in told
    assert len([one for one in root.iter(f"{space}text") if one.get("class") == "name"]) == 14
    page = html.read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in page
    assert '预约率</td><td class="n">33.3%</td><td class="n">1 / 3</td>' in page  # one visit of three by appointment
    # nothing is fetched from elsewhere: the only address is the name of SVG
    assert page.count("http") == page.count("http://www.w3.org/2000/svg") == 1
    assert "<script" not in page


def test_a_spoke_names_its_target_in_english_too(desk):
    svg = desk.folder / "radar.svg"
    desk.ok("kpi", "radar", *MARCH, "--svg", svg)  # nothing has happened: no value, and no percentage of one either
    assert "no value, target 40%" in svg.read_text(encoding="utf-8")


def test_the_chart_is_not_written_over_a_folder(desk):
    result = desk.run("kpi", "radar", *MARCH, "--svg", desk.folder)
    assert result.code == 5
