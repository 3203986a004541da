"""The manager's desk: what was decided and who does it, in the words of the desk; and the facts that its rules take."""

from __future__ import annotations

from datetime import date

from kcrm.i18n import N_
from kcrm.model.words import Word
from kcrm.named import NamedTuple


class TaskState(Word):
    """How a task stands."""

    OPEN = "open", N_("task given"), "待接收/未接收/新任务"
    ACCEPTED = "accepted", N_("task accepted"), "进行中/已接收"
    DONE = "done", N_("task done"), "已完成/完成"
    RETURNED = "returned", N_("task returned"), "已退回/退回"
    CANCELLED = "cancelled", N_("task cancelled"), "已取消/取消/作废"


TASKS_TO_DO = (TaskState.OPEN, TaskState.ACCEPTED, TaskState.RETURNED)
"""What somebody still has to do."""


class Punctual(Word):
    """Whether a task is done in time."""

    UNDATED = "undated", N_("without a day"), "无期限"
    ON_TIME = "on_time", N_("on time"), "按时"
    AT_RISK = "at_risk", N_("due soon"), "快到期"
    LATE = "late", N_("late"), "超期"


class MeasureSource(Word):
    """What a measure (整改) was taken for."""

    CALL = "call", N_("what a customer said"), "回访/客户反馈"
    KPI = "kpi", N_("a figure below its target"), "指标/指标未达标"
    COMPLAINT = "complaint", N_("a complaint"), "投诉/客诉"
    CHECKLIST = "checklist", N_("a failed check"), "检查/点检/检查不合格"
    MEETING = "meeting", N_("a meeting"), "会议/例会/会议决定"
    BREACH = "breach", N_("a breach of rules"), "违规/弄虚作假"
    OTHER = "other", N_("another reason"), "其他/其他原因"


class MeasureState(Word):
    """How a measure stands."""

    OPEN = "open", N_("measure under way"), "整改中/进行中"
    DONE = "done", N_("measure taken"), "已整改/待复查"
    WORKED = "worked", N_("measure that worked"), "有效/已见效"
    FAILED = "failed", N_("measure that did not work"), "无效/未见效"


class Addressed(Word):
    """What a measure does away with: a reason to stay away or a cause of complaints, under the key that both have.

    What no store can mend, as that somebody moved away, is none.
    """

    PRICE = "price", N_("the price"), "价格/太贵/价格高"
    SERVICE = "service", N_("the service"), "服务/服务态度/对服务不满意"
    REPAIR = "repair", N_("the repair"), "维修质量/维修/修理/对维修不满意"
    WAITING = "waiting", N_("the waiting"), "等待/等待时间/等待时间长/等待太久"
    PARTS = "parts", N_("the parts"), "配件/零件"
    PRODUCT = "product", N_("the product"), "产品/产品质量"
    DISTANCE = "distance", N_("the distance"), "路远/距离/太远"
    OTHER_WORKSHOP = "other_workshop", N_("other workshops"), "外店/去外面做/去别的店"


class MeetingKind(Word):
    """What a meeting is for."""

    DAILY = "daily", N_("morning meeting"), "晨会/早会/夕会"
    WEEKLY = "weekly", N_("weekly meeting"), "周会/周例会"
    MONTHLY = "monthly", N_("monthly meeting"), "月会/月度例会/经营分析会"
    QUALITY = "quality", N_("quality meeting"), "质量会/投诉分析会/服务质量会"
    OTHER = "other", N_("another meeting"), "其他/其他会议"


class PlanKind(Word):
    """What a line of a work plan is about (Customer-service manager CRM training manual 2012)."""

    SALES = "sales", N_("sales to make"), "销售"
    COLLECTION = "collection", N_("money to collect"), "回款"
    PROFIT = "profit", N_("profit to make"), "利润"
    NEW_PRODUCT = "new_product", N_("new products to sell"), "新产品/新品"
    NEW_CUSTOMER = "new_customer", N_("new customers to win"), "新客户"
    WAKE_DORMANT = "wake_dormant", N_("dormant customers to wake"), "唤醒/沉睡客户/唤醒沉睡客户"
    OTHER = "other", N_("other work"), "其他/其他工作"


class Sanction(Word):
    """What follows from a breach of rules (Customer-service manager CRM training manual 2012)."""

    PUBLIC_CRITICISM = "public_criticism", N_("public criticism"), "公开批评/通报批评"
    FAULT_SLIP = "fault_slip", N_("fault slip"), "过失单"
    DEMOTION = "demotion", N_("demotion"), "降级/降职"
    NONE = "none", N_("no sanction"), "不予处分"
    UNFOUNDED = "unfounded", N_("no breach after all"), "不成立"


class UsePart(Word):
    """A part of the score of how well somebody uses the CRM (CRM应用评分表), by the name of its weight in the policy."""

    FOLLOWUPS = "followups", N_("follow-ups on time"), "回访及时"
    ANSWERS = "answers", N_("answers and notes filled"), "回访记录完整"
    COMPLETENESS = "completeness", N_("completeness of own customers"), "客户资料完整"
    TASKS = "tasks", N_("tasks on time"), "任务按时完成"
    PLAN = "plan", N_("plan in time"), "计划按时提交"
    AUDIT = "audit", N_("sampled calls found true"), "抽检属实"
    JOURNALS = "journals", N_("journals in time"), "日志按时填写"


class UseState(Word):
    """How far a score has come."""

    PRELIMINARY = "preliminary", N_("preliminary: the month is not over"), "未到月底"
    OPEN = "open", N_("to be approved"), "待审批"
    LATE = "late", N_("not approved by its day"), "逾期未审批"
    APPROVED = "approved", N_("approved"), "已审批"


class TaskFacts(NamedTuple):
    """A task as far as it is judged. done_on: None while it is not."""

    state: TaskState
    due_on: date | None
    done_on: date | None = None


class Place(Word):
    """What a checklist looks at."""

    SHOWROOM = "showroom", N_("showroom"), "展厅/展厅现场"
    WORKSHOP = "workshop", N_("workshop"), "车间/维修车间"
    LOUNGE = "lounge", N_("customer lounge"), "客休区/客户休息区/休息区"
    DISPLAY_CARS = "display_cars", N_("display cars"), "展车"
    STAFF_APPEARANCE = "staff_appearance", N_("appearance of staff"), "仪容仪表/着装"
    BRAND_STANDARD = "brand_standard", N_("brand standard"), "品牌标准/厂家标准"
    OTHER = "other", N_("another place"), "其他/其他场所"


class CheckResult(Word):
    """What was found of one item."""

    PASS = "pass", N_("item in order"), "合格"
    FAIL = "fail", N_("item not in order"), "不合格"
    NA = "na", N_("does not apply"), "不适用"


class Verdict(Word):
    """How a run through a checklist ended."""

    PASSED = "passed", N_("run passed"), "通过"
    FAILED = "failed", N_("run failed"), "未通过"
    INCOMPLETE = "incomplete", N_("run not complete"), "未查完"


class ItemFacts(NamedTuple):
    """One item of a run as far as it is judged. result: None while it is not answered."""

    weight: int
    required: bool
    result: CheckResult | None = None
