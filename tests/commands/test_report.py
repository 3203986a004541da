"""`kcrm report month`: as md through the whole program, as a page whose every figure is the CLI's, and what it refuses."""

import json

import pytest
import report_month
from conftest import filled_once
from report_figures import figures_of, hold_against_cli, tags_of
from report_month import MONTH


@filled_once
def may(desk):
    """The worked-out month, seen from the middle of June."""
    report_month.fill(desk)
    return desk


def page_of(desk, month=MONTH):
    path = desk.folder / "report.html"
    desk.ok("report", "month", month, "--html", path)
    return path.read_text(encoding="utf-8")


def section(text, title):
    """A part of the md, from its heading to the next."""
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def test_the_headline_stands_beside_the_month_before(may):
    # worked out in report_month: 3 visits after 1, 2 paid after 1, income 2300 after 200, profit 500 and none known of April
    glance = section(may.ok("report", "month", MONTH).out, "At a glance")
    assert "| workshop visits | 3 | 2 more than 1 (better) |" in glance
    assert "| paid visits | 2 | 1 more than 1 (better) |" in glance
    assert "| income | 2,300.00 | 2,100.00 more than 200.00 (better) |" in glance
    assert "| profit | 500.00 | nothing to compare in 2026-04 |" in glance
    # one of three visits by appointment, none of April's one; one of the two handovers with a promise in time, April's had none
    assert "| appointment rate | 33.3% (1 / 3) | 33.3 points more than 0% (better) |" in glance
    assert "| on-time handover | 50% (1 / 2) | nothing to compare in 2026-04 |" in glance


def test_the_headline_speaks_chinese(may):
    may.speaking("zh")
    text = may.ok("report", "month", MONTH).out
    assert text.startswith("# 云汐店 2026-05 月度报告\n")
    glance = section(text, "概览")
    assert "| 进厂台次 | 3 | 较 1 增加 2 (向好) |" in glance
    assert "| 收入 | 2,300.00 | 较 200.00 增加 2,100.00 (向好) |" in glance
    assert "中最低的一项：服务顾问" in section(may.ok("report", "month", MONTH).out, "满意度")


def test_the_trend_has_twelve_months_up_to_this_one(may):
    rows = [line for line in section(may.ok("report", "month", MONTH).out, "Service").splitlines() if line.startswith("| 202")]
    assert len(rows) == 12
    assert rows[0] == "| 2025-06 | 0 | 0 | 0 |"
    assert rows[-2:] == ["| 2026-04 | 1 | 1 | 0 |", "| 2026-05 | 3 | 2 | 1 |"]


def test_money_is_held_against_its_plan_and_the_break_even_point(may):
    money = section(may.ok("report", "month", MONTH).out, "Money")
    # labour 200 + 500 + 100 of 1000 planned
    assert "| labour income | 800.00 | 100.00 | 1,000.00 | -200.00 | 80% | target missed |" in money
    # 1000 ÷ (1500 ÷ 2300); the two paid visits paid 2000, 1000 each, so that two of them cover 1533.33
    assert "| break-even income | 1,533.33 (" in money
    assert "At the average ticket, 2 paid visits alone would cover all cost; there were 2" in money


def test_satisfaction_is_told_by_aspect_with_the_lowest_named(may):
    # worked out in report_month; April's advisor was 5 ÷ 10, and nobody was asked to recommend the store
    text = section(may.ok("report", "month", MONTH).out, "Satisfaction")
    assert "| service satisfaction (CSI) | 0.92 (23 / 25) | 0.5 | 1 | small sample |" in text
    assert "| sales satisfaction (SSI) | – | – | 1 | no value |" in text
    assert "| net promoter score | 0% (0 / 2) | – | – | small sample |" in text
    aspects = [line for line in text.partition("**service satisfaction (CSI)**")[2].splitlines() if line.startswith("|")][2:]
    assert aspects == [
        "| work quality | 1 (9 ÷ 9; small sample) | 9 | 1 | – | satisfied |",
        "| time on site | – (no value) | 8 | 1 | – |  |",
        "| advisor (rated lowest) | 0.875 (14 ÷ 16; small sample) | 7 | 2 | 0.5 | disappointed |",
    ]
    assert "Lowest in service satisfaction (CSI): advisor, rated 7 by 2." in text
    assert "`kcrm survey report --period 2026-05`" in text


