"""What is shown of complaints: list, board, one wholly, the report and the form, on a set whose figures are worked out by hand.

The set, as it stands on 20 June 2026 at 08:30 (hours 08:30-17:00; accept within 2 minutes, else by 09:10; resolve in 2, 3, 5 days):

    K1 minor   received 06-01 09:00, accepted 09:02 (met),        resolved 06-03 09:00 (48 h, met),  closed
    K2 normal  received 06-02 10:00, accepted 10:05 (late),       resolved 06-05 11:00 (73 h, late), closed
    K3 major   received 06-03 17:00, accepted 06-04 09:10 (met),  resolved 06-06 17:00 (met), not satisfied: reopened at 08:30
    K4 minor   received 06-10 09:00, accepted 09:01 (met),        resolved 06-10 21:00 (12 h, met), satisfied, no finding yet
    K5 normal  received 06-19 16:00, never accepted (due 16:02), the third of 张伟 within 90 days
"""

from __future__ import annotations

import pytest
from conftest import filled_once

from kcrm.text import cells

NOW = "2026-06-20T08:30"
AFTER_SALES, SALES = "售后部", "销售部"
CARS = ({"vin": "LSVAA4187E2100001", "plate": "沪A12345", "customer_no": "1001"}, {"vin": "LSVAA4187E2100002", "customer_no": "1002"})
COMPLAINTS = (
    (
        "T1",
        "1001",
        "2026-06-01 09:00",
        "minor",
        "service",
        AFTER_SALES,
        "没洗车",
        "2026-06-01 09:02",
        "2026-06-03 09:00",
        "2026-06-04 10:00",
    ),
    (
        "T2",
        "1001",
        "2026-06-02 10:00",
        "normal",
        "repair",
        AFTER_SALES,
        "异响没修好",
        "2026-06-02 10:05",
        "2026-06-05 11:00",
        "2026-06-06 09:00",
    ),
    ("T3", "1002", "2026-06-03 17:00", "major", "repair", AFTER_SALES, "漏油", "2026-06-04 09:10", "2026-06-06 17:00", ""),
    ("T4", "1002", "2026-06-10 09:00", "minor", "price", SALES, "报价不清", "2026-06-10 09:01", "2026-06-10 21:00", ""),
    ("T5", "1001", "2026-06-19 16:00", "normal", "service", "", "没人回电", "", "", ""),
)
KEYS = (
    "complaint_no",
    "customer_no",
    "received_at",
    "severity",
    "cause",
    "department",
    "description",
    "accepted_at",
    "resolved_at",
    "closed_at",
)
ROW_KEYS = (
    "id complaint_no received_at severity cause channel source customer_id customer_no customer phone vin plate state owner owner_no level "
    "accept_due accept_state contact_due contact_state resolve_due resolve_state escalation_due escalation_state minutes_left reopened "
    "repeated description"
)


@filled_once
def told(desk):
    """The desk with the set."""
    desk.take("customers", {"customer_no": "1001", "name": "张伟", "phone": "13800138000"})
    desk.take("customers", {"customer_no": "1002", "name": "李娜", "phone": "13900139000"})
    desk.take("vehicles", *CARS)
    desk.at(NOW)
    desk.take("complaints", *(dict(zip(KEYS, row, strict=True)) for row in COMPLAINTS))
    desk.ok("complaint", "recall", "K3", "--satisfied", "no", "--note", "还在漏", "--as", "S1")
    desk.ok("complaint", "recall", "K4", "--satisfied", "yes", "--as", "S1")
    return desk


def ids(rows):
    return [row["id"] for row in rows]


# --- list ---


def test_the_list_has_the_late_ones_first_then_those_whose_clocks_run_then_the_others(told):
    rows = told.json("complaint", "list", "--all")
    assert ids(rows) == ["K5", "K3", "K1", "K2", "K4"]
    assert " ".join(sorted(rows[0])) == " ".join(sorted(ROW_KEYS.split()))
    late = rows[0]
    assert (late["accept_due"], late["accept_state"], late["resolve_due"], late["resolve_state"]) == (
        "2026-06-19T16:02:00+08:00",
        "missed",
        "2026-06-22T16:00:00+08:00",
        "running",
    )
    # from 16:02 to 08:30 next morning: 16 h 28 min
    assert (late["minutes_left"], late["repeated"], late["level"], late["owner_no"]) == (-988, ["customer"], "cs_manager", "G1")
    again = rows[1]
    assert (again["resolve_due"], again["minutes_left"], again["reopened"]) == ("2026-06-25T08:30:00+08:00", 5 * 24 * 60, 1)


