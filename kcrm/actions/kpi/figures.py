"""KPI tables as they are published: each value beside the period before, the same a year ago and its target.

Of a closed month the frozen values are published, with what they would be today where they were corrected since.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction

from kcrm.actions.finance import (
    FINANCE_TABLE,
    PLAN_TABLE,
    PROFIT_KEYS,
    BreakEvenPoint,
    PlanReport,
    break_even_point,
    plan_report,
)
from kcrm.actions.kpi.costs import check_costs
from kcrm.actions.kpi.tables import (
    BAYS_TABLE,
    CALLS_TABLE,
    CAMPAIGNS_TABLE,
    CLUB_TABLE,
    COMPLAINTS_TABLE,
    DESK_TABLE,
    FLEET_TABLE,
    PERSON_KEYS,
    PERSON_TABLE,
    POINTS_TABLE,
    QUALITY_TABLE,
    RECALLS_TABLE,
    RESCUES_TABLE,
    SALES_TABLE,
    SERVICE_TABLE,
    STORE_TABLE,
    TEAM_TABLE,
    WORK_TABLE,
    Measure,
    Table,
)
from kcrm.actions.session import Session
from kcrm.dates import Period, add_months, parse_period
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.kpis import KPIS
from kcrm.model import Role
from kcrm.policy import Policy
from kcrm.progress import work
from kcrm.queries import desk
from kcrm.queries.kpi import months
from kcrm.queries.kpi.counting import counting_only
from kcrm.queries.kpi.customers import counts_customers
from kcrm.queries.kpi.months import ClosedMonth, Frozen
from kcrm.queries.staff import all_staff
from kcrm.rules.finance import FEN, Costs, Income, PlanLine, break_even, in_fen
from kcrm.rules.finance import Measure as Planned
from kcrm.rules.kpi import Figure, KpiValue, Scope, ScopeKind, in_rank_order, period_before, year_before
from kcrm.rules.kpi.targets import target_of

TABLES: tuple[Table, ...] = (
    SERVICE_TABLE,
    STORE_TABLE,
    TEAM_TABLE,
    PERSON_TABLE,
    CALLS_TABLE,
    COMPLAINTS_TABLE,
    SALES_TABLE,
    QUALITY_TABLE,
    FLEET_TABLE,
    DESK_TABLE,
    FINANCE_TABLE,
    PLAN_TABLE,
)
"""All that a closed month freezes."""
_ALL = (*TABLES, CAMPAIGNS_TABLE, POINTS_TABLE, RESCUES_TABLE, WORK_TABLE, RECALLS_TABLE, BAYS_TABLE, CLUB_TABLE)

_Known = tuple[str, ScopeKind, str | None]


@dataclass(frozen=True, slots=True)
class _Published:
    """A value that stands for a period. present: what it would be today, where that is another. target: frozen with it."""

    scope: Scope
    value: KpiValue
    present: KpiValue | None = None
    target: Fraction | None = None
    is_frozen: bool = False


def asked_period(session: Session, text: str) -> Period:
    """The period as typed. Raises as `period_begun` does."""
    return period_begun(text, session.today)


def period_begun(text: str, today: date) -> Period:
    """The period as typed. Raises UsageError, also for one that has not begun: nothing has happened in it."""
    period = parse_period(text, today)
    if period.first > today:
        raise UsageError(
            N_("The period “{value}” begins on {first}, after today ({today}): there is nothing to count yet."),
            value=text,
            first=period.first,
            today=today,
        )
    return period


def figures(
    session: Session,
    table: Table,
    period: Period,
    *,
    keys: Iterable[str] | None = None,
    among: frozenset[int] | None = None,
    beside: bool = True,
) -> list[Figure]:
    """A table of a period. keys: only these KPIs, in this order. beside: with the period before and a year ago.

    among: only what belongs to these customers, as it is now whatever was published of a closed month; KPIs of anything else are left out.
    Raises RefusedError for costs that whoever asks may not see.
    """
    wanted = tuple(keys) if keys is not None else table.keys
    check_costs(session, wanted)
    if among is not None:
        wanted = tuple(key for key in wanted if counts_customers(key))
    periods = (period, period_before(period), year_before(period)) if beside else (period,)
    with work(N_("Counting the figures")), counting_only(among):
        now, *earlier = _published(session, table, periods, wanted, corrected=period, anew=among is not None)
    previous, year_ago = earlier if beside else ({}, {})
    own = months.targets(session.connection)
    found = [
        Figure(
            value=one.value,
            scope=one.scope,
            previous=_of_then(previous.get(known)),
            year_ago=_of_then(year_ago.get(known)),
            target=_target(session, one, own),
            present=one.present,
        )
        for known, one in now.items()
        if one.value.key in wanted
    ]
    # the table's own order, but the KPIs of the whole as they were asked for
    return found if keys is None else sorted(found, key=lambda figure: wanted.index(figure.key))


def figure_of_store(session: Session, key: str, period: Period, among: frozenset[int] | None = None) -> Figure | None:
    """A KPI of the whole store, whichever table it stands in; None for one that is of parts only. among: as for `figures`."""
    table = table_of_store(key)
    found = figures(session, table, period, keys=(key,), among=among) if table is not None else []
    return next((one for one in found if one.scope.kind is ScopeKind.WHOLE), None)


def table_of_store(key: str) -> Table | None:
    """The table that says a KPI of the whole store, and not of its teams and people alone."""
    return next((each for each in _ALL if key in each.keys and each not in (TEAM_TABLE, PERSON_TABLE)), None)


def values_of_months(session: Session, table: Table, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Figure]]:
    """What was published of each of these months, or stands now, beside nothing but its target."""
    own = months.targets(session.connection)
    return [
        [Figure(one.value, one.scope, target=_target(session, one, own)) for key in keys for one in each.values() if one.value.key == key]
        for each in _published(session, table, periods, keys)
    ]


def _target(session: Session, one: _Published, own: Mapping[str, Fraction]) -> Fraction | None:
    return one.target if one.is_frozen else target_of(one.value.key, own, session.policy.kpi)


def figures_of_people(
    session: Session, period: Period, role: Role | None = None, among: frozenset[int] | None = None
) -> list[tuple[Figure, int | None]]:
    """Everybody's figures with their ranks among those in the same post; with `role` only of people in that one.

    among: as for `figures`.
    """
    found, least = figures(session, PERSON_TABLE, period, among=among), least_cases(session, period)
    roles = {person.employee_no: person.role for person in all_staff(session.connection)}
    return [
        ranked
        for each in (PERSON_KEYS if role is None else (role,))
        for ranked in in_rank_order([one for one in found if roles.get(one.scope.id or "") is each], least)
    ]


def least_cases(session: Session, period: Period) -> int:
    """How many cases a figure of a period needs to be judged and ranked; of a closed month by the policy that it was closed by."""
    closed = closed_as(session, period)
    return (session if closed is None else judged_as(session, closed)).policy.kpi.small_sample


def published_plan(session: Session, period: Period) -> PlanReport:
    """One month against its plan; of a closed month with what was published of it. Raises as `plan_report` does."""
    report = plan_report(session, period)
    if closed_as(session, period) is None:
        return report
    actual = {one.key: one for one in figures(session, FINANCE_TABLE, period, keys=PROFIT_KEYS)}
    planned = {one.scope.id: one for one in figures(session, PLAN_TABLE, period, keys=("plan_attainment",))}
    lines = []
    for each in Planned:
        # a month that was closed is over: it came to what it came to
        came_to = in_fen(actual[each].value.value)
        lines.append(PlanLine(each, in_fen(planned[each].value.denominator), came_to, None if came_to is None else Fraction(came_to)))
    corrected = (each for each in Planned if any(one[each].present is not None for one in (actual, planned)))
    return replace(report, lines=tuple(lines), corrected=frozenset(corrected))


def published_point(session: Session, period: Period) -> BreakEvenPoint:
    """Where the store breaks even; of a closed month by the amounts that were published of it."""
    now = break_even_point(session, period)
    if closed_as(session, period) is None:
        return now
    told = {one.key: one.value for one in figures(session, FINANCE_TABLE, period)}
    (paid,) = figures(session, SERVICE_TABLE, period, keys=("paid_visits",))
    income = Income(*(in_fen(told[key].value or 0) for key in PROFIT_KEYS[:3]))
    fixed, variable = (in_fen(told[key].value) for key in (Planned.FIXED_COST, Planned.VARIABLE_COST))
    costs = None if fixed is None or variable is None else Costs(fixed, variable)
    visits, ticket = int(paid.value.value or 0), told["breakeven_visits"].denominator
    return BreakEvenPoint(
        replace(now.finances, income=income, costs=costs),
        paid_fen=in_fen(ticket * visits) if ticket else 0,
        paid_visits=visits,
        point=break_even(income.total_fen, costs, ticket and ticket * FEN) if costs else None,
    )


def closed_as(session: Session, period: Period) -> ClosedMonth | None:
    """The closed month that a period is, if any."""
    month = month_of(period)
    return months.closed_month(session.connection, month) if month else None


def any_closed(session: Session, period: Period) -> bool:
    """Whether any month of which the period has days is closed."""
    first, last = (f"{day:%Y-%m}" for day in (period.first, period.last))
    return any(first <= each.month <= last for each in months.closed_months(session.connection))


def measured(session: Session, table: Table, period: Period) -> list[Measure]:
    """What a table says of a period when it is reckoned now."""
    return table.measure(session, [period], table.keys)[0]


def month_of(period: Period) -> str | None:
    """The month that a period is, as closed months are known: `2026-10`; None where it is none."""
    is_month = period.first.day == 1 and period.last == add_months(period.first, 1) - timedelta(days=1)
    return f"{period.first:%Y-%m}" if is_month else None


def _of_then(one: _Published | None) -> KpiValue | None:
    """A value of an earlier period; what is always today's is not one, unless it was frozen then."""
    return None if one is None or (one.value.definition.of_today and not one.is_frozen) else one.value


