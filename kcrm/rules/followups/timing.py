"""How a follow-up's due date follows from the date that it starts from, one function for each way (`When`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta

from kcrm.model import UNSETTLED, BaseFact, Channel, CustomerClass, CustomerFacts, DueBy, Kind, Of, When
from kcrm.policy_sections import KindPolicy
from kcrm.rules.calendar import ONE_DAY, in_year, months_after
from kcrm.rules.followups.bases import is_permitted
from kcrm.rules.followups.candidate import Candidate
from kcrm.rules.followups.intervals import how_often
from kcrm.rules.followups.mileage import day_reaching
from kcrm.rules.followups.starting import Scope, Start


def interval_end(rule: KindPolicy, base_on: date) -> date:
    """So many months after the base date, then so many days."""
    return (months_after(base_on, rule.months) if rule.months else base_on) + timedelta(days=rule.days)


def _after(scope: Scope, start: Start) -> Iterator[Candidate]:
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


def _before(scope: Scope, start: Start) -> Iterator[Candidate]:
    due_on = start.base_on - timedelta(days=start.rule.days)
    key = start.key(scope, start.rule.channel)
    yield Candidate(key, start.base, due_on, lapses_on=start.base_on, event_on=start.base_on)


def _reminders(scope: Scope, start: Start) -> Iterator[Candidate]:
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


def _monthly(scope: Scope, start: Start) -> Iterator[Candidate]:
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


def _yearly(scope: Scope, start: Start) -> Iterator[Candidate]:
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


def _channels(start: Start, called: CustomerClass | None, facts: CustomerFacts) -> list[tuple[Channel, str | None]]:
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


def _on_the_day(scope: Scope, start: Start) -> Iterator[Candidate]:
    key = start.key(scope, start.rule.channel, start.base_on.year)
    yield Candidate(key, start.base, start.base_on, lapses_on=start.base_on + timedelta(days=start.rule.lapse_days))


WHEN: Mapping[When, Callable[[Scope, Start], Iterator[Candidate]]] = {
    When.AFTER: _after,
    When.BEFORE: _before,
    When.REMINDERS: _reminders,
    When.MONTHLY: _monthly,
    When.YEARLY: _yearly,
    When.ON_THE_DAY: _on_the_day,
}
"""Dormant and lost follow from each other: see `due_dates`; prospects and accounts have rules of their own."""
