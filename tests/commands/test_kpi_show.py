"""`kpi show`: the numbers of the tables by day, week, month and quarter, and by what they are made of."""

import pytest
from conftest import filled_once
from kpi_desk import MARCH, by_key, order, workshop


@filled_once
def march(desk):
    """The small workshop: V1 (private, 青屿 1.5L) came twice in March, V2 (北汀 1.8T) once; delivered in 2024 and on 2 March."""
    workshop(desk)
    desk.take(
        "vehicles",
        {"vin": "L00AAGY19PY107919", "model": "青屿 1.5L", "use": "private"},
        {"vin": "L00DDHC17NY115838", "model": "北汀 1.8T"},
    )
    return desk


def shown(desk, what, by, *more):
    return desk.json("kpi", "show", what, "--by", by, *more)


def told(rows):
    return {row["scope_id"] if row["scope"] != "whole" else row["part"]: (row["numerator"], row["denominator"]) for row in rows}


def test_a_count_by_model_with_shares_and_the_whole(march):
    rows = shown(march, "total_visits", "model", *MARCH)
    first = {
        "key": "total_visits",
        "by": "model",
        "part": "青屿 1.5L",
        "value": 2,
        "unit": "count",
        "numerator": 2,
        "denominator": None,
        "period_from": "2026-03-01",
        "period_to": "2026-03-31",
        "is_over": True,
        "is_whole": True,
        "share": 66.67,
        "target": None,
        "usual": None,
        "mean": None,
        "usual_from": None,
        "usual_to": None,
        "status": "no_target",
        "scope": "model",
        "scope_id": "青屿 1.5L",
    }
    assert rows == [
        first,
        first | {"part": "北汀 1.8T", "value": 1, "numerator": 1, "share": 33.33, "scope_id": "北汀 1.8T"},
        first | {"part": None, "value": 3, "numerator": 3, "share": None, "scope": "whole", "scope_id": None},
    ]


def test_income_by_type_of_order_and_deliveries_by_model_are_mixes(march):
    # 150.50 yuan each: repaired, mended again, inspected
    rows = shown(march, "income", "type", *MARCH)
    assert [(row["scope_id"], row["value"], row["share"]) for row in rows] == [
        ("paid_repair", 150.5, 33.33),
        ("free_inspection", 150.5, 33.33),
        ("free_repair", 150.5, 33.33),
        (None, 451.5, None),
    ]
    assert told(shown(march, "deliveries", "model", "--period", "2024-03..2026-03")) == {
        "北汀 1.8T": (1, None),
        "青屿 1.5L": (1, None),
        None: (2, None),
    }
    assert march.json("kpi", "rows", "deliveries", *MARCH)[0]["plate"] == "皖A10002"


def test_the_class_is_todays_and_it_says_so(march):
    march.ok("classify", "run")
    result = march.ok("kpi", "show", "total_visits", "--by", "class", *MARCH, "-o", "plain")
    assert "The class is today's" in result.err
    letter = march.query("SELECT class FROM classification")[0][0]
    assert told(shown(march, "total_visits", "class", *MARCH)) == {letter: (3, None), None: (3, None)}


def test_what_is_known_of_nobody_is_told_last_before_the_whole(march):
    rows = shown(march, "total_visits", "use", *MARCH)
    assert [(row["scope"], row["scope_id"], row["value"]) for row in rows] == [("use", "private", 2), ("use", None, 1), ("whole", None, 3)]
    assert "use not known" in march.ok("kpi", "show", "total_visits", "--by", "use", *MARCH).out


@pytest.mark.parametrize("key", ["appointment_rate", "on_time_handover", "technician_productivity", "average_ticket", "return_rate"])
def test_teams_and_people_are_those_of_the_tables(march, key):
    for by in ("team", "person"):
        table = {row["scope_id"]: row for row in march.json("kpi", by, *MARCH) if row["key"] == key}
        rows = {row["scope_id"]: row for row in shown(march, key, by, *MARCH) if row["scope"] == by}
        for part in table.keys() & rows.keys():
            for name in ("value", "numerator", "denominator", "target", "status", "period_from", "period_to"):
                assert rows[part][name] == table[part][name], (by, part, name)
        assert table.keys() <= rows.keys() | {part for part, row in table.items() if not row["denominator"]}


