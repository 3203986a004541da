"""Where facts come from: files that contradict what is known, what becomes of it, who decides and who verifies."""

from __future__ import annotations

import pytest
from conftest import filled_once

from tests.faults import content

VIN, OTHER = "1M8GDM9AXKP042788", "LSVAA49J832000001"
THIRD = "LSVAA49J832000002"
ZHANG = {"customer_no": "KH1", "name": "张伟", "phone": "13812345678", "birthday": "1990-05-01", "address": "解放路1号"}
LI = {"customer_no": "KH2", "name": "李娜", "phone": "13900139000"}
TABLES = ("customer", "vehicle", "ownership", "evidence", "conflict")


@filled_once
def known(desk):
    """Two customers and a vehicle, from the DMS on Monday; today is Saturday."""
    desk.take("customers", ZHANG, LI)
    desk.take("vehicles", {"vin": VIN, "plate": "沪A12345", "customer_no": "KH1", "model": "瑞虎8", "delivered_on": "2026-06-10"})
    desk.at("2026-06-20T08:30")
    return desk


def held(desk):
    return {table: desk.query(f"SELECT * FROM {table} ORDER BY id") for table in TABLES}


def told(desk, kind, row, *options):
    """What an import says: conflicts, and of each doubtful cell its column and the reason."""
    report = desk.json("import", kind, desk.sheet(kind, [row]), *options)
    return report["conflicts"], [(problem["column"], problem["reason"]) for problem in report["problems"]]


def origin(desk, who, field):
    (found,) = [fact for fact in desk.json("customer", "evidence", who) if fact["field"] == field]
    return found["value"], found["source"], found["seen_on"], found["verdict"]


def birthday(desk):
    return desk.query("SELECT birthday FROM customer WHERE customer_no = 'KH1'")[0][0]


# --- files ---


def test_a_file_that_says_another_birthday_is_taken_and_opens_a_conflict_that_is_listed_whole(known):
    sheet = known.sheet("customers", [{**ZHANG, "birthday": "1990-06-01"}])
    result = known.ok("import", "customers", sheet, "-o", "json")
    assert (result.json["changed"], result.json["conflicts"]) == (1, 1)
    assert "1 conflict opened. To decide it: kcrm customer conflicts" in result.err
    assert known.json("customer", "conflicts") == [
        {
            "id": "CF1",
            "record": "C1",
            "label": "张伟",
            "field": "birthday",
            "old_value": "1990-05-01",
            "old_source": "dms",
            "old_on": "2026-06-15",
            "new_value": "1990-06-01",
            "new_source": "dms",
            "new_on": "2026-06-20",
            "other": None,
            "taken": True,
            "state": "open",
            "right_value": None,
            "decided_by": None,
            "decided_on": None,
        }
    ]
    assert birthday(known) == "1990-06-01"
    assert origin(known, "C1", "birthday") == ("1990-06-01", "dms", "2026-06-20", "contradicted")
    assert origin(known, "C1", "name") == ("张伟", "dms", "2026-06-15", "good")


def test_a_file_of_the_same_day_does_not_replace_who_somebody_is(desk):
    desk.take("customers", ZHANG)
    assert told(desk, "customers", {**ZHANG, "birthday": "1990-06-01", "address": "解放路2号"}) == (
        1,
        [("birthday", "1990-05-01 stays, told the same day or later")],
    )
    assert birthday(desk) == "1990-05-01"
    assert desk.query("SELECT address FROM customer") == [("解放路2号",)]
    assert [each["taken"] for each in desk.json("customer", "conflicts")] == [False]


@pytest.mark.parametrize("again", ["2026-06-20T09:00", "2026-07-20T09:00"])
def test_the_same_file_twice_writes_nothing_evidence_and_conflicts_included(known, again):
    known.ok("customer", "edit", "C1", "--address", "南京路9号")
    rows = {**ZHANG, "name": "张玮", "birthday": "1990-06-01"}
    known.take("customers", rows)
    before, operations = held(known), known.query("SELECT count(*) FROM operation")
    known.at(again)
    known.take("customers", rows)
    assert held(known) == before
    assert known.query("SELECT count(*) FROM operation WHERE row_count > 0") == operations


def test_two_files_that_contradict_each_other_month_by_month_leave_one_conflict(known):
    for month, day in enumerate(("1990-06-01", "1990-05-01", "1990-06-01"), 7):
        known.at(f"2026-{month:02}-01T08:30")
        known.take("customers", {**ZHANG, "birthday": day})
    assert birthday(known) == "1990-06-01"
    assert [(each["id"], each["taken"]) for each in known.json("customer", "conflicts")] == [("CF1", True)]


def test_what_the_customer_said_stands_against_the_dms_and_only_an_identity_opens_a_conflict(known):
    known.ok("customer", "edit", "C1", "--phone", "13700137000", "--birthday", "1990-07-01")
    assert told(known, "customers", ZHANG) == (
        1,
        [("birthday", "1990-07-01 stays, known from the customer"), ("phone", "13700137000 stays, known from the customer")],
    )
    assert known.query("SELECT phone, birthday FROM customer WHERE id = 1") == [("13700137000", "1990-07-01")]


