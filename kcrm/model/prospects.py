"""Prospects (潜客): buying intentions of customers, the levels and stages they pass through, and the steps in their history."""

from __future__ import annotations

from datetime import date, datetime

from kcrm.i18n import N_
from kcrm.model.vocabulary import By
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class ProspectLevel(Word):
    """How soon somebody means to buy, the soonest first (意向级别)."""

    H = "H", N_("H"), "H级/H类"
    A = "A", N_("A"), "A级"
    B = "B", N_("B"), "B级"
    C = "C", N_("C"), "C级"
    N = "N", N_("N"), "N级/O级"


class Stage(Word):
    """How far a buying intention has come (阶段)."""

    REGISTERED = "registered", N_("registered"), "登记/已登记/新线索/线索/未联系"
    CONTACTED = "contacted", N_("contacted"), "已联系/跟进中/联系中"
    VISITED = "visited", N_("visited"), "已到店/到店/来店"
    TEST_DRIVE = "test_drive", N_("test-driven"), "已试驾/试驾"
    QUOTED = "quoted", N_("quoted"), "已报价/报价/洽谈"
    ORDERED = "ordered", N_("ordered"), "订单/已订车/已下订/下订/订车"
    DELIVERED = "delivered", N_("delivered"), "交车/已交车/成交"
    LOST = "lost", N_("lost sale"), "战败/已战败"
    INVALID = "invalid", N_("invalid"), "无效/无效线索"


OPEN_STAGES = (Stage.REGISTERED, Stage.CONTACTED, Stage.VISITED, Stage.TEST_DRIVE, Stage.QUOTED)
"""In which somebody is to be contacted again and again, in their order."""


FUNNEL = (*OPEN_STAGES, Stage.ORDERED, Stage.DELIVERED)
"""The way from the first call to the delivery."""


class FunnelBy(Word):
    """By what the funnel tells prospects apart."""

    SOURCE = "source", N_("source"), "来源/渠道"
    CONSULTANT = "consultant", N_("consultant"), "销售顾问/顾问"
    MODEL = "model", N_("model"), "车型/意向车型"


class ProspectSource(Word):
    """How somebody came to us (渠道)."""

    PHONE = "phone", N_("by telephone"), "来电/电话/展厅来电"
    WEB = "web", N_("from the web"), "网络/垂媒/网销/线上"
    WALK_IN = "walk_in", N_("walk-in"), "来店/自然到店/自然进店/到店"
    EVENT = "event", N_("from an event"), "展会/活动/市场活动/车展/外展"
    REFERRAL = "referral", N_("referral"), "转介绍/介绍/老客户介绍"


class Payment(Word):
    """How they mean to pay."""

    CASH = "cash", N_("in full"), "全款/现金"
    LOAN = "loan", N_("by loan"), "贷款/按揭/分期"
    LEASE = "lease", N_("by lease"), "租赁/融资租赁"


class LostReason(Word):
    """Why somebody buys elsewhere or not at all (战败原因)."""

    PRICE = "price", N_("price"), "价格/价格高/价格原因"
    MODEL = "model", N_("model"), "车型/车型不合适/产品/配置"
    RIVAL_BRAND = "rival_brand", N_("another brand"), "竞品/其他品牌/买了竞品"
    RIVAL_DEALER = "rival_dealer", N_("another dealer"), "同城他店/其他店/同品牌他店"
    FINANCE = "finance", N_("finance"), "金融/贷款未批/贷款没批"
    TRADE_IN = "trade_in", N_("trade-in"), "置换/旧车估价"
    WAITING = "waiting", N_("waiting for the vehicle"), "等车/无现车/没有现车"
    NO_NEED = "no_need", N_("no need any more"), "不买了/暂不购车/取消购车"
    SERVICE = "service", N_("poor service"), "服务/服务不满意"
    OTHER = "other", N_("other"), "其他"


class InvalidReason(Word):
    """Why a lead is none (无效原因)."""

    UNREACHABLE = "unreachable", N_("cannot be reached"), "联系不上/空号/打不通"
    NOT_NOW = "not_now", N_("not now"), "暂无意向/暂不考虑"


class ProspectStep(Word):
    """What happens to a buying intention."""

    REGISTERED = "registered", N_("registered"), "登记"
    CONTACTED = "contacted", N_("contacted"), "已联系"
    MISSED = "missed", N_("not reached or skipped"), "未联系上"
    VISITED = "visited", N_("visited"), "到店"
    TEST_DRIVE = "test_drive", N_("test drive"), "试驾"
    QUOTED = "quoted", N_("quote"), "报价"
    ORDERED = "ordered", N_("ordered"), "订车"
    ORDER_CANCELLED = "order_cancelled", N_("order cancelled"), "退订"
    DELIVERED = "delivered", N_("delivered"), "交车"
    LOST = "lost", N_("lost sale"), "战败"
    LOSS_CONFIRMED = "loss_confirmed", N_("loss confirmed"), "战败审批"
    LOSS_CHECKED = "loss_checked", N_("loss checked"), "战败核实"
    INVALID = "invalid", N_("invalid"), "无效"
    REOPENED = "reopened", N_("taken up again"), "激活"
    REASSIGNED = "reassigned", N_("reassigned"), "转派"
    LEVEL_CHANGED = "level_changed", N_("level or day changed"), "改级"


