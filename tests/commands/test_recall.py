"""`kcrm recall …`: lists of VINs from the manufacturer, matched with the vehicles here; whoever owns one now is called until it is done."""

from __future__ import annotations

import pytest
from conftest import filled_once

FIRST, SECOND, SOLD, SCRAPPED, STRANGE = (
    "LSVAB2183E2100001",
    "LSVAB2183E2100002",
    "LSVAB2183E2100003",
    "LSVAB2183E2100004",
    "LSVAB2183E2100009",
)
TODAY = "2026-06-15"


@filled_once
def store(desk):
    """Two customers, the first with four vehicles of which one was sold on and one scrapped; a recall, ZH1."""
    desk.take(
        "customers",
        {"客户编号": "KH1", "姓名": "王小明", "手机": "13800138001"},
        {"客户编号": "KH2", "姓名": "李静", "手机": "13800138002"},
    )
    desk.take(
        "vehicles",
        {"VIN": FIRST, "车牌号": "京A12345", "客户编号": "KH1", "卖出日期": "", "报废日期": ""},
        {"VIN": SECOND, "车牌号": "京A12346", "客户编号": "KH1", "卖出日期": "", "报废日期": ""},
        {"VIN": SOLD, "车牌号": "京A12347", "客户编号": "KH1", "卖出日期": "2026-06-01", "报废日期": ""},
        {"VIN": SCRAPPED, "车牌号": "京A12348", "客户编号": "KH1", "卖出日期": "", "报废日期": "2026-06-01"},
    )
    desk.ok("recall", "add", "ZH1", "转向助力软件", "safety", "--opened", "2026-05-01", "--remedy", "升级软件")
    return desk


def told(store, *vins, **said):
    """A list of VINs of ZH1 is taken in."""
    return store.take("recalls", *({"车架号": vin, "召回编号": "ZH1", **said} for vin in vins))


@filled_once
def listed(store):
    """All five are on the list."""
    told(store, FIRST, SECOND, SOLD, SCRAPPED, STRANGE)
    return store


def calls(store, *words):
    return [
        (row["customer_id"], row["plate"], row["due_on"], row["state"])
        for row in store.json("followup", "list", "--kind", "recall_notice", "--all", *words)
    ]


def matched(store, recall="X1"):
    return {row["match"]: (row["vins"], row["done"]) for row in store.json("recall", "show", recall)["matches"]}


# --- what it is ---


def test_a_recall_is_written_down_whole_and_shown_by_the_number_of_the_manufacturer(store):
    whole = {
        "id": "X1",
        "recall_no": "ZH1",
        "title": "转向助力软件",
        "risk": "safety",
        "opened_on": "2026-05-01",
        "remedy": "升级软件",
        "state": "open",
        "vins": 0,
        "in_use": 0,
        "done": 0,
        "unknown": 0,
        "closed_on": None,
    }
    assert store.json("recall", "list") == [whole]
    for which in ("ZH1", "zh1", "X1", "id:X1"):
        assert store.json("recall", "show", which) == {**whole, "matches": []}
    assert store.run("recall", "show", "ZH9").code == 3
    again = store.run("recall", "add", "ZH1", "别的", "service")
    assert (again.code, again.err) == (5, "kcrm: X1 转向助力软件 already exists.\nTo change it: kcrm recall edit X1 …\n")


def test_it_is_opened_today_unless_said_and_closed_no_earlier(store):
    assert store.json("recall", "add", "ZH2", "导航", "service")["opened_on"] == TODAY
    refused = store.run("recall", "close", "X2", "--on", "2026-06-14")
    assert refused.code == 5
    assert "its last day (2026-06-14) would be before its first (2026-06-15)" in refused.err
    assert store.json("recall", "close", "X2")["closed_on"] == TODAY
    assert [row["id"] for row in store.json("recall", "list")] == ["X1"]
    assert [row["id"] for row in store.json("recall", "list", "--state", "closed")] == ["X2"]


# --- matching ---


