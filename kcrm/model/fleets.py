"""Company accounts (集团客户): their people, contracts, bills and credit, in the words of the desk; and the facts that the rules take.

Money is integer fen, days are business dates.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kcrm.i18n import N_
from kcrm.model.kinds import Kind
from kcrm.model.vocabulary import Channel, Payer
from kcrm.model.words import Word
from kcrm.named import NamedTuple

if TYPE_CHECKING:
    from fractions import Fraction


class AccountKind(Word):
    """What an account is to the store."""

    COMPANY = "company", N_("company account"), "公司/集团/集团客户/大客户/单位"
    INSURER = "insurer", N_("insurance company"), "保险公司/保险"
    MANUFACTURER = "manufacturer", N_("manufacturer"), "厂家/主机厂"


class AccountState(Word):
    """How an account stands."""

    ACTIVE = "active", N_("active account"), "合作中/正常/活跃"
    DORMANT = "dormant", N_("dormant account"), "休眠/沉睡"
    CLOSED = "closed", N_("closed account"), "已销户/销户/已关闭/停止合作"


class MemberRole(Word):
    """What somebody is to their account's dealings with the store."""

    DECISION = "decision", N_("decision maker"), "决策人/决策者/负责人"
    PURCHASE = "purchase", N_("purchasing contact"), "采购/采购联系人/采购人/采购负责人"
    FINANCE = "finance", N_("finance contact"), "财务/财务联系人/会计"
    DRIVER = "driver", N_("driver"), "司机/驾驶员"
    CONTACT = "contact", N_("contact person"), "联系人/经办人/车管"


class Tie(Word):
    """What one customer is to another."""

    PARENT = "parent", N_("parent company"), "母公司/上级单位/总公司"
    SUBSIDIARY = "subsidiary", N_("subsidiary company"), "子公司/下属单位/分公司"
    SUPPLIER = "supplier", N_("supplier of theirs"), "供应商"
    CLIENT = "client", N_("client of theirs"), "下游客户/客户"
    SIBLING = "sibling", N_("sister company"), "兄弟单位/关联公司"
    REFERRED_BY = "referred_by", N_("referred by them"), "介绍人/转介绍"
    FAMILY = "family", N_("of their family"), "家属/家人/亲属"


class Product(Word):
    """What an account orders besides vehicles."""

    INSURANCE = "insurance", N_("insurance cover"), "保险/车险"
    EXTENDED_WARRANTY = "extended_warranty", N_("extended warranty"), "延保/延长保修"
    CONTRACT_MAINTENANCE = "contract_maintenance", N_("contract maintenance"), "协议保养/保养套餐/定点保养"
    RESCUE = "rescue", N_("roadside rescue"), "救援/道路救援"
    OTHER = "other", N_("another product"), "其他"


class ContractKind(Word):
    """What is agreed upon."""

    FRAMEWORK = "framework", N_("framework contract"), "框架协议/框架/年度协议/合作协议"
    MAINTENANCE = "maintenance", N_("maintenance contract"), "维修协议/保养协议/定点维修协议/保养/维修"
    PURCHASE = "purchase", N_("purchase contract"), "购车合同/采购合同/购车/采购"


class ContractState(Word):
    """How a contract stands. ENDED: its time ran out; TERMINATED: somebody put an end to it before."""

    DRAFT = "draft", N_("draft contract"), "草拟/草稿/待签"
    ACTIVE = "active", N_("contract in force"), "执行中/生效/履行中"
    ENDED = "ended", N_("contract ended"), "已到期/到期/已结束"
    TERMINATED = "terminated", N_("contract terminated"), "已解除/解除/已终止/终止"


class CreditGrade(Word):
    """How far an account is trusted to pay later (Evaluating customers and prospects). D: no formal cooperation yet."""

    A = "A", N_("credit A"), "A级"
    B = "B", N_("credit B"), "B级"
    C = "C", N_("credit C"), "C级"
    D = "D", N_("credit D"), "D级"


class CreditFacet(Word):
    """What an account is scored by, 0 to 100 each (Evaluating customers and prospects)."""

    SIZE = "size", N_("size of the company"), "规模/企业规模"
    FINANCE = "finance", N_("financial standing"), "财务/财务状况"
    COOPERATION = "cooperation", N_("length of cooperation"), "合作/合作时间/合作年限"
    STABILITY = "stability", N_("stability of demand"), "稳定/需求稳定性"


class CreditMeasure(Word):
    """What is done about an account's credit, mildest first."""

    OK = "ok", N_("credit in order"), "正常"
    WARN = "warn", N_("credit warning"), "预警/提醒"
    HOLD = "hold", N_("credit on hold"), "暂停挂账/冻结"
    STOP = "stop", N_("credit stopped"), "停止挂账/停止"


class CreditReason(Word):
    """What a measure rests on."""

    NEAR_LIMIT = "near_limit", N_("near the credit limit")
    OVER_LIMIT = "over_limit", N_("over the credit limit")
    LATE = "late", N_("bills past due")


class LimitFrom(Word):
    """Whose credit limit holds."""

    ASSESSED = "assessed", N_("by assessment"), "评估"
    CONTRACT = "contract", N_("by contract"), "合同"


class CreditReview(Word):
    """Why credit is to be assessed anew."""

    NEVER = "never", N_("never approved yet")
    EXPIRES = "expires", N_("no longer valid")
    HELD = "held", N_("on hold since it was assessed")


class CreditStands(Word):
    """What an assessment of credit is worth beside the others of its account."""

    COUNTS = "counts", N_("counts now"), "生效"
    WAITS = "waits", N_("waits to be approved"), "待审批"
    REPLACED = "replaced", N_("replaced by a later one"), "已被取代"


