"""The story of a customer, newest first. The clock stands at Monday 2026-06-15."""

from __future__ import annotations

VIN = "1M8GDM9AXKP042788"


def with_a_story(desk):
    """A delivery in March, a visit in May, two calls today."""
    desk.take("customers", {"customer_no": "KH1", "name": "安娜", "phone": "13800138001"})
    vehicle = {
        "vin": VIN,
        "plate": "皖A12345",
        "model": "RX5",
        "customer_no": "KH1",
        "delivered_on": "2026-03-02",
        "sales_consultant": "X1",
    }
    desk.take("vehicles", {**vehicle, "insurance_expires_on": "2026-07-10"})
    desk.take(
        "orders",
        {
            "order_no": "GD1",
            "vin": VIN,
            "type": "paid_maintenance",
            "opened_at": "2026-05-04 09:10",
            "closed_at": "2026-05-04 11:00",
            "labor_amount": "300",
            "parts_amount": "260.50",
            "advisor": "A1",
        },
    )
    desk.at("2026-06-15T09:30")
    desk.ok("log", "KH1", "answered", "--score", "9", "--note", "想换车", "--as", "S1")


def test_it_tells_deliveries_visits_and_calls_newest_first(desk):
    with_a_story(desk)
    *others, visit, delivery = desk.json("customer", "show", "KH1")["history"]
    call = others[0]
    assert delivery == {"at": "2026-03-02", "what": "delivery", "detail": "皖A12345 RX5", "by": "顾文斌"}
    # 300 and 260.50 yuan
    assert visit == {"at": "2026-05-04T09:10:00+08:00", "what": "visit", "detail": "皖A12345 paid_maintenance 560.50", "by": "秦大勇"}
    assert (call["at"], call["what"], call["by"]) == ("2026-06-15T09:30:00+08:00", "call", "白雪")
    assert call["detail"].endswith(": answered, 9, 想换车")
    desk.speaking("zh")
    assert "接通、9、想换车" in desk.ok("customer", "show", "KH1").out


def test_the_last_ten_are_shown_and_all_on_request(desk):
    with_a_story(desk)
    for number in range(12):
        opened = f"2026-05-{number + 10} 09:00"
        desk.take("orders", {"order_no": f"R{number}", "vin": VIN, "type": "paid_repair", "opened_at": opened, "closed_at": opened})
    result = desk.ok("customer", "show", "KH1")
    assert len(desk.json("customer", "show", "KH1")["history"]) == 10
    assert "kcrm customer show C1 --all" in result.err
    everything = desk.json("customer", "show", "KH1", "--all")["history"]
    assert [row["what"] for row in everything].count("visit") == 13  # the twelve and the one before
    assert [row["at"] for row in everything] == sorted((row["at"] for row in everything), reverse=True)


def test_a_used_car_comes_from_one_and_goes_to_the_other(desk):
    with_a_story(desk)
    desk.take("customers", {"customer_no": "KH2", "name": "鲍里", "phone": "13800138002"})
    desk.ok("vehicle", "transfer", VIN, "KH2", "--on", "2026-06-14")
    gone = [row for row in desk.json("customer", "show", "KH1", "--all")["history"] if row["what"] == "passed_on"]
    come = [row for row in desk.json("customer", "show", "KH2")["history"] if row["what"] == "bought_used"]
    assert [(row["at"], row["detail"]) for row in gone] == [("2026-06-14", "皖A12345 RX5 鲍里")]
    assert [(row["at"], row["detail"]) for row in come] == [("2026-06-14", "皖A12345 RX5 安娜")]


def test_what_was_skipped_by_hand_is_told_with_the_reason(desk):
    with_a_story(desk)
    desk.ok("followup", "add", "KH1", "birthday", "2026-06-16", "--reason", "关怀", "--as", "S1")
    [number] = [row["id"] for row in desk.json("customer", "show", "KH1")["followups"] if row["kind"] == "birthday"]
    desk.ok("followup", "skip", number, "--reason", "已当面祝贺", "--as", "S2")
    [skipped] = [row for row in desk.json("customer", "show", "KH1")["history"] if row["what"] == "skipped"]
    assert (skipped["detail"], skipped["by"]) == ("birthday: 已当面祝贺", "林晓")
