"""Tables of KPIs: what is counted of the store and its parts becomes values, a table of them for each question that `kcrm kpi` answers.

A table is what a command shows and what a closed month freezes; another subject adds its own to `kcrm.actions.kpi.figures.TABLES`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from kcrm.actions.complaints.verdicts import keep_verdicts
from kcrm.actions.kpi.given import given_tables
from kcrm.actions.session import Session
from kcrm.dates import Period
from kcrm.i18n import N_
from kcrm.kpis import KPIS, Group, shown_in
from kcrm.model import Kind, Role, Staff, Team
from kcrm.model.kpi import Bounds
from kcrm.model.prospects import ProspectLevel
from kcrm.queries.kpi.counting import PartId, counted, counting_together, nothing
from kcrm.queries.kpi.facts import FACTS
from kcrm.queries.kpi.shape import Part
from kcrm.queries.prospects import any_recorded
from kcrm.queries.staff import all_staff
from kcrm.records.noun import Section
from kcrm.rules.kpi import WHOLE, KpiValue, Scope, ScopeKind
from kcrm.rules.kpi.bounds import bounds_of
from kcrm.rules.kpi.formulas import value_of
from kcrm.rules.staff import days_worked

Values = Mapping[PartId, Mapping[str, KpiValue]]
"""The values of a period, by part and KPI."""

_COUNTING = N_("Counting the figures")
_CALLER, _SELLER = "caller", "seller"
_SELLERS = (Role.SALES_CONSULTANT, Role.SALES_MANAGER)
PERSON_KEYS: Mapping[Role, tuple[str, ...]] = {
    Role.SERVICE_ADVISOR: shown_in(Role.SERVICE_ADVISOR),
    Role.TECHNICIAN: shown_in(Role.TECHNICIAN),
    **dict.fromkeys((Role.CS_SPECIALIST, Role.RENEWAL_SPECIALIST), shown_in(_CALLER)),
    **dict.fromkeys(_SELLERS, (*shown_in(_CALLER), *shown_in(_SELLER))),
}
"""By what a person in a post is measured; other posts are not."""
_WORK = {Role.SERVICE_ADVISOR: Part.ADVISOR, Role.TECHNICIAN: Part.TECHNICIAN}


@dataclass(frozen=True, slots=True)
class Measure:
    """One value and of what it is."""

    scope: Scope
    value: KpiValue


@dataclass(frozen=True, slots=True)
class Table:
    """Values that are shown together.

    name: by which a closed month knows them. keys: the KPIs. measure: reckons some of them for any number of periods at once.
    """

    name: str
    keys: tuple[str, ...]
    measure: Callable[[Session, Sequence[Period], Sequence[str]], list[list[Measure]]]


def values(
    session: Session, keys: Sequence[str], periods: Sequence[Period], part: Part = Part.WHOLE, *, of_none: bool = False
) -> list[Values]:
    """What these KPIs come to in each period, by part. Of the whole there is always something to tell; of_none: as for `counted`."""
    if any(KPIS[key].group is Group.COMPLAINTS for key in keys):
        keep_verdicts(session)
    given = partial(given_tables, session)
    found = counted(session.connection, keys, bounds(session, periods), part, given, of_none=of_none)
    return [
        {part: {key: value_of(key, period, of) for key, of in several.items()} for part, several in each.items()}
        for period, each in zip(periods, found, strict=True)
    ]


def bounds(session: Session, periods: Iterable[Period]) -> list[Bounds]:
    """What the periods are counted by, judged by the session's policy."""
    return [bounds_of(period, session.policy, session.policy_version_id, session.now) for period in periods]