def test_a_list_is_matched_with_what_is_here_and_an_unknown_vin_waits_for_its_vehicle(store):
    told(store, FIRST, SECOND, SOLD, SCRAPPED, STRANGE)
    assert matched(store) == {"in_use": (2, 0), "sold_on": (1, 0), "scrapped": (1, 0), "unknown": (1, 0)}
    assert calls(store) == [("C1", "京A12345", TODAY, "open"), ("C1", "京A12346", TODAY, "open")]
    store.at("2026-06-20T09:00")
    store.take("vehicles", {"VIN": STRANGE, "车牌号": "京A12349", "客户编号": "KH2"})
    assert matched(store)["in_use"] == (3, 0)
    assert calls(store)[2:] == [("C2", "京A12349", TODAY, "open")]


def test_what_was_new_is_told_and_what_waits(store):
    path = store.folder / "list.csv"
    path.write_text(f"车架号,召回编号\n{FIRST},ZH1\n{STRANGE},ZH1\n", encoding="utf-8")
    said = store.ok("import", "recalls", path).err
    assert "New VINs of recalls: ours, in use 1, not known here 1." in said
    assert "kcrm recall vin list --match unknown" in said
    assert "New VINs" not in store.ok("import", "recalls", path).err


def test_the_same_list_twice_is_no_operation_and_undo_takes_all_of_it_back(listed):
    operations = len(listed.query("SELECT id FROM operation"))
    report = told(listed, FIRST, SECOND, SOLD, SCRAPPED, STRANGE)
    assert report.code == 0
    assert len(listed.query("SELECT id FROM operation")) == operations
    listed.ok("undo", "--yes")
    assert (matched(listed), calls(listed)) == ({}, [])


def test_a_vehicle_that_changed_hands_leads_to_its_owner(listed):
    listed.ok("vehicle", "transfer", "京A12345", "KH2")
    (row,) = [row for row in listed.json("recall", "export", "ZH1") if row["vin"] == FIRST]
    assert (row["customer_id"], row["customer"], row["phone"]) == ("C2", "李静", "13800138002")
    assert [(row[0], row[1], row[3]) for row in calls(listed)] == [
        ("C1", "京A12345", "cancelled"),
        ("C1", "京A12346", "open"),
        ("C2", "京A12345", "open"),
    ]


# --- done ---


def test_the_file_says_that_it_is_done_and_when(listed):
    told(listed, FIRST, 状态="已完成", 完成日期="2026-06-10")
    (row,) = listed.json("recall", "vin", "list", "--vehicle", "京A12345")
    assert (row["state"], row["done_on"]) == ("done", "2026-06-10")
    assert calls(listed)[0][3] == "cancelled"
    assert matched(listed)["in_use"] == (2, 1)
    told(listed, FIRST, 状态="未完成")
    assert calls(listed)[0][3] == "open"  # the same call
    told(listed, SECOND, 状态="已召回")
    assert listed.json("recall", "vin", "show", "XV2")["done_on"] == TODAY


def test_an_order_that_names_the_recall_settles_it_once_it_is_closed_but_none_from_before(listed):
    order = {"工单号": "GD1", "车架号": FIRST, "工单类型": "召回", "进厂时间": "2026-06-14 09:00", "报修内容": "召回ZH1：转向助力"}
    listed.take("orders", order)
    assert calls(listed)[0][3] == "open"
    listed.take("orders", {**order, "结算时间": "2026-06-14 10:00"})
    assert calls(listed)[0][3] == "cancelled"
    (row,) = listed.json("recall", "vin", "list", "--vehicle", "京A12345")
    assert (row["state"], row["done_on"], row["order_id"]) == ("done", "2026-06-14", "R1")
    before = {"工单号": "GD2", "车架号": SECOND, "工单类型": "召回", "进厂时间": "2026-04-29 09:00", "结算时间": "2026-04-30 09:00"}
    listed.take("orders", {**before, "报修内容": "ZH1"})
    assert calls(listed)[1][3] == "open"
    # what was given out as done is taken in again as it is
    path = listed.folder / "recalls.csv"
    listed.ok("export", "recalls", "--to", path)
    report = listed.json("import", "recalls", path)
    assert (report["new"], report["changed"], report["unchanged"]) == (0, 0, 5)


