"""The policy: every number of the domain as data, with its unit, its default and the document it comes from.

Defaults stand in `policy.toml`; a dealership's versions are full snapshots in its database. Rules take the policy as an argument and read
it through named tuples; the `policy` commands read it as entries by dotted key.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from kcrm.datafile import read_table
from kcrm.errors import DatabaseError, UsageError
from kcrm.i18n import N_
from kcrm.model import Festival, Kind, Role
from kcrm.named import NamedTuple
from kcrm.policy_access import AccessPolicy
from kcrm.policy_campaigns import CampaignPolicy, ClubPolicy, JobsPolicy, PointsPolicy, RescuePolicy, WorkPolicy, WorkshopPolicy
from kcrm.policy_privacy import PrivacyPolicy
from kcrm.policy_sections import (
    AppraisalPolicy,
    ArticlesPolicy,
    AuditPolicy,
    CallingPolicy,
    ClassificationPolicy,
    ComplaintsPolicy,
    CompletenessPolicy,
    CoveragePolicy,
    CreditPolicy,
    DeskPolicy,
    DuplicatesPolicy,
    EvidencePolicy,
    FleetsPolicy,
    GoodwillPolicy,
    InspectionPolicy,
    KindPolicy,
    KpiPolicy,
    LifecyclePolicy,
    LifetimePolicy,
    MaintenancePolicy,
    MeasuresPolicy,
    MessagesPolicy,
    NoticesPolicy,
    PlanningPolicy,
    ProspectsPolicy,
    SurveysPolicy,
    TasksPolicy,
    TrainingsPolicy,
    UsePolicy,
    VehicleDuplicatesPolicy,
    VisitsPolicy,
    WeekPolicy,
)
from kcrm.policy_values import FACETS, Hours, Interval, Value, as_text, defaults, known_leaf, typed
from kcrm.policy_workshop import WarrantyPolicy

__all__ = ["Festival", "Hours", "Interval", "Policy", "PolicyEntry", "Value", "as_text"]


class PolicyEntry(NamedTuple):
    """One value by its dotted key, as `policy show` lists it."""

    key: str
    value: Value
    default: Value
    unit: str
    source: str


@cache
def _lunar() -> Mapping[int, Mapping[Festival, date]]:
    table = read_table(Path(__file__).with_name("festivals.toml"))
    return {int(year): {Festival(name): date.fromisoformat(on) for name, on in days.items()} for year, days in table.items()}


@cache
def _festivals(wanted: tuple[Festival, ...], year: int) -> tuple[tuple[date, Festival], ...]:
    """The first of those wanted that falls on each day; a whole plan asks for every customer."""
    # Laba is in the Gregorian year before that of its line in some years, so that a year may have two of it, or none
    known = (*_lunar().get(year, {}).items(), *_lunar().get(year + 1, {}).items(), (Festival.NATIONAL_DAY, date(year, 10, 1)))
    named: dict[date, Festival] = {}
    for each in wanted:
        for name, on in known:
            if name is each and on.year == year:
                named.setdefault(on, name)
    return tuple(sorted(named.items()))


class Policy(NamedTuple):
    """One version of the policy, whole and valid."""

    desk: DeskPolicy
    planning: PlanningPolicy
    calling: CallingPolicy
    duplicates: DuplicatesPolicy
    vehicle_duplicates: VehicleDuplicatesPolicy
    evidence: EvidencePolicy
    completeness: CompletenessPolicy
    messages: MessagesPolicy
    visits: VisitsPolicy
    maintenance: MaintenancePolicy
    inspection: InspectionPolicy
    coverage: CoveragePolicy
    surveys: SurveysPolicy
    classification: ClassificationPolicy
    lifecycle: LifecyclePolicy
    lifetime: LifetimePolicy
    prospects: ProspectsPolicy
    fleets: FleetsPolicy
    articles: ArticlesPolicy
    tasks: TasksPolicy
    measures: MeasuresPolicy
    notices: NoticesPolicy
    crmuse: UsePolicy
    trainings: TrainingsPolicy
    audit: AuditPolicy
    campaigns: CampaignPolicy
    club: ClubPolicy
    points: PointsPolicy
    rescue: RescuePolicy
    workshop: WorkshopPolicy
    jobs: JobsPolicy
    warranty: WarrantyPolicy
    privacy: PrivacyPolicy
    work: WorkPolicy
    access: AccessPolicy
    appraisal: AppraisalPolicy
    followups: Mapping[Kind, KindPolicy]
    kpi: KpiPolicy
    complaints: ComplaintsPolicy
    values: Mapping[str, Value]

    @classmethod
    def default(cls) -> Policy:
        """The policy of policy.toml, unchanged."""
        return _default()

    @classmethod
    def from_snapshot(cls, snapshot: Mapping[str, object]) -> Policy:
        """The policy of a stored version; a key that the version does not know yet takes its default.

        DatabaseError: a key or value that this kcrm does not know, as a newer one may have stored it.
        """
        try:
            # most is as by default, which needs no check
            return _changed(tuple((key, known_leaf(key).check(stored)) for key, stored in snapshot.items() if not _is_default(key, stored)))
        except UsageError as error:
            raise DatabaseError(
                error.message, hint=N_("It may come from a newer kcrm: pip install --upgrade kcrm"), near=error.near, **error.fields
            ) from error

    def to_snapshot(self) -> dict[str, object]:
        """All values by dotted key, as JSON can hold them."""
        return {key: list(value) if isinstance(value, tuple) else value for key, value in self.values.items()}

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which business dates are reckoned."""
        return self.desk.zone

    def entries(self) -> tuple[PolicyEntry, ...]:
        """Every value with its default, unit and source, in the order of policy.toml."""
        return tuple(self.entry(key) for key in self.values)

    def entry(self, key: str) -> PolicyEntry:
        """One value. UsageError with near keys for an unknown one."""
        leaf = known_leaf(key)
        return PolicyEntry(key, self.values[key], leaf.default, leaf.unit, leaf.source)

    def with_value(self, key: str, text: str) -> Policy:
        """The policy with one value changed, as typed by a person. UsageError: unknown key, malformed or impossible value."""
        return _built({**self.values, key: known_leaf(key).parse(text)})

    def with_default(self, key: str) -> Policy:
        """The policy with one value as in policy.toml again. UsageError: unknown key, or the default contradicts another value."""
        return _built({**self.values, key: known_leaf(key).default})

    def festivals_in(self, year: int) -> tuple[tuple[date, Festival], ...]:
        """The festivals that customers are greeted on, by date; without the lunar ones in a year that `festivals.toml` lacks.

        Two on one day bring one greeting, that of the festival named first in the policy.
        """
        return _festivals(self.followups[Kind.FESTIVAL].names, year)

    def missing_festival_years(self, first: date, last: date) -> tuple[int, ...]:
        """The years between two days for which there are no lunar dates, though a lunar festival is to be greeted on."""
        rule = self.followups[Kind.FESTIVAL]
        if not rule.enabled or set(rule.names) <= {Festival.NATIONAL_DAY}:
            return ()
        return tuple(year for year in range(first.year, last.year + 1) if year not in _lunar())


