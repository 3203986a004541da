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
    UNSETTLED,
    BaseFact,
    Channel,
    CustomerClass,
    CustomerFacts,
    DueBy,
    FollowUpKey,
    Kind,
    Of,
    VehicleFacts,
    When,
)
from kcrm.named import NamedTuple
from kcrm.policy_sections import KindPolicy
from kcrm.rules.calendar import ONE_DAY, in_year, months_after
from kcrm.rules.followups.absence import Absence, absence_known
from kcrm.rules.followups.assignment import Desk
from kcrm.rules.followups.bases import customer_date, has_ended, is_being_sold_to, is_held, is_permitted, took_delivery, vehicle_date
from kcrm.rules.followups.candidate import EVERYTHING, Candidate, Window
from kcrm.rules.followups.coverage import coverage_of
from kcrm.rules.followups.intervals import how_often, inspections
from kcrm.rules.followups.mileage import day_reaching


class _Scope(NamedTuple):
    """Of whom, by which policy, and which due dates matter.

    years: last year, for what is open across New Year, to the year after the horizon. absences: of the vehicles, worked out once.
    """

    facts: CustomerFacts
    desk: Desk
    today: date
    window: Window
    years: range
    absences: dict[int, Absence | None]

    @classmethod
    def of(cls, facts: CustomerFacts, desk: Desk, today: date, window: Window, absences: dict[int, Absence | None]) -> _Scope:
        horizon = today + timedelta(days=desk.policy.planning.horizon_days)
        return cls(facts, desk, today, window, range(today.year - 1, horizon.year + 2), absences)


class _Start(NamedTuple):
    """One recorded date that a kind starts from. vehicle: that it is about, None for the customer as such."""

    kind: Kind
    rule: KindPolicy
    vehicle: VehicleFacts | None
    base: BaseFact
    base_on: date

    def key(self, scope: _Scope, channel: Channel, occurrence: int = 0) -> FollowUpKey:
        return FollowUpKey(self.kind, channel, scope.facts.id, None if self.vehicle is None else self.vehicle.id, self.base_on, occurrence)


class Kinds(NamedTuple):
    """Kinds of follow-up with their rules, by whose dates they start from, each in the order in which they are planned.

    case: of complaints, needs, prospects, hints and accounts.
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
    (Of.COMPLAINT, Of.NEED, Of.PROSPECT, Of.HINT, Of.ACCOUNT),
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
    if facts.do_not_contact:
        return
    wanted = Kinds.of(desk.policy.followups, facts.refused_kinds) if kinds is None else kinds
    for found in _all(_Scope.of(facts, desk, today, window, {} if absences is None else absences), wanted):
        if is_permitted(found.key.channel, facts) and (found.event_on is not None or not window.spares(found.due_on, found.key.base_on)):
            yield found


def _all(scope: _Scope, kinds: Kinds) -> Iterator[Candidate]:
    facts = scope.facts
    if facts.awaiting_recall or facts.needs or facts.prospects or facts.hints or facts.account is not None:
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


def _of_complaints(scope: _Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Every complainant is called, with a vehicle or without, once the complaint was resolved."""
    for each in scope.facts.awaiting_recall:
        start = _Start(kind, rule, None, kind.row.base, each.resolved_on)
        for found in _WHEN[kind.row.when](scope, start):
            yield found._replace(key=found.key._replace(occurrence=each.event_id, case=f"K{each.complaint_id}"))


