"""Prospects as files: taken, given back, taken again; what a file may say of one that is known, and what it may not."""

from __future__ import annotations

import contextlib
import sqlite3

import pytest
from conftest import filled_once

STAFF = (
    {"employee_no": "M1", "name": "蒋丽", "role": "sales_manager"},
    {"employee_no": "X1", "name": "方东", "role": "sales_consultant"},
    {"employee_no": "X2", "name": "纪雨", "role": "sales_consultant"},
    {"employee_no": "S1", "name": "叶琪", "role": "cs_specialist"},
)
KINDS = {"1dc", "prospect_contact", "test_drive_after", "showroom_visit", "lost_check", "lost_prospect", "invalid_prospect"}
VIN = "LSVAA4182E2123451"
KEYS = (
    "prospect_no,name,phone,source,level,stage,model,intended_on,within_days,consultant,taker,platform,referred_by,registered_on,need,rival,"
    "budget,payment,trade_in,test_drive,lost_on,lost_reason,lost_to,invalid_reason,vin,delivered_on,note"
)


@filled_once
def sales(shell):
    """A sales manager, two consultants and a specialist since New Year's Day; Monday 15 June 2026, 08:30."""
    shell.init()
    shell.take("staff", *STAFF)
    return shell


@pytest.fixture
def elsewhere(sales, tmp_path):
    """Run a command on another desk with the same staff."""
    other = tmp_path / "other.db"
    staff = sales.sheet("staff", STAFF)

    def run(*argv):
        return sales.ok("--db", other, *argv)

    run("init", "--store", "云汐二店", "--go-live", "2026-01-01")
    run("import", "staff", staff)
    return run


def kept(desk):
    """Every row of every table but the log's own."""
    with contextlib.closing(sqlite3.connect(f"file:{desk.db}?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT GLOB 'operation*'").fetchall()
        return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for (table,) in found}


def report(desk, *rows, argv=()):
    """New, changed, unchanged, refused, customers made; and what was said of which line."""
    payload = desk.run("import", "prospects", desk.sheet("prospects", rows), "-o", "json", *argv).json
    told = [(each["line"], each["verdict"], each["column"], each["value"], each["reason"]) for each in payload["problems"]]
    return [payload[key] for key in ("new", "changed", "unchanged", "refused", "made_customers")], told


def stages(desk):
    return desk.query("SELECT stage FROM prospect ORDER BY id")


def steps(desk, number):
    return [(row["step"], row["at"][:10]) for row in desk.json("prospect", "show", number)["history"]]


def open_calls(desk):
    """Those about prospects, and the first after a delivery."""
    rows = desk.json("followup", "list", "--state", "open")
    return [(row["kind"], row["customer"], row["due_on"], row["assignee_no"]) for row in rows if row["kind"] in KINDS]


EVERYTHING = (
    {
        "线索编号": "XS1",
        "姓名": "张伟",
        "手机": "138-0013-8001",
        "渠道": "网络",
        "登记日期": "2026/6/1",
        "意向车型": "瑞虎8",
        "对比车型": "哈弗H6",
        "购车预算": "130000",
        "购车时间(天)": "40",
        "意向级别": "B级",
        "状态": "已报价",
        "销售顾问": "纪雨",
        "首接人": "M1",
        "平台": "汽车之家",
        "试驾": "是",
        "付款方式": "按揭",
        "置换": "皖A12345 捷达",
        "用途": "接送孩子",
        "备注": "周末来看车",
    },
    {
        "线索编号": "XS2",
        "姓名": "李娜",
        "手机": "13800138002",
        "渠道": "自然到店",
        "登记日期": "2026-05-20",
        "状态": "战败",
        "销售顾问": "X1",
        "战败原因": "买了竞品",
        "战败日期": "2026-06-10",
        "战败品牌": "博越L",
        "介绍人": "张伟",
    },
    {"姓名": "王强", "手机": "13800138003", "渠道": "来电", "登记日期": "2026-06-02", "状态": "无效", "无效原因": "暂不考虑"},
    {
        "姓名": "赵敏",
        "手机": "13800138004",
        "渠道": "转介绍",
        "登记日期": "2026-04-01",
        "状态": "交车",
        "成交车架号": VIN,
        "交车日期": "2026-04-20",
        "销售顾问": "X1",
    },
    {"姓名": "孙洋", "手机": "13800138005", "渠道": "展会", "登记日期": "2026-06-12", "状态": "订单", "销售顾问": "X2"},
    {"姓名": "周杰", "手机": "13800138006", "渠道": "来店", "登记日期": "2026-06-15"},
)
_FIRST = "XS1,张伟,13800138001,web,B,quoted,瑞虎8,2026-07-11,,X2,M1,汽车之家,,2026-06-01,接送孩子,哈弗H6,130000.00,loan"
EXPORTED = f"""{KEYS}
{_FIRST},皖A12345 捷达,true,,,,,,,周末来看车
XS2,李娜,13800138002,walk_in,,lost,,,,X1,,,13800138001,2026-05-20,,,,,,false,2026-06-10,rival_brand,博越L,,,,
,王强,13800138003,phone,,invalid,,,,,,,,2026-06-02,,,,,,false,,,,not_now,,,
,赵敏,13800138004,referral,,delivered,,,,X1,,,,2026-04-01,,,,,,false,,,,,{VIN},2026-04-20,
,孙洋,13800138005,event,,ordered,,,,X2,,,,2026-06-12,,,,,,false,,,,,,,
,周杰,13800138006,walk_in,,visited,,,,X1,,,,2026-06-15,,,,,,false,,,,,,,
"""


