"""`kcrm import`: good files, bad files, the same file twice."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

CUSTOMER = {"customer_no": "KH1", "name": "张伟", "phone": "13800138000"}
# check digits by ISO 3779: weights 8 7 6 5 4 3 2 10 0 9 8 7 6 5 4 3 2; "1M8GDM9AXKP042788" is the standard's own example
VIN = "1M8GDM9AXKP042788"


def counts(report: dict) -> dict:
    return {key: report[key] for key in ("new", "changed", "unchanged", "refused", "written")}


def test_a_file_is_taken_and_the_same_file_twice_changes_nothing(desk):
    path = desk.sheet("customers", [CUSTOMER, {"customer_no": "KH2", "name": "李娜", "phone": "139 0013 9000"}])
    assert counts(desk.json("import", "customers", path)) == {"new": 2, "changed": 0, "unchanged": 0, "refused": 0, "written": True}
    assert counts(desk.json("import", "customers", path)) == {"new": 0, "changed": 0, "unchanged": 2, "refused": 0, "written": True}
    assert desk.query("SELECT customer_no, name, phone, pinyin, initials FROM customer") == [
        ("KH1", "张伟", "13800138000", "zhangwei", "zw"),
        ("KH2", "李娜", "13900139000", "lina", "ln"),
    ]


def test_chinese_headings_and_values_in_gb18030_are_the_same_data(desk):
    path = desk.sheet(
        "customers", [{"客户编号": "KH3", "姓名": "龚䶮", "手机": "13800138000", "类型": "公司", "免打扰": "是"}], encoding="gb18030"
    )
    report = desk.json("import", "customers", path)
    assert (report["new"], report["encoding"]) == (1, "gb18030")
    assert desk.query("SELECT customer_no, name, kind, do_not_contact FROM customer") == [("KH3", "龚䶮", "company", 1)]


def test_one_bad_row_keeps_the_whole_file_out_and_names_line_column_value_and_reason(desk):
    path = desk.sheet("customers", [CUSTOMER, {"customer_no": "KH2", "name": "李娜", "phone": "1.38E+10"}])
    result = desk.run("import", "customers", path, "-o", "json")
    assert result.code == 5
    assert counts(result.json) == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1, "written": False}
    (problem,) = result.json["problems"]
    assert (problem["line"], problem["verdict"], problem["column"], problem["value"]) == (3, "refused", "phone", "1.38E+10")
    assert "Excel" in problem["reason"]
    assert "nothing was written" in result.err
    assert desk.query("SELECT count(*) FROM customer") == [(0,)]


def test_skip_bad_takes_the_others_and_says_so_by_its_exit_code(desk):
    path = desk.sheet("customers", [CUSTOMER, {"customer_no": "KH2", "name": "李娜", "phone": "12"}])
    result = desk.run("import", "customers", path, "--skip-bad", "-o", "json")
    assert result.code == 5
    assert counts(result.json) == {"new": 1, "changed": 0, "unchanged": 0, "refused": 1, "written": True}
    assert desk.query("SELECT customer_no FROM customer") == [("KH1",)]


def test_a_skipped_row_leaves_nothing_behind_not_even_the_customer_it_brought(desk):
    # the owner of the vehicle would be made before the unknown customer number of the order is met
    desk.take("customers", CUSTOMER)
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1"})
    path = desk.sheet(
        "orders",
        [
            {"order_no": "R1", "vin": VIN, "type": "paid_repair", "opened_at": "2026-06-10 09:00", "closed_at": "2026-06-10 11:00"},
            {"order_no": "R2", "vin": "1M8GDM9AXKP042789", "type": "paid_repair", "opened_at": "2026-06-10 09:00"},
        ],
    )
    result = desk.run("import", "orders", path, "--skip-bad", "-o", "json")
    assert result.code == 5
    assert [(problem["line"], problem["column"]) for problem in result.json["problems"] if problem["verdict"] == "refused"] == [(3, "vin")]
    assert desk.query("SELECT order_no FROM repair_order") == [("R1",)]


def test_a_dry_run_reports_the_same_and_writes_nothing(desk):
    path = desk.sheet("customers", [CUSTOMER])
    assert counts(desk.json("import", "customers", path, "--dry-run")) == {
        "new": 1,
        "changed": 0,
        "unchanged": 0,
        "refused": 0,
        "written": False,
    }
    assert desk.query("SELECT count(*) FROM customer") == [(0,)]


def test_an_unknown_employee_leaves_the_field_empty_with_a_warning_that_lists_them(desk):
    desk.take("customers", CUSTOMER)
    path = desk.sheet("vehicles", [{"vin": VIN, "customer_no": "KH1", "sales_consultant": "X9", "service_advisor": "秦大勇"}])
    result = desk.ok("import", "vehicles", path, "-o", "json")
    assert [(p["verdict"], p["column"], p["value"]) for p in result.json["problems"]] == [("warning", "sales_consultant", "X9")]
    assert result.json["unknown_employees"] == ["X9"]
    rows = desk.query("SELECT sales_consultant_id, staff.employee_no FROM vehicle LEFT JOIN staff ON staff.id = vehicle.service_advisor_id")
    assert rows == [(None, "A1")]


def test_a_denormalised_vehicle_sheet_makes_its_customers_once(desk):
    rows = [
        {"车架号": VIN, "车主姓名": "柳春来", "车主电话": "13800138000"},
        {"车架号": "11111111111111111", "车主姓名": "柳春来", "车主电话": "13800138000"},
    ]
    report = desk.json("import", "vehicles", desk.sheet("vehicles", rows))
    assert (report["new"], report["made_customers"]) == (2, 1)
    assert desk.query("SELECT name, phone FROM customer") == [("柳春来", "13800138000")]
    # her own sheet comes later and gives her a number: no second customer
    desk.take("customers", {"customer_no": "KH9", "name": "柳春来", "phone": "13800138000"})
    assert desk.query("SELECT customer_no FROM customer") == [("KH9",)]


def test_two_people_with_one_phone_stay_two_customers(desk):
    desk.take("customers", {"name": "张伟", "phone": "13800138000"}, {"name": "李娜", "phone": "13800138000"})
    assert desk.query("SELECT count(*) FROM customer") == [(2,)]
    path = desk.sheet("vehicles", [{"vin": VIN, "owner_phone": "13800138000"}])
    result = desk.run("import", "vehicles", path, "-o", "json")
    assert result.code == 5
    assert result.json["problems"][0]["column"] == "owner_phone"


def test_an_old_sheet_does_not_take_a_car_back_from_its_new_owner(desk):
    desk.take("customers", CUSTOMER, {"customer_no": "KH2", "name": "李娜", "phone": "13900139000"})
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1"})
    desk.at("2026-06-20T08:30")
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH2"})  # a new owner, from today
    report = desk.json("import", "vehicles", desk.sheet("vehicles", [{"vin": VIN, "customer_no": "KH1"}]))
    assert (report["unchanged"], report["warnings"]) == (1, 1)
    owners = desk.query("SELECT customer_no, from_on, until_on FROM ownership JOIN customer ON customer.id = customer_id ORDER BY 2")
    assert owners == [("KH1", None, "2026-06-20"), ("KH2", "2026-06-20", None)]


def test_an_empty_cell_changes_nothing_and_backslash_n_empties(desk):
    desk.take("customers", {**CUSTOMER, "region": "城东", "note": "老客户"})
    desk.take("customers", {**CUSTOMER, "region": "", "note": r"\N"})
    assert desk.query("SELECT region, note FROM customer") == [("城东", None)]


def test_an_unknown_customer_is_refused(desk):
    result = desk.run("import", "vehicles", desk.sheet("vehicles", [{"vin": VIN, "customer_no": "KH404"}]), "-o", "json")
    assert result.code == 5
    (problem,) = result.json["problems"]
    assert (problem["column"], problem["value"], problem["reason"]) == ("customer_no", "KH404", "no customer has this number")


def test_mileage_that_goes_back_is_left_out_with_a_warning(desk):
    desk.take("vehicles", {"vin": VIN, "mileage_km": "12000"})
    desk.at("2026-06-16T08:30")
    report = desk.json("import", "vehicles", desk.sheet("vehicles", [{"vin": VIN, "mileage_km": "11000"}]))
    assert (report["unchanged"], report["warnings"]) == (1, 1)
    assert desk.query("SELECT read_on, km FROM mileage_reading") == [("2026-06-15", 12000)]


def test_an_order_dated_in_the_future_is_taken_with_a_warning(desk):
    desk.take("vehicles", {"vin": VIN})
    rows = [
        {"order_no": "R1", "vin": VIN, "type": "保养", "opened_at": "2026-06-15 08:30", "closed_at": "", "promised_at": "2026-06-16 17:00"},
        {"order_no": "R2", "vin": VIN, "type": "保养", "opened_at": "2026-06-15 08:31", "closed_at": "2062-06-15 09:00", "promised_at": ""},
    ]
    report = desk.json("import", "orders", desk.sheet("orders", rows))
    assert (report["new"], report["warnings"]) == (2, 2)
    assert [(p["line"], p["column"], p["reason"]) for p in report["problems"]] == [
        (3, "opened_at", "opened_at 2026-06-15 08:31 is in the future; kept."),
        (3, "closed_at", "closed_at 2062-06-15 09:00 is in the future; kept."),
    ]


def test_a_plate_that_another_vehicle_bears_is_taken_with_a_warning_once(desk):
    desk.take("vehicles", {"vin": VIN, "plate": "京A12345"})
    sheet = desk.sheet("vehicles", [{"vin": "11111111111111111", "plate": "京A12345"}])
    report = desk.json("import", "vehicles", sheet)
    assert (report["new"], report["warnings"]) == (1, 1)
    assert [(p["column"], p["value"], p["reason"]) for p in report["problems"]] == [
        ("plate", "京A12345", "V1 also has this plate; clear it there if it was transferred")
    ]
    assert desk.json("import", "vehicles", sheet)["warnings"] == 0
    desk.ok("vehicle", "edit", "V1", "--plate", "")
    assert "has this plate" not in desk.ok("vehicle", "edit", "V2", "--plate", "京A12346").err
    assert "has this plate" not in desk.ok("vehicle", "edit", "V2", "--plate", "京A12345").err


def test_amounts_are_fen_hours_hundredths_and_instants_utc(desk):
    desk.take("vehicles", {"vin": VIN})
    desk.take(
        "orders",
        {
            "order_no": "R1",
            "vin": VIN,
            "type": "保养",
            "opened_at": "2026-06-14 07:30",  # 23:30 UTC of the day before
            "closed_at": "2026-06-14 17:00",
            "standard_hours": "1.5",
            "labor_amount": "1,234.50",
            "steps": "5,1,2",
        },
    )
    rows = desk.query(
        "SELECT type, opened_at, opened_on, closed_at, closed_on, standard_centihours, labor_fen, parts_fen FROM repair_order"
    )
    assert rows == [("paid_maintenance", "2026-06-13T23:30:00Z", "2026-06-14", "2026-06-14T09:00:00Z", "2026-06-14", 150, 123450, 0)]


def test_standard_input_is_a_file_too(desk, monkeypatch):
    read, write = os.pipe()
    os.write(write, "name,phone\n张伟,13800138000\n".encode())
    os.close(write)
    with os.fdopen(read) as pipe:
        monkeypatch.setattr(sys, "stdin", pipe)
        assert desk.json("import", "customers", "-")["new"] == 1


def test_the_report_speaks_chinese(desk):
    desk.speaking("zh")
    result = desk.run("import", "customers", desk.sheet("customers", [{"name": "张伟", "phone": "12"}]))
    assert result.code == 5
    assert "新增" in result.out
    assert "有误" in result.out
    assert "没有写入" in result.err


@pytest.mark.parametrize("argv", [["import", "customers", "none.csv"], ["import", "customers", "."], ["import", "nothing", "x.csv"]])
def test_a_file_that_cannot_be_read_or_a_kind_that_is_none_writes_nothing(desk, argv):
    result = desk.run(*argv)
    assert result.code in {2, 3, 5}
    assert result.out == ""
    assert "Traceback" not in result.err


def test_an_import_that_is_killed_leaves_all_or_nothing(desk, tmp_path):
    path = desk.sheet("customers", [{"customer_no": f"KH{n}", "name": f"客户{n}", "phone": f"138{n:08}"} for n in range(4_000)])
    seen = set()
    for thousandths in (150, 300, 450, 600, 900, 1200):
        process = subprocess.Popen(
            [sys.executable, "-m", "kcrm", "import", "customers", str(path)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd=Path(__file__).parents[2],
        )
        try:
            process.wait(thousandths / 1000)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        (count,) = desk.query("SELECT count(*) FROM customer")[0]
        assert count in {0, 4_000}
        assert desk.query("PRAGMA integrity_check") == [("ok",)]
        seen.add(count)
    assert 0 in seen, "the first kill came too late to interrupt anything"


def test_a_title_above_the_headings_and_sums_below_the_rows_are_left_out_and_said(desk):
    file = desk.folder / "customers.csv"
    file.write_text("云汐店客户表,,\n\n姓名,手机,客户编号\n张伟,13800138000,KH1\n合计,,1\n", encoding="utf-8")
    report = desk.json("import", "customers", file)
    assert (report["new"], report["refused"], report["warnings"], report["written"]) == (1, 0, 2, True)
    assert [(problem["line"], problem["verdict"], problem["reason"]) for problem in report["problems"]] == [
        (1, "warning", "The line above the headings was skipped: “云汐店客户表”."),
        (5, "warning", "No record: “合计 1”. The line below the rows was skipped."),
    ]


# --- a file that says two things of one record ---


def lines_of(report):
    return sorted(
        (problem["line"], problem["column"], problem["value"]) for problem in report["problems"] if problem["verdict"] == "refused"
    )


@pytest.mark.parametrize(
    ("kind", "rows", "column", "value"),
    [
        ("customers", [("N1", "张三", "13800138000"), ("N2", "王五", "13800138002"), ("N1", "李四", "13800138001")], "customer_no", "N1"),
        (
            "customers",
            [("", "张三", "13800138000"), ("N2", "王五", "13800138002"), ("", "张三", "13800138000")],
            "phone",
            "13800138000 张三",
        ),
    ],
)
def test_a_number_or_phone_and_name_twice_with_different_content_is_refused_both_lines_are_named(desk, kind, rows, column, value):
    sheet = [{"customer_no": number, "name": name, "phone": phone, "note": f"行{line}"} for line, (number, name, phone) in enumerate(rows)]
    path = desk.sheet(kind, sheet)
    refused = desk.run("import", kind, path, "-o", "json")
    assert refused.code == 5
    assert counts(refused.json) == {"new": 1, "changed": 0, "unchanged": 0, "refused": 2, "written": False}
    assert lines_of(refused.json) == [(2, column, value), (4, column, value)]
    assert "line 4" in refused.json["problems"][0]["reason"]
    assert "line 2" in refused.json["problems"][1]["reason"]
    assert desk.query("SELECT count(*) FROM customer") == [(0,)]
    skipped = desk.run("import", kind, path, "--skip-bad", "-o", "json")
    assert (skipped.code, counts(skipped.json)["new"], skipped.json["refused"]) == (5, 1, 2)
    assert desk.query("SELECT name FROM customer") == [("王五",)]


def test_rows_of_one_number_that_agree_are_one(desk):
    report = desk.json("import", "customers", desk.sheet("customers", [CUSTOMER, CUSTOMER]))
    assert counts(report) == {"new": 1, "changed": 0, "unchanged": 1, "refused": 0, "written": True}


def test_of_an_order_told_of_twice_neither_amount_is_kept_and_a_third_row_is_refused_with_them(desk):
    desk.take("vehicles", {"vin": VIN})
    row = {"vin": VIN, "type": "paid_repair", "opened_at": "2026-06-14 08:00"}
    rows = [{"order_no": "G1", "labor_amount": amount, **row} for amount in ("100", "900", "100")]
    refused = desk.run("import", "orders", desk.sheet("orders", rows), "-o", "json")
    assert (refused.code, lines_of(refused.json)) == (5, [(line, "order_no", "G1") for line in (2, 3, 4)])
    assert desk.query("SELECT count(*) FROM repair_order") == [(0,)]


def test_from_standard_input_too(desk, monkeypatch):
    path = desk.sheet("staff", [{"employee_no": "N1", "name": name, "role": "technician"} for name in ("张三", "李四")])
    with path.open("rb") as file:
        monkeypatch.setattr(sys, "stdin", type("Stdin", (), {"buffer": file})())
        refused = desk.run("import", "staff", "-", "-o", "json")
    assert (refused.code, lines_of(refused.json)) == (5, [(2, "employee_no", "N1"), (3, "employee_no", "N1")])


def test_what_excel_did_to_numbers_is_healed_where_nothing_is_lost_and_refused_where_it_is(desk):
    desk.take("customers", {"customer_no": "1001.0", "name": "张伟", "phone": "13800138000"})
    desk.take("customers", {"customer_no": "1001", "name": "张伟", "phone": "13800138000", "region": "汀北"})
    assert desk.query("SELECT customer_no, region FROM customer") == [("1001", "汀北")]
    for number in ("1E+11", "1.00E+11", "########", "#N/A"):
        refused = desk.run("import", "customers", desk.sheet("customers", [{**CUSTOMER, "customer_no": number}]), "-o", "json")
        assert (refused.code, [problem["column"] for problem in refused.json["problems"]]) == (5, ["customer_no"]), number
    for name in ("#N/A", "#REF!", "#value!", "####"):
        refused = desk.run("import", "customers", desk.sheet("customers", [{**CUSTOMER, "name": name}]), "-o", "json")
        assert (refused.code, [problem["column"] for problem in refused.json["problems"]]) == (5, ["name"]), name


# --- what an import says of what it did ---


def test_a_name_a_birthday_and_an_owner_that_a_file_replaces_are_told(desk):
    desk.take("customers", {**CUSTOMER, "birthday": "1990-05-01"}, {"customer_no": "KH2", "name": "李娜", "phone": "13900139000"})
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1"})
    desk.at("2026-06-20T08:30")
    report = desk.json("import", "customers", desk.sheet("customers", [{**CUSTOMER, "name": "张玮", "birthday": "1990-06-01"}]))
    assert [(each["column"], each["value"], each["reason"], each["verdict"]) for each in report["problems"]] == [
        ("name", "张玮", "replaces 张伟", "warning"),
        ("birthday", "1990-06-01", "replaces 1990-05-01", "warning"),
    ]
    assert counts(report)["changed"] == 1
    report = desk.json("import", "vehicles", desk.sheet("vehicles", [{"vin": VIN, "customer_no": "KH2"}]))
    assert [(each["column"], each["reason"]) for each in report["problems"]] == [("customer_no", "replaces 张玮 as the owner")]
    assert desk.json("import", "vehicles", desk.sheet("vehicles", [{"vin": VIN, "customer_no": "KH2"}]))["problems"] == []


def test_a_new_customer_without_a_phone_is_kept_said_and_listed_as_without(desk):
    rows = [{**CUSTOMER, "phone": ""}, {"customer_no": "KH2", "name": "李娜", "phone": "13900139000"}]
    report = desk.json("import", "customers", desk.sheet("customers", rows))
    assert counts(report) == {"new": 2, "changed": 0, "unchanged": 0, "refused": 0, "written": True}
    assert [(each["line"], each["column"], each["verdict"]) for each in report["problems"]] == [(2, "phone", "warning")]
    assert "--no-phone" in report["problems"][0]["reason"]
    assert [row["customer_no"] for row in desk.json("customer", "list", "--no-phone")] == ["KH1"]
    # known already, it is told no more
    assert desk.json("import", "customers", desk.sheet("customers", rows))["problems"] == []


def test_a_consent_that_a_file_brings_has_no_day_one_given_by_hand_has_and_an_emptied_one_has_none(desk):
    desk.take("customers", {**CUSTOMER, "call_consent": "是", "message_consent": ""})
    days = "SELECT call_consent, call_consent_on, message_consent, message_consent_on FROM customer"
    assert desk.query(days) == [(1, None, None, None)]
    desk.ok("customer", "edit", "KH1", "--call-consent", "no", "--message-consent", "yes")
    assert desk.query(days) == [(0, "2026-06-15", 1, "2026-06-15")]
    # a file that agrees leaves the day, one that differs does not know its own
    desk.take("customers", {**CUSTOMER, "call_consent": "否", "message_consent": "否"})
    assert desk.query(days) == [(0, "2026-06-15", 0, None)]
    desk.ok("customer", "edit", "KH1", "--call-consent", "")
    assert desk.query(days) == [(None, None, 0, None)]


@pytest.mark.parametrize("state", ["doubtful", "wrong"])
def test_a_new_phone_is_in_order_whatever_the_old_one_was(desk, state):
    desk.take("customers", CUSTOMER)
    change_state = f"UPDATE customer SET phone_state = '{state}'"

    with sqlite3.connect(desk.db) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'customer'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute(change_state)
    connection.close()
    desk.take("customers", {**CUSTOMER, "region": "汀北"})
    assert desk.query("SELECT phone_state FROM customer") == [(state,)]
    desk.take("customers", {**CUSTOMER, "phone": "13900139000"})
    assert desk.query("SELECT phone, phone_state FROM customer") == [("13900139000", "ok")]


# --- lengths ---


@pytest.mark.parametrize(("key", "longest"), [("name", 100), ("note", 4_000), ("region", 200), ("address", 200)])
def test_a_field_has_a_length_and_what_is_longer_is_refused_and_said(desk, key, longest):
    taken = desk.json("import", "customers", desk.sheet("customers", [{**CUSTOMER, key: "长" * longest}]))
    assert taken["new"] == 1
    refused = desk.run("import", "customers", desk.sheet("customers", [{**CUSTOMER, key: "长" * (longest + 1)}]), "-o", "json")
    assert refused.code == 5
    assert (refused.json["problems"][0]["column"], str(longest) in refused.json["problems"][0]["reason"]) == (key, True)
    typed = desk.run("customer", "edit", "KH1", f"--{key}", "长" * (longest + 1))
    assert (typed.code, f"at most {longest}" in typed.err) == (2, True)


def test_an_old_value_longer_than_is_kept_now_stays_and_does_not_block_another_field(desk):
    desk.take("customers", CUSTOMER)

    with sqlite3.connect(desk.db) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'customer'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE customer SET note = ?", ("长" * 5_000,))
    connection.close()
    desk.ok("customer", "edit", "KH1", "--region", "汀北")
    assert desk.query("SELECT region, length(note) FROM customer") == [("汀北", 5_000)]


def test_texts_of_complaints_and_notes_of_calls_have_the_same_length(desk):
    desk.take("customers", CUSTOMER)
    refused = desk.run("complaint", "open", "KH1", "--severity", "minor", "--description", "长" * 4_001)
    assert (refused.code, "4000" in refused.err or "4,000" in refused.err) == (2, True)
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "delivered_on": "2026-06-14"})
    refused = desk.run("log", "KH1", "answered", "--note", "长" * 4_001)
    assert (refused.code, "at most 4000" in refused.err) == (2, True)
