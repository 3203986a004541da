"""The KPIs that the desk publishes, one entry each: `kpis.toml`.

Words are msgids, said by the views in the current language; what is counted stands beside them as conditions and amounts over rows of
facts; `kcrm.rules.kpi.formulas` makes a value of what was counted.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any

from kcrm.datafile import read_table
from kcrm.errors import NotFoundError
from kcrm.i18n import N_
from kcrm.model.words import Word


class Unit(Word):
    """What a value is counted in; a percent is a number 0-100."""

    COUNT = "count", N_("number")
    PERCENT = "percent", N_("percent")
    YUAN = "yuan", N_("yuan")
    HOURS = "hours", N_("hours")
    DAYS = "days", N_("days")
    MINUTES = "minutes", N_("minutes")
    RATIO = "ratio", N_("ratio")


class Direction(Word):
    """Which way is better; of some figures neither."""

    MORE = "more", N_("more is better")
    LESS = "less", N_("less is better")
    NEITHER = "neither", N_("neither is better")


class Group(Word):
    """What a KPI is about."""

    SERVICE = "service", N_("service visits")
    WORKSHOP = "workshop", N_("workshop")
    CUSTOMERS = "customers", N_("customers and vehicles")
    STAFF = "staff", N_("staff")
    CALLS = "calls", N_("calls")
    COMPLAINTS = "complaints", N_("handling of complaints")
    SATISFACTION = "satisfaction", N_("satisfaction")
    PROSPECTS = "prospects", N_("prospects")
    FLEETS = "fleets", N_("company accounts")
    CAMPAIGNS = "campaigns", N_("campaigns")
    POINTS = "points", N_("points and vouchers")
    RESCUE = "rescue", N_("rescue on the road")
    WORK = "work", N_("work left")
    CLUB = "club", N_("owners' club")
    RECALLS = "recalls", N_("recalls of the manufacturer")
    QUALITY = "quality", N_("data quality")
    DESK = "desk", N_("the manager's desk")
    MONEY = "money", N_("money")


@dataclass(frozen=True, slots=True)
class Side:
    """What is counted on one side of a KPI.

    words: an msgid. facts: the rows, None where nothing of the kind is recorded or `of` other KPIs it is made. when: which of them count,
    empty for all; amount: what each adds. Both are SQL over the rows' columns.
    """

    words: str
    facts: str | None = None
    when: str = ""
    amount: str = "1"
    unit: Unit = Unit.COUNT
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Definition:
    """One KPI. name, formula, source, note: msgids; denominator None where nothing is divided.

    cases: what stands behind the value where the denominator does not say so. policy: keys of the policy that decide. shown: where, and at
    which place there. look: a command without the program's name, with {period}. of_today: the facts have no history, so that the value
    is today's whatever the period is. note: what else a reader must know to believe the number, such as whose it is by team and person;
    None where the formula says it all.
    """

    key: str
    name: str
    formula: str
    group: Group
    unit: Unit
    direction: Direction
    source: str
    numerator: Side
    denominator: Side | None
    cases: Side | None
    policy: tuple[str, ...]
    shown: Mapping[str, int]
    look: str
    of_today: bool
    note: str | None

    @property
    def numerator_unit(self) -> Unit:
        return self.unit if self.denominator is None else self.numerator.unit

    @property
    def denominator_unit(self) -> Unit:
        return Unit.COUNT if self.denominator is None else self.denominator.unit

    @property
    def sides(self) -> tuple[Side | None, Side | None, Side | None]:
        """Numerator, denominator and cases."""
        return self.numerator, self.denominator, self.cases


def _definitions() -> Mapping[str, Definition]:
    return MappingProxyType({key: _definition(key, entry) for key, entry in read_table(Path(__file__).with_name("kpis.toml")).items()})


def _definition(key: str, entry: Mapping[str, Any]) -> Definition:
    return Definition(
        key=key,
        name=entry["name"],
        formula=entry["formula"],
        group=Group(entry["group"]),
        unit=Unit(entry["unit"]),
        direction=Direction(entry["better"]),
        source=entry["source"],
        numerator=_side(entry["numerator"]),
        denominator=_side(entry["denominator"]) if "denominator" in entry else None,
        cases=_side(entry["cases"]) if "cases" in entry else None,
        policy=tuple(entry.get("policy", ())),
        shown=entry["shown"],
        look=entry["look"],
        of_today=entry.get("of_today", False),
        note=entry.get("note"),
    )


def _side(entry: Mapping[str, Any]) -> Side:
    return Side(
        words=entry.get("words", ""),
        facts=entry.get("facts"),
        when=entry.get("when", ""),
        amount=entry.get("amount", "1"),
        unit=Unit(entry.get("unit", Unit.COUNT)),
        of=tuple(entry.get("of", ())),
    )


KPIS: Mapping[str, Definition] = _definitions()
"""Every KPI by its key, in the order in which they are listed."""


def shown_in(place: str) -> tuple[str, ...]:
    """The KPIs that are shown in a place, in its order."""
    return tuple(sorted((key for key, one in KPIS.items() if place in one.shown), key=lambda key: KPIS[key].shown[place]))


def definition(key: str) -> Definition:
    """The KPI with this key. Raises NotFoundError, with near keys."""
    found = KPIS.get(key.strip().lower().replace("-", "_"))
    if found is None:
        raise NotFoundError(
            N_("There is no KPI named {key}."), hint=N_("To see them all: kcrm kpi list"), near=get_close_matches(key, KPIS), key=key
        )
    return found
