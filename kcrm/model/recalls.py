"""Recall campaigns (召回) of the manufacturer, in the words of the desk."""

from __future__ import annotations

from kcrm.i18n import N_
from kcrm.model.words import Word


class Risk(Word):
    """What a recall is about: SAFETY everybody hears of, SERVICE everybody but who wants no contact at all."""

    SAFETY = "safety", N_("safety recall"), "安全/安全召回/召回"
    SERVICE = "service", N_("service action"), "服务活动/服务/技术升级"


class RecallState(Word):
    """Whether people are still called about a recall; it follows from its days and is not stored."""

    OPEN = "open", N_("recall under way"), "进行中/召回进行中"
    CLOSED = "closed", N_("recall closed"), "已结束/召回已结束/已关闭"


class Carried(Word):
    """Whether a recall was carried out on a vehicle; it follows from its row and from orders, and is not stored."""

    OPEN = "open", N_("not done yet"), "未完成/未召回/未处理/待处理/待召回"
    DONE = "done", N_("recall done"), "已完成/已召回/已处理/完成/已完成召回"


class Match(Word):
    """What a VIN of a recall is here."""

    IN_USE = "in_use", N_("ours, in use"), "在用"
    SOLD_ON = "sold_on", N_("sold on"), "已卖出/已转卖"
    SCRAPPED = "scrapped", N_("scrapped"), "已报废"
    UNKNOWN = "unknown", N_("not known here"), "未建档/未知"
