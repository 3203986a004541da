"""`kcrm import complaints`: what another system knows of complaints becomes records and events, once."""

from __future__ import annotations

import pytest
from conftest import filled_once

FIRST = {
    "complaint_no": "T1",
    "customer_no": "1001",
    "received_at": "2026-06-10 10:00",
    "severity": "minor",
    "description": "异响没修好",
}
VIN, OTHER = "1M8GDM9AXKP042788", "LSVAA4187E2100002"  # the first is the example of ISO 3779


@filled_once
def store(desk):
    """The desk with two customers, a vehicle of the first with an order, and one of the second."""
    desk.take("customers", {"customer_no": "1001", "name": "张伟", "phone": "13800138000"})
    desk.take("customers", {"customer_no": "1002", "name": "李娜", "phone": "13900139000"})
    desk.take("vehicles", {"vin": VIN, "customer_no": "1001"}, {"vin": OTHER, "customer_no": "1002"})
    desk.take("orders", {"order_no": "R1", "vin": VIN, "type": "paid_repair", "opened_at": "2026-06-08 09:00"})
    return desk


def refused(desk, row):
    """The one problem of a file with this row, of which nothing was written."""
    result = desk.run("import", "complaints", desk.sheet("complaints", [row]), "-o", "json")
    assert result.code == 5
    assert desk.query("SELECT count(*) FROM complaint_event") == [(0,)]
    (problem,) = [each for each in result.json["problems"] if each["verdict"] == "refused"]
    return problem["column"], problem["value"], problem["reason"]


def counts(report):
    return report["new"], report["changed"], report["unchanged"], report["refused"], report["warnings"]


def events(desk):
    return desk.query("SELECT kind, at, staff_id FROM complaint_event ORDER BY id")


def test_a_closed_one_is_a_record_and_an_event_for_each_time(store):
    row = {**FIRST, "accepted_at": "2026-06-10 10:02", "resolved_at": "2026-06-11 09:00", "closed_at": "2026-06-12 09:00"}
    path = store.sheet(
        "complaints", [{**row, "order_no": "R1", "cause": "repair", "channel": "phone", "source": "call", "department": "维修部"}]
    )
    assert counts(store.json("import", "complaints", path, "--as", "S1")) == (1, 0, 0, 0, 0)
    # nobody is said to have taken the steps: the file does not tell, and it was not who imported it
    assert events(store) == [
        ("opened", "2026-06-10T02:00:00Z", None),
        ("accepted", "2026-06-10T02:02:00Z", None),
        ("resolved", "2026-06-11T01:00:00Z", None),
        ("closed", "2026-06-12T01:00:00Z", None),
    ]
    shown = store.json("complaint", "show", "T1")
    assert [
        shown[key] for key in ("state", "accept_state", "resolve_state", "cause", "channel", "source", "department", "vin", "order_no")
    ] == [*("closed", "met", "met", "repair", "phone", "call", "维修部", VIN, "R1")]
    assert counts(store.json("import", "complaints", path)) == (0, 0, 1, 0, 0)
    assert len(events(store)) == 4


def test_chinese_headings_and_words_in_gb18030_are_the_same_data(store):
    row = {
        "投诉编号": "T1",
        "电话": "138 0013 8000",
        "受理时间": "2026/6/10 10:00",
        "等级": "重大",
        "投诉原因": "产品质量",
        "渠道": "消协",
        "来源": "热线",
        "车架号": VIN,
        "责任部门": "维修部",
        "投诉内容": "龚䶮代诉：自燃",
        "接单时间": "2026年6月10日 10:02",
    }
    assert counts(store.json("import", "complaints", store.sheet("complaints", [row], encoding="gb18030"))) == (1, 0, 0, 0, 0)
    assert store.query("SELECT customer_id, severity, cause, channel, source, state, level, department, description FROM complaint") == [
        (1, "major", "product", "consumer_association", "hotline", "accepted", "general_manager", "维修部", "龚䶮代诉：自燃")
    ]


def test_one_without_a_number_is_known_again_by_customer_time_and_words(store):
    row = {key: value for key, value in FIRST.items() if key != "complaint_no"}
    path = store.sheet("complaints", [row, {**row, "description": "另一件事"}])
    assert counts(store.json("import", "complaints", path)) == (2, 0, 0, 0, 0)
    assert counts(store.json("import", "complaints", path)) == (0, 0, 2, 0, 0)


