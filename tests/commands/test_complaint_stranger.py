"""`complaint open --name`: somebody who is no customer complains. The clock stands at Monday 2026-06-15, 09:00."""

import json

import pytest
from calling import PHONE
from terminal import at_terminal

NEW = "13711112222"
ABOUT = ("--severity", "minor", "--description", "停车时刮了我的车")


def kept(desk, columns="id, name, phone, customer_no, contact_only, source"):
    return desk.query(f"SELECT {columns} FROM customer WHERE id > 1 ORDER BY id")


def test_a_contact_is_made_whose_complaint_it_is(busy):
    shown = busy.json("complaint", "open", "--name", "佟大为", "--phone", "137-1111-2222", *ABOUT, "--as", "S1")
    assert (shown["id"], shown["customer_id"], shown["customer"], shown["state"], shown["description"]) == (
        *("K1", "C2", "佟大为", "accepted", "停车时刮了我的车"),
    )
    assert kept(busy) == [(2, "佟大为", NEW, None, 1, "complaint")]
    # found by name, phone and pinyin as any customer is
    assert {busy.json("show", word)["id"] for word in ("佟大为", NEW, "tongdawei")} == {"C2"}
    assert [row["id"] for row in busy.json("complaint", "list", "佟大为")] == ["K1"]


def test_without_a_phone_they_are_asked_again_after_all_and_matched_by_no_import(busy):
    busy.ok("complaint", "open", "--name", "佟大为", *ABOUT, "--as", "S1")
    busy.take("customers", {"name": "佟大为", "phone": NEW}, {"name": "佟大为", "phone": "", "customer_no": "KH9"})
    assert kept(busy) == [(2, "佟大为", None, None, 1, "complaint"), (3, "佟大为", NEW, None, 0, None), (4, "佟大为", None, "KH9", 0, None)]
    busy.ok("complaint", "resolve", "K1", "--note", "已赔付", "--cause", "service", "--finding", "valid", "--as", "S1")
    busy.at("2026-06-18T09:00")
    calls = busy.json("due", "id:C2")
    assert [(row["kind"], row["phone"], "no_usable_phone" in row["reasons"]) for row in calls] == [("complaint_recall", None, True)]
    assert busy.json("complaint", "recall", "K1", "--satisfied", "yes", "--as", "S2")["state"] == "closed"


def test_an_import_takes_up_whoever_has_this_name_and_phone(busy):
    busy.ok("complaint", "open", "--name", "佟大为", "--phone", NEW, *ABOUT)
    busy.take("customers", {"name": "佟大为", "phone": NEW, "customer_no": "KH9"})
    assert kept(busy) == [(2, "佟大为", NEW, "KH9", 0, "complaint")]


def test_the_phone_of_a_customer_is_offered_with_their_number_and_nothing_is_made(busy):
    refused = busy.run("complaint", "open", "--name", "老张", "--phone", PHONE, *ABOUT)
    assert (refused.code, refused.out) == (5, "")
    assert refused.err == (
        f"kcrm: {PHONE} is the phone of C1 张伟.\nIf it is them, give C1 instead of --name and --phone; otherwise drop --phone.\n"
    )
    busy.ok("customer", "add", "张伟的爱人", PHONE)
    several = busy.run("complaint", "open", "--name", "老张", "--phone", PHONE, *ABOUT)
    assert several.code == 4
    assert several.err.splitlines()[:3] == [f"kcrm: {PHONE} is the phone of 2 customers:", "  C1  张伟", "  C2  张伟的爱人"]
    assert busy.query("SELECT count(*) FROM complaint") == [(0,)]
    assert len(kept(busy)) == 1


def test_a_customer_of_the_same_name_is_named(busy):
    said = busy.ok("complaint", "open", "--name", "张伟", *ABOUT).err
    assert said == "A customer has this name, too: C1. If it is the same person: kcrm undo, then kcrm complaint open C1\n"
    assert kept(busy, "id, name") == [(2, "张伟")]


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("张伟", "--name", "佟大为"), 2, "complaint open: give either WHO, or --name for somebody who is not a customer."),
        (("张伟", "--phone", NEW), 2, "complaint open: give either WHO, or --name for somebody who is not a customer."),
        (("--phone", NEW), 2, "--phone goes with --name."),
        (("--name", " "), 2, "--name: the text is empty."),
        (("--name", "佟大为", "--phone", "12"), 2, "12"),
        ((), 2, "kcrm complaint open: missing WHO."),
        (("佟大为",), 3, "For somebody who is not a customer: kcrm complaint open --name NAME --phone PHONE"),
    ],
)
def test_what_makes_no_sense_leaves_nothing(busy, words, code, said):
    refused = busy.run("complaint", "open", *words, *ABOUT)
    assert (refused.code, refused.out) == (code, "")
    assert said in refused.err
    assert kept(busy) == busy.query("SELECT id FROM complaint") == []


def test_a_dry_run_makes_nobody_and_undo_takes_both_back(busy):
    busy.ok("complaint", "open", "--name", "佟大为", *ABOUT, "--dry-run")
    assert kept(busy) == []
    busy.ok("complaint", "open", "--name", "佟大为", *ABOUT)
    busy.ok("undo", "-y")
    assert kept(busy) == busy.query("SELECT id FROM complaint") == []


def test_neither_name_nor_phone_stand_in_the_heading_of_the_operation(busy):
    busy.ok("complaint", "open", "--name", "佟大为", "--phone", NEW, *ABOUT)
    assert busy.json("operation", "list")[0]["command"] == "kcrm complaint open --name … --phone … --severity minor --description …"


def figures(desk):
    """What counts customers, visits and complaints of customers who come."""
    tables = {name: desk.json("kpi", name, "--period", "2026-06") for name in ("service", "store", "team")}
    return tables | {name: desk.json("classify", name) for name in ("list", "summary", "lifecycle", "away", "retention")}


def test_they_count_among_no_customers_and_their_complaint_among_complaints(busy):
    busy.ok("policy", "set", "classification.prospects", "yes")
    busy.ok("classify", "run")
    before = figures(busy)
    busy.ok("complaint", "open", "--name", "佟大为", "--phone", NEW, *ABOUT)
    busy.ok("classify", "run")
    assert [row["customer_id"] for row in busy.json("classify", "list")] == ["C1"]
    after = figures(busy)
    moved = {row["key"] for name in before for row, was in zip(after[name], before[name], strict=True) if row != was and "key" in row}
    assert {name: len(after[name]) for name in before} == {name: len(before[name]) for name in before}
    assert all("complain" in key for key in moved), moved
    same = [name for name in ("list", "summary", "lifecycle", "away", "retention") if json.dumps(after[name]) == json.dumps(before[name])]
    assert len(same) == 5
    report = {(row["indicator"], row["cause"], row["department"]): row for row in busy.json("complaint", "report", "--period", "2026-06")}
    assert report["share_of_complaints", None, None]["denominator"] == 1


def test_who_complains_is_asked_for_on_a_terminal(busy):
    environ = {"KCRM_DB": str(busy.db), "KCRM_NOW": "2026-06-15T09:00", "KCRM_LANG": "zh", "KCRM_STAFF": "S1", "HOME": str(busy.folder)}
    with at_terminal(["complaint", "open", *ABOUT], environ) as terminal:
        terminal.expect("谁投诉（姓名、编号、电话或车牌）？")
        terminal.type("张伟\n")
        assert terminal.end() == 0
    assert busy.json("show", "K1")["customer_id"] == "C1"
