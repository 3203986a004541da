"""A KPI or a table of them shown by day, week, month or quarter, or by what it is made of: the numbers of the tables, cut smaller.

Of a closed month what was published stands. Parts that no table tells are counted anew, by the policy of then.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Final

from kcrm.actions.kpi.costs import check_costs
from kcrm.actions.kpi.figures import any_closed, asked_period, closed_as, figures, least_cases, table_of_store, values_of_months
from kcrm.actions.kpi.tables import PERSON_TABLE, Measure, Table, values
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.errors import KcrmError, NotFoundError, RefusedError
from kcrm.i18n import N_
from kcrm.kpis import KPIS, Unit, definition, shown_in
from kcrm.model import CallMatter, CustomerClass, Kind, OrderType, Role, Staff, Team
from kcrm.model.fleets import CreditGrade
from kcrm.model.parts import By
from kcrm.model.prospects import ProspectLevel
from kcrm.model.vocabulary import Use
from kcrm.named import NamedTuple
from kcrm.queries.kpi.counting import PartId, nothing
from kcrm.queries.kpi.facts import FACTS
from kcrm.queries.kpi.months import listing_of
from kcrm.queries.kpi.shape import Part
from kcrm.queries.staff import all_staff
from kcrm.records.noun import Section
from kcrm.rules.kpi import WHOLE, Figure, KpiValue, Scope, ScopeKind, in_rank_order
from kcrm.rules.kpi.formulas import value_of
from kcrm.rules.kpi.limits import Limits, Usual, limits, usual
from kcrm.rules.kpi.spans import Span, Step, latest, spans
from kcrm.rules.staff import days_worked

TABLE: Final = "table:"
"""Before the name of a table that is also a KPI's."""
_TABLES: Final = (
    *("service", "radar", "store", "team", "person", "calls", "complaints", "sales", "fleet", "campaigns", "points", "rescues", "work"),
    *("recalls", "bays", "club", "quality", "desk", "profit", "breakeven"),
)
_STEPS: Final[Mapping[By, Step]] = {By(each.value): each for each in Step if each is not Step.YEAR}
_MONTHLY: Final = (By.MONTH, By.QUARTER)
_PARTS: Final[Mapping[By, tuple[Part, ...]]] = {
    By.PERSON: (Part.STAFF, Part.ADVISOR, Part.TECHNICIAN),
    By.SOURCE: (Part.SOURCE, Part.ORIGIN),
    **{By(part.value): (part,) for part in Part if part.value in set(By) and part is not Part.SOURCE},
}
_DECLARED: Final = (Team, CustomerClass, Use, OrderType, Kind, CallMatter, ProspectLevel, Section, CreditGrade)
_ORDER: Final[Mapping[str | None, int]] = {str(each): place for words in _DECLARED for place, each in enumerate(words)}
_PARTED: Final = frozenset({"store", "calls", "complaints", "sales", "quality", "fleet", "desk", "bays"})
"""Tables that count parts beside the whole store."""
_IN_ORDER: Final = frozenset(
    {By.TEAM, By.CLASS, By.USE, By.TYPE, By.KIND, By.MATTER, By.LEVEL, By.SECTION, By.GRADE},
)


class Row(NamedTuple):
    """One value. span: of a course; usual: how it stands to what is usual, None where that is not known of it.

    share: of the whole, in percent, where the parts add up to it.
    """

    figure: Figure
    span: Span | None = None
    usual: Usual | None = None
    share: Fraction | None = None


class Series(NamedTuple):
    """One KPI. whole: of the period, beside its parts. limits: what is usual of it."""

    key: str
    rows: tuple[Row, ...]
    whole: Figure | None = None
    limits: Limits | None = None


class Course(NamedTuple):
    """What was asked for. left_out: KPIs of the table that cannot be parted so. small: fewer cases than that are neither judged nor ranked.

    closed: whether the period has a closed month in it.
    """

    by: By
    period: Period
    series: tuple[Series, ...]
    left_out: tuple[str, ...]
    small: int
    closed: bool

    @property
    def is_course(self) -> bool:
        """Whether it goes from day to day, or month to month."""
        return self.by in _STEPS


def asked_keys(text: str) -> tuple[str, ...]:
    """The KPIs that a KPI's key or the name of a table of `kcrm kpi` means. Raises NotFoundError, with near keys."""
    name = text.strip().lower().removeprefix(TABLE)
    if not text.strip().lower().startswith(TABLE):
        try:
            return (definition(text).key,)
        except NotFoundError:
            if name not in _TABLES:
                raise
    elif name not in _TABLES:
        raise NotFoundError(N_("There is no table of figures named {name}."), hint=N_("To see them all: kcrm kpi"), name=name)
    return PERSON_TABLE.keys if name == PERSON_TABLE.name else shown_in(name)


