"""How a stored follow-up came to its due date: from the base date, step by step, as `why` tells it.

The steps are reckoned anew from what is stored, so that an old follow-up can be explained by the policy that it was planned under.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from kcrm.enums import StrEnum
from kcrm.model import BaseFact, CancelReason, DueBy, FollowUpKey, Kind, MileageReading, Of, VehicleFacts, When
from kcrm.named import NamedTuple
from kcrm.policy import Interval, Policy
from kcrm.policy_sections import KindPolicy
from kcrm.rules.calendar import in_year, months_after
from kcrm.rules.followups.intervals import expected_from
from kcrm.rules.followups.mileage import day_reaching, usable_readings
from kcrm.rules.followups.timing import interval_end, year_of


class Step(StrEnum):
    """What moved the date."""

    FACT = "fact"  # another recorded date than the base date
    MONTHS = "months"  # so many months after the base date, or after that other one
    DAYS = "days"  # so many days after it
    DAYS_BEFORE = "days_before"  # so many days before it
    YEARLY = "yearly"  # its day in a later year
    ON_THE_DAY = "on_the_day"
    MILEAGE = "mileage"  # the estimated mileage reaches the limit earlier
    KNOWN = "known"  # the order was complained of later
    GO_LIVE = "go_live"
    BACKLOG = "backlog"
    UNREACHED = "unreached"  # a message in place of calls that reached nobody
    BY_HAND = "by_hand"
    MOVED = "moved"  # the call, not the deadline, was put off
    BUNDLED = "bundled"  # the call is made along with others of the account


class Shift(NamedTuple):
    """One step. amount: months, days, the year, km. on: the date after it.

    readings: of an estimate, the two that the line goes through; empty where the facts of today give another day. fact: of a recorded date.
    """

    step: Step
    amount: int | None
    on: date
    readings: tuple[MileageReading, ...] = ()
    fact: BaseFact | None = None


class Stored(NamedTuple):
    """A follow-up as far as its dates go. opened_on: the day on which it was planned; later readings were not known then.

    because: the particular rule that called for it. bundled: whether the day of the call is that of its account's.
    """

    key: FollowUpKey
    base: BaseFact
    due_on: date
    due_by: DueBy
    call_on: date
    opened_on: date
    because: str | None = None
    bundled: bool = False


def reason(because: str | None) -> tuple[str, str]:
    """A particular rule and what it found: `class=A`; two empty words for none."""
    rule, _, found = (because or "").partition("=")
    return rule, found


def origin(stored: Stored) -> tuple[Shift, ...]:
    """How the base date itself came about, where it is none that anybody recorded.

    An inspection by the table; an insurance that is assumed to run on by whole years.
    """
    rule, known = reason(stored.because)
    if rule == "assumed":
        since_on = date.fromisoformat(known)
        years = stored.key.base_on.year - since_on.year
        return (Shift(Step.FACT, None, since_on, fact=stored.key.kind.row.base), Shift(Step.MONTHS, 12 * years, stored.key.base_on))
    expected = expected_from(stored.because)
    if expected is None or stored.base is not BaseFact.INSPECTION_EXPECTED_ON:
        return ()
    since = Shift(Step.FACT, None, expected.base_on, fact=expected.base)
    return (since, Shift(Step.MONTHS, expected.months, stored.key.base_on))


def shifts(stored: Stored, policy: Policy, vehicle: VehicleFacts | None) -> tuple[Shift, ...]:
    """Every step from the base date to the day of the call.

    policy: the version that it was planned under. vehicle: its present facts, None where the customer no longer has it.
    """
    key = stored.key
    by_hand = stored.due_by is DueBy.BY_HAND or stored.base is BaseFact.BY_HAND
    set_on = stored.due_on if stored.due_by is DueBy.BY_HAND else key.base_on
    steps = [Shift(Step.BY_HAND, None, set_on)] if by_hand else list(by_interval(stored, policy))
    match stored.due_by:
        case DueBy.MILEAGE:
            steps.append(_by_mileage(stored, policy, vehicle))
        case DueBy.GO_LIVE:
            steps.append(Shift(Step.GO_LIVE, None, stored.due_on))
        case DueBy.BACKLOG:
            steps.append(Shift(Step.BACKLOG, None, stored.due_on))
        case DueBy.UNREACHED:
            steps.append(Shift(Step.UNREACHED, None, stored.due_on))
        case DueBy.INTERVAL if key.kind.row.of is Of.ORDER and stored.due_on > steps[-1].on:
            steps.append(Shift(Step.KNOWN, None, stored.due_on))
    if stored.call_on != stored.due_on:
        steps.append(Shift(Step.BUNDLED if stored.bundled else Step.MOVED, None, stored.call_on))
    return tuple(steps)


def by_interval(stored: Stored, policy: Policy) -> tuple[Shift, ...]:
    """The steps that the interval of a kind makes from the base date; the same as planning makes them."""
    return _BY[stored.key.kind.row.when](stored, policy)


def _after(stored: Stored, policy: Policy) -> tuple[Shift, ...]:
    rule, base_on = policy.followups[stored.key.kind], stored.key.base_on
    if stored.key.kind is Kind.NEED_READY and stored.key.occurrence:  # of a part for which there is no appointment
        return _cadence(stored, policy)
    months = _interval(stored, rule)[0]
    steps = [Shift(Step.MONTHS, months, months_after(base_on, months))] if months else []
    if rule.days:
        steps.append(Shift(Step.DAYS, rule.days, interval_end(rule, base_on)))
    elif not steps:
        steps.append(Shift(Step.ON_THE_DAY, None, base_on))
    return tuple(steps)


def _interval(stored: Stored, rule: KindPolicy) -> tuple[int, int]:
    """Months and km: of the table's row where one fitted, else of the kind."""
    head, row = reason(stored.because)
    if head != "interval":
        return rule.months, rule.km
    found = Interval.parse(row)
    return found.months, found.km


