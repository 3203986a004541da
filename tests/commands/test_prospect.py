"""`kcrm prospect …`: registered, contacted, brought forward, lost and won back, each with whole payloads."""

from __future__ import annotations

import pytest
from conftest import filled_once

from kcrm.model.prospects import ProspectStep


@filled_once
def sales(desk):
    """A sales manager, two consultants and a specialist; Monday 15 June 2026, 08:30."""
    desk.take(
        "staff",
        {"employee_no": "M1", "name": "蒋丽", "role": "sales_manager"},
        {"employee_no": "X1", "name": "方东", "role": "sales_consultant"},
        {"employee_no": "X2", "name": "纪雨", "role": "sales_consultant"},
        {"employee_no": "S1", "name": "叶琪", "role": "cs_specialist"},
    )
    return desk


def calls(desk, *argv):
    """kind, due, call day, time, state and whose of each follow-up."""
    rows = desk.json("followup", "list", "--all", *argv)
    return [(row["kind"], row["due_on"], row["call_on"], row["call_time"], row["state"], row["assignee_no"]) for row in rows]


def history(desk, number):
    return [(row["step"], row["stage"], row["what"]) for row in desk.json("prospect", "show", number)["history"]]


def test_a_new_one_is_a_potential_customer_with_a_consultant_and_a_first_contact(sales):
    row = sales.json(
        "prospect", "add", "张伟", "13800138001", "--source", "网络", "--platform", "汽车之家", "--model", "瑞虎8", "--within-days", "20"
    )
    assert row == {
        "id": "L1",
        "prospect_no": None,
        "customer_id": "C1",
        "name": "张伟",
        "phone": "13800138001",
        "level": "B",
        "stage": "registered",
        "next_on": "2026-06-15",
        "model": "瑞虎8",
        "intended_on": "2026-07-05",
        "consultant_no": "X1",
        "consultant": "方东",
        "taker": None,
        "source": "web",
        "platform": "汽车之家",
        "referred_by": None,
        "registered_on": "2026-06-15",
        "contacted_on": None,
        "agreed_on": None,
        "released_on": None,
        "need": None,
        "rival": None,
        "budget": None,
        "payment": None,
        "trade_in": None,
        "lost_on": None,
        "lost_reason": None,
        "confirm_by": None,
        "lost_to": None,
        "invalid_reason": None,
        "vehicle_id": None,
        "note": None,
    }
    assert sales.query("SELECT contact_only, source FROM customer") == [(1, None)]
    # within half an hour of opening hours, which begin at 08:00
    assert sales.query("SELECT registered_at, first_due_at FROM prospect") == [("2026-06-15T00:30:00Z", "2026-06-15T01:00:00Z")]
    assert calls(sales) == [("prospect_contact", "2026-06-15", "2026-06-15", None, "open", "X1")]


def test_the_next_one_goes_to_who_has_fewest_and_the_visit_of_a_walk_in_is_the_first_contact(sales):
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "web")
    row = sales.json("prospect", "add", "李娜", "13800138002", "--source", "来店", "--level", "A")
    assert (row["consultant_no"], row["stage"], row["level"], row["contacted_on"], row["next_on"]) == (
        "X2",
        "visited",
        "A",
        "2026-06-15",
        "2026-06-18",
    )
    assert history(sales, "L2") == [
        ("registered", "registered", ["to=X2 纪雨"]),
        ("visited", "visited", []),
    ]


def test_the_phone_of_an_open_one_is_refused_and_that_of_an_owner_is_taken(sales):
    sales.take("customers", {"customer_no": "K1", "name": "王强", "phone": "13800138003"})
    sales.ok("prospect", "add", "王先生", "13800138003", "--source", "phone")
    assert sales.query("SELECT customer_id, count(*) FROM prospect") == [(1, 1)]
    refused = sales.run("prospect", "add", "王先生", "138 0013 8003", "--source", "web")
    assert (refused.code, refused.out) == (5, "")
    assert "13800138003 is the phone of L1 王强, which is open; it belongs to X1 方东." in refused.err
    assert sales.query("SELECT count(*) FROM prospect_event") == [(1,)]


def test_a_contact_is_a_call_and_brings_the_next_on_the_agreed_day(sales):
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "web", "--level", "H")
    sales.at("2026-06-15T10:00")
    sales.ok("prospect", "contact", "L1", "--agreed", "2026-06-18 15:00", "--note", "要白色", "--as", "X1")
    assert calls(sales) == [
        ("prospect_contact", "2026-06-15", "2026-06-15", None, "done", "X1"),
        ("prospect_contact", "2026-06-16", "2026-06-18", "15:00", "open", "X1"),
    ]
    assert sales.query("SELECT by, outcome, note, phone FROM call") == [("phone", "answered", "要白色", "13800138001")]
    assert history(sales, "L1")[1:] == [("contacted", "contacted", ["agreed=2026-06-18 15:00"])]


