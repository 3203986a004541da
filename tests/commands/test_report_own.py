"""`kcrm report new`, `edit`, `list`, `show`, `run`: reports of the dealership's own, over the worked-out months of `report_month`."""

import json
import re
import zipfile

import pytest
import report_month
from conftest import filled_once
from report_figures import figures_of, hold_against_cli, tags_of

from kcrm.actions.reports import planned

WEEKLY = """\
title = "周报 [/b]"
period = "2026-05"
text = "给 [bold]早会[/bold] 看。"

[[section]]
title = "Visits"
text = "In all."
kpis = ["total_visits", "rework rate", "income"]

[[section]]
title = "By team"
kpis = ["total_visits"]
by = "team"

[[section]]
title = "Income"
cross = "orders"
days = "closed_at"
rows = "type"
across = "班组"
sum = "total_amount"

[[section]]
title = "Orders"
list = "orders"
days = "opened_at"
filter = "type:paid_repair,索赔"
columns = ["工单号", "type", "customer", "total_amount"]
sort = "-total_amount"
"""
# worked out from report_month: two orders of 500 and 300 in the mechanical team, one of 1500 in body
INCOME = [
    ("cell", "paid_maintenance", "mechanical", 500, 1),
    ("cell", "paid_repair", "body", 1500, 1),
    ("cell", "warranty_repair", "mechanical", 300, 1),
    ("row", "paid_maintenance", None, 500, 1),
    ("row", "paid_repair", None, 1500, 1),
    ("row", "warranty_repair", None, 300, 1),
    ("column", None, "mechanical", 800, 2),
    ("column", None, "body", 1500, 1),
    ("whole", None, None, 2300, 3),
]


@filled_once
def may(desk):
    """The worked-out month, seen from the middle of June."""
    report_month.fill(desk)
    return desk


def declared(desk, text, name="own.toml"):
    path = desk.folder / name
    path.write_text(text, encoding="utf-8")
    return path


def section(text, title):
    """A part of the md, from its heading to the next."""
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def operations(desk):
    return desk.query("SELECT count(*) FROM operation")


# --- what is kept ---


def test_a_report_is_kept_under_its_name_listed_and_shown_as_it_was_typed(may):
    made = may.ok("report", "new", "周报/1", declared(may, WEEKLY), "-o", "json")
    row = {"name": "周报/1", "title": "周报 [/b]", "sections": 4, "period": "2026-05", "saved_on": "2026-06-15"}
    assert made.json == {**row, "text": WEEKLY.strip()}
    assert "kcrm report run '周报/1'" in made.err or "kcrm report run 周报/1" in made.err
    assert may.json("report", "list") == [row]
    assert may.json("report", "show", "周报/1") == {**row, "text": WEEKLY.strip()}
    assert "周报 [/b]" in may.ok("report", "list").out


def test_a_name_is_taken_once_and_an_unknown_one_is_not_found_with_near_ones(may):
    may.ok("report", "new", "weekly", declared(may, WEEKLY))
    before = operations(may)
    again = may.run("report", "new", "weekly", declared(may, WEEKLY))
    assert (again.code, operations(may)) == (5, before)
    assert "kcrm report edit --file FILE weekly" in again.err
    unknown = may.run("report", "run", "weakly")
    assert unknown.code == 3
    assert "Did you mean weekly?" in unknown.err
    assert may.run("report", "new", "  ", declared(may, WEEKLY)).code == 2


def test_what_was_made_and_changed_and_deleted_is_undone(may):
    may.ok("report", "new", "w", declared(may, WEEKLY))
    changed = WEEKLY.replace("给 [bold]早会[/bold] 看。", "改过")
    said = may.ok("report", "edit", "w", "--file", declared(may, changed))
    assert said.err == "Saved w.\n"
    assert may.json("report", "show", "w")["text"] == changed.strip()
    before = operations(may)
    assert may.ok("report", "edit", "w", "--file", declared(may, changed)).err == "w already has this text; nothing changed.\n"
    assert operations(may) == before
    may.ok("undo", "--yes")
    assert may.json("report", "show", "w")["text"] == WEEKLY.strip()
    may.ok("report", "delete", "w")
    assert may.json("report", "list") == []
    may.ok("undo", "--yes")
    assert may.json("report", "show", "w")["text"] == WEEKLY.strip()