def _before(stored: Stored, policy: Policy) -> tuple[Shift, ...]:
    days = policy.followups[stored.key.kind].days
    return (Shift(Step.DAYS_BEFORE, days, stored.key.base_on - timedelta(days=days)),)


def _reminder(stored: Stored, _policy: Policy) -> tuple[Shift, ...]:
    lead = stored.key.occurrence
    on = stored.key.base_on - timedelta(days=lead)
    return (Shift(Step.DAYS_BEFORE, lead, on) if lead >= 0 else Shift(Step.DAYS, -lead, on),)


def _monthly(stored: Stored, _policy: Policy) -> tuple[Shift, ...]:
    month = stored.key.occurrence
    return (Shift(Step.MONTHS, month, months_after(stored.key.base_on, month)),)


def _yearly(stored: Stored, _policy: Policy) -> tuple[Shift, ...]:
    key = stored.key
    year = year_of(key.kind, key.base_on, key.occurrence)
    return (Shift(Step.YEARLY, year, in_year(key.base_on, year)),)


def _on_the_day(stored: Stored, _policy: Policy) -> tuple[Shift, ...]:
    return (Shift(Step.ON_THE_DAY, None, stored.key.base_on),)


def _cadence(stored: Stored, _policy: Policy) -> tuple[Shift, ...]:
    """So many days after the last contact, which follows from the level of that day; the first contact by when it was promised.

    Of work that was declined as many as its urgency asks for.
    """
    days = (stored.due_on - stored.key.base_on).days
    return (Shift(Step.DAYS, days, stored.due_on) if days else Shift(Step.ON_THE_DAY, None, stored.due_on),)


def _absence(stored: Stored, policy: Policy) -> tuple[Shift, ...]:
    """From the maintenance that was waited for, with how many months in all; else from the base date."""
    fact, found = reason(stored.because)
    if not found:
        months = policy.followups[stored.key.kind].months
        return (Shift(Step.MONTHS, months, months_after(stored.key.base_on, months)),)
    since, _, months_in_all = found.partition("+")
    since_on, months = date.fromisoformat(since), int(months_in_all)
    later = Shift(Step.MONTHS, months, months_after(since_on, months))
    return (
        (later,)
        if (fact, since_on) == (stored.base, stored.key.base_on)
        else (Shift(Step.FACT, None, since_on, fact=BaseFact(fact)), later)
    )


def _ruled(stored: Stored, policy: Policy) -> tuple[Shift, ...]:
    """Of an account: so many days before the end of a contract, before or after a bill's day, on the day on which credit is judged anew."""
    key = stored.key
    lead = policy.fleets.renewal_days if key.kind is Kind.CONTRACT_RENEWAL else key.occurrence if key.kind is Kind.DUNNING else 0
    on = key.base_on - timedelta(days=lead)
    if lead == 0:
        return (Shift(Step.ON_THE_DAY, None, on),)
    return (Shift(Step.DAYS_BEFORE, lead, on) if lead > 0 else Shift(Step.DAYS, -lead, on),)


_BY: Mapping[When, Callable[[Stored, Policy], tuple[Shift, ...]]] = {
    When.AFTER: _after,
    When.BEFORE: _before,
    When.REMINDERS: _reminder,
    When.MONTHLY: _monthly,
    When.YEARLY: _yearly,
    When.ON_THE_DAY: _on_the_day,
    When.DORMANT: _absence,
    When.LOST: _absence,
    When.CADENCE: _cadence,
    When.GRADED: _cadence,
    When.RULED: _ruled,
}


