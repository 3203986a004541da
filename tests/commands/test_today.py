"""Bare `kcrm`: today on one screen. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

VIN, VIN2 = "1M8GDM9AXKP042788", "11111111111111111"


def test_without_a_database_it_says_what_to_type_first(shell):
    result = shell.ok()
    assert all(command in result.out for command in ("kcrm demo", "kcrm init", "kcrm import staff", "kcrm due"))
    shell.speaking("zh")
    assert "kcrm init --store 门店名" in shell.ok().out


def test_it_counts_todays_calls_and_messages_names_callers_and_the_first_calls(desk):
    desk.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001", "birthday": "1990-06-15"})
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    desk.take("customers", {"customer_no": "KH2", "name": "鲍里", "phone": "13800138002"})
    desk.take("vehicles", {"vin": VIN2, "customer_no": "KH2", "delivered_on": "2026-06-12", "sales_consultant": "X1"})
    result = desk.ok()
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    assert "Today Monday 2026-06-15" in lines
    assert "Store 云汐店" in lines
    assert "Calls 3 follow-ups, 2 customers, 2 overdue" in lines  # insurance, and two after delivery
    assert "Messages 1 message" in lines  # the birthday
    assert "沈国栋 M1 2 1 1" in lines
    assert "白雪 S1 1 1 1" in lines
    assert "F1 overdue insurance renewal 安娜 13800138001 白雪" in lines
    assert "kcrm due" in result.err
    desk.speaking("zh")
    assert "2026-06-15 星期一" in desk.ok().out


def test_it_fits_80_by_24_however_many_callers_there_are(desk):
    for number in range(10):
        desk.take("staff", {"employee_no": f"X9{number}", "name": "欧阳明明", "role": "sales_consultant"})
        desk.take("customers", {"customer_no": f"KH{number}", "name": "安娜", "phone": f"1380013800{number}"})
        desk.take(
            "vehicles",
            {
                "vin": f"1111111111111{number}111",
                "customer_no": f"KH{number}",
                "delivered_on": "2026-06-08",
                "sales_consultant": f"X9{number}",
                "service_advisor": "A1",
            },
        )
    for language in ("en", "zh"):
        desk.speaking(language)
        result = desk.ok()
        lines = result.out.splitlines() + result.err.splitlines()
        assert len(lines) <= 23  # and the prompt


def test_a_quiet_day_says_what_comes_next(desk):
    result = desk.ok()
    assert "none" in result.out
    assert "kcrm due --until 7d" in result.err
