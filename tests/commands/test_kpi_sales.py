"""`kcrm kpi sales` and the report's section: the figures of the sales desk, each worked out by hand in `sales_month`."""

from __future__ import annotations

import shlex

import pytest
import sales_month
from conftest import filled_once
from kpi_desk import by_key
from report_figures import figures_of, hold_against_cli
from sales_month import JUNE

from kcrm.context import Terminal
from kcrm.kpis import KPIS, shown_in
from kcrm.text import cells

WHOLE = {
    "prospects": (4, 4, None),
    "prospects_open": (4, 4, None),  # L1, L2, L4, L6
    "prospect_contacts": (7, 7, None),
    "prospect_contacts_on_time": (42.86, 3, 7),
    "first_contacts_on_time": (50, 2, 4),  # L3 and the visit of L5
    "visitors_received": (50, 2, 4),
    "test_drives_offered": (100, 2, 2),
    "test_drives": (50, 1, 2),
    "leads_came": (50, 1, 2),  # of L3 and L4; L6 was not talked to
    "quote_to_order": (50, 1, 2),
    "prospect_conversion": (25, 1, 4),
    "days_to_order": (11.5, 11.5, None),
    "lead_cost": (900, 900, 1),
    "delivered_on_promise": (0, 0, 1),
    "delivery_days_late": (2, 2, 1),
    "orders_cancelled": (1, 1, None),
    "prospects_lost": (1, 1, None),
    "revisits_reopened": (100, 1, 1),
    "deliveries": (1, 1, None),
}


@filled_once
def june(desk):
    sales_month.fill(desk)
    return desk


def told(rows, scope, scope_id):
    return {
        row["key"]: (row["value"], row["numerator"], row["denominator"])
        for row in rows
        if (row["scope"], row["scope_id"]) == (scope, scope_id)
    }


def test_the_whole_sales_desk(june):
    rows = june.json("kpi", "sales", *JUNE)
    assert told(rows, "whole", None) == WHOLE
    assert [row["key"] for row in rows[: len(WHOLE)]] == list(shown_in("sales"))
    assert list(WHOLE) == list(shown_in("sales"))
    first = {row["key"]: row for row in rows if row["scope"] == "whole"}
    assert first["test_drives_offered"] == {
        "key": "test_drives_offered",
        "value": 100,
        "unit": "percent",
        "numerator": 2,
        "denominator": 2,
        "period_from": "2026-06-01",
        "period_to": "2026-06-30",
        "previous": None,
        "target": 100,
        "status": "small_sample",
        "scope": "whole",
        "scope_id": None,
    }
    # of May: L1 and L2 were registered, L1 was lost
    assert [first[key]["previous"] for key in ("prospects", "prospects_lost", "prospects_open", "days_to_order")] == [2, 1, None, None]


def test_by_source_platform_level_reason_rival_and_person(june):
    rows = june.json("kpi", "sales", *JUNE)
    scopes = list(dict.fromkeys((row["scope"], row["scope_id"]) for row in rows))
    assert scopes == [
        ("whole", None),
        *(("source", each) for each in ("phone", "walk_in", "web")),
        *(("platform", each) for each in ("抖音", "汽车之家")),
        *(("level", each) for each in ("B", "N")),
        ("reason", "rival_brand"),
        ("rival", "探界者"),
        *(("person", each) for each in ("S1", "X1", "X2")),
    ]
    assert told(rows, "source", "web") == {
        "prospects": (2, 2, None),
        "prospects_open": (3, 3, None),
        "prospect_contacts": (6, 6, None),
        "prospect_contacts_on_time": (50, 3, 6),
        "first_contacts_on_time": (50, 1, 2),
        "test_drives_offered": (100, 1, 1),
        "test_drives": (100, 1, 1),
        "leads_came": (50, 1, 2),
        "quote_to_order": (100, 1, 1),
        "prospect_conversion": (50, 1, 2),
        "days_to_order": (11.5, 11.5, None),
        "delivered_on_promise": (0, 0, 1),
        "delivery_days_late": (2, 2, 1),
        "orders_cancelled": (1, 1, None),
        "revisits_reopened": (100, 1, 1),
    }
    # of a part only what there is
    assert told(rows, "platform", "汽车之家") == {
        "prospects": (1, 1, None),
        "first_contacts_on_time": (100, 1, 1),
        "leads_came": (100, 1, 1),
        "prospect_conversion": (100, 1, 1),
        "lead_cost": (900, 900, 1),
    }
    assert "lead_cost" not in told(rows, "platform", "抖音")
    assert [told(rows, "level", each) for each in ("B", "N")] == [{"prospects_open": (1, 1, None)}, {"prospects_open": (3, 3, None)}]
    assert told(rows, "reason", "rival_brand") == told(rows, "rival", "探界者") == {"prospects_lost": (1, 1, None)}
    assert told(rows, "person", "X1") == {
        "prospects": (3, 3, None),
        "prospects_open": (2, 2, None),
        "prospect_contacts": (5, 5, None),
        "prospect_contacts_on_time": (40, 2, 5),
        "first_contacts_on_time": (66.67, 2, 3),
        "visitors_received": (50, 1, 2),
        "test_drives_offered": (100, 2, 2),
        "test_drives": (50, 1, 2),
        "leads_came": (100, 1, 1),
        "quote_to_order": (50, 1, 2),
        "prospect_conversion": (33.33, 1, 3),
        "days_to_order": (8, 8, None),
        "delivered_on_promise": (0, 0, 1),
        "delivery_days_late": (2, 2, 1),
        "prospects_lost": (1, 1, None),
        "deliveries": (1, 1, None),
    }
    # a specialist sells nothing, and made the revisit
    assert told(rows, "person", "S1") == {"revisits_reopened": (100, 1, 1)}
    person = by_key(june.json("kpi", "person", *JUNE), "X2")
    assert (person["orders_cancelled"]["value"], person["days_to_order"]["value"], person["prospects_open"]["value"]) == (1, 15, 2)
    assert list(person) == [*shown_in("caller"), *shown_in("seller")]