def test_a_later_file_brings_what_was_done_since(store):
    store.take("complaints", FIRST)
    later = {**FIRST, "accepted_at": "2026-06-10 10:05", "resolved_at": "2026-06-11 09:00", "cause": "service"}
    assert counts(store.json("import", "complaints", store.sheet("complaints", [later]))) == (0, 1, 0, 0, 0)
    assert [kind for kind, _at, _by in events(store)] == ["opened", "accepted", "resolved"]
    # the file may name it by its number alone
    assert counts(store.json("import", "complaints", store.sheet("complaints", [{**dict.fromkeys(FIRST, ""), "complaint_no": "T1"}]))) == (
        *(0, 0, 1, 0, 0),
    )
    # resolved on the 11th: the customer is to be asked on the 12th
    assert store.query("SELECT kind, due_on FROM followup WHERE kind = 'complaint_recall'") == [("complaint_recall", "2026-06-12")]


def test_what_moves_its_clocks_and_what_was_done_here_stays(store):
    store.take("complaints", FIRST)
    store.ok("complaint", "accept", "K1", "--as", "S1")
    told = {**FIRST, "severity": "major", "received_at": "2026-06-12 10:00", "accepted_at": "2026-06-14 10:00"}
    report = store.json("import", "complaints", store.sheet("complaints", [told]))
    assert counts(report) == (0, 0, 1, 0, 3)
    assert [(each["column"], each["value"], each["reason"]) for each in report["problems"]] == [
        ("received_at", "2026-06-12 10:00", "is already 2026-06-10 10:00 here; kept"),
        ("severity", "major", "is already minor here; kept"),
        ("accepted_at", "2026-06-14 10:00", "is already 2026-06-15 08:30 here; kept"),
    ]
    assert store.query("SELECT severity, received_at FROM complaint") == [("minor", "2026-06-10T02:00:00Z")]


def test_a_step_before_the_latest_one_taken_here_is_left_out_with_a_warning(store):
    store.take("complaints", {**FIRST, "accepted_at": "2026-06-10 10:02"})
    store.ok("complaint", "assign", "K1", "--staff", "A1")
    report = store.json("import", "complaints", store.sheet("complaints", [{**FIRST, "resolved_at": "2026-06-11 09:00"}]))
    assert counts(report) == (0, 0, 1, 0, 1)
    assert report["problems"][0]["reason"] == "is before its latest step here, “assigned” at 2026-06-15 08:30; left out"
    assert store.json("show", "K1")["state"] == "assigned"


def test_what_was_found_out_here_is_not_taken_back_by_a_file(store):
    store.take("complaints", {**FIRST, "cause": "service", "department": "销售部", "accepted_at": "2026-06-10 10:02"})
    store.ok("complaint", "assign", "K1", "--department", "维修部")
    store.take("complaints", {**FIRST, "cause": "repair", "department": "销售部", "source": "hotline"})
    assert store.query("SELECT cause, department, source FROM complaint") == [("service", "维修部", "hotline")]


@pytest.mark.parametrize(
    ("changes", "column", "value", "reason"),
    [
        ({"customer_no": "1009"}, "customer_no", "1009", "no customer has this number"),
        ({"severity": "majer"}, "severity", "majer", "“majer” is not one of: minor 轻微, normal 一般, major 重大."),
        ({"vin": "LSVAA4187E2100009"}, "vin", "LSVAA4187E2100009", "no vehicle has this VIN"),
        ({"order_no": "R9"}, "order_no", "R9", "no order has this number"),
        ({"order_no": "R1", "vin": OTHER}, "order_no", "R1", f"is not an order of vehicle {OTHER}"),
        ({"received_at": "2026-06-16 10:00"}, "received_at", "2026-06-16 10:00", "2026-06-16 10:00:00 is in the future."),
        ({"resolved_at": "2026-06-15 09:00"}, "resolved_at", "2026-06-15 09:00", "2026-06-15 09:00:00 is in the future."),
        (
            {"resolved_at": "2026-06-10 09:59"},
            "resolved_at",
            "2026-06-10 09:59",
            "resolved_at 2026-06-10 09:59 is before received_at 2026-06-10 10:00.",
        ),
        (
            {"accepted_at": "2026-06-11 10:00", "closed_at": "2026-06-11 09:00"},
            "closed_at",
            "2026-06-11 09:00",
            "closed_at 2026-06-11 09:00 is before accepted_at 2026-06-11 10:00.",
        ),
        ({"cause": "恶意"}, "cause", "malicious", "is decided by a manager at closing; an open complaint cannot have it yet"),
        ({"description": r"\N"}, "description", r"\N", "description cannot be emptied."),
    ],
)
def test_a_bad_row_is_refused_by_name_and_nothing_is_written(store, changes, column, value, reason):
    assert refused(store, {**FIRST, **changes}) == (column, value, reason)


