"""What the sample's bookkeeping and its questionnaires on paper say: drawn apart, so that the other sheets stay as they are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from random import Random

import fleet
import workshop
from people import ANCHOR, day

SEED = 20260616
FINANCE = "月份 类别 项目 金额 备注".split()
SURVEYS = (
    "客户编号 调查日期 问卷 交车 交车期望 销售顾问表现 销售顾问表现期望 手续办理 手续办理期望 "
    "问题解决 问题解决期望 维修质量 维修质量期望 在店时间 在店时间期望 服务顾问表现 服务顾问表现期望 是否愿意推荐 调查人 备注"
).split()
FIRST_MONTH = date(2025, 1, 1)
_FIXED = (("房租", 9000, 0), ("固定工资", 15500, 0), ("设备折旧", 2600, 0), ("水电网络", 1400, 350))
# what is paid a month to platforms from which prospects come, since there is a sales desk
_PLATFORMS = (("汽车之家", 1500), ("懂车帝", 1200), ("易车", 800), ("抖音", 600))
_LEADS_SINCE = date(2025, 7, 1)
# parts at cost, commission and sundries, in percent of the month's parts and labour
_PARTS, _COMMISSION, _SUNDRIES = 62, 12, 4
_PLAN = (("工时收入", 22000, 600), ("配件收入", 62000, 1500), ("其他收入", 600, 0), ("固定费用", 33100, 0), ("变动费用", 42500, 1000))


def _months(first: date, last: date) -> Iterable[date]:
    while first <= last:
        yield first
        first = (first + timedelta(days=31)).replace(day=1)


def _income(orders: list[workshop.Order], month: date) -> tuple[Decimal, Decimal]:
    """Labour and parts of the orders closed in a month, whoever pays but the store."""
    closed = [
        order
        for order in orders
        if order.closed and order.closed.date().replace(day=1) == month and order.payer != "内部" and order.type != workshop.INTERNAL
    ]
    return tuple(sum((Decimal(order.amounts[place]) for order in closed), Decimal(0)) for place in (0, 1))


def _percent(share: int, of: Decimal) -> str:
    return str((of * share / 100).quantize(Decimal("0.01")))


def finance_rows(orders: list[workshop.Order]) -> Iterable[list[str]]:
    """Costs of the months that are over, plans of the anchor's year."""
    rng = Random(SEED)
    for month in _months(FIRST_MONTH, (ANCHOR.replace(day=1) - timedelta(days=1)).replace(day=1)):
        labor, parts = _income(orders, month)
        name = f"{month:%Y-%m}"
        for item, yuan, spread in _FIXED:
            yield [name, "固定费用", item, f"{yuan + rng.randint(-spread, spread)}.00", ""]
        for platform, yuan in _PLATFORMS if month >= _LEADS_SINCE else ():
            yield [name, "固定费用", platform, f"{yuan}.00", ""]
        yield [name, "变动费用", "配件采购", _percent(_PARTS, parts), ""]
        yield [name, "变动费用", "提成", _percent(_COMMISSION, labor), ""]
        yield [name, "变动费用", "辅料", _percent(_SUNDRIES, labor), ""]
    for month in _months(date(ANCHOR.year, 1, 1), date(ANCHOR.year, 12, 1)):
        for item, yuan, step in _PLAN:
            yield [f"{month:%Y-%m}", "计划", item, f"{yuan + step * (month.month - 1)}.00", "年度计划" if month.month == 1 else ""]


def survey_rows(vehicles: list[fleet.Vehicle], orders: list[workshop.Order]) -> Iterable[list[str]]:
    """Forms of the last three months: on service three days after the order was closed, on the purchase a month after delivery."""
    rng = Random(SEED + 1)
    forms = {}
    for order in orders:
        number = fleet.owner_columns(order.vehicle)[0]
        if order.closed is None or order.type not in (workshop.MAINTENANCE, workshop.REPAIR, workshop.WARRANTY) or not number:
            continue
        on = order.closed.date() + timedelta(days=3)
        if day(-90) <= on < ANCHOR and rng.random() < 0.35:
            # some advisors hand out the form themselves, which they must not
            asker = order.advisor if rng.random() < 0.08 else rng.choice(("YG11", "YG12"))
            forms[number, "csi", on] = [*[""] * 6, *_marks(rng, 4), str(rng.choice((10, 10, 9, 9, 8, 8, 7, 6, 3))), asker]
    for car in vehicles:
        number = fleet.owner_columns(car)[0]
        on = car.delivered + timedelta(days=30) if car.delivered else None
        if on and number and day(-90) <= on < ANCHOR:
            forms[number, "ssi", on] = [*_marks(rng, 3), *[""] * 8, str(rng.choice((10, 9, 9, 8, 7, 5))), rng.choice(("YG11", "YG12"))]
    words = {"csi": "售后满意度", "ssi": "销售满意度"}
    for (number, survey, on), cells in sorted(forms.items(), key=lambda form: (form[0][2], form[0][0], form[0][1])):
        yield [number, on.isoformat(), words[survey], *cells, ""]


def _marks(rng: Random, aspects: int) -> list[str]:
    """Ratings with what was expected; some leave an aspect out, some the expectation."""
    marks = []
    for _ in range(aspects):
        expected = rng.choice((7, 8, 8, 9, 9, 10))
        rating = max(1, min(10, expected + rng.choice((-3, -1, -1, 0, 0, 0, 1, 1))))
        left_out = rng.random()
        marks += ["", ""] if left_out < 0.07 else [str(rating), "" if left_out < 0.17 else str(expected)]
    return marks