def test_every_column_is_taken_and_given_back(sales):
    assert report(sales, *EVERYTHING) == ([6, 0, 0, 0, 6], [])
    assert sales.ok("export", "prospects").out == EXPORTED
    assert steps(sales, "L1") == [("registered", "2026-06-01"), ("test_drive", "2026-06-01"), ("quoted", "2026-06-01")]
    assert steps(sales, "L2") == [("registered", "2026-05-20"), ("lost", "2026-06-10"), ("loss_confirmed", "2026-06-10")]
    assert steps(sales, "L4") == [("registered", "2026-04-01"), ("delivered", "2026-04-20")]
    # who owns a car is a customer, the others are potential ones
    assert sales.query("SELECT name FROM customer WHERE NOT contact_only") == [("赵敏",)]
    # of what happened long ago nobody is asked any more; XS2 was lost five days ago
    assert open_calls(sales) == [
        ("1dc", "赵敏", "2026-04-21", "M1"),
        ("prospect_contact", "张伟", "2026-06-08", "X2"),
        ("lost_check", "李娜", "2026-06-12", "S1"),
        ("showroom_visit", "周杰", "2026-06-16", "S1"),
        ("lost_prospect", "李娜", "2026-07-10", "S1"),
        ("prospect_contact", "周杰", "2026-07-15", "X1"),
    ]


def test_the_same_file_twice_changes_nothing(sales):
    report(sales, *EVERYTHING)
    before = kept(sales)
    assert report(sales, *EVERYTHING) == ([0, 0, 6, 0, 0], [])
    sales.at("2026-06-16T09:00")
    assert report(sales, *EVERYTHING) == ([0, 0, 6, 0, 0], [])
    assert kept(sales) == before


def test_what_is_exported_makes_the_same_desk_elsewhere(sales, elsewhere, tmp_path):
    report(sales, *EVERYTHING)
    sales.ok("export", "prospects", "--to", tmp_path / "one.csv")
    assert elsewhere("import", "prospects", tmp_path / "one.csv", "-o", "json").json["warnings"] == 0
    assert elsewhere("export", "prospects").out == EXPORTED


def test_a_loss_for_which_a_specialist_heard_another_reason_is_given_back_as_it_stands(sales, tmp_path):
    lost = {key: value for key, value in EVERYTHING[1].items() if key != "介绍人"}
    report(sales, lost)
    sales.ok("--as", "S1", "prospect", "check", "L1", "price", "--to", "哈弗H6")
    sales.ok("export", "prospects", "--to", tmp_path / "now.csv")
    assert sales.run("import", "prospects", tmp_path / "now.csv", "-o", "json").json["problems"] == []
    # the other system still has what the consultant said; a third reason is told
    assert report(sales, lost)[1] == []
    assert [each[2] for each in report(sales, {**lost, "战败原因": "服务"})[1]] == ["lost_reason"]


