"""Prospects of the sample and what their consultants wrote down of them: drawn apart, so that the other sheets stay as they are.

A prospect is told twice, as a DMS does: in its list as it stands on the anchor day, and step by step in the log. Standard library only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random

import names
from fleet import Vehicle
from people import IN_FILE, PERSONS, Customer, day

SEED = 20260617
PROSPECTS = (
    "线索编号 姓名 手机 来源 平台 登记日期 首接人 销售顾问 级别 阶段 意向车型 竞品车型 预算 付款方式 置换 预计购车日期 介绍人 购车需求 试驾 "
    "战败日期 战败原因 战败品牌 无效原因 成交车架号 备注"
).split()
STEPS = (
    "线索编号 时间 步骤 跟进人 方式 约定 车型 公里 驾照 协议 不试驾 指导价 报价 有效期 审批人 赠品 定金 承诺交车日期 原因 竞品 "
    "再联系日期 预计购车日期 转给 车架号 备注"
).split()
VISITORS = "来店时间 接待时间 接待人 人数 再次来店 邀请试驾 留资 姓名 线索编号 备注".split()
MANAGER, TAKER, LEFT = "YG03", "YG12", "YG06"
CONSULTANTS = ("YG04", "YG05")
CHECKERS = ("YG11", "YG12")
LEFT_ON = -26

RIVALS = ("星牧 L5", "岳骐 S6", "途岭 EV3", "瀚骁 7", "辰帆 Z4")
PLATFORMS = ("汽车之家", "懂车帝", "易车", "抖音", "官网", "厂家下发")
EVENTS = ("市民广场外展", "年度车展", "新车品鉴会")
PRICES = dict(zip((model.name for model in names.MODELS), (89800, 109800, 145800, 169800, 123800, 189800, 119800), strict=True))
_SOURCES = (*["网络"] * 8, *["来店"] * 6, *["来电"] * 2, *["展会"] * 2, *["转介绍"] * 2)
_NEEDS = ("上下班代步", "家里添第二台车", "二胎换七座", "跑长途多", "给父母买", "新手练车", "接送孩子", "公司用车")
_CONTACTED = (
    "问落地价和月供，加了微信发配置表",
    "在对比{rival}，看重油耗",
    "周末想带家人来看车",
    "要白色现车，颜色没有就等等",
    "旧车想置换，先问估价",
    "家里老人还要商量，过几天再说",
    "说优惠不够，等活动",
    "首付想控制在三成以内",
    "问保养费用和质保年限",
    "出差在外，回来再约",
)
_CAME = ("一家三口来店，看了外观和后排", "和朋友一起来，坐了半小时", "带太太来看颜色，选了白色", "午休时间过来，只看了展车", "带父亲来看空间")
_DRIVEN = ("试驾满意，说隔音好", "嫌起步慢，整体还行", "座椅舒服，后备厢偏小", "走了高架，喜欢辅助驾驶", "和{rival}比觉得底盘更稳")
_QUOTED = ("回去和家人商量", "还想再少三千", "问能不能送保养", "报价单已发微信", "说{rival}便宜八千")
_MISSED = ("响铃没人接", "挂断，稍后再打", "关机")
_LOOKED = ("只看外观，没进展厅里面", "路过进来看看", "陪朋友来，自己不买", "问了几句价格就走", "接孩子前逛逛", "")
_GIFTS = ("全车贴膜、脚垫", "两次常规保养", "贴膜、行车记录仪", "")
_LOST_NOTES = {
    "价格": "同级别车别家落地便宜一万二",
    "竞品": "已经提了{rival}",
    "车型": "要的七座四驱我们没有这个配置",
    "同城他店": "在同城他店买了同款，送的保养多",
    "贷款没批": "征信有逾期，银行没批",
    "旧车估价": "旧车估价差了八千，谈不拢",
    "无现车": "白色要等六周，等不了",
    "不买了": "今年不买了，钱用在装修上",
    "服务不满意": "说来店等了二十分钟没人接待",
}


@dataclass
class Prospect:
    """One row of prospects.csv and what was done. end: the words of its stage."""

    number: str
    name: str
    phone: str
    source: str
    registered: date
    consultant: str
    model: str
    platform: str = ""
    taker: str = ""
    level: str = ""
    stage: str = "登记"
    rival: str = ""
    budget: str = ""
    payment: str = ""
    trade_in: str = ""
    intended: date | None = None
    referrer: str = ""
    need: str = ""
    driven: bool = False
    lost_on: date | None = None
    reason: str = ""
    lost_to: str = ""
    invalid: str = ""
    vin: str = ""
    note: str = ""
    steps: list[dict[str, str]] = field(default_factory=list)

    def row(self) -> list[str]:
        return [
            *(self.number, self.name, self.phone, self.source, self.platform, self.registered.isoformat(), self.taker, self.consultant),
            *(self.level, self.stage, self.model, self.rival, self.budget, self.payment, self.trade_in, _iso(self.intended), self.referrer),
            *(self.need, "是" if self.driven else "", _iso(self.lost_on), self.reason, self.lost_to, self.invalid, self.vin, self.note),
        ]


def _iso(value: date | None) -> str:
    return value.isoformat() if value else ""


_FORWARD = ("登记", "已联系", "到店", "试驾", "报价", "订车", "交车")
_STAGES = dict(zip(_FORWARD, ("登记", "已联系", "到店", "试驾", "报价", "订单", "交车"), strict=True))


class Desk:
    """Draws prospects and writes down what was done with them."""

    def __init__(self, rng: Random, customers: Sequence[Customer], vehicles: Sequence[Vehicle]) -> None:
        self.rng, self.customers, self.vehicles = rng, customers, vehicles
        self.made: list[Prospect] = []
        self.turn = 0
        # with one car of ours, an old one, of which nothing else ends soon
        cars = Counter(car.owner.index for car in vehicles)
        old = [car for car in vehicles if car.delivered and car.delivered < day(-1100) and 185 < car.owner.index <= PERSONS]
        calm = [car for car in old if car.inspection and car.inspection > day(70) and (not car.insurance or car.insurance > day(70))]
        self.repeat = rng.sample([car for car in calm if cars[car.owner.index] == 1], 10)
        taken = {vehicle.owner.index for vehicle in self.repeat}
        self.referrers = rng.sample([who for who in customers if 185 < who.index <= PERSONS and who.index not in taken], 14)

    # --- who ---

    def new(self, registered: date, *, source: str = "", consultant: str = "", owner: Customer | None = None, model: str = "") -> Prospect:
        """Somebody registered that day: a customer of the sample, or a person whom nobody knows yet."""
        rng, at = self.rng, len(self.made) + 1
        source = source or rng.choice(_SOURCES)
        self.turn += 1
        known = (owner.name, owner.phone) if owner else (names.person(rng)[0], f"1990004{1000 + at}")
        car = rng.choice(names.MODELS).name
        made = Prospect(
            f"QK{at:04d}",
            *known,
            source,
            registered,
            consultant or CONSULTANTS[self.turn % 2],
            model or f"{car} {rng.choice(names.TRIMS)}",
            platform=rng.choice(PLATFORMS) if source == "网络" else rng.choice(EVENTS) if source == "展会" else "",
            taker=TAKER if source in ("网络", "来电") else "",
            rival=rng.choice(RIVALS) if rng.random() < 0.6 else "",
            payment=rng.choice(("全款", "贷款", "贷款", "")),
            need=rng.choice(_NEEDS) if rng.random() < 0.6 else "",
        )
        if source == "转介绍":
            made.referrer = self.referrers[at % len(self.referrers)].number
            made.note = "老客户回访时介绍" if at % 2 else ""
        made.budget = str(self._price(made) // 5000 * 5000) if rng.random() < 0.7 else ""
        self.made.append(made)
        return made

    def _price(self, who: Prospect) -> int:
        name, trim = who.model.rsplit(" ", 1)
        return PRICES[name] + 6000 * names.TRIMS.index(trim)

    # --- what was done ---

    def step(self, who: Prospect, kind: str, on: date, **cells: str) -> None:
        """A step on that day, after those before it. The consultant takes it, unless it says who."""
        last = who.steps[-1]["时间"] if who.steps else ""
        # of the registration only the day is told, which stands for noon
        opens = time(12, 30) if on == who.registered else time(9)
        at = datetime.combine(on, opens) + timedelta(minutes=5 * self.rng.randint(3, 60))
        if last[:10] == on.isoformat():
            at = datetime.fromisoformat(last) + timedelta(minutes=5 * self.rng.randint(3, 8))
        who.steps.append({"线索编号": who.number, "时间": f"{at:%Y-%m-%d %H:%M}", "步骤": kind, "跟进人": who.consultant, **cells})
        if kind in _FORWARD and _FORWARD.index(kind) > _FORWARD.index(self._reached(who)):
            who.stage = _STAGES[kind]

    def _reached(self, who: Prospect) -> str:
        return next((kind for kind, stage in _STAGES.items() if stage == who.stage), "登记")

    def _words(self, texts: Sequence[str], who: Prospect) -> str:
        fitting = [text for text in texts if who.rival or "{rival}" not in text]
        return self.rng.choice(fitting).format(rival=who.rival)

    def contact(self, who: Prospect, on: date, **cells: str) -> None:
        by = self.rng.choice(("电话", "电话", "电话", "微信"))
        self.step(who, "已联系", on, **{"方式": by, "备注": self._words(_CONTACTED, who), **cells})

    def came(self, who: Prospect, on: date) -> None:
        self.step(who, "到店", on, 备注=self._words(_CAME, who))

    def drive(self, who: Prospect, on: date, **cells: str) -> None:
        """Most drive far enough, with licence and agreement; some do not want to."""
        chance = self.rng.random()
        if chance < 0.15 and not cells:
            self.step(who, "试驾", on, 不试驾="是", 备注="今天没时间，下次再试")
            return
        who.driven = True
        seen = "" if chance > 0.92 else "是"
        car = who.model.rsplit(" ", 1)[0]
        said = {"车型": car, "公里": str(self.rng.randint(10, 22)), "驾照": seen, "协议": "是", "备注": self._words(_DRIVEN, who)}
        self.step(who, "试驾", on, **(said | cells))

    def quote(self, who: Prospect, on: date, until: date | None = None) -> int:
        price = self._price(who)
        percent = self.rng.choice((1, 2, 2, 3, 3, 5))
        asked = (price - price * percent // 100) // 100 * 100
        self.step(
            who,
            "报价",
            on,
            车型=who.model,
            指导价=str(price),
            报价=str(asked),
            有效期=(until or on + timedelta(days=7)).isoformat(),
            审批人=MANAGER if percent > 3 else "",
            赠品=self.rng.choice(_GIFTS),
            备注=self._words(_QUOTED, who),
        )
        return asked

    def order(self, who: Prospect, on: date, promised: date, price: int) -> None:
        self.step(who, "订车", on, 车型=who.model, 定金="5000", 报价=str(price), 承诺交车日期=promised.isoformat())

    def talks(self, who: Prospect, until: date, every: int) -> None:
        """From the registration on: a walk-in is talked to at once, others soon; then every so many days until a day, which is left out."""
        on = who.registered
        if who.source == "来店":
            self.came(who, on)
        else:
            on += timedelta(days=self.rng.choice((0, 0, 0, 1)))
            if on < until:
                self.contact(who, on)
        for _ in range(3):
            on += timedelta(days=every)
            if on >= until:
                return
            if self.rng.random() < 0.15:
                self.step(who, "未联系上", on, 备注=self.rng.choice(_MISSED))
            else:
                self.contact(who, on)

    def bring(self, who: Prospect, stage: str, first: date, last: date) -> int:
        """Up to a stage between two days, as they come: to the showroom, a test drive, a quote; the price that was named."""
        span, price = (last - first).days, 0
        reached = [self.came, self.drive, self.quote][: ("到店", "试驾", "报价").index(stage) + 1]
        for at, does in enumerate(reached, 1):
            if does == self.came and who.stage != "登记" and who.source == "来店":
                continue
            price = does(who, first + timedelta(days=span * at // len(reached))) or price
        return price


def _delivered(desk: Desk) -> None:
    """Cars of the sample that a prospect bought: the delivery itself is told by the vehicle's row."""
    cars = {car.index: car for car in desk.vehicles}
    # three of them have another car of ours
    chosen = (7, 11, 17, 20, 24, 26, 28, 30, 33, 36, 39, 41, 44, 46, 47, 49, 51, 53, 55, 206, 257, 341, 354)
    for at, index in enumerate(chosen):
        car = cars[index]
        assert car.delivered is not None
        days = (5, 9, 12, 15, 17, 19, 22, 26, 33)[at * 4 % 9]
        wait = (3, 6, 9, 14)[at % 4]
        ordered = car.delivered - timedelta(days=wait)
        who = desk.new(ordered - timedelta(days=days), consultant=car.consultant, owner=car.owner, model=_model_of(car))
        _bought(desk, who, car, ordered, late=(0, 0, 2, 0, 0, -3, 0, 4)[at % 8])
    back = cars[34]
    assert back.delivered is not None
    who = desk.new(day(-128), source="来店", consultant=back.consultant, owner=back.owner, model=_model_of(back))
    desk.came(who, day(-128))
    desk.quote(who, day(-122))
    _lose(desk, who, day(-104), "价格")
    desk.step(who, "激活", day(-73), 跟进人="YG11", 备注="战败回访：还没买，优惠到了愿意再谈")
    who.lost_on, who.reason, who.lost_to, who.stage = None, "", "", "报价"
    _bought(desk, who, back, day(-52), late=0, since=day(-72))