def test_satisfaction_of_a_closed_month_says_what_is_frozen_of_it(may):
    may.ok("kpi", "close", MONTH)
    may.ok("survey", "add", "K2", "csi", "advisor=10/5", "--on", "2026-05-30", "--staff", "S1")
    text = section(may.ok("report", "month", MONTH).out, "Satisfaction")
    # published 23/25, today 33/30; the advisor's 24 ÷ 21 is today's
    assert "| service satisfaction (CSI) | 0.92 (23 / 25) | 0.5 | 1 | corrected since |" in text
    assert "1.143 (24 ÷ 21; small sample)" in text
    assert "By aspect as of now; a closed month freezes its key figures only." in text


def test_what_fell_below_target_names_the_teams_and_the_command(desk):
    # twelve visits, one by appointment, all of one team: 8.3 % of the 40 % that the policy wants, and enough cases to judge
    report_month.fill(desk)
    order = {"vin": "LSVAA4182E2123456", "type": "paid_repair", "advisor": "A1", "team": "mechanical", "appointment": "no"}
    days = [f"2026-03-{day:02}" for day in range(1, 13)]
    numbered = enumerate(days)
    desk.take("orders", *(order | {"order_no": f"M{n}", "opened_at": f"{day} 09:00", "closed_at": f"{day} 12:00"} for n, day in numbered))
    desk.ok("order", "edit", "M3", "--appointment", "yes")
    below = section(desk.ok("report", "month", "2026-03").out, "Below target, and where to look")
    assert (
        "- appointment rate: 8.3%, target 40%. Teams that miss it: mechanical-electrical 8.3%. "
        "Look at: `kcrm kpi person --role service_advisor --period 2026-03`, `kcrm kpi explain appointment_rate`, "
        "`kcrm kpi rows appointment_rate --period 2026-03`"
    ) in below


def test_every_command_that_the_report_names_can_be_typed(may):
    text = may.ok("report", "month", MONTH).out
    commands = {word for word in text.split("`") if word.startswith("kcrm ")}
    assert len(commands) >= 8
    for command in commands:
        may.ok(*command.split()[1:])


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_figure_of_the_page_is_the_clis(may, language):
    may.speaking(language)
    figures = figures_of(page_of(may))
    compared = hold_against_cli(may, figures)
    # the three aspects that were rated: value, rating, answers and the value before of each
    assert len([one for one in figures if one.row.get("scope") == "aspect"]) == 3 * 4
    # 12 months × 3, the radar's 14 × 3, 8 × 2 of service and the rest: a page that lost its figures would pass otherwise
    assert compared > 150


def test_a_closed_month_keeps_its_figures_and_they_are_still_the_clis(may):
    may.ok("kpi", "close", MONTH)
    late = {"order_no": "GD9", "vin": "LSVAA4182E2123456", "type": "paid_repair", "opened_at": "2026-05-28 09:00"}
    may.take("orders", late)
    page = page_of(may)
    (visits,) = [one for one in figures_of(page) if one.tag == "b" and one.row["key"] == "total_visits"]
    assert visits.value == 3
    assert "The month was closed on 2026-06-15" in page
    hold_against_cli(may, figures_of(page))


def test_the_page_needs_nothing_from_elsewhere_and_runs_nothing(may):
    page = page_of(may)
    assert not tags_of(page) & {"script", "link", "img", "iframe", "object", "base", "form"}
    assert "url(" not in page
    assert "@import" not in page
    # the only addresses are the names of the SVG vocabulary
    assert page.replace("http://www.w3.org/2000/svg", "").count("http") == 0


def test_charts_are_told_in_words(may):
    page = page_of(may)
    assert page.count("<svg ") == page.count('role="img"') == page.count("<desc ")
    # the trend, the radar, the radar for a phone; a line where two months have a value: not of profit and handovers, known of May alone
    assert page.count("<desc ") == 3 + 6
    assert '<desc id="line-csi-text">2025-06: –, 2025-07: –, 2025-08: –, 2025-09: –, 2025-10: –, 2025-11: –, 2025-12: –, ' in page
    assert "2026-03: –, 2026-04: 0.5, 2026-05: 0.92</desc>" in page
    assert "2026-04: 1, 2026-05: 3</desc>" in page
    assert "<details>" in page


def test_a_figure_that_teams_and_the_store_have_is_explained_with_the_value_of_the_store(may):
    assert may.json("kpi", "explain", "complaint_rate", "--period", MONTH)["value"] == 33.33


