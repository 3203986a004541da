"""The vocabulary of the desk: one name for each thing, used in every room.

Enum values are the words of CSV files, JSON output and the database; they are English and never translated.
Dates are business dates in the dealership's zone, instants are timezone-aware, money is integer fen, mileage km.
"""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """A member of staff's post (岗位)."""

    SALES_MANAGER = "sales_manager"
    SALES_CONSULTANT = "sales_consultant"
    SERVICE_ADVISOR = "service_advisor"
    TECHNICIAN = "technician"
    CS_SPECIALIST = "cs_specialist"
    CS_MANAGER = "cs_manager"
    DEPARTMENT_HEAD = "department_head"
    GENERAL_MANAGER = "general_manager"


class CustomerKind(StrEnum):
    PERSON = "person"
    COMPANY = "company"


class Gender(StrEnum):
    MALE = "male"
    FEMALE = "female"


class PhoneState(StrEnum):
    """What calls have taught about a customer's phone."""

    OK = "ok"
    DOUBTFUL = "doubtful"
    WRONG = "wrong"


class Use(StrEnum):
    """How a vehicle is used (使用性质)."""

    PRIVATE = "private"
    OFFICIAL = "official"
    COMMERCIAL = "commercial"


class Energy(StrEnum):
    """What a vehicle runs on (能源类型)."""

    COMBUSTION = "combustion"
    HYBRID = "hybrid"
    RANGE_EXTENDED = "range_extended"
    ELECTRIC = "electric"


class OrderType(StrEnum):
    """What a repair order is for (工单类型)."""

    PAID_MAINTENANCE = "paid_maintenance"
    PAID_REPAIR = "paid_repair"
    FREE_INSPECTION = "free_inspection"
    FREE_REPAIR = "free_repair"
    WARRANTY_REPAIR = "warranty_repair"
    INTERNAL = "internal"
    PDI = "pdi"
    ACCESSORY = "accessory"


class Team(StrEnum):
    MECHANICAL = "mechanical"
    BODY = "body"
    PAINT = "paint"


class Payer(StrEnum):
    CUSTOMER = "customer"
    WARRANTY = "warranty"
    INSURER = "insurer"
    INTERNAL = "internal"


class Kind(StrEnum):
    """The kinds of follow-up (跟进任务)."""

    DC1 = "1dc"
    DC3 = "3dc"
    DC7 = "7dc"
    DC30 = "30dc"
    MONTHLY_CARE = "monthly_care"
    NEW_OWNER_SURVEY = "new_owner_survey"
    POST_SERVICE = "post_service"
    FIRST_MAINTENANCE = "first_maintenance"
    SCHEDULED_MAINTENANCE = "scheduled_maintenance"
    INSURANCE_EXPIRY = "insurance_expiry"
    ANNUAL_INSPECTION = "annual_inspection"
    LICENCE_EXPIRY = "licence_expiry"
    WARRANTY_EXPIRY = "warranty_expiry"
    BIRTHDAY = "birthday"
    PURCHASE_ANNIVERSARY = "purchase_anniversary"
    FESTIVAL = "festival"
    DORMANT = "dormant"
    LOST = "lost"
    PRE_DELIVERY = "pre_delivery"
    COMPLAINT_RECALL = "complaint_recall"


class Channel(StrEnum):
    CALL = "call"
    MESSAGE = "message"


class Priority(StrEnum):
    """Where a follow-up stands in the day's order, most pressing first."""

    URGENT = "urgent"
    OVERDUE = "overdue"
    TODAY = "today"
    UPCOMING = "upcoming"


class State(StrEnum):
    """Of a follow-up. A person ends it as done, unreachable or skipped; the planner as cancelled or lapsed."""

    OPEN = "open"
    DONE = "done"
    UNREACHABLE = "unreachable"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"
    LAPSED = "lapsed"


class CustomerClass(StrEnum):
    A = "A"
    B = "B"
    C = "C"


class BaseFact(StrEnum):
    """The recorded date that a follow-up is reckoned from; named as the fact that holds it."""

    DELIVERED_ON = "delivered_on"
    PLANNED_DELIVERY_ON = "planned_delivery_on"
    CLOSED_ON = "closed_on"
    LAST_MAINTENANCE_ON = "last_maintenance_on"
    LAST_VISIT_ON = "last_visit_on"
    OWNED_FROM = "owned_from"
    INSURANCE_EXPIRES_ON = "insurance_expires_on"
    INSPECTION_DUE_ON = "inspection_due_on"
    LICENCE_EXPIRES_ON = "licence_expires_on"
    WARRANTY_UNTIL = "warranty_until"
    BIRTHDAY = "birthday"
    FESTIVAL = "festival"
    RESOLVED_ON = "resolved_on"  # of a complaint
    BY_HAND = "by_hand"  # no fact but somebody's decision


class DueBy(StrEnum):
    """What set a follow-up's due date."""

    INTERVAL = "interval"  # so many days or months from the base date
    MILEAGE = "mileage"  # the day on which the estimated mileage reaches the limit
    GO_LIVE = "go_live"  # fell due before go-live, but the event still lies ahead
    UNREACHED = "unreached"  # a message in place of calls that reached nobody
    BACKLOG = "backlog"  # crossed before go-live and taken up by `plan --backlog`
    BY_HAND = "by_hand"