def test_only_open_ones_are_listed_unless_more_is_asked_for_and_the_time_left_is_said_in_words(told):
    assert ids(told.json("complaint", "list")) == ["K5", "K3", "K4"]

    def left():
        return [line.split(maxsplit=1) for line in told.ok("complaint", "list", "--columns", "id,time_left").out.splitlines()[1:3]]

    # 16 h 28 min after it was to be accepted; five days until K3 is to be resolved
    assert left() == [["K5", "accept: 16 h late"], ["K3", "resolve: 5 d left"]]
    told.speaking("zh")
    assert left()[0] == ["K5", "接单超16小时"]
    told.speaking("en")
    # on the very minute there is still time; a second later there is none
    told.at("2026-06-25T08:30:00")
    assert ["K3", "resolve: 0 min left"] in left()
    told.at("2026-06-25T08:30:01")
    assert ["K3", "resolve: 1 min late"] in left()


def test_each_filter_keeps_its_own(told):
    def kept(*options):
        return ids(told.json("complaint", "list", *options))

    assert kept("--state", "closed") == ["K1", "K2"]
    assert kept("--state", "open") == ["K5", "K3", "K4"]
    assert kept("--severity", "重大") == ["K3"]
    assert kept("--cause", "repair") == ["K3"]
    assert kept("--cause", "repair", "--all") == ["K3", "K2"]
    assert kept("--department", SALES) == ["K4"]
    assert kept("--owner", "G1") == ["K5"]
    assert kept("--late") == ["K5"]
    assert kept("--period", "2026-06-01..2026-06-02") == ["K1", "K2"]
    assert kept("--late", "--cause", "price") == []


def test_the_words_that_help_names_for_a_filter_are_understood(told):
    closed = told.json("complaint", "list", "--state", "closed")
    assert [row["state"] for row in closed] == ["closed"] * len(closed) != []
    assert told.json("complaint", "list", "--state", "已结案") == closed


def test_a_severity_or_state_that_is_none_is_refused_with_those_there_are(told):
    result = told.run("complaint", "list", "--severity", "majer")
    assert result.code == 2
    assert "--severity: majer is not one of: minor, normal, major." in result.err
    assert told.run("complaint", "list", "--state", "lost").code == 2


def test_check_exits_10_where_anything_listed_is_late_and_0_where_nothing_is(told):
    result = told.run("complaint", "list", "--check")
    assert (result.code, result.err) == (10, "K5 is late.\n")
    assert told.run("complaint", "list", "--check", "--severity", "major").code == 0
    assert told.run("complaint", "board", "--check").code == 10


# --- board ---

# 8 lanes in 80 cells: 9 each, one between; K1 and K2 were closed more than a week ago
BOARD = """\
received  accepted  assigned  solution  reopened  resolved  customer  closed 0
1         0         0         offered 0 1         0         satisfied
                                                            1
───────── ───────── ───────── ───────── ───────── ───────── ───────── ─────────
K5                                      K3 major            K4 minor
张伟                                    李娜                李娜
16 h late                               5 d left
"""


def test_the_board_has_a_lane_for_each_state_within_80_cells(told, monkeypatch):
    monkeypatch.setenv("COLUMNS", "80")
    assert told.ok("complaint", "board", "-o", "table").out == BOARD


@pytest.mark.parametrize("width", [20, 80, 120])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_line_of_the_board_is_wider_than_the_terminal(told, monkeypatch, width, language):
    told.ok("customer", "edit", "1001", "--name", "安途机动车驾驶员培训学校")
    told.speaking(language)
    monkeypatch.setenv("COLUMNS", str(width))
    lines = told.ok("complaint", "board", "-o", "table").out.splitlines()
    assert max(map(cells, lines)) <= width
    assert any("安途" in line for line in lines)


