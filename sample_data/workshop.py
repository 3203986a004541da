"""Repair orders of the sample: the maintenance each car would come for, the cases with a purpose, and chance for the rest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

import names
from fleet import Vehicle
from people import PERSONS, day

COUNT = 1500
OPENS_ON = day(-1095)
YESTERDAY = day(-1)

MAINTENANCE, REPAIR, FIRST, CHECK = "有费定保", "有费修理", "首保", "免费定检"
FREE, WARRANTY, INTERNAL, PDI, ACCESSORY = "免费修理", "索赔", "内部", "PDI", "精品"
_PAYER = {MAINTENANCE: "客户", REPAIR: "客户", ACCESSORY: "客户", FIRST: "厂家", WARRANTY: "厂家"}
# type: hours in tenths, labour yuan, parts yuan, of the other than accident and overhaul
_SIZES = {
    MAINTENANCE: ((8, 16), (120, 280), (260, 920)),
    REPAIR: ((6, 45), (100, 900), (60, 2600)),
    FIRST: ((7, 10), (80, 120), (180, 320)),
    CHECK: ((4, 7), (0, 0), (0, 0)),
    FREE: ((5, 20), (50, 300), (0, 200)),
    WARRANTY: ((6, 40), (80, 700), (100, 4200)),
    INTERNAL: ((3, 15), (40, 200), (0, 150)),
    PDI: ((10, 15), (80, 120), (0, 0)),
    ACCESSORY: ((3, 25), (0, 260), (180, 2800)),
}
_ACCIDENT = ((30, 240), (600, 5200), (900, 14000))
_OVERHAUL = ((120, 300), (2400, 5200), (4200, 16000))


@dataclass
class Order:
    """One row of orders.csv; amounts in yuan as text, hours in tenths; no closing time while the car is in the workshop."""

    vehicle: Vehicle
    type: str
    opened: datetime
    promised: datetime
    closed: datetime | None
    advisor: str
    technician: str
    team: str
    payer: str
    hours: tuple[int, int]
    amounts: tuple[str, str, str]
    brought_by: str = ""
    brought_by_phone: str = ""
    appointment: bool = False
    accident: bool = False
    overhaul: bool = False
    rework_of: Order | None = None
    steps: str = ""
    number: str = ""


class Workshop:
    """Draws orders and keeps when each car was in, so that no two stays of one car run into each other."""

    def __init__(self, rng: Random) -> None:
        self.rng = rng
        self.orders: list[Order] = []
        self.stays: dict[int, list[tuple[date, date]]] = {}

    def free(self, vehicle: Vehicle, on: date, margin: int = 6) -> bool:
        gap = timedelta(days=margin)
        return all(on + gap < first or on - gap > last for first, last in self.stays.get(vehicle.index, []))

    def add(
        self,
        vehicle: Vehicle,
        kind: str,
        on: date,
        *,
        days: int = 0,
        accident: bool = False,
        overhaul: bool = False,
        still_open: bool = False,
        rework_of: Order | None = None,
        brought: tuple[str, str] | None = None,
    ) -> Order:
        """An order opened that day between 08:30 and 17:00 and closed so many days later, unless that is yet to come.

        Out of warranty, a warranty repair is a paid one.
        """
        rng = self.rng
        if kind == WARRANTY and vehicle.warranty and on > vehicle.warranty:
            kind = REPAIR
        hours, labour, parts = _OVERHAUL if overhaul else _ACCIDENT if accident else _SIZES[kind]
        standard = rng.randint(*hours)
        opened = datetime.combine(on, time(8, 30)) + timedelta(minutes=5 * rng.randint(0, 102))
        work = timedelta(minutes=30 + 6 * min(standard, 40) + 5 * rng.randint(0, 12))
        if days == 0:
            opened = min(opened, datetime.combine(on, time(18)) - work)
        promised = opened + work if days == 0 else datetime.combine(on + timedelta(days=days), time(10 + rng.randrange(7), 30))
        late = rng.random() < 0.14
        closed = promised + timedelta(minutes=5 * (rng.randint(3, 24) if late else -rng.randint(0, 5)))
        team = rng.choice(("钣金", "喷漆")) if accident else "机电"
        order = Order(
            vehicle,
            kind,
            opened,
            promised,
            None if still_open or closed.date() > YESTERDAY else closed,
            rng.choice((vehicle.advisor, vehicle.advisor, vehicle.advisor, "YG07", "YG08")),
            "YG09" if team == "机电" else "YG10",
            team,
            "保险" if accident else _PAYER.get(kind, "内部"),
            (standard, max(2, standard * rng.randint(75, 130) // 100)),
            (_yuan(rng, labour), _yuan(rng, parts), _yuan(rng, (10, 260)) if rng.random() < 0.07 else "0.00"),
            accident=accident,
            overhaul=overhaul,
            appointment=kind in (MAINTENANCE, FIRST, REPAIR, WARRANTY) and not accident and rng.random() < 0.38,
            rework_of=rework_of,
        )
        order.brought_by, order.brought_by_phone = brought or self._bringer(vehicle, kind)
        order.steps = self._steps(order)
        self.orders.append(order)
        self.stays.setdefault(vehicle.index, []).append((on, on + timedelta(days=days)))
        return order

    def _bringer(self, vehicle: Vehicle, kind: str) -> tuple[str, str]:
        """A company's driver, at times somebody of the family; mostly nobody is written down, now and then the owner."""
        rng = self.rng
        if kind in (PDI, INTERNAL):
            return "", ""
        chance = rng.random()
        if chance < (0.75 if vehicle.owner.index > PERSONS else 0.08):
            return names.person(rng)[0], f"1990002{1000 + rng.randrange(9000)}"
        return (vehicle.owner.name, "") if chance > 0.93 else ("", "")

    def _steps(self, order: Order) -> str:
        """The steps of the service process that were done; the last, the call, only after a while."""
        if order.type in (PDI, INTERNAL):
            return "4,5,6,7" if order.closed else "4,5"
        done = ["1"] if order.appointment else []
        done += ["2", *(["3"] if self.rng.random() < 0.82 else []), "4", "5"]
        if order.closed:
            done += [*(["6"] if self.rng.random() < 0.9 else []), "7"]
            if order.closed.date() < day(-6) and order.type != ACCESSORY and self.rng.random() < 0.8:
                done.append("8")
        return ",".join(done)


