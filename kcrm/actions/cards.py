"""One thing with what belongs to it, read together: what `show` shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING

from kcrm.actions.consented import Standing, standings_if_said
from kcrm.actions.history import LATEST, History, customer_history
from kcrm.actions.points import Standing as PointsStanding
from kcrm.actions.points import standing_of_any
from kcrm.actions.session import Session
from kcrm.model import Customer, CustomerClass, FollowUp, Grade, Lifecycle, Ownership, Vehicle
from kcrm.named import NamedTuple
from kcrm.queries import customers, followups, orders, planning, standings, vehicles
from kcrm.queries.calls import Refusal, refusals_of
from kcrm.queries.club import Membership, membership
from kcrm.queries.complaints import WantedComplaints, complaints
from kcrm.queries.completeness import asked_of
from kcrm.queries.erasures import erasure_of
from kcrm.queries.evidence import Conflict, WantedConflicts, conflicts
from kcrm.queries.formers import FormerOne, former_of
from kcrm.queries.planning import KeptLoyalty
from kcrm.queries.recalls import OF_OWNER, has_recalls
from kcrm.queries.records import Shown, has_any, listed_records, row_by_id, shown_record
from kcrm.queries.related import is_account
from kcrm.queries.sources.appointments import LATELY
from kcrm.queries.sources.works import UNDONE
from kcrm.records import SheetKind, noun_of
from kcrm.rules.loyalty import grade_of
from kcrm.rules.quality.fillers import fillers, representative

if TYPE_CHECKING:
    from kcrm.actions.complaints.cases import ComplaintCase
    from kcrm.actions.fleets.credit import AccountCredit
    from kcrm.rules.warranty import Warranty

_LAST_ORDERS = 10


class CustomerCard(NamedTuple):
    """A customer with the vehicles owned today, open complaints and follow-ups, the last orders, prospects and what happened.

    last_visits: by vehicle id. customer_class, lifecycle: by the latest classification; None where they had no part in it.
    loyalty, grade_by_rule: what the rule proposes, whatever staff judged. refusals: what they want no more of. formers: records that were
    merged into this one. asked: fields that were asked in vain, and when. conflicts: what contradicts these facts, until
    somebody decides. credit: of a company that is an account. club: whether they are a member, and their last event.
    points: with tier and open vouchers, where there are any. rescues: when they asked for help on the road, the latest first.
    works: what is left of work and parts. recalls: of the vehicles they own today.
    appointments: to come, and of the last days. consents: how calls and messages stand, where anything was said of them.
    erased_on: since when nothing is known of them, None where they were not erased.
    """

    customer: Customer
    facts: Shown
    vehicles: Sequence[Vehicle]
    last_visits: Mapping[int, date]
    followups: Sequence[FollowUp]
    orders: Sequence[Shown]
    prospects: Sequence[Shown]
    complaints: Sequence[ComplaintCase]
    customer_class: CustomerClass | None
    lifecycle: Lifecycle | None
    loyalty: KeptLoyalty
    grade_by_rule: Grade
    history: History
    refusals: tuple[Refusal, ...]
    formers: Sequence[FormerOne]
    asked: Mapping[str, date]
    conflicts: Sequence[Conflict]
    credit: AccountCredit | None
    club: Membership
    points: PointsStanding | None
    rescues: Sequence[Shown]
    works: Sequence[Shown]
    recalls: Sequence[Shown]
    appointments: Sequence[Shown]
    consents: Sequence[Standing]
    erased_on: date | None


class OrderCard(NamedTuple):
    """A repair order. wish: of whoever owns the vehicle today.

    credit: of an account whose vehicle is in the workshop, where it is not in order. points: of whoever owns one in the workshop, with the
    labour discount of their tier and the vouchers that may pay. works: what is left of its vehicle, while it is in the workshop;
    of one that is closed what was found on it or done by it. recalls: of its vehicle.
    """

    facts: Shown
    wish: str | None
    credit: AccountCredit | None
    points: PointsStanding | None
    works: Sequence[Shown]
    recalls: Sequence[Shown]


class VehicleCard(NamedTuple):
    """A vehicle with its owners, first to present, its last orders, its rescues and recalls, what is left, and what was asked in vain.

    credit: of the account that owns it, where it is not in order. warranty: how it stands by the state's warranty duties, where it was
    repaired for a quality fault.
    """

    facts: Shown
    owners: Sequence[Ownership]
    orders: Sequence[Shown]
    formers: Sequence[FormerOne]
    asked: Mapping[str, date]
    conflicts: Sequence[Conflict]
    credit: AccountCredit | None
    rescues: Sequence[Shown]
    warranty: Warranty | None
    works: Sequence[Shown]
    recalls: Sequence[Shown]
    appointments: Sequence[Shown]


def customer_card(session: Session, customer_id: int, *, whole_history: bool = False) -> CustomerCard:
    """The card of the customer with this id, with the latest of its history or with all."""
    connection = session.connection
    owned = vehicles.vehicles_of(connection, customer_id)
    loyalty = planning.kept_loyalty(connection, customer_id)
    customer_class, lifecycle = standings.class_of(connection, customer_id) or (None, None)
    return CustomerCard(
        customer=customers.customer_by_id(connection, customer_id),
        facts=shown_record(connection, noun_of(SheetKind.CUSTOMERS), customer_id, session.given),
        vehicles=owned,
        last_visits=vehicles.last_visits(connection, (vehicle.id for vehicle in owned), session.policy.visits.excluded_types),
        followups=followups.open_of_customer(connection, customer_id),
        orders=orders.orders_while_owned(connection, customer_id, _LAST_ORDERS),
        prospects=_prospects(session, customer_id),
        complaints=_complaints(session, customer_id),
        customer_class=customer_class,
        lifecycle=lifecycle,
        loyalty=loyalty,
        grade_by_rule=grade_of(customer_class, bought=loyalty.bought),
        history=customer_history(session, customer_id, None if whole_history else LATEST),
        refusals=refusals_of(connection, customer_id),
        formers=former_of(connection, "customer", customer_id),
        erased_on=erasure.erased_on if (erasure := erasure_of(connection, customer_id)) is not None else None,
        asked=_asked_in_vain(session, SheetKind.CUSTOMERS, customer_id),
        conflicts=conflicts(connection, WantedConflicts(customer_id=customer_id)),
        credit=_credit(session, customer_id),
        club=membership(connection, customer_id),
        points=standing_of_any(session, customer_id),
        rescues=_belonging(session, SheetKind.RESCUES, "customer_id", customer_id),
        works=_belonging(session, SheetKind.WORKS, "customer_id", customer_id, UNDONE),
        recalls=_recalls(session, "customer", customer_id),
        appointments=_belonging(session, SheetKind.APPOINTMENTS, "customer_id", customer_id, LATELY),
        consents=standings_if_said(session, customer_id),
    )


def _credit(session: Session, customer_id: int) -> AccountCredit | None:
    """Of a company that is an account how far it is trusted today."""
    if not is_account(session.connection, customer_id):
        return None
    from kcrm.actions.fleets.credit import credit_of  # noqa: PLC0415 - few customers are accounts

    return credit_of(session, customer_id)


def _credit_to_mind(session: Session, customer_id: int | None) -> AccountCredit | None:
    """The same, of one that is warned, on hold or stopped: reception looks at the vehicle and not at the company."""
    found = _credit(session, customer_id) if customer_id is not None else None
    if found is None:
        return None
    from kcrm.model.fleets import CreditMeasure  # noqa: PLC0415 - few customers are accounts

    return found if found.standing.measure is not CreditMeasure.OK else None


def _asked_in_vain(session: Session, kind: SheetKind, number: int) -> Mapping[str, date]:
    """What was asked of a record, and when; not what somebody has told since."""
    noun = noun_of(kind)
    asked = asked_of(session.connection, noun.table, [number]).get(number)
    if not asked:
        return {}
    row, said = row_by_id(session.connection, noun, number), fillers(session.policy.evidence)
    return {key: day for key, day in asked.items() if not representative(row[noun.field(key).stored or key], said)}


def _complaints(session: Session, customer_id: int) -> Sequence[ComplaintCase]:
    """Their open ones."""
    wanted = WantedComplaints(customer_id=customer_id, open=True)
    if not complaints(session.connection, wanted):
        return ()
    from kcrm.actions.complaints.cases import complaint_cases  # noqa: PLC0415 - most customers have none

    return complaint_cases(session.connection, session.now, wanted)


def _prospects(session: Session, customer_id: int) -> Sequence[Shown]:
    noun = noun_of(SheetKind.PROSPECTS)
    return listed_records(session.connection, noun, "prospect.customer_id = :customer", {**session.given, "customer": customer_id}, None)[0]


def _belonging(session: Session, kind: SheetKind, owner: str, number: int, which: str = "true") -> Sequence[Shown]:
    """The records of a kind that hang on a customer or vehicle. owner: the column that says so. which: a condition of ours."""
    noun = noun_of(kind)
    if not has_any(session.connection, noun, owner, number):
        return ()
    condition = f"{noun.table}.{owner} = :owner AND {which}"
    return listed_records(session.connection, noun, condition, {**session.given, "owner": number}, None)[0]


def _recalls(session: Session, owner: str, number: int) -> Sequence[Shown]:
    """Those that are about a `vehicle`, or about those of a `customer`."""
    if not has_recalls(session.connection, owner, number):
        return ()
    noun, given = noun_of(SheetKind.RECALLS), {"today": session.today.isoformat(), "owner": number}
    return listed_records(session.connection, noun, OF_OWNER[owner], given, None)[0]


def _works_of_order(session: Session, order_id: int) -> Sequence[Shown]:
    """What was found on a repair order, or done by it."""
    noun = noun_of(SheetKind.WORKS)
    if not any(has_any(session.connection, noun, column, order_id) for column in ("order_id", "settled_order_id")):
        return ()
    condition = ":order IN (work.order_id, work.settled_order_id)"
    return listed_records(session.connection, noun, condition, {**session.given, "order": order_id}, None)[0]


def vehicle_card(session: Session, vehicle_id: int) -> VehicleCard:
    """The card of the vehicle with this id."""
    connection = session.connection
    owners = vehicles.owners_of(connection, vehicle_id)
    return VehicleCard(
        facts=shown_record(connection, noun_of(SheetKind.VEHICLES), vehicle_id, session.given),
        owners=owners,
        orders=orders.orders_on_vehicle(connection, vehicle_id, _LAST_ORDERS),
        formers=former_of(connection, "vehicle", vehicle_id),
        asked=_asked_in_vain(session, SheetKind.VEHICLES, vehicle_id),
        conflicts=conflicts(connection, WantedConflicts(vehicle_id=vehicle_id)),
        credit=_credit_to_mind(session, next((each.customer_id for each in owners if each.until_on is None), None)),
        rescues=_belonging(session, SheetKind.RESCUES, "vehicle_id", vehicle_id),
        warranty=warranty_of(session, vehicle_id),
        works=_belonging(session, SheetKind.WORKS, "vehicle_id", vehicle_id, UNDONE),
        recalls=_recalls(session, "vehicle", vehicle_id),
        appointments=_belonging(session, SheetKind.APPOINTMENTS, "vehicle_id", vehicle_id, LATELY),
    )


def warranty_of(session: Session, vehicle_id: int | None) -> Warranty | None:
    """How a vehicle stands by the state's warranty duties; None where it was never repaired for a quality fault, or they have run out."""
    if vehicle_id is None or not vehicles.may_be_watched(session.connection, [vehicle_id]):
        return None
    from kcrm.actions.warranty import standings  # noqa: PLC0415 - few vehicles were

    return standings(session, [vehicle_id]).get(vehicle_id)


def order_card(session: Session, order_id: int) -> OrderCard:
    """The card of the order with this id."""
    facts = shown_record(session.connection, noun_of(SheetKind.ORDERS), order_id, session.given)
    owner = customers.owner_of_order(session.connection, order_id)
    wish = owner.wish if owner is not None else None
    row = row_by_id(session.connection, noun_of(SheetKind.ORDERS), order_id)
    recalls = _recalls(session, "vehicle", row["vehicle_id"])
    if row["closed_on"] is not None:
        return OrderCard(facts, wish, None, None, _works_of_order(session, order_id), recalls)
    from kcrm.queries.credit import account_of_order  # noqa: PLC0415 - most orders are closed

    credit = _credit_to_mind(session, account_of_order(session.connection, order_id))
    points = standing_of_any(session, owner.id) if owner is not None else None
    works = _belonging(session, SheetKind.WORKS, "vehicle_id", row["vehicle_id"], UNDONE)
    return OrderCard(facts, wish, credit, points, works, recalls)