def test_a_name_that_is_no_text_for_a_terminal_is_shown_not_obeyed(told, monkeypatch):
    monkeypatch.setenv("COLUMNS", "120")
    told.ok("customer", "edit", "1001", "--name", "张\x1b[2J伟")
    out = told.ok("complaint", "board", "-o", "table").out
    assert "\x1b" not in out
    assert "\\x1b" in out


def test_the_board_in_other_formats_is_its_complaints_and_closed_ones_stay_for_a_week(told):
    told.speaking("zh")
    assert ids(told.json("complaint", "board")) == ["K5", "K3", "K4"]
    told.ok("complaint", "close", "K4", "--finding", "communication", "--as", "S1")
    assert ids(told.json("complaint", "board")) == ["K5", "K3", "K4"]
    told.at("2026-06-28T08:30")
    assert ids(told.json("complaint", "board")) == ["K5", "K3"]


def test_an_empty_desk_has_an_empty_board(desk):
    result = desk.ok("complaint", "board", "-o", "table")
    assert (result.out, result.err) == ("", "Nothing to show.\n")


# --- one wholly ---


def test_the_story_is_the_record_its_clocks_and_its_steps(told):
    shown = told.json("complaint", "show", "K3")
    assert list(shown)[: len(ROW_KEYS.split())] == ROW_KEYS.split()
    assert (shown["department"], shown["finding"], shown["goodwill"]) == (AFTER_SALES, None, None)
    # accepted to the minute; resolved 3 of 5 days after 06-03 17:00, two days to spare; since 06-20 again
    assert [(each["clock"], each["due_at"], each["stopped_at"], each["state"], each["minutes_left"]) for each in shown["clocks"]] == [
        ("accept", "2026-06-04T09:10:00+08:00", "2026-06-04T09:10:00+08:00", "met", 0),
        ("resolve", "2026-06-08T17:00:00+08:00", "2026-06-06T17:00:00+08:00", "met", 2 * 24 * 60),
        ("resolve", "2026-06-25T08:30:00+08:00", None, "running", 5 * 24 * 60),
    ]
    assert [(each["at"], each["step"], each["by_no"], each["satisfied"], each["note"]) for each in shown["timeline"]] == [
        ("2026-06-03T17:00:00+08:00", "opened", None, None, None),
        ("2026-06-04T09:10:00+08:00", "accepted", None, None, None),
        ("2026-06-06T17:00:00+08:00", "resolved", None, None, None),
        ("2026-06-20T08:30:00+08:00", "recalled", "S1", False, "还在漏"),
        ("2026-06-20T08:30:00+08:00", "reopened", "S1", None, None),
    ]
    assert told.json("show", "K3") == shown == told.json("why", "K3")


def test_every_deadline_names_its_rule_document_and_policy_version(told):
    manual = "Customer-service manager CRM training manual 2012"
    shown = told.json("complaint", "show", "K3")
    assert [(each["clock"], each["source"], each["policy"], each["policy_version"]) for each in shown["clocks"]] == [
        ("accept", manual, "complaints.accept_minutes, complaints.hours, complaints.accept_by", 1),
        ("resolve", manual, "complaints.major_days", 1),
        ("resolve", manual, "complaints.major_days", 1),
    ]
    assert {(row["key"], row["value"], row["unit"]) for row in shown["rule"]} == {
        ("complaints.accept_minutes", "2", "minutes"),
        ("complaints.hours", "08:30-17:00", "hours of the day"),
        ("complaints.accept_by", "09:10", "time of the day"),
        ("complaints.major_days", "5", "days"),
    }
    told.ok("policy", "set", "complaints.major_days", "9")
    assert told.json("complaint", "show", "K3")["rule"] == shown["rule"]  # by the version that it is judged by
    lines = told.ok("complaint", "show", "K3").out.splitlines()
    assert "The rules of its deadlines, in policy version 1" in lines
    (line,) = [line for line in lines if "complaints.major_days = 5 days" in line]
    assert "this long after receipt or reopening" in line
    assert manual in line


def test_people_read_each_verdict_beside_the_step_that_brought_it(told):
    lines = told.ok("complaint", "show", "K2").out.splitlines()
    # accepted 10:05 for 10:02; resolved 06-05 11:00 for 10:00
    assert any("accepted" in line and "accept: met late, 3 min over" in line for line in lines)
    assert any("resolved" in line and "resolve: met late, 1 h over" in line for line in lines)
    told.speaking("zh")
    assert "解决：超期完成，超1小时" in told.ok("complaint", "show", "K2").out