def test_what_hangs_on_the_wall_names_three_misses_and_nobody_unless_policy_lets_it(desk):
    report_month.fill(desk)
    desk.ok("policy", "set", "kpi.small_sample", "1")
    wall = page_of(desk).partition("<main>")[0]
    assert wall.count('<div class="card">') == 8
    assert wall.count("<li>") == 3
    # the complaint of May was never accepted: none of it was in time, which is as far from the target as can be
    assert "complaints on time: 0%, target 100%." in wall
    assert "<code>" not in wall
    assert "Who misses it" not in page_of(desk)
    desk.ok("policy", "set", "kpi.names_in_reports", "yes")
    # both visits with a promise were the advisor's A1, one of them late
    assert "on-time handover: 50%, target 95%. Teams that miss it: body 0%. Who misses it: " in page_of(desk)


def test_text_of_customers_and_files_is_never_markup(may):
    page = page_of(may)
    assert "售后&lt;/td&gt;&lt;script&gt;alert(1)&lt;/script&gt;|**部**" in page
    text = may.ok("report", "month", MONTH).out
    assert r"售后\</td\>\<script\>alert(1)\</script\>\|\*\*部\*\*" in text


def test_a_month_without_a_complaint_after_one_with_some_says_so(may):
    # one was received in May, none in June
    may.at("2026-07-01T08:30")
    text = may.ok("report", "month", "2026-06").out
    assert "| complaints received | 0 | 1 less than 1 (better) |" in section(text, "At a glance")
    assert "| complaints received | 0 | 1 | 0 | – |" in section(text, "Complaints")  # none a year ago


def test_what_was_not_recorded_is_not_spoken_of(desk):
    # the desk has one advisor and no orders: turnover, 0 of 1, is all that can be judged, and nothing is below target
    text = desk.ok("report", "month", MONTH).out
    headings = [line.removeprefix("## ") for line in text.splitlines() if line.startswith("## ")]
    assert headings == ["At a glance", "Below target, and where to look", "Service", "Radar"]
    assert "Every target was met." in text


def test_what_adds_up_is_not_called_better_or_worse_while_the_month_runs(may):
    # nobody came until 15 June: half a month without a visit or a complaint beside the whole of May
    glance = section(may.ok("report", "month", "2026-06").out, "At a glance")
    assert "| workshop visits | 0 | 3 less than 3 |" in glance
    assert "| complaints received | 0 | 1 less than 1 |" in glance


def test_a_month_that_is_not_over_says_so(may):
    assert "The month lasts until 2026-06-30: these are the figures up to 2026-06-15." in may.ok("report", "month", "2026-06").out
    assert "these are the figures" not in may.ok("report", "month", MONTH).out


def test_the_machine_formats_give_all_key_figures_as_one_table(may):
    rows = may.json("report", "month", MONTH)
    (visits,) = [row for row in rows if row["key"] == "total_visits" and row["scope"] == "whole"]
    assert visits == {
        "key": "total_visits",
        "value": 3,
        "unit": "count",
        "numerator": 3,
        "denominator": None,
        "period_from": "2026-05-01",
        "period_to": "2026-05-31",
        "previous": 1,
        "target": None,
        "status": "no_target",
        "scope": "whole",
        "scope_id": None,
    }
    known = [(row["key"], row["scope"], row["scope_id"]) for row in rows]
    assert len(known) == len(set(known))


def test_page_and_mail_can_be_had_at_once_and_in_files(may):
    page, mail = may.folder / "page.html", may.folder / "mail.md"
    result = may.ok("report", "month", "last-month", "--html", page, "--to", mail)
    assert result.out == ""
    assert page.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert mail.read_text(encoding="utf-8") == may.ok("report", "month", MONTH, "-o", "md").out
    assert may.ok("report", "month", MONTH, "-o", "html").out == page.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("month", "said"),
    [
        ("2026-07", "begins on 2026-07-01, after today"),
        ("next-month", "begins on 2026-07-01, after today"),
        ("2026-13", "2026-13"),
        ("Brumaire", "Brumaire"),
        ("", "“”"),
        ("2026-05-31..2026-05-01", "2026-05-31..2026-05-01"),
        ("2026-Q1", "“2026-Q1” is not a single month"),
        ("2026-05-01..2026-05-30", "is not a single month"),
        ("2026-04..2026-05", "is not a single month"),
    ],
)
def test_what_is_no_month_gone_by_or_running_is_refused_and_nothing_is_written(may, month, said):
    path = may.folder / "bad.html"
    result = may.run("report", "month", month, "--html", path)
    assert result.code == 2
    assert said in result.err
    assert result.out == ""
    assert not path.exists()


def test_a_page_that_cannot_be_written_leaves_nothing(may):
    result = may.run("report", "month", MONTH, "--html", may.folder / "none" / "page.html")
    assert result.code == 3
    assert json.dumps(result.out) == '""'
