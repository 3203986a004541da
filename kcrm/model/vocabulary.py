"""The vocabulary of the desk: one name for each thing, used in every room.

Enum values are the words of CSV files, JSON output and the database; they are English and never translated.
Dates are business dates in the dealership's zone, instants are timezone-aware, money is integer fen, mileage km.
"""

from __future__ import annotations

from kcrm.i18n import N_
from kcrm.model.words import Word


class Role(Word):
    """A member of staff's post (岗位)."""

    SALES_MANAGER = "sales_manager", N_("sales manager"), "销售经理/销售总监/展厅经理"
    SALES_CONSULTANT = "sales_consultant", N_("sales consultant"), "销售顾问"
    DCC_CONSULTANT = "dcc_consultant", N_("online sales consultant"), "网销顾问/DCC专员/电销专员"
    SERVICE_ADVISOR = "service_advisor", N_("service advisor"), "服务顾问/接车员"
    TECHNICIAN = "technician", N_("technician"), "维修技师/技师/机修工/钣金工/喷漆工"
    RENEWAL_SPECIALIST = "renewal_specialist", N_("insurance renewal specialist"), "续保专员"
    CS_SPECIALIST = "cs_specialist", N_("customer-service specialist"), "客服专员/电访员/回访专员/客户回访专员/CRM活动专员"
    CS_MANAGER = "cs_manager", N_("customer-service manager"), "客服经理/客服主管/CRM经理/客户关爱经理"
    ACCOUNT_MANAGER = "account_manager", N_("key-account manager"), "大客户经理"
    DEPARTMENT_HEAD = "department_head", N_("department head"), "部门经理/售后经理/服务经理/配件经理/市场经理/车间主任"
    GENERAL_MANAGER = "general_manager", N_("general manager"), "总经理/店总"
    OTHER = "other", N_("another post"), "其他/其他岗位/财务/库管/前台/市场专员"


class CustomerKind(Word):
    PERSON = "person", N_("person"), "个人"
    COMPANY = "company", N_("company"), "公司/单位"


class Gender(Word):
    MALE = "male", N_("male"), "男/先生"
    FEMALE = "female", N_("female"), "女/女士"


class PhoneState(Word):
    """What calls have taught about a customer's phone."""

    OK = "ok", N_("in order"), "正常"
    DOUBTFUL = "doubtful", N_("doubtful"), "存疑"
    WRONG = "wrong", N_("wrong"), "错号"


class Use(Word):
    """How a vehicle is used (使用性质)."""

    PRIVATE = "private", N_("private"), "私家车/非营运"
    OFFICIAL = "official", N_("official"), "公务车/公务"
    COMMERCIAL = "commercial", N_("commercial"), "营运车/营运"


class Energy(Word):
    """What a vehicle runs on (能源类型)."""

    COMBUSTION = "combustion", N_("combustion"), "燃油"
    HYBRID = "hybrid", N_("hybrid"), "混动/插混"
    RANGE_EXTENDED = "range_extended", N_("range extended"), "增程"
    ELECTRIC = "electric", N_("electric"), "纯电"


class OrderType(Word):
    """What a repair order is for (工单类型)."""

    PAID_MAINTENANCE = "paid_maintenance", N_("paid maintenance"), "有费定保/保养/常规保养/定期保养/大保养/小保养"
    PAID_REPAIR = "paid_repair", N_("paid repair"), "有费修理/维修/一般维修/快修/事故/事故维修/钣喷"
    FREE_INSPECTION = "free_inspection", N_("free inspection"), "免费定检/首保/免费保养/免费首保/免费检测"
    FREE_REPAIR = "free_repair", N_("free repair"), "免费修理/返修"
    WARRANTY_REPAIR = "warranty_repair", N_("warranty repair"), "索赔/保修/三包/召回/服务活动"
    INTERNAL = "internal", N_("internal"), "内部"
    PDI = "pdi", N_("pre-delivery inspection"), "PDI"
    ACCESSORY = "accessory", N_("accessories"), "精品/装潢/加装/美容"