def _is_default(key: str, stored: object) -> bool:
    """Whether a stored value is that of policy.toml; a list is stored for a tuple."""
    leaf = defaults().get(key)
    default = None if leaf is None else list(leaf.default) if isinstance(leaf.default, tuple) else leaf.default
    return type(stored) is type(default) and stored == default


def _built(values: Mapping[str, Value]) -> Policy:
    leaves, tables = defaults(), defaultdict[str, dict[str, Any]](dict)
    for key, value in values.items():
        table, _, name = key.rpartition(".")
        tables[table][name] = typed(leaves[key], value)
    policy = Policy(
        desk=DeskPolicy(**tables["desk"]),
        planning=PlanningPolicy(**tables["planning"]),
        calling=CallingPolicy(**tables["calling"]),
        duplicates=DuplicatesPolicy(**tables["duplicates"]),
        vehicle_duplicates=VehicleDuplicatesPolicy(**tables["vehicle_duplicates"]),
        evidence=EvidencePolicy(**tables["evidence"], own_phone=tables["desk"]["hotline"]),
        completeness=CompletenessPolicy(**tables["completeness"]),
        messages=MessagesPolicy(**tables["messages"]),
        visits=VisitsPolicy(**tables["visits"]),
        maintenance=MaintenancePolicy(**tables["maintenance"]),
        inspection=InspectionPolicy(**tables["inspection"]),
        coverage=CoveragePolicy(**tables["coverage"]),
        surveys=SurveysPolicy(**tables["surveys"]),
        classification=ClassificationPolicy(**tables["classification"]),
        lifecycle=LifecyclePolicy(**tables["lifecycle"]),
        lifetime=LifetimePolicy(**tables["lifetime"]),
        prospects=ProspectsPolicy(**tables["prospects"]),
        fleets=FleetsPolicy(**tables["fleets"], credit=CreditPolicy(**tables["fleets.credit"])),
        articles=ArticlesPolicy(**tables["articles"]),
        tasks=TasksPolicy(**tables["tasks"]),
        measures=MeasuresPolicy(**tables["measures"]),
        notices=NoticesPolicy(**tables["notices"]),
        crmuse=UsePolicy(**tables["crmuse"]),
        trainings=TrainingsPolicy(**tables["trainings"]),
        audit=AuditPolicy(**tables["audit"]),
        campaigns=CampaignPolicy(**tables["campaigns"]),
        club=ClubPolicy(**tables["club"]),
        points=PointsPolicy(**tables["points"]),
        rescue=RescuePolicy(**tables["rescue"]),
        workshop=WorkshopPolicy(**tables["workshop"]),
        jobs=JobsPolicy(**tables["jobs"]),
        warranty=WarrantyPolicy(**tables["warranty"]),
        privacy=PrivacyPolicy(**tables["privacy"]),
        work=WorkPolicy(**tables["work"]),
        access=AccessPolicy(**tables["access"], posts={Role(post): grants for post, grants in tables["access.posts"].items()}),
        appraisal=AppraisalPolicy(**tables["appraisal"]),
        followups={kind: KindPolicy(**tables[f"followups.{kind}"], source=leaves[f"followups.{kind}.enabled"].source) for kind in Kind},
        complaints=ComplaintsPolicy(
            **tables["complaints"], week=WeekPolicy(**tables["complaints.week"]), goodwill=GoodwillPolicy(**tables["complaints.goodwill"])
        ),
        kpi=KpiPolicy(**tables["kpi"], targets=tables["kpi.targets"]),
        values=values,
    )
    _consistent(policy)
    return policy


