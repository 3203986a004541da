"""A group's figures: each store counted by the text of the stores, sums divided by the rules of the stores."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from fractions import Fraction

from kcrm.dates import Period, add_months
from kcrm.group.engine import Engine, tables_of
from kcrm.group.facts import texts
from kcrm.group.manifest import Manifest
from kcrm.group.money import MADE_OF, MONEY, Books, books, costs_by_store, money_values
from kcrm.group.questions import Question, kinds_of, questions
from kcrm.group.years import years_read
from kcrm.i18n import N_
from kcrm.kpis import KPIS
from kcrm.model.kpi import Counted
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.queries.kpi.counting import PartId, counted, nothing
from kcrm.queries.kpi.facts import FACTS
from kcrm.queries.kpi.shape import Part
from kcrm.rules.kpi import Figure, KpiValue, Scope, ScopeKind, period_before, year_before
from kcrm.rules.kpi.formulas import value_of
from kcrm.rules.kpi.targets import target_of

Counts = Mapping[str, Mapping[str, Counted]]
"""By store what each KPI comes to there."""


def count(engine: Engine, stores: Sequence[Manifest], keys: Sequence[str], period: Period) -> Counts:
    """What each store comes to by itself."""
    found: dict[str, dict[str, Counted]] = {each.store: {} for each in stores}
    for asked in questions(engine, stores, keys, period):
        by_store = _counted(engine, [each for each in stores if each.store in asked.stores], asked, Part.STORE)
        for code in asked.stores:
            found[code] |= by_store.get(code) or nothing(asked.keys, Part.STORE)
    return {code: {key: of[key] for key in keys} for code, of in found.items()}


def count_together(engine: Engine, stores: Sequence[Manifest], keys: Sequence[str], period: Period) -> Mapping[str, Counted]:
    """What stores come to as one, of KPIs that do not add up; nothing of those that the stores' policies judge by different days."""
    found: dict[str, Counted] = {}
    for asked in questions(engine, stores, keys, period):
        if len(asked.stores) == len(stores):
            found |= _counted(engine, stores, asked, Part.WHOLE)[None]
    return {key: found.get(key, Counted()) for key in keys}


def _counted(engine: Engine, stores: Sequence[Manifest], asked: Question, part: Part) -> Mapping[PartId, Mapping[str, Counted]]:
    """The answer to a question, by part, of whose rows no more is opened than it reads."""
    kinds = kinds_of(asked.keys)
    engine.over(stores, tables_of(kinds), years=years_read(kinds, asked.bounds))
    return counted(engine, asked.keys, [asked.bounds], part)[0]


def is_counted(key: str) -> bool:
    """Whether a group has the figure: its rows are published, or it is made of such; those of names and phones are not."""
    return texts().keys() >= set(kinds_of([key]))


def adds_up(key: str) -> bool:
    """Whether stores' sums make the group's figure; a median does not."""
    return not any(FACTS[name].ranked for name in kinds_of([key]))


def added(several: Iterable[Counted]) -> Counted:
    """The sum; a side that no store has stays None."""
    return Counted(*(None if all(each is None for each in side) else sum(filter(None, side)) for side in zip(*several, strict=True)))


class By(Word):
    """By what a group's figures are told."""

    STORE = "store", N_("store")
    REGION = "region", N_("region")
    MONTH = "month", N_("month")


class _Part(NamedTuple):
    """Of what a figure is: these stores, in this period."""

    scope: Scope
    stores: tuple[Manifest, ...]
    period: Period


def figures(engine: Engine, stores: Sequence[Manifest], keys: Sequence[str], period: Period, by: By | None) -> list[Figure]:
    """The group's figures and then those of its parts, each beside the period before and the same a year ago."""
    parts = [_Part(Scope(ScopeKind.GROUP), tuple(stores), period), *_parts(stores, period, by)]
    policies = [Policy.from_snapshot(each) for each in {store.policy_sha256: store.policy for store in stores}.values()]
    targets = {key: _agreed(target_of(key, {}, policy.kpi) for policy in policies) for key in keys}
    known: dict[Period, Counts] = {}
    has_costs = not MONEY.isdisjoint(keys)
    asked = [*dict.fromkeys((*keys, *MADE_OF))] if has_costs else keys
    kept: dict[Period, Mapping[str, Books]] = {}

    def values(part: _Part, of: Period) -> Mapping[str, KpiValue]:
        if of not in known:
            # a store's own median is counted with the others', each by itself
            known[of] = count(engine, stores, [key for key in asked if by is By.STORE or adds_up(key)], of)
        alone = by is By.STORE and part.scope.kind is ScopeKind.STORE
        together = {} if alone else count_together(engine, part.stores, [key for key in keys if not adds_up(key)], of)
        sums = {key: together[key] if key in together else added(known[of][each.store][key] for each in part.stores) for key in keys}
        told = {key: value_of(key, of, each) for key, each in sums.items()}
        if has_costs:
            if of not in kept:
                kept[of] = books(known[of], costs_by_store(engine, stores, of))
            money = money_values((kept[of][each.store] for each in part.stores), of)
            told |= {key: money[key] for key in keys if key in MONEY}
        return told

    found = []
    for part in parts:
        now, before, year_ago = (values(part, each) for each in (part.period, period_before(part.period), year_before(part.period)))
        for key in keys:
            has_history = not KPIS[key].of_today
            previous, then = (each[key] if has_history else None for each in (before, year_ago))
            found.append(Figure(now[key], part.scope, previous, then, targets[key]))
    return found


def small_sample(stores: Iterable[Manifest]) -> int:
    """How many cases a figure needs to be judged and ranked: the most that any store asks for."""
    return max(Policy.from_snapshot(each).kpi.small_sample for each in {store.policy_sha256: store.policy for store in stores}.values())


def differences(stores: Sequence[Manifest], keys: Iterable[str]) -> Mapping[str, list[str]]:
    """By leaf of the policy, of those that decide these KPIs, the stores whose policy says otherwise than most."""
    found = {}
    for leaf in dict.fromkeys(leaf for key in keys for leaf in KPIS[key].policy):
        said = {each.store: json.dumps(each.policy.get(leaf)) for each in stores}
        most = max(said.values(), key=[*said.values()].count, default="")
        other = sorted(code for code, value in said.items() if value != most)
        if other:
            found[leaf] = other
    return found


def _parts(stores: Sequence[Manifest], period: Period, by: By | None) -> Iterator[_Part]:
    if by is By.STORE:
        yield from (_Part(Scope(ScopeKind.STORE, each.store, f"{each.store} {each.name}"), (each,), period) for each in stores)
    elif by is By.REGION:
        for region in sorted({each.region for each in stores}, key=lambda name: (name is None, name or "")):
            yield _Part(Scope(ScopeKind.REGION, region), tuple(each for each in stores if each.region == region), period)
    elif by is By.MONTH:
        first = period.first.replace(day=1)
        while first <= period.last:
            after = add_months(first, 1)
            month = Period(max(first, period.first), min(after - timedelta(days=1), period.last))
            yield _Part(Scope(ScopeKind.MONTH, f"{first:%Y-%m}"), tuple(stores), month)
            first = after


def _agreed(targets: Iterable[Fraction | None]) -> Fraction | None:
    """The target that all policies set; none where they differ."""
    different = set(targets)
    return different.pop() if len(different) == 1 else None
