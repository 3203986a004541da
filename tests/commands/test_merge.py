"""`kcrm customer merge`, `vehicle merge` and `customer different`: two records of one become one, everything that hung on either on it."""

from __future__ import annotations

import contextlib

import pytest
from conftest import filled_once

from kcrm.actions.session import Session
from tests.faults import content

VIN, MISTYPED, OTHER_VIN = "LSVAB2183E2100001", "LSVAB2183E2100010", "LSVAB2183E2100002"


@filled_once
def twice(desk):
    """C1 (KH1) and C2 (KH2) are one, each with a car; C3 is of the family; C4 a company of the same name and phone."""
    desk.take(
        "customers",
        {"客户编号": "KH1", "姓名": "王芳", "手机": "13800138000", "生日": "1980-06-23", "备注": "旧件带走"},
        {"客户编号": "KH2", "姓名": "王芳", "手机": "13900139000", "备用电话": "13800138000", "生日": "1980-06-24", "备注": "周末来"},
        {"客户编号": "KH3", "姓名": "李强", "手机": "13800138000", "生日": "1990-02-03"},
        {"客户编号": "KH4", "姓名": "王芳", "手机": "13800138000", "类型": "公司"},
    )
    desk.take(
        "vehicles",
        {"VIN": VIN, "车牌": "京A12345", "客户编号": "KH1", "交车日期": "2026-02-01", "保险到期日": "2026-07-20"},
        {"VIN": OTHER_VIN, "车牌": "京B12345", "客户编号": "KH2", "交车日期": "2026-02-01", "保险到期日": "2026-07-20"},
    )
    desk.take("orders", {"工单号": "R1", "VIN": OTHER_VIN, "维修类型": "paid_maintenance", "进厂时间": "2026-04-01 09:00"})
    desk.ok("log", "C2", "answered", "--note", "想换轮胎")
    desk.ok("complaint", "open", "C2", "--severity", "minor", "--description", "等了两小时")
    desk.ok("need", "add", "C2", "雨刮", "--part")
    desk.ok("plan")
    return desk


def rows_of(desk, table, customer):
    return desk.query(f"SELECT count(*) FROM {table} WHERE customer_id = ?", customer)[0][0]


CHILDREN = ("ownership", "followup", "call", "complaint", "need")


def test_all_that_hung_on_either_hangs_on_the_one_that_stays(twice):
    before = {table: (rows_of(twice, table, 1), rows_of(twice, table, 2)) for table in CHILDREN}
    assert all(other > 0 for _own, other in before.values())
    found = twice.json("customer", "merge", "KH2", "KH1", "--force")
    assert (found["kept"], found["merged"], found["followups_ended"]) == ("C1", "C2", 1)  # the festival's greeting
    assert {row["table"]: row["rows"] for row in found["moved"]}["ownership"] == 1
    for table, (own, other) in before.items():
        if table != "followup":
            assert rows_of(twice, table, 1) == own + other
    assert twice.query("SELECT count(*) FROM followup WHERE customer_id = 2") == [(0,)]
    assert twice.query("SELECT customer_no, phone, phone2, birthday, note FROM customer WHERE id = 1") == [
        ("KH1", "13800138000", "13900139000", "1980-06-23", "旧件带走 / 周末来")
    ]
    assert twice.query("SELECT count(*) FROM customer WHERE id = 2") == [(0,)]
    assert twice.json("show", "C1")["merged"] == [{"id": "C2", "number": "KH2", "name": "王芳", "on": "2026-06-15"}]
    assert twice.ok("db", "check").code == 0


def test_undo_gives_both_back_table_by_table(twice):
    before = content(twice.db)
    twice.ok("customer", "merge", "KH1", "KH2", "--force")
    assert content(twice.db) != before
    twice.ok("undo", "--yes")
    assert content(twice.db) == before


def test_undo_gives_both_back_where_the_older_of_two_alike_was_of_the_one_that_goes(twice):
    before = content(twice.db)
    merged = twice.json("customer", "merge", "KH1", "KH2", "--keep", "KH2", "--force")
    assert merged["followups_ended"] == 1  # the one that stays gave up its own greeting for the older one
    twice.ok("undo", "--yes")
    assert content(twice.db) == before


