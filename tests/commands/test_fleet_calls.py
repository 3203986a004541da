"""The one call of a company: whom it asks for, what it says of each vehicle, and what it comes to for each. Monday 2026-06-15, 09:30."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta

import pytest
from conftest import filled_once
from seat import ready, sitting, typed

COMPANY, SPEAKER, OTHER, DRIVER = "05002380001", "13800138001", "13800138002", "13800138003"
PLATES = [f"皖A1000{number}" for number in range(5)]


def insured(number, plate):
    """A vehicle whose insurance ends on 2026-07-1x: it is called about 30 days before."""
    return {
        "vin": f"LBVND{number:012d}",
        "plate": plate,
        "model": "520Li",
        "customer_no": "KH1",
        "insurance_expires_on": f"2026-07-{15 + number}",
        "service_advisor": "A1",
    }


@filled_once
def company(desk):
    """Five vehicles that are called about on 15 June: the first is due then, the others within the next four days."""
    desk.at("2026-06-15T09:30")
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "云汐物流有限公司", "phone": COMPANY, "kind": "company"},
        {"customer_no": "KH3", "name": "张伟", "phone": SPEAKER},
        {"customer_no": "KH4", "name": "李娜", "phone": OTHER},
    )
    desk.take("vehicles", *(insured(number, plate) for number, plate in enumerate(PLATES)))
    desk.ok("fleet", "add", "KH1", "--manager", "S1")
    desk.ok("fleet", "member", "add", "KH1", "KH3", "--role", "contact")
    return desk


OF_VEHICLES = "FROM followup JOIN vehicle ON vehicle.id = vehicle_id"


def states(desk):
    """What became of the reminder that was due first, by plate."""
    return dict(
        desk.query(f"SELECT plate, state {OF_VEHICLES} WHERE due_on < '2026-06-20' AND kind = 'insurance_expiry' AND channel = 'call'")
    )


def results(desk):
    """What each vehicle's came to, by plate."""
    return desk.query(f"SELECT plate, result, until_on {OF_VEHICLES} JOIN call_result ON followup.id = followup_id ORDER BY plate")


def test_the_card_names_who_speaks_for_the_company_and_a_line_tells_of_each_vehicle(company):
    card = company.json("next", "--as", "S1")
    assert (card["customer"], card["phone"]) == ("云汐物流有限公司", SPEAKER)
    assert [(row["plate"], row["kind"], "called_contact" in row["reasons"]) for row in card["followups"]] == [
        (plate, "insurance_expiry", True) for plate in PLATES
    ]
    told = company.ok("next", "--as", "S1").out
    assert f"{SPEAKER}, ask for 张伟, who speaks for the company" in told
    assert [told.count(plate) for plate in PLATES] == [2, 2, 2, 2, 2]  # on the card and in the script
    assert "I am calling about your vehicles all at once, so that you are not called about each of them. There are 5." in told
    assert (
        "The same goes for others of your vehicles. There are 4 more. They are 皖A10001 (16 July), 皖A10002 (17 July), "
        "皖A10003 (18 July), 皖A10004 (19 July)."
    ) in told
    company.speaking("zh")
    told = company.ok("next", "--as", "S1").out
    assert f"{SPEAKER}，请找张伟（公司联系人）" in told
    assert "张伟，您好！" in told
    assert "这次想把贵公司的车一起和您核对" in told
    assert "一共5辆。" in told
    assert "其他车也有这件事。还有4辆。车牌是皖A10001（7月16日）、皖A10002（7月17日）、皖A10003（7月18日）、皖A10004（7月19日）。" in told


def delivered(number, day):
    """A vehicle that was delivered on that day of June."""
    car = {"vin": f"LBVND{number:012d}", "plate": f"皖A1000{number}", "model": "520Li", "customer_no": "KH1", "service_advisor": "A1"}
    return car | {"delivered_on": f"2026-06-{day}", "sales_consultant": "S1"}


