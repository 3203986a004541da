"""Appointments of the workshop (预约), in the words of the desk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from kcrm.i18n import N_
from kcrm.model.vocabulary import Team
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class AppointmentState(Word):
    """How an appointment stands; it follows from its times and is not stored."""

    BOOKED = "booked", N_("booked in"), "已预约/待到店"
    CONFIRMED = "confirmed", N_("confirmed"), "已确认"
    ARRIVED = "arrived", N_("came"), "已到店/已到"
    NO_SHOW = "no_show", N_("no-show"), "未到店/爽约"
    MOVED = "moved", N_("moved"), "已改期/改期"
    CANCELLED = "cancelled", N_("cancelled"), "已取消/取消"


class CameBy(Word):
    """By which way an appointment was made. CALL: in a call of the store's own."""

    CALL = "call", N_("call of the store's"), "邀约电话/回访邀约/电话邀约"
    PHONE = "phone", N_("customer rang"), "来电预约/电话预约"
    MESSAGE = "message", N_("WeChat or text"), "微信预约/微信/短信预约/短信"
    ONLINE = "online", N_("online"), "网上预约/APP预约/小程序"
    SHOP = "shop", N_("at the store"), "到店预约/当面预约"


class Appointment(NamedTuple):
    """An appointment as the rules see it.

    ends_at: as reckoned when it was booked, so that other opening hours move nothing. order: what it became.
    """

    number: int
    vehicle: int
    team: Team
    booked_at: datetime
    starts_at: datetime
    ends_at: datetime
    confirmed_at: datetime | None = None
    arrived_at: datetime | None = None
    moved_at: datetime | None = None
    cancelled_at: datetime | None = None
    order: int | None = None


class Visit(NamedTuple):
    """A repair order that is a visit."""

    vehicle: int
    opened_at: datetime


class Agreed(NamedTuple):
    """What was agreed in a call: which vehicle comes when and what for. before: what stays of the one to which they did not come."""

    vehicle: int
    starts_at: datetime
    what: str
    before: Mapping[str, object] = {}