def test_an_empty_cell_changes_nothing_and_backslash_n_empties_whoever_said_it(known):
    known.ok("customer", "edit", "C1", "--address", "南京路9号", "--birthday", "1990-07-01")
    assert told(known, "customers", {**ZHANG, "birthday": "", "address": r"\N"}) == (0, [])
    assert known.query("SELECT address, birthday FROM customer WHERE id = 1") == [(None, "1990-07-01")]
    known.take("customers", ZHANG | {"birthday": ""})  # and what is empty is filled by anybody
    assert known.query("SELECT address FROM customer WHERE id = 1") == [("解放路1号",)]


def test_a_list_stands_below_the_dms_and_what_it_brings_is_doubtful_until_the_dms_says_it(known):
    assert told(known, "customers", {**ZHANG, "phone": "13700137000"}, "--from", "list") == (
        0,
        [("phone", "13812345678 stays, known from the DMS")],
    )
    known.ok(
        "import", "customers", known.sheet("customers", [{"customer_no": "KH3", "name": "王芳", "phone": "13700137000"}]), "--from", "list"
    )
    assert origin(known, "C3", "phone") == ("13700137000", "list", "2026-06-20", "doubtful")
    for _again in range(2):
        known.take("customers", {"customer_no": "KH3", "name": "王芳", "phone": "13700137000"})
        assert origin(known, "C3", "phone") == ("13700137000", "dms", "2026-06-20", "good")
    assert known.query("SELECT field, source FROM evidence ORDER BY id") == [("name", "dms"), ("phone", "dms")]


def test_what_only_fills_a_form_replaces_nothing_and_gives_way_without_a_question(known):
    form = {**ZHANG, "name": "先生", "phone": "13800138000", "birthday": "1990-01-01", "address": "不详"}
    before = held(known)
    assert told(known, "customers", form) == (
        0,
        [
            ("name", "张伟 stays; this only fills a form"),
            ("birthday", "1990-05-01 stays; this only fills a form"),
            ("phone", "13812345678 stays; this only fills a form"),
            ("address", "解放路1号 stays; this only fills a form"),
        ],
    )
    assert held(known) == before
    known.take("customers", {**form, "customer_no": "KH3"})
    real = {**ZHANG, "customer_no": "KH3", "phone": "13700137000"}
    assert told(known, "customers", real, "--from", "list") == (0, [])
    assert known.query("SELECT name, phone, birthday, address FROM customer WHERE customer_no = 'KH3'") == [
        ("张伟", "13700137000", "1990-05-01", "解放路1号")
    ]


def test_a_document_stands_above_the_dms_without_a_conflict(known):
    assert told(known, "customers", {**ZHANG, "birthday": "1990-06-01"}, "--from", "document") == (0, [("birthday", "replaces 1990-05-01")])
    assert told(known, "customers", ZHANG) == (1, [("birthday", "1990-06-01 stays, known from a document")])


def test_each_fact_is_the_value_that_it_is_and_people_read_it_in_words(known):
    known.ok("customer", "edit", "C1", "--call-consent", "no", "--message-consent", "yes", "--gender", "male")
    known.ok("vehicle", "edit", "V1", "--mileage-km", "12345")
    values = {fact["field"]: fact["value"] for fact in known.json("customer", "evidence", "C1")}
    assert values == {
        "name": "张伟",
        "birthday": "1990-05-01",
        "gender": "male",
        "phone": "13812345678",
        "address": "解放路1号",
        "call_consent": False,
        "message_consent": True,
    }
    rows = known.ok("customer", "evidence", "C1", "-o", "csv").out.splitlines()
    assert [row.split(",")[:2] for row in rows if "consent" in row] == [["call_consent", "false"], ["message_consent", "true"]]
    assert {fact["field"]: fact["value"] for fact in known.json("vehicle", "evidence", "V1")} == {
        "vin": VIN,
        "owner": "C1",
        "plate": "沪A12345",
        "model": "瑞虎8",
        "delivered_on": "2026-06-10",
        "mileage_km": 12345,
    }
    known.speaking("zh")
    shown = known.ok("customer", "evidence", "C1", "-o", "plain").out
    assert {line.split()[1] for line in shown.splitlines()[1:]} >= {"男", "否", "是"}


def test_what_a_file_is_told_of_a_word_is_in_the_language_of_who_reads_it(known):
    known.ok("customer", "edit", "C1", "--gender", "male")
    known.speaking("zh")
    assert told(known, "customers", {**ZHANG, "gender": "female"})[1] == [("gender", "保留 男，来自客户本人")]
    known.ok("--as", "S1", "customer", "verify", "C1", "--field", "gender")
    assert "原来是 男" in known.ok("customer", "edit", "C1", "--gender", "female").err


def test_a_withdrawn_consent_is_taken_from_whoever_says_it_and_a_given_one_is_not(known):
    known.ok("customer", "edit", "C1", "--do-not-contact", "yes", "--call-consent", "yes")
    assert told(known, "customers", {**ZHANG, "do_not_contact": "no", "call_consent": "no"}) == (
        0,
        [("do_not_contact", "yes stays, known from the customer")],
    )
    assert known.query("SELECT do_not_contact, call_consent FROM customer WHERE id = 1") == [(1, 0)]


def test_what_a_list_says_of_a_consent_withdrawn_stands_against_the_dms_night_after_night(known):
    consents = {**ZHANG, "do_not_contact": "no", "call_consent": "yes", "message_consent": "yes"}
    known.take("customers", consents)
    assert told(known, "customers", {**consents, "do_not_contact": "yes", "message_consent": "no"}, "--from", "list") == (0, [])
    before = held(known)
    for day in ("2026-06-21T02:00", "2026-06-22T02:00"):
        known.at(day)
        assert told(known, "customers", consents) == (
            0,
            [("do_not_contact", "yes stays, known from a list"), ("message_consent", "no stays, known from a list")],
        )
        assert held(known) == before
    known.ok("customer", "edit", "C1", "--do-not-contact", "no", "--message-consent", "yes")
    assert known.query("SELECT do_not_contact, call_consent, message_consent FROM customer WHERE id = 1") == [(0, 1, 1)]


