"""CSV files of an invented dealership of any size, the same for the same size: customers, a vehicle each, their repair orders.

Usage: python -m benchmarks.generate FOLDER [CUSTOMERS]

Each vehicle has so many orders that there are about eight times as many orders as customers, as in a dealership's tenth year. Numbers,
dates and amounts follow from the row's place alone; VINs have right check digits.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from kcrm.identifiers import vin_check_digit_ok

TODAY = date(2026, 6, 15)
ORDERS = 8
FAMILY, GIVEN = "王李张刘陈杨黄赵吴周", "伟芳娜敏静丽强磊军洋勇艳杰涛明超霞平刚桂"
STAFF = (
    ("M1", "沈国栋", "sales_manager"),
    ("X1", "顾文斌", "sales_consultant"),
    ("X2", "程小雨", "sales_consultant"),
    ("A1", "秦大勇", "service_advisor"),
    ("A2", "马晓东", "service_advisor"),
    *((f"S{number}", f"白{GIVEN[number]}", "cs_specialist") for number in range(1, 7)),
)
HEADINGS = {
    "staff": ("employee_no", "name", "role"),
    "customers": ("customer_no", "name", "phone", "gender", "birthday", "address"),
    "vehicles": ("vin", "customer_no", "use", "delivered_on", "sales_consultant", "service_advisor", "insurance_expires_on"),
    "orders": ("order_no", "vin", "type", "opened_at", "closed_at", "advisor", "labor_amount", "parts_amount", "mileage_km"),
}
TYPES = ("paid_maintenance", "paid_repair", "paid_maintenance", "warranty_repair")


def generate(folder: Path, customers: int) -> dict[str, Path]:
    """Write the files; their paths by the kind that `kcrm import` calls them."""
    rows = {
        "staff": iter(STAFF),
        "customers": map(customer, range(customers)),
        "vehicles": map(vehicle, range(customers)),
        "orders": (row for number in range(customers) for row in orders(number)),
    }
    return {kind: write(folder / f"{kind}.csv", HEADINGS[kind], each) for kind, each in rows.items()}


def customer(number: int) -> Sequence[object]:
    """One customer in fifty shares a phone with the one before."""
    name = FAMILY[number % 10] + GIVEN[number // 10 % 20] + GIVEN[number // 200 % 20]
    phone = 13_000_000_000 + (number - 1 if number % 50 == 7 else number)
    born = date(1955, 1, 1) + timedelta(days=number * 37 % 18_000)
    return f"K{number:07}", name, phone, ("male", "female")[number % 2], born, f"解放路{number % 900}号"


def vehicle(number: int) -> Sequence[object]:
    """Delivered on some day of the last ten years; insured until the anniversary to come."""
    delivered = delivery(number)
    insured = delivered + timedelta(days=365 * ((TODAY - delivered).days // 365 + 1))
    use = ("private", "private", "private", "official", "commercial")[number % 5]
    return vin(number), f"K{number:07}", use, delivered, f"X{number % 2 + 1}", f"A{number % 2 + 1}", insured


def orders(number: int) -> Iterator[Sequence[object]]:
    """A visit about every five months; who stayed away for long is among them."""
    opened = delivery(number)
    for place in range(ORDERS):
        opened += timedelta(days=120 + number * 7 % 61 + place)
        if opened >= TODAY:
            return
        begin = f"{opened} {8 + place % 8:02}:{number % 60:02}"
        end = f"{opened} {17 + place % 3}:{number % 60:02}"
        amounts = f"{(number * 13 + place) % 900 + 80}.50", f"{(number * 29 + place) % 2500}.00"
        yield f"G{number:07}-{place}", vin(number), TYPES[place % 4], begin, end, f"A{place % 2 + 1}", *amounts, 5_000 * (place + 1)


def delivery(number: int) -> date:
    """Every day of the last ten years in turn, in an order that jumps about."""
    return TODAY - timedelta(days=number * 1_009 % 3_650 + 1)


def vin(number: int) -> str:
    """The one with the right check digit."""
    candidates = (f"LSVAA49J{check}32{number:06}" for check in "0123456789X")
    return next(candidate for candidate in candidates if vin_check_digit_ok(candidate))


def write(path: Path, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(headings)
        writer.writerows(rows)
    return path


if __name__ == "__main__":
    place = Path(sys.argv[1])
    place.mkdir(parents=True, exist_ok=True)
    generate(place, int(sys.argv[2]) if len(sys.argv) > 2 else 10_000)
