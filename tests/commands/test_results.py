"""What a call came to: renewed, quoted, booked; from the shell in one line, at the key of the seat, in lists and undone."""

import sqlite3
from contextlib import closing

import pytest
from conftest import filled_once
from terminal import at_terminal

VIN = "LSVAA4182E2123456"


@filled_once
def insured(desk):
    """张伟's car is insured until 10 July 2026; on 15 June its renewal F1 is due since 10 June."""
    desk.take("customers", {"customer_no": "KH1", "name": "张伟", "phone": "13800138001"})
    desk.take("vehicles", {"vin": VIN, "plate": "沪A12345", "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    desk.ok("plan")
    assert [(row["id"], row["kind"]) for row in desk.json("due")] == [("F1", "insurance_expiry")]
    return desk


def vehicle(desk):
    return desk.json("vehicle", "show", VIN)


def test_a_renewal_is_one_line_and_sets_the_new_date_and_who_insures(insured):
    line = ("log", "张伟", "--result", "在店续保", "--until", "2027-07-10", "--insurer", "人保", "--premium", "4350.50")
    payload = insured.json(*line)
    assert payload["outcome"] == "answered"
    assert [(row["followup_id"], row["state"], row["result"]) for row in payload["followups"]] == [("F1", "done", "renewed_here")]
    assert (vehicle(insured)["insurance_expires_on"], vehicle(insured)["commercial_insurer"]) == ("2027-07-10", "人保")
    stored = "SELECT result, until_on, booked_at, insurer, premium_fen FROM call_result"
    assert insured.query(stored) == [("renewed_here", "2027-07-10", None, "人保", 435050)]
    # asked again next year, 30 days before
    insured.at("2027-06-10T08:30")
    assert [(row["kind"], row["due_on"]) for row in insured.json("due")] == [("insurance_expiry", "2027-06-10")]
    insured.at("2026-06-15T09:00")
    insured.ok("undo", "-y")
    assert (vehicle(insured)["insurance_expires_on"], insured.query(stored)) == ("2026-07-10", [])
    assert [row["id"] for row in insured.json("due")] == ["F1"]


def test_from_the_shell_a_renewal_takes_few_keys(insured):
    line = "kcrm log F1 --result 已续保 --until 1y"
    insured.ok(*line.split()[1:])
    assert vehicle(insured)["insurance_expires_on"] == "2027-06-15"
    assert len(line) <= 40


def test_who_renewed_elsewhere_is_left_alone_until_the_next_year(insured):
    insured.ok("log", "F1", "--result", "renewed_elsewhere")
    assert vehicle(insured)["insurance_expires_on"] == "2026-07-10"
    for day in ("2026-06-25", "2026-07-09", "2026-07-25", "2026-08-01"):
        insured.at(f"{day}T08:30")
        assert insured.json("due") == [], day
    insured.at("2027-06-10T08:30")
    (row,) = insured.json("due")
    assert (row["kind"], row["due_on"]) == ("insurance_expiry", "2027-06-10")
    assert "assumed" in insured.ok("due", "--columns", "reasons").out
    told = insured.ok("why", row["id"]).out
    assert "insurance expiry, assumed" in told
    assert "12 months" in told


def test_who_was_quoted_a_price_is_asked_again_before_it_runs_out(insured):
    insured.ok("log", "F1", "--result", "quoted", "--premium", "4350")
    asked = []
    for day in ("2026-06-24", "2026-06-25", "2026-06-30", "2026-07-03", "2026-07-09", "2026-07-25", "2026-08-20"):
        insured.at(f"{day}T08:30")
        due = insured.json("due")
        asked += [row["due_on"] for row in due]
        if due:
            insured.ok("log", "张伟", "--result", "undecided")
    # 15, 7 and 1 days before, and once 15 days after
    assert asked == ["2026-06-25", "2026-07-03", "2026-07-09", "2026-07-25"]


def test_a_vehicle_that_was_sold_is_nobodys_any_more(insured):
    insured.ok("log", "F1", "--result", "vehicle_sold")
    assert vehicle(insured)["sold_on"] == "2026-06-15"
    insured.at("2027-06-10T08:30")
    assert insured.json("due") == []


def test_a_place_in_the_workshop_is_booked_and_kept(insured):
    insured.take("vehicles", {"vin": VIN, "inspection_due_on": "2026-07-14"})
    (row,) = [each for each in insured.json("due") if each["kind"] == "annual_inspection"]
    insured.ok("log", row["id"], "--result", "booked", "--at", "2026-06-19 10:00")
    assert insured.query("SELECT result, booked_at FROM call_result") == [("booked", "2026-06-19T10:00")]
    assert insured.json("show", row["id"])["state"] == "done"


def test_later_comes_up_again_on_that_day(insured):
    insured.take("vehicles", {"vin": VIN, "inspection_due_on": "2026-07-14"})
    (row,) = [each for each in insured.json("due") if each["kind"] == "annual_inspection"]
    insured.ok("log", row["id"], "--result", "later", "--until", "2026-06-29")
    assert (insured.json("show", row["id"])["state"], insured.json("show", row["id"])["call_on"]) == ("open", "2026-06-29")


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("F1", "--result", "renewed_here"), 2, "needs --until DATE"),
        (("F1", "--result", "elsewhere"), 5, "is not a result of F1"),
        (("F1", "--result", "undecided", "--until", "2026-07-01"), 2, "--until does not go with"),
        (("F1", "answered", "--until", "2026-07-01"), 2, "--until goes with --result"),
        (("F1", "no_answer", "--result", "quoted"), 2, "no one was reached"),
        (("F1", "--result", "renewd"), 2, "renewed_here"),
        (("F1", "--result", "renewed_here", "--until", "2027-07-10", "--premium", "viel"), 2, ""),
    ],
)
def test_what_does_not_fit_is_refused_and_nothing_is_written(insured, words, code, said):
    before = insured.query("SELECT count(*) FROM operation")
    refused = insured.run("log", *words)
    assert refused.code == code, refused.err
    assert said in refused.err
    assert insured.query("SELECT count(*) FROM operation") == before