class Team(Word):
    MECHANICAL = "mechanical", N_("mechanical-electrical"), "机电"
    BODY = "body", N_("body"), "钣金"
    PAINT = "paint", N_("paint"), "喷漆"


class Payer(Word):
    CUSTOMER = "customer", N_("customer"), "客户"
    WARRANTY = "warranty", N_("manufacturer (warranty)"), "厂家/索赔/厂家（索赔）"
    INSURER = "insurer", N_("insurer"), "保险"
    INTERNAL = "internal", N_("the store"), "内部/本店"


class Channel(Word):
    CALL = "call", N_("call"), "电话/打电话"
    MESSAGE = "message", N_("message"), "短信/发短信"
    VISIT = "visit", N_("visit to them"), "上门/拜访"  # somebody goes there


class Direction(Word):
    """Who rang whom."""

    OUT = "out", N_("we called"), "呼出"
    IN = "in", N_("called us"), "来电/呼入"


class CallMatter(Word):
    """What a customer rang us about."""

    ENQUIRY = "enquiry", N_("enquiry"), "咨询"
    APPOINTMENT = "appointment", N_("appointment"), "预约"
    COMPLAINT = "complaint", N_("complaint"), "投诉"
    PRICE = "price", N_("price"), "询价/价格/报价"
    OTHER = "other", N_("something else"), "其他"


class Priority(Word):
    """Where a follow-up stands in the day's order, most pressing first."""

    URGENT = "urgent", N_("urgent")
    AGREED = "agreed", N_("agreed")  # for a time that has come; only a grave complaint goes before it
    OVERDUE = "overdue", N_("overdue")
    TODAY = "today", N_("today")
    UPCOMING = "upcoming", N_("upcoming")


class State(Word):
    """Of a follow-up. A person ends it as done, unreachable or skipped; the planner as cancelled or lapsed."""

    OPEN = "open", N_("open"), "待办"
    DONE = "done", N_("done"), "已完成"
    UNREACHABLE = "unreachable", N_("unreachable"), "失联"
    SKIPPED = "skipped", N_("skipped"), "已跳过"
    CANCELLED = "cancelled", N_("cancelled"), "已取消"
    LAPSED = "lapsed", N_("lapsed"), "已过期/已失效"


class CustomerClass(Word):
    A = "A", N_("A"), "A类"
    B = "B", N_("B"), "B类"
    C = "C", N_("C"), "C类"


class CallResult(Word):
    """What a call came to, beside how it ended; which of them a kind of follow-up may have is declared with it."""

    RENEWED_HERE = "renewed_here", N_("renewed here"), "在店续保/本店续保/已续保"
    RENEWED_ELSEWHERE = "renewed_elsewhere", N_("renewed elsewhere"), "他处续保/外店续保"
    QUOTED = "quoted", N_("quoted"), "已报价"
    UNDECIDED = "undecided", N_("undecided"), "未定/考虑中"
    VEHICLE_SOLD = "vehicle_sold", N_("vehicle sold"), "车已卖/已卖车"
    BOOKED = "booked", N_("booked"), "已预约"
    LATER = "later", N_("later"), "以后再说/以后"
    ELSEWHERE = "elsewhere", N_("done elsewhere"), "在外面做/他处已做"
    COMING = "coming", N_("will come"), "参加/会来"
    NOT_COMING = "not_coming", N_("will not come"), "不参加/不来"