def _by_mileage(stored: Stored, policy: Policy, vehicle: VehicleFacts | None) -> Shift:
    """The estimate, with the readings that it came from where they still lead to the stored day."""
    months, km = _interval(stored, policy.followups[stored.key.kind])
    gap_days = policy.maintenance.reading_gap_days
    base_km = 0 if stored.base is BaseFact.DELIVERED_ON else None
    if vehicle is not None and base_km is None and vehicle.last_maintenance_on == stored.key.base_on:
        base_km = vehicle.last_maintenance_km
    limit = None if base_km is None else base_km + km
    readings: Sequence[MileageReading] = ()
    if vehicle is not None and limit is not None:
        known = _known_on(vehicle, stored.opened_on)
        reached = day_reaching(limit, known, gap_days, before=months_after(stored.key.base_on, months))
        if reached is not None and max(reached, stored.key.base_on) == stored.due_on:
            readings = usable_readings(known, gap_days) or ()
    return Shift(Step.MILEAGE, limit, stored.due_on, tuple(readings))


def _known_on(vehicle: VehicleFacts, day: date) -> VehicleFacts:
    return vehicle._replace(readings=tuple(reading for reading in vehicle.readings if reading.read_on <= day))


# --- which values of the policy decide ---


_LEVELS = tuple(f"{level}_{leaf}" for leaf, levels in (("days", "habc"), ("every", "habcn")) for level in levels)
_OF_PROSPECT: Mapping[Kind, tuple[str, ...]] = {
    Kind.PROSPECT_CONTACT: (*_LEVELS, "first_minutes", "first_hours"),
    Kind.SHOWROOM_VISIT: ("showroom_percent",),
    Kind.INVALID_PROSPECT: ("unreachable_days",),
}
"""What of the section of prospects decides beside the kind's own."""
_OF_ACCOUNT: Mapping[Kind, tuple[str, ...]] = {
    Kind.ACCOUNT_VISIT: ("a_visit", "b_visit", "c_visit"),
    Kind.CONTRACT_RENEWAL: ("renewal_days",),
    Kind.DUNNING: ("remind_days", "dun_days", "final_days"),
    Kind.CREDIT_REVIEW: ("assess_months", "hold_days"),
}
"""What of the section of accounts decides beside the kind's own."""


def deciding(kind: Kind, base: BaseFact) -> tuple[str, ...]:
    """The sections and values of the policy that a follow-up of this kind was decided by, the kind's own first."""
    row = kind.row
    also: tuple[str, ...] = ()
    if base is BaseFact.INSPECTION_EXPECTED_ON:
        also = ("inspection.",)
    elif row.of in _BESIDE:
        also = _BESIDE[row.of]
    elif row.of is Of.ABSENCE:
        also = tuple(f"followups.{other}.{leaf}" for other, leaves in _OF_ABSENCE.items() for leaf in leaves if other is not kind)
    elif row.of is Of.PROSPECT:
        also = tuple(f"prospects.{leaf}" for leaf in _OF_PROSPECT.get(kind, ()))
    elif row.of is Of.ACCOUNT:
        also = tuple(f"fleets.{leaf}" for leaf in _OF_ACCOUNT.get(kind, ()))
    elif row.ends is CancelReason.MAINTENANCE_DONE:
        also = ("maintenance.",)
    return (f"followups.{kind}.", *also)


_HINTS: tuple[str, ...] = ("age_months", "end_days", "repair", "repair_months", "sold_months", "again_months")
_BESIDE: Mapping[Of, tuple[str, ...]] = {
    Of.ORDER: ("coverage.", "visits."),
    Of.HINT: (*(f"prospects.hint_{leaf}" for leaf in _HINTS), "prospects.hints_per_day"),
    Of.MEASURE: ("measures.invite_months",),
    Of.NEED: ("work.part_again_days", "work.part_stock_days"),
    Of.WORK: ("work.urgent_days", "work.soon_days", "work.watch_days"),
}
"""What else decides, by whose dates a kind starts from."""
_OF_ABSENCE: Mapping[Kind, tuple[str, ...]] = {
    Kind.FIRST_MAINTENANCE: ("months", "intervals"),
    Kind.SCHEDULED_MAINTENANCE: ("months", "intervals"),
    Kind.DORMANT: ("months", "after_months"),
    Kind.LOST: ("months", "after_months"),
}
"""What dormant and lost are counted by, beside their own: see `kcrm.rules.followups.absence`."""