def test_what_a_batch_of_deliveries_is_told_ahead_names_the_day_of_each_and_no_month(desk):
    """Three of 16 June and two of the 17th: on the 19th, which is the third day, of the 7th day and of the month, too."""
    desk.at("2026-06-17T09:30")
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "云汐物流有限公司", "phone": COMPANY, "kind": "company"},
        {"customer_no": "KH3", "name": "张伟", "phone": SPEAKER},
    )
    desk.ok("fleet", "add", "KH1", "--manager", "S1")
    desk.ok("fleet", "member", "add", "KH1", "KH3", "--role", "contact")
    desk.take("vehicles", *(delivered(number, 16 if number < 3 else 17) for number in range(5)))
    desk.at("2026-06-19T09:30")
    (row,) = desk.query("SELECT count(DISTINCT vehicle_id) FROM followup WHERE kind = '30dc' AND call_on = '2026-06-19'")
    assert row == (5,)
    told = desk.ok("next", "--as", "S1").out
    assert [words for words in ("a month", "a week") if words in told] == []
    assert "You have had your 520Li (皖A10000) since 16 June: I would like to hear what you think of the purchase so far." in told
    assert "I look after the service of your 520Li (皖A10000) now, which you have had since 16 June: please tell me how it runs." in told
    assert told.count("They are 皖A10001, 皖A10002, 皖A10003 (17 June), 皖A10004 (17 June).") == 4
    assert "皖A10001 520Li, delivered 06-16, F5 next-day delivery call 06-17, F6 3-day delivery call 06-19" in told
    assert "皖A10004 520Li, delivered 06-17, F17 " in told
    desk.speaking("zh")
    told = desk.ok("next", "--as", "S1").out
    assert [words for words in ("满一个月", "一个星期") if words in told] == []
    assert "您的520Li（皖A10000）是6月16日提的车，往后的售后由我负责" in told
    assert told.count("车牌是皖A10001、皖A10002、皖A10003（6月17日）、皖A10004（6月17日）。") == 4
    assert "皖A10004 520Li、06-17 交车、F17 " in told


def test_a_call_of_a_company_on_its_own_day_speaks_of_the_month(desk):
    desk.at("2026-07-17T09:30")
    desk.take("customers", {"customer_no": "KH1", "name": "云汐物流有限公司", "phone": COMPANY, "kind": "company"})
    desk.ok("fleet", "add", "KH1", "--manager", "S1")
    desk.take("vehicles", *(delivered(number, 17) for number in range(5)))
    told = desk.ok("next", "--as", "S1").out
    assert "You have had your 520Li (皖A10000) for a month: I would like to hear how it runs" in told
    assert "since 17 June" not in told


def test_of_many_vehicles_only_how_many_is_read_out(company):
    company.take("vehicles", *(insured(number, f"皖A1000{number}") for number in range(5, 7)))
    said = company.ok("next", "--as", "S1").out
    assert "The same goes for others of your vehicles. There are 6 more." in said
    assert "They are" not in said


def test_who_brought_a_vehicle_is_called_about_that_order_in_a_call_of_its_own(company):
    company.take(
        "orders",
        {
            "order_no": "W1",
            "vin": f"LBVND{0:012d}",
            "type": "paid_repair",
            "opened_at": "2026-06-11 09:00",
            "closed_at": "2026-06-12 16:00",
            "advisor": "A1",
            "brought_by": "赵司机",
            "brought_by_phone": DRIVER,
            "labor_amount": "100",
        },
    )
    rows = {row["kind"]: row["phone"] for row in company.json("due")}
    assert rows == {"insurance_expiry": SPEAKER, "post_service": DRIVER}
    assert {row["kind"] for row in company.json("next")["followups"]} == {"insurance_expiry"}
    company.ok("log", "KH1", "answered")
    assert set(states(company).values()) == {"done"}
    card = company.json("next")
    assert ([row["kind"] for row in card["followups"]], card["phone"]) == (["post_service"], DRIVER)


def test_a_result_for_single_vehicles_stands_with_theirs_and_the_others_were_spoken_of(company):
    line = (
        "log",
        "KH1",
        "--each",
        "皖A10001, renewed_here, 2027-07-16",
        "--each",
        "皖A10002，已卖车",
        "--each",
        "皖A10003,renewed_elsewhere",
    )
    payload = company.json(*line)
    assert payload["outcome"] == "answered"
    assert sorted(str(row["result"]) for row in payload["followups"]) == [
        "None",
        "None",
        "renewed_elsewhere",
        "renewed_here",
        "vehicle_sold",
    ]
    assert results(company) == [
        ("皖A10001", "renewed_here", "2027-07-16"),
        ("皖A10002", "vehicle_sold", None),
        ("皖A10003", "renewed_elsewhere", None),
    ]
    assert company.query("SELECT count(*) FROM call") == [(1,)]
    assert states(company) == dict.fromkeys(PLATES, "done")
    facts = "SELECT plate, insurance_expires_on, sold_on FROM vehicle ORDER BY plate LIMIT 4"
    assert company.query(facts) == [
        ("皖A10000", "2026-07-15", None),
        ("皖A10001", "2027-07-16", None),
        ("皖A10002", "2026-07-17", "2026-06-15"),
        ("皖A10003", "2026-07-18", None),
    ]
    company.ok("undo", "-y")
    assert (states(company), company.query("SELECT count(*) FROM call_result")) == (dict.fromkeys(PLATES, "open"), [(0,)])