def _whole(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    return [list(_of(WHOLE, each[None], keys)) for each in values(session, keys, periods)]


def _store(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    """Whatever the whole store is measured by, but visits, calls, complaints and money; prospects by source and reason of loss too."""
    found = _whole(session, periods, keys)
    _by_part(session, found, periods, keys, (Part.SOURCE, Part.REASON))
    return found


def _sales(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    """The sales desk in all, by source, platform, level, reason of loss and rival, and by whose the prospects are."""

    def gather() -> list[list[Measure]]:
        found = _whole(session, periods, keys)
        _by_part(session, found, periods, keys, (Part.SOURCE, Part.PLATFORM, Part.LEVEL, Part.REASON, Part.RIVAL))
        _by_people(session, found, periods, [key for key in keys if _has(key, Part.STAFF)])
        return found

    return counting_together(gather, _COUNTING)


def _quality(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    """In all, files by group of their fields, and by whom their customers are looked after."""

    def gather() -> list[list[Measure]]:
        found = _whole(session, periods, keys)
        _by_part(session, found, periods, keys, (Part.SECTION,))
        _by_people(session, found, periods, [key for key in keys if _has(key, Part.STAFF)])
        return found

    return counting_together(gather, _COUNTING)


def _desk(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    """The manager's desk in all, by department and by person."""

    def gather() -> list[list[Measure]]:
        found = _whole(session, periods, keys)
        _by_part(session, found, periods, keys, (Part.DEPARTMENT,))
        _by_people(session, found, periods, [key for key in keys if _has(key, Part.STAFF)])
        return found

    return counting_together(gather, _COUNTING)


def _fleet(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    """Company accounts in all, and how many there are of each credit grade."""

    def gather() -> list[list[Measure]]:
        found = _whole(session, periods, keys)
        _by_part(session, found, periods, keys, (Part.GRADE,))
        return found

    return counting_together(gather, _COUNTING)


_FREQUENT = frozenset({Part.REASON, Part.RIVAL})
_ORDER: Mapping[PartId, int] = {each: place for words in (ProspectLevel, Section) for place, each in enumerate(words)}


def _by_part(
    session: Session, found: Iterable[list[Measure]], periods: Sequence[Period], keys: Iterable[str], parts: Iterable[Part]
) -> None:
    """Tell what there is of each part, too; of reasons and rivals KPI by KPI, the most frequent first."""
    keys = list(keys)
    for part in parts:
        parted = [key for key in keys if _has(key, part)]
        for several in [[key] for key in parted] if part in _FREQUENT else [parted]:
            for told, by_part in zip(found, values(session, several, periods, part), strict=True):
                for each in _by_frequency(by_part) if part in _FREQUENT else _in_order(by_part):
                    told.extend(_of(_scope(ScopeKind(part), each), _there(by_part[each]), several))


def _by_people(session: Session, found: Iterable[list[Measure]], periods: Sequence[Period], keys: Sequence[str]) -> None:
    """Tell what there is of everybody who worked in the period."""
    staff = all_staff(session.connection)
    for told, period, by_person in zip(found, periods, values(session, keys, periods, Part.STAFF), strict=True):
        for person in staff:
            days = days_worked(person, period)
            if days is not None and person.id in by_person:
                told.extend(_within_days(one, days) for one in _of(_person(person), _there(by_person[person.id]), keys))


def _there(found: Mapping[str, KpiValue]) -> Mapping[str, KpiValue]:
    """Without what nothing was counted for."""
    return {key: value for key, value in found.items() if value.numerator or value.denominator}


def _in_order(found: Iterable[PartId]) -> list[PartId]:
    """By name; levels from the highest on, groups of a file as they stand there; what belongs to none at last."""
    return sorted(found, key=lambda part: (part is None, _ORDER.get(part, 0), str(part)))


def _by_frequency(found: Values) -> list[PartId]:
    """What is most frequent first, what is not known at last."""
    return sorted(found, key=lambda part: (part is None, *(-(value.numerator or 0) for value in found[part].values()), str(part)))


def _teams(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    found = values(session, keys, periods, Part.TEAM)
    empty = nothing(keys, Part.TEAM)
    return [
        [
            one
            for team in Team
            for one in _of(
                Scope(ScopeKind.TEAM, team), each.get(team) or {key: value_of(key, period, of) for key, of in empty.items()}, keys
            )
        ]
        for period, each in zip(periods, found, strict=True)
    ]


def _people(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    """Everybody who worked in the period and is measured by anything, for the days they worked; by sales where there are any."""
    if not any_recorded(session.connection):
        keys = [key for key in keys if _SELLER not in KPIS[key].shown]
    found: list[list[Measure]] = [[] for _period in periods]
    staff = all_staff(session.connection)
    by_role = counting_together(
        lambda: {role: _of_people(session, periods, _own(role, keys), _WORK.get(role)) for role in PERSON_KEYS}, _COUNTING
    )
    for person in staff:
        for told, period, of_role in zip(found, periods, by_role.get(person.role, ()), strict=False):
            days = days_worked(person, period)
            if days is not None:
                told.extend(_within_days(one, days) for one in _of(_person(person), of_role(person.id), _own(person.role, keys)))
    return found


def _own(role: Role, keys: Sequence[str]) -> list[str]:
    return [key for key in PERSON_KEYS[role] if key in keys]


def _of_people(
    session: Session, periods: Sequence[Period], keys: Sequence[str], work: Part | None
) -> list[Callable[[int], Mapping[str, KpiValue]]]:
    """For each period what is known of a member of staff: of their orders and vehicles, and of their calls."""
    parts = {Part.STAFF: [key for key in keys if _has(key, Part.STAFF)]}
    if work is not None:
        parts[work] = [key for key in keys if key not in parts[Part.STAFF]]
    found = {part: values(session, some, periods, part) for part, some in parts.items()}

    def of(n: int, period: Period) -> Callable[[int], Mapping[str, KpiValue]]:
        def of_person(number: int) -> Mapping[str, KpiValue]:
            known: dict[str, KpiValue] = {}
            for part, some in parts.items():
                known |= found[part][n].get(number) or {key: value_of(key, period, each) for key, each in nothing(some, part).items()}
            return known

        return of_person

    return [of(n, period) for n, period in enumerate(periods)]


def _within_days(one: Measure, days: Period) -> Measure:
    """A person counts for the days worked; the vehicles that are now in their care came back, or not, whoever was here then."""
    if KPIS[one.value.key].numerator.facts == "vehicle":
        return one
    return Measure(one.scope, one.value.of_days(days))


def _calls(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    """In all, by kind and by whose duty they were; calls that came in by matter, by hour and by who spoke."""
    found = _whole(session, periods, keys)
    by_kinds = [key for key in keys if _has(key, Part.KIND)]
    for told, by_kind in zip(found, values(session, by_kinds, periods, Part.KIND), strict=True):
        for kind in Kind:
            if kind in by_kind:
                told.extend(_of(Scope(ScopeKind.KIND, kind), by_kind[kind], by_kinds))
    came_in = [key for key in keys if _has(key, Part.MATTER)]
    for part, scope in ((Part.MATTER, ScopeKind.MATTER), (Part.HOUR, ScopeKind.HOUR)):
        for told, by_part in zip(found, values(session, came_in, periods, part), strict=True):
            for each in sorted(by_part, key=lambda one: str(one).zfill(2)):
                told.extend(_of(_scope(scope, each), by_part[each], came_in))
    staff = all_staff(session.connection)
    for told, period, by_person in zip(found, periods, values(session, keys, periods, Part.STAFF), strict=True):
        for person in staff:
            days = days_worked(person, period)
            if days is not None and person.id in by_person:
                # whose duty it is to call is measured by that; who also answered calls is told beside it
                own = [key for key in keys if key not in came_in or by_person[person.id][key].numerator]
                told.extend(_within_days(one, days) for one in _of(_person(person), by_person[person.id], own))
    return found


def _bays(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    """In all, by team, by the hour of the day, and by whose appointments they were."""
    found = _whole(session, periods, keys)
    for part, scope in ((Part.TEAM, ScopeKind.TEAM), (Part.HOUR, ScopeKind.HOUR)):
        for told, by_part in zip(found, values(session, keys, periods, part), strict=True):
            for each in sorted(by_part, key=lambda one: str(one).zfill(2)):
                told.extend(_of(_scope(scope, each), _there(by_part[each]), keys))
    _by_people(session, found, periods, [key for key in keys if _has(key, Part.STAFF)])
    return found


def _complaints(session: Session, periods: Sequence[Period], keys: Sequence[str]) -> list[list[Measure]]:
    """In all, by cause and by department at fault; for these no visits are known. Findings by the department that they concern."""
    found = _whole(session, periods, keys)
    complaints = [key for key in keys if key != "complaint_rate" and _has(key, Part.CAUSE)]
    noticed = [key for key in keys if _has(key, Part.DEPARTMENT) and not _has(key, Part.CAUSE)]
    for part, kind, parted in (
        (Part.CAUSE, ScopeKind.CAUSE, complaints),
        (Part.DEPARTMENT, ScopeKind.DEPARTMENT, complaints),
        (Part.DEPARTMENT, ScopeKind.DEPARTMENT, noticed),
    ):
        for told, by_part in zip(found, values(session, parted, periods, part), strict=True):
            for each in sorted(by_part, key=lambda one: (one is None, str(one))):
                told.extend(_of(_scope(kind, each), by_part[each], parted))
    return found


SERVICE_TABLE = Table("service", shown_in("service"), _whole)
STORE_TABLE = Table("store", shown_in("store"), _store)
TEAM_TABLE = Table("team", shown_in("team"), _teams)
PERSON_TABLE = Table("person", tuple(dict.fromkeys(key for keys in PERSON_KEYS.values() for key in keys)), _people)
CALLS_TABLE = Table("calls", shown_in("calls"), _calls)
SALES_TABLE = Table("sales", shown_in("sales"), _sales)
COMPLAINTS_TABLE = Table("complaints", shown_in("complaints"), _complaints)
FLEET_TABLE = Table("fleet", shown_in("fleet"), _fleet)
QUALITY_TABLE = Table("quality", shown_in("quality"), _quality)
CAMPAIGNS_TABLE = Table("campaigns", shown_in("campaigns"), _whole)
POINTS_TABLE = Table("points", shown_in("points"), _whole)
RECALLS_TABLE = Table("recalls", shown_in("recalls"), _whole)
BAYS_TABLE = Table("bays", shown_in("bays"), _bays)
RESCUES_TABLE = Table("rescues", shown_in("rescues"), _whole)
WORK_TABLE = Table("work", shown_in("work"), _whole)
CLUB_TABLE = Table("club", shown_in("club"), _whole)
DESK_TABLE = Table("desk", shown_in("desk"), _desk)


def _has(key: str, part: Part) -> bool:
    facts = KPIS[key].numerator.facts
    return facts is not None and part in FACTS[facts].parts


def _of(scope: Scope, found: Mapping[str, KpiValue], keys: Iterable[str]) -> Iterator[Measure]:
    """The values that belong to these keys, in their order; a part may lack some."""
    return (Measure(scope, found[key]) for key in keys if key in found)


def _scope(kind: ScopeKind, part: PartId) -> Scope:
    return Scope(kind, None if part is None else str(part))


def _person(person: Staff) -> Scope:
    return Scope(ScopeKind.PERSON, person.employee_no, person.name)