def test_by_hand_with_its_order_which_must_be_of_that_vehicle(listed):
    order = {"工单类型": "保修", "进厂时间": "2026-06-13 09:00", "结算时间": "2026-06-13 12:00"}
    listed.take("orders", {**order, "工单号": "GD1", "车架号": FIRST}, {**order, "工单号": "GD2", "车架号": SECOND})
    wrong = listed.run("recall", "done", "ZH1", "京A12345", "--order", "GD2")
    assert (wrong.code, "that order is of V2" in wrong.err) == (5, True)
    found = listed.json("recall", "done", "ZH1", "京A12345", "--order", "GD1")
    assert (found["state"], found["done_on"], found["order_id"]) == ("done", "2026-06-13", "R1")
    assert listed.json("recall", "done", "ZH1", "京A12346", "--on", "2026-06-11")["done_on"] == "2026-06-11"
    assert [row[3] for row in calls(listed)] == ["cancelled", "cancelled"]
    listed.take("vehicles", {"VIN": "LSVAB2183E2100010", "车牌号": "京A99999", "客户编号": "KH2"})
    refused = listed.run("recall", "done", "ZH1", "京A99999")
    assert (refused.code, refused.err) == (3, "kcrm: X1 is not about V5.\nTo add it: kcrm recall vin add VIN RECALL_NO\n")


def test_a_closed_recall_calls_nobody_until_it_is_opened_again(listed):
    listed.ok("recall", "close", "ZH1")
    assert [row[3] for row in calls(listed)] == ["cancelled", "cancelled"]
    assert listed.json("why", "XV1")["reason"] == "recall_over"
    listed.ok("recall", "edit", "ZH1", "--closed", "")
    assert [row[3] for row in calls(listed)] == ["open", "open"]


# --- whom it reaches ---


def test_of_safety_nobody_is_spared_and_of_a_service_action_only_who_wants_no_call(store):
    store.ok("customer", "edit", "KH1", "--do-not-contact", "yes")
    told(store, FIRST)
    assert [row[3] for row in calls(store)] == ["open"]
    store.ok("recall", "edit", "ZH1", "--risk", "service")
    assert [row[3] for row in calls(store)] == ["cancelled"]
    assert store.json("why", "XV1")["reason"] == "do_not_contact"
    store.ok("customer", "edit", "KH1", "--do-not-contact", "no", "--message-consent", "no")  # advertising only
    assert [row[3] for row in calls(store)] == ["open"]
    store.ok("customer", "edit", "KH1", "--call-consent", "no")
    assert [row[3] for row in calls(store)] == ["cancelled"]
    assert store.run("db", "check").code == 0


def test_what_is_known_for_long_is_planned_at_once_when_its_list_comes(store):
    store.ok("recall", "edit", "ZH1", "--opened", "2024-01-01")
    told(store, FIRST)
    assert calls(store) == [("C1", "京A12345", TODAY, "open")]
    store.at("2026-06-16T08:00")
    report = store.json("plan")
    assert (report["created"], report["cancelled"], report["lapsed"]) == (0, 0, 0)


def test_the_call_tells_what_is_recalled_and_the_cards_show_it(listed):
    for command in (("customer", "show", "C1"), ("vehicle", "show", "V1")):
        shown = listed.json(*command)["recalls"]
        assert (shown[0]["recall"], shown[0]["title"], shown[0]["state"]) == ("X1", "转向助力软件", "open")
    listed.take("orders", {"工单号": "GD1", "车架号": FIRST, "工单类型": "保养", "进厂时间": "2026-06-15 08:00"})
    assert [row["id"] for row in listed.json("order", "show", "GD1")["recalls"]] == ["XV1"]
    (turn,) = [listed.json("next")]
    assert [(row["id"], row["vehicle"], row["remedy"]) for row in turn["recalls"]] == [
        ("X1", "京A12345", "升级软件"),
        ("X1", "京A12346", "升级软件"),
    ]


def test_a_filter_finds_who_has_something_open_or_had_it_done(listed):
    listed.ok("vehicle", "transfer", "京A12346", "KH2")
    listed.ok("recall", "done", "ZH1", "京A12346")
    for word, whose in (("open", ["KH1"]), ("done", ["KH2"])):
        assert [row["customer_no"] for row in listed.json("customer", "list", f"recall:{word}")] == whose
    assert [row["customer_no"] for row in listed.json("customer", "list", "召回:未完成")] == ["KH1"]