RENEWALS = (
    CallResult.RENEWED_HERE,
    CallResult.RENEWED_ELSEWHERE,
    CallResult.QUOTED,
    CallResult.UNDECIDED,
    CallResult.VEHICLE_SOLD,
    CallResult.BOOKED,
)
BOOKINGS = (CallResult.BOOKED, CallResult.LATER, CallResult.ELSEWHERE)
OFFERED = (CallResult.BOOKED, CallResult.UNDECIDED, CallResult.LATER, CallResult.ELSEWHERE)
COMINGS = (CallResult.COMING, CallResult.NOT_COMING)
RENEWED = frozenset({CallResult.RENEWED_HERE, CallResult.RENEWED_ELSEWHERE})
UNSETTLED = frozenset({CallResult.QUOTED, CallResult.UNDECIDED})
"""Who is asked again before the insurance runs out."""


class Awaited(Word):
    """What a customer waits for."""

    PART = "part", N_("part"), "配件/零件"
    MODEL = "model", N_("model"), "车型/新车"
    OFFER = "offer", N_("offer"), "优惠/活动"
    DAY = "day", N_("a day"), "日期/日子"


class NeedState(Word):
    """Of a need; which of them it is follows from its days and from the call about it, and is not stored."""

    WAITING = "waiting", N_("waiting"), "等待中/等待"
    CAME = "came", N_("came"), "已到"  # and they are yet to be called
    DONE = "done", N_("customer called"), "已联系"
    DROPPED = "dropped", N_("dropped"), "已取消/取消"


class Festival(Word):
    """The festivals that a customer may be greeted on."""

    SPRING_FESTIVAL = "spring_festival", N_("Spring Festival"), "春节"
    LANTERN = "lantern", N_("Lantern Festival"), "元宵节/元宵"
    QINGMING = "qingming", N_("Qingming"), "清明节/清明"
    DRAGON_BOAT = "dragon_boat", N_("Dragon Boat Festival"), "端午节/端午"
    QIXI = "qixi", N_("Qixi"), "七夕"
    MID_AUTUMN = "mid_autumn", N_("Mid-Autumn Festival"), "中秋节/中秋"
    NATIONAL_DAY = "national_day", N_("National Day"), "国庆节/国庆"
    DOUBLE_NINTH = "double_ninth", N_("Double Ninth Festival"), "重阳节/重阳"
    WINTER_SOLSTICE = "winter_solstice", N_("Winter Solstice"), "冬至"
    LABA = "laba", N_("Laba Festival"), "腊八节/腊八"
    NEW_YEARS_EVE = "new_years_eve", N_("Lunar New Year's Eve"), "除夕"


class Outcome(Word):
    """How a call ended (拨打结果). An engaged line, a phone that is off or suspended reached nobody; busy is who asks for another time."""

    ANSWERED = "answered", N_("answered"), "接通/接听/已接听/接了/打通了/打通/已接通"
    NO_ANSWER = "no_answer", N_("no answer"), "未接通/没人接/无人接/无人接听/未接/没接/占线/关机/停机/没打通/打不通/无法接通"
    BUSY = "busy", N_("busy"), "另约/在忙/稍后再打"
    WRONG_NUMBER = "wrong_number", N_("wrong number"), "错号/空号/打错了"
    REFUSED = "refused", N_("refused to talk"), "拒访/拒接/挂断"
    MESSAGE_SENT = "message_sent", N_("message sent"), "已发短信/已发微信"


class By(Word):
    """By what a customer was spoken or written to."""

    PHONE = "phone", N_("by phone")
    MESSAGE = "message", N_("by message")
    WECHAT = "wechat", N_("by WeChat")
    VISIT = "visit", N_("by a visit")


class Severity(Word):
    """How grave a complaint is (投诉等级)."""

    MINOR = "minor", N_("minor"), "轻微"
    NORMAL = "normal", N_("normal"), "一般"
    MAJOR = "major", N_("major"), "重大"


class Cause(Word):
    """What a complaint is about (投诉原因)."""

    PRODUCT = "product", N_("product quality"), "产品质量"
    SERVICE = "service", N_("service quality"), "服务质量"
    REPAIR = "repair", N_("repair skill"), "维修技术"
    PARTS = "parts", N_("parts quality"), "配件质量"
    PRICE = "price", N_("price"), "价格"
    MALICIOUS = "malicious", N_("malicious"), "恶意"