def ways_of(key: str) -> tuple[By, ...]:
    """By what a KPI can be shown."""
    return tuple(by for by in By if _can(key, by))


def asked_course_period(session: Session, by: By, text: str | None) -> Period:
    """The period as typed; where none is, this month, of a course as many steps up to today as the policy says."""
    if text is None and by in _STEPS:
        return latest(session.today, _STEPS[by], session.policy.kpi.shown_steps)
    return asked_period(session, text or "this-month")


def course_of(session: Session, keys: Sequence[str], by: By, period: Period) -> Course:
    """These KPIs by this; of several those that cannot be shown so are left out.

    Raises RefusedError where none of them can, and for costs that whoever asks may not see.
    """
    check_costs(session, keys)
    known = tuple(key for key in keys if _can(key, by))
    if not known:
        raise refusal(keys, by)
    small = least_cases(session, period)
    if by in _STEPS:
        series = _by_step(session, known, by, period, small)
    else:
        series = tuple(_by_part(session, key, by, period, small) for key in known)
    return Course(by, period, series, tuple(key for key in keys if key not in known), small, any_closed(session, period))


def refusal(keys: Sequence[str], by: By) -> KcrmError:
    """What is said where none of these KPIs can be shown so."""
    if len(keys) > 1:
        return RefusedError(N_("None of these figures can be shown by {by}."), by=by)
    (key,) = keys
    ways = ways_of(key)
    if not ways:
        return RefusedError(
            N_("{key} cannot be shown by anything: it is one value of one period."), hint=N_("To see it: kcrm kpi list"), key=key
        )
    return RefusedError(N_("{key} cannot be shown by {by}. It can be shown by: {ways}."), key=key, by=by, ways=", ".join(ways))


def _can(key: str, by: By) -> bool:
    of = KPIS[key]
    if by in _STEPS:
        is_known = bool(of.numerator.facts or of.numerator.of) and table_of_store(key) is not None
        return is_known and not of.of_today and _is_whole(key) and (by in _MONTHLY or not _is_monthly(key))
    return _part_of(key, by) is not None


def _is_whole(key: str) -> bool:
    """Whether it is told of the whole store: how far a plan was kept is told of its items only."""
    table = table_of_store(key)
    return table is not None and table.name != "plan"


def _is_monthly(key: str) -> bool:
    """Whether any of what it is made of is known by the month only."""
    of = KPIS[key]
    sides = [side for side in of.sides if side is not None]
    parts = (part.removeprefix("-") for side in sides for part in side.of)
    return any(side.facts is not None and FACTS[side.facts].monthly for side in sides) or any(_is_monthly(part) for part in parts)


def _part_of(key: str, by: By) -> Part | None:
    """The part that all of its sides have; None for none."""
    return next((part for part in _PARTS[by] if _has(key, part)), None)


def _has(key: str, part: Part) -> bool:
    """Whether both sides of the division can be parted so."""
    sides = [side for side in (KPIS[key].numerator, KPIS[key].denominator) if side is not None]
    return all(side.facts is not None and part in FACTS[side.facts].parts for side in sides)


# --- a course ---


def _by_step(session: Session, keys: Sequence[str], by: By, period: Period, small: int) -> tuple[Series, ...]:
    cut = [each for each in spans(period, _STEPS[by]) if each.days.first <= session.today]
    told: dict[str, list[Figure | None]] = {}
    tables = {key: table for key in keys if (table := table_of_store(key)) is not None}
    for table in dict.fromkeys(tables.values()):
        own = [key for key, each in tables.items() if each is table]
        steps = values_of_months(session, _whole_alone(table), [each.days for each in cut], own)
        for key in own:
            told[key] = [next((one for one in step if one.key == key and one.scope.kind is ScopeKind.WHOLE), None) for step in steps]
    return tuple(_course(session, key, cut, told[key], small) for key in keys)


def _course(session: Session, key: str, cut: Sequence[Span], told: Sequence[Figure | None], small: int) -> Series:
    """What is usual is said by the steps that are over, and of none that is cut off or counted from too little."""
    rows = [Row(one, span) for one, span in zip(told, cut, strict=True) if one is not None]
    judged = {
        place: value
        for place, row in enumerate(rows)
        if row.span is not None and row.span.is_whole and row.span.is_over(session.today)
        if (value := row.figure.value.value) is not None and not row.figure.is_small(small)
    }
    within = limits(list(judged.values()), session.policy.kpi.limits_least, _most(key))
    if within is not None:
        rows = [row._replace(usual=usual(judged[place], within)) if place in judged else row for place, row in enumerate(rows)]
    return Series(key, tuple(rows), limits=within)


def _most(key: str) -> Fraction | None:
    """What a share cannot exceed, which counts some of the rows that it is a share of."""
    above, below = KPIS[key].numerator, KPIS[key].denominator
    is_share = (
        below is not None
        and KPIS[key].unit is Unit.PERCENT
        and (above.facts, above.amount) == (below.facts, "1") == (above.facts, below.amount)
    )
    return Fraction(100) if is_share else None