def test_a_folder_is_taken_in_the_order_of_need(sales, elsewhere, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    sales.take("customers", {"customer_no": "KH9", "name": "钱静", "phone": "13800138009"})
    report(sales, *EVERYTHING, {"姓名": "钱女士", "手机": "13800138009", "渠道": "转介绍", "登记日期": "2026-06-13", "介绍人": "KH9"})
    sales.ok("export", "all", "--to", "all")
    reports = elsewhere("import", "all", "-o", "json").json
    assert [(each["kind"], each["new"], each["warnings"], each["made_customers"]) for each in reports if each["new"]] == [
        ("customers", 7, 0, 0),
        ("vehicles", 1, 0, 0),
        ("prospects", 7, 0, 0),
    ]
    elsewhere("export", "all", "--to", "again")
    for name in ("customers", "vehicles", "prospects"):
        assert (tmp_path / "again" / f"{name}.csv").read_text() == (tmp_path / "all" / f"{name}.csv").read_text()


GOOD = {"name": "张伟", "phone": "13800138001", "source": "web", "registered_on": "2026-06-10"}


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"source": "报纸"}, ("source", "报纸", "“报纸” is not one of: phone 来电, web 网络, walk_in 来店, event 展会, referral 转介绍.")),
        ({"stage": "睡了"}, ("stage", "睡了", None)),
        ({"registered_on": "2026-07-01"}, ("registered_on", "2026-07-01", None)),
        ({"budget": "很多"}, ("budget", "很多", None)),
        ({"within_days": "-3"}, ("within_days", "-3", None)),
        ({"source": ""}, ("source", "", None)),
        ({"stage": r"\N"}, ("stage", r"\N", "stage cannot be emptied.")),
        ({"lost_reason": r"\N"}, ("lost_reason", r"\N", "lost_reason cannot be emptied.")),
        ({"stage": "lost", "lost_on": "2026-06-09"}, ("lost_on", "2026-06-09", "is before they were registered (2026-06-10)")),
        (
            {"stage": "delivered"},
            ("vin", "", "which vehicle was delivered? Give its VIN in the column vin (成交车架号)."),
        ),
    ],
)
def test_a_row_that_cannot_be_taken_names_line_column_value_and_reason_and_keeps_the_file_out(sales, row, told):
    before = kept(sales)
    other = {**GOOD, "name": "李娜", "phone": "13800138002"}
    (counts, problems) = report(sales, other, GOOD | row)
    assert counts[3] == 1
    assert [each[:4] for each in problems] == [(3, "refused", *told[:2])]
    assert told[2] in {None, problems[0][4]}
    assert kept(sales) == before
    assert report(sales, other, GOOD | row, argv=["--skip-bad"])[0] == [1, 0, 0, 1, 1]
    assert sales.query("SELECT name FROM customer") == [("李娜",)]


def test_the_phone_of_an_open_one_with_another_number_is_refused_by_its_name(sales):
    report(sales, GOOD | {"prospect_no": "XS1", "consultant": "X1"})
    counts, problems = report(sales, GOOD | {"prospect_no": "XS2"})
    assert counts == [0, 0, 0, 1, 0]
    reason = "13800138001 is the phone of L1 张伟, which is open; it belongs to X1 方东."
    assert problems == [(2, "refused", "phone", "13800138001", reason)]


def test_one_without_a_number_takes_the_number_and_an_older_one_that_was_lost_is_another(sales):
    report(sales, GOOD)
    old = {**GOOD, "prospect_no": "XS0", "registered_on": "2025-03-01", "stage": "lost", "lost_on": "2025-04-01"}
    assert report(sales, GOOD | {"prospect_no": "XS1"}, old)[0] == [1, 1, 0, 0, 0]
    assert sales.query("SELECT prospect_no, stage FROM prospect ORDER BY id") == [("XS1", "registered"), ("XS0", "lost")]
    del old["prospect_no"]
    assert report(sales, old, GOOD)[0] == [0, 0, 2, 0, 0]