def _yuan(rng: Random, limits: tuple[int, int]) -> str:
    return f"{rng.randint(*limits)}.{rng.choice(('00', '00', '00', '50'))}" if limits[1] else "0.00"


def _maintenance(shop: Workshop, vehicle: Vehicle) -> date | None:
    """Every maintenance of one car since delivery, by months or kilometres; the last day after which it may still be seen."""
    rng = shop.rng
    if vehicle.delivered is None:
        return None
    end = min(vehicle.sold or YESTERDAY, vehicle.scrapped or YESTERDAY, YESTERDAY)
    if vehicle.delivered > day(-94):
        return end  # their first maintenance is yet to come
    quiet = (vehicle.last_visit or end) - timedelta(days=30 if vehicle.last_visit else 0)
    on = vehicle.delivered + timedelta(days=min(91, 5_000_000 // vehicle.metres_a_day) + rng.randint(-6, 20))
    first = True
    loyal = 0.02 if vehicle.index < 20 else 0.085
    while on <= quiet:
        if rng.random() > 0.2:
            if on >= OPENS_ON and shop.free(vehicle, on):
                shop.add(vehicle, FIRST if first else MAINTENANCE, on)
            if rng.random() < loyal and vehicle.last_visit is None and vehicle.index > 20:
                return on
        first = False
        on += timedelta(days=max(25, min(182, 10_000_000 // vehicle.metres_a_day) + rng.randint(-8, 35)))
    if vehicle.last_visit:
        shop.add(vehicle, MAINTENANCE, vehicle.last_visit)
    return vehicle.last_visit or end


def _cases(shop: Workshop, fleet: list[Vehicle]) -> None:
    """The orders that the README lists, on vehicles of known places in the file."""
    sold_on, gift, several, heavy = fleet[0], fleet[3], fleet[5], fleet[6]
    buyer = ("罗佩文", "19900001011")
    shop.add(sold_on, REPAIR, day(-300))
    shop.add(sold_on, REPAIR, day(-3), brought=buyer)
    shop.add(gift, REPAIR, day(-3))
    shop.add(several, ACCESSORY, day(-25))
    shop.add(heavy, ACCESSORY, day(-22))
    # One day, two orders: one visit.
    shop.add(fleet[7], REPAIR, day(-120))
    shop.add(fleet[7], WARRANTY, day(-120))
    # Came back after a week, and found in the store before the car left.
    back = shop.add(fleet[8], REPAIR, day(-13))
    shop.add(fleet[8], FREE, day(-4), rework_of=back)
    inside = shop.add(fleet[11], REPAIR, day(-9), accident=True, days=5)
    shop.add(fleet[11], INTERNAL, day(-6), rework_of=inside)
    shop.add(fleet[12], REPAIR, day(-18), overhaul=True, days=14)
    shop.add(fleet[4], REPAIR, day(-3))
    idle = [vehicle for vehicle in fleet[200:] if vehicle.delivered and not vehicle.last_visit and shop.free(vehicle, day(-3), 12)]
    for vehicle, on in zip(idle[:10], (-6, -5, -4, -3, -3, -2, -2, -1, -1, -1), strict=True):
        shop.add(vehicle, REPAIR if on > -4 else WARRANTY, day(on), days=-on + shop.rng.randint(0, 3), still_open=True)
    shop.add(idle[10], REPAIR, day(-8), accident=True, days=11, still_open=True)
    for vehicle, on in zip(idle[11:31], (-9, -8, -7, -7, -6, -6, -5, -5, -4, -4, -4, -3, -3, -3, -3, -2, -2, -1, -1, -1), strict=True):
        kind = shop.rng.choice((REPAIR, REPAIR, WARRANTY))
        brought = ("家属 " + names.person(shop.rng)[0], f"1990003{1000 + vehicle.index}") if on == -3 else None
        shop.add(vehicle, kind, day(on), brought=brought)
    for vehicle in fleet:
        delivery = vehicle.delivered or vehicle.planned
        if delivery and delivery > day(-125):
            shop.add(vehicle, PDI, min(delivery - timedelta(days=3), day(-2)))


def _chance(shop: Workshop, fleet: list[Vehicle], ends: dict[int, date]) -> None:
    """Repairs and the rest, wherever a car has time for one, until the count is full."""
    rng = shop.rng
    seen = [vehicle for vehicle in fleet if vehicle.index in ends and not vehicle.last_visit and vehicle.index > 20]
    while len(shop.orders) < COUNT:
        vehicle = rng.choice(seen)
        start = max(vehicle.delivered or OPENS_ON, OPENS_ON) + timedelta(days=10)
        span = (ends[vehicle.index] - start).days
        if span < 1:
            continue
        on = start + timedelta(days=rng.randint(0, span))
        if not shop.free(vehicle, on):
            continue
        kind = rng.choices((REPAIR, WARRANTY, FREE, CHECK, ACCESSORY, INTERNAL), (52, 18, 8, 8, 9, 5))[0]
        accident = kind == REPAIR and rng.random() < 0.18
        overhaul = kind == REPAIR and not accident and vehicle.km(on) > 25_000 and rng.random() < 0.07
        days = rng.randint(2, 9) if accident else rng.randint(4, 12) if overhaul else rng.choice((0, 0, 0, 0, 1, 2))
        order = shop.add(vehicle, kind, on, days=days if kind in (REPAIR, WARRANTY) else 0, accident=accident, overhaul=overhaul)
        back = on + timedelta(days=days + rng.randint(3, 12))
        unhappy = kind == REPAIR and order.closed and len(shop.orders) < COUNT and rng.random() < 0.06
        if unhappy and back <= ends[vehicle.index] and shop.free(vehicle, back, 1):
            shop.add(vehicle, FREE, back, rework_of=order)


def orders(rng: Random, fleet: list[Vehicle]) -> list[Order]:
    """All orders by opening time, numbered in that order."""
    shop = Workshop(rng)
    _cases(shop, fleet)
    ends = {vehicle.index: end for vehicle in fleet if (end := _maintenance(shop, vehicle)) is not None}
    _chance(shop, fleet, ends)
    shop.orders.sort(key=lambda order: (order.opened, order.vehicle.index))
    for at, order in enumerate(shop.orders, 1):
        order.number = f"GD{at:05d}"
    return shop.orders
