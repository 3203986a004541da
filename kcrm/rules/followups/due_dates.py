"""Every follow-up that a customer's facts call for, and when it is due, whether or not it is time to create it.

What a kind starts from and how its due date follows is declared in `kcrm.model.kinds`; its numbers, and the document that asks for it,
stand in policy.toml. Yearly kinds are generated for the years around today: what may be open, what is about to be created, and the first
one after.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import count

from kcrm.model import (
    BaseFact,
    CustomerFacts,
    Kind,
    Of,
    VehicleFacts,
    When,
)
from kcrm.named import NamedTuple
from kcrm.policy_sections import KindPolicy
from kcrm.rules.calendar import ONE_DAY, months_after
from kcrm.rules.followups.absence import Absence, absence_known
from kcrm.rules.followups.assignment import Desk
from kcrm.rules.followups.bases import customer_date, has_ended, is_held, may_be_told, refused_by, took_delivery, vehicle_date
from kcrm.rules.followups.candidate import EVERYTHING, Candidate, Window
from kcrm.rules.followups.cases import (
    of_accounts,
    of_appointments,
    of_campaigns,
    of_complaints,
    of_events,
    of_hints,
    of_measures,
    of_needs,
    of_points,
    of_prospects,
    of_recalls,
    of_rescues,
    of_works,
)
from kcrm.rules.followups.coverage import coverage_of
from kcrm.rules.followups.intervals import inspections
from kcrm.rules.followups.starting import Scope, Start
from kcrm.rules.followups.timing import WHEN, interval_end


class Kinds(NamedTuple):
    """Kinds of follow-up with their rules, by whose dates they start from, each in the order in which they are planned.

    case: of complaints, needs, prospects, hints, measures, campaigns, events, points, appointments, rescues, works, recalls and
    accounts.
    """

    case: tuple[tuple[Kind, KindPolicy], ...]
    vehicle: tuple[tuple[Kind, KindPolicy], ...]
    customer: tuple[tuple[Kind, KindPolicy], ...]

    @classmethod
    def of(cls, policies: Mapping[Kind, KindPolicy], refused: Container[Kind] = (), among: Container[Kind] = frozenset(Kind)) -> Kinds:
        """Those that the policy asks for and the customer has not refused."""

        def wanted(kinds: Sequence[Kind]) -> tuple[tuple[Kind, KindPolicy], ...]:
            return tuple((kind, policies[kind]) for kind in kinds if policies[kind].enabled and kind not in refused and kind in among)

        return cls(*(wanted([kind for of in each for kind in Kind if kind.row.of is of]) for each in _PLANNED))


_PLANNED = (
    (
        Of.COMPLAINT,
        Of.NEED,
        Of.PROSPECT,
        Of.HINT,
        Of.MEASURE,
        Of.CAMPAIGN,
        Of.EVENT,
        Of.POINTS,
        Of.APPOINTMENT,
        Of.RESCUE,
        Of.WORK,
        Of.RECALL,
        Of.ACCOUNT,
    ),
    (Of.DELIVERY, Of.VEHICLE, Of.ORDER, Of.ABSENCE),
    (Of.CUSTOMER, Of.CALENDAR),
)
"""In which order a customer's follow-ups are planned."""


def candidates(
    facts: CustomerFacts,
    desk: Desk,
    today: date,
    window: Window = EVERYTHING,
    kinds: Kinds | None = None,
    absences: dict[int, Absence | None] | None = None,
) -> Iterator[Candidate]:
    """Every follow-up that the facts call for, less what lies outside the window.

    kinds: which are asked for; None for all. absences: of vehicles by number, as far as known; what is worked out is added.
    """
    wanted = Kinds.of(desk.policy.followups, refused_by(facts)) if kinds is None else kinds
    for found in _all(Scope.of(facts, desk, today, window, {} if absences is None else absences), wanted):
        told = may_be_told(found.key.kind, found.key.channel, facts)
        if told and (found.event_on is not None or not window.spares(found.due_on, found.key.base_on)):
            yield found