def test_steps_of_one_moment_keep_each_its_own_verdict(told):
    told.ok("complaint", "resolve", "K3", "--as", "S1")
    told.ok("complaint", "recall", "K3", "--satisfied", "no")
    told.ok("complaint", "resolve", "K3", "--as", "S1")
    lines = told.ok("complaint", "show", "K3").out.splitlines()
    # 5 days from 06-20 08:30, then again 5 from the same moment: both are resolved with all of them left, each by its own step
    ends = [line for line in lines if line.startswith("2026-06-20") and "resolved" in line]
    assert [line.count("resolve: met, 5 d under") for line in ends] == [1, 1]


# --- report ---


@filled_once
def visited(told):
    """The set, and four visits in June: two orders of one vehicle on one day are one, a pre-delivery inspection is none."""
    days = (("2026-06-01", 0), ("2026-06-01", 0), ("2026-06-02", 0), ("2026-06-01", 1), ("2026-06-03", 1), ("2026-05-31", 0))
    orders = [
        {"order_no": f"R{place}", "vin": CARS[car]["vin"], "type": "paid_repair", "opened_at": f"{day} 09:00"}
        for place, (day, car) in enumerate(days)
    ]
    told.take("orders", *orders, {"order_no": "R9", "vin": CARS[1]["vin"], "type": "pdi", "opened_at": "2026-06-05 09:00"})
    return told


def test_the_report_is_what_was_worked_out_by_hand(visited):
    rows = visited.json("complaint", "report", "--period", "2026-06")
    assert list(rows[0]) == ["indicator", "cause", "department", "value", "unit", "numerator", "denominator"]
    assert [tuple(row.values()) for row in rows] == [
        ("per_100_visits", None, None, 125, "per_100", 5, 4),
        # K1, K3, K4 of all five
        ("accept_on_time", None, None, 60, "percent", 3, 5),
        # what was over when it was told is not asked; K5's runs until 09:30
        ("contact_on_time", None, None, None, "percent", 0, 0),
        # K1, K3's first time, K4; K2 was late; K3's second time and K5 still run
        ("resolve_on_time", None, None, 75, "percent", 3, 4),
        ("escalation_on_time", None, None, None, "percent", 0, 0),
        # 12, 48 and 73 hours; K3 is not settled
        ("hours_to_resolve_median", None, None, 48, "hours", None, 3),
        ("hours_to_resolve_p90", None, None, 73, "hours", None, 3),
        # of those resolved, K1 to K4, two were called again; one of the two was satisfied
        ("recalled", None, None, 50, "percent", 2, 4),
        ("satisfied_after_recall", None, None, 50, "percent", 1, 2),
        ("reopened", None, None, 25, "percent", 1, 4),
        ("repeated", None, None, 20, "percent", 1, 5),
        ("share_of_complaints", "repair", AFTER_SALES, 40, "percent", 2, 5),
        ("share_of_complaints", "service", None, 20, "percent", 1, 5),
        ("share_of_complaints", "service", AFTER_SALES, 20, "percent", 1, 5),
        ("share_of_complaints", "price", SALES, 20, "percent", 1, 5),
    ]


def test_a_period_without_anything_has_no_values(visited):
    rows = visited.json("complaint", "report", "--period", "2026-04")
    assert {row["value"] for row in rows} == {None}
    assert {row["denominator"] for row in rows} == {0}
    assert not [row for row in rows if row["indicator"] == "share_of_complaints"]


@pytest.mark.parametrize(("period", "words"), [("2026-07", "begins on 2026-07-01, after today"), ("2026-05..2026-04", "before it begins")])
def test_a_period_that_is_reversed_or_to_come_has_no_report(visited, period, words):
    result = visited.run("complaint", "report", "--period", period)
    assert (result.code, result.out) == (2, "")
    assert words in result.err