def test_months_are_those_of_the_tables_and_of_a_closed_one_what_was_published(march):
    march.ok("kpi", "close", "2026-03")
    march.take("orders", order("R4", "皖A10001", "paid_repair", "2026-03-25 09:00", "2026-03-25 11:00"))
    rows = shown(march, "total_visits", "month", "--period", "2026-02..2026-04")
    assert [(row["part"], row["value"], row["is_over"]) for row in rows] == [
        ("2026-02", 0, True),
        ("2026-03", 3, True),
        ("2026-04", 0, False),
    ]
    assert by_key(march.json("kpi", "service", *MARCH))["total_visits"]["value"] == 3
    # parts were never published: they are counted as of today, beside the whole as it was published
    assert told(shown(march, "total_visits", "model", *MARCH)) == {"青屿 1.5L": (3, None), "北汀 1.8T": (1, None), None: (3, None)}
    said = march.ok("kpi", "show", "total_visits", "--by", "month", "--period", "2026-02..2026-04").err
    assert "Of closed months what was published stands" in said
    assert "2026-04 is not over" in said
    corrected = "differences today are later corrections"
    unpublished = "parts and periods that were not published are counted as of today"
    for by, period, notes in (("team", "2026-03", {corrected, unpublished}), ("quarter", "2026", {unpublished}), ("month", "2025", set())):
        said = march.ok("kpi", "show", "total_visits", "--by", by, "--period", period).err
        assert {note for note in (corrected, unpublished) if note in said} == notes, by


def test_days_weeks_and_quarters_add_up_to_the_period(march):
    assert told(shown(march, "paid_visits", "quarter", "--period", "2026")) == {
        "2026-Q1": (1, None),
        "2026-Q2": (0, None),
    }
    rows = shown(march, "appointment_rate", "week", *MARCH)
    assert [(row["part"], row["is_whole"]) for row in rows] == [
        ("2026-W09", False),
        ("2026-W10", True),
        ("2026-W11", True),
        ("2026-W12", True),
        ("2026-W13", True),
        ("2026-W14", False),
    ]
    assert sum(row["denominator"] for row in rows) == 3
    assert sum(row["numerator"] for row in rows) == 1
    assert len(shown(march, "total_visits", "day", *MARCH)) == 31


def test_unless_said_thirteen_months_up_to_today_are_shown(march):
    rows = shown(march, "total_visits", "month")
    assert (len(rows), rows[0]["part"], rows[-1]["part"]) == (13, "2025-04", "2026-04")
    march.ok("policy", "set", "kpi.shown_steps", "3")
    assert [row["part"] for row in shown(march, "total_visits", "month")] == ["2026-02", "2026-03", "2026-04"]


def test_a_month_outside_what_is_usual_is_told_in_words(desk):
    """Visits of six months: 2, 2, 2, 2, 2 and 12. Mean 22/6, moving range 10/5 = 2, so up to 3.667 + 5.32 = 8.987."""
    desk.at("2026-07-10T09:00")
    desk.take("customers", {"customer_no": "K1", "name": "王伟", "phone": "13800138001"})
    desk.take("vehicles", {"vin": "L00AAGY19PY107919", "plate": "皖A10001", "customer_no": "K1"})
    days = [(month, day) for month in range(1, 7) for day in range(1, 13 if month == 6 else 3)]
    desk.take(
        "orders",
        *(
            order(f"R{month}-{day}", "皖A10001", "paid_repair", f"2026-{month:02}-{day:02} 09:00", f"2026-{month:02}-{day:02} 11:00")
            for month, day in days
        ),
    )
    rows = shown(desk, "total_visits", "month", "--period", "2026-01..2026-07")
    assert [row["usual"] for row in rows] == ["within"] * 5 + ["above", None]
    assert {(row["mean"], row["usual_from"], row["usual_to"]) for row in rows} == {(3.67, 0, 8.99)}
    result = desk.ok("kpi", "show", "total_visits", "--by", "month", "--period", "2026-01..2026-07")
    june, july = (next(line for line in result.out.splitlines() if line.startswith(month)) for month in ("2026-06", "2026-07"))
    assert june.split("  ")[-1] == "|####################"
    assert "above what is usual" in june
    assert "not over yet" in july
    assert "Usual of workshop visits: 0 to 9; mean 3.7 of 6 values." in result.err
    # five months are too few
    fewer = shown(desk, "total_visits", "month", "--period", "2026-02..2026-06")
    assert {row["usual"] for row in fewer} == {None}