def test_a_call_logged_is_a_contact_and_one_that_reaches_nobody_brings_another(sales):
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "web", "--level", "A")
    sales.ok("log", "F1", "answered", "--note", "周末来看车")
    assert history(sales, "L1")[1:] == [("contacted", "contacted", [])]
    assert calls(sales)[1:] == [("prospect_contact", "2026-06-18", "2026-06-18", None, "open", "X1")]
    sales.at("2026-06-18T09:00")
    sales.ok("followup", "skip", "F2", "--reason", "出差")
    assert calls(sales)[2:] == [("prospect_contact", "2026-06-21", "2026-06-21", None, "open", "X1")]
    assert history(sales, "L1")[2:] == [("missed", "contacted", [])]
    assert sales.json("prospect", "show", "L1")["contacted_on"] == "2026-06-15"


def test_an_edited_day_replaces_the_contact_and_is_never_due_before_the_edit(sales):
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "walk_in")
    assert calls(sales) == [("prospect_contact", "2026-07-15", "2026-07-15", None, "open", "X1")]
    sales.at("2026-06-20T09:00")
    sales.ok("prospect", "edit", "L1", "--intended", "2026-06-22")
    assert [row for row in calls(sales) if row[4] == "open"] == [("prospect_contact", "2026-06-20", "2026-06-20", None, "open", "X1")]
    assert history(sales, "L1")[2:] == [("level_changed", "visited", ["intended_on=2026-06-22"])]


def test_a_level_falls_only_with_a_reason_and_never_below_the_day(sales):
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "web", "--level", "H")
    refused = sales.run("prospect", "edit", "L1", "--level", "B")
    assert (refused.code, refused.err.splitlines()[0]) == (2, "kcrm: From H down to B: say why with --reason.")
    assert sales.json("prospect", "edit", "L1", "--level", "B", "--reason", "等年终奖")["level"] == "B"
    assert sales.json("prospect", "edit", "L1", "--level", "A")["level"] == "A"
    refused = sales.run("prospect", "edit", "L1", "--level", "C", "--intended", "2026-06-20", "--reason", "x")
    assert refused.code == 5
    assert "they mean to buy on 2026-06-20, which is H" in refused.err


def test_a_sale_from_test_drive_to_delivery_and_the_calls_of_each(sales):
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "walk_in", "--model", "瑞虎8", "--level", "A")
    sales.ok("prospect", "drive", "L1", "--km", "9", "--licence")
    sales.ok("prospect", "quote", "L1", "--price", "128000", "--list-price", "130000", "--until", "2026-06-20")
    assert [row for row in calls(sales) if row[4] == "open"] == [
        ("test_drive_after", "2026-06-16", "2026-06-16", None, "open", "X1"),
        ("prospect_contact", "2026-06-18", "2026-06-18", None, "open", "X1"),
        ("quote_expiry", "2026-06-19", "2026-06-19", None, "open", "X1"),
    ]
    sales.ok("prospect", "order", "L1", "--deposit", "5000", "--promised", "2026-06-25")
    assert [row[0] for row in calls(sales) if row[4] == "open"] == []
    assert history(sales, "L1") == [
        ("registered", "registered", ["to=X1 方东"]),
        ("visited", "visited", []),
        ("test_drive", "test_drive", ["km=9", "short", "agreement_not_signed"]),
        ("quoted", "quoted", ["price=128000.00", "list_price=130000.00", "valid_until=2026-06-20"]),
        ("ordered", "ordered", ["deposit=5000.00", "promised_on=2026-06-25"]),
    ]
    refused = sales.run("prospect", "deliver", "L1")
    assert (refused.code, "which vehicle was delivered?" in refused.err) == (5, True)
    sales.at("2026-06-25T16:00")
    sales.ok("prospect", "deliver", "L1", "--vin", "LSVAA4182E2123451")
    assert sales.query(
        "SELECT vin, model, delivered_on, sales_consultant_id, customer_id FROM vehicle JOIN ownership ON vehicle_id = vehicle.id"
    ) == [("LSVAA4182E2123451", "瑞虎8", "2026-06-25", 2, 1)]
    assert sales.query("SELECT contact_only FROM customer") == [(0,)]
    assert [row[:2] for row in calls(sales) if row[4] == "open"][:2] == [("1dc", "2026-06-26"), ("3dc", "2026-06-28")]
    refused = sales.run("prospect", "contact", "L1")
    assert (refused.code, "“contacted” is not possible, nor any other step" in refused.err) == (5, True)


