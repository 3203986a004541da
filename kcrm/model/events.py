"""The owners' club (车主俱乐部), its events and advertisements, in the words of the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kcrm.i18n import N_
from kcrm.model.prospects import ProspectLevel
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class EventKind(Word):
    """What an event (活动) is."""

    SELF_DRIVE = "self_drive", N_("self-drive tour"), "自驾游/自驾"
    PICKING = "picking", N_("fruit picking"), "采摘/采摘活动"
    CHARITY = "charity", N_("charity event"), "公益/公益活动"
    LECTURE = "lecture", N_("lecture"), "讲座/爱车讲堂/用车讲座"
    DIY = "diy", N_("do-it-yourself contest"), "DIY大赛/DIY/手工大赛"
    OTHER = "other", N_("another event"), "其他/其他活动"


class EventState(Word):
    """How an event stands; it follows from its days and is not stored."""

    COMING = "coming", N_("event to come"), "未举办/筹备中"
    HELD = "held", N_("event held"), "已举办"
    CALLED_OFF = "called_off", N_("event called off"), "已取消"


class Attendance(Word):
    """How far somebody is with an event."""

    INVITED = "invited", N_("invited"), "已邀请/已邀约"
    YES = "yes", N_("will come"), "参加/会来/已确认"
    NO = "no", N_("will not come"), "不参加/不来"
    CAME = "came", N_("was there"), "到场/已到场/已参加"


class Answer(Word):
    """What somebody answered who was invited."""

    YES = "yes", N_("will come"), "参加/会来"
    NO = "no", N_("will not come"), "不参加/不来"


class Uninvited(Word):
    """Why somebody is not invited; there may be several reasons."""

    DO_NOT_CONTACT = "do_not_contact", N_("do not contact"), "请勿打扰"
    NO_CONSENT = "no_consent", N_("has not consented"), "未同意"
    NO_PHONE = "no_phone", N_("no phone that can be used"), "无可用电话"
    ALREADY = "already_invited", N_("is invited already"), "已邀请过"


class MemberState(Word):
    """How a membership of the club stands; it follows from its days and from visits, and is not stored."""

    ACTIVE = "active", N_("active member"), "活跃会员/活跃"
    QUIET = "quiet", N_("member who stays away"), "沉默会员/不活跃"
    LEFT = "left", N_("left the club"), "已退会"


class Medium(Word):
    """Where an advertisement (广告) stands."""

    WEB = "web", N_("web medium"), "网络/网络媒体/垂直网站"
    PRINT = "print", N_("print medium"), "报纸/平面/杂志"
    RADIO = "radio", N_("radio medium"), "电台/广播"
    TV = "tv", N_("television"), "电视"
    OUTDOOR = "outdoor", N_("outdoor advertising"), "户外/户外广告"
    MESSAGE = "message", N_("text messages"), "短信"
    EVENT = "event", N_("fair or event"), "车展/展会/活动"


class Guest(NamedTuple):
    """Somebody whom an event was for. invited: not of who came without. booked: days of appointments agreed and of orders opened."""

    id: int
    state: Attendance
    answer: Answer | None = None
    invited: bool = True
    booked: Sequence[date] = ()


class Advertisement(NamedTuple):
    """An advertisement; cost_fen: None where it is not known. code: by which its prospects are known."""

    id: int
    medium: Medium
    code: str
    from_on: date
    until_on: date
    cost_fen: int | None = None


class Brought(NamedTuple):
    """A prospect that may come of an advertisement. intended_on, floor: by which its level is told. bought: had a vehicle delivered."""

    id: int
    registered_on: date
    platform: str | None = None
    intended_on: date | None = None
    floor: ProspectLevel | None = None
    bought: bool = False