@pytest.mark.parametrize("words", [("merge", "KH1", "KH2", "--force"), ("edit", "KH2", "--note", "周末来")])
def test_what_another_desk_has_merged_meanwhile_is_refused_in_plain_words(twice, monkeypatch, words):
    real_write, raced = Session.write, []

    @contextlib.contextmanager
    def write_after_the_other(session, **options):
        if not raced:
            raced.append(session)
            twice.ok("customer", "merge", "KH1", "KH2", "--keep", "KH1", "--force")
        with real_write(session, **options) as planner:
            yield planner

    monkeypatch.setattr(Session, "write", write_after_the_other)
    refused = twice.run("customer", *words)
    assert (refused.code, "C2 is there no more: somebody else has just merged it" in refused.err) == (5, True)
    assert twice.query("SELECT count(*) FROM customer WHERE customer_no = 'KH2'") == [(0,)]


def test_a_merge_of_two_owners_of_one_vehicle_is_undone(desk):
    """What is planned for the first owner ended, and is open again once they are one; what is planned for the second makes way for it."""
    desk.take(
        "customers", {"客户编号": "KH1", "姓名": "王芳", "手机": "13800138000"}, {"客户编号": "KH2", "姓名": "王芳", "手机": "13900139000"}
    )
    desk.take("vehicles", {"VIN": VIN, "客户编号": "KH2", "交车日期": "2025-08-17", "保险到期日": "2026-07-20"})
    desk.ok("vehicle", "transfer", VIN, "KH1")
    renewals = "SELECT customer_id, case_no, state FROM followup WHERE kind = 'insurance_expiry' ORDER BY id"
    before = content(desk.db)
    assert desk.query(renewals) == [(2, None, "cancelled"), (1, None, "open")]
    desk.ok("customer", "merge", "KH2", "KH1", "--keep", "KH1", "--force")
    after = content(desk.db)
    assert desk.query(renewals) == [(1, None, "open"), (1, "C2", "cancelled")]
    desk.ok("undo", "--yes")
    assert content(desk.db) == before
    desk.ok("undo", "--yes")
    assert content(desk.db) == after


def test_which_is_named_first_makes_no_difference(twice):
    twice.ok("customer", "merge", "KH1", "KH2", "--force")
    first = content(twice.db)
    twice.ok("undo", "--yes")
    twice.ok("customer", "merge", "KH2", "KH1", "--force")
    assert content(twice.db) == first


def test_a_dry_run_shows_it_and_writes_nothing(twice):
    before = content(twice.db)
    result = twice.ok("customer", "merge", "KH1", "KH2", "--force", "--dry-run", "--take", "birthday", "-o", "json")
    assert content(twice.db) == before
    assert {"field": "birthday", "kept": "1980-06-23", "merged": "1980-06-24", "now": "1980-06-24"} in result.json["choices"]


def test_who_is_named_stays(twice):
    assert twice.json("customer", "merge", "KH1", "KH2", "--force", "--keep", "KH2")["kept"] == "C2"
    assert twice.query("SELECT customer_no, birthday FROM customer WHERE id = 2") == [("KH2", "1980-06-24")]
    assert twice.json("show", "KH1")["id"] == "C2"


@pytest.mark.parametrize("typed", ["C2", "id:C2", "c2", "KH2", "no:KH2", "kh2", "13900139000", "139 0013 9000"])
def test_identifier_number_and_phone_lead_to_the_one_that_stays(twice, typed):
    twice.ok("customer", "edit", "C2", "--phone2", "")  # so that only the merge knows the phone
    twice.ok("customer", "merge", "KH1", "KH2", "--force")
    if typed != "kh2":
        assert twice.json("show", typed)["id"] == "C1"
    assert [row["id"] for row in twice.json("find", typed)][:1] == (["C1"] if typed != "kh2" else [])


