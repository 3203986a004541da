"""Complaints of the sample: written by hand, not drawn, so that each stands where the README says it does. Standard library only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from fleet import Vehicle
from people import Customer, day
from workshop import Order

HOUR = 60
DAY = 24 * HOUR
AFTER_SALES, SALES, CARE, PARTS = "售后服务部", "销售部", "客户关爱部", "配件部"
MINOR, NORMAL, MAJOR = "轻微", "一般", "重大"
# of which the customer's last order before it is told as well
WORKSHOP = ("维修技术", "配件质量")


@dataclass(frozen=True)
class Case:
    """A complaint. who: the customer's place in customers.csv. on: days after the anchor.

    accepted, resolved, closed: minutes after it was received, None for not yet. vehicle: whether the DMS names the customer's vehicle.
    vin: another vehicle than the customer's first. by_phone: the DMS has the phone instead of the customer number.
    """

    who: int
    on: int
    at: str
    severity: str
    cause: str
    channel: str
    source: str
    department: str
    text: str
    accepted: int | None = None
    resolved: int | None = None
    closed: int | None = None
    vehicle: bool = True
    vin: str = ""
    by_phone: bool = False

    @property
    def received(self) -> datetime:
        return datetime.combine(day(self.on), time.fromisoformat(self.at))


RESOLD = "L00AAGY19PY107919"

CASES = (
    Case(161, -166, "23:59", NORMAL, "服务质量", "电话", "热线", AFTER_SALES, "元旦前夜车辆抛锚，救援热线四十分钟没人接。", 546, 2 * DAY, 5 * DAY),
    Case(162, -160, "16:59", MINOR, "服务质量", "当面", "当场", AFTER_SALES, "交车时没有解释结算单上的项目。", 2, 20 * HOUR, 3 * DAY),
    Case(163, -158, "17:00", NORMAL, "维修技术", "电话", "回访", AFTER_SALES, "保养后发动机故障灯又亮了。", 970, 2 * DAY, 4 * DAY),
    Case(164, -151, "08:29", MINOR, "价格", "电话", "热线", AFTER_SALES, "报价和结算价差了一百八十元，事先没有说。", 41, DAY, 2 * DAY),
    Case(165, -147, "08:30", NORMAL, "服务质量", "当面", "当场", AFTER_SALES, "预约了九点，等到十点半才接车。", 3, 2 * DAY, 5 * DAY),
    Case(166, -143, "10:00", MINOR, "配件质量", "当面", "当场", PARTS, "雨刮器换了一周就抖动。", 1, 2 * DAY, 3 * DAY),
    Case(167, -139, "10:00", MINOR, "服务质量", "信函", "意见箱", CARE, "休息区空调太冷，茶水没有人添。", 2, 2 * DAY + 1, 4 * DAY, vehicle=False),
    Case(168, -131, "14:20", MAJOR, "产品质量", "电话", "厂家", AFTER_SALES, "高速行驶中仪表黑屏，要求厂家给出书面说明。", 1, 4 * DAY, 6 * DAY),
    Case(169, -117, "11:05", NORMAL, "服务质量", "网络", "热线", SALES, "春节期间说好送的脚垫一直没有寄到。", 2, 3 * DAY, 7 * DAY, vehicle=False),
    Case(170, -109, "09:40", NORMAL, "维修技术", "电话", "回访", AFTER_SALES, "钣金接缝不齐，右后门关门有异响。", 2, 71 * HOUR, 5 * DAY),
    Case(171, -102, "15:30", MAJOR, "产品质量", "主管部门", "热线", AFTER_SALES, "向市场监管局反映变速箱顿挫，要求退车。", 1, 5 * DAY, 9 * DAY),
    Case(172, -97, "13:15", MINOR, "价格", "网络", "热线", SALES, "买车一周后就降价，觉得被骗。", 2, 30 * HOUR, 3 * DAY, vehicle=False),
    Case(173, -92, "10:10", NORMAL, "恶意", "电话", "热线", AFTER_SALES, "称保养后座椅被划伤，索赔五万元；交车录像证明车辆无损。", 1, 2 * DAY, 6 * DAY),
    Case(10, -80, "09:20", NORMAL, "维修技术", "电话", "回访", AFTER_SALES, "空调修过仍不制冷。", 2, 50 * HOUR, 4 * DAY, vin=RESOLD),
    Case(174, -76, "16:10", MINOR, "服务质量", "当面", "当场", CARE, "回访电话打得太多，一周三次。", 1, 5 * HOUR, 2 * DAY),
    Case(175, -71, "12:00", NORMAL, "配件质量", "电话", "回访", PARTS, "更换的刹车片尖叫，怀疑不是原厂件。", None, 2 * DAY, 3 * DAY),
    Case(176, -66, "18:40", NORMAL, "服务质量", "互联网", "热线", SALES, "在论坛发帖说销售承诺的保险返利没有兑现。", 862, 3 * DAY, 8 * DAY, vehicle=False),
    Case(160, -60, "09:15", MINOR, "服务质量", "当面", "当场", AFTER_SALES, "洗车没有洗干净。", 2, 3 * HOUR, 2 * DAY),
    Case(10, -50, "10:30", NORMAL, "维修技术", "当面", "当场", AFTER_SALES, "空调第二次返修，还是不制冷。", 1, 2 * DAY, 4 * DAY, vin=RESOLD),
    Case(177, -45, "11:45", NORMAL, "价格", "消协", "热线", AFTER_SALES, "向消协投诉首保收了材料费。", 2, 2 * DAY, 6 * DAY),
    Case(282, -38, "08:50", MAJOR, "服务质量", "电话", "热线", AFTER_SALES, "三辆网约车同时等配件，停运损失无人答复。", 2, 4 * DAY, 7 * DAY, vehicle=False),
    Case(298, -33, "15:00", MINOR, "服务质量", "电话", "回访", AFTER_SALES, "服务顾问把电话挂断了。", 1, DAY, 2 * DAY, by_phone=True),
    Case(160, -30, "14:05", NORMAL, "价格", "电话", "回访", AFTER_SALES, "保养套餐用完后单次价格比外面贵一倍。", 2, 44 * HOUR, 3 * DAY),
    Case(178, -26, "10:25", NORMAL, "维修技术", "电话", "回访", AFTER_SALES, "四轮定位后方向盘仍然偏右。", 1, 2 * DAY, None),
    Case(179, -19, "09:05", MINOR, "服务质量", "信函", "意见箱", CARE, "=没有人告诉我进度=，一上午问了三次。", 2, None, 2 * DAY, vehicle=False),
    Case(180, -14, "13:50", MAJOR, "产品质量", "媒体", "热线", AFTER_SALES, "本地电视台来电核实车主反映的自燃隐患。", 1, None, None),
    Case(8, -10, "11:20", MINOR, "服务质量", "当面", "当场", CARE, "要求不再打电话，却又接到续保电话。", 1, DAY, None),
    Case(181, -9, "16:30", NORMAL, "配件质量", "电话", "回访", PARTS, "等了两周的中网到货颜色不对。", 2, None, None),
    Case(182, -7, "10:15", NORMAL, "服务质量", "电话", "热线", SALES, "贷款合同上的利率和口头说的不一样。", 2, 3 * DAY, None, vehicle=False),
    Case(160, -5, "09:30", NORMAL, "服务质量", "电话", "回访", AFTER_SALES, "第三次投诉：约好回电，没有人打来。", 2, None, None),
    Case(183, -5, "09:10", MAJOR, "维修技术", "当面", "当场", AFTER_SALES, "换了水泵还是漏冷却液，车停在店里五天。", 1, None, None),
    Case(11, -4, "15:45", NORMAL, "维修技术", "电话", "回访", AFTER_SALES, "买来的二手车空调还是老毛病，前车主也修过两次。", 1, None, None, vin=RESOLD),
    Case(184, -4, "09:25", MINOR, "价格", "当面", "当场", AFTER_SALES, "工时费解释不清。", 1, 23 * HOUR, None),
    Case(185, -3, "08:45", MINOR, "服务质量", "当面", "当场", AFTER_SALES, "车里的行车记录仪卡被拿出来没有装回。", 1, None, None),
    Case(186, -3, "11:10", NORMAL, "产品质量", "电话", "热线", AFTER_SALES, "车机系统每天重启，\n已经录了视频，\n要求更换主机。", 2, 2 * DAY, None),
    Case(187, -2, "10:05", NORMAL, "维修技术", "电话", "回访", AFTER_SALES, "换了减振器后过坎异响更大。", 2, None, None),
    Case(20, -2, "14:30", MINOR, "服务质量", "网络", "热线", SALES, "咨询了两次试驾，都没有人联系。", None, None, None, vehicle=False),
    Case(188, -2, "16:40", MAJOR, "服务质量", "电话", "厂家", SALES, "厂家转来：交付的车有维修痕迹，要求说明。", 5, None, None),
    Case(189, -1, "14:00", NORMAL, "配件质量", "电话", "热线", PARTS, "电瓶换了两个月又打不着火。", None, None, None),
    Case(190, -1, "20:15", NORMAL, "服务质量", "互联网", "热线", AFTER_SALES, "在点评网站给一星：维修车间不让看车。", None, None, None),
    Case(191, -1, "16:59", MAJOR, "产品质量", "电话", "热线", "", "行驶中突然失去动力，拖车进店。", None, None, None),
)


def rows(customers: list[Customer], fleet: list[Vehicle], orders: list[Order]) -> list[list[str]]:
    """The rows of complaints.csv, numbered in the order in which they were received."""
    by_index = {who.index: who for who in customers}
    return [_row(number, case, by_index[case.who], fleet, orders) for number, case in enumerate(sorted(CASES, key=lambda one: one.received), 1)]


def _row(number: int, case: Case, who: Customer, fleet: list[Vehicle], orders: list[Order]) -> list[str]:
    car = next((one for one in fleet if (one.vin == case.vin if case.vin else one.owner.index == who.index)), None) if case.vehicle else None
    before = [one for one in orders if one.vehicle is car and one.closed and one.closed < case.received and one.type not in ("PDI", "内部")]
    order = before[-1].number if before and case.cause in WORKSHOP else ""
    return [
        *(f"TS{number:04d}", "" if case.by_phone else who.number, who.phone if case.by_phone else "", _at(case, 0)),
        *(case.severity, case.cause, case.channel, case.source, car.vin if car else "", order, case.department, case.text),
        *(_at(case, case.accepted), _at(case, case.resolved), _at(case, case.closed)),
    ]


def _at(case: Case, minutes: int | None) -> str:
    """As this DMS writes an instant: 2026/6/15 09:05."""
    if minutes is None:
        return ""
    value = case.received + timedelta(minutes=minutes)
    return f"{value.year}/{value.month}/{value.day} {value:%H:%M}"