def test_a_dry_run_checks_and_keeps_nothing(may):
    before = operations(may)
    assert may.ok("report", "new", "w", declared(may, WEEKLY), "--dry-run").err == "Dry run: nothing was written.\n"
    assert may.run("report", "new", "w", declared(may, WEEKLY + "x"), "--dry-run").code == 5
    assert (may.json("report", "list"), operations(may)) == ([], before)


HEAD = 'title = "甲"\n[[section]]\ntitle = "乙"\n'


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ('title "甲"', 1, "this is not TOML"),
        (f'{HEAD}colums = ["a"]\nlist = "orders"', 4, "Did you mean columns"),
        (f'{HEAD}kpis = ["total_visit"]', 4, "Did you mean total_visits"),
        (f'{HEAD}kpis = ["total_visits"]\nby = "tem"', 5, "Did you mean team"),
        (f'{HEAD}kpis = ["calls_on_time"]\nby = "model"\n', 4, ""),
        (f'{HEAD}list = "order"', 4, "Did you mean orders"),
        (f'{HEAD}list = "orders"\ncolumns = ["total_amont"]', 5, "Did you mean total_amount"),
        (f'{HEAD}list = "orders"\nsort = "-total_amont"', 5, "Did you mean total_amount"),
        (f'{HEAD}list = "orders"\nfilter = "typ:paid_repair"', 5, "Did you mean type"),
        (f'{HEAD}list = "orders"\nfilter = "type:paid_repairs"', 5, "paid_repair"),
        (f'{HEAD}list = "orders"\ncustomers = "clas:A"', 5, "Did you mean class"),
        (f'{HEAD}list = "orders"\ncustomers = "segment:x"', 5, "There is no segment"),
        (f'{HEAD}list = "staff"\ncustomers = "class:A"', 5, "leave customers out"),
        (f'{HEAD}list = "orders"\ndays = "type"', 5, "opened_at, promised_at, closed_at"),
        (f'{HEAD}cross = "orders"\nrows = "tipe"\nacross = "team"', 5, "Did you mean type"),
        (f'{HEAD}cross = "orders"\nrows = "type:week"\nacross = "team"', 5, "type cannot be told by week"),
        (f'{HEAD}list = "市场活懂"', 4, "Did you mean 市场活动"),
        (f'{HEAD}list = "orders"\nfilter = "type:paid_repare"', 5, "Did you mean paid_repair"),
        (f'{HEAD}list = "orders"\nlimit = 99999999999999999999999', 5, "limit is not what it should be. Expected: 0 … 1000000"),
        (f'{HEAD}list = "orders"\nlimit = -1', 5, "Expected: 0 … 1000000"),
        (f'{HEAD}list = "orders"\nlimit = {"9" * 5_000}', 5, "this is nested too deeply, or a number is too long"),
        (f"{HEAD}kpis = {'[' * 5_000}{']' * 5_000}", 4, "this is nested too deeply, or a number is too long"),
        ("title = 5", 1, 'title is not what it should be. Expected: "…"'),
        (f'{HEAD}cross = "orders"\nrows = "opened_at:weak"\nacross = "team"', 5, "Did you mean week"),
        (f'{HEAD}cross = "orders"\nrows = "type"\nacross = "team"\nsum = "plate"', 7, "cannot be added up"),
        (f'{HEAD}cross = "customers"\nrows = "gender"\nacross = "phone"', 6, "put it into rows"),
        (f'title = "甲"\nperiod = "2026-13"\n{HEAD.partition("[[")[1]}section]]\ntitle = "乙"\ntext = "x"', 2, "2026-13"),
    ],
)
def test_what_a_declaration_names_wrongly_is_told_by_line_and_nothing_is_kept(may, text, line, words):
    before = operations(may)
    refused = may.run("report", "new", "w", declared(may, text))
    if not words:  # it can be shown so
        assert refused.code == 0
        return
    assert refused.code == 5, refused.err
    assert f"own.toml, line {line}: " in refused.err
    assert words in refused.err
    assert (may.json("report", "list"), operations(may)) == ([], before)