def test_files_follow_the_old_number_and_change_nothing_the_second_time(twice):
    twice.ok("customer", "merge", "KH1", "KH2", "--force")
    rows = (
        {"客户编号": "KH1", "姓名": "王芳", "手机": "13800138000", "生日": "1980-06-23"},
        {"客户编号": "KH2", "姓名": "王小芳", "手机": "13900139000", "生日": "1980-06-24", "邮箱": "fang@example.com"},
    )
    assert twice.take("customers", *rows).code == 0
    assert twice.query("SELECT id, name, birthday, email, customer_no FROM customer WHERE id < 3") == [
        (1, "王芳", "1980-06-23", "fang@example.com", "KH1")
    ]
    assert twice.query("SELECT count(*) FROM customer") == [(3,)]
    before = content(twice.db)
    twice.take("customers", *rows)
    twice.take("vehicles", {"VIN": OTHER_VIN, "客户编号": "KH2"})
    assert content(twice.db) == before
    twice.take("vehicles", {"VIN": MISTYPED, "客户编号": "KH2"})
    assert twice.query("SELECT customer_id FROM ownership JOIN vehicle ON vehicle.id = vehicle_id WHERE vin = ?", MISTYPED) == [(1,)]


def test_of_two_rows_about_one_customer_the_stricter_consent_stands_and_twice_changes_nothing(twice):
    twice.ok("customer", "merge", "KH1", "KH2", "--force")
    rows = (
        {"客户编号": "KH1", "姓名": "王芳", "手机": "13800138000", "免打扰": "否", "同意电话": "是", "同意短信": "否"},
        {"客户编号": "KH2", "姓名": "王芳", "手机": "13900139000", "免打扰": "是", "同意电话": "否", "同意短信": "是"},
    )
    twice.take("customers", *rows)
    wanted = [(1, 0, 0)]
    assert twice.query("SELECT do_not_contact, call_consent, message_consent FROM customer WHERE id = 1") == wanted
    for day in ("2026-06-16T02:00", "2026-06-17T02:00"):
        twice.at(day)
        before = content(twice.db)
        twice.take("customers", *rows)
        assert content(twice.db) == before


def test_a_row_without_a_number_follows_phone_and_name(twice):
    twice.ok("customer", "edit", "C2", "--name", "王小芳", "--phone2", "")
    twice.ok("customer", "merge", "KH1", "KH2", "--force")
    twice.take("customers", {"姓名": "王小芳", "手机": "13900139000"})
    assert twice.query("SELECT count(*) FROM customer") == [(3,)]


def test_nobody_is_added_under_a_number_that_leads_to_another(twice):
    twice.ok("customer", "merge", "KH1", "KH2", "--force")
    refused = twice.run("customer", "add", "新人", "13700137000", "--customer-no", "KH2")
    assert (refused.code, "C1 王芳" in refused.err) == (5, True)


@pytest.mark.parametrize(
    ("name", "taken", "state", "right", "by"),
    [("王芳", False, "open", None, None), ("王方", True, "open", None, None), ("王小芳", True, "wrong", "王小芳", "白雪")],
)
def test_what_is_open_about_the_other_one_is_decided_where_who_stays_says_neither(twice, name, taken, state, right, by):
    twice.ok("customer", "edit", "KH1", "--name", name)
    twice.at("2026-06-16T02:00")
    twice.take("customers", {"客户编号": "KH2", "姓名": "王方", "手机": "13900139000"})
    twice.ok("--as", "S1", "customer", "merge", "KH1", "KH2", "--force")
    (found,) = twice.json("customer", "conflicts", "--all")
    assert [found[key] for key in ("record", "field", "taken", "state", "right_value", "decided_by")] == [
        "C1", "name", taken, state, right, by
    ]  # fmt: skip
    twice.ok("undo", "-y")
    (found,) = twice.json("customer", "conflicts")
    assert [found[key] for key in ("record", "taken", "state")] == ["C2", True, "open"]


def test_what_only_fills_a_form_gives_way_to_what_the_other_one_says(twice):
    twice.ok("customer", "edit", "KH1", "--birthday", "1990-01-01", "--address", "不详")
    twice.ok("customer", "edit", "KH2", "--address", "解放路1号")
    twice.ok("customer", "merge", "KH1", "KH2", "--force")
    assert twice.query("SELECT birthday, address FROM customer WHERE id = 1") == [("1980-06-24", "解放路1号")]


def test_merging_again_leads_on(twice):
    twice.ok("customer", "merge", "KH1", "KH2", "--force")
    twice.ok("customer", "merge", "KH1", "KH3", "--force", "--keep", "KH3")
    assert [twice.json("show", typed)["id"] for typed in ("C1", "C2", "KH1", "KH2")] == ["C3"] * 4


