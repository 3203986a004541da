"""A small May and April of 2026, worked out by hand, for tests of the monthly report.

May: a maintenance by appointment handed over in time (labour 200, parts 300), a repair handed over late (500, 1000), a warranty repair
(100, 200): three visits, two of them paid, income 2300. April: one repair (100, 100). Costs of May: 1000 fixed, 800 variable, so that
500 are left; each yuan of income leaves 1500/2300, so that 1000 ÷ (1500/2300) = 1533.33 cover all cost. Planned were 1000 of labour.

Satisfaction: in May one customer gave the advisor 6 where 8 was expected, the work 9 where 9 was, waiting 8 and no expectation, and would
recommend the store (9); another gave the advisor 8 of 8 and would not (3). CSI (6+9+8) ÷ (8+9+8) = 23/25 = 0.92; the advisor 14/16 = 0.875,
rated 7 on average, is the lowest; of two asked one would and one would not: a net score of 0. In April the advisor got 5 of 10.
"""

from __future__ import annotations

from typing import Any

MONTH = "2026-05"
HOSTILE = "售后</td><script>alert(1)</script>|**部**"
_CHECKED = "1,2,3,4,5,6,7"


def fill(desk: Any) -> None:
    """Put the two months into a desk."""
    desk.take(
        "staff",
        {"employee_no": "T1", "name": "许机电", "role": "technician", "team": "mechanical", "level": "1"},
        {"employee_no": "T2", "name": "武钣金", "role": "technician", "team": "body", "level": "2"},
    )
    desk.take(
        "customers",
        {"customer_no": "K1", "name": "张伟", "phone": "13800138001"},
        {"customer_no": "K2", "name": "李娜", "phone": "13800138002"},
    )
    desk.take(
        "vehicles",
        {"vin": "LSVAA4182E2123456", "plate": "沪A12345", "customer_no": "K1", "delivered_on": "2024-01-10"},
        {"vin": "LSVAA4182E2123457", "plate": "沪A12346", "customer_no": "K1", "delivered_on": "2024-02-10"},
    )
    one, two = ({"vin": f"LSVAA4182E212345{digit}", "advisor": "A1", "steps": _CHECKED} for digit in (6, 7))
    mechanical, body = {"technician": "T1", "team": "mechanical"}, {"technician": "T2", "team": "body"}
    desk.take(
        "orders",
        one | mechanical | _order("GD0", "paid_repair", "2026-04-10 09:00", "2026-04-10 17:00", "100", "100"),
        one
        | mechanical
        | _order("GD1", "paid_maintenance", "2026-05-04 09:00", "2026-05-04 11:00", "200", "300")
        | {"promised_at": "2026-05-04 12:00", "appointment": "yes"},
        two
        | body
        | _order("GD2", "paid_repair", "2026-05-11 09:00", "2026-05-12 10:00", "500", "1000")
        | {"promised_at": "2026-05-11 18:00"},
        one | mechanical | _order("GD3", "warranty_repair", "2026-05-20 09:00", "2026-05-20 15:00", "100", "200") | {"payer": "warranty"},
    )
    complaint = {"customer_no": "K1", "received_at": "2026-05-12 11:00", "severity": "minor", "description": "交车晚了"}
    desk.take("complaints", complaint | {"cause": "service", "department": HOSTILE})
    forms = (
        ("K1", "2026-05-22", ("advisor=6/8", "work_quality=9/9", "time_on_site=8", "recommend=9")),
        ("K2", "2026-05-23", ("advisor=8/8", "recommend=3")),
        ("K1", "2026-04-20", ("advisor=5/10",)),
    )
    for customer, day, answers in forms:
        desk.ok("survey", "add", customer, "csi", *answers, "--on", day, "--staff", "S1")
    costs = desk.folder / "costs.csv"
    costs.write_text(
        "month,kind,item,amount\n2026-05,fixed,rent,1000\n2026-05,variable,parts,800\n2026-05,plan,labor_income,1000\n", encoding="utf-8"
    )
    desk.ok("finance", "import", costs)
    desk.ok("classify", "run")


def _order(number: str, kind: str, opened: str, closed: str, labor: str, parts: str) -> dict[str, str]:
    amounts = {"labor_amount": labor, "parts_amount": parts, "payer": "customer"}
    return {"order_no": number, "type": kind, "opened_at": opened, "closed_at": closed} | amounts