def test_a_consent_that_the_dms_gives_again_after_its_own_refusal_is_told(known):
    known.take("customers", {**ZHANG, "call_consent": "no"})
    known.at("2026-06-21T02:00")
    assert told(known, "customers", {**ZHANG, "call_consent": "yes"}) == (0, [("call_consent", "replaces no")])


def test_whoever_was_verified_is_told_to_stand_for_that(known):
    known.ok("--as", "S1", "customer", "verify", "C1")
    assert told(known, "customers", {**ZHANG, "phone": "13700137000"}) == (
        0,
        [("phone", "13812345678 stays, which customer service has verified")],
    )


def test_the_origin_of_a_file_is_asked_of_customers_and_vehicles_only(desk):
    refused = desk.run("import", "staff", desk.sheet("staff", [{"employee_no": "A9", "name": "李四", "role": "other"}]), "--from", "list")
    assert (refused.code, desk.query("SELECT count(*) FROM staff WHERE employee_no = 'A9'")) == (2, [(0,)])


@pytest.mark.parametrize(("language", "birthday_", "owner"), [("en", "Birthday", "Customer no."), ("zh", "生日", "客户编号")])
def test_people_read_of_a_warning_the_label_of_the_field_and_machines_its_key(known, language, birthday_, owner):
    known.speaking(language)
    birthdays = known.sheet("customers", [{"客户编号": "KH1", "姓名": "张伟", "手机": "13812345678", "生日": "1990-06-01"}])
    result = known.ok("import", "customers", birthdays, "-n", "-o", "plain")
    assert f"  {birthday_}  " in result.out
    owners = known.sheet("vehicles", [{"VIN": VIN, "客户编号": "KH2"}])
    assert f"  {owner}  " in known.ok("import", "vehicles", owners, "-n", "-o", "plain").out
    folder = known.folder / "night"
    folder.mkdir()
    birthdays.rename(folder / "customers.csv")
    comma, colon = {"en": (", ", ": "), "zh": ("，", "：")}[language]
    assert f"{comma}{birthday_}{comma}1990-06-01{colon}" in known.ok("import", folder, "-n").err
    assert known.json("import", "customers", folder / "customers.csv", "-n")["problems"][0]["column"] == "birthday"


# --- taken away ---


def test_what_a_person_took_away_stays_away_whatever_the_next_file_says(known):
    known.ok("customer", "edit", "C1", "--address", "")
    before = held(known)
    for day in ("2026-06-20T09:00", "2026-07-20T08:30"):
        known.at(day)
        assert told(known, "customers", ZHANG) == (0, [("address", "stays empty, as somebody took this away on 2026-06-20")])
        assert told(known, "customers", ZHANG, "--from", "list")[0] == 0
        assert held(known) == before
    known.ok("undo", "-y")
    assert known.query("SELECT address FROM customer WHERE id = 1") == [("解放路1号",)]


def test_another_value_than_the_one_taken_away_is_news(known):
    known.ok("customer", "edit", "C1", "--address", "")
    assert told(known, "customers", {**ZHANG, "address": "人民路2号"}) == (0, [])
    # the first one may come back with a file then, as one value after the other does
    assert told(known, "customers", ZHANG) == (0, [])
    assert known.query("SELECT address FROM customer WHERE id = 1") == [("解放路1号",)]


def test_a_birthday_that_was_taken_away_is_a_conflict_and_shown_as_one_without_an_old_value(known):
    known.ok("--as", "S1", "customer", "edit", "C1", "--birthday", "")
    assert told(known, "customers", ZHANG)[0] == 1
    (conflict,) = known.json("customer", "conflicts")
    assert [conflict[key] for key in ("field", "old_value", "old_source", "new_value", "new_source", "taken")] == [
        "birthday",
        None,
        "customer",
        "1990-05-01",
        "dms",
        False,
    ]
    assert known.json("why", "CF1")["because"] == "emptied"
    assert told(known, "customers", ZHANG)[0] == 0


@pytest.mark.parametrize(("choice", "value", "state"), [("--keep", None, "kept_old"), ("--take", "1990-05-01", "took_new")])
def test_what_was_taken_away_is_decided_and_what_is_decided_stands(known, choice, value, state):
    known.ok("customer", "edit", "C1", "--birthday", "")
    known.take("customers", ZHANG)
    known.ok("customer", "settle", "CF1", choice)
    assert (birthday(known), known.json("show", "CF1")["state"]) == (value, state)
    known.at("2026-07-20T08:30")
    assert told(known, "customers", ZHANG)[0] == 0
    assert birthday(known) == value


def test_to_take_a_value_away_decides_what_was_open_about_it(known):
    known.take("customers", {**ZHANG, "birthday": "1990-06-01"})
    known.ok("customer", "edit", "C1", "--birthday", "")
    assert (known.json("customer", "conflicts"), known.json("show", "CF1")["state"]) == ([], "wrong")


