"""Consents (同意): what a customer permits, how they said it, and what follows, in the words of the desk."""

from __future__ import annotations

from datetime import date

from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class ConsentKind(Word):
    """What is permitted. CONTACT: any at all; who refuses it is not contacted (免打扰)."""

    CALL = "call", N_("calls"), "电话/来电/外呼"
    MESSAGE = "message", N_("messages"), "短信/消息"
    CONTACT = "contact", N_("any contact"), "所有联系/任何联系/全部/免打扰"


class ConsentAnswer(Word):
    """What was said. WITHDRAWN: no, after a yes. CLEARED: what stood there was a mistake; nothing is said."""

    GIVEN = "given", N_("consents"), "同意/是/愿意"
    REFUSED = "refused", N_("refuses"), "拒绝/否/不同意/不愿意"
    WITHDRAWN = "withdrawn", N_("withdrew"), "撤回/撤销/取消同意/退订"
    CLEARED = "cleared", N_("taken back as a mistake"), "更正（误登）/更正/清空/未询问"


NO = frozenset({ConsentAnswer.REFUSED, ConsentAnswer.WITHDRAWN})


class ConsentOrigin(Word):
    """How it was said. BEFORE: before each one was recorded. STAFF: staff wrote it down and not how. MERGE: of two records made one."""

    PAPER = "paper", N_("on a paper form"), "纸质表单/纸质/签字/书面"
    COUNTER = "counter", N_("at the counter"), "当面/前台/到店"
    PHONE = "phone", N_("on the telephone"), "电话/通话"
    REPLY = "reply", N_("reply to a message"), "短信回复/回复/回T"
    WECHAT = "wechat", N_("by WeChat, said in writing"), "微信/企业微信"
    WEB = "web", N_("on the web or in the app"), "网页或小程序/网页/小程序/APP/公众号"
    STAFF = "staff", N_("entered by staff"), "员工登记/登记"
    FILE = "file", N_("from a file"), "导入文件/文件/DMS"
    MERGE = "merge", N_("records made one"), "客户合并/合并"
    BEFORE = "before", N_("before consents were recorded"), "启用前/历史数据"


class Ground(Word):
    """What permits a contact, or forbids it."""

    CONSENTED = "consented", N_("consented"), "已同意"
    UNKNOWN_DAY = "unknown_day", N_("consented, on an unknown day"), "同意日期不明"
    NEVER_ASKED = "never_asked", N_("never asked"), "未询问"
    REFUSED = "refused", N_("has refused"), "已拒绝"
    WITHDRAWN = "withdrawn", N_("has withdrawn it"), "已撤回"
    DO_NOT_CONTACT = "do_not_contact", N_("do not contact"), "请勿打扰"


class ConsentSaid(NamedTuple):
    """One word on one kind. id: 0 before it is kept. given_on: None where the day is not known.

    told_on: when it was written down; None where that was before each consent was recorded, and of a yes of unknown day that a list of
    consents tells.
    """

    id: int
    answer: ConsentAnswer
    given_on: date | None
    told_on: date | None
    origin: ConsentOrigin
    text_version: str | None = None


class Permission(NamedTuple):
    """What one kind permits today. offers: whether something may be offered, too. ground: why, or why not."""

    contact: bool
    offers: bool
    ground: Ground