def _consistent(policy: Policy) -> None:
    """UsageError where two values contradict each other."""
    followups, hours, buying, fleets = policy.followups, policy.calling.hours, policy.prospects, policy.fleets
    survey, care = followups[Kind.NEW_OWNER_SURVEY], followups[Kind.MONTHLY_CARE]
    at_most = (
        ("calling.least_minutes", policy.calling.least_minutes, "calling.most_minutes", policy.calling.most_minutes),
        ("followups.new_owner_survey.months", survey.months, "followups.new_owner_survey.lapse_months", survey.lapse_months),
        ("followups.monthly_care.first_month", care.first_month, "followups.monthly_care.last_month", care.last_month),
        ("prospects.h_days", buying.h_days, "prospects.a_days", buying.a_days),
        ("prospects.a_days", buying.a_days, "prospects.b_days", buying.b_days),
        ("prospects.b_days", buying.b_days, "prospects.c_days", buying.c_days),
        ("duplicates.perhaps", policy.duplicates.perhaps, "duplicates.certain", policy.duplicates.certain),
        (
            "vehicle_duplicates.perhaps",
            policy.vehicle_duplicates.perhaps,
            "vehicle_duplicates.certain",
            policy.vehicle_duplicates.certain,
        ),
        # who is nearer to buying is never left alone longer
        ("prospects.h_idle", buying.h_idle, "prospects.a_idle", buying.a_idle),
        ("prospects.a_idle", buying.a_idle, "prospects.b_idle", buying.b_idle),
        ("prospects.b_idle", buying.b_idle, "prospects.c_idle", buying.c_idle),
        (
            "prospects.overdue_consultant_days",
            buying.overdue_consultant_days,
            "prospects.overdue_manager_days",
            buying.overdue_manager_days,
        ),
        ("prospects.overdue_manager_days", buying.overdue_manager_days, "prospects.overdue_reassign_days", buying.overdue_reassign_days),
        ("fleets.dun_days", fleets.dun_days, "fleets.final_days", fleets.final_days),
        ("fleets.hold_days", fleets.hold_days, "fleets.stop_days", fleets.stop_days),
        ("fleets.b_points", fleets.b_points, "fleets.a_points", fleets.a_points),
        # who is trusted more is never granted less
        ("fleets.d_months", fleets.d_months, "fleets.c_months", fleets.c_months),
        ("fleets.c_months", fleets.c_months, "fleets.b_months", fleets.b_months),
        ("fleets.b_months", fleets.b_months, "fleets.a_months", fleets.a_months),
        ("warranty.watched_percent", policy.warranty.watched_percent, "warranty.told_percent", policy.warranty.told_percent),
        ("fleets.bundle_batch_days", fleets.bundle_batch_days, "fleets.bundle_ahead_days", fleets.bundle_ahead_days),
    )
    for small_key, small, large_key, large in at_most:
        if small > large:
            raise UsageError(
                N_("{small_key} ({small}) cannot exceed {large_key} ({large}); set the other one first."),
                hint=N_("To see it: kcrm policy show {large_key}"),
                small_key=small_key,
                small=small,
                large_key=large_key,
                large=large,
            )
    dormant, lost = followups[Kind.DORMANT].months, followups[Kind.LOST].months
    if dormant >= lost:
        raise UsageError(
            N_("followups.dormant.months ({dormant}) must be less than followups.lost.months ({lost}); set the other one first."),
            hint=N_("To see it: kcrm policy show followups.lost.months"),
            dormant=dormant,
            lost=lost,
        )
    _consistent_week(policy.complaints.week)
    weighed = sorted(each.facet for each in fleets.weights)
    if weighed != sorted(FACETS) or sum(each.percent for each in fleets.weights) != 100:  # noqa: PLR2004 - percent
        raise UsageError(
            N_("fleets.weights must weigh {facets} once each, 100 together."),
            hint=N_("To see it: kcrm policy show fleets.weights"),
            facets=", ".join(FACETS),
        )
    classes = policy.classification
    if classes.a_percent + classes.b_percent > 100:  # noqa: PLR2004 - percent
        raise UsageError(
            N_("classification.a_percent ({a}) and classification.b_percent ({b}) are more than 100 together; set the other one first."),
            hint=N_("To see it: kcrm policy show classification.b_percent"),
            a=classes.a_percent,
            b=classes.b_percent,
        )
    _consistent_hours("calling.hours", hours)
    _consistent_hours("messages.hours", policy.messages.hours)


def _consistent_week(week: WeekPolicy) -> None:
    """UsageError for a calendar without any working time, or a day whose stretches overlap."""
    if not any(week.days):
        raise UsageError(
            N_("The week must have some working time: complaints.week would be closed on every day."),
            hint=N_("To see it: kcrm policy show complaints.week"),
        )
    for name, day in zip(WeekPolicy._fields, week.days, strict=True):
        _consistent_hours(f"complaints.week.{name}", day)


def _consistent_hours(key: str, hours: tuple[Hours, ...]) -> None:
    """UsageError for stretches that overlap or stand in another order than that of the day."""
    if any(before.last > after.first for before, after in pairwise(hours)):
        raise UsageError(
            N_("{key} must list its hours in order, without overlap."),
            hint=N_("To see it: kcrm policy show {key}"),
            key=key,
        )


@cache
def _default() -> Policy:
    return _changed(())


@lru_cache(maxsize=16)
def _changed(values: tuple[tuple[str, Value], ...]) -> Policy:
    """That with these values and the default ones; a complaint, a closed month, a follow-up each ask for the policy of their time."""
    return _built({**{key: leaf.default for key, leaf in defaults().items()}, **dict(values)})