@pytest.mark.parametrize(("day", "opened"), [("2026-06-20T09:00", 0), ("2026-06-21T08:30", 1)])
def test_a_file_as_good_as_the_one_who_took_it_away_is_a_conflict_from_the_next_day_on(known, day, opened):
    known.ok("customer", "edit", "C1", "--address", "")
    known.at(day)
    assert told(known, "customers", ZHANG, "--from", "customer") == (
        opened,
        [("address", "stays empty, as somebody took this away on 2026-06-20")],
    )
    assert known.query("SELECT address FROM customer WHERE id = 1") == [(None,)]


def test_what_a_file_empties_a_later_one_fills(known):
    known.take("customers", {**ZHANG, "address": "\\N"})
    assert known.query("SELECT address FROM customer WHERE id = 1") == [(None,)]
    known.take("customers", ZHANG)
    assert known.query("SELECT address FROM customer WHERE id = 1") == [("解放路1号",)]


def test_what_a_call_taught_of_phones_stands_against_the_next_file(known):
    both = {**ZHANG, "phone2": "13812340000"}
    known.take("customers", both)
    known.ok("log", "C1", "wrong_number", "--new-phone", "13600136000")
    assert origin(known, "C1", "phone") == ("13600136000", "customer", "2026-06-20", "good")
    known.at("2026-06-21T08:30")
    assert told(known, "customers", both) == (0, [("phone", "13600136000 stays, known from the customer")])
    assert known.query("SELECT phone, phone2 FROM customer WHERE id = 1") == [("13600136000", "13812340000")]


def test_a_second_phone_that_a_call_found_wrong_does_not_come_back(known):
    known.take("customers", {"customer_no": "KH3", "name": "王五", "phone": "", "phone2": "13812340000"})
    known.take("vehicles", {"vin": OTHER, "plate": "沪B12345", "customer_no": "KH3", "delivered_on": "2026-06-19"})
    known.ok("plan")
    known.ok("log", "C3", "wrong_number")
    assert known.query("SELECT phone2 FROM customer WHERE id = 3") == [(None,)]
    known.at("2026-06-21T08:30")
    said = told(known, "customers", {"customer_no": "KH3", "name": "王五", "phone": "", "phone2": "13812340000"})
    assert said == (0, [("phone2", "stays empty, as somebody took this away on 2026-06-20")])
    assert known.query("SELECT phone2 FROM customer WHERE id = 3") == [(None,)]


def test_a_plate_that_was_taken_away_stays_away(known):
    known.ok("vehicle", "edit", "V1", "--plate", "")
    assert told(known, "vehicles", {"vin": VIN, "plate": "沪A12345"}) == (
        0,
        [("plate", "stays empty, as somebody took this away on 2026-06-20")],
    )
    assert told(known, "vehicles", {"vin": VIN, "plate": "沪A54321"}) == (0, [])


# --- vehicles ---


def test_another_owner_is_taken_with_a_conflict_and_given_back_as_if_it_had_never_gone(known):
    before = known.query("SELECT customer_id, from_on, until_on FROM ownership")
    assert told(known, "vehicles", {"vin": VIN, "customer_no": "KH2"}) == (1, [("customer_no", "replaces 张伟 as the owner")])
    (conflict,) = known.json("vehicle", "conflicts")
    assert [conflict[key] for key in ("record", "field", "old_value", "new_value", "taken")] == ["V1", "owner", "C1", "C2", True]
    known.ok("customer", "settle", "CF1", "--keep")
    assert known.query("SELECT customer_id, from_on, until_on FROM ownership") == before
    assert told(known, "vehicles", {"vin": VIN, "customer_no": "KH2"}) == (0, [("customer_no", "张伟 stays the owner")])
    known.ok("vehicle", "transfer", "V1", "C2")
    assert known.query("SELECT customer_id FROM ownership WHERE until_on IS NULL") == [(2,)]


@pytest.mark.parametrize(("choice", "plates"), [("--keep", ("沪A12345", None)), ("--take", (None, "沪A12345")), ("--wrong", (None, None))])
def test_a_plate_on_two_vehicles_is_a_conflict_and_settling_takes_it_from_who_has_it_wrongly(known, choice, plates):
    assert told(known, "vehicles", {"vin": OTHER, "plate": "沪A12345"})[0] == 1
    (conflict,) = known.json("vehicle", "conflicts")
    assert [conflict[key] for key in ("record", "field", "old_value", "new_value", "other")] == [
        "V2",
        "plate",
        "沪A12345",
        "沪A12345",
        "V1",
    ]
    assert told(known, "vehicles", {"vin": OTHER, "plate": "沪A12345"}) == (0, [])
    before = held(known)
    known.ok("customer", "settle", "CF1", choice)
    assert tuple(plate for (plate,) in known.query("SELECT plate FROM vehicle ORDER BY id")) == plates
    assert known.json("vehicle", "conflicts") == []
    known.ok("undo", "-y")
    assert held(known) == before


# --- numbers that were corrected ---


