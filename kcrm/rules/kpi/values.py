"""A KPI's value with what it was made of, exactly; its judgement against a target; the periods that it is compared with.

Numbers are fractions in the KPI's natural unit: yuan, hours, days, visits; a percent is a number 0-100. A denominator of zero, or of less
as a planned loss is, gives no value: never 0 % and never an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction

from kcrm.dates import Period, add_months
from kcrm.enums import StrEnum
from kcrm.kpis import KPIS, Definition, Direction, Group, Unit

_WEEK = 7  # days
_HUNDRED = 100
_NO_SAMPLES = (Group.STAFF, Group.MONEY)


class ScopeKind(StrEnum):
    """Of what a value is: the whole store or a part of it."""

    WHOLE = "whole"
    TEAM = "team"
    PERSON = "person"
    KIND = "kind"  # of follow-up
    CAUSE = "cause"  # of complaints
    DEPARTMENT = "department"  # at fault
    ASPECT = "aspect"  # of satisfaction
    SOURCE = "source"  # of prospects
    REASON = "reason"  # of loss
    ITEM = "item"  # of a plan
    MATTER = "matter"  # of a call that came in
    HOUR = "hour"  # of the day
    RIVAL = "rival"  # to whom prospects were lost
    LEVEL = "level"  # of prospects
    PLATFORM = "platform"  # from which they came
    SECTION = "section"  # of customers' files
    GRADE = "grade"  # of an account's credit
    MODEL = "model"  # of vehicle
    CLASS = "class"  # of customers, today's
    USE = "use"  # of vehicle
    TYPE = "type"  # of order
    GROUP = "group"  # all stores
    STORE = "store"  # of a group
    REGION = "region"  # of its stores
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Scope:
    """id: a team, an employee number, a kind of follow-up …; None for the whole store. name: of a person, for people."""

    kind: ScopeKind = ScopeKind.WHOLE
    id: str | None = None
    name: str | None = None


WHOLE = Scope()
_RANKED = (ScopeKind.TEAM, ScopeKind.PERSON, ScopeKind.STORE, ScopeKind.REGION)


class Status(StrEnum):
    """What is to be said of a value; the first that holds."""

    NO_VALUE = "no_value"
    CORRECTED = "corrected"  # of a closed month: reckoned today it would be another
    SMALL_SAMPLE = "small_sample"  # neither ranked nor judged
    MISSED = "missed"
    MET = "met"
    NO_TARGET = "no_target"


@dataclass(frozen=True, slots=True)
class KpiValue:
    """A KPI of a period. numerator None: nothing of the kind is recorded. denominator None: nothing is divided, or no value.

    cases: how many visits, orders, calls or answers it was counted from where the denominator does not say so, as with hours and plain
    counts; None where it does, or where nothing is counted.
    """

    key: str
    period: Period
    numerator: Fraction | None
    denominator: Fraction | None = None
    cases: int | None = None

    @property
    def definition(self) -> Definition:
        return KPIS[self.key]

    @property
    def unit(self) -> Unit:
        return self.definition.unit

    def of_days(self, days: Period) -> KpiValue:
        """The same value, told of other days: those that somebody worked."""
        return replace(self, period=days)

    @property
    def value(self) -> Fraction | None:
        """The number that is published; None is "no value"."""
        if self.numerator is None or self.definition.denominator is None:
            return self.numerator
        if self.denominator is None or self.denominator <= 0:
            return None
        return self.numerator / self.denominator * (_HUNDRED if self.unit is Unit.PERCENT else 1)


def kpi_value(
    key: str, period: Period, numerator: int | Fraction | None, denominator: int | Fraction | None = None, cases: int | None = None
) -> KpiValue:
    """The value of a KPI from what was counted. ValueError for a denominator where nothing is divided."""
    if denominator is not None and KPIS[key].denominator is None:
        raise ValueError(key)
    return KpiValue(key, period, _fraction(numerator), _fraction(denominator), cases)


def _fraction(number: int | Fraction | None) -> Fraction | None:
    return None if number is None else Fraction(number)


@dataclass(frozen=True, slots=True)
class Figure:
    """A value beside those it is compared with. present: what a closed month's value would be today, where that is another.

    previous: of the period before; year_ago: of the same period a year ago.
    """

    value: KpiValue
    scope: Scope = WHOLE
    previous: KpiValue | None = None
    year_ago: KpiValue | None = None
    target: Fraction | None = None
    present: KpiValue | None = None

    @property
    def key(self) -> str:
        return self.value.key

    def is_small(self, least: int) -> bool:
        """Whether too few cases stand behind it to rank or judge by it. Money and the whole staff are no samples.

        What the whole store counts is what it is; a team's or a person's count is as small as what it was counted from: visits are their
        own cases, complaints have those of the visits, calls those that were planned.
        """
        value = self.value
        if value.definition.group in _NO_SAMPLES or (value.definition.denominator is None and self.scope.kind not in _RANKED):
            return False
        sample = value.denominator if value.cases is None else value.cases
        return sample is not None and sample < least

    def status(self, small_sample: int) -> Status:
        """The judgement. small_sample: fewer cases than that are not judged."""
        if self.present is not None:
            return Status.CORRECTED
        value = self.value.value
        if value is None:
            return Status.NO_VALUE
        if self.is_small(small_sample):
            return Status.SMALL_SAMPLE
        if self.target is None:
            return Status.NO_TARGET
        return Status.MET if is_met(value, self.target, self.value.definition.direction) else Status.MISSED


def is_met(value: Fraction, target: Fraction, direction: Direction) -> bool:
    """Whether a value is at least as good as its target; where neither way is better, at least as high."""
    return value <= target if direction is Direction.LESS else value >= target


def attainment(value: Fraction | None, target: Fraction | None, direction: Direction, most: Fraction) -> Fraction | None:
    """How much of a target is reached, 1 for just reached and `most` at most; None without value or target.

    Where less is better, half of the target counts as twice as good.
    """
    if value is None or target is None:
        return None
    reached, needed = (target, value) if direction is Direction.LESS else (value, target)
    if needed <= 0:
        return most if reached > 0 or needed < 0 else Fraction(1)
    return max(Fraction(0), min(most, reached / needed))


def ranks(figures: Sequence[Figure], small_sample: int) -> Mapping[int, int]:
    """The rank of each figure of one KPI by its place in the list, best first, equal ones alike; small samples and no values have none."""
    ranked = {place: one.value.value for place, one in enumerate(figures) if one.value.value is not None and not one.is_small(small_sample)}
    if not ranked:
        return {}
    less = figures[0].value.definition.direction is Direction.LESS
    return {place: 1 + sum(other < value if less else other > value for other in ranked.values()) for place, value in ranked.items()}


def in_rank_order(figures: Sequence[Figure], small_sample: int) -> list[tuple[Figure, int | None]]:
    """Figures with their ranks: KPI by KPI in the order in which they come, best first; then those that have no rank.

    Where neither way is better nobody is ranked.
    """
    found: list[tuple[Figure, int | None]] = []
    for key in dict.fromkeys(figure.key for figure in figures):
        same = [figure for figure in figures if figure.key == key]
        rank = {} if KPIS[key].direction is Direction.NEITHER else ranks(same, small_sample)
        order = sorted(range(len(same)), key=lambda place: (place not in rank, rank.get(place, 0)))
        found += [(same[place], rank.get(place)) for place in order]
    return found


def period_before(period: Period) -> Period:
    """The period that goes before: as many whole months before whole months, else as many days."""
    if _whole_months(period):
        first = add_months(period.first, -_months(period))
        return Period(first, period.first - timedelta(days=1))
    days = period.last - period.first + timedelta(days=1)
    return Period(period.first - days, period.last - days)


def year_before(period: Period) -> Period:
    """The same period a year ago: the same months or days of the year; of weeks from Monday to Sunday those 52 weeks before."""
    if _whole_months(period):
        first = add_months(period.first, -12)
        return Period(first, add_months(first, _months(period)) - timedelta(days=1))
    days = (period.last - period.first).days + 1
    if period.first.weekday() == 0 and days % _WEEK == 0:
        return Period(period.first - timedelta(weeks=52), period.last - timedelta(weeks=52))
    return Period(add_months(period.first, -12), add_months(period.last, -12))


def _whole_months(period: Period) -> bool:
    return period.first.day == 1 and (period.last + timedelta(days=1)).day == 1


def _months(period: Period) -> int:
    return (period.last.year - period.first.year) * 12 + period.last.month - period.first.month + 1
