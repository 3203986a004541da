"""The desk's records as they are shown: one named tuple a table, its columns' names, references as number and name.

No dataclasses, as most commands wait until they are made, and lists until they are filled: a named tuple takes a sixth of the time.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple

from kcrm.model.classes import Grade, Loyalty, ModelClass, RelationshipLevel, RelationType, ValueType
from kcrm.model.kinds import Kind
from kcrm.model.vocabulary import (
    AssignedBy,
    BaseFact,
    Channel,
    CustomerKind,
    DueBy,
    Gender,
    OrderType,
    Payer,
    PhoneState,
    Role,
    State,
    Team,
    Use,
)


class Staff(NamedTuple):
    """A member of staff. left_on: the last working day."""

    id: int
    employee_no: str
    name: str
    role: Role
    team: Team | None
    department: str | None
    level: str | None
    phone: str | None
    joined_on: date | None
    left_on: date | None


class Customer(NamedTuple):
    """A person or company. contact_window: `HH:MM-HH:MM`; consents: None where never asked."""

    id: int
    customer_no: str | None
    kind: CustomerKind
    name: str
    phone: str | None
    phone2: str | None
    phone_state: PhoneState
    gender: Gender | None
    birthday: date | None
    region: str | None
    address: str | None
    wechat: str | None
    licence_expires_on: date | None
    source: str | None
    contact_window: str | None
    do_not_contact: bool
    call_consent: bool | None
    call_consent_on: date | None
    message_consent: bool | None
    message_consent_on: date | None
    key_person: str | None
    hobby: str | None
    note: str | None
    value_type: ValueType | None
    relation_type: RelationType | None
    relationship_level: RelationshipLevel | None
    grade: Grade | None
    loyalty: Loyalty | None
    specialist_no: str | None
    specialist: str | None


class Vehicle(NamedTuple):
    """A vehicle with its present owner. mileage_km: the latest reading."""

    id: int
    vin: str
    plate: str | None
    brand: str | None
    model: str | None
    use: Use | None
    customer_id: int | None
    customer_no: str | None
    customer: str | None
    phone: str | None
    planned_delivery_on: date | None
    delivered_on: date | None
    sales_consultant_no: str | None
    sales_consultant: str | None
    service_advisor_no: str | None
    service_advisor: str | None
    mileage_km: int | None
    warranty_until: date | None
    insurance_expires_on: date | None
    inspection_due_on: date | None
    sold_on: date | None
    scrapped_on: date | None
    model_class: ModelClass | None


class Ownership(NamedTuple):
    """Who owned a vehicle from when to when; from_on None for the first owner, until_on None for the present one."""

    vehicle_id: int
    customer_id: int
    customer_no: str | None
    customer: str
    from_on: date | None
    until_on: date | None


class Order(NamedTuple):
    """A repair order. Amounts in fen, hours in minutes, instants aware."""

    id: int
    order_no: str
    vehicle_id: int
    vin: str
    plate: str | None
    customer_id: int | None
    customer: str | None
    type: OrderType
    opened_at: datetime
    promised_at: datetime | None
    closed_at: datetime | None
    advisor_no: str | None
    advisor: str | None
    technician_no: str | None
    technician: str | None
    team: Team | None
    brought_by: str | None
    brought_by_phone: str | None
    standard_centihours: int | None
    actual_centihours: int | None
    labor_fen: int
    parts_fen: int
    other_fen: int
    payer: Payer
    mileage_km: int | None
    appointment: bool
    accident: bool
    overhaul: bool
    rework_of: str | None
    steps: str | None


class FollowUp(NamedTuple):
    """A follow-up with whom it is about and whose it is.

    phone, phone2: the customer's. contact_name, contact_phone: who brought the car, to be called in the customer's stead; contact_refuses:
    that phone is somebody's who wants no contact. reason: why it was cancelled or skipped. call_time: agreed for `call_on`, `HH:MM`.
    case: what it is about where that is a case with a number, such as K5. because: what particular rule called for it: `class=A`.
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
    because: str | None
    due_on: date
    due_by: DueBy
    call_on: date
    call_time: str | None
    lapses_on: date | None
    contact_name: str | None
    contact_phone: str | None
    contact_refuses: bool
    assignee_id: int | None
    assignee_no: str | None
    assignee: str | None
    assigned_by: AssignedBy
    reason: str | None
    attempts: int
    opened_at: datetime
    ended_at: datetime | None
    policy_version_id: int