def test_a_vin_that_was_corrected_is_recognised_and_no_second_vehicle_is_made(known):
    known.ok("vehicle", "edit", "V1", "--vin", OTHER)
    row = {"vin": VIN, "plate": "沪A12345", "customer_no": "KH1", "insurance_expires_on": "2026-12-31"}
    for day in ("2026-06-21T08:30", "2026-06-22T08:30"):
        known.at(day)
        assert told(known, "vehicles", row) == (0, [("vin", f"was corrected here to {OTHER}; taken as V1")])
        assert known.query("SELECT id, vin, plate, insurance_expires_on FROM vehicle") == [(1, OTHER, "沪A12345", "2026-12-31")]
    known.take("orders", {"order_no": "R1", "vin": VIN, "type": "paid_repair", "opened_at": "2026-06-20 09:00"})
    assert known.query("SELECT vehicle_id FROM repair_order") == [(1,)]
    assert known.json("show", VIN)["id"] == "V1"
    assert [(each["id"], each["by"]) for each in known.json("find", VIN)] == [("V1", "renumbered")]
    assert [each["id"] for each in known.json("vehicle", "list", f"vin:{VIN}")] == ["V1"]
    refused = known.run("vehicle", "add", VIN)
    assert (refused.code, "V1 沪A12345 already exists" in refused.err) == (5, True)


def test_another_vehicle_under_the_number_that_was_wrong_is_new(known):
    known.ok("vehicle", "edit", "V1", "--vin", OTHER)
    assert told(known, "vehicles", {"vin": VIN, "plate": "沪A54321"}) == (0, [])
    assert known.query("SELECT id, vin, plate FROM vehicle") == [(1, OTHER, "沪A12345"), (2, VIN, "沪A54321")]
    # who has the number today is meant
    assert told(known, "vehicles", {"vin": VIN, "plate": "沪A54321", "model": "瑞虎9"}) == (0, [])
    assert known.query("SELECT model FROM vehicle ORDER BY id") == [("瑞虎8",), ("瑞虎9",)]


def test_undo_of_a_corrected_vin_forgets_that_it_was_one(known):
    before = content(known.db)
    known.ok("vehicle", "edit", "V1", "--vin", OTHER)
    known.ok("undo", "-y")
    assert content(known.db) == before


def test_a_customer_number_that_was_corrected_is_recognised_by_name_or_phone(known):
    known.ok("customer", "edit", "C1", "--customer-no", "KH9")
    warned = (0, [("customer_no", "was corrected here to KH9; taken as C1")])
    assert told(known, "customers", ZHANG) == warned
    assert told(known, "customers", {**ZHANG, "phone": "13700137000"}) == warned
    assert told(known, "customers", {**ZHANG, "name": "王五", "phone": "13600136000"}) == (0, [])
    assert known.query("SELECT id, customer_no, name FROM customer") == [(1, "KH9", "张伟"), (2, "KH2", "李娜"), (3, "KH1", "王五")]


def test_a_number_corrected_twice_is_recognised_by_either_and_goes_along_in_a_merge(known):
    known.ok("vehicle", "edit", "V1", "--vin", OTHER)
    known.ok("vehicle", "edit", "V1", "--vin", THIRD)
    known.take("vehicles", {"vin": VIN[:-1] + "9", "plate": "沪A12345", "customer_no": "KH1"})
    known.ok("vehicle", "merge", "V1", "V2", "--keep", "V2")
    for number in (VIN, OTHER, THIRD):
        assert known.json("show", number)["id"] == "V2"
        known.take("vehicles", {"vin": number, "plate": "沪A12345"})
    assert known.query("SELECT count(*) FROM vehicle") == [(1,)]


# --- deciding ---


@pytest.mark.parametrize(
    ("choice", "value", "state", "evidence"),
    [
        (("--keep",), "1990-05-01", "kept_old", ("dms", "2026-06-15", 4, "2026-06-20")),
        (("--take",), "1990-06-01", "took_new", ("dms", "2026-06-20", 4, "2026-06-20")),
        # who decides types it themselves, so that somebody else compares it
        (("--wrong", "--value", "1990年7月1日"), "1990-07-01", "wrong", ("customer", "2026-06-20", None, None)),
        (("--wrong",), None, "wrong", None),
    ],
)
def test_settling_writes_the_right_value_stands_against_the_same_file_and_is_undone(known, choice, value, state, evidence):
    sheet = {**ZHANG, "birthday": "1990-06-01"}
    known.take("customers", sheet)
    before = held(known)
    settled = known.json("--as", "S1", "customer", "settle", "CF1", *choice)
    assert [settled[key] for key in ("state", "decided_by", "decided_on")] == [state, "白雪", "2026-06-20"]
    assert birthday(known) == value
    if evidence is not None:
        (kept,) = known.query("SELECT source, seen_on, verified_by_id, verified_on FROM evidence WHERE field = 'birthday'")
        assert kept == evidence
        after = held(known)
        known.at("2026-07-20T08:30")
        known.take("customers", sheet)
        assert held(known) == after
        known.ok("undo", "-y")
    else:
        known.ok("undo", "-y")
    assert held(known) == before


def test_what_is_settled_is_not_settled_again_and_what_cannot_be_writes_nothing(known):
    known.take("customers", {**ZHANG, "name": "张玮"})
    for wrong in ((), ("--keep", "--take"), ("--keep", "--value", "张三"), ("--wrong",), ("--wrong", "--value", "张三", "--take")):
        before = held(known)
        assert known.run("customer", "settle", "CF1", *wrong).code == 2, wrong
        assert held(known) == before
    known.ok("customer", "settle", "CF1", "--take")
    before = held(known)
    refused = known.run("customer", "settle", "CF1", "--keep")
    assert (refused.code, "CF1 has already been decided: took the new one." in refused.err) == (5, True)
    assert held(known) == before
    assert known.run("customer", "settle", "CF9", "--keep").code == 3
    assert known.json("customer", "conflicts") == []
    assert [each["id"] for each in known.json("customer", "conflicts", "--all")] == ["CF1"]