class Dunning(Word):
    """How a bill is asked for, mildest first. REMIND: shortly before its day, with the statement."""

    NONE = "none", N_("no reminder yet"), "无需催收"
    REMIND = "remind", N_("payment reminder"), "付款提醒/提醒"
    DUN = "dun", N_("dunning letter"), "催款/催款函/催收"
    FINAL = "final", N_("final demand"), "最后催告/最后通知"


class Overdue(Word):
    """How long past its day a bill is, in days (账龄)."""

    NOT_DUE = "not_due", N_("not due yet"), "未到期"
    TO_30 = "to_30", N_("1-30 days late"), "逾期1–30天/逾期30天内"
    TO_60 = "to_60", N_("31-60 days late"), "逾期31–60天/逾期31-60天"
    TO_90 = "to_90", N_("61-90 days late"), "逾期61–90天/逾期61-90天"
    OVER_90 = "over_90", N_("more than 90 days late"), "逾期90天以上"


class Pace(Word):
    """Whether more of a contract is executed than of its term has gone by."""

    AHEAD = "ahead", N_("ahead of its term")
    EVEN = "even", N_("even with its term")
    BEHIND = "behind", N_("behind its term")


class Contract(NamedTuple):
    """A contract as the rules need it. until: its last day. ended_on: the last day it held where somebody terminated it before that.

    credit_limit: fen that may be open while it holds, credit_days: days to pay; None where it says nothing of it.
    """

    id: int
    account_id: int
    kind: ContractKind
    state: ContractState
    starts_on: date
    until: date
    amount: int
    ended_on: date | None = None
    credit_limit: int | None = None
    credit_days: int | None = None


class AccountOrder(NamedTuple):
    """A repair order. account_id: whose vehicle it was done to, be they an account or not. closed_on: None while it is open."""

    id: int
    account_id: int
    payer: Payer
    amount: int
    closed_on: date | None = None


class Bill(NamedTuple):
    """An invoice to an account. written_off_on: since when what was still open of it is not asked for any more."""

    id: int
    account_id: int
    amount: int
    issued_on: date
    due_on: date
    written_off_on: date | None = None


class Payment(NamedTuple):
    """Money of an account. bill_id: the bill that it names; None where it names none."""

    id: int
    account_id: int
    amount: int
    paid_on: date
    bill_id: int | None = None


class Scores(NamedTuple):
    """What an account was given, 0 to 100 each; None where nobody said."""

    size: int | Fraction | None = None
    finance: int | Fraction | None = None
    cooperation: int | Fraction | None = None
    stability: int | Fraction | None = None


class Assessment(NamedTuple):
    """A judgement of an account's credit. limit: fen. valid_until: its last day."""

    on: date
    grade: CreditGrade
    limit: int
    valid_until: date


class AgreedLimit(NamedTuple):
    """The credit limit of a contract, in fen, from the first to the last day on which it holds."""

    contract_id: int
    amount: int
    first_on: date
    last_on: date


class AccountMember(NamedTuple):
    """A person of an account. person_id: their customer record. starts_on, until: the first and last day, None where not known.

    name, phone: whom one can call; None where that was not asked. written_to: whether they may be sent messages.
    """

    person_id: int
    role: MemberRole | None = None
    key: bool = False
    starts_on: date | None = None
    until: date | None = None
    name: str | None = None
    phone: str | None = None
    written_to: bool = True


class Anniversary(NamedTuple):
    """A day that one does not forget. yearly: it comes again every year."""

    id: int
    day: date
    yearly: bool = True


class KnownAccount(NamedTuple):
    """What planning knows of a company account. grade: the one that counts; graded_on: since when without a break. assessed: when and how.

    orders: those in the workshop that it is to pay, each with its day and fen. asked_on: the latest day on which somebody ended a reminder
    of what it owes; None where nobody has. members: whom one can reach.
    """

    id: int
    state: AccountState
    since_on: date
    manager_id: int | None = None
    grade: CreditGrade | None = None
    graded_on: date | None = None
    assessed: Assessment | None = None
    contracts: tuple[Contract, ...] = ()
    bills: tuple[Bill, ...] = ()
    payments: tuple[Payment, ...] = ()
    orders: tuple[tuple[date, int], ...] = ()
    anniversaries: tuple[Anniversary, ...] = ()
    members: tuple[AccountMember, ...] = ()
    asked_on: date | None = None

    @property
    def is_open(self) -> bool:
        return self.state is not AccountState.CLOSED


class BundleAccount(NamedTuple):
    """An account whose calls may be made together. vehicles: how many of its are in use. manager_id: who makes the calls.

    called: days on which it was called so already, as far back as the first of this month; those of `BundleCall.counts` only.
    """

    id: int
    vehicles: int
    manager_id: int | None
    members: tuple[AccountMember, ...] = ()
    called: frozenset[date] = frozenset()
    bundled: bool = True


class Put(NamedTuple):
    """What a bundle gave a follow-up beside its own day, caller and contact. on: None where its own day stays.

    lead_id: the follow-up whose day it is. counts: whether that is one of the days of the month. caller_id, contact_id: a member of
    staff and a customer record; None where its own stay.
    """

    on: date | None
    lead_id: int
    counts: bool
    caller_id: int | None
    contact_id: int | None


class BundleItem(NamedTuple):
    """A follow-up of an account: open, or cancelled only as the account's calls are made together, which is `aside`.

    fixed_on: the day agreed for it, or to which somebody put it off or nobody answered; None where its due day alone decides. put: what the
    bundle gave it when it was last planned.
    """

    id: int
    kind: Kind
    channel: Channel
    vehicle_id: int | None
    base_on: date
    due_on: date
    fixed_on: date | None = None
    put: Put | None = None
    aside: bool = False
