"""Vehicles of the sample: first the ones that a test or the README names, then the rest of the fleet."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Required, TypedDict

import names
from people import ANCHOR, FIRST_ACCOUNT, IN_FILE, PERSONS, Customer, day

COUNT = 360
_VALUES = dict(zip("0123456789ABCDEFGHJKLMNPRSTUVWXYZ", [*range(10), *range(1, 9), *range(1, 6), 7, 9, *range(2, 10)], strict=True))
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"

# Days between delivery and the anchor, so that every call of the first year and each anniversary falls on days around it.
_RECENT = (
    *(0, -1, -1, -2, -3, -3, -4, -6, -7, -7, -8, -10, -14, -20, -25, -29, -30, -31, -31, -33, -40, -47, -60, -61, -61, -62, -75),
    *(-89, -91, -91, -92, -93, -121, -122, -123, -153, -183, -214, -244, -275, -306, -334, -335, -364, -365, -365, -366),
    *(-730, -731, -1065, -1066, -1095, -1096, -1461),
)
_PLANNED = (1, 1, 2, 3, 5, 7, 10, 20)
_MONTH_ENDS = (date(2024, 2, 29), date(2024, 12, 31), date(2025, 8, 31), date(2025, 11, 30), date(2026, 1, 31), date(2026, 3, 31))
_LAST_VISITS = (-180, -181, -182, -183, -184, -185, -187, -362, -363, -364, -365, -366, -367, -370)


class Row(TypedDict, total=False):
    """What is fixed of a vehicle before the rest is drawn; owner is the customer's index."""

    owner: Required[int]
    delivered: date | None
    planned: date
    sold: date
    scrapped: date
    last_visit: date
    warranty: date
    insurance: date
    inspection: date
    model: names.CarModel
    use: str
    metres: int
    plate: str
    consultant: str
    advisor: str
    show_km: bool
    wrong_vin: bool


@dataclass
class Vehicle:
    """One row of vehicles.csv, and how the car is driven: metres a day, and the day after which it is not seen again."""

    index: int
    owner: Customer
    model: names.CarModel
    use: str
    metres_a_day: int
    delivered: date | None
    planned: date | None = None
    plate: str = ""
    vin: str = ""
    consultant: str = ""
    advisor: str = ""
    warranty: date | None = None
    insurance: date | None = None
    inspection: date | None = None
    sold: date | None = None
    scrapped: date | None = None
    last_visit: date | None = None
    show_km: bool = False

    def km(self, on: date) -> int:
        """The odometer on a day: strictly driven forward, a fifth faster or slower in turns of thirty days."""
        if self.delivered is None or on < self.delivered:
            return 8
        days = (on - self.delivered).days
        turn = days % 60
        return 12 + self.metres_a_day * (5 * days + min(turn, 60 - turn)) // 5000