def _all(scope: Scope, kinds: Kinds) -> Iterator[Candidate]:
    facts = scope.facts
    cases = (facts.awaiting_recall, facts.needs, facts.prospects, facts.hints, facts.mended, facts.approaches, facts.events, facts.points)
    rest = facts.appointments or facts.rescues or facts.works or facts.parts or facts.recalls
    if any(cases) or rest or facts.account is not None:
        for kind, rule in kinds.case:
            yield from _OF[kind.row.of](scope, kind, rule, None)
    held = [vehicle for vehicle in facts.vehicles if is_held(vehicle, scope.today)]
    if not held:
        return
    for vehicle in held:
        for kind, rule in kinds.vehicle:
            yield from _OF[kind.row.of](scope, kind, rule, vehicle)
    for kind, rule in kinds.customer:
        yield from _OF[kind.row.of](scope, kind, rule, None)


# --- from which dates a kind starts ---


def _of_delivery(scope: Scope, kind: Kind, rule: KindPolicy, vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """What the present owner is told and asked since they took delivery."""
    assert vehicle is not None
    if took_delivery(vehicle):
        assert vehicle.delivered_on is not None
        yield from WHEN[kind.row.when](scope, Start(kind, rule, vehicle, kind.row.base, vehicle.delivered_on))


def _of_vehicle(scope: Scope, kind: Kind, rule: KindPolicy, vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """From a date of the vehicle, until what puts an end to it happened."""
    assert vehicle is not None
    row, on = kind.row, vehicle_date(vehicle, kind.row.base)
    if on is not None and (row.ends is None or not has_ended(row.ends, vehicle, row.base, on)):
        yield from WHEN[row.when](scope, Start(kind, rule, vehicle, row.base, on))
    if row.base is BaseFact.INSPECTION_DUE_ON:
        yield from _expected_inspections(scope, kind, rule, vehicle)
    if row.assumed is not None and on is not None:
        yield from _assumed(scope, kind, rule, vehicle, on)


def _expected_inspections(scope: Scope, kind: Kind, rule: KindPolicy, vehicle: VehicleFacts) -> Iterator[Candidate]:
    """By the table, where no file gives the date: those to come, and the first one after the window."""
    first = expected_since(vehicle, scope.today, scope.desk.policy.inspection.same_days)
    for inspection in inspections(vehicle, first, scope.desk.policy):
        start = Start(kind, rule, vehicle, BaseFact.INSPECTION_EXPECTED_ON, inspection.on)
        found = tuple(WHEN[kind.row.when](scope, start))
        yield from (each._replace(because=str(inspection)) for each in found)
        if not found or min(each.due_on for each in found) > scope.window.last:
            return


def _assumed(scope: Scope, kind: Kind, rule: KindPolicy, vehicle: VehicleFacts, known_on: date) -> Iterator[Candidate]:
    """What runs out every year goes on to do so while no new date is known (usual practice).

    Until the vehicle leaves, or its owner is lost: a call that would be due from that day on is not made.
    """
    row = kind.row
    assert row.assumed is not None
    absence, last_on = _absence(scope, vehicle), scope.window.last
    if last_on == date.max:
        last_on = date(scope.years.stop, 12, 31)
    # the last call about one year is over before the first about the next
    over_by = scope.today - timedelta(days=max(rule.again_days, default=0) + rule.again_lapse_days)
    for years in count(1):
        on = months_after(known_on, 12 * years)
        if on < over_by:
            continue
        if row.ends is not None and has_ended(row.ends, vehicle, row.base, on):
            continue
        found = tuple(WHEN[row.when](scope, Start(kind, rule, vehicle, row.assumed, on)))
        because = f"assumed={known_on.isoformat()}"
        named = (each._replace(because=because) for each in found)
        yield from (each for each in named if absence is None or holds_until(each, absence.lost_on))
        if not found or min(each.due_on for each in found) > last_on:
            return


def holds_until(found: Candidate, lost_on: date) -> bool:
    """Whether a follow-up is called for of an owner who is lost from that day on: what is only assumed to go on is not from then on."""
    return found.base is not found.key.kind.row.assumed or found.due_on < lost_on


def expected_since(vehicle: VehicleFacts, today: date, same_days: int) -> date:
    """From when on inspections are expected by the table: today, or well after the one that a file gave."""
    given_on = vehicle.inspection_due_on
    return today if given_on is None else max(today, given_on + timedelta(days=same_days))


def _of_order(scope: Scope, kind: Kind, rule: KindPolicy, vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """One a vehicle and closing day: of the orders of that day the covered one with the lowest number.

    The call about an order that is complained of later is due when that is known, at the earliest.
    """
    assert vehicle is not None
    if not vehicle.orders:
        return
    policy, facts, spares = scope.desk.policy, scope.facts, scope.window.spares
    complained_of = {each.order_id for each in facts.complaints}
    matter = [
        order for order in vehicle.orders if order.id in complained_of or not spares(interval_end(rule, order.closed_on), order.closed_on)
    ]
    called: set[date] = set()
    for order in sorted(matter, key=lambda order: order.order_no):
        if order.closed_on in called or order.type in policy.visits.excluded_types:
            continue
        covered = coverage_of(order, vehicle, facts, policy.coverage)
        if covered is not None:
            called.add(order.closed_on)
            due_on = interval_end(rule, order.closed_on)
            if covered.complaint is not None:
                due_on = max(due_on, covered.complaint.known_on)
            key = Start(kind, rule, vehicle, kind.row.base, order.closed_on).key(scope, rule.channel)
            yield Candidate(key, kind.row.base, due_on, order=order, because=str(covered))


def _of_absence(scope: Scope, kind: Kind, rule: KindPolicy, vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Who has not come for long: dormant, then lost."""
    assert vehicle is not None
    absence = _absence(scope, vehicle)
    if absence is None or scope.window.spares(absence.lost_on, absence.base_on):
        return
    key = Start(kind, rule, vehicle, absence.base, absence.base_on).key(scope, rule.channel)
    if kind.row.when is When.DORMANT:
        yield Candidate(key, absence.base, absence.dormant_on, lapses_on=absence.lost_on - ONE_DAY, because=absence.dormant_because)
    else:
        yield Candidate(key, absence.base, absence.lost_on, because=absence.lost_because)


def _absence(scope: Scope, vehicle: VehicleFacts) -> Absence | None:
    return absence_known(vehicle, scope.desk.policy, scope.absences)


def _of_customer(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    on = customer_date(scope.facts, kind.row.base)
    if on is not None:
        yield from WHEN[kind.row.when](scope, Start(kind, rule, None, kind.row.base, on))


def _of_calendar(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    when = WHEN[kind.row.when]
    for year in scope.years:
        for on, festival in scope.desk.policy.festivals_in(year):
            if on < scope.window.first:
                continue
            for found in when(scope, Start(kind, rule, None, kind.row.base, on)):
                yield found._replace(because=f"festival={festival}")
            if on > scope.window.last:
                return


_OF: Mapping[Of, Callable[[Scope, Kind, KindPolicy, VehicleFacts | None], Iterator[Candidate]]] = {
    Of.COMPLAINT: of_complaints,
    Of.NEED: of_needs,
    Of.PROSPECT: of_prospects,
    Of.HINT: of_hints,
    Of.MEASURE: of_measures,
    Of.CAMPAIGN: of_campaigns,
    Of.EVENT: of_events,
    Of.POINTS: of_points,
    Of.APPOINTMENT: of_appointments,
    Of.RESCUE: of_rescues,
    Of.WORK: of_works,
    Of.RECALL: of_recalls,
    Of.ACCOUNT: of_accounts,
    Of.DELIVERY: _of_delivery,
    Of.VEHICLE: _of_vehicle,
    Of.ORDER: _of_order,
    Of.ABSENCE: _of_absence,
    Of.CUSTOMER: _of_customer,
    Of.CALENDAR: _of_calendar,
}