def test_the_report_reads_in_chinese(visited):
    visited.speaking("zh")
    lines = visited.ok("complaint", "report", "--period", "2026-06").out.splitlines()
    assert lines[0] == "2026-06-01 至 2026-06-30 受理的投诉"
    assert [line.split() for line in lines[2:6]] == [
        ["每百台次投诉", "125", "5", "4"],
        ["按时接单", "60%", "3", "5"],
        ["按时首次联系", "–", "0", "0"],
        ["按时解决", "75%", "3", "4"],
    ]


# --- form ---


def test_the_form_says_what_is_known_and_leaves_room_for_the_rest(told):
    told.ok("complaint", "accept", "K5", "--as", "S1")
    told.ok(
        *("complaint", "resolve", "K5", "--note", "已回电致歉", "--cause", "service", "--finding", "valid"),
        *("--department", AFTER_SALES, "--secondary", SALES, "--goodwill", "100", "--approved-by", "G1", "--as", "S1"),
    )
    text = told.ok("complaint", "form", "K5").out
    assert text.startswith("# Complaint handling form\n\n云汐店 · Complaint K5 T5 · 2026-06-20\n")
    for line in (
        "| Customer | 张伟 |",
        "| Vehicle | ________________ |",
        "没人回电",
        "2026-06-19 16:00 received; 2026-06-20 08:30 accepted 白雪; 2026-06-20 08:30 resolved 白雪",
        "| accept | due 2026-06-19 16:02, done 2026-06-20 08:30: met late |",
        f"| Direct | {AFTER_SALES} |",
        f"| Secondary | {SALES} |",
        "| Finding | valid |",
        "2026-06-20 08:30 白雪 已回电致歉",
        "| Goodwill amount | 100.00 yuan |",
        "| Approved by | 何总 |",
        "| Asked on | ________________ |",
        "| Result | □ satisfied  □ not satisfied |",
        "| Customer-service manager | ________________ | ________________ |",
    ):
        assert line in text.splitlines()
    # only what came as far as the general manager is signed by them
    assert "General manager" not in text
    told.ok("complaint", "reopen", "K5", "--note", "客户来电")
    told.ok("complaint", "escalate", "K5", "--to", "general_manager")
    assert "| General manager | ________________ | ________________ |" in told.ok("complaint", "form", "K5").out


def test_the_form_in_chinese_is_a_page_that_needs_nothing_else_and_obeys_no_text(told):
    told.speaking("zh")
    told.ok("customer", "edit", "1002", "--name", "李<b>娜")
    path = told.folder / "K3.html"
    told.ok("complaint", "form", "K3", "--to", path)
    page = path.read_text(encoding="utf-8")
    assert page.startswith('<!doctype html>\n<html lang="zh-CN">')
    assert "<h1>客户投诉处理单</h1>" in page
    assert "<th>客户</th><td>李&lt;b&gt;娜</td>" in page
    assert "<th>回访结果</th><td>□ 满意  ■ 不满意</td>" in page
    assert "<h2>客户原话</h2>\n<p class=note>漏油</p>" in page
    assert "还在漏" in page
    assert "@page{size:A4" in page
    assert not [word for word in ("http", "<script", "<link", "<img", "src=") if word in page]
    assert told.ok("complaint", "form", "K3", "--format", "html").out == page


def test_the_form_is_no_table_of_data(told):
    result = told.run("complaint", "form", "K3", "-o", "json")
    assert (result.code, result.out) == (2, "")
    assert "md or html" in result.err


# --- the Tab key ---


def test_tab_offers_open_complaints_and_the_words_of_complaints(told, monkeypatch):
    monkeypatch.setenv("_KCRM_COMPLETE", "bash")
    assert told.ok("complaint", "show", "").out == "K3\t李娜 T3\nK4\t李娜 T4\nK5\t张伟 T5\n"
    assert told.ok("complaint", "show", "k4").out == "K4\t李娜 T4\n"
    assert told.ok("complaint", "list", "--severity", "m").out == "minor\tminor\nmajor\tmajor\n"
    assert told.ok("complaint", "open", "张伟", "--channel", "me").out == "media\tmedia\n"
    assert told.ok("complaint", "pause", "K3", "--reason", "").out == (
        "waiting_customer\twaiting for the customer\nwaiting_parts\twaiting for parts\n"
    )
    # what is no complaint's keeps its own words
    assert told.ok("followup", "list", "--state", "do").out == "done\tdone\n"