def _known(scope: Scope, value: KpiValue) -> _Known:
    return (value.key, scope.kind, scope.id)


def _published(
    session: Session,
    table: Table,
    periods: Sequence[Period],
    keys: Sequence[str],
    *,
    corrected: Period | None = None,
    anew: bool = False,
) -> list[Mapping[_Known, _Published]]:
    """What stands for each period. What is frozen is not reckoned again, but of the period whose corrections are to be told.

    anew: everything is reckoned, of a closed month by its policy, and nothing frozen stands.
    """
    closed = [closed_as(session, period) for period in periods]
    if anew:
        return [_reckoned(session, table, period, keys, one) for one, period in zip(closed, periods, strict=True)]
    frozen = [months.frozen_of(session.connection, one.id, table.name) if one else [] for one in closed]
    open_: dict[tuple[int | None, tuple[str, ...]], list[int]] = {}
    for place, (period, month, rows) in enumerate(zip(periods, closed, frozen, strict=True)):
        # a KPI that none of the month's tables has did not exist yet; one that this table lacks had nobody to be told of
        is_whole = bool(month and (set(keys) <= {row.key for row in rows} or set(keys) <= months.frozen_keys(session.connection, month.id)))
        if period == corrected or not is_whole:
            known = {row.key for row in rows}
            # what is always of today is not reckoned again to correct what it was then
            asked = tuple(key for key in keys if key not in known or not KPIS[key].of_today)
            open_.setdefault((month.policy_version_id if month else None, asked), []).append(place)
    now: dict[int, list[Measure]] = {}
    for (_version, asked), places in open_.items():
        month = closed[places[0]]
        judged = session if month is None else judged_as(session, month)
        now |= zip(places, table.measure(judged, [periods[place] for place in places], asked), strict=True)
    names = {person.employee_no: person.name for person in all_staff(session.connection)} if any(closed) else {}
    return [
        _stands(now.get(place), rows if month else None, keys, period, names)
        for place, (period, month, rows) in enumerate(zip(periods, closed, frozen, strict=True))
    ]


