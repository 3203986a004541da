"""Eight company accounts of the sample: who they are, their people, cars and orders, contracts, bills and payments.

They are drawn by a random stream of their own, after everything else, and stand in a folder of their own: what was there before stays
as it was, row by row.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

import fleet
import names
import workshop
from people import FIRST_ACCOUNT, Customer, Staff, day

SEED = 20260616

FLEETS = "客户编号 建档日期 客户经理 员工人数 车队规模 行业 优惠政策 存在问题 机会".split()
MEMBERS = "客户编号 姓名 电话 职务 角色 重要成员 决策人 车牌号 起始日期".split()
RELATIONS = "客户编号 关系 关系客户编号 备注".split()
PRODUCTS = "客户编号 产品 金额 起始日期 终止日期".split()
ANNIVERSARIES = "客户编号 纪念日 日期 每年".split()
CONTRACTS = "合同编号 客户编号 合同类型 合同状态 签订日期 起始日期 终止日期 金额 折扣 账期(天) 信用额度 审批人".split()
BILLS = "单据号 客户编号 金额 开票日期 到期日 合同编号 工单号".split()
PAYMENTS = "收款单号 单据号 客户编号 收款日期 金额".split()

MANAGERS = (
    Staff("YG14", "罗振华", "大客户经理", "", "大客户部", "", date(2018, 5, 14)),
    Staff("YG15", "程雅琴", "大客户经理", "", "大客户部", "", date(2020, 9, 7)),
)


@dataclass(frozen=True)
class Account:
    """What is particular of an account. days: within which it pays; 0: at once, without bills. unpaid: bills of so many months ago."""

    name: str
    trade: str
    cars: int
    manager: str
    days: int
    use: str
    unpaid: tuple[int, ...] = ()
    daily: tuple[int, int] = (40, 90)


# A bill is issued every thirty days, the latest one 28 days ago; that of k months ago is 30 k - 2 days old.
ACCOUNTS = (
    Account("平安出租汽车有限公司", "出租客运", 60, "YG14", 60, "营运车", (1, 2), (150, 230)),
    Account("捷运网约车服务有限公司", "网约客运", 40, "YG14", 30, "营运车", (1,), (120, 200)),
    Account("丰达物流有限公司", "物流", 25, "YG14", 45, "营运车", (1, 2), (90, 160)),  # 13 days late
    Account("鸿基建设工程有限公司", "建筑", 18, "YG14", 15, "公务车", (1, 2)),  # 13 and 43 days late
    Account("康宁医疗服务有限公司", "医疗", 12, "YG14", 30, "公务车"),  # has paid too much
    Account("百味食品配送有限公司", "食品配送", 8, "YG15", 0, "营运车"),
    Account("育才教育集团有限公司", "教育", 6, "YG15", 15, "公务车"),
    Account("汀江律师事务所", "法律服务", 5, "YG15", 30, "公务车", (1,)),
)
_TAXI, _RIDES, _FREIGHT, _BUILDER, _CLINIC, _FOOD, _SCHOOL, _LAW = range(8)


class World:
    """All of it, drawn once. taken: the plates that others have."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.rng = Random(SEED)
        self.customers = [self._company(at, account) for at, account in enumerate(ACCOUNTS)]
        self.vehicles = list(self._vehicles({*taken}))
        self.orders = self._orders()
        self.bills = list(self._bills())

    def _company(self, at: int, account: Account) -> Customer:
        region = self.rng.choice(names.DISTRICTS)
        return Customer(
            FIRST_ACCOUNT + at,
            f"{names.CITY}{account.name}",
            "公司",
            f"0500-238{5000 + at}",
            region=region,
            address=names.address(self.rng, region),
            source="外拓巡展",
            key_person=names.person(self.rng)[0],
        )

    def _vehicles(self, taken: set[str]) -> Iterator[fleet.Vehicle]:
        index = fleet.COUNT
        for at, account in enumerate(ACCOUNTS):
            for place in range(account.cars):
                index += 1
                row: fleet.Row = {
                    "owner": FIRST_ACCOUNT + at,
                    "use": account.use,
                    "metres": self.rng.randint(*account.daily) * 1000,
                    "delivered": day(-self.rng.randint(150, 1300)),
                    "consultant": self.rng.choice(("YG04", "YG05")),
                }
                if at == _FREIGHT and place >= account.cars - 4:
                    row["delivered"] = day(-5 + place % 2)  # four at once
                car = fleet.build(self.rng, index, row, self.customers[at])
                while car.plate and car.plate in taken:
                    car.plate = fleet.plate(self.rng, car.model.electric)
                taken.add(car.plate)
                yield car

    def _orders(self) -> list[workshop.Order]:
        """Maintenance every seven or eight months of the last sixteen, and a repair now and then; two are in the workshop."""
        shop = workshop.Workshop(self.rng)
        for car in self.vehicles:
            assert car.delivered is not None
            on = max(car.delivered, day(-480)).toordinal() + self.rng.randint(40, 210)
            while on < day(-1).toordinal():
                shop.add(car, workshop.MAINTENANCE, date.fromordinal(on))
                on += self.rng.randint(200, 250)
            repaired = day(-self.rng.randint(5, 460))
            if self.rng.random() < 0.45 and repaired > car.delivered and shop.free(car, repaired):
                shop.add(car, workshop.REPAIR, repaired)
        for car in (self.vehicles[0], self.vehicles[60]):
            shop.add(car, workshop.REPAIR, day(-1), days=3, still_open=True)
        shop.orders.sort(key=lambda order: (order.opened, order.vehicle.index))
        for at, order in enumerate(shop.orders, 1):
            order.number = f"GJ{at:05d}"
        return shop.orders

    def paid_by(self, at: int, first: date, last: date) -> list[workshop.Order]:
        """The orders that an account paid, closed in these days."""
        return [
            order
            for order in self.orders
            if order.vehicle.owner is self.customers[at]
            and order.payer == "客户"
            and order.closed is not None
            and first <= order.closed.date() <= last
        ]

    def _bills(self) -> Iterator[tuple[str, int, int, date, date, list[workshop.Order]]]:
        """Number, account, fen, day, due day and orders: of each account one every thirty days for what was closed in them."""
        number = 0
        for at, account in enumerate(ACCOUNTS):
            for months in range(13, 0, -1) if account.days else ():
                orders = self.paid_by(at, day(-30 * months - 27), day(-30 * months + 2))
                fen = sum(_fen(amount) for order in orders for amount in order.amounts)
                if fen:
                    number += 1
                    yield f"FP{number:04d}", at, fen, day(-30 * months + 2), day(-30 * months + 2 + account.days), orders

    def payments(self) -> Iterator[list[str]]:
        """One of seven a few days late, by the rest the day is kept; the last bill of the clinic was paid twice."""
        number = 0
        for bill, at, fen, issued, due, _orders in self.bills:
            months = (day(2) - issued).days // 30
            late = self.rng.randrange(7) == 0
            paid = min(date.fromordinal(due.toordinal() + (self.rng.randint(1, 9) if late else -self.rng.randint(0, 6))), day(-1))
            if months not in ACCOUNTS[at].unpaid:
                number += 1
                yield [f"SK{number:04d}", bill, "", paid.isoformat(), _yuan(fen)]
        fen = next(fen for _bill, at, fen, *_more in reversed(self.bills) if at == _CLINIC)
        yield [f"SK{number + 1:04d}", "", self.customers[_CLINIC].number, day(-4).isoformat(), _yuan(fen)]