# --- what it is made of ---


def _by_part(session: Session, key: str, by: By, period: Period, small: int) -> Series:
    kind = ScopeKind(by.value)
    month = closed_as(session, period)
    listing = listing_of(session.connection, month.id, key, kind) if month is not None else None
    table = Table(listing or "", (key,), partial(_of_people if by is By.PERSON else _of_parts, by))
    found = [one for one in figures(session, table, period, keys=(key,), beside=False) if one.scope.kind is kind and _is_told(one)]
    whole = _whole(session, key, period)
    rows = [Row(one) for one in _ordered(found, by, small)]
    above = None if whole is None or KPIS[key].denominator is not None else whole.value.numerator
    if above and sum((one.value.numerator or 0 for one in found), Fraction(0)) == above and all(_above(one) >= 0 for one in found):
        rows = [row._replace(share=100 * _above(row.figure) / above) for row in rows]
    return Series(key, tuple(rows), whole)


def _above(one: Figure) -> Fraction:
    return one.value.numerator or Fraction(0)


def _is_told(one: Figure) -> bool:
    """Nothing is told of what belongs to none and was not published, nor of parts of which nothing was counted, but teams."""
    value = one.value
    if one.scope.id is None and value.numerator is None and not value.denominator:
        return False
    return bool(value.numerator or value.denominator or value.cases or one.present is not None or one.scope.kind is ScopeKind.TEAM)


def _whole(session: Session, key: str, period: Period) -> Figure | None:
    table = table_of_store(key) or Table("", (key,), _of_whole)
    found = figures(session, table, period, keys=(key,), beside=False)
    return next((one for one in found if one.scope.kind is ScopeKind.WHOLE), None)


def _ordered(found: Sequence[Figure], by: By, small: int) -> list[Figure]:
    """Words in the order of their declaration, hours as they come, people by rank, anything else the most first; what is of none last."""
    if by is By.PERSON:
        named = [one for one in found if one.scope.id is not None]
        return [*(one for one, _rank in in_rank_order(named, small)), *(one for one in found if one.scope.id is None)]

    def place(one: Figure) -> tuple[object, ...]:
        own = one.scope.id
        order = int(own or 0) if by is By.HOUR else _ORDER.get(own, len(_ORDER)) if by in _IN_ORDER else 0
        return own is None, order, -(one.value.numerator or 0), str(own)

    return sorted(found, key=place)


def _whole_alone(table: Table) -> Table:
    """The table without what it tells of parts besides, which a course has no place for."""
    return replace(table, measure=_of_whole) if table.name in _PARTED else table


def _of_whole(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    return [[Measure(WHOLE, value) for value in each[None].values()] for each in values(session, keys, periods)]


def _of_parts(by: By, session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    (key,) = keys
    part = _part_of(key, by)
    assert part is not None, key
    kind = ScopeKind(by.value)
    found = values(session, keys, periods, part, of_none=True)
    told = [{None if own is None else str(own): several[key] for own, several in each.items()} for each in found]
    if by is By.TEAM:  # one that did nothing is told, too
        empty = nothing(keys, part)[key]
        told = [{**dict.fromkeys(Team, value_of(key, period, empty)), **each} for each, period in zip(told, periods, strict=True)]
    return [[Measure(Scope(kind, own), value) for own, value in each.items()] for each in told]


def _of_people(by: By, session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    """By whose it is; of the workshop's work, technicians by what they did and everybody else by whom they advised, for the days worked."""
    (key,) = keys
    part = _part_of(key, by)
    parts = [part] if part is Part.STAFF else [each for each in (Part.ADVISOR, Part.TECHNICIAN) if _has(key, each)]
    found = {each: values(session, keys, periods, each, of_none=True) for each in parts}
    staff = {person.id: person for person in all_staff(session.connection)}
    return [list(_people(key, period, {part: each[n] for part, each in found.items()}, staff)) for n, period in enumerate(periods)]


def _people(
    key: str, period: Period, found: Mapping[Part, Mapping[PartId, Mapping[str, KpiValue]]], staff: Mapping[int, Staff]
) -> Iterator[Measure]:
    for person in staff.values():
        part = Part.TECHNICIAN if person.role is Role.TECHNICIAN else Part.ADVISOR
        own = found[part if part in found else next(iter(found))].get(person.id)
        days = days_worked(person, period)
        if own is not None and days is not None:
            value = own[key] if KPIS[key].numerator.facts == "vehicle" else own[key].of_days(days)
            yield Measure(Scope(ScopeKind.PERSON, person.employee_no, person.name), value)
    if len(found) == 1:  # of two kinds of work nobody's would be told twice
        (only,) = found.values()
        if None in only:
            yield Measure(Scope(ScopeKind.PERSON), only[None][key])
