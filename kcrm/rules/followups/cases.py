"""The follow-ups that a case calls for, with a vehicle or not.

A case is a complaint, need, prospect, hint, campaign, event, rescue, recall, work or part left, measure or account.

Each takes the kind and its numbers, and gives every follow-up of it that the customer's facts call for.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from kcrm.model import Awaited, CancelReason, CustomerFacts, FollowUpKey, Kind, Of, VehicleFacts, When
from kcrm.policy import Policy
from kcrm.policy_sections import KindPolicy
from kcrm.rules.calendar import ONE_DAY, months_after
from kcrm.rules.followups.bases import has_been_here, has_come, is_being_sold_to, is_held, is_permitted
from kcrm.rules.followups.candidate import Candidate
from kcrm.rules.followups.starting import Scope, Start
from kcrm.rules.followups.timing import WHEN, interval_end
from kcrm.rules.works import called_of, part_calls, stocked_on


def of_complaints(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Every complainant is called, with a vehicle or without, once the complaint was resolved."""
    for each in scope.facts.awaiting_recall:
        start = Start(kind, rule, None, kind.row.base, each.resolved_on)
        for found in WHEN[kind.row.when](scope, start):
            yield found._replace(key=found.key._replace(occurrence=each.event_id, case=f"K{each.complaint_id}"))