def _of_needs(scope: _Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Whoever waits is called once it has come, or on the day that they named; with a vehicle or without, but not for one that has left."""
    held = {vehicle.id: vehicle for vehicle in scope.facts.vehicles if is_held(vehicle, scope.today)}
    for each in scope.facts.needs:
        if each.vehicle_id is None or each.vehicle_id in held:
            start = _Start(kind, rule, held.get(each.vehicle_id or 0), kind.row.base, each.on)
            for found in _WHEN[kind.row.when](scope, start):
                yield found._replace(key=found.key._replace(case=f"ND{each.id}"), because=f"need={each.what}")


def _of_prospects(scope: _Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Buying intentions, of whoever they are; the rules are those of `kcrm.rules.prospects`.

    The purchase that a contact is about still lies ahead: one that fell due before go-live is made from go-live on. What happened long ago,
    as a file tells it, brings no call any more.
    """
    if not scope.facts.prospects:
        return
    from kcrm.rules.prospects.calls import call_of  # noqa: PLC0415 - of most customers nothing is to be reckoned

    for each in scope.facts.prospects:
        called = call_of(each, kind, rule, scope.desk.policy)
        if called is not None:
            start = called.start
            contacted_from = scope.desk.go_live_on if kind is Kind.PROSPECT_CONTACT else None
            key = FollowUpKey(kind, rule.channel, scope.facts.id, None, start.on, start.id, f"L{each.id}")
            yield Candidate(
                key,
                called.base,
                called.due_on,
                lapses_on=called.due_on + timedelta(days=rule.lapse_days) if rule.lapse_days else None,
                event_on=start.on if kind.row.when is When.BEFORE else contacted_from,
                because=called.because,
                call_on=called.call_on,
                call_time=called.call_time,
            )


def _of_hints(scope: _Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Whoever is likely to buy again, unless they are asked already; not of a vehicle that has left since."""
    if not scope.facts.hints or is_being_sold_to(scope.facts):
        return
    held = {vehicle.id: vehicle for vehicle in scope.facts.vehicles if is_held(vehicle, scope.today)}
    for each in scope.facts.hints:
        if not each.is_held or each.vehicle_id in held:
            start = _Start(kind, rule, held[each.vehicle_id] if each.is_held else None, kind.row.base, each.on)
            due_on = interval_end(rule, each.on)
            lapses_on = due_on + timedelta(days=rule.lapse_days) if rule.lapse_days else None
            yield Candidate(start.key(scope, rule.channel, each.id), start.base, due_on, lapses_on=lapses_on, because=each.because)


def _of_accounts(scope: _Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """What a company account brings, with vehicles or without; the rules are those of `kcrm.rules.fleets`."""
    account = scope.facts.account
    if account is None:
        return
    from kcrm.rules.fleets.calls import calls_of  # noqa: PLC0415 - few customers are accounts

    first, last = date(scope.years.start, 1, 1), date(scope.years.stop, 12, 31)
    window = max(first, scope.window.first), min(last, scope.window.last)
    for called in calls_of(kind, account, rule, scope.desk.policy.fleets, scope.today, *window):
        key = FollowUpKey(kind, rule.channel, scope.facts.id, None, called.base_on, called.occurrence, called.case)
        yield Candidate(
            key,
            called.base,
            called.due_on,
            lapses_on=called.lapses_on,
            event_on=scope.desk.go_live_on if called.late_too else called.event_on,
            because=called.because,
        )


def _of_delivery(scope: _Scope, kind: Kind, rule: KindPolicy, vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """What the present owner is told and asked since they took delivery."""
    assert vehicle is not None
    if took_delivery(vehicle):
        assert vehicle.delivered_on is not None
        yield from _WHEN[kind.row.when](scope, _Start(kind, rule, vehicle, kind.row.base, vehicle.delivered_on))


def _of_vehicle(scope: _Scope, kind: Kind, rule: KindPolicy, vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """From a date of the vehicle, until what puts an end to it happened."""
    assert vehicle is not None
    row, on = kind.row, vehicle_date(vehicle, kind.row.base)
    if on is not None and (row.ends is None or not has_ended(row.ends, vehicle, row.base, on)):
        yield from _WHEN[row.when](scope, _Start(kind, rule, vehicle, row.base, on))
    if row.base is BaseFact.INSPECTION_DUE_ON:
        yield from _expected_inspections(scope, kind, rule, vehicle)
    if row.assumed is not None and on is not None:
        yield from _assumed(scope, kind, rule, vehicle, on)


def _expected_inspections(scope: _Scope, kind: Kind, rule: KindPolicy, vehicle: VehicleFacts) -> Iterator[Candidate]:
    """By the table, where no file gives the date: those to come, and the first one after the window."""
    first = expected_since(vehicle, scope.today, scope.desk.policy.inspection.same_days)
    for inspection in inspections(vehicle, first, scope.desk.policy):
        start = _Start(kind, rule, vehicle, BaseFact.INSPECTION_EXPECTED_ON, inspection.on)
        found = tuple(_WHEN[kind.row.when](scope, start))
        yield from (each._replace(because=str(inspection)) for each in found)
        if not found or min(each.due_on for each in found) > scope.window.last:
            return


def _assumed(scope: _Scope, kind: Kind, rule: KindPolicy, vehicle: VehicleFacts, known_on: date) -> Iterator[Candidate]:
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
        found = tuple(_WHEN[row.when](scope, _Start(kind, rule, vehicle, row.assumed, on)))
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


def _of_order(scope: _Scope, kind: Kind, rule: KindPolicy, vehicle: VehicleFacts | None) -> Iterator[Candidate]:
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
            key = _Start(kind, rule, vehicle, kind.row.base, order.closed_on).key(scope, rule.channel)
            yield Candidate(key, kind.row.base, due_on, order=order, because=str(covered))


def _of_absence(scope: _Scope, kind: Kind, rule: KindPolicy, vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Who has not come for long: dormant, then lost."""
    assert vehicle is not None
    absence = _absence(scope, vehicle)
    if absence is None or scope.window.spares(absence.lost_on, absence.base_on):
        return
    key = _Start(kind, rule, vehicle, absence.base, absence.base_on).key(scope, rule.channel)
    if kind.row.when is When.DORMANT:
        yield Candidate(key, absence.base, absence.dormant_on, lapses_on=absence.lost_on - ONE_DAY, because=absence.dormant_because)
    else:
        yield Candidate(key, absence.base, absence.lost_on, because=absence.lost_because)


def _absence(scope: _Scope, vehicle: VehicleFacts) -> Absence | None:
    return absence_known(vehicle, scope.desk.policy, scope.absences)


def _of_customer(scope: _Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    on = customer_date(scope.facts, kind.row.base)
    if on is not None:
        yield from _WHEN[kind.row.when](scope, _Start(kind, rule, None, kind.row.base, on))


def _of_calendar(scope: _Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    when = _WHEN[kind.row.when]
    for year in scope.years:
        for on, festival in scope.desk.policy.festivals_in(year):
            if on < scope.window.first:
                continue
            for found in when(scope, _Start(kind, rule, None, kind.row.base, on)):
                yield found._replace(because=f"festival={festival}")
            if on > scope.window.last:
                return


_OF: Mapping[Of, Callable[[_Scope, Kind, KindPolicy, VehicleFacts | None], Iterator[Candidate]]] = {
    Of.COMPLAINT: _of_complaints,
    Of.NEED: _of_needs,
    Of.PROSPECT: _of_prospects,
    Of.HINT: _of_hints,
    Of.ACCOUNT: _of_accounts,
    Of.DELIVERY: _of_delivery,
    Of.VEHICLE: _of_vehicle,
    Of.ORDER: _of_order,
    Of.ABSENCE: _of_absence,
    Of.CUSTOMER: _of_customer,
    Of.CALENDAR: _of_calendar,
}


# --- how the due date follows from it ---


def interval_end(rule: KindPolicy, base_on: date) -> date:
    """So many months after the base date, then so many days."""
    return (months_after(base_on, rule.months) if rule.months else base_on) + timedelta(days=rule.days)


def _after(scope: _Scope, start: _Start) -> Iterator[Candidate]:
    """So many months and days later, or when so many km were driven, whichever is first."""
    rule, base_on, vehicle = start.rule, start.base_on, start.vehicle
    if not rule.km or vehicle is None:
        due_on = interval_end(rule, base_on)
        if scope.window.spares(due_on, base_on):
            return
        lapses_on = months_after(base_on, rule.lapse_months) if rule.lapse_months else None
        yield Candidate(start.key(scope, rule.channel), start.base, due_on, lapses_on=lapses_on)
        return
    often = how_often(vehicle, rule)
    due_on, due_by = months_after(base_on, often.months), DueBy.INTERVAL
    if scope.window.spares(due_on, base_on):  # by mileage it would be due still earlier
        return
    base_km = 0 if start.base is BaseFact.DELIVERED_ON else vehicle.last_maintenance_km
    if base_km is not None:
        driven_on = day_reaching(base_km + often.km, vehicle, scope.desk.policy.maintenance.reading_gap_days, before=due_on)
        if driven_on is not None:
            # readings taken before delivery, of a demonstration car, may be beyond the limit already
            due_on, due_by = max(driven_on, base_on), DueBy.MILEAGE
    because = None if often.row is None else f"interval={often.row}"
    yield Candidate(start.key(scope, rule.channel), start.base, due_on, due_by, because=because)


def _before(scope: _Scope, start: _Start) -> Iterator[Candidate]:
    due_on = start.base_on - timedelta(days=start.rule.days)
    key = start.key(scope, start.rule.channel)
    yield Candidate(key, start.base, due_on, lapses_on=start.base_on, event_on=start.base_on)


def _reminders(scope: _Scope, start: _Start) -> Iterator[Candidate]:
    """At each lead time before the day; then once more after it, as long as no other date is known.

    Whoever left it open in the latest call is asked again in between.
    """
    rule, expires_on = start.rule, start.base_on
    vehicle, kind = start.vehicle, start.kind
    left_open = [
        known.on
        for known in (vehicle.results if vehicle is not None else ())
        if (known.kind, known.base_on) == (kind, expires_on) and known.result in UNSETTLED
    ]
    for lead in rule.undecided_days if left_open else ():
        due_on = expires_on - timedelta(days=lead)
        if lead not in rule.lead_days and any(on < due_on for on in left_open):
            yield Candidate(start.key(scope, rule.channel, lead), start.base, due_on, lapses_on=expires_on, event_on=expires_on)
    go_live_on, following_on = scope.desk.go_live_on, expires_on
    for lead in sorted(rule.lead_days):
        due_on = expires_on - timedelta(days=lead)
        # of several that fell due before go-live only the last still makes sense on go-live
        event_on = None if following_on < go_live_on else expires_on
        following_on = due_on
        yield Candidate(start.key(scope, rule.channel, lead), start.base, due_on, lapses_on=expires_on, event_on=event_on)
    for days in rule.again_days:
        due_on = expires_on + timedelta(days=days)
        lapses_on = due_on + timedelta(days=rule.again_lapse_days)
        yield Candidate(start.key(scope, rule.channel, -days), start.base, due_on, lapses_on=lapses_on)


def _monthly(scope: _Scope, start: _Start) -> Iterator[Candidate]:
    """Each month, by call at first, then by message; each until the next is due."""
    rule, base_on = start.rule, start.base_on
    if months_after(base_on, rule.last_month) < scope.window.first:
        return
    for month in range(rule.first_month, rule.last_month + 1):
        due_on = months_after(base_on, month)
        channel = Channel.CALL if month in rule.call_months else Channel.MESSAGE
        if due_on < scope.window.first or not is_permitted(channel, scope.facts):
            continue
        lapses_on = months_after(base_on, month + 1) - ONE_DAY
        yield Candidate(start.key(scope, channel, month), start.base, due_on, lapses_on=lapses_on)
        if due_on > scope.window.last:
            return


def _yearly(scope: _Scope, start: _Start) -> Iterator[Candidate]:
    """Each year on the day, from the year after; the best customers by phone."""
    rule, base_on = start.rule, start.base_on
    called = scope.facts.customer_class if scope.facts.customer_class in rule.call_classes else None
    for year in scope.years:
        due_on = in_year(base_on, year)
        if year > base_on.year and due_on >= scope.window.first:
            lapses_on = due_on + timedelta(days=rule.lapse_days)
            for channel, because in _channels(start, called, scope.facts):
                key = start.key(scope, channel, occurrence_in(start.kind, base_on, year))
                yield Candidate(key, start.base, due_on, lapses_on=lapses_on, because=because)
            if due_on > scope.window.last:
                return


def _channels(start: _Start, called: CustomerClass | None, facts: CustomerFacts) -> list[tuple[Channel, str | None]]:
    """By which means, and why by phone; a message after all to whom the call is not permitted."""
    usual = start.rule.channel
    if called is None or usual is Channel.CALL:
        return [(usual, None)]
    call: tuple[Channel, str | None] = (Channel.CALL, f"class={called}")
    if start.kind.row.message_too:
        return [call, (usual, None)]
    return [call] if is_permitted(Channel.CALL, facts) else [(usual, None)]


def occurrence_in(kind: Kind, base_on: date, year: int) -> int:
    """How a yearly follow-up of that year is counted: a delivery by its anniversaries, a date of the customer by the year."""
    return year - base_on.year if kind.row.of is Of.DELIVERY else year


def year_of(kind: Kind, base_on: date, occurrence: int) -> int:
    """The year that an occurrence stands for."""
    return base_on.year + occurrence if kind.row.of is Of.DELIVERY else occurrence


def _on_the_day(scope: _Scope, start: _Start) -> Iterator[Candidate]:
    key = start.key(scope, start.rule.channel, start.base_on.year)
    yield Candidate(key, start.base, start.base_on, lapses_on=start.base_on + timedelta(days=start.rule.lapse_days))


_WHEN: Mapping[When, Callable[[_Scope, _Start], Iterator[Candidate]]] = {
    When.AFTER: _after,
    When.BEFORE: _before,
    When.REMINDERS: _reminders,
    When.MONTHLY: _monthly,
    When.YEARLY: _yearly,
    When.ON_THE_DAY: _on_the_day,
}
"""Dormant and lost follow from each other: see `_of_absence`; prospects and accounts have rules of their own."""