def _fen(amount: str) -> int:
    whole, _point, part = amount.partition(".")
    return int(whole) * 100 + int((part + "00")[:2])


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02d}"


def _fleets(world: World) -> Iterator[list[str]]:
    policies = {_TAXI: "工时九折，优先工位", _CLINIC: "上门取送车"}
    problems = {_FREIGHT: "司机常常错过保养里程", _BUILDER: "付款要经工地、公司两道签字"}
    chances = {_RIDES: "明年计划更换 15 台纯电车", _FOOD: "在谈定点维修协议"}
    for at, (who, account) in enumerate(zip(world.customers, ACCOUNTS, strict=True)):
        staff, cars = account.cars * 3 + at, account.cars + (account.cars // 4)
        known = [policies.get(at, ""), problems.get(at, ""), chances.get(at, "")]
        yield [who.number, day(-700 + 40 * at).isoformat(), account.manager, str(staff), str(cars), account.trade, *known]


def _members(world: World) -> Iterator[list[str]]:
    """Three of each, and drivers of the first cars; no two of one name at one company."""
    phone, rng = 0, world.rng
    for at, (who, account) in enumerate(zip(world.customers, ACCOUNTS, strict=True)):
        cars = [car for car in world.vehicles if car.owner is who][: 2 + account.cars // 20]
        posts = [("车队长", "联系人", "是", "否"), ("总经理", "决策人", "是", "是"), ("财务主管", "财务", "否", "否")]
        known: set[str] = set()
        for post, role, key, decides, plate in [*((*post, "") for post in posts), *(("司机", "司机", "否", "否", car.plate) for car in cars)]:
            name = names.person(rng)[0]
            while name in known:
                name = names.person(rng)[0]
            known.add(name)
            phone += 1
            yield [who.number, name, f"1990005{phone:04d}", post, role, key, decides, plate, day(-690 + 40 * at).isoformat()]


def _relations(world: World) -> Iterator[list[str]]:
    number = [who.number for who in world.customers]
    yield [number[_RIDES], "母公司", number[_TAXI], "平安控股"]
    yield [number[_CLINIC], "供应商", number[_FOOD], "职工食堂"]


def _products(world: World) -> Iterator[list[str]]:
    number = [who.number for who in world.customers]
    for at, product, amount, first, last in (
        (_TAXI, "车险", "268000", -120, 245),
        (_TAXI, "道路救援", "18000", -120, 245),
        (_RIDES, "延保", "96000", -60, 1035),
        (_FREIGHT, "车险", "118000", -330, 35),
        (_CLINIC, "协议保养", "36000", -200, 165),
    ):
        yield [number[at], product, amount, day(first).isoformat(), day(last).isoformat()]


def _anniversaries(world: World) -> Iterator[list[str]]:
    number = [who.number for who in world.customers]
    for at, title, on in ((_TAXI, "公司成立纪念日", 12), (_CLINIC, "合作纪念日", -160), (_SCHOOL, "校庆", 40), (_LAW, "事务所成立纪念日", 3)):
        yield [number[at], title, day(on).isoformat(), "是"]


# account, kind, state, first and last day from the anchor, yuan a car, discount
_CONTRACTS = (
    (_TAXI, "框架协议", "执行中", -325, 40, 1800, "10%"),  # to be renewed
    (_RIDES, "框架协议", "执行中", -200, 165, 1700, "8%"),
    (_FREIGHT, "维修协议", "执行中", -150, 215, 1900, "5%"),
    (_BUILDER, "购车合同", "执行中", -100, 265, 1600, ""),
    (_CLINIC, "框架协议", "已到期", -500, -136, 1500, "5%"),
    (_CLINIC, "维修协议", "执行中", -135, 230, 1500, "5%"),
    (_LAW, "维修协议", "执行中", -90, 275, 1200, ""),
)


def _contracts(world: World) -> Iterator[list[str]]:
    for number, (at, kind, state, first, last, each, discount) in enumerate(_CONTRACTS, 1):
        account = ACCOUNTS[at]
        yield [
            *(f"HT{number:03d}", world.customers[at].number, kind, state, day(first - 6).isoformat()),
            *(day(first).isoformat(), day(last).isoformat(), str(each * account.cars), discount, str(account.days), "", "YG01"),
        ]


def _bill_rows(world: World) -> Iterator[list[str]]:
    for bill, at, fen, issued, due, orders in world.bills:
        under = next(
            (
                f"HT{number:03d}"
                for number, (whose, _kind, _state, first, last, *_more) in enumerate(_CONTRACTS, 1)
                if whose == at and day(first) <= issued <= day(last)
            ),
            "",
        )
        numbers = ",".join(order.number for order in orders)
        yield [bill, world.customers[at].number, _yuan(fen), issued.isoformat(), due.isoformat(), under, numbers]


def sheets(world: World) -> Iterator[tuple[str, list[str], Iterable[list[str]]]]:
    """Each file but those of kinds that the sample has already: its name, headings and rows."""
    yield "fleets", FLEETS, _fleets(world)
    yield "members", MEMBERS, _members(world)
    yield "relations", RELATIONS, _relations(world)
    yield "products", PRODUCTS, _products(world)
    yield "anniversaries", ANNIVERSARIES, _anniversaries(world)
    yield "contracts", CONTRACTS, _contracts(world)
    yield "bills", BILLS, _bill_rows(world)
    yield "payments", PAYMENTS, world.payments()