def of_needs(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Whoever waits is called once it has come, or on the day that they named; with a vehicle or without, but not for one that has left."""
    held = {vehicle.id: vehicle for vehicle in scope.facts.vehicles if is_held(vehicle, scope.today)}
    for each in scope.facts.needs:
        if each.vehicle_id is None or each.vehicle_id in held:
            start = Start(kind, rule, held.get(each.vehicle_id or 0), kind.row.base, each.on)
            for found in WHEN[kind.row.when](scope, start):
                yield found._replace(key=found.key._replace(case=f"ND{each.id}"), because=f"need={each.what}")
    yield from _of_parts(scope, kind, rule, held)


def of_prospects(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
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


def of_hints(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Whoever is likely to buy again, unless they are asked already; not of a vehicle that has left since."""
    if not scope.facts.hints or is_being_sold_to(scope.facts):
        return
    held = {vehicle.id: vehicle for vehicle in scope.facts.vehicles if is_held(vehicle, scope.today)}
    for each in scope.facts.hints:
        if not each.is_held or each.vehicle_id in held:
            start = Start(kind, rule, held[each.vehicle_id] if each.is_held else None, kind.row.base, each.on)
            due_on = interval_end(rule, each.on)
            lapses_on = due_on + timedelta(days=rule.lapse_days) if rule.lapse_days else None
            yield Candidate(start.key(scope, rule.channel, each.id), start.base, due_on, lapses_on=lapses_on, because=each.because)


def of_measures(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Who left or complained is invited once what they said was mended, and told so; not who has seen it for themselves, or has no car.

    Before that they are asked why, and not invited (Customer-care department plan).
    """
    if not any(is_held(vehicle, scope.today) for vehicle in scope.facts.vehicles):
        return
    months = scope.desk.policy.measures.invite_months
    for each in scope.facts.mended:
        if months_after(each.said_on, months) >= each.on and not has_been_here(each.done_on, scope.facts):
            due_on = interval_end(rule, each.on)
            key = FollowUpKey(kind, rule.channel, scope.facts.id, None, each.on, 0, f"G{each.id}")
            lapses_on = due_on + timedelta(days=rule.lapse_days)
            yield Candidate(key, kind.row.base, due_on, lapses_on=lapses_on, because=f"mended={each.what}")


def of_campaigns(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Whom a campaign under way approaches, by its ways, until its last day.

    Not who answered it already, or came since, where that is what it aims at. It begins on a day that somebody chose, so that it is made
    from go-live on, whenever that was.
    """
    for each in scope.facts.approaches:
        if kind in each.kinds and rule.channel in each.by and not (each.settled or has_come(each, scope.facts)):
            key = FollowUpKey(kind, rule.channel, scope.facts.id, None, each.on, 0, f"M{each.id}")
            # whoever is written to and rung up has time to read it
            due_on = interval_end(rule, each.on) if len(each.by) > 1 else each.on
            yield Candidate(key, kind.row.base, min(due_on, each.until_on), lapses_on=each.until_on, event_on=each.until_on)


def of_events(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Who is invited to an event is asked so many days before it, at the earliest when they were invited, until they have answered.

    Who came is thanked so many days after it, for so many days; not for an event before go-live.
    """
    for each in scope.facts.events:
        key = FollowUpKey(kind, rule.channel, scope.facts.id, None, each.on, 0, f"Z{each.id}")
        if kind.row.when is When.BEFORE:
            if each.state == "invited":
                due_on = max(each.on - timedelta(days=rule.days), min(each.since, each.on))
                yield Candidate(key, kind.row.base, due_on, lapses_on=each.on, event_on=each.on)
        elif each.state == "came":
            due_on = interval_end(rule, each.on)
            yield Candidate(key, kind.row.base, due_on, lapses_on=due_on + timedelta(days=rule.lapse_days))


def of_points(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Whoever has some points that expire is told so many days before; of what expires on one day once, and of little not at all."""
    least = scope.desk.policy.points.told_from
    for each in scope.facts.points:
        if each.points >= least and each.until >= scope.today:
            key = FollowUpKey(kind, rule.channel, scope.facts.id, None, each.until, 0)
            yield Candidate(key, kind.row.base, each.until - timedelta(days=rule.days), lapses_on=each.until, event_on=each.until)


def of_appointments(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Who has an appointment is asked before its day, unless they made it only then or said that they come; who did not come is called."""
    theirs = {vehicle.id: vehicle for vehicle in scope.facts.vehicles}
    for each in scope.facts.appointments:
        vehicle = theirs.get(each.vehicle_id)
        if not each.called or (vehicle is not None and not is_held(vehicle, scope.today)):
            continue
        key = FollowUpKey(kind, rule.channel, scope.facts.id, None if vehicle is None else vehicle.id, each.on, 0, f"Y{each.id}")
        if kind.row.when is When.BEFORE:
            due_on = each.on - timedelta(days=rule.days)
            if not each.confirmed and each.missed_on is None and each.booked_on < due_on:
                yield Candidate(key, kind.row.base, due_on, lapses_on=each.on, event_on=each.on)
        elif each.missed_on is not None:
            due_on = each.on + timedelta(days=rule.days)
            yield Candidate(key, kind.row.base, due_on, lapses_on=missed_until(each.missed_on, rule))


def missed_until(missed_on: date, rule: KindPolicy) -> date:
    """Until when who did not come is called about it, and about nothing that a visit would settle."""
    return missed_on + timedelta(days=rule.days + rule.lapse_days)


def settled_by_visit(kind: Kind) -> bool:
    """Whether a visit to the workshop puts an end to it, so that nobody is called about it who has an appointment."""
    return kind.row.ends in {CancelReason.MAINTENANCE_DONE, CancelReason.CAME_BACK} and kind.row.of in {Of.VEHICLE, Of.ABSENCE}


def awaited_vehicles(facts: CustomerFacts, policy: Policy, today: date) -> Mapping[int, date]:
    """The vehicles that are awaited, or were missed and are called about that, each with the last day of it."""
    rule, found = policy.followups[Kind.NO_SHOW_CALL], dict[int, date]()
    for each in facts.appointments:
        until = each.on if each.missed_on is None else missed_until(each.missed_on, rule)
        if until >= today:
            found[each.vehicle_id] = max(until, found.get(each.vehicle_id, until))
    return found


def of_rescues(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Everybody who was helped is called, with a vehicle here or without; not about what was long over when it was written down."""
    told_days = scope.desk.policy.rescue.told_days
    for each in scope.facts.rescues:
        if (each.told_on - each.on).days <= told_days:
            for found in WHEN[kind.row.when](scope, Start(kind, rule, None, kind.row.base, each.on)):
                yield found._replace(key=found.key._replace(case=f"E{each.id}"))


def of_works(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Whoever declined work is called once, after the days that its urgency asks for or on the day they named, while they have the car."""
    held = {vehicle.id: vehicle for vehicle in scope.facts.vehicles if is_held(vehicle, scope.today)}
    for each in scope.facts.works:
        if each.vehicle_id in held:
            base, on, due_on = called_of(each, scope.desk.policy.work)
            key = FollowUpKey(kind, rule.channel, scope.facts.id, each.vehicle_id, on, 0, f"W{each.id}")
            lapses_on = due_on + timedelta(days=rule.lapse_days)
            yield Candidate(key, base, due_on, lapses_on=lapses_on)


def _of_parts(scope: Scope, kind: Kind, rule: KindPolicy, held: Mapping[int, VehicleFacts]) -> Iterator[Candidate]:
    """Whoever waits for a part is called when it has come; again, once, while there is no appointment, until it goes back to stock."""
    work = scope.desk.policy.work
    for each in scope.facts.parts:
        if each.vehicle_id is None or each.vehicle_id in held:
            start = Start(kind, rule, held.get(each.vehicle_id or 0), kind.row.base, each.arrived_on)
            for occurrence, on in part_calls(each, work):
                due_on = on + timedelta(days=rule.days)
                key = start.key(scope, rule.channel, occurrence)._replace(case=f"W{each.id}")
                lapses_on = stocked_on(each, work) - ONE_DAY
                if due_on <= lapses_on:
                    yield Candidate(key, start.base, due_on, lapses_on=lapses_on, because=f"need={Awaited.PART}")


def of_recalls(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
    """Whoever owns a vehicle that is recalled now, until it was done; they hear of it however long it has been known, and from go-live on.

    What is about safety nobody is spared; of a service action whoever wants no call hears nothing.
    """
    held = {vehicle.id: vehicle for vehicle in scope.facts.vehicles if is_held(vehicle, scope.today)}
    for each in scope.facts.recalls:
        if each.vehicle_id in held and (not each.service or is_permitted(rule.channel, scope.facts)):
            key = FollowUpKey(kind, rule.channel, scope.facts.id, each.vehicle_id, each.on, 0, f"X{each.id}")
            yield Candidate(key, kind.row.base, interval_end(rule, each.on), event_on=scope.desk.go_live_on)


def of_accounts(scope: Scope, kind: Kind, rule: KindPolicy, _vehicle: VehicleFacts | None) -> Iterator[Candidate]:
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
