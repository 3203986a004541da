"""Filters as conditions in SQL over `customer`, with a bound parameter for every value."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import assert_never

from kcrm.model.filters import Nothing, Pattern, Span, Term, Wanted
from kcrm.named import NamedTuple
from kcrm.records import Noun, customer, vehicle

_JUDGED = "(SELECT {column} FROM classification WHERE classification.id = customer.id)"
_SPEND = (
    "CASE (2 * visits > :filter_visits_x2) + (2 * cb_fen > :filter_paid_x2) WHEN 2 THEN 'A' WHEN 1 THEN 'B'"
    " ELSE CASE WHEN :filter_visits_x2 IS NOT NULL THEN 'C' END END"
)
_VEHICLE = """
EXISTS (
    SELECT 1 FROM ownership JOIN vehicle ON vehicle.id = ownership.vehicle_id
    WHERE ownership.customer_id = customer.id AND ownership.until_on IS NULL
        AND coalesce(vehicle.sold_on, '9999') > :filter_today AND coalesce(vehicle.scrapped_on, '9999') > :filter_today AND ({condition})
)
"""
_SPECIALIST = "(SELECT {column} FROM staff WHERE staff.id = customer.specialist_id)"
_WARRANTY = "CASE WHEN vehicle.warranty_until >= :filter_today THEN 'in' WHEN vehicle.warranty_until IS NOT NULL THEN 'out' END"
_AGE = (
    "strftime('%Y', :filter_today) - strftime('%Y', vehicle.delivered_on)"
    " - (strftime('%m-%d', :filter_today) < strftime('%m-%d', vehicle.delivered_on))"
)


# what staff judged, else what the rule proposes, is one fact for lists and figures
_HOLDS = "(SELECT fact_customer.{field} FROM fact_customer WHERE fact_customer.customer_id = customer.id)"
_BY_RULE = {("customer", field): _HOLDS.format(field=field) for field in ("grade", "loyalty")}


class _Column(NamedTuple):
    """expressions: any of which may match. of_vehicle: of a vehicle that the customer holds. scale: what one typed unit is stored as."""

    expressions: tuple[str, ...]
    of_vehicle: bool = False
    scale: int = 1


def _judged(column: str, scale: int = 1) -> _Column:
    return _Column((_JUDGED.format(column=column),), scale=scale)


def _declared(noun: Noun, *, of_vehicle: bool = False) -> Mapping[str, _Column]:
    """The columns of a declaration by which customers are filtered; several may share one name."""
    found: dict[str, tuple[str, ...]] = {}
    for field in noun.fields:
        if field.filtered:
            held = _BY_RULE.get((noun.name, field.key), f"{noun.table}.{field.stored}")
            found[field.filtered] = (*found.get(field.filtered, ()), held)
    return {name: _Column(expressions, of_vehicle=of_vehicle) for name, expressions in found.items()}


COLUMNS: Mapping[str, _Column] = {
    "class": _judged("class"),
    "lifecycle": _judged("lifecycle"),
    "ev": _judged("ev_e4", 10_000),
    "cb": _judged("cb_fen"),
    "av_p": _judged("ev_e4 - cb_fen * 10000", 10_000),
    "visits": _judged("visits"),
    "visits_spend": _judged(_SPEND),
    "last_visit": _judged("last_visit_on"),
    "specialist": _Column((_SPECIALIST.format(column="employee_no"), _SPECIALIST.format(column="name"))),
    "warranty": _Column((_WARRANTY,), of_vehicle=True),
    "vehicle_age": _Column((_AGE,), of_vehicle=True),
    **_declared(customer.NOUN),
    **_declared(vehicle.NOUN, of_vehicle=True),
}


class Condition(NamedTuple):
    """A condition on `customer`, and the values bound in it."""

    sql: str
    values: Mapping[str, object]


def condition_of(terms: Sequence[Term], today: date, spend_x2: tuple[int, int] | None = None) -> Condition:
    """All the terms together.

    today: by which warranties and ages are reckoned. spend_x2: twice what is many visits, and a high spend in fen.
    """
    visits_x2, paid_x2 = spend_x2 or (None, None)
    values: dict[str, object] = {"filter_today": today.isoformat(), "filter_visits_x2": visits_x2, "filter_paid_x2": paid_x2}
    return Condition(" AND ".join(_term(term, values) for term in terms) or "true", values)


def among(condition: Condition, ids: Collection[int]) -> Condition:
    """The condition on these customers only."""
    values = {**condition.values, "filter_among": json.dumps(sorted(ids))}
    return Condition(f"({condition.sql}) AND customer.id IN (SELECT value FROM json_each(:filter_among))", values)  # noqa: S608 - made above


def count_customers(connection: sqlite3.Connection, condition: Condition) -> int:
    """How many customers there are of this condition."""
    count: int = connection.execute(
        f"SELECT count(*) FROM customer WHERE {condition.sql}",  # noqa: S608 - made above; values are bound
        condition.values,
    ).fetchone()[0]
    return count


def customers_of(connection: sqlite3.Connection, condition: Condition) -> frozenset[int]:
    """The ids of the customers of this condition."""
    statement = f"SELECT id FROM customer WHERE {condition.sql}"  # noqa: S608 - made above; values are bound
    return frozenset(row[0] for row in connection.execute(statement, condition.values))


def _term(term: Term, values: dict[str, object]) -> str:
    column = COLUMNS[term.field]
    either = " OR ".join(_alternative(column, wanted, values) for wanted in term.values)
    # an empty field is neither: it does not have the value, so its negation holds
    return f"NOT coalesce(({either}), 0)" if term.negated else f"({either})"


def _alternative(column: _Column, wanted: Wanted, values: dict[str, object]) -> str:
    if isinstance(wanted, Nothing):
        if column.of_vehicle:
            return "NOT " + _VEHICLE.format(condition=f"{column.expressions[0]} IS NOT NULL")
        return "(" + " AND ".join(f"{expression} IS NULL" for expression in column.expressions) + ")"
    test = " OR ".join(_test(expression, wanted, column.scale, values) for expression in column.expressions)
    return _VEHICLE.format(condition=test) if column.of_vehicle else f"({test})"


def _test(expression: str, wanted: Pattern | Span | str | bool, scale: int, values: dict[str, object]) -> str:
    match wanted:
        case Pattern(text):
            return f"{expression} LIKE {_bound(_like(text), values)} ESCAPE '\\'"
        case Span():
            return "(" + " AND ".join(_ends(expression, wanted, scale, values)) + ")"
        case bool():
            return f"{expression} = {_bound(int(wanted), values)}"
        case str():
            return f"{expression} = {_bound(str(wanted), values)}"
        case _:
            assert_never(wanted)


def _ends(expression: str, span: Span, scale: int, values: dict[str, object]) -> Iterator[str]:
    for end, sign in ((span.first, ">="), (span.last, "<=")):
        if end is not None:
            yield f"{expression} {sign} {_bound(end.isoformat() if isinstance(end, date) else end * scale, values)}"


def _bound(value: object, values: dict[str, object]) -> str:
    name = f"filter_{len(values)}"
    values[name] = value
    return f":{name}"


def _like(text: str) -> str:
    """`*` as LIKE has it; what LIKE would take for a wildcard is meant literally."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return escaped.replace("*", "%")
