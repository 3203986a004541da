"""A month of the sample and a small workshop: desks whose KPIs can be counted by hand."""

from pathlib import Path

SAMPLE = Path(__file__).parents[1] / "sample_data"
MARCH = ("--period", "2026-03")


def by_key(rows, scope_id=None):
    return {row["key"]: row for row in rows if row["scope_id"] == scope_id}


def row(key, value, unit, numerator, denominator, previous, **more):
    return {
        "key": key,
        "value": value,
        "unit": unit,
        "numerator": numerator,
        "denominator": denominator,
        "period_from": "2026-05-01",
        "period_to": "2026-05-31",
        "previous": previous,
        "target": None,
        "status": "no_target",
        "scope": "whole",
        "scope_id": None,
        **more,
    }


def workshop(desk):
    """Three orders of two vehicles in March 2026."""
    desk.at("2026-04-10T09:00")
    desk.take("customers", {"customer_no": "K1", "name": "王伟", "phone": "13800138001"})
    desk.take(
        "vehicles",
        {"vin": "L00AAGY19PY107919", "plate": "皖A10001", "customer_no": "K1", "delivered_on": "2024-03-01", "service_advisor": "A1"},
        {"vin": "L00DDHC17NY115838", "plate": "皖A10002", "customer_no": "K1", "delivered_on": "2026-03-02", "service_advisor": "A1"},
    )
    desk.take(
        "orders",
        order("R1", "皖A10001", "paid_repair", "2026-03-03 09:00", "2026-03-03 11:00", steps="2,3,4,5,7"),
        order("R2", "皖A10001", "free_repair", "2026-03-10 09:00", "2026-03-10 11:00", rework_of="R1"),
        order("R3", "皖A10002", "free_inspection", "2026-03-20 09:00", "2026-03-20 12:30", appointment="1"),
    )


def order(number, plate, kind, opened, closed, **more):
    return {
        "order_no": number,
        "plate": plate,
        "type": kind,
        "opened_at": opened,
        "promised_at": f"{opened[:10]} 12:00",
        "closed_at": closed,
        "advisor": "A1",
        "team": "mechanical",
        "standard_hours": "1.5",
        "actual_hours": "2",
        "labor_amount": "100",
        "parts_amount": "50.5",
        "steps": "1,2,3,4,5,6,7,8",
        **more,
    }