def test_whoever_could_not_be_reached_gets_a_letter_and_no_message(listed):
    listed.ok("customer", "edit", "KH1", "--address", "东大街1号")
    listed.ok("vehicle", "transfer", "京A12346", "KH2")
    call = next(row["id"] for row in listed.json("followup", "list", "--kind", "recall_notice") if row["plate"] == "京A12345")
    for day in (15, 16, 17):
        assert listed.json("recall", "letter", "ZH1") == []
        listed.at(f"2026-06-{day}T09:00")
        listed.ok("log", call, "no_answer")
    assert [(row["channel"], row["state"]) for row in listed.json("followup", "list", "--kind", "recall_notice", "--all", "KH1")] == [
        ("call", "unreachable"),
        ("call", "cancelled"),  # of the one that is another's now
    ]
    (row,) = listed.json("recall", "letter", "ZH1", "--sent")
    assert (row["id"], row["customer"], row["address"], row["letter_on"]) == ("XV1", "王小明", "东大街1号", None)
    assert listed.json("recall", "vin", "show", "XV1")["letter_on"] == "2026-06-17"
    assert listed.json("recall", "letter", "ZH1", "--sent") == []
    listed.ok("undo", "--yes")
    assert [row["id"] for row in listed.json("recall", "letter", "ZH1")] == ["XV1"]
    listed.ok("recall", "done", "ZH1", "京A12345")
    assert listed.json("recall", "letter", "ZH1") == []


# --- what is wrong ---


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"车架号": "LSVAB2183E210000"}, "LSVAB2183E210000 "),
        ({"车架号": "LSVAB2183E210000O"}, "LSVAB2183E210000O"),
        ({"召回编号": "ZH9"}, "no recall has this number; first: kcrm recall add ZH9 TITLE RISK"),
        ({"状态": "未完成", "完成日期": "2026-06-01"}, "the state says that it is not done yet"),
        ({"完成日期": "2026-06-16"}, "that day is still to come"),
        ({"状态": "也许"}, "也许"),
    ],
)
def test_a_row_that_is_wrong_is_refused_by_line_column_and_value_and_none_is_written(store, row, reason):
    good = {"车架号": FIRST, "召回编号": "ZH1", "状态": "", "完成日期": ""}
    refused = store.run("import", "recalls", store.sheet("recalls", [good, {**good, "车架号": SECOND, **row}]))
    assert refused.code == 5
    assert reason in refused.out
    assert [line.split()[:2] for line in refused.out.splitlines() if "rejected" in line] == [["3", "rejected"]]
    assert store.query("SELECT id FROM recall_vin") == []


def test_a_vin_that_one_file_tells_of_in_two_ways_is_refused(store):
    row = {"车架号": FIRST, "召回编号": "ZH1", "完成日期": ""}
    refused = store.run("import", "recalls", store.sheet("recalls", [row, {**row, "完成日期": "2026-06-01"}]))
    assert refused.code == 5
    assert "line 3 has it too, with different content" in refused.out
    assert store.query("SELECT id FROM recall_vin") == []


def test_each_help_names_the_other(desk):
    assert "complaint recall" in desk.ok("recall", "--help").out
    assert "kcrm recall" in desk.ok("complaint", "recall", "--help").out


# --- figures ---


def test_done_are_counted_of_those_in_use_at_the_end_of_the_period(listed):
    told(listed, FIRST, 状态="已完成", 完成日期="2026-06-10")
    listed.ok("recall", "add", "ZH2", "导航", "service")
    listed.take("recalls", {"车架号": FIRST, "召回编号": "ZH2"}, {"车架号": SECOND, "召回编号": "ZH2"})
    found = {row["key"]: (row["value"], row["numerator"], row["denominator"]) for row in listed.json("kpi", "recalls")}
    assert found == {"recall_done": (25, 1, 4), "recall_safety_done": (50, 1, 2)}
    rows = listed.json("kpi", "rows", "recall_safety_done", "--side", "denominator")
    assert [(row["id"], row["number"], row["customer_id"]) for row in rows] == [("XV1", FIRST, "C1"), ("XV2", SECOND, "C1")]
    assert {row["value"] for row in listed.json("kpi", "recalls", "--period", "2026-05")} == {None}
