"""`kcrm call in`: customers who ring us, known or not, what it settles, and what does not move because of it."""

import json

import pytest
from calling import DC7, FRI, MON, OTHER, PHONE, VIN, customer, due
from terminal import at_terminal

NEW = "13711112222"


def test_a_customer_who_rings_is_in_the_history_and_nothing_due_is_touched(busy):
    payload = busy.json("call", "in", "8000", "--about", "询价", "--note", "问大保养价格", "--as", "S2")
    assert payload == {
        "customer_id": "C1",
        "customer": "张伟",
        "outcome": "answered",
        "by": "phone",
        "called_at": "2026-06-15T09:00:00+08:00",
        "staff_no": "S2",
        "staff": "林晓",
        "score": None,
        "low_score": False,
        "note": "问大保养价格",
        "phone": PHONE,
        "phone_state": "ok",
        "new_owner_id": None,
        "new_owner": None,
        "vehicle_id": None,
        "prospect_no": None,
        "opportunity_id": None,
        "refused_kinds": [],
        "do_not_contact": False,
        "settled_ids": [],
        "complaint_id": None,
        "direction": "in",
        "about": "price",
        "finding_id": None,
        "topics": ["price"],
        "need_id": None,
        "appointment_ids": [],
        "followups": [],
        "answers": [],
    }
    assert len(due(busy, MON)) == 2
    history = busy.json("show", "C1")["history"]
    latest = history[0]
    assert (latest["what"], latest["detail"], latest["by"]) == ("call_in", "price, 问大保养价格", "林晓")
    assert busy.query("SELECT direction, about, called_hour, phone FROM call") == [("in", "price", 9, PHONE)]


def test_what_is_due_is_settled_in_the_same_call(busy):
    payload = busy.json("call", "in", "张伟", "--about", "other", "--due", "--score", "9")
    assert [(row["followup_id"], row["state"]) for row in payload["followups"]] == [("F1", "done"), ("F2", "done")]
    assert due(busy, MON) == []
    assert due(busy, FRI) == [(*DC7, 0)]
    assert "called us" in busy.ok("show", "C1").out


def test_one_of_several_is_settled_by_its_number_and_only_their_own(busy):
    customer(busy, "李娜", OTHER, "LSVAB2A43JN012346", plate="沪B00001")
    payload = busy.json("call", "in", "张伟", "--settle", "F2")
    assert [(row["followup_id"], row["state"]) for row in payload["followups"]] == [("F2", "done")]
    assert [row[0] for row in due(busy, MON)] == ["F1", "F6", "F7"]
    refused = busy.run("call", "in", "李娜", "--settle", "F1")
    assert refused.code == 5
    assert "张伟" in refused.err