def test_what_is_refused(twice):
    cases = {
        ("KH1", "KH1"): "cannot be merged with itself",
        ("KH1", "KH4"): "a person and a company",
        ("KH1", "KH3"): "do not look like one",
    }
    for pair, reason in cases.items():
        refused = twice.run("customer", "merge", *pair)
        assert (refused.code, reason in refused.err) == (5, True), refused.err
    assert twice.run("customer", "merge", "KH1", "KH4", "--force").code == 5
    unknown = twice.run("customer", "merge", "KH1", "KH2", "--force", "--take", "birthdy")
    assert (unknown.code, "birthday" in unknown.err) == (2, True)
    assert twice.run("customer", "merge", "KH1", "KH2", "--force", "--take", "call_consent").code == 2
    assert twice.run("customer", "merge", "KH1", "KH2", "--force", "--keep", "KH3").code == 2


def test_of_two_open_followups_of_one_key_the_older_stays(twice):
    twice.ok("customer", "edit", "KH2", "--birthday", "1980-06-23")
    older = twice.query("SELECT min(id) FROM followup WHERE kind = 'birthday' AND state = 'open' AND customer_id < 3")
    twice.ok("customer", "merge", "KH1", "KH2", "--keep", "KH2")
    assert twice.query("SELECT id FROM followup WHERE kind = 'birthday' AND state = 'open' AND customer_id = 2") == older
    assert twice.query("SELECT state, reason, case_no FROM followup WHERE kind = 'birthday' AND reason = 'merged'") == [
        ("cancelled", "merged", "C1")
    ]
    kept = twice.query("SELECT * FROM followup WHERE kind = 'birthday'")
    twice.ok("plan", "--all")
    assert twice.query("SELECT * FROM followup WHERE kind = 'birthday'") == kept


def test_a_kind_that_either_refused_is_refused_since_the_earlier_day(twice):
    number = "SELECT id FROM followup WHERE kind = 'insurance_expiry' AND customer_id = ?"
    for day, customer in (("2026-06-16T09:00", 1), ("2026-06-17T09:00", 2)):
        twice.at(day)
        twice.ok("log", f"F{twice.query(number, customer)[0][0]}", "answered", "--no-more", "kind")
    twice.ok("customer", "merge", "KH1", "KH2", "--force", "--keep", "KH2")
    assert twice.query("SELECT customer_id, kind, refused_on FROM refusal") == [(2, "insurance_expiry", "2026-06-16")]


def test_what_both_were_asked_in_vain_was_asked_on_the_later_day(twice):
    twice.ok("customer", "edit", "KH1", "--unknown", "hobby", "--unknown", "wechat")
    twice.at("2026-06-16T09:00")
    twice.ok("customer", "edit", "KH2", "--unknown", "hobby", "--unknown", "email")
    before = twice.query("SELECT * FROM asked ORDER BY id")
    twice.ok("customer", "merge", "KH1", "KH2", "--force", "--keep", "KH1")
    found = twice.query("SELECT customer_id, field, asked_on FROM asked ORDER BY field")
    assert found == [(1, "email", "2026-06-16"), (1, "hobby", "2026-06-16"), (1, "wechat", "2026-06-15")]
    twice.ok("undo", "-y")
    assert twice.query("SELECT * FROM asked ORDER BY id") == before


def test_an_owner_under_two_records_owned_it_all_along(twice):
    twice.ok("vehicle", "transfer", VIN, "KH2", "--on", "2026-05-01")
    twice.ok("customer", "merge", "KH1", "KH2", "--force")
    assert twice.query("SELECT customer_id, until_on FROM ownership WHERE vehicle_id = 1") == [(1, None)]


def test_two_who_are_two_are_no_more_listed_and_no_more_told(twice):
    twice.ok("customer", "edit", "KH2", "--birthday", "")
    assert [(row["one"], row["other"]) for row in twice.json("customer", "duplicates")] == [("C1", "C2")]
    assert twice.json("customer", "different", "KH2", "KH1", "--note", "母女同名") == {"one": "C1", "other": "C2", "apart": True}
    assert twice.json("customer", "duplicates") == []
    assert "already" in twice.run("customer", "different", "C1", "C2").err
    assert twice.run("customer", "different", "C1", "C1").code == 5
    twice.ok("customer", "different", "C1", "C2", "--clear")
    assert len(twice.json("customer", "duplicates")) == 1
    assert twice.run("customer", "different", "C1", "C2", "--clear").code == 5