def test_where_nobody_keeps_prospects_who_sells_is_measured_by_calls_alone(desk):
    desk.take("staff", {"employee_no": "X1", "name": "方东", "role": "sales_consultant"})
    assert list(by_key(desk.json("kpi", "person", *JUNE), "X1")) == list(shown_in("caller"))
    desk.ok("visitor", "add")
    assert list(by_key(desk.json("kpi", "person", *JUNE), "X1")) == [*shown_in("caller"), *shown_in("seller")]


def test_an_order_stays_whose_it_was_and_a_prospect_goes_along_with_its_new_consultant(june):
    june.ok("staff", "edit", "X2", "--left-on", "2026-06-30")
    june.ok("plan")
    rows = june.json("kpi", "sales", *JUNE)
    assert told(rows, "person", "X2")["orders_cancelled"] == (1, 1, None)


@pytest.mark.parametrize("key", [*shown_in("sales"), "opportunities_lost"])
def test_each_is_explained_and_its_rows_name_the_prospects(june, key):
    program, *argv = shlex.split(june.json("kpi", "explain", key, *JUNE)["rows"])
    assert program == "kcrm"
    rows = june.json(*argv)
    of, found = KPIS[key], WHOLE.get(key, (0, 0, None))
    assert sum(row["in_numerator"] for row in rows) == found[1]
    assert sum(row["in_denominator"] for row in rows) == (found[2] or 0)
    named = {row["id"] for row in rows if row["what"] not in {"visitor", "platform_cost"}}
    assert all(each.startswith("V" if key == "deliveries" else "L") for each in named)
    look = shlex.split(of.look.format(period="2026-06"))
    assert june.run(*look).code == 0
    june.speaking("zh")
    assert of.key in june.ok("kpi", "explain", key).out


def test_rows_say_whose_they_are(june):
    assert june.json("kpi", "rows", "days_to_order", *JUNE) == [
        row("days_to_order", "deal", "L2", "2026-06-04", "C2", "孙五", 7.5),
        row("days_to_order", "deal", "L3", "2026-06-09", "C3", "王一", 4),
    ]
    assert [(each["id"], each["name"], each["in_numerator"]) for each in june.json("kpi", "rows", "visitors_received", *JUNE)] == [
        (None, None, 0),
        (None, None, 1),
        ("L5", "赵三", 1),
        ("L3", "王一", 0),
    ]
    assert [each["id"] for each in june.json("kpi", "rows", "prospects", "name:王一", *JUNE)] == ["L3"]


def row(key, what, number, day, customer, name, amount):
    found = {"key": key, "what": what, "id": number, "number": None, "day": day, "customer_id": customer, "name": name, "plate": None}
    return found | {"detail": "web", "in_numerator": amount, "in_denominator": 0}


def test_a_month_without_a_prospect_has_no_median_and_no_cost(june):
    rows = told(june.json("kpi", "sales", "--period", "2026-04"), "whole", None)
    assert {key: value for key, (value, _above, _below) in rows.items() if value is not None and key != "prospects_open"} == dict.fromkeys(
        ("prospects", "prospect_contacts", "orders_cancelled", "prospects_lost", "deliveries"), 0
    )