def test_a_conflict_is_shown_found_and_leads_to_its_customer(known):
    known.take("customers", {**ZHANG, "birthday": "1990-06-01"})
    assert known.json("show", "CF1") == known.json("customer", "conflicts")[0]
    assert [(each["id"], each["kind"], each["label"]) for each in known.json("find", "CF1")] == [("CF1", "conflict", "张伟")]
    assert "Birthday" in known.ok("find", "CF1", "-o", "plain").out
    assert known.json("customer", "show", "CF1")["id"] == "C1"
    assert [each["id"] for each in known.json("customer", "conflicts", "李娜")] == []
    assert [each["id"] for each in known.json("customer", "conflicts", "张伟")] == ["CF1"]


def test_what_a_person_types_is_taken_and_decides_what_was_open(known):
    known.take("customers", {**ZHANG, "birthday": "1990-06-01"})
    known.ok("--as", "S1", "customer", "edit", "C1", "--birthday", "1990-05-01")
    (conflict,) = known.json("customer", "conflicts", "--all")
    assert [conflict[key] for key in ("state", "decided_by")] == ["kept_old", "白雪"]
    assert origin(known, "C1", "birthday") == ("1990-05-01", "customer", "2026-06-20", "good")


def test_what_a_person_types_against_what_was_verified_is_taken_with_a_conflict(known):
    known.ok("--as", "S1", "customer", "verify", "C1", "--field", "birthday")
    result = known.ok("customer", "edit", "C1", "--birthday", "1990-06-01")
    assert "--birthday 1990-06-01: replaces 1990-05-01." in result.err
    assert birthday(known) == "1990-06-01"
    assert [each["taken"] for each in known.json("customer", "conflicts")] == [True]


def test_the_same_value_typed_again_on_a_later_day_is_known_from_then(known):
    known.ok("customer", "edit", "C1", "--phone", "13812345678")
    assert origin(known, "C1", "phone") == ("13812345678", "customer", "2026-06-20", "good")
    before = held(known)
    known.ok("customer", "edit", "C1", "--phone", "13812345678")
    assert held(known) == before
    known.at("2028-06-20T08:30")
    assert origin(known, "C1", "phone")[3] == "good"
    known.at("2028-06-21T08:30")
    assert origin(known, "C1", "phone")[3] == "stale"


# --- verifying ---


def test_customer_service_verifies_a_vehicle_and_what_it_verified_stands(known):
    known.ok("--as", "S1", "vehicle", "verify", "V1")
    facts = {fact["field"]: (fact["verified_by"], fact["verified_on"]) for fact in known.json("vehicle", "evidence", "V1")}
    assert facts == dict.fromkeys(("vin", "owner", "plate", "model", "delivered_on"), ("白雪", "2026-06-20"))
    known.at("2026-07-20T08:30")
    assert told(known, "vehicles", {"vin": VIN, "model": "瑞虎9"}) == (0, [("model", "瑞虎8 stays, which customer service has verified")])


def test_who_entered_a_record_or_is_not_of_customer_service_does_not_verify_it(known):
    known.ok("--as", "S1", "customer", "add", "赵六", "13700137000")
    before = held(known)
    for who, code in (("S1", 5), ("X1", 5)):
        assert known.run("--as", who, "customer", "verify", "C3").code == code
    assert known.run("customer", "verify", "C3").code == 5
    assert known.run("--as", "S2", "customer", "verify", "C3", "--field", "birthday").code == 5  # there is none
    unknown = known.run("--as", "S2", "customer", "verify", "C3", "--field", "birthdy")
    assert (unknown.code, "birthday" in unknown.err) == (2, True)
    assert held(known) == before
    known.ok("--as", "S2", "customer", "verify", "C3")
    assert origin(known, "C3", "name") == ("赵六", "customer", "2026-06-20", "good")


def refused(desk, who, *words):
    """What is said to somebody who entered what they would verify; nothing is written."""
    before = held(desk)
    result = desk.run("--as", who, *words)
    assert (result.code, held(desk)) == (5, before)
    return result.err


def test_nobody_verifies_what_they_entered_themselves_field_by_field(known):
    known.ok("--as", "S2", "vehicle", "edit", "V1", "--model", "瑞虎9")
    said = refused(known, "S2", "vehicle", "verify", "V1")
    assert "entered model of V1; somebody else verifies that." in said
    assert "kcrm vehicle verify V1 --field vin --field owner --field plate --field delivered_on" in said
    # what others entered they may compare, and whoever entered nothing all of it
    known.ok("--as", "S2", "vehicle", "verify", "V1", "--field", "vin", "--field", "owner", "--field", "plate", "--field", "delivered_on")
    known.ok("--as", "S1", "vehicle", "verify", "V1", "--field", "model")
    # another value is another's: once S1 has changed it, it is S1 who does not verify it
    known.ok("--as", "S1", "vehicle", "edit", "V1", "--model", "瑞虎7")
    refused(known, "S1", "vehicle", "verify", "V1", "--field", "model")
    known.ok("--as", "S2", "vehicle", "verify", "V1", "--field", "model")


def test_whoever_took_back_what_they_changed_entered_nothing(known):
    known.ok("--as", "S1", "vehicle", "edit", "V1", "--model", "瑞虎9")
    known.ok("--as", "S1", "undo", "-y")
    # it is 瑞虎8 again, as the file said it
    known.ok("--as", "S1", "vehicle", "verify", "V1")