def _reckoned(
    session: Session, table: Table, period: Period, keys: Sequence[str], month: ClosedMonth | None
) -> Mapping[_Known, _Published]:
    (found,) = table.measure(session if month is None else judged_as(session, month), [period], keys)
    return _stands(found, None, keys, period, {})


def _stands(
    reckoned: Iterable[Measure] | None, rows: Iterable[Frozen] | None, keys: Sequence[str], period: Period, names: Mapping[str, str]
) -> Mapping[_Known, _Published]:
    """What is published of a period. reckoned: None where it was not asked for; rows: None where the period was never closed."""
    now = {_known(one.scope, one.value): one for one in reckoned or ()}
    if rows is None:
        return {known: _Published(one.scope, one.value) for known, one in now.items()}
    frozen = {(one.key, ScopeKind(one.scope), one.scope_id): one for one in rows if one.key in keys}
    published = {known: _as_frozen(one, now.get(known), period, names, is_reckoned=reckoned is not None) for known, one in frozen.items()}
    frozen_keys = {key for key, _kind, _id in frozen}
    for known, one in now.items():
        if one.value.key not in frozen_keys:  # a KPI that did not exist yet
            published[known] = _Published(one.scope, one.value)
        elif known not in published and not one.value.definition.of_today:  # of which nothing was published then
            published[known] = _Published(
                one.scope, replace(one.value, numerator=None, denominator=None, cases=None), one.value, is_frozen=True
            )
    return published


def judged_as(session: Session, closed: ClosedMonth) -> Session:
    """The session by whose policy the month was closed: another rule for the months to come corrects nothing of it."""
    snapshot = desk.policy_of_version(session.connection, closed.policy_version_id)
    return session._replace(policy=Policy.from_snapshot(snapshot), policy_version_id=closed.policy_version_id)


def _as_frozen(one: Frozen, now: Measure | None, period: Period, names: Mapping[str, str], *, is_reckoned: bool) -> _Published:
    scope = Scope(ScopeKind(one.scope), one.scope_id, names.get(one.scope_id or ""))
    value = KpiValue(one.key, now.value.period if now else period, one.numerator, one.denominator, one.cases)
    if not is_reckoned:
        return _Published(scope, value, target=one.target, is_frozen=True)
    present = now.value if now else replace(value, numerator=None, denominator=None, cases=None)
    # a correction is another number of that month: neither more cases behind the same one, nor what has become of it since
    is_same = value.definition.of_today or (present.numerator, present.denominator) == (value.numerator, value.denominator)
    return _Published(scope, value, None if is_same else present, one.target, is_frozen=True)
