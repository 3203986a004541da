"""A desk with something of everything that the readable views show, its values chosen so that each can be worked out by hand."""

VIN, OTHER_VIN = "LSVAM4187C2184841", "LSVAM4187C2184842"


def fill_readable(desk):
    """张伟[/b] (C1) was entered twice and has a car; 李娜 (C2) sold it to him on 1 June; what was once known of her is cleared again."""
    desk.take(
        "customers",
        {"customer_no": "K1", "name": "张伟[/b]", "phone": "13800138001", "note": "[bold]靠窗[/bold]"},
        {"customer_no": "K2", "name": "李娜", "phone": "13800138002", "wechat": "lina", "hobby": "钓鱼"},
        {"customer_no": "K3", "name": "张伟", "phone": "13800138003"},
    )
    desk.ok("customer", "edit", "no:K2", "--hobby", "", "--wechat", "")
    desk.take(
        "vehicles",
        {
            "vin": VIN,
            "plate": "沪A12345",
            "brand": "澜岳",
            "model": "青屿",
            "customer_no": "K2",
            "delivered_on": "2025-05-14",
            "sales_consultant": "X1",
        },
    )
    desk.ok("vehicle", "edit", VIN, "--price", "128000.50", "--deposit", "0.01")
    desk.take(
        "orders",
        {
            "order_no": "W1",
            "vin": VIN,
            "type": "paid_repair",
            "opened_at": "2026-05-31 23:30",
            "closed_at": "2026-06-01 00:10",
            "advisor": "A1",
            "team": "paint",
            "labor_amount": "175.05",
            "parts_amount": "389",
            "other_amount": "0.29",
            "standard_hours": "1.25",
            "mileage_km": "10500",
            "accident": "yes",
            "fault": "<b>异响</b>",
        },
    )
    desk.ok("vehicle", "transfer", VIN, "no:K1", "--on", "2026-06-01")
    desk.ok("customer", "merge", "no:K3", "no:K1", "--keep", "no:K1", "--force")
    desk.ok("--as", "S1", "complaint", "open", "no:K1", "--severity", "minor", "--description", "异响[/b]", "--cause", "repair")
    desk.ok("followup", "add", "no:K2", "other", "2026-06-16 15:30", "--about", "取发票")