class Concerns(Word):
    """Whose matter a late contact is."""

    CONSULTANT = "consultant", N_("the consultant"), "销售顾问"
    MANAGER = "manager", N_("the sales manager"), "销售经理"


class Moved(Word):
    """Why a prospect changed hands, or was taken up again, other than by somebody's decision alone."""

    LEFT = "left", N_("the consultant has left"), "离职"
    FOUND = "found", N_("nobody was at work before"), "分配"
    LATE = "late", N_("the contact was late"), "逾期"
    IDLE = "idle", N_("no contact for too long"), "释放"
    REJECTED = "rejected", N_("the loss was not accepted"), "驳回"
    WINNABLE = "winnable", N_("still winnable"), "可挽回"


class ProspectEvent(NamedTuple):
    """One step in a prospect's history, stored or to be taken; money in fen. at: when it happened, aware; by: how they were contacted.

    model, km, licence_seen, agreement_signed, declined: of a test drive, declined where it was offered and not wanted. list_price_fen,
    price_fen, gifts, valid_until, approver_id: of a quote; the price of an order, too. deposit_fen, promised_on: of an order. vehicle_id:
    of a delivery. reason, rival: of a loss, of what is invalid, of a cancelled order; of another consultant and of reopening, see `Moved`.
    again_on: the day they named. agreed_on, agreed_time: for the next contact. intended_on, floor: of a changed level, as they are from
    then on. to_id: whose it is from then on.
    Empty until it is stored: id, day, recorded_at, staff_id, stage (after it), skipped (stages left out).
    """

    kind: ProspectStep
    at: datetime
    id: int = 0
    prospect_id: int = 0
    day: date | None = None
    recorded_at: datetime | None = None
    staff_id: int | None = None
    by: By | None = None
    note: str | None = None
    call_id: int | None = None
    stage: Stage | None = None
    skipped: str | None = None
    model: str | None = None
    km: int | None = None
    licence_seen: bool | None = None
    agreement_signed: bool | None = None
    declined: bool | None = None
    list_price_fen: int | None = None
    price_fen: int | None = None
    gifts: str | None = None
    valid_until: date | None = None
    approver_id: int | None = None
    deposit_fen: int | None = None
    promised_on: date | None = None
    vehicle_id: int | None = None
    reason: str | None = None
    rival: str | None = None
    again_on: date | None = None
    agreed_on: date | None = None
    agreed_time: str | None = None
    intended_on: date | None = None
    floor: ProspectLevel | None = None
    to_id: int | None = None


class Prospect(NamedTuple):
    """A buying intention as it stands after its latest step, with whose it is and who wants it."""

    id: int
    customer_id: int
    customer: str
    phone: str | None
    stage: Stage
    source: ProspectSource
    model: str | None
    registered_on: date
    consultant_id: int | None
    consultant_no: str | None
    consultant: str | None
    intended_on: date | None
    floor: ProspectLevel | None
    contacted_on: date | None
    vehicle_id: int | None
    lost_on: date | None
    lost_reason: LostReason | None
    lost_to: str | None
    rival: str | None
    budget_fen: int | None
    agreed_on: date | None
    agreed_time: str | None


class BoardCard(NamedTuple):
    """A prospect on the board. next_on: when the next contact is, None for none."""

    id: int
    level: ProspectLevel
    stage: Stage
    customer_id: int
    name: str
    model: str | None
    consultant_id: int | None
    consultant_no: str | None
    consultant: str | None
    next_on: date | None


class Dated(NamedTuple):
    """A day in a prospect's history. id: of its event, so that two of one day are two."""

    id: int
    on: date


class KnownProspect(NamedTuple):
    """A buying intention of a customer's that is not delivered.

    base: the latest contact, attempt at one, or change of level or day; before all that the registration. contacted_on: None before any
    contact; missed_on: of the latest attempt that reached nobody, or was skipped.
    first_due_on: by when the first is due. agreed: the day agreed for the next contact, `agreed_time` (`HH:MM`) at what time. quoted_until:
    of the latest quote, with its event, quoted_on: its day. again_on: of who is invalid, the day they named; unreachable: they could not be
    reached.
    """

    id: int
    stage: Stage
    base: Dated
    consultant_id: int | None = None
    intended_on: date | None = None
    floor: ProspectLevel | None = None
    contacted_on: date | None = None
    missed_on: date | None = None
    first_due_on: date | None = None
    agreed_on: date | None = None
    agreed_time: str | None = None
    driven: Dated | None = None
    quoted_until: Dated | None = None
    quoted_on: date | None = None
    came: Dated | None = None
    lost: Dated | None = None
    invalid: Dated | None = None
    unreachable: bool = False
    again_on: date | None = None


CONTACTS = frozenset(
    {
        ProspectStep.CONTACTED,
        ProspectStep.VISITED,
        ProspectStep.TEST_DRIVE,
        ProspectStep.QUOTED,
        ProspectStep.ORDERED,
        ProspectStep.DELIVERED,
    }
)
"""Steps in which they were talked to."""