def test_the_same_phone_twice_in_a_file_is_one_and_a_second_word_of_it_is_refused(sales):
    assert report(sales, GOOD, GOOD)[0] == [1, 0, 1, 0, 1]
    other = GOOD | {"model": "艾瑞泽8"}
    counts, problems = report(sales, GOOD, other, argv=["--skip-bad"])
    assert counts == [0, 0, 1, 1, 0]
    assert problems == [(3, "refused", "phone", "13800138001", "line 2 tells something else of L1")]
    assert sales.query("SELECT model FROM prospect") == [(None,)]


def test_a_customer_is_found_by_phone_and_keeps_the_name(sales):
    sales.take("customers", {"customer_no": "KH1", "name": "张卫国", "phone": "13800138001"})
    told = [(2, "warning", "name", "张伟", "the phone belongs to C1 张卫国; the name stays")]
    assert report(sales, GOOD) == ([1, 0, 0, 0, 0], told)
    assert sales.query("SELECT name, contact_only FROM customer") == [("张卫国", 0)]
    assert report(sales, GOOD) == ([0, 0, 1, 0, 0], [])


def test_the_third_phone_of_two_who_were_merged_is_that_of_the_one_who_stays(sales):
    sales.take(
        "customers",
        {"customer_no": "KH1", "name": "张卫国", "phone": "13900139000"},
        {"customer_no": "KH2", "name": "张伟", "phone": "13700137000", "phone2": "13800138001"},
    )
    merged = sales.json("customer", "merge", "KH1", "KH2", "--force")
    assert (merged["kept"], merged["phones_left_out"]) == ("C1", ["13800138001"])
    told = [(2, "warning", "name", "张伟", "the phone belongs to C1 张卫国; the name stays")]
    assert report(sales, GOOD) == ([1, 0, 0, 0, 0], told)
    assert report(sales, GOOD) == ([0, 0, 1, 0, 0], [])
    assert sales.query("SELECT id, name FROM customer") == [(1, "张卫国")]
    assert sales.query("SELECT customer_id FROM prospect") == [(1,)]
    # who comes to the showroom under it is the same, as is whom somebody names by it or by the number of before
    assert sales.json("visitor", "add", "张伟", "13800138001")["prospect_id"] == "L1"
    for line, named in enumerate(("13800138001", "KH2")):
        friend = GOOD | {"name": f"友{line}", "phone": f"1360013600{line}", "referred_by": named}
        assert report(sales, friend)[1] == []
    assert sales.query("SELECT referred_by_id FROM prospect WHERE id > 1") == [(1,), (1,)]


def test_of_two_customers_at_one_phone_the_name_decides(sales):
    sales.take(
        "customers",
        {"customer_no": "KH1", "name": "张卫国", "phone": "13800138001"},
        {"customer_no": "KH2", "name": "张伟", "phone": "13800138001"},
    )
    assert report(sales, GOOD)[0] == [1, 0, 0, 0, 0]
    assert sales.query("SELECT customer_id FROM prospect") == [(2,)]
    counts, problems = report(sales, GOOD | {"name": "张三", "registered_on": "2025-01-01", "stage": "lost"})
    assert (counts[3], problems[0][2:]) == (
        1,
        ("phone", "13800138001", "several customers have this phone; give the name as it stands there"),
    )


def test_who_rang_without_a_name_is_named(sales):
    sales.ok("call", "in", "13800138001", "--about", "enquiry")
    assert sales.query("SELECT name FROM customer") == [("13800138001",)]
    assert report(sales, GOOD) == ([1, 0, 0, 0, 0], [])
    assert sales.query("SELECT name, pinyin, contact_only FROM customer") == [("张伟", "zhangwei", 1)]


def test_an_empty_cell_changes_nothing_and_a_marked_one_empties(sales):
    first = GOOD | {"prospect_no": "XS1", "model": "瑞虎8", "rival": "哈弗H6", "note": "急", "level": "A", "intended_on": "2026-07-30"}
    report(sales, first)
    row = {"prospect_no": "XS1", "name": "", "phone": "", "source": ""}
    assert report(sales, row | {"model": "", "rival": ""})[0] == [0, 0, 1, 0, 0]
    emptied = row | {"model": r"\N", "rival": "博越", "level": r"\N", "intended_on": r"\N"}
    assert report(sales, emptied)[0] == [0, 1, 0, 0, 0]
    assert sales.query("SELECT model, rival, note, floor, intended_on FROM prospect") == [(None, "博越", "急", None, None)]
    assert report(sales, emptied)[0] == [0, 0, 1, 0, 0]


