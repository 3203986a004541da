"""Somebody to call, and what a call leaves on the list."""

PHONE, OTHER = "13800138000", "13900139000"
VIN = "LSVAB2A43JN012345"
MON, TUE, WED, THU, FRI = (f"2026-06-{number}T09:00" for number in (15, 16, 17, 18, 19))


def at_half_past(moment):
    return moment.replace("T09:00", "T09:30")


def customer(desk, name="张伟", phone=PHONE, vin=VIN, **columns):
    """Somebody whose vehicle was delivered on Friday, so that on Monday one call is overdue and one is due: F1 (1DC) and F2 (3DC)."""
    desk.take(
        "vehicles", {"vin": vin, "plate": "沪A12345", "owner_phone": phone, "owner_name": name, "delivered_on": "2026-06-12", **columns}
    )


def due(desk, now, channel="--channel=call"):
    """The open follow-ups up to that day: number, kind, channel, due, attempts."""
    desk.at(now)
    rows = desk.json("due", channel)
    return [(row["id"], row["kind"], row["channel"], row["due_on"], row["attempts"]) for row in rows]


def items(payload):
    return [(row["followup_id"], row["state"], row["call_on"], row["attempts"]) for row in payload["followups"]]


def customer_row(desk, columns="phone, phone_state"):
    return desk.query(f"SELECT {columns} FROM customer WHERE id = 1")[0]


DC1 = ("F1", "1dc", "call", "2026-06-13")
DC3 = ("F2", "3dc", "call", "2026-06-15")
DC7 = ("F3", "7dc", "call", "2026-06-19")