def test_a_closed_month_keeps_its_figures(june):
    june.ok("kpi", "close", "2026-06")
    assert june.json("kpi", "closed", "2026-06") == []
    june.ok("prospect", "lose", "L4", "price", "--at", "2026-06-30 17:00")
    changed = [(each["key"], each["scope"], each["scope_id"]) for each in june.json("kpi", "closed", "2026-06")]
    assert ("prospects_lost", "whole", None) in changed
    assert ("prospects_lost", "person", "X2") in changed
    assert told(june.json("kpi", "sales", *JUNE), "whole", None)["prospects_lost"] == (1, 1, None)


def test_a_prospect_of_a_level_that_nobody_had_when_the_month_was_closed_corrects_nothing_of_it(june):
    june.ok("kpi", "close", "2026-06")
    june.ok("--as", "X2", "prospect", "edit", "L4", "--intended", "2026-07-03")
    rows = [row for row in june.json("kpi", "sales", *JUNE) if row["key"] == "prospects_open"]
    assert {row["status"] for row in rows} == {"no_target"}
    assert ("level", "H") not in {(row["scope"], row["scope_id"]) for row in rows}
    assert june.json("kpi", "closed", "2026-06") == []


@pytest.mark.parametrize("width", [80, 120])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_on_a_terminal_it_fits_the_width(june, monkeypatch, width, language):
    seen = Terminal(stdout_tty=True, width=width, height=50)
    monkeypatch.setattr(Terminal, "of_process", classmethod(lambda _cls, _environ: seen))
    june.speaking(language)
    out = june.ok("kpi", "sales", *JUNE).out
    assert max(cells(line) for line in out.splitlines()) <= width


# --- in the report of the month ---


def test_the_report_has_a_section_of_the_sales_desk(june):
    page = june.ok("report", "month", "2026-06").out
    section = page[page.index("## Sales desk") :]
    section = section[: section.index("\n## ", 5)] if "\n## " in section[5:] else section
    lines = [[cell.strip() for cell in line.split("|")[1:-1]] for line in section.splitlines() if line.startswith("|")]
    by_name = {line[0]: line[1:] for line in lines}
    assert by_name["days to order"][0] == "11.5"
    assert by_name["another brand"] == ["1"]
    assert by_name["探界者"] == ["1"]
    assert by_name["汽车之家"][0] == "1"
    assert "方东" not in section
    june.ok("policy", "set", "kpi.names_in_reports", "yes")
    assert "方东" in june.ok("report", "month", "2026-06").out
    june.speaking("zh")
    text = june.ok("report", "month", "2026-06").out
    assert "## 销售" in text
    assert "战败去向" in text


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_figure_of_the_section_is_the_clis(june, language):
    june.speaking(language)
    june.ok("policy", "set", "kpi.names_in_reports", "yes")
    june.ok("report", "month", "2026-06", "--html", june.folder / "june.html")
    page = (june.folder / "june.html").read_text(encoding="utf-8")
    figures = [each for each in figures_of(page) if each.command.startswith("kcrm kpi sales ")]
    assert {each.row["scope"] for each in figures} == {"whole", "source", "platform", "level", "reason", "rival", "person"}
    assert hold_against_cli(june, figures) > 60


@pytest.mark.parametrize(
    "ended", [("invalid", "L1", "unreachable"), ("lose", "L1", "price"), ("edit", "L1", "--level", "B")], ids=lambda argv: argv[0]
)
def test_a_contact_that_was_late_stays_late_when_the_prospect_ends_or_changes(desk, ended):
    desk.take("staff", {"employee_no": "X1", "name": "方东", "role": "sales_consultant"})
    desk.at("2026-06-08T09:00")
    desk.ok("prospect", "add", "张伟", "13800138001", "--source", "web")
    desk.at("2026-06-12T09:00")
    desk.ok("prospect", *ended)
    desk.at("2026-06-12T18:00")
    rows = desk.json("kpi", "sales", "--period", "2026-06-01..2026-06-11")
    assert told(rows, "whole", None)["prospect_contacts_on_time"] == (0, 0, 1)


def test_a_contact_that_is_no_more_before_its_day_counts_nowhere(desk):
    desk.take("staff", {"employee_no": "X1", "name": "方东", "role": "sales_consultant"})
    desk.at("2026-06-08T09:00")
    desk.ok("prospect", "add", "张伟", "13800138001", "--source", "walk_in", "--level", "A")
    desk.at("2026-06-09T09:00")
    desk.ok("prospect", "lose", "L1", "price")
    desk.at("2026-06-20T09:00")
    rows = desk.json("kpi", "sales", "--period", "2026-06")
    assert told(rows, "whole", None)["prospect_contacts"][1] == 0