def test_a_message_that_is_due_is_not_settled_by_a_call(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": PHONE, "birthday": "1990-06-15"})
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2026-07-06"})
    desk.at(MON)
    desk.ok("plan")
    settled = desk.json("call", "in", "安娜", "--about", "other", "--due")["followups"]
    assert [row["kind"] for row in settled] == ["insurance_expiry"]
    assert desk.query("SELECT kind, state FROM followup WHERE channel = 'message' AND due_on = '2026-06-15'") == [("birthday", "open")]


@pytest.mark.parametrize(("typed", "matter"), [("4", "price"), ("询价", "price"), ("预约", "appointment"), ("", "other")])
def test_who_does_not_say_what_it_was_about_is_asked(busy, typed, matter):
    with at_terminal(["call", "in", "张伟", "--lang", "en"], {"KCRM_DB": str(busy.db), "KCRM_NOW": MON}) as terminal:
        terminal.expect("settle it?")
        terminal.type("\n")
        terminal.expect("About what? 1 enquiry")
        terminal.type(f"{typed}\n")
        assert terminal.end() == 0
    assert busy.query("SELECT about FROM call") == [(matter,)]


def test_an_answer_that_is_none_of_these_writes_nothing(busy):
    with at_terminal(["call", "in", "张伟", "--lang", "en"], {"KCRM_DB": str(busy.db), "KCRM_NOW": MON}) as terminal:
        terminal.expect("settle it?")
        terminal.type("\n")
        terminal.expect("About what?")
        terminal.type("9\n")
        terminal.expect("“9” is not one of these; type its number.")
        assert terminal.end() == 2
    assert busy.query("SELECT count(*) FROM call") == [(0,)]


def test_nothing_due_is_said_where_it_was_to_be_settled(busy):
    busy.ok("call", "in", "张伟", "--due")
    refused = busy.run("call", "in", "张伟", "--due")
    assert refused.code == 5
    assert busy.query("SELECT count(*) FROM call") == [(1,)]


def test_an_unknown_number_becomes_a_contact_whose_phone_stands_for_the_name(busy):
    payload = busy.json("call", "in", "137-1111-2222", "--about", "enquiry")
    assert (payload["customer_id"], payload["customer"], payload["phone"]) == ("C2", NEW, NEW)
    assert busy.query("SELECT name, phone, contact_only FROM customer WHERE id = 2") == [(NEW, NEW, 1)]
    # the same number again is the same record, and a name given then is theirs
    assert busy.json("call", "in", NEW, "--name", "赵先生")["customer"] == "赵先生"
    assert busy.query("SELECT count(*) FROM customer") == [(2,)]
    assert [row["customer_id"] for row in busy.json("call", "list", "--direction", "in")] == ["C2", "C2"]


def test_a_name_without_a_phone_is_kept_too_and_never_matched_by_an_import(busy):
    assert busy.json("call", "in", "--name", "赵先生", "--about", "other")["customer_id"] == "C2"
    busy.take("customers", {"name": "赵先生", "phone": "13622223333"})
    assert busy.query("SELECT id, phone, contact_only FROM customer WHERE name = '赵先生'") == [(2, None, 1), (3, "13622223333", 0)]


def test_an_import_takes_up_who_stood_under_their_phone(busy):
    busy.ok("call", "in", NEW)
    busy.take("customers", {"name": "赵刚", "phone": NEW, "customer_no": "K77"})
    assert busy.query("SELECT id, name, customer_no, contact_only FROM customer WHERE phone = ?", NEW) == [(2, "赵刚", "K77", 0)]


def test_who_buys_a_vehicle_is_no_mere_contact_any_more_and_undo_takes_that_back(busy):
    busy.ok("call", "in", NEW, "--name", "赵刚")
    busy.take("vehicles", {"vin": "LSVAB2A43JN012399", "plate": "沪C00001", "owner_phone": NEW, "owner_name": "赵刚"})
    assert busy.query("SELECT contact_only FROM customer WHERE id = 2") == [(0,)]
    busy.ok("undo", "-y")
    assert busy.query("SELECT contact_only FROM customer WHERE id = 2") == [(1,)]


def test_another_name_than_the_customers_is_refused(busy):
    refused = busy.run("call", "in", PHONE, "--name", "李四")
    assert refused.code == 5
    assert "张伟" in refused.err
    assert busy.query("SELECT count(*) FROM call") == [(0,)]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 2),
        (("没有这个人",), 3),
        (("张伟", "--about", "weather"), 2),
        (("张伟", "--due", "--settle", "F1"), 2),
        (("--name", "赵先生", "--due"), 2),
        (("张伟", "--by", "message"), 2),
        (("张伟", "--settle", "F99"), 3),
    ],
)
def test_a_call_that_makes_no_sense_leaves_nothing(busy, words, code):
    assert busy.run("call", "in", *words).code == code
    assert busy.query("SELECT count(*) FROM call") == [(0,)]
    assert busy.query("SELECT count(*) FROM customer") == [(1,)]


def test_a_complaint_raised_on_the_telephone_is_open_and_accepted_at_once(busy):
    payload = busy.json("call", "in", "张伟", "--complaint", "刹车异响", "--severity", "major", "--as", "S1")
    assert (payload["about"], payload["complaint_id"]) == ("complaint", "K1")
    shown = busy.json("complaint", "show", "K1")
    assert (shown["source"], shown["channel"], shown["owner_no"]) == ("hotline", "phone", "S1")
    assert shown["state"] != "received"


def test_what_log_records_comes_from_a_call_in_too(busy):
    payload = busy.json(
        "call", "in", "张伟", "--opportunity", "保险", "5000", "30%", "--prospect", "钱进,13655556666,星途",
        "--new-phone", OTHER, "--next-owner", "孙丽,13644445555", "--about", "other",
    )  # fmt: skip
    assert (payload["opportunity_id"], payload["prospect_no"], payload["phone"], payload["new_owner"]) == ("P1", 1, OTHER, "孙丽")