def test_whoever_handed_a_vehicle_over_does_not_verify_its_owner(known):
    known.ok("--as", "S1", "vehicle", "transfer", "V1", "C2")
    assert "entered owner of V1" in refused(known, "S1", "vehicle", "verify", "V1", "--field", "owner")
    known.ok("--as", "S1", "vehicle", "verify", "V1", "--field", "vin")
    known.ok("--as", "S2", "vehicle", "verify", "V1", "--field", "owner")


@filled_once
def own(known):
    """S1 verified a birthday; S2 typed another one, which became CF1 and stands."""
    known.ok("--as", "S1", "customer", "verify", "C1", "--field", "birthday")
    known.ok("--as", "S2", "customer", "edit", "C1", "--birthday", "1990-06-01")
    return known


@pytest.mark.parametrize("choice", [("--take",), ("--wrong", "--value", "1990-06-01")])
def test_whoever_typed_a_value_does_not_decide_that_it_is_right(own, choice):
    said = refused(own, "S2", "customer", "settle", "CF1", *choice)
    assert "entered “1990-06-01”; somebody else decides whether that is right." in said
    assert "kcrm --as EMPLOYEE_NO customer settle CF1 --take" in said
    own.ok("--as", "S1", "customer", "settle", "CF1", *choice)
    assert own.json("show", "CF1")["state"] == "took_new"


def test_whoever_typed_a_value_may_decide_for_the_other_one(own):
    own.ok("--as", "S2", "customer", "settle", "CF1", "--keep")
    assert (birthday(own), own.json("show", "CF1")["decided_by"]) == ("1990-05-01", own.json("show", "S2")["name"])


def test_to_type_a_value_again_decides_nothing_for_who_typed_it_before(own):
    own.at("2026-06-21T08:30")
    own.ok("--as", "S2", "customer", "edit", "C1", "--birthday", "1990-06-01")
    own.ok("--as", "S1", "customer", "edit", "C1", "--name", "张玮")
    assert [(each["state"], each["taken"]) for each in own.json("customer", "conflicts")] == [("open", True)]
    own.at("2026-06-22T08:30")
    own.ok("--as", "S1", "customer", "edit", "C1", "--birthday", "1990-06-01")
    assert (own.json("customer", "conflicts"), own.json("show", "CF1")["state"]) == ([], "took_new")


def test_whoever_entered_the_first_value_does_not_decide_against_the_second(desk):
    desk.ok("--as", "S2", "customer", "add", "赵六", "13700137000")
    desk.ok("--as", "S1", "customer", "edit", "C1", "--birthday", "1990-05-01", "--from", "document")
    desk.ok("--as", "S2", "customer", "edit", "C1", "--birthday", "1990-06-01")
    assert "entered “1990-05-01”" in refused(desk, "S1", "customer", "settle", "CF1", "--keep")
    desk.at("2026-06-20T08:30")
    desk.ok("--as", "S1", "customer", "edit", "C1", "--birthday", "1990-05-01")
    assert [(each["state"], each["taken"]) for each in desk.json("customer", "conflicts")] == [("open", False)]
    desk.ok("--as", "S2", "customer", "settle", "CF1", "--keep")


def test_whoever_said_who_owns_a_vehicle_does_not_decide_that_it_is_so(known):
    known.ok("--as", "S1", "vehicle", "transfer", "V1", "C2")
    known.take("customers", {"customer_no": "KH3", "name": "王五", "phone": "13700137000"})
    known.at("2026-06-22T08:30")
    known.ok("--as", "S2", "import", "vehicles", "--from", "customer", known.sheet("vehicles", [{"vin": VIN, "customer_no": "KH3"}]))
    (conflict,) = known.json("vehicle", "conflicts")
    assert [conflict[key] for key in ("field", "old_value", "new_value", "taken")] == ["owner", "C2", "C3", True]
    refused(known, "S2", "customer", "settle", "CF1", "--take")
    assert "entered “C2”" in refused(known, "S1", "customer", "settle", "CF1", "--keep")
    known.ok("--as", "S2", "customer", "settle", "CF1", "--keep")
    assert known.query("SELECT customer_id FROM ownership WHERE until_on IS NULL") == [(2,)]


def test_whoever_brings_a_file_decides_what_contradicts_it(known):
    known.ok("--as", "S1", "import", "customers", known.sheet("customers", [{**ZHANG, "birthday": "1990-06-01"}]))
    known.ok("--as", "S1", "customer", "settle", "CF1", "--take")


# --- records that are one ---


def test_of_two_records_that_are_one_each_fact_keeps_where_it_comes_from(known):
    known.ok("customer", "edit", "C1", "--address", "南京路9号")
    known.ok("customer", "edit", "C2", "--birthday", "1985-01-01", "--address", "北京路1号")
    known.ok("--as", "S1", "customer", "verify", "C2", "--field", "birthday")
    before = held(known)
    known.ok("customer", "merge", "C1", "C2", "--force", "--keep", "C1", "--take", "birthday")
    assert known.query("SELECT customer_id, field, source, verified_by_id FROM evidence ORDER BY field") == [
        (1, "address", "customer", None),
        (1, "birthday", "customer", 4),
    ]
    known.ok("undo", "-y")
    assert held(known) == before


