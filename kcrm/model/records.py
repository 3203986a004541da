"""What code asks of the desk's records by name: one named tuple a table. All that a record holds is declared in `kcrm/records`.

No dataclasses, as most commands wait until they are made, and lists until they are filled: a named tuple takes a sixth of the time.
"""

from __future__ import annotations

from datetime import date, datetime, time

from kcrm.model.kinds import Kind
from kcrm.model.planned import AssignedBy, BaseFact, DueBy
from kcrm.model.vocabulary import CallResult, Channel, CustomerKind, Gender, OrderType, PhoneState, Role, State, Use
from kcrm.named import NamedTuple


class Staff(NamedTuple):
    """A member of staff. left_on: the last working day."""

    id: int
    employee_no: str
    name: str
    role: Role
    department: str | None
    joined_on: date | None
    left_on: date | None
    email: str | None = None
    phone: str | None = None


class Customer(NamedTuple):
    """A person or company. contact_window: `HH:MM-HH:MM`; consents: None where never asked. wish: what they always want.

    wechat: what they are called there.
    """

    id: int
    customer_no: str | None
    kind: CustomerKind
    name: str
    phone: str | None
    phone2: str | None
    phone_state: PhoneState
    gender: Gender | None
    contact_window: str | None
    do_not_contact: bool
    call_consent: bool | None
    message_consent: bool | None
    key_person: str | None
    note: str | None
    wish: str | None
    wechat: str | None = None


class Vehicle(NamedTuple):
    """A vehicle with its present owner. mileage_km: the latest reading."""

    id: int
    vin: str
    plate: str | None
    model: str | None
    use: Use | None
    delivered_on: date | None
    mileage_km: int | None
    insurance_expires_on: date | None
    inspection_due_on: date | None
    scrapped_on: date | None


class Ownership(NamedTuple):
    """Who owned a vehicle from when to when; from_on None for the first owner, until_on None for the present one."""

    vehicle_id: int
    customer_id: int
    customer_no: str | None
    customer: str
    from_on: date | None
    until_on: date | None


class Order(NamedTuple):
    """A repair order, as history and conversations tell of it. Amounts in fen, instants aware."""

    id: int
    order_no: str
    plate: str | None
    type: OrderType
    opened_at: datetime
    advisor: str | None
    labor_fen: int
    parts_fen: int
    other_fen: int


class FollowUp(NamedTuple):
    """A follow-up with whom it is about and whose it is.

    phone, phone2: the customer's; of_company: who is one. contact_name, contact_phone: to be called in the customer's stead: who brought
    the car, or who speaks for the company, whose record is contact_id then; contact_refuses: that phone is somebody's who wants no contact.
    bundled: it is told in a call of the company's. reason: why it was cancelled or skipped. call_time: agreed for `call_on`, `HH:MM`.
    case: what it is about where that is a case with a number, such as K5; about: the same in words. place: of a visit.
    because: what particular rule called for it: `class=A`.
    """

    id: int
    kind: Kind
    channel: Channel
    state: State
    customer_id: int
    customer_no: str | None
    customer: str
    phone: str | None
    phone2: str | None
    phone_state: PhoneState
    contact_window: str | None
    vehicle_id: int | None
    plate: str | None
    model: str | None
    order_id: int | None
    order_no: str | None
    base: BaseFact
    base_on: date
    occurrence: int
    case: str | None
    about: str | None
    place: str | None
    because: str | None
    due_on: date
    due_by: DueBy
    call_on: date
    call_time: str | None
    lapses_on: date | None
    contact_name: str | None
    contact_phone: str | None
    contact_id: int | None
    contact_refuses: bool
    of_company: bool
    bundled: bool
    assignee_id: int | None
    assignee_no: str | None
    assignee: str | None
    assigned_by: AssignedBy
    reason: str | None
    attempts: int
    opened_at: datetime
    ended_at: datetime | None
    policy_version_id: int


class ResultSaid(NamedTuple):
    """What a call came to. on: the new last day of an insurance, the day booked or to call again on; at: the time booked.

    insurer, premium_fen: of a renewal.
    """

    result: CallResult
    on: date | None = None
    at: time | None = None
    insurer: str | None = None
    premium_fen: int | None = None