def test_a_doubtful_phone_that_rings_us_is_in_order(busy):
    for now in ("2026-06-15T09:00", "2026-06-16T09:00", "2026-06-17T09:00"):
        busy.at(now)
        busy.ok("log", "张伟", "no_answer")
    assert busy.json("show", "C1")["phone_state"] == "doubtful"
    busy.ok("call", "in", "张伟")  # by name: from where is not known
    assert busy.json("show", "C1")["phone_state"] == "doubtful"
    busy.ok("call", "in", PHONE)
    assert busy.json("show", "C1")["phone_state"] == "ok"


def test_a_call_in_is_counted_by_matter_hour_and_who_spoke(busy):
    busy.ok("call", "in", NEW, "--about", "price", "--as", "S1")
    busy.at("2026-06-15T14:30")
    busy.ok("call", "in", "张伟", "--about", "price", "--as", "S2")
    busy.ok("call", "in", "张伟", "--about", "appointment", "--as", "S2")
    busy.ok("log", "张伟", "answered")  # is none
    rows = [row for row in busy.json("kpi", "calls", "--period", "today") if row["key"] == "calls_in"]
    counted = {(row["scope"], row["scope_id"]): row["value"] for row in rows}
    assert counted == {
        ("whole", None): 3,
        ("matter", "price"): 2,
        ("matter", "appointment"): 1,
        ("hour", "9"): 1,
        ("hour", "14"): 2,
        ("person", "S1"): 1,
        ("person", "S2"): 2,
    }
    behind = busy.json("kpi", "rows", "calls_in", "--period", "today")
    assert {(row["id"], row["detail"]) for row in behind} == {("C2", "price"), ("C1", "price"), ("C1", "appointment")}


def figures(desk):
    """Everything that counts customers: every table of figures, the classes, retention."""
    tables = {name: desk.json("kpi", name, "--period", "2026-06") for name in ("service", "store", "team", "radar")}
    return tables | {name: desk.json("classify", name) for name in ("list", "summary", "spend", "lifecycle", "away", "retention")}


def test_strangers_move_no_figure_of_today(busy):
    busy.ok("policy", "set", "classification.prospects", "yes")
    busy.ok("customer", "add", "钱多", "13633334444")
    busy.ok("customer", "edit", "C2", "--grade", "ordinary")
    busy.ok("classify", "run")
    before = figures(busy)
    assert [row["customer_id"] for row in before["list"]] == ["C1", "C2"]
    for number in range(5):
        busy.ok("call", "in", f"1377777000{number}")
    busy.ok("customer", "edit", "C3", "--grade", "ordinary", "--loyalty", "loyal")
    busy.ok("classify", "run")
    assert json.dumps(figures(busy)) == json.dumps(before)
    # and whoever is imported is a customer like any other
    busy.take("customers", {"name": "周到", "phone": "13777770000"})
    busy.ok("classify", "run")
    assert [row["customer_id"] for row in busy.json("classify", "list")] == ["C1", "C2", "C3"]


def test_undo_takes_a_call_in_back_with_the_contact_it_made(busy):
    before = busy.query("SELECT count(*) FROM customer")
    busy.ok("call", "in", NEW, "--complaint", "服务差", "--note", "急")
    busy.ok("undo", "-y")
    assert busy.query("SELECT count(*) FROM customer") == before
    assert busy.query("SELECT count(*) FROM call") == [(0,)]


def test_a_dry_run_writes_nothing(busy):
    busy.ok("call", "in", NEW, "--dry-run")
    assert busy.query("SELECT count(*) FROM customer") == [(1,)]


def test_calls_are_listed_latest_first_and_filtered(busy):
    busy.ok("log", "张伟", "answered", "--note", "满意", "--as", "S1")
    busy.at("2026-06-15T10:00")
    busy.ok("call", "in", NEW, "--about", "enquiry", "--note", "几点关门")
    rows = busy.json("call", "list")
    assert [(row["direction"], row["about"], row["kinds"], row["note"]) for row in rows] == [
        ("in", "enquiry", [], "几点关门"),
        ("out", None, ["1dc", "3dc"], "满意"),
    ]
    assert len(busy.json("call", "list", "--direction", "呼出")) == 1
    assert len(busy.json("call", "list", "--about", "咨询")) == 1
    assert len(busy.json("call", "list", "--staff", "S1")) == 1
    assert len(busy.json("call", "list", "--customer", "张伟")) == 1
    assert busy.json("call", "list", "--period", "yesterday") == []
