"""What planning decides from, and what it stores: facts of customers and vehicles, follow-ups by their key.

Named tuples, as a whole plan makes and compares millions of them.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from kcrm.model.kinds import Kind
from kcrm.model.planned import AssignedBy, BaseFact, DueBy
from kcrm.model.vocabulary import Awaited, CallResult, Channel, CustomerClass, CustomerKind, Energy, OrderType, Role, State, Use
from kcrm.model.works import LeftWork, WaitingPart
from kcrm.named import NamedTuple

if TYPE_CHECKING:
    from kcrm.model.fleets import KnownAccount
    from kcrm.model.prospects import KnownProspect


class MileageReading(NamedTuple):
    read_on: date
    km: int


class ClosedOrder(NamedTuple):
    """A closed repair order that may bring a post-service call."""

    id: int
    order_no: str
    type: OrderType
    closed_on: date
    accident: bool
    overhaul: bool
    brought_by: str | None
    brought_by_phone: str | None


class KnownResult(NamedTuple):
    """What the latest call about an expiry came to. on: the day of the call."""

    kind: Kind
    base_on: date
    result: CallResult
    on: date


class VehicleFacts(NamedTuple):
    """One vehicle as its present owner's; all values the latest known.

    use_since_on: since when it is put to this use; None for as long as it has been known.
    owned_from: None for the first owner, else the day of the transfer. Deliveries before it were somebody else's.
    readings: oldest first. orders: closed orders that the present owner had done. Of both no more than is asked for: see `NeededHistory`.
    results: of the calls about its insurance.
    """

    id: int
    brand: str | None = None
    model: str | None = None
    energy: Energy | None = None
    use: Use | None = None
    use_since_on: date | None = None
    registered_on: date | None = None
    owned_from: date | None = None
    planned_delivery_on: date | None = None
    delivered_on: date | None = None
    sales_consultant_id: int | None = None
    service_advisor_id: int | None = None
    warranty_until: date | None = None
    insurance_expires_on: date | None = None
    compulsory_expires_on: date | None = None
    inspection_due_on: date | None = None
    sold_on: date | None = None
    scrapped_on: date | None = None
    last_visit_on: date | None = None
    last_maintenance_on: date | None = None
    last_maintenance_km: int | None = None
    last_maintenance_order_id: int | None = None
    readings: tuple[MileageReading, ...] = ()
    orders: tuple[ClosedOrder, ...] = ()
    results: tuple[KnownResult, ...] = ()


class NeededHistory(NamedTuple):
    """How much of the vehicles' past is needed to plan.

    orders_since: closed orders from that day on. maintained_since: the mileage of vehicles delivered, or maintained last, on that day or
    later. kept: base dates of stored follow-ups that may still change, each with its vehicle: what happened then is needed as well.
    """

    orders_since: date
    maintained_since: date
    kept: frozenset[tuple[int, date]]


class KnownComplaint(NamedTuple):
    """A complaint of a customer's. known_on: the day it was entered here, whenever it was received. order_id: what it is about."""

    id: int
    known_on: date
    order_id: int | None = None


class AwaitingRecall(NamedTuple):
    """A resolved complaint whose customer was not asked yet. event_id: of the resolution, so that each brings its own call."""

    complaint_id: int
    event_id: int
    resolved_on: date
    resolver_id: int | None


class ReadyNeed(NamedTuple):
    """What a customer waited for and has come, or will on the day they named. on: that day."""

    id: int
    what: Awaited
    on: date
    vehicle_id: int | None = None


class KnownHint(NamedTuple):
    """That a customer is likely to buy again. because: why, as the rule names it. on: when it was found."""

    id: int
    on: date
    vehicle_id: int
    because: str

    @property
    def is_held(self) -> bool:
        """Whether it is said of a vehicle that they have; else of one that they sold."""
        return not self.because.startswith("sold=")


class Approach(NamedTuple):
    """That a campaign under way approaches a customer. on: from which day on, until_on: its last. by: its ways that are follow-ups.

    kinds: of which its follow-ups are. wants_visit: that they come is what it aims at, so that whoever came needs no call any more.
    settled: they have booked or refused.
    """

    id: int
    on: date
    until_on: date
    by: frozenset[Channel]
    kinds: frozenset[Kind]
    wants_visit: bool
    settled: bool = False


class Mended(NamedTuple):
    """That what somebody left or complained for was mended. id: of the measure. on: when it was found to work, done_on: when it was taken.

    what: the reason, by its key. said_on: when they said so last.
    """

    id: int
    on: date
    done_on: date
    what: str
    said_on: date


class Invited(NamedTuple):
    """That a customer is on the list of an event. on: its day. since: when they were invited. state: invited, yes, no or came."""

    id: int
    on: date
    since: date
    state: str