def test_whom_one_was_told_apart_from_the_one_that_stays_is(twice):
    twice.ok("customer", "different", "C2", "C3")
    twice.ok("customer", "different", "C1", "C2")
    twice.ok("customer", "merge", "KH1", "KH2", "--force")
    assert twice.query("SELECT customer_id, other_id FROM customer_apart") == [(1, 3)]


def test_a_mistyped_vin_leads_to_the_vehicle_that_stays(twice):
    twice.take("vehicles", {"VIN": MISTYPED, "车牌": "京C12345", "客户编号": "KH1"})
    twice.take("orders", {"工单号": "R2", "VIN": MISTYPED, "维修类型": "paid_maintenance", "进厂时间": "2026-04-02 09:00"})
    found = twice.json("vehicle", "merge", VIN, MISTYPED)
    assert (found["kept"], found["merged"]) == ("V1", "V3")
    assert twice.query("SELECT vehicle_id FROM repair_order WHERE order_no = 'R2'") == [(1,)]
    assert [twice.json("vehicle", "show", typed)["id"] for typed in ("V3", MISTYPED, "京C12345")] == ["V1"] * 3
    twice.take("orders", {"工单号": "R3", "VIN": MISTYPED, "维修类型": "paid_maintenance", "进厂时间": "2026-04-03 09:00"})
    assert twice.query("SELECT vehicle_id FROM repair_order WHERE order_no = 'R3'") == [(1,)]
    twice.take("vehicles", {"VIN": MISTYPED, "车牌": "京C12345"})
    assert twice.query("SELECT count(*) FROM vehicle") == [(2,)]


def ids(desk, noun, *filters):
    return [row["id"] for row in desk.json(noun, "list", *filters)]


def test_a_filter_by_a_number_phone_plate_or_vin_that_was_merged_lists_what_stays(twice):
    twice.ok("customer", "edit", "KH2", "--phone2", "13700137000")
    twice.take("vehicles", {"VIN": MISTYPED, "车牌": "京C12345", "客户编号": "KH1"})
    filters = ("customer_no:KH2", "phone:13700137000", f"vin:{MISTYPED}", "plate:京C12345")
    before = [ids(twice, "customer", each) for each in filters]
    assert before == [["C2"], ["C2"], ["C1"], ["C1"]]
    twice.ok("customer", "merge", "KH1", "KH2", "--force")
    twice.ok("vehicle", "merge", VIN, MISTYPED)
    assert [ids(twice, "customer", each) for each in (*filters, "customer_no:kh2", "客户编号:KH2,KH3")] == [["C1"]] * 5 + [["C1", "C3"]]
    assert ids(twice, "vehicle", "customer_no:KH2") == ["V1", "V2"]
    assert [row["order_no"] for row in twice.json("order", "list", f"vin:{MISTYPED}")] == ["R1"]
    # what is sought by a part of it, or not wanted, is looked for and left out as it is
    assert ids(twice, "customer", "customer_no:KH2*") == []
    assert ids(twice, "customer", "-customer_no:KH2") == ["C3", "C4"]
    # who has the number or the phone today is meant
    twice.ok("customer", "edit", "C3", "--customer-no", "KH2", "--phone", "13700137000")
    assert [ids(twice, "customer", each) for each in filters[:2]] == [["C3"]] * 2


def test_vehicles_of_two_owners_are_not_one(twice):
    refused = twice.run("vehicle", "merge", VIN, OTHER_VIN)
    assert (refused.code, "belong to two customers" in refused.err, "kcrm vehicle transfer V2 WHO" in refused.err) == (5, True, True)


MAIN, SECOND, OTHER, FURTHER = "13800138000", "13800138001", "13900139000", "13900139001"


@filled_once
def four_phones(desk):
    """C1 (王芳) and C2 (王小芳), without numbers, have two phones each: a record has place for two."""
    desk.take(
        "customers",
        {"姓名": "王芳", "手机": MAIN, "备用电话": SECOND},
        {"姓名": "王小芳", "手机": OTHER, "备用电话": FURTHER},
    )
    return desk


