"""`kcrm why`: the rule, the dates, whose it is, and every change since. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

import pytest
from conftest import filled_once

VIN = "1M8GDM9AXKP042788"


@filled_once
def insured(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"})
    desk.take("vehicles", {"vin": VIN, "plate": "京A12345", "model": "远麓", "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    return desk


def test_json_is_one_object_with_the_whole_story(insured):
    story = insured.json("why", "F1")
    command = f"kcrm import vehicles {insured.folder / 'vehicles.csv'}"
    changes = story.pop("changes")
    assert story == {
        "id": "F1",
        "kind": "insurance_expiry",
        "channel": "call",
        "state": "open",
        "reason": None,
        "customer_id": "C1",
        "customer_no": "KH1",
        "customer": "安娜",
        "phone": "13800138001",
        "contact_name": None,
        "contact_phone": None,
        "vehicle_id": "V1",
        "plate": "京A12345",
        "model": "远麓",
        "order_no": None,
        "case": None,
        "about": None,
        "place": None,
        "base": "insurance_expires_on",
        "base_on": "2026-07-10",
        "due_on": "2026-06-10",
        "due_by": "interval",
        "call_on": "2026-06-10",
        "lapses_on": "2026-07-10",
        "assignee": "白雪",
        "assignee_no": "S1",
        "assigned_by": "specialist",
        "attempts": 0,
        "opened_at": "2026-06-15T08:30:00+08:00",
        "ended_at": None,
        "policy_version": 1,
        "because": None,
        "role": "renewal_specialist",  # there is none, so that the customer's specialist has it
        "source": "Customer-service manager CRM training manual 2012",
        "caller": "白雪",
        "caller_no": "S1",
        "caller_on": "2026-06-15",
        "consent": "never_asked",
        "shifts": [
            {"step": "base", "amount": None, "on": "2026-07-10"},
            {"step": "days_before", "amount": 30, "on": "2026-06-10"},
        ],
        "rule": [
            {"key": f"followups.insurance_expiry.{key}", "value": value, "unit": unit, "source": source}
            for key, value, unit, source in (
                ("enabled", "yes", "yes or no", "Customer-service manager CRM training manual 2012"),
                ("by", "renewal_specialist", "role", "usual practice"),
                ("channel", "call", "channel", "Customer-service manager CRM training manual 2012"),
                ("lead_days", "30", "days", "usual practice"),
                ("undecided_days", "15,7,1", "days", "usual practice"),
                ("again_days", "15", "days", "usual practice"),
                ("again_lapse_days", "15", "days", "usual practice"),
            )
        ],
        "calls": [],
        "events": [],
    }
    assert [(change["at"], change["action"], change["command"]) for change in changes] == [("2026-06-15T08:30:00+08:00", "insert", command)]


def test_every_change_since_is_told_with_before_and_after(insured):
    insured.at("2026-06-16T09:00")
    insured.take("staff", {"employee_no": "S1", "name": "白雪", "role": "cs_specialist", "left_on": "2026-06-15"})
    insured.at("2026-06-17T09:00")
    insured.take("vehicles", {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2027-07-10"})
    changes = insured.json("why", "F1")["changes"]
    told = [(each["at"][:10], each["column"], each["before"], each["after"]) for each in changes if each["column"] != "ended_at"]
    assert told == [
        ("2026-06-15", None, None, None),
        ("2026-06-16", "assignee", "S1 白雪", "S2 林晓"),
        ("2026-06-17", "state", "open", "cancelled"),
        ("2026-06-17", "reason", None, "base_changed"),
    ]
    out = insured.ok("why", "F1").out
    assert "whose: from S1 白雪 to S2 林晓" in out
    assert "end: from nothing to 2026-06-17 09:00" in out  # the clock that it was cancelled by, not UTC, as it is kept
    insured.speaking("zh")
    out = insured.ok("why", "F1").out
    assert "责任人：由S1 白雪改为S2 林晓" in out
    assert "状态：由待办改为已取消" in out


def test_an_estimate_names_its_readings(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"})
    # 0 km at delivery on 1 May; 3,000 km on 31 May, after 30 days: 100 km a day, so 5,000 km after 50 days, on 20 June
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "delivered_on": "2026-05-01"})
    desk.take("orders", {"order_no": "R1", "vin": VIN, "type": "warranty_repair", "opened_at": "2026-05-31 09:00", "mileage_km": "3000"})
    ((number,),) = desk.query("SELECT id FROM followup WHERE kind = 'first_maintenance' AND state = 'open'")
    assert desk.json("why", f"F{number}")["shifts"] == [
        {"step": "base", "amount": None, "on": "2026-05-01"},
        {"step": "months", "amount": 3, "on": "2026-08-01"},
        {"step": "reading", "amount": 0, "on": "2026-05-01"},
        {"step": "reading", "amount": 3000, "on": "2026-05-31"},
        {"step": "mileage", "amount": 5000, "on": "2026-06-20"},
    ]


def test_go_live_and_the_backlog_are_steps_too(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"})
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "delivered_on": "2025-06-20"})
    desk.ok("plan", "--backlog")
    ((number,),) = desk.query("SELECT id FROM followup WHERE kind = 'dormant'")
    assert desk.json("why", f"F{number}")["shifts"] == [
        {"step": "base", "amount": None, "on": "2025-06-20"},
        {"step": "months", "amount": 6, "on": "2025-12-20"},
        {"step": "backlog", "amount": None, "on": "2026-06-15"},
    ]


def test_it_speaks_chinese_and_takes_a_plate(insured):
    insured.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001", "message_consent": "no"})
    insured.speaking("zh")
    out = insured.ok("why", "京A12345").out  # the festival message is gone: one open follow-up is left
    assert "提前 30 天" in out
    assert "客服经理CRM培训手册" in out


def test_what_is_not_there_or_not_unique_is_said(insured):
    assert insured.run("why", "F99").code == 3
    result = insured.run("why", "安娜")  # the insurance call and the festival message
    assert result.code == 4
    assert "F1" in result.err
    assert "F2" in result.err


VAN = "11111111111111111"


@filled_once
def called(desk):
    """An electric car of a class A customer without a first inspection date, and a van of which only some orders are called about.

    The first 8 bytes of SHA-256("R-C"), modulo 100, are 11: below 30, so that R-C is in the sample.
    """
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "安娜", "phone": "13800138001", "birthday": "1990-06-20"},
        {"customer_no": "KH2", "name": "鲍里", "phone": "13800138002"},
    )
    desk.take(
        "vehicles",
        {
            "vin": VIN,
            "plate": "京A12345",
            "energy": "纯电",
            "customer_no": "KH1",
            "delivered_on": "2023-06-25",
            "registered_on": "2024-06-28",
        },
        {"vin": VAN, "plate": "京A12346", "use": "营运", "customer_no": "KH2"},
    )
    desk.take(
        "orders",
        {
            "order_no": "R-A",
            "vin": VIN,
            "type": "保养",
            "opened_at": "2025-12-10 09:00",
            "closed_at": "2025-12-10 10:00",
            "labor_amount": "9000",
        },
    )
    desk.ok("classify", "run")
    desk.take(
        "orders",
        {"order_no": "R-B", "vin": VAN, "type": "维修", "opened_at": "2026-06-12 09:00", "closed_at": "2026-06-12 10:00", "accident": "是"},
        {"order_no": "R-C", "vin": VAN, "type": "维修", "opened_at": "2026-06-11 09:00", "closed_at": "2026-06-11 10:00"},
    )
    return desk


def told(desk, kind, **wanted):
    """(because, steps) of the one follow-up of a kind."""
    where = "".join(f" AND {column} = '{value}'" for column, value in wanted.items())
    ((number,),) = desk.query(f"SELECT id FROM followup WHERE kind = ? AND state = 'open'{where}", kind)
    story = desk.json("why", f"F{number}")
    return story["because"], [(step["step"], step["amount"], step["on"]) for step in story["shifts"]], number


@pytest.mark.parametrize(
    ("kind", "wanted", "because", "steps", "words"),
    [
        ("post_service", {"base_on": "2026-06-12"}, "accident", [("days", 3, "2026-06-15")], "事故车全部回访"),
        (
            "post_service",
            {"base_on": "2026-06-11"},
            "sample=11",
            [("days", 3, "2026-06-14")],
            "抽样：R-C 抽到 11（0 至 99），小于 30 的回访",
        ),
        ("birthday", {"channel": "call"}, "class=A", [("yearly", 2026, "2026-06-20")], "价值 A 级客户打电话"),
        ("purchase_anniversary", {}, "class=A", [("yearly", 2026, "2026-06-25")], "价值 A 级客户打电话"),
        ("festival", {"customer_id": 1}, "festival=dragon_boat", [("on_the_day", None, "2026-06-19")], "端午节"),
    ],
)
def test_the_particular_rule_that_called_is_named_with_what_it_found(called, kind, wanted, because, steps, words):
    found = told(called, kind, **wanted)
    assert (found[0], found[1][1:]) == (because, steps)
    called.speaking("zh")
    assert words in called.ok("why", f"F{found[2]}").out


def test_an_inspection_by_the_table_tells_its_registration_and_its_months(called):
    because, steps, number = told(called, "annual_inspection")
    assert because == "registered_on=2024-06-28+24,sticker"
    assert steps == [
        ("fact", None, "2024-06-28"),
        ("months", 24, "2026-06-28"),
        ("base", None, "2026-06-28"),
        ("days_before", 30, "2026-05-29"),
    ]
    values = {each["key"]: each["value"] for each in called.json("why", f"F{number}")["rule"]}
    assert values["inspection.private_sticker"] == "24,48,96"
    called.speaking("zh")
    assert "没有年审日期：从初次登记日期 2024-06-28 按周期推算、只申领检验标志，不上线" in called.ok("why", f"F{number}").out
    said = called.ok("next", "-o", "json").out
    assert "这次是申领检验标志，车辆不用上线检测。" in said
    assert "这个日期是按初次登记日期推算的" in said


def test_dormant_tells_the_maintenance_that_was_expected_and_the_values_it_was_counted_by(called):
    # maintained on 10 December 2025; expected a year later, dormant three months after that
    called.at("2027-03-10T08:30")
    called.ok("plan")
    because, steps, number = told(called, "dormant", vehicle_id=1)
    assert because == "last_maintenance_on=2025-12-10+15"
    assert steps == [("base", None, "2025-12-10"), ("fact", None, "2025-12-10"), ("months", 15, "2027-03-10")]
    values = {each["key"]: each["value"] for each in called.json("why", f"F{number}")["rule"]}
    assert (values["followups.scheduled_maintenance.intervals"], values["followups.dormant.after_months"]) == ("*/*/electric=12/20000", "3")


def test_a_re_call_names_its_complaint(called):
    called.ok("complaint", "open", "KH2", "--severity", "minor", "--description", "空调异响", "--as", "S1")
    called.ok("complaint", "resolve", "K1", "--as", "S1")
    number = told(called, "complaint_recall")[2]
    story = called.json("why", f"F{number}")
    assert (story["case"], story["vehicle_id"], story["base"]) == ("K1", None, "resolved_on")


def test_what_was_planned_before_the_reason_was_kept_is_told_by_the_facts_of_today(called):
    import sqlite3

    ((number,),) = called.query("SELECT id FROM followup WHERE kind = 'post_service' AND base_on = '2026-06-12'")
    with sqlite3.connect(called.db) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = 'followup'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("UPDATE followup SET because = NULL WHERE id = ?", (number,))
    connection.close()
    assert called.json("why", f"F{number}")["because"] == "accident"


ZHANG = {"customer_no": "KH1", "name": "安娜", "phone": "13800138001", "birthday": "1990-05-01"}


def test_of_a_conflict_both_values_why_it_is_one_and_each_operation_is_told(desk):
    desk.take("customers", ZHANG)
    desk.at("2026-07-01T08:30")
    desk.take("customers", {**ZHANG, "birthday": "1990-06-01"})
    desk.at("2026-08-01T08:30")
    desk.take("customers", ZHANG)
    desk.at("2026-08-02T08:30")
    assert "To decide CF1: kcrm customer settle CF1 --keep, --take or --wrong" in desk.ok("why", "CF1").err
    desk.ok("--as", "S1", "customer", "settle", "CF1", "--take")
    assert "To decide" not in desk.ok("why", "CF1").err
    operations = [f"O{number}" for (number,) in desk.query("SELECT id FROM operation WHERE command LIKE '%customer%' ORDER BY id")][1:]
    file = f"kcrm import customers {desk.folder / 'customers.csv'}"
    user = desk.query("SELECT system_user FROM operation LIMIT 1")[0][0]
    assert desk.json("why", "CF1") == {
        "id": "CF1",
        "record": "C1",
        "label": "安娜",
        "field": "birthday",
        "old_value": "1990-05-01",
        "old_source": "dms",
        "old_on": "2026-06-15",
        "new_value": "1990-06-01",
        "new_source": "dms",
        "new_on": "2026-07-01",
        "other": None,
        "taken": False,
        "state": "took_new",
        "right_value": None,
        "decided_by": "白雪",
        "decided_on": "2026-08-02",
        "because": "newer",
        "changes": [
            {
                "operation": number,
                "at": f"{day}T08:30:00+08:00",
                "state": state,
                "taken": taken,
                "staff": who,
                "system_user": user,
                "command": by,
            }
            for number, day, state, taken, who, by in zip(
                operations,
                ("2026-07-01", "2026-08-01", "2026-08-02"),
                ("open", "open", "took_new"),
                (True, False, False),
                (None, None, "白雪"),
                (file, file, "kcrm --as S1 customer settle CF1 --take"),
                strict=True,
            )
        ],
    }
    words = ("opened; the new one stands", "said again; the old one stands", "took the new one")
    assert all(word in desk.ok("why", "CF1").out for word in words)
    desk.ok("undo", "-y")
    assert "opened again" in desk.ok("why", "CF1").out
    desk.speaking("zh")
    assert "与原来的值同样可靠" in desk.ok("why", "CF1").out


def test_of_a_plate_on_two_vehicles_it_is_said_that_it_belongs_to_one(insured):
    insured.take("vehicles", {"vin": "LSVAA49J832000001", "plate": "京A12345"})
    told = insured.json("why", "CF1")
    assert [told[key] for key in ("record", "other", "because")] == ["V2", "V1", "plate"]
    assert insured.run("why", "CF9").code == 3


def test_a_consent_of_unknown_day_is_named(insured):
    """On it nothing is offered; the day makes it a consent."""
    insured.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001", "call_consent": "是"})
    assert insured.json("why", "F1")["consent"] == "unknown_day"
    assert "Ground for contact  consented, on an unknown day" in insured.ok("why", "F1", "-o", "table").out
    insured.ok("consent", "set", "C1", "--call", "yes", "--origin", "phone", "--on", "2026-06-12")
    assert insured.json("why", "F1")["consent"] == "consented"
    insured.ok("consent", "set", "C1", "--call", "no", "--on", "2026-06-13")
    assert insured.json("why", "F1")["consent"] in {"refused", "withdrawn"}