class HeldPoints(NamedTuple):
    """Points of a customer's that expire after a day, and are not spent."""

    until: date
    points: int


class KnownAppointment(NamedTuple):
    """An appointment that was not called off, to which nobody has come yet. on: its day. booked_on: when it was made.

    missed_on: on which day it was found that they did not come; None while they are awaited. called: whether it is this customer who is
    called about it; False for the owner of a vehicle that somebody else brings, and for who gave it away since.
    """

    id: int
    vehicle_id: int
    on: date
    booked_on: date
    confirmed: bool = False
    missed_on: date | None = None
    called: bool = True


class KnownRescue(NamedTuple):
    """That a customer was helped on the road. on: the day on which it was over. told_on: when it was written down."""

    id: int
    on: date
    told_on: date


class KnownRecall(NamedTuple):
    """A recall that is to be carried out on a vehicle of theirs. told_on: when its VIN came here. service: it is not about safety."""

    id: int
    vehicle_id: int
    told_on: date
    owned_from: date | None = None
    service: bool = False

    @property
    def on(self) -> date:
        """Since when the present owner could be called about it."""
        return self.told_on if self.owned_from is None else max(self.told_on, self.owned_from)


class CustomerFacts(NamedTuple):
    """What planning knows of one customer and of the vehicles they own today.

    call_consent, message_consent: None where never asked, which permits. refused_kinds: of which the customer wants no more.
    key_since_on: since when without a break in classes whose every service is followed up; what was closed before is not called about now.
    """

    id: int
    kind: CustomerKind = CustomerKind.PERSON
    birthday: date | None = None
    licence_expires_on: date | None = None
    do_not_contact: bool = False
    call_consent: bool | None = None
    message_consent: bool | None = None
    customer_class: CustomerClass | None = None
    key_since_on: date | None = None
    complaints: tuple[KnownComplaint, ...] = ()
    awaiting_recall: tuple[AwaitingRecall, ...] = ()
    needs: tuple[ReadyNeed, ...] = ()
    prospects: tuple[KnownProspect, ...] = ()
    hints: tuple[KnownHint, ...] = ()
    approaches: tuple[Approach, ...] = ()
    mended: tuple[Mended, ...] = ()
    events: tuple[Invited, ...] = ()
    points: tuple[HeldPoints, ...] = ()
    rescues: tuple[KnownRescue, ...] = ()
    works: tuple[LeftWork, ...] = ()
    parts: tuple[WaitingPart, ...] = ()
    appointments: tuple[KnownAppointment, ...] = ()
    recalls: tuple[KnownRecall, ...] = ()
    specialist_id: int | None = None
    refused_kinds: frozenset[Kind] = frozenset()
    vehicles: tuple[VehicleFacts, ...] = ()
    account: KnownAccount | None = None


class StaffMember(NamedTuple):
    """joined_on and left_on are the first and the last working day, None where not known."""

    id: int
    role: Role
    joined_on: date | None = None
    left_on: date | None = None


class FollowUpKey(NamedTuple):
    """By this a follow-up is known again, however often it is planned.

    occurrence: the month of monthly care, the year of a birthday, anniversary or festival, the lead days of an expiry (negative after it),
    the event by which a complaint was resolved, the step at which an account is asked for what it owes; else 0.
    case: what it is about where that is a case with a number, such as K5; the complaint of a re-call, the
    need that is ready, the contract that is renewed.
    """

    kind: Kind
    channel: Channel
    customer_id: int
    vehicle_id: int | None
    base_on: date
    occurrence: int
    case: str | None = None


class FollowUpDraft(NamedTuple):
    """A follow-up as the rules want it, before it has a number.

    due_on: the deadline; it never moves. lapses_on: the last day on which it makes sense, None for never.
    contact_name, contact_phone: whom to call where that is not the customer.
    because: what particular rule called for it, with what it found, such as `class=A`; None where the kind's own rule says all.
    call_on, call_time: the day and time (`HH:MM`) agreed for the call, None where nothing was.
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
    because: str | None = None
    call_on: date | None = None
    call_time: str | None = None


class PlannedItem(NamedTuple):
    """A stored follow-up, as far as planning needs it.

    by_hand: added by a person, not by a rule; the planner lapses and reassigns it, and cancels it only with its customer or vehicle.
    waits_until: of a message whose phone had its share of a day: the day on which it is open again. aside: cancelled only as the calls of
    its account are made together.
    """

    id: int
    key: FollowUpKey
    state: State
    due_on: date
    lapses_on: date | None
    assignee_id: int | None
    assigned_by: AssignedBy
    by_hand: bool = False
    waits_until: date | None = None
    aside: bool = False
