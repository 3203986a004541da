"""What a group earned and spent. Its costs are known where those of each of its stores are, month by month."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from fractions import Fraction

from kcrm.dates import Period
from kcrm.group.engine import Engine
from kcrm.group.manifest import Manifest
from kcrm.kpis import shown_in
from kcrm.model.kpi import Counted
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.rules.finance import CostKind, Costs, Income, break_even, break_even_values, costs_of, finance_values
from kcrm.rules.kpi import KpiValue

INCOME = ("labor_income", "parts_income", "other_income")
MADE_OF = (*INCOME, "average_ticket")
"""The KPIs that money is reckoned from besides costs."""
MONEY = frozenset({*shown_in("profit"), *shown_in("breakeven")} - {*INCOME, "income"})
"""The KPIs that ask for costs."""
_COSTS = """
SELECT store, day, kind, sum(amount_fen) FROM fact_finance
WHERE kind IN ('fixed', 'variable') AND day BETWEEN ? AND ? GROUP BY store, day, kind
"""


class Books(NamedTuple):
    """A store's period. costs None: not known. paid_fen, paid_visits: what paid orders came to and the visits they made."""

    income: Income
    costs: Costs | None
    paid_fen: int
    paid_visits: int


def costs_by_store(engine: Engine, stores: Sequence[Manifest], period: Period) -> Mapping[str, Costs | None]:
    """What each store's period cost; None where that is not known."""
    engine.over(stores, ("fact_finance",))
    fen: dict[str, dict[tuple[date, CostKind], int]] = {each.store: {} for each in stores}
    for store, day, kind, amount in engine.execute(_COSTS, (period.first.isoformat(), period.last.isoformat())):
        fen[str(store)][date.fromisoformat(str(day)), CostKind(str(kind))] = int(str(amount))
    return {each.store: costs_of(period, _today(each), fen[each.store])[0] for each in stores}


def books(counts: Mapping[str, Mapping[str, Counted]], costs: Mapping[str, Costs | None]) -> Mapping[str, Books]:
    """By store. counts: of MADE_OF."""
    found = {}
    for code, of in counts.items():
        ticket = of["average_ticket"]
        income = Income(*(of[key].numerator or 0 for key in INCOME))
        found[code] = Books(income, costs[code], ticket.numerator or 0, ticket.denominator or 0)
    return found


def money_values(several: Iterable[Books], period: Period) -> Mapping[str, KpiValue]:
    """The KPIs of stores as one, by the rules of one store; their costs are known where each store's are."""
    several = tuple(several)
    earned = [each.income for each in several]
    income = Income(sum(each.labor_fen for each in earned), sum(each.parts_fen for each in earned), sum(each.other_fen for each in earned))
    known = [each.costs for each in several if each.costs is not None]
    costs = Costs(sum(each.fixed_fen for each in known), sum(each.variable_fen for each in known)) if len(known) == len(several) else None
    paid, visits = sum(each.paid_fen for each in several), sum(each.paid_visits for each in several)
    ticket = Fraction(paid, visits) if paid and visits else None
    point = break_even(income.total_fen, costs, ticket) if costs is not None else None
    values = (*finance_values(income, costs, period), *break_even_values(point, income, costs, ticket, period))
    return {each.key: each for each in values}


def _today(store: Manifest) -> date:
    return store.as_of.astimezone(Policy.from_snapshot(store.policy).zone).date()