def _model_of(car: Vehicle) -> str:
    return f"{car.model.name} {names.TRIMS[car.index % 4]}"


def _bought(desk: Desk, who: Prospect, car: Vehicle, ordered: date, *, late: int, since: date | None = None) -> None:
    assert car.delivered is not None
    span = (ordered - (since or who.registered)).days
    if since is None:
        desk.talks(who, who.registered + timedelta(days=max(1, span // 2)), 3)
    price = desk.bring(who, "报价", ordered - timedelta(days=max(1, span // 2)), ordered)
    desk.order(who, ordered, car.delivered - timedelta(days=late), price)
    # a day or two ago the delivery stands in the vehicle's row alone
    if car.delivered < day(-3):
        desk.step(who, "交车", car.delivered, 车架号=car.vin)
    who.stage, who.vin = "交车", car.vin


def _ordered(desk: Desk) -> None:
    """Cars on order: promised for the day for which they are planned, one for yesterday."""
    cars = {car.index: car for car in desk.vehicles}
    for index, days, ordered in ((68, 12, -9), (69, 21, -6), (70, 16, -14), (71, 8, -4), (72, 27, -11), (74, 18, -5)):
        car = cars[index]
        assert car.planned is not None
        who = desk.new(day(ordered - days), consultant=car.consultant, owner=car.owner, model=_model_of(car))
        desk.talks(who, day(ordered - days // 2), 4)
        price = desk.bring(who, "报价", day(ordered - days // 2), day(ordered))
        desk.order(who, day(ordered), day(-1) if index == 68 else car.planned, price)


# days of the loss, its reason as the consultant has it, as a specialist heard it, which rival
_LOSSES = (
    (-338, "价格", "", ""),
    (-325, "竞品", "竞品", "星牧 L5"),
    (-307, "车型", "", ""),
    (-291, "价格", "竞品", "岳骐 S6"),
    (-270, "不买了", "不买了", ""),
    (-255, "竞品", "竞品", "途岭 EV3"),
    (-236, "同城他店", "", ""),
    (-219, "价格", "服务不满意", ""),
    (-203, "贷款没批", "贷款没批", ""),
    (-188, "竞品", "竞品", "星牧 L5"),
    (-171, "无现车", "无现车", ""),
    (-156, "车型", "车型", ""),
    (-140, "价格", "", ""),
    (-127, "竞品", "竞品", "瀚骁 7"),
    (-112, "旧车估价", "旧车估价", ""),
    (-95, "同城他店", "同城他店", ""),
    (-84, "竞品", "竞品", "星牧 L5"),
    (-66, "价格", "价格", ""),
    (-51, "不买了", "", ""),
    (-44, "竞品", "竞品", "岳骐 S6"),
    (-31, "车型", "车型", ""),
    (-30, "竞品", "竞品", "途岭 EV3"),
    (-29, "价格", "竞品", "星牧 L5"),
    (-14, "同城他店", "同城他店", ""),
    (-8, "竞品", "竞品", "辰帆 Z4"),
    (-3, "价格", "", ""),
    (-2, "竞品", "", "星牧 L5"),
    (-1, "车型", "", ""),
)


def _lose(desk: Desk, who: Prospect, on: date, reason: str, rival: str = "", heard: str = "") -> None:
    """The consultant asks, the sales manager confirms the day after, a specialist asks again two days later."""
    said = rival if reason == "竞品" else ""
    note = _LOST_NOTES[reason].format(rival=rival)
    desk.step(who, "战败", on, 原因=reason, 竞品=said, 备注=note)
    who.stage, who.lost_on, who.reason, who.lost_to = "战败", on, reason, said
    if on < day(-2):
        desk.step(who, "战败审批", on + timedelta(days=1), 跟进人=MANAGER)
    if heard:
        checker = CHECKERS[len(who.steps) % 2]
        to = rival if heard == "竞品" else ""
        desk.step(who, "战败核实", on + timedelta(days=2), 跟进人=checker, 原因=heard, 竞品=to, 备注=_LOST_NOTES[heard].format(rival=rival))
        who.reason, who.lost_to = heard, to


def _lost(desk: Desk) -> None:
    for at, (on, reason, heard, rival) in enumerate(_LOSSES):
        days = (11, 18, 25, 34, 47)[at % 5]
        seller = LEFT if on < LEFT_ON and at % 3 == 0 else ""
        owner = desk.repeat.pop().owner if at in (9, 17) else None
        who = desk.new(day(on - days), consultant=seller, owner=owner)
        who.rival = rival or who.rival
        desk.talks(who, day(on - days // 3), 5)
        if at % 4:
            desk.bring(who, ("到店", "试驾", "报价")[at % 4 - 1], day(on - days // 3), day(on - 1))
        if at == 8:
            desk.order(who, day(on - 1), day(on + 20), desk.quote(who, day(on - 2)))
            desk.step(who, "退订", day(on), 原因="贷款没有批下来")
            who.stage = "报价"
        _lose(desk, who, day(on), reason, rival, heard)


# days since it was marked, why, and for when they asked to be called again
_INVALID = (
    (-310, "空号", None),
    (-262, "暂无意向", None),
    (-214, "打不通", None),
    (-176, "暂无意向", -90),
    (-133, "空号", None),
    (-101, "暂无意向", None),
    (-60, "暂不考虑", None),
    (-48, "暂不考虑", 0),
    (-37, "打不通", None),
    (-30, "打不通", None),
    (-22, "暂不考虑", 40),
    (-11, "打不通", None),
    (-4, "暂无意向", 12),
)


def _invalid(desk: Desk) -> None:
    for at, (on, reason, again) in enumerate(_INVALID):
        who = desk.new(day(on - 4 - at % 5), source=("网络", "网络", "来电", "展会")[at % 4], consultant=LEFT if at in (1, 5) else "")
        reached = reason.startswith("暂")
        if reached:
            desk.contact(who, who.registered, 备注="随便看看，还没打算买")
        else:
            desk.step(who, "未联系上", who.registered, 备注=desk.rng.choice(_MISSED))
            desk.step(who, "未联系上", who.registered + timedelta(days=1), 备注=desk.rng.choice(_MISSED))
        desk.step(who, "无效", day(on), 原因=reason, 再联系日期=day(again).isoformat() if again is not None else "")
        who.stage, who.invalid = "无效", reason


# level, the days before the anchor of the last contact, how far they have come, what the last contact agreed or the quote's last day
_OPEN = (
    ("H", 1, "报价", "有效期 1"),
    ("H", 1, "试驾", ""),
    ("H", 2, "报价", "有效期 2"),
    ("H", 1, "报价", "约定 0 10:30"),
    ("H", 1, "到店", ""),
    ("H", 3, "报价", "有效期 -1"),
    ("A", 3, "试驾", ""),
    ("A", 3, "报价", "有效期 1"),
    ("A", 3, "已联系", ""),
    ("A", 4, "到店", ""),
    ("A", 5, "报价", "有效期 4"),
    ("A", 2, "到店", "约定 1 19:00"),
    ("A", 2, "试驾", ""),
    ("A", 1, "试驾", "短"),
    ("A", 1, "报价", "有效期 6"),
    ("A", 1, "已联系", "约定 0 15:00"),
    ("B", 7, "已联系", ""),
    ("B", 7, "到店", ""),
    ("B", 7, "试驾", ""),
    ("B", 8, "报价", "有效期 3"),
    ("B", 9, "已联系", ""),
    ("B", 5, "已联系", "约定 2 14:30"),
    ("B", 5, "到店", ""),
    ("B", 3, "试驾", ""),
    ("B", 3, "已联系", ""),
    ("B", 2, "已联系", ""),
    ("B", 1, "到店", ""),
    ("B", 6, "已联系", ""),
    ("C", 15, "已联系", ""),
    ("C", 15, "到店", ""),
    ("C", 17, "已联系", ""),
    ("C", 12, "已联系", ""),
    ("C", 10, "试驾", ""),
    ("C", 8, "已联系", ""),
    ("C", 5, "已联系", ""),
    ("C", 3, "到店", ""),
    ("C", 2, "已联系", ""),
    ("C", 13, "已联系", ""),
    ("N", 30, "已联系", ""),
    ("N", 31, "已联系", ""),
    ("N", 20, "已联系", ""),
    ("N", 12, "到店", ""),
    ("N", 5, "已联系", ""),
)
_AHEAD = {"H": (2, 6), "A": (10, 14), "B": (20, 28), "C": (45, 85)}
_EVERY = {"H": 1, "A": 3, "B": 7, "C": 15, "N": 30}


def _open(desk: Desk) -> None:
    rng = desk.rng
    for at, (level, ago, stage, more) in enumerate(_OPEN):
        every = _EVERY[level]
        last = day(-ago)
        first = last - timedelta(days=rng.randint(1, 3) * every + rng.randint(3, 8))
        fresh = ago <= 3 and stage == "到店"  # a walk-in of these days
        owner = desk.repeat.pop() if at % 7 == 3 else None
        who = desk.new(last if fresh else first, source="来店" if fresh else "", owner=owner.owner if owner else None)
        if owner:
            who.trade_in = owner.plate
        elif rng.random() < 0.25:
            who.trade_in = rng.choice(("旧轿车，2017 年，八万公里", "SUV，2019 年上牌", "面包车，想一起处理"))
        who.intended = day(rng.randint(*_AHEAD[level])) if level in _AHEAD else None
        if at == 2:
            who.intended = day(-2)  # gone by: they may be buying elsewhere today
        if at in (8, 25):
            who.intended, who.level = None, level  # set by hand
        _work(desk, who, last, stage, more, every)
    taken_up = desk.new(day(-148), source="网络", consultant="YG05")
    taken_up.intended = day(24)
    desk.contact(taken_up, day(-148))
    desk.drive(taken_up, day(-139), 公里="14")
    _lose(desk, taken_up, day(-120), "竞品", "岳骐 S6", "竞品")
    desk.step(taken_up, "激活", day(-90), 跟进人="YG11", 预计购车日期=day(24).isoformat(), 备注="战败回访：家里再添一台，还会考虑我们")
    taken_up.lost_on, taken_up.reason, taken_up.lost_to, taken_up.stage = None, "", "", "试驾"
    for on in (-80, -52, -29, -7):
        desk.contact(taken_up, day(on))
    cancelled = desk.new(day(-41), source="来店")
    cancelled.intended = day(12)
    desk.came(cancelled, day(-41))
    desk.drive(cancelled, day(-38), 公里="16")
    desk.order(cancelled, day(-30), day(-5), desk.quote(cancelled, day(-31)))
    desk.step(cancelled, "退订", day(-6), 原因="等车太久，还想要有现车的")
    cancelled.stage = "报价"
    desk.contact(cancelled, day(-2), 备注="现车白色到店，约来看")


def _work(desk: Desk, who: Prospect, last: date, stage: str, more: str, every: int) -> None:
    """Talked to since they came, and brought to their stage; the last contact is on that day."""
    what, _, rest = more.partition(" ")
    fresh = who.registered == last
    if not fresh:
        desk.talks(who, last - timedelta(days=every) + timedelta(days=1), every)
    elif who.source == "来店":
        desk.came(who, last)
    if stage in ("试驾", "报价") and not fresh and who.source != "来店":
        desk.came(who, who.registered + (last - who.registered) // 2)
    agreed = f"{day(int(rest.split()[0])).isoformat()} {rest.split()[1]}" if what == "约定" else ""
    if stage == "报价":
        if who.registered < last - timedelta(days=every):
            desk.drive(who, last - timedelta(days=every))
        desk.quote(who, last, day(int(rest)) if what == "有效期" else None)
    elif stage == "试驾":
        desk.drive(who, last, **({"公里": "6", "驾照": ""} if what == "短" else {"公里": "15"}))
    elif stage == "到店":
        if not fresh:
            desk.came(who, last)
    else:
        desk.contact(who, last)
    if agreed:
        who.steps[-1]["约定"] = agreed


def _left(desk: Desk) -> None:
    """Of who left: three whom the sales manager gave to colleagues the day after, three whom nobody thought of."""
    for at, (registered, to, stage, ahead) in enumerate(
        (
            (-58, "YG04", "试驾", 26),
            (-44, "YG05", "到店", 60),
            (-39, "YG05", "报价", 11),
            (-52, "", "试驾", 40),
            (-36, "", "到店", 22),
            (-33, "", "已联系", 75),
        )
    ):
        who = desk.new(day(registered), source=("来店", "网络", "转介绍")[at % 3], consultant=LEFT)
        who.intended = day(ahead)
        desk.talks(who, day(-29), 7)
        if stage != "已联系":
            desk.bring(who, stage, day(-30), day(LEFT_ON - 1))
        if to:
            desk.step(who, "转派", day(LEFT_ON + 1), 跟进人=MANAGER, 转给=to, 备注="贺凯离职，客户转给同事")
            who.consultant = to
            desk.contact(who, day(-24), 备注="自我介绍，接手跟进")
            desk.contact(who, day((-6, -10, -2)[at]))


def _fresh(desk: Desk) -> None:
    """Of the last days, whom nobody has talked to yet; two have no consultant in the DMS."""
    for ago, source, whose in ((2, "网络", "YG04"), (1, "网络", ""), (1, "网络", "YG05"), (1, "来电", "YG04"), (1, "网络", ""), (1, "转介绍", "YG05")):
        who = desk.new(day(-ago), source=source, consultant=whose or "YG04")
        who.consultant = whose
        who.intended = day(desk.rng.choice((14, 25, 40))) if desk.rng.random() < 0.5 else None
    tried = desk.new(day(-3), source="网络", consultant="YG05")
    tried.intended = day(5)
    desk.step(tried, "未联系上", day(-2), 备注="响铃没人接")
    desk.step(tried, "未联系上", day(-1), 备注="挂断，稍后再打")


def prospects(customers: Sequence[Customer], vehicles: Sequence[Vehicle]) -> list[Prospect]:
    """All prospects, numbered by the day on which they were registered."""
    desk = Desk(Random(SEED), customers[:IN_FILE], vehicles)
    for draw in (_delivered, _ordered, _lost, _invalid, _open, _left, _fresh):
        draw(desk)
    made = sorted(desk.made, key=lambda who: (who.registered, who.number))
    for at, who in enumerate(made, 1):
        who.number = f"QK{at:04d}"
        for step in who.steps:
            step["线索编号"] = who.number
    return made


def step_rows(made: Sequence[Prospect]) -> Iterator[list[str]]:
    """The log, in the order in which it was written."""
    for step in sorted((step for who in made for step in who.steps), key=lambda step: (step["时间"], step["线索编号"])):
        yield [step.get(heading, "") for heading in STEPS]


def visitor_rows(made: Sequence[Prospect]) -> Iterator[list[str]]:
    """The showroom register of the last sixty days: every visit of the log, and those who left neither name nor phone."""
    rng = Random(SEED + 1)
    lines = []
    for who in made:
        visits = [step for step in who.steps if step["步骤"] == "到店"]
        for at, step in enumerate(visits):
            drove = any(other["步骤"] == "试驾" and other["时间"][:10] == step["时间"][:10] for other in who.steps)
            offered = drove or rng.random() < 0.7
            came = datetime.fromisoformat(step["时间"]) - timedelta(minutes=rng.randint(2, 9))
            lines.append(_line(rng, came, step["跟进人"], "", who.number, again=at > 0, offered=offered, note=""))
    for ago in range(60, 0, -1):
        for _ in range(rng.choice((0, 0, 1, 1, 2))):
            came = datetime.combine(day(-ago), time(9)) + timedelta(minutes=rng.randint(0, 480))
            name = names.person(rng)[0] if rng.random() < 0.2 else ""
            staff = rng.choice((LEFT, *CONSULTANTS) if ago > -LEFT_ON else CONSULTANTS)
            offered, note = rng.random() < 0.3, rng.choice(_LOOKED)
            lines.append(_line(rng, came, staff, name, "", again=rng.random() < 0.1, offered=offered, note=note))
    yield from sorted(line for line in lines if line[0][:10] >= day(-60).isoformat())


def _line(rng: Random, came: datetime, staff: str, name: str, number: str, *, again: bool, offered: bool, note: str) -> list[str]:
    """Most are received at once, some wait, few are never received."""
    wait = rng.choice((0, 0, 1, 1, 1, 2, 2, 2, 3, 3, 5, 8))
    met = "" if not number and rng.random() < 0.08 else f"{came + timedelta(minutes=wait):%Y-%m-%d %H:%M}"
    words = ["是" if each else "否" for each in (again, offered, bool(number))]
    return [f"{came:%Y-%m-%d %H:%M}", met, staff if met else "", str(rng.choice((1, 1, 2, 2, 3))), *words, name, number, note]