@pytest.mark.parametrize(
    "how", [(), ("--take", "phone"), ("--take", "name"), ("--keep", "C2"), ("--keep", "C2", "--take", "phone", "--take", "name")]
)
@pytest.mark.parametrize(("phone", "name"), [(MAIN, "王芳"), (SECOND, "王芳"), (OTHER, "王小芳"), (FURTHER, "王小芳")])
def test_whoever_was_found_by_a_phone_before_a_merge_is_found_by_it_after(four_phones, phone, name, how):
    four_phones.ok("customer", "merge", "C1", "C2", "--force", *how)
    kept = four_phones.query("SELECT id FROM customer")
    assert len(kept) == 1
    stays = f"C{kept[0][0]}"
    assert four_phones.json("show", phone)["id"] == stays
    assert [row["id"] for row in four_phones.json("find", phone[-6:])] == [stays]
    assert ids(four_phones, "customer", f"phone:{phone}") == [stays]
    assert four_phones.json("find", name)[0]["id"] == stays
    four_phones.ok("call", "in", phone, "--about", "other", "--note", "问营业时间")
    four_phones.take("customers", {"姓名": name, "手机": phone})
    four_phones.take("vehicles", {"VIN": VIN, "车主电话": phone, "车主姓名": name})
    assert four_phones.query("SELECT id FROM customer") == kept
    assert four_phones.query("SELECT customer_id FROM ownership UNION ALL SELECT customer_id FROM call") == kept * 2


def test_a_phone_of_one_record_beside_the_name_of_the_other_is_the_same_customer(four_phones):
    four_phones.ok("customer", "merge", "C1", "C2", "--force", "--take", "name")
    four_phones.take("customers", {"姓名": "王芳", "手机": OTHER}, {"姓名": "王小芳", "手机": SECOND}, {"姓名": "李强", "手机": SECOND})
    assert four_phones.query("SELECT id, name, phone FROM customer ORDER BY id") == [(1, "王小芳", MAIN), (3, "李强", SECOND)]


def test_who_is_entered_anew_under_a_phone_that_only_the_merge_knows_is_told_apart_by_it(four_phones):
    four_phones.ok("customer", "merge", "C1", "C2", "--force")
    assert four_phones.json("customer", "duplicates") == []
    assert "C1 王芳 already exists" in four_phones.run("customer", "add", "王芳", SECOND).err
    assert "C1" in four_phones.ok("customer", "add", "王芳", SECOND, "--customer-no", "KH9").err
    assert [(row["one"], row["other"]) for row in four_phones.json("customer", "duplicates")] == [("C1", "C3")]


def test_a_merge_into_a_third_takes_along_what_only_the_first_merge_knew(four_phones):
    four_phones.ok("customer", "merge", "C1", "C2", "--force")
    four_phones.take("customers", {"姓名": "王方", "手机": "13700137000"})
    before = content(four_phones.db)
    four_phones.ok("customer", "merge", "C1", "C3", "--force", "--keep", "C3")
    for phone in (MAIN, SECOND, OTHER, FURTHER, "13700137000"):
        assert four_phones.json("show", phone)["id"] == "C3"
    four_phones.ok("undo", "--yes")
    assert content(four_phones.db) == before


def test_an_order_finds_its_vehicle_by_a_plate_that_only_the_merge_knows(twice):
    twice.take("vehicles", {"VIN": MISTYPED, "车牌": "京C12345", "客户编号": "KH1"})
    twice.ok("vehicle", "merge", VIN, MISTYPED, "--take", "plate")
    assert twice.query("SELECT plate FROM vehicle WHERE id = 1") == [("京C12345",)]
    assert twice.json("show", "京A12345")["id"] == "V1"
    twice.take("orders", {"工单号": "R2", "车牌号": "京A12345", "维修类型": "paid_repair", "进厂时间": "2026-05-01 09:00"})
    assert twice.query("SELECT vehicle_id FROM repair_order WHERE order_no = 'R2'") == [(1,)]


@pytest.mark.parametrize("words", [("V1", "V2"), ("V2", "V1")])
def test_of_two_mileages_of_one_day_the_greater_stays(desk, words):
    desk.take("customers", {"phone": "13900000001", "name": "王伟"})
    for vin, km in (("LSVAA000000000001", "494"), ("LSVAA000000000002", "1")):
        desk.take("vehicles", {"vin": vin, "phone": "13900000001", "mileage_km": km})
    desk.ok("vehicle", "merge", *words, "--force")
    (left,) = desk.json("vehicle", "list")
    assert left["mileage_km"] == 494