def test_errors_speak_chinese_too(may):
    may.speaking("zh")
    refused = may.run("report", "new", "w", declared(may, f'{HEAD}list = "orders"\ncolumns = ["total_amont"]'))
    assert "own.toml 第 5 行：orders 没有“total_amont”这个字段。" in refused.err
    assert "您是不是要找：total_amount" in refused.err


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("title = 5", 'own.toml 第 1 行：title 的写法不对。此处应为："…"'),
        (f'{HEAD}list = "工但"', "own.toml 第 4 行：没有名为“工但”的记录，可选：staff, "),
        (f'{HEAD}list = "orders"\nfilter = "type:一般维休"', "您是不是要找：一般维修？"),
        (f"{HEAD}kpis = {'[' * 5_000}{']' * 5_000}", "own.toml 第 4 行：嵌套过深，或数字过长"),
        (f'{HEAD}cross = "orders"\nrows = "type:week"\nacross = "team"', "own.toml 第 5 行：type 不是日期，不能按“week”划分。"),
    ],
)
def test_what_is_wrong_is_told_in_chinese(may, text, words):
    may.speaking("zh")
    refused = may.run("report", "new", "w", declared(may, text))
    assert refused.code == 5
    assert words in refused.err


@pytest.mark.parametrize("kind", ["工单", "orders", "Repair orders", "ORDERS"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_records_are_named_by_key_or_by_what_their_lists_are_called_in_either_language(may, kind, language):
    may.speaking(language)
    may.ok("report", "new", "w", declared(may, f'{HEAD}list = "{kind}"\ncolumns = ["工单号"]\nsort = "order_no"\n'))
    assert may.json("report", "run", "w")["section_1"] == [{"order_no": f"GD{each}"} for each in range(4)]


def test_a_field_that_is_no_day_is_not_offered_the_word_it_refused(may):
    refused = may.run("report", "new", "w", declared(may, f'{HEAD}cross = "orders"\nrows = "type:week"\nacross = "team"'))
    assert "type cannot be told by week: it is no day." in refused.err
    assert "Did you mean" not in refused.err


def test_figures_of_which_nothing_is_recorded_say_so(may):
    may.ok("report", "new", "w", declared(may, f'{HEAD}kpis = ["plan_attainment"]\n'))
    assert section(may.ok("report", "run", "w").out, "乙").strip().startswith("Nothing of this is recorded.")
    may.speaking("zh")
    assert section(may.ok("report", "run", "w").out, "乙").strip().startswith("没有这方面的记录。")


def test_a_field_that_is_no_more_is_told_by_the_line_of_the_report_that_names_it(may, monkeypatch):
    may.ok("report", "new", "w", declared(may, WEEKLY))
    known = planned.noun_of

    def without_customer(kind):
        noun = known(kind)
        return noun._replace(fields=tuple(each for each in noun.fields if each.key != "customer"))

    monkeypatch.setattr(planned, "noun_of", without_customer)
    refused = may.run("report", "run", "w")
    assert refused.code == 5
    assert refused.out == ""
    assert refused.err.startswith("kcrm: w, line 28: There is no field customer of orders.")
    assert len(may.json("report", "list")) == 1


# --- what it says ---


@pytest.fixture
def weekly(may):
    may.ok("policy", "set", "kpi.small_sample", "2")
    may.ok("report", "new", "w", declared(may, WEEKLY))
    return may


def test_each_section_says_what_the_commands_say(weekly):
    text = weekly.ok("report", "run", "w").out
    assert text.startswith(
        "# 周报 \\[/b\\]\n\n云汐店\n\n2026-05-01 to 2026-05-31\n\nMade on 2026-06-15 08:30.\n\n给 \\[bold\\]早会\\[/bold\\] 看。\n"
    )
    visits = section(text, "Visits")
    assert visits.strip().startswith("In all.")
    assert "| workshop visits | 3 | 1 | 0 | – |  |\n" in visits
    assert "| rework rate | 0% (0 / 3) | 0% | – | 2% | target met |\n" in visits
    assert "| income | 2,300.00 | 200.00 | 0.00 | – |  |\n" in visits
    assert "`kcrm kpi service --period 2026-05`, `kcrm kpi store --period 2026-05`, `kcrm kpi profit --period 2026-05`" in visits
    team = section(text, "By team")
    assert "| mechanical-electrical | 2 | 66.7% | no target |\n" in team
    assert "| whole store | 3 | – | no target |" in team
    assert "| GD2 | paid repair | 张伟 | 1,500.00 |\n| GD3 | warranty repair | 张伟 | 300.00 |" in section(text, "Orders")
    assert "Only: type:paid\\_repair,索赔" in section(text, "Orders")


def test_a_cross_table_adds_up_with_totals_and_says_where_cases_are_few(weekly):
    lines = section(weekly.ok("report", "run", "w").out, "Income").strip().splitlines()
    assert "Small sample: fewer than 2 cases." in lines
    assert lines[lines.index("**Total by Type and Team**") + 2 :][:6] == [
        "| Type | mechanical-electrical | body | In all |",
        "| --- | ---: | ---: | ---: |",
        "| paid maintenance | 500.00 (small sample) | – | 500.00 (small sample) |",
        "| paid repair | – | 1,500.00 (small sample) | 1,500.00 (small sample) |",
        "| warranty repair | 300.00 (small sample) | – | 300.00 (small sample) |",
        "| In all | 800.00 | 1,500.00 (small sample) | 2,300.00 |",
    ]
    cross = weekly.json("report", "run", "w")["section_3"]
    assert cross == [
        {"of": of, "row": row, "column": column, "value": value, "cases": cases, "small": cases < 2}
        for of, row, column, value, cases in INCOME
    ]


def test_json_has_every_section_by_its_number(weekly):
    found = weekly.json("report", "run", "w", "--period", "2026-04")
    assert {key: found[key] for key in ("name", "title", "store", "period_from", "period_to", "made_at")} == {
        "name": "w",
        "title": "周报 [/b]",
        "store": "云汐店",
        "period_from": "2026-04-01",
        "period_to": "2026-04-30",
        "made_at": "2026-06-15T08:30:00+08:00",
    }
    assert found["sections"] == [
        {"section": 1, "title": "Visits", "content": "kpis", "text": "In all."},
        {"section": 2, "title": "By team", "content": "kpis", "text": None},
        {"section": 3, "title": "Income", "content": "cross", "text": None},
        {"section": 4, "title": "Orders", "content": "list", "text": None},
    ]
    assert [(row["key"], row["value"]) for row in found["section_1"]] == [("total_visits", 1), ("rework_rate", 0), ("income", 200)]
    assert found["section_2"] == weekly.json("kpi", "show", "total_visits", "--by", "team", "--period", "2026-04")
    assert found["section_4"] == [{"order_no": "GD0", "type": "paid_repair", "customer": "张伟", "total_amount": 200}]


def test_records_are_counted_by_days_together_and_by_what_is_not_recorded(may):
    text = """title = "t"
period = "2026-04..2026-06"
[[section]]
title = "By month"
cross = "orders"
rows = "opened_at"
across = "type"
[[section]]
title = "By week"
cross = "orders"
rows = "opened_at:week"
across = "appointment"
filter = "opened_at:2026-05-11..2026-05-20"
[[section]]
title = "Known"
cross = "vehicles"
rows = "model"
across = "delivered_on:year"
count = "plate"
"""
    may.ok("report", "new", "w", declared(may, text))
    found = may.json("report", "run", "w")
    cells = [(row["row"], row["column"], row["value"]) for row in found["section_1"] if row["of"] == "cell"]
    assert cells == [
        ("2026-04", "paid_repair", 1),
        ("2026-05", "paid_maintenance", 1),
        ("2026-05", "paid_repair", 1),
        ("2026-05", "warranty_repair", 1),
    ]
    # from the 11th to the end of the 20th: GD2 and GD3, in the weeks of 11 and 18 May
    assert [(row["row"], row["column"], row["value"]) for row in found["section_2"] if row["of"] == "cell"] == [
        ("2026-W20", False, 1),
        ("2026-W21", False, 1),
    ]
    assert [(row["row"], row["column"], row["value"]) for row in found["section_3"]] == [
        (None, "2024", 2),
        (None, None, 2),
        (None, "2024", 2),
        (None, None, 2),
    ]
    assert "| not recorded | 2 (small sample) | 2 (small sample) |" in may.ok("report", "run", "w").out


def test_a_list_is_of_chosen_customers_sorted_and_cut_and_says_so(may):
    text = f'{HEAD}list = "customers"\ncolumns = ["customer_no", "phone"]\ncustomers = "-class:none"\nsort = "-customer_no"\nlimit = 1\n'
    may.ok("report", "new", "w", declared(may, text.replace('customers = "-class:none"\n', "")))
    whole = section(may.ok("report", "run", "w").out, "乙")
    assert "The first 1 of 2." in whole
    assert "As it stands now, whatever the period." in whole
    assert "| K2 | 13800138002 |" in whole
    may.ok("report", "edit", "w", "--file", declared(may, text))
    chosen = section(may.ok("report", "run", "w").out, "乙")
    # only Zhang Wei has orders and so a class
    assert "| K1 | 13800138001 |" in chosen
    assert "The first" not in chosen


def test_a_table_alone_is_given_in_csv_and_several_are_refused(may):
    may.ok("report", "new", "w", declared(may, f'{HEAD}list = "customers"\ncolumns = ["customer_no", "phone"]\n'))
    assert may.ok("report", "run", "w", "-o", "csv").out == "customer_no,phone\nK1,13800138001\nK2,13800138002\n"
    may.ok("report", "edit", "w", "--file", declared(may, WEEKLY))
    refused = may.run("report", "run", "w", "-o", "csv")
    assert (refused.code, refused.out) == (2, "")
    assert "csv holds one table, and this report has 4. Use json or xlsx." in refused.err


def test_the_page_escapes_what_was_typed_and_its_figures_are_those_of_the_cli(weekly):
    path = weekly.folder / "own.html"
    weekly.ok("report", "run", "w", "--to", path)
    page = path.read_text(encoding="utf-8")
    assert "<title>周报 [/b]</title>" in page
    assert not {"script", "img", "link"} & tags_of(page)
    figures = figures_of(page)
    assert {figure.row["key"] for figure in figures} == {"total_visits", "rework_rate", "income"}
    assert hold_against_cli(weekly, figures) >= 6
    weekly.speaking("zh")
    weekly.ok("report", "run", "w", "--to", path)
    page = path.read_text(encoding="utf-8")
    assert '<html lang="zh-CN">' in page
    assert "合计（按工单类型和班组）" in page


def test_a_workbook_has_a_sheet_for_each_table_with_numbers_as_numbers(weekly):
    path = weekly.folder / "own.xlsx"
    weekly.ok("report", "run", "w", "--to", path)
    with zipfile.ZipFile(path) as book:
        names = re.findall(r'<sheet name="([^"]*)"', book.read("xl/workbook.xml").decode())
        income = book.read("xl/worksheets/sheet4.xml").decode()
        shared = book.read("xl/sharedStrings.xml").decode() if "xl/sharedStrings.xml" in book.namelist() else ""
        texts = shared + "".join(book.read(name).decode() for name in book.namelist() if "worksheets" in name)
    assert names == ["周报   b", "Visits", "By team", "Income", "Orders"]
    assert "<v>1500</v>" in income
    for words in ("给 [bold]早会[/bold] 看。", "Small sample: fewer than 2 cases.", "mechanical-electrical"):
        assert words in texts


# --- who may see what ---


OF_PERSONS = [
    (f'{HEAD}kpis = ["paid_visits"]\nby = "person"\n', 5),
    (f'{HEAD}cross = "orders"\nrows = "technician"\nacross = "type"\n', 5),
    (f'{HEAD}cross = "orders"\nrows = "type"\nacross = "advisor"\n', 6),
    (f'{HEAD}cross = "orders"\nrows = "type"\nacross = "technician_no"\n', 6),
    (f'{HEAD}cross = "appointments"\nrows = "服务顾问"\nacross = "plate"\n', 5),
    (f'{HEAD}cross = "staff"\nrows = "name"\nacross = "team"\n', 5),
]


@pytest.mark.parametrize(("text", "line"), OF_PERSONS)
def test_figures_of_persons_are_the_policys_to_allow(may, text, line):
    refused = may.run("report", "new", "w", declared(may, text))
    assert (refused.code, refused.out) == (5, "")
    assert f"own.toml, line {line}: by the policy reports name no persons." in refused.err
    assert "kcrm policy set kpi.names_in_reports yes" in refused.err
    assert may.json("report", "list") == []
    may.ok("policy", "set", "kpi.names_in_reports", "yes")
    may.ok("report", "new", "w", declared(may, text))
    may.ok("report", "run", "w", "--period", "2026-05")
    may.ok("policy", "set", "kpi.names_in_reports", "no")
    refused = may.run("report", "run", "w", "--period", "2026-05")
    assert (refused.code, refused.out) == (5, "")
    assert f"w, line {line}: by the policy reports name no persons." in refused.err


def test_figures_of_teams_and_lists_of_records_may_stand_whatever_policy_says_of_names(may):
    text = f'{HEAD}cross = "orders"\nrows = "team"\nacross = "type"\n[[section]]\ntitle = "丙"\n'
    text += 'list = "orders"\ncolumns = ["order_no", "technician"]\n'
    may.ok("report", "new", "w", declared(may, text))
    assert "许机电" in may.ok("report", "run", "w").out


def test_what_tells_of_people_is_recorded_where_it_leaves(weekly):
    def recorded():
        return weekly.query("SELECT file, row_count, personal FROM access ORDER BY id")

    before = recorded()
    weekly.ok("report", "run", "w", "--to", weekly.folder / "own.md")
    assert [row[:2] for row in recorded()[len(before) :]] == [(str(weekly.folder / "own.md"), 2)]
    weekly.ok("report", "edit", "w", "--file", declared(weekly, f'{HEAD}kpis = ["total_visits"]\n'))
    before = recorded()
    weekly.ok("report", "run", "w", "--to", weekly.folder / "own.md")
    assert recorded() == before


# --- of weeks, quarters and years ---


@pytest.mark.parametrize(
    ("step", "span", "visits", "before", "title"),
    [
        # GD2 was opened on 11 May, GD1 in the week before
        ("week", "2026-W20", 1, "as before: 1", "云汐店: weekly report 2026-W20"),
        ("month", "2026-05", 3, "2 more than 1 (better)", "云汐店: monthly report 2026-05"),
        # four of this quarter, which is not over, after none
        ("quarter", "2026-Q2", 4, "4 more than 0", "云汐店: quarterly report 2026-Q2"),
        ("year", "2026", 4, "4 more than 0", "云汐店: annual report 2026"),
    ],
)
def test_the_reports_of_a_period_say_what_the_commands_say_of_it(may, step, span, visits, before, title):
    path = may.folder / "report.html"
    text = may.ok("report", step, span).out
    assert text.startswith(f"# {title}\n")
    assert f"| workshop visits | {visits} | {before} |" in section(text, "At a glance")
    may.ok("report", step, span, "--html", path)
    figures = figures_of(path.read_text(encoding="utf-8"))
    assert hold_against_cli(may, figures) > 40
    told = {(row["key"], row["scope"], row["scope_id"]): row["value"] for row in may.json("report", step, span)}
    assert told["total_visits", "whole", None] == visits


@pytest.mark.parametrize(("step", "other"), [("week", "2026-05"), ("month", "2026-W20"), ("quarter", "2026"), ("year", "2026-Q2")])
def test_another_period_than_asked_for_is_refused(may, step, other):
    refused = may.run("report", step, other)
    assert (refused.code, refused.out) == (2, "")
    assert f"“{other}” is not a single {step}." in refused.err


def test_a_month_says_what_deliveries_and_income_are_made_of(may):
    delivered = (("LSVAA4182E2123460", "瑞虎 8"), ("LSVAA4182E2123461", "瑞虎 8"), ("LSVAA4182E2123462", "艾瑞泽"))
    may.take("vehicles", *({"vin": vin, "model": model, "delivered_on": "2026-05-06"} for vin, model in delivered))
    mix = section(may.ok("report", "month", report_month.MONTH).out, "What deliveries and income are made of")
    assert "| model | vehicles delivered | Share |\n| --- | ---: | ---: |\n| 瑞虎 8 | 2 | 66.7% |\n| 艾瑞泽 | 1 | 33.3% |\n" in mix
    # of the maintenance 200 of labour and 300 of parts, of the repair 500 and 1000, of the warranty 100 and 200
    assert "| type of order | labour income | parts income |\n" in mix
    for row in ("| paid maintenance | 200.00 | 300.00 |", "| paid repair | 500.00 | 1,000.00 |", "| warranty repair | 100.00 | 200.00 |"):
        assert row in mix


def test_the_manufacturers_scores_stand_beside_our_own_where_there_are_any(may):
    title = "The manufacturer's scores"
    assert title not in may.ok("report", "month", report_month.MONTH).out
    path = may.folder / "scores.csv"
    path.write_text("period,survey,item,score,region,nation,place\n2026-Q2,CSI,服务顾问,8.10,9.00,9.00,12\n", encoding="utf-8")
    may.ok("survey", "official", "import", path)
    text = section(may.ok("report", "month", report_month.MONTH).out, title)
    assert "服务顾问" in text
    assert "| 2026-Q2 | CSI | 服务顾问 | 8.1 | 9 | 9 | 12 | 10% | yes |" in text
    page = may.folder / "report.html"
    may.ok("report", "month", report_month.MONTH, "--html", page)
    figures = [each for each in figures_of(page.read_text(encoding="utf-8")) if "official" in each.command]
    assert {each.key for each in figures} >= {"score", "region", "behind", "own_value"}
    hold_against_cli(may, figures)
    assert json.loads(may.ok("report", "month", report_month.MONTH, "-o", "json").out)


def test_what_has_the_same_at_both_is_added_up_in_one_cell(may):
    text = f'{HEAD}cross = "orders"\ndays = "closed_at"\nrows = "accident"\nacross = "team"\nsum = "total_amount"\n'
    may.ok("report", "new", "w", declared(may, text))
    found = may.json("report", "run", "w", "--period", "2026-05")["section_1"]
    # 500 of the maintenance and 300 of the warranty repair; 1500 of the repair
    assert [(row["row"], row["column"], row["value"], row["cases"]) for row in found if row["of"] == "cell"] == [
        (False, "mechanical", 800, 2),
        (False, "body", 1500, 1),
    ]