def test_a_phone_of_two_customers_says_to_give_the_number(store):
    store.take("customers", {"customer_no": "1003", "name": "王芳", "phone": "13800138000"})
    row = {**FIRST, "customer_no": "", "phone": "13800138000"}
    assert refused(store, row) == ("phone", "13800138000", "several customers have this phone; give the customer number")
    assert refused(store, {**row, "phone": "13700137000"}) == ("phone", "13700137000", "no customer has this phone")


def test_a_complaint_does_not_change_its_customer(store):
    store.take("complaints", FIRST)
    result = store.run("import", "complaints", store.sheet("complaints", [{**FIRST, "customer_no": "1002"}]), "-o", "json")
    assert result.code == 5
    assert result.json["problems"][0]["reason"] == "K1 belongs to C1; a complaint cannot change its customer"


def test_one_that_is_new_needs_all_that_makes_a_complaint(store):
    result = store.run("import", "complaints", store.sheet("complaints", [{**FIRST, "severity": ""}]), "-o", "json")
    assert result.code == 5
    assert [(each["column"], each["reason"]) for each in result.json["problems"]] == [("severity", "A new record needs severity.")]


def test_a_closed_malicious_one_is_history(store):
    store.take("complaints", {**FIRST, "cause": "恶意", "closed_at": "2026-06-12 09:00"})
    assert store.query("SELECT state, cause FROM complaint") == [("closed", "malicious")]
    # a list of complaints does not say when each was closed
    report = store.take("complaints", {**FIRST, "cause": "malicious"}).out
    assert "Unchanged       1" in report


def test_received_before_go_live_shows_its_clocks_and_is_never_swept(shell):
    shell.init("2026-06-15")
    shell.take(
        "staff", {"employee_no": "S1", "name": "白雪", "role": "cs_specialist"}, {"employee_no": "G1", "name": "何总", "role": "cs_manager"}
    )
    shell.take("customers", {"customer_no": "1001", "name": "张伟", "phone": "13800138000"})
    shell.take("complaints", FIRST)
    assert shell.json("complaint", "list", "--late")[0]["accept_state"] == "missed"
    assert shell.json("complaint", "sweep") == []


def test_undo_takes_the_whole_file_back(store):
    store.take("complaints", {**FIRST, "accepted_at": "2026-06-10 10:02"})
    store.ok("undo", "--yes")
    assert store.query("SELECT count(*) FROM complaint") == store.query("SELECT count(*) FROM complaint_event") == [(0,)]


def test_a_first_contact_is_a_step_at_its_time_before_or_after_the_acceptance(store):
    path = store.sheet(
        "complaints",
        [
            {
                **FIRST,
                "contacted_at": "2026-06-10 10:01",
                "accepted_at": "2026-06-10 10:05",
                "outside_no": "12315-7",
                "reply_by_on": "2026-06-20",
            },
            {**FIRST, "complaint_no": "T2", "accepted_at": "2026-06-10 10:05", "resolved_at": "2026-06-11 09:00"},
            {**FIRST, "complaint_no": "T3"},
        ],
    )
    assert counts(store.json("import", "complaints", path)) == (3, 0, 0, 0, 0)
    assert events(store)[:3] == [
        ("opened", "2026-06-10T02:00:00Z", None),
        ("contacted", "2026-06-10T02:01:00Z", None),
        ("accepted", "2026-06-10T02:05:00Z", None),
    ]
    # of what was over when it was told nobody asks when the customer was spoken with
    shown = [store.json("complaint", "show", number) for number in ("T1", "T2", "T3")]
    assert [each["contact_state"] for each in shown] == ["met", None, "missed"]
    assert (shown[0]["outside_no"], shown[0]["reply_by_on"]) == ("12315-7", "2026-06-20")
    # what an outside body says since is taken up
    again = store.sheet("complaints", [{**FIRST, "reply_by_on": "2026-06-22"}])
    assert store.json("import", "complaints", again)["changed"] == 1
    assert store.json("complaint", "show", "T1")["reply_by_on"] == "2026-06-22"


def test_nobody_is_spoken_with_before_they_complain(store):
    assert refused(store, {**FIRST, "contacted_at": "2026-06-10 09:59"}) == (
        "contacted_at",
        "2026-06-10 09:59",
        "contacted_at 2026-06-10 09:59 is before received_at 2026-06-10 10:00.",
    )