def test_a_discount_beyond_the_limit_needs_the_manager(sales):
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "walk_in")
    quote = ("prospect", "quote", "L1", "--price", "120000", "--list-price", "130000", "--until", "2026-06-20", "--as", "X1")
    refused = sales.run(*quote)
    assert (refused.code, "A discount of 8 % needs approval: up to 3 %" in refused.err) == (5, True)
    sales.ok(*quote, "--approved-by", "M1")
    assert history(sales, "L1")[-1][2][-1] == "approver=M1 蒋丽"


def test_who_is_lost_is_asked_by_a_specialist_and_can_be_taken_up_again(sales):
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "walk_in", "--level", "A")
    refused = sales.run("prospect", "lose", "L1")
    assert (refused.code, "lose: why? Give the reason." in refused.err) == (4, True)
    row = sales.json("prospect", "lose", "L1", "价格", "--to", "哈弗H6", "--as", "X1")
    assert (row["stage"], row["lost_on"], row["lost_reason"], row["lost_to"], row["level"]) == (
        "lost",
        "2026-06-15",
        "price",
        "哈弗H6",
        None,
    )
    assert [row for row in calls(sales) if row[4] == "open"] == [
        ("lost_check", "2026-06-17", "2026-06-17", None, "open", "S1"),
        ("lost_prospect", "2026-07-15", "2026-07-15", None, "open", "S1"),
    ]
    refused = sales.run("prospect", "confirm", "L1", "--as", "X1")
    assert refused.code == 5
    sales.ok("prospect", "confirm", "L1", "--as", "M1")
    row = sales.json("prospect", "check", "L1", "service", "--note", "没人接待", "--as", "S1")
    assert (row["lost_reason"], [step["what"] for step in row["history"] if step["step"] in {"lost", "loss_checked"}]) == (
        "service",
        [["reason=price", "rival=哈弗H6"], ["reason=service"]],
    )
    sales.at("2026-06-18T09:00")
    row = sales.json("prospect", "reopen", "L1", "--intended", "2026-06-30", "--as", "X1")
    assert (row["stage"], row["lost_on"], row["lost_reason"], row["next_on"], row["intended_on"]) == (
        "visited",
        None,
        None,
        "2026-06-18",
        "2026-06-30",
    )
    sales.ok("undo", "-y", "--as", "X1")
    assert sales.json("prospect", "show", "L1")["stage"] == "lost"


def test_who_is_invalid_is_called_on_the_day_they_named(sales):
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "web")
    sales.ok("prospect", "invalid", "L1", "暂不考虑", "--again", "2026-06-25")
    assert [row[:3] for row in calls(sales) if row[4] == "open"] == [("invalid_prospect", "2026-06-25", "2026-06-25")]


def test_a_delivery_that_the_dealer_system_tells_of_ends_it(sales):
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "web")
    sales.at("2026-06-20T09:00")
    sales.take("vehicles", {"vin": "LSVAA4182E2123451", "owner_phone": "13800138001", "owner_name": "张伟", "delivered_on": "2026-06-19"})
    row = sales.json("prospect", "show", "L1")
    assert (row["stage"], row["vehicle_id"], [step["at"][:10] for step in row["history"]]) == (
        "delivered",
        "V1",
        ["2026-06-15", "2026-06-19"],
    )
    assert [row[0] for row in calls(sales) if row[4] == "open" and row[0].startswith("prospect")] == []


def test_a_day_of_purchase_gone_by_is_asked_back(sales):
    add = ("prospect", "add", "张伟", "13800138001", "--source", "web", "--intended", "2026-06-10")
    refused = sales.run(*add)
    assert (refused.code, "--intended: 2026-06-10 is past" in refused.err) == (2, True)
    assert sales.json(*add, "--level", "A")["level"] == "H"


@pytest.mark.parametrize("step", ProspectStep)
def test_every_step_has_its_word_in_both_languages(sales, step):
    assert step.label
    assert step.words


def test_nothing_is_written_by_a_dry_run(sales):
    before = sales.query("SELECT count(*) FROM operation")
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "web", "-n")
    assert sales.query("SELECT count(*) FROM prospect") == [(0,)]
    assert sales.query("SELECT count(*) FROM operation") == before


def test_what_a_program_reads_of_a_step_is_the_same_in_both_languages(sales):
    sales.ok("prospect", "add", "张伟", "13800138001", "--source", "walk_in", "--level", "A", "--budget", "11.88万")
    sales.ok("prospect", "drive", "L1", "--km", "12", "--licence", "--agreement")
    sales.ok("prospect", "lose", "L1", "price", "--to", "哈弗H6")
    said = sales.json("prospect", "show", "L1")
    assert said["budget"] == 118_800
    assert [step["what"] for step in said["history"]] == [["to=X1 方东"], [], ["km=12"], ["reason=price", "rival=哈弗H6"]]
    sales.speaking("zh")
    assert sales.json("prospect", "show", "L1") == said