def test_staff_who_are_not_known_are_left_out_and_who_has_left_gets_nothing(sales):
    row = GOOD | {"consultant": "X9", "taker": "郑爽"}
    reason = "no such employee; field left empty"
    told = [(2, "warning", "consultant", "X9", reason), (2, "warning", "taker", "郑爽", reason)]
    assert report(sales, row) == ([1, 0, 0, 0, 1], told)
    assert sales.query("SELECT consultant_id, taker_id FROM prospect") == [(2, None)]
    sales.ok("staff", "edit", "X2", "--left-on", "2026-06-14")
    left = [(2, "warning", "consultant", "X2", "no longer works here; left to a colleague")]
    assert report(sales, GOOD | {"consultant": "X2"}) == ([0, 0, 1, 0, 0], left)
    new = GOOD | {"phone": "13800138002", "consultant": "X2"}
    assert report(sales, new) == ([1, 0, 0, 0, 1], left)
    assert report(sales, new | {"phone": "13800138003", "stage": "lost"})[1] == []  # whose it was
    assert sales.query("SELECT consultant_id FROM prospect ORDER BY id") == [(2,), (2,), (3,)]


def test_a_file_brings_forward_and_never_back(sales):
    row = GOOD | {"prospect_no": "XS1", "consultant": "X1"}
    report(sales, row | {"stage": "visited"})
    sales.at("2026-06-16T09:00")
    assert report(sales, row | {"stage": "contacted"})[0] == [0, 0, 1, 0, 0]
    assert report(sales, row | {"stage": "test_drive", "test_drive": "是"})[0] == [0, 1, 0, 0, 0]
    assert report(sales, row | {"stage": "test_drive", "test_drive": "是"})[0] == [0, 0, 1, 0, 0]
    assert report(sales, row | {"stage": "ordered"})[0] == [0, 1, 0, 0, 0]
    assert report(sales, row | {"stage": "lost", "lost_reason": "finance"})[0] == [0, 1, 0, 0, 0]
    assert steps(sales, "L1") == [
        ("registered", "2026-06-10"),
        ("visited", "2026-06-10"),
        *((step, "2026-06-16") for step in ("test_drive", "ordered", "order_cancelled", "lost")),
    ]
    stays = [(2, "warning", "stage", "quoted", "L1 stays lost sale; kcrm prospect reopen takes it up again")]
    assert report(sales, row | {"stage": "quoted"}) == ([0, 0, 1, 0, 0], stays)
    again = "L1 is lost already; kcrm prospect check L1 corrects it"
    told = [(2, "warning", "lost_reason", "price", again), (2, "warning", "lost_to", "吉利", again)]
    assert report(sales, row | {"stage": "lost", "lost_reason": "price", "lost_to": "吉利"}) == ([0, 0, 1, 0, 0], told)


def test_what_a_specialist_heard_of_a_loss_stays(sales):
    row = GOOD | {"prospect_no": "XS1", "stage": "lost", "lost_reason": "price"}
    report(sales, row)
    sales.ok("prospect", "check", "L1", "service", "--as", "S1")
    assert report(sales, row) == ([0, 0, 1, 0, 0], [])
    assert sales.query("SELECT lost_reason FROM prospect") == [("service",)]


def test_a_level_is_raised_by_a_file_and_not_lowered(sales):
    row = GOOD | {"prospect_no": "XS1", "level": "B"}
    report(sales, row)
    assert report(sales, row | {"level": "H"})[0] == [0, 1, 0, 0, 0]
    told = [(2, "warning", "level", "B", "is lower than here (H); kcrm prospect edit L1 lowers it")]
    assert report(sales, row) == ([0, 0, 1, 0, 0], told)
    assert sales.query("SELECT floor FROM prospect") == [("H",)]


def test_another_consultant_is_a_step_and_the_calls_go_along(sales):
    row = GOOD | {"prospect_no": "XS1", "consultant": "X1"}
    report(sales, row)
    assert open_calls(sales) == [("prospect_contact", "张伟", "2026-06-11", "X1")]
    assert report(sales, row | {"consultant": "纪雨"})[0] == [0, 1, 0, 0, 0]
    assert open_calls(sales) == [("prospect_contact", "张伟", "2026-06-11", "X2")]
    assert steps(sales, "L1")[1:] == [("reassigned", "2026-06-15")]