def test_a_table_has_a_row_for_each_figure_and_its_course(march):
    result = march.ok("kpi", "show", "service", "--by", "month", "--period", "2026-01..2026-04")
    line = next(each for each in result.out.splitlines() if each.startswith("workshop visits"))
    assert line.split()[2] == "2026-03"
    assert line.endswith("▁▁█(▁)")
    rows = shown(march, "service", "month", "--period", "2026-01..2026-04")
    assert len(rows) == 8 * 4
    # of the radar what is of today only is left out, and named
    radar = march.run("kpi", "show", "radar", "--by", "month", "-o", "json")
    assert radar.code == 0
    assert "ordinary_file_share" not in {row["key"] for row in radar.json}
    assert "Left out, as they cannot be shown by month: ordinary-customer file share, loyal-customer file share." in radar.err


def test_a_kpi_goes_before_a_table_of_its_name(march):
    assert {row["key"] for row in shown(march, "complaints", "month", *MARCH)} == {"complaints"}
    assert len({row["key"] for row in shown(march, "table:complaints", "month", *MARCH)}) > 1
    assert march.run("kpi", "show", "table:nothing", "--by", "month").code == 3
    assert march.run("kpi", "show", "nothing", "--by", "month").code == 3


@pytest.mark.parametrize(
    ("what", "by", "said"),
    [
        ("csi", "team", "csi cannot be shown by team. It can be shown by: day, week, month, quarter, class, source."),
        ("fixed_cost", "week", "fixed_cost cannot be shown by week. It can be shown by: month, quarter."),
        ("completeness", "month", "completeness cannot be shown by month. It can be shown by: person, class, source, section."),
        ("plan_variance", "month", "plan_variance cannot be shown by anything: it is one value of one period."),
        ("quality", "type", "None of these figures can be shown by type of order."),
    ],
)
def test_what_cannot_be_shown_so_is_refused_naming_what_can(march, what, by, said):
    result = march.run("kpi", "show", what, "--by", by)
    assert (result.code, result.out) == (5, "")
    assert said in result.err


def test_small_samples_are_marked_and_targets_stand_beside(march):
    rows = shown(march, "appointment_rate", "team", *MARCH)
    assert [(row["scope_id"], row["value"], row["target"], row["status"]) for row in rows] == [
        ("mechanical", 33.33, 40, "small_sample"),
        ("body", None, 40, "no_value"),
        ("paint", None, 40, "no_value"),
        (None, 33.33, 40, "small_sample"),
    ]
    assert "Small sample: fewer than 10 cases" in march.ok("kpi", "show", "appointment_rate", "--by", "team", *MARCH).err


def test_chinese_headings_words_and_a_console_in_gbk(march):
    march.speaking("zh")
    for argv in (("进厂台次", "--by", "month"), ("service", "--by", "month"), ("profit", "--by", "month"), ("income", "--by", "type")):
        result = march.ok("kpi", "show", *argv)
        (result.out + result.err).encode("gbk")
    out = march.ok("kpi", "show", "进厂台次", "--by", "model", *MARCH).out
    assert "车型" in out
    assert "占比" in out
    assert "全店" in out
