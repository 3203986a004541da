"""The report of a week, month, quarter or year: every figure of it that is published.

Gathered by the very actions that `kcrm kpi` and its kin answer with.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Final

from kcrm.actions.complaints.verdicts import keep_verdicts
from kcrm.actions.finance import FINANCE_TABLE, POINT_KEYS, PROFIT_KEYS, BreakEvenPoint, PlanReport
from kcrm.actions.fleets.morning import AccountsDay, accounts_day
from kcrm.actions.kpi.costs import sees_costs
from kcrm.actions.kpi.figures import (
    asked_period,
    closed_as,
    figures,
    least_cases,
    published_plan,
    published_point,
    table_of_store,
    values_of_months,
)
from kcrm.actions.kpi.show import Course, course_of
from kcrm.actions.kpi.tables import (
    BAYS_TABLE,
    CALLS_TABLE,
    CAMPAIGNS_TABLE,
    CLUB_TABLE,
    COMPLAINTS_TABLE,
    DESK_TABLE,
    FLEET_TABLE,
    PERSON_TABLE,
    POINTS_TABLE,
    QUALITY_TABLE,
    RESCUES_TABLE,
    SALES_TABLE,
    SERVICE_TABLE,
    STORE_TABLE,
    TEAM_TABLE,
    WORK_TABLE,
)
from kcrm.actions.manager.checklists import MonthScore, scores
from kcrm.actions.manager.decided import Decided, decided
from kcrm.actions.manager.since import running_against
from kcrm.actions.official import Beside, beside
from kcrm.actions.satisfaction import SatisfactionReport, satisfaction_report
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.errors import UsageError
from kcrm.i18n import N_
from kcrm.kpis import KPIS, shown_in
from kcrm.model.parts import By
from kcrm.queries import classification, standings
from kcrm.queries.club import has_members
from kcrm.queries.fleets import accounts
from kcrm.queries.kpi.counting import counting_together
from kcrm.queries.prospects import any_recorded
from kcrm.queries.records import Shown
from kcrm.queries.standings import ClassSum
from kcrm.rules.kpi import Figure, ScopeKind, Status, period_before
from kcrm.rules.kpi.spans import Step, latest, name_of, spans, step_of

_TREND: Final[Mapping[Step, int]] = {Step.WEEK: 12, Step.MONTH: 12, Step.QUARTER: 8, Step.YEAR: 5}
"""How many weeks, months and so on its course shows, this one the last."""
SATISFACTION, RADAR, TREND, SUMMARY = "satisfaction", "radar", "trend", "summary"
"""Places in which KPIs are shown."""
_DELIVERIES, _INCOME = ("deliveries",), PROFIT_KEYS[:3]
_FLEET, _WORKSHOP = shown_in("fleet_month"), shown_in("workshop_month")


@dataclass(frozen=True, slots=True)
class TrendSpan:
    """One week, month and so on of the service trend: those shown in the trend."""

    period: Period
    figures: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Classes:
    """Customers by class as they stand now: a class is not kept by the month. on: the day of the latest run."""

    on: date
    sums: tuple[ClassSum, ...]


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """All that is known of a period. step: which kind it is. What is empty, or None, was not recorded and is not spoken of.

    today, made_at: by which the figures stand. closed_at: when the month, if it is one, was closed.
    small_sample: fewer cases are not judged.
    trend: the periods of its kind up to this one, the earliest first.
    satisfaction: SSI, CSI and the net promoter score of the store; aspects: what
    they are made of, which no closing freezes. calls: of the whole store and of each kind of call. complaints: of the whole
    store, each cause and department. sales: of the whole store and each part; quality: of the whole store and each group of fields; both of
    people where policy lets them be named. fleet: company accounts, of the whole store and each credit grade, where there are any;
    workshop: appointments kept and missed, of the whole store, each team and hour; rescues: those of the whole store.
    desk: the manager's desk, of the whole store and each department; places: the scores of checklists, with the change.
    accounts_day: those of them that are on hold, and the contracts that end, on its last day, or today in a period that is not over.
    decided: in meetings and of measures, as it stands now; against: by figure the measures that are under way. profit, break_even: by the
    orders and costs; plan: the month beside it; point: where it breaks even. deliveries, income: by model and by type of order.
    official: the manufacturer's scores beside our own. lines: of the KPIs of the summary their values in the periods of the trend.
    people: everybody's, where policy lets them be named.
    """

    store: str
    step: Step
    period: Period
    today: date
    made_at: datetime
    closed_at: datetime | None
    small_sample: int
    service: tuple[Figure, ...]
    trend: tuple[TrendSpan, ...]
    lines: Mapping[str, tuple[Fraction | None, ...]]
    radar: tuple[Figure, ...]
    teams: tuple[Figure, ...]
    satisfaction: tuple[Figure, ...]
    aspects: SatisfactionReport
    calls: tuple[Figure, ...]
    complaints: tuple[Figure, ...]
    sales: tuple[Figure, ...]
    quality: tuple[Figure, ...]
    fleet: tuple[Figure, ...]
    campaigns: tuple[Figure, ...]
    points: tuple[Figure, ...]
    club: tuple[Figure, ...]
    workshop: tuple[Figure, ...]
    rescues: tuple[Figure, ...]
    works: tuple[Figure, ...]
    desk: tuple[Figure, ...]
    places: Sequence[MonthScore]
    accounts_day: AccountsDay | None
    decided: Decided
    against: Mapping[str, Sequence[Shown]]
    profit: tuple[Figure, ...]
    break_even: tuple[Figure, ...]
    plan: PlanReport | None
    point: BreakEvenPoint | None
    classes: Classes | None
    people: tuple[Figure, ...] = ()
    deliveries: Course | None = None
    income: Course | None = None
    official: Sequence[Beside] = ()

    @property
    def span(self) -> str:
        """The period as commands take it: `2026-W43`, `2026-10`, `2026-Q4`, `2026`."""
        return name_of(self.period.first, self.step)

    @property
    def before(self) -> str:
        """The one before, likewise."""
        return name_of(period_before(self.period).first, self.step)

    @property
    def is_over(self) -> bool:
        return self.period.last < self.today

    @property
    def every(self) -> tuple[Figure, ...]:
        """All key figures of the period, but those of the trend."""
        beside = (one for one in self.satisfaction if one not in self.radar)
        return (
            *self.service,
            *self.radar,
            *beside,
            *self.teams,
            *self.complaints,
            *self.calls,
            *self.sales,
            *self.quality,
            *self.fleet,
            *self.campaigns,
            *self.points,
            *self.club,
            *self.workshop,
            *self.rescues,
            *self.works,
            *self.desk,
            *self.profit,
            *self.break_even,
        )

    @property
    def named(self) -> frozenset[str | None]:
        """The employee numbers of those whom it names: who misses a target, who sells, and who looks after files."""
        told = (*self.sales, *self.quality, *(one for missed in self.missed for one in self.people_who_miss(missed.key)))
        return frozenset(one.scope.id for one in told if one.scope.kind is ScopeKind.PERSON)

    @property
    def missed(self) -> tuple[Figure, ...]:
        """Figures of the whole store that miss their target."""
        return tuple(one for one in self.every if one.scope.kind is ScopeKind.WHOLE and self._misses(one))

    def teams_that_miss(self, key: str) -> tuple[Figure, ...]:
        """The teams that miss the target of a KPI."""
        return tuple(one for one in self.teams if one.key == key and self._misses(one))

    def people_who_miss(self, key: str) -> tuple[Figure, ...]:
        """Members of staff who miss it, where they may be named."""
        return tuple(one for one in self.people if one.key == key and self._misses(one))

    def _misses(self, figure: Figure) -> bool:
        return figure.status(self.small_sample) is Status.MISSED


_NOT_ONE: Final[Mapping[Step, str]] = {
    Step.WEEK: N_("“{value}” is not a single week. Write it as 2026-W42 or last-week."),
    Step.MONTH: N_("“{value}” is not a single month. Write it as 2026-10 or last-month."),
    Step.QUARTER: N_("“{value}” is not a single quarter. Write it as 2026-Q4 or last-quarter."),
    Step.YEAR: N_("“{value}” is not a single year. Write it as 2026 or last-year."),
}


def asked_span(session: Session, step: Step, text: str) -> Period:
    """The week, month, quarter or year as typed. Raises UsageError for what is none, or one that has not begun."""
    period = asked_period(session, text)
    if period != step_of(period.first, step):
        raise UsageError(_NOT_ONE[step], value=text)
    return period


def period_report(session: Session, step: Step, period: Period, aspects: Mapping[str, Mapping[str, str]] | None = None) -> PeriodReport:
    """The report of a week, month, quarter or year, once today's plan is made.

    aspects: as of `kcrm.actions.official.beside`; without them the manufacturer's scores are left out.
    """
    keep_verdicts(session)
    found = counting_together(lambda: _report(session, step, period), N_("Counting the figures of the report"))
    return found if aspects is None else replace(found, official=beside(session, period, aspects))


def _report(session: Session, step: Step, period: Period) -> PeriodReport:
    closed = closed_as(session, period)
    # costs are known by the month, and to who may see them
    has_costs = step is not Step.WEEK and sees_costs(session)
    profit = _recorded(figures(session, FINANCE_TABLE, period, keys=PROFIT_KEYS)) if has_costs else ()
    run = classification.latest_run(session.connection)
    fleet = _recorded(figures(session, FLEET_TABLE, period, keys=_FLEET)) if accounts(session.connection) else ()
    course = _course(step, period)
    radar, satisfaction = shown_in(RADAR), shown_in(SATISFACTION)
    store = {one.key: one for one in figures(session, STORE_TABLE, period, keys=tuple(dict.fromkeys((*radar, *satisfaction))))}
    return PeriodReport(
        store=session.store.name,
        step=step,
        period=period,
        today=session.today,
        made_at=session.now,
        closed_at=closed.closed_at if closed else None,
        small_sample=least_cases(session, period),
        service=tuple(figures(session, SERVICE_TABLE, period)),
        trend=_trend(session, course),
        lines=_lines(session, course),
        radar=tuple(store[key] for key in radar),
        teams=_recorded(figures(session, TEAM_TABLE, period)),
        satisfaction=tuple(store[key] for key in satisfaction),
        aspects=satisfaction_report(session, period),
        calls=_without_people(figures(session, CALLS_TABLE, period)),
        complaints=_recorded(figures(session, COMPLAINTS_TABLE, period)),
        sales=_recorded(_sales(session, period)),
        quality=_recorded(_named(session, figures(session, QUALITY_TABLE, period, keys=_quality_keys(session, period)))),
        fleet=fleet,
        campaigns=_recorded(figures(session, CAMPAIGNS_TABLE, period)),
        points=_recorded(figures(session, POINTS_TABLE, period)),
        club=_recorded(figures(session, CLUB_TABLE, period)) if has_members(session.connection) else (),
        workshop=_recorded(_without_people(figures(session, BAYS_TABLE, period, keys=_WORKSHOP))),
        rescues=_recorded(figures(session, RESCUES_TABLE, period)),
        works=_recorded(figures(session, WORK_TABLE, period)),
        desk=_recorded(_without_people(figures(session, DESK_TABLE, period))),
        places=scores(session, period) if step is not Step.WEEK else (),
        accounts_day=accounts_day(session, None, min(period.last, session.today)) if fleet else None,
        decided=decided(session, period),
        against=running_against(session),
        profit=profit,
        # of income there are figures already; a point needs costs
        break_even=_recorded(figures(session, FINANCE_TABLE, period, keys=POINT_KEYS)) if profit else (),
        plan=published_plan(session, period) if profit and step is Step.MONTH else None,
        point=published_point(session, period) if profit else None,
        people=tuple(figures(session, PERSON_TABLE, period)) if session.policy.kpi.names_in_reports else (),
        classes=Classes(run.run_on, tuple(standings.summary(session.connection))) if run else None,
        deliveries=_parted(session, _DELIVERIES, By.MODEL, period),
        income=_parted(session, _INCOME, By.TYPE, period),
    )


def _parted(session: Session, keys: Sequence[str], by: By, period: Period) -> Course | None:
    """These figures by what they are made of; None where there is nothing of any."""
    found = course_of(session, keys, by, period)
    series = tuple(each for each in found.series if each.rows)
    return found._replace(series=series) if series else None


def _sales(session: Session, period: Period) -> Iterable[Figure]:
    if not any_recorded(session.connection):
        return ()
    return _named(session, figures(session, SALES_TABLE, period))


def _quality_keys(session: Session, period: Period) -> list[str]:
    """What is said of the data: all of a closed month, as it was frozen; of another only what is counted of the month itself.

    To look at every file and every pair of records takes longer than all the rest of the report; `kpi quality` does.
    """
    closed = closed_as(session, period) is not None
    return [key for key in QUALITY_TABLE.keys if closed or not KPIS[key].of_today]


def _named(session: Session, found: Iterable[Figure]) -> Iterable[Figure]:
    """Of people only where policy lets them be named."""
    return found if session.policy.kpi.names_in_reports else _without_people(found)


def _course(step: Step, period: Period) -> list[Period]:
    """The periods of its kind up to this one, the earliest first."""
    return [each.days for each in spans(latest(period.last, step, _TREND[step]), step)]


def _trend(session: Session, months_: Sequence[Period]) -> tuple[TrendSpan, ...]:
    found = values_of_months(session, SERVICE_TABLE, months_, shown_in(TREND))
    return tuple(TrendSpan(month, tuple(several)) for month, several in zip(months_, found, strict=True))


def _lines(session: Session, months_: Sequence[Period]) -> Mapping[str, tuple[Fraction | None, ...]]:
    """Each KPI of the summary, month by month; what is always today's has no line."""
    hidden = () if sees_costs(session) else FINANCE_TABLE.keys
    wanted = {key: table_of_store(key) for key in shown_in(SUMMARY) if not KPIS[key].of_today and key not in hidden}
    lines: dict[str, tuple[Fraction | None, ...]] = {}
    for table in dict.fromkeys(each for each in wanted.values() if each is not None):
        keys = [key for key, each in wanted.items() if each is table]
        told = [
            {one.value.key: one.value.value for one in month if one.scope.kind is ScopeKind.WHOLE}
            for month in values_of_months(session, table, months_, keys)
        ]
        lines |= {key: tuple(month.get(key) for month in told) for key in keys}
    return lines


def _without_people(found: Iterable[Figure]) -> tuple[Figure, ...]:
    """A report goes to many hands: calls are told of kinds, not of persons."""
    return tuple(one for one in found if one.scope.kind is not ScopeKind.PERSON)


def _recorded(found: Iterable[Figure]) -> tuple[Figure, ...]:
    """The figures, or none of them where none has a value but zero, then as now: nothing of the kind is recorded."""
    kept = tuple(found)
    values = (value for one in kept for value in (one.value, one.previous, one.year_ago) if value is not None)
    return kept if any(value.value for value in values) else ()
