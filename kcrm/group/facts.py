"""What of a store's facts a group is given: the columns that counting reads, and no other.

They follow from the text that counts (`kcrm.queries.kpi.facts`, `kpis.toml`), so that a new figure brings its columns by itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import cache

from kcrm.kpis import KPIS, Side
from kcrm.patterns import pattern
from kcrm.queries.kpi.facts import FACTS
from kcrm.queries.kpi.shape import amount_of

FORMAT = 1
"""Of the files. A group reads no other."""
POLICY_LIST = "policy_list"
VEHICLE_KEY, CUSTOMER_KEY = "vehicle_key", "customer_key"
"""Who a vehicle or a customer is to the group: the store's number beside a key that is the same in every store."""
VERSION = "policy_version_id"
ANY_YEAR = "0000"
"""The folder of rows that have no day."""
FROZEN, RECOUNT = "kpi_frozen", "kpi_recount"
"""Closed months as the store published them, and as it counts them itself today."""
_OTHERS = {
    VEHICLE_KEY: ("key", "vehicle_id"),
    CUSTOMER_KEY: ("customer_id", "key"),
    FROZEN: ("month", "listing", "key", "scope", "scope_id", "numerator", "denominator", "value", "cases"),
    RECOUNT: ("month", "key", "judged", "numerator", "denominator", "cases"),
}
_JUDGING = frozenset(
    {
        "club.active_months",
        "desk.zone",
        "evidence.verify_days",
        "prospects.a_days",
        "prospects.b_days",
        "prospects.c_days",
        "prospects.h_days",
        "prospects.received_minutes",
    }
)
"""What of a policy says which days a figure looks at, beside its section on KPIs."""
_NAMED = pattern(r"\b(fact_[a-z_]+|policy_list)\.([a-z_]+)")
_DAY = "day"
_NUMBERS = frozenset(
    {
        "came_back",
        "days",
        "days_late",
        "expectation",
        "level",
        "place",
        "rating",
        "satisfied",
        "score",
        "steps_done",
        "waited_seconds",
    }
)
JOINED_BY_WORD = frozenset({("fact_platform_cost", "item"), ("fact_prospect", "platform")})
"""What one store calls a thing, by which its rows are joined: such a word means the same only there, and nobody else need read it."""


@cache
def texts() -> Mapping[str, str]:
    """By kind of row the text that counts every figure of it, as each store runs it of the whole.

    Rows that a store finds by asking a rule, or by reading what must not leave it, are not among them.
    """
    sides: dict[str, dict[Side, None]] = {name: {} for name in FACTS}
    for each in KPIS.values():
        for side in each.sides:
            if side is not None and side.facts is not None:
                sides[side.facts][side] = None
    return {name: _text(name, tuple(several)) for name, several in sides.items() if not FACTS[name].given}


def _text(name: str, sides: Sequence[Side]) -> str:
    amounts = ", ".join(f"sum({amount_of(side)})" for side in sides)
    return f"SELECT {amounts} FROM ({FACTS[name].select((), [text for side in sides for text in (side.when, side.amount)])}) AS counted"  # noqa: S608 - our own words


def is_published(key: str) -> bool:
    """Whether a KPI is counted from rows that a group is given."""
    facts = {side.facts for side in KPIS[key].sides if side is not None}
    return None not in facts and facts <= texts().keys()


@cache
def digest() -> str:
    """SHA-256 of the text that counts: two stores' figures may be added where it is the same."""
    return hashlib.sha256("\n".join(f"{name}: {text}" for name, text in texts().items()).encode()).hexdigest()


@cache
def columns() -> Mapping[str, tuple[str, ...]]:
    """Of each table that is published its columns, by name."""
    named: dict[str, set[str]] = {}
    for text in texts().values():
        for view, column in _NAMED.findall(text):
            named.setdefault(view, set()).add(column)
    return {view: tuple(sorted(named[view])) for view in sorted(named)} | _OTHERS


def policy_told(policy: Mapping[str, object]) -> Mapping[str, object]:
    """What of a policy, by dotted key, a group needs to judge by: no other words of the store's own, such as its hotline or fillers."""
    told = _JUDGING.union(*(KPIS[key].policy for key in KPIS if is_published(key)))
    return {key: value for key, value in policy.items() if key in told or key.startswith("kpi.")}


def is_number(column: str) -> bool:
    """Whether a column holds whole numbers; all others are text: days, moments, words, and numbers of records with their store's code."""
    return column in _NUMBERS or column.startswith("is_") or column.endswith(("_fen", "_centihours"))


def is_record(column: str) -> bool:
    """Whether it is the number of a record, which is told with the store's code before it."""
    return column.endswith("_id") and column != VERSION


def day_of(table: str) -> str | None:
    """The column by whose year a table's rows are put into folders; None where they have no day.

    Vehicles lie in one file whatever their age: they are few, and a figure looks at all of them.
    """
    return _DAY if _DAY in columns()[table] else None