def test_a_result_for_all_holds_for_those_that_are_not_named(company):
    company.ok("log", "KH1", "--result", "undecided", "--each", "皖A10004, renewed_elsewhere")
    assert results(company) == [*((plate, "undecided", None) for plate in PLATES[:4]), ("皖A10004", "renewed_elsewhere", None)]


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        (("--each", "皖A10001"), 2, "write “plate, result, date”"),
        (("--each", "皖A10001, renewed_here"), 2, "“renewed here” needs --until DATE."),
        (("--each", "皖A10001, undecided, 2027-01-01"), 2, "Nothing goes with “undecided”"),
        (("--each", "皖A10001, undecided", "--each", "皖A10001, quoted"), 2, "“皖A10001” is given twice"),
        (("--each", "皖A99999, undecided"), 3, "皖A99999"),
        (("--each", "皖A10001, elsewhere"), 5, "is not a result of"),
        (("--each", "沪A77777, undecided"), 5, "is not a result of"),
        (("no_answer", "--each", "皖A10001, undecided"), 2, "no one was reached"),
    ],
)
def test_what_does_not_fit_a_vehicle_is_refused_and_nothing_is_written(company, line, code, says):
    company.take("customers", {"customer_no": "KH9", "name": "王芳", "phone": "13800138009"})
    company.take("vehicles", {"vin": f"LBVND{9:012d}", "plate": "沪A77777", "customer_no": "KH9"})
    refused = company.run("log", "KH1", *line)
    assert (refused.code, says in refused.err) == (code, True), refused.err
    assert company.query("SELECT count(*) FROM call") == [(0,)]


def test_a_wrong_number_is_that_of_who_speaks_and_the_next_one_is_asked_for(company):
    company.ok("fleet", "member", "add", "KH1", "KH4", "--role", "decision")
    said = company.ok("log", "KH1", "wrong_number").err
    assert "If you learn the right number: kcrm customer edit C2 --phone PHONE" in said
    assert company.query("SELECT name, phone_state FROM customer ORDER BY id LIMIT 2") == [("云汐物流有限公司", "ok"), ("张伟", "wrong")]
    assert states(company) == dict.fromkeys(PLATES, "open")
    assert {row["phone"] for row in company.json("due")} == {OTHER}
    company.ok("log", "KH1", "wrong_number")
    assert {row["phone"] for row in company.json("due")} == {COMPANY}
    company.ok("undo", "-y")
    assert {row["phone"] for row in company.json("due")} == {OTHER}


def test_their_new_number_is_theirs_and_not_the_companys(company):
    company.ok("log", "KH1", "wrong_number", "--new-phone", "13800138077")
    assert company.query("SELECT phone, phone_state FROM customer ORDER BY id LIMIT 2") == [(COMPANY, "ok"), ("13800138077", "ok")]
    assert {row["phone"] for row in company.json("due")} == {"13800138077"}


def test_a_company_that_is_not_reached_is_written_to_once(company):
    for day in (15, 16, 17):
        company.at(f"2026-06-{day}T09:30")
        company.ok("log", "KH1", "no_answer")
    assert set(states(company).values()) == {"unreachable"}
    assert company.query("SELECT count(*) FROM followup WHERE due_by = 'unreached'") == [(1,)]


def test_at_the_keys_each_vehicle_is_asked_for_until_no_more_are_named(company):
    with sitting(company) as terminal:
        ready(terminal)
        typed(
            terminal,
            ("f", "Which vehicle: 1 皖A10000, 2 皖A10001, 3 皖A10002, 4 皖A10003, 5 皖A10004"),
            ("2\n", "Result: 1 renewed"),
            ("1\n", "Until when"),
            ("1y\n", "Which vehicle: 1 皖A10000, 2 皖A10002"),
            ("皖A10004\n", "Result: 1 renewed"),
            ("4\n", "Which vehicle: 1 皖A10000, 2 皖A10002, 3 皖A10003"),
            ("\n", "done"),
        )
        assert terminal.end() == 0
    assert results(company) == [("皖A10001", "renewed_here", "2027-06-15"), ("皖A10004", "undecided", None)]
    assert states(company) == dict.fromkeys(PLATES, "done")