@pytest.mark.parametrize(
    ("choice", "loses"), [("--keep", ((OTHER, "V2"),)), ("--take", ((VIN, "V1"),)), ("--wrong", ((VIN, "V1"), (OTHER, "V2")))]
)
def test_the_dms_does_not_give_back_a_plate_that_somebody_decided_is_anothers(known, choice, loses):
    known.take("vehicles", {"vin": OTHER, "plate": "沪A12345"})
    known.ok("customer", "settle", "CF1", choice)
    before = held(known)
    for day in ("2026-06-21T02:00", "2026-06-22T02:00"):
        known.at(day)
        for vin, _vehicle in loses:
            assert told(known, "vehicles", {"vin": vin, "plate": "沪A12345"}) == (0, [("plate", "CF1 was decided otherwise; left out")])
        assert held(known) == before
    vin, vehicle = loses[0]
    known.ok("vehicle", "edit", vehicle, "--plate", "沪A12345")  # a person may
    assert known.query("SELECT plate FROM vehicle WHERE vin = ?", vin) == [("沪A12345",)]


def test_a_plate_that_went_on_is_its_next_vehicles_and_may_come_back(known):
    known.take("vehicles", {"vin": OTHER, "plate": "沪A12345"})
    known.ok("customer", "settle", "CF1", "--take")
    known.ok("vehicle", "edit", "V2", "--plate", "沪B99999")
    assert told(known, "vehicles", {"vin": VIN, "plate": "沪A12345"}) == (0, [])
    assert known.query("SELECT plate FROM vehicle ORDER BY id") == [("沪A12345",), ("沪B99999",)]


def test_a_plate_that_two_records_of_one_vehicle_had_is_no_conflict_any_more(known):
    known.take("vehicles", {"vin": OTHER, "plate": "沪A12345", "customer_no": "KH1"})
    known.ok("vehicle", "merge", "V1", "V2")
    assert known.json("vehicle", "conflicts") == []


# --- what is typed, called and transferred ---


def test_an_edit_may_say_that_a_document_shows_it(known):
    known.ok("customer", "edit", "C1", "--birthday", "1990-06-01", "--from", "document")
    assert origin(known, "C1", "birthday") == ("1990-06-01", "document", "2026-06-20", "good")
    known.ok("vehicle", "edit", "V1", "--model", "瑞虎9", "--from", "自查")
    assert [fact["source"] for fact in known.json("vehicle", "evidence", "V1") if fact["field"] == "model"] == ["own"]
    assert known.run("customer", "edit", "C1", "--birthday", "1990-07-01", "--from", "rumour").code == 2


def test_a_card_shows_open_conflicts_and_how_to_decide_them(known):
    known.take("customers", {**ZHANG, "birthday": "1990-06-01"})
    assert known.json("customer", "show", "C1")["conflicts"] == known.json("customer", "conflicts")
    assert known.json("customer", "show", "C2")["conflicts"] == []
    assert "To decide CF1: kcrm customer settle CF1 --keep, --take or --wrong" in known.ok("show", "C1").err
    known.take("vehicles", {"vin": OTHER, "plate": "沪A12345"})
    for vehicle in ("V1", "V2"):
        assert known.json("vehicle", "show", vehicle)["conflicts"] == known.json("vehicle", "conflicts")


def test_a_transfer_decides_whose_a_vehicle_is_and_stands_against_the_dms(known):
    known.take("vehicles", {"vin": VIN, "customer_no": "KH2"})
    known.ok("--as", "S1", "vehicle", "transfer", "V1", "C1")
    (conflict,) = known.json("vehicle", "conflicts", "--all")
    assert [conflict[key] for key in ("state", "decided_by")] == ["kept_old", "白雪"]
    known.take("customers", {"customer_no": "KH3", "name": "王芳", "phone": "13700137000"})
    assert told(known, "vehicles", {"vin": VIN, "customer_no": "KH3"}) == (1, [("customer_no", "张伟 stays the owner")])


def test_who_wants_no_contact_any_more_is_not_called_again_because_a_file_says_no(known):
    known.ok("log", "C1", "refused", "--no-more", "all")
    assert origin(known, "C1", "do_not_contact") == (True, "customer", "2026-06-20", "good")
    assert told(known, "customers", {**ZHANG, "do_not_contact": "no"})[1] == [("do_not_contact", "yes stays, known from the customer")]
    assert known.query("SELECT do_not_contact FROM customer WHERE id = 1") == [(1,)]


def test_the_morning_says_to_whom_leads_the_desk_how_many_conflicts_wait(known):
    known.take("customers", {**ZHANG, "name": "张玮", "birthday": "1990-06-01"})
    waiting = {who: known.json(*as_)["conflicts"] for who, as_ in {"nobody": (), "G1": ("--as", "G1"), "S1": ("--as", "S1")}.items()}
    assert waiting == {"nobody": 2, "G1": 2, "S1": 0}
    assert "2: kcrm customer conflicts\n" in known.ok("-o", "plain").out
    known.take("vehicles", {"vin": OTHER, "plate": "沪A12345"})
    assert known.json()["conflicts"] == 3
    assert "2: kcrm customer conflicts, 1: kcrm vehicle conflicts\n" in known.ok("-o", "plain").out
    assert [len(known.json(noun, "conflicts")) for noun in ("customer", "vehicle")] == [2, 1]
    known.ok("customer", "settle", "CF3", "--wrong")
    known.ok("customer", "settle", "CF1", "--keep")
    known.ok("customer", "settle", "CF2", "--take")
    assert known.json()["conflicts"] == 0
