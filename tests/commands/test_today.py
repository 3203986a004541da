"""Bare `kcrm`: today on one screen. The clock stands at Monday 2026-06-15, 08:30."""

from __future__ import annotations

VIN, VIN2 = "1M8GDM9AXKP042788", "11111111111111111"


def test_without_a_database_it_says_what_to_type_first(shell):
    result = shell.ok()
    assert all(command in result.out for command in ("kcrm demo", "kcrm init", "kcrm import staff", "kcrm due"))
    shell.speaking("zh")
    assert "kcrm init --store 门店名" in shell.ok().out


def two_customers(desk):
    """One whose insurance runs out, and one whose new car was delivered three days ago."""
    desk.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001", "birthday": "1990-06-15"})
    desk.take("vehicles", {"vin": VIN, "customer_no": "KH1", "insurance_expires_on": "2026-07-10"})
    desk.take("customers", {"customer_no": "KH2", "name": "鲍里", "phone": "13800138002"})
    desk.take("vehicles", {"vin": VIN2, "customer_no": "KH2", "delivered_on": "2026-06-12", "sales_consultant": "X1"})


def test_it_counts_customers_left_and_overdue_and_names_who_is_late_and_the_next(desk):
    two_customers(desk)
    result = desk.ok()
    lines = [" ".join(line.split()) for line in result.out.splitlines()]
    assert "Today Monday 2026-06-15" in lines
    assert "Store 云汐店" in lines
    # 安娜 for her insurance since 10 June; 鲍里 for the day after delivery (13 June) and for three days after (today), one call by M1
    assert "Calls 2 left, 0 done, 2 of them overdue" in lines
    assert "Messages 1 message" in lines  # the birthday
    assert "沈国栋 M1 1 0 1" in lines
    assert "白雪 S1 1 0 1" in lines
    assert "F1 overdue insurance renewal 安娜 13800138001 白雪" in lines
    assert "kcrm next" in result.err
    desk.speaking("zh")
    assert "2026-06-15 星期一" in desk.ok().out


def test_who_acts_sees_their_own_numbers_and_what_they_have_done(desk):
    two_customers(desk)
    desk.at("2026-06-15T09:30")
    desk.ok("log", "KH1", "answered", "--score", "9", "--as", "S1")
    mine = desk.ok("--as", "S1")
    lines = [" ".join(line.split()) for line in mine.out.splitlines()]
    assert "Today Monday 2026-06-15, calls of 白雪" in lines
    assert "Calls 0 left, 1 done, 0 of them overdue" in lines
    assert "沈国栋 M1 1 0 1" in lines  # who is late in the team
    assert "kcrm due --until 7d" in mine.err  # nothing is left to call


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
    assert "0 left, 0 done" in result.out
    assert "kcrm due --until 7d" in result.err


def test_the_format_of_bare_kcrm_stands_alone_and_that_of_a_command_behind_it(desk):
    assert desk.ok("-o", "json").json["store"] == "云汐店"
    result = desk.run("-o", "json", "due")
    assert (result.code, result.out) == (2, "")
    assert "kcrm due -o json" in result.err


def lines_of(result):
    return [" ".join(line.split()) for line in result.out.splitlines()]


def test_the_morning_has_complaints_with_minutes_left_agreed_times_messages_and_what_i_did(desk):
    two_customers(desk)
    desk.at("2026-06-15T09:30")
    desk.ok("log", "KH1", "busy", "--at", "15:00", "--as", "S1")
    desk.ok("complaint", "open", "鲍里", "--severity", "normal", "--description", "等太久", "--as", "A1", "--department", "售后部")
    desk.take("customers", {"customer_no": "KH3", "name": "车明", "phone": "13800138003"})
    desk.ok("complaint", "open", "车明", "--severity", "minor", "--description", "空调不凉")
    desk.at("2026-06-15T09:31")
    mine = desk.ok("--as", "S1")
    assert "Done today busy 1" in lines_of(mine)
    assert "Agreed 15:00 安娜" in lines_of(mine)
    assert "Messages 1 message, 1 of them yours" in lines_of(mine)
    whole = lines_of(desk.ok())
    assert "Complaints K2 车明 accept: 1 min left" in whole  # 2 minutes in the day; 鲍里's was accepted by writing it down
    assert "Done today busy 1, complaints 2" in whole
    desk.at("2026-06-15T15:10")
    assert "Agreed 15:00 安娜 (now)" in lines_of(desk.ok("--as", "S1"))
    today = desk.ok("-o", "json", "--as", "S1").json
    assert (today["own_messages"], today["agreed"], today["complaints_heard"]) == (1, 1, 0)
    whole = desk.ok("-o", "json").json
    assert (whole["complaints_waiting"], whole["complaints_late"], whole["complaints_heard"]) == (1, 2, 2)
    desk.at("2026-06-16T09:00")
    assert "Agreed 06-15 15:00 安娜 (now)" in lines_of(desk.ok("--as", "S1"))
    assert "超" in desk.ok("--lang", "zh").out


def test_what_is_late_since_go_live_is_told_apart_from_what_became_late(shell):
    shell.init("2026-06-12")  # a Friday; today is Monday
    shell.take("staff", {"employee_no": "S1", "name": "白雪", "role": "cs_specialist"})
    for number, name, insured in ((1, "安娜", "2026-06-20"), (2, "鲍里", "2026-07-13"), (3, "车明", "2026-07-15")):
        shell.take("customers", {"customer_no": f"KH{number}", "name": name, "phone": f"1380013800{number}"})
        vin = (VIN, VIN2, "LSVAA49J132047371")[number - 1]
        shell.take("vehicles", {"vin": vin, "customer_no": f"KH{number}", "insurance_expires_on": insured})
    # 30 days before: on 21 May, so that it fell due on go-live; on 13 June; today
    assert [(row["customer_no"], row["due_on"]) for row in shell.json("due")] == [
        ("KH1", "2026-06-12"),
        ("KH2", "2026-06-13"),
        ("KH3", "2026-06-15"),
    ]
    title = "To do on Monday 2026-06-15: 3 follow-ups, 3 customers, 2 overdue (1 since go-live 06-12)"
    assert shell.ok("due").out.splitlines()[0] == title
    assert shell.ok("due", "鲍里").out.splitlines()[0] == "To do on Monday 2026-06-15: 1 follow-up, 1 customer, 1 overdue"
    lines = lines_of(shell.ok())
    assert "Calls 3 left, 0 done, 2 of them overdue (1 since go-live 06-12)" in lines
    assert lines[lines.index("The team, most overdue first") + 1] == "Caller Caller no. Left Done Overdue Since go-live"
    assert "白雪 S1 3 0 2 1" in lines
    today = shell.ok("-o", "json").json
    assert (today["overdue"], today["since_go_live"], today["team"][0]["since_go_live"]) == (2, 1, 1)
    shell.speaking("zh")
    assert shell.ok("due").out.splitlines()[0] == "2026-06-15 星期一待办：3 项、3 位客户、逾期 2 项（1 项自 06-12 上线起）"
    assert "电话 剩余 3 位、已打 0 位、其中逾期 2 位（1 位自 06-12 上线起）" in lines_of(shell.ok())
    shell.speaking("en")
    shell.ok("log", "KH1", "answered", "--result", "renewed_here", "--until", "1y", "--as", "S1")
    assert "since go-live" not in shell.ok("due").out
    assert "Since go-live" not in shell.ok().out  # nobody is any more