def test_the_monthly_list_has_the_result_behind_its_columns_and_keeps_who_renewed(insured):
    insured.ok("log", "F1", "--result", "renewed_here", "--until", "2027-07-10")
    (row,) = insured.json("vehicle", "expiring", "--month", "2026-07")
    assert (row["insurance_expires_on"], row["result"]) == ("2026-07-10", "renewed_here")
    insured.speaking("zh")
    assert insured.ok("vehicle", "expiring", "--month", "2026-07").out.splitlines()[1].split()[-1] == "本店续保"


def test_at_the_seat_a_renewal_takes_twelve_keys_at_most(insured):
    environ = {
        "KCRM_DB": str(insured.db),
        "KCRM_NOW": "2026-06-15T09:00",
        "KCRM_LANG": "zh",
        "KCRM_STAFF": "S1",
        "HOME": str(insured.folder),
    }
    keys = ["f", "1\n", "1y\n"]
    assert sum(map(len, keys)) <= 12
    with at_terminal(["next"], environ | {"HOME": str(insured.folder)}) as terminal:
        terminal.expect("张伟")
        terminal.expect("退出")
        terminal.type(keys[0])
        terminal.expect("结果")
        terminal.type(keys[1])
        terminal.expect("到什么时候")
        terminal.type(keys[2])
        terminal.end()
    assert vehicle(insured)["insurance_expires_on"] == "2027-06-15"


def test_both_insurances_have_their_insurer_and_their_day(insured):
    insured.take(
        "vehicles",
        {"车架号": VIN, "交强险到期日": "2026-08-01", "交强险保险公司": "太保", "商业险保险公司": "人保", "商业险到期日": "2026-07-11"},
    )
    found = vehicle(insured)
    assert [found[key] for key in ("compulsory_expires_on", "compulsory_insurer", "commercial_insurer", "insurance_expires_on")] == [
        *("2026-08-01", "太保", "人保", "2026-07-11"),
    ]
    insured.at("2026-07-02T08:30")
    assert {row["kind"] for row in insured.json("due")} == {"insurance_expiry", "compulsory_expiry"}
    insured.ok("log", "张伟", "--result", "renewed_here", "--until", "2027-08-01")
    assert vehicle(insured)["compulsory_expires_on"] == "2027-08-01"


def test_renewals_and_bookings_are_counted_by_month_and_person(insured):
    # two more cars, whose owners renew elsewhere: one of three is renewed here. Of the inspection's two reminders one came to a booking
    insured.take("customers", {"customer_no": "KH2", "name": "李娜", "phone": "13800138002"})
    other = {"vin": "LSVAA4182E2123457", "plate": "沪A12346", "customer_no": "KH2"}
    insured.take("vehicles", other | {"insurance_expires_on": "2026-07-12", "inspection_due_on": "2026-07-14"})
    insured.take("vehicles", {"vin": VIN, "inspection_due_on": "2026-07-15"})
    insured.take("customers", {"customer_no": "KH3", "name": "王芳", "phone": "13800138003"})
    insured.take("vehicles", {"vin": "LSVAA4182E2123458", "customer_no": "KH3", "insurance_expires_on": "2026-07-13"})
    due = {(row["kind"], row["customer"]): row["id"] for row in insured.json("due")}
    insured.ok("log", due["insurance_expiry", "张伟"], "--result", "renewed_here", "--until", "2027-07-10")
    insured.ok("log", due["insurance_expiry", "李娜"], "--result", "renewed_elsewhere")
    insured.ok("log", due["insurance_expiry", "王芳"], "--result", "renewed_elsewhere")
    insured.ok("log", due["annual_inspection", "张伟"], "--result", "booked", "--at", "2026-06-19 10:00")
    insured.ok("log", due["annual_inspection", "李娜"], "answered")
    insured.at("2026-08-03T09:00")

    def told(key, *words):
        return [(row["numerator"], row["denominator"], row["value"]) for row in insured.json("kpi", *words) if row["key"] == key]

    assert told("renewals_here", "calls", "--period", "2026-07")[0] == (1, 3, 33.33)
    assert told("bookings", "calls", "--period", "2026-06")[0] == (1, 2, 50)
    mine = [row for row in insured.json("kpi", "person", "--period", "2026-07") if row["key"] == "renewals_here" and row["denominator"]]
    assert sum(row["numerator"] for row in mine) == 1
    assert sum(row["denominator"] for row in mine) == 3
    assert len(insured.json("kpi", "rows", "renewals_here", "--period", "2026-07")) == 3


def test_a_result_alone_wakes_planning(insured):
    insured.ok("log", "F1", "answered")
    with closing(sqlite3.connect(insured.db, isolation_level=None)) as connection:
        connection.execute("UPDATE plan_queue SET next_on = '2026-07-25'")
        (call_id,) = connection.execute("SELECT max(id) FROM call").fetchone()
        connection.execute("INSERT INTO operation_open (only, operation_id) SELECT 1, max(id) FROM operation")
        connection.execute("INSERT INTO call_result (call_id, followup_id, result) VALUES (?, 1, 'renewed_elsewhere')", (call_id,))
        assert connection.execute("SELECT next_on FROM plan_queue").fetchall() == [("",)]