class AssignedBy(StrEnum):
    """By which step a follow-up got its assignee."""

    VEHICLE = "vehicle"  # the vehicle's own consultant or advisor
    ROLE = "role"  # somebody else in the role, as the vehicle's own has left or is unknown
    MANAGER = "manager"  # the sales manager stands in for a consultant
    SPECIALIST = "specialist"  # the customer's specialist
    BY_HAND = "by_hand"
    NOBODY = "nobody"  # nobody employed in the role


class CancelReason(StrEnum):
    """Why the planner cancelled a follow-up that no longer holds."""

    BASE_CHANGED = "base_changed"  # the date it was reckoned from is another or gone
    MAINTENANCE_DONE = "maintenance_done"
    CAME_BACK = "came_back"
    NEW_OWNER = "new_owner"
    SOLD = "sold"
    SCRAPPED = "scrapped"
    DO_NOT_CONTACT = "do_not_contact"
    NO_CONSENT = "no_consent"
    DELIVERED = "delivered"  # of a pre-delivery notice
    REFUSED = "refused"  # the customer wants no more of this kind
    POLICY = "policy"  # the policy no longer asks for it
    SETTLED = "settled"  # the complaint was closed or taken up again without the call


class Outcome(StrEnum):
    """How a call ended (拨打结果)."""

    ANSWERED = "answered"
    NO_ANSWER = "no_answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong_number"
    REFUSED = "refused"
    MESSAGE_SENT = "message_sent"


class By(StrEnum):
    """By what a customer was spoken or written to."""

    PHONE = "phone"
    MESSAGE = "message"
    WECHAT = "wechat"


class Severity(StrEnum):
    """How grave a complaint is (投诉等级)."""

    MINOR = "minor"
    NORMAL = "normal"
    MAJOR = "major"


class Cause(StrEnum):
    """What a complaint is about (投诉原因)."""

    PRODUCT = "product"
    SERVICE = "service"
    REPAIR = "repair"
    PARTS = "parts"
    PRICE = "price"
    MALICIOUS = "malicious"


class ComplaintChannel(StrEnum):
    """By what way a complaint came (渠道)."""

    IN_PERSON = "in_person"
    PHONE = "phone"
    WEB = "web"
    LETTER = "letter"
    AUTHORITY = "authority"
    CONSUMER_ASSOCIATION = "consumer_association"
    MEDIA = "media"
    INTERNET = "internet"


class ComplaintSource(StrEnum):
    """On what occasion a complaint came (来源)."""

    ON_SPOT = "on_spot"
    CALL = "call"
    MANUFACTURER = "manufacturer"
    HOTLINE = "hotline"
    SUGGESTION = "suggestion"


class ComplaintState(StrEnum):
    """Where a complaint stands in the loop, in the loop's order."""

    RECEIVED = "received"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    RESPONDED = "responded"
    REOPENED = "reopened"
    RESOLVED = "resolved"
    RECALLED = "recalled"  # the customer is satisfied; cause or finding are still wanting
    CLOSED = "closed"


class Level(StrEnum):
    """How high a complaint stands, lowest first."""

    SPECIALIST = "specialist"
    CS_MANAGER = "cs_manager"
    DEPARTMENT_HEAD = "department_head"
    GENERAL_MANAGER = "general_manager"
    MANUFACTURER = "manufacturer"


class EventKind(StrEnum):
    """A step in a complaint's history."""

    OPENED = "opened"
    ACCEPTED = "accepted"
    ASSIGNED = "assigned"
    RESPONDED = "responded"
    RESOLVED = "resolved"
    RECALLED = "recalled"
    CLOSED = "closed"
    REOPENED = "reopened"
    ESCALATED = "escalated"
    NOTED = "noted"
    PAUSED = "paused"
    RESUMED = "resumed"
    HANDED_OVER = "handed_over"  # the owner no longer works here


class Finding(StrEnum):
    """What a complaint turned out to be (投诉性质)."""

    VALID = "valid"
    COMMUNICATION = "communication"
    MALICIOUS = "malicious"  # only a manager finds so


class ClockKind(StrEnum):
    """What is to be done by a deadline."""

    ACCEPT = "accept"
    RESOLVE = "resolve"
    ESCALATION = "escalation"
    FIELD_REQUEST = "field_request"
    JOB = "job"
    REPLY = "reply"


class ClockState(StrEnum):
    """How a deadline stands."""

    MET = "met"
    MET_LATE = "met_late"
    RUNNING = "running"
    AT_RISK = "at_risk"
    MISSED = "missed"
    PAUSED = "paused"


class Work(StrEnum):
    """Other work that runs on a clock of its own, where the policy says so."""

    FIELD_REQUEST = "field_request"
    SMALL_JOB = "small_job"
    MEDIUM_JOB = "medium_job"
    LARGE_JOB = "large_job"


class Reason(StrEnum):
    """Why a complaint's clocks pause, or why it starts higher."""

    WAITING_CUSTOMER = "waiting_customer"
    WAITING_PARTS = "waiting_parts"
    PUBLIC_CHANNEL = "public_channel"
    REPEATED = "repeated"


class Repeated(StrEnum):
    """Why a complaint counts as repeated."""

    CUSTOMER = "customer"  # the customer has complained so often
    CAUSE = "cause"  # the vehicle gave the same cause so often


class Action(StrEnum):
    """What a person did to a follow-up by hand."""

    ADDED = "added"
    SNOOZED = "snoozed"
    SKIPPED = "skipped"
    ASSIGNED = "assigned"


class Purpose(StrEnum):
    """What a template's words are for."""

    SCRIPT = "script"
    MESSAGE = "message"
    SITUATION = "situation"
    QUESTION = "question"