class ComplaintChannel(Word):
    """By what way a complaint came (渠道)."""

    IN_PERSON = "in_person", N_("in person"), "当面"
    PHONE = "phone", N_("phone"), "电话"
    WEB = "web", N_("web"), "网络"
    LETTER = "letter", N_("letter"), "信函"
    AUTHORITY = "authority", N_("authority"), "主管部门/12315/12345"
    CONSUMER_ASSOCIATION = "consumer_association", N_("consumer association"), "消协/消保委"
    MEDIA = "media", N_("media"), "媒体"
    INTERNET = "internet", N_("internet"), "互联网/车质网/论坛/抖音"
    EMAIL = "email", N_("e-mail"), "邮件/电子邮件"


class ComplaintSource(Word):
    """On what occasion a complaint came (来源)."""

    ON_SPOT = "on_spot", N_("on the spot"), "当场"
    CALL = "call", N_("found in a call"), "回访"
    MANUFACTURER = "manufacturer", N_("manufacturer"), "厂家/400/厂家400"
    HOTLINE = "hotline", N_("hotline"), "热线"
    SUGGESTION = "suggestion", N_("suggestion box"), "意见箱"
    WEB = "web", N_("website"), "网站/公众号"
    EMAIL = "email", N_("e-mail"), "邮件"


class ComplaintState(Word):
    """Where a complaint stands in the loop, in the loop's order."""

    RECEIVED = "received", N_("received")
    ACCEPTED = "accepted", N_("accepted")
    ASSIGNED = "assigned", N_("assigned")
    RESPONDED = "responded", N_("solution offered")
    REOPENED = "reopened", N_("reopened")
    RESOLVED = "resolved", N_("resolved")
    RECALLED = "recalled", N_("customer satisfied")  # the customer is satisfied; cause or finding are still wanting
    CLOSED = "closed", N_("closed")


class Level(Word):
    """How high a complaint stands, lowest first."""

    SPECIALIST = "specialist", N_("specialist")
    CS_MANAGER = "cs_manager", N_("customer-service manager")
    DEPARTMENT_HEAD = "department_head", N_("department head")
    GENERAL_MANAGER = "general_manager", N_("general manager")
    MANUFACTURER = "manufacturer", N_("manufacturer")


class EventKind(Word):
    """A step in a complaint's history."""

    OPENED = "opened", N_("received")
    ACCEPTED = "accepted", N_("accepted")
    CONTACTED = "contacted", N_("customer contacted")  # spoken with whoever complained
    ASSIGNED = "assigned", N_("assigned")
    RESPONDED = "responded", N_("solution offered")
    RESOLVED = "resolved", N_("resolved")
    RECALLED = "recalled", N_("customer called again")
    CLOSED = "closed", N_("closed")
    REOPENED = "reopened", N_("reopened")
    ESCALATED = "escalated", N_("escalated")
    NOTED = "noted", N_("note")
    PAUSED = "paused", N_("paused")
    RESUMED = "resumed", N_("resumed")
    HANDED_OVER = "handed_over", N_("handed over")  # the owner no longer works here


class Finding(Word):
    """What a complaint turned out to be (投诉性质)."""

    VALID = "valid", N_("valid")
    COMMUNICATION = "communication", N_("a matter of communication")
    MALICIOUS = "malicious", N_("malicious")  # only a manager finds so


class ClockKind(Word):
    """What is to be done by a deadline."""

    ACCEPT = "accept", N_("accept")
    CONTACT = "contact", N_("first contact")
    RESOLVE = "resolve", N_("resolve")
    ESCALATION = "escalation", N_("act at this level")
    FIELD_REQUEST = "field_request", N_("field request")
    JOB = "job", N_("repair job")
    REPLY = "reply", N_("reply to the outside body")  # to an outside body


