"""Campaigns: whom one is for, whom it left out and why, and what became of it, in the words of the desk."""

from __future__ import annotations

from datetime import date

from kcrm.i18n import N_
from kcrm.model.kinds import Kind
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class CampaignKind(Word):
    """What a campaign (市场活动) is for."""

    SALES = "sales", N_("sales campaign"), "销售/促销/销售活动"
    SERVICE = "service", N_("service campaign"), "服务/服务活动/售后活动"
    CARE = "care", N_("care campaign"), "关怀/客户关怀"
    RECALL = "recall", N_("safety recall"), "召回/召回活动/安全召回"
    CLUB = "club", N_("club campaign"), "俱乐部/车主俱乐部/俱乐部活动"


UNASKED = frozenset({CampaignKind.RECALL})
"""Of what concerns safety everybody hears, also who wants to hear nothing."""
COMMERCIAL = frozenset({CampaignKind.SALES, CampaignKind.SERVICE, CampaignKind.CLUB})
"""What offers something: it asks for a dated consent, and is not for somebody whose complaint is open."""


def kinds_of(kind: CampaignKind, template: str | None) -> frozenset[Kind]:
    """Of which kinds the follow-ups of a campaign's wave are. template: whose words its message takes, None for its own."""
    if kind in UNASKED:
        return frozenset({Kind.RECALL_CALL, Kind.RECALL_MESSAGE})
    if kind in COMMERCIAL:
        return frozenset({Kind.CAMPAIGN_CALL, Kind.CAMPAIGN_MESSAGE})
    return frozenset({Kind.CAMPAIGN_CALL, Kind.WEATHER if template == Kind.WEATHER else Kind.SERVICE_MESSAGE})


class MessagePurpose(Word):
    """What a message is for that is sent to whom a filter chose."""

    SERVICE = "service", N_("service message that offers nothing"), "服务/服务类/通知"
    COMMERCIAL = "commercial", N_("commercial message"), "营销/促销/商业/广告"


class CampaignChannel(Word):
    """By which way a campaign reaches people."""

    CALL = "call", N_("by call"), "电话/外呼"
    MESSAGE = "message", N_("by short message"), "短信"
    WECHAT = "wechat", N_("by WeChat"), "微信/企业微信"
    EMAIL = "email", N_("by e-mail"), "邮件/电子邮件"
    WEB = "web", N_("on the web"), "网络/网站"
    PRINT = "print", N_("in print"), "平面/报纸/传单/平面广告"
    RADIO = "radio", N_("on the radio"), "电台/广播"
    EVENT = "event", N_("at an event"), "现场/线下活动/现场活动"


class CampaignState(Word):
    """How a campaign stands; it follows from its days and is not stored."""

    PLANNED = "planned", N_("campaign in preparation"), "筹备中/未开始"
    RUNNING = "running", N_("campaign under way"), "进行中"
    OVER = "over", N_("campaign over"), "已结束"
    CLOSED = "closed", N_("campaign closed"), "已关闭/已结案"


class CampaignAim(Word):
    """What counts as reached: what somebody comes for, or buys."""

    VISIT = "visit", N_("comes to the workshop"), "进店/回店"
    MAINTENANCE = "maintenance", N_("comes for maintenance"), "保养/来店保养"
    REPAIR = "repair", N_("comes for a repair"), "维修/来店维修"
    ACCESSORY = "accessory", N_("buys accessories"), "精品/购买精品"
    SALE = "sale", N_("orders a vehicle"), "购车/订车"


class Group(Word):
    """To which part of a campaign's targets somebody belongs."""

    TREATED = "treated", N_("is approached"), "参与组/实验组"
    CONTROL = "control", N_("is left alone for comparison"), "对照组"


class Exclusion(Word):
    """Why somebody is left out of a campaign; there may be several reasons."""

    DO_NOT_CONTACT = "do_not_contact", N_("do not contact"), "请勿打扰"
    NO_CONSENT = "no_consent", N_("has not consented"), "未同意"
    UNDATED_CONSENT = "undated_consent", N_("consented on an unknown day"), "同意日期不明"
    NO_PHONE = "no_phone", N_("no phone that can be used"), "无可用电话"
    OPEN_COMPLAINT = "open_complaint", N_("has an open complaint"), "投诉未结"
    CONTACT_CAP = "contact_cap", N_("was written to often enough this month"), "本月已满额"
    SHARED_PHONE = "shared_phone", N_("somebody else with this phone is approached"), "同一电话"
    ALREADY = "already_targeted", N_("is in an earlier wave"), "已在前批"


class TargetState(Word):
    """How far somebody came whom a campaign is for, the furthest step of several."""

    LISTED = "listed", N_("yet to be approached"), "待联系"
    SENT = "sent", N_("written to"), "已发送"
    REACHED = "reached", N_("spoken to"), "已接通"
    RESPONDED = "responded", N_("interested"), "有意向"
    BOOKED = "booked", N_("has an appointment"), "已预约"
    CAME = "came", N_("came"), "已到店"
    BOUGHT = "bought", N_("bought"), "已成交"
    REFUSED = "refused", N_("wants none of it"), "已拒绝"


RESPONSES = (TargetState.RESPONDED, TargetState.BOOKED, TargetState.CAME, TargetState.BOUGHT)
"""From which steps on somebody responded."""
HEARD = frozenset({TargetState.SENT, TargetState.REACHED, TargetState.RESPONDED, TargetState.BOOKED, TargetState.REFUSED})
"""What is said of somebody whom a campaign wrote or spoke to."""
ARRIVALS = (TargetState.CAME, TargetState.BOUGHT)
"""What happens without being approached, too, so that both groups can be compared by it."""


class Verdict(Word):
    """What a campaign shows."""

    NO_COMPARISON = "no_comparison", N_("no comparison: there is no control group"), "无对照，无法比较"
    SMALL = "small", N_("too few people to conclude anything"), "样本太少"
    SO_FAR = "so_far", N_("so far: the days of response are not over"), "尚未结束"
    MORE = "more", N_("more came than without it"), "有效果"
    NO_DIFFERENCE = "no_difference", N_("no difference could be shown"), "看不出差别"
    FEWER = "fewer", N_("fewer came than without it"), "反而减少"


class Facing(NamedTuple):
    """Somebody whom a campaign may be for.

    phones: canonical, in the order in which they are tried, without one that is known to be wrong. call_consent, message_consent: None
    where never asked; *_on: since when, None also where nobody knows. in_wave: of this campaign already.
    """

    id: int
    phones: tuple[str | None, ...] = ()
    do_not_contact: bool = False
    call_consent: bool | None = None
    message_consent: bool | None = None
    message_consent_on: date | None = None
    complains: bool = False
    in_wave: int | None = None
    call_consent_on: date | None = None


class Offer(NamedTuple):
    """What a campaign under way offers somebody. text: in words, None where only its name says it."""

    id: int
    name: str
    text: str | None
    until_on: date


class UnderWay(NamedTuple):
    """A campaign that has begun and is not over: how many it approaches, and how many of them were written or spoken to."""

    id: int
    name: str
    until_on: date
    people: int
    heard: int


class Sent(NamedTuple):
    """How many short messages a phone got in a calendar month, and how many of them offered something."""

    every: int = 0
    offering: int = 0


class Step(NamedTuple):
    """Something that somebody did whom a campaign is for. fen: what it brought."""

    state: TargetState
    day: date
    fen: int = 0


class Targeted(NamedTuple):
    """Somebody whom a campaign is for, since which day, and all that they did since."""

    id: int
    group: Group
    since: date
    steps: tuple[Step, ...] = ()