def test_leads_of_one_file_are_shared_out_as_if_they_came_one_by_one(sales, elsewhere):
    rows = [
        {"name": f"客户{place}", "phone": f"138001380{place:02}", "source": "web", "registered_on": "2026-06-10", "level": level}
        | {"consultant": consultant, "stage": stage}
        for place, (level, consultant, stage) in enumerate(
            [
                *(("A", "X1", ""), ("A", "", ""), ("A", "", "lost"), ("B", "", ""), ("A", "", ""), ("", "X2", "quoted")),
                *(("B", "", "ordered"), ("H", "", ""), ("A", "", "visited"), ("", "", ""), ("", "", "")),
            ]
        )
    ]
    report(sales, *rows)
    # X1 by hand; A: X2 has none; who is lost is nobody's; B: one each at all, X1 is first; A: X1 has two at all; …
    shared = ["X1", "X2", "", "X1", "X2", "X2", "X2", "X1", "X1", "X1", "X2"]
    assert [row["consultant"] for row in sales.json("export", "prospects")] == [each or None for each in shared]
    for row in rows:
        elsewhere("import", "prospects", sales.sheet("prospects", [row]))
    assert elsewhere("export", "prospects").out == sales.ok("export", "prospects").out


def test_what_was_delivered_and_sold_on_stays_with_its_owner(sales):
    sales.take("customers", {"customer_no": "KH1", "name": "钱静", "phone": "13800138009"})
    sales.take("vehicles", {"vin": VIN, "customer_no": "KH1", "delivered_on": "2025-05-01"})
    report(sales, GOOD | {"registered_on": "2025-04-01", "stage": "delivered", "vin": VIN})
    assert sales.query("SELECT customer_id, until_on FROM ownership") == [(1, None)]
    assert sales.query("SELECT stage, vehicle_id FROM prospect") == [("delivered", 1)]


def test_who_is_known_and_was_delivered_now_gets_the_vehicle_and_the_calls(sales):
    row = GOOD | {"prospect_no": "XS1", "consultant": "X1", "model": "瑞虎8"}
    report(sales, row)
    sales.at("2026-06-20T09:00")
    assert report(sales, row | {"stage": "交车", "vin": VIN})[0] == [0, 1, 0, 0, 0]
    assert sales.query("SELECT vin, model, delivered_on, customer_id FROM vehicle JOIN ownership ON vehicle_id = vehicle.id") == [
        (VIN, "瑞虎8", "2026-06-20", 1)
    ]
    assert open_calls(sales) == [("1dc", "张伟", "2026-06-21", "M1")]
    assert sales.query("SELECT sales_consultant_id FROM vehicle") == [(2,)]
    assert report(sales, row | {"stage": "交车", "vin": VIN})[0] == [0, 0, 1, 0, 0]


def test_a_referrer_of_whom_a_row_further_down_tells_is_found(sales):
    rows = GOOD | {"referred_by": "王强"}, {**GOOD, "name": "王强", "phone": "13800138002"}
    assert report(sales, *rows) == ([2, 0, 0, 0, 2], [])
    assert sales.query("SELECT referred_by_id FROM prospect ORDER BY id") == [(2,), (None,)]
    assert report(sales, *rows) == ([0, 0, 2, 0, 0], [])
    told = [(2, "warning", "referred_by", "无此人", "no such customer; field left empty")]
    assert report(sales, GOOD | {"referred_by": "无此人"}) == ([0, 0, 1, 0, 0], told)


def test_a_dry_run_writes_nothing_and_undo_takes_all_of_it_back(sales):
    before = kept(sales)
    assert report(sales, *EVERYTHING, argv=["-n"])[0] == [6, 0, 0, 0, 6]
    assert kept(sales) == before
    report(sales, *EVERYTHING)
    sales.ok("undo", "-y")
    tables = ("customer", "prospect", "prospect_event", "vehicle", "ownership", "followup")
    assert [kept(sales)[table] for table in tables] == [[]] * len(tables)