class ClockState(Word):
    """How a deadline stands, most pressing first."""

    MISSED = "missed", N_("missed"), "超期未完成"
    AT_RISK = "at_risk", N_("at risk"), "即将超期"
    RUNNING = "running", N_("running"), "进行中"
    PAUSED = "paused", N_("paused"), "暂停"
    MET_LATE = "met_late", N_("met late"), "超期完成"
    MET = "met", N_("met"), "按时完成"


class Work(Word):
    """Other work that runs on a clock of its own, where the policy says so."""

    FIELD_REQUEST = "field_request", N_("field request")
    SMALL_JOB = "small_job", N_("small job")
    MEDIUM_JOB = "medium_job", N_("medium job")
    LARGE_JOB = "large_job", N_("large job")


class Reason(Word):
    """Why a complaint's clocks pause, or why it starts higher."""

    WAITING_CUSTOMER = "waiting_customer", N_("waiting for the customer")
    WAITING_PARTS = "waiting_parts", N_("waiting for parts")
    PUBLIC_CHANNEL = "public_channel", N_("came through a public channel")
    REPEATED = "repeated", N_("repeated")


WAITING = (Reason.WAITING_CUSTOMER, Reason.WAITING_PARTS)
"""Why a person may pause a complaint."""


class Repeated(Word):
    """Why a complaint counts as repeated."""

    CUSTOMER = "customer", N_("the customer has complained repeatedly")  # the customer has complained so often
    CAUSE = "cause", N_("the vehicle had the same cause repeatedly")  # the vehicle gave the same cause so often


class Action(Word):
    """What a person did to a follow-up by hand."""

    ADDED = "added", N_("added")
    SNOOZED = "snoozed", N_("postponed")
    SKIPPED = "skipped", N_("left out")
    ASSIGNED = "assigned", N_("reassigned")


class Purpose(Word):
    """What a template's words are for."""

    SCRIPT = "script", N_("call script")
    MESSAGE = "message", N_("short message")
    SITUATION = "situation", N_("special situation")
    QUESTION = "question", N_("survey question")


class Told(Word):
    """Where something was written down in words."""

    CALL = "call", N_("call")
    ANSWER = "answer", N_("answer")
    CUSTOMER = "customer", N_("customer's note")
    FINDING = "finding", N_("finding")
    FINDING_ANSWER = "finding_answer", N_("finding's answer")
    COMPLAINT = "complaint", N_("complaint")
    COMPLAINT_STEP = "complaint_step", N_("step of a complaint")
    NEED = "need", N_("need")
    SURVEY_FORM = "survey_form", N_("questionnaire")
    WORKSHOP_NOTE = "workshop_note", N_("workshop note")
    FAULT = "fault", N_("reported fault")
    OPPORTUNITY = "opportunity", N_("opportunity")
    PROSPECT = "prospect", N_("prospect")
    PROSPECT_STEP = "prospect_step", N_("step of a prospect")
    VISITOR = "visitor", N_("visit to the showroom")
    TASK = "task", N_("task")
    MEASURE = "measure", N_("measure")
    MEETING = "meeting", N_("meeting")
    ARTICLE = "article", N_("article")


class Happened(Word):
    """What an operation was about that one person made at one go."""

    CALL = "call", N_("call")
    CALL_IN = "call_in", N_("called us")
    COMPLAINT = "complaint", N_("complaint")
    COMPLAINT_STEP = "complaint_step", N_("step of a complaint")
    FINDING = "finding", N_("finding")
    LEAD = "lead", N_("prospect")
    LEAD_STEP = "lead_step", N_("step of a prospect")
    NEED = "need", N_("need")
    OPPORTUNITY = "opportunity", N_("opportunity")
    ALLOWED = "allowed", N_("contact resumed")
    FOLLOWUP = "followup", N_("follow-up")
    CHANGED = "changed", N_("changed")
    ADDED = "added", N_("added")