def check_digit(vin: str) -> str:
    """The ninth character that the other sixteen ask for (ISO 3779 as used in GB 16735)."""
    rest = sum(_VALUES[letter] * weight for letter, weight in zip(vin, _WEIGHTS, strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def _vin(vehicle: Vehicle) -> str:
    """L00 stands for no maker; model, check digit, model year, plant and a serial number follow."""
    year = (vehicle.delivered or vehicle.planned or ANCHOR).year
    serial = 100000 + vehicle.index * 7919 % 900000
    vin = f"L00{vehicle.model.code}0{'LMNPRST'[year - 2020]}Y{serial}"
    return vin[:8] + check_digit(vin) + vin[9:]


def plate(rng: Random, electric: bool) -> str:
    """皖T is given to no city."""
    if electric:
        return f"皖T{rng.choice('DF')}{rng.randrange(10**5):05d}"
    return f"皖T{rng.choice(_LETTERS[:7])}{rng.randrange(10)}{rng.choice(_LETTERS)}{rng.randrange(100):02d}"


def _next_yearly(start: date, years: int) -> date:
    """The first day after the anchor that lies a whole number of such periods after the start."""
    due = start
    while due <= ANCHOR:
        due += timedelta(days=365 * years)
    return due


def _specimens(rng: Random, pool: list[int]) -> list[Row]:
    """Owner, delivery and what else is fixed, for the vehicles with a purpose; the pool gives persons without one."""
    rows: list[Row] = [
        {"owner": 10, "delivered": day(-900), "metres": 38_000, "consultant": "YG04"},
        {"owner": 12, "delivered": day(-1300), "sold": day(-20), "insurance": day(30)},
        {"owner": 13, "delivered": day(-1800), "scrapped": day(-35), "inspection": day(30)},
        {"owner": 18, "delivered": day(-730), "insurance": day(30), "metres": 41_000, "consultant": "YG05"},
        {"owner": 8, "delivered": day(-700), "insurance": day(30)},
        {"owner": 40, "delivered": day(-50), "metres": 95_000, "show_km": True},
        {"owner": 41, "delivered": day(-53), "metres": 88_000, "show_km": True},
        {"owner": 42, "delivered": day(-365), "consultant": "YG06", "advisor": "YG07"},
        {"owner": 43, "delivered": day(-366), "consultant": "YG06", "advisor": "YG08"},
        {"owner": 44, "delivered": day(-31), "consultant": "YG06", "advisor": "YG08"},
        {"owner": 45, "delivered": day(-40), "consultant": "YG06", "advisor": "YG07"},
        {"owner": 46, "delivered": day(-640), "wrong_vin": True},
        {"owner": 47, "delivered": day(-1200), "plate": "粤Z1234港"},
    ]
    rows += [{"owner": pool.pop(0), "delivered": day(offset)} for offset in _RECENT]
    rows += [{"owner": pool.pop(0), "delivered": None, "planned": day(offset)} for offset in _PLANNED]
    rows += [{"owner": pool.pop(0), "delivered": on} for on in _MONTH_ENDS]
    rows += [{"owner": pool.pop(0), "delivered": day(-rng.randint(800, 1500)), "last_visit": day(on)} for on in _LAST_VISITS]
    rows += [{"owner": pool.pop(0), "insurance": day(at)} for at in (30, 30, 29, 31, 32, 35, 0, 1, -1, 8, 15, 22)]
    rows += [{"owner": pool.pop(0), "inspection": day(at)} for at in (30, 30, 29, 31, 33, 35, 2, -1, 10, 18)]
    rows += [{"owner": pool.pop(0), "warranty": day(at), "delivered": day(at - 1096)} for at in (30, 29, 31, 6)]
    rows += [{"owner": 281, "use": "公务车", "plate": "皖T0316警" if at == 0 else ""} for at in range(4)]
    rows += [{"owner": 282, "use": "营运车", "metres": rng.randint(140, 210) * 1000, "model": names.MODELS[6]} for _ in range(10)]
    rows += [{"owner": 283, "use": "营运", "plate": f"皖T10{at:02d}学", "metres": rng.randint(90, 130) * 1000} for at in range(31, 36)]
    rows += [{"owner": 284, "use": use} for use in ("公务车",) * 4 + ("营运车",) * 3]
    rows += [{"owner": index, "use": "公务车" if rng.random() < 0.6 else "私家车"} for index in range(285, 298)]
    rows += [{"owner": index} for index in range(298, 301)]
    return rows


def vehicles(rng: Random, customers: list[Customer]) -> list[Vehicle]:
    """All vehicles, in the order of the file. Customers 11 and 20 own none, the first buys one later."""
    fixed = {10, 11, 12, 13, 18, 8, 20, *range(40, 48)}
    pool = [*range(48, PERSONS + 1)] + [index for index in range(1, 48) if index not in fixed]
    rows = _specimens(rng, pool)
    rows += [{"owner": index} for index in pool]
    second = rng.sample(pool, COUNT - len(rows))
    rows += [{"owner": index} for index in second]
    made = [build(rng, at, row, customers[row["owner"] - 1]) for at, row in enumerate(rows, 1)]
    twice = [plate for plate, times in Counter(vehicle.plate for vehicle in made if vehicle.plate).items() if times > 1]
    if twice or len(made) != COUNT or len({vehicle.vin for vehicle in made}) != COUNT:
        message = f"not {COUNT} different vehicles: {len(made)}, plates twice {twice}"
        raise ValueError(message)
    return made


def build(rng: Random, index: int, row: Row, owner: Customer) -> Vehicle:
    """One vehicle; what the row leaves open is drawn."""
    drawn = day(-rng.randint(130, 1900))
    if drawn.day > 28 and drawn.month == 2:
        drawn -= timedelta(days=1)
    model = rng.choice(names.MODELS[:6] if rng.random() < 0.8 else names.MODELS[6:])
    use = "非营运" if rng.random() < 0.3 else "私家车"
    metres = rng.randint(22, 62) * 1000 if rng.random() < 0.9 else rng.randint(62, 95) * 1000
    vehicle = Vehicle(
        index,
        owner,
        row.get("model", model),
        row.get("use", use),
        row.get("metres", metres),
        row.get("delivered", drawn),
        row.get("planned"),
        last_visit=row.get("last_visit"),
        sold=row.get("sold"),
        scrapped=row.get("scrapped"),
    )
    vehicle.vin = _vin(vehicle)
    if row.get("wrong_vin"):
        vehicle.vin = vehicle.vin[:8] + ("0" if vehicle.vin[8] != "0" else "1") + vehicle.vin[9:]
    at = vehicle.delivered
    if at is None or at > day(-6):
        vehicle.plate = ""
    else:
        vehicle.plate = row.get("plate") or plate(rng, vehicle.model.electric)
    # Who left sold nothing after his last weeks; a few cars were bought elsewhere and have no consultant.
    sellers = ("YG04", "YG05", "YG06") if at is not None and at < day(-28) else ("YG04", "YG05")
    bought_here = at is None or at > day(-600) or rng.random() < 0.93
    vehicle.consultant = row.get("consultant") or (rng.choice(sellers) if bought_here else "")
    vehicle.advisor = row.get("advisor") or rng.choice(("YG07", "YG08"))
    vehicle.show_km = row.get("show_km", False) or rng.random() < 0.15
    if at is not None:
        yearly = vehicle.use in ("营运车", "营运")
        vehicle.warranty = row.get("warranty") or at + timedelta(days=1096)
        insured_here = rng.random() < 0.93
        vehicle.insurance = row.get("insurance") or (_next_yearly(at, 1) if insured_here else None)
        vehicle.inspection = row.get("inspection") or _next_yearly(at, 1 if yearly else 2)
    return vehicle


def owner_columns(vehicle: Vehicle) -> tuple[str, str, str]:
    """Customer number, phone and name as the sheet has them: the number, or for unknown customers the other two."""
    if vehicle.owner.index <= IN_FILE or vehicle.owner.index >= FIRST_ACCOUNT:
        return vehicle.owner.number, "", ""
    return "", vehicle.owner.phone, vehicle.owner.name
