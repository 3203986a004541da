"""Work left undone (未修项目) and parts (待件), in the words of the desk."""

from __future__ import annotations

from datetime import date

from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class WorkKind(Word):
    """What waits: work that the customer declined, or a part."""

    WORK = "work", N_("work left"), "未修项目/增项/建议项目/维修"
    PART = "part", N_("part on order"), "待件/订货/配件"


class Urgency(Word):
    """How soon work that was left should be done."""

    URGENT = "urgent", N_("at once"), "紧急/马上/立即"
    SOON = "soon", N_("soon"), "近期/尽快"
    WATCH = "watch", N_("to be watched"), "观察/关注"


class DeclinedFor(Word):
    """Why the customer did not want it done."""

    PRICE = "price", N_("too dear"), "嫌贵/价格/太贵/价格高"
    TIME = "time", N_("no time then"), "当时没时间/没时间/时间/赶时间"
    UNDECIDED = "undecided", N_("wants to think about it"), "再考虑/考虑/考虑中"
    ELSEWHERE = "elsewhere", N_("has it done elsewhere"), "在外面做/外修/别处"
    NOT_NEEDED = "not_needed", N_("sees no need"), "认为不需要/不需要/没必要"
    NO_PART = "no_part", N_("the part was not here"), "缺件/无件/没有配件"
    OTHER = "other", N_("another reason"), "其他/其他原因"


class WorkState(Word):
    """How it stands; it follows from what is recorded and is not stored."""

    OPEN = "open", N_("not done yet"), "未完成/待修/待到货"
    ARRIVED = "arrived", N_("here"), "已到货"
    SETTLED = "settled", N_("was done"), "已完成/已修/已安装"
    STOCKED = "stocked", N_("back to stock"), "已退库/退库"
    GONE = "gone", N_("the vehicle has left"), "车辆已离开"
    DROPPED = "dropped", N_("called off"), "已取消/取消"


class PartState(Word):
    """How the parts stand that a customer waits for, by which customers are filtered."""

    ORDERED = "ordered", N_("on order"), "在订/已订货/在途"
    HERE = "here", N_("here"), "已到货"


class LeftWork(NamedTuple):
    """Work that a customer declined and nobody has done since. remind_on: the day they named, if any."""

    id: int
    vehicle_id: int
    urgency: Urgency
    declined_on: date
    remind_on: date | None


class WaitingPart(NamedTuple):
    """A part that has come and is not fitted. is_booked: whether they have an appointment since, or have it done elsewhere.

    told_on: when they were called about it first, None as long as that call is to be made.
    """

    id: int
    vehicle_id: int | None
    arrived_on: date
    is_booked: bool = False
    told_on: date | None = None
