"""`customer erase`: nothing of a person is left in any byte of the file, figures stay, and files do not bring them back."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from conftest import filled_once

from kcrm import db
from kcrm.queries.personal import text_columns, told_tables
from kcrm.queries.touched import told_anew
from kcrm.records.impersonal import ABOUT_ANOTHER, BOUGHT, FILLED, IMPERSONAL, KEPT, OF_THE_HOUSE, SHARED, WORDS
from kcrm.storage.logged import logged_tables

NAME, PHONE, PHONE2, PLATE, ADDRESS = "欧阳鹭岚", "13912345671", "13912345672", "皖A8K1Z7", "梧桐湾路九百零七号"
NOTE, SAID, WROTE, MET = "爱钓鲈鱼", "说起女儿在宁波", "投诉时提到离婚", "会上讲了他的病"
OTHER, VIN = "段砚秋", "1M8GDM9AXKP042788"
TELLING = (NAME, PHONE, PHONE2, PLATE, ADDRESS, NOTE, SAID, WROTE, "ouyangluolan", "鹭岚的车", "段先生的同事")
CUSTOMERS = (
    {"customer_no": "KH1", "name": NAME, "phone": PHONE, "phone2": PHONE2, "address": ADDRESS, "note": NOTE, "birthday": "1980-03-04"},
    {"customer_no": "KH2", "name": OTHER, "phone": "13912345699", "note": f"{NAME}是同事。爱喝茶"},
)
VEHICLES = ({"vin": VIN, "plate": PLATE, "model": "青屿", "customer_no": "KH1", "delivered_on": "2025-06-01"},)
ORDERS = (
    {"order_no": "R1", "vin": VIN, "type": "paid_repair", "opened_at": "2026-05-11 09:00", "closed_at": "2026-05-12 10:00"}
    | {"brought_by": NAME, "brought_by_phone": PHONE, "labor_amount": "320.50", "fault": "异响"},
)


@filled_once
def store(desk):
    """A customer of whom much is known, and another."""
    desk.take(
        "staff",
        {"employee_no": "E1", "name": "何专员", "role": "cs_specialist"},
        {"employee_no": "E5", "name": "白经理", "role": "cs_manager"},
    )
    desk.take("customers", *CUSTOMERS)
    desk.take("vehicles", *VEHICLES)
    desk.take("orders", *ORDERS)
    for argv in (
        ("customer", "edit", "C1", "--note", f"{NOTE}，先记一笔"),
        ("customer", "edit", "C1", "--note", NOTE),
        ("call", "in", PHONE, "--about", "enquiry", "--note", SAID),
        ("complaint", "open", "C1", "--severity", "minor", "--description", WROTE),
        ("complaint", "resolve", "K1", "--note", WROTE, "--cause", "service", "--finding", "valid"),
        ("complaint", "recall", "K1", "--satisfied", "yes", "--note", WROTE, "--as", "E5"),
        ("task", "add", f"给{NAME}回电", "E1", "--about", "C1"),
        ("task", "add", "整理展厅。鹭岚的车停在 C1 那里；明天洗车", "E1"),
    ):
        desk.ok("--as", "E1", *argv) if "--as" not in argv else desk.ok(*argv)
    return desk


def erase(store):
    return store.json("customer", "erase", "C1", "--confirm", NAME)


def bytes_of(path: Path) -> bytes:
    return b"".join(
        file.read_bytes() for file in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")) if file.exists()
    )


def test_no_byte_of_the_file_tells_of_them_any_more(store):
    before = bytes_of(store.db)
    assert all(word.encode() in before for word in (NAME, PHONE, PLATE, ADDRESS, NOTE, SAID, WROTE))
    erase(store)
    after = bytes_of(store.db)
    assert [word for word in TELLING if word.encode() in after] == []
    store.ok("db", "backup")
    (copy,) = (store.folder / "backups").glob("*.db")
    assert [word for word in TELLING if word.encode() in copy.read_bytes()] == []


def test_the_payload_says_what_was_emptied_and_which_copies_still_hold_them(store):
    store.ok("db", "backup")
    (copy,) = (store.folder / "backups").glob("*.db")
    erased = erase(store)
    assert erased["customers"] == ["C1"]
    assert erased["erased_on"] == "2026-06-15"
    assert erased["scrubbed"] is True
    assert [each["file"] for each in erased["copies"]] == [str(copy)]
    rows = {each["table"]: each["rows"] for each in erased["rows"]}
    assert rows["customer"] == 2  # and what the other's note says of them
    assert {"call", "complaint", "complaint_event", "repair_order", "task", "vehicle"} <= rows.keys()


def test_what_others_said_beside_it_stays(store):
    erase(store)
    assert store.query("SELECT note FROM customer WHERE id = 2") == [(f"{FILLED}爱喝茶",)]
    assert store.query("SELECT title FROM task ORDER BY id") == [(FILLED,), (f"整理展厅。{FILLED}明天洗车",)]


def test_figures_money_and_the_check_of_the_file_are_as_before(store):
    asked = [("kpi", kind, "--period", "2026-05") for kind in ("service", "store", "calls", "complaints", "desk", "profit", "sales")]
    before = [store.json(*each) for each in asked]
    orders = store.query("SELECT order_no, type, opened_at, labor_fen, fault FROM repair_order")
    erase(store)
    for each, told in zip(asked, before, strict=True):
        now = store.json(*each)
        assert [(one, other) for one, other in zip(told, now, strict=True) if one != other] == [], each
    assert store.query("SELECT order_no, type, opened_at, labor_fen, fault FROM repair_order") == orders
    assert [each for each in store.json("db", "check") if each["severity"] == "error"] == []


def test_the_record_keeps_its_number_and_says_so(store):
    erase(store)
    card = store.json("customer", "show", "C1")
    assert (card["id"], card["name"], card["phone"], card["erased_on"]) == ("C1", "C1", None, "2026-06-15")
    assert store.run("find", PHONE).code == 0
    assert store.json("find", PHONE) == []
    assert store.run("customer", "show", NAME).code == 3
    assert "erased_on" not in store.json("customer", "show", "C2")


@pytest.mark.parametrize(
    "words",
    [("history", "C1"), ("why", "C1"), ("customer", "list"), ("vehicle", "show", VIN), ("order", "show", "R1"), ("operation", "list")],
)
def test_nothing_that_is_shown_tells_of_them(store, words):
    erase(store)
    said = store.run(*words)
    assert [word for word in TELLING if word in said.out + said.err] == []


def test_operations_that_touched_them_are_shown_without_it_and_not_undone(store):
    edited = [number for number, command in store.query("SELECT id, command FROM operation") if " customer edit " in command]
    erase(store)
    for (number,) in store.query("SELECT id FROM operation ORDER BY id"):
        shown = store.ok("operation", "show", f"O{number}", "-o", "json").out
        assert [word for word in TELLING if word in shown] == []
    refused = store.run("undo", f"O{edited[0]}", "-y")
    assert refused.code == 5
    assert "no longer kept" in refused.err
    last = store.run("undo", "-y")
    assert last.code == 5
    assert "what it erased is gone" in last.err


def test_the_old_files_do_not_bring_them_back(store):
    erase(store)
    for kind, rows in (("customers", CUSTOMERS[:1]), ("vehicles", VEHICLES), ("orders", ORDERS)):
        said = store.take(kind, *rows)
        assert "erased" in said.err + said.out, kind
    assert [word for word in (NAME, PHONE, PLATE, ADDRESS) if word.encode() in bytes_of(store.db)] == []
    assert store.query("SELECT count(*) FROM customer") == [(2,)]
    assert store.query("SELECT customer_id FROM ownership") == [(1,)]


def test_no_file_gives_them_out_so_that_it_would_make_somebody_new(store):
    erase(store)
    given = store.folder / "given.csv"
    store.ok("export", "customers", "--to", given)
    store.ok("import", "customers", given)
    assert store.query("SELECT count(*) FROM customer") == [(2,)]


def test_they_come_again_only_where_somebody_lets_them_in(store):
    erase(store)
    refused = store.run("customer", "add", NAME, "139 1234 5671")
    assert refused.code == 5
    assert "kcrm privacy admit" in refused.err
    assert store.json("privacy", "admit", PHONE) == [{"customer": "C1", "erased_on": "2026-06-15"}]
    assert store.run("privacy", "admit", PHONE).code == 3
    store.ok("customer", "add", NAME, PHONE)
    assert store.query("SELECT id, name FROM customer WHERE phone IS NOT NULL ORDER BY id")[-1] == (3, NAME)


def test_what_is_open_is_in_the_way(store):
    store.ok("--as", "E1", "complaint", "open", "C1", "--severity", "minor", "--description", "又来了")
    store.ok("recall", "add", "ZH1", "刹车", "safety", "--opened", "2026-06-01")
    store.take("recalls", {"recall_no": "ZH1", "vin": VIN})
    before = store.query("SELECT count(*) FROM operation")
    refused = store.run("customer", "erase", "C1", "--confirm", NAME)
    assert refused.code == 5
    assert "K2 complaint 2026-06-15" in refused.err
    assert "XV1 recall" in refused.err
    assert store.query("SELECT count(*) FROM operation") == before


def test_the_name_is_asked_for(store):
    assert store.run("customer", "erase", "C1").code == 4
    assert store.run("customer", "erase", "C1", "--confirm", OTHER).code == 5
    assert store.query("SELECT name FROM customer WHERE id = 1") == [(NAME,)]


def test_a_dry_run_says_what_would_go_and_writes_nothing(store):
    before = store.query("SELECT name, note FROM customer")
    tried = store.json("customer", "erase", "C1", "-n")
    assert tried["scrubbed"] is None
    assert {each["table"] for each in tried["rows"]} >= {"customer", "call", "complaint"}
    assert store.query("SELECT name, note FROM customer") == before


def test_an_erased_customer_is_neither_edited_nor_merged(store):
    erase(store)
    assert store.run("customer", "edit", "C1", "--note", "又来").code == 5
    assert store.run("customer", "merge", "C2", "C1", "--force").code == 5


# --- what goes follows from the schema ---


@pytest.fixture
def schema(store):
    with closing(sqlite3.connect(store.db)) as connection:
        yield connection


def test_every_text_of_every_table_goes_or_is_declared_to_stay(schema):
    told = {each.table: each for each in told_tables(schema)}
    for table, each in told.items():
        if table not in KEPT:
            assert {*text_columns(schema, table)} == {*each.emptied} | {name for of, name in IMPERSONAL if of == table}, table
    for table in logged_tables(schema):
        assert table in told or table in SHARED or not refers_to_somebody(schema, table, told), table


def refers_to_somebody(schema, table, told):
    parents = {row[2] for row in schema.execute(f"PRAGMA foreign_key_list({table})")}
    return bool(parents & told.keys())


def test_what_is_declared_to_stay_is_there_and_has_its_reason(schema):
    columns = {table: {row[1] for row in schema.execute(f"PRAGMA table_info({table})")} for table in logged_tables(schema)}
    named = [*IMPERSONAL, *ABOUT_ANOTHER, *WORDS, *((table, name) for table, kept in KEPT.items() for name in kept)]
    named += [("vehicle", name) for name in BOUGHT] + [(table, name) for table, about in OF_THE_HOUSE.items() for name in about]
    assert [each for each in named if each[1] not in columns[each[0]]] == []
    assert [table for table in SHARED if table not in columns] == []
    assert all(reason for each in (IMPERSONAL, SHARED, ABOUT_ANOTHER, BOUGHT, *KEPT.values()) for reason in each.values())


# --- nothing is written of them any more ---


@pytest.mark.parametrize(
    "words",
    [
        ("complaint", "open", "C1", "--severity", "minor", "--description", "漏油"),
        ("call", "in", "C1", "--about", "enquiry", "--note", "又来电"),
        ("consent", "set", "C1", "--call", "yes", "--origin", "phone"),
        ("customer", "edit", "C1", "--note", "回来了"),
        ("complaint", "reopen", "K1", "--note", "他又来电"),
    ],
    ids=lambda words: " ".join(words[:2]),
)
def test_nothing_new_is_written_of_who_was_erased(store, words):
    erase(store)
    operations = store.query("SELECT count(*) FROM operation")
    said = store.run("--as", "E1", *words)
    assert said.code == 5, said.out
    assert "erased on 2026-06-15" in said.err
    assert store.query("SELECT count(*) FROM operation") == operations


def test_what_is_about_others_is_still_written(store):
    erase(store)
    store.ok("--as", "E1", "complaint", "open", "C2", "--severity", "minor", "--description", "漏油")
    store.ok("--as", "E1", "customer", "edit", "C2", "--note", "爱喝茶")
    store.take("orders", ORDERS[0] | {"order_no": "R2", "brought_by": "", "brought_by_phone": "", "closed_at": "2026-05-13 09:00"})
    assert store.query("SELECT count(*) FROM repair_order") == [(2,)]


def test_a_car_that_changed_hands_does_not_stop_the_files_of_the_night(store):
    """Whose it was stands in the conflict as an identifier of ours, which is no word of theirs."""
    erase(store)
    store.take("vehicles", {"vin": VIN, "customer_no": "KH2"}, {"vin": "LSVAA4182E2184841", "customer_no": "KH2"})
    assert store.query("SELECT vehicle.id, customer_id FROM vehicle JOIN ownership ON vehicle_id = vehicle.id") == [(1, 1), (2, 2)]
    assert store.query("SELECT old_value, new_value, state FROM conflict WHERE field = 'owner'") == [("C1", "C2", "open")]


def test_of_a_file_of_appointments_only_the_row_of_their_car_is_refused(store):
    store.take("vehicles", {"vin": "LSVAA4182E2184841", "customer_no": "KH2"})
    erase(store)
    file = store.folder / "appointments.csv"
    coming = "".join(f"2026-06-16 1{place}:00,{vin},保养\n" for place, vin in enumerate((VIN, "LSVAA4182E2184841")))
    file.write_text(f"starts_at,vin,what\n{coming}", encoding="utf-8")
    said = store.run("import", "appointments", file, "--skip-bad")
    assert said.code == 5, said.err
    assert "1 row refused, the others imported" in said.err
    assert "nobody has this vehicle" in said.out
    assert store.query("SELECT customer_id, vehicle_id FROM appointment") == [(2, 2)]


@pytest.mark.parametrize("typed", ["139 1234 5671", "139-1234-5671", "+8613912345671", "+86 139-1234-5671", "008613912345671", PHONE])
def test_a_phone_goes_however_somebody_else_typed_it(store, typed):
    store.ok("customer", "edit", "C2", "--note", f"爱喝茶。同事的电话是{typed}。周末来")
    erase(store)
    assert typed.encode() not in bytes_of(store.db)
    assert store.query("SELECT note FROM customer WHERE id = 2") == [("爱喝茶。…周末来",)]


def test_another_number_that_only_looks_like_it_stays(store):
    store.ok("customer", "edit", "C2", "--note", "合同号 9139 1234 56710")
    erase(store)
    assert store.query("SELECT note FROM customer WHERE id = 2") == [("合同号 9139 1234 56710",)]


def test_why_something_was_asked_for_or_revealed_names_them_no_more(store):
    """Neither stands in the operations log: both are emptied apart."""
    secret = store.folder / "secret"
    secret.write_text("lantern river moss\n", encoding="utf-8")
    store.ok("staff", "add", "E9", "高总", "general_manager")
    store.ok("user", "add", "E9", "--password-file", secret)
    store.ok("login", "E9", "--password-file", secret)
    store.ok("permission", "ask", "goodwill", "--why", f"答应了{NAME} {PHONE}，车 {PLATE}")
    store.ok("show", "C1", "--reveal", "--reason", f"给{NAME}回电 {PHONE}", "-o", "csv", "--to", store.folder / "card.csv")
    erase(store)
    assert [word for word in (NAME, PHONE, PLATE) if word.encode() in bytes_of(store.db)] == []
    assert store.query("SELECT why FROM right_request") == [("答应了… …，车 …",)]
    assert store.query("SELECT reason FROM access WHERE reason <> ''") == [("给…回电 …",)]
    assert store.run("db", "check").code == 0


CONFLICT = """INSERT INTO conflict ({whose}, field, old_value, old_source, new_value, new_source, new_on, taken)
VALUES (1, 'model', '青屿', 'document', '衡川', 'dms', '2026-06-15', 0)"""


@pytest.mark.parametrize(("whose", "told"), [("vehicle_id", None), ("customer_id", 1)])
def test_two_sources_that_disagree_on_their_car_tell_nothing_of_them(store, whose, told):
    erase(store)
    operation = db.NewOperation(datetime(2026, 6, 15, 3, tzinfo=UTC), "kcrm")
    with db.opened(store.db) as connection, db.write(connection, operation, dry_run=True) as number:
        connection.execute(CONFLICT.format(whose=whose))
        assert told_anew(connection, number) == told


def test_the_quality_of_files_is_that_of_those_who_have_one(store):
    """By specialist: nobody looks after the two; before, who was erased lowered what is filled and raised what applies."""
    (of_c2,) = (each for each in store.json("quality", "list") if each["id"] == "C2")
    erase(store)
    assert store.json("quality", "list") == [of_c2]
    assert store.json("quality", "show")["files"] == 1
    phones = store.json("kpi", "show", "doubtful_phones", "--by", "person", "--period", "2026-06")
    assert {each["denominator"] for each in phones} == {1}


# --- what was kept long enough ---


@pytest.fixture
def later(store):
    """Eleven years on: a prospect lost long ago, and a customer without a vehicle who did not come again."""
    store.ok("prospect", "add", "卞路人", "13912345655", "--source", "web", "--note", "想看青屿")
    store.ok("prospect", "lose", "L1", "price", "--note", "嫌贵")
    store.at("2037-06-16T08:30")
    return store


def test_a_sweep_lists_who_goes_and_why_and_then_does_it(later):
    listed = later.json("privacy", "sweep", "-n")
    assert [(each["customer"], each["why"], each["goes"]) for each in listed] == [("C2", "away", True), ("C3", "lost_prospect", True)]
    assert later.query("SELECT count(*) FROM erasure") == [(0,)]
    assert later.run("privacy", "sweep").code == 4
    later.ok("privacy", "sweep", "--confirm", "云汐店")
    assert later.query("SELECT customer_id, why FROM erasure ORDER BY customer_id") == [(2, "away"), (3, "lost_prospect")]
    after = bytes_of(later.db)
    assert [word for word in ("卞路人", "13912345655", "嫌贵", OTHER, SAID) if word.encode() in after] == []
    assert NAME.encode() in after  # has a vehicle
    assert later.json("privacy", "sweep", "-n") == []
    assert [each for each in later.json("db", "check") if each["severity"] == "error"] == []


def test_who_has_something_open_stays(later):
    later.at("2026-06-15T09:00")
    later.ok("--as", "E1", "complaint", "open", "C2", "--severity", "minor", "--description", "等着呢")
    later.at("2037-06-16T08:30")
    listed = {each["customer"]: (each["goes"], each["open"]) for each in later.json("privacy", "sweep", "-n")}
    assert listed["C3"] == (True, [])
    assert "C2" not in listed or listed["C2"][0] is False
    later.ok("privacy", "sweep", "--confirm", "云汐店")
    assert later.query("SELECT customer_id FROM erasure") == [(3,)]
