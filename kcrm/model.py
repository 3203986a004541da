"""The vocabulary of the desk: one name for each thing, used in every room.

Enum values are the words of CSV files, JSON output and the database; they are English and never translated.
Dates are business dates in the dealership's zone, instants are timezone-aware, money is integer fen, mileage km.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
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
    """The recorded date that a follow-up is reckoned from; named as its column."""

    DELIVERED_ON = "delivered_on"
    PLANNED_DELIVERY_ON = "planned_delivery_on"
    CLOSED_ON = "closed_on"
    LAST_MAINTENANCE_ON = "last_maintenance_on"
    LAST_VISIT_ON = "last_visit_on"
    INSURANCE_EXPIRES_ON = "insurance_expires_on"
    INSPECTION_DUE_ON = "inspection_due_on"
    LICENCE_EXPIRES_ON = "licence_expires_on"
    WARRANTY_UNTIL = "warranty_until"
    BIRTHDAY = "birthday"
    FESTIVAL = "festival"


class DueBy(StrEnum):
    """What set a follow-up's due date."""

    INTERVAL = "interval"  # so many days or months from the base date
    MILEAGE = "mileage"  # the day on which the estimated mileage reaches the limit
    GO_LIVE = "go_live"  # fell due before go-live, but the event still lies ahead
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
    POLICY = "policy"  # the policy no longer asks for it


# --- facts the planning rule decides from ---


@dataclass(frozen=True, slots=True)
class MileageReading:
    read_on: date
    km: int


@dataclass(frozen=True, slots=True)
class ClosedOrder:
    """A closed repair order that may bring a post-service call."""

    id: int
    order_no: str
    type: OrderType
    closed_on: date
    accident: bool
    overhaul: bool
    brought_by: str | None
    brought_by_phone: str | None
    # the phone belongs to a customer who wants no contact; then the owner is called instead
    brought_by_do_not_contact: bool = False


@dataclass(frozen=True, slots=True)
class VehicleFacts:
    """One vehicle as its present owner's; all values the latest known.

    owned_from: None for the first owner, else the day of the transfer. Deliveries before it were somebody else's.
    readings: oldest first; the latest two that the estimate may use.
    orders: closed orders that the present owner had done, on or after go-live less the longest post-service interval.
    """

    id: int
    use: Use | None = None
    owned_from: date | None = None
    planned_delivery_on: date | None = None
    delivered_on: date | None = None
    sales_consultant_id: int | None = None
    service_advisor_id: int | None = None
    warranty_until: date | None = None
    insurance_expires_on: date | None = None
    inspection_due_on: date | None = None
    sold_on: date | None = None
    scrapped_on: date | None = None
    last_visit_on: date | None = None
    last_maintenance_on: date | None = None
    last_maintenance_km: int | None = None
    last_maintenance_order_id: int | None = None
    readings: tuple[MileageReading, ...] = ()
    orders: tuple[ClosedOrder, ...] = ()


@dataclass(frozen=True, slots=True)
class CustomerFacts:
    """What planning knows of one customer and of the vehicles they own today.

    call_consent, message_consent: None where never asked, which permits.
    """

    id: int
    kind: CustomerKind = CustomerKind.PERSON
    birthday: date | None = None
    licence_expires_on: date | None = None
    do_not_contact: bool = False
    call_consent: bool | None = None
    message_consent: bool | None = None
    customer_class: CustomerClass | None = None
    had_complaint: bool = False
    specialist_id: int | None = None
    vehicles: tuple[VehicleFacts, ...] = ()


@dataclass(frozen=True, slots=True)
class StaffMember:
    """left_on is the last working day."""

    id: int
    role: Role
    left_on: date | None = None


@dataclass(frozen=True, slots=True)
class FollowUpKey:
    """By this a follow-up is known again, however often it is planned.

    occurrence: the month of monthly care, the year of a birthday, anniversary or festival, the lead days of an expiry; else 0.
    """

    kind: Kind
    channel: Channel
    customer_id: int
    vehicle_id: int | None
    base_on: date
    occurrence: int


@dataclass(frozen=True, slots=True)
class FollowUpDraft:
    """A follow-up as the rules want it, before it has a number.

    due_on: the deadline; it never moves. lapses_on: the last day on which it makes sense, None for never.
    contact_name, contact_phone: whom to call where that is not the customer.
    """

    key: FollowUpKey
    base: BaseFact
    due_on: date
    due_by: DueBy
    lapses_on: date | None
    order_id: int | None
    contact_name: str | None
    contact_phone: str | None
    assignee_id: int | None
    assigned_by: AssignedBy


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """A stored follow-up, as far as planning needs it.

    by_hand: added by a person, not by a rule; the planner lapses and reassigns it, and cancels it only with its customer or vehicle.
    """

    id: int
    key: FollowUpKey
    state: State
    due_on: date
    lapses_on: date | None
    assignee_id: int | None
    assigned_by: AssignedBy
    by_hand: bool = False
