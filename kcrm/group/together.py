"""What no store can know alone: a vehicle is one vehicle wherever it is seen, and so is a customer, by pseudonym.

A vehicle that one store has lost and another sees is not lost to the group. The KPIs are the stores' own, counted by the same text over
rows in which whatever has one pseudonym is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from kcrm.dates import Period
from kcrm.group.engine import Engine
from kcrm.group.facts import CUSTOMER_KEY, VEHICLE_KEY
from kcrm.group.figures import added, count
from kcrm.group.manifest import Manifest
from kcrm.i18n import N_
from kcrm.kpis import KPIS, Unit
from kcrm.model.words import Word
from kcrm.named import NamedTuple
from kcrm.policy import Policy
from kcrm.queries.kpi.counting import counted
from kcrm.rules.kpi.bounds import bounds_of
from kcrm.rules.kpi.formulas import value_of

_KPIS = ("vehicles_in_use", "return_rate", "churn", "loyal_file_share")
_TABLES = ("fact_vehicle", "fact_visit", "fact_customer", "fact_income", VEHICLE_KEY, CUSTOMER_KEY)
_OWN = "own_"
_VIEWS = {
    # what was delivered twice was delivered first; what one store knows to be scrapped is scrapped
    "fact_vehicle": """
SELECT known.key AS vehicle_id, min(own_fact_vehicle.delivered_on) AS delivered_on, max(own_fact_vehicle.scrapped_on) AS scrapped_on
FROM own_fact_vehicle JOIN own_vehicle_key AS known ON known.vehicle_id = own_fact_vehicle.vehicle_id GROUP BY known.key
""",
    # each store has said by its own policy what a visit is
    "fact_visit": """
SELECT known.key AS vehicle_id, own_fact_visit.store, own_fact_visit.day, '' AS policy_version_id
FROM own_fact_visit JOIN own_vehicle_key AS known ON known.vehicle_id = own_fact_visit.vehicle_id
""",
    # who is loyal to one store is loyal to the group; whoever has no phone is one for each store
    "fact_customer": """
SELECT coalesce(known.key, own_fact_customer.customer_id) AS customer_id,
    CASE WHEN max(CASE WHEN own_fact_customer.loyalty = 'loyal' THEN 1 ELSE 0 END) = 1 THEN 'loyal'
        ELSE max(own_fact_customer.loyalty) END AS loyalty
FROM own_fact_customer LEFT JOIN own_customer_key AS known ON known.customer_id = own_fact_customer.customer_id
GROUP BY coalesce(known.key, own_fact_customer.customer_id)
""",
    "group_income": """
SELECT known.key AS vehicle_id, own_fact_income.store, own_fact_income.day,
    own_fact_income.labor_fen + own_fact_income.parts_fen + own_fact_income.other_fen AS fen
FROM own_fact_income JOIN own_vehicle_key AS known ON known.vehicle_id = own_fact_income.vehicle_id
""",
}
_SEEN = """
SELECT count(DISTINCT store || ' ' || vehicle_id), count(DISTINCT vehicle_id) FROM fact_visit WHERE day BETWEEN ? AND ?
"""
_MOVED = """
SELECT count(DISTINCT seen.vehicle_id) FROM fact_visit AS seen
JOIN (
    SELECT vehicle_id, store, row_number() OVER (PARTITION BY vehicle_id ORDER BY day DESC, store) AS place FROM fact_visit WHERE day < ?
) AS before ON before.vehicle_id = seen.vehicle_id AND before.place = 1 AND before.store <> seen.store
WHERE seen.day BETWEEN ? AND ?
"""
_EARNED = """
SELECT coalesce(sum(fen), 0), count(DISTINCT store || ' ' || vehicle_id), count(DISTINCT vehicle_id)
FROM group_income WHERE day BETWEEN ? AND ?
"""
_CUSTOMERS = "SELECT (SELECT count(*) FROM own_fact_customer), (SELECT count(*) FROM fact_customer)"
_FEN = 100


class Alone(Word):
    """Figures that there are only of several stores."""

    VEHICLES_SEEN = "vehicles_seen", N_("vehicles seen")
    VEHICLES_MOVED = "vehicles_moved", N_("vehicles that came from another store")
    INCOME_PER_VEHICLE = "income_per_vehicle", N_("income per vehicle")
    CUSTOMERS = "customers", N_("customers")


class Part(NamedTuple):
    """A value with what it is made of."""

    value: Fraction | None
    numerator: Fraction | None = None
    denominator: Fraction | None = None


class Together(NamedTuple):
    """A figure. by_store: of the stores' own, added up; None where no store has one. as_one: of everybody by pseudonym."""

    key: str
    name: str
    unit: Unit
    by_store: Part | None
    as_one: Part


def together(engine: Engine, stores: Sequence[Manifest], period: Period) -> list[Together]:
    """The group's figures beside the sums of its stores, judged by the policy that most stores have, as of the latest."""
    own = count(engine, stores, _KPIS, period)
    engine.over(stores, _TABLES, _OWN)
    for name, query in _VIEWS.items():
        engine.define(name, query)
    said = [each.policy_sha256 for each in stores]
    judge = max(stores, key=lambda each: said.count(each.policy_sha256))
    policy = Policy.from_snapshot(judge.policy)
    bounds = bounds_of(period, policy, "", max(each.as_of for each in stores).astimezone(policy.zone))
    as_one = counted(engine, _KPIS, [bounds])[0][None]
    found = []
    for key in _KPIS:
        sums, one = (value_of(key, period, each) for each in (added(of[key] for of in own.values()), as_one[key]))
        parts = (Part(each.value, each.numerator, each.denominator) for each in (sums, one))
        found.append(Together(key, KPIS[key].name, KPIS[key].unit, *parts))
    return [*found, *_alone(engine, period)]


def _alone(engine: Engine, period: Period) -> Iterator[Together]:
    days = (period.first.isoformat(), period.last.isoformat())
    yield _numbers(Alone.VEHICLES_SEEN, *_row(engine, _SEEN, days))
    (moved,) = _row(engine, _MOVED, (days[0], *days))
    yield Together(Alone.VEHICLES_MOVED, Alone.VEHICLES_MOVED.label, Unit.COUNT, None, _part(moved))
    fen, by_store, as_one = _row(engine, _EARNED, days)
    shares = (_part(Fraction(fen, _FEN), vehicles) for vehicles in (by_store, as_one))
    yield Together(Alone.INCOME_PER_VEHICLE, Alone.INCOME_PER_VEHICLE.label, Unit.YUAN, *shares)
    yield _numbers(Alone.CUSTOMERS, *_row(engine, _CUSTOMERS, ()))


def _numbers(which: Alone, by_store: int, as_one: int) -> Together:
    return Together(which, which.label, Unit.COUNT, _part(by_store), _part(as_one))


def _part(number: int | Fraction, of: int | None = None) -> Part:
    if of is None:
        return Part(Fraction(number), Fraction(number))
    return Part(Fraction(number, of) if of else None, Fraction(number), Fraction(of))


def _row(engine: Engine, statement: str, arguments: Sequence[object]) -> list[int]:
    """The only row, of whole numbers."""
    (row,) = engine.execute(statement, arguments)
    return [int(str(value)) for value in row]
