"""The words of customer classes and segments."""

from __future__ import annotations

from datetime import date

from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class Lifecycle(Word):
    """How alive a customer or vehicle is, liveliest first."""

    ACTIVE = "active", N_("active"), "活跃"
    NEW = "new", N_("new customer"), "新客户/新"
    DORMANT = "dormant", N_("dormant"), "休眠"
    LOST = "lost", N_("lost"), "流失"
    SOLD = "sold", N_("vehicle sold"), "已卖车/卖出"
    SCRAPPED = "scrapped", N_("vehicle scrapped"), "已报废/报废"


class MovePart(Word):
    """Which part of a customer's standing moved them to another class."""

    CB = "cb", N_("present business")  # what they paid of late
    AV_P = "av_p", N_("opportunities")  # what may come
    LAST_VISIT = "last_visit", N_("latest visit")  # equal value, another latest visit
    PAID = "paid", N_("amount paid ever")  # equal value and visit, another amount paid ever
    OTHERS = "others", N_("the others moved")  # nothing of their own: the others moved, or there are more or fewer of them
    POLICY = "policy", N_("the policy for classes")  # the percentages of the classes


class OpportunityState(Word):
    """Of an opportunity; expired is one left open after its day, which is not stored."""

    OPEN = "open", N_("pending"), "跟进中"
    WON = "won", N_("won"), "成交"
    LOST = "lost", N_("lost opportunity"), "战败/失败"
    EXPIRED = "expired", N_("expired"), "过期"


class AwayReason(Word):
    """Why a customer has stayed away, as they say it."""

    PRICE = "price", N_("too expensive")
    SERVICE = "service", N_("unhappy with the service")
    REPAIR = "repair", N_("unhappy with the repair")
    WAITING = "waiting", N_("long waiting")
    DISTANCE = "distance", N_("too far")
    OTHER_WORKSHOP = "other_workshop", N_("goes to another workshop")
    OUT_OF_WARRANTY = "out_of_warranty", N_("out of warranty")
    LITTLE_DRIVEN = "little_driven", N_("drives little")
    MOVED = "moved", N_("moved away")
    VEHICLE_GONE = "vehicle_gone", N_("no longer has the vehicle")
    OTHER = "other", N_("another reason")


class Away(NamedTuple):
    """Why a customer has stayed away, as they said last, and when. mended_by: the measure that was seen to work against it."""

    reason: AwayReason
    said_on: date
    mended_by: int | None


class ValueType(Word):
    """What a customer values (Principles and methods of customer relationship management)."""

    RELATIONSHIP = "relationship", N_("relationship"), "关系型/关系"
    COST = "cost", N_("cost"), "成本型/成本"
    TIME = "time", N_("time"), "时间型/时间"


class RelationType(Word):
    """What a relation rests on (Customer-service manager CRM training manual 2012, in the place of its former A, B, C)."""

    PARTNER = "partner", N_("partner"), "伙伴型/伙伴"
    OPINION = "opinion", N_("opinion leader"), "意见型/意见"
    COST = "cost", N_("cost"), "成本型/成本"
    SERVICE = "service", N_("service"), "服务型/服务"


class RelationshipLevel(Word):
    """How closely the store keeps in touch (Customer callbacks and complaint handling)."""

    BASIC = "basic", N_("basic"), "基本型/基本"
    REACTIVE = "reactive", N_("reactive"), "被动型/被动"
    ACCOUNTABLE = "accountable", N_("accountable"), "负责型/负责"
    PROACTIVE = "proactive", N_("proactive"), "能动型/能动"
    PARTNERSHIP = "partnership", N_("partnership"), "伙伴型/伙伴"


class Grade(Word):
    """How important a customer is judged to be (Evaluating customers and prospects)."""

    IMPORTANT = "important", N_("important"), "重要客户/重要"
    ORDINARY = "ordinary", N_("ordinary"), "一般客户/一般"
    POTENTIAL = "potential", N_("potential"), "潜力客户/潜力"


class Loyalty(Word):
    """(Principles and methods of customer relationship management)."""

    LOYAL = "loyal", N_("loyal"), "忠诚"
    FLEXIBLE = "flexible", N_("flexible"), "摇摆"
    LOST = "lost", N_("lost"), "流失"


class ModelClass(Word):
    """Of a vehicle (Principles and methods of customer relationship management: model class and hobby together)."""

    PREMIUM = "premium", N_("premium"), "高端车/高端"
    ECONOMY = "economy", N_("economy"), "经济型/经济"