def test_for_four_months_one_person_calls_on_few_days_and_everything_is_told_in_time(desk):
    """Thirty cars, delivered through spring or insured until some day of summer, called about whenever the list says so."""
    desk.at("2026-06-01T09:30")
    desk.take("customers", {"customer_no": "KH1", "name": "云汐物流有限公司", "phone": COMPANY, "kind": "company"})
    rows = []
    for number in range(30):
        row = insured(number % 5, f"皖A2{number:04}") | {"vin": f"LBVND{number:012d}", "sales_consultant": "X1"}
        delivered = date(2026, 3, 1) + timedelta(days=3 * number)
        ends = date(2026, 6, 20) + timedelta(days=4 * number)
        rows.append(row | {"delivered_on": str(delivered), "insurance_expires_on": str(ends)})
    desk.take("vehicles", *rows)
    desk.ok("fleet", "add", "KH1", "--manager", "S1")
    day, called = date(2026, 6, 1), []
    while day < date(2026, 10, 1):
        desk.at(f"{day}T09:30")
        desk.ok("plan")
        due = [row for row in desk.json("due", "--as", "S1") if row["customer_no"] == "KH1"]
        if due and day.weekday() < 6:
            assert {row["caller_no"] for row in due} == {"S1"}
            called.append((day, {row["id"] for row in due}))
            desk.ok("log", "KH1", "answered")
            assert [row for row in desk.json("due", "--as", "S1") if row["customer_no"] == "KH1"] == []
        day += timedelta(days=1)
    counted = dict(desk.query("SELECT id, bundle_counts FROM followup WHERE bundle_lead_id IS NOT NULL"))
    months = Counter(day.month for day, told in called if any(counted.get(int(number[1:])) for number in told))
    assert set(months) == {6, 7, 8, 9}
    assert max(months.values()) <= 4
    # nothing waits beyond its day, but what was late when the account was made and the day before a Sunday
    late = desk.query(
        "SELECT kind, due_on, called_on FROM followup JOIN call_followup ON followup_id = followup.id JOIN call ON call.id = call_id"
        " WHERE due_on >= '2026-06-02' AND called_on > date(due_on, '+1 day')"
    )
    assert late == []
    told = desk.query("SELECT count(DISTINCT vehicle_id) FROM followup WHERE kind = 'insurance_expiry' AND state = 'done'")
    assert told == [(30,)]


@pytest.fixture
def owing(desk):
    """A company of one vehicle, of which nothing is due but a bill of 1 June; its finance contact is asked for it."""
    desk.at("2026-06-15T09:30")
    desk.take(
        "customers",
        {"customer_no": "KH1", "name": "云汐物流有限公司", "phone": COMPANY, "kind": "company"},
        {"customer_no": "KH4", "name": "李娜", "phone": OTHER},
    )
    desk.ok("fleet", "add", "KH1", "--manager", "S1")
    desk.ok("fleet", "member", "add", "KH1", "KH4", "--role", "finance")
    desk.ok("bill", "add", "KH1", "500", "--issued-on", "2026-05-01", "--due-on", "2026-06-01")
    ((number,),) = desk.query("SELECT id FROM followup WHERE kind = 'dunning' AND channel = 'call'")
    return desk, f"F{number}"


PHONES = "SELECT customer_no, phone, phone_state FROM customer ORDER BY id"


def test_a_wrong_number_of_who_is_asked_for_money_is_theirs_and_not_the_companys(owing):
    desk, dunning = owing
    said = desk.ok("log", dunning, "wrong_number", "--as", "S1")
    assert "kcrm customer edit C2 --phone PHONE" in said.err
    assert desk.query(PHONES) == [("KH1", COMPANY, "ok"), ("KH4", OTHER, "wrong")]
    desk.ok("undo", "--yes")
    assert desk.query(PHONES) == [("KH1", COMPANY, "ok"), ("KH4", OTHER, "ok")]


def test_a_new_number_of_who_is_asked_for_money_is_theirs_and_not_the_companys(owing):
    desk, dunning = owing
    desk.ok("log", dunning, "wrong_number", "--new-phone", SPEAKER, "--as", "S1")
    assert desk.query(PHONES) == [("KH1", COMPANY, "ok"), ("KH4", SPEAKER, "ok")]
